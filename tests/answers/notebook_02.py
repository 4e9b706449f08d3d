"""Answers to notebook 02. Beside a wrong one stands the reason that its verdict must give."""

import math

import numpy as np
from scipy import special, stats

from answers.lines import with_lines

softmax = special.softmax
NOTHING = "next to nothing"


def first_of_each_run(z):
    top = z == z.max()
    return top & ~np.append(False, top[:-1])


def loop_with_greater_or_equal(z):
    best = 0
    for i in range(len(z)):
        if z[i] >= z[best]:
            best = i
    return np.eye(len(z))[best]


def starts_from_zero(z):
    best, where = 0.0, 0
    for i, value in enumerate(z):
        if value > best:
            best, where = value, i
    return np.eye(len(z))[where]


def jacobian(h, divisor=None, both=True, step=None):
    def answer(z):
        columns = []
        for j in range(len(z)):
            e = np.zeros(len(z)) if step is None else step(len(z))
            e[j] = h
            back = softmax(z - e) if both else softmax(z)
            columns.append((softmax(z + e) - back) / (divisor or (2 * h if both else h)))
        return np.stack(columns, axis=1)

    return answer


def aliases(z):
    columns = []
    for j in range(len(z)):
        up, down = z, z
        up[j] += 1e-5
        down[j] -= 1e-5
        columns.append((softmax(up) - softmax(down)) / 2e-5)
    return np.stack(columns, axis=1)


def aliases_up(z):
    columns = []
    for j in range(len(z)):
        up = z
        up[j] += 1e-5
        columns.append((softmax(up) - softmax(z)) / 1e-5)
    return np.stack(columns, axis=1)


def pushes_all(z):
    slope = (softmax(z + 1e-5) - softmax(z - 1e-5)) / 2e-5
    return np.stack([slope] * len(z), axis=1)


def formula(z):
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


def derivation(one=None, two=None, three=None, four=None):
    """Return a derivation in which some lines are other ones; a later line uses the earlier."""
    def answer(z, i, j):
        p, same = softmax(z), float(i == j)
        a = one(z, p, i, j) if one else z[i] - special.logsumexp(z)
        b = two(z, p, i, j) if two else p[j]
        c = three(z, p, i, j) if three else same - b
        d = four(z, p, i, j) if four else p[i] * c
        return a, b, c, d

    return answer


def measured(z, i, j):
    def slope(f, h=1e-5):
        e = h * np.eye(len(z))[j]
        return (f(z + e) - f(z - e)) / (2 * h)

    return (special.log_softmax(z)[i], slope(special.logsumexp),
            slope(lambda z: special.log_softmax(z)[i]), slope(lambda z: softmax(z)[i]))


def with_a_loop(z, i, j):
    s = 0.0
    for value in z:
        s += math.exp(value)
    p_i, p_j = math.exp(z[i]) / s, math.exp(z[j]) / s
    if i == j:
        return math.log(p_i), p_j, 1 - p_j, p_i * (1 - p_i)
    return math.log(p_i), p_j, -p_j, -p_i * p_j


def with_tables(z, i, j):
    p = softmax(z)
    logs = np.eye(len(z)) - p
    return [np.log(p)[i], p[j], logs[i, j], (np.diag(p) - np.outer(p, p))[j, i]]


def lse(z):
    return special.logsumexp(z)


def first(z):
    return softmax(z) * lse(z)


def second(z):
    return -softmax(z) * z


def whole(z):
    return special.entr(softmax(z))


def entropy_lines(z):
    return first(z), second(z), lse(z), second(z).sum(), stats.entropy(softmax(z))


def entropy_but(changes):
    return with_lines(entropy_lines, changes)


def entropy_with_loops(z):
    total = sum(math.exp(value) for value in z)
    p, log = [math.exp(value) / total for value in z], math.log(total)
    parts = [share * log for share in p]
    others = [-share * value for share, value in zip(p, z, strict=True)]
    return parts, others, sum(parts), sum(others), -sum(share * math.log(share) for share in p)


RIGHT_MATCHES = {"A": "hardmax", "B": "logsumexp", "C": "argmax", "D": "softmax", "E": "max"}


