"""What a student's hands find: numbers, saved work, answers, narrow screens, a dark page."""

import io
import json
import re

import numpy as np
import pytest
from lab import Lab
from PIL import Image

from helpers.demos import temperature

SMALLEST = 9  # pixels on the screen, for words on a picture
DIRTY = ".lm-TabBar-tab.lm-mod-current.jp-mod-dirty"


@pytest.fixture
def second_page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.context.close()


def is_readable(page, count):
    """Tell whether the stored pictures stand there, and no word of an error."""
    pictures = page.locator(".jp-RenderedImage img")
    shown = [p.evaluate("i => i.complete && i.naturalWidth > 0") for p in pictures.all()]
    return (len(shown) == count and all(shown)
            and page.get_by_text("Error displaying widget").count() == 0
            and page.get_by_text("Loading widget").count() == 0)


def test_an_untouched_notebook_is_clean_and_saved_work_opens_with_its_pictures(
        page, second_page, server):
    lab = Lab(page, server, "01_softmax.ipynb")
    page.wait_for_timeout(2000)  # the kernel tells its version some time after it is idle
    assert page.locator(DIRTY).count() == 0
    lab.run_all()
    lab.demos(1)
    lab.until(lambda: page.locator(DIRTY).count() == 0, lambda: page.keyboard.press("Control+s"))
    again = Lab(second_page, server, "01_softmax.ipynb")  # a second tab, while the kernel lives
    again.until(lambda: is_readable(second_page, 1))
    texts = "".join(second_page.locator(".jp-OutputArea").all_inner_texts())
    assert "Question 1 of 3" in texts  # its text, where no button lives
    server.end_all_kernels()
    tomorrow = Lab(second_page, server, "01_softmax.ipynb")
    tomorrow.until(lambda: is_readable(second_page, 1))


def box_of(page, prompt):
    """Return the box of a question or a prediction."""
    return page.locator(".course-question").filter(has_text=prompt)


def test_answers_survive_a_restart_and_locking_looks_locked(page, server):
    lab = Lab(page, server, "02_hardmax_argmax_max.ipynb")
    lab.run_all()
    prediction = box_of(page, "Slide z₁ through z₂")
    question = box_of(page, "John Bridle gave softmax its name")
    before = prediction.bounding_box()
    lock = prediction.get_by_role("button", name="Lock in")
    lab.until(lock.is_enabled, prediction.get_by_role("button").nth(1).click)
    locked = prediction.get_by_role("button", name="Locked in: B")
    lab.until(locked.count, lock.click)
    assert prediction.bounding_box()["height"] == before["height"]
    picked, other = (prediction.get_by_role("button").nth(i) for i in (1, 0))
    assert picked.evaluate("b => getComputedStyle(b).fontWeight") == "700"
    assert picked.evaluate("b => getComputedStyle(b).outlineStyle") == "solid"
    assert float(other.evaluate("b => getComputedStyle(b).opacity")) < 1
    answer = question.get_by_role("button").first
    lab.until(lambda: re.search(r"[✓✗]", answer.inner_text()), answer.click)
    assert answer.evaluate("b => getComputedStyle(b).fontWeight") == "700"
    verdict = answer.inner_text()

    server.end_all_kernels()
    page.goto("about:blank")
    again = Lab(page, server, "02_hardmax_argmax_max.ipynb")
    again.run_all()
    locked = box_of(page, "Slide z₁ through z₂").get_by_role("button", name="Locked in: B")
    again.until(locked.count)
    question = box_of(page, "John Bridle gave softmax its name")
    assert question.get_by_role("button").first.inner_text() == verdict
    button = page.get_by_role("button", name="Forget")
    again.until(page.get_by_role("button", name="Press once more").count, button.click)
    again.until(page.get_by_role("button", name="Forgotten").count, button.click)
    assert json.loads((server.folder / "mine" / "answers_02.json").read_text()) == {}


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=int)


def test_words_on_pictures_are_readable_at_every_width_and_in_the_dark(page, server):
    lab = Lab(page, server, "03_temperature.ipynb")
    lab.run_all()
    (demo,) = lab.demos(1)
    figure = temperature().figure
    points = min(text.get_fontsize() for text in figure.findobj(lambda a: hasattr(a, "get_text")))
    natural = figure.get_figwidth() * 100
    for width in (390, 800, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(500)
        shown = demo.image.evaluate("i => i.getBoundingClientRect().width")
        assert shown * points * 100 / 72 / natural >= SMALLEST - 0.05, width
        outer = demo.image.evaluate("""i => {
            let box = i.parentElement;
            while (box.clientWidth >= i.clientWidth && box !== document.body)
                box = box.parentElement;
            return box === document.body ? 'fits' : getComputedStyle(box).overflowX;
        }""")
        assert outer in ("fits", "auto"), (width, outer)
    page.set_viewport_size({"width": 1280, "height": 900})
    demo.box.scroll_into_view_if_needed()
    light = pixels(demo.image.screenshot())
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    dark = pixels(demo.image.screenshot())
    assert light.mean() > 200
    assert dark.mean() < 80
    blue = np.array([0, 114, 178])
    at = np.argwhere(np.abs(light - blue).sum(axis=2) < 6)
    red, _, strongest = dark[tuple(at[len(at) // 2])]
    assert strongest > red  # blue is blue in the dark, too


def test_a_short_sentence_leaves_no_hole(page, server):
    lab = Lab(page, server, "00_start_here.ipynb")
    lab.run_all()
    (demo,) = lab.demos(1)
    line = demo.box.locator(".course-sentence").evaluate(
        "s => s.getBoundingClientRect().height / parseFloat(getComputedStyle(s).lineHeight)")
    assert line < 1.5


def test_exercise_2_of_notebook_3_is_solved_by_typing_alone(page, server):
    lab = Lab(page, server, "03_temperature.ipynb")
    lab.run_all()
    (demo,) = lab.demos(1)
    low, high = 0.05, 50.0
    p = 1.0
    while round(p, 3) != 0.9:
        T = round((low * high) ** 0.5, 4)
        demo.type("temperature", T)
        demo.says(f"at temperature {T:g}:")
        p = float(re.search(r"softmax \((0\.\d+)", demo.sentence())[1])
        low, high = (T, high) if p > 0.9 else (low, T)
    assert "✓" in lab.fill_in("my_T = ...", f"my_T = {T}  # my_T = ...")


def test_what_is_no_temperature_is_refused_or_changed_where_one_sees_it(page, server):
    lab = Lab(page, server, "03_temperature.ipynb")
    lab.run_all()
    (demo,) = lab.demos(1)
    for typed in ("abc", "1/2", "1,5", "1e9", "-3", ""):
        demo.enter("temperature", 2)
        demo.says("at temperature 2:")
        demo.enter("temperature", typed)
        page.wait_for_timeout(500)
        readout = float(demo.readout("temperature"))
        assert 0.05 <= readout <= 50, typed
        demo.says(f"at temperature {readout:g}:")
