"""Answers to notebook 04. Beside a wrong one stands the reason that its verdict must give."""

import numpy as np
import pandas
from scipy import special

from answers.lines import with_lines

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


def lse(z):
    return special.logsumexp(z)


def lines(z, c, i):
    n = c.sum()
    return -(c * z).sum(), n * lse(z), -c[i], n * softmax(z)[i], softmax(z)[i] - c[i] / n


def but(changes):
    return with_lines(lines, changes)


def measured_lines(z, c, i):
    def slope(f):
        e = 1e-5 * np.eye(len(z))[i]
        return (f(z + e) - f(z - e)) / 2e-5

    def logits(z):
        return -np.dot(c, z)

    def logarithms(z):
        return np.sum(c * np.log(np.exp(z).sum()))

    return (logits(z), logarithms(z), slope(logits), slope(logarithms),
            slope(lambda z: (logits(z) + logarithms(z)) / np.sum(c)))


def lines_in_a_loop(z, c, i):
    total = sum(np.exp(value) for value in z)
    one = two = three = four = 0
    for k, count in enumerate(c):
        one -= count * z[k]
        two += count * np.log(total)
        three -= count * (k == i)
        four += count * np.exp(z[i]) / total
    return one, two, three, four, (three + four) / sum(c)


def with_shares(z, c, i):
    return lines(z, c / c.sum(), i)


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
    "gradient_lines": [
        (but({1: lambda z, c, i: c @ z}), "line 1: its sign is turned round"),
        (but({1: lambda z, c, i: c @ z, 3: lambda z, c, i: c[i]}),
         "line 1: its sign is turned round"),
        (lambda z, c, i: [-line for line in lines(z, c, i)], "line 1: its sign is turned round"),
        (but({1: lambda z, c, i: -sum(z), 3: lambda z, c, i: -1}), "line 1: no counts"),
        (with_shares, "line 1: shares instead of counts"),
        (but({1: lambda z, c, i: -(c * z).mean()}), "line 1: a mean instead of a sum"),
        (but({1: lambda z, c, i: -(c @ special.log_softmax(z))}), "line 1: both parts together"),
        (but({1: lambda z, c, i: -c[i] * z[i]}), "other numbers"),
        (but({1: lambda z, c, i: -c * z}), "wrong shape"),
        (but({1: lambda z, c, i: -(c @ softmax(z))}), "other numbers"),
        (but({1: lambda z, c, i: c.sum() * lse(z), 2: lambda z, c, i: -(c @ z)}), "other numbers"),
        (but({2: lambda z, c, i: lse(z)}), "line 2: lse once"),
        (but({2: lambda z, c, i: lse(z), 4: lambda z, c, i: softmax(z)[i]}), "line 2: lse once"),
        (but({2: lambda z, c, i: len(z) * lse(z)}), "line 2: lse once for each class"),
        (but({2: lambda z, c, i: -c.sum() * lse(z), 4: lambda z, c, i: -c.sum() * softmax(z)[i]}),
         "line 2: its sign is turned round"),
        (but({2: lambda z, c, i: -(c @ special.log_softmax(z))}), "line 2: both parts together"),
        (but({2: lambda z, c, i: c[i] * lse(z)}), "other numbers"),
        (but({2: lambda z, c, i: c.sum() * np.exp(z).sum()}), "other numbers"),
        (but({2: lambda z, c, i: c * lse(z)}), "wrong shape"),
        (but({2: lambda z, c, i: c.sum() * np.log10(np.exp(z).sum())}), "times 1, 1/ln 10"),
        (but({3: lambda z, c, i: c[i]}), "line 3: its sign is turned round"),
        (but({3: lambda z, c, i: -c.sum()}), "line 3: all logits move"),
        (but({3: lambda z, c, i: -c[i] * z[i]}), "line 3: z_i is still there"),
        (but({3: lambda z, c, i: -1}), "other numbers"),
        (but({3: lambda z, c, i: 0}), "other numbers"),
        (but({3: lambda z, c, i: -c}), "wrong shape"),
        (but({3: lambda z, c, i: -c[i - 1]}), "other numbers"),
        (but({3: lambda z, c, i: -c[i] / c.sum(), 5: lambda z, c, i: 0}), "other numbers"),
        (but({4: lambda z, c, i: softmax(z)[i], 5: lambda z, c, i: softmax(z)[i] - c[i]}),
         "line 4: p_i once"),
        (but({4: lambda z, c, i: c[i] * softmax(z)[i]}), "line 4: one class only"),
        (but({4: lambda z, c, i: c.sum() * np.exp(z[i])}), "line 4: not divided by the sum"),
        (but({4: lambda z, c, i: c.sum() * softmax(z)[i] * (1 - softmax(z)[i])}),
         "line 4: the slope of p_i"),
        (but({4: lambda z, c, i: c.sum()}), "other numbers"),
        (but({4: lambda z, c, i: c.sum() * softmax(z)}), "wrong shape"),
        (but({4: lambda z, c, i: c.sum() / np.exp(z).sum()}), "other numbers"),
        (but({4: lambda z, c, i: c.sum() * softmax(z)[i] * z[i]}), "other numbers"),
        (but({5: lambda z, c, i: c.sum() * softmax(z)[i] - c[i]}), "line 5: not divided by n"),
        (but({5: lambda z, c, i: c[i] / c.sum() - softmax(z)[i]}),
         "line 5: its sign is turned round"),
        (but({5: lambda z, c, i: softmax(z)[i] - c[i]}), "line 5: only one part is divided by n"),
        (but({5: lambda z, c, i: softmax(z)[i] + c[i] / c.sum()}),
         "line 5: subtracts a line that has its minus"),
        (but({5: lambda z, c, i: (c.sum() * softmax(z)[i] - c[i]) / len(z)}), "other numbers"),
        (but({5: lambda z, c, i: softmax(z)[i] - 1}), "other numbers"),
        (but({5: lambda z, c, i: softmax(z) - c / c.sum()}), "wrong shape"),
        (but({5: lambda z, c, i: softmax(z)[i] - c[i] // c.sum()}), "other numbers"),
        (lambda z, c, i: [softmax(z)[i] - c[i] / c.sum()] * 5, "other numbers"),
        (lambda z, c, i: softmax(z)[i] - c[i] / c.sum(), "wrong number of results"),
        (lambda z, c, i: lines(z, c, i)[2:], "wrong number of results"),
        (lambda z, c, i: lines(z, c, i - 1), "other numbers"),
        (lambda z, c, i: lines(softmax(z), c, i), "other numbers"),
        (lambda z, c, i: np.round(lines(z, c, i), 3), "not exact enough"),
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
    "gradient_lines": [
        lines,
        measured_lines,
        lines_in_a_loop,
        lambda z, c, i: list(lines(z, c, i)),
        lambda z, c, i: np.array(lines(z, c, i)),
        lambda z, c, i: [[line] for line in lines(z, c, i)],
        lambda z, c, i: dict(zip("abcde", lines(z, c, i), strict=True)),
        lambda z, c, i: pandas.Series(lines(z, c, i)),
        lambda z, c, i: lines(np.longdouble(z), c, i),
        but({2: lambda z, c, i: -(c @ special.log_softmax(z)) + c @ z}),
        but({1: lambda z, c, i: -np.repeat(z, c).sum(), 3: lambda z, c, i: float(-c[i])}),
        but({5: lambda z, c, i: (np.exp(z[i]) / np.exp(z).sum() * c.sum() - c[i]) / c.sum()}),
    ],
}
