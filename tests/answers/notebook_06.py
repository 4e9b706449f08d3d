"""Answers to notebook 06. Beside a wrong one stands the reason that its verdict must give."""

import numpy as np
import pandas
from scipy import special

NAIVE = "no shift (naive)"
EPSILON = "adds an epsilon, or clips p"


def softmax(z):
    return special.softmax(np.float64(z), axis=-1)


def log_softmax(z):
    return special.log_softmax(np.float64(z), axis=-1)


def true(p, y):
    return p[np.arange(len(y)), y]


def loss(z, y):
    return -true(log_softmax(z), y).mean()


def naive(z, dtype=np.float64):
    exps = np.exp(np.asarray(z, dtype=dtype))
    return exps / exps.sum(axis=-1, keepdims=True)


def shifted(z):
    z = np.float64(z)
    return z - z.max(axis=-1, keepdims=True)


def minus_in_place(z):
    z = np.asarray(z, dtype=float)
    z -= z.max(axis=-1, keepdims=True)
    return softmax(z)


def converts_late(z):
    exps = np.exp((z - z.max(axis=-1, keepdims=True)).astype(float))
    return exps / exps.sum(axis=-1, keepdims=True)


def without_keepdims(z):
    s = z - z.max(axis=-1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=-1))


def without_keepdims_twice(z):
    s = z - z.max(axis=-1)
    return s - np.log(np.exp(s).sum(axis=-1))


def log1p(z):
    s = shifted(z)
    rest = np.where(s == 0, 0, np.exp(s)).sum(axis=-1, keepdims=True)
    return s - np.log1p(rest)


def good_log1p(z):
    s = shifted(z)
    powers = np.exp(s)
    np.put_along_axis(powers, s.argmax(axis=-1, keepdims=True), 0, axis=-1)
    return s - np.log1p(powers.sum(axis=-1, keepdims=True))


