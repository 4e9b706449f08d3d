"""The rules of the course, held against every stored notebook."""

import inspect
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from objectives import PRACTISED
from run_notebooks import WIDGET_VIEW, clean

from helpers import demos
from helpers.checks import NOTEBOOKS, exercises
from helpers.quiz import load

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
LESSONS = PATHS[1:]
OFFLINE = Path(__file__).resolve().parent / "offline"
TAGS = ["review", "predict", "demo", "explain", "exercise", "quiz", "recap"]
ENDING = ["Exercises", "What people often get wrong", "Recap", "Three questions", "What comes next"]
OBSERVABLE = {
    "check", "choose", "compute", "count", "decide", "derive", "draw", "evaluate", "explain",
    "find", "fit", "list", "match", "name", "predict", "prove", "read", "recognise", "relate",
    "repair", "sample", "say", "separate", "show", "solve", "tell", "train", "write",
}
NUMBER = r"-?\d+\.?\d*(?:e[-+]?\d+)?|-?\.\d+"
every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def tag(cell):
    tags = cell.metadata.get("tags", [])
    assert len(tags) <= 1, tags
    return tags[0] if tags else None


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def headings(notebook):
    """Return (level, text) of every heading."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return [(len(marks), text.strip()) for marks, text in
            re.findall(r"^(#+) +(.*)$", "\n".join(texts), flags=re.M)]


def minutes_of(notebook):
    """Return (all, reading, exercises) of the header; notebook 0 states only the first."""
    found = re.search(r"\*\*Time:\*\* (\d+) minutes(?:: (\d+) to read, (\d+) for the exercises)?",
                      notebook.cells[0].source)
    return [int(number) for number in found.groups() if number]


def test_the_notebooks_are_numbered_in_order():
    assert [path.stem[:2] for path in PATHS] == [f"{i:02d}" for i in range(len(PATHS))]


@every_notebook
def test_stored_executed_in_order_clean_and_small(path):
    notebook = read(path)
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))
    stored = path.read_text(encoding="utf-8")
    clean(notebook)
    assert nbformat.writes(notebook).rstrip("\n") == stored.rstrip("\n"), "run `make notebooks`"
    assert len(stored) < 2_000_000


@every_notebook
def test_no_error_no_warning_and_no_raw_widget_is_stored(path):
    for cell in code_cells(read(path)):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr", output.text
            text = output.get("text", "") + output.get("data", {}).get("text/plain", "")
            assert not re.search(r"\b(VBox|HBox|Output|Figure|LiveFigure)\(|<\w+ object at", text)


@every_notebook
def test_every_picture_has_alt_text_that_tells_what_the_sentence_tells(path):
    for cell in code_cells(read(path)):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                assert output.metadata["image/png"]["alt"] == output.data["text/plain"]
                assert re.search(r"\d", output.data["text/plain"])


@every_notebook
def test_one_first_heading_and_no_level_skipped(path):
    levels = [level for level, _ in headings(read(path))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@every_notebook
def test_code_cells_are_short_and_stand_between_prose(path):
    cells = read(path).cells
    for before, cell in pairwise(cells):
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 15, cell.source
            if before.cell_type == "code":
                assert tag(before) == tag(cell) == "exercise", cell.source


@every_notebook
def test_no_plotting_no_widgets_no_paths_in_the_notebook_itself(path):
    for cell in code_cells(read(path)):
        assert not re.search(r"pyplot|ipywidgets|sys\.path|import \*|%matplotlib", cell.source)
        assert not cell.source.rstrip().endswith(";")


@every_notebook
def test_links_resolve_inside_the_repository(path):
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([^)]+)\)", cell.source):
                if not target.startswith("https://"):
                    assert (path.parent / target.partition("#")[0]).is_file(), target


@every_notebook
def test_a_number_in_prose_is_one_that_the_notebook_prints(path):
    """Every number with three decimals or more; rounded as the prose rounds it."""
    notebook = read(path)
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    texts = [o.get("text", "") + o.get("data", {}).get("text/plain", "") for o in outputs]
    printed = [float(number) for number in re.findall(NUMBER, "\n".join(texts))]
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    prose = re.sub(r"\]\([^)]*\)|doi:\S+|`[^`]*`", " ", prose)
    for number in re.findall(r"(?<![\d.])\d*\.\d{3,}", prose):
        half = 0.5 * 10.0 ** -len(number.partition(".")[2])
        assert any(abs(abs(x) - float(number)) <= half * 1.001 for x in printed), number


@every_lesson
def test_the_header_states_question_objectives_time_and_what_comes_before(path):
    header = read(path).cells[0].source
    assert re.match(rf"# {int(path.stem[:2])} · ", header)
    for part in ("**The question.**", "**After this notebook you can**", "**Before this:**"):
        assert part in header
    objectives = re.findall(r"^- (\w+)", header, flags=re.M)
    assert 2 <= len(objectives) <= 5
    assert set(objectives) <= OBSERVABLE
    total, reading, practice = minutes_of(read(path))
    assert total == reading + practice


@every_lesson
def test_sections_go_predict_demo_explain(path):
    tags = [tag(cell) for cell in read(path).cells]
    assert set(tags) - {None} == set(TAGS[path == LESSONS[0]:])  # before the first there is none
    demos = [i for i, name in enumerate(tags) if name == "demo"]
    for i in demos:
        assert "predict" in tags[:i]
        before = next(name for name in reversed(tags[:i]) if name not in ("demo", None))
        assert before == "predict", f"no prediction between cell {i} and the demo before it"
        assert tags[i + 1] == "explain"
    assert max(demos) < tags.index("exercise") < tags.index("recap") < tags.index("quiz")


@every_lesson
def test_the_notebook_ends_with_its_five_parts(path):
    notebook = read(path)
    assert [text for level, text in headings(notebook) if level == 2][-5:] == ENDING
    recap = next(cell.source for cell in notebook.cells if tag(cell) == "recap")
    assert recap.startswith("## Recap")


@every_lesson
def test_every_exercise_and_three_questions_are_there(path):
    number = path.stem[:2]
    source = "\n".join(cell.source for cell in code_cells(read(path)))
    checks = [exercise.check_name for exercise in exercises(number)]
    assert len(checks) >= 2
    assert [name for name in checks if f"{name}(" not in source] == []
    assert f'quiz("{number}")' in source
    assert f'progress("{number}")' in source


def test_the_minutes_add_up_to_what_notebook_0_says():
    start = "\n".join(cell.source for cell in read(PATHS[0]).cells)
    rows = {int(n): int(m) for n, m in re.findall(r"^\| (\d) \|.*\| (\d+) \|$", start, flags=re.M)}
    assert rows == {int(path.stem[:2]): minutes_of(read(path))[0] for path in PATHS}
    assert int(re.search(r"Together: (\d+) minutes", start)[1]) == sum(rows.values())


def test_readme_gives_the_same_minutes():
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    rows = {int(n): int(m) for n, m in re.findall(r"^\| (\d) \|.*?\| (\d+) \|", readme, flags=re.M)}
    assert rows == {int(path.stem[:2]): minutes_of(read(path))[0] for path in PATHS}


def test_every_demo_has_its_place_in_a_notebook():
    shown = {cell.source.splitlines()[-1].partition("(")[0]
             for path in PATHS for cell in code_cells(read(path)) if tag(cell) == "demo"}
    assert set(demos.__all__) <= shown


def test_every_public_function_of_demos_is_one():
    public = {name for name, value in vars(demos).items()
              if inspect.isfunction(value) and value.__module__ == demos.__name__}
    assert {name for name in public if name[0] != "_"} == {*demos.__all__}


def test_every_notebook_but_the_first_is_known_to_checks_and_grading():
    assert [path.stem[:2] for path in PATHS] == ["00", *NOTEBOOKS]


COUNTED = ["README.md", "pyproject.toml", "notebooks/00_start_here.ipynb"]


@pytest.mark.parametrize("file", COUNTED)
def test_a_text_that_counts_the_notebooks_counts_right(file):
    words = dict(enumerate(["eight", "nine", "ten", "eleven", "twelve"], 8))
    text = (FOLDER.parent / file).read_text(encoding="utf-8")
    counts = set(re.findall(r"\b(\w+) (?:Jupyter )?notebooks\b", text)) & {*words.values()}
    assert counts == {words[len(PATHS)]}


@pytest.mark.parametrize(("call", "refused"), [
    ("create_connection(('192.0.2.1', 9), 1)", True),
    ("getaddrinfo('softmax.example', 80)", True),
    ("create_server(('127.0.0.1', 0))", False),
    ("getaddrinfo('localhost', 80)", False),
])
def test_the_cut_network_refuses_other_machines_only(call, refused):
    tried = subprocess.run(
        [sys.executable, "-c", f"import socket; socket.{call}"], capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(OFFLINE)}, check=False,
    )
    assert (tried.returncode != 0) == refused
    assert ("the network is cut" in tried.stderr) == refused


def test_make_runs_the_notebooks_with_the_network_cut():
    makefile = (FOLDER.parent / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"PYTHONPATH=tests/offline .*--nbval", makefile)


def test_a_stored_widget_is_cleaned_away():
    output = nbformat.v4.new_output("execute_result", {WIDGET_VIEW: {}, "text/plain": "x"})
    cell = nbformat.v4.new_code_cell("x", outputs=[output])
    cell.metadata = nbformat.from_dict({"jupyter": {}, "tags": ["demo"]})
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"widgets": {"state": {}}})
    clean(notebook)
    assert list(notebook.cells[0].outputs[0].data) == ["text/plain"]
    assert notebook.cells[0].metadata == {"tags": ["demo"]}
    assert "widgets" not in notebook.metadata


@every_notebook
def test_the_lesson_imports_at_its_top_and_every_other_cell_what_it_uses(path):
    notebook = read(path)
    first, *others = code_cells(notebook)
    imports = re.compile(r"^(?:from|import) .*", re.M)
    for cell in others:
        if not cell.metadata.get("tags"):
            assert imports.findall(cell.source) == [], cell.source
        for name in re.findall(r"^(predict|quiz|progress|review)\(", cell.source, re.M):
            assert f"from helpers.quiz import {name}\n" in cell.source
    if path.stem[:2] != "00":
        assert imports.sub("", first.source).strip() == ""
        assert "**First run the cell below.**" in notebook.cells[0].source
        assert notebook.cells[1] == first


@pytest.mark.parametrize("path", LESSONS[1:], ids=lambda p: p.stem)
def test_a_lesson_opens_with_two_questions_of_two_earlier_ones(path):
    first, *_ = [cell for cell in code_cells(read(path)) if tag(cell)]
    assert tag(first) == "review"
    asked = re.findall(r'"(\d\d)\.', first.source)
    assert len(asked) == 2
    assert all(number < path.stem[:2] for number in asked)
    assert len(set(asked)) == min(2, int(path.stem[:2]) - 1)


@every_lesson
def test_reading_time_is_measured_alike(path):
    """About ninety words a minute: slow enough for the formulas and the code between them."""
    notebook = read(path)
    texts = [cell.source for cell in notebook.cells
             if cell.cell_type == "markdown" and tag(cell) not in ("exercise", "quiz")]
    without = re.sub(r"\$\$.*?\$\$", "", "\n".join(texts), flags=re.DOTALL)
    words = len(re.sub(r"\$[^$]*\$", "formula", without).split())
    reading = minutes_of(notebook)[1]
    assert 75 <= words / reading <= 105, f"{words} words in {reading} minutes"


def identities(number):
    """Return the identities of all exercises, questions and predictions of a notebook."""
    content = load(number)
    entries = [*content["questions"], *content["predictions"]]
    return {entry["id"] for entry in entries} | {task.id for task in exercises(number)}


@every_lesson
def test_every_objective_is_practised_and_every_exercise_serves_one(path):
    number = path.stem[:2]
    header = read(path).cells[0].source
    objectives = re.findall(r"^- ", header, flags=re.M)
    practised = PRACTISED[number]
    assert len(practised) == len(objectives)
    everything = set().union(*map(identities, NOTEBOOKS))
    assert [names for names in practised if not names or not set(names) <= everything] == []
    served = set().union(*practised)
    assert [task.id for task in exercises(number) if task.id not in served] == []
