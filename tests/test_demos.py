"""Every demo is moved about, and asked through its artists for numbers computed elsewhere."""

import io
import re
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import matplotlib.pyplot as plt
import mpmath
import nbformat
import numpy as np
import pytest
from ipywidgets import Widget
from matplotlib.colors import to_hex
from matplotlib.text import Text
from PIL import Image
from scipy.optimize import minimize_scalar
from scipy.special import expit
from scipy.special import log_softmax as log_softmax_of_scipy

from helpers import demos, runs
from helpers.controls import along
from helpers.datasets import load_digits, load_penguins
from helpers.live import LiveFigure
from helpers.plots import EMPTY, TIE


@pytest.fixture(autouse=True)
def small_pictures_that_are_forgotten(monkeypatch):
    """Draw small, and so fast; close the widgets, which ipywidgets would keep to the end."""
    monkeypatch.setattr(LiveFigure, "scale", 0.5)
    made = []
    Widget.on_widget_constructed(made.append)
    yield
    Widget.on_widget_constructed(None)
    for widget in made:
        widget.close()


def at(name, **values):
    demo = getattr(demos, name)()
    for control, value in values.items():
        demo.controls[control].value = value
    return demo


def moving(artists):
    return [artist for artist in artists if artist.get_animated()]


def heights(axes):
    return [bar.get_height() for bar in moving(axes.patches)]


def words(axes):
    return [text.get_text() for text in moving(axes.texts)]


def dots(axes):
    """Places of the moving points, by marker."""
    return [(line.get_marker(), *np.ravel(line.get_data())) for line in moving(axes.lines)
            if len(line.get_xdata()) == 1]


def curves(axes):
    return [np.array(line.get_data()) for line in moving(axes.lines) if len(line.get_xdata()) > 1]


def exact_softmax(z, temperature=1):
    with mpmath.workdps(40):
        powers = [mpmath.exp(mpmath.mpf(float(x)) / temperature) for x in z]
        return [float(power / mpmath.fsum(powers)) for power in powers]


def exact_entropy(p):
    return float(-mpmath.fsum(mpmath.mpf(x) * mpmath.log(x) for x in p if x > 0))


def any_value(control, rng):
    return along(control, 1001)[rng.integers(1001)]


def ends(control):
    return along(control, 2)


# What every demo keeps


