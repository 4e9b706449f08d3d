"""The deck for the class of 90 minutes: all that the notebooks ask and show, in their order."""

import re
import shutil
import tomllib
from pathlib import Path

import nbformat
import pytest
from html_page import read_page

from pages.slides import deck

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "pages" / "static"
NOTEBOOKS = {path.stem[:2]: path for path in (ROOT / "notebooks").glob("*.ipynb")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slides")
    shutil.copytree(STATIC, folder / "static")
    deck(folder)
    return folder


@pytest.fixture(scope="module")
def page(folder):
    return read_page(folder / "slides.html")


@pytest.fixture(scope="module")
def slides(page):
    return page.all("section", "slide")


def cells(number):
    return nbformat.read(NOTEBOOKS[number], as_version=4).cells


def plain(text):
    """Return a text without the marks of code and stress, and with single spaces."""
    return " ".join(re.sub("[`*]", "", text).split())


def table_for_teachers():
    """Return the numbers of the notebooks that a class sees, and of those that end it."""
    text = "\n".join(cell.source for cell in cells("00"))
    rows = re.findall(r"^\| \d+–\d+ \| (.+) \|$", text, re.M)
    shown = [number for row in rows for number in re.findall(r"[Nn]otebook (\d)", row)]
    (first, last), = [ends for row in rows for ends in re.findall(r"notebooks (\d) to (\d)", row)]
    return ([f"0{number}" for number in shown],
            [f"0{number}" for number in range(int(first), int(last) + 1)])


def asked(number, kind):
    """Return the predictions or questions of a notebook, from their file."""
    file = ROOT / "helpers" / "questions" / f"notebook_{number}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))[kind]


def expected(number):
    """Return what each slide of a notebook must begin with, or the name of its demo."""
    predictions = {f"{number}.{entry['id']}": plain(entry["prompt"])
                   for entry in asked(number, "predictions")}
    yield plain(cells(number)[0].source.splitlines()[0].removeprefix("# "))
    for cell in cells(number):
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code" and "predict" in tags:
            yield predictions.pop(re.search(r'predict\("(.+)"\)', cell.source)[1])
        elif "demo" in tags:
            yield re.search(r"^(\w+)\(\)", cell.source, re.M)[1]
        elif "explain" in tags:
            yield plain(cell.source.partition("\n")[0])
    assert predictions == {}  # each prediction stands in its notebook


def begins(slide):
    """Return what a slide shows, in the words of `expected`."""
    if figures := slide.all("figure"):
        return figures[0]["data-demo"]
    first = (slide.all("h1") or slide.all("h2") or slide.all("p"))[0]
    label = [bold.text() for bold in first.all("b")]
    return first.text().removeprefix(label[0]).strip() if label else first.text()


def test_all_that_is_to_predict_to_move_and_to_explain_has_its_slide_in_order(slides):
    shown, ends = table_for_teachers()
    assert len(shown) == 5
    assert [begins(slide) for slide in slides] == [
        *(each for number in shown for each in expected(number)),
        *(plain(entry["prompt"]) for number in ends for entry in asked(number, "questions"))]


def test_a_lesson_begins_with_its_question_and_its_texts_are_whole(slides):
    shown, _ = table_for_teachers()
    titles = [slide.text() for slide in slides if slide.all("h1")]
    texts = iter(slide.text() for slide in slides if slide["class"] == "slide text")
    for number, words in zip(shown, titles, strict=True):
        question = re.search(r"(\*\*The question\.\*\*.+?)\n\n", cells(number)[0].source, re.S)[1]
        assert plain(question) in words
        for cell in cells(number):
            if "explain" in cell.metadata.get("tags", []):
                text = next(texts)
                parts = re.split(r"\$.+?\$|\[.+?\]\(.+?\)|^- ", cell.source, flags=re.S | re.M)
                assert [each for each in map(plain, parts) if each not in text] == []
    assert list(texts) == []


def test_options_are_for_all_to_see_and_the_answer_is_behind_reveal(slides):
    shown, ends = table_for_teachers()
    entries = [entry for kind, numbers in (("predictions", shown), ("questions", ends))
               for number in numbers for entry in asked(number, kind)]
    votes = {begins(slide): slide for slide in slides if slide.all("details")}
    assert len(votes) == len(entries) > 20
    for entry in entries:
        slide = votes[plain(entry["prompt"])]
        options = [each.text() for each in slide.one("ol", kind="options").all("li")]
        answer = slide.one("details")
        assert "open" not in answer.attributes
        assert answer.one("summary").text() == "Reveal"
        assert plain(entry.get("happens", "")) in answer.text()
        reasons = [each.text() for each in answer.one("ol").all("li")]
        verdicts = {True: "✓ right", False: "✗ not right"}
        assert sorted(zip(options, reasons, strict=True)) == sorted(
            (plain(each["text"]),
             f"{verdicts[each.get('right', False)]}. {plain(each['explanation'])}")
            for each in entry["options"])


def test_slides_are_numbered_and_no_id_is_there_twice(page, slides):
    feet = [slide.one("p", kind="foot").text() for slide in slides]
    assert feet == [f"{n} / {len(slides)}" for n in range(1, len(slides) + 1)]
    ids = [element["id"] for element in page.all() if element["id"]]
    assert sorted(ids) == sorted(set(ids))


def test_nothing_comes_from_outside_the_folder(page, folder):
    beside = {f"{path.stem}.html" for path in NOTEBOOKS.values()}
    used = [element["src"] for element in page.all() if element["src"]]
    used += [link["href"] for link in page.all("link")]
    assert len(used) == 5
    assert [address for address in used if not (folder / address).is_file()] == []
    links = {link["href"].partition("#")[0] for link in page.all("a")}
    assert links - {""} <= beside
    for name in ("slides.css", "slides.js"):
        assert not re.search(r"https?:|url\(|@import", (STATIC / name).read_text("utf-8"))
