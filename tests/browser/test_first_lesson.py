"""A student opens notebook 1, runs it, and moves sliders by keyboard, by mouse and by typing."""

import base64
import io

import numpy as np
import pytest
from lab import Lab
from PIL import Image

from helpers.demos import scores_to_probabilities


def changed_panels(before, after):
    """Return the numbers of the panels, from the left, in which a pixel differs."""
    a, b = (np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))))
            for url in (before, after))
    columns = np.nonzero((a != b).any(axis=(0, 2)))[0] / a.shape[1]
    panels = [axes.get_position() for axes in scores_to_probabilities().figure.axes]
    return {i for i, p in enumerate(panels) if ((columns > p.x0) & (columns < p.x1)).any()}


@pytest.fixture
def demo(page, server):
    lab = Lab(page, server, "01_softmax.ipynb")
    lab.run_all()
    assert lab.errors() == []
    return lab.demos(1)[0]


def test_a_logit_moved_by_keyboard_and_mouse_moves_the_picture_and_nothing_else(demo):
    place, before = demo.box.bounding_box(), demo.pixels()
    demo.press("z₁", "ArrowRight")
    demo.says("Logits (2.1, 1.0, 0.1)")
    demo.press("z₁", "PageUp")
    demo.says("Logits (2.6, 1.0, 0.1)")
    assert changed_panels(before, demo.pixels()) == {0, 1, 2, 3}
    places = demo.drag("z₂", 0.2)
    assert {p["height"] for p in places} == {place["height"]}
    assert len({p["y"] for p in places}) == 1
    demo.type("z₃", -3)
    demo.says("-3.0)")


def test_adding_a_constant_changes_the_first_two_panels_and_no_other(demo):
    before = demo.pixels()
    demo.press("add c to all", "End")
    demo.says("Logits (7.0, 6.0, 5.1)")
    assert changed_panels(before, demo.pixels()) == {0, 1}
