"""Answers to notebook 08. Beside a wrong one stands the reason that its verdict must give."""

import numpy as np
from scipy import special
from scipy.optimize import minimize, minimize_scalar

from helpers.calibration import expected_calibration_error
from helpers.losses import cross_entropy

GRID = np.linspace(0.5, 5, 226)
SAME = "the same T for all data"


def softmax(z):
    return special.softmax(z, axis=-1)


def least(score):
    return lambda z, y, test_z, test_y: GRID[
        np.argmin([score(z, y, test_z, test_y, T) for T in GRID])]


def brier(z, y):
    return ((softmax(z) - np.eye(z.shape[1])[y]) ** 2).sum(axis=1).mean()


def loss(z, y):
    return cross_entropy(z, y)


def gap(z, y):
    p = softmax(z)
    return abs(p.max(axis=1).mean() - (p.argmax(axis=1) == y).mean())


right_t = least(lambda z, y, a, b, T: loss(z / T, y))


def decide(p, costs):
    return np.argmin(p @ costs.T, axis=1)


def last_on_ties(p, costs):
    expected = p @ costs.T
    return costs.shape[0] - 1 - np.argmin(expected[:, ::-1], axis=1)


def regret(p, costs):
    return np.full(len(p), np.argmin((costs - costs.min(axis=0)).max(axis=1)))


def onehot(p, y):
    return np.eye(p.shape[1])[y]


def right_brier(p, y):
    return ((p - onehot(p, y)) ** 2).sum(axis=1).mean()


