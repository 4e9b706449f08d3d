"""Pieces of mistakes that several exercises share."""

from functools import partial

import numpy as np

EPSILONS = (1e-12, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-15, 1e-16,
            np.finfo(float).eps, 1e-17, 1e-20, 1e-300)
LIMITS = (1e3, 100, 500, 700, 745, 5e3, 1e4, 1e5, 1e6)  # of numbers that may be larger

NO_SLOPE = (
    "every slope is 0, or next to it. Four slips lead here: no division by the length of the step; "
    "a step too small to count, such as 1e-17; an array of integers, where small numbers become 0; "
    "two names for one and the same array (`up = {}` copies nothing)."
)
STEP = "A long step leaves the slope, and a very short one drowns in rounding. Try h = 1e-5."


def capped(answer):
    """Return answers that keep a probability away from 0, as people do: by an epsilon or a clip.

    answer : called with a function that caps probabilities, then with the case.
    """
    caps = [cap for e in EPSILONS for cap in (
        lambda p, e=e: p + e,
        lambda p, e=e: np.maximum(p, e),
        lambda p, e=e: np.clip(p, e, 1 - e),
    )]
    return tuple(partial(answer, cap) for cap in caps)


def picked(table, labels):
    """Return the entry of each row's label, shape (n,)."""
    return table[np.arange(len(labels)), labels]


def longer_softmax(logits):
    """Return the naive softmax along the last axis in the longest float there is."""
    exps = np.exp(np.asarray(logits, dtype=np.longdouble))
    return exps / exps.sum(axis=-1, keepdims=True)
