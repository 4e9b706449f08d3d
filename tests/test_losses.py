"""The losses against 60-digit truth, scipy and scikit-learn, and by their laws."""

import mpmath
import numpy as np
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special, stats
from sklearn.metrics import log_loss

from helpers.functions import log_softmax, softmax
from helpers.losses import (
    binary_cross_entropy,
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_with_gradient,
    entropy,
    kl_divergence,
)

SIZES = (1, 2, 3, 10, 100, 1000)
EASY = {"equal", "near-equal", "benign", "huge"}
dtypes = pytest.mark.parametrize("dtype", oracle.DTYPES)
reductions = pytest.mark.parametrize("reduction", ["mean", "sum", "none"])


def rows_and_targets(dtype, sizes=SIZES):
    """Yield (class of input, logits, truth, target class) for each hard row."""
    for name, logits in oracle.rows(dtype, sizes):
        if name != "log-probabilities":
            truth = oracle.Truth(logits)
            for target in {int(logits.argmax()), int(logits.argmin()), len(logits) // 3}:
                yield name, logits, truth, target


def a_batch(n=20, k=5, seed=0):
    """Return logits, classes and rows of probabilities."""
    rng = np.random.default_rng(seed)
    return rng.normal(0, 3, (n, k)), rng.integers(0, k, n), rng.dirichlet(np.ones(k), n)


@dtypes
def test_cross_entropy_and_its_gradient_at_the_target_keep_their_digits(dtype):
    for name, logits, truth, target in rows_and_targets(dtype):
        limit = 1 if dtype == np.float16 else 5 if name in EASY else 400
        loss, gradient = cross_entropy_with_gradient(logits, target)
        expected = truth.cross_entropy(target)
        assert oracle.ulps(loss, expected, dtype) <= limit, (name, logits, target)
        expected = truth.gradient_at_target(target)
        assert oracle.ulps(gradient[target], expected, dtype) <= limit, (name, logits, target)


@dtypes
def test_gradient_away_from_the_target_is_as_accurate_as_scipys_softmax(dtype):
    ours = scipys = 0
    for _, logits, truth, target in rows_and_targets(dtype, (1, 2, 10, 1000)):
        gradient = cross_entropy_gradient(logits, target)
        with np.errstate(all="ignore"):
            scipy_softmax = special.softmax(logits)
        for k, true in zip(truth.at, truth.softmax(), strict=True):
            if k != target:
                scipys = max(scipys, oracle.ulps(scipy_softmax[k], true, dtype))
                ours = max(ours, oracle.ulps(gradient[k], true, dtype))
    # the same rounding of the shift; a sum in another order may move the last place
    assert ours <= (1 if dtype == np.float16 else 1.01 * scipys)


@dtypes
def test_rows_of_probabilities_keep_the_digits_too(dtype):
    """A one-hot row takes another way through the code than its class; the truth is the same."""
    for name, logits, truth, target in rows_and_targets(dtype, (1, 2, 10)):
        limit = 1 if dtype == np.float16 else 5 if name in EASY else 400
        one_hot = np.zeros(len(logits), dtype)
        one_hot[target] = 1
        loss, gradient = cross_entropy_with_gradient(logits, one_hot)
        assert oracle.ulps(loss, truth.cross_entropy(target), dtype) <= limit, (name, logits)
        expected = truth.gradient_at_target(target)
        assert oracle.ulps(gradient[target], expected, dtype) <= limit, (name, logits)


@dtypes
@pytest.mark.parametrize("target", [0, 0.25, 1])
def test_binary_cross_entropy_is_right_to_three_ulp(dtype, target):
    x = oracle.numbers(dtype)
    got = binary_cross_entropy(x, np.full_like(x, target), reduction="none")
    for logit, loss in zip(x, got, strict=True):
        truth = oracle.binary_cross_entropy(logit, target)
        assert oracle.ulps(loss, truth, dtype) <= (1 if dtype == np.float16 else 3), logit


def test_binary_target_near_one_keeps_its_digits_beside_float32_logits():
    loss = binary_cross_entropy(np.float32(30), 1 - 1e-12)
    truth = oracle.binary_cross_entropy(np.float32(30), 1 - 1e-12)
    assert oracle.ulps(loss, truth, np.float32) <= 3


def test_a_confident_right_answer_costs_what_is_left_and_not_zero():
    assert cross_entropy([40.0, 0.0], 0) == pytest.approx(4.248354255291589e-18, rel=1e-14, abs=0)
    np.testing.assert_allclose(cross_entropy_gradient([40.0, 0.0], 0),
                               [-4.248354255291589e-18, 4.248354255291589e-18], rtol=1e-14)


def test_a_uniform_guess_costs_ln_k():
    assert cross_entropy(np.zeros((4, 10)), [0, 3, 9, 9]) == pytest.approx(np.log(10), rel=1e-15)


@given(arrays(np.float64, (4, 5), elements=st.floats(-8, 8)), st.integers(0, 2**20),
       st.sampled_from([0, 0.1, 1]), st.sampled_from(["mean", "sum"]), st.booleans())
def test_gradient_is_the_slope_of_the_loss(logits, seed, smoothing, reduction, soft):
    _, classes, probabilities = a_batch(4, 5, seed)
    targets = probabilities if soft else classes
    options = {"label_smoothing": smoothing, "reduction": reduction}
    steps = 1e-5 * np.eye(logits.size).reshape(-1, *logits.shape)
    slopes = [(cross_entropy(logits + step, targets, **options)
               - cross_entropy(logits - step, targets, **options)) / 2e-5 for step in steps]
    gradient = cross_entropy_gradient(logits, targets, **options)
    np.testing.assert_allclose(gradient, np.reshape(slopes, logits.shape), atol=1e-8)


@given(arrays(np.float64, 6, elements=st.floats(-30, 30)), st.integers(0, 2**20))
def test_cross_entropy_is_at_least_the_entropy_and_the_rest_is_kl(logits, seed):
    target = np.random.default_rng(seed).dirichlet(np.ones(6))
    loss = cross_entropy(logits, target)
    assert loss >= entropy(target) - 1e-12
    rest = kl_divergence(target, softmax(logits))
    assert loss == pytest.approx(entropy(target) + rest, rel=1e-9, abs=1e-12)


@given(st.floats(-700, 700), st.floats(0, 1))
def test_binary_cross_entropy_is_cross_entropy_of_two_classes(x, target):
    two = cross_entropy([0, x], [1 - target, target])
    assert binary_cross_entropy(x, target) == pytest.approx(two, rel=1e-9, abs=1e-300)


@given(arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 40)),
              elements=st.floats(-50, 50)), st.integers(0, 2**20))
