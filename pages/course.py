"""The course as the pages need it: its notebooks in order, with what the map says of each."""

import re
from functools import cached_property
from pathlib import Path

import nbformat

from helpers.checks import NOTEBOOKS
from helpers.quiz import load

ROOT = Path(__file__).resolve().parents[1]
DATA = "../data/README.md"  # the only file besides one another that the notebooks link to
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+) \| (\d+) \|$", re.M)
LINK = re.compile(r"\[(.+?)\]\(.+?\)")


class Notebook:
    """A stored notebook: its cells, its number ("01") and its addresses."""

    def __init__(self, path):
        self.path = path
        self.number = path.stem[:2]
        self.page = f"{path.stem}.html"
        self.file = f"notebooks/{path.name}"
        asked = load(self.number) if self.number in NOTEBOOKS else {}
        self.questions = len(asked.get("questions", []))
        self.predictions = len(asked.get("predictions", []))
        self.cells = nbformat.read(path, as_version=4).cells

    @cached_property
    def heading(self):
        """Its first line, such as "1 · Softmax: from scores to probabilities"."""
        return self.cells[0].source.splitlines()[0].removeprefix("# ")


def notebooks():
    """Return all notebooks, with title, question and minutes from the map of the first."""
    found = [Notebook(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    map_of_all = "\n".join(cell.source for cell in found[0].cells)
    rows = {int(number): row for number, *row in ROW.findall(map_of_all)}
    for notebook in found:
        title, notebook.question, notebook.minutes = rows[int(notebook.number)]
        notebook.title = f"{int(notebook.number)} · " + LINK.sub(r"\1", title)
    return found


def opening(notebook):
    """Return the paragraphs of a notebook between its heading and its time."""
    return notebook.cells[0].source.partition("\n")[2].partition("**Time:**")[0].strip()


def data_text():
    """Return what is said about the data, as Markdown."""
    return (ROOT / "notebooks" / DATA).read_text(encoding="utf-8")
