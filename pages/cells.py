"""Cells of a notebook to HTML: each kind of cell has one function here."""

import ast
import re
import struct
import tomllib
from base64 import b64decode
from html import escape
from itertools import zip_longest
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from helpers import quiz
from helpers.checks import exercises
from pages.demo import demo_html
from pages.markdown import PageText, code_box, text_box

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True,
    undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True,
)
WORDS = tomllib.loads((quiz.FOLDER / "words.toml").read_text(encoding="utf-8"))
FOR_A_KERNEL = re.compile(r"\*\*First run the cell below\.\*\*.*?(?:\n\n|\Z)", re.S)


def coded(text):
    """Return a text of a question safe inside HTML, with `code` set as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text.strip())))


TEMPLATES.filters["coded"] = coded


def fill(template, **values):
    """Return the HTML of a template."""
    return TEMPLATES.get_template(f"{template}.html.j2").render(words=WORDS, **values)


def last_call(source):
    """Return (name, arguments) of the call that ends a cell, (None, ()) where there is none.

    Arguments that are no literals are left out: `check_softmax(my_softmax)` has none.
    """
    body = ast.parse(source).body
    call = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
        return None, ()
    return call.func.id, [arg.value for arg in call.args if isinstance(arg, ast.Constant)]


class NotebookPage:
    """One notebook as HTML.

    html : all of it. headings : (level, id, HTML) in order. pictures : bytes by address.
    """

    def __init__(self, notebook, links):
        self.notebook = notebook
        self.pictures = {}
        self._text = PageText(f"n{notebook.number}", links)
        self._questions = 0
        pairs = zip_longest(notebook.cells, notebook.cells[1:])
        self.html = "".join(self._cell(cell, after) for cell, after in pairs)

    @property
    def headings(self):
        """(level, id, HTML) of every heading."""
        return self._text.headings

    def _cell(self, cell, after):
        if cell.cell_type == "markdown":
            return self._prose(cell, after)
        name, arguments = last_call(cell.source)
        if name in ("predict", "quiz", "review", "progress"):
            return getattr(self, f"_{name}")(*arguments)
        if (name or "").startswith("check_"):
            return self._check(name)
        if "demo" in cell.metadata.get("tags", []):
            return demo_html(name)
        return code_box(cell.source) + self._outputs(cell)

    def _prose(self, cell, after):
        """Return a text; what only makes sense beside a kernel is left out."""
        if after and after.cell_type == "code" and last_call(after.source)[0] == "progress":
            return ""
        return self._text.html(FOR_A_KERNEL.sub("", cell.source))

    def _predict(self, name):
        return fill("prediction", entry=quiz.predict(name).entry)

    def _quiz(self, name):
        return "".join(map(self._question, quiz.quiz(name).questions))

    def _review(self, *names):
        return "".join(map(self._question, quiz.review(*names).questions))

    def _question(self, question):
        self._questions += 1
        anchor = f"q{self.notebook.number}-{self._questions}"
        return fill("question", question=question, anchor=anchor)

    def _progress(self, number):
        return fill("progress", number=number, questions=self.notebook.questions,
                    predictions=self.notebook.predictions)

    def _check(self, name):
        """Return the hint and the solution of an exercise; nothing is checked on a page."""
        exercise, = [each for each in exercises(self.notebook.number) if each.check_name == name]
        solution = Markup(code_box(exercise.solution_source))
        return fill("exercise", exercise=exercise, solution=solution, notebook=self.notebook.file)

    def _outputs(self, cell):
        """Return what a cell gave; a sentence below its picture is not said twice."""
        told = {each.metadata["image/png"]["alt"] for each in cell.outputs
                if "image/png" in each.get("data", {})}
        return "".join(self._output(each) for each in cell.outputs
                       if each.get("text", "").strip() not in told)

    def _output(self, output):
        if output.output_type == "stream" and output.name == "stdout":
            return text_box(output.text)
        data = output.get("data", {})
        if "image/png" in data:
            return self._picture(data, output.metadata["image/png"])
        if set(data) == {"text/plain"}:
            return text_box(data["text/plain"])
        raise ValueError(f"{self.notebook.page}: no page shows such an output: {output}")

    def _picture(self, data, shown):
        """Return a picture with its sentence, and keep its bytes for the folder."""
        png = b64decode(data["image/png"])
        address = f"pictures/{self.notebook.number}-{len(self.pictures) + 1}.png"
        self.pictures[address] = png
        width, height = struct.unpack(">II", png[16:24])
        return fill("picture", address=address, sentence=shown["alt"], width=round(shown["width"]),
                    height=round(height * shown["width"] / width))
