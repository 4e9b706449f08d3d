"""How long one step of a slider takes: our demos, and the same pictures by interact + plt.show."""

from functools import cache
from statistics import median
from time import perf_counter
from unittest.mock import patch

import nbformat
from nbclient import NotebookClient

STEPS = 15  # over the range of every control


def main():
    """Measure in a real kernel, where both ways send what they draw, and print the table."""
    code = "from benchmarks.frames import measure; measure()"
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
        if hasattr(control, "options"):
            yield from ((name, value) for value in _values(control.options))
        else:
            for i in range(STEPS + 1):
                span = control.max - control.min
                exponent_or_value = control.min + span * i / STEPS
                base = getattr(control, "base", None)
                yield name, base**exponent_or_value if base else exponent_or_value


def _values(options):
    return [o[1] if isinstance(o, tuple) else o for o in options]


def _seconds(control, value):
    start = perf_counter()
    control.value = value
    return perf_counter() - start


def _at_scale_one(demo):
    from helpers.live import LiveFigure

    with patch.object(LiveFigure, "scale", 1):
        return demo()


def by_interact(demo):
    """Return the controls of an `interact` that makes the demo's picture anew by pyplot."""
    import ipywidgets
    import matplotlib.pyplot as plt
    from IPython.display import display

    def figure_of_pyplot(width=9, height=3, mosaic=None, **layout):
        if mosaic is None:
            return plt.subplots(figsize=(width, height), **layout)
        return plt.subplot_mosaic(mosaic, figsize=(width, height), **layout)

    def no_widget(*_, **__):
        return None

    trained = {}

    def train_once(function):
        def run(*key):
            if key not in trained:
                trained[key] = function(*key)
            return trained[key]

        return run

    def draw(**values):
        pieces = {
            "new_figure": figure_of_pyplot,
            "LiveFigure": lambda figure, controls, update: update(**values),
            **dict.fromkeys(makers, no_widget),
            # A frame of a sensible `interact` would not read the data and train anew either.
            "load_penguins": penguins,
            "load_digits": digits,
            "cache": train_once,
        }
        with patch.multiple("helpers.demos", **pieces):
            demo()
        plt.show()

    from helpers import demos

    makers = [m for m in ("slider", "step_slider", "log_slider", "choice") if hasattr(demos, m)]
    penguins, digits = cache(demos.load_penguins), cache(demos.load_digits)
    controls = demo().controls
    display(ipywidgets.interactive(draw, **controls))
    return controls
