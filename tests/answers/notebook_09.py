"""Answers to notebook 09. Beside a wrong one stands the reason that its verdict must give."""

import bisect
import itertools
import math

import numpy as np
from scipy import special, stats


def softmax(z):
    return special.softmax(z, axis=-1)


def scores(q, keys, scale=np.sqrt):
    return keys @ q / scale(len(q))


def attention(q, keys, values):
    return softmax(scores(q, keys)) @ values


def ends(z):
    return np.cumsum(softmax(z))


def draw(z, u):
    return [bisect.bisect(list(ends(z)), x) for x in u]


def by_subtraction(z, u):
    """Take each probability away from the number until nothing is left of it."""
    drawn = []
    for left in u:
        for k, p in enumerate(softmax(z)):
            left -= p
            if left < 0:
                drawn.append(k)
                break
    return drawn


def with_python_floats(z, u):
    exps = [math.exp(x - max(z)) for x in z]
    sums = list(itertools.accumulate(x / sum(exps) for x in exps))
    return [next(k for k, end in enumerate(sums) if end > x) for x in u]


def by_size(z, u, sign):
    order = np.argsort(sign * z)
    return order[draw(z[order], u)]


def pairs(q, k):
    return q @ k.T / np.sqrt(q.shape[1])


def hidden(s, visible, low=-np.inf):
    return np.where(visible, s, low)


def masked(q, k, v, visible):
    return softmax(hidden(pairs(q, k), visible)) @ v


def again(parts):
    return parts / parts.sum(axis=1, keepdims=True)


def word_by_word(q, k, v, visible):
    """Leave the hidden words out of softmax, one word after the other."""
    return [softmax(k[seen] @ one / math.sqrt(len(one))) @ v[seen]
            for one, seen in zip(q, visible, strict=True)]


def with_powers(q, k, v, visible):
    s = hidden(pairs(q, k), visible)
    powers = np.exp(s - s.max(axis=1, keepdims=True))
    return powers @ v / powers.sum(axis=1, keepdims=True)


def in_place(q, k, v, visible):
    s = pairs(q, k)
    s[~visible] = -np.inf
    return softmax(s) @ v


def changes_its_input(q, k, v, visible):
    q /= np.sqrt(q.shape[1])
    return softmax(hidden(q @ k.T, visible)) @ v