def test_a_row_of_a_batch_is_the_row_alone_bit_for_bit(logits, seed):
    _, classes, probabilities = a_batch(*logits.shape, seed)
    for targets in (classes, probabilities):
        for batch in (logits, np.asfortranarray(logits)):
            losses, gradients = cross_entropy_with_gradient(batch, targets, reduction="none")
            for i, row in enumerate(logits):
                loss, gradient = cross_entropy_with_gradient(row, targets[i])
                assert losses[i] == loss
                np.testing.assert_array_equal(gradients[i], gradient)


@reductions
@pytest.mark.parametrize("smoothing", [0, 0.2])
def test_the_pair_is_the_loss_and_its_gradient(reduction, smoothing):
    logits, classes, probabilities = a_batch()
    for targets in (classes, probabilities):
        options = {"label_smoothing": smoothing, "reduction": reduction}
        loss, gradient = cross_entropy_with_gradient(logits, targets, **options)
        np.testing.assert_array_equal(loss, cross_entropy(logits, targets, **options))
        np.testing.assert_array_equal(gradient, cross_entropy_gradient(logits, targets, **options))


def test_reductions_are_the_mean_the_sum_and_the_losses_themselves():
    logits, classes, _ = a_batch()
    losses = cross_entropy(logits, classes, reduction="none")
    assert losses.shape == (20,)
    np.testing.assert_allclose(losses, -special.log_softmax(logits, axis=1)[range(20), classes])
    assert cross_entropy(logits, classes) == pytest.approx(losses.mean(), rel=1e-15)
    assert cross_entropy(logits, classes, reduction="sum") == pytest.approx(losses.sum(), rel=1e-15)
    whole = cross_entropy_gradient(logits, classes, reduction="sum")
    np.testing.assert_allclose(cross_entropy_gradient(logits, classes) * 20, whole, rtol=1e-14)
    np.testing.assert_array_equal(cross_entropy_gradient(logits, classes, reduction="none"), whole)


