"""Answers to notebook 06. Beside a wrong one stands the reason that its verdict must give."""

import functools
import math

import numpy as np
import pandas
from scipy import special

NAIVE = "no shift (naive)"
EPSILON = "adds an epsilon, or clips p"
OLD_MAXIMUM = "new term with the old maximum"
FROM_THE_FIRST = "inf or nan from the first logit on"


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


def online_without_a_factor(z):
    m, s = z[0], 1.0
    for new in z[1:]:
        m = max(m, new)
        s += math.exp(new - m)
    return m, s


def online_factor_too_late(z):
    m, s = -math.inf, 0.0
    for new in z:
        if new > m:
            m = new
            s *= math.exp(m - new)  # m has changed already: this is 1
        s += math.exp(new - m)
    return m, s


def online_inverse(z, m=None, s=1.0, exp=np.exp):
    rest = z if m is not None else z[1:]
    m = z[0] if m is None else m
    for new in rest:
        if new > m:
            m, s = new, s * exp(new - m) + 1
        else:
            s += exp(new - m)
    return m, s


def online_from(m, s=0.0):
    def answer(z):
        return functools.reduce(merged, [(new, 1.0) for new in z], (m, s))

    return answer


def online_forgetful(z):
    m, s = -np.inf, 0.0
    for new in z:
        if new > m:
            m, s = new, 0.0
        s += np.exp(new - m)
    return m, s


def online_adds_first(z, m=None, s=1.0):
    rest = z if m is not None else z[1:]
    m = z[0] if m is None else m
    for new in rest:
        s += np.exp(new - m)
        if new > m:
            m, s = new, s * np.exp(m - new)
    return m, s


def online_old(z):
    m, s = -np.inf, 0.0
    for new in z:
        s += np.exp(new - m)
        m = max(m, new)
    return m, s


def online_twice(z):
    m, s = -np.inf, 0.0
    for new in z:
        if new > m:
            s = s * np.exp(m - new) + 1
            m = new
        s += np.exp(new - m)
    return m, s


def online_else(z):
    m, s = -np.inf, 0.0
    for new in z:
        if new > m:
            s *= np.exp(m - new)
            m = new
        else:
            s += np.exp(new - m)
    return m, s


def online_without_ties(z):
    m, s = -np.inf, 0.0
    for new in z:
        if new > m:
            m, s = new, s * np.exp(m - new) + 1
        elif new < m:
            s += np.exp(new - m)
    return m, s


def online_overflows_in_the_divisor(z):
    m, s = z[0], 1.0
    for new in z[1:]:
        if new > m:
            m, s = new, s / math.exp(new - m) + 1
        else:
            s += math.exp(new - m)
    return m, s


def online_newest(z):
    m, s = z[0], 1.0
    for new in z[1:]:
        m, s = new, s * np.exp(m - new) + 1
    return m, s


def online_factor_from_the_logit(z):
    m, s = z[0], 1.0
    for new in z[1:]:
        s = s * np.exp(m - new) + np.exp(new - max(m, new))
        m = max(m, new)
    return m, s


def online_running(z):
    return tuple(zip(*(online(z[: i + 1]) for i in range(len(z))), strict=True))


def merged(one, other):
    """Return the pair of two pieces, as it is done with blocks."""
    m = max(one[0], other[0])
    return m, sum(part * math.exp(top - m) for top, part in (one, other))


def online(z):
    return functools.reduce(merged, [(new, 1.0) for new in z])


def online_by_halves(z):
    if len(z) == 1:
        return z[0], 1.0
    half = len(z) // 2
    return merged(online_by_halves(z[:half]), online_by_halves(z[half:]))


def online_in_logarithms(z):
    m, lse = -np.inf, -np.inf
    for new in z:
        m, lse = np.maximum(m, new), np.logaddexp(lse, new)
    return m, np.exp(lse - m)


def online_in_float32(z):
    m, s = z[0], np.float32(1)
    for new in z[1:]:
        larger = np.maximum(m, new)
        m, s = larger, s * np.exp(m - larger) + np.exp(new - larger)
    return m, s


