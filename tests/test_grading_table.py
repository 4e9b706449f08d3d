"""What a teacher reads: the CSV file, the tables on the screen, and what the command refuses."""

import csv
import io

import pytest

from helpers.grading import __main__ as command
from helpers.grading import judge, table
from helpers.grading.hand_ins import HandIn
from helpers.grading.judge import Result


def row(path, status="ran", code="", **verdicts):
    return HandIn(path, b""), Result(status, {f"01.{k}": v for k, v in verdicts.items()}, code)


ROWS = [
    row("ann/01.ipynb", softmax="right", logits="wrong: nan", code="x = 1"),
    row("ann/02.ipynb", softmax="right", code="x = 2"),
    row("bob/01.ipynb", softmax="right", code="x = 1"),
    row("=cmd.ipynb", status="the process died"),
    row("eve\x1b[31m/01.ipynb", softmax="wrong: raised =E\n", code="untouched"),
    row("fay/01.ipynb", softmax="not yet", code="stub"),
    row("gus/01.ipynb", softmax="missing", code="stub"),
]


@pytest.fixture
def lines(tmp_path):
    table.write_csv(ROWS, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_csv_has_a_row_for_each_notebook_and_a_column_for_each_exercise(lines):
    assert lines[0] == ["student", "notebook", "status", "right", "exercises",
                        "right in all notebooks", "same code as", "01.softmax", "01.logits"]
    assert lines[1] == ["ann", "ann/01.ipynb", "ran", "1", "2", "2", "bob/01.ipynb", "right",
                        "wrong: nan"]


def test_what_a_spreadsheet_or_a_terminal_would_obey_is_made_safe(lines):
    assert lines[4][:2] == ["'=cmd", "'=cmd.ipynb"]
    assert lines[5][1] == "eve?[31m/01.ipynb"
    assert lines[5][7] == "wrong: raised =E?"
    screen = io.StringIO()
    table.write_screen(ROWS, screen)
    assert "\x1b" not in screen.getvalue()


@pytest.mark.parametrize("text", ["=1+1", " =1", "+1", "-1", "@x"])
def test_no_cell_is_a_formula(text):
    assert table.safe(text) == "'" + text


def test_the_same_code_is_flagged_but_not_an_untouched_notebook(lines):
    assert [line[6] for line in lines[1:]] == ["bob/01.ipynb", "", "ann/01.ipynb", "", "", "", ""]


def test_the_screen_shows_verdicts_totals_and_what_is_to_be_looked_at():
    screen = io.StringIO()
    table.write_screen(ROWS[:4], screen)
    assert [line.split() for line in screen.getvalue().splitlines() if line] == [
        ["notebook", "01", "softmax", "logits"],
        ["ann/01.ipynb", "right", "wrong"],
        ["ann/02.ipynb", "right"],
        ["bob/01.ipynb", "right"],
        ["student", "right", "in", "all"],
        ["'=cmd", "0"],
        ["ann", "2"],
        ["bob", "1"],
        ["ann/01.ipynb:", "the", "same", "code", "as", "bob/01.ipynb"],
        ["bob/01.ipynb:", "the", "same", "code", "as", "ann/01.ipynb"],
        ["'=cmd.ipynb:", "the", "process", "died"],
    ]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "class").mkdir()
    for name in ("a", "b", "c"):
        (tmp_path / "class" / f"{name}.ipynb").write_text("{}")
    return tmp_path / "class"


@pytest.mark.parametrize(("given", "words"), [
    ([""], "which folder?"),
    (["nowhere"], "there is no folder nowhere"),
    (["{folder}/.."], "is there already, perhaps from another class"),
    (["{folder}", "--csv", "nowhere/x.csv"], "cannot be written"),
    (["{folder}", "--jobs", "0"], "a number above 0 is needed, got 0"),
    (["{folder}", "--seconds", "-5"], "a number above 0 is needed, got -5"),
    (["{folder}", "--gigabytes", "nan"], "a number above 0 is needed, got nan"),
])
def test_what_cannot_be_done_is_said_before_anything_runs(
        folder, given, words, capsys, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.setattr(judge, "grade", None)
    (folder / "verdicts.csv").touch()
    given = [part.format(folder=folder) for part in given]
    if "there already" not in words:
        (folder / "verdicts.csv").unlink()
    with pytest.raises(SystemExit):
        command.main(given)
    assert words in capsys.readouterr().err


def test_an_empty_folder_is_said(tmp_path, capsys):
    with pytest.raises(SystemExit):
        command.main([str(tmp_path)])
    assert "no notebook" in capsys.readouterr().err


def test_the_warning_comes_first_and_the_file_grows_row_by_row(folder, capsys, monkeypatch):
    out = folder.parent / "out.csv"
    seen = []

    def grade(hand_in, limits, hidden):
        seen.append(len(out.read_text().splitlines()) if out.exists() else 0)
        return Result("ran", {})

    monkeypatch.setattr(judge, "grade", grade)
    command.main([str(folder), "--csv", str(out), "--jobs", "1"])
    captured = capsys.readouterr()
    assert captured.out.startswith("This runs students' code on your machine.")
    assert "3/3" in captured.err
    assert len(out.read_text().splitlines()) == 4


def test_ctrl_c_keeps_what_is_there(folder, capsys, monkeypatch):
    out = folder.parent / "out.csv"

    def interrupted(done, total):
        raise KeyboardInterrupt

    monkeypatch.setattr(judge, "grade", lambda *_: Result("ran", {}))
    monkeypatch.setattr(command, "bar", interrupted)
    command.main([str(folder), "--csv", str(out)])
    assert len(out.read_text().splitlines()) == 2
    assert "Stopped" in capsys.readouterr().err
