"""Every demo on a page, without a kernel, says and draws what Python says and matplotlib draws."""

import io
import re
import shutil
import time
from itertools import combinations, product
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_hex
from matplotlib.image import AxesImage

from helpers import demos
from helpers.live import LiveFigure
from pages import demo as pages

STATES = 200  # drawn at random, besides the start, the ends and ties
NEAR = 0.02  # of a point in the SVG; half a displayed pixel is 0.36
EXACT = {"svg.fonttype": "none", "path.simplify": False}


@pytest.fixture
def opened(page, tmp_path):
    """Return a function that opens a page with demos; nothing is fetched, no error is made."""
    shutil.copytree(pages.STATIC, tmp_path / "static")
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("request", lambda request: wrong.append(request.url)
            if not request.url.startswith(("file://", "data:")) else None)

    def open_page(html):
        (tmp_path / "index.html").write_text(html, encoding="utf-8")
        page.goto((tmp_path / "index.html").as_uri())
        assert wrong == []
        return page

    yield open_page
    assert wrong == []


# The states of a demo


def states_of(controls):
    """Return states of all kinds; all there are, where they are few."""
    rng = np.random.default_rng(0)
    start = {name: control.value for name, control in controls.items()}
    held = {name: values_of(control) for name, control in controls.items()}
    if np.prod([len(values) for values in held.values()]) < 500:
        return [dict(zip(held, values, strict=True)) for values in product(*held.values())]
    ends = [{**start, **dict.fromkeys(pair)} for pair in combinations(held, min(2, len(held)))]
    states = [start]
    for state in ends:
        free = [name for name, value in state.items() if value is None]
        for sides in product((0, -1), repeat=len(free)):
            states.append({**state, **{n: held[n][s] for n, s in zip(free, sides, strict=True)}})
    states += ties(start, controls)
    for i in range(STATES):
        states.append({name: any_of(held[name], control, rng, typed=i % 2)
                       for name, control in controls.items()})
    return states


def values_of(control):
    if hasattr(control, "options"):
        return [each[1] if isinstance(each, tuple) else each for each in control.options]
    return control.numbers


def ties(start, controls):
    """Two logits that are equal, all that are equal, and all that are opposite."""
    logits = [name for name in start if re.fullmatch(r"z\d|tea|coffee", name)]
    for chosen in [*combinations(logits, 2), logits]:
        for value in (-3.0, 0.0, 0.3, 5.0):
            yield {**start, **dict.fromkeys(chosen, value)}
            yield {**start, **{name: (-1) ** i * value for i, name in enumerate(chosen)}}


def any_of(held, control, rng, typed):
    """Return what the slider holds, or what one may type: any number of up to six decimals."""
    if typed and hasattr(control, "numbers"):
        low, high = held[0], held[-1]
        value = np.exp(rng.uniform(*np.log([low, high]))) if low > 0 else rng.uniform(low, high)
        return round(float(value), int(rng.integers(1, 7)))
    return held[rng.integers(len(held))]


# What is drawn, as plain numbers and words


def written_by_matplotlib(demo):
    """Return what matplotlib writes of each moving artist, but for images."""
    file = io.StringIO()
    renderer = RendererSVG(*demo.figure.bbox.size, file)
    for artist in demo.moving:
        if not isinstance(artist, AxesImage):
            artist.draw(renderer)
    renderer.finalize()
    text = file.getvalue()
    text = re.sub(r' xmlns(:xlink)?="[^"]*"|xlink:(?=href)', "", text[text.index("<svg"):])
    root = ElementTree.fromstring(text)
    groups = {group.get("id"): group for group in root}
    return [groups.get(artist.get_gid(), ()) for artist in demo.moving], markers_in(root)


def markers_in(root):
    """Return the shapes of markers, by their ids."""
    return {path.get("id"): path for path in root.findall(".//defs/path")}


def shapes(group, markers):
    """Return the lines, markers and words of a piece of SVG: kind, places, look."""
    for node in drawn_in(group):
        style = look(node)
        if node.tag == "path":
            letters = "".join(re.findall("[A-Za-z]", node.get("d")))
            places = [float(number) for number in re.findall(r"-?[\d.]+", node.get("d"))]
            if letters == "MLLLLz" and places[-2:] == places[:2]:  # closed once more
                letters, places = "MLLLz", places[:-2]
            if places:
                yield f"path {letters}", places, style
        else:
            places = [float(node.get("x")), float(node.get("y"))]
            of = node.text if node.tag == "text" else place_free(markers[node.get("href")[1:]])
            if of:
                yield f"{node.tag} {of}", places, style


def drawn_in(group):
    for node in group:
        if node.tag == "g" and node.get("visibility") != "hidden":
            yield from drawn_in(node)
        elif node.tag in ("path", "use", "text"):
            yield node


