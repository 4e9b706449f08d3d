"""Calibration: bins counted by hand, temperatures known in closed form."""

import mpmath
import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from helpers.calibration import expected_calibration_error, fit_temperature, reliability

# Confidences .95, .9, .65, .62, .5; right, wrong, right, wrong, right (a tie: class 0 wins).
P = np.array([[0.95, 0.05], [0.1, 0.9], [0.65, 0.35], [0.38, 0.62], [0.5, 0.5]])
Y = np.array([0, 0, 0, 0, 0])


def noisy(temperature, n=4000, classes=5, seed=0):
    """Logits, and targets drawn from their softmax at the temperature."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(scale=3, size=(n, classes))
    targets = (logits / temperature + rng.gumbel(size=logits.shape)).argmax(axis=1)
    return logits, targets


def loss(logits, targets, temperature):
    return -log_softmax(logits / temperature, axis=1)[np.arange(len(targets)), targets].mean()


def test_reliability_is_what_one_counts_by_hand():
    bins = reliability(P, Y, bins=5)
    np.testing.assert_allclose(bins.edges, [0, 0.2, 0.4, 0.6, 0.8, 1])
    assert bins.count.tolist() == [0, 0, 1, 2, 2]
    np.testing.assert_allclose(bins.confidence, [np.nan, np.nan, 0.5, 0.635, 0.925])
    np.testing.assert_allclose(bins.accuracy, [np.nan, np.nan, 1, 0.5, 0.5])


def test_expected_calibration_error_is_what_one_counts_by_hand():
    by_hand = (1 * 0.5 + 2 * 0.135 + 2 * 0.425) / 5
    assert expected_calibration_error(P, Y, bins=5) == pytest.approx(by_hand, rel=1e-12)


def test_one_bin_compares_mean_confidence_with_accuracy():
    logits, targets = noisy(2.0)
    p = softmax(logits, axis=1)
    gap = abs(p.max(axis=1).mean() - (p.argmax(axis=1) == targets).mean())
    assert expected_calibration_error(p, targets, bins=1) == pytest.approx(gap, rel=1e-12)


def test_a_confidence_on_an_edge_belongs_to_the_bin_below():
    p = np.array([[0.75, 0.25], [0.5, 0.5], [1.0, 0.0]])
    assert reliability(p, [0, 0, 0], bins=4).count.tolist() == [0, 1, 1, 1]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_confidence_on_an_edge_is_in_the_bin_below_in_every_dtype_and_number_of_bins(dtype):
    for bins in range(1, 101):
        for k in range(bins // 2 + 1, bins + 1):
            p = np.array([[k / bins, (bins - k) / bins]], dtype=dtype)
            assert reliability(p, [0], bins=bins).count[k - 1] == 1


def test_the_calibration_error_does_not_hang_on_the_dtype():
    p = [[0.6, 0.4], [0.55, 0.45]]  # one bin for both: one of two right, mean confidence 0.575
    for dtype in (np.float32, np.float64):
        error = expected_calibration_error(np.array(p, dtype=dtype), [0, 1])
        assert error == pytest.approx(0.075, rel=1e-6)


def test_bins_hold_every_row_and_average_to_the_accuracy():
    logits, targets = noisy(1.0)
    p = softmax(logits, axis=1)
    bins = reliability(p, targets)
    assert bins.count.sum() == len(targets)
    right = np.nansum(bins.accuracy * bins.count)
    assert right == pytest.approx((logits.argmax(axis=1) == targets).sum())


def test_error_is_0_where_every_prediction_is_certain_and_right_and_1_where_wrong():
    p = np.eye(3)
    assert expected_calibration_error(p, [0, 1, 2]) == 0
    assert expected_calibration_error(p, [1, 2, 0]) == 1


def test_probabilities_the_targets_were_drawn_from_are_calibrated():
    logits, targets = noisy(1.0, n=100_000)
    assert expected_calibration_error(softmax(logits, axis=1), targets) < 0.01
    assert expected_calibration_error(softmax(3 * logits, axis=1), targets) > 0.1


@pytest.mark.parametrize(
    ("p", "y", "bins", "error", "words"),
    [
        (P * 2, Y, 5, ValueError, "^probabilities must sum to 1"),
        (np.where(P == 0.95, np.nan, P), Y, 5, ValueError, "sum to 1"),
        ([[1.5, -0.5]], [0], 5, ValueError, "negative"),
        (P[:, 0], Y, 5, ValueError, "sum to 1"),
        (P[0], 0, 5, ValueError, r"^probabilities must have shape \(N, K\)"),
        (P[:0], Y[:0], 5, ValueError, "at least 1"),
        (P, Y[:3], 5, ValueError, r"\(3,\).*\(5, 2\)"),
        (P, Y + 2, 5, ValueError, r"0\.\.1"),
        (P, Y - 1, 5, ValueError, r"0\.\.1"),
        (P, Y.astype(float), 5, TypeError, "integers"),
        (P, P, 5, ValueError, r"^targets must be classes of shape \(5,\), .*; take targets.argmax"),
        (P, Y, 0, ValueError, "bins"),
        (P, Y, 2.5, ValueError, "bins"),
        (P, Y, True, ValueError, "bins"),
    ],
)
def test_reliability_says_what_is_wrong(p, y, bins, error, words):
    with pytest.raises(error, match=words):
        reliability(p, y, bins=bins)
    with pytest.raises(error, match=words):
        expected_calibration_error(p, y, bins=bins)


def test_ten_bins_are_taken_where_none_are_asked_for():
    assert len(reliability(P, Y).count) == 10
    assert expected_calibration_error(P, Y) == expected_calibration_error(P, Y, bins=10)


def test_a_temperature_of_thousands_has_all_its_digits():
    targets = np.arange(20_001) >= 10_001  # one more is right than wrong
    fitted = fit_temperature(np.tile([1.0, 0.0], (20_001, 1)), targets.astype(int))
    assert fitted == pytest.approx(1 / np.log(10_001 / 10_000), rel=1e-9)


@pytest.mark.parametrize("share", [0.6, 0.75, 0.99])
@pytest.mark.parametrize("gap", [1e-200, 0.01, 4.0, 1e200, 1e307])
def test_two_equal_logits_have_the_temperature_of_the_closed_form(share, gap):
    # Every row has the logits (gap, 0), and the share is right: sigmoid(gap / T) = share.
    targets = np.arange(200) >= 200 * share
    exact = mpmath.mpf(gap) / mpmath.log(mpmath.mpf(round(200 * share)) / round(200 * (1 - share)))
    fitted = fit_temperature(np.tile([gap, 0.0], (200, 1)), targets.astype(int))
    assert fitted == pytest.approx(float(exact), rel=1e-10)


@pytest.mark.parametrize("temperature", [0.3, 1.0, 5.0])
def test_fitted_temperature_is_the_minimum_of_the_loss(temperature):
    logits, targets = noisy(temperature)
    found = minimize_scalar(
        lambda log_t: loss(logits, targets, np.exp(log_t)), bounds=(-3, 4), method="bounded",
        options={"xatol": 1e-9},
    )  # fmt: skip
    fitted = fit_temperature(logits, targets)
    assert fitted == pytest.approx(np.exp(found.x), rel=1e-6)
    assert fitted == pytest.approx(temperature, rel=0.1)  # the one they were drawn with


def test_logits_of_both_extremes_do_not_overflow():
    logits = np.tile([1e308, -1e308], (10, 1))
    targets = np.arange(10) >= 9
    fitted = fit_temperature(logits, targets.astype(int))
    assert fitted == pytest.approx(2 * (1e308 / np.log(9)), rel=1e-10)


def test_fitted_temperature_ignores_a_shift_of_every_row_and_follows_a_scale():
    logits, targets = noisy(2.0, n=300)
    fitted = fit_temperature(logits, targets)
    shift = np.random.default_rng(1).normal(scale=100, size=(300, 1))
    assert fit_temperature(logits + shift, targets) == pytest.approx(fitted, rel=1e-10)
    assert fit_temperature(7 * logits, targets) == pytest.approx(7 * fitted, rel=1e-10)


def test_masked_classes_do_not_count():
    logits, targets = noisy(2.0, n=300)
    masked = np.column_stack([logits, np.full(300, -np.inf)])
    fitted = fit_temperature(masked, targets)
    assert fitted == pytest.approx(fit_temperature(logits, targets), rel=1e-12)


def test_each_row_may_mask_other_classes():
    logits, targets = noisy(2.0, n=300)
    rows, others = np.arange(0, 300, 2), (targets[::2] + 1) % logits.shape[1]
    logits[rows, others] = -np.inf
    found = minimize_scalar(
        lambda log_t: loss(logits, targets, np.exp(log_t)), bounds=(-3, 4), method="bounded",
        options={"xatol": 1e-9},
    )  # fmt: skip
    assert fit_temperature(logits, targets) == pytest.approx(np.exp(found.x), rel=1e-6)


def test_whether_a_temperature_is_best_is_asked_of_each_rows_own_classes():
    # The targets' mean, 0.5, is below the mean of the rows' means, 1.375, but not of all logits.
    with pytest.raises(ValueError, match="as the temperature rises"):
        fit_temperature([[9, 0, 0, 0], [1, 0, -np.inf, -np.inf]], [1, 0])


def test_fitting_neither_changes_nor_rounds_its_input():
    logits, targets = noisy(2.0, n=300)
    rounded = logits.astype(np.float32)
    before = rounded.copy()
    fitted = fit_temperature(rounded, targets)
    np.testing.assert_array_equal(rounded, before)
    assert fitted == fit_temperature(rounded.astype(np.float64), targets)


@pytest.mark.parametrize(
    ("logits", "targets", "error", "words"),
    [
        ([[3, 1], [0, 2]], [0, 1], ValueError, "as the temperature falls"),
        ([[3, 1], [0, 2]], [1, 0], ValueError, "as the temperature rises"),
        ([[3, 1], [0, 2]], [0, 0], ValueError, "as the temperature rises"),
        ([[1, 1], [1, 1]], [0, 1], ValueError, "as the temperature falls"),
        ([[1, 0], [1, 0]], [0, 1], ValueError, "^the targets' logits are no larger than the "
         "average, .* as the temperature rises; do targets and logits match[?]$"),
        ([[3, np.nan], [0, 2]], [0, 1], ValueError, "^logits hold nan or .inf; .* logits$"),
        ([[3, np.inf], [0, 2]], [0, 1], ValueError, "inf"),
        ([[3, -np.inf], [0, 2]], [1, 1], ValueError, "^a target has .* -inf: .*temperature$"),
        ([[-np.inf, -np.inf], [0, 2]], [1, 1], ValueError, "-inf"),
        ([3, 1], 0, ValueError, r"^logits must have shape \(N, K\)"),
        (np.zeros((0, 2)), np.zeros(0, int), ValueError, "at least 1"),
        ([[3, 1], [0, 2]], [0, 2], ValueError, r"0\.\.1"),
        ([[3, 1], [0, 2]], [0.0, 1.0], TypeError, "integers"),
        ([["a", "b"]], [0], TypeError, "^logits must hold real numbers"),
    ],
)
def test_fit_temperature_says_what_is_wrong(logits, targets, error, words):
    with pytest.raises(error, match=words):
        fit_temperature(logits, targets)
