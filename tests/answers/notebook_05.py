"""Answers to notebook 05. Beside a wrong one stands the reason that its verdict must give."""

import math

import numpy as np
from scipy import special
from sklearn.linear_model import LogisticRegression

from answers.lines import with_lines
from helpers.regression import SoftmaxRegression

W_RIGHT = ("softmax", "sigmoids", "softmax", "sigmoids", "softmax", "sigmoids")
OUTPUTS = dict(zip("abcdef", W_RIGHT, strict=True))


def diff(W):
    return W[:, 1] - W[:, 0]


def fit(C, tol=1e-7, **more):
    def answer(X, y, given):
        model = SoftmaxRegression(C=C(given), tol=tol, **more)
        return model.fit(X, y).predict_proba(X)[:, 1]

    return answer


right = fit(lambda C: C / 2)


def sigmoid(**more):
    def answer(X, y, C):
        return LogisticRegression(C=C, **more).fit(X, y).predict_proba(X)[:, 1]

    return answer


def but(**other):
    return OUTPUTS | other


ex, sigma = math.exp, special.expit


def proof(z0, z1):
    p0, p1 = special.softmax([z0, z1])
    return ex(z0) + ex(z1), (ex(z0) + ex(z1)) / ex(z1), p1, p0, math.log(p1 / p0)


def proof_but(changes):
    return with_lines(proof, changes)


def proof_on_paper(z0, z1):
    bottom = np.exp([z0, z1]).sum()
    shorter = np.exp(z0 - z1) + 1
    p1 = 1 / shorter
    return bottom, shorter, p1, 1 - p1, np.log(p1) - np.log(1 - p1)