WRONG = {
    "stable_softmax": [
        (naive, NAIVE),
        (lambda z: naive(z, np.longdouble), "more digits instead of a shift"),
        (lambda z: naive(np.clip(np.float64(z), -1e4, 1e4), np.longdouble), "clips the logits"),
        (lambda z: softmax(np.clip(np.float64(z), -1e4, 1e4)), "clips the logits"),
        (lambda z: softmax(np.clip(np.float64(z), -1e5, 1e5)), "clips the logits"),
        (lambda z: softmax(np.clip(np.float64(z), -50, 50)), "clips the logits"),
        (lambda z: softmax(np.minimum(np.float64(z), 700)), "clips the logits"),
        (lambda z: naive(np.float64(z) - 1000), "a fixed shift"),
        (lambda z: naive(np.float64(z) - np.float64(z).min(axis=-1, keepdims=True)),
         "subtracts the minimum"),
        (lambda z: naive(np.float64(z) / np.abs(np.float64(z)).max(axis=-1, keepdims=True)),
         "scales the logits"),
        (lambda z: naive(np.float64(z) - np.abs(np.float64(z)).max(axis=-1, keepdims=True)),
         "nan"),
        (converts_late, "small integers wrap round"),
        (minus_in_place, "changes its input"),
        (lambda z: softmax(z.astype(np.float16)), "other numbers"),
        (lambda z: softmax(np.nan_to_num(np.float64(z), neginf=0)), "other numbers"),
        (lambda z: special.softmax(np.float64(z)),
         "one maximum and one sum for the whole batch"),
        (lambda z: special.softmax(np.float64(z), axis=0), "softmax down the columns"),
        (lambda z: softmax(np.abs(np.float64(z))), "other numbers"),
        (lambda z: log_softmax(z), "other numbers"),
        (lambda z: shifted(z), "other numbers"),
        (lambda z: np.exp(shifted(z)), "not divided by the sum"),
        (lambda z: np.round(softmax(z), 4), "not exact enough"),
        (lambda z: np.maximum(softmax(z), 1e-4), "not exact enough"),
        (lambda z: softmax(z).max(axis=-1), "wrong shape"),
        (lambda z: np.atleast_2d(softmax(z)), "right numbers, wrong shape"),
        (lambda z: -softmax(z), "times -1"),
        (lambda z: naive(np.float64(z) - np.median(np.float64(z), axis=-1, keepdims=True)), "nan"),
    ],
    "log_softmax": [
        (lambda z: np.log(softmax(z)), "log of a stable softmax"),
        (lambda z: np.log(naive(z)), "log of the naive softmax"),
        (lambda z: np.log(naive(z, np.longdouble)), "more digits instead of a shift"),
        (lambda z: np.log(softmax(z) + 1e-300), EPSILON),
        (lambda z: np.log(np.maximum(softmax(z), 1e-12)), EPSILON),
        (lambda z: np.log(np.clip(softmax(z), 1e-15, 1)), EPSILON),
        (lambda z: np.log(np.clip(softmax(z), 1e-9, 1 - 1e-9)), EPSILON),
        (lambda z: np.maximum(log_softmax(z), -745), "capped"),
        (lambda z: np.maximum(log_softmax(z), -1000), "capped"),
        (lambda z: np.maximum(log_softmax(z), -1e4), "capped"),
        (lambda z: np.clip(log_softmax(z), -1e5, 0), "capped"),
        (without_keepdims, "missing keepdims"),
        (without_keepdims_twice, "missing keepdims"),
        (lambda z: shifted(z) + np.log(np.exp(shifted(z)).sum(axis=-1, keepdims=True)),
         "adds the logarithm of the sum"),
        (lambda z: shifted(z) - np.exp(shifted(z)).sum(axis=-1, keepdims=True),
         "no logarithm of the sum"),
        (shifted, "the shift alone"),
        (softmax, "softmax without the logarithm"),
        (log1p, "log1p without all largest logits"),
        (lambda z: -log_softmax(z), "times -1"),
        (lambda z: log_softmax(z) / np.log(2), "times 1/ln 2"),
        (lambda z: log_softmax(z) / np.log(10), "times 1/ln 10"),
        (lambda z: special.log_softmax(z), "one maximum and one sum for the whole batch"),
        (lambda z: special.log_softmax(z, axis=0), "down the columns"),
        (lambda z: z - np.log(np.exp(z).sum(axis=-1, keepdims=True)),
         "log-sum-exp without a shift"),
        (lambda z: special.logsumexp(z, axis=-1), "wrong shape"),
        (lambda z: np.round(log_softmax(z), 3), "not exact enough"),
        (lambda z: z - z.max(axis=-1, keepdims=True) - np.log(z.shape[-1]), "other numbers"),
    ],
    "loss_from_logits": [
        (lambda z, y: -np.log(true(naive(z, np.longdouble), y)).mean(),
         "more digits instead of a shift"),
        (lambda z, y: -np.log(true(softmax(z), y) + 1e-12).mean(), EPSILON),
        (lambda z, y: -np.log(np.clip(true(softmax(z), y), 1e-7, 1)).mean(), EPSILON),
        (lambda z, y: -np.log(np.maximum(true(softmax(z), y), 1e-300)).mean(), EPSILON),
        (lambda z, y: -np.log(np.clip(true(softmax(z), y), 1e-9, 1 - 1e-9)).mean(), EPSILON),
        (lambda z, y: -np.maximum(true(log_softmax(z), y), -745).mean(), "capped"),
        (lambda z, y: -np.maximum(true(log_softmax(z), y), -1e4).mean(), "capped"),
        (lambda z, y: min(loss(z, y), 5000.0), "capped"),
        (lambda z, y: min(loss(z, y), 1e5), "capped"),
        (lambda z, y: -loss(z, y), "times -1"),
        (lambda z, y: loss(z, y) * len(y), "times n"),
        (lambda z, y: loss(z, y) / z.shape[1], "times 1/K"),
        (lambda z, y: loss(z, y) / np.log(2), "times 1/ln 2"),
        (lambda z, y: -true(log_softmax(z), y), "wrong shape"),
        (lambda z, y: -log_softmax(z).mean(), "other numbers"),
        (lambda z, y: -log_softmax(z)[:, y].mean(), "takes every pair"),
        (lambda z, y: loss(softmax(z), y), "softmax twice"),
        (lambda z, y: -true(special.log_softmax(z), y).mean(),
         "one maximum and one sum for the whole batch"),
        (lambda z, y: -true(special.log_softmax(z, axis=0), y).mean(), "other numbers"),
        (lambda z, y: -true(z, y).mean(), "the logits themselves"),
        (lambda z, y: special.logsumexp(z, axis=1).mean(), "other numbers"),
        (lambda z, y: (special.logsumexp(z, axis=1) + true(z, y)).mean(), "other numbers"),
        (lambda z, y: -true(softmax(z), y).mean(), "other numbers"),
        (lambda z, y: np.nan_to_num(-np.log(true(softmax(z), y)).mean(), posinf=1e6),
         "other numbers"),
        (lambda z, y: np.round(loss(z, y), 3), "not exact enough"),
        (lambda z, y: z.max() - true(z, y).mean(), "other numbers"),
    ],
}

RIGHT = {
    "stable_softmax": [
        softmax,
        lambda z: np.exp(log_softmax(z)),
        lambda z: softmax(z.astype(np.longdouble)).astype(float),
        lambda z: softmax(z).tolist(),
        lambda z: np.exp(shifted(z)) / np.exp(shifted(z)).sum(axis=-1)[..., None],
        lambda z: np.apply_along_axis(softmax, -1, z.astype(float)),
        lambda z: pandas.DataFrame(softmax(z)) if z.ndim == 2 else pandas.Series(softmax(z)),
    ],
    "log_softmax": [
        log_softmax,
        good_log1p,
        lambda z: special.log_softmax(z.astype(np.float32), axis=-1),
        lambda z: z - special.logsumexp(z, axis=-1, keepdims=True),
        lambda z: [list(map(float, row)) for row in log_softmax(z)] if z.ndim == 2
        else list(log_softmax(z)),
        lambda z: shifted(z) - np.log(np.exp(shifted(z)).sum(axis=-1, keepdims=True)),
    ],
    "loss_from_logits": [
        loss,
        lambda z, y: (special.logsumexp(z, axis=1) - true(z, y)).mean(),
        lambda z, y: loss(z.astype(np.float32), y),
        lambda z, y: [loss(z, y)],
        lambda z, y: -np.mean([log_softmax(row)[k] for row, k in zip(z, y, strict=True)]),
        lambda z, y: -(log_softmax(z) * np.eye(z.shape[1])[y]).sum() / len(y),
    ],
}
