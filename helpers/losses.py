"""Entropy, divergence and the cross-entropy losses, all in nats, from probabilities or logits."""

from math import isfinite

import numpy as np

from helpers.arrays import (
    FEW,
    Rows,
    fast_order,
    number,
    plain_array,
    probability_rows,
    quiet,
    real_array,
    target_rows,
    top,
    value_range,
)
from helpers.functions import log_softmax, softmax

__all__ = [
    "binary_cross_entropy",
    "cross_entropy",
    "cross_entropy_gradient",
    "cross_entropy_with_gradient",
    "entropy",
    "kl_divergence",
]


@quiet
def entropy(probabilities, axis=-1):
    """Entropy -sum(p log p) in nats, with 0 log 0 = 0.

    probabilities : real array with at least one axis, summing to 1 along `axis`.
    Returns an array without `axis`, of the same float dtype (integers give float64).
    Raises ValueError for probabilities that are negative, nan, or do not sum to 1 within 1e-6
    (float16: 2e-3), and TypeError for anything but real numbers.

    >>> print(entropy([0.5, 0.5]).round(3))  # ln 2
    0.693

    Source: Shannon (1948), doi:10.1002/j.1538-7305.1948.tb01338.x.
    """
    rows = probability_rows(probabilities, axis, "probabilities")
    p = rows.values
    terms = p * np.log(np.where(p == 0, 1, p))
    return rows.reduced(0 - terms.sum(axis=1))


@quiet
def kl_divergence(p, q, axis=-1):
    """Kullback-Leibler divergence sum(p log(p / q)) in nats, with 0 log 0 = 0: never negative.

    p, q : real arrays of one shape, each summing to 1 along `axis`.
    Returns an array without `axis`, of the wider float dtype; +inf where q = 0 < p.
    Raises ValueError for different shapes, and as `entropy` does.

    >>> print(kl_divergence([1, 0], [0.5, 0.5]).round(3))  # ln 2
    0.693

    Source: Kullback & Leibler (1951), doi:10.1214/aoms/1177729694.
    """
    p, q = plain_array(p, "p"), plain_array(q, "q")
    if p.shape != q.shape:
        raise ValueError(f"p and q must have the same shape, got {p.shape} and {q.shape}")
    p_rows, q_rows = probability_rows(p, axis, "p"), probability_rows(q, axis, "q")
    p, q = (rows.values.astype(np.float64, copy=False) for rows in (p_rows, q_rows))
    wider = max(p_rows, q_rows, key=lambda rows: rows.dtype.itemsize)
    return wider.reduced(_divergences(p, q).sum(axis=1))


@quiet
def cross_entropy(logits, targets, *, label_smoothing=0.0, reduction="mean"):
    """Cross-entropy -sum(t log softmax(logits)) in nats, straight from the logits.

    Parameters
    ----------
    logits : real array of shape (N, K) or (K,)
    targets : integer classes 0..K-1 of shape (N,) or (), or rows of probabilities of the
        logits' shape
    label_smoothing : number in [0, 1]
        Share of each target that is spread evenly over all K classes.
    reduction : "mean" or "sum" over the rows, or "none"

    Returns
    -------
    A number, or an array of shape (N,) for "none", of the logits' float dtype. A masked class
    (logit -inf) costs +inf where its target is positive, and nothing where it is 0. nan as in
    `softmax`.

    Raises
    ------
    ValueError : shapes that do not fit, classes outside 0..K-1, rows that are no probabilities,
        label_smoothing outside [0, 1], an unknown reduction, the mean of no rows.
    TypeError : logits or targets of a wrong type; classes must be integers.

    >>> print(cross_entropy([2, 1, 0.1], 0).round(3))
    0.417

    Source: Bridle (1990), doi:10.1007/978-3-642-76153-9_28; label smoothing: Szegedy et al.
    (2016), doi:10.1109/CVPR.2016.308.
    """
    rows, targets = _checked(logits, targets, label_smoothing, reduction)
    if targets.ndim == 1:
        losses, *_ = _class_losses(rows.values, targets)
    else:
        losses = _probability_losses(rows.values, targets)
    return _reduce(losses.reshape(rows.shape[:-1]), reduction, rows.dtype)


