"""The functions against 60-digit truth, against scipy where it is right, and by their laws."""


import mpmath
import numpy as np
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import special
from sklearn.utils import extmath

from helpers.functions import (
    hardmax,
    log_sigmoid,
    log_softmax,
    logsumexp,
    sigmoid,
    softmax,
    softmax_jacobian,
)

SIZES = (1, 2, 3, 10, 100, 1000)
EASY = {"equal", "near-equal", "benign", "huge"}
LOGITS = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=40),
                elements=st.floats(-60, 60))
ROW = arrays(np.float64, st.integers(1, 40), elements=st.floats(-60, 60))
dtypes = pytest.mark.parametrize("dtype", oracle.DTYPES)


def worst(results, dtype):
    return max(oracle.ulps(got, true, dtype) for got, true in results)


@pytest.fixture(scope="module", params=oracle.DTYPES, ids=lambda dtype: dtype.__name__)
def hard(request):
    """Return a dtype and its hard rows: (class of input, logits, truth)."""
    rows = oracle.rows(request.param, SIZES)
    return request.param, [
        (name, logits, oracle.Truth(logits)) for name, logits in rows if name != "log-probabilities"
    ]


def softmax_error(function, dtype, rows):
    return max(
        worst(zip(function(logits)[truth.at], truth.softmax(), strict=True), dtype)
        for _, logits, truth in rows
    )


def test_softmax_is_as_accurate_as_scipy(hard):
    dtype, rows = hard
    with np.errstate(all="ignore"):
        scipys = softmax_error(special.softmax, dtype, rows)
    limit = 1 if dtype == np.float16 else 1.01 * scipys
    assert softmax_error(softmax, dtype, rows) <= limit


def test_log_softmax_keeps_its_digits(hard):
    dtype, rows = hard
    for name, logits, truth in rows:
        limit = 1 if dtype == np.float16 else 5 if name in EASY else 400
        pairs = zip(log_softmax(logits)[truth.at], truth.log_softmax(), strict=True)
        assert worst(pairs, dtype) <= limit, (name, logits)


def test_logsumexp_keeps_its_digits(hard):
    dtype, rows = hard
    limit = {np.float16: 1, np.float32: 120, np.float64: 14}[dtype]
    for name, logits, truth in rows:
        assert oracle.ulps(logsumexp(logits), truth.logsumexp(), dtype) <= limit, (name, logits)


@dtypes
@pytest.mark.parametrize("temperature", [1e-308, 1e-40, 0.1, 0.7, 1.5, 3, 1e5, 1e40, 1e308])
def test_temperature_divides_the_exact_differences(dtype, temperature):
    top = float(np.finfo(dtype).max)
    for logits in ([1, 2, 3], [top, -top], [0.3, -0.2, 0.31, -np.inf], [1e-7, 3e-7]):
        logits = np.asarray(logits, dtype)
        truth = oracle.Truth(logits, temperature)
        for function in (softmax, log_softmax):
            pairs = zip(function(logits, temperature=temperature),
                        getattr(truth, function.__name__)(), strict=True)
            assert worst(pairs, dtype) <= (1 if dtype == np.float16 else 80), (function, logits)


@dtypes
def test_sigmoids_are_right_to_three_ulp(dtype):
    x = oracle.numbers(dtype)
    for function, truth in ((sigmoid, oracle.sigmoid), (log_sigmoid, oracle.log_sigmoid)):
        pairs = zip(function(x), map(truth, x), strict=True)
        assert worst(pairs, dtype) <= (1 if dtype == np.float16 else 3)


def test_sigmoid_is_a_number_where_scipy_gives_zero():
    assert special.expit(-740.0) == 0
    assert oracle.ulps(sigmoid(-740.0), oracle.sigmoid(-740.0), np.float64) <= 1


@dtypes
@pytest.mark.parametrize("function", [
    softmax, log_softmax, logsumexp, hardmax, sigmoid, log_sigmoid, softmax_jacobian,
])
def test_dtype_is_kept_and_integers_give_float64(function, dtype):
    assert function(np.array([1, 2, 3], dtype)).dtype == dtype
    assert function([1, 2, 3]).dtype == np.float64
    assert function(np.array([1, 2, 3], np.dtype(dtype).newbyteorder())).dtype.kind == "f"


