"""Draws from softmax: by chance that everyone sees alike, of all classes or of the likely ones."""

from functools import cache

import numpy as np


@cache
def uniforms(count, seed=1993):
    """Return numbers between 0 and 1 that look random and are the same wherever they are made.

    Park and Miller's generator needs whole numbers below 2**53 only, so another language gets the
    same ones. Park, Miller & Stockmeyer (1993), doi:10.1145/159544.376068.
    """
    numbers, state = [], seed
    for _ in range(count):
        state = 48271 * state % (2**31 - 1)
        numbers.append(state / (2**31 - 1))
    return np.array(numbers)


def draw(p, numbers):
    """Return the class for each uniform number: the part of the line from 0 to 1 it falls into."""
    return np.searchsorted(np.cumsum(p), numbers, side="right")


def spread(p, n):
    """Return how far chance lets a share of n draws be from p, about 95 times in 100."""
    return 2 * np.sqrt(p * (1 - p) / n)  # two standard deviations


def top_k(p, k):
    """Return which k classes are the most probable, as booleans (K,); of a tie, the first."""
    return _rank(p) < k


def top_p(p, share):
    """Return the fewest most probable classes that have the share between them, as booleans."""
    falling = np.sort(p)[::-1]
    return _rank(p) < 1 + np.sum(np.cumsum(falling) < share)


def _rank(p):
    """Return the place of each class from the most probable, 0, on."""
    return np.argsort(np.argsort(-p, kind="stable"), kind="stable")