WRONG = {
    "masked_attention": [
        (lambda q, k, v, m: softmax(pairs(q, k)) @ v, "no mask"),
        (lambda q, k, v, m: softmax(pairs(q, k) * m) @ v, "a score of 0 for a hidden word"),
        (lambda q, k, v, m: softmax(hidden(pairs(q, k), m, 0)) @ v,
         "a score of 0 for a hidden word"),
        (lambda q, k, v, m: softmax(hidden(q @ k.T, m, 0) / np.sqrt(q.shape[1])) @ v,
         "a score of 0 for a hidden word"),
        (lambda q, k, v, m: softmax(pairs(q, k)) * m @ v, "masks after softmax"),
        (lambda q, k, v, m: np.where(m, softmax(pairs(q, k)), 0) @ v, "masks after softmax"),
        (lambda q, k, v, m: again(softmax(pairs(q, k)) * m) @ v, "divides again after softmax"),
        (lambda q, k, v, m: again(hidden(softmax(pairs(q, k)), m, 0)) @ v,
         "divides again after softmax"),
        (lambda q, k, v, m: again(np.exp(pairs(q, k)) * m) @ v, "overflows"),
        (lambda q, k, v, m: again(np.exp(hidden(pairs(q, k), m))) @ v, "overflows"),
        (lambda q, k, v, m: softmax(hidden(pairs(q, k), ~m)) @ v, "the mask turned round"),
        (lambda q, k, v, m: softmax(hidden(pairs(q, k), ~m, -1e9)) @ v, "the mask turned round"),
        (lambda q, k, v, m: softmax(pairs(q, k) - 1e9 * m) @ v, "the mask turned round"),
        (lambda q, k, v, m: softmax(hidden(pairs(q, k), m.T)) @ v, "the mask on its side"),
        (lambda q, k, v, m: softmax(hidden(pairs(q, k), m.T, -1e9)) @ v, "the mask on its side"),
        (lambda q, k, v, m: special.softmax(hidden(pairs(q, k), m), axis=0) @ v,
         "softmax over the wrong axis"),
        (lambda q, k, v, m: special.softmax(hidden(pairs(q, k), m)) @ v, "other numbers"),
        (lambda q, k, v, m: masked(k, q, v, m), "keys and queries exchanged"),
        (lambda q, k, v, m: softmax(hidden(pairs(q, k), m)).T @ v, "other numbers"),
        (lambda q, k, v, m: masked(q, k, v, np.tril(m + True)), "only the later words hidden"),
        (lambda q, k, v, m: masked(q, k, v, np.triu(m + True)), "other numbers"),
        (lambda q, k, v, m: masked(q, k, v, m & np.tril(m + True)), "other numbers"),
        (lambda q, k, v, m: softmax(pairs(q, k) + m) @ v, "adds True and False"),
        (lambda q, k, v, m: softmax(pairs(q, k) - (1 - m)) @ v, "adds True and False"),
        (lambda q, k, v, m: softmax(hidden(pairs(q, k), m, -100)) @ v,
         "a number that is not low enough"),
        (lambda q, k, v, m: softmax(hidden(pairs(q, k), m, -1000)) @ v,
         "a number that is not low enough"),
        (lambda q, k, v, m: softmax(pairs(q, k) - 100 * (1 - m)) @ v,
         "a number that is not low enough"),
        (lambda q, k, v, m: softmax(pairs(q, k) * np.where(m, 1, -np.inf)) @ v,
         "times a low number"),
        (lambda q, k, v, m: softmax(pairs(q, k) * np.where(m, 1, -1e9)) @ v,
         "times a low number"),
        (lambda q, k, v, m: softmax(hidden(q @ k.T, m)) @ v, "no square root of d"),
        (lambda q, k, v, m: softmax(hidden(q @ k.T / q.shape[1], m)) @ v, "divides by d"),
        (lambda q, k, v, m: again(m * 1.0) @ v, "all visible words alike"),
        (lambda q, k, v, m: softmax(hidden(pairs(q, k), m)), "returns the weights"),
        (lambda q, k, v, m: hidden(pairs(q, k), m) @ v, "nan"),
        (lambda q, k, v, m: masked(q, k, v, m)[0], "wrong shape"),
        (lambda q, k, v, m: masked(q, k, v, m).T, "transposed"),
        (lambda q, k, v, m: np.round(masked(q, k, v, m), 2), "not exact enough"),
        (lambda q, k, v, m: softmax(hidden(pairs(q, k), m, None)) @ v, "raised TypeError"),
        (changes_its_input, "changes its input"),
        (lambda q, k, v, m: v[np.argmax(hidden(pairs(q, k), m), axis=1)], "other numbers"),
    ],
    "attention": [
        (lambda q, k, v: softmax(k @ q) @ v, "no square root of d"),
        (lambda q, k, v: softmax(k @ q / len(q)) @ v, "divides by d"),
        (lambda q, k, v: softmax(k @ q / np.sqrt(len(k))) @ v, "the square root of n"),
        (lambda q, k, v: softmax(k @ q) @ v / np.sqrt(len(q)), "other numbers"),
        (lambda q, k, v: softmax(k @ q * np.sqrt(len(q))) @ v, "multiplies by the square root"),
        (lambda q, k, v: scores(q, k) @ v, "mixes with the scores"),
        (lambda q, k, v: scores(q, k) / scores(q, k).sum() @ v, "other numbers"),
        (lambda q, k, v: np.exp(scores(q, k)) @ v, "not divided by the sum"),
        (lambda q, k, v: softmax(softmax(scores(q, k))) @ v, "softmax twice"),
        (lambda q, k, v: softmax(-scores(q, k)) @ v, "the order upside down"),
        (lambda q, k, v: v[np.argmax(k @ q)], "takes the best word alone"),
        (lambda q, k, v: v[np.argmin(k @ q)], "other numbers"),
        (lambda q, k, v: v.mean(axis=0), "all words alike"),
        (lambda q, k, v: v.sum(axis=0), "other numbers"),
        (lambda q, k, v: softmax(scores(q, k)), "returns the weights"),
        (lambda q, k, v: scores(q, k), "wrong shape"),
        (lambda q, k, v: softmax(scores(q, k))[:, None] * v, "not added up"),
        (lambda q, k, v: softmax(scores(q, k)) @ k, "mixes the keys"),
        (lambda q, k, v: 1 / (1 + np.exp(-scores(q, k))) @ v,
         "sigmoids instead of softmax"),
        (lambda q, k, v: special.expit(scores(q, k)) @ v, "sigmoids instead of softmax"),
        (lambda q, k, v: softmax(k @ q / np.linalg.norm(q)) @ v, "other numbers"),
        (lambda q, k, v: softmax(q @ k / np.sqrt(len(q))) @ v, "other numbers"),
        (lambda q, k, v: np.round(attention(q, k, v), 2), "not exact enough"),
        (lambda q, k, v: attention(q, k, v)[::-1], "other numbers"),
        (lambda q, k, v: attention(q, k, v)[None], "right numbers, wrong shape"),
        (lambda q, k, v: attention(q, k[::-1], v), "other numbers"),
        (lambda q, k, v: -attention(q, k, v), "times -1"),
        (lambda q, k, v: attention(q, np.abs(k), v), "other numbers"),
    ],
    "draws": [
        (lambda z, u: [int(np.argmax(softmax(z)))] * len(u), "the most probable class every time"),
        (lambda z, u: np.argmax(softmax(z)), "wrong shape"),
        (lambda z, u: [max((k for k, end in enumerate(ends(z)) if end < x), default=-1) for x in u],
         "one class too low"),
        (lambda z, u: [max((k for k, end in enumerate(ends(z)) if end < x), default=0) for x in u],
         "one class too low"),
        (lambda z, u: np.searchsorted(ends(z), u) - 1, "one class too low"),
        (lambda z, u: np.arange(len(z))[np.array(draw(z, u)) - 1], "one class too low"),
        (lambda z, u: np.digitize(u, [0, *ends(z)]), "counts from 1"),
        (lambda z, u: np.argmax(softmax(z) > u[:, None], axis=1), "no cumulative sum"),
        (lambda z, u: (u[:, None] > softmax(z)).sum(axis=1), "no cumulative sum"),
        (lambda z, u: [next((k for k, p in enumerate(softmax(z)) if p > x), len(z) - 1) for x in u],
         "no cumulative sum"),
        (lambda z, u: np.digitize(u, softmax(z)), "other numbers"),  # later raised: it must rise
        (lambda z, u: np.argmax(np.cumsum(z) > u[:, None], axis=1), "adds up the logits"),
        (lambda z, u: [next((k for k, end in enumerate(np.cumsum(z)) if end > x), len(z) - 1)
                       for x in u], "adds up the logits"),
        (lambda z, u: np.argmax(z > u[:, None], axis=1), "other numbers"),
        (lambda z, u: np.floor(u * len(z)), "all classes equally likely"),
        (lambda z, u: draw(0 * z, u), "all classes equally likely"),
        (lambda z, u: draw(z, 1 - u), "the last class first"),
        (lambda z, u: len(z) - 1 - np.array(draw(z[::-1], u)), "the last class first"),
        (lambda z, u: np.argmax(ends(z) > 1 - u[:, None], axis=1), "the last class first"),
        (lambda z, u: draw(z[::-1], u), "other numbers"),
        (lambda z, u: draw(np.sort(z), u), "sorts the probabilities"),
        (lambda z, u: draw(np.sort(z)[::-1], u), "sorts the probabilities"),
        (lambda z, u: by_size(z, u, 1), "sorts the probabilities"),
        (lambda z, u: by_size(z, u, -1), "sorts the probabilities"),
        (lambda z, u: draw(z, np.sort(u)), "other numbers"),
        (lambda z, u: [int(np.argmin(abs(ends(z) - x))) for x in u], "the nearest cumulative sum"),
        (lambda z, u: (np.cumsum(np.exp(z)) / np.exp(z).sum() <= u[:, None]).sum(axis=1),
         "overflows"),
        (lambda z, u: np.searchsorted(np.cumsum(np.exp(z) / sum(np.exp(z))), u), "overflows"),
        (lambda z, u: np.digitize(u, np.cumsum(np.exp(z - z.min()) / np.exp(z - z.min()).sum())),
         "overflows"),
        (lambda z, u: np.searchsorted(ends(z).round(2), u), "other numbers"),
        (lambda z, u: np.searchsorted(ends(z).round(4), u), "other numbers"),
        (lambda z, u: np.searchsorted(np.cumsum(np.float16(softmax(z))), u), "other numbers"),
        (lambda z, u: draw(np.clip(z, -500, 500), u), "other numbers"),
        (lambda z, u: np.searchsorted(np.cumsum(np.exp(z)), u), "other numbers"),
        (lambda z, u: draw(softmax(z), u), "other numbers"),
        (lambda z, u: draw(-z, u), "other numbers"),
        (lambda z, u: draw(z / 2, u), "other numbers"),
        (lambda z, u: (ends(z) > u[:, None]).sum(axis=1), "other numbers"),
        (lambda z, u: np.random.default_rng(0).choice(len(z), size=len(u), p=softmax(z)),
         "other numbers"),
        (lambda z, u: np.argmax(z + np.random.default_rng(0).gumbel(size=(len(u), len(z))), axis=1),
         "other numbers"),
        (lambda z, u: softmax(z)[draw(z, u)], "other numbers"),
        (lambda z, u: np.bincount(draw(z, u), minlength=len(z)), "wrong shape"),
        (lambda z, u: np.eye(len(z))[draw(z, u)], "wrong shape"),
        (lambda z, u: stats.rv_discrete(values=(range(len(z)), softmax(z))).ppf(u),
         "other numbers"),  # SciPy's quantile of 0 is -1, one below the first class
        (lambda z, u: ends(z) > u, "raised ValueError"),
        (lambda z, u: [np.flatnonzero(softmax(z) > x)[0] for x in u], "raised IndexError"),
    ],
}

