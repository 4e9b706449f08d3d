"""From a key press to new pixels in JupyterLab: our demo, and the same picture by interact.

Both stand in one notebook, and take turns on every press. The page itself takes the time: from
the key's event to the next picture that has been loaded.
"""

import tempfile
from pathlib import Path
from statistics import median

import nbformat
from lab import Lab
from server import CHROMIUM, chromium, jupyterlab

PRESSES = 30
CELLS = [
    "from helpers import demos\ndemo = demos.{name}()\ndemo",
    "%matplotlib inline\nfrom benchmarks.frames import by_interact\n"
    "controls = by_interact(demos.{name})",
]
NAMES = ["scores_to_probabilities", "hardmax_and_softmax", "temperature", "overflow"]
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
CLOCK = """() => {
    window.presses = [];
    document.addEventListener('keydown', () => window.pressed = performance.now(), true);
    document.addEventListener('load', event => {  // of any picture: load does not bubble
        if (event.target.tagName === 'IMG' && window.pressed) {
            window.presses.push(performance.now() - window.pressed);
            window.pressed = null;
        }
    }, true);
}"""


def main():
    """Print a line for each demo: both medians, and their ratio."""
    print(f"\nJupyterLab: key press to new pixels in ms, median of {PRESSES} presses, in turns\n")
    if CHROMIUM is None:
        print("Chromium is not installed: nothing was measured")
        return
    print(f"{'demo':28}{'ours':>8}{'interact':>10}{'ratio':>8}   goal 0.333")
    root = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with jupyterlab(home, home, PYTHONPATH=str(root)) as server, chromium() as browser:
            for name in NAMES:
                ours, interact = measure(browser, server, name)
                print(f"{name:28}{ours:8.0f}{interact:10.0f}{ours / interact:8.2f}", flush=True)


def measure(browser, server, name):
    """Return the median milliseconds of our demo and of interact."""
    cells = [nbformat.v4.new_code_cell(cell.format(name=name)) for cell in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(notebook, server.folder / f"{name}.ipynb")
    page = browser.new_page(viewport={"width": 1280, "height": 2400})  # both are in view
    lab = Lab(page, server, f"{name}.ipynb")
    lab.run_all()
    assert lab.errors() == []
    page.evaluate(CLOCK)
    outputs = page.locator(".jp-CodeCell .jp-OutputArea")
    handles = [outputs.nth(i).locator(".noUi-handle").first for i in (0, 1)]
    times = [press(page, handles[i % 2], "PageDown" if i // 2 % 2 else "PageUp")
             for i in range(2 * PRESSES)]
    page.context.close()
    return median(times[::2]), median(times[1::2])


def press(page, handle, key):
    """Press a key on a slider's handle; return the milliseconds until a new picture is there."""
    before = page.evaluate("window.presses.length")
    handle.press(key)
    page.wait_for_function("before => window.presses.length > before", arg=before)
    page.wait_for_timeout(100)  # whatever else the last press has set off
    return page.evaluate("window.presses.at(-1)")
