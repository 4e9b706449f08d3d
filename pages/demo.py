"""A live demo as a piece of a web page: the notebook's own picture as SVG, and what moves it.

The picture is drawn by matplotlib, from the figure in `helpers/demos.py`. What its `update` uses
(pictures, places, data) goes along under the names it has there, and `static/demos.js` holds
the same `update` in JavaScript. `python -m pages.demo NAME` writes a page to try one.
"""

import json
import sys
from html import escape
from pathlib import Path

from helpers import demos
from helpers.controls import DECIMALS
from helpers.wording import exact
from pages.demo_data import options_of, used
from pages.demo_picture import svg

STATIC = Path(__file__).with_name("static")
SCRIPTS = ["softmax.js", "demos.js"]  # in this order


def demo_html(name):
    """Return the demo `name` of `helpers.demos` as HTML; its scripts are `SCRIPTS` in `STATIC`."""
    demo = getattr(demos, name)()
    ids = {artist: f"{name}-{i}" for i, artist in enumerate(demo.moving)}
    picture = svg(demo, name, ids)
    controls = "\n".join(_control_html(f"{name}-{key}", key, control)
                         for key, control in demo.controls.items())
    spec = {
        "controls": {key: _control(control) for key, control in demo.controls.items()},
        "start": {key: control.value for key, control in demo.controls.items()},
        "used": used(demo, ids),
    }
    data = json.dumps(spec, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    data = data.replace("</", r"<\/")  # which would end the script
    demo.close()
    return f"""<figure class="demo" data-demo="{name}">
<form class="controls" autocomplete="off" hidden>
{controls}
<button type="reset">Reset</button>
</form>
<div class="picture" role="group" aria-label="picture" tabindex="0" style="overflow-x: auto">
{picture}
</div>
<p class="sentence" id="{name}-sentence" role="status" aria-live="polite">{
    escape(demo.description, quote=False)}</p>
<script type="application/json">{data}</script>
</figure>"""


def _control_html(identity, name, control):
    label = escape(control.description)
    if hasattr(control, "options"):
        buttons = "\n".join(
            f'<label><input type="radio" name="{name}" value="{i}"'
            f'{" checked" if value == control.value else ""}> {escape(str(word))}</label>'
            for i, (word, value) in enumerate(options_of(control))
        )
        return f'<fieldset class="choice">\n<legend>{label}</legend>\n{buttons}\n</fieldset>'
    numbers = control.numbers
    step = 1 if isinstance(control.value, int) else "any"
    return f"""<div class="number">
<label for="{identity}">{label}</label>
<input type="number" id="{identity}" name="{name}" min="{numbers[0]}" max="{numbers[-1]}" \
step="{step}" value="{exact(control.value, "-")}">
<input type="range" name="{name}" aria-label="{label}, slider" min="0" max="{len(numbers) - 1}" \
value="{numbers.index(control.round_number(control.value))}">
</div>"""


def _control(control):
    """Return what a control may hold: the slider's numbers and where they lie, or the options."""
    if hasattr(control, "options"):
        return {"options": [value for _, value in options_of(control)]}
    whole, log = isinstance(control.value, int), hasattr(control.slider, "base")
    return {"numbers": control.numbers, "digits": 0 if whole else DECIMALS, "log": log}


def main(name):
    """Write a page that holds one demo, to try it."""
    folder = Path("build/pages")
    (folder / "static").mkdir(parents=True, exist_ok=True)
    for script in SCRIPTS:
        (folder / "static" / script).write_bytes((STATIC / script).read_bytes())
    (folder / f"try_{name}.html").write_text(page(name), encoding="utf-8")


def page(name):
    """Return a whole page with the demo `name`, beside a folder `static`."""
    scripts = "".join(f'<script src="static/{script}" defer></script>' for script in SCRIPTS)
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
            f"{scripts}</head><body>{demo_html(name)}</body></html>")


if __name__ == "__main__":
    main(*sys.argv[1:])
