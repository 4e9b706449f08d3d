"""The deck on the wall: by keyboard, with pictures that move, and answers that wait."""

import shutil

import pytest
from test_book import ROOT, TOO_WIDE, axe

from pages.slides import deck

AT = "[...document.querySelectorAll('.slide')].findIndex(" \
     "each => Math.abs(each.getBoundingClientRect().top) < 1) + 1"
HIGHER = """[...document.querySelectorAll('.slide')]
    .filter(each => each.getBoundingClientRect().height > innerHeight + 1).map(each => each.id)"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("deck")
    shutil.copytree(ROOT / "pages" / "static", folder / "static")
    path, _ = deck(folder)
    return path.as_uri()


def test_a_class_is_held_with_the_deck(page, address):
    troubles = []
    page.context.set_offline(True)
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: request.url.startswith(address.rpartition("/")[0])
            or troubles.append(request.url))
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(color_scheme="dark")  # the room is the projector's: the deck stays light
    page.goto(address)

    moves(page)
    reveals(page)
    a_slider_moves_its_picture(page)
    fits(page)
    assert axe(page, "{}") == []
    assert troubles == []


def at(page, *keys):
    """Press keys one after the other; return the number of the slide at the top each time."""
    numbers = []
    for key in keys:
        page.keyboard.press(key)
        numbers.append(page.evaluate(AT))
    return numbers


def moves(page):
    last = page.locator(".slide").count()
    assert last > 30
    assert at(page, "ArrowRight", "ArrowDown", "PageDown", "Space") == [2, 3, 4, 5]
    assert at(page, "ArrowLeft", "ArrowUp", "PageUp", "PageUp") == [4, 3, 2, 1]
    assert at(page, "End", "ArrowDown", "Home") == [last, last, 1]


def reveals(page):
    assert at(page, "ArrowRight", "r") == [2, 2]
    answer = page.locator("#slide-2 .reveal > ol")
    assert answer.is_visible()
    assert page.locator(".reveal[open]").count() == 1
    at(page, "r")
    assert not answer.is_visible()
    page.locator("#slide-2 summary").focus()
    assert at(page, "Space") == [2]  # a button's own key
    assert answer.is_visible()
    page.locator("#slide-2 summary").click()
    assert not answer.is_visible()


def a_slider_moves_its_picture(page):
    figure = page.locator("figure").first
    slider, words = figure.locator("[type=range]").first, figure.locator(".sentence")
    assert at(page, "PageDown", "PageDown") == [3, 4]
    sentence, picture = words.inner_text(), figure.locator("svg").inner_html()
    slider.focus()
    assert at(page, "ArrowRight", "ArrowRight", "r") == [4, 4, 4]
    assert words.inner_text() != sentence
    assert figure.locator("svg").inner_html() != picture
    assert at(page, "Escape", "ArrowRight", "ArrowLeft") == [4, 5, 4]  # Escape lets it go
    slider.click(position={"x": 5, "y": 5})
    assert at(page, "PageDown") == [5]  # and so does the mouse


def fits(page):
    """At 1280 × 720 no slide is cut, answers shut or open, and none reaches beyond the side."""
    for shut in (True, False):
        page.locator(".reveal").evaluate_all(
            "(answers, shut) => answers.forEach(each => { each.open = !shut; })", shut)
        assert page.evaluate(HIGHER) == []
        assert page.evaluate(TOO_WIDE) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 1280
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "28px"
    size = "each => parseFloat(getComputedStyle(each).fontSize)"
    page.locator(".reveal").first.evaluate("each => { each.open = false; }")
    assert page.locator(".options").first.evaluate(size) == pytest.approx(32, abs=0.1)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(255, 255, 255)"


def test_without_a_script_one_scrolls_and_reveals(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.keyboard.press("PageDown")
    page.wait_for_function("scrollY > 0")
    vote = page.locator("#slide-2")
    assert not vote.locator(".reveal > ol").is_visible()
    vote.locator("summary").click()
    assert vote.locator(".reveal > ol").is_visible()
    assert page.locator("figure svg").first.is_visible()
    context.close()
