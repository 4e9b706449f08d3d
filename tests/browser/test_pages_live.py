"""Every demo on a page, without a kernel, says and draws what Python says and matplotlib draws."""

import io
import re
import shutil
import time
from functools import cache
from itertools import combinations, product
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_hex
from matplotlib.image import AxesImage

from helpers import demos, wording
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
    """Return states of all kinds; of whole numbers and choices, all that there are."""
    rng = np.random.default_rng(0)
    start = {name: control.value for name, control in controls.items()}
    held = {name: values_of(control) for name, control in controls.items()}
    if not any(isinstance(value, float) for value in start.values()):
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
        if isinstance(low, int):
            return round(value)
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
        style = look(node.get("style", ""))
        if node.tag == "path":
            path = node.get("d", "")  # matplotlib writes none where there is no point
            letters = "".join(re.findall("[A-Za-z]", path))
            places = [float(number) for number in re.findall(r"-?[\d.]+", path)]
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
    return f"{rounded(marker.get('d'))} {look(marker.get('style', ''))}"


@cache
def look(style):
    """Return what a style says, but for fonts, with one way to write a number or a colour."""
    style = dict(re.findall(r"([\w-]+): ?([^;]+)", style))
    style.pop("font-family", None)
    return {key: colour(value) or rounded(value) for key, value in style.items()}


def colour(value):
    numbers = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", value)
    if numbers:
        return to_hex([int(number) / 255 for number in numbers.groups()])
    return value if value.startswith("#") else None


@cache
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


def test_each_demo_has_its_function_in_the_order_of_demos_py(opened):
    page = opened(pages.page("first_taste"))
    source = Path(demos.__file__).read_text(encoding="utf-8")
    in_order = sorted(demos.__all__, key=lambda name: source.index(f"def {name}("))
    assert page.evaluate("Object.keys(Demos)") == in_order


def test_keys_typing_choices_and_reset_reach_sentence_and_slider(opened):
    page = opened(pages.page("cross_entropy_and_gradients"))
    demo = demos.cross_entropy_and_gradients()
    start = page.inner_text(".sentence")

    def agree(**state):
        put(demo, state)
        assert page.inner_text(".sentence") == demo.description

    box, slider = page.get_by_label("z₁", exact=True), page.get_by_label("z₁, slider")
    slider.press("ArrowRight")
    agree(z1=2.1)
    assert box.input_value() == "2.1"
    assert slider.get_attribute("aria-valuetext") == "2.1"
    for typed, number in [("-3.14159265", -3.141593), ("99", 10.0), ("", 10.0), ("1e-9", 0.0)]:
        box.fill(typed)
        box.press("Enter")
        agree(z1=number)
        assert float(box.input_value()) == number
    slider.press("End")
    agree(z1=10.0)
    page.get_by_label("1", exact=True).press("ArrowDown")
    agree(true_class=2)
    page.get_by_role("button", name="Reset").press("Enter")
    assert page.inner_text(".sentence") == start
    assert [box.input_value(), slider.input_value()] == ["2", "120"]
    assert page.get_by_label("1", exact=True).is_checked()


def test_a_slider_stands_at_the_round_number_nearest_to_what_is_typed(opened):
    page, demo = opened(pages.page("temperature")), demos.temperature()
    rng = np.random.default_rng(1)
    for name, values in {"temperature": np.exp(rng.uniform(-3, 4, 40)),
                         "z1": rng.uniform(-5, 5, 40)}.items():
        control = demo.controls[name]
        for value in [*values, control.numbers[0], control.numbers[-1]]:
            control.value = value
            place = page.evaluate("([name, value]) => { document.querySelector('figure').set("
                                  "{ [name]: value }); return document.querySelector("
                                  "`[type=range][name=${name}]`).value; }", [name, value])
            assert control.numbers[int(place)] == control.round_number(control.value)


