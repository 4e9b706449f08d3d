"""What the `update` of a live demo uses, as JSON: under the names it has there.

`softmax.js` makes arrays, artists and pictures of it again.
"""

import inspect
import io
import re
from base64 import b64encode
from types import BuiltinFunctionType

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_hex
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from helpers import wording

MANY = 20_000  # an array with more numbers goes along in float32


def used(demo, ids):
    """Return all that `update` has from the function around it, by name, as JSON can hold it."""
    around = inspect.getclosurevars(inspect.unwrap(demo.update)).nonlocals
    return _fields({name: _table(value, demo.controls) for name, value in around.items()}, ids)


def _table(value, controls):
    """Return what a cached function of one choice gives for each option; others as they are."""
    if not hasattr(value, "cache_info"):
        return value
    (choice,) = inspect.signature(value).parameters.keys() & controls.keys()
    return {str(option): value(option) for _, option in options_of(controls[choice])}


def options_of(control):
    """Return the pairs (word, value) of a choice."""
    return [each if isinstance(each, tuple) else (each, each) for each in control.options]


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
