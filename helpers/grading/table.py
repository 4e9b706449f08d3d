"""Write down the verdicts: a CSV file that a spreadsheet opens, and tables on the screen."""

import csv
import os
import re
from collections import Counter
from pathlib import Path

from helpers.checks import NOTEBOOKS, exercises

UNTOUCHED = ("not yet", "missing")


def safe(text):
    """Return a text for a cell or a terminal: no control characters, never a formula."""
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]", "?", text)
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) else text


def n_right(result):
    """Return how many exercises of a hand-in are right."""
    return sum(verdict == "right" for verdict in result.verdicts.values())


def columns(rows):
    """Return the identities of the exercises that stand in any row, in the course's order."""
    used = {name for _, result in rows for name in result.verdicts}
    known = [exercise.id for notebook in NOTEBOOKS for exercise in exercises(notebook)]
    return [name for name in known if name in used]


def totals(rows):
    """Return how many exercises each student has right, over all notebooks."""
    right = Counter()
    for hand_in, result in rows:
        right[hand_in.student] += n_right(result)
    return right


def copies(rows):
    """Return, by path, the paths of other students' hand-ins with the same code, worked on."""
    by_code = {}
    for hand_in, result in rows:
        if any(verdict not in UNTOUCHED for verdict in result.verdicts.values()):
            by_code.setdefault(result.code, []).append(hand_in)
    return {one.path: [other.path for other in alike if other.student != one.student]
            for alike in by_code.values() for one in alike}


def write_csv(rows, path):
    """Write a line for each hand-in; the file is whole at every moment.

    With a byte-order mark, without which spreadsheets read UTF-8 as something else.
    """
    names, right, same = columns(rows), totals(rows), copies(rows)
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("w", newline="", encoding="utf-8-sig") as file:
        table = csv.writer(file)
        table.writerow(["student", "notebook", "status", "right", "exercises",
                        "right in all notebooks", "same code as", *names])
        for hand_in, result in rows:
            words = [hand_in.student, hand_in.path, result.status, n_right(result),
                     len(result.verdicts), right[hand_in.student],
                     " ".join(same.get(hand_in.path, [])),
                     *(result.verdicts.get(name, "") for name in names)]
            table.writerow([safe(word) if isinstance(word, str) else word for word in words])
    os.replace(unfinished, path)


def write_screen(rows, file):
    """Write a table for each notebook of the course, the totals, and what is to be looked at."""
    names = columns(rows)
    for notebook in sorted({name[:2] for name in names}):
        heads = [name for name in names if name.startswith(notebook)]
        body = [[hand_in.path, *(result.verdicts.get(name, "").split(":")[0] for name in heads)]
                for hand_in, result in rows if any(name in result.verdicts for name in heads)]
        _write_columns([[f"notebook {notebook}", *(name[3:] for name in heads)], *body], file)
    if len(rows) > 1:
        body = [[student, str(right)] for student, right in sorted(totals(rows).items())]
        _write_columns([["student", "right in all"], *body], file)
    print(file=file)
    same = copies(rows)
    for hand_in, result in rows:
        if result.status != "ran":
            print(safe(f"{hand_in.path}: {result.status}"), file=file)
        if same.get(hand_in.path):
            print(safe(f"{hand_in.path}: the same code as {', '.join(same[hand_in.path])}"),
                  file=file)


def _write_columns(lines, file):
    lines = [[safe(cell) for cell in line] for line in lines]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(file=file)
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip(), file=file)


def unused(path: Path):
    """Return why a CSV file cannot be written there, or nothing."""
    if path.exists():
        return f"{path} is there already, perhaps from another class: name another with --csv"
    try:
        path.touch()
        path.unlink()
    except OSError as error:
        return f"{path} cannot be written ({error.strerror}): name another with --csv"
    return ""
