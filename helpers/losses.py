"""Entropy, divergence and the cross-entropy losses, all in nats, from probabilities or logits."""

import numpy as np

from helpers.functions import (
    FEW,
    _array,
    _classes_last,
    _fast_order,
    _number,
    _quiet,
    _real_array,
    _shift,
    log_softmax,
    softmax,
)

__all__ = [
    "binary_cross_entropy",
    "cross_entropy",
    "cross_entropy_gradient",
    "cross_entropy_with_gradient",
    "entropy",
    "kl_divergence",
]


@_quiet
def entropy(probabilities, axis=-1):
    """Entropy -sum(p log p) in nats, with 0 log 0 = 0.

    probabilities : real array with at least one axis, summing to 1 along `axis`.
    Returns an array without `axis`, of the same float dtype (integers give float64).
    Raises ValueError for probabilities that are negative, nan, or do not sum to 1 within 1e-6
    (float16: 2e-3), and TypeError for anything but real numbers.
    Source: Shannon (1948), doi:10.1002/j.1538-7305.1948.tb01338.x.
    """
    p, dtype = _probabilities(probabilities, axis, "probabilities")
    terms = p * np.log(np.where(p == 0, 1, p))
    return (0 - terms.sum(axis=-1)).astype(dtype, copy=False)[()]


@_quiet
def kl_divergence(p, q, axis=-1):
    """Kullback-Leibler divergence sum(p log(p / q)) in nats, with 0 log 0 = 0.

    p, q : real arrays of one shape, each summing to 1 along `axis`.
    Returns an array without `axis`, of the wider float dtype; +inf where q = 0 < p.
    Raises ValueError for different shapes, and as `entropy` does.
    Source: Kullback & Leibler (1951), doi:10.1214/aoms/1177729694.
    """
    p, q = _array(p, "p"), _array(q, "q")
    if p.shape != q.shape:
        raise ValueError(f"p and q must have the same shape, got {p.shape} and {q.shape}")
    p, p_dtype = _probabilities(p, axis, "p")
    q, q_dtype = _probabilities(q, axis, "q")
    log_ratio = np.where(
        np.abs(p - q) < q / 2,  # here the difference is exact, and log1p keeps its digits
        np.log1p((p - q) / q),
        np.log(p) - np.log(q),
    )
    divergence = np.where(p == 0, 0, p * log_ratio).sum(axis=-1)
    return divergence.astype(np.result_type(p_dtype, q_dtype), copy=False)[()]


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

    Source: Bridle (1990), doi:10.1007/978-3-642-76153-9_28; label smoothing: Szegedy et al.
    (2016), doi:10.1109/CVPR.2016.308.
    """
    return cross_entropy_with_gradient(
        logits, targets, label_smoothing=label_smoothing, reduction=reduction
    )[0]


def cross_entropy_gradient(logits, targets, *, label_smoothing=0.0, reduction="mean"):
    """Return softmax(logits) - targets, the derivative of `cross_entropy` by the logits.

    Arguments and errors are those of `cross_entropy`. For "mean" it is divided by N; for "none"
    each row is the derivative of that row's loss, as for "sum".
    """
    return cross_entropy_with_gradient(
        logits, targets, label_smoothing=label_smoothing, reduction=reduction
    )[1]


@_quiet
def cross_entropy_with_gradient(logits, targets, *, label_smoothing=0.0, reduction="mean"):
    """Return the pair (`cross_entropy`, `cross_entropy_gradient`), for the time of one of them.

    Arguments, shapes, dtype and errors are those of the two. A training step needs both, and both
    need the same exponentials.
    """
    logits, dtype = _real_array(logits, "logits")
    if logits.ndim > 2:
        raise ValueError(f"logits must have shape (N, K) or (K,), got {logits.shape}; "
                         "reshape them to (N, K)")
    rows = np.atleast_2d(_classes_last(logits, -1, contiguous=False))
    _check_reduction(reduction, len(rows))
    targets = _smoothed(_targets(targets, logits.shape), rows.shape, label_smoothing)
    compute = _from_classes if targets.ndim == 1 else _from_probabilities
    losses, gradient = compute(rows, targets, len(rows) if reduction == "mean" else 1)
    loss = _reduce(losses.reshape(logits.shape[:-1]), reduction)
    return loss.astype(dtype)[()], gradient.reshape(logits.shape).astype(dtype, copy=False)


@_quiet
def binary_cross_entropy(logits, targets, *, reduction="mean"):
    """Cross-entropy of two classes, -t log sigmoid(x) - (1 - t) log sigmoid(-x), in nats.

    logits : real array of any shape, or a number.
    targets : probabilities of class 1, in [0, 1], of the logits' shape.
    reduction : "mean" or "sum" over all elements, or "none".
    Returns a number, or an array of the logits' shape for "none", of the logits' float dtype.
    Raises ValueError for targets outside [0, 1], shapes that differ, an unknown reduction or the
    mean of nothing; TypeError where either does not hold real numbers.
    """
    x, dtype = _real_array(logits, "logits")
    t, _ = _real_array(targets, "targets")
    _check_reduction(reduction, x.size)
    if x.shape != t.shape:
        raise ValueError(f"targets must have the logits' shape {x.shape}, got {t.shape}")
    if not ((t >= 0) & (t <= 1)).all():
        raise ValueError(f"targets must lie in [0, 1], got {_range(t)}")
    # The share of the target on the side that the logit speaks against; 1 - t in float64.
    wrong = np.where(x >= 0, 1 - t.astype(np.float64), t).astype(x.dtype)
    size = np.abs(x)
    losses = np.where(wrong == 0, 0, wrong * size) + np.log1p(np.exp(-size))
    return _reduce(losses, reduction).astype(dtype, copy=False)[()]


def _from_classes(logits, classes, divisor):
    """Return each row's loss, and its gradient over the divisor, for one true class a row."""
    true = np.arange(len(logits)), classes
    logits = _fast_order(logits)
    powers = _shift(logits, logits.max(axis=1, keepdims=True))
    true_shift = powers[true]
    np.exp(powers, out=powers)
    true_power = powers[true]
    powers[true] = 0
    # numpy would add up a row alone and one in a batch in different orders; sum has one order.
    others = sum(powers.T) if powers.shape[1] <= FEW else powers.sum(axis=1)
    # -log p = log(others + true_power) - true_shift. A confident right answer has the power 1 and
    # tiny others: log1p keeps their digits, and so does -others / total for p - 1.
    losses = np.log1p(others + (true_power - 1)) - true_shift
    powers[true] = -others
    powers /= (divisor * (others + true_power))[:, None]
    return losses, powers


