"""The stored pictures are what the demos draw today, and a comparison that would see a change."""

import base64
from pathlib import Path

import nbformat
import numpy as np
import pytest
from portable.cells import SAME_MATPLOTLIB, SAME_PICTURE, differences, distance

from helpers import demos, live, plots

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"


def stored(name):
    """Return the picture, in base64, that the cell of a demo has left in its notebook."""
    cells = [cell for path in sorted(FOLDER.glob("*.ipynb"))
             for cell in nbformat.read(path, as_version=4).cells
             if cell.cell_type == "code" and cell.source.endswith(f"\n{name}()")]
    assert cells, f"no cell of a notebook ends with {name}()"
    assert cells[0].outputs, f"run `make notebooks`, for the cell of {name}() has no picture yet"
    return cells[0].outputs[0].data["image/png"]


def drawn(name):
    """Return the picture of a demo as it starts."""
    return getattr(demos, name)().fallback()[0]["image/png"]


@pytest.mark.skipif(not SAME_MATPLOTLIB,
                    reason="another matplotlib sets text otherwise than the one that stored it")
@pytest.mark.parametrize("name", demos.__all__)
def test_the_stored_picture_is_what_the_demo_draws(name):
    assert distance(stored(name), drawn(name)) < SAME_PICTURE, "run `make notebooks`"


def test_another_colour_of_one_bar_is_another_picture(monkeypatch):
    monkeypatch.setattr(plots, "COLORS", [*plots.COLORS[:1], "#0072B2", *plots.COLORS[2:]])
    assert distance(stored("first_taste"), drawn("first_taste")) > SAME_PICTURE


def test_pictures_of_another_size_or_none_are_as_far_as_can_be():
    black, white = (base64.b64encode(live.encode_png(np.full((4, 4, 4), shade, np.uint8)))
                    for shade in (0, 255))
    small = base64.b64encode(live.encode_png(np.zeros((2, 4, 4), np.uint8)))
    assert distance(black, black) == distance(None, None) == 0
    assert distance(black, white) == distance(black, small) == distance(None, black) == 255


def test_a_changed_number_and_a_changed_picture_are_found(tmp_path, monkeypatch):
    monkeypatch.chdir(FOLDER)
    notebook = nbformat.read(FOLDER / "00_start_here.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("print(1 / 3)", outputs=[
        nbformat.v4.new_output("stream", name="stdout", text="0.3333333333333334\n")]))
    picture = next(output for cell in notebook.cells for output in cell.get("outputs", [])
                   if "image/png" in output.get("data", {}))
    picture.data["image/png"] = stored("temperature")
    nbformat.write(notebook, tmp_path / "changed.ipynb")
    found = [line for _, lines, _ in differences(tmp_path / "changed.ipynb") for line in lines]
    assert len(found) == 2, found
    assert "from the stored one" in found[0]
    assert "0.3333333333333334\n" in found[1]
    assert "0.3333333333333333\n" in found[1]
