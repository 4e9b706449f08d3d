import base64
import io
import re
import threading

import numpy as np
import pytest
from PIL import Image

from helpers import live as live_module
from helpers.controls import slider
from helpers.live import LiveFigure, WithFallback, encode_png
from helpers.plots import new_figure

LOCK = LiveFigure._lock


def make(update=None, also=()):
    figure, axes = new_figure(2, 1)
    (dot,) = axes.plot([0], [0], "o", color="red", animated=True)
    axes.set(xlim=(-5, 5), ylim=(-5, 5))

    def move(x):
        dot.set_data([x], [0])
        return f"The dot is at {x:.1f}."

    live = LiveFigure(figure, {"x": slider("x", -4, 4, 0.0), **dict(also)}, update or move)
    live.dot = dot
    return live


def pixels(live):
    return np.asarray(Image.open(io.BytesIO(live.picture.value)))


def centre_of_red(live):
    red, green, _ = np.moveaxis(pixels(live).astype(int), 2, 0)
    return np.nonzero(red - green > 150)[1].mean() / pixels(live).shape[1]


def test_a_control_set_in_python_updates_picture_and_description_before_it_returns():
    live = make()
    before = centre_of_red(live)
    live.controls["x"].value = 3.0
    assert live.dot.get_xdata() == [3.0]
    assert centre_of_red(live) > before + 0.1
    assert live.description == "The dot is at 3.0."
    assert "The dot is at 3.0." in live.sentence.value


def test_the_old_position_is_wiped_from_the_picture():
    live = make()
    start = pixels(live)
    live.controls["x"].value = 3.0
    live.controls["x"].value = 0.0
    assert np.array_equal(pixels(live), start)


def test_a_changed_axis_draws_the_background_again():
    live = make()
    at_three = make()
    live.figure.axes[0].set_xlim(-50, 50)
    at_three.controls["x"].value = live.controls["x"].value = 3.0
    assert not np.array_equal(pixels(live), pixels(at_three))


def test_the_blitted_picture_is_the_picture_drawn_whole():
    live = make()
    live.controls["x"].value = 2.0
    live.dot.set_animated(False)
    live._canvas.draw()
    whole = np.asarray(live._canvas.buffer_rgba())[:, :, :3]
    assert np.array_equal(pixels(live), whole)


def test_a_moved_control_draws_what_moves_and_not_the_rest(monkeypatch):
    live = make()
    whole = []
    monkeypatch.setattr(live._canvas, "draw", lambda: whole.append("drawn"))
    live.controls["x"].value = 2.0
    assert whole == []


def test_of_two_artists_that_move_the_one_with_the_higher_zorder_is_on_top():
    figure, axes = new_figure(1, 1)
    axes.set_axis_off()
    axes.fill([0, 1, 1, 0], [0, 0, 1, 1], color="red", zorder=5, animated=True)
    axes.fill([0, 1, 1, 0], [0, 0, 1, 1], color="blue", zorder=4, animated=True)
    live = LiveFigure(figure, {}, lambda: "red")
    assert pixels(live)[75, 75].tolist() == [255, 0, 0]


class Spy:
    """A lock that counts how often it is held."""

    held = 0

    def __enter__(self):
        self.held += 1

    def __exit__(self, *_):
        self.held -= 1


def test_an_update_runs_under_the_lock(monkeypatch):
    monkeypatch.setattr(LiveFigure, "_lock", Spy())
    seen = []
    live = make(lambda x: seen.append(LiveFigure._lock.held) or "")
    live.controls["x"].value = 1.0
    assert seen == [1, 1]
    assert LiveFigure._lock.held == 0
    assert isinstance(LOCK, type(threading.RLock()))


def test_an_error_in_an_update_reaches_whoever_set_the_control():
    def broken(x):
        if x > 1:
            raise ZeroDivisionError("broken on purpose")
        return "fine"

    live = make(broken)
    with pytest.raises(ZeroDivisionError, match="broken on purpose"):
        live.controls["x"].value = 2.0


def test_reset_puts_every_control_back():
    live = make()
    live.controls["x"].value = -2.5
    reset = live.children[0].children[-1]
    reset.click()
    assert live.controls["x"].value == 0.0
    assert live.description == "The dot is at 0.0."


