"""A second attack: answers that were made up after the checks had stood a first one.

Ids of exercises → wrong answers with the reason that each must get, and right answers.
"""

import math

import numpy as np
from scipy import optimize, special
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from helpers.fitting import fit_weights
from helpers.regression import SoftmaxRegression

softmax, lsm, lse, ex, sq = (
    special.softmax,
    special.log_softmax,
    special.logsumexp,
    np.exp,
    np.sqrt,
)


TEMPERATURES = np.linspace(0.5, 5, 226)


def eye(z, i):
    return np.eye(len(z))[i]


def picked(p, y):
    return p[np.arange(len(y)), y]


def one_hot(y, K):
    return np.eye(K)[y]


def gap(X, W, b, y):
    return (by_row(X @ W + b) - one_hot(y, W.shape[1])) / len(X)


def best_temperature(z, y, f, grid=TEMPERATURES):
    return min(grid, key=lambda T: f(z / T, y))


def soft(C, tol=1e-07, **kw):
    return SoftmaxRegression(C=C, tol=tol, **kw)


def p1(m, X, y):
    return m.fit(X, y).predict_proba(X)[:, 1]


def by_row(z):
    return softmax(z, axis=1)


def nll(z, y):
    return -picked(lsm(z, axis=1), y).mean()


OUTPUTS = {
    "a": "softmax",
    "b": "sigmoids",
    "c": "softmax",
    "d": "sigmoids",
    "e": "softmax",
    "f": "sigmoids",
}