def test_two_demos_on_a_page_have_ids_of_their_own_and_move_apart(opened):
    both = [pages.demo_html(name) for name in ("temperature", "two_classes")]
    page = opened(pages.page("first_taste").replace("</body>", "".join(both) + "</body>"))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert len(set(ids)) == len(ids) > 20
    links = set(re.findall(r'(?:href="#|url\(#)([^")]+)', page.content()))
    assert links <= set(ids)
    before = page.locator(".sentence").all_inner_texts()
    page.get_by_label("tea, slider").press("Home")
    after = page.locator(".sentence").all_inner_texts()
    assert [a == b for a, b in zip(before, after, strict=True)] == [False, True, True]


def test_what_is_below_a_demo_never_moves_up(opened):
    page = opened(pages.page("overflow"))
    page.set_viewport_size({"width": 390, "height": 800})
    heights, set_it = [], "(dtype) => document.querySelector('figure').set({ dtype, scale: 200 })"
    for dtype in ("float64", "float16", "float64"):
        page.evaluate(set_it, dtype)
        heights.append(page.get_by_role("status").bounding_box()["height"])
    assert heights == sorted(heights)


def test_without_scripts_the_start_is_there_and_no_controls_are(browser, tmp_path):
    (tmp_path / "index.html").write_text(pages.page("temperature"), encoding="utf-8")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((tmp_path / "index.html").as_uri())
    assert page.get_by_role("status").inner_text() == demos.temperature().description
    assert page.locator("svg [id=temperature-0]").is_visible()
    assert page.get_by_role("spinbutton").count() == 0
    page.context.close()


def test_the_same_demo_is_written_in_the_same_bytes():
    assert pages.demo_html("scores_to_probabilities") == pages.demo_html("scores_to_probabilities")


# Numbers in words

TIES = [(2 * n + 1) / 2**k for n in range(40) for k in range(1, 12)]
NUMBERS = [0.0, 1e-7, 0.0005, 0.00049999, 0.001, 0.9996, 999.5, 9995.0, 1e6, 999999.5, 123456.5,
           2.675, 1.005, 8.25e-9, 1.25e-5, 6.55e4, *TIES]


def in_javascript(page, function, values):
    """Return what a function of softmax.js makes of each value; JSON has no inf and nan."""
    words = [str(float(value)).replace("inf", "Infinity").replace("nan", "NaN") for value in values]
    return page.evaluate(f"(words) => words.map((word) => String({function}(Number(word))))", words)


@pytest.mark.parametrize(("javascript", "python", "signed"), [
    ("Softmax.exact", wording.exact, True),
    ("((x) => Softmax.exact(x, '-'))", lambda x: wording.exact(x, "-"), True),
    ("Softmax.three_digits", wording.three_digits, True),
    ("Softmax.short", wording.short, False),
    *[(f"((x) => Softmax.fixed(x, {n}))", f"{{:z.{n}f}}".format, True) for n in (0, 1, 2, 3)],
])
def test_numbers_are_worded_as_in_python_also_half_way_between_two(
        javascript, python, signed, opened):
    numbers = np.array(NUMBERS)
    numbers = [*numbers, *numbers * 1000, *np.random.default_rng(0).lognormal(0, 4, 1000).round(5)]
    if signed:
        numbers += [-x for x in numbers]
    page = opened(pages.page("first_taste"))
    assert in_javascript(page, javascript, numbers) == [python(float(x)) for x in numbers]


def test_infinite_and_undefined_numbers_have_pythons_names(opened):
    page, numbers = opened(pages.page("first_taste")), [np.inf, -np.inf, np.nan, 1e43, -2.5e-7]
    assert in_javascript(page, "Softmax.three_digits", numbers) == [
        wording.three_digits(x) for x in numbers]


def test_a_float16_is_the_nearest_also_in_a_browser_that_cannot_round_to_it(opened):
    every = np.arange(2**16, dtype=np.uint16).view(np.float16).astype(float)
    every = every[np.isfinite(every)]
    between = (every[1:] + every[:-1]) / 2  # ties
    values = np.concatenate([every, between, np.nextafter(between, 1e9), [65519.99, 65520, 1e300]])
    with np.errstate(over="ignore"):
        expected = values.astype(np.float16).astype(float)
    page = opened(pages.page("first_taste"))
    near = page.evaluate("(values) => values.map(Softmax.f16round).map(String)", values.tolist())
    np.testing.assert_array_equal([float(x.replace("Infinity", "inf")) for x in near], expected)
