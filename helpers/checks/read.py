"""Turn what a learner returns into float arrays."""

import itertools
import numbers
from collections.abc import Iterator, Mapping, Sequence, ValuesView
from decimal import Decimal

import numpy as np

from helpers.checks import words

LARGEST = 100_000  # numbers in one answer; no exercise asks for more than a few hundred


class Unfilled(Exception):  # noqa: N818 (it is a state, not an error)
    """An answer holds `...`."""


class Unusable(Exception):  # noqa: N818
    """An answer cannot be compared; the message says why, in words for the learner."""


def as_sequence(raw):
    """Return a mapping's values or an iterator's items as a list, and all else as it is."""
    if isinstance(raw, Mapping):
        raw = raw.values()
    if isinstance(raw, (Iterator, ValuesView)):
        raw = list(itertools.islice(raw, LARGEST + 1))
    return raw


def as_array(raw):
    """Return a number, a sequence or an array of real numbers as a float array.

    Iterators are used up, and of a mapping the values count. Raises Unfilled or Unusable.
    """
    if isinstance(raw, np.ma.MaskedArray):
        raise Unusable(words.MASKED)
    raw = as_sequence(raw)
    if isinstance(raw, Sequence) and len(raw) > LARGEST:
        raise Unusable(words.TOO_LARGE.format(len(raw)))
    try:
        array = np.asarray(raw)
    except ValueError:
        raise Unusable(words.RAGGED) from None
    if array.size > LARGEST:
        raise Unusable(words.TOO_LARGE.format(array.size))
    items = array.ravel().tolist() if array.dtype == object else []
    if any(item is Ellipsis for item in items):
        raise Unfilled
    real = array.dtype.kind in "biuf" or (
        items and all(isinstance(item, (numbers.Real, Decimal)) for item in items)
    )
    if not real:
        raise Unusable(words.NOT_REAL.format(words.kind_of(raw)))
    try:
        return array.astype(float)
    except OverflowError:
        raise Unusable(words.TOO_BIG) from None


def as_choices(raw, names, allowed):
    """Return a dict such as {"A": "max", "B": "argmax"} as the position of each in `allowed`.

    The positions stand in the order of `names`. Raises Unfilled or Unusable.
    """
    if not isinstance(raw, Mapping):
        raise Unusable(words.NOT_A_DICT.format(words.kind_of(raw)))
    if set(raw) != set(names):
        raise Unusable(words.WRONG_KEYS.format(", ".join(map(repr, names))))
    if any(value is Ellipsis for value in raw.values()):
        raise Unfilled
    for value in raw.values():
        if not isinstance(value, str) or value not in allowed:
            listed = ", ".join(map(repr, allowed))
            raise Unusable(words.NOT_ALLOWED.format(words.shown(value), listed))
    return np.array([allowed.index(raw[name]) for name in names], dtype=float)