RIGHT = {
    "masked_attention": [
        masked,
        word_by_word,
        with_powers,
        in_place,
        lambda q, k, v, m: softmax(hidden(pairs(q, k), m, -1e9)) @ v,
        lambda q, k, v, m: softmax(hidden(pairs(q, k), m, np.finfo(float).min)) @ v,
        lambda q, k, v, m: softmax(pairs(q, k) - 1e9 * ~m) @ v,
        lambda q, k, v, m: softmax(pairs(q, k) - 1e9 * ~m - 1e9 * ~m) @ v,  # twice is as low
        lambda q, k, v, m: softmax(hidden(hidden(pairs(q, k), m), m)) @ v,
        lambda q, k, v, m: softmax(pairs(q, k) + np.where(m, 0, -np.inf)) @ v,
        lambda q, k, v, m: np.einsum("ij,jm->im", softmax(hidden(pairs(q, k), m)), v).tolist(),
        lambda q, k, v, m: (v.T @ softmax(hidden(pairs(q, k), m)).T).T,
        lambda q, k, v, m: special.softmax(hidden(pairs(k, q), m.T), axis=0).T @ v,
        lambda q, k, v, m: np.exp(special.log_softmax(hidden(pairs(q, k), m), axis=1)) @ v,
        lambda q, k, v, m: softmax(hidden(pairs(q, k), m.astype(int) == 1)) @ v,
        lambda q, k, v, m: softmax(pairs(q, k) + np.log(m)) @ v,  # ln 1 = 0, ln 0 = -inf
    ],
    "attention": [
        attention,
        lambda q, k, v: v.T @ softmax(scores(q, k)),
        lambda q, k, v: sum(w * row for w, row in zip(softmax(scores(q, k)), v, strict=True)),
        lambda q, k, v: (softmax((q[None] @ k.T) / len(q) ** 0.5) @ v)[0],
        lambda q, k, v: attention(np.float32(q), k, v),
        lambda q, k, v: np.einsum("n,nm->m", softmax(scores(q, k)), v).tolist(),
    ],
    "draws": [
        draw,
        by_subtraction,
        with_python_floats,
        lambda z, u: np.argmax(ends(z) > u[:, None], axis=1),
        lambda z, u: (u[:, None] >= ends(z)).sum(axis=1).astype(float),
        lambda z, u: np.digitize(u, ends(z)).tolist(),
        lambda z, u: np.searchsorted(np.float32(ends(z)), np.float32(u)),
        lambda z, u: stats.rv_discrete(values=(range(len(z)), softmax(z))).ppf(
            np.maximum(u, 1e-12)),
        lambda z, u: (int(np.flatnonzero(np.tril(np.ones((len(z), len(z)))) @ softmax(z) > x)[0])
                      for x in u),
        lambda z, u: np.searchsorted(np.logaddexp.accumulate(z), np.log(u) + special.logsumexp(z)),
    ],
}