WRONG = {
    "01.logits": [
        (np.log([0.7, 0.2, 0.1]) ** 2, "other numbers"),
        ([1, 0.5, 0.25], "other numbers"),
        (np.log1p([0.7, 0.2, 0.1]), "other numbers"),
        ([0.7, 0.2], "wrong shape"),
        (np.log([0.6, 0.3, 0.1]), "other numbers"),
        ([1.9459, 0.6931, 0.1], "other numbers"),
        ([70, 20, 10], "other numbers"),
        (np.log([0.2, 0.7, 0.1]), "other numbers"),
        (special.logit([0.7, 0.2, 0.1]), "log-odds of each class"),
        ([2, 0.7, 0.0], "other numbers"),
        ([[np.log(7), np.log(2), 0]], "wrong shape"),
        (np.log([0.7, 0.2, 0.1]) * 1.01, "not exact enough"),
        ([0.7 / 0.1, 0.2 / 0.1, 1], "other numbers"),
        ((0.7, 0.2, 0.1, 0.0), "wrong shape"),
        ([True, False, False], "other numbers"),
        (-np.log2([0.7, 0.2, 0.1]), "other numbers"),
        ([np.log(7) + 0.01, np.log(2), 0], "not exact enough"),
        (np.log([0.7, 0.2, 0.1])[::-1], "other numbers"),
        ([1j, 0, 0], "cannot be compared"),
        ("log", "cannot be compared"),
    ],
    "01.softmax": [
        (lambda z: 3**z / (3**z).sum(), "other numbers"),
        (lambda z: softmax(z + 0.001 * np.arange(len(z))), "not exact enough"),
        (lambda z: softmax(z * 1.001), "not exact enough"),
        (lambda z: softmax(np.float16(z)), "not exact enough"),
        (lambda z: ex(z) / ex(z.sum()), "other numbers"),
        (lambda z: ex(z / z.sum()), "other numbers"),
        (lambda z: ex(z) / (1 + ex(z).sum()), "other numbers"),
        (lambda z: 1 / (1 + ex(z)), "other numbers"),
        (lambda z: ex(z) - ex(z).mean(), "other numbers"),
        (lambda z: np.log1p(ex(z)) / np.log1p(ex(z)).sum(), "other numbers"),
        (lambda z: (z - z.min()) / (z - z.min()).sum(), "other numbers"),
        (lambda z: softmax(z / 2), "other numbers"),
        (lambda z: softmax(z - z.mean() * z), "other numbers"),
        (lambda z: np.cumsum(softmax(z)), "other numbers"),
        (lambda z: ex(z) / sum(ex(v) for v in z[1:]), "other numbers"),
        (lambda z: ex(z) / ex(z).std(), "other numbers"),
        (lambda z: [p for p in softmax(z) if p > 0.001], "wrong shape"),
        (lambda z: eye(z, z.argmax()), "other numbers"),
        (lambda z: softmax(z).round(5), "not exact enough"),
        (lambda z: np.expm1(z) / np.expm1(z).sum(), "other numbers"),
        (lambda z: softmax(z) + 0.01, "other numbers"),
        (lambda z: softmax(z**2), "other numbers"),
    ],
    "01.softmax_batch": [
        (lambda z, axis: ex(z) / ex(z).sum(axis=axis, keepdims=True) / 2, "times 1/2"),
        (lambda z, axis: softmax(z, axis).round(4), "not exact enough"),
        (lambda z, axis: softmax(softmax(z, axis), axis), "other numbers"),
        (lambda z, axis: np.log(ex(z) / ex(z).sum(axis, keepdims=True)), "other numbers"),
        (lambda z, axis: softmax(z, -1) if axis in (1, -1) else softmax(z, 0), "other numbers"),
        (lambda z, axis: softmax(z, axis=max(axis, 0)), "other numbers"),
        (lambda z, axis: 2**z / (2**z).sum(axis, keepdims=True), "other numbers"),
        (lambda z, axis: ex(z) / (ex(z).sum(axis, keepdims=True) + 0.01), "other numbers"),
        (lambda z, axis: softmax(z[::-1], axis), "other numbers"),
        (
            lambda z, axis: softmax(z.reshape(-1, z.shape[-1]), axis=1).reshape(z.shape),
            "always the last axis",
        ),
        (lambda z, axis: ex(z) / ex(z).sum(axis=axis, keepdims=True).T, "other numbers"),
        (lambda z, axis: np.array([ex(c) / ex(c).sum() for c in z.T]).T, "other numbers"),
        (lambda z, axis: ex(z) / np.cumsum(ex(z), axis=axis), "other numbers"),
        (lambda z, axis: softmax(z, axis)[..., :2], "wrong shape"),
        (lambda z, axis: softmax(z - z.max() * 1.0, axis) * 1.00001, "not exact enough"),
        (
            lambda z, axis: special.expit(z) / special.expit(z).sum(axis, keepdims=True),
            "other numbers",
        ),
        (lambda z, axis: ex(z) / np.prod(ex(z), axis=axis, keepdims=True), "other numbers"),
        (lambda z, axis: softmax(np.abs(z), axis), "other numbers"),
        (lambda z, axis: np.squeeze(softmax(z, axis)), "right numbers, wrong shape"),
        (lambda z, axis: ex(z) / ex(z).sum(tuple(range(z.ndim))), "sums over everything"),
        (lambda z, axis: softmax(np.swapaxes(z, 0, axis), 0), "other numbers"),
    ],
    "02.hardmax": [
        (lambda z: np.eye(len(z))[np.argmax(z) - 1], "other numbers"),
        (
            lambda z: np.eye(len(z))[np.argmax(z[:-1])] if len(z) > 1 else np.ones(1),
            "other numbers",
        ),
        (lambda z: np.round(softmax(z)), "other numbers"),
        (lambda z: (softmax(z) > 0.5) * 1, "other numbers"),
        (lambda z: np.where(np.arange(len(z)) == np.argmax(z), 1, -1), "other numbers"),
        (lambda z: np.sort(np.eye(len(z))[0]), "other numbers"),
        (lambda z: np.sign(z - np.sort(z)[-2]) if len(z) > 1 else np.ones(1), "other numbers"),
        (lambda z: softmax(z * 1000.0), "other numbers"),
        (lambda z: (z >= z.max() - 1e-09) * 1.0, "other numbers"),
        (lambda z: np.eye(len(z))[np.argmax(z.astype(int))], "other numbers"),
        (
            lambda z: (
                np.eye(len(z))[np.nanargmax(np.where(z > 0, z, np.nan))]
                if (z > 0).any()
                else np.eye(len(z))[0]
            ),
            "other numbers",
        ),
        (lambda z: np.bincount([np.argmax(z)]), "wrong shape"),
        (lambda z: [np.argmax(z)], "wrong shape"),
        (lambda z: np.heaviside(z - z.max(), 0.5), "other numbers"),
        (
            lambda z: np.eye(len(z))[np.argmax(1 / z)] if (z != 0).all() else np.eye(len(z))[0],
            "other numbers",
        ),
        (lambda z: np.eye(len(z))[np.argmax(np.diff(z, prepend=0))], "other numbers"),
        (lambda z: np.eye(len(z))[np.argsort(z)[0]], "1 at the smallest"),
        (lambda z: (z == z[0]) * 1.0, "other numbers"),
        (lambda z: np.eye(len(z))[list(np.sort(z)).index(max(z))], "other numbers"),
        (lambda z: z.argmax() == np.arange(len(z) + 1), "wrong shape"),
        (lambda z: np.eye(len(z))[np.argmax(z)] / len(z), "other numbers"),
    ],
    "02.jacobian": [
        (lambda z: np.diag(softmax(z)) + np.outer(softmax(z), softmax(z)), "other numbers"),
        (lambda z: np.outer(softmax(z), softmax(z)), "other numbers"),
        (
            lambda z: np.diag(softmax(z) - softmax(z) ** 2) + np.outer(softmax(z), softmax(z)),
            "other numbers",
        ),
        (lambda z: np.outer(softmax(z), softmax(z)) - np.diag(softmax(z)), "times -1"),
        (lambda z: (np.diag(softmax(z)) - np.outer(softmax(z), softmax(z)))[::-1], "other numbers"),
        (lambda z: np.gradient(softmax(z)) if len(z) > 1 else np.zeros(1), "wrong shape"),
        (lambda z: np.eye(len(z)) - softmax(z), "other numbers"),
        (lambda z: np.diag(softmax(z)) - softmax(z), "other numbers"),
        (
            lambda z: np.stack(
                [(softmax(z + 1e-05 * e) - softmax(z)) / 2e-05 for e in np.eye(len(z))], 1
            ),
            "times 1/2",
        ),
        (
            lambda z: (
                np.stack(
                    [
                        (softmax(z + 0.01 * e) - softmax(z - 0.01 * e)) / 0.02
                        for e in np.eye(len(z))
                    ],
                    1,
                )
                * 1.001
            ),
            "not exact enough",
        ),
        (
            lambda z: np.stack([softmax(z + e) - softmax(z) for e in np.eye(len(z))], 1),
            "other numbers",
        ),
        (
            lambda z: np.stack(
                [(ex(z + 1e-05 * e) - ex(z - 1e-05 * e)) / 2e-05 for e in np.eye(len(z))], 1
            ),
            "other numbers",
        ),
        (
            lambda z: np.stack(
                [(lsm(z + 1e-05 * e) - lsm(z - 1e-05 * e)) / 2e-05 for e in np.eye(len(z))], 1
            ),
            "other numbers",
        ),
        (
            lambda z: np.stack(
                [(softmax(z + 1e-05 * e) - softmax(z - 1e-05 * e)) / 2e-05 for e in np.eye(len(z))],
                1,
            ).round(2),
            "not exact enough",
        ),
        (lambda z: np.diag(softmax(z)) - np.outer(z, z), "other numbers"),
        (lambda z: np.diag(z) - np.outer(softmax(z), softmax(z)), "other numbers"),
        (lambda z: softmax(z) * (1 - softmax(z)) * np.ones((len(z), len(z))), "other numbers"),
        (lambda z: np.abs(np.diag(softmax(z)) - np.outer(softmax(z), softmax(z))), "other numbers"),
        (
            lambda z: np.triu(np.diag(softmax(z)) - np.outer(softmax(z), softmax(z))),
            "other numbers",
        ),
        (lambda z: np.diag(softmax(z)) - np.outer(softmax(z), softmax(z)[::-1]), "other numbers"),
        (
            lambda z: (np.diag(softmax(z)) - np.outer(softmax(z), softmax(z))) / softmax(z),
            "other numbers",
        ),
        (lambda z: np.cov(softmax(z)), "wrong shape"),
    ],
    "02.matches": [
        (dict(A="logsumexp", B="hardmax", C="argmax", D="softmax", E="max"), "some choices"),
        (dict(A="hardmax", B="logsumexp", C="argmax", D="softmax", E="argmax"), "some choices"),
        (
            dict(A="hardmax", B="softmax", C="argmax", D="logsumexp", E="max"),
            "softmax and logsumexp swapped",
        ),
        (dict(A="max", B="logsumexp", C="argmax", D="softmax", E="hardmax"), "some choices"),
        (dict(A="hardmax", B="logsumexp", C="softmax", D="argmax", E="max"), "some choices"),
        (dict(A="argmax", B="max", C="hardmax", D="softmax", E="logsumexp"), "some choices"),
        (dict(A="argmax", B="softmax", C="hardmax", D="logsumexp", E="max"), "some choices"),
        (dict(A="softmax", B="max", C="argmax", D="hardmax", E="logsumexp"), "some choices"),
        (dict.fromkeys("ABCDE", "softmax"), "some choices"),
        (dict.fromkeys("ABCDE", "hardmax"), "some choices"),
        (dict(zip("ABCDE", ["softmax"] * 2 + ["max"] * 3)), "some choices"),
        (
            dict(zip("abcde", ["hardmax", "logsumexp", "argmax", "softmax", "max"])),
            "cannot be compared",
        ),
        (("hardmax", "logsumexp", "argmax", "softmax", "max"), "cannot be compared"),
        (dict(A="hard max", B="logsumexp", C="argmax", D="softmax", E="max"), "cannot be compared"),
        (
            dict(A="hardmax", B="log-sum-exp", C="argmax", D="softmax", E="max"),
            "cannot be compared",
        ),
        (dict(A="hardmax", B="logsumexp", C="argmax", D="softmax"), "cannot be compared"),
        ({1: "hardmax", 2: "logsumexp", 3: "argmax", 4: "softmax", 5: "max"}, "cannot be compared"),
        (5, "cannot be compared"),
        (True, "cannot be compared"),
        (np.zeros(5), "cannot be compared"),
    ],
    "03.T": [
        (0.5, "other numbers"),
        (0.4, "other numbers"),
        (0.45, "other numbers"),
        (2.0, "other numbers"),
        (0.1, "other numbers"),
        (-0.432, "not a temperature"),
        (1 / 0.9, "other numbers"),
        (np.log(9), "other numbers"),
        (0.431, "not exact enough"),
        ([0.43], "not exact enough"),
        ("0.432", "cannot be compared"),
        (np.array([0.4, 0.5]), "wrong shape"),
        (0.658, "other numbers"),
        (1.0 / 2.5, "other numbers"),
        (10, "other numbers"),
        (1e-09, "other numbers"),
        (0.43204 + 0.01, "other numbers"),
        (None, "None instead of a value"),
        (lambda: 0.432, "a function instead of a value"),
        (np.nan, "not a temperature"),
    ],
    "03.softmax_with_temperature": [
        (lambda z, T: softmax(z / (T + 0.001)), "not exact enough"),
        (lambda z, T: softmax(z / T).round(4), "not exact enough"),
        (lambda z, T: softmax(z) ** (1 / T) / softmax(z).sum(), "powers, not divided by their sum"),
        (lambda z, T: softmax(z / T / T), "other numbers"),
        (lambda z, T: softmax(z * T) / T, "other numbers"),
        (lambda z, T: softmax(z / int(max(T, 1))), "other numbers"),
        (lambda z, T: ex(z) / T, "other numbers"),
        (lambda z, T: T**z / (T**z).sum(), "other numbers"),
        (lambda z, T: softmax(z) / softmax(z) ** T, "other numbers"),
        (lambda z, T: (1 - 1 / T) * softmax(z) + 1 / T * np.ones(len(z)) / len(z), "other numbers"),
        (lambda z, T: softmax(z / np.log1p(T)), "other numbers"),
        (lambda z, T: ex(z / T) / ex(z / T).max(), "other numbers"),
        (lambda z, T: ex(z / T) / (T * ex(z / T).sum()), "other numbers"),
        (lambda z, T: softmax((z - z.mean()) * T), "multiplies the logits by T"),
        (lambda z, T: softmax(np.sort(z) / T), "other numbers"),
        (lambda z, T: softmax(z / T) * T, "other numbers"),
        (lambda z, T: softmax(z - np.log(T)), "T makes no difference"),
        (lambda z, T: ex(-z / T) / ex(z / T).sum(), "other numbers"),
        (lambda z, T: softmax(z / T)[0], "wrong shape"),
        (lambda z, T: np.exp(z / T), "exp without dividing"),
        (lambda z, T: ex(z / T) / len(z), "other numbers"),
        (lambda z, T: softmax(1 / (z + 10) * T), "other numbers"),
    ],
    "03.winner": [
        (
            lambda z, T: np.argmax(softmax(np.longdouble(z) / T)),
            "argmax of the probabilities in float64",
        ),
        (lambda z, T: np.argmax(ex(np.float64(z) / T)), "other numbers"),
        (lambda z, T: np.argmax(np.round(z)), "other numbers"),
        (lambda z, T: np.argmax(z * 1e-30), "other numbers"),
        (lambda z, T: np.argmax(lsm(z / T)), "other numbers"),
        (lambda z, T: np.argmax(z.astype(np.float16)), "other numbers"),
        (lambda z, T: np.argmax(z.astype(int)), "other numbers"),
        (lambda z, T: np.argsort(z)[-1], "the last on a tie"),
        (lambda z, T: int(np.flatnonzero(z == z.max())[-1]), "the last on a tie"),
        (lambda z, T: np.argmax(z) + 0.5, "other numbers"),
        (lambda z, T: -np.argmax(z), "other numbers"),
        (lambda z, T: np.argmax(z[::-1]), "other numbers"),
        (lambda z, T: 0, "other numbers"),
        (lambda z, T: len(z) - 1, "other numbers"),
        (lambda z, T: np.argmax(z) if T < 1e20 else 0, "other numbers"),
        (lambda z, T: np.argmax(z - z.mean()) if len(z) < 3 else np.argmax(z[:3]), "other numbers"),
        (lambda z, T: np.flatnonzero(z == z.max()), "wrong shape"),
        (lambda z, T: np.argmax(np.abs(z - z.mean())), "other numbers"),
        (lambda z, T: np.argmax(z**3), "other numbers"),
        (lambda z, T: max(range(len(z)), key=lambda i: (z[i], i)), "the last on a tie"),
        (lambda z, T: z[np.argmax(z)], "the winning logit"),
        (lambda z, T: np.argmax(np.exp(z)), "other numbers"),
        (lambda z, T: str(np.argmax(z)), "cannot be compared"),
    ],
    "04.cross_entropy": [
        (lambda p, y: -np.log2(picked(p, y)).mean(), "times 1/ln 2"),
        (lambda p, y: np.log(picked(p, y)).mean(), "times -1"),
        (lambda p, y: -np.log(picked(p, y)).sum(), "times n"),
        (lambda p, y: -np.median(np.log(picked(p, y))), "other numbers"),
        (lambda p, y: -np.log(picked(p, y)).max(), "other numbers"),
        (lambda p, y: -np.log(p.max(1)).mean(), "other numbers"),
        (lambda p, y: -np.log(picked(p, y)), "wrong shape"),
        (lambda p, y: 1 - picked(p, y).mean(), "no logarithm"),
        (
            lambda p, y: -(np.log(picked(p, y)) + np.log(1 - picked(p, y) + 1e-300)).mean(),
            "other numbers",
        ),
        (lambda p, y: -np.log(picked(p, y)).sum() / p.size, "times 1/K"),
        (lambda p, y: np.mean((1 - picked(p, y)) ** 2), "other numbers"),
        (lambda p, y: -np.log(picked(p, y)).round(2).mean(), "not exact enough"),
        (lambda p, y: -np.log(p[:, y[0]]).mean(), "other numbers"),
        (lambda p, y: -np.log(p[:, 0]).mean(), "other numbers"),
        (lambda p, y: -np.log1p(picked(p, y)).mean(), "other numbers"),
        (lambda p, y: -np.log(np.prod(picked(p, y))), "times n"),
        (lambda p, y: -(p * np.log(p)).sum(1).mean(), "other numbers"),
        (lambda p, y: -np.log(picked(p, np.sort(y))).mean(), "other numbers"),
        (lambda p, y: -np.log(1 - picked(p, y)).mean(), "other numbers"),
        (lambda p, y: np.abs(np.log10(picked(p, y))).mean(), "times 1/ln 10"),
        (lambda p, y: -np.log(picked(p[::-1], y)).mean(), "other numbers"),
        (lambda p, y: -np.log(np.float16(picked(p, y))).mean(), "other numbers"),
        (lambda p, y: -np.log(picked(p, y)).mean() + 0.001, "not exact enough"),
    ],
    "04.gradient": [
        (lambda z, y: by_row(z) - one_hot(y, z.shape[1]), "times n"),
        (lambda z, y: (one_hot(y, z.shape[1]) - by_row(z)) / len(z), "times -1"),
        (lambda z, y: ((by_row(z) - one_hot(y, z.shape[1])) / len(z)).mean(0), "wrong shape"),
        (lambda z, y: (by_row(z) - one_hot(y, z.shape[1])) / z.size, "times 1/K"),
        (lambda z, y: ((by_row(z) - one_hot(y, z.shape[1])) / len(z)).T, "transposed"),
        (lambda z, y: (by_row(z) - one_hot(y, z.shape[1])) * by_row(z) / len(z), "other numbers"),
        (lambda z, y: 2 * (by_row(z) - one_hot(y, z.shape[1])) / len(z), "times 2"),
        (lambda z, y: np.sign(by_row(z) - one_hot(y, z.shape[1])) / len(z), "other numbers"),
        (lambda z, y: (by_row(z) - one_hot(y, z.shape[1])).sum(0), "wrong shape"),
        (
            lambda z, y: (by_row(z) - one_hot((y + 1) % z.shape[1], z.shape[1])) / len(z),
            "other numbers",
        ),
        (lambda z, y: (special.expit(z) - one_hot(y, z.shape[1])) / len(z), "other numbers"),
        (lambda z, y: (lsm(z, axis=1) - one_hot(y, z.shape[1])) / len(z), "other numbers"),
        (lambda z, y: by_row(z) * (1 - by_row(z)) / len(z), "other numbers"),
        (lambda z, y: np.zeros_like(z), "no slope at all"),
        (lambda z, y: ((by_row(z) - one_hot(y, z.shape[1])) / len(z)).round(2), "not exact enough"),
        (lambda z, y: by_row(z - one_hot(y, z.shape[1])) / len(z), "other numbers"),
        (
            lambda z, y: -1 / by_row(z) / len(z) * one_hot(y, z.shape[1]),
            "the gradient by the probabilities",
        ),
        (
            lambda z, y: (by_row(z) * one_hot(y, z.shape[1]) - one_hot(y, z.shape[1])) / len(z),
            "the true class only",
        ),
        (lambda z, y: (by_row(z) - one_hot(z.argmax(1), z.shape[1])) / len(z), "other numbers"),
        (lambda z, y: by_row(z) - 1 / len(z), "other numbers"),
        (
            lambda z, y: (by_row(z) - 0.9 * one_hot(y, z.shape[1]) - 0.1 / z.shape[1]) / len(z),
            "other numbers",
        ),
        (lambda z, y: np.abs(by_row(z) - one_hot(y, z.shape[1])) / len(z), "other numbers"),
    ],
    "04.soft_cross_entropy": [
        (lambda p, t: -(t * np.log2(p)).sum(1).mean(), "times 1/ln 2"),
        (lambda p, t: (t * np.log(p)).sum(1).mean(), "times -1"),
        (lambda p, t: -(t * np.log(p)).sum(), "times n"),
        (lambda p, t: -(t * np.log(p)).sum(1), "wrong shape"),
        (lambda p, t: -(t * np.log(p)).sum(0).mean(), "averages over the classes"),
        (lambda p, t: ((p - t) ** 2).sum(1).mean(), "other numbers"),
        (lambda p, t: -np.log(picked(p, t.argmax(1))).mean(), "only the largest target"),
        (lambda p, t: -(t * np.log(p)).max(1).mean(), "other numbers"),
        (lambda p, t: -(np.where(t > 0.5, 1, 0) * np.log(p)).sum(1).mean(), "other numbers"),
        (lambda p, t: -np.log((t * p)[t > 0]).mean(), "other numbers"),
        (lambda p, t: -(t.round() * np.log(p)).sum(1).mean(), "other numbers"),
        (lambda p, t: -(t * np.log10(p)).sum(1).mean(), "times 1/ln 10"),
        (
            lambda p, t: -(t * np.log(p) + (1 - t) * np.log(1 - p)).sum(1).mean(),
            "a sigmoid's loss for each class",
        ),
        (lambda p, t: np.abs(t - p).sum(1).mean() / 2, "other numbers"),
        (lambda p, t: -(t**2 * np.log(p)).sum(1).mean(), "other numbers"),
        (lambda p, t: -((t - 1 / p.shape[1]) * np.log(p)).sum(1).mean(), "other numbers"),
        (lambda p, t: -(t * np.log(p[::-1])).sum(1).mean(), "other numbers"),
        (lambda p, t: -(t * np.log(p)).sum(1).max(), "other numbers"),
        (lambda p, t: (t * np.log(t / p + 1e-12)).sum(1).mean(), "subtracts the entropy (KL)"),
        (lambda p, t: -np.log((t * p).sum(1)).mean(), "the logarithm of the sum"),
        (lambda p, t: -(t * np.log(p * 0.999)).sum(1).mean(), "not exact enough"),
        (lambda p, t: -(softmax(t, axis=1) * np.log(p)).sum(1).mean(), "other numbers"),
    ],
    "05.one_vector": [
        (lambda W, b: (W[:, 0] - W[:, 1], b[0] - b[1]), "times -1, -1"),
        (lambda W, b: ((W[:, 1] - W[:, 0]) / 2, (b[1] - b[0]) / 2), "times 1/2, 1/2"),
        (lambda W, b: (W[:, 1] - W[:, 0], b[0] - b[1]), "times 1, -1"),
        (lambda W, b: (W[:, 0] - W[:, 1], b[1] - b[0]), "times -1, 1"),
        (lambda W, b: W[:, 1] - W[:, 0], "wrong number of results"),
        (lambda W, b: (W[:, 1] - W[:, 0], b), "wrong shape"),
        (lambda W, b: (W[:, 1] / W[:, 0], b[1] / b[0]), "nan"),
        (lambda W, b: (np.log(np.abs(W[:, 1] / W[:, 0])), np.log(abs(b[1] / b[0]))), "nan"),
        (lambda W, b: (W.mean(1), b.mean()), "other numbers"),
        (lambda W, b: (W.max(1), b.max()), "other numbers"),
        (lambda W, b: (2 * W[:, 1], 2 * b[1]), "other numbers"),
        (lambda W, b: (W[:, 1] - W[:, 0], 0.0), "forgets one intercept"),
        (lambda W, b: (W[:, 1] - W[:, 0], np.mean(b)), "other numbers"),
        (lambda W, b: (b[1] - b[0], W[:, 1] - W[:, 0]), "wrong shape"),
        (lambda W, b: (np.abs(W[:, 1] - W[:, 0]), np.abs(b[1] - b[0])), "other numbers"),
        (lambda W, b: (W[:, 1] * W[:, 0], b[1] * b[0]), "other numbers"),
        (lambda W, b: ((W[:, 1] - W[:, 0]).round(2), (b[1] - b[0]).round(2)), "not exact enough"),
        (lambda W, b: (W[1] - W[0], b[1] - b[0]), "rows instead of columns"),
        (lambda W, b: np.append(W[:, 1] - W[:, 0], b[1] - b[0]), "wrong number of results"),
        (lambda W, b: (W[:, 1] - W[:, 0].mean(), b[1] - b.mean()), "other numbers"),
        (lambda W, b: (softmax(W, axis=1)[:, 1], softmax(b)[1]), "other numbers"),
        (lambda W, b: (W[:, [1]] - W[:, [0]], b[1] - b[0] + 0.001), "wrong shape"),
    ],
    "05.outputs": [
        ({**OUTPUTS, "a": "sigmoids", "b": "softmax", "c": "sigmoids"}, "some choices"),
        ({**OUTPUTS, "a": "sigmoids", "d": "softmax"}, "some choices"),
        ({**OUTPUTS, "a": "sigmoids", "f": "softmax"}, "some choices"),
        ({**OUTPUTS, "b": "softmax", "c": "sigmoids"}, "some choices"),
        ({**OUTPUTS, "b": "softmax", "e": "sigmoids"}, "some choices"),
        ({**OUTPUTS, "c": "sigmoids", "d": "softmax"}, "some choices"),
        ({**OUTPUTS, "c": "sigmoids", "f": "softmax"}, "some choices"),
        ({**OUTPUTS, "d": "softmax", "f": "softmax"}, "some choices"),
        ({**OUTPUTS, "b": "softmax", "d": "softmax", "a": "sigmoids"}, "some choices"),
        (
            {**OUTPUTS, "e": "sigmoids", "c": "sigmoids", "a": "sigmoids", "b": "softmax"},
            "some choices",
        ),
        ({**OUTPUTS, "a": "sigmoids", "c": "sigmoids", "d": "softmax"}, "some choices"),
        ({**OUTPUTS, "d": "softmax", "e": "sigmoids", "f": "softmax"}, "some choices"),
        (dict.fromkeys("abcdef", "sigmoids"), "sigmoids everywhere"),
        (
            {k: "sigmoids" if v == "softmax" else "softmax" for k, v in OUTPUTS.items()},
            "the two exchanged",
        ),
        ({**OUTPUTS, "d": "none"}, "cannot be compared"),
        ({**OUTPUTS, "b": "sigmoid"}, "cannot be compared"),
        ({k.upper(): v for k, v in OUTPUTS.items()}, "cannot be compared"),
        ({k: v for k, v in OUTPUTS.items() if k != "f"}, "cannot be compared"),
        ({k: v == "softmax" for k, v in OUTPUTS.items()}, "cannot be compared"),
        ("softmax", "cannot be compared"),
        (3.5, "cannot be compared"),
    ],
    "05.probabilities": [
        (lambda X, y, C: p1(soft(C / 3), X, y), "other numbers"),
        (lambda X, y, C: p1(soft(C / 2, tol=0.5), X, y), "other numbers"),
        (lambda X, y, C: p1(soft(C - 0.5 if C > 0.5 else C), X, y), "other numbers"),
        (lambda X, y, C: p1(soft(C + 0.5), X, y), "other numbers"),
        (lambda X, y, C: p1(soft(10 * C), X, y), "other numbers"),
        (lambda X, y, C: p1(soft(C / 2), X - X.mean(0), y) * 0.99, "other numbers"),
        (lambda X, y, C: p1(soft(C / 2), X / X.std(0), y), "other numbers"),
        (lambda X, y, C: p1(soft(C / 2), X, 1 - y), "the probability of class 0"),
        (lambda X, y, C: soft(C / 2).fit(X, y).predict(X), "the classes"),
        (lambda X, y, C: soft(C / 2).fit(X, y).predict_log_proba(X)[:, 1], "other numbers"),
        (lambda X, y, C: soft(C / 2).fit(X, y).predict_proba(X), "both columns"),
        (lambda X, y, C: soft(C / 2).fit(X, y).predict_proba(X).max(1), "other numbers"),
        (lambda X, y, C: p1(soft(C / 2), X, y).round(3), "not exact enough"),
        (lambda X, y, C: p1(soft(C * len(X)), X, y), "other numbers"),
        (lambda X, y, C: p1(soft(C / len(X)), X, y), "other numbers"),
        (lambda X, y, C: special.expit(2 * special.logit(p1(soft(C / 2), X, y))), "other numbers"),
        (
            lambda X, y, C: p1(LogisticRegression(C=C / 2, tol=1e-09, max_iter=9999), X, y),
            "a quarter of C",
        ),
        (
            lambda X, y, C: p1(
                LogisticRegression(C=C, tol=1e-09, max_iter=9999, fit_intercept=False), X, y
            ),
            "other numbers",
        ),
        (lambda X, y, C: p1(GaussianNB(), X, y), "other numbers"),
        (lambda X, y, C: np.full(len(X), y.mean()), "other numbers"),
        (lambda X, y, C: p1(soft(C / 2), X, y)[:-1], "wrong shape"),
        (lambda X, y, C: soft(C / 2).fit(X[::2], y[::2]).predict_proba(X)[:, 1], "other numbers"),
    ],
    "06.log_softmax": [
        (lambda z: np.log(softmax(z, axis=-1) + 1e-30), "other numbers"),
        (lambda z: lsm(z, axis=-1).round(3), "not exact enough"),
        (lambda z: -lsm(z, axis=-1), "times -1"),
        (lambda z: lsm(z, axis=0), "down the columns"),
        (lambda z: lsm(z), "one maximum and one sum for the whole batch"),
        (lambda z: np.log2(np.e) * lsm(z, axis=-1), "times 1/ln 2"),
        (lambda z: np.maximum(lsm(z, axis=-1), -1000000.0), "capped"),
        (lambda z: np.nan_to_num(np.log(softmax(z, axis=-1))), "other numbers"),
        (lambda z: z - np.max(z, axis=-1, keepdims=True) - np.log(z.shape[-1]), "other numbers"),
        (lambda z: z - np.log(np.exp(z).sum(-1, keepdims=True)), "log-sum-exp without a shift"),
        (lambda z: lsm(np.float16(z), axis=-1), "other numbers"),
        (lambda z: np.log(np.maximum(softmax(z, axis=-1), 5e-324)), "other numbers"),
        (lambda z: lsm(z / 10, axis=-1) * 10, "other numbers"),
        (lambda z: z - lse(z, axis=-1, keepdims=True).max(), "other numbers"),
        (lambda z: z - np.log1p(np.exp(z).sum(-1, keepdims=True)), "other numbers"),
        (lambda z: z - np.logaddexp.reduce(z, axis=0), "down the columns"),
        (lambda z: lsm(lsm(z, axis=-1) * 2, axis=-1), "other numbers"),
        (lambda z: np.log1p(softmax(z, axis=-1)), "other numbers"),
        (lambda z: lsm(z, axis=-1)[..., 0], "wrong shape"),
        (lambda z: lse(z, axis=-1, keepdims=True) - z, "times -1"),
        (lambda z: z / lse(z, axis=-1, keepdims=True), "other numbers"),
        (
            lambda z: np.where(softmax(z, axis=-1) > 0, np.log(softmax(z, axis=-1)), z),
            "other numbers",
        ),
    ],
    "06.loss_from_logits": [
        (lambda z, y: -picked(lsm(z, axis=1), y).sum(), "times n"),
        (lambda z, y: picked(lsm(z, axis=1), y).mean(), "times -1"),
        (lambda z, y: -picked(lsm(z, axis=1), y), "wrong shape"),
        (lambda z, y: -np.log(picked(by_row(z), y) + 1e-40).mean(), "other numbers"),
        (
            lambda z, y: np.nanmean(
                -np.log(picked(np.exp(z) / np.exp(z).sum(1, keepdims=True), y))
            ),
            "other numbers",
        ),
        (lambda z, y: np.minimum(-picked(lsm(z, axis=1), y), 1000000.0).mean(), "capped"),
        (lambda z, y: -picked(lsm(z, axis=0), y).mean(), "other numbers"),
        (lambda z, y: (lse(z, axis=1) - z.max(1)).mean(), "other numbers"),
        (lambda z, y: (lse(z, axis=1) - z[:, 0]).mean(), "other numbers"),
        (lambda z, y: (z.max(1) - picked(z, y)).mean(), "other numbers"),
        (
            lambda z, y: (lse(z) - picked(z, y)).mean(),
            "one maximum and one sum for the whole batch",
        ),
        (lambda z, y: np.log2(np.e) * -picked(lsm(z, axis=1), y).mean(), "times 1/ln 2"),
        (lambda z, y: np.median(-picked(lsm(z, axis=1), y)), "other numbers"),
        (lambda z, y: -picked(lsm(np.float16(z), axis=1), y).mean(), "other numbers"),
        (
            lambda z, y: -picked(lsm(np.clip(z, -10000.0, 10000.0), axis=1), y).mean(),
            "other numbers",
        ),
        (lambda z, y: np.mean(np.log1p(np.exp(-picked(z, y)))), "other numbers"),
        (lambda z, y: -picked(lsm(z, axis=1), y - 1).mean(), "other numbers"),
        (lambda z, y: -lsm(z, axis=1)[:, y].mean(), "takes every pair"),
        (lambda z, y: np.mean(picked(z, y) - lse(z, axis=1)), "times -1"),
        (lambda z, y: (-picked(lsm(z, axis=1), y)).max(), "other numbers"),
        (lambda z, y: np.round(-picked(lsm(z, axis=1), y).mean(), 2), "not exact enough"),
        (lambda z, y: -picked(lsm(z / 2, axis=1), y).mean() * 2, "other numbers"),
    ],
    "06.stable_softmax": [
        (lambda z: softmax(z, axis=-1).round(4), "other numbers"),
        (
            lambda z: (
                ex(np.asarray(z, float) - np.median(z, axis=-1, keepdims=True))
                / ex(np.asarray(z, float) - np.median(z, axis=-1, keepdims=True)).sum(
                    -1, keepdims=True
                )
            ),
            "nan",
        ),
        (lambda z: softmax(np.asarray(z, np.float16), axis=-1), "other numbers"),
        (
            lambda z: softmax(np.asarray(z, np.float32), axis=-1).astype(np.float16),
            "not exact enough",
        ),
        (lambda z: softmax(np.maximum(z, -50.0), axis=-1), "other numbers"),
        (lambda z: softmax(np.minimum(z, 700.0), axis=-1), "clips the logits"),
        (lambda z: softmax(np.asarray(z, float) / np.abs(z).max(), axis=-1), "other numbers"),
        (lambda z: softmax(np.asarray(z, float), axis=0), "softmax down the columns"),
        (lambda z: softmax(np.asarray(z, float)), "one maximum and one sum for the whole batch"),
        (
            lambda z: softmax(np.asarray(z, float), axis=-1) * (np.asarray(z) > -1000.0),
            "other numbers",
        ),
        (
            lambda z: np.exp(np.asarray(z, float) - np.max(z, axis=-1, keepdims=True)),
            "not divided by the sum",
        ),
        (
            lambda z: np.where(np.isinf(z), 0.001, softmax(np.asarray(z, float), axis=-1)),
            "not exact enough",
        ),
        (
            lambda z: (
                softmax(z - np.max(z, axis=-1, keepdims=True), axis=-1)
                if np.asarray(z).dtype.kind != "f"
                else softmax(z, axis=-1)
            ),
            "other numbers",
        ),
        (lambda z: softmax(np.asarray(z, np.int64), axis=-1), "other numbers"),
        (
            lambda z: np.exp(
                np.log(np.exp(np.asarray(z, float)))
                - np.log(np.exp(np.asarray(z, float)).sum(-1, keepdims=True))
            ),
            "no shift (naive)",
        ),
        (
            lambda z: (
                1
                / np.exp(
                    np.asarray(z, float)[..., None, :] - np.asarray(z, float)[..., :, None]
                ).sum(-1)
                * 1.01
            ),
            "other numbers",
        ),
        (
            lambda z: (
                softmax(
                    np.asarray(z, float) - np.min(z, axis=-1, keepdims=True) * 0 - 1000, axis=-1
                )
                * 0.5
            ),
            "other numbers",
        ),
        (lambda z: (np.asarray(z) == np.max(z, axis=-1, keepdims=True)) * 1.0, "other numbers"),
        (lambda z: softmax(-np.asarray(z, float), axis=-1), "other numbers"),
        (lambda z: np.asarray(z, float) - np.max(z, axis=-1, keepdims=True), "other numbers"),
        (lambda z: softmax(np.sqrt(np.abs(np.asarray(z, float))), axis=-1), "other numbers"),
    ],
    "07.forward": [
        (
            lambda X, W, b, y: (by_row(X @ W + b), -picked(lsm(X @ W + b, axis=1), y).sum()),
            "times 1, n",
        ),
        (
            lambda X, W, b, y: (-picked(lsm(X @ W + b, axis=1), y).mean(), by_row(X @ W + b)),
            "wrong shape",
        ),
        (
            lambda X, W, b, y: (
                by_row(X @ W + b).argmax(1),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "wrong shape",
        ),
        (lambda X, W, b, y: by_row(X @ W + b), "wrong number of results"),
        (lambda X, W, b, y: -picked(lsm(X @ W + b, axis=1), y).mean(), "wrong number of results"),
        (lambda X, W, b, y: (by_row(X @ W + b), -picked(lsm(X @ W + b, axis=1), y)), "wrong shape"),
        (
            lambda X, W, b, y: (by_row(X @ W - b), -picked(lsm(X @ W - b, axis=1), y).mean()),
            "other numbers",
        ),
        (
            lambda X, W, b, y: (by_row(X @ W + b), picked(lsm(X @ W + b, axis=1), y).mean()),
            "times 1, -1",
        ),
        (
            lambda X, W, b, y: (by_row(X @ W + b).T, -picked(lsm(X @ W + b, axis=1), y).mean()),
            "transposed",
        ),
        (
            lambda X, W, b, y: (
                by_row(X @ W + 2 * b),
                -picked(lsm(X @ W + 2 * b, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y: (softmax(X @ W + b), -picked(lsm(X @ W + b, axis=1), y).mean()),
            "other numbers",
        ),
        (
            lambda X, W, b, y: (by_row(X @ W + b), 1 - picked(by_row(X @ W + b), y).mean()),
            "other numbers",
        ),
        (
            lambda X, W, b, y: (
                by_row(X @ W + b),
                -np.log(np.maximum(picked(by_row(X @ W + b), y), 1e-50)).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y: (
                by_row(X @ W + b).round(3),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "not exact enough",
        ),
        (
            lambda X, W, b, y: (by_row(X @ W + b), -np.log(picked(by_row(X @ W + b), y)).mean()),
            "log of the softmax",
        ),
        (
            lambda X, W, b, y: (
                special.expit(X @ W + b),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y: (by_row(X @ W + b), -picked(lsm(X @ W, axis=1), y).mean()),
            "other numbers",
        ),
        (
            lambda X, W, b, y: (by_row(X @ W + b), -np.log(by_row(X @ W + b).max(1)).mean()),
            "other numbers",
        ),
        (
            lambda X, W, b, y: (
                by_row((X - X.mean(0)) @ W + b),
                -picked(lsm((X - X.mean(0)) @ W + b, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y: (
                by_row(X @ W + b),
                -picked(lsm(X @ W + b, axis=1), y).mean() / np.log(2),
            ),
            "times 1, 1/ln 2",
        ),
        (lambda X, W, b, y: (by_row(X @ W + b), np.nan), "nan"),
        (
            lambda X, W, b, y: (
                by_row(X @ W + b) / len(X),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "times 1/n, 1",
        ),
    ],
    "07.predictions": [
        (lambda X, y, V: y[np.arange(len(V)) % len(y)], "other numbers"),
        (lambda X, y, V: np.random.default_rng(0).integers(0, 3, len(V)), "other numbers"),
        (lambda X, y, V: KNeighborsClassifier(1).fit(X, np.roll(y, 1)).predict(V), "other numbers"),
        (lambda X, y, V: KNeighborsClassifier(50).fit(X, y).predict(V), "other numbers"),
        (lambda X, y, V: DecisionTreeClassifier(max_depth=1).fit(X, y).predict(V), "other numbers"),
        (lambda X, y, V: GaussianNB().fit(X[:, [1]], y).predict(V[:, [1]]), "other numbers"),
        (lambda X, y, V: SVC().fit(X, y).predict(V), "other numbers"),
        (
            lambda X, y, V: (
                make_pipeline(StandardScaler(), LogisticRegression(C=0.0001)).fit(X, y).predict(V)
            ),
            "other numbers",
        ),
        (
            lambda X, y, V: (
                make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y).predict_proba(V)
            ),
            "probabilities instead of classes",
        ),
        (
            lambda X, y, V: (
                make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y).predict(V) + 1
            ),
            "worse than guessing",
        ),
        (
            lambda X, y, V: (
                make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y).predict(V) - 1
            ),
            "worse than guessing",
        ),
        (
            lambda X, y, V: (
                make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y).predict(V)[:-1]
            ),
            "wrong shape",
        ),
        (
            lambda X, y, V: (
                2 - make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y).predict(V)
            ),
            "other numbers",
        ),
        (lambda X, y, V: np.full(len(V), 2), "other numbers"),
        (
            lambda X, y, V: (
                make_pipeline(StandardScaler(), LogisticRegression())
                .fit(X, y)
                .predict_proba(V)
                .argmin(1)
            ),
            "worse than guessing",
        ),
        (
            lambda X, y, V: (
                make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y).score(X, y)
            ),
            "wrong shape",
        ),
        (lambda X, y, V: (V[:, 0] > X[:, 0].mean()).astype(int), "other numbers"),
        (
            lambda X, y, V: make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y).coef_,
            "raised AttributeError",
        ),
        (
            lambda X, y, V: np.sort(
                make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y).predict(V)
            ),
            "other numbers",
        ),
        (lambda X, y, V: None, "returned None"),
        (lambda X, y, V: (X[: len(V)] @ fit_weights(X, y, tol=1)[0]).argmax(1), "other numbers"),
    ],
    "07.step": [
        (
            lambda X, W, b, y, r: (
                W - r * X.T @ gap(X, W, b, y),
                b - r * gap(X, W, b, y).mean(0),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y, r: (
                W - r * X.T @ gap(X, W, b, y) * len(X),
                b - r * gap(X, W, b, y).sum(0) * len(X),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y, r: (
                W - r * X.T @ gap(X, W, b, y),
                b - r * gap(X, W, b, y).sum(0),
                -picked(lsm(X @ W + b, axis=1), y).sum(),
            ),
            "times 1, 1, n",
        ),
        (
            lambda X, W, b, y, r: (
                W - r * X.T @ gap(X, W, b, y),
                b + r * gap(X, W, b, y).sum(0),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (lambda X, W, b, y, r: (W, b, -picked(lsm(X @ W + b, axis=1), y).mean()), "other numbers"),
        (
            lambda X, W, b, y, r: (W - r * X.T @ gap(X, W, b, y), b - r * gap(X, W, b, y).sum(0)),
            "wrong number of results",
        ),
        (
            lambda X, W, b, y, r: (
                -picked(lsm(X @ W + b, axis=1), y).mean(),
                W - r * X.T @ gap(X, W, b, y),
                b - r * gap(X, W, b, y).sum(0),
            ),
            "wrong shape",
        ),
        (
            lambda X, W, b, y, r: (
                W - r / 2 * X.T @ gap(X, W, b, y),
                b - r / 2 * gap(X, W, b, y).sum(0),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y, r: (
                W - r * np.sign(X.T @ gap(X, W, b, y)),
                b - r * np.sign(gap(X, W, b, y).sum(0)),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y, r: (
                (1 - r) * W - r * X.T @ gap(X, W, b, y),
                (1 - r) * b - r * gap(X, W, b, y).sum(0),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y, r: (
                W * (1 - r * X.T @ gap(X, W, b, y)),
                b * (1 - r * gap(X, W, b, y).sum(0)),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y, r: (
                (W - r * X.T @ gap(X, W, b, y)).T,
                b - r * gap(X, W, b, y).sum(0),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "transposed",
        ),
        (
            lambda X, W, b, y, r: (
                W - r * X.T @ gap(X, W, b, y),
                b - r * gap(X, W - r * X.T @ gap(X, W, b, y), b, y).sum(0),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y, r: (
                W - r * X.T @ gap(X, W, b, y),
                b - r * gap(X, W, b, y).sum(0),
                0.0,
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y, r: (
                W - r * X.T @ gap(X, W, b, y),
                b - r * gap(X, W, b, y).sum(0),
                -np.log2(picked(by_row(X @ W + b), y)).mean(),
            ),
            "times 1, 1, 1/ln 2",
        ),
        (
            lambda X, W, b, y, r: (
                W - r * r * X.T @ gap(X, W, b, y),
                b - r * r * gap(X, W, b, y).sum(0),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y, r: (
                W - X.T @ gap(X, W, b, y) / r,
                b - gap(X, W, b, y).sum(0) / r,
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y, r: (
                W - r * X.T @ gap(X, W, 0 * b, y),
                b - r * gap(X, W, 0 * b, y).sum(0),
                -picked(lsm(X @ W, axis=1), y).mean(),
            ),
            "other numbers",
        ),
        (
            lambda X, W, b, y, r: (
                (W - r * X.T @ gap(X, W, b, y)).round(3),
                (b - r * gap(X, W, b, y).sum(0)).round(3),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "not exact enough",
        ),
        (
            lambda X, W, b, y, r: (
                W - r * X.T @ gap(X, W, b, y),
                b - r * gap(X, W, b, y).sum(),
                -picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "the intercept stays",
        ),
        (
            lambda X, W, b, y, r: (
                W - r * X.T @ gap(X, W, b, y),
                b - r * gap(X, W, b, y).sum(0),
                picked(lsm(X @ W + b, axis=1), y).mean(),
            ),
            "times 1, 1, -1",
        ),
    ],
    "07.weight_gradient": [
        (
            lambda X, W, b, y: (X.T @ gap(X, W, b, y) * len(X), gap(X, W, b, y).sum(0) * len(X)),
            "times n, n",
        ),
        (lambda X, W, b, y: (-X.T @ gap(X, W, b, y), -gap(X, W, b, y).sum(0)), "times -1, -1"),
        (lambda X, W, b, y: (X.T @ gap(X, W, b, y), gap(X, W, b, y).mean(0)), "times 1, 1/n"),
        (
            lambda X, W, b, y: (X.T @ gap(X, W, b, y), gap(X, W, b, y)),
            "intercept gradient not summed over the rows",
        ),
        (lambda X, W, b, y: ((X.T @ gap(X, W, b, y)).T, gap(X, W, b, y).sum(0)), "transposed"),
        (lambda X, W, b, y: (gap(X, W, b, y).sum(0), X.T @ gap(X, W, b, y)), "wrong shape"),
        (lambda X, W, b, y: X.T @ gap(X, W, b, y), "wrong number of results"),
        (lambda X, W, b, y: (X.T @ gap(X, W, b, y) * len(X), gap(X, W, b, y).sum(0)), "times n, 1"),
        (lambda X, W, b, y: (X.T @ gap(X, W, b, y), gap(X, W, b, y).sum(0) * len(X)), "times 1, n"),
        (lambda X, W, b, y: (X.T @ gap(X, W, b, y), gap(X, W, b, y).sum()), "wrong shape"),
        (
            lambda X, W, b, y: (X.T @ gap(X, W, b, y) + 0.1 * W, gap(X, W, b, y).sum(0)),
            "other numbers",
        ),
        (
            lambda X, W, b, y: (X.T @ gap(X, W, b, y) / 2, gap(X, W, b, y).sum(0) / 2),
            "times 1/2, 1/2",
        ),
        (
            lambda X, W, b, y: (X.T @ by_row(X @ W + b) / len(X), by_row(X @ W + b).mean(0)),
            "forgets the labels",
        ),
        (
            lambda X, W, b, y: ((X - X.mean(0)).T @ gap(X, W, b, y), gap(X, W, b, y).sum(0)),
            "other numbers",
        ),
        (lambda X, W, b, y: (X.T @ gap(X, W, b, y), b * 0), "other numbers"),
        (
            lambda X, W, b, y: (np.abs(X).T @ gap(X, W, b, y), gap(X, W, b, y).sum(0)),
            "other numbers",
        ),
        (
            lambda X, W, b, y: (X.T @ np.abs(gap(X, W, b, y)), np.abs(gap(X, W, b, y)).sum(0)),
            "other numbers",
        ),
        (
            lambda X, W, b, y: ((X.T @ gap(X, W, b, y)).round(2), gap(X, W, b, y).sum(0).round(2)),
            "not exact enough",
        ),
        (
            lambda X, W, b, y: (X.T @ gap(X, W, b, y) * W, gap(X, W, b, y).sum(0) * b),
            "other numbers",
        ),
        (lambda X, W, b, y: (X.T @ gap(X, W, b, y), np.ones(len(b))), "other numbers"),
        (
            lambda X, W, b, y: (X.T @ gap(X, W * 0, b * 0, y), gap(X, W * 0, b * 0, y).sum(0)),
            "other numbers",
        ),
        (lambda X, W, b, y: (X.T @ gap(X, W, -b, y), gap(X, W, -b, y).sum(0)), "other numbers"),
        (
            lambda X, W, b, y: (
                X.T @ (by_row(X @ W + b) - y[:, None]) / len(X),
                (by_row(X @ W + b) - y[:, None]).mean(0),
            ),
            "labels as numbers",
        ),
    ],
    "09.attention": [
        (lambda q, k, v: softmax(k @ q / sq(len(q))) @ v * 2, "times 2"),
        (lambda q, k, v: softmax(k @ q * len(q) ** (-1)) @ v, "divides by d"),
        (lambda q, k, v: softmax(k @ q / sq(len(k))) @ v, "the square root of n"),
        (lambda q, k, v: softmax(k @ q / sq(v.shape[1])) @ v, "other numbers"),
        (lambda q, k, v: softmax((k @ q / sq(len(q))).round(1)) @ v, "other numbers"),
        (lambda q, k, v: v[np.argmax(k @ q)], "takes the best word alone"),
        (lambda q, k, v: v.mean(0), "all words alike"),
        (lambda q, k, v: k @ q / sq(len(q)) @ v, "mixes with the scores"),
        (lambda q, k, v: np.exp(k @ q / sq(len(q))) @ v, "not divided by the sum"),
        (lambda q, k, v: softmax(k @ q / sq(len(q)))[:, None] * v, "not added up"),
        (lambda q, k, v: softmax(k @ q / sq(len(q))), "returns the weights"),
        (lambda q, k, v: softmax(k @ q / sq(len(q))) @ k, "mixes the keys"),
        (lambda q, k, v: v.T @ softmax(k @ q / len(q) ** 0.25), "other numbers"),
        (lambda q, k, v: softmax(v @ np.ones(v.shape[1])) @ v, "other numbers"),
        (lambda q, k, v: softmax(-((k - q) ** 2).sum(1) / sq(len(q))) @ v, "other numbers"),
        (
            lambda q, k, v: softmax(k @ q / np.linalg.norm(q) / np.linalg.norm(k, axis=1)) @ v,
            "other numbers",
        ),
        (lambda q, k, v: softmax(k @ q) @ v / sq(len(q)), "other numbers"),
        (lambda q, k, v: softmax(k @ q / sq(len(q))) @ v / len(k), "other numbers"),
        (lambda q, k, v: softmax(k @ q / sq(len(q)))[::-1] @ v, "other numbers"),
        (lambda q, k, v: softmax(np.abs(k @ q) / sq(len(q))) @ v, "other numbers"),
        (lambda q, k, v: (softmax(k @ q / sq(len(q))) @ v).round(2), "not exact enough"),
        (lambda q, k, v: special.expit(k @ q / sq(len(q))) @ v, "sigmoids instead of softmax"),
        (lambda q, k, v: np.tanh(k @ q / sq(len(q))) @ v, "other numbers"),
        (lambda q, k, v: (softmax(k @ q / sq(len(q))) @ v).sum(), "wrong shape"),
        (lambda q, k, v: softmax(k @ q / 2) @ v, "other numbers"),
    ],
    "08.decisions": [
        (lambda p, c: p.argmax(1), "the most probable class"),
        (lambda p, c: (p @ c.T).argmax(1), "the largest cost"),
        (
            lambda p, c: (p @ c).argmin(1) if c.shape[0] == c.shape[1] else (p @ c.T).argmin(0),
            "other numbers",
        ),
        (lambda p, c: (p @ c.T).min(1), "the least cost itself"),
        (lambda p, c: (p @ c.T).argmin(1) + 1, "counts from 1"),
        (lambda p, c: (p.round(1) @ c.T).argmin(1), "other numbers"),
        (lambda p, c: (p @ c.T).argmin(), "wrong shape"),
        (lambda p, c: (p @ c.T).argmin(0), "wrong shape"),
        (lambda p, c: c.sum(1).argmin() * np.ones(len(p), int), "the least mean cost"),
        (
            lambda p, c: np.array([c[:, k].argmin() for k in p.argmax(1)]),
            "best for the most probable class",
        ),
        (lambda p, c: (p @ np.sqrt(np.abs(c)).T).argmin(1), "other numbers"),
        (lambda p, c: (p**2 @ c.T).argmin(1), "other numbers"),
        (lambda p, c: (np.log(p + 1e-12) @ c.T).argmin(1), "other numbers"),
        (lambda p, c: (p[:, None, :] * c).max(2).argmin(1), "other numbers"),
        (lambda p, c: ((p > 0.5) @ c.T).argmin(1), "other numbers"),
        (lambda p, c: (p @ c.T).round(0).argmin(1), "other numbers"),
        (lambda p, c: (p @ (c > 0).T).argmin(1), "other numbers"),
        (lambda p, c: c.shape[0] - 1 - (p @ c.T)[:, ::-1].argmin(1), "the last on a tie"),
        (lambda p, c: np.eye(len(c))[(p @ c.T).argmin(1)], "wrong shape"),
        (
            lambda p, c: (p @ c.T).argsort(1)[:, 1] if len(c) > 1 else np.zeros(len(p)),
            "other numbers",
        ),
        (lambda p, c: (np.float16(p) @ np.float16(c).T).argmin(1), "other numbers"),
        (lambda p, c: ((1 - p) @ c.T).argmin(1), "other numbers"),
        (lambda p, c: (softmax(p, axis=1) @ c.T).argmin(1), "other numbers"),
    ],
    "08.fitted_temperature": [
        (lambda v, vy, t, ty: best_temperature(t, ty, nll), "fits on the test rows"),
        (lambda v, vy, t, ty: best_temperature(v, vy, nll) + 0.1, "other numbers"),
        (
            lambda v, vy, t, ty: best_temperature(v, vy, nll, np.linspace(0.5, 5, 10)),
            "other numbers",
        ),
        (lambda v, vy, t, ty: best_temperature(v[:50], vy[:50], nll), "other numbers"),
        (lambda v, vy, t, ty: best_temperature(v[::2], vy[::2], nll), "other numbers"),
        (lambda v, vy, t, ty: round(best_temperature(v, vy, nll)), "other numbers"),
        (lambda v, vy, t, ty: 2.0, "the same T for all data"),
        (
            lambda v, vy, t, ty: np.mean(
                [best_temperature(v, vy, nll), best_temperature(t, ty, nll)]
            ),
            "other numbers",
        ),
        (lambda v, vy, t, ty: best_temperature(v, vy, lambda z, y: -nll(z, y)), "the largest loss"),
        (
            lambda v, vy, t, ty: best_temperature(
                v, vy, lambda z, y: np.mean((by_row(z) - one_hot(y, z.shape[1])) ** 2)
            ),
            "minimises the Brier score",
        ),
        (
            lambda v, vy, t, ty: best_temperature(v, vy, lambda z, y: -np.mean(z.argmax(1) == y)),
            "the same T for all data",
        ),
        (
            lambda v, vy, t, ty: best_temperature(
                v, vy, lambda z, y: abs(by_row(z).max(1).mean() - np.mean(z.argmax(1) == y))
            ),
            "other numbers",
        ),
        (lambda v, vy, t, ty: best_temperature(v, v.argmax(1), nll), "the same T for all data"),
        (lambda v, vy, t, ty: v.std(), "other numbers"),
        (lambda v, vy, t, ty: 1 / best_temperature(v, vy, nll), "one over T"),
        (lambda v, vy, t, ty: best_temperature(v, vy, nll) ** 2, "other numbers"),
        (lambda v, vy, t, ty: np.sqrt(best_temperature(v, vy, nll)), "other numbers"),
        (
            lambda v, vy, t, ty: best_temperature(
                v, vy, lambda z, y: -np.log(picked(softmax(z, axis=0), y)).mean()
            ),
            "other numbers",
        ),
        (
            lambda v, vy, t, ty: best_temperature(
                v, ty[: len(vy)] if len(ty) >= len(vy) else vy[::-1], nll
            ),
            "the same T for all data",
        ),
        (lambda v, vy, t, ty: nll(v, vy), "other numbers"),
        (lambda v, vy, t, ty: [T for T in np.linspace(0.5, 5, 226)], "wrong shape"),
        (
            lambda v, vy, t, ty: best_temperature(
                v, vy, lambda z, y: np.median(-picked(lsm(z, axis=1), y))
            ),
            "other numbers",
        ),
    ],
}

RIGHT = {
    "01.logits": [
        np.log([7, 2, 1]) + 1000,
        tuple(np.log([0.7, 0.2, 0.1])),
        np.log(np.array([0.7, 0.2, 0.1], dtype=np.float32)),
        [1.9459101, 0.6931472, 0],
        np.log([70, 20, 10]),
        (v for v in np.log([0.7, 0.2, 0.1])),
        [1.95, 0.7, 0.0],
    ],
    "01.softmax": [
        lambda z: special.softmax(list(z)),
        lambda z: np.exp(lsm(z)),
        lambda z: np.array([1 / np.exp(np.asarray(z) - v).sum() for v in z]),
        lambda z: (lambda e: e / np.add.reduce(e))(np.exp(z)),
        lambda z: [math.exp(v) / math.fsum(map(math.exp, z)) for v in z],
        lambda z: np.power(np.e, z) / np.power(np.e, z).sum(),
        lambda z: np.exp(z - lse(z)),
    ],
    "01.softmax_batch": [
        lambda z, axis: np.exp(lsm(z, axis=axis)),
        lambda z, axis: np.divide(np.exp(z), np.sum(np.exp(z), axis, keepdims=True)),
        lambda z, axis: np.swapaxes(
            (lambda e: e / e.sum(0))(np.exp(np.swapaxes(z, 0, axis))), 0, axis
        ),
        lambda z, axis: np.float32(softmax(z, axis)),
        lambda z, axis: np.exp(z) / np.add.reduce(np.exp(z), axis=axis, keepdims=True),
        lambda z, axis: np.take(softmax(z, axis), np.arange(z.shape[axis]), axis=axis),
    ],
    "02.hardmax": [
        lambda z: np.bincount([np.argmax(z)], minlength=len(z)),
        lambda z: np.zeros(len(z)) + (np.arange(len(z)) == int(np.argmax(z))),
        lambda z: np.identity(len(z))[z.argmax()],
        lambda z: (np.cumsum(z == z.max()) * (z == z.max()) == 1).astype(int),
        lambda z: [
            1 if i == max(range(len(z)), key=lambda j: (z[j], -j)) else 0 for i in range(len(z))
        ],
        lambda z: np.put_along_axis((o := np.zeros(len(z))), np.array([z.argmax()]), 1, 0) or o,
    ],
    "02.jacobian": [
        lambda z: (
            np.stack(
                [(softmax(z + 1e-06 * e) - softmax(z - 1e-06 * e)) / 2e-06 for e in np.eye(len(z))]
            ).T
        ),
        lambda z: np.diagflat(softmax(z)) - softmax(z)[:, None] @ softmax(z)[None, :],
        lambda z: np.array(
            [
                [softmax(z)[i] * ((i == j) - softmax(z)[j]) for j in range(len(z))]
                for i in range(len(z))
            ]
        ),
        lambda z: np.einsum("i,ij->ij", softmax(z), np.eye(len(z)) - softmax(z)),
        lambda z: np.stack(
            [
                np.imag(np.exp(z + 1e-20j * e) / np.exp(z + 1e-20j * e).sum()) / 1e-20
                for e in np.eye(len(z))
            ],
            1,
        ),
        lambda z: np.stack(
            [(softmax(z + 1e-07 * e) - softmax(z - 1e-07 * e)) / 2e-07 for e in np.eye(len(z))],
            axis=-1,
        ),
    ],
    "02.matches": [
        dict(E="max", D="softmax", C="argmax", B="logsumexp", A="hardmax"),
        dict(zip("ABCDE", ["hardmax", "logsumexp", "argmax", "softmax", "max"])),
    ],
    "03.T": [
        0.43204,
        np.float32(0.43204),
        [0.43204],
        np.array(0.43204054),
        (0.4321,),
        0.4318,
        0.432,
        0.4311,
    ],
    "03.softmax_with_temperature": [
        lambda z, T: softmax(np.asarray(z) / T),
        lambda z, T: np.exp(lsm(z / T)),
        lambda z, T: softmax(z) ** (1 / T) / (softmax(z) ** (1 / T)).sum(),
        lambda z, T: np.array([1 / sum(math.exp((b - a) / T) for b in z) for a in z]),
        lambda z, T: (lambda e: e / e.sum())(np.exp(z) ** (1 / T)),
        lambda z, T: softmax((z - z.max()) / T).tolist(),
    ],
    "03.winner": [
        lambda z, T: np.argmax(np.float64(z)),
        lambda z, T: list(z).index(max(z)),
        lambda z, T: int(np.flatnonzero(z == z.max())[0]),
        lambda z, T: min(range(len(z)), key=lambda i: (-z[i], i)),
        lambda z, T: np.argsort(-z, kind="stable")[0],
        lambda z, T: [int(z.argmax())],
    ],
    "04.cross_entropy": [
        lambda p, y: -np.mean([math.log(r[k]) for r, k in zip(p, y)]),
        lambda p, y: -np.log(np.take_along_axis(p, y[:, None], 1)).mean(),
        lambda p, y: -(one_hot(y, p.shape[1]) * np.log(p)).sum() / len(y),
        lambda p, y: -np.log(p)[range(len(y)), y].sum() / len(y),
        lambda p, y: np.mean(-np.log(np.diagonal(p[:, y]))),
        lambda p, y: -math.fsum(map(math.log, picked(p, y))) / len(y),
    ],
    "04.gradient": [
        lambda z, y: (by_row(z) - (np.arange(z.shape[1]) == y[:, None])) / len(y),
        lambda z, y: np.divide(by_row(z) - one_hot(y, z.shape[1]), len(z)).tolist(),
        lambda z, y: np.vstack([(softmax(r) - np.eye(len(r))[k]) / len(y) for r, k in zip(z, y)]),
        lambda z, y: np.float32((by_row(z) - one_hot(y, z.shape[1])) / len(z)),
        lambda z, y: (
            np.subtract.at((g := (by_row(z) / len(y))), (np.arange(len(y)), y), 1 / len(y)) or g
        ),
        lambda z, y: np.array(
            [
                [
                    (f(z + 1e-05 * E) - f(z - 1e-05 * E)) / 2e-05
                    for E in (np.arange(z.size).reshape(z.shape) == i for i in range(z.size))
                ]
                for f in [lambda u: -picked(lsm(u, axis=1), y).mean()]
            ]
        ).reshape(z.shape),
    ],
    "04.soft_cross_entropy": [
        lambda p, t: -np.einsum("ij,ij->", t, np.log(p)) / len(p),
        lambda p, t: -np.vdot(t, np.log(p)) / len(p),
        lambda p, t: np.mean(-np.sum(special.xlogy(t, p), axis=1)),
        lambda p, t: special.rel_entr(t, p).sum(1).mean() + special.entr(t).sum(1).mean(),
        lambda p, t: -np.trace(t @ np.log(p).T) / len(p),
        lambda p, t: (
            sum((-sum((a * math.log(b) for a, b in zip(x, w))) for x, w in zip(t, p))) / len(p)
        ),
    ],
    "05.one_vector": [
        lambda W, b: (np.diff(W)[:, 0], np.diff(b)[0]),
        lambda W, b: (W @ [-1, 1], b @ [-1, 1]),
        lambda W, b: [list(W[:, 1] - W[:, 0]), float(b[1] - b[0])],
        lambda W, b: (np.subtract(*W.T[::-1]), np.subtract(*b[::-1])),
        lambda W, b: (W.T[1] - W.T[0], [b[1] - b[0]]),
        lambda W, b: (np.array([r[1] - r[0] for r in W]), b[-1] - b[-2]),
    ],
    "05.outputs": [
        dict(sorted(OUTPUTS.items(), reverse=True)),
    ],
    "05.probabilities": [
        lambda X, y, C: special.softmax(
            X @ (F := fit_weights(X, y, C=C / 2, tol=1e-08)).weights + F.intercepts, axis=1
        )[:, 1],
        lambda X, y, C: 1 - soft(C / 2).fit(X, y).predict_proba(X)[:, 0],
        lambda X, y, C: np.exp(soft(C / 2).fit(X, y).predict_log_proba(X)[:, 1]),
        lambda X, y, C: special.expit(soft(C / 2).fit(X, y).decision_function(X)),
        lambda X, y, C: p1(LogisticRegression(C=C, solver="newton-cg", tol=1e-10), X, y),
        lambda X, y, C: p1(soft(0.5 * C, tol=1e-09), X, y).tolist(),
    ],
    "06.log_softmax": [
        lambda z: lsm(np.asarray(z, float), axis=-1),
        lambda z: z - np.logaddexp.reduce(z, axis=-1, keepdims=True),
        lambda z: z - lse(z, axis=-1, keepdims=True),
        lambda z: np.apply_along_axis(
            lambda r: r - r.max() - np.log(np.exp(r - r.max()).sum()), -1, z
        ),
        lambda z: (s := (z - z.max(-1, keepdims=True))) - np.log(np.exp(s).sum(-1))[..., None],
        lambda z: np.asarray(lsm(z, axis=-1).tolist()),
    ],
    "06.loss_from_logits": [
        lambda z, y: np.mean(lse(z - picked(z, y)[:, None], axis=1)),
        lambda z, y: -np.mean([lsm(r)[k] for r, k in zip(z, y)]),
        lambda z, y: np.mean(np.logaddexp.reduce(z, axis=1) - picked(z, y)),
        lambda z, y: -(one_hot(y, z.shape[1]) * lsm(z, axis=1)).sum() / len(y),
        lambda z, y: -np.take_along_axis(lsm(z, axis=1), y.reshape(-1, 1), axis=1).mean(),
        lambda z, y: np.average(-picked(lsm(z, axis=-1), y)),
    ],
    "06.stable_softmax": [
        lambda z: np.exp(lsm(np.asarray(z, float), axis=-1)),
        lambda z: (lambda e: e / e.sum(-1, keepdims=True))(
            np.exp(np.asarray(z, float) - np.amax(np.asarray(z, float), -1, keepdims=True))
        ),
        lambda z: np.apply_along_axis(
            lambda r: np.exp(r - r.max()) / np.exp(r - r.max()).sum(), -1, np.asarray(z, float)
        ),
        lambda z: softmax(np.array(z, dtype=np.longdouble), axis=-1),
        lambda z: np.exp(
            np.asarray(z, float) - np.logaddexp.reduce(np.asarray(z, float), axis=-1, keepdims=True)
        ),
        lambda z: softmax(np.asarray(z, float), axis=-1).tolist(),
        lambda z: softmax(np.nan_to_num(np.asarray(z, float)), axis=-1),
    ],
    "07.forward": [
        lambda X, W, b, y: (
            np.exp(lsm(X @ W + b, axis=1)),
            -picked(lsm(X @ W + b, axis=1), y).mean(),
        ),
        lambda X, W, b, y: [
            by_row(np.c_[X, np.ones(len(X))] @ np.r_[W, [b]]).tolist(),
            np.mean(lse(X @ W + b, axis=1) - picked(X @ W + b, y)),
        ],
        lambda X, W, b, y: (
            by_row(np.einsum("nf,fk->nk", X, W) + b),
            np.array([-picked(lsm(X @ W + b, axis=1), y).mean()]),
        ),
        lambda X, W, b, y: (
            by_row(np.dot(X, W) + b[None]),
            float(-picked(lsm(X @ W + b, axis=1), y).mean()),
        ),
        lambda X, W, b, y: (
            np.array([softmax(x @ W + b) for x in X]),
            np.mean([-lsm(x @ W + b)[k] for x, k in zip(X, y)]),
        ),
        lambda X, W, b, y: (
            by_row((W.T @ X.T).T + b),
            -(one_hot(y, len(b)) * lsm(X @ W + b, axis=1)).sum() / len(y),
        ),
    ],
    "07.predictions": [
        lambda X, y, V: (
            make_pipeline(MinMaxScaler(), LogisticRegression(C=100)).fit(X, y).predict(V)
        ),
        lambda X, y, V: (
            SoftmaxRegression(C=10)
            .fit((X - X.mean(0)) / X.std(0), y)
            .predict((V - X.mean(0)) / X.std(0))
        ),
        lambda X, y, V: (
            (V - X.mean(0)) / X.std(0) @ (F := fit_weights((X - X.mean(0)) / X.std(0), y)).weights
            + F.intercepts
        ).argmax(1),
        lambda X, y, V: make_pipeline(StandardScaler(), SVC()).fit(X, y).predict(V),
        lambda X, y, V: (
            make_pipeline(StandardScaler(), LogisticRegression(C=100))
            .fit(X.tolist(), y)
            .predict(V.tolist())
        ),
        lambda X, y, V: GaussianNB().fit(X, y).predict(V),
    ],
    "07.step": [
        lambda X, W, b, y, r: (
            W - r * X.T @ gap(X, W, b, y),
            b - r * gap(X, W, b, y).sum(0),
            nll(X @ W + b, y),
        ),
        lambda X, W, b, y, r: [
            (W - r * np.einsum("nf,nk->fk", X, gap(X, W, b, y))).tolist(),
            list(b - r * gap(X, W, b, y).sum(0)),
            float(nll(X @ W + b, y)),
        ],
        lambda X, W, b, y, r: (
            W + X.T @ (one_hot(y, len(b)) - by_row(X @ W + b)) * r / len(X),
            b + r * (one_hot(y, len(b)) - by_row(X @ W + b)).mean(0),
            nll(X @ W + b, y),
        ),
        lambda X, W, b, y, r: (
            np.subtract(W, r * (gap(X, W, b, y).T @ X).T),
            np.subtract(b, r * np.ones(len(X)) @ gap(X, W, b, y)),
            np.mean(lse(X @ W + b, axis=1) - picked(X @ W + b, y)),
        ),
        lambda X, W, b, y, r: (lambda B: (B[:-1], B[-1], nll(X @ W + b, y)))(
            np.r_[W, [b]] - r * np.c_[X, np.ones(len(X))].T @ gap(X, W, b, y)
        ),
        lambda X, W, b, y, r: (
            W - r * sum((np.outer(x, g) for x, g in zip(X, gap(X, W, b, y)))),
            b - r * sum(gap(X, W, b, y)),
            [nll(X @ W + b, y)],
        ),
    ],
    "07.weight_gradient": [
        lambda X, W, b, y: (np.einsum("nf,nk->fk", X, gap(X, W, b, y)), gap(X, W, b, y).sum(0)),
        lambda X, W, b, y: [(X.T @ gap(X, W, b, y)).tolist(), list(gap(X, W, b, y).sum(0))],
        lambda X, W, b, y: ((gap(X, W, b, y).T @ X).T, np.ones(len(X)) @ gap(X, W, b, y)),
        lambda X, W, b, y: (
            sum((np.outer(x, g) for x, g in zip(X, gap(X, W, b, y)))),
            sum(gap(X, W, b, y)),
        ),
        lambda X, W, b, y: (
            np.split(np.c_[X, np.ones(len(X))].T @ gap(X, W, b, y), [X.shape[1]])[0:1]
            + [(np.c_[X, np.ones(len(X))].T @ gap(X, W, b, y))[-1]]
        ),
        lambda X, W, b, y: (
            (X[:, :, None] * gap(X, W, b, y)[:, None, :]).sum(0),
            gap(X, W, b, y).sum(axis=0),
        ),
    ],
    "09.attention": [
        lambda q, k, v: softmax(k @ q / math.sqrt(len(q))) @ v,
        lambda q, k, v: v.T @ softmax(k.dot(q) / len(q) ** 0.5),
        lambda q, k, v: np.average(
            v, axis=0, weights=np.exp(k @ q / sq(len(q)) - (k @ q / sq(len(q))).max())
        ),
        lambda q, k, v: sum((w * r for w, r in zip(softmax(k @ q / sq(len(q))), v))),
        lambda q, k, v: np.einsum("n,nm->m", softmax(np.einsum("nd,d->n", k, q) / sq(q.size)), v),
        lambda q, k, v: (softmax(q / sq(q.size) @ k.T)[None] @ v)[0].tolist(),
    ],
    "08.decisions": [
        lambda p, c: np.argmin(p @ c.T, axis=1),
        lambda p, c: [min(range(len(c)), key=lambda d: (float(c[d] @ r), d)) for r in p],
        lambda p, c: (c @ p.T).argmin(0),
        lambda p, c: np.argmin(np.einsum("nk,dk->nd", p, c), 1),
        lambda p, c: (p[:, None] * c).sum(-1).argmin(-1),
        lambda p, c: [int(np.argmin([np.dot(r, k) for k in c])) for r in p],
    ],
    "08.fitted_temperature": [
        lambda v, vy, t, ty: best_temperature(v, vy, nll),
        lambda v, vy, t, ty: best_temperature(v, vy, nll, np.arange(0.5, 5, 0.01)),
        lambda v, vy, t, ty: (
            optimize.minimize_scalar(lambda T: nll(v / T, vy), bounds=(0.5, 5), method="bounded").x
        ),
        lambda v, vy, t, ty: np.float32(best_temperature(v, vy, nll)),
        lambda v, vy, t, ty: [best_temperature(v, vy, nll)],
        lambda v, vy, t, ty: np.linspace(0.5, 5, 226)[
            np.argmin([nll(v / T, vy) for T in np.linspace(0.5, 5, 226)])
        ],
    ],
}