def online_with_branches(z):
    m, s = z[0], 1.0
    for new in z[1:]:
        if new <= m:
            s += math.exp(new - m)
        else:
            s = 1 + s / math.exp(min(new - m, 700))
            m = new
    return [m, s]


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
        (lambda z: z - z.mean(axis=-1, keepdims=True) - np.log(np.exp(
            z - z.mean(axis=-1, keepdims=True)).sum(axis=-1, keepdims=True)),
         "subtracts the mean"),
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
        (lambda z, y: (np.log(np.exp(z - z.mean(axis=1)[:, None]).sum(axis=1))
                       - true(z, y) + z.mean(axis=1)).mean(), "subtracts the mean"),
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
    "running_max_and_sum": [
        (online_without_a_factor, "old sum not rescaled"),
        (online_factor_too_late, "old sum not rescaled"),
        (online_inverse, "inverse factor"),
        (lambda z: online_inverse(z, exp=math.exp), "inverse factor"),
        (lambda z: online_inverse(z, -np.inf, 0.0), FROM_THE_FIRST),
        (online_from(0.0), "maximum starts too high"),
        (online_from(np.finfo(float).tiny), "maximum starts too high"),
        (online_from(-1000.0), "maximum starts too high"),
        (online_from(0.0, 1.0), "other numbers"),
        (online_forgetful, "sum starts again at a new maximum"),
        (online_old, FROM_THE_FIRST),
        (lambda z: online_inverse(z, -np.inf, 1.0), FROM_THE_FIRST),
        (online_adds_first, OLD_MAXIMUM),
        (lambda z: online_adds_first(z, -np.inf, 0.0), FROM_THE_FIRST),
        (lambda z: (z.max(), np.exp(z).sum()), "no maximum subtracted"),
        (lambda z: (max(z), sum(map(math.exp, z))), "no maximum subtracted"),
        (lambda z: (z.max(), np.exp(z).sum() / np.exp(z.max())), "no maximum subtracted"),
        (online_twice, "new maximum counted twice"),
        (lambda z: (z.max(), online(z)[1] + np.exp(z[0] - z.max())), "new maximum counted twice"),
        (online_else, "new maximum not counted"),
        (lambda z: (z.max(), np.exp(np.sort(z)[:-1] - z.max()).sum()), "new maximum not counted"),
        (lambda z: (z.max(), special.logsumexp(z)), "logarithm instead of the sum"),
        (lambda z: (z.max(), special.logsumexp(z - z.max())), "logarithm instead of the sum"),
        (special.logsumexp, "wrong number of results"),
        (lambda z: online(z)[1], "wrong number of results"),
        (lambda z: online(z)[::-1], "other numbers"),
        (lambda z: online(z[:1]), "other numbers"),
        (lambda z: online(np.unique(z)), "other numbers"),
        (lambda z: online(np.clip(z, -700, 700)), "other numbers"),
        (lambda z: online(z - z.mean()), "other numbers"),
        (lambda z: (z.min(), np.exp(z - z.min()).sum()), "other numbers"),
        (lambda z: (z.max(), special.softmax(z).sum()), "other numbers"),
        (lambda z: (z.max(), special.softmax(z).max()), "other numbers"),
        (lambda z: (np.abs(z).max(), online(z)[1]), "other numbers"),
        (lambda z: (z.max(), online(z)[1] / len(z)), "mean instead of the sum"),
        (lambda z: tuple(np.round(online(z), 3)), "not exact enough"),
        (lambda z: online(z.astype(np.float16)), "other numbers"),
        (online_without_ties, "other numbers"),
        (online_overflows_in_the_divisor, "raised OverflowError"),
        (lambda z: (z.max(), online(z)[1] * np.exp(z.max())), "no maximum subtracted"),
        (online_newest, "other numbers"),
        (online_factor_from_the_logit, "other numbers"),
        (online_running, "wrong shape"),
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
    "running_max_and_sum": [
        online,
        online_by_halves,
        online_in_logarithms,
        online_with_branches,
        online_from(-np.inf),
        online_from(-np.inf, 1.0),
        online_from(-1e300),
        lambda z: (z.max(), np.exp(special.logsumexp(z) - z.max())),
        lambda z: (np.sort(z)[-1], 1 / special.softmax(z).max()),
        lambda z: {"m": max(z), "s": math.fsum(math.exp(new - max(z)) for new in z)},
        lambda z: iter(online(z.tolist())),
        lambda z: online_in_float32(np.float32(z)),
    ],
}
