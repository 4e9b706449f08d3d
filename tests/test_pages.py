"""The book: everything that the stored notebooks say, and what no kernel is needed for."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from html_page import read_page

from helpers.checks import NOTEBOOKS, exercises
from pages.book import write
from pages.cells import NotebookPage
from pages.course import Notebook
from pages.formulas import mathml
from pages.markdown import PageText

ROOT = Path(__file__).resolve().parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LESSONS = [path for path in PATHS if path.stem[:2] in NOTEBOOKS]
PAGES = ["index", "data", *(path.stem for path in PATHS)]
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)
FORMULA = re.compile(r"\$\$.+?\$\$|\$.+?\$", re.S)
every_page = pytest.mark.parametrize("name", PAGES)
every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    write(folder)
    return folder


@pytest.fixture(scope="module")
def pages(folder):
    return {path.stem: read_page(path) for path in folder.glob("*.html")}


def cells(path, kind):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def tagged(cell, *tags):
    return set(tags) & set(cell.metadata.get("tags", []))


def plain(text):
    """Return a text without the marks of code, and with single spaces."""
    return " ".join(text.replace("`", "").split())


def test_there_is_a_page_for_each_notebook_and_no_other(pages):
    assert sorted(pages) == sorted(PAGES)


def test_the_book_is_small(folder):
    sizes = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    assert sum(sizes.values()) < 6_000_000
    assert max(size for path, size in sizes.items() if path.suffix == ".html") < 1_500_000


# Text, formulas, pictures


@every_notebook
def test_every_formula_is_mathml_and_none_is_raw(path, pages):
    prose = "\n\n".join(cell.source for cell in cells(path, "markdown"))
    written = FORMULA.findall(CODE.sub("", prose))
    main = pages[path.stem].one("main")
    assert len(main.all("math")) == len(written) > 0
    for math in main.all("math"):
        assert "\\" not in math.text(), "a command that the library does not know"
        assert not math.all("merror")
    assert "$" not in main.text(without=("code", "pre"))
    assert "\\" not in main.text(without=("code", "pre"))


@pytest.mark.parametrize(("tex", "marks"), [
    (r"\mathrm{lse}(z)", "<mi>lse</mi><mo>\u2061</mo><mo"),
    (r"\operatorname{lse}(z)", "<mi>lse</mi><mo>\u2061</mo><mo"),
    (r"\ln p", '<mi>ln</mi><mo>\u2061</mo><mspace width="0.167em" /><mi>p</mi>'),
    (r"y \ln p", '<mi>y</mi><mspace width="0.167em" /><mi>ln</mi>'),
    (r"L = -p", '<mo>=</mo><mo form="prefix">−</mo>'),
    (r"1 - p", "<mn>1</mn><mo>−</mo>"),
    (r"(a) - p", "<mo>−</mo><mi>p</mi>"),
    (r"a + \dots + b", "<mo>+</mo><mi>b</mi>"),
    (r"e^{a - b}", '<mo lspace="0" rspace="0">−</mo>'),
    (r"X^{\mathsf T}", '<mi mathvariant="normal">T</mi>'),
    (r"-\infty", "<mi>∞</mi>"),
    (r"p < q", "<mo>&lt;</mo>"),
])
def test_a_formula_is_set_and_read_as_one_would(tex, marks):
    assert marks in mathml(tex)


def test_bars_enclose():
    forms = re.findall(r'form="(\w+)"', mathml(r"|a| + \lVert b \rVert^2"))
    assert forms == ["prefix", "postfix", "prefix", "postfix"]


@every_notebook
def test_every_picture_is_there_with_its_alt_text_and_its_sentence(path, pages, folder):
    page = pages[path.stem].one("main")
    stills = []
    for cell in cells(path, "code"):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                sentence = plain(output.data["text/plain"])
                assert sentence in plain(page.text())
                stills += [] if tagged(cell, "demo") else [sentence]
    images = page.all("img")
    assert [each for each in stills if each not in [plain(img["alt"]) for img in images]] == []
    assert all(img["alt"] for img in images)
    assert all((folder / img["src"]).read_bytes()[1:4] == b"PNG" for img in images)


@every_notebook
def test_every_demo_of_the_notebook_is_a_figure_of_the_page(path, pages):
    demos = [cell for cell in cells(path, "code") if tagged(cell, "demo")]
    pictures = [output for cell in cells(path, "code") for output in cell.outputs
                if "image/png" in output.get("data", {})]
    assert len(demos) > 0
    assert len(pages[path.stem].all("figure")) == len(pictures)


@every_notebook
def test_all_prose_all_code_and_all_that_was_printed_is_there(path, pages):
    text = pages[path.stem].one("main").text()
    for cell in cells(path, "code"):
        if not tagged(cell, "demo", "predict", "quiz", "review", "exercise"):
            assert plain(cell.source) in plain(text)
            for output in cell.outputs:
                assert plain(output.get("text", "")) in plain(text)
    for cell in cells(path, "markdown"):
        for heading in re.findall(r"^#+ (.*)", CODE.sub("", cell.source), re.M):
            assert plain(FORMULA.sub("", heading).replace("*", ""))[:40] in plain(text)


@every_notebook
def test_nothing_is_left_of_the_kernel(path, pages):
    text = pages[path.stem].text()
    for left in ("VBox(", "Traceback", "First run the cell below", "Not yet:",
                 "questions are right so far"):
        assert left not in text


def test_an_output_that_no_page_can_show_ends_the_build(tmp_path):
    output = nbformat.v4.new_output("display_data", {"video/mp4": "x"})
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[output])])
    path = tmp_path / "00_x.ipynb"
    nbformat.write(made, path)
    with pytest.raises(ValueError, match="no page shows such an output"):
        NotebookPage(Notebook(path), {})


# Questions, predictions, exercises


def asked(page):
    """Return all questions and predictions of a page in order, as plain text."""
    found = []
    for box in page.all():
        if box["class"] == "question":
            parts = [box.one(kind="prompt"), *(each.one("summary") for each in box.all("details"))]
            found.append(" ".join(part.text() for part in parts))
        elif box["class"] == "prediction":
            parts = [box.one("legend"), *box.all("label")]
            found.append(" ".join(part.text() for part in parts))
    return found


@every_lesson
def test_the_questions_and_the_order_of_their_options_are_those_of_the_notebook(path, pages):
    stored = []
    for cell in cells(path, "code"):
        for output in cell.outputs:
            text = output.get("data", {}).get("text/plain", "")
            if "\n  A. " in text:  # wrapped, perhaps behind a hyphen
                stored += ["".join(plain(part).split()) for part in text.split("\n\n")]
    assert ["".join(plain(text).split()) for text in asked(pages[path.stem])] == stored


def entries(path, kind):
    file = ROOT / "helpers" / "questions" / f"notebook_{path.stem[:2]}.toml"
    return [(f"{path.stem[:2]}.{entry['id']}", entry)
            for entry in tomllib.loads(file.read_text(encoding="utf-8"))[kind]]


@every_lesson
def test_every_option_of_every_question_is_explained(path, pages):
    for identity, entry in entries(path, "questions"):
        box = pages[path.stem].one("div", **{"data-id": identity})
        for option in entry["options"]:
            told = box.one("details", **{"data-option": option["text"]})
            verdict = "✓ right." if option.get("right") else "✗ not right."
            assert told.one("p").text() == f"{verdict} {plain(option['explanation'])}"
            assert ("data-right" in told.attributes) == option.get("right", False)


@every_lesson
def test_every_option_of_every_prediction_is_explained(path, pages):
    for identity, entry in entries(path, "predictions"):
        box = pages[path.stem].one("fieldset", **{"data-id": identity})
        reveal = box.one("details", kind="reveal")
        assert plain(entry["happens"]) in reveal.text()
        for option in entry["options"]:
            verdict = "✓ right" if option.get("right") else "✗ not right"
            radio = box.one("input", type="radio", name=identity, value=option["text"])
            assert radio["data-verdict"] == verdict
            told = [each.text() for each in reveal.all("li")]
            text = f"{verdict}. {plain(option['explanation'])}"
            assert [each for each in told if each.endswith(f": {text}")]
        assert len(box.all("input")) == len(entry["options"])


@every_lesson
def test_a_review_keeps_nothing(path, pages):
    boxes = [box for box in pages[path.stem].all("div", kind="question")
             if box.one(kind="prompt").text().startswith("From notebook")]
    assert [box for box in boxes if box["data-id"]] == []
    assert boxes or path == LESSONS[0]


@every_lesson
def test_every_exercise_has_its_stub_its_hint_and_its_solution(path, pages):
    page = pages[path.stem]
    boxes = page.all("div", kind="answer")
    assert len(boxes) == len(exercises(path.stem[:2]))
    for exercise, box in zip(exercises(path.stem[:2]), boxes, strict=True):
        assert plain(exercise.stub) in plain(page.text())
        assert plain(exercise.nudge) in box.one("details", kind="hint").text()
        assert plain(exercise.solution_source) in plain(box.one("details", kind="solution").text())
        assert "checked in the notebook" in box.text()


# The folder


@every_page
def test_ids_are_unique_and_labels_name_what_is_there(name, pages):
    identities = [element["id"] for element in pages[name].all() if element["id"]]
    assert len(identities) == len(set(identities))
    named = [element["aria-labelledby"] for element in pages[name].all()]
    assert set(filter(None, named)) <= set(identities)


def test_headings_with_the_same_words_have_ids_of_their_own():
    text = PageText("n01", {})
    for _ in range(3):
        text.html("## Softmax, *again*")
    assert [anchor for _, anchor, _ in text.headings] == [
        "n01-softmax-again", "n01-softmax-again--2", "n01-softmax-again--3"]


@every_page
def test_headings_go_down_one_level_at_a_time(name, pages):
    levels = [int(element.tag[1]) for element in pages[name].all() if element.tag in
              {"h1", "h2", "h3", "h4", "h5", "h6"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@every_page
def test_every_link_leads_somewhere(name, pages, folder):
    for link in pages[name].all("a"):
        address, _, anchor = link["href"].partition("#")
        if address.startswith("https://"):
            continue
        target = folder / (unquote(address) or f"{name}.html")
        assert target.resolve().is_relative_to(folder.resolve())
        assert target.is_file(), link["href"]
        assert "download" in link.attributes or target.suffix == ".html"
        if anchor:
            assert pages[target.stem].all(id=anchor), link["href"]


@every_page
def test_nothing_that_a_page_loads_lies_outside_the_folder(name, pages, folder):
    loads = [element[attribute] for element in pages[name].all() if element.tag != "a"
             for attribute in ("src", "href", "srcset", "data", "poster") if element[attribute]]
    assert "static/book.css" in loads
    assert "static/book.js" in loads
    for address in loads:
        # An image in a picture may point to a part of the page, and may be written out.
        assert address.startswith(("#", "data:")) or (folder / address).is_file(), address


def test_styles_and_scripts_fetch_nothing(folder):
    files = {path.name: path.read_text(encoding="utf-8") for path in (folder / "static").iterdir()}
    assert {"book.css", "book.js"} <= set(files)
    for name, text in files.items():
        assert not re.search(r"@import|url\(|fetch\(|XMLHttp|import\(|eval\(", text), name
        assert "://" not in text.replace("http://www.w3.org/", ""), name  # names of namespaces


@every_notebook
def test_one_can_go_to_the_next_and_the_one_before_at_both_ends(path, pages):
    number = PATHS.index(path)
    around = [PATHS[i].stem + ".html" for i in (number - 1, number + 1) if 0 <= i < len(PATHS)]
    for place in ("header", "footer"):
        ways = pages[path.stem].one(place).one("nav", kind="ways")
        assert {link["href"] for link in ways.all("a")} == {*around, "index.html"}


def test_the_front_page_leads_to_every_notebook_and_its_file(pages):
    items = pages["index"].one("ol", kind="map").all("li")
    start = "\n".join(cell.source for cell in cells(PATHS[0], "markdown"))
    rows = re.findall(r"^\| (\d+) \|.*\| (.+) \| (\d+) \|$", start, re.M)
    for path, item, (_, question, minutes) in zip(PATHS, items, rows, strict=True):
        links = [link["href"] for link in item.all("a")]
        assert links == [f"{path.stem}.html", f"notebooks/{path.name}"]
        assert question in item.text()
        assert f"{minutes} minutes" in item.text()


@every_notebook
def test_the_notebook_to_download_is_the_stored_one(path, folder):
    assert (folder / "notebooks" / path.name).read_bytes() == path.read_bytes()
