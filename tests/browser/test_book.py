"""The book in a browser: from a folder, without server and network, by keyboard, on paper."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH

from helpers.checks import NOTEBOOKS
from pages.book import write
from pages.handout import print_book

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["index", "data", *sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))]
LESSON = "02_hardmax_argmax_max"
every_page = pytest.mark.parametrize("name", NAMES)
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true; })"
# What is wider than the window, and in no box that scrolls.
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
    .filter(each => !each.closest('.wide, .picture, .skip')
        && each.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
    .map(each => `${each.tagName}: ${each.textContent.slice(0, 50)}`)"""
FOCUSED = "document.activeElement"
NO_STORAGE = """Object.defineProperty(window, 'localStorage',
    {get() { throw new DOMException('refused', 'SecurityError'); }});"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    write(folder)
    return folder


@pytest.fixture
def book(page, folder):
    """Return a function that opens a page of the book; in the end nothing may have gone wrong."""
    troubles = []
    page.context.set_offline(True)
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: request.url.startswith(folder.as_uri())
            or troubles.append(request.url))

    def opened(name):
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield opened
    assert troubles == []


def tab_to(page, selector):
    """Press Tab until the focus is on such an element."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.matches({selector!r})"):
            return
    raise AssertionError(f"Tab does not reach {selector}")


# Every page


def axe(page, options):
    """Return what axe-core finds wrong with a page, all that opens being open."""
    page.evaluate(OPEN_ALL)
    page.evaluate(Path(AXE_FILE_PATH).read_text(encoding="utf-8"))
    # To preload would be to request the stylesheet again, which no page from a file may.
    found = page.evaluate(f"axe.run({{...{options}, preload: false}})")
    assert found["passes"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]


@every_page
def test_a_page_stays_in_its_folder_and_in_its_width_and_axe_finds_nothing(book, name):
    page = book(name)
    page.evaluate(OPEN_ALL)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(TOO_WIDE) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    pictures = page.evaluate("[...document.images].map(image => image.naturalWidth > 0)")
    assert all(pictures)
    assert axe(page, "{}") == []


@pytest.mark.parametrize("name", ["index", LESSON])
def test_axe_finds_contrast_enough_in_the_dark(book, page, name):
    page.emulate_media(color_scheme="dark")
    assert axe(book(name), "{runOnly: ['color-contrast']}") == []


def test_what_scrolls_in_its_box_is_reached_by_tab(book, page):
    page.set_viewport_size({"width": 390, "height": 800})
    book(LESSON)
    boxes = page.evaluate("""[...document.querySelectorAll('.wide')]
        .filter(each => each.offsetParent)
        .map(each => [each.scrollWidth > each.clientWidth, each.tabIndex === 0])""")
    assert {(True, True), (False, False)} == {tuple(each) for each in boxes}


# By keyboard


def test_a_prediction_is_picked_locked_in_revealed_and_remembered(book, page):
    book(LESSON)
    box = page.locator(".prediction").first
    lock, said = box.locator(".lock"), box.locator(".said")
    assert lock.is_disabled()
    tab_to(page, ".prediction input")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, ".lock")
    page.keyboard.press("Enter")
    assert lock.inner_text() == "Locked in: B"
    assert "Now try it" in box.get_by_role("status").inner_text()
    assert [radio.is_enabled() for radio in box.get_by_role("radio").all()] == [
        False, True, False, False]
    assert not said.is_visible()
    tab_to(page, ".reveal > summary")
    page.keyboard.press("Enter")
    picked = box.locator("label").nth(1).inner_text().strip()
    assert re.fullmatch(rf"{re.escape(picked)} \((✓ right|✗ not right)\)", said.inner_text())
    assert box.get_by_text("What happens:").is_visible()

    book(LESSON)
    assert lock.inner_text() == "Locked in: B"
    assert box.get_by_role("radio").nth(1).is_checked()
    assert said.inner_text().startswith(picked)
    other = page.locator(".prediction").nth(1)
    assert other.locator(".lock").is_disabled()
    assert not other.locator(".said").is_visible()


def test_who_reveals_without_a_guess_is_told_so(book, page):
    book(LESSON)
    box = page.locator(".prediction").first
    tab_to(page, ".reveal > summary")
    page.keyboard.press("Enter")
    assert box.locator(".said").inner_text() == "nothing this time."


def options_of(page, identity):
    return page.locator(f'.question[data-id="{identity}"] .option')


