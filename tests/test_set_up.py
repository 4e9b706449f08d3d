"""`make lab` and `make test` work wherever the course lies, or say in one sentence why not."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.contents import CourseContents
from tools import set_up

ROOT = Path(__file__).resolve().parents[1]
STAMPS = [".setup", ".course", ".tests"]


@pytest.fixture
def course(tmp_path):
    """Lay a course that looks set up into a folder with a space and Chinese characters."""
    folder = tmp_path / "softmax 课程 (2)"
    (folder / ".venv").mkdir(parents=True)
    for name in ["Makefile", "pyproject.toml", "tools", *ROOT.glob("requirements*.lock")]:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, folder / Path(name).name)
    (folder / ".venv" / ".folder").write_bytes(os.fsencode(folder))
    for stamp in STAMPS:
        (folder / ".venv" / stamp).touch()
    return folder


def make(folder, *arguments, **environment):
    # Not as a part of the `make test` that runs these tests.
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(["make", *arguments], cwd=folder, capture_output=True, check=False,
                          encoding="utf-8", env={**outside, **environment})


def test_a_folder_that_is_set_up_is_not_set_up_again(course):
    for target in ("lab", "test"):
        assert "set_up.py" not in make(course, "-n", target).stdout


def test_a_folder_that_was_moved_is_set_up_anew(course):
    moved = course.rename(course.with_name("moved 课"))
    for target, parts in {"lab": ["base", "course"], "test": ["base", "course", "tests"]}.items():
        said = make(moved, "-n", target, "PYTHON=py").stdout
        assert [part for part in ("base", "course", "tests")
                if f"py tools/set_up.py {part}" in said] == parts


@pytest.mark.parametrize(("home", "kept"), [("", False), ("/dev/null", False), (None, True)])
def test_without_a_home_the_course_uses_one_in_its_own_folder(course, home, kept):
    home = str(course) if home is None else home
    said = make(course, "--eval=show: ; @echo \"$$HOME\"", "show", HOME=home).stdout.strip()
    assert said == (home if kept else f"{course}/.venv/home")


def test_settings_of_other_work_do_not_reach_the_course(course):
    names = ["PYTHONHOME", "PYTHONPATH", "PYTHONOPTIMIZE", "VIRTUAL_ENV"]
    said = make(course, "--eval=show: ; @env", "show", **dict.fromkeys(names, "/elsewhere"))
    assert "/elsewhere" not in said.stdout


def test_a_kernel_of_another_python_does_not_go_before_the_courses(course):
    assert "JUPYTER_PREFER_ENV_PATH=1" in make(course, "--eval=show: ; @env", "show").stdout


def test_only_the_way_to_an_index_is_kept_of_the_installers_settings():
    listed = """\
global.index-url='https://mirror.example/simple'
global.extra-index-url='\\nhttps://one.example\\nhttps://two.example'
global.user='true'
install.target='/elsewhere'
install.require-hashes='1'
:env:.prefix='/elsewhere'
:env:.index-url='https://nearer.example/simple'
:env:.cert='/etc/company.pem'
"""
    environment = {"PATH": "/bin", "PIP_USER": "1", "PIP_PREFIX": "/elsewhere",
                   "PIP_REQUIRE_VIRTUALENV": "1", "UV_REQUIRE_HASHES": "1", "UV_TARGET": "/x",
                   "UV_SYSTEM_PYTHON": "1", "UV_PROJECT_ENVIRONMENT": "/x",
                   "UV_INDEX_COMPANY_PASSWORD": "secret", "UV_CACHE_DIR": "/cache"}
    assert set_up.reach(environment, listed) == {
        "PATH": "/bin",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_INDEX_URL": "https://nearer.example/simple",
        "PIP_EXTRA_INDEX_URL": "https://one.example https://two.example",
        "PIP_CERT": "/etc/company.pem",
        "UV_INDEX_URL": "https://nearer.example/simple",  # as uv is told nothing else
        "SSL_CERT_FILE": "/etc/company.pem",
        "UV_INDEX_COMPANY_PASSWORD": "secret",
        "UV_CACHE_DIR": "/cache",
    }


def test_pips_settings_do_not_go_before_uvs_own():
    own = {"UV_INDEX_URL": "https://uv.example", "SSL_CERT_FILE": "/uv.pem"}
    kept = set_up.reach(own, "global.index-url='https://pip.example'\nglobal.cert='/pip.pem'")
    assert own.items() <= kept.items()


@pytest.mark.parametrize(("output", "sentence"), [
    ("The virtual environment was not created successfully because ensurepip is not\navailable.",
     "install its venv package"),
    ("/usr/bin/python3: No module named venv", "install its venv package"),
    ("ERROR: Could not find a version that satisfies the requirement setuptools==84.2.1\n"
     "ERROR: No matching distribution found for setuptools==84.2.1", "connect to the network"),
    ("error: Failed to fetch: `x`\n  Caused by: dns error", "connect to the network"),
    ("OSError: [Errno 28] No space left on device", "The disk is full"),
    ("Error: [Errno 30] Read-only file system: '.venv'", "a folder of your own"),
    ("Error: [Errno 13] Permission denied: '.venv'", "a folder of your own"),
])
def test_what_goes_wrong_is_said_in_one_sentence_with_what_to_do(output, sentence):
    command = [sys.executable, "-c", f"print({output!r}); raise SystemExit(1)"]
    with pytest.raises(SystemExit) as error:
        set_up.run(command)
    said = str(error.value)
    assert sentence in said
    assert said.count("\n") == 1
    assert said.count(".\n") + said.endswith(".") == 1


def test_what_no_sentence_explains_is_shown_whole():
    assert set_up.explain("the tool's words\nall of them") == "the tool's words\nall of them"


def test_an_older_python_is_told_which_one_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    with pytest.raises(SystemExit, match=r"3\.11 or newer is needed, and .* is 3\.10: name"):
        set_up.base()


def test_jupyter_is_told_about_the_course_and_keeps_what_it_was_told_before(tmp_path, monkeypatch):
    monkeypatch.setattr(set_up.sys, "prefix", str(tmp_path))
    set_up.jupyter()
    path = tmp_path / "etc" / "jupyter" / "jupyter_server_config.json"
    assert json.loads(path.read_text()) == set_up.JUPYTER
    before = {"ServerApp": {"port": 1}, "Other": {"own": True}}
    path.write_text(json.dumps(before))
    set_up.jupyter()
    after = json.loads(path.read_text())
    assert after["Other"] == {"own": True}
    assert after["ServerApp"] == {"port": 1, **set_up.JUPYTER["ServerApp"]}
    name = after["ServerApp"]["contents_manager_class"]
    assert f"{CourseContents.__module__}.{CourseContents.__name__}" == name
