"""Answers to notebook 04. Beside a wrong one stands the reason that its verdict must give."""

import numpy as np
import pandas
from scipy import special

EPSILON = "an epsilon, or p clipped"
NOTHING = "no slope at all"


def softmax(z):
    return special.softmax(z, axis=-1)


def true(p, y):
    return p[np.arange(len(y)), y]


def loss(z, y):
    return -true(special.log_softmax(z, axis=1), y).mean()


def ce(p, y):
    return -np.log(true(p, y)).mean()


def soft(p, y):
    return -(y * np.log(p)).sum(axis=1).mean()


def gradient(z, y):
    return (softmax(z) - np.eye(z.shape[1])[y]) / len(y)


def differences(h, loss=loss, both=True, divisor=None):
    def answer(z, y):
        slopes = np.zeros(z.shape)
        for i in np.ndindex(z.shape):
            step = np.zeros(z.shape)
            step[i] = h
            back = loss(z - step, y) if both else loss(z, y)
            slopes[i] = (loss(z + step, y) - back) / (divisor or (2 * h if both else h))
        return slopes

    return answer


def aliases(z, y):
    slopes = np.zeros(z.shape)
    for i in np.ndindex(z.shape):
        up, down = z, z
        up[i] += 1e-5
        down[i] -= 1e-5
        slopes[i] = (loss(up, y) - loss(down, y)) / 2e-5
    return slopes


def only_the_first_row(p, y):
    for row, label in zip(p, y, strict=True):
        return -np.log(row[label])


def forgets_to_divide(p, y):
    total = 0
    for row, label in zip(p, y, strict=True):
        total -= np.log(row[label])
    return total


def integer_slopes(z, y):
    return gradient(z, y).astype(int)


