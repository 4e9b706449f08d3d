"""From a key press to new pixels: our demo and the same picture by interact, and on a web page.

The first two stand in one notebook in JupyterLab, and take turns on every press. The page itself
takes the time: from the key's event to the next picture that has been loaded, or on a web page to
the next frame that has been painted.
"""

import shutil
import tempfile
from pathlib import Path
from statistics import median

import nbformat
from lab import Lab
from server import CHROMIUM, chromium, jupyterlab

from pages import demo as web

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

WEB_CLOCK = """() => {
    window.presses = [];
    document.addEventListener('keydown', () => {
        const pressed = performance.now();
        const painted = () => window.presses.push(performance.now() - pressed);
        const drawn = () => requestAnimationFrame(() => setTimeout(painted)); // after the paint
        document.addEventListener('input', drawn, { once: true });
    }, true);
}"""


def main():
    """Print a line for each demo: the medians, and their ratios."""
    print(f"\nKey press to new pixels in ms, median of {PRESSES} presses: JupyterLab, web page\n")
    if CHROMIUM is None:
        print("Chromium is not installed: nothing was measured")
        return
    print(f"{'demo':28}{'ours':>8}{'interact':>10}{'ratio':>8}   goal 0.333"
          f"{'page':>8}{'page / ours':>14}   goal 0.25")
    root = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with jupyterlab(home, home, PYTHONPATH=str(root)) as server, chromium() as browser:
            for name in NAMES:
                ours, interact = measure(browser, server, name)
                page = on_a_page(browser, home, name)
                print(f"{name:28}{ours:8.0f}{interact:10.0f}{ours / interact:8.2f}{'':13}"
                      f"{page:8.0f}{page / ours:14.2f}", flush=True)


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


def on_a_page(browser, folder, name):
    """Return the median milliseconds of our demo on a web page, opened from a file."""
    shutil.copytree(web.STATIC, folder / "static", dirs_exist_ok=True)
    file = folder / f"{name}.html"
    file.write_text(web.page(name), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(file.as_uri())
    page.evaluate(WEB_CLOCK)
    slider = page.locator("input[type=range]").first
    times = [press(page, slider, "PageDown" if i % 2 else "PageUp") for i in range(PRESSES)]
    page.context.close()
    return median(times)


def press(page, handle, key):
    """Press a key on a slider's handle; return the milliseconds until a new picture is there."""
    before = page.evaluate("window.presses.length")
    handle.press(key)
    page.wait_for_function("before => window.presses.length > before", arg=before)
    page.wait_for_timeout(100)  # whatever else the last press has set off
    return page.evaluate("window.presses.at(-1)")
