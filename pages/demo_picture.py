"""The picture of a live demo as SVG: matplotlib's own, with an id for all that moves."""

import io
import re
from xml.etree import ElementTree

import matplotlib
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.text import Text

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
# Words are <text>: words that move must be, and so all look alike. A reader's machine may lack
# DejaVu Sans, for which the layout was made; the others are about as wide or narrower.
FONTS = "'DejaVu Sans', 'Bitstream Vera Sans', Verdana, Arial, sans-serif"
LOOK = {"svg.fonttype": "none", "svg.hashsalt": "softmax"}
SHARP = {"shape-rendering": "crispEdges"}  # cells side by side, with no light between them


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
