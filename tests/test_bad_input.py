"""What bad and edge input gives: a clear error, or the documented result without a warning.

Warnings are errors in these tests, so every result here also shows that there is none.
"""

import numpy as np
import pytest

from helpers.functions import (
    hardmax,
    log_sigmoid,
    log_softmax,
    logsumexp,
    sigmoid,
    softmax,
    softmax_jacobian,
)
from helpers.losses import (
    binary_cross_entropy,
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_with_gradient,
    entropy,
    kl_divergence,
)

inf, nan = np.inf, np.nan


def named(*functions):
    return pytest.mark.parametrize("function", functions, ids=lambda f: f.__name__)


def cross_entropy_of_first(logits):
    """Cross-entropy as a function of the logits alone: class 0 is true in every row."""
    shape = np.shape(np.ma.getdata(logits))[:-1]
    return cross_entropy(logits, np.zeros(shape, int), reduction="none")


def binary_cross_entropy_of_one(logits):
    """Binary cross-entropy as a function of the logits alone: class 1 is true."""
    shape = np.shape(np.ma.getdata(logits))
    return binary_cross_entropy(logits, np.ones(shape), reduction="none")


of_one_logit = named(sigmoid, log_sigmoid, binary_cross_entropy_of_one)
all_functions = named(softmax, log_softmax, logsumexp, hardmax, softmax_jacobian, sigmoid,
                      log_sigmoid, cross_entropy_of_first, binary_cross_entropy_of_one, entropy)
of_temperature = named(softmax, log_softmax)
losses_and_gradients = named(cross_entropy, cross_entropy_gradient, cross_entropy_with_gradient)


# Logits that are not numbers, or not finite


@named(softmax, log_softmax, logsumexp, softmax_jacobian, cross_entropy_of_first)
@pytest.mark.parametrize("bad", [[nan, 1, 2], [nan, nan, nan], [nan, inf, -inf]])
def test_nan_stays_in_its_row(function, bad):
    result = function([bad, [1.0, 2, 3]])
    assert np.isnan(result[0]).all()
    np.testing.assert_array_equal(result[1], function([1.0, 2, 3]))


def test_hardmax_of_nan_is_an_error():
    with pytest.raises(ValueError, match=r"^logits contain nan, .*no largest; .* drop its row$"):
        hardmax([[1, nan], [1, 2]])


@named(softmax, log_softmax, softmax_jacobian, cross_entropy_of_first)
@pytest.mark.parametrize("bad", [[inf, 1, 2], [1, inf, inf], [inf, inf, inf], [-inf, inf, 0]])
def test_plus_infinity_gives_nan_in_its_row(function, bad):
    result = function([bad, [1.0, 2, 3]])
    assert np.isnan(result[0]).all()
    assert np.isfinite(result[1]).all()


@pytest.mark.parametrize("bad", [[inf], [inf, 1, 2], [inf, -inf, inf]])
def test_logsumexp_of_plus_infinity_is_plus_infinity(bad):
    assert logsumexp(bad) == inf


def test_a_single_plus_infinity_gives_nan():
    assert np.isnan(softmax([inf])).all()
    assert np.isnan(log_softmax([inf])).all()


def test_minus_infinity_masks_a_class():
    logits, kept = [-inf, 1.0, -inf, 3.0], [1.0, 3.0]
    np.testing.assert_array_equal(softmax(logits)[[0, 2]], [0, 0])
    np.testing.assert_array_equal(log_softmax(logits)[[0, 2]], [-inf, -inf])
    np.testing.assert_array_equal(softmax(logits)[[1, 3]], softmax(kept))
    np.testing.assert_array_equal(log_softmax(logits)[[1, 3]], log_softmax(kept))
    assert logsumexp(logits) == logsumexp(kept)
    assert np.isfinite(softmax_jacobian(logits)).all()
    np.testing.assert_array_equal(softmax(logits, temperature=0.1)[[0, 2]], [0, 0])
    np.testing.assert_array_equal(softmax(logits, temperature=10)[[0, 2]], [0, 0])


def test_only_minus_infinity_gives_nan_and_logsumexp_minus_infinity():
    logits = np.full((2, 3), -inf)
    assert np.isnan(softmax(logits)).all()
    assert np.isnan(log_softmax(logits)).all()
    assert np.isnan(cross_entropy(logits, [0, 1], reduction="none")).all()
    np.testing.assert_array_equal(logsumexp(logits), [-inf, -inf])