def test_reset_draws_once_however_many_controls_it_moves(monkeypatch):
    live = make(lambda x, y: f"{x} and {y}", also={"y": slider("y", -4, 4, 1.0)})
    live.controls["x"].value = live.controls["y"].value = -2.5
    drawn = []
    draw = LiveFigure._draw
    monkeypatch.setattr(LiveFigure, "_draw", lambda self: drawn.append(self) or draw(self))
    live.reset()
    assert live.description == "0.0 and 1.0"
    assert drawn == [live]


class FrontEnd:
    """A kernel that is told which cell runs, and by which message."""

    def __init__(self, *runs):
        self.runs = iter(runs)

    def __call__(self):
        return self

    def get_parent(self):
        cell, run = next(self.runs)
        return {"msg_id": run, "metadata": {"cellId": cell}}


def test_a_cell_that_runs_again_closes_what_it_made_before_and_nothing_else(monkeypatch):
    runs = [("a", "1"), ("a", "1"), ("b", "2"), ("a", "3")]
    monkeypatch.setattr(live_module, "get_ipython", FrontEnd(*runs))
    monkeypatch.setattr(live_module, "_made", {})
    one, two, elsewhere, again = (make() for _ in runs)
    assert one.comm is two.comm is None
    assert one.figure is one.controls["x"].comm is one.picture.comm is None
    assert elsewhere.comm is not None
    assert again.comm is not None


def test_where_the_front_end_does_not_tell_the_cell_nothing_is_closed(monkeypatch):
    monkeypatch.setattr(live_module, "get_ipython", FrontEnd((None, "1"), (None, "2")))
    first, _ = make(), make()
    assert first.comm is not None


def test_the_bundle_holds_the_widget_the_picture_its_alt_text_and_the_sentence():
    live = make()
    data, metadata = live._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"] == {
        "version_major": 2, "version_minor": 0, "model_id": live.model_id}
    assert base64.b64decode(data["image/png"]) == live.picture.value
    assert data["text/plain"] == live.description
    assert metadata["image/png"] == {"alt": live.description, "width": 200}


def test_no_inherited_display_method_can_hide_the_bundle():
    assert WithFallback._ipython_display_ is None
    assert LiveFigure._ipython_display_ is None


def test_the_picture_has_one_and_a_half_pixels_for_each_displayed_one():
    live = make()
    assert live.picture.layout.width == "200px"
    assert pixels(live).shape[:2] == (150, 300)


def test_markup_in_a_description_is_shown_not_obeyed():
    live = make(lambda x: "p < 1 & <b>bold</b>")
    assert "p &lt; 1 &amp; &lt;b&gt;" in live.sentence.value
    assert live.description == "p < 1 & <b>bold</b>"


def test_controls_moved_from_two_threads_leave_a_picture_that_fits_the_controls():
    live = make()
    errors = []

    def shake(seed):
        try:
            for value in np.random.default_rng(seed).uniform(-4, 4, 30).round(1):
                live.controls["x"].value = value
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=shake, args=[seed]) for seed in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    live.refresh()
    assert live.description == f"The dot is at {live.controls['x'].value:.1f}."


def test_encode_png_keeps_every_pixel():
    rgba = np.random.default_rng(0).integers(0, 256, (7, 5, 4), dtype=np.uint8)
    rgba[:, :, 3] = 255
    decoded = np.asarray(Image.open(io.BytesIO(encode_png(rgba))))
    assert np.array_equal(decoded, rgba[:, :, :3])


def hidden(live):
    """Return the text that holds the sentence's place."""
    return re.search(r'course-sentence"><div>(.*?)</div>', live.sentence.value)[1]


def test_a_sentence_that_grows_a_little_moves_nothing_below_and_one_that_grows_much_finds_room():
    live = make(lambda x: "x" * round(100 + x))
    room = hidden(live)
    live.controls["x"].value = 4.0
    assert hidden(live) == room
    assert len(room) > 120
    live = make(lambda x: "x" * round(20 + 100 * abs(x)))
    live.controls["x"].value = 4.0
    assert hidden(live).startswith("x" * 420)
