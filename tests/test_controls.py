"""Numbers to drag or to type, and choices."""

import numpy as np
import pytest

from helpers.controls import (
    along,
    choice,
    count_slider,
    log_slider,
    logit_sliders,
    slider,
    step_slider,
)

KINDS = {
    "linear": lambda: slider("label", -5, 5, 0.5),
    "fine": lambda: slider("label", 0, 1, 0.5, step=0.05),
    "whole": lambda: step_slider("label", 100),
    "log": lambda: log_slider("label", 0.05, 50, 2),
    "count": lambda: count_slider("label", 10, 10_000, 100),
}
every_kind = pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)


def shown(control):
    return control.value, control.box.value


@every_kind
def test_the_box_has_the_label_and_shows_the_start(make):
    control = make()
    assert control.description == control.box.description == "label"
    assert control.box.style.description_width == "90px"
    assert not control.slider.readout
    assert control.box.value == control.value == control.slider.value


@pytest.mark.parametrize("typed", [1, 2, 0.43, 0.25, 0.05, 3.333333, 0.1])
@pytest.mark.parametrize("make", [KINDS["linear"], KINDS["log"]], ids=["linear", "log"])
def test_what_is_typed_is_taken_exactly_and_the_slider_stands_beside_it(make, typed):
    control = make()
    control.box.value = typed
    assert shown(control) == (typed, typed)
    assert control.slider.value in control.numbers
    assert abs(control.slider.value - typed) <= 0.05 * max(1, typed)
    control.slider.value = control.slider.value * (1 + 1e-15)  # as a browser answers
    assert shown(control) == (typed, typed)


@pytest.mark.parametrize(("typed", "kept"), [(1e9, 50), (-1, 0.05), (0, 0.05), (1 / 3, 0.333333)])
def test_what_cannot_be_kept_is_changed_where_one_sees_it(typed, kept):
    control = log_slider("T", 0.05, 50, 1)
    control.box.value = typed
    assert shown(control) == (kept, kept)
    control.value = typed
    assert shown(control) == (kept, kept)


@every_kind
def test_the_slider_gives_round_numbers_to_value_and_box(make):
    control = make()
    assert len({*control.numbers}) == len(control.places)
    for place, number in list(zip(control.places, control.numbers, strict=True))[::-1]:
        at = round(10**place, 9) if hasattr(control.slider, "base") else place
        control.slider.value = type(number)(at)
        assert shown(control) == (number, number)
        assert len(f"{number:g}".replace(".", "").strip("-0")) <= 3


def test_a_log_slider_steps_by_a_fiftieth_of_a_decade_and_has_a_place_for_every_digit():
    control = log_slider("T", 0.05, 50, 1)
    assert control.slider.step == 0.02
    assert np.abs(np.log10(control.numbers) - control.places).max() <= 0.01
    one_digit = {float(f"{digit}e{power}") for digit in range(1, 10) for power in (-1, 0)}
    assert one_digit <= {*control.numbers}


def test_counts_are_whole_and_reach_both_ends_in_steps_that_grow():
    control = count_slider("draws", 10, 10_000, 10)
    assert {type(number) for number in control.numbers} == {int}
    assert [control.numbers[i] for i in (0, 1, -1)] == [10, 11, 10_000]
    assert {20, 30, 100, 200, 1000, 5000} <= {*control.numbers}
    assert [*along(control, 4)] == [10, 100, 1000, 10_000]
    control.box.value = 137
    assert (control.value, type(control.value)) == (137, int)


def test_whole_numbers_stay_whole():
    control = step_slider("step", 9)
    control.box.value = 7
    assert (control.value, type(control.value)) == (7, int)


def test_sliders_move_by_their_step():
    assert slider("", 0, 1, 0).slider.step == 0.1
    assert slider("", 0, 1, 0, step=0.05).slider.step == 0.05


def test_logits_go_from_minus_to_plus_the_limit():
    controls = logit_sliders(2, 1, 0.1)
    assert [c.value for c in controls.values()] == [2, 1, 0.1]
    assert [c.description for c in controls.values()] == ["z₁", "z₂", "z₃"]
    assert {(c.slider.min, c.slider.max) for c in controls.values()} == {(-5, 5)}
    assert logit_sliders(0, limit=6)["z1"].box.max == 6


def test_a_log_slider_runs_over_powers_of_ten():
    temperature = log_slider("T", 0.05, 50, 1.0)
    assert 10**temperature.slider.min == pytest.approx(0.05)
    assert 10**temperature.slider.max == pytest.approx(50)
    assert (temperature.box.min, temperature.box.max) == (0.05, 50)


@pytest.mark.parametrize(("control", "values"), [
    (slider("x", -5, 5, 0.0), [-5, 0, 5]),
    (log_slider("T", 0.1, 10, 1.0), [0.1, 1, 10]),
    (step_slider("step", 7), [0, 4, 7]),
    (choice("c", [("one", 1), ("two", 2), ("three", 3)], 2), [1, 2, 3]),
    (choice("dtype", ["float16", "float32"], "float32"), ["float16", "float16", "float32"]),
])
def test_along_goes_from_one_end_of_a_control_to_the_other(control, values):
    found = list(along(control, 3))
    assert found == (values if isinstance(values[0], str) else pytest.approx(values))


def test_a_choice_starts_at_its_value():
    dtypes = choice("dtype", ["float16", "float32"], "float32")
    assert dtypes.value == "float32"
    assert dtypes.description == "dtype"
    assert (dtypes.style.description_width, dtypes.style.button_width) == ("90px", "auto")
