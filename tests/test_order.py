"""No cell hangs on how often or in which order cells ran, once all of them have run."""

import random

import nbformat
import pytest
from portable.cells import FOLDER, SAME_MATPLOTLIB, compare, new_shell, run, told


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_cells_say_the_same_twice_in_a_row_and_again_in_any_order(path, monkeypatch):
    monkeypatch.chdir(FOLDER)
    cells = [(place, cell) for place, cell in enumerate(nbformat.read(path, as_version=4).cells)
             if cell.cell_type == "code"]
    different = {}
    with new_shell() as shell:
        for name in ("twice in a row", "in another order"):
            if name == "in another order":
                random.Random(0).shuffle(cells)
            for place, cell in cells:
                if name == "twice in a row":
                    run(shell, cell.source)
                texts, pictures = told(cell.outputs)
                texts_now, pictures_now = run(shell, cell.source)
                if not SAME_MATPLOTLIB:  # another one sets text otherwise
                    pictures = pictures_now
                lines, _ = compare((texts, pictures), (texts_now, pictures_now))
                if lines:
                    different[place, name] = lines
    assert different == {}