@named(softmax, log_softmax)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_extreme_spans_and_subnormals_are_right(function, dtype):
    info = np.finfo(dtype)
    top, small = info.max, info.smallest_subnormal
    np.testing.assert_array_equal(np.exp(function(np.array([top, -top, 0], dtype)))
                                  if function is log_softmax
                                  else function(np.array([top, -top, 0], dtype)), [1, 0, 0])
    even = function(np.array([small, -small, 0], dtype)).astype(float)
    expected = np.log(1 / 3) if function is log_softmax else 1 / 3
    np.testing.assert_allclose(even, expected, rtol=float(info.eps))


def test_infinite_single_logits_have_their_limits():
    np.testing.assert_array_equal(sigmoid([-inf, inf, 0]), [0, 1, 0.5])
    np.testing.assert_array_equal(log_sigmoid([-inf, inf]), [-inf, 0])
    assert np.isnan(sigmoid(nan))
    assert np.isnan(log_sigmoid(nan))


@all_functions
def test_a_caller_who_turned_floating_point_warnings_into_errors_gets_results(function):
    with np.errstate(all="raise"):
        function(np.array([-800.0, 0.0, 0.0]) if function is not entropy else [1.0, 0.0])


# Shapes


@named(softmax, log_softmax, hardmax, softmax_jacobian, cross_entropy_of_first, entropy)
@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 0)])
def test_no_classes_is_an_error(function, shape):
    with pytest.raises(ValueError, match="no classes"):
        function(np.zeros(shape))


@pytest.mark.parametrize(("shape", "axis", "result"), [
    ((0,), -1, ()), ((3, 0), -1, (3,)), ((0, 0), -1, (0,)), ((0, 3), 0, (3,)),
    ((2, 0, 3), (0, 1), (3,)),
])
def test_logsumexp_of_no_classes_is_minus_infinity(shape, axis, result):
    np.testing.assert_array_equal(logsumexp(np.zeros(shape), axis=axis), np.full(result, -inf))


def test_no_rows_give_an_empty_result():
    none = np.zeros((0, 5))
    for function in (softmax, log_softmax, hardmax):
        assert function(none).shape == (0, 5)
    assert logsumexp(none).shape == (0,)
    assert logsumexp(none, keepdims=True).shape == (0, 1)
    assert softmax_jacobian(none).shape == (0, 5, 5)
    assert entropy(none).shape == kl_divergence(none, none).shape == (0,)


@pytest.mark.parametrize("targets", [np.zeros(0, int), np.zeros((0, 5))])
@pytest.mark.parametrize("smoothing", [0, 0.1])
def test_cross_entropy_of_no_rows(targets, smoothing):
    none = np.zeros((0, 5))
    options = {"label_smoothing": smoothing}
    assert cross_entropy(none, targets, reduction="sum", **options) == 0
    assert cross_entropy(none, targets, reduction="none", **options).shape == (0,)
    assert cross_entropy_gradient(none, targets, reduction="sum", **options).shape == (0, 5)
    for function in (cross_entropy, cross_entropy_gradient, cross_entropy_with_gradient):
        with pytest.raises(ValueError, match="mean of 0"):
            function(none, targets, **options)


def test_binary_cross_entropy_of_nothing():
    assert binary_cross_entropy([], [], reduction="sum") == 0
    assert binary_cross_entropy([], [], reduction="none").shape == (0,)
    with pytest.raises(ValueError, match="mean of 0"):
        binary_cross_entropy([], [])


@named(softmax, log_softmax, logsumexp, hardmax, softmax_jacobian, entropy,
       lambda logits: cross_entropy(logits, 0))
@pytest.mark.parametrize("number", [3.0, np.float32(1), np.array(2)])
def test_a_single_number_has_no_classes(function, number):
    with pytest.raises(ValueError, match="single number"):
        function(number)


@of_one_logit
def test_a_single_number_is_fine_for_functions_of_one(function):
    assert np.ndim(function(3.0)) == 0
    assert isinstance(function(np.array(3)), np.float64)


@named(softmax, log_softmax, logsumexp, hardmax, softmax_jacobian, sigmoid, log_sigmoid, entropy,
       lambda ragged: cross_entropy(ragged, [0, 0]),
       lambda ragged: cross_entropy([[1, 2], [3, 4]], ragged),
       lambda ragged: binary_cross_entropy(ragged, [0, 0]),
       lambda ragged: binary_cross_entropy([1, 2], ragged),
       lambda ragged: kl_divergence(ragged, ragged))