WRONG = {
    "fitted_temperature": [
        (least(lambda z, y, a, b, T: brier(z / T, y)), "minimises the Brier score"),
        (least(lambda z, y, a, b, T: expected_calibration_error(softmax(z / T), y)),
         "minimises the calibration error"),
        (least(lambda z, y, a, b, T: gap(z / T, y)), "other numbers"),
        (least(lambda z, y, a, b, T: loss(a / T, b)), "fits on the test rows"),
        (least(lambda z, y, a, b, T: loss(z / T, y) + loss(a / T, b)), "fits on both"),
        (least(lambda z, y, a, b, T: loss(z / T, b)), SAME),
        (least(lambda z, y, a, b, T: loss(a / T, y)), SAME),
        (least(lambda z, y, a, b, T: loss(softmax(z / T), y)), "softmax twice"),
        (least(lambda z, y, a, b, T: -(z.argmax(axis=1) == y).mean()), SAME),
        (least(lambda z, y, a, b, T: -loss(z / T, y)), "the largest loss"),
        (least(lambda z, y, a, b, T: loss(z * T, y)), "one over T"),
        (lambda z, y, a, b: 1 / right_t(z, y, a, b), "one over T"),
        (lambda z, y, a, b: 1.0, "leaves T at 1"),
        (lambda z, y, a, b: 2.0, SAME),
        (lambda z, y, a, b: 2.5, SAME),
        (lambda z, y, a, b: 0.5, SAME),
        (lambda z, y, a, b: 5.0, SAME),
        (lambda z, y, a, b: np.argmin([loss(z / T, y) for T in GRID]), "the position of T"),
        (lambda z, y, a, b: min(loss(z / T, y) for T in GRID), "the least loss itself"),
        (lambda z, y, a, b: z / right_t(z, y, a, b), "wrong shape"),
        (lambda z, y, a, b: np.log(right_t(z, y, a, b)), "other numbers"),
        (lambda z, y, a, b: right_t(z, y, a, b) ** 2, "other numbers"),
        (lambda z, y, a, b: right_t(z[:20], y[:20], a, b), "other numbers"),
        (lambda z, y, a, b: np.round(right_t(z, y, a, b)), "other numbers"),
        (lambda z, y, a, b: z.std(), "other numbers"),
        (lambda z, y, a, b: right_t(z, z.argmax(axis=1), a, b), SAME),
        (lambda z, y, a, b: -right_t(z, y, a, b), "times -1"),
        (least(lambda z, y, a, b, T: loss(z - T, y)), "other numbers"),
    ],
    "decisions": [
        (last_on_ties, "the last on a tie"),
        (lambda p, costs: decide(np.round(p, 1), costs), "other numbers"),
        (lambda p, costs: decide(np.round(p, 2), costs), "other numbers"),
        (lambda p, costs: decide(np.round(p, 3), costs), "other numbers"),
        (lambda p, costs: decide(p, np.round(costs)), "other numbers"),
        (lambda p, costs: decide(p, costs.astype(int)), "other numbers"),
        (lambda p, costs: np.argmin(np.round(p @ costs.T), axis=1), "other numbers"),
        (lambda p, costs: np.argmin(np.round(p @ costs.T, 1), axis=1), "other numbers"),
        (lambda p, costs: np.full(len(p), np.argmin(costs.mean(axis=1))), "the least mean cost"),
        (lambda p, costs: np.full(len(p), np.argmin(costs.sum(axis=1))), "the least mean cost"),
        (regret, "the least regret"),
        (lambda p, costs: np.full(len(p), np.argmin(costs.max(axis=1))),
         "the least bad worst case"),
        (lambda p, costs: np.argmin(costs[:, p.argmax(axis=1)], axis=0),
         "best for the most probable class"),
        (lambda p, costs: decide(np.eye(p.shape[1])[p.argmax(axis=1)], costs),
         "best for the most probable class"),
        (lambda p, costs: np.argmin((p[:, None] * costs).max(axis=2), axis=1), "other numbers"),
        (lambda p, costs: decide(p**2, costs), "other numbers"),
        (lambda p, costs: decide(1 - p, costs), "other numbers"),
        (lambda p, costs: decide(p, -costs), "the largest cost"),
        (lambda p, costs: np.argmax(p @ costs.T, axis=1), "the largest cost"),
        (lambda p, costs: np.argmin(p @ costs.T, axis=0), "wrong shape"),
        (lambda p, costs: decide(p, costs) + 1, "counts from 1"),
        (lambda p, costs: decide(p, costs)[:, None], "right numbers, wrong shape"),
        (lambda p, costs: np.argmin(p @ costs.T), "wrong shape"),
        (lambda p, costs: np.eye(len(costs))[decide(p, costs)], "wrong shape"),
        (lambda p, costs: np.zeros(len(p)), "other numbers"),
        (lambda p, costs: p.argmax(axis=1), "the most probable class"),
        (lambda p, costs: (p[:, -1] > 0.02).astype(int), "other numbers"),
    ],
    "brier_score": [
        (lambda p, y: ((p - onehot(p, y)) ** 2).mean(), "the mean over the classes too"),
        (lambda p, y: np.square(p - onehot(p, y)).mean(axis=1).mean(),
         "the mean over the classes too"),
        (lambda p, y: ((p - onehot(p, y)) ** 2).sum(), "the sum of all rows"),
        (lambda p, y: sum((1 - row[k]) ** 2 for row, k in zip(p, y, strict=True)) / len(y),
         "the true class alone"),
        (lambda p, y: np.mean((p.max(axis=1) - (p.argmax(axis=1) == y)) ** 2),
         "the top class alone"),
        (lambda p, y: np.abs(p - onehot(p, y)).sum(axis=1).mean(), "no squares"),
        (lambda p, y: 2 * np.mean(1 - p[np.arange(len(y)), y]), "no squares"),
        (lambda p, y: np.linalg.norm(p - onehot(p, y)) / np.sqrt(len(y)), "the root at the end"),
        (lambda p, y: np.linalg.norm(p - onehot(p, y), axis=1).mean(),
         "the mean of the rows' lengths"),
        (lambda p, y: np.mean((p - onehot(p, y)).sum(axis=1) ** 2), "the square of the sum"),
        (lambda p, y: np.mean(np.sum((p - onehot(p, p.argmax(axis=1))) ** 2, axis=1)),
         "the model's own winner as target"),
        (lambda p, y: -np.log(np.maximum(p, 1e-300))[np.arange(len(y)), y].mean(), "cross-entropy"),
        (lambda p, y: np.mean(((p - y[:, None]) ** 2).sum(axis=1)), "the labels as numbers"),
        (lambda p, y: ((p - onehot(p, y)) ** 2).sum(axis=1), "the rows' scores"),
        (lambda p, y: ((p - onehot(p, y)) ** 2).sum(axis=0), "wrong shape"),
        (lambda p, y: ((p - onehot(p, y)) ** 2).sum(axis=1).mean() / 2, "half of it"),
        (lambda p, y: 1 - right_brier(p, y), "other numbers"),
        (lambda p, y: -right_brier(p, y), "times -1"),
        (lambda p, y: right_brier(p.round(1), y), "other numbers"),
        (lambda p, y: right_brier(softmax(p), y), "other numbers"),
        (lambda p, y: right_brier(p[:, ::-1], y), "other numbers"),
        (lambda p, y: np.median(((p - onehot(p, y)) ** 2).sum(axis=1)), "other numbers"),
        (lambda p, y: ((p - onehot(p, y)) ** 2).sum() / (len(y) - 1 + 1e-9), "other numbers"),
        (lambda p, y: (p ** 2).sum(axis=1).mean(), "no target"),
        (lambda p, y: ((p[:, 0] - (y == 0)) ** 2).mean(), "one column alone"),
        (lambda p, y: ((p - onehot(p, y)) ** 2).mean(axis=1).sum(),
         "the classes averaged, the rows added"),
        (lambda p, y: np.round(right_brier(p, y), 2), "not exact enough"),
        (lambda p, y: ((p[:, -1] - (y == p.shape[1] - 1)) ** 2).mean(), "one column alone"),
    ],
}