def _from_probabilities(logits, targets, divisor):
    """Return each row's loss, and its gradient over the divisor, for rows of probabilities."""
    targets = targets.astype(logits.dtype, copy=False)
    terms = np.where(targets == 0, 0, targets * log_softmax(logits))
    p = softmax(logits)
    # p - t times 1 = t + (other targets) = p + (other p): nothing cancels where t is 0 or 1.
    gradient = p * _sum_of_others(targets) - targets * _sum_of_others(p)
    return 0 - terms.sum(axis=1), gradient / divisor


def _sum_of_others(p):
    """Return, for each entry of rows of probabilities, the sum of the others in its row."""
    top = np.arange(len(p)), p.argmax(axis=1)
    others = p.sum(axis=1, keepdims=True) - p
    rest = p.copy()  # where p is almost 1 the subtraction cancels: add up the rest instead
    rest[top] = 0
    others[top] = rest.sum(axis=1)
    return others


def _targets(targets, shape):
    """Return targets for logits of the shape: classes (N,) or probabilities (N, K)."""
    targets = _array(targets, "targets")
    if targets.shape == shape:
        return np.atleast_2d(_probabilities(targets, -1, "targets")[0])
    if targets.shape != shape[:-1]:
        raise ValueError(f"targets of shape {targets.shape} do not fit logits of shape {shape}; "
                         f"give classes of shape {shape[:-1]} or probabilities of shape {shape}")
    if targets.dtype.kind not in "iu":
        raise TypeError(f"classes must be integers, not dtype {targets.dtype}; "
                        "convert with .astype(int)")
    if targets.size and (targets.min() < 0 or targets.max() >= shape[-1]):
        raise ValueError(f"classes must lie in 0..{shape[-1] - 1}, got {_range(targets)}")
    return targets.reshape(-1)


def _smoothed(targets, shape, label_smoothing):
    """Return the targets with a share of each spread evenly over the classes."""
    smoothing = _number(label_smoothing, "label_smoothing")
    if not 0 <= smoothing <= 1:
        raise ValueError(f"label_smoothing must lie in [0, 1], got {smoothing}")
    if smoothing == 0:
        return targets
    if targets.ndim == 2:
        return (1 - smoothing) * targets + smoothing / shape[1]
    probabilities = np.full(shape, smoothing / shape[1])
    probabilities[np.arange(shape[0]), targets] += 1 - smoothing
    return probabilities


def _probabilities(values, axis, name):
    """Return `_classes_last` of values that are probabilities along `axis`, and their dtype."""
    values, dtype = _real_array(values, name)
    values = _classes_last(values, axis, name)
    if (values < 0).any():
        raise ValueError(f"{name} must not be negative, got {_range(values)}")
    tolerance = 2e-3 if dtype == np.float16 else 1e-6
    sums = values.sum(axis=-1, dtype=np.float64)
    if not (np.abs(sums - 1) <= tolerance).all():  # nan is not <= either
        raise ValueError(f"{name} must sum to 1 along axis {axis} within {tolerance}, "
                         f"got {_range(sums)}; divide by the sum")
    return values, dtype


def _check_reduction(reduction, size):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f'reduction must be "mean", "sum" or "none", got {reduction!r}')
    if reduction == "mean" and size == 0:
        raise ValueError('the mean of 0 losses is undefined; use reduction="sum" or "none"')


def _reduce(losses, reduction):
    """Return the losses, their sum, or their mean."""
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    mean = losses.mean()
    return mean if np.isfinite(mean) else (losses / losses.size).sum()  # the sum may overflow


def _range(values):
    return f"values from {values.min()} to {values.max()}"