WRONG = {
    "proof": [
        (proof_but({1: lambda a, b: a + b}), "line 1: no exponentials"),
        (proof_but({1: lambda a, b: a + b, 2: lambda a, b: (a + b) / b}),
         "line 1: no exponentials"),
        (proof_but({1: lambda a, b: ex(a + b)}), "line 1: one exponential of the sum"),
        (proof_but({1: lambda a, b: ex(a) * ex(b)}), "line 1: one exponential of the sum"),
        (proof_but({1: lambda a, b: 1 + ex(b)}), "line 1: z_0 taken for 0"),
        (lambda a, b: [ex(b) / (ex(a) + ex(b))] * 5, "line 1: the whole fraction"),
        (lambda a, b: [sigma(b - a)] * 5, "line 1: the whole fraction"),
        (proof_but({1: lambda a, b: ex(b)}), "other numbers"),
        (proof_but({1: lambda a, b: [ex(a), ex(b)]}), "wrong shape"),
        (proof_but({1: lambda a, b: math.log(ex(a) + ex(b))}), "other numbers"),
        (proof_but({1: lambda a, b: 2**a + 2**b}), "other numbers"),
        (proof_but({1: lambda a, b: -ex(a) - ex(b)}), "times -1"),
        (proof_but({2: lambda a, b: 1 + ex(b - a), 3: lambda a, b: sigma(a - b)}),
         "line 2: divided by the other exponential"),
        (proof_but({2: lambda a, b: ex(a) + 1, 3: lambda a, b: 1 / (ex(a) + 1)}),
         "line 2: only one term is divided"),
        (proof_but({2: lambda a, b: 1 + ex(a / b)}), "line 2: the exponents are divided"),
        (proof_but({2: lambda a, b: ex(a - b)}), "line 2: a term is lost"),
        (proof_but({2: lambda a, b: ex(a) + ex(b)}), "line 2: nothing is divided"),
        (proof_but({2: lambda a, b: 1 + ex(-b)}), "other numbers"),
        (proof_but({2: lambda a, b: 1 - ex(a - b)}), "other numbers"),
        (proof_but({2: lambda a, b: 1 + ex(a + b)}), "other numbers"),
        (proof_but({2: lambda a, b: 1 + ex(abs(a - b))}), "other numbers"),
        (proof_but({2: lambda a, b: 1}), "other numbers"),
        (proof_but({3: lambda a, b: ex(b) * sigma(b - a)}), "line 3: the top is not divided"),
        (proof_but({3: lambda a, b: sigma(b), 4: lambda a, b: sigma(a)}),
         "line 3: sigmoid of z_1 alone"),
        (proof_but({3: lambda a, b: sigma(a - b), 4: lambda a, b: sigma(b - a),
                    5: lambda a, b: a - b}), "line 3: the other class"),
        (proof_but({3: lambda a, b: 1 + ex(a - b)}), "line 3: the bottom once more"),
        (proof_but({3: lambda a, b: float(b > a)}), "other numbers"),
        (proof_but({3: lambda a, b: special.softmax([a, b])}), "wrong shape"),
        (proof_but({3: lambda a, b: sigma(b + a)}), "other numbers"),
        (proof_but({3: lambda a, b: math.tanh(b - a)}), "other numbers"),
        (proof_but({4: lambda a, b: sigma(b - a)}), "line 4: the other class"),
        (proof_but({4: lambda a, b: ex(a) * sigma(b - a)}), "line 4: the top is not divided"),
        (proof_but({4: lambda a, b: sigma(a)}), "line 4: sigmoid of a single logit"),
        (proof_but({4: lambda a, b: 1 - sigma(b)}), "line 4: sigmoid of a single logit"),
        (proof_but({4: lambda a, b: -sigma(b - a)}), "other numbers"),
        (proof_but({4: lambda a, b: sigma(b - a) - 1}), "times 1, 1, 1, -1"),
        (proof_but({5: lambda a, b: a - b}), "line 5: its sign is turned round"),
        (proof_but({5: lambda a, b: ex(b) / ex(a)}), "line 5: no logarithm"),
        (proof_but({5: lambda a, b: b}), "line 5: z_1 alone"),
        (proof_but({5: lambda a, b: math.log(sigma(b - a))}),
         "line 5: the logarithm of one probability"),
        (proof_but({5: lambda a, b: b / a}), "line 5: the ratio of the logits"),
        (proof_but({5: lambda a, b: math.tanh((b - a) / 2)}),
         "line 5: the difference of the probabilities"),
        (proof_but({5: lambda a, b: math.log2(ex(b - a))}), "times 1, 1, 1, 1, 1/ln 2"),
        (proof_but({5: lambda a, b: abs(b - a)}), "other numbers"),
        (proof_but({5: lambda a, b: a + b}), "other numbers"),
        (proof_but({5: lambda a, b: sigma(b - a) / sigma(a - b) - 1}), "other numbers"),
        (proof_but({5: lambda a, b: b / a - 1}), "other numbers"),
        (lambda a, b: sigma(b - a), "wrong number of results"),
        (lambda a, b: proof(a, b)[:3], "wrong number of results"),
        (lambda a, b: proof(b, a), "line 2: divided by the other exponential"),
        (lambda a, b: [round(line, 3) for line in proof(a, b)], "not exact enough"),
    ],
    "one_vector": [
        (lambda W, b: (diff(W), b[0] + b[1]), "adds the intercepts"),
        (lambda W, b: (diff(W), b[0] - b[1]), "times 1, -1"),
        (lambda W, b: (-diff(W), b[0] - b[1]), "times -1, -1"),
        (lambda W, b: (-diff(W), b[1] - b[0]), "times -1, 1"),
        (lambda W, b: (diff(W) / 2, (b[1] - b[0]) / 2), "times 1/2, 1/2"),
        (lambda W, b: (2 * diff(W), 2 * (b[1] - b[0])), "times 2, 2"),
        (lambda W, b: (diff(W), (b[1] - b[0]) / 2), "times 1, 1/2"),
        (lambda W, b: (diff(W), b[1]), "forgets one intercept"),
        (lambda W, b: (diff(W), 0.0), "forgets one intercept"),
        (lambda W, b: (W[:, 0], b[0]), "drops class 1"),
        (lambda W, b: (W[:, 1], b[1]), "drops class 0"),
        (lambda W, b: (W[:, 1] * W[:, 0], b[1] * b[0]), "other numbers"),
        (lambda W, b: (W[:, 1] / W[:, 0], b[1] / b[0]), "nan"),
        (lambda W, b: (np.abs(diff(W)), abs(b[1] - b[0])), "other numbers"),
        (lambda W, b: (W.mean(axis=1), b.mean()), "other numbers"),
        (lambda W, b: (W.sum(axis=1), b.sum()), "adds the two"),
        (lambda W, b: (W[:, 1] + W[:, 0], b[1] - b[0]), "other numbers"),
        (lambda W, b: (special.softmax(W, axis=1)[:, 1], b[1]), "other numbers"),
        (lambda W, b: diff(W), "wrong number of results"),
        (lambda W, b: (diff(W), b[1] - b[0], 0), "wrong number of results"),
        (lambda W, b: (b[1] - b[0], diff(W)), "wrong shape"),
        (lambda W, b: (W[:, 1:] - W[:, :1], b[1] - b[0]), "right numbers, wrong shape"),
        (lambda W, b: (diff(W), b), "wrong shape"),
        (lambda W, b: (np.log(W[:, 1]) - np.log(W[:, 0]), b[1] - b[0]), "nan"),
        (lambda W, b: (diff(W)[::-1], b[1] - b[0]), "other numbers"),
    ],
    "outputs": [
        (but(a="sigmoids"), "sigmoids for the digit"),
        (but(b="softmax"), "softmax for the tags"),
        (but(c="sigmoids"), "sigmoids for many classes"),
        (but(d="softmax"), "softmax where none may apply"),
        (but(e="sigmoids"), "sigmoids for the penguin"),
        (but(f="softmax"), "softmax for the topics"),
        (but(a="sigmoids", c="sigmoids"), "some choices"),
        (but(b="softmax", f="softmax"), "some choices"),
        (but(b="softmax", d="softmax"), "some choices"),
        (but(a="sigmoids", b="softmax"), "some choices"),
        (but(c="sigmoids", e="sigmoids"), "some choices"),
        (but(d="softmax", e="sigmoids"), "some choices"),
        (but(e="sigmoids", f="softmax"), "some choices"),
        (but(a="sigmoids", e="sigmoids"), "some choices"),
        (dict.fromkeys("abcdef", "softmax"), "softmax everywhere"),
        (but(a="Softmax"), "cannot be compared"),
        (but(a="sigmoid"), "cannot be compared"),
        (but(a=None), "cannot be compared"),
        (but(g="softmax"), "cannot be compared"),
        (list(W_RIGHT), "cannot be compared"),
        ({"a": "softmax"}, "cannot be compared"),
        (None, "None instead of a value"),
        (but, "a function instead of a value"),
    ],
    "probabilities": [
        (fit(lambda C: C / 2, tol=1e-4), "not exact enough"),
        (fit(lambda C: C / 2, tol=1e-3), "not exact enough"),
        (fit(lambda C: C / 2, tol=1e-5), "not exact enough"),
        (fit(lambda C: C), "the same C"),
        (fit(lambda C: C, tol=1e-4), "the same C"),
        (fit(lambda C: 2 * C), "twice the C"),
        (fit(lambda C: C / 4), "a quarter of C"),
        (fit(lambda C: 4 * C), "other numbers"),
        (fit(lambda C: 1 / C), "the penalty itself"),
        (fit(lambda C: 2 / C), "the penalty itself"),
        (fit(lambda C: 1 / (2 * C)), "the penalty itself"),
        (fit(lambda C: C**2), "other numbers"),
        (fit(lambda C: np.sqrt(C)), "other numbers"),
        (fit(lambda C: 0.5), "C = 0.5, whatever C is"),
        (fit(lambda C: 1.0), "no C at all"),
        (fit(lambda C: np.inf), None),
        (fit(lambda C: C / 2, fit_intercept=False), "other numbers"),
        (lambda X, y, C: 1 - right(X, y, C), "the probability of class 0"),
        (lambda X, y, C: (right(X, y, C) > 0.5).astype(int), "the classes"),
        (lambda X, y, C: LogisticRegression(C=C).fit(X, y).predict(X), "the classes"),
        (lambda X, y, C: special.logit(right(X, y, C)), "the scores"),
        (lambda X, y, C: LogisticRegression(C=C).fit(X, y).decision_function(X), None),
        (lambda X, y, C: y, "other numbers"),
        (lambda X, y, C: SoftmaxRegression(C=C / 2, tol=1e-7).fit(X, y).coef_, "wrong shape"),
        (lambda X, y, C: SoftmaxRegression(C=C / 2), "cannot be compared"),
        (lambda X, y, C: right(X[::-1], y[::-1], C), "other numbers"),
        (lambda X, y, C: right(X, y, C)[:, None], "right numbers, wrong shape"),
    ],
}
WRONG["probabilities"] = [each for each in WRONG["probabilities"] if each[1]]