WRONG = {
    "cross_entropy": [
        (lambda p, y: ce(np.clip(p, 1e-3, 1), y), EPSILON),
        (lambda p, y: ce(np.clip(p, 1e-2, 1), y), EPSILON),
        (lambda p, y: ce(np.clip(p, 1e-12, 1 - 1e-12), y), EPSILON),
        (lambda p, y: ce(p + 1e-9, y), EPSILON),
        (lambda p, y: ce(np.maximum(p, 1e-15), y), EPSILON),
        (lambda p, y: ce(p + 1e-20, y), EPSILON),
        (lambda p, y: ce(p, y) * len(y), "times n"),
        (lambda p, y: -ce(p, y), "times -1"),
        (lambda p, y: -ce(p, y) * len(y), "times -n"),
        (lambda p, y: -np.log2(true(p, y)).mean(), "times 1/ln 2"),
        (lambda p, y: -np.log10(true(p, y)).mean(), "times 1/ln 10"),
        (lambda p, y: ce(p, y) / p.shape[1], "times 1/K"),
        (forgets_to_divide, "times n"),
        (only_the_first_row, "other numbers"),
        (lambda p, y: -np.log(p).mean(), "other numbers"),
        (lambda p, y: -np.log(p.max(axis=1)).mean(), "other numbers"),
        (lambda p, y: -np.log(true(p, y).mean()), "the logarithm of the mean"),
        (lambda p, y: -np.log(true(p, y)), "wrong shape"),
        (lambda p, y: np.exp(ce(p, y)), "other numbers"),
        (lambda p, y: -true(p, y).mean(), "no logarithm"),
        (lambda p, y: ce(p, (y + 1) % p.shape[1]), "other numbers"),
        (lambda p, y: ce(p, y - 1), "labels counted from 1"),
        (lambda p, y: ce(p, p.argmax(axis=1)), "other numbers"),
        (lambda p, y: -np.log1p(true(p, y)).mean(), "other numbers"),
        (lambda p, y: ((1 - true(p, y)) ** 2).mean(), "other numbers"),
        (lambda p, y: -np.log(p[y, np.arange(len(y)) % p.shape[1]]).mean(), "other numbers"),
        (lambda p, y: ce(p.astype(np.float16), y), "other numbers"),
        (lambda p, y: np.round(ce(p, y), 2), "not exact enough"),
        (lambda p, y: -np.median(np.log(true(p, y))), "other numbers"),
    ],
    "soft_cross_entropy": [
        (lambda p, y: -(y * np.log2(p)).sum(axis=1).mean(), "times 1/ln 2"),
        (lambda p, y: -(y * np.log10(p)).sum(axis=1).mean(), "times 1/ln 10"),
        (lambda p, y: -soft(p, y), "times -1"),
        (lambda p, y: soft(p, y) * len(y), "times n"),
        (lambda p, y: -(y * np.log(p)).mean(), "times 1/K"),
        (lambda p, y: soft(np.clip(p, 1e-3, 1), y), EPSILON),
        (lambda p, y: soft(p + 1e-12, y), EPSILON),
        (lambda p, y: soft(np.clip(p, 1e-7, 1 - 1e-7), y), EPSILON),
        (lambda p, y: -(y * np.log(p)).sum(axis=0).mean(), "averages over the classes"),
        (lambda p, y: -(y * np.log(p)).sum(axis=1), "wrong shape"),
        (lambda p, y: -np.log((y * p).sum(axis=1)).mean(), "the logarithm of the sum"),
        (lambda p, y: -(y * np.log(p) + (1 - y) * np.log(1 - p)).sum(axis=1).mean(),
         "a sigmoid's loss for each class"),
        (lambda p, y: -(p * np.log(p)).sum(axis=1).mean(), "the entropy of the probabilities"),
        (lambda p, y: -(y * np.log(np.where(y > 0, y, 1))).sum(axis=1).mean(), "other numbers"),
        (lambda p, y: ((p - y) ** 2).sum(axis=1).mean(), "other numbers"),
        (lambda p, y: 1 - (y * p).sum(axis=1).mean(), "other numbers"),
        (lambda p, y: -np.log(true(p, y.argmax(axis=1))).mean(), "only the largest target"),
        (lambda p, y: -np.log(true(p, p.argmax(axis=1))).mean(), "other numbers"),
        (lambda p, y: -(np.round(y) * np.log(p)).sum(axis=1).mean(), "other numbers"),
        (lambda p, y: soft(p, y[::-1]), "other numbers"),
        (lambda p, y: soft(p[:1], y[:1]), "other numbers"),
        (lambda p, y: -np.log(p).sum(axis=1).mean(), "forgets the targets"),
        (lambda p, y: np.round(soft(p, y), 2), "not exact enough"),
        (lambda p, y: soft(p, y) / 2, "times 1/2"),
        (lambda p, y: soft(softmax(p), y), "gives probabilities to a loss that takes logits"),
    ],
    "gradient": [
        (aliases, NOTHING),
        (differences(1e-17), NOTHING),
        (integer_slopes, NOTHING),
        (differences(1e-5, divisor=1), NOTHING),
        (lambda z, y: np.zeros(z.shape), NOTHING),
        (differences(0.3), "not exact enough"),
        (differences(3), "other numbers"),
        (differences(1e-2, both=False), "not exact enough"),
        (differences(1e-12), "not exact enough"),
        (differences(1e-5, divisor=1e-5), "times 2"),
        (differences(1e-5, loss=lambda z, y: loss(z, y) * len(y)), "times n"),
        (differences(1e-5, loss=lambda z, y: -loss(z, y)), "times -1"),
        (differences(1e-5, loss=lambda z, y: -np.log2(true(softmax(z), y)).mean()),
         "times 1/ln 2"),
        (lambda z, y: -gradient(z, y), "times -1"),
        (lambda z, y: gradient(z, y) * len(y), "times n"),
        (lambda z, y: -gradient(z, y) * len(y), "times -n"),
        (lambda z, y: gradient(z, y) / z.shape[1], "times 1/K"),
        (lambda z, y: gradient(z, y) / len(y), "times 1/n"),
        (lambda z, y: softmax(z), "forgets the label"),
        (lambda z, y: gradient(z, y).T, "transposed"),
        (lambda z, y: gradient(z, y).sum(axis=0), "wrong shape"),
        (lambda z, y: (special.softmax(z, axis=0) - np.eye(z.shape[1])[y]) / len(y),
         "softmax over the examples"),
        (lambda z, y: (special.softmax(z) - np.eye(z.shape[1])[y]) / len(y), "other numbers"),
        (lambda z, y: (z - np.eye(z.shape[1])[y]) / len(y), "forgets softmax"),
        (lambda z, y: gradient(softmax(z), y), "softmax twice"),
        (lambda z, y: (softmax(z) - np.eye(z.shape[1])[y]) ** 2 / len(y), "other numbers"),
        (lambda z, y: gradient(z, np.argmax(z, axis=1)), "other numbers"),
        (lambda z, y: true(gradient(z, y), y), "wrong shape"),
        (lambda z, y: np.round(gradient(z, y), 2), "not exact enough"),
        (lambda z, y: np.abs(gradient(z, y)), "other numbers"),
        (lambda z, y: (softmax(z) + np.eye(z.shape[1])[y]) / len(y), "other numbers"),
    ],
}

RIGHT = {
    "cross_entropy": [
        ce,
        lambda p, y: np.mean([-np.log(row[c]) for row, c in zip(p, y, strict=True)]),
        lambda p, y: [ce(p, y)],
        lambda p, y: -(np.eye(p.shape[1])[y] * np.log(p)).sum() / len(y),
        lambda p, y: -np.log(np.take_along_axis(p, y[:, None], axis=1)).mean(),
        lambda p, y: pandas.Series(-np.log(true(p, y))).mean(),
        lambda p, y: sum(-np.log(row[c]) / len(y) for row, c in zip(p, y, strict=True)),
    ],
    "soft_cross_entropy": [
        soft,
        lambda p, y: -np.einsum("nk,nk->", y, np.log(p)) / len(y),
        lambda p, y: -special.xlogy(y, p).sum() / len(p),
        lambda p, y: (special.rel_entr(y, p) + special.entr(y)).sum(axis=1).mean(),
        lambda p, y: np.mean([-np.dot(a, np.log(b)) for a, b in zip(y, p, strict=True)]),
        lambda p, y: np.array([[soft(p, y)]]),
    ],
    "gradient": [
        gradient,
        differences(1e-5),
        differences(1e-4),
        differences(1e-6, both=False),
        lambda z, y: gradient(z, y).tolist(),
        lambda z, y: gradient(np.float32(z), y),
        lambda z, y: pandas.DataFrame(gradient(z, y)),
    ],
}