def but(**other):
    return RIGHT_MATCHES | other


WRONG = {
    "hardmax": [
        (first_of_each_run, "other numbers"),
        (loop_with_greater_or_equal, "the last one wins"),
        (starts_from_zero, "other numbers"),
        (lambda z: z / z.max(), "other numbers"),
        (lambda z: np.floor(z / z.max()), "other numbers"),
        (lambda z: np.round(softmax(100 * z)), "other numbers"),
        (lambda z: softmax(1e6 * z), "other numbers"),
        (lambda z: np.isclose(z, z.max()).astype(float), "other numbers"),
        (lambda z: np.eye(len(z))[np.argmax(np.abs(z))], "other numbers"),
        (lambda z: np.eye(len(z))[np.argmax(z**2)], "other numbers"),
        (lambda z: np.eye(len(z))[np.argmax(np.round(z))], "other numbers"),
        (lambda z: np.eye(len(z))[np.argmax(z.astype(np.float32))], "other numbers"),
        (lambda z: np.eye(len(z))[np.argmax(np.maximum(z, 0))], "other numbers"),
        (lambda z: np.eye(len(z))[np.argmax(softmax(z))], "other numbers"),
        (lambda z: np.eye(len(z))[np.argmin(z)], "1 at the smallest"),
        (lambda z: np.eye(len(z))[np.argsort(z)[-1]], "the last one wins"),
        (lambda z: np.eye(len(z))[0], "other numbers"),
        (lambda z: (z > np.median(z)).astype(float), "other numbers"),
        (lambda z: (z > 0).astype(float), "other numbers"),
        (lambda z: z == np.max(z), "two ones on a tie"),
        (lambda z: np.eye(len(z)), "wrong shape"),
        (lambda z: np.eye(len(z))[[np.argmax(z)]], "right numbers, wrong shape"),
        (lambda z: [1], "wrong shape"),
        (lambda z: np.where(z == z.max(), z, 0), "other numbers"),
        (lambda z: np.eye(len(z))[np.argmax(z)] * 2, "other numbers"),
        (lambda z: (np.argmax(z), np.max(z)), "wrong shape"),
    ],
    "jacobian": [
        (jacobian(1e-17), NOTHING),
        (jacobian(1e-5, divisor=1), NOTHING),
        (jacobian(1e-4, divisor=1, both=False), NOTHING),
        (jacobian(1e-5, step=lambda k: np.zeros(k, dtype=int)), NOTHING),
        (pushes_all, NOTHING),
        (aliases, NOTHING),
        (aliases_up, NOTHING),
        (jacobian(0.1), "not exact enough"),
        (jacobian(0.01, both=False), "not exact enough"),
        (jacobian(1.0), "other numbers"),
        (jacobian(1e-13), "not exact enough"),
        (jacobian(1e-5, divisor=1e-5), "forgets to halve"),
        (jacobian(1e-5, both=False, divisor=2e-5), "times 1/2"),
        (lambda z: -formula(z), "times -1"),
        (lambda z: formula(z) / 3, "times 0.3333"),
        (lambda z: np.eye(len(z)) - np.outer(softmax(z), softmax(z)), "other numbers"),
        (lambda z: np.diag(softmax(z)), "forgets the outer product"),
        (lambda z: np.diag(softmax(z)) - softmax(z) ** 2, "other numbers"),
        (lambda z: np.outer(softmax(z), 1 - softmax(z)), "other numbers"),
        (lambda z: formula(-z), "other numbers"),
        (lambda z: formula(np.sort(z)), "other numbers"),
        (lambda z: formula(z)[0], "wrong shape"),
        (lambda z: formula(z).sum(axis=0), "wrong shape"),
        (lambda z: formula(z)[:, ::-1], "other numbers"),
        (lambda z: formula(z).ravel(), "right numbers, wrong shape"),
        (lambda z: formula(z)[:3, :3], "wrong shape"),
        (lambda z: np.round(formula(z), 3), "not exact enough"),
        (lambda z: np.diag(np.diag(formula(z))), "diagonal only"),
    ],
    "derivation": [
        (derivation(one=lambda z, p, i, j: z[i]), "line 1: no minus lse"),
        (derivation(one=lambda z, p, i, j: z[i] + special.logsumexp(z)), "line 1: no minus lse"),
        (derivation(one=lambda z, p, i, j: z[i],
                    four=lambda z, p, i, j: np.exp(z[i]) * ((i == j) - p[j])),
         "line 1: no minus lse"),
        (derivation(one=lambda z, p, i, j: p[i]), "other numbers"),
        (derivation(one=lambda z, p, i, j: z[j] - special.logsumexp(z)), "other numbers"),
        (derivation(one=lambda z, p, i, j: z[i] - np.exp(z).sum()), "other numbers"),
        (derivation(one=lambda z, p, i, j: -np.log(p[i])), "times -1"),
        (derivation(one=lambda z, p, i, j: np.log2(p[i])), "times 1/ln 2"),
        (derivation(two=lambda z, p, i, j: p[i]), "line 2: p_i instead of p_j"),
        (derivation(two=lambda z, p, i, j: p[i], three=lambda z, p, i, j: (i == j) - p[j]),
         "line 2: p_i instead of p_j"),
        (derivation(two=lambda z, p, i, j: np.exp(z[j])), "line 2: not divided by the sum"),
        (derivation(two=lambda z, p, i, j: 1 / np.exp(z).sum()), "other numbers"),
        (derivation(two=lambda z, p, i, j: p), "wrong shape"),
        (derivation(two=lambda z, p, i, j: p[j] * (i == j)), "other numbers"),
        (derivation(three=lambda z, p, i, j: -p[j]), "line 3: no 1 where i = j"),
        (derivation(three=lambda z, p, i, j: -p[j], four=lambda z, p, i, j: formula(z)[i, j]),
         "line 3: no 1 where i = j"),
        (derivation(three=lambda z, p, i, j: p[j] - (i == j)),
         "line 3: its sign is turned round"),
        (derivation(three=lambda z, p, i, j: 1 - p[j]), "line 3: a 1 everywhere"),
        (derivation(three=lambda z, p, i, j: (i == j) - p[i]), "other numbers"),
        (derivation(three=lambda z, p, i, j: (i == j) + p[j]), "other numbers"),
        (derivation(three=lambda z, p, i, j: (i != j) - p[j]), "other numbers"),
        (derivation(three=lambda z, p, i, j: -p[j], four=lambda z, p, i, j: -p[j]),
         "line 3: no 1 where i = j"),
        (derivation(four=lambda z, p, i, j: -p[i] * p[j]), "line 4: no 1 where i = j"),
        (derivation(four=lambda z, p, i, j: p[i] * (1 - p[i])), "line 4: a 1 everywhere"),
        (derivation(four=lambda z, p, i, j: p[j] * ((i == j) - p[j])), "line 4: times p_j"),
        (derivation(four=lambda z, p, i, j: (i == j) - p[j]), "line 4: line 3 once more"),
        (derivation(four=lambda z, p, i, j: ((i == j) - p[j]) / p[i]), "other numbers"),
        (derivation(four=lambda z, p, i, j: p[i] * (i == j)), "other numbers"),
        (lambda z, i, j: measured(z, j, i), "other numbers"),
        (lambda z, i, j: measured(z, i - 1, j - 1), "other numbers"),
        (lambda z, i, j: measured(z, i, j)[:3], "wrong number of results"),
        (lambda z, i, j: measured(z, i, j)[3], "wrong number of results"),
        (lambda z, i, j: np.round(measured(z, i, j), 3).tolist(), "not exact enough"),
    ],
    "entropy_lines": [
        (entropy_but({1: lambda z: [lse(z)] * len(z)}), "line 1: no p_k"),
        (entropy_but({1: lse}), "line 1: one number"),
        (entropy_but({1: lambda z: [lse(z)] * len(z), 3: lambda z: len(z) * lse(z)}),
         "line 1: no p_k"),
        (entropy_but({1: lambda z: [lse(z)] * len(z), 2: lambda z: -z,
                      3: lambda z: len(z) * lse(z), 4: lambda z: -sum(z),
                      5: lambda z: len(z) * lse(z) - sum(z)}), "line 1: no p_k"),
        (entropy_but({1: lambda z: -first(z)}), "line 1: its sign is turned round"),
        (lambda z: [-line for line in entropy_lines(z)], "line 1: its sign is turned round"),
        (lambda z: [-line for line in entropy_lines(z)[:4]] + [stats.entropy(softmax(z))],
         "line 1: its sign is turned round"),
        (entropy_but({1: whole}), "line 1: both parts together"),
        (entropy_but({1: whole, 2: whole}), "line 1: both parts together"),
        (entropy_but({1: second, 2: first}), "other numbers"),
        (entropy_but({1: lambda z: first(z).sum(), 2: lambda z: second(z).sum()}),
         "line 1: one number"),
        (entropy_but({1: lambda z: softmax(z)[0] * lse(z)}), "wrong shape"),
        (entropy_but({1: lambda z: softmax(z) * z.max()}), "other numbers"),
        (entropy_but({1: lambda z: softmax(z) * np.exp(z).sum()}), "other numbers"),
        (entropy_but({2: lambda z: -second(z)}), "line 2: its sign is turned round"),
        (entropy_but({2: lambda z: -second(z), 4: lambda z: softmax(z) @ z,
                      5: lambda z: lse(z) + softmax(z) @ z}), "line 2: its sign is turned round"),
        (entropy_but({2: lambda z: -z}), "line 2: no p_k"),
        (entropy_but({2: whole}), "line 2: both parts together"),
        (entropy_but({2: lambda z: softmax(z)}), "other numbers"),
        (entropy_but({2: lambda z: -softmax(z) @ z}), "wrong shape"),
        (entropy_but({2: lambda z: -softmax(z) * np.exp(z)}), "other numbers"),
        (entropy_but({3: lambda z: len(z) * lse(z)}), "line 3: K times lse"),
        (entropy_but({3: lambda z: first(z).mean(), 4: lambda z: second(z).mean()}),
         "line 3: a mean instead of a sum"),
        (entropy_but({3: first, 4: second}), "line 3: not summed"),
        (entropy_but({3: first, 4: second, 5: whole}), "line 3: not summed"),
        (entropy_but({3: lambda z: 1.0}), "other numbers"),
        (entropy_but({3: lambda z: first(z)[0]}), "other numbers"),
        (entropy_but({3: lambda z: softmax(z)}), "wrong shape"),
        (entropy_but({4: lambda z: softmax(z) @ z}), "line 4: its sign is turned round"),
        (entropy_but({4: lambda z: -z.sum()}), "line 4: no weights"),
        (entropy_but({4: lambda z: -z.sum(), 5: lambda z: lse(z) - z.sum()}),
         "line 4: no weights"),
        (entropy_but({4: lambda z: -z.max()}), "other numbers"),
        (entropy_but({4: second}), "line 4: not summed"),
        (entropy_but({5: lambda z: lse(z) + softmax(z) @ z}),
         "line 5: subtracts a line that has its minus"),
        (entropy_but({5: lambda z: -stats.entropy(softmax(z))}),
         "line 5: its sign is turned round"),
        (entropy_but({5: lse}), "line 5: lse instead of the entropy"),
        (entropy_but({5: lambda z: stats.entropy(softmax(z), base=2)}),
         "times 1, 1, 1, 1, 1/ln 2"),
        (entropy_but({5: lambda z: lse(z) - z.max()}), "other numbers"),
        (entropy_but({5: lambda z: math.log(len(z))}), "other numbers"),
        (entropy_but({5: whole}), "wrong shape"),
        (lambda z: [lse(z)] * 5, "line 1: one number"),
        (lambda z: [stats.entropy(softmax(z))] * 5, "wrong shape"),
        (lambda z: entropy_lines(z)[2:], "wrong number of results"),
        (lambda z: stats.entropy(softmax(z)), "wrong number of results"),
        (lambda z: entropy_lines(z - z.max()), "other numbers"),
        (lambda z: [np.round(line, 3) for line in entropy_lines(z)], "not exact enough"),
    ],
    "matches": [
        (but(A="softmax"), "some choices"),
        (but(A="max"), "some choices"),
        (but(B="max"), "some choices"),
        (but(C="hardmax"), "some choices"),
        (but(D="logsumexp"), "some choices"),
        (but(D="max"), "some choices"),
        (but(E="logsumexp"), "some choices"),
        (but(E="softmax"), "some choices"),
        (but(A="argmax", C="max", E="hardmax"), "some choices"),
        (but(B="hardmax", A="logsumexp"), "some choices"),
        (but(B="argmax", C="logsumexp"), "some choices"),
        (but(C="softmax", D="argmax"), "some choices"),
        (but(A="max", E="hardmax"), "some choices"),
        (but(C="max", E="argmax"), "some choices"),
        (dict.fromkeys("ABCDE", "max"), "some choices"),
        (but(A="softmax", D="hardmax"), "softmax and hardmax swapped"),
        (but(A="Hardmax"), "cannot be compared"),
        (but(A=0), "cannot be compared"),
        (but(A=None), "cannot be compared"),
        (but(F="max"), "cannot be compared"),
        (list(RIGHT_MATCHES.values()), "cannot be compared"),
        ({"A": "hardmax"}, "cannot be compared"),
        (dict(zip(RIGHT_MATCHES.values(), "ABCDE", strict=True)), "cannot be compared"),
        ("A hardmax", "cannot be compared"),
        (None, "None instead of a value"),
    ],
}