RIGHT = {
    "proof": [
        proof,
        proof_on_paper,
        lambda a, b: list(proof(a, b)),
        lambda a, b: np.array(proof(a, b)),
        lambda a, b: np.float32(proof_on_paper(a, b)),
        lambda a, b: dict(enumerate(proof(a, b), 1)),
        lambda a, b: ([line] for line in proof(a, b)),
        proof_but({2: lambda a, b: 1 / sigma(b - a), 3: lambda a, b: sigma(b - a)}),
        proof_but({2: lambda a, b: 1 + ex(a) / ex(b), 4: lambda a, b: ex(a - b) * sigma(b - a)}),
        proof_but({3: lambda a, b: ex(b - a) / (1 + ex(b - a)), 4: lambda a, b: sigma(a - b)}),
        proof_but({3: lambda a, b: (1 + math.tanh((b - a) / 2)) / 2, 5: lambda a, b: b - a}),
        proof_but({5: lambda a, b: special.logit(special.softmax([a, b])[1])}),
    ],
    "one_vector": [
        lambda W, b: (diff(W), b[1] - b[0]),
        lambda W, b: [W @ [-1, 1], np.diff(b)],
        lambda W, b: (np.diff(W, axis=1)[:, 0], np.diff(b)),
        lambda W, b: (list(diff(W)), float(b[1] - b[0])),
        lambda W, b: {"w": diff(W), "c": b[1] - b[0]},
        lambda W, b: (part for part in (diff(W), b[1] - b[0])),
        lambda W, b: (np.log(np.exp(W[:, 1]) / np.exp(W[:, 0])), b[1] - b[0]),
    ],
    "outputs": [OUTPUTS, dict(reversed(OUTPUTS.items()))],
    "probabilities": [
        right,
        fit(lambda C: C / 2, tol=1e-8),
        sigmoid(solver="newton-cholesky", tol=1e-12),
        lambda X, y, C: list(right(X, y, C)),
        lambda X, y, C: right(X, np.where(y == 1, "yes", "no"), C),
    ],
}
