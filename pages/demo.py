"""A live demo as a piece of a web page: the notebook's own picture as SVG, and what moves it.

The picture is drawn by matplotlib, from the figure in `helpers/demos.py`. What its `update` uses
(pictures, places, data) goes along under the names it has there, and `static/demos.js` holds
the same `update` in JavaScript. `python -m pages.demo NAME` writes a page to try one.
"""

import inspect
import io
import json
import re
import sys
from base64 import b64encode
from html import escape
from pathlib import Path
from types import BuiltinFunctionType
from xml.etree import ElementTree

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_hex
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from helpers import demos, wording
from helpers.controls import DECIMALS
from helpers.wording import exact

STATIC = Path(__file__).with_name("static")
SCRIPTS = ["softmax.js", "demos.js"]  # in this order
SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
# Words are <text>: words that move must be, and so all look alike. A reader's machine may lack
# DejaVu Sans, for which the layout was made; the others are about as wide or narrower.
FONTS = "'DejaVu Sans', 'Bitstream Vera Sans', Verdana, Arial, sans-serif"
LOOK = {"svg.fonttype": "none", "svg.hashsalt": "softmax"}
SHARP = {"shape-rendering": "crispEdges"}  # cells side by side, with no light between them
MANY = 20_000  # an array with more numbers goes along in float32


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
        "used": _used(demo, ids),
    }
    data = json.dumps(spec, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
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


# The picture


def svg(demo, name, ids):
    """Return the figure as an <svg>; what moves lies on top, each with its id, as in a notebook."""
    for artist, identity in ids.items():
        artist.set_gid(identity)
    unseen = [artist for artist in demo.moving if _is_empty(artist)]
    root = ElementTree.fromstring(_drawn(demo.figure, unseen))
    groups = {group.get("id"): (parent, group) for parent in root.iter() for group in parent}
    for artist, identity in ids.items():
        parent, group = groups[identity]
        parent.remove(group)
        if group.tag == SVG + "image":
            del group.attrib["id"]
            around = ElementTree.Element(SVG + "g", {"id": identity, **SHARP})
            around.append(group)
            group = around
        root.append(group)
        if artist in unseen:
            group.set("visibility", "hidden")
    for child in [root.find(SVG + "metadata"), root.find(SVG + "defs")]:
        root.remove(child)  # what says "matplotlib", and a style that would reach the whole page
    _slim(root, name, set(ids.values()))
    root.attrib = {"viewBox": root.get("viewBox"), "role": "img",
                   "aria-labelledby": f"{name}-sentence", "style": _style(demo)}
    ElementTree.register_namespace("", SVG.strip("{}"))
    return ElementTree.tostring(root, encoding="unicode")


def _is_empty(artist):
    """Say whether nothing of a line or a text is to be seen yet."""
    if isinstance(artist, Line2D):
        needed = 1 if artist.get_linestyle() == "None" else 2
        return np.isfinite(artist.get_xydata()).all(axis=1).sum() < needed
    return isinstance(artist, Text) and not artist.get_text()


def _drawn(figure, unseen):
    """Return the figure as SVG, in which the artists `unseen` show something: so the page can."""
    shown = {}
    for artist in unseen:
        if isinstance(artist, Text):
            shown[artist] = "text", artist.get_text()
            artist.set_text("0")
        else:
            shown[artist] = "data", artist.get_data()
            artist.set_data(artist.axes.get_xlim(), artist.axes.get_ylim())
    file = io.StringIO()
    with matplotlib.rc_context(LOOK):
        figure.savefig(file, format="svg", metadata={"Date": None})
    for artist, (what, before) in shown.items():
        artist.set(**{what: before})
    return file.getvalue()


def _slim(root, name, kept):
    """Make ids the page's own, and leave out what says nothing: spare ids, digits and fonts."""
    links = "".join(value for node in root.iter() for value in node.attrib.values())
    for node in root.iter():
        identity = node.get("id")
        if identity and identity not in kept:
            if f"#{identity}" in links:
                node.set("id", f"{name}-{identity}")
            else:
                del node.attrib["id"]
        if LINK in node.attrib:
            node.set("href", node.attrib.pop(LINK).replace("#", f"#{name}-").replace("\n", ""))
        for key in {"d", "x", "y", "clip-path", "style", "transform"} & node.attrib.keys():
            node.set(key, _short(node.get(key), name))
        if node.get("transform", "").startswith("rotate(0 "):
            del node.attrib["transform"]
        node.tail = None
        if node.tag != SVG + "text":
            node.text = None


def _short(value, name):
    value = re.sub(r"font-family: [^;]*; ?", "", value).replace("url(#", f"url(#{name}-")
    value = re.sub(r"-?\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", value)
    return re.sub(r"\s+", " ", value).replace("rotate(-0 ", "rotate(0 ").strip()


def _style(demo):
    """As wide as the page, but not wider than in a notebook, and not too small to be read."""
    room = demo.picture.layout
    least = re.search(r"(\d+)px\)", room.max_width)[1]
    return (f"display: block; width: 100%; max-width: {room.width}; min-width: {least}px; "
            f"font-family: {FONTS}; white-space: pre; stroke-linejoin: round; stroke-linecap: butt")


# The controls


def _control_html(identity, name, control):
    label = escape(control.description)
    if hasattr(control, "options"):
        buttons = "\n".join(
            f'<label><input type="radio" name="{name}" value="{i}"'
            f'{" checked" if value == control.value else ""}> {escape(str(word))}</label>'
            for i, (word, value) in enumerate(_options(control))
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


def _options(control):
    """Return the pairs (word, value) of a choice."""
    return [each if isinstance(each, tuple) else (each, each) for each in control.options]


def _control(control):
    """Return what a control may hold: the slider's numbers and where they lie, or the options."""
    if hasattr(control, "options"):
        return {"options": [value for _, value in _options(control)]}
    whole, log = isinstance(control.value, int), hasattr(control.slider, "base")
    return {"numbers": control.numbers, "digits": 0 if whole else DECIMALS, "log": log}


# What `update` uses


def _used(demo, ids):
    """Return all that `update` has from the function around it, by name, as JSON can hold it."""
    around = inspect.getclosurevars(inspect.unwrap(demo.update)).nonlocals
    return _fields({name: _table(value, demo.controls) for name, value in around.items()}, ids)


def _table(value, controls):
    """Return what a cached function of one choice gives for each option; others as they are."""
    if not hasattr(value, "cache_info"):
        return value
    (choice,) = inspect.signature(value).parameters.keys() & controls.keys()
    return {str(option): value(option) for _, option in _options(controls[choice])}


def _fields(values, ids):
    plain = {name: _plain(value, ids) for name, value in values.items() if name[0] != "_"}
    return {name: value for name, value in plain.items() if value is not None}


def _plain(value, ids):
    """Return as JSON can hold it: a number, a text, an array, an artist, a picture, or a few."""
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return _fields(value, ids)
    if isinstance(value, Artist):
        return _artist(value, ids[value]) if value in ids else None
    if callable(value):
        return _word(value)
    if isinstance(value, (list, tuple, np.ndarray)):
        return _array(value) if _is_numeric(value) else [_plain(each, ids) for each in value]
    return {"kind": type(value).__name__, **_fields(vars(value), ids)}


def _is_numeric(values):
    shapes = {np.shape(each) for each in values}
    return len(shapes) == 1 and np.asarray(values).dtype.kind in "bif"


def _array(values):
    """Return an array as its type, its shape and its bytes: not a bit is lost, but of many."""
    array = np.asarray(values)
    if array.dtype.kind == "f":
        array = array.astype("<f4" if array.size > MANY else "<f8")
    else:
        array = array.astype("i1" if np.abs(array, dtype=int).max() < 128 else "<i4")
    return {"kind": "array", "type": array.dtype.name, "shape": array.shape,
            "bytes": b64encode(array.tobytes()).decode("ascii")}


def _word(function):
    """Return a function that words a number, by its name or its format; None for another."""
    if isinstance(function, BuiltinFunctionType):  # "{:z.3f}".format
        return {"kind": "format", "digits": int(re.fullmatch(r"{:z\.(\d)f}", function.__self__)[1])}
    if getattr(wording, function.__name__, None) is function:
        return {"kind": "word", "name": function.__name__}
    return None


# Artists that move


def _artist(artist, identity):
    """Return an artist's id, the scales of its axes, and what its setters do not say anew."""
    axes = artist.axes
    common = {"kind": type(artist).__name__, "id": identity, "x": _scale(axes, 0),
              "y": _scale(axes, 1)}
    return {**common, **PROPERTIES[type(artist)](artist)}


def _scale(axes, which):
    """Return [offset, factor, log]: a place in the SVG is offset + factor * value (or its log10).

    which : 0 for x, 1 for y.
    """
    axis = (axes.xaxis, axes.yaxis)[which]
    log = axis.get_scale() == "log"
    ends = np.array([axes.get_xlim(), axes.get_ylim()]).T
    points = 72 / axes.figure.dpi
    places = axes.transData.transform(ends)[:, which] * points
    if which == 1:  # SVG counts downwards
        places = axes.figure.get_figheight() * 72 - places
    values = np.log10(ends[:, which]) if log else ends[:, which]
    factor = (places[1] - places[0]) / (values[1] - values[0])
    return [round(places[0] - factor * values[0], 4), round(factor, 4), log]


def _rectangle(bar):
    places = bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height()
    return dict(zip(("left", "low", "width", "height"), map(float, places), strict=True))


def _line(line):
    return {"markevery": line.get_markevery()}


def _text(text):
    """Return how far below its place a text's baseline is, for each vertical alignment."""
    before = text.get_text(), text.get_verticalalignment()
    renderer = RendererSVG(*text.figure.bbox.size, io.StringIO())
    lowest = {}
    for alignment in ("baseline", "bottom", "center", "top"):
        text.set(text="0", verticalalignment=alignment)
        lowest[alignment] = text.get_window_extent(renderer, dpi=72).y0
    text.set(text=before[0], verticalalignment=before[1])
    return {"drop": {each: lowest["baseline"] - y for each, y in lowest.items()}}


def _mesh(cells):
    colours = cells.cmap(np.arange(cells.cmap.N))
    return {"colours": [to_hex(rgb) for rgb in colours], "limits": cells.get_clim()}


def _image(image):
    colours = image.cmap(np.arange(image.cmap.N), bytes=True) / 255  # rounded down, as it is drawn
    return {"colours": [to_hex(rgb) for rgb in colours], "limits": image.get_clim(),
            "extent": image.get_extent(), "origin": image.origin,
            "shape": image.get_array().shape}


PROPERTIES = {Rectangle: _rectangle, Line2D: _line, Text: _text, QuadMesh: _mesh,
              AxesImage: _image}


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
