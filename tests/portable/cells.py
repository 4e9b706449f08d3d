"""Run every cell of the notebooks in this one process, and compare with what is stored.

`python tests/portable/cells.py [rough SEED]` prints what differs, and last a line of JSON.
"""

import base64
import io
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path

import matplotlib
import nbformat
import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from PIL import Image
from traitlets.config import Config

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
SAME_PICTURE = 1.0  # root mean square of the difference, of 255
LOCK = (FOLDER.parent / "requirements.lock").read_text(encoding="utf-8")
SAME_MATPLOTLIB = f"\nmatplotlib=={matplotlib.__version__} " in LOCK  # as stored the pictures


@contextmanager
def new_shell():
    """Give an IPython without names and without a history file, as a kernel begins."""
    yield InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    InteractiveShell.clear_instance()


def told(outputs):
    """Return what a list of stored outputs says, as texts by kind, and its pictures."""
    texts = {"stdout": "", "stderr": "", "error": "", "results": []}
    pictures = []
    for output in outputs:
        if output["output_type"] == "stream":
            texts[output["name"]] += output["text"]
        elif output["output_type"] == "error":
            texts["error"] += output["evalue"]
        else:
            texts["results"].append(output["data"].get("text/plain", ""))
            pictures.append(output["data"].get("image/png"))
    return texts, pictures


def run(shell, source):
    """Run a cell; return the same as `told`."""
    last = []  # the value of the last line, which a kernel would show
    shell.display_trap.hook = lambda value: value is None or last.append(value)
    with capture_output() as seen:
        ended = shell.run_cell(source)
        data = [shell.display_formatter.format(value)[0] for value in last]
    data = [output.data for output in seen.outputs] + [shown for shown in data if shown]
    texts = {
        "stdout": seen.stdout,
        "stderr": seen.stderr,
        "error": str(ended.error_before_exec or ended.error_in_exec or ""),
        "results": [shown.get("text/plain", "") for shown in data],
    }
    return texts, [shown.get("image/png") for shown in data]


def pixels(png):
    """Return the pixels of a PNG in base64."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"), dtype=float)


def distance(png, other):
    """Return how far two pictures are apart: the root mean square over pixels, 255 at the most."""
    if png is None or other is None:
        return 0.0 if png == other else 255.0
    a, b = pixels(png), pixels(other)
    return float(np.sqrt(np.mean((a - b) ** 2))) if a.shape == b.shape else 255.0


def compare(stored, now):
    """Return what differs between what is stored and what came, as lines, and a distance."""
    (texts, pictures), (texts_now, pictures_now) = stored, now
    lines = [f"    {kind}, stored\n{texts[kind]}\n    {kind}, here\n{texts_now[kind]}"
             for kind in texts if texts[kind] != texts_now[kind]]
    if len(pictures) != len(pictures_now):
        lines.append(f"    {len(pictures)} outputs stored, {len(pictures_now)} here")
    far = [distance(*pair) for pair in zip(pictures, pictures_now, strict=False)]
    lines += [f"    a picture is {d:.2f} from the stored one" for d in far if d > SAME_PICTURE]
    return lines, max(far, default=0.0)


def differences(path):
    """Run a notebook; yield for every code cell its place and what `compare` returns."""
    with new_shell() as shell:
        for place, cell in enumerate(nbformat.read(path, as_version=4).cells):
            if cell.cell_type == "code":
                yield place, *compare(told(cell.outputs), run(shell, cell.source))


def main():
    """Compare all notebooks."""
    os.chdir(FOLDER)  # where a kernel runs them
    n_cells, different, farthest = 0, 0, 0.0
    for path in sorted(FOLDER.glob("*.ipynb")):
        for place, lines, far in differences(path):
            n_cells += 1
            different += bool(lines)
            farthest = max(farthest, far)
            if lines:
                print(f"{path.name} [{place}] differs:", *lines, sep="\n")
    print(json.dumps({"cells": n_cells, "different": different, "farthest": farthest}))


if __name__ == "__main__":
    if sys.argv[1:]:
        from rough import make_rough
        make_rough(int(sys.argv[2]))
    main()