def test_a_ragged_list_is_an_error(function):
    with pytest.raises(ValueError, match="rows of equal length"):
        function([[1, 2], [3]])


@named(softmax, log_softmax, logsumexp, hardmax, entropy)
@pytest.mark.parametrize("axis", [2, -3])
def test_an_axis_out_of_range_is_numpys_error(function, axis):
    with pytest.raises(np.exceptions.AxisError):
        function([[0.5, 0.5]], axis=axis)


@named(softmax, log_softmax, logsumexp, hardmax, entropy)
@pytest.mark.parametrize("axis", [1.0, True, None, [0, 1], "1", (0, 1.0)])
def test_an_axis_is_an_int_or_a_tuple_of_ints(function, axis):
    with pytest.raises(TypeError, match="axis must be an int or a tuple of ints, got "):
        function([[0.5, 0.5]], axis=axis)


@named(softmax, log_softmax, logsumexp)
def test_bad_tuples_of_axes_are_errors(function):
    with pytest.raises(np.exceptions.AxisError):
        function(np.zeros((2, 2)), axis=(0, 2))
    with pytest.raises(ValueError, match="repeated"):
        function(np.zeros((2, 2)), axis=(0, 0))


@losses_and_gradients
def test_logits_of_three_axes_are_an_error(function):
    with pytest.raises(ValueError, match=r"\(N, K\) or \(K,\), got \(2, 3, 4\)"):
        function(np.zeros((2, 3, 4)), np.zeros((2, 3), int))


# Types


@all_functions
@pytest.mark.parametrize("bad", [
    [True, False], ["a", "b"], [object(), object()], [1 + 2j, 0], [None, None],
    np.array(["2020-01-01", "2020-01-02"], "datetime64[D]"),
], ids=lambda bad: str(np.asarray(bad).dtype))
def test_logits_must_be_real_numbers(function, bad):
    with pytest.raises(TypeError, match="must hold real numbers, not dtype"):
        function(bad)


@named(softmax, log_softmax, logsumexp, hardmax, softmax_jacobian, sigmoid, log_sigmoid, entropy)
def test_none_is_an_error(function):
    with pytest.raises(TypeError, match="must hold real numbers"):
        function(None)


@all_functions
def test_a_masked_array_is_an_error_that_names_the_way_out(function):
    with pytest.raises(TypeError, match=r"masked array.*-inf"):
        function(np.ma.array([1.0, 2.0], mask=[False, True]))


# Temperature


@of_temperature
@pytest.mark.parametrize("temperature", [-1, -1e-300, nan, inf, -inf, 10**400, -(10**400)])
def test_temperature_must_be_positive_and_finite(function, temperature):
    with pytest.raises(ValueError, match="temperature must be positive and finite"):
        function([1, 2], temperature=temperature)


@of_temperature
@pytest.mark.parametrize("temperature", [0, 0.0, -0.0, np.float32(0)])
def test_temperature_zero_points_to_hardmax(function, temperature):
    with pytest.raises(ValueError, match="hardmax"):
        function([1, 2], temperature=temperature)


@of_temperature
@pytest.mark.parametrize("temperature", ["1", None, [1.0], np.array([1.0, 2.0]), 1j, True])
def test_temperature_must_be_one_number(function, temperature):
    with pytest.raises(TypeError, match="temperature must be a single real number"):
        function([1, 2], temperature=temperature)


@of_temperature
@pytest.mark.parametrize("temperature", [2, np.int8(2), np.float16(2), np.float64(2)])
def test_any_real_number_is_a_temperature(function, temperature):
    np.testing.assert_array_equal(function([1, 2], temperature=temperature), function([0.5, 1]))


# Targets


@losses_and_gradients
@pytest.mark.parametrize("dtype", "bBhHiIqQ")
def test_any_integer_dtype_is_good_for_classes(function, dtype):
    logits = [[1.0, 2, 3], [0, 5, 1]]
    got, expected = function(logits, np.array([2, 1], dtype)), function(logits, [2, 1])
    if function is cross_entropy_with_gradient:
        np.testing.assert_array_equal(got[1], expected[1])
        got, expected = got[0], expected[0]
    np.testing.assert_array_equal(got, expected)


@losses_and_gradients
@pytest.mark.parametrize("classes", [[0, 3], [-1, 0], [-100, 0], np.array([0, 2**63], np.uint64)])
def test_classes_out_of_range_are_an_error(function, classes):
    with pytest.raises(ValueError, match=r"classes must lie in 0..2, got"):
        function(np.zeros((2, 3)), classes)