def cross_entropy_gradient(logits, targets, *, label_smoothing=0.0, reduction="mean"):
    """Return softmax(logits) - targets, the derivative of `cross_entropy` by the logits.

    Arguments and errors are those of `cross_entropy`. For "mean" it is divided by N; for "none"
    each row is the derivative of that row's loss, as for "sum".

    >>> cross_entropy_gradient([2, 1, 0.1], 0).round(3)
    array([-0.341,  0.242,  0.099])
    """
    return cross_entropy_with_gradient(
        logits, targets, label_smoothing=label_smoothing, reduction=reduction
    )[1]


@quiet
def cross_entropy_with_gradient(logits, targets, *, label_smoothing=0.0, reduction="mean"):
    """Return the pair (`cross_entropy`, `cross_entropy_gradient`), for the time of one of them.

    Arguments, shapes, dtype and errors are those of the two. A training step needs both, and both
    need the same exponentials.

    >>> loss, gradient = cross_entropy_with_gradient([[0, 0], [0, 0]], [0, 1])
    >>> print(loss.round(3), gradient.tolist())
    0.693 [[-0.25, 0.25], [0.25, -0.25]]
    """
    rows, targets = _checked(logits, targets, label_smoothing, reduction)
    divisor = len(targets) if reduction == "mean" else 1
    if targets.ndim == 1:
        losses, *parts = _class_losses(rows.values, targets)
        gradient = _class_gradient(*parts, divisor)
    else:
        losses = _probability_losses(rows.values, targets)
        gradient = _probability_gradient(rows.values, targets) / divisor
    return _reduce(losses.reshape(rows.shape[:-1]), reduction, rows.dtype), rows.back(gradient)


@quiet
def binary_cross_entropy(logits, targets, *, reduction="mean"):
    """Cross-entropy of two classes, -t log sigmoid(x) - (1 - t) log sigmoid(-x), in nats.

    logits : real array of any shape, or a number.
    targets : probabilities of class 1, in [0, 1], of the logits' shape.
    reduction : "mean" or "sum" over all elements, or "none".
    Returns a number, or an array of the logits' shape for "none", of the logits' float dtype.
    Raises ValueError for targets outside [0, 1], shapes that differ, an unknown reduction or the
    mean of nothing; TypeError where either does not hold real numbers.

    >>> print(binary_cross_entropy([0, 2], [1, 1], reduction="none").round(3))
    [0.693 0.127]
    """
    x, dtype = real_array(logits, "logits")
    t, _ = real_array(targets, "targets")
    _check_reduction(reduction, x.size)
    if x.shape != t.shape:
        raise ValueError(f"targets must have the logits' shape {x.shape}, got {t.shape}")
    if not ((t >= 0) & (t <= 1)).all():
        raise ValueError(f"targets must lie in [0, 1], got {value_range(t)}")
    # The share of the target on the side that the logit speaks against; 1 - t in float64.
    wrong = np.where(x >= 0, 1 - t.astype(np.float64), t).astype(x.dtype)
    size = np.abs(x)
    losses = np.where(wrong == 0, 0, wrong * size) + np.log1p(np.exp(-size))
    return _reduce(losses, reduction, dtype)


def _divergences(p, q):
    """Return p log(p / q) - p + q, which is never negative; over a row, - p + q adds up to 0."""
    x = (p - q) / q
    log_ratio = np.where(np.abs(x) < 0.5, np.log1p(x), np.log(p) - np.log(q))
    terms = np.where(p == 0, q, p * log_ratio - (p - q))
    # Where p is almost q, that cancels. Its series is q (x²/2 - x³/6 + x⁴/12 - x⁵/20 + …).
    series = np.polyval([1 / 56, -1 / 42, 1 / 30, -1 / 20, 1 / 12, -1 / 6, 1 / 2], x)
    return np.where(np.abs(x) < 0.01, q * x**2 * series, terms)


