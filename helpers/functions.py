"""Softmax and its relatives: functions that turn scores (logits) into probabilities.

Each takes whatever `numpy.asarray` turns into real numbers and returns the same float dtype.
Integers become float64 first (beyond 2**53 that rounds them); float16 is computed in float64 and
rounded once, at the end. The input is never written to.
"""

from math import prod

import numpy as np

__all__ = [
    "hardmax",
    "log_sigmoid",
    "log_softmax",
    "logsumexp",
    "sigmoid",
    "softmax",
    "softmax_jacobian",
]

# What inf, nan and tiny numbers give is documented below; a warning would add nothing.
_quiet = np.errstate(all="ignore")

FEW = 32  # up to so many classes there are faster ways to reduce over them


@_quiet
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
    TypeError : logits that are not real numbers, or a masked array; a temperature that is no
        number.

    Source: Blanchard, Higham & Higham (2021), doi:10.1093/imanum/draa038.
    """
    logits, dtype = _real_array(logits, "logits")
    classes_last = _classes_last(logits, axis)
    powers = _shift(classes_last, _largest(classes_last), _positive(temperature))
    np.exp(powers, out=powers)
    powers /= powers.sum(axis=-1, keepdims=True)
    return _classes_back(powers, logits, axis).astype(dtype, copy=False)


@_quiet
def log_softmax(logits, axis=-1, temperature=1.0):
    """Logarithm of `softmax`, exact where softmax itself would round to 0 or 1.

    Parameters, shape, dtype, nan and errors are those of `softmax`; a masked class gives -inf.

    The sum of the powers is 1 + s: the largest logit gives the 1, the others give s. log1p(s)
    keeps the digits of a small s, which log(1 + s) would round away.

    Source: Blanchard, Higham & Higham (2021), doi:10.1093/imanum/draa038.
    """
    logits, dtype = _real_array(logits, "logits")
    classes_last = _classes_last(logits, axis)
    rows = classes_last.reshape(-1, classes_last.shape[-1])
    top = np.arange(len(rows)), rows.argmax(axis=1)
    shifted = _shift(rows, rows[top][:, None], _positive(temperature))
    powers = np.exp(shifted)
    powers[top] -= 1  # leaves 0, or nan where the largest logit is infinite
    shifted -= np.log1p(powers.sum(axis=1, keepdims=True))
    result = shifted.reshape(classes_last.shape)
    return _classes_back(result, logits, axis).astype(dtype, copy=False)


@_quiet
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

    Source: Blanchard, Higham & Higham (2021), doi:10.1093/imanum/draa038.
    """
    logits, dtype = _real_array(logits, "logits")
    if logits.size == 0:
        return logits.max(axis=axis, keepdims=keepdims, initial=-np.inf).astype(dtype)
    classes_last = _classes_last(logits, axis)
    rows = classes_last.reshape(-1, classes_last.shape[-1])
    top = np.arange(len(rows)), rows.argmax(axis=1)
    largest = rows[top]
    powers = _shift(rows, largest[:, None])
    np.exp(powers, out=powers)
    powers[top] -= 1  # leaves 0: the sum is that of the others, as in log_softmax
    result = np.where(np.isinf(largest), largest, largest + np.log1p(powers.sum(axis=1)))
    result = result.reshape(classes_last.shape[:-1])
    if keepdims:
        result = np.expand_dims(result, axis)
    return result.astype(dtype, copy=False)[()]


def hardmax(logits, axis=-1):
    """One at the largest logit (the first of several), zero elsewhere.

    Shape and dtype are those of `softmax`; `axis` is one int. It is the limit of softmax as the
    temperature tends to 0, but for ties, which softmax splits evenly.

    Raises ValueError where a logit is nan, for then there is no largest, and as `softmax` does.
    """
    logits, dtype = _real_array(logits, "logits")
    classes_last = _classes_last(logits, axis)
    if np.isnan(classes_last).any():
        raise ValueError("logits contain nan, so there is no largest; replace it, or drop its row")
    one_hot = np.zeros(classes_last.shape, dtype)
    np.put_along_axis(one_hot, classes_last.argmax(axis=-1, keepdims=True), 1, axis=-1)
    return _classes_back(one_hot, logits, axis)