RIGHT = {
    "fitted_temperature": [
        right_t,
        lambda z, y, a, b: minimize_scalar(
            lambda T: loss(z / T, y), bounds=(0.5, 5), method="bounded").x,
        lambda z, y, a, b: minimize(lambda t: loss(z / t[0], y), [1.5], method="Nelder-Mead").x,
        lambda z, y, a, b: [right_t(z, y, a, b)],
        lambda z, y, a, b: 1 / minimize_scalar(
            lambda s: loss(z * s, y), bounds=(0.2, 2), method="bounded").x,
        lambda z, y, a, b: float(min(np.arange(0.5, 5, 0.01), key=lambda T: loss(z / T, y))),
    ],
    "decisions": [
        decide,
        lambda p, costs: [int(np.argmin([c @ row for c in costs])) for row in p],
        lambda p, costs: np.argmin(np.einsum("nk,dk->nd", p, costs), axis=1).astype(float),
        lambda p, costs: (min(range(len(costs)), key=lambda d: (p @ costs.T)[i, d])
                          for i in range(len(p))),
        lambda p, costs: np.argsort(p @ costs.T, axis=1, kind="stable")[:, 0],
        lambda p, costs: np.argmax(-(p @ costs.T), axis=1).tolist(),
    ],
    "brier_score": [
        right_brier,
        lambda p, y: np.mean(1 - 2 * p[np.arange(len(y)), y] + (p**2).sum(axis=1)),
        lambda p, y: sum(sum((q - (j == k)) ** 2 for j, q in enumerate(row))
                         for row, k in zip(p.tolist(), y, strict=True)) / len(y),
        lambda p, y: np.linalg.norm(p - onehot(p, y)) ** 2 / len(y),
        lambda p, y: p.shape[1] * ((p - onehot(p, y)) ** 2).mean(),
        lambda p, y: np.einsum("nk,nk->", p - onehot(p, y), p - onehot(p, y)) / len(y),
        lambda p, y: [float(np.average(((p - onehot(p, y)) ** 2).sum(1)))],
    ],
}