@losses_and_gradients
@pytest.mark.parametrize("classes", [[0.0, 1.0], [True, False], ["0", "1"], [None, None]])
def test_classes_must_be_integers(function, classes):
    with pytest.raises(TypeError, match="classes must be integers"):
        function(np.zeros((2, 3)), classes)


@losses_and_gradients
@pytest.mark.parametrize("targets", [
    [[True, False, False], [False, True, False]], [["a", "b", "c"]] * 2, [[1j, 0, 0]] * 2,
])
def test_rows_of_targets_must_be_real_numbers(function, targets):
    with pytest.raises(TypeError, match="targets must hold real numbers"):
        function(np.zeros((2, 3)), targets)


@losses_and_gradients
def test_masked_targets_are_an_error(function):
    for targets in (np.ma.array([0, 1], mask=[0, 1]), np.ma.array(np.eye(3)[:2], mask=False)):
        with pytest.raises(TypeError, match="masked array"):
            function(np.zeros((2, 3)), targets)


@losses_and_gradients
@pytest.mark.parametrize("targets", [0, [0], [0, 1, 2], [[0], [1]], np.zeros((3, 2)), np.eye(3)])
def test_targets_of_another_shape_are_an_error_that_names_both(function, targets):
    with pytest.raises(ValueError, match=r"targets of shape \(.*\) do not fit.*\(2, 3\)"):
        function(np.zeros((2, 3)), targets)


@losses_and_gradients
@pytest.mark.parametrize("row", [
    [-0.1, 0.6, 0.5], [nan, 0.5, 0.5], [0.5, 0.5, 0.5], [0.3, 0.3, 0.3], [0, 0, 0], [inf, 0, 0],
    [0.5, 0.5, 2e-6], [0, 2, -1],
])
def test_rows_of_targets_must_be_probabilities(function, row):
    with pytest.raises(ValueError, match=r"targets must (not be negative|sum to 1)"):
        function(np.zeros((2, 3)), [row, [0, 1, 0]])


def test_rounded_rows_are_good_enough():
    assert np.isfinite(cross_entropy(np.zeros(3), [0.5, 0.5, 9e-7]))
    assert np.isfinite(cross_entropy(np.zeros(3), np.array([0.333, 0.333, 0.333], np.float16)))
    with pytest.raises(ValueError, match="sum to 1"):
        cross_entropy(np.zeros(3), np.array([0.333, 0.333, 0.33], np.float16))


def test_a_mask_costs_nothing_where_the_target_is_zero_and_infinity_where_it_is_not():
    logits = [-inf, 1.0, 2.0]
    kept = cross_entropy([1.0, 2.0], 1)
    assert cross_entropy(logits, 2) == kept
    assert cross_entropy(logits, [0, 0, 1]) == pytest.approx(kept, rel=1e-15)
    assert cross_entropy(logits, 0) == inf
    assert cross_entropy(logits, [0.1, 0.4, 0.5]) == inf
    assert cross_entropy(logits, 2, label_smoothing=0.1) == inf
    for target in (2, 0, [0, 0, 1], [0.1, 0.4, 0.5]):
        assert np.isfinite(cross_entropy_gradient(logits, target)).all()


@losses_and_gradients
@pytest.mark.parametrize("smoothing", [-0.1, 1.1, nan, inf])
def test_label_smoothing_must_lie_between_zero_and_one(function, smoothing):
    with pytest.raises(ValueError, match=r"label_smoothing must lie in \[0, 1\], got"):
        function([1.0, 2.0], 0, label_smoothing=smoothing)


@losses_and_gradients
def test_label_smoothing_must_be_a_number(function):
    with pytest.raises(TypeError, match="label_smoothing must be a single real number"):
        function([1.0, 2.0], 0, label_smoothing="a little")


@named(cross_entropy, cross_entropy_gradient, cross_entropy_with_gradient, binary_cross_entropy)
@pytest.mark.parametrize("reduction", ["average", None, "Mean", ["mean"], 0])
def test_an_unknown_reduction_is_an_error(function, reduction):
    with pytest.raises(ValueError, match='reduction must be "mean", "sum" or "none", got'):
        function([1.0, 2.0], [0, 1], reduction=reduction)


@pytest.mark.parametrize("target", [-0.1, 1.1, nan, -1, 2])
def test_binary_targets_must_lie_between_zero_and_one(target):
    with pytest.raises(ValueError, match=r"targets must lie in \[0, 1\], got"):
        binary_cross_entropy([1.0, 2.0], [target, 1])


