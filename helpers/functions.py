"""Softmax and its relatives: functions that turn scores (logits) into probabilities.

Each takes whatever `numpy.asarray` turns into real numbers and returns the same float dtype.
Integers become float64 first (beyond 2**53 that rounds them); float16 is computed in float64 and
rounded once, at the end. The input is never written to.
"""

import numpy as np

from helpers.arrays import Rows, fast_order, number, quiet, real_array, top

__all__ = [
    "hardmax",
    "log_sigmoid",
    "log_softmax",
    "logsumexp",
    "sigmoid",
    "softmax",
    "softmax_jacobian",
]


@quiet
def softmax(logits, axis=-1, temperature=1.0):
    """Probabilities proportional to exp(logits / temperature).

    Parameters
    ----------
    logits : real array with at least one axis
        The scores. -inf masks a class: its probability is exactly 0.
    axis : int or tuple of ints
        The axis, or axes, along which the probabilities sum to 1.
    temperature : positive finite number
        Below 1 sharpens, above 1 flattens; towards 0 the result tends to `hardmax`.

    Returns
    -------
    Array of the logits' shape and float dtype (integers give float64). Logits that contain nan
    or +inf along `axis`, or nothing but -inf, give nan there.

    Raises
    ------
    ValueError : logits that are ragged, 0-d or have no class along `axis`; a temperature that is
        not positive and finite. (numpy's AxisError, for an axis out of range, is one too.)
    TypeError : logits that are not real numbers, or a masked array; an axis that is no int; a
        temperature that is no number.

    >>> softmax([2, 1, 0.1]).round(3)
    array([0.659, 0.242, 0.099])

    Source: Blanchard, Higham & Higham (2021), doi:10.1093/imanum/draa038.
    """
    rows = Rows(logits, axis)
    largest = fast_order(rows.values).max(axis=1, keepdims=True)
    powers = _shift(rows.values, largest, _positive(temperature))
    np.exp(powers, out=powers)
    powers /= powers.sum(axis=1, keepdims=True)
    return rows.back(powers)


@quiet
def log_softmax(logits, axis=-1, temperature=1.0):
    """Logarithm of `softmax`, exact where softmax itself would round to 0 or 1.

    Parameters, shape, dtype, nan and errors are those of `softmax`; a masked class gives -inf.

    >>> log_softmax([1000, 0, -np.inf])
    array([    0., -1000.,   -inf])

    Source: Blanchard, Higham & Higham (2021), doi:10.1093/imanum/draa038.
    """
    rows = Rows(logits, axis)
    at_top = top(rows.values)
    shifted = _shift(rows.values, rows.values[at_top][:, None], _positive(temperature))
    shifted -= np.log1p(_sum_without_top(np.exp(shifted), at_top))[:, None]
    return rows.back(shifted)


@quiet
def logsumexp(logits, axis=-1, keepdims=False):
    """Logarithm of sum(exp(logits)): a soft maximum, never below the maximum itself.

    Parameters
    ----------
    logits : real array with at least one axis
    axis : int or tuple of ints
        The axis, or axes, to sum over.
    keepdims : bool
        Keep the summed axes, with length 1.

    Returns
    -------
    Array of the logits' float dtype without `axis`; a number where no axis is left. +inf where a
    logit is +inf, -inf where all are -inf or there are none, nan where one is nan.

    Raises
    ------
    ValueError : logits that are ragged or 0-d. TypeError : as `softmax`.

    >>> print(logsumexp([3, 3]).round(3))  # 3 + ln 2
    3.693

    Source: Blanchard, Higham & Higham (2021), doi:10.1093/imanum/draa038.
    """
    rows = Rows(logits, axis, fewest=0)
    n_rows, n_classes = rows.values.shape
    if n_classes == 0:
        return rows.reduced(np.full(n_rows, -np.inf), keepdims)
    at_top = top(rows.values)
    largest = rows.values[at_top]
    powers = _shift(rows.values, largest[:, None])
    np.exp(powers, out=powers)
    result = largest + np.log1p(_sum_without_top(powers, at_top))
    return rows.reduced(np.where(np.isinf(largest), largest, result), keepdims)


