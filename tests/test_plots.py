"""Every picture is asked, through its artists, whether it shows the numbers it was given."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from helpers import plots, stills
from helpers.calibration import reliability
from helpers.plots import (
    COLORS,
    INK,
    VERMILION,
    Arrows,
    Bars,
    Curve,
    GrowingBars,
    HeatMap,
    Regions,
    ReliabilityDiagram,
    ShareByDraws,
    Simplex,
    Step,
    Tallies,
    Tiles,
    new_figure,
    tint,
)


@pytest.fixture
def axes():
    return new_figure(4, 3)[1]


def shown(texts):
    return [text.get_text() for text in texts]


def contrast(one, other):
    """Contrast ratio of two colours by the definition of the WCAG."""
    def luminance(color):
        c = np.array(to_rgb(color))
        return np.dot([0.2126, 0.7152, 0.0722],
                      np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4))

    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("color", COLORS[:3])
def test_lines_and_bars_stand_out_from_white(color):
    assert contrast(color, "white") >= 3


@pytest.mark.parametrize("color", COLORS)
def test_words_can_be_read_on_every_tint_of_a_cell(color):
    assert contrast(INK, tint(color, 0.6)) >= 4.5


def test_no_colour_stands_anywhere_but_in_the_look():
    folder = Path(plots.__file__).parent
    found = {path.name for path in folder.rglob("*.py")
             if re.search(r"#[0-9A-Fa-f]{6}", path.read_text(encoding="utf-8"))}
    assert found <= {"show.py"}


def test_bars_reach_their_values_and_carry_them_in_words_beyond_the_tip(axes):
    bars = Bars(axes, ["a", "b", "c"], (-5, 5), "", "{:.1f}".format)
    bars.show([2, -3, 0])
    assert [bar.get_height() for bar in bars.bars] == [2, -3, 0]
    assert shown(bars.words) == ["2.0", "-3.0", "0.0"]
    assert [word.get_position()[0] for word in bars.words] == [0, 1, 2]
    above, below, flat = (word.get_position()[1] for word in bars.words)
    assert 2 < above < 2.5
    assert -3.5 < below < -3
    assert 0 < flat < 0.5
    assert [word.get_verticalalignment() for word in bars.words] == ["bottom", "top", "bottom"]


@pytest.mark.parametrize("make", [
    lambda axes: Bars(axes, ["a", "b"], (0, 1), "").show([1]),
    lambda axes: Arrows(axes, ["a", "b"], (0, 1), "rb", "").show([1, 2], ["1"]),
    lambda axes: HeatMap(axes, ["a"], ["b", "c"], "", (0, 1)).show([[0, 1]], ["0"]),
    lambda axes: Tiles(axes, ["a", "b"], (2, 2), "").show(np.zeros((1, 2, 2)), 1),
])
def test_a_picture_that_is_given_too_little_says_so(axes, make):
    with pytest.raises(ValueError, match="shorter"):
        make(axes)


def test_tiles_need_not_be_square(axes):
    tiles = Tiles(axes, ["a", "b", "c"], (2, 5), "", columns=2)
    pictures = np.arange(30.0).reshape(3, 2, 5)
    tiles.show(pictures, 1)
    image = np.array(tiles.image.get_array().filled(np.nan))
    assert image.shape == (8, 12)
    assert np.array_equal(image[2:4, 6:11], pictures[1])
    assert np.array_equal(image[6:8, :5], pictures[2])


def test_a_negative_zero_is_written_without_its_sign(axes):
    bars = Bars(axes, ["a"], (-1, 1), "")
    bars.show([-1e-9])
    assert shown(bars.words) == ["0.000"]


@pytest.mark.parametrize(("highest", "top"), [(0.8, 1), (1, 2), (3.9, 5), (7.3, 10), (9, 20)])
def test_an_open_axis_grows_in_steps_of_1_2_5_10(axes, highest, top):
    bars = GrowingBars(axes, ["a", "b"], "up to {}", "{:g}".format)
    bars.show([0.1, highest])
    assert axes.get_ylim() == (0, 1)
    assert [bar.get_height() for bar in bars.bars] == pytest.approx([0.1 / top, highest / top])
    assert shown(bars.words) == ["0.1", f"{highest:g}"]
    assert bars.title.get_text() == f"up to {top}"


def test_a_new_scale_of_an_open_axis_leaves_the_background_as_it_is(axes):
    bars = GrowingBars(axes, ["a", "b"], "", str)
    axes.figure.stale = False
    bars.show([0.1, 700])
    assert not axes.figure.stale


@pytest.mark.parametrize(
    ("p", "place"),
    [((1, 0, 0), (0, 0)), ((0, 1, 0), (1, 0)), ((0, 0, 1), (0.5, 0.75**0.5)),
     ((1 / 3, 1 / 3, 1 / 3), (0.5, 0.75**0.5 / 3)), ((0.5, 0.5, 0), (0.5, 0))],
)
def test_the_point_of_the_simplex_lies_where_its_probabilities_weigh_the_corners(axes, p, place):
    triangle = Simplex(axes, ["1", "2", "3"], "")
    triangle.show(np.array(p), np.eye(3)[:2])
    assert np.ravel(triangle.point.get_data()) == pytest.approx(place)
    x, y = triangle.path.get_data()
    assert (x.tolist(), y.tolist()) == ([0, 1], [0, 0])


def test_a_point_alone_leaves_the_path_where_it_was(axes):
    triangle = Simplex(axes, ["1", "2", "3"], "")
    triangle.show(np.array([1, 0, 0]), np.eye(3))
    triangle.show(np.array([0, 1, 0]))
    assert len(triangle.path.get_xdata()) == 3


def test_a_curve_passes_through_its_values_and_its_dot_is_where_it_is_put(axes):
    curve = Curve(axes, [0, 1, 2], "black", "--", "s")
    curve.show([3, 4, 5], (1.5, 4.5))
    assert np.array_equal(curve.line.get_data(), [[0, 1, 2], [3, 4, 5]])
    assert np.ravel(curve.dot.get_data()).tolist() == [1.5, 4.5]
    assert curve.line.get_linestyle() == "--"
    assert curve.dot.get_marker() == "s"


def test_a_step_is_low_before_its_jump_and_high_after_it_with_a_hole_at_the_low_end(axes):
    step = Step(axes, -6, "black")
    step.show(2, 0, 1, (3, 1))
    x, y = np.array(step.line.get_data())
    assert x[[0, 1, 3, 4]].tolist() == [-6, 2, 2, 3]
    assert y[[0, 1, 3, 4]].tolist() == [0, 0, 1, 1]
    assert np.isnan([x[2], y[2]]).all()
    assert np.ravel(step.hole.get_data()).tolist() == [2, 0]
    assert step.hole.get_markerfacecolor() == "white"
    assert np.ravel(step.dot.get_data()).tolist() == [3, 1]


def test_a_step_that_has_not_come_to_its_jump_shows_no_jump(axes):
    step = Step(axes, -6, "black")
    step.show(2, 0, 1, (1, 0))
    assert np.array(step.line.get_data()).tolist() == [[-6, 1], [0, 0]]
    assert np.isnan(step.hole.get_ydata()).all()


def test_arrows_reach_from_zero_to_their_lengths(axes):
    arrows = Arrows(axes, ["a", "b"], (0, 2), COLORS[:2], "")
    arrows.show([1.5, 1e-9], ["1.5", "1e-9"])
    assert [line.get_xdata() for line in arrows.lines] == [[0, 1.5], [0, 1e-9]]
    assert [line.get_ydata() for line in arrows.lines] == [[0, 0], [1, 1]]
    assert shown(arrows.words) == ["1.5", "1e-9"]
    assert shown(axes.get_yticklabels()) == ["a", "b"]


def test_cells_have_the_values_colours_and_the_words_row_by_row(axes):
    table = HeatMap(axes, ["r", "s"], ["x", "y", "z"], "", (-1, 1))
    table.show([[-1, 0, 1], [0, 0, 0]], list("abcdef"))
    assert table.cells.get_array().tolist() == [[-1, 0, 1], [0, 0, 0]]
    assert [(text.get_position(), text.get_text()) for text in table.words] == [
        ((0, 0), "a"), ((1, 0), "b"), ((2, 0), "c"), ((0, 1), "d"), ((1, 1), "e"), ((2, 1), "f")]
    low, middle, high = (table.cells.cmap(table.cells.norm(v)) for v in (-1, 0, 1))
    assert low[0] > low[2]  # reddish below, bluish above, grey between
    assert high[2] > high[0]
    assert np.ptp(middle[:3]) < 0.01


def test_regions_colour_each_place_of_the_plane_by_the_class_named_for_it(axes):
    X = np.array([[0.0, 0.0], [10.0, 100.0]])
    regions = Regions(axes, X, np.array([0, 1]), ["a", "b"], ["x", "y"], "")
    regions.show(regions.grid[:, 0] > 5)
    classes = regions.image.get_array()
    x = np.linspace(-0.5, 10.5, classes.shape[1])
    assert (classes == (x > 5)).all()
    regions.show(regions.grid[:, 1] > 50)
    y = np.linspace(-5, 105, classes.shape[0])
    assert ((y > 50) == regions.image.get_array().T).all()
    assert regions.image.origin == "lower"
    assert regions.image.get_extent() == [-0.5, 10.5, -5, 105]


def test_points_of_each_class_have_a_marker_of_their_own(axes):
    X = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 4.0]])
    Regions(axes, X, np.array([1, 0, 2]), ["a", "b", "c"], ["x", "y"], "")
    first, second, third = (line for line in axes.lines if line.get_label() in "abc")
    assert np.ravel(first.get_data()).tolist() == [1, 2]
    assert np.ravel(second.get_data()).tolist() == [0, 0]
    assert np.ravel(third.get_data()).tolist() == [3, 4]
    assert len({line.get_marker() for line in (first, second, third)}) == 3


def test_tiles_lie_side_by_side_under_their_names_and_are_scaled_by_the_limit(axes):
    tiles = Tiles(axes, ["a", "b", "c"], (2, 2), "", columns=2)
    tiles.show([[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 9], [9, -9]]], 10)
    image = 10 * tiles.image.get_array().filled(np.nan)
    assert image[2:4, :2].tolist() == [[1, 2], [3, 4]]
    assert image[2:4, 3:5].tolist() == [[5, 6], [7, 8]]
    assert image[6:8, :2].tolist() == [[9, 9], [9, -9]]
    assert np.isfinite(image).sum() == 12
    assert shown(axes.texts) == ["a", "b", "c"]
    below = tiles.image.cmap(tiles.image.norm(-1))
    assert below[0] > below[2]


def test_each_bin_that_is_not_empty_has_a_dot_and_its_distance_from_the_diagonal(axes):
    diagram = ReliabilityDiagram(axes, "", bins=3)
    diagram.show(np.array([np.nan, 0.6, 0.9]), np.array([np.nan, 0.5, 1.0]), np.array([0, 30, 10]))
    assert np.array(diagram.dots.get_data()).tolist() == [[0.6, 0.9], [0.5, 1.0]]
    assert shown(diagram.words) == ["", "30", "10"]
    assert [word.get_position()[0] for word in diagram.words] == pytest.approx([1/6, 1/2, 5/6])
    assert diagram.gaps.get_zorder() > diagram.dots.get_zorder()  # or a large dot would hide it
    x, y = diagram.chance.get_data()
    low, high = 0.6 - 2 * (0.24 / 30) ** 0.5, 0.6 + 2 * (0.24 / 30) ** 0.5
    assert x.tolist() == pytest.approx([0.6, 0.6, 0.6, 0.9, 0.9, 0.9])
    assert y[[0, 1, 4]].tolist() == pytest.approx([low, high, 1])
    assert np.isnan(y[[2, 5]]).all()
    x, y = diagram.gaps.get_data()
    assert x.tolist() == [0.6, 0.6, 0.6, 0.9, 0.9, 0.9]
    assert y.tolist() == pytest.approx([0.6, 0.5, np.nan, 0.9, 1.0, np.nan], nan_ok=True)
    diagonal = axes.lines[0]
    assert np.array(diagonal.get_data()).tolist() == [[0, 1], [0, 1]]


# Still figures


def of_all_kinds():
    return {
        "loss": stills.loss_curve(3, training=[1.1, 0.5, 0.75], validation=[1.1, 0.8, 0.9]),
        "confusion": stills.confusion_matrix([0, 0, 1, 1, 1], [0, 1, 1, 0, 0], ["cat", "dog"]),
        "weights": stills.weight_pictures([[[0.0, -2.0]], [[1.0, 0.5]]], ["cat", "dog"]),
        "line": stills.probabilities_on_a_line(
            np.array([0.0, 1.0, 2.0]), np.array([[1, 0], [0.5, 0.5], [0.25, 0.75]]),
            ["cat", "dog"], "age"),
        "reliability": stills.reliability_diagram(
            reliability(np.array([[0.875, 0.125], [0.25, 0.75], [0.875, 0.125]]), [0, 1, 1], 5)),
    }


@pytest.fixture(scope="module")
def pictures():
    return of_all_kinds()


@pytest.mark.parametrize("kind", ["loss", "confusion", "weights", "line", "reliability"])
def test_a_still_figure_stores_a_sharp_picture_with_its_sentence_as_alt_text(pictures, kind):
    still = pictures[kind]
    data, metadata = still._repr_mimebundle_()
    width, _ = Image.open(io.BytesIO(still.png)).size
    assert width == pytest.approx(1.5 * metadata["image/png"]["width"], abs=2)
    assert data["text/plain"] == metadata["image/png"]["alt"] == still.description
    assert set(data) == {"image/png", "text/plain"}


def test_a_still_figure_shows_its_sentence_under_the_picture(pictures, capsys):
    pictures["loss"]._ipython_display_()
    assert pictures["loss"].description in capsys.readouterr().out


def test_the_sentences_of_still_figures_say_their_numbers(pictures):
    assert pictures["loss"].description == (
        "Loss in nats. training: 1.100 at step 0, 0.750 at step 2, least 0.500 at step 1; "
        "validation: 1.100 at step 0, 0.900 at step 2, least 0.800 at step 1.")
    assert pictures["confusion"].description == (
        "2 of 5 are right. Most often mistaken: dog for cat (2), cat for dog (1).")
    assert pictures["weights"].description == (
        "The weights of each class as a picture: cat from -2.00 to 0.00; dog from 0.50 to 1.00.")
    assert pictures["line"].description == (
        "Probabilities at age 0, 1, 2: cat 1.000, 0.500, 0.250; dog 0.000, 0.500, 0.750.")
    assert pictures["reliability"].description == (
        "Confidence and accuracy, bin by bin: 0.750 and 1.000 (1 row); 0.875 and 0.500 (2 rows).")


def test_loss_curves_pass_through_the_losses_and_ln_k_is_marked(pictures):
    axes, = pictures["loss"].figure.axes
    training, validation, limit = axes.lines
    assert training.get_ydata().tolist() == [1.1, 0.5, 0.75]
    assert validation.get_ydata().tolist() == [1.1, 0.8, 0.9]
    assert training.get_linestyle() != validation.get_linestyle()
    assert limit.get_ydata()[0] == pytest.approx(1.0986122886681098)
    assert "ln 3" in shown(axes.texts)


def test_a_row_of_the_confusion_matrix_is_a_true_class(pictures):
    axes, = pictures["confusion"].figure.axes
    assert shown(axes.texts) == ["1", "1", "2", "1"]
    shares = np.array(axes.collections[0].get_array())
    assert shares == pytest.approx(np.array([[1 / 2, 1 / 2], [2 / 3, 1 / 3]]))


def test_a_confusion_matrix_without_mistakes_says_so():
    assert stills.confusion_matrix([0, 1], [0, 1], "ab").description == (
        "2 of 2 are right. Most often mistaken: none.")


def test_weight_pictures_share_one_scale(pictures):
    axes, = pictures["weights"].figure.axes
    image = axes.images[0].get_array().filled(np.nan)
    assert image[2, :2].tolist() == [0, -1]
    assert image[2, 3:5].tolist() == [0.5, 0.25]


def test_a_reliability_diagram_has_its_dots_where_the_bins_are(pictures):
    axes, = pictures["reliability"].figure.axes
    places = np.transpose(next(x for x in axes.lines if x.get_marker() == "o").get_data())
    assert places.tolist() == [[0.75, 1.0], [0.875, 0.5]]


def test_lines_of_probability_pass_through_the_probabilities(pictures):
    axes, = pictures["line"].figure.axes
    cat, dog = axes.lines
    assert cat.get_ydata().tolist() == [1, 0.5, 0.25]
    assert dog.get_ydata().tolist() == [0, 0.5, 0.75]
    assert cat.get_linestyle() != dog.get_linestyle()


def test_a_still_picture_draws_what_moves_in_a_live_one(pictures):
    rgb = np.asarray(Image.open(io.BytesIO(pictures["weights"].png)).convert("RGB"))
    colors = {tuple(color) for color in rgb.reshape(-1, 3)}
    strongest = tuple(round(255 * c) for c in to_rgb(VERMILION))
    assert strongest in colors


def test_tallies_show_shares_counts_and_what_chance_allows(axes):
    tallies = Tallies(axes, ["a", "b", "c"], "")
    tallies.show([60, 40, 0], np.array([0.5, 0.49, 0.01]))
    assert [bar.get_height() for bar in tallies.bars] == [0.6, 0.4, 0]
    assert shown(tallies.words) == ["60", "40", "0"]
    assert tallies.squares.get_ydata().tolist() == [0.5, 0.49, 0.01]
    x, y = tallies.chance.get_data()
    assert x.reshape(3, 3)[:, 0].tolist() == [0, 1, 2]
    low, high, gap = y.reshape(3, 3).T
    assert low == pytest.approx([0.4, 0.49 - 0.2 * (0.49 * 0.51) ** 0.5, 0])
    assert high == pytest.approx([0.6, 0.49 + 0.2 * (0.49 * 0.51) ** 0.5, 0.01 + 0.2 * 0.0995],
                                 abs=1e-4)
    assert np.isnan(gap).all()


def test_a_share_is_drawn_as_far_as_the_draws_have_come_with_a_band_that_narrows(axes):
    history = ShareByDraws(axes, [10, 20, 50, 100], "")
    history.show([0.3, 0.4, 0.5, 0.6], 0.5, (30, 0.45))
    y = history.share.line.get_ydata()
    assert y.tolist()[:2] == [0.3, 0.4]
    assert np.isnan(y[2:]).all()
    assert np.ravel(history.share.dot.get_data()).tolist() == [30, 0.45]
    for line, side in zip(history.edges, (-1, 1), strict=True):
        assert line.get_xdata().tolist() == [10, 20, 30]
        assert line.get_ydata() == pytest.approx([0.5 + side / n**0.5 for n in (10, 20, 30)])
    assert history.p.get_ydata() == [0.5, 0.5]
