"""How long one step of a slider takes: our demos, and the same pictures by interact + display."""

from statistics import median
from time import perf_counter
from unittest.mock import patch

import nbformat
from nbclient import NotebookClient

from helpers.controls import along

STEPS = 15  # over the range of every control


def main():
    """Measure in a real kernel, where both ways send what they draw, and print the table."""
    code = "%matplotlib inline\nfrom benchmarks.frames import measure; measure()"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=1200).execute()
    print("".join(o.text for o in notebook.cells[0].outputs if o.output_type == "stream"))


def measure():
    """Print a line for each demo: median time of a frame, and ratios to `interact`."""
    from helpers import demos

    print("Median frame in ms: value set → picture and description done, or new output shown.")
    print(f"{'demo':28}{'1×':>8}{'1.5×':>8}{'interact':>10}{'ratio 1×':>10}{'ratio 1.5×':>12}"
          f"{'kB':>6}{'words':>7}")
    for name in demos.__all__:
        demo = getattr(demos, name)
        sharp, plain, redrawn = demo(), _at_scale_one(demo), by_interact(demo)
        times = {"plain": [], "sharp": [], "redrawn": []}
        largest = 0
        for control, value in _walk(sharp.controls):
            times["plain"].append(_seconds(plain.controls[control], value))
            times["sharp"].append(_seconds(sharp.controls[control], value))
            times["redrawn"].append(_seconds(redrawn[control], value))
            largest = max(largest, len(sharp.picture.value))
        a, b, c = (1000 * median(times[k]) for k in ("plain", "sharp", "redrawn"))
        words = sum(bool(getattr(artist, "get_text", str)()) for artist in sharp.figure.findobj(
            lambda artist: artist.get_animated()))
        print(f"{name:28}{a:8.1f}{b:8.1f}{c:10.1f}{a / c:10.3f}{b / c:12.3f}"
              f"{largest / 1000:6.0f}{words:7}", flush=True)


def _walk(controls):
    for name, control in controls.items():
        count = len(control.options) if hasattr(control, "options") else STEPS + 1
        yield from ((name, value) for value in along(control, count))


def _seconds(control, value):
    start = perf_counter()
    control.value = value
    return perf_counter() - start


def _at_scale_one(demo):
    from helpers.live import LiveFigure

    with patch.object(LiveFigure, "scale", 1):
        return demo()


def by_interact(make):
    """Return the controls of an `interact` that shows the demo's picture by matplotlib's own ways.

    The artists are moved, not made anew, which is kind to `interact`: the figure is drawn whole.
    """
    from IPython.display import display
    from ipywidgets import interactive

    demo = make()
    for artist in demo.figure.findobj(lambda artist: artist.get_animated()):
        artist.set_animated(False)

    def draw(**values):
        demo.update(**values)
        display(demo.figure)

    controls = make().controls
    display(interactive(draw, **controls))
    return controls