RIGHT = {
    "hardmax": [
        lambda z: np.eye(len(z), dtype=int)[np.argmax(z)],
        lambda z: np.arange(len(z)) == np.argmax(z),
        lambda z: [int(i == np.argmax(z)) for i in range(len(z))],
        lambda z: np.float32(np.eye(len(z)))[int(np.argmax(z))],
        lambda z: (float(i == list(z).index(max(z))) for i in range(len(z))),
        lambda z: np.eye(len(z))[np.argsort(-z, kind="stable")[0]],
    ],
    "jacobian": [
        formula,
        jacobian(1e-5),
        jacobian(1e-4),
        jacobian(1e-6, both=False),
        lambda z: formula(z).tolist(),
        lambda z: softmax(z)[:, None] * (np.eye(len(z)) - softmax(z)),
        lambda z: np.float32(formula(z)),
    ],
    "derivation": [
        derivation(),
        measured,
        with_a_loop,
        with_tables,
        lambda z, i, j: np.float32(derivation()(z, i, j)).tolist(),
        lambda z, i, j: dict(zip("abcd", derivation()(z, i, j), strict=True)),
        lambda z, i, j: (line.reshape(1) for line in map(np.asarray, derivation()(z, i, j))),
        derivation(four=lambda z, p, i, j: p[j] * ((i == j) - p[i])),
    ],
    "entropy_lines": [
        entropy_lines,
        entropy_with_loops,
        lambda z: list(entropy_lines(z)),
        lambda z: dict(zip("abcde", entropy_lines(z), strict=True)),
        lambda z: (part for part in entropy_lines(z)),
        lambda z: [np.float32(line).tolist() for line in entropy_lines(z)],
        lambda z: (first(z), second(z), first(z).sum(), second(z).sum(), whole(z).sum()),
        entropy_but({1: lambda z: lse(z) / (1 / softmax(z)), 2: lambda z: z * -softmax(z)}),
        entropy_but({1: lambda z: whole(z) + softmax(z) * z, 2: lambda z: whole(z) - first(z)}),
        entropy_but({3: lambda z: np.log(np.exp(z).sum()), 4: lambda z: -np.dot(z, softmax(z))}),
        entropy_but({3: lambda z: np.array([lse(z)]), 5: lambda z: lse(z) - softmax(z) @ z}),
        entropy_but({5: lambda z: -(softmax(z) * np.log(softmax(z))).sum()}),
    ],
    "matches": [RIGHT_MATCHES, dict(reversed(RIGHT_MATCHES.items()))],
}