def test_the_mean_is_finite_where_the_sum_overflows():
    x = [[1.5e308, 0.0]] * 2
    assert cross_entropy(x, [1, 1]) == 1.5e308
    assert binary_cross_entropy([1.5e308] * 2, [0.0, 0.0]) == 1.5e308


def test_mean_agrees_with_scikit_learn():
    logits, classes, _ = a_batch()
    expected = log_loss(classes, special.softmax(logits, axis=1), labels=range(5))
    assert cross_entropy(logits, classes) == pytest.approx(expected, rel=1e-13)


def test_soft_targets_agree_with_scipy():
    logits, _, p = a_batch()
    expected = -(p * special.log_softmax(logits, axis=1)).sum(axis=1)
    np.testing.assert_allclose(cross_entropy(logits, p, reduction="none"), expected, rtol=1e-13)
    np.testing.assert_allclose(cross_entropy_gradient(logits, p, reduction="sum"),
                               special.softmax(logits, axis=1) - p, atol=1e-15)


def test_classes_and_one_hot_rows_mean_the_same():
    logits, classes, _ = a_batch()
    for options in ({}, {"label_smoothing": 0.3}):
        one_hot = np.eye(5, dtype=int)[classes]
        for ours, other in zip(cross_entropy_with_gradient(logits, classes, **options),
                               cross_entropy_with_gradient(logits, one_hot, **options),
                               strict=True):
            np.testing.assert_allclose(ours, other, rtol=1e-13, atol=1e-16)


def test_label_smoothing_mixes_the_target_with_an_even_one():
    logits, classes, p = a_batch()
    log_p = special.log_softmax(logits, axis=1)
    even = -log_p.mean(axis=1)
    hard = -log_p[range(20), classes]
    soft = -(p * log_p).sum(axis=1)
    for targets, own in ((classes, hard), (p, soft)):
        got = cross_entropy(logits, targets, label_smoothing=0.2, reduction="none")
        np.testing.assert_allclose(got, 0.8 * own + 0.2 * even, rtol=1e-13)
    only_even = cross_entropy(logits, classes, label_smoothing=1, reduction="none")
    np.testing.assert_allclose(only_even, even, rtol=1e-13)


@dtypes
def test_dtype_is_that_of_the_logits(dtype):
    logits = np.array([[1, 2, 3], [0, 0, 1]], dtype)
    for targets in ([2, 0], [[0, 0, 1], [0.5, 0.25, 0.25]]):
        for reduction in ("mean", "sum", "none"):
            loss, gradient = cross_entropy_with_gradient(logits, targets, reduction=reduction)
            assert loss.dtype == gradient.dtype == dtype
            assert gradient.shape == logits.shape
    assert binary_cross_entropy(logits, np.zeros((2, 3))).dtype == dtype
    assert entropy(np.array([0.5, 0.5], dtype)).dtype == dtype
    even = np.array([0.5, 0.5], dtype)
    assert kl_divergence(even, even).dtype == dtype
    assert kl_divergence(even, even.astype(np.float64)).dtype == np.float64


def test_integer_logits_are_computed_in_float64():
    assert cross_entropy(np.array([200, 100], np.uint8), 1) == 100
    assert cross_entropy([3, 1], 0).dtype == np.float64