@pytest.mark.parametrize("logits", [
    np.array([1, 2], np.uint8),
    np.array([30000, -30000], np.int16),
    np.array([2**31 - 1, -(2**31)], np.int32),
    np.array([2**64 - 1, 0], np.uint64),
])
def test_integers_do_not_wrap(logits):
    truth = oracle.Truth(logits.astype(float))
    assert worst(zip(softmax(logits), truth.softmax(), strict=True), np.float64) <= 2


def test_integers_that_numpy_has_no_dtype_for_are_numbers_too():
    np.testing.assert_array_equal(softmax([2**64, 2**64, 0.5]), [0.5, 0.5, 0])
    with pytest.raises(TypeError, match="must hold real numbers"):
        softmax([2**64, "1"])


def test_float16_is_rounded_once():
    logits = np.random.default_rng(0).normal(size=(200, 7)).astype(np.float16)
    expected = special.softmax(logits.astype(np.float64), axis=-1).astype(np.float16)
    np.testing.assert_array_equal(softmax(logits), expected)


@given(LOGITS)
def test_softmax_is_positive_and_sums_to_one(logits):
    p = softmax(logits)
    assert (p > 0).all()
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-14)


@given(ROW, st.integers(-50, 50))
def test_softmax_ignores_a_common_shift_and_logsumexp_moves_along(logits, c):
    np.testing.assert_allclose(softmax(logits + c), softmax(logits), rtol=1e-12)
    np.testing.assert_allclose(log_softmax(logits + c), log_softmax(logits), atol=1e-12)
    np.testing.assert_allclose(logsumexp(logits + c), logsumexp(logits) + c, atol=1e-12)


@given(ROW, st.randoms(use_true_random=False))
def test_permuting_logits_permutes_probabilities(logits, random):
    order = random.sample(range(len(logits)), len(logits))
    np.testing.assert_allclose(softmax(logits[order]), softmax(logits)[order], rtol=1e-14)


@given(ROW, st.floats(0.01, 100))
def test_softmax_keeps_the_order(logits, temperature):
    ordered = np.sort(logits)
    assert (np.diff(softmax(ordered, temperature=temperature)) >= 0).all()
    assert (np.diff(log_softmax(ordered, temperature=temperature)) >= 0).all()


@given(arrays(np.float64, st.integers(1, 8), elements=st.floats(-5, 5)))
def test_softmax_is_the_gradient_of_logsumexp(logits):
    h = 1e-6 * np.eye(len(logits))
    slopes = (logsumexp(logits + h) - logsumexp(logits - h)) / 2e-6
    np.testing.assert_allclose(slopes, softmax(logits), atol=1e-8)


@given(ROW)
def test_logsumexp_lies_between_the_maximum_and_the_maximum_plus_log_k(logits):
    assert logits.max() <= logsumexp(logits) <= logits.max() + np.log(len(logits)) + 1e-12


@given(st.floats(-800, 800))
def test_two_classes_are_the_sigmoid(x):
    np.testing.assert_allclose(softmax([x, 0])[0], sigmoid(x), rtol=1e-13, atol=1e-320)
    np.testing.assert_allclose(log_softmax([x, 0])[0], log_sigmoid(x), rtol=1e-13, atol=1e-320)


@given(st.floats(-800, 800))
def test_sigmoids_of_opposite_logits_sum_to_one(x):
    assert sigmoid(x) + sigmoid(-x) == pytest.approx(1, rel=1e-15)


@given(arrays(np.float64, array_shapes(min_dims=3, max_dims=3, max_side=10),
              elements=st.floats(-60, 60)), st.integers(-3, 2))
def test_an_axis_means_moving_it_to_the_end_bit_for_bit(logits, axis):
    moved = np.moveaxis(logits, axis, -1)
    for function in (softmax, log_softmax, hardmax):
        np.testing.assert_array_equal(function(logits, axis=axis),
                                      np.moveaxis(function(moved), -1, axis))
    np.testing.assert_array_equal(logsumexp(logits, axis=axis), logsumexp(moved))


