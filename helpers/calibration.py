"""Is a probability what it says? Reliability, its summary in one number, and its repair."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from helpers.arrays import probability_rows, real_array, target_rows
from helpers.losses import cross_entropy_gradient

__all__ = ["Reliability", "expected_calibration_error", "fit_temperature", "reliability"]


class Reliability(NamedTuple):
    """What `reliability` returns: one entry for each of the B bins, from low confidence to high.

    edges : array of shape (B + 1,), from 0 to 1
    count : integer array of shape (B,), rows in the bin
    confidence : array of shape (B,), the mean of their largest probabilities; nan in an empty bin
    accuracy : array of shape (B,), the share of them that is right; nan in an empty bin
    """

    edges: np.ndarray
    count: np.ndarray
    confidence: np.ndarray
    accuracy: np.ndarray


def reliability(probabilities, targets, bins=10):
    """Compare confidence with accuracy, bin by bin: the numbers of a reliability diagram.

    A row's confidence is its largest probability, and the row is right where that class (the
    first of several equal ones) is the target. Bins are equally wide; a confidence on an edge
    belongs to the bin below it.

    probabilities : real array of shape (N, K), every row summing to 1
    targets : integer classes 0..K-1 of shape (N,)
    bins : positive integer

    Returns a `Reliability`. A calibrated model has the accuracy equal to the confidence in every
    bin, up to chance. Raises ValueError or TypeError for rows that are no probabilities, targets
    that do not fit, no rows at all, or bins that are not a positive integer.

    >>> reliability([[0.9, 0.1], [0.4, 0.6]], [0, 0], bins=2).accuracy
    array([nan, 0.5])

    Source: Guo, Pleiss, Sun & Weinberger (2017), arXiv:1706.04599.
    """
    rows = probability_rows(probabilities, -1, "probabilities")
    targets = _one_class_a_row(targets, rows.shape, "probabilities")
    if isinstance(bins, bool) or not isinstance(bins, (int, np.integer)) or bins < 1:
        raise ValueError(f"bins must be a positive integer, got {bins!r}")
    confidence = rows.values.max(axis=1)
    right = rows.values.argmax(axis=1) == targets
    edges = np.arange(bins + 1) / bins
    # Rounded like the confidences, so that 0.6 lies on the edge 0.6 in every dtype.
    bin_of_row = np.digitize(confidence, edges[1:-1].astype(rows.dtype), right=True)

    count = np.bincount(bin_of_row, minlength=bins)
    rows_in_bin = np.where(count > 0, count, np.nan)
    return Reliability(
        edges=edges,
        count=count,
        confidence=np.bincount(bin_of_row, weights=confidence, minlength=bins) / rows_in_bin,
        accuracy=np.bincount(bin_of_row, weights=right, minlength=bins) / rows_in_bin,
    )


def expected_calibration_error(probabilities, targets, bins=10):
    """Mean distance between accuracy and confidence over the rows, taken bin by bin.

    Arguments and errors are those of `reliability`. Returns a float from 0 (calibrated) to 1.
    It depends on the bins, so compare only values with the same number of them.

    >>> round(expected_calibration_error([[0.9, 0.1], [0.4, 0.6]], [0, 0]), 3)
    0.35

    Source: Naeini, Cooper & Hauskrecht (2015), doi:10.1609/aaai.v29i1.9602.
    """
    _, count, confidence, accuracy = reliability(probabilities, targets, bins)
    full = count > 0
    return float(np.average(np.abs(accuracy - confidence)[full], weights=count[full]))


def fit_temperature(logits, targets):
    """Temperature T that gives softmax(logits / T) the smallest mean cross-entropy.

    Fit it on held-out data. It changes no prediction: only how sure the model is of it.

    logits : real array of shape (N, K)
    targets : integer classes 0..K-1 of shape (N,)

    Returns a float. Raises ValueError where no temperature is best: every target has the largest
    logit (the lower T, the better), or the targets' logits are on average no larger than the
    others (the higher T, the better). Raises ValueError or TypeError for logits that hold nan or
    +inf, a target with the logit -inf, and targets that do not fit.

    >>> round(fit_temperature([[3, 0], [3, 0], [3, 0]], [0, 0, 1]), 3)  # 3 / ln 2
    4.328

    The loss is convex in 1/T: its one minimum is where its slope is 0.
    Source: Guo, Pleiss, Sun & Weinberger (2017), arXiv:1706.04599.
    """
    logits = np.asarray(real_array(logits, "logits")[0], dtype=np.float64)
    targets = _one_class_a_row(targets, logits.shape, "logits")
    if np.isnan(logits).any() or np.isposinf(logits).any():
        raise ValueError("logits hold nan or +inf; fit the temperature to finite logits")
    rows = np.arange(len(logits))
    if np.isneginf(logits[rows, targets]).any():
        raise ValueError("a target has the logit -inf: the loss is infinite at every temperature")
    gaps = logits / 2 - logits.max(axis=1, keepdims=True) / 2  # halved, for it may overflow
    if (gaps[rows, targets] == 0).all():
        raise ValueError("every target has the largest logit, so that the loss falls for ever as "
                         "the temperature falls; fit it to rows of which some are wrong")
    unmasked = np.isfinite(gaps)
    scale = np.abs(gaps[unmasked]).max()
    gaps /= scale  # from -1 to 0
    if gaps[rows, targets].mean() <= gaps.mean(axis=1, where=unmasked).mean():
        raise ValueError("the targets' logits are no larger than the average, so that the loss "
                         "falls for ever as the temperature rises; do targets and logits match?")
    finite_gaps = np.where(unmasked, gaps, 0)

    def slope(inverse_temperature):
        return np.vdot(cross_entropy_gradient(inverse_temperature * gaps, targets), finite_gaps)

    low = high = 1.0
    while slope(low) >= 0:
        low /= 2
    while slope(high) <= 0:
        high *= 2
    return 2 * float(scale / brentq(slope, low, high, xtol=1e-300, rtol=1e-14))


def _one_class_a_row(targets, shape, name):
    """Return the targets, checked to be one class for each of at least one row of shape (N, K)."""
    if len(shape) != 2 or shape[0] == 0:
        raise ValueError(f"{name} must have shape (N, K) with N of at least 1, got {shape}")
    if np.shape(targets) == shape:
        raise ValueError(f"targets must be classes of shape {shape[:1]}, not rows {shape}; "
                         "take targets.argmax(axis=1)")
    return target_rows(targets, shape)