@_quiet
def sigmoid(x):
    """Logistic function 1 / (1 + exp(-x)) of each element: the softmax of (x, 0), first entry.

    x : real array of any shape, or a number. Returns the same shape and float dtype (integers
    give float64); results near 0 keep their digits, down to the smallest subnormal number.
    Raises TypeError where x holds anything but real numbers, ValueError where it is ragged.
    """
    x, dtype = _real_array(x, "x")
    power = np.exp(-np.abs(x))  # at most 1: it cannot overflow
    return (np.where(x >= 0, 1, power) / (1 + power)).astype(dtype, copy=False)[()]


@_quiet
def log_sigmoid(x):
    """Logarithm of `sigmoid`, exact where the sigmoid itself would round to 0 or 1.

    Shape, dtype and errors are those of `sigmoid`.
    """
    x, dtype = _real_array(x, "x")
    return (np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))).astype(dtype, copy=False)[()]


@_quiet
def softmax_jacobian(logits):
    """Return J with J[i, j] = dp_i/dz_j = p_i (1[i = j] - p_j), for the softmax p of logits z.

    logits : real array of shape (..., K), K classes. Returns shape (..., K, K), same float dtype.
    nan and errors are those of `softmax`. On the diagonal, 1 - p_i is summed from the other
    probabilities: a subtraction would lose its digits where p_i is almost 1.
    """
    logits, dtype = _real_array(logits, "logits")
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


def _largest(logits):
    """Return the maximum over the last axis, kept with length 1."""
    return _fast_order(logits).max(axis=-1, keepdims=True)


def _fast_order(logits):
    """Return the logits in the memory order that reduces fastest over the last axis.

    numpy starts anew for every row, which takes longer than reducing a few classes. Where each
    class is contiguous in memory it runs over all rows at once: 4 to 8 times as fast.
    """
    few = logits.shape[-1] <= FEW
    return np.asfortranarray(logits) if few else np.ascontiguousarray(logits)


def _array(values, name):
    """Return the values as a plain array."""
    if isinstance(values, np.ma.MaskedArray):
        raise TypeError(f"{name} is a masked array, whose mask would be ignored; give a plain "
                        "array (-inf masks a logit: masked.filled(-np.inf))")
    try:
        return np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} is no array: {error} Give rows of equal length.") from error


def _real_array(values, name):
    """Return the values as a float array to compute with, and the dtype of the result."""
    values = _array(values, name)
    dtype = values.dtype
    if dtype.kind == "f":
        return values.astype(np.float64) if dtype.itemsize == 2 else values, dtype
    if dtype.kind in "iu":
        return values.astype(np.float64), np.dtype(np.float64)
    raise TypeError(f"{name} must hold real numbers, not dtype {dtype}; "
                    "convert with np.asarray(..., dtype=float)")


def _classes_last(logits, axis, name="logits", contiguous=True):
    """Return the logits with `axis`, one or several, as one axis at the end; copied if need be.

    Contiguous classes are always summed in the same order, whatever batch and layout they are in.
    """
    if logits.ndim == 0:
        raise ValueError(f"{name} is a single number, {logits}; give an array with a class axis, "
                         f"such as [{logits}, 0]")
    if isinstance(axis, tuple):
        moved = np.moveaxis(logits, axis, range(-len(axis), 0))
        rest = logits.ndim - len(axis)
        moved = moved.reshape(*moved.shape[:rest], prod(moved.shape[rest:]))
    else:
        moved = logits if axis in (-1, logits.ndim - 1) else np.moveaxis(logits, axis, -1)
    if moved.shape[-1] == 0:
        raise ValueError(f"{name} of shape {logits.shape} have no classes along axis {axis}; "
                         "at least one is needed")
    return np.ascontiguousarray(moved) if contiguous else moved


def _classes_back(result, logits, axis):
    """Undo `_classes_last`: return the result in the logits' shape."""
    if isinstance(axis, tuple):
        last = range(-len(axis), 0)
        return np.moveaxis(result.reshape(np.moveaxis(logits, axis, last).shape), last, axis)
    return result if axis in (-1, logits.ndim - 1) else np.moveaxis(result, -1, axis)


def _positive(temperature):
    """Return the temperature, which must be positive and finite."""
    temperature = _number(temperature, "temperature")
    if temperature == 0:
        raise ValueError("temperature must be positive, got 0; the limit is hardmax(logits), "
                         "or an even split where logits tie for the top")
    if not 0 < temperature < np.inf:
        raise ValueError(f"temperature must be positive and finite, got {temperature}")
    return temperature


def _number(value, name):
    """Return one real number as a float."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} must be a single real number, got {value!r}")
    try:
        return float(value)
    except OverflowError:  # an int too large for a float
        return np.inf if value > 0 else -np.inf
