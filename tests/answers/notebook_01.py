"""Answers to notebook 01. Beside a wrong one stands the reason that its verdict must give."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas
from scipy import special

softmax = special.softmax


def loop_with_a_wrong_range(z):
    exps = np.exp(z)
    out = np.zeros(len(z))
    for i in range(len(z) - 1):
        out[i] = exps[i] / exps.sum()
    return out


def normalises_in_place(z):
    np.exp(z, out=z)
    z /= z.sum()
    return z


def puts_it_back(z):
    z += 1
    p = softmax(z)
    z -= 1
    return p


def row_by_row(z, axis):
    return np.stack([softmax(row) for row in z])


def batch_in_place(z, axis):
    z -= z.max(axis, keepdims=True)
    return np.exp(z) / np.exp(z).sum()


WRONG = {
    "softmax": [
        (lambda z: 2**z / (2**z).sum(), "another base than e"),
        (lambda z: 10**z / (10**z).sum(), "another base than e"),
        (lambda z: np.log(softmax(z)), "the logarithm of it"),
        (lambda z: np.exp(z) / len(z), "divides by the number of classes"),
        (lambda z: np.exp(z).mean(), "wrong shape"),
        (lambda z: softmax(softmax(z)), "softmax twice"),
        (lambda z: special.expit(z) / special.expit(z).sum(), "sigmoids, divided by their sum"),
        (lambda z: z**2 / (z**2).sum(), "other numbers"),
        (lambda z: softmax(np.abs(z)), "other numbers"),
        (lambda z: softmax(np.maximum(z, 0)), "other numbers"),
        (lambda z: softmax(np.round(z)), "other numbers"),
        (lambda z: softmax(z)[::-1], "other numbers"),
        (lambda z: np.sort(softmax(z)), "other numbers"),
        (lambda z: np.round(softmax(z), 3), "not exact enough"),
        (lambda z: np.maximum(softmax(z), 1e-4), "not exact enough"),
        (lambda z: softmax(z).astype(np.float16), "not exact enough"),
        (lambda z: np.exp(z) / (np.exp(z).sum() + 1e-3), "other numbers"),
        (lambda z: 2 * softmax(z), "times 2"),
        (lambda z: -softmax(z), "times -1"),
        (lambda z: softmax(z)[:, None], "right numbers, wrong shape"),
        (lambda z: list(softmax(z))[:-1], "wrong shape"),
        (loop_with_a_wrong_range, "other numbers"),
        (normalises_in_place, "changes its input"),
        (lambda z: z.sort(), "returned None"),
        (lambda z: set(softmax(z)), "cannot be compared"),
        (lambda z: softmax(z) if len(z) == 3 else z, "other numbers"),
        (lambda z: np.exp(z) / np.exp(z)[::-1].cumsum(), "other numbers"),
        (lambda z: np.exp(z) / np.linalg.norm(np.exp(z)), "other numbers"),
    ],
    "softmax_batch": [
        (lambda z, axis: softmax(z), "sums over everything"),
        (lambda z, axis: np.exp(z) / np.exp(z).sum(1)[:, None], "always axis 1"),
        (lambda z, axis: np.exp(z) / np.exp(z).sum(axis).reshape(-1, 1),
         "divides along axis 1 by hand"),
        (row_by_row, "row by row"),
        (batch_in_place, "other numbers"),
        (lambda z, axis: np.exp(z), "exp without dividing"),
        (lambda z, axis: softmax(z, abs(axis)), "other numbers"),
        (lambda z, axis: softmax(z, axis).T, "transposed"),
        (lambda z, axis: softmax(z.T, axis), "other numbers"),
        (lambda z, axis: z / z.sum(axis, keepdims=True), "nan"),
        (lambda z, axis: softmax(z, axis) if z.ndim == 2 else z, "other numbers"),
        (lambda z, axis: np.round(softmax(z, axis), 3), "not exact enough"),
        (lambda z, axis: np.exp(z) / np.exp(z).mean(axis, keepdims=True), "other numbers"),
        (lambda z, axis: np.exp(-z) / np.exp(-z).sum(axis, keepdims=True),
         "exp of minus the logits"),
        (lambda z, axis: np.exp(z) / np.exp(z).max(axis, keepdims=True), "other numbers"),
        (lambda z, axis: softmax(z, axis).sum(axis), "wrong shape"),
        (lambda z, axis: np.log(softmax(z, axis)), "other numbers"),
        (lambda z, axis: special.expit(z), "other numbers"),
        (lambda z: softmax(z), "raised TypeError"),
    ],
    "logits": [
        ([0.7, 0.2, -0.1], "other numbers"),
        ([[0.7], [0.2], [0.1]], "wrong shape"),
        ([0.0, 0.0, 0.0], "other numbers"),
        ([np.log(0.7), np.log(0.2)], "wrong shape"),
        ([7, 2, 1], "other numbers"),
        ([3, 2, 1], "other numbers"),
        (np.log([0.1, 0.2, 0.7]), "other numbers"),
        (np.log2([0.7, 0.2, 0.1]), "logarithm with another base"),
        (np.log10([0.7, 0.2, 0.1]), "logarithm with another base"),
        (np.log([0.698, 0.202, 0.1]), "not exact enough"),
        (np.log([0.8, 0.1, 0.1]), "other numbers"),
        (np.exp([0.7, 0.2, 0.1]), "exponential of the probabilities"),
        (-np.log([0.7, 0.2, 0.1]), "minus the logarithm"),
        ([0.7, 0.2, 0.1], "the probabilities themselves"),
        (np.sqrt([0.7, 0.2, 0.1]), "other numbers"),
        (np.log([0.7, 0.2, 0.1]) / 2, "other numbers"),
        ([np.nan, 0, 0], "nan"),
        ([np.inf, 0, 0], "nan"),
        (softmax(np.log([0.7, 0.2, 0.1])), "the probabilities themselves"),
        ("0.7, 0.2, 0.1", "cannot be compared"),
        ({1.95, 0.69, 0.0}, "cannot be compared"),
        (1.95, "wrong shape"),
        (softmax, "a function instead of a value"),
        (None, "None instead of a value"),
    ],
    "by_hand": [
        ([5, 2, 1], "not divided"),
        (np.exp([5, 2, 1]), "other numbers"),
        ([1.609, 0.693, 0], "the logits"),
        ([0.699, 0.301, 0], "logits divided by their sum"),
        ([0.714, 0.286, 0], "exponential of 0 taken as 0"),
        ([1, 0.4, 0.2], "divided by the largest"),
        ([0.125, 0.25, 0.625], "the other way round"),
        ([62.5, 25, 12.5], "in per cent"),
        ([0.63, 0.25, 0.13], "other numbers"),
        ([0.6, 0.3, 0.1], "other numbers"),
        ([0.625, 0.25], "wrong shape"),
        ([[0.625, 0.25, 0.125]], "right numbers, wrong shape"),
        ([[0.625], [0.25], [0.125]], "right numbers, wrong shape"),
        ([0.625, 0.125, 0.25], "other numbers"),
        ([0.5, 0.25, 0.25], "other numbers"),
        ([0.62, 0.25, 0.12], "other numbers"),
        ([np.nan, 0.25, 0.125], "nan"),
        ("0.625, 0.25, 0.125", "cannot be compared"),
        ([0.714, 0.286, 0.0], "exponential of 0 taken as 0"),
        (softmax, "a function instead of a value"),
        (None, "None instead of a value"),
        ([1 / 3] * 3, "other numbers"),
        (softmax([5, 2, 1]), "other numbers"),
        (0.625, "wrong shape"),
    ],
}

RIGHT = {
    "softmax": [
        softmax,
        lambda z: [Decimal(float(p)) for p in softmax(z)],
        lambda z: [Fraction(float(p)) for p in softmax(z)],
        lambda z: (p for p in softmax(z)),
        lambda z: dict(enumerate(softmax(z))),
        lambda z: dict(enumerate(softmax(z))).values(),
        lambda z: pandas.Series(softmax(z), index=list("abcdefghij")[: len(z)]),
        lambda z: map(float, softmax(z)),
        lambda z: softmax(z.astype(np.float32)),
        puts_it_back,
        lambda z: np.array([np.array([p]) for p in softmax(z)])[:, 0],
    ],
    "softmax_batch": [
        softmax,
        lambda z, axis: np.apply_along_axis(softmax, axis, z),
        lambda z, axis: np.moveaxis(softmax(np.moveaxis(z, axis, -1), -1), -1, axis),
        lambda z, axis: np.exp(z - special.logsumexp(z, axis, keepdims=True)),
        lambda z, axis: softmax(z, axis).tolist(),
        lambda z, axis: np.exp(z) / np.expand_dims(np.exp(z).sum(axis), axis),
    ],
    "logits": [
        np.log([0.7, 0.2, 0.1]),
        [np.log(7), np.log(2), 0],
        (1.9459, 0.6931, 0.0),
        np.array([np.log(7) - 40, np.log(2) - 40, -40]),
        [Decimal("1.9459"), Decimal("0.6931"), 0],
        {"cat": 1.9459, "dog": 0.6931, "bird": 0},
        pandas.Series([1.9459, 0.6931, 0.0]),
        np.float32([1.9459, 0.6931, 0.0]),
    ],
    "by_hand": [
        [0.625, 0.25, 0.125],
        softmax(np.log([5, 2, 1])),
        (0.625, 0.250, 0.125),
        [Fraction(5, 8), Fraction(1, 4), Fraction(1, 8)],
    ],
}
