"""Answers to notebook 03. Beside a wrong one stands the reason that its verdict must give."""

from decimal import Decimal

import numpy as np
from scipy import special
from scipy.optimize import fsolve, minimize

softmax = special.softmax
NO_T = "T makes no difference"
Z = np.array([2, 1, 0.1])


def certainty(T):
    return softmax(Z / T).max()


def running_best(z, T):
    best = 0
    for i, value in enumerate(z):
        if value > 0 and value > z[best]:
            best = i
    return best


WRONG = {
    "softmax_with_temperature": [
        (lambda z, T: softmax(z - T), NO_T),
        (lambda z, T: softmax(z + T), NO_T),
        (lambda z, T: softmax(z), NO_T),
        (lambda z, T: np.exp(z) / T / (np.exp(z) / T).sum(), NO_T),
        (lambda z, T: softmax(z / T**2), "other numbers"),
        (lambda z, T: softmax(z / np.sqrt(T)), "other numbers"),
        (lambda z, T: softmax(z / (1 + T)), "other numbers"),
        (lambda z, T: softmax(z / max(T, 1)), "other numbers"),
        (lambda z, T: softmax(z // T), "other numbers"),
        (lambda z, T: softmax(z**T), "other numbers"),
        (lambda z, T: np.exp(z / T) / np.exp(z).sum(), "divides by T after the sum is taken"),
        (lambda z, T: np.exp(z) / np.exp(z / T).sum(), "other numbers"),
        (lambda z, T: softmax(z) ** (1 / T), "powers, not divided by their sum"),
        (lambda z, T: softmax(z) ** T / (softmax(z) ** T).sum(), "multiplies the logits by T"),
        (lambda z, T: softmax(-z / T), "the order upside down"),
        (lambda z, T: softmax(z / T) / T, "other numbers"),
        (lambda z, T: np.log(softmax(z / T)), "other numbers"),
        (lambda z, T: softmax(softmax(z) / T), "other numbers"),
        (lambda z, T: softmax(z / T).max(), "wrong shape"),
        (lambda z, T: np.round(softmax(z / T), 3), "not exact enough"),
        (lambda z, T: 2 ** (z / T) / (2 ** (z / T)).sum(), "other numbers"),
        (lambda z, T: softmax(z / 5), "other numbers"),
        (lambda z, T: np.eye(len(z))[np.argmax(z)], "other numbers"),
    ],
    "T": [
        (0.44, "not exact enough"),
        (0.435, "not exact enough"),
        (0.425, "not exact enough"),
        (0.25, "other numbers"),
        (0.5, "other numbers"),
        (2.0, "other numbers"),
        (5.0, "other numbers"),
        (1 / 0.44, "other numbers"),
        (-0.43204, "not a temperature"),
        (0.1, "other numbers"),
        (1e-9, "other numbers"),
        (1e9, "other numbers"),
        (np.log(9), "other numbers"),
        (0.9, "the certainty itself"),
        (np.nan, "not a temperature"),
        (np.inf, "other numbers"),
        ([0.43, 0.44], "wrong shape"),
        ("0.432", "cannot be compared"),
        ((0.432, 1e-6), "wrong shape"),
        ({0.432}, "cannot be compared"),
        (certainty, "a function instead of a value"),
        (None, "None instead of a value"),
        (0.659, "other numbers"),
    ],
    "winner": [
        (lambda z, T: np.argmax(np.abs(z)), "other numbers"),
        (lambda z, T: np.argmax(z**2), "other numbers"),
        (lambda z, T: np.argmax(np.maximum(z, 0)), "other numbers"),
        (lambda z, T: np.argmax(z / z.max()), "other numbers"),
        (lambda z, T: np.argmax(np.round(z)), "other numbers"),
        (lambda z, T: np.argmax(np.round(z, 3)), "other numbers"),
        (lambda z, T: np.argmax(z.astype(int)), "other numbers"),
        (lambda z, T: np.argmax(z.astype(np.float16)), "other numbers"),
        (lambda z, T: np.argmax(np.round(softmax(z), 2)), "other numbers"),
        (lambda z, T: np.argmin(z), "the smallest logit"),
        (lambda z, T: np.argmax(z * T), "other numbers"),
        (lambda z, T: np.argmax(softmax(np.float64(z))), "argmax of the probabilities at T = 1"),
        (lambda z, T: np.argmax(np.exp(z)), "other numbers"),
        (lambda z, T: np.argmax(special.expit(z)), "other numbers"),
        (lambda z, T: np.argmax(z) + 1, "counts from 1"),
        (lambda z, T: len(z) - 1, "other numbers"),
        (lambda z, T: np.argsort(z)[-1], "the last on a tie"),
        (lambda z, T: np.argmax(z - T), "other numbers"),
        (running_best, "other numbers"),
        (lambda z, T: np.argmax(softmax(z / np.minimum(T, 1e6))),
         "argmax of the probabilities at T = 1"),
        (lambda z, T: np.flatnonzero(z == z.max()), "wrong shape"),
        (lambda z, T: np.argmax(z) if T < 1e10 else 0, "other numbers"),
        (lambda z, T: str(np.argmax(z)), "cannot be compared"),
        (lambda z: np.argmax(z), "raised TypeError"),
        (lambda z, T: np.argmax(z == z[0]), "other numbers"),
    ],
}

RIGHT = {
    "softmax_with_temperature": [
        lambda z, T: softmax(z / T),
        lambda z, T: softmax(z) ** (1 / T) / (softmax(z) ** (1 / T)).sum(),
        lambda z, T: softmax(np.float32(z) / np.float32(T)),
        lambda z, T: np.exp(special.log_softmax(np.divide(z, T))),
        lambda z, T: [Decimal(float(p)) for p in softmax(z / T)],
        lambda z, T: (p for p in softmax(z / T)),
    ],
    "T": [
        0.43204, 0.4322, Decimal("0.43204"), np.float32(0.43204), [0.43204], np.array([[0.43204]]),
        fsolve(lambda T: certainty(T) - 0.9, 0.5),
        minimize(lambda T: (certainty(T) - 0.9) ** 2, [0.5], tol=1e-12).x,
    ],
    "winner": [
        lambda z, T: np.argmax(z),
        lambda z, T: [np.argmax(z)],
        lambda z, T: max(range(len(z)), key=lambda i: z[i]),
        lambda z, T: list(z).index(max(z)),
        lambda z, T: np.argsort(-z, kind="stable")[:1],
        lambda z, T: np.float32(np.argmax(z)),
        lambda z, T: np.flatnonzero(z == z.max())[0],
    ],
}
