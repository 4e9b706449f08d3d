# The README's two commands are `make lab` and `make test`; `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
COURSE := .venv/.course
TESTS := .venv/.tests
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)  # as in a container
UV_COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet
UPGRADED := $(if $(UPGRADE),--upgrade)

# Personal settings for other work do not reach the course; its own kernel goes before theirs.
unexport PYTHONHOME PYTHONPATH PYTHONOPTIMIZE PYTHONSAFEPATH PYTHONWARNINGS PYTHONSTARTUP VIRTUAL_ENV SOFTMAX_REMEMBER
export JUPYTER_PREFER_ENV_PATH := 1
ifneq ($(shell test -d "$$HOME" && test -w "$$HOME" && echo writable),writable)
export HOME := $(or $(shell test -w . && echo "$(CURDIR)/.venv/home"),$(shell mktemp -d))
endif

.PHONY: help lab test fresh portable matrix notebooks bench sheet pages slides handout grade lock moved
help:            ## this list
	@grep -E '^[a-z]+: .*##' Makefile | sed 's/:.*##/\t/'

lab: $(COURSE)  ## open the course in JupyterLab
	@$(BIN)/jupyter lab $(AS_ROOT) --ip=127.0.0.1 --log-level=ERROR --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb

test: export OPENBLAS_NUM_THREADS := 1  # two workers on two cores: more would wait for each other
test: $(TESTS)  ## lint, unit tests, strict nbval on every notebook, browser journeys
	@test -w . || { echo "The tests write here, and may not: copy the course to a folder of your own."; false; }
	@$(BIN)/python tools/fresh.py --check
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/browser
	PYTHONPATH=tests/offline $(BIN)/python -m pytest -n 2 --dist loadfile --nbval notebooks/*.ipynb
	$(BIN)/python -m pytest -n 2 tests/browser

fresh:  ## keep your edited notebooks in notebooks/mine, and put blank ones back
	@$(PYTHON) tools/fresh.py

portable: $(TESTS)  ## every cell and numeric test as on other processors; PLATFORMS="NumPy rough" chooses
	$(BIN)/python tests/portable $(PLATFORMS)

matrix: $(TESTS)  ## unit tests and nbval on every Python here; LEGS="3.13 lowest" chooses
	$(BIN)/python tests/matrix.py $(LEGS)

notebooks: $(TESTS)  ## run every notebook in place, and store it clean
	$(BIN)/python tests/run_notebooks.py

bench: $(TESTS)  ## ratios of speed and accuracy, measured in one run
	PYTHONPATH=tests:tests/browser $(BIN)/python -m benchmarks

sheet: $(TESTS)  ## every demo at three states, as pictures in build/sheet
	$(BIN)/python tests/sheet.py

pages: $(TESTS)  ## the stored notebooks as live web pages, in build/pages
	$(BIN)/python -m pages

slides: $(TESTS)  ## a deck for the class of 90 minutes beside the pages, build/pages/slides.html
	$(BIN)/python -m pages.slides

handout: $(TESTS)  ## the pages as one PDF, in build/handout.pdf; PAPER=Letter for that
	PYTHONPATH=tests/browser $(BIN)/python -m pages.handout $(PAPER)

grade: $(COURSE)  ## DIR=folder: check students' notebooks (this runs their code)
	$(BIN)/python -m helpers.grading "$(DIR)"

lock:  ## write the three lock files anew, with what has changed only; UPGRADE=1 renews all versions
	$(BIN)/uv --version
	printf 'uv\nsetuptools>=77\n' | $(UV_COMPILE) - -o requirements-setup.lock --no-annotate $(UPGRADED)
	$(UV_COMPILE) pyproject.toml -o requirements.lock $(UPGRADED)
	$(UV_COMPILE) --group test -c requirements.lock -o requirements-test.lock $(UPGRADED)

.venv/.setup: requirements-setup.lock
	@$(PYTHON) tools/set_up.py base
	@touch $@

$(COURSE): .venv/.setup requirements.lock pyproject.toml
	@$(PYTHON) tools/set_up.py course
	@touch $@

$(TESTS): $(COURSE) requirements-test.lock
	@$(PYTHON) tools/set_up.py tests
	@touch $@

# Programs in .venv know the folder by its full name: where that has changed, .venv is built anew.
BUILT_FOR := $(shell cat .venv/.folder 2>/dev/null)
ifneq "$(BUILT_FOR)" "$(CURDIR)"
.venv/.setup: moved
endif