def place_free(marker):
    return rounded(marker.get("d")) + str(look(marker))


def look(node):
    """Return what a style says, but for fonts, with one way to write a number or a colour."""
    style = dict(re.findall(r"([\w-]+): ?([^;]+)", node.get("style", "")))
    style.pop("font-family", None)
    return {key: colour(value) or rounded(value) for key, value in style.items()}


def colour(value):
    numbers = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", value)
    if numbers:
        return to_hex([int(number) / 255 for number in numbers.groups()])
    return value if value.startswith("#") else None


def rounded(value):
    number = re.sub(r"-?\d+(\.\d+)?", lambda number: f"{float(number[0]):.2f}", value)
    return " ".join(number.replace("px", "").replace("-0.00", "0.00").split())


def cells(group, image):
    """Return the colours, (rows, columns, 4), of an image drawn as runs of cells."""
    rows, columns = image.get_array().shape
    drawn = np.zeros((rows, columns, 4), dtype=np.uint8)
    left, right, low, high = image.get_extent()
    (x0, y0), (x1, y1) = image.axes.transData.transform([(left, low), (right, high)])
    y0, y1 = image.figure.bbox.height - np.array([y0, y1])
    if image.origin == "upper":
        y0, y1 = y1, y0
    for node in group:
        runs = re.findall(r"M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)H([\d.]+)z", node.get("d"))
        runs = np.array(runs, dtype=float)
        places = np.column_stack([(runs[:, [0, 2]] - x0) / (x1 - x0) * columns,
                                  (runs[:, [1, 3]] - y0) / (y1 - y0) * rows])
        corners = np.rint(places).astype(int)
        assert np.abs(places - corners).max() < NEAR
        for start, end, top, bottom in corners:
            assert not drawn[top:bottom, start:end].any()
            drawn[top:bottom, start:end] = [*bytes.fromhex(node.get("fill")[1:]), 255]
    return drawn


def assert_alike(ours, theirs, demo, markers):
    groups, their_markers = theirs
    edge = demo.figure.bbox.size + 1  # matplotlib cuts lines off there, out of sight
    for group, written, artist in zip(ours, groups, demo.moving, strict=True):
        if isinstance(artist, AxesImage):
            expected = artist.to_rgba(artist.get_array(), bytes=True)
            np.testing.assert_array_equal(cells(group, artist), expected)
            continue
        page, matplotlibs = list(shapes([group], markers)), list(shapes(written, their_markers))
        assert [s[::2] for s in page] == [s[::2] for s in matplotlibs], demo.description
        for (_, here, _), (kind, there, _) in zip(page, matplotlibs, strict=True):
            here, there = (np.clip(np.reshape(places, (-1, 2)), -1, edge)
                           for places in (here, there))
            assert np.abs(here - there).max() < NEAR, (kind, demo.description)


SET_ALL = """([name, ids, states]) => states.map((state) => {
    const figure = document.querySelector(`figure[data-demo=${name}]`);
    figure.set(state);
    const groups = ids.map((id) => document.getElementById(id).outerHTML);
    return [figure.querySelector(".sentence").textContent, `<svg>${groups.join("")}</svg>`];
})"""
MARKERS = "() => [...document.querySelectorAll('svg defs')].map((defs) => defs.outerHTML).join('')"


@pytest.mark.parametrize("name", demos.__all__)
def test_a_page_says_and_draws_what_the_notebook_does(name, opened, monkeypatch):
    began = time.perf_counter()
    page, demo = opened(pages.page(name)), getattr(demos, name)()
    monkeypatch.setattr(LiveFigure, "_draw", lambda self: b"")  # matplotlib draws below
    demo.figure.set_dpi(72)  # points, as in SVG
    states, ids = states_of(demo.controls), [f"{name}-{i}" for i in range(len(demo.moving))]
    for artist, identity in zip(demo.moving, ids, strict=True):
        artist.set_gid(identity)
    markers = markers_in(ElementTree.fromstring(f"<svg>{page.evaluate(MARKERS)}</svg>"))
    on_page = page.evaluate(SET_ALL, [name, ids, states])
    with matplotlib.rc_context(EXACT):
        for state, (said, groups) in zip(states, on_page, strict=True):
            put(demo, state)
            assert said == demo.description
            assert_alike(ElementTree.fromstring(groups), written_by_matplotlib(demo), demo, markers)
    print(f"{name}: {len(states)} states, {len(ids)} artists, "
          f"{time.perf_counter() - began:.1f} s")


def put(demo, state):
    demo._resetting = True  # one update for all controls
    for name, value in state.items():
        demo.controls[name].value = value
    demo._resetting = False
    demo.refresh()