def test_questions_open_their_explanations_and_are_counted_and_forgotten(book, page):
    book(LESSON)
    options = options_of(page, "02.soft-what")
    assert not options.locator("p").first.is_visible()
    tab_to(page, '.question[data-id="02.soft-what"] summary')
    for _ in range(4):  # all may be tried
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
    verdicts = [p.inner_text() for p in options.locator("p").all() if p.is_visible()]
    assert [text[:1] for text in sorted(verdicts)] == ["✓", "✗", "✗", "✗"]
    assert all(re.match(r"(✓ right|✗ not right)\. \w+", text) for text in verdicts)
    assert "So far 1 of 3 questions right" in page.locator(".progress").inner_text()

    book("index")
    row = page.locator(".map > li").nth(2)
    assert "So far 1 of 3 questions right, 0 of 2 predictions" in row.inner_text()
    assert page.locator(".storage").inner_text() == "Answers kept: 1."
    book(LESSON)
    assert options.locator("p").first.is_visible()
    tab_to(page, ".progress .forget")
    page.keyboard.press("Enter")
    assert "Press once more" in page.locator(".forget").inner_text()
    assert options.locator("p").first.is_visible()
    page.keyboard.press("Enter")
    assert page.locator(".forget").inner_text() == "Forgotten"
    assert not options.locator("p").first.is_visible()
    assert "So far 0 of 3 questions right" in page.locator(".progress").inner_text()


def test_the_front_page_forgets_all_and_only_when_pressed_twice(book, page):
    for name, identity in (("01_softmax", "01.shift"), (LESSON, "02.lse")):
        book(name)
        options_of(page, identity).first.locator("summary").click()
        page.locator(f'.question[data-id="{identity}"] .option[open] p').wait_for()
    book("index")
    assert page.locator(".storage").inner_text() == "Answers kept: 2."
    tab_to(page, ".forget")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")  # no, after all
    tab_to(page, ".forget")
    page.keyboard.press("Enter")
    assert page.locator(".storage").inner_text() == "Answers kept: 2."
    page.keyboard.press("Enter")
    assert page.locator(".storage").inner_text() == "Answers kept: 0."


def test_a_review_is_asked_as_if_for_the_first_time(book, page):
    book(LESSON)
    option = page.locator(".question:not([data-id]) .option").first
    option.locator("summary").click()
    option.locator("p").wait_for()
    book(LESSON)
    assert not option.locator("p").is_visible()


@pytest.mark.parametrize("kept", [
    "no json", "null", '"text"', "[1]", '{"02.soft-what": null}', '{"02.soft-what": {"tried": 5}}',
])
def test_what_else_is_kept_under_the_name_breaks_nothing(book, page, kept):
    book("index").evaluate("text => localStorage.setItem('softmax-course', text)", kept)
    book(LESSON)
    options = options_of(page, "02.soft-what")
    options.first.locator("summary").click()
    options.first.locator("p").wait_for()
    book(LESSON)
    assert options.first.locator("p").is_visible()


def test_storage_that_refuses_breaks_nothing(book, page):
    page.add_init_script(NO_STORAGE)
    book(LESSON)
    box = page.locator(".prediction").first
    box.get_by_role("radio").first.check()
    box.locator(".lock").click()
    assert box.locator(".lock").inner_text() == "Locked in: A"
    book("index")
    assert "keeps nothing" in page.locator(".storage").inner_text()


# Without a script, and on paper


def test_without_a_script_all_is_there_but_what_remembers(browser, folder):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / f"{LESSON}.html").as_uri())
    assert page.locator("math").first.is_visible()
    assert page.locator("figcaption, .sentence").first.is_visible()
    assert page.locator("figure img, figure svg").first.is_visible()
    for kind in (".option", ".reveal", ".hint", ".solution"):
        box = page.locator(kind).first
        inside = box.locator(":scope > :is(p, ul, pre):not(.scripted)").first
        assert not inside.is_visible()
        box.locator("summary").click()
        assert inside.is_visible()
    assert [each for each in page.locator(".scripted").all() if each.is_visible()] == []
    context.close()


def test_on_paper_there_is_nothing_to_press_and_room_to_write(book, page):
    page.emulate_media(media="print", color_scheme="dark")
    book(LESSON)
    for kind in ("button", "nav", ".note", ".hint", ".solution", ".reveal", ".checked"):
        shown = [each for each in page.locator(kind).all() if each.is_visible()]
        assert shown == [], kind
    assert page.locator(".option summary").first.is_visible()
    assert not page.locator(".option p").first.is_visible()
    rooms = page.evaluate("""[...document.querySelectorAll('.prediction, .answer')]
        .map(each => parseFloat(getComputedStyle(each, '::after').height))""")
    assert len(rooms) > 2
    assert min(rooms) > 60
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.locator(".solution").first.evaluate("each => { each.open = true; }")
    assert page.locator(".solution pre").first.is_visible()


def test_a_demo_stands_at_its_start_on_paper(book):
    value = book(LESSON).evaluate("""() => {
        const figure = document.createElement('figure');
        figure.className = 'demo';
        figure.innerHTML = '<form><input value="1"></form>';
        document.querySelector('main').append(figure);
        figure.querySelector('input').value = '2';
        dispatchEvent(new Event('beforeprint'));
        return figure.querySelector('input').value;
    }""")
    assert value == "1"


def test_the_handout_is_one_pdf(browser, folder, tmp_path):
    path = tmp_path / "handout.pdf"
    print_book(browser, folder, path, "Letter")
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert len(boxes) > 10 * len(NOTEBOOKS)
    assert {(float(width) / 72, float(height) / 72) for width, height in boxes} == {(8.5, 11)}
    assert not (folder / "handout.html").exists()
