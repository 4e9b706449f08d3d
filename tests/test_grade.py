"""Grading a folder: each notebook's fate is its own, and nothing of it reaches the folder."""

import csv
import io
import os
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from helpers import grade
from helpers.checks import exercises

FIRST, SECOND, THIRD = exercises("01")
IMPORTS = "import numpy as np\nfrom helpers.checks.notebook_01 import check_softmax"

CLASS = {
    "ann": [exercise.solution_source for exercise in exercises("01")],
    "bob": [
        "raise RuntimeError('a cell that fails')",
        FIRST.solution_source,
        SECOND.stub,
        "open('written', 'w').write('x'); raise_this",
        "while True: print('flood' * 1000)",  # interrupted; the cells below still count
        "def my_logits(): pass",
    ],
    "cy": [FIRST.solution_source, "import os; os._exit(3)"],
    "eve": None,  # no notebook
    "fay": [
        "another_name = lambda z: np.exp(z) / np.exp(z).sum()\ncheck_softmax(another_name)",
        "import os\nassert 'SECRET' not in os.environ\nassert os.getcwd() == os.environ['HOME']",
    ],
}


ENDLESS = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"


def notebook(*cells):
    return new_notebook(cells=[new_code_cell(cell) for cell in (IMPORTS, *cells)])


def kernels():
    """Return the kernels that run in folders made by the grading program."""
    processes = psutil.process_iter(["cmdline", "environ"])
    return [p for p in processes if any("ipykernel" in word for word in p.info["cmdline"] or [])
            and str(p.info["environ"] or {}).count("notebook-of-a-student")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    for name, cells in CLASS.items():
        (folder / name).mkdir()
        path = folder / name / "01.ipynb"
        if cells is None:
            path.write_bytes(b"PK\x03\x04 not a notebook")
        else:
            nbformat.write(notebook(*cells), path)
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "01.ipynb").write_text("{}")
    return folder


@pytest.fixture(scope="module")
def rows(folder):
    os.environ["SECRET"] = "x"
    told = []
    try:
        rows = grade.grade_all(folder, 60, 4, 2, lambda *progress: told.append(progress))
    finally:
        del os.environ["SECRET"]
    assert [(done, total) for done, total, _ in told] == [(n, 5) for n in range(1, 6)]
    return {path.parts[0]: result for path, result in rows}


def test_the_references_are_all_right(rows):
    assert rows["ann"] == {
        "status": "ran", "verdicts": {"01.softmax": "right", "01.softmax_batch": "right",
                                      "01.logits": "right"},
    }


def test_cells_that_fail_or_flood_cost_only_themselves(rows):
    assert rows["bob"]["verdicts"] == {
        "01.softmax": "right", "01.softmax_batch": "not yet",
        "01.logits": "wrong: a function instead of a value",
    }
    assert rows["bob"]["status"] == "ran, 3 cells raised an error"


def test_a_notebook_that_crashes_or_is_none_costs_its_row_alone(rows):
    assert rows["cy"] == {"status": "the kernel died", "verdicts": {}}
    assert rows["eve"]["status"].startswith("not a notebook")


def test_a_notebook_that_cannot_be_interrupted_is_killed(tmp_path):
    nbformat.write(notebook(ENDLESS), tmp_path / "dee.ipynb")
    result = grade.grade(tmp_path / "dee.ipynb", 12, 4)
    assert result == {"status": "no result in 12 s", "verdicts": {}}
    assert kernels() == []


def test_an_answer_of_another_name_counts_if_it_was_checked(rows):
    assert rows["fay"]["verdicts"] == {
        "01.softmax": "right", "01.softmax_batch": "missing", "01.logits": "missing",
    }


def test_a_notebook_runs_in_a_folder_of_its_own_without_the_teachers_environment(rows, folder):
    assert rows["fay"]["status"] == "ran"  # its assertions hold
    assert {path.name for path in folder.rglob("*") if path.is_file()} == {"01.ipynb"}


def test_no_process_is_left_behind(rows):
    assert kernels() == []


# The tables

ROWS = [
    (Path("ann/01.ipynb"), {"status": "ran", "verdicts": {"01.softmax": "right",
                                                          "01.logits": "wrong: nan"}}),
    (Path("=cmd.ipynb"), {"status": "the kernel died", "verdicts": {}}),
    (Path("bob/02.ipynb"), {"status": "ran", "verdicts": {"02.matches": "not yet"}}),
]


def test_the_csv_has_a_row_for_each_notebook_and_a_column_for_each_exercise():
    file = io.StringIO()
    grade.write_csv(ROWS, file)
    table = list(csv.reader(io.StringIO(file.getvalue())))
    assert table == [
        ["notebook", "status", "right", "exercises", "01.softmax", "01.logits", "02.matches"],
        ["ann/01.ipynb", "ran", "1", "2", "right", "wrong: nan", ""],
        ["'=cmd.ipynb", "the kernel died", "0", "0", "", "", ""],
        ["bob/02.ipynb", "ran", "0", "1", "", "", "not yet"],
    ]


def test_the_screen_shows_a_table_for_each_notebook_and_what_failed():
    file = io.StringIO()
    grade.write_screen(ROWS, file)
    assert [line.split() for line in file.getvalue().splitlines() if line] == [
        ["notebook", "01", "softmax", "logits"],
        ["ann/01.ipynb", "right", "wrong"],
        ["notebook", "02", "match"],
        ["bob/02.ipynb", "not", "yet"],
        ["=cmd.ipynb:", "the", "kernel", "died"],
    ]


@pytest.mark.parametrize(("made", "words"), [(False, "there is no folder"), (True, "no notebook")])
def test_a_folder_without_notebooks_is_named(tmp_path, capsys, made, words):
    folder = tmp_path / "class"
    if made:
        folder.mkdir()
    with pytest.raises(SystemExit):
        grade.main([str(folder)])
    assert words in capsys.readouterr().err


def test_the_warning_comes_before_anything_runs(tmp_path, capsys, monkeypatch):
    nbformat.write(notebook(), tmp_path / "01.ipynb")
    monkeypatch.setattr(grade, "grade", lambda *_: {"status": "ran", "verdicts": {}})
    grade.main([str(tmp_path), "--csv", str(tmp_path / "out.csv")])
    captured = capsys.readouterr()
    assert captured.out.startswith("This runs students' code with your rights.")
    assert "1/1 01.ipynb" in captured.err
    assert (tmp_path / "out.csv").read_text().startswith("notebook,status,")