@pytest.mark.parametrize("targets", [1, [1], [[1, 0]], [1, 0, 1]])
def test_binary_targets_must_have_the_logits_shape(targets):
    with pytest.raises(ValueError, match=r"logits' shape \(2,\), got \("):
        binary_cross_entropy([1.0, 2.0], targets)


def test_binary_targets_must_be_real_numbers():
    with pytest.raises(TypeError, match="targets must hold real numbers"):
        binary_cross_entropy([1.0, 2.0], [True, False])
    with pytest.raises(TypeError, match="masked array"):
        binary_cross_entropy([1.0, 2.0], np.ma.array([1, 0]))


def test_infinite_logits_cost_nothing_where_they_are_right():
    logits, targets = [inf, -inf, inf, -inf, inf], [1, 0, 0, 1, 0.5]
    np.testing.assert_array_equal(binary_cross_entropy(logits, targets, reduction="none"),
                                  [0, 0, inf, inf, inf])
    assert np.isnan(binary_cross_entropy([nan], [1]))
    assert np.isnan(binary_cross_entropy([nan], [0]))


# Probabilities


def kl_of_first(p):
    """The divergence as a function of p alone."""
    return kl_divergence(p, np.full(np.shape(p), 0.5))


def kl_of_second(q):
    """The divergence as a function of q alone."""
    return kl_divergence(np.full(np.shape(q), 0.5), q)


@named(entropy, kl_of_first, kl_of_second)
@pytest.mark.parametrize("p", [
    [-0.5, 1.5], [nan, 1], [0.5, 0.4], [0, 0], [inf, 0], [0.5, 0.500002], [1, 1],
])
def test_probabilities_must_not_be_negative_and_must_sum_to_one(function, p):
    with pytest.raises(ValueError, match=r"must (not be negative|sum to 1)"):
        function(p)
    with pytest.raises(ValueError, match=r"must (not be negative|sum to 1)"):
        function([[0.5, 0.5], p])


def test_kl_is_infinite_where_q_excludes_what_p_allows_and_ignores_what_p_excludes():
    assert kl_divergence([0.5, 0.5], [1, 0]) == inf
    assert kl_divergence([1, 0], [0.5, 0.5]) == pytest.approx(np.log(2), rel=1e-15)
    assert kl_divergence([1, 0], [1, 0]) == 0


def test_kl_of_two_shapes_is_an_error_that_names_both():
    with pytest.raises(ValueError, match=r"\(2,\) and \(1, 2\)"):
        kl_divergence([0.5, 0.5], [[0.5, 0.5]])


# Memory


@named(softmax, log_softmax, logsumexp, hardmax, softmax_jacobian, sigmoid, log_sigmoid)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int32])
def test_any_memory_layout_works_and_the_input_is_not_written_to(function, dtype):
    base = (10 * np.random.default_rng(0).normal(size=(6, 8))).astype(dtype)
    base.flags.writeable = False
    plain = {
        "whole": base, "reversed": base[::-1, ::-1], "strided": base[::2, ::3],
        "transposed": base.T, "repeated": np.broadcast_to(base[0], (3, 8)),
    }
    before = base.copy()
    for view in plain.values():
        np.testing.assert_array_equal(function(view), function(view.copy()))
    np.testing.assert_array_equal(base, before)


def test_results_can_be_written_to_and_share_no_memory_with_the_input():
    logits = np.random.default_rng(0).normal(size=(3, 1))
    before = logits.copy()
    for function in (softmax, log_softmax, logsumexp, hardmax, sigmoid, log_sigmoid):
        result = function(logits)
        result += 1
        np.testing.assert_array_equal(logits, before)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_losses_take_any_layout_and_write_to_no_input(dtype):
    logits = np.random.default_rng(0).normal(size=(4, 6)).astype(dtype)[:, ::-2]
    rows = np.asfortranarray(np.full((4, 3), 1 / 3, np.float64))
    classes = np.array([0, 9, 1, 9, 2, 9, 0, 9])[::2]
    for array in (logits, rows, classes):
        array.flags.writeable = False
    before = logits.copy()
    for targets in (rows, classes):
        loss, gradient = cross_entropy_with_gradient(logits, targets)
        plain_loss, plain_gradient = cross_entropy_with_gradient(before, targets.copy())
        assert loss == plain_loss
        np.testing.assert_array_equal(gradient, plain_gradient)
    binary_cross_entropy(logits, rows)
    entropy(rows)
    kl_divergence(rows, rows)
    np.testing.assert_array_equal(logits, before)