def test_entropy_agrees_with_scipy_along_every_axis():
    p = np.random.default_rng(0).dirichlet(np.ones(4), (3, 5))
    np.testing.assert_allclose(entropy(p), stats.entropy(p, axis=-1), rtol=1e-13)
    np.testing.assert_allclose(entropy(np.moveaxis(p, -1, 0), axis=0), stats.entropy(p, axis=-1))
    np.testing.assert_allclose(entropy(p / 5, axis=(1, 2)),
                               stats.entropy((p / 5).reshape(3, 20), axis=1))


def test_entropy_is_zero_for_certainty_and_ln_k_for_none():
    assert entropy([0, 1, 0]) == 0
    assert not np.signbit(entropy([0.0, 1, 0]))
    assert entropy(np.full(8, 1 / 8)) == pytest.approx(np.log(8), rel=1e-15)
    assert entropy([0.7, 0.2, 0.1]) == pytest.approx(0.8018185525433372, rel=1e-15)


def test_kl_agrees_with_scipy_along_every_axis():
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.ones(4), (2, 3, 5))
    expected = special.rel_entr(p, q).sum(axis=-1)
    np.testing.assert_allclose(kl_divergence(p, q), expected, rtol=1e-12)
    moved = kl_divergence(np.moveaxis(p, -1, 0), np.moveaxis(q, -1, 0), axis=0)
    np.testing.assert_allclose(moved, expected, rtol=1e-12)


def test_kl_is_not_symmetric():
    assert kl_divergence([0.9, 0.1], [0.5, 0.5]) == pytest.approx(0.36806420716849, rel=1e-12)
    assert kl_divergence([0.5, 0.5], [0.9, 0.1]) == pytest.approx(0.51082562376599, rel=1e-12)


@pytest.mark.parametrize(("p", "q"), [
    ([0.5, 0.5], [0.5 + 1e-9, 0.5 - 1e-9]),
    ([0.25, 0.75], [0.25 - 2**-40, 0.75 + 2**-40]),
    ([0.5, 0.5], [1e-320, 1.0]),
    ([1e-320, 1.0], [0.5, 0.5]),
])
def test_kl_of_close_and_of_extreme_rows_keeps_its_digits(p, q):
    p_exact, q_exact = ([oracle.exact(x) / sum(map(oracle.exact, row)) for x in row]
                        for row in (p, q))  # floats sum to 1 only nearly
    true = mpmath.fsum(a * mpmath.log(a / b) for a, b in zip(p_exact, q_exact, strict=True))
    assert float(kl_divergence(p, q)) == pytest.approx(float(true), rel=1e-8, abs=0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("closeness", [1e-17, 1e-12, 1e-8, 1e-4, 1e-2, 1])
def test_kl_is_never_negative(dtype, closeness):
    rng = np.random.default_rng(0)
    p = softmax(rng.normal(size=(2000, 3)))
    q = p * (1 + closeness * rng.uniform(-0.5, 0.5, p.shape))
    q /= q.sum(axis=1, keepdims=True)
    assert (kl_divergence(p.astype(dtype), q.astype(dtype)) >= 0).all()


@pytest.mark.parametrize("x", [-0.49, -0.0101, -0.0099, 1e-5, 0.0099, 0.0101, 0.49, 0.51, 2.9])
def test_kl_has_no_seam_between_its_formulas(x):
    p, q = [0.25 * (1 + x), 1 - 0.25 * (1 + x)], [0.25, 0.75]
    true = mpmath.fsum(oracle.exact(a) * mpmath.log(oracle.exact(a) / oracle.exact(b))
                       for a, b in zip(p, q, strict=True))
    assert float(kl_divergence(p, q)) == pytest.approx(float(true), rel=2e-11, abs=0)


def test_kl_of_a_row_with_itself_is_zero():
    p = softmax(np.random.default_rng(0).normal(size=(6, 9)))
    np.testing.assert_array_equal(kl_divergence(p, p), np.zeros(6))


def test_loss_does_not_depend_on_a_common_shift():
    logits, classes, _ = a_batch()
    shifted = logits + 1000
    np.testing.assert_allclose(cross_entropy(shifted, classes), cross_entropy(logits, classes))
    assert cross_entropy(logits, classes) == pytest.approx(
        -log_softmax(logits)[range(20), classes].mean(), rel=1e-14
    )
