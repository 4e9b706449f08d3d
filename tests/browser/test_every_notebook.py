"""Every notebook in JupyterLab: it runs, its pictures live, its questions answer."""

import base64
import io
import re
from functools import partial
from pathlib import Path

import nbformat
import numpy as np
import pytest
from lab import Lab, Notebook7
from PIL import Image

from helpers import demos
from helpers.checks import exercises

PATHS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


def stored(path, *tags):
    """Return the stored texts of the code cells that have one of the tags."""
    tagged = [cell for cell in nbformat.read(path, as_version=4).cells
              if "outputs" in cell and {*tags} & {*cell.metadata.get("tags", [])}]
    return [output.data["text/plain"] for cell in tagged
            for output in cell.outputs if "data" in output]


def shown(path):
    """Return the names of the demos of a notebook, in its order."""
    return [cell.source.splitlines()[-1].removesuffix("()")
            for cell in nbformat.read(path, as_version=4).cells
            if "demo" in cell.metadata.get("tags", [])]


def answer(notebook, box):
    """Pick the first option; lock a prediction in, and reveal what happens."""
    option, said = box.get_by_role("button").first, box.get_by_role("alert")
    lock = box.get_by_role("button", name="Lock in")
    if lock.count():
        notebook.until(lock.is_enabled, option.click)
        notebook.until(lambda: not lock.count(), lock.click)  # it says what is locked in
        reveal = box.get_by_role("button", name="Reveal")
        notebook.until(lambda: said.count() and "What happens:" in said.inner_text(), reveal.click)
        assert "A: " in said.inner_text()
    else:
        notebook.until(lambda: said.count() and "A: " in said.inner_text(), option.click)


def between(control):
    """Return a number that a control takes and its slider does not hold, where there is any."""
    number = control.numbers[len(control.numbers) // 3]
    return number if isinstance(number, int) else round(number * 1.003 + 0.0004, 4)


def pixels(picture):
    """Return the pixels of a PNG, which a page gives as a data URL."""
    content = base64.b64decode(picture.split(",")[1]) if isinstance(picture, str) else picture
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def agree(demo, twin, label, control, act=lambda: None):
    """Act; then box, sentence and picture must show what the twin in this process shows."""
    demo.until(lambda: demo.sentence() == twin.description
               and np.array_equal(pixels(demo.pixels()), pixels(twin.picture.value)), act)
    assert float(demo.readout(label)) == control.value


def hit(demo, twin):
    """Type a number into each box, and reset twice: everything must say the same each time."""
    for control in twin.controls.values():
        if not hasattr(control, "slider"):
            continue
        label = control.description
        agree(demo, twin, label, control)
        control.value = between(control)
        agree(demo, twin, label, control, partial(demo.enter, label, control.value))
        twin.reset()
        agree(demo, twin, label, control, demo.reset)
        demo.reset()  # once more changes nothing
        agree(demo, twin, label, control)


def live(notebook, path):
    """Run it; hit and move every demo, whose size must stay; answer every question once."""
    notebook.run_all()
    assert notebook.errors() == []
    names = shown(path)
    for name, demo in zip(names, notebook.demos(len(names)), strict=True):
        hit(demo, getattr(demos, name)())
        before = demo.box.bounding_box()
        demo.move_first_control()
        places = demo.drag(demo.first_slider(), 0.5)
        assert {place["height"] for place in places} == {before["height"]}
        assert len({place["y"] for place in places}) == 1
    texts = "\n".join(stored(path, "review", "predict", "exercise", "quiz"))
    for box in notebook.questions(len(re.findall(r"^  A\. ", texts, flags=re.M))):
        answer(notebook, box)
    assert notebook.errors() == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_it_runs_and_lives_in_jupyterlab(page, server, path):
    lab = Lab(page, server, path.name)
    live(lab, path)
    for exercise in exercises(path.stem[:2])[:1] if path != PATHS[0] else []:
        line = next(line for line in exercise.stub.splitlines() if exercise.answer_name in line)
        assert "✓" in lab.fill_in(line, exercise.solution_source)


def test_a_known_mistake_gets_its_own_hint(page, server):
    lab = Lab(page, server, "01_softmax.ipynb")
    lab.run_all()
    wrong = "def my_softmax(logits):\nreturn np.exp(logits)"  # the editor indents by itself
    verdict = lab.fill_in("def my_softmax(logits)", wrong.replace("\nreturn", " return"))
    assert "they do not sum to 1 yet" in " ".join(verdict.split())


def test_an_error_on_the_page_is_seen(page, server):
    lab = Lab(page, server, "01_softmax.ipynb")
    lab.run_all()
    assert lab.errors() == []
    lab.fill_in("def my_softmax(logits)", "1 / 0  # def my_softmax(logits)")
    assert "ZeroDivisionError" in lab.errors()[0]


def test_a_notebook_lives_in_notebook_7(page, server):
    path = PATHS[1]
    live(Notebook7(page, server, path.name), path)
