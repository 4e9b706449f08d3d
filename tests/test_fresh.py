"""A learner's clone is not a broken clone: what is edited is named, kept, and put back."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAMES = ["00_start_here.ipynb", "01_softmax.ipynb"]


def git(folder, *arguments):
    who = ["-c", "user.name=x", "-c", "user.email=x"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def archive(tmp_path):
    """Unpack two notebooks and the script, in a folder with a space and Chinese characters."""
    folder = tmp_path / "softmax 课程 (2)"
    for name in ["tools/fresh.py", ".gitignore", *(f"notebooks/{name}" for name in NAMES)]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    return folder


@pytest.fixture
def clone(archive):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    git(archive, "init")
    git(archive, "add", ".")
    git(archive, "commit", "-m", "blank")
    return archive


def fresh(folder, *arguments):
    return subprocess.run([sys.executable, folder / "tools" / "fresh.py", *arguments],
                          capture_output=True, encoding="utf-8", check=False)


def edit(path, clean=False):
    """Edit as a learner does in JupyterLab, or as an author who ran `make notebooks` after it."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = ["# Mine"]
    if not clean:
        notebook["metadata"]["language_info"]["version"] = "3.12.1"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path.read_bytes()


def test_all_stored_notebooks_pass_the_check():
    assert fresh(ROOT, "--check").returncode == 0


@pytest.mark.parametrize("place", ["clone", "archive"])
def test_the_check_names_what_a_learner_saved_in_one_sentence(place, request):
    folder = request.getfixturevalue(place)
    assert fresh(folder, "--check").returncode == 0
    edit(folder / "notebooks" / NAMES[1])
    (folder / "notebooks" / "Untitled.ipynb").write_text("{}")
    said = fresh(folder, "--check")
    assert said.returncode == 1
    for part in (NAMES[1], "Untitled.ipynb", "make fresh", "make notebooks"):
        assert part in said.stderr
    assert NAMES[0] not in said.stderr
    assert said.stderr.count("\n") == 1


@pytest.mark.parametrize("change", [
    lambda notebook: notebook["cells"][1].update(execution_count=None),
    lambda notebook: notebook["cells"][1].update(execution_count=7),
    lambda notebook: notebook["cells"][0].update(metadata={"editable": True}),
    lambda notebook: notebook["metadata"].update(widgets={}),
    lambda notebook: notebook["metadata"].pop("kernelspec"),
    lambda notebook: notebook["cells"][1].update(outputs=[{
        "output_type": "display_data", "metadata": {},
        "data": {"application/vnd.jupyter.widget-view+json": {"model_id": "0"}}}]),
    lambda notebook: notebook.pop("cells"),
])
def test_each_trace_of_jupyterlab_is_recognised(clone, change):
    path = clone / "notebooks" / NAMES[1]
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [notebook["cells"][0],
                         next(c for c in notebook["cells"] if c["cell_type"] == "code")]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert fresh(clone, "--check").returncode == 0
    change(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert fresh(clone, "--check").returncode == 1


def test_an_authors_stored_edit_is_left_to_the_tests(clone):
    edit(clone / "notebooks" / NAMES[1], clean=True)
    assert fresh(clone, "--check").returncode == 0


def test_every_edit_is_kept_and_the_blank_notebook_put_back(clone):
    path = clone / "notebooks" / NAMES[1]
    blank = path.read_bytes()
    first = edit(path)
    fresh(clone)
    assert path.read_bytes() == blank
    second = edit(path, clean=True)
    (clone / "notebooks" / NAMES[0]).unlink()
    (clone / "notebooks" / "Untitled.ipynb").write_bytes(b"{}")
    assert fresh(clone).returncode == 0
    mine = {copy.name: copy.read_bytes() for copy in (clone / "notebooks" / "mine").iterdir()}
    assert mine == {"01_softmax-1.ipynb": first, "01_softmax-2.ipynb": second,
                    "Untitled-1.ipynb": b"{}"}
    assert sorted(p.name for p in (clone / "notebooks").glob("*.ipynb")) == NAMES
    status = subprocess.run(["git", "status", "--short"], cwd=clone, capture_output=True,
                            check=True)
    assert status.stdout == b""


def test_without_git_nothing_is_touched_and_a_sentence_says_why(archive):
    edited = edit(archive / "notebooks" / NAMES[1])
    said = fresh(archive)
    assert said.returncode == 1
    assert "no git clone" in said.stderr
    assert (archive / "notebooks" / NAMES[1]).read_bytes() == edited
    assert not (archive / "notebooks" / "mine").exists()
