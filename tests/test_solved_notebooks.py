"""Every notebook has its exercises, untouched says not yet, and filled in says right."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.checks import NOTEBOOKS, exercises

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
PATHS = sorted(path for path in FOLDER.glob("*.ipynb") if path.name[:2] in NOTEBOOKS)

every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def tagged(notebook):
    return [
        cell for cell in notebook.cells
        if cell.cell_type == "code" and "exercise" in cell.metadata.get("tags", [])
    ]


def stub_cell(notebook, exercise):
    """Return the cell a learner fills in; it holds the stub, word for word."""
    found = [cell for cell in tagged(notebook) if cell.source.strip().endswith(exercise.stub)]
    assert len(found) == 1, f"{exercise.id}: {len(found)} cells hold the stub\n{exercise.stub}"
    return found[0]


def printed(notebook, exercise):
    """Return what the cell that checks an exercise shows, as plain text."""
    call = f"{exercise.check_name}({exercise.answer_name})"
    found = [cell for cell in tagged(notebook) if call in cell.source.splitlines()]
    assert len(found) == 1, f"{exercise.id}: {len(found)} cells call {call}"
    return "".join(
        output.get("text") or output.data["text/plain"] for output in found[0].outputs
    )


@every_notebook
def test_an_untouched_notebook_says_not_yet_in_every_check(path):
    notebook = nbformat.read(path, as_version=4)
    for exercise in exercises(path.name[:2]):
        stub_cell(notebook, exercise)
        assert printed(notebook, exercise).startswith("… Not yet: ")


@every_notebook
def test_an_exercise_offers_its_hint_and_its_solution(path):
    sources = [cell.source for cell in tagged(nbformat.read(path, as_version=4))]
    for exercise in exercises(path.name[:2]):
        assert any(source.endswith(exercise.check_cell) for source in sources), exercise.check_cell


@every_notebook
def test_a_notebook_filled_in_with_the_references_says_right(path):
    notebook = nbformat.read(path, as_version=4)
    for exercise in exercises(path.name[:2]):
        cell = stub_cell(notebook, exercise)
        cell.source = cell.source.replace(exercise.stub, exercise.solution_source)
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": FOLDER}}
    )
    client.execute()
    for exercise in exercises(path.name[:2]):
        assert printed(notebook, exercise).startswith("✓")