@pytest.fixture(scope="module", params=demos.__all__)
def small(request):
    """One demo for several tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LiveFigure, "scale", 0.5)
        demo = getattr(demos, request.param)()
    demo.name = request.param
    return demo


def test_a_control_takes_its_value_to_the_sentence(small):
    """So a control that update forgets is found, and every sentence tells every control."""
    for control in small.controls.values():
        small.reset()
        said = {small.description}
        for value in ends(control):
            control.value = value
            said.add(small.description)
        assert len(said) > 1, control.description


def test_a_control_is_labelled_by_its_name(small):
    plain = str.maketrans("₀₁₂₃", "0123")
    for name, control in small.controls.items():
        label = control.description.translate(plain)
        assert name.replace("_", " ") in (label, *label.split()), label


def test_500_random_states_leave_no_warning_no_negative_zero_and_no_more_artists(
        small, monkeypatch):
    rng = np.random.default_rng(0)
    draw = LiveFigure._draw
    monkeypatch.setattr(LiveFigure, "_draw", lambda self: (  # drawing is what takes the time
        draw(self) if rng.random() < 0.2 else self.picture.value))
    names = list(small.controls)
    count, texts = len(small.figure.findobj()), small.figure.findobj(Text)
    for _ in range(500):
        control = small.controls[names[rng.integers(len(names))]]
        control.value = any_value(control, rng)
        assert not re.search(r"-0(\.0+)?(?![\d.e])", small.description), small.description
        assert not {"-0", "-0.0", "-0.000"} & {text.get_text() for text in texts}
    assert len(small.figure.findobj()) == count
    assert plt.get_fignums() == []


@pytest.mark.parametrize("name", demos.__all__)
def test_texts_never_overlap_nor_leave_the_picture_at_the_ends_of_the_controls(name, monkeypatch):
    demo = getattr(demos, name)()
    drawn = {}  # every text on the picture, and the box it takes
    draw = Text.draw

    def note(text, renderer):
        if text.get_visible() and text.get_text():
            drawn[text] = text.get_window_extent(renderer)
        draw(text, renderer)

    monkeypatch.setattr(Text, "draw", note)
    demo.figure.stale = True
    states = [dict.fromkeys(demo.controls, side) for side in (0, 1)]
    for control in demo.controls:
        states += [{**dict.fromkeys(demo.controls, 1 - side), control: side} for side in (0, 1)]
    for sides in states:
        for control, side in sides.items():
            demo.controls[control].value = ends(demo.controls[control])[side]
        for text in moving(list(drawn)):
            del drawn[text]
        demo.refresh()
        assert_apart(drawn, demo)


def assert_apart(drawn, demo):
    width, height = demo.figure.bbox.size
    for text, box in drawn.items():
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
        assert inside, f"{text.get_text()!r} is cut off: {demo.description}"
    for (one, box), (other, its_box) in combinations(drawn.items(), 2):
        apart = not box.overlaps(its_box)
        assert apart, f"{one.get_text()!r} lies on {other.get_text()!r}: {demo.description}"


@pytest.mark.parametrize("name", demos.__all__)
def test_a_demo_leaves_a_picture_with_alt_text_and_its_sentence(name):
    demo = getattr(demos, name)()
    data, metadata = demo.fallback()
    assert data["text/plain"] == demo.description == metadata["image/png"]["alt"]
    picture = Image.open(io.BytesIO(demo.picture.value))
    assert picture.size == tuple(np.round(demo.figure.get_size_inches() * 50).astype(int))
    assert re.search(r"\d", demo.description)
    assert demo.description.endswith(".")


@pytest.mark.parametrize("name", demos.__all__)
def test_reset_brings_back_the_first_picture(name):
    demo = getattr(demos, name)()
    first, sentence = demo.picture.value, demo.description
    for control in demo.controls.values():
        control.value = ends(control)[0]
    for control in demo.controls.values():
        control.value = ends(control)[1]
    assert demo.description != sentence
    demo.reset()
    assert demo.description == sentence
    assert demo.picture.value == first


def test_what_does_not_move_looks_the_same_in_every_state(small):
    small.reset()
    backgrounds = set()
    for side in (0, 1):
        for control in small.controls.values():
            control.value = ends(control)[side]
        for artist in small.moving:
            artist.set_visible(False)
        small._canvas.draw()
        backgrounds.add(bytes(small._canvas.buffer_rgba()))
        for artist in small.moving:
            artist.set_visible(True)
    assert len(backgrounds) == 1


def draw_whole(demo):
    demo.figure.stale = True
    demo.refresh()


def test_what_moves_over_the_saved_background_is_what_a_whole_drawing_shows(small):
    places = [axes.get_position().bounds for axes in small.figure.axes]
    draw_whole(small)  # matplotlib 3.10 and older may set a label a pixel off in its first drawing
    assert [axes.get_position().bounds for axes in small.figure.axes] == places
    for side in (0, 1):
        for control in small.controls.values():
            control.value = ends(control)[side]
        over_the_background = small.picture.value
        draw_whole(small)
        assert small.picture.value == over_the_background


# What each demo shows


@pytest.mark.parametrize("name", demos.__all__)
def test_the_numbers_of_every_demo_have_a_test_below(name):
    below = Path(__file__).read_text(encoding="utf-8").split("\n# What each demo shows\n")[1]
    assert re.search(rf'[(]"{name}"', below), f"add a test that asks {name} for its numbers"


def test_first_taste_shows_the_probabilities_of_two_scores():
    demo = at("first_taste", tea=-2.0, coffee=1.0)
    p = exact_softmax([-2, 1])
    axes, = demo.figure.axes
    assert heights(axes) == pytest.approx(p)
    assert words(axes) == ["0.047", "0.953"]
    assert demo.description == (
        "Scores: tea -2.0, coffee 1.0. Probabilities: tea 0.047, coffee 0.953.")


def test_scores_to_probabilities_shows_logits_exponentials_and_probabilities():
    demo = at("scores_to_probabilities", z1=1.0, z2=-1.0, z3=0.0, c=3.0)
    z, e, p, triangle = demo.figure.axes
    assert heights(z) == [4, 2, 3]
    assert heights(e) == pytest.approx(
        [54.598150033144236 / 100, 7.38905609893065 / 100, 20.085536923187668 / 100])
    assert e.get_title(loc="left") == "eᶻ: scale 0 to 100"
    assert heights(p) == pytest.approx(exact_softmax([1, -1, 0]))
    assert words(e) == ["54.6", "7.39", "20.1"]
    assert dots(triangle)[0][1:] == pytest.approx(corner_mean(exact_softmax([1, -1, 0])))
    assert demo.description == ("Logits (4.0, 2.0, 3.0); their exponentials (54.6, 7.39, 20.1); "
                                "softmax (0.665, 0.090, 0.245).")


def test_a_number_added_to_all_logits_moves_logits_and_exponentials_but_not_softmax():
    before, after = at("scores_to_probabilities"), at("scores_to_probabilities", c=5.0)
    moved = [heights(a) != pytest.approx(heights(b))
             for a, b in zip(before.figure.axes[:3], after.figure.axes[:3], strict=True)]
    assert moved == [True, True, False]
    assert dots(before.figure.axes[3])[0] == pytest.approx(dots(after.figure.axes[3])[0])


def corner_mean(p):
    return p[1] + p[2] / 2, p[2] * 3**0.5 / 2


def test_hardmax_jumps_where_softmax_crosses_with_its_slope_beside():
    demo = at("hardmax_and_softmax", z1=2.0, z2=1.0, z3=0.1)
    entry, jacobian, slopes = demo.figure.axes
    p = np.array(exact_softmax([2, 1, 0.1]))
    assert dots(entry) == [("o", 2, pytest.approx(p[0])), ("o", 1, 0), ("s", 2, 1)]
    assert dots(slopes) == [("o", 2, pytest.approx(p[0] * (1 - p[0]))), ("o", 1, 0), ("s", 2, 0)]
    soft, hard = curves(entry)
    assert np.isfinite(soft[1]).sum() == (soft[0] <= 2).sum() > 100  # as far as z1 has come
    for x, y in soft[:, soft[0] <= 2].T[::40]:
        assert y == pytest.approx(exact_softmax([x, 1, 0.1])[0])
    assert hard[1][[0, 1, 3, 4]].tolist() == [0, 0, 1, 1]
    bell, flat = curves(slopes)
    assert bell[1] == pytest.approx(soft[1] * (1 - soft[1]), nan_ok=True)
    assert hard[0][[0, 1, 3, 4]].tolist() == [-6, 1, 1, 2]
    assert np.nanmax(np.abs(flat[1])) == 0
    J = np.diag(p) - np.outer(p, p)
    assert np.array(jacobian.collections[0].get_array()) == pytest.approx(J)
    assert words(jacobian) == ["0.225", "-0.160", "-0.065", "-0.160", "0.184", "-0.024",
                               "-0.065", "-0.024", "0.089"]
    assert demo.description == (
        "Logits (2.0, 1.0, 0.1): softmax (0.659, 0.242, 0.099), hardmax (1, 0, 0). "
        "Slope of the first entry by z₁: softmax 0.225, hardmax 0.")


def test_hardmax_has_no_slope_at_a_tie_for_the_top():
    demo = at("hardmax_and_softmax", z1=0.1 + 0.2, z2=0.3, z3=-5.0)
    entry, _, slopes = demo.figure.axes
    assert dots(entry)[2] == ("s", pytest.approx(0.3), 1)
    assert np.isnan(dots(slopes)[2][2])
    assert demo.description.endswith("softmax 0.250, hardmax none, a jump.")


def test_hardmax_keeps_its_slope_where_others_tie_above_it():
    demo = at("hardmax_and_softmax", z1=-1.0, z2=1.0, z3=1.0)
    assert dots(demo.figure.axes[0])[2] == ("s", -1, 0)
    assert demo.description.endswith("hardmax 0.")


@pytest.mark.parametrize(
    ("T", "p"),
    [(0.25, (0.982, 0.018, 0.000)), (1, (0.659, 0.242, 0.099)), (5, (0.400, 0.327, 0.273))],
)
def test_temperature_shows_the_numbers_of_the_textbook_case(T, p):
    demo = at("temperature", temperature=T)
    bars, triangle, entropy = demo.figure.axes
    exact = exact_softmax([2, 1, 0.1], T)
    assert heights(bars) == pytest.approx(exact)
    assert words(bars) == [f"{x:.3f}" for x in p]
    assert dots(triangle)[0][1:] == pytest.approx(corner_mean(exact))
    assert dots(entropy)[0][1:] == pytest.approx((T, exact_entropy(exact)))
    assert f"softmax ({p[0]:.3f}, {p[1]:.3f}, {p[2]:.3f}). The winner is class 1." in (
        demo.description)


@pytest.mark.parametrize("temperature", [0.05, 50.0])
def test_temperature_draws_the_path_from_1_to_itself_and_the_entropy_along_it(temperature):
    demo = at("temperature", z1=-1.0, z2=3.0, z3=2.5, temperature=temperature)
    _, triangle, entropy = demo.figure.axes
    (path,), (curve,) = curves(triangle), curves(entropy)
    assert path.T[0] == pytest.approx(corner_mean(exact_softmax([-1, 3, 2.5])))
    assert path.T[-1] == pytest.approx(corner_mean(exact_softmax([-1, 3, 2.5], temperature)))
    between = corner_mean(exact_softmax([-1, 3, 2.5], temperature**0.5))
    assert np.abs(path.T - between).max(axis=1).min() < 1e-12
    for T, H in curve.T[::30]:
        assert pytest.approx(exact_entropy(exact_softmax([-1, 3, 2.5], T)), abs=1e-12) == H


def test_a_tie_at_the_top_tends_to_an_equal_split_not_to_a_corner():
    demo = at("temperature", z1=1.0, z2=1.0, z3=0.0, temperature=0.05)
    bars, triangle, _ = demo.figure.axes
    assert heights(bars) == pytest.approx([0.5, 0.5, 0], abs=1e-8)
    assert curves(triangle)[0].T[-1] == pytest.approx((0.5, 0), abs=1e-8)
    assert "Classes 1 and 2 tie for the win." in demo.description


def test_temperature_reaches_from_a_twentieth_to_fifty_and_never_changes_the_winner():
    demo = at("temperature", z1=1.0, z2=1.1, z3=-5.0)
    assert ends(demo.controls["temperature"]) == pytest.approx((0.05, 50))
    for T in np.geomspace(0.05, 50, 20):
        demo.controls["temperature"].value = T
        assert np.argmax(heights(demo.figure.axes[0])) == 1
        assert "The winner is class 2." in demo.description


def test_cross_entropy_pushes_the_sure_and_wrong_model_and_squared_error_does_not():
    demo = at("cross_entropy_and_gradients", z1=-10.0, z2=10.0, z3=-10.0, true_class=1)
    bars, losses, pushes = demo.figure.axes
    assert heights(bars)[:3] == pytest.approx(exact_softmax([-10, 10, -10]))
    p = [mpmath.mpf(x) for x in exact_softmax([-10, 10, -10])]
    log_loss = float(-mpmath.log(p[0]))
    squared = float((1 - p[0]) ** 2 + p[1] ** 2 + p[2] ** 2)
    push = float(2 * p[0] * ((1 - p[0]) ** 2 + p[1] ** 2 + p[2] ** 2))
    assert dots(losses) == [("o", -10, pytest.approx(log_loss)), ("s", -10, pytest.approx(squared))]
    assert [x[1] for x, _ in curves(pushes)] == pytest.approx([1 - float(p[0]), push], rel=1e-9)
    assert words(pushes) == ["1.000", "8.2e-9"]
    assert "pushes the true logit up by 1.000" in demo.description
    assert demo.description.endswith("squared error 2.000, pushes by 8.2e-9.")


@pytest.mark.parametrize("true_class", [1, 2, 3])
def test_the_target_stands_over_the_true_class_and_the_curves_follow_its_logit(true_class):
    z = [2, 1, 0.1]
    demo = at("cross_entropy_and_gradients", true_class=true_class)
    bars, losses, pushes = demo.figure.axes
    target = bars.patches[3]
    assert target.get_x() + target.get_width() / 2 == true_class - 1
    assert target.get_height() == 1
    p = exact_softmax(z)
    y = np.eye(3)[true_class - 1]
    log_loss, squared = curves(losses)
    drawn = np.flatnonzero(np.isfinite(log_loss[1]))
    assert (drawn == np.flatnonzero(log_loss[0] >= z @ y)).all()  # as far as the logit has come
    for i in drawn[::20]:
        moved = list(z)
        moved[true_class - 1] = log_loss[0, i]
        q = exact_softmax(moved)
        assert log_loss[1, i] == pytest.approx(-np.log(q[true_class - 1]))
        assert squared[1, i] == pytest.approx(((q - y) ** 2).sum())
    assert dots(losses)[0][1:] == pytest.approx((z @ y, -np.log(p @ y)))
    h = 1e-6  # the push is minus the slope of each curve, here by finite differences

    def slope(loss):
        up, down = (loss(exact_softmax(z + side * h * y)) for side in (1, -1))
        return (up - down) / (2 * h)

    expected = [-slope(lambda q: -np.log(q @ y)), -slope(lambda q: ((q - y) ** 2).sum())]
    assert [x[1] for x, _ in curves(pushes)] == pytest.approx(expected, abs=1e-8)
    assert f"gradient ({p[0] - y[0]:.3f}, {p[1] - y[1]:.3f}, {p[2] - y[2]:.3f})" in (
        demo.description)


def test_two_classes_show_their_softmax_and_the_same_number_on_the_sigmoid():
    demo = at("two_classes", z0=-1.0, z1=1.5, c=2.0)
    logits, bars, sigmoid = demo.figure.axes
    assert heights(logits) == [1, 3.5]
    assert words(logits) == ["1.0", "3.5"]
    assert heights(bars) == pytest.approx(exact_softmax([-1, 1.5]))
    height = expit(2.5)
    assert dots(sigmoid)[0][1:] == pytest.approx((2.5, height))
    curve, guide = curves(sigmoid)
    assert curve[1] == pytest.approx(expit(curve[0]))
    assert guide.T[:2] == pytest.approx(np.array([[2.5, -1], [2.5, height]]))
    assert guide[1, 2] == height
    assert demo.description == (
        "Logits (1.0, 3.5), difference z₁ − z₀ = 2.5: softmax (0.076, 0.924), "
        "sigmoid of the difference 0.924.")


def test_moving_both_logits_leaves_the_dot_on_the_sigmoid_where_it_is():
    before, after = at("two_classes"), at("two_classes", c=-5.0)
    assert dots(before.figure.axes[2]) == dots(after.figure.axes[2])
    assert heights(before.figure.axes[0]) != heights(after.figure.axes[0])


def test_sigmoids_do_not_sum_to_one_and_move_with_a_number_added_to_all():
    demo = at("sigmoids_and_softmax")
    logits, apart, together = demo.figure.axes
    assert heights(logits) == [2, 1, 0.1]
    assert heights(apart) == pytest.approx(expit([2, 1, 0.1]))
    assert words(apart) == ["0.881", "0.731", "0.525", "sum 2.137"]
    assert heights(together) == pytest.approx(exact_softmax([2, 1, 0.1]))
    assert "sum 2.137. Softmax (0.659, 0.242, 0.099), sum 1.000." in demo.description
    demo.controls["c"].value = -3.0
    assert heights(logits) == pytest.approx([-1, -2, -2.9])
    assert heights(apart) == pytest.approx(expit([-1, -2, -2.9]))
    assert words(apart)[3] == "sum 0.440"
    assert heights(together) == pytest.approx(exact_softmax([2, 1, 0.1]))


def cells(demo):
    axes, = demo.figure.axes
    return np.array(words(axes)).reshape(3, 6), np.array(axes.collections[0].get_array())


@pytest.mark.parametrize(
    ("dtype", "last_safe"), [("float16", 11.086), ("float32", 88.72), ("float64", 709.78)])
def test_the_naive_softmax_overflows_where_its_dtype_ends(dtype, last_safe):
    safe = at("overflow", dtype=dtype, scale=0.99 * last_safe / 2)
    scale = 1.01 * last_safe / 2
    broken = at("overflow", dtype=dtype, scale=scale)
    assert "inf" not in cells(safe)[0][:, 1]
    table, kinds = cells(broken)
    shifted = exact_softmax(scale * np.array([2, 1, 0.1]))[0]
    assert table[0, 1:4].tolist() == ["inf", "nan", f"{shifted:.3g}"]
    assert len({*kinds[0, 1:4]}) == 3
    assert f"in {dtype}. Naive: exponentials (inf, " in broken.description


def test_every_cell_of_the_table_holds_what_its_recipe_gives():
    table, kinds = cells(at("overflow", scale=1000.0, dtype="float64"))
    assert table.T.tolist() == [
        ["2000", "1000", "100"], ["inf", "inf", "2.69e+43"], ["nan", "nan", "0 (lost)"],
        ["1", "0 (lost)", "0 (lost)"], ["0", "-inf", "-inf"], ["0", "-1000", "-1900"]]
    fine, zero, infinite, undefined = range(4)
    assert kinds.T.tolist() == [
        [fine, fine, fine], [infinite, infinite, fine], [undefined, undefined, zero],
        [fine, zero, zero], [fine, infinite, infinite], [fine, fine, fine]]


def test_a_zero_that_lost_the_number_says_so_and_a_right_zero_does_not():
    lost, _ = cells(at("overflow", scale=30.0, dtype="float32"))
    assert lost[0, 4:].tolist() == ["0 (lost)", "-9.36e-14"]
    right, _ = cells(at("overflow", scale=1000.0, dtype="float32"))
    assert right[0, 4:].tolist() == ["0", "0"]  # the truth is below the smallest float32


def test_negative_logits_underflow_to_zero_over_zero():
    demo = at("overflow", scale=1000.0, logits=-1, dtype="float16")
    table, _ = cells(demo)
    assert table[:, 1].tolist() == ["0 (lost)"] * 3
    assert table[:, 2].tolist() == ["nan", "nan", "nan"]
    assert demo.description.startswith("Logits (-2000, -1000, -100) in float16.")


def test_while_nothing_overflows_all_recipes_agree():
    table, kinds = cells(at("overflow"))
    p = exact_softmax([2, 1, 0.1])
    assert table[:, 2].tolist() == table[:, 3].tolist() == [f"{x:.3g}" for x in p]
    assert table[:, 4].tolist() == table[:, 5].tolist() == [f"{np.log(x):.3g}" for x in p]
    assert (kinds == 0).all()


@pytest.mark.parametrize(
    ("name", "classes", "bad_rate"), [("penguin_training", 3, 300), ("digit_training", 10, 10)])
def test_training_starts_at_ln_k_and_the_dot_follows_the_step(name, classes, bad_rate):
    demo = at(name, step=0)
    losses = demo.figure.axes[0]
    (_, y), = curves(losses)
    assert y[0] == pytest.approx(np.log(classes))
    assert dots(losses)[0][1:] == pytest.approx((0, np.log(classes)))
    assert "so all classes tie, and the first counts" in demo.description
    demo.controls["step"].value = 7
    assert dots(losses)[0][1:] == (7, y[7])
    assert f"step 7 of {len(y) - 1}: training loss {y[7]:.3f}" in demo.description
    assert (np.diff(y) < 0).all()
    demo.controls["learning_rate"].value = 0.01
    slow = curves(losses)[0][1]
    assert (np.diff(slow) < 0).all()
    assert slow[-1] > 3 * y[-1]
    demo.controls["learning_rate"].value = bad_rate
    wild = curves(losses)[0][1]
    assert wild.max() > 3 * np.log(classes)


def split(dataset, columns=slice(None)):
    """Split by the very cell of notebook 07 that shows how."""
    path = Path(__file__).resolve().parents[1] / "notebooks" / "07_softmax_regression.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    (source,) = (cell.source for cell in cells if "def three_parts(y" in cell.source)
    names = {}
    exec(cells[1].source, names)  # its imports
    exec(source.split("\n\n\ny =")[0], names)
    train, valid, _ = names["three_parts"](dataset.targets)
    X = dataset.features[:, columns]
    return X[train], dataset.targets[train], X[valid], dataset.targets[valid]


def test_the_first_step_of_training_goes_down_the_gradient_by_hand():
    digits = load_digits()
    X, targets, held_out, held_out_targets = split(digits)
    demo = at("digit_training", step=1)
    W = (X / 16).T @ (np.eye(10)[targets] - 0.1) / len(X)  # minus the gradient where p = 1/10
    image = np.array(demo.figure.axes[1].images[0].get_array().filled(np.nan))
    digit_3 = image[2:10, 27:35]
    assert digit_3 / np.abs(digit_3).max() == pytest.approx(
        W[:, 3].reshape(8, 8) / np.abs(W[:, 3]).max(), abs=1e-12)
    b = (np.eye(10)[targets] - 0.1).mean(axis=0)
    right = ((held_out / 16 @ W + b).argmax(axis=1) == held_out_targets).sum()
    assert f"Of 360 digits held out, {right} are classified right." in demo.description
    assert demo.description.endswith(f"Largest weight {np.abs(W).max():.2f}.")


def test_trained_penguins_and_their_borders_agree_with_a_loop_written_out():
    X, targets, held_out, held_out_targets = split(load_penguins(), [0, 2])
    mean, spread = X.mean(axis=0), X.std(axis=0)
    Z, W, b = (X - mean) / spread, np.zeros((2, 3)), np.zeros(3)
    for _ in range(100):
        powers = np.exp(Z @ W + b)
        gap = powers / powers.sum(axis=1, keepdims=True) - np.eye(3)[targets]
        W, b = W - Z.T @ gap / len(Z), b - gap.mean(axis=0)
    demo = at("penguin_training", step=100)
    image = demo.figure.axes[1].images[0]
    left, right, bottom, top = image.get_extent()
    classes = np.array(image.get_array())
    x, y = np.meshgrid(np.linspace(left, right, classes.shape[1]),
                       np.linspace(bottom, top, classes.shape[0]))
    plane = (np.column_stack([x.ravel(), y.ravel()]) - mean) / spread
    assert ((plane @ W + b).argmax(axis=1) == classes.ravel()).all()
    correct = (((held_out - mean) / spread @ W + b).argmax(axis=1) == held_out_targets).sum()
    assert f"Of 69 penguins held out, {correct} are classified right." in demo.description


def test_no_class_of_penguins_wins_before_the_first_step_and_then_borders_appear():
    demo = at("penguin_training")
    image = demo.figure.axes[1].images[0]
    assert (image.get_array() == TIE).all()
    assert to_hex(image.to_rgba(np.array([[TIE]]))[0, 0]) == EMPTY
    demo.controls["step"].value = 1
    assert set(np.unique(image.get_array())) == {0, 1, 2}


def test_the_strongest_colour_of_the_weights_is_the_largest_of_the_last_step():
    demo = at("digit_training", step=60)
    image = demo.figure.axes[1].images[0].get_array()
    assert np.abs(image).max() == pytest.approx(1)
    demo.controls["step"].value = 1
    assert np.abs(demo.figure.axes[1].images[0].get_array()).max() < 0.5


def test_a_training_run_is_computed_once_for_each_learning_rate(monkeypatch):
    rates = []
    descent = runs.descent

    def counted(*arguments):
        rates.append(arguments[-1])
        return descent(*arguments)

    monkeypatch.setattr(runs, "descent", counted)
    demo = at("digit_training")
    for rate in (0.01, 1, 10, 0.01, 1):
        demo.controls["learning_rate"].value = rate
        demo.controls["step"].value = 3
        demo.controls["step"].value = 4
    assert rates == [1, 0.01, 10]


def test_a_temperature_moves_loss_and_confidence_but_not_the_accuracy():
    logits, targets = runs.overconfident_logits()
    demo = at("calibration_by_temperature", temperature=3.0)
    diagram, loss, accuracy = demo.figure.axes
    log_p = log_softmax_of_scipy(logits / 3, axis=1)
    right = np.mean(logits.argmax(axis=1) == targets)
    expected = -log_p[np.arange(len(targets)), targets].mean()
    assert dots(loss)[0][1:] == pytest.approx((3, expected))
    assert dots(accuracy)[0][1:] == pytest.approx((3, right))
    (heights_of_loss,), (flat,) = curves(loss), curves(accuracy)
    assert flat[1][np.isfinite(flat[1])] == pytest.approx(right)
    assert np.nanmax(np.where(np.isfinite(flat[1]), flat[0], np.nan)) <= 3
    assert np.nanmin(np.where(np.isfinite(flat[1]), flat[0], np.nan)) >= 1
    for T, height in heights_of_loss.T[::15]:
        log_p_at_T = log_softmax_of_scipy(logits / T, axis=1)
        assert -log_p_at_T[np.arange(len(targets)), targets].mean() == pytest.approx(height)
    confidence = np.exp(log_p.max(axis=1))
    in_last_bin = confidence > 0.9
    points = next(line for line in moving(diagram.lines) if line.get_marker() == "o")
    assert np.array(points.get_data())[:, -1] == pytest.approx((confidence[in_last_bin].mean(),
                                  np.mean((logits.argmax(axis=1) == targets)[in_last_bin])))
    assert f"accuracy {right:.3f}, mean confidence {confidence.mean():.3f}" in demo.description
    assert f"Loss {expected:.3f}" in demo.description


def test_the_least_loss_that_is_told_is_the_least():
    logits, targets = runs.overconfident_logits()
    picked = np.arange(len(targets)), targets
    found = minimize_scalar(lambda T: -log_softmax_of_scipy(logits / T, axis=1)[picked].mean(),
                            bounds=(0.5, 10), method="bounded")
    assert at("calibration_by_temperature").description.endswith(
        f"the least is {found.fun:.3f}, at temperature {found.x:.2f}.")


def test_the_model_of_the_calibration_demo_is_far_too_sure_until_it_is_heated():
    said = at("calibration_by_temperature").description
    error = float(re.search(r"calibration error (\d\.\d+)", said)[1])
    best = float(re.search(r"at temperature (\d+\.\d+)\.$", said)[1])
    heated = at("calibration_by_temperature", temperature=best).description
    assert error > 0.1
    assert best > 2
    assert float(re.search(r"calibration error (\d\.\d+)", heated)[1]) < error / 3



@pytest.mark.parametrize(("ill", "false_alarm", "miss", "decision"), [
    (0.3, 1.0, 4.0, "treat"), (0.3, 5.0, 5.0, "send home"), (0.9, 10.0, 0.5, "send home"),
    (0.0, 1.0, 1.0, "send home"), (0.2, 1.0, 4.0, "both are equally good"),
    (0.7, 7.0, 3.0, "both are equally good"),
])
def test_the_cheaper_decision_is_told_and_the_costs_tie_where_they_cross(
        ill, false_alarm, miss, decision):
    demo = at("decision_by_costs", probability=ill, false_alarm=false_alarm, miss=miss)
    left, right = demo.figure.axes
    p, a, b = (Fraction(str(number)) for number in (ill, false_alarm, miss))
    treating, sending, tie = a * (1 - p), b * p, a / (a + b)
    assert np.sign(float(sending - treating)) == {"treat": 1, "send home": -1}.get(decision, 0)
    assert dots(left) == [("o", ill, pytest.approx(float(treating))),
                          ("s", ill, pytest.approx(float(sending)))]
    assert demo.description.endswith(
        f"Treating costs {float(treating):.3f} on average, sending home {float(sending):.3f}: "
        f"{decision}. They tie at P(ill) = {float(tie):.3f}.")
    (treat, home), (border,) = curves(left), curves(right)
    np.testing.assert_allclose(treat[1] - home[1], float(a) - float(a + b) * treat[0], atol=1e-12)
    assert dots(right)[0][1:] == pytest.approx((float(b / a), float(tie)))
    ratio, height = border
    drawn = np.isfinite(height)
    np.testing.assert_allclose(height[drawn] * (1 + ratio[drawn]), 1)
    assert drawn.sum() == ((ratio >= min(1, b / a)) & (ratio <= max(1, b / a))).sum()


def test_digits_turned_by_90_degrees_are_numpys_own_quarter_turn():
    pixels, logits, targets = runs.turned_digits()
    np.testing.assert_allclose(pixels[90], np.rot90(pixels[0], axes=(1, 2)), atol=1e-9)
    centre = pixels[0][:, 3:5, 3:5].sum(axis=(1, 2))
    np.testing.assert_allclose(pixels[45][:, 3:5, 3:5].sum(axis=(1, 2)), centre, atol=1.2)
    np.testing.assert_array_equal(targets, load_digits().targets[-500:])
    np.testing.assert_allclose(logits[0], runs.overconfident_logits()[0][-500:], rtol=1e-12)


@pytest.mark.parametrize("turned", [0, 20, 90])
def test_turned_digits_show_confidence_and_accuracy_at_a_temperature_fitted_without_them(turned):
    unseen, known = (part[:-500] for part in runs.overconfident_logits())
    picked = np.arange(len(known)), known
    T = minimize_scalar(lambda T: -log_softmax_of_scipy(unseen / T, axis=1)[picked].mean(),
                        bounds=(0.5, 10), method="bounded", options={"xatol": 1e-10}).x
    _, logits, targets = runs.turned_digits()
    demo = at("turned_digits", turned=turned)
    p = np.exp(log_softmax_of_scipy(logits / T, axis=2))
    sure, right = p.max(axis=2).mean(axis=1), (p.argmax(axis=2) == targets).mean(axis=1)
    shares = demo.figure.axes[1]
    assert [dot[1:] for dot in dots(shares)] == [pytest.approx((turned, sure[turned])),
                                                 pytest.approx((turned, right[turned]))]
    for curve, heights_of_it in zip(curves(shares) if turned else [], (sure, right), strict=False):
        np.testing.assert_allclose(curve[1][: turned + 1], heights_of_it[: turned + 1], rtol=1e-6)
        assert np.isnan(curve[1][turned + 1:]).all()
    assert (f"turned left by {turned}°, temperature {T:.2f}: accuracy {right[turned]:.3f}, mean "
            f"confidence {sure[turned]:.3f}") in demo.description
    tiles = demo.figure.axes[2].images[0].get_array()[2:, :-1]  # ten digits of 8 columns, gaps
    of_class_3 = runs.turned_digits()[0][turned, targets == 3][0]
    np.testing.assert_allclose(tiles[:, 27:35], of_class_3, atol=0.0006)  # a shade is 0.008
    demo.controls["temperature"].value = 1.0
    plain = np.exp(log_softmax_of_scipy(logits[turned], axis=1)).max(axis=1).mean()
    assert f"temperature 1.00: accuracy {right[turned]:.3f}, mean confidence {plain:.3f}" \
        in demo.description


def expected_scores(rain, say):
    """Add up what a forecast scores over both kinds of weather, with 40 digits."""
    with mpmath.workdps(40):
        p, q = mpmath.mpf(str(rain)), mpmath.mpf(str(say))
        days = [(p, 1), (1 - p, 0)]
        return [float(mpmath.fsum(chance * score(q, wet) for chance, wet in days)) for score in (
            lambda q, wet: -mpmath.log(q if wet else 1 - q),
            lambda q, wet: (q - wet) ** 2 + ((1 - q) - (1 - wet)) ** 2,
            lambda q, wet: abs(q - wet) + abs((1 - q) - (1 - wet)),
        )]


@pytest.mark.parametrize(("rain", "say", "least_error"), [
    (0.7, 0.2, "least at 0.990"), (0.3, 0.3, "least at 0.010"), (0.01, 0.99, "least at 0.010"),
    (0.5, 0.35, "the same whatever you say"),
])
def test_proper_scores_are_least_for_the_truth_and_the_absolute_error_is_not(
        rain, say, least_error):
    demo = at("proper_scores", rain=rain, say=say)
    scores = expected_scores(rain, say)
    for axes, score, kind in zip(demo.figure.axes, scores, range(3), strict=True):
        assert dots(axes)[0][1:] == pytest.approx((say, score))
        for place, height in curves(axes)[0].T[::140]:
            assert height == pytest.approx(expected_scores(rain, round(place, 2))[kind])
    log_loss, brier, absolute = scores
    assert demo.description.endswith(
        f"log loss {log_loss:.3f}, least at {rain:.3f}; Brier score {brier:.3f}, least at "
        f"{rain:.3f}; absolute error {absolute:.3f}, {least_error}.")


def drawn_by_hand(z, temperature, count):
    """Count how often each class comes, by the generator and the line from 0 to 1 written out."""
    state, counts, places = 1993, [0] * len(z), []
    ends = np.cumsum(exact_softmax(z, temperature))
    for _ in range(count):
        state = 48271 * state % 2147483647
        place = next(k for k, end in enumerate(ends) if state / 2147483647 < end)
        counts[place] += 1
        places.append(place)
    return counts, places


LOGITS = [3, 2, 1.5, 1.2, 0.2, -1]


@pytest.mark.parametrize(("count", "temperature"), [(10, 1.0), (137, 1.0), (1000, 3.0)])
def test_sampling_shows_how_often_each_word_was_drawn_and_should_have_been(count, temperature):
    demo = at("sampling", draws=count, temperature=temperature)
    tallies, history = demo.figure.axes
    counts, places = drawn_by_hand(LOGITS, temperature, count)
    p = exact_softmax(LOGITS, temperature)
    assert heights(tallies) == pytest.approx([each / count for each in counts])
    assert words(tallies) == [str(each) for each in counts]
    squares = next(line for line in moving(tallies.lines) if line.get_marker() == "s")
    assert squares.get_ydata() == pytest.approx(p)
    assert dots(history) == [("o", count, pytest.approx(counts[0] / count))]
    share = history.lines[3]  # after p and the two edges
    for n, y in np.array(share.get_data()).T:
        assert np.isnan(y) if n > count else y == pytest.approx(places[: int(n)].count(0) / n)
    told = ", ".join(f"{word} {each} (p {x:.3f})" for word, each, x in zip(
        ["mat", "sofa", "chair", "bed", "roof", "moon"], counts, p, strict=True))
    spread = 2 * (p[0] * (1 - p[0]) / count) ** 0.5
    assert demo.description == (
        f"{count} draws at temperature {temperature:g}, keep all, which is 6 of 6 words: "
        f"{told}. Share of mat {counts[0] / count:.3f}; p is {p[0]:.3f}, and the share mostly "
        f"lies within {spread:.3f} of it.")


def test_mat_comes_as_often_as_notebook_09_says():
    counts = [drawn_by_hand(LOGITS, 1, n)[0] for n in (10, 100, 10_000)]
    assert [mat for mat, *_ in counts] == [7, 59, 5446]
    assert counts[0][4] == 2  # roof: 0.2, where chance allows 0.033 + 0.113


def test_the_draws_of_a_small_number_are_part_of_those_of_a_larger():
    demo = at("sampling")
    before = np.array([int(word) for word in words(demo.figure.axes[0])])
    for count in (20, 21, 300, 10_000):
        demo.controls["draws"].value = count
        now = np.array([int(word) for word in words(demo.figure.axes[0])])
        assert now.sum() == count
        assert (now >= before).all()
        before = now


@pytest.mark.parametrize(("keep", "temperature", "kept"), [
    ("top-k 2", 0.1, 2), ("top-k 2", 1.0, 2), ("top-k 2", 10.0, 2),
    ("top-p 0.9", 0.1, 1), ("top-p 0.9", 1.0, 4), ("top-p 0.9", 10.0, 6)])
def test_top_k_keeps_as_many_words_at_every_temperature_and_top_p_does_not(
        keep, temperature, kept):
    demo = at("sampling", draws=10_000, temperature=temperature, keep=keep)
    p = exact_softmax([*LOGITS[:kept], *[-np.inf] * (6 - kept)], temperature)
    tallies, _ = demo.figure.axes
    squares = next(line for line in moving(tallies.lines) if line.get_marker() == "s")
    assert squares.get_ydata() == pytest.approx(p, abs=1e-12)
    assert heights(tallies) == pytest.approx(p, abs=0.015)
    assert f"keep {keep}, which is {kept} of 6 words" in demo.description


ANSWERS = {  # by demo, a part of its picture that would answer the question above it
    "hardmax_and_softmax": lambda demo: curves(demo.figure.axes[2])[0][:, 1:],
    "temperature": lambda demo: curves(demo.figure.axes[1])[0],
    "cross_entropy_and_gradients": lambda demo: curves(demo.figure.axes[1])[1],
    "calibration_by_temperature": lambda demo: curves(demo.figure.axes[2])[0],
    "turned_digits": lambda demo: np.hstack(curves(demo.figure.axes[1])),
    "decision_by_costs": lambda demo: curves(demo.figure.axes[1])[0],
    "sampling": lambda demo: demo.figure.axes[1].lines[1].get_data(),
}


def test_no_demo_answers_the_question_above_it_before_it_is_moved():
    x, slope = ANSWERS["hardmax_and_softmax"](at("hardmax_and_softmax"))
    assert np.isnan(slope[x >= 1]).all()  # the crossing is at 1
    assert np.ptp(ANSWERS["temperature"](at("temperature")), axis=1).max() < 1e-12
    x, squared = ANSWERS["cross_entropy_and_gradients"](at("cross_entropy_and_gradients"))
    assert np.isnan(squared[x < 2]).all()  # flat far to the left
    _, accuracy = ANSWERS["calibration_by_temperature"](at("calibration_by_temperature"))
    assert np.isfinite(accuracy).sum() <= 1
    assert np.isfinite(ANSWERS["turned_digits"](at("turned_digits"))[1]).sum() <= 2
    _, border = ANSWERS["decision_by_costs"](at("decision_by_costs"))
    assert np.isfinite(border).sum() <= 1
    n, _ = ANSWERS["sampling"](at("sampling"))
    assert max(n) == 10  # where the edges begin