def hardmax(logits, axis=-1):
    """One at the largest logit (the first of several), zero elsewhere.

    Axis, shape and dtype are those of `softmax`. It is the limit of softmax as the
    temperature tends to 0, but for ties, which softmax splits evenly.

    Raises ValueError where a logit is nan, for then there is no largest, and as `softmax` does.

    >>> hardmax([[2, 1, 0.1], [0, 5, 5]])
    array([[1., 0., 0.],
           [0., 1., 0.]])
    """
    rows = Rows(logits, axis)
    if np.isnan(rows.values).any():
        raise ValueError("logits contain nan, so there is no largest; replace it, or drop its row")
    one_hot = np.zeros_like(rows.values)
    one_hot[top(rows.values)] = 1
    return rows.back(one_hot)


@quiet
def sigmoid(x):
    """Logistic function 1 / (1 + exp(-x)) of each element: the softmax of (x, 0), first entry.

    x : real array of any shape, or a number. Returns the same shape and float dtype (integers
    give float64); results near 0 keep their digits, down to the smallest subnormal number.
    Raises TypeError where x holds anything but real numbers, ValueError where it is ragged.

    >>> sigmoid([0, 2]).round(3), softmax([2, 0]).round(3)
    (array([0.5  , 0.881]), array([0.881, 0.119]))
    """
    x, dtype = real_array(x, "x")
    power = np.exp(-np.abs(x))  # at most 1: it cannot overflow
    return (np.where(x >= 0, 1, power) / (1 + power)).astype(dtype, copy=False)[()]


@quiet
def log_sigmoid(x):
    """Logarithm of `sigmoid`, exact where the sigmoid itself would round to 0 or 1.

    Shape, dtype and errors are those of `sigmoid`.

    >>> log_sigmoid([0, -1000]).round(3)
    array([-6.93e-01, -1.00e+03])
    """
    x, dtype = real_array(x, "x")
    return (np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))).astype(dtype, copy=False)[()]


@quiet
def softmax_jacobian(logits):
    """Return J with J[i, j] = dp_i/dz_j = p_i (1[i = j] - p_j), for the softmax p of logits z.

    logits : real array of shape (..., K), K classes. Returns shape (..., K, K), same float dtype.
    nan and errors are those of `softmax`. On the diagonal, 1 - p_i is summed from the other
    probabilities: a subtraction would lose its digits where p_i is almost 1.

    >>> softmax_jacobian([0, 0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    logits, dtype = real_array(logits, "logits")
    p = softmax(logits)
    products = p[..., :, None] * p[..., None, :]
    diagonal = np.arange(p.shape[-1])
    products[..., diagonal, diagonal] = 0
    jacobian = 0 - products  # not -products, which would turn 0 into -0
    jacobian[..., diagonal, diagonal] = products.sum(axis=-1)
    return jacobian.astype(dtype, copy=False)


def _shift(logits, largest, temperature=1.0):
    """Return (logits - largest) / temperature: at most 0, so that exp cannot overflow.

    Dividing after the shift keeps the digits of extreme logits and temperatures.
    """
    if temperature == 1:
        return logits - largest
    if not 1e-30 < temperature < 1e30:  # float32 does not reach that far
        logits, largest = logits.astype(np.float64), largest.astype(np.float64)
    if temperature > 1:  # a difference may overflow, and be finite again once it is divided
        logits, largest, temperature = logits / 2, largest / 2, temperature / 2
    return (logits - largest) / temperature


def _sum_without_top(powers, at_top):
    """Return each row's sum without the largest power, which is 1 after the shift.

    The sum of all is 1 + s: log1p(s) keeps the digits of a small s, which 1 + s would round away.
    Where the largest logit is infinite, its power is nan, and stays so. Overwrites the powers.
    """
    powers[at_top] -= 1
    return powers.sum(axis=1)


def _positive(temperature):
    """Return the temperature, which must be positive and finite."""
    temperature = number(temperature, "temperature")
    if temperature == 0:
        raise ValueError("temperature must be positive, got 0; the limit is hardmax(logits), "
                         "or an even split where logits tie for the top")
    if not 0 < temperature < np.inf:
        raise ValueError(f"temperature must be positive and finite, got {temperature}")
    return temperature