def _checked(logits, targets, label_smoothing, reduction):
    """Return the `Rows` of logits, and for each row a class, or a row of probabilities."""
    rows = Rows(logits)
    if len(rows.shape) > 2:
        raise ValueError(f"logits must have shape (N, K) or (K,), got {rows.shape}; "
                         "reshape them to (N, K)")
    _check_reduction(reduction, len(rows.values))
    targets = _smoothed(target_rows(targets, rows.shape), rows.values.shape, label_smoothing)
    if targets.ndim == 2:
        targets = targets.astype(rows.values.dtype, copy=False)
    return rows, targets


def _class_losses(logits, classes):
    """Return each row's loss for its true class, and the parts of its gradient.

    The parts are where the true classes stand, the powers, 0 at those, their sum, and the sum of
    all powers.
    """
    true = np.arange(len(logits)), classes
    logits = fast_order(logits)
    powers = logits - logits.max(axis=1, keepdims=True)
    true_shift = powers[true]
    np.exp(powers, out=powers)
    true_power = powers[true]
    powers[true] = 0
    # numpy adds up a batch of few classes one by one, but a row alone in another order.
    alone = len(powers) == 1 and powers.shape[1] <= FEW
    others = powers.cumsum(axis=1)[:, -1] if alone else powers.sum(axis=1)
    # -log p = log(others + true_power) - true_shift. A confident right answer has the power 1 and
    # tiny others, whose digits log1p keeps.
    losses = np.log1p(others + (true_power - 1)) - true_shift
    return losses, true, powers, others, others + true_power


def _class_gradient(true, powers, others, total, divisor):
    """Return p - 1 at the true class and p elsewhere, over the divisor; overwrites the powers."""
    powers[true] = -others  # p - 1 itself would lose digits near p = 1
    powers /= (divisor * total)[:, None]
    return powers


def _probability_losses(logits, targets):
    """Return each row's loss for its row of probabilities."""
    return 0 - np.where(targets == 0, 0, targets * log_softmax(logits)).sum(axis=1)


def _probability_gradient(logits, targets):
    """Return p - t, as p (sum of the other t) - t (sum of the other p).

    Both are p - t, for each row sums to 1. Here nothing cancels where t is 0 or 1.
    """
    p = softmax(logits)
    return p * _sum_of_others(targets) - targets * _sum_of_others(p)


def _sum_of_others(p):
    """Return, for each entry of rows of probabilities, the sum of the others in its row."""
    at_top = top(p)
    others = p.sum(axis=1, keepdims=True) - p
    rest = p.copy()  # where p is almost 1 the subtraction cancels: add up the rest instead
    rest[at_top] = 0
    others[at_top] = rest.sum(axis=1)
    return others


def _smoothed(targets, shape, label_smoothing):
    """Return the targets with a share of each spread evenly over the classes."""
    smoothing = number(label_smoothing, "label_smoothing")
    if not 0 <= smoothing <= 1:
        raise ValueError(f"label_smoothing must lie in [0, 1], got {smoothing}")
    if smoothing == 0:
        return targets
    if targets.ndim == 2:
        return (1 - smoothing) * targets + smoothing / shape[1]
    probabilities = np.full(shape, smoothing / shape[1])
    probabilities[np.arange(shape[0]), targets] += 1 - smoothing
    return probabilities


def _check_reduction(reduction, size):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f'reduction must be "mean", "sum" or "none", got {reduction!r}')
    if reduction == "mean" and size == 0:
        raise ValueError('the mean of 0 losses is undefined; use reduction="sum" or "none"')


def _reduce(losses, reduction, dtype):
    """Return the losses, their sum, or their mean, as the dtype."""
    if reduction == "sum":
        losses = losses.sum()
    elif reduction == "mean":
        mean = losses.sum() / losses.size  # what losses.mean() is, in a third of its time
        losses = mean if isfinite(mean) else (losses / losses.size).sum()  # it may overflow
    return losses.astype(dtype, copy=False)[()]
