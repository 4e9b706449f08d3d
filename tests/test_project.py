"""The three ways in name the same things, and no committed file names a registry or a machine."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ["requirements-setup.lock", "requirements.lock", "requirements-test.lock"]


def committed_files():
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no git, or no clone: what is committed was tested where it was committed")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if "dubious ownership" in listed.stderr:  # a clone that belongs to another user
        pytest.skip(listed.stderr)
    assert listed.returncode == 0, listed.stderr
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def name_of(requirement):
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower()


def locked(lock):
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {name_of(line): line.split()[0] for line in lines if re.match(r"\w", line)}


def test_conda_and_pip_ask_for_the_same():
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    items = [line.strip()[2:] for line in lines if re.match(r"  - \S", line)]
    assert items[0] == "conda-forge"
    python = f"python{PROJECT['requires-python']}"
    assert items[1:] == [python, "pip", *PROJECT["dependencies"], "nbval", "pip:"]


def test_conda_installs_the_package_itself():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert re.search(r"- pip:\n\s+- -e \.\n", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_one_version_and_hashes(lock):
    blocks = re.split(r"\n(?=\w)", (ROOT / lock).read_text(encoding="utf-8"))
    for block in blocks:
        assert re.match(r"\S+==\S+ ", block), block[:60]
        assert "--hash=sha256:" in block, block[:60]


def test_the_lock_holds_every_dependency_of_the_course():
    missing = {name_of(r) for r in PROJECT["dependencies"]} - set(locked("requirements.lock"))
    assert not missing, "run `make lock`"


def test_the_lock_of_the_tests_holds_all_that_they_need():
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = whole["dependency-groups"]
    assert {"include-group": "pages"} in groups["test"]
    asked = [need for need in groups["test"] + groups["pages"] if isinstance(need, str)]
    missing = {name_of(r) for r in asked} - set(locked("requirements-test.lock"))
    assert not missing, "run `make lock`"


def test_both_locks_agree_where_they_overlap():
    course, tests = locked("requirements.lock"), locked("requirements-test.lock")
    both = course.keys() & tests.keys()
    assert both, "nbval needs what Jupyter needs"
    assert [tests[name] for name in both] == [course[name] for name in both]


def test_no_committed_file_names_a_registry():
    names = ("pypi", "pythonhosted", "registry.npmjs", "debian", "conda.anaconda")
    hosts = [f"{name}.org".encode() for name in names]
    assert [f for f in committed_files() if any(host in f.read_bytes() for host in hosts)] == []


def test_no_committed_text_holds_a_path_of_one_machine():
    homes = re.compile(rb"/(?:home|Users)/\w+/|/ro" + rb"ot/|/tmp/\w|/wo" + rb"rk/")
    assert [f for f in committed_files() if homes.search(f.read_bytes())] == []