@given(LOGITS)
def test_a_row_of_a_batch_is_the_row_alone_bit_for_bit(logits):
    for function in (softmax, log_softmax, logsumexp, hardmax):
        for batch in (logits, np.asfortranarray(logits)):
            alone = np.stack([function(row) for row in logits])
            np.testing.assert_array_equal(function(batch), alone)


@pytest.mark.parametrize("shape", [(20_000, 10), (200, 1000), (3, 70_000)])
def test_a_row_of_a_large_batch_is_the_row_alone_bit_for_bit(shape):
    logits = np.random.default_rng(0).normal(size=shape)
    for function in (softmax, log_softmax, logsumexp):
        batch = function(logits)
        for row in {0, 1, 65, shape[0] // 2, 6553, 6554, shape[0] - 1} & set(range(shape[0])):
            np.testing.assert_array_equal(batch[row], function(logits[row]))


@pytest.mark.parametrize("axis", [0, 1, -1, (0, 2), (3, 1), (-1,), (0, 1, 2, 3)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_axes_give_what_scipy_gives(axis, keepdims):
    logits = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    for ours, scipys in ((softmax, special.softmax), (log_softmax, special.log_softmax)):
        np.testing.assert_allclose(ours(logits, axis=axis), scipys(logits, axis=axis), rtol=1e-13)
    np.testing.assert_allclose(logsumexp(logits, axis=axis, keepdims=keepdims),
                               special.logsumexp(logits, axis=axis, keepdims=keepdims), rtol=1e-13)


def test_softmax_agrees_with_scikit_learn():
    logits = np.random.default_rng(0).normal(0, 3, (50, 7))
    np.testing.assert_allclose(softmax(logits), extmath.softmax(logits), rtol=1e-13)


def test_a_low_temperature_tends_to_hardmax_and_a_high_one_to_even():
    logits = [2.0, 1.0, 0.1]
    np.testing.assert_array_equal(softmax(logits, temperature=1e-3), hardmax(logits))
    np.testing.assert_allclose(softmax(logits, temperature=1e9), 1 / 3, rtol=1e-8)
    np.testing.assert_array_equal(softmax([1.0, 1, 0], temperature=1e-9), [0.5, 0.5, 0])


def test_hardmax_is_one_at_the_first_largest():
    np.testing.assert_array_equal(hardmax([[1, 3, 3], [-np.inf, -np.inf, -np.inf], [5, 2, np.inf]]),
                                  [[0, 1, 0], [1, 0, 0], [0, 0, 1]])
    np.testing.assert_array_equal(hardmax([[1, 3], [2, 0]], axis=0), [[0, 1], [1, 0]])


@given(arrays(np.float64, st.integers(1, 6), elements=st.floats(-4, 4)))
def test_jacobian_is_the_slope_of_softmax(logits):
    h = 1e-6
    slopes = [(softmax(logits + step) - softmax(logits - step)) / (2 * h)
              for step in h * np.eye(len(logits))]
    np.testing.assert_allclose(softmax_jacobian(logits), np.transpose(slopes), atol=1e-8)


def test_jacobian_keeps_its_digits_where_a_probability_is_almost_one():
    jacobian = softmax_jacobian([[40.0, 0.0]])
    small = mpmath.exp(-40) / (1 + mpmath.exp(-40)) ** 2
    assert jacobian.shape == (1, 2, 2)
    for i, j, sign in ((0, 0, 1), (0, 1, -1), (1, 0, -1), (1, 1, 1)):
        assert oracle.ulps(jacobian[0, i, j], sign * small, np.float64) <= 4


def test_jacobian_of_a_batch_is_that_of_each_row():
    logits = np.random.default_rng(0).normal(size=(2, 3, 4))
    jacobian = softmax_jacobian(logits)
    assert jacobian.shape == (2, 3, 4, 4)
    np.testing.assert_array_equal(jacobian[1, 2], softmax_jacobian(logits[1, 2]))
