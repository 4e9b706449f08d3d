"""What a function is given, made ready to compute with, or refused: dtype, class axis, targets."""

from math import prod

import numpy as np

__all__ = ["FEW", "Rows", "fast_order", "number", "plain_array", "probability_rows", "quiet",
           "real_array", "target_rows", "top", "value_range"]

# What inf, nan and tiny numbers give is documented where it is computed: no warnings besides.
quiet = np.errstate(all="ignore")

FEW = 32  # up to so many classes there are faster ways to reduce over them


class Rows:
    """Logits as the rows of a matrix `values` (n, K), contiguous, and the ways back.

    Contiguous classes are always summed in the same order, whatever batch and layout they are in.
    """

    def __init__(self, values, axis=-1, name="logits", fewest=1):
        array, self.dtype = real_array(values, name)
        if array.ndim == 0:
            raise ValueError(f"{name} is a single number, {array}; give an array with a class "
                             f"axis, such as [{array}, 0]")
        self.shape, self.axis = array.shape, axis
        self._last = _last_axes(axis)
        moved = array if axis == -1 else np.moveaxis(array, axis, self._last)
        self._moved = moved.shape
        self._n_left = array.ndim - len(self._last)
        n_rows, n_classes = prod(self._moved[:self._n_left]), prod(self._moved[self._n_left:])
        if n_classes < fewest:
            raise ValueError(f"{name} of shape {array.shape} have no classes along axis {axis}; "
                             "at least one is needed")
        self.values = np.ascontiguousarray(moved.reshape(n_rows, n_classes))

    def back(self, result):
        """Return a result for every logit in the logits' shape and dtype."""
        result = result.reshape(self._moved).astype(self.dtype, copy=False)
        return result if self.axis == -1 else np.moveaxis(result, self._last, self.axis)

    def reduced(self, result, keepdims=False):
        """Return a result for every row in the logits' shape without the class axis."""
        result = result.reshape(self._moved[:self._n_left]).astype(self.dtype, copy=False)
        return np.expand_dims(result, self.axis) if keepdims else result[()]


def _last_axes(axis):
    """Return as many axes from the end as `axis` names: an int, or a tuple of ints."""
    axes = axis if isinstance(axis, tuple) else (axis,)
    for each in axes:
        if isinstance(each, bool) or not isinstance(each, (int, np.integer)):
            raise TypeError(f"axis must be an int or a tuple of ints, got {axis!r}")
    return range(-len(axes), 0)


def fast_order(rows):
    """Return the rows in the memory order that reduces fastest over their classes.

    numpy starts anew for every row, which takes longer than reducing a few classes. Where each
    class is contiguous in memory it runs over all rows at once: 4 to 8 times as fast.
    """
    return np.asfortranarray(rows) if rows.shape[1] <= FEW else np.ascontiguousarray(rows)


def top(rows):
    """Return the index of the largest entry (the first of several) of each row."""
    return np.arange(len(rows)), rows.argmax(axis=1)


def plain_array(values, name):
    """Return the values as an array without a mask."""
    if isinstance(values, np.ma.MaskedArray):
        raise TypeError(f"{name} is a masked array, whose mask would be ignored; give a plain "
                        "array (-inf masks a logit: masked.filled(-np.inf))")
    try:
        return np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} is no array: {error} Give rows of equal length.") from error


def real_array(values, name):
    """Return the values as a float array to compute with, and the dtype of the result."""
    values = plain_array(values, name)
    dtype = values.dtype
    if dtype.kind == "f":
        return values.astype(np.float64) if dtype.itemsize == 2 else values, dtype
    if dtype.kind in "iu":
        return values.astype(np.float64), np.dtype(np.float64)
    if dtype.kind == "O" and all(type(value) in (int, float) for value in values.flat):
        return values.astype(np.float64), np.dtype(np.float64)  # integers of 2**64 and more
    raise TypeError(f"{name} must hold real numbers, not dtype {dtype}; "
                    "convert with np.asarray(..., dtype=float)")


def number(value, name):
    """Return one real number as a float."""
    if type(value) is float:  # nearly always, and the quickest to tell
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} must be a single real number, got {value!r}")
    try:
        return float(value)
    except OverflowError:  # an int too large for a float
        return np.inf if value > 0 else -np.inf


def probability_rows(values, axis, name):
    """Return the `Rows` of values that are probabilities along `axis`."""
    rows = Rows(values, axis, name)
    if (rows.values < 0).any():
        raise ValueError(f"{name} must not be negative, got {value_range(rows.values)}")
    tolerance = 2e-3 if rows.dtype == np.float16 else 1e-6
    sums = rows.values.sum(axis=1, dtype=np.float64)
    if not (np.abs(sums - 1) <= tolerance).all():  # nan is not <= either
        raise ValueError(f"{name} must sum to 1 along axis {axis} within {tolerance}, "
                         f"got {value_range(sums)}; divide by the sum")
    return rows


def target_rows(targets, shape):
    """Return targets for logits of the shape: classes (N,) or probabilities (N, K)."""
    targets = plain_array(targets, "targets")
    if targets.shape == shape:
        return probability_rows(targets, -1, "targets").values
    if targets.shape != shape[:-1]:
        raise ValueError(f"targets of shape {targets.shape} do not fit logits of shape {shape}; "
                         f"give classes of shape {shape[:-1]} or probabilities of shape {shape}")
    if targets.dtype.kind not in "iu":
        raise TypeError(f"classes must be integers, not dtype {targets.dtype}; "
                        "convert with .astype(int)")
    # Read as unsigned, a negative number is huge: one look finds both ends.
    if targets.size and targets.astype(np.uint64, copy=False).max() >= shape[-1]:
        raise ValueError(f"classes must lie in 0..{shape[-1] - 1}, got {value_range(targets)}")
    return targets.reshape(-1)


def value_range(values):
    """Return the words for the smallest and the largest of the values."""
    return f"values from {values.min()} to {values.max()}"
