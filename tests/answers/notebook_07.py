"""Answers to notebook 07. Beside a wrong one stands the reason that its verdict must give."""

import numpy as np
from scipy import optimize, special
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from helpers.losses import cross_entropy, cross_entropy_gradient
from helpers.regression import SoftmaxRegression

EPSILON = "adds an epsilon, or clips p"


def softmax(z):
    return special.softmax(z, axis=1)


def log_softmax(z):
    return special.log_softmax(z, axis=1)


def true(p, y):
    return p[np.arange(len(y)), y]


def forward(loss, probabilities=softmax):
    def answer(X, W, b, y):
        z = X @ W + b
        return probabilities(z), loss(z, y)

    return answer


def mean_loss(z, y):
    return -true(log_softmax(z), y).mean()


def long_naive(z):
    exps = np.exp(z.astype(np.longdouble))
    return exps / exps.sum(axis=1, keepdims=True)


def unshifted(z, y):
    return (np.log(np.exp(z).sum(axis=1)) - true(z, y)).mean()


right_forward = forward(mean_loss)


def gradient(X, W, b, y):
    G = (softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(y)
    return X.T @ G, G.sum(axis=0)


def parts(dW=lambda a: a, db=lambda a: a):
    def answer(X, W, b, y):
        a, c = gradient(X, W, b, y)
        return dW(a), db(c)

    return answer


def residual(R):
    def answer(X, W, b, y):
        P, Y = softmax(X @ W + b), np.eye(W.shape[1])[y]
        G = R(P, Y, X @ W + b) / len(y)
        return X.T @ G, G.sum(axis=0)

    return answer


def by_differences(h, over=1):
    def answer(X, W, b, y):
        def slopes(f, x):
            out = np.zeros(x.shape)
            for i in np.ndindex(x.shape):
                e = np.zeros(x.shape)
                e[i] = h
                out[i] = (f(x + e) - f(x - e)) / (2 * h) / over
            return out

        return (slopes(lambda W: mean_loss(X @ W + b, y), W),
                slopes(lambda b: mean_loss(X @ W + b, y), b))

    return answer


def trained(steps=300, rate=1.0, train_b=True, use_b=True, scale="train", start=0.0, sign=1,
            shuffle=False, predict=None):
    def answer(X, y, V):
        mean, std = (X.mean(0), X.std(0)) if scale else (0.0, 1.0)
        X1 = (X - mean) / std
        W = np.full((X.shape[1], y.max() + 1), start)
        b = np.zeros(y.max() + 1)
        labels = np.roll(y, 1) if shuffle else y
        for _ in range(steps):
            dW, db = gradient(X1, W, b, labels)
            W = W - sign * rate * dW
            b = b - sign * rate * db * train_b
        if scale == "own":
            mean, std = V.mean(0), V.std(0)
        if scale == "train only":
            mean, std = 0.0, 1.0
        scores = (V - mean) / std @ W + b * use_b
        return predict(scores) if predict else scores.argmax(axis=1)

    return answer


def step(X, W, b, y, rate):
    z = X @ W + b
    G = cross_entropy_gradient(z, y)
    return W - rate * X.T @ G, b - rate * G.sum(axis=0), cross_entropy(z, y)


def stepped(change):
    return lambda X, W, b, y, rate: change(X, W, b, y, rate, *step(X, W, b, y, rate))


def step_in_place(X, W, b, y, rate):
    new_W, new_b, loss = step(X, W, b, y, rate)
    W += new_W - W
    return W, new_b, loss


def double(X, W, b, y, rate):
    return step_on(softmax, X, W, b, y, rate)


def step_on(change, X, W, b, y, rate):
    z = change(X @ W + b)
    G = cross_entropy_gradient(z, y)
    return W - rate * X.T @ G, b - rate * G.sum(axis=0), cross_entropy(z, y)


def measured(loss, W, ahead=1, behind=-1, h=1e-5, over=2):
    """Return the difference quotient for each entry; each step is a row of an identity matrix."""
    steps = h * np.eye(W.size).reshape(-1, *W.shape)
    return np.array([(loss(W + ahead * s) - loss(W + behind * s)) / (over * h)
                     for s in steps]).reshape(W.shape)


def checker(compare=lambda c, m: np.abs(c - m).max(), **how):
    return lambda loss, c, W: compare(c, measured(loss, W, **how))


def moved_in_place(loss, c, W, back=0.0, h=1e-5):
    worst = 0.0
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            W[i, j] += h
            above = loss(W)
            W[i, j] -= 2 * h
            below = loss(W)
            W[i, j] += back * h
            worst = max(worst, abs((above - below) / (2 * h) - c[i, j]))
    return worst


def one_pair_of_copies(loss, c, W):
    up, down, worst = W.copy(), W.copy(), 0.0
    for at in np.ndindex(W.shape):
        up[at] += 1e-5
        down[at] -= 1e-5
        worst = max(worst, abs((loss(up) - loss(down)) / 2e-5 - c[at]))
    return worst


def no_copies(loss, c, W):
    worst = 0.0
    for at in np.ndindex(W.shape):
        up = down = W
        up[at] += 1e-5
        down[at] -= 1e-5
        worst = max(worst, abs((loss(up) - loss(down)) / 2e-5 - c[at]))
    return worst


def returns_in_the_loop(loss, c, W):
    for at in np.ndindex(W.shape):
        return abs(measured(loss, W)[at] - c[at])


def keeps_the_last(loss, c, W):
    for at in np.ndindex(W.shape):
        worst = abs(measured(loss, W)[at] - c[at])
    return worst


def all_at_once(loss, c, W):
    return np.abs(c - (loss(W + 1e-5) - loss(W - 1e-5)) / 2e-5).max()


def rows_at_once(loss, c, W):
    slopes = []
    for j in range(len(W)):
        up, down = W.copy(), W.copy()
        up[j] += 1e-5
        down[j] -= 1e-5
        slopes.append((loss(up) - loss(down)) / 2e-5)
    return np.abs(c - np.array(slopes)[:, None]).max()


def of_flat_weights(slopes):
    def answer(loss, c, W):
        return np.abs(slopes(lambda w: loss(w.reshape(W.shape)), W.ravel()) - c.ravel()).max()

    return answer


def five_points(f, w, h=1e-4):
    steps = h * np.eye(len(w))
    return np.array([(8 * (f(w + s) - f(w - s)) - f(w + 2 * s) + f(w - 2 * s)) / (12 * h)
                     for s in steps])


SOME = "does not look at every entry"

WRONG = {
    "forward": [
        (forward(unshifted), "log-sum-exp without a shift"),
        (forward(lambda z, y: -np.log(true(softmax(z), y)).mean()), "log of the softmax"),
        (forward(lambda z, y: -np.log(true(softmax(z), y) + 1e-12).mean()), EPSILON),
        (forward(lambda z, y: -np.log(np.clip(true(softmax(z), y), 1e-9, 1)).mean()), EPSILON),
        (forward(lambda z, y: -np.log(np.maximum(true(softmax(z), y), 1e-15)).mean()), EPSILON),
        (forward(lambda z, y: -np.log(true(long_naive(z), y)).mean(), long_naive),
         "more digits instead of a shift"),
        (forward(lambda z, y: min(mean_loss(z, y), 5000.0)), "a capped loss"),
        (forward(lambda z, y: -np.maximum(true(log_softmax(z), y), -745).mean()),
         "a capped loss"),
        (forward(lambda z, y: mean_loss(z, y) * len(y)), "times 1, n"),
        (forward(lambda z, y: -mean_loss(z, y)), "times 1, -1"),
        (forward(lambda z, y: mean_loss(z, y) / np.log(2)), "times 1, 1/ln 2"),
        (forward(lambda z, y: mean_loss(softmax(z), y)), "softmax twice for the loss"),
        (forward(mean_loss, log_softmax), "the logarithms instead of P"),
        (forward(mean_loss, lambda z: z), "the logits instead of P"),
        (forward(mean_loss, lambda z: np.eye(z.shape[1])[z.argmax(1)]), "other numbers"),
        (forward(mean_loss, lambda z: special.softmax(z)), "other numbers"),
        (forward(mean_loss, lambda z: softmax(z).T), "transposed"),
        (forward(lambda z, y: -log_softmax(z)[:, y].mean()), "takes every pair"),
        (forward(lambda z, y: -log_softmax(z).mean()), "other numbers"),
        (forward(lambda z, y: mean_loss(z, y - 1)), "other numbers"),
        (forward(lambda z, y: -true(log_softmax(z), y)), "wrong shape"),
        (lambda X, W, b, y: right_forward(X, W, 0, y), "forgets the intercept"),
        (lambda X, W, b, y: right_forward(X, W, -b, y), "other numbers"),
        (lambda X, W, b, y: right_forward(X, W, b, y)[::-1], "wrong shape"),
        (lambda X, W, b, y: right_forward(X, W, b, y)[0], "wrong number of results"),
        (lambda X, W, b, y: (*right_forward(X @ W, np.eye(len(b)), b, y), 0),
         "wrong number of results"),
        (lambda X, W, b, y: right_forward(X.T, W, b, y), "raised ValueError"),
    ],
    "weight_gradient": [
        (parts(lambda a: -a, lambda a: -a), "times -1, -1"),
        (parts(lambda a: -a), "times -1, 1"),
        (parts(lambda a: 2 * a, lambda a: 2 * a), "times 2, 2"),
        (parts(lambda a: a.T), "transposed"),
        (parts(np.sum), "wrong shape"),
        (parts(db=np.sum), "wrong shape"),
        (parts(db=lambda a: a * 0), "other numbers"),
        (parts(lambda a: a * 0), "other numbers"),
        (parts(db=lambda a: a[None]), "right numbers, wrong shape"),
        (parts(lambda a: np.abs(a)), "other numbers"),
        (parts(lambda a: np.round(a, 2), lambda a: np.round(a, 2)), "not exact enough"),
        (lambda X, W, b, y: tuple(a * len(y) for a in gradient(X, W, b, y)), "times n, n"),
        (lambda X, W, b, y: (gradient(X, W, b, y)[0], gradient(X, W, b, y)[1] * len(y)),
         "times 1, n"),
        (lambda X, W, b, y: (gradient(X, W, b, y)[0], gradient(X, W, b, y)[1] / len(y)),
         "times 1, 1/n"),
        (lambda X, W, b, y: tuple(a / len(b) for a in gradient(X, W, b, y)), "times 1/K, 1/K"),
        (lambda X, W, b, y: gradient(X, W, 0 * b, y), "forgets the intercept"),
        (lambda X, W, b, y: gradient(X, W, b, y)[0], "wrong number of results"),
        (lambda X, W, b, y: gradient(X, W, b, y)[::-1], "wrong shape"),
        (residual(lambda P, Y, z: P + Y), "other numbers"),
        (residual(lambda P, Y, z: P), "forgets the labels"),
        (residual(lambda P, Y, z: z - Y), "forgets softmax"),
        (residual(lambda P, Y, z: special.softmax(z, axis=0) - Y), "softmax over the examples"),
        (residual(lambda P, Y, z: softmax(P) - Y), "softmax twice"),
        (residual(lambda P, Y, z: (P - Y) ** 2), "other numbers"),
        (residual(lambda P, Y, z: (P - Y) * Y), "other numbers"),
        (by_differences(1e-17), "no slope at all"),
        (by_differences(1e-5, over=1e5), "no slope at all"),
        (by_differences(0.5), "other numbers"),
    ],
    "predictions": [
        (trained(use_b=False), "no intercept"),
        (trained(train_b=False), "no intercept"),
        (trained(scale=None), "no scaling"),
        (trained(scale="own"), "scales the validation rows by themselves"),
        (trained(scale="train only"), "does not scale the validation rows"),
        (trained(steps=0), "always class 0"),
        (trained(sign=-1), "worse than guessing"),
        (trained(shuffle=True), "other numbers"),
        (trained(predict=lambda z: z.argmin(axis=1)), "worse than guessing"),
        (trained(predict=lambda z: z.argmax(axis=1) + 1), "worse than guessing"),
        (trained(predict=lambda z: softmax(z)), "probabilities instead of classes"),
        (trained(predict=lambda z: z.max(axis=1)), "worse than guessing"),
        (trained(predict=lambda z: z.argmax(axis=0)), "wrong shape"),
        (trained(predict=lambda z: np.eye(3)[z.argmax(axis=1)]),
         "probabilities instead of classes"),
        (lambda X, y, V: np.zeros(len(V)), "always class 0"),
        (lambda X, y, V: np.full(len(V), np.bincount(y).argmax()), "other numbers"),
        (lambda X, y, V: y[: len(V)], "other numbers"),
        (lambda X, y, V: trained()(X, y, X), "predicts the training rows"),
        (lambda X, y, V: np.ones(len(V)), "other numbers"),
        (lambda X, y, V: trained()(X, y, V)[::-1], "other numbers"),
        (lambda X, y, V: trained()(X[:30], y[:30], V), "other numbers"),
        (lambda X, y, V: trained()(X[:, :1], y, V[:, :1]), "other numbers"),
        (lambda X, y, V: trained()(X, y, V).astype(str), "cannot be compared"),
    ],
    "step": [
        (double, "double softmax"),
        (stepped(lambda X, W, b, y, r, W2, b2, loss: (W, b, loss)), "other numbers"),
        (stepped(lambda X, W, b, y, r, W2, b2, loss: (W2, b, loss)), "the intercept stays"),
        (stepped(lambda X, W, b, y, r, W2, b2, loss: (W, b2, loss)), "other numbers"),
        (stepped(lambda X, W, b, y, r, W2, b2, loss: (2 * W - W2, 2 * b - b2, loss)),
         "steps uphill"),
        (stepped(lambda X, W, b, y, r, W2, b2, loss: (W2, b2, len(y) * loss)), "times 1, 1, n"),
        (stepped(lambda X, W, b, y, r, W2, b2, loss: (W2, b2, -loss)), "times 1, 1, -1"),
        (stepped(lambda X, W, b, y, r, W2, b2, loss: (W2 - W, b2 - b, loss)),
         "the change instead of the new weights"),
        (stepped(lambda X, W, b, y, r, W2, b2, loss: (W2, b2, cross_entropy(X @ W2 + b2, y))),
         "the loss after the step"),
        (stepped(lambda X, W, b, y, r, W2, b2, loss: (W2, b2)), "wrong number of results"),
        (stepped(lambda X, W, b, y, r, W2, b2, loss: (loss, W2, b2)), "wrong shape"),
        (stepped(lambda X, W, b, y, r, W2, b2, loss: (W2.T, b2, loss)), "transposed"),
        (stepped(lambda X, W, b, y, r, W2, b2, loss: (W2, b2, 0.0)), "other numbers"),
        (lambda X, W, b, y, rate: step(X, W, b, y, 1.0), "forgets the rate"),
        (lambda X, W, b, y, rate: step(X, W, b, y, 2 * rate), "other numbers"),
        (lambda X, W, b, y, rate: step(X, W, b, y, rate * len(y)), "other numbers"),
        (lambda X, W, b, y, rate: step(X, W, b, y, rate / len(y)), "other numbers"),
        (lambda X, W, b, y, rate: step(X, W, 0 * b, y, rate), "other numbers"),
        (lambda X, W, b, y, rate: (*step_on(log_softmax, X, W, b, y, rate), 0),
         "wrong number of results"),
        (step_in_place, "changes its input"),
        (lambda X, W, b, y, rate: step_on(lambda z: z / 2, X, W, b, y, rate), "other numbers"),
        (lambda X, W, b, y, rate: (*step(X, W, b, y, rate)[:2], double(X, W, b, y, rate)[2]),
         "mends the gradient only"),
        (lambda X, W, b, y, rate: (*double(X, W, b, y, rate)[:2], step(X, W, b, y, rate)[2]),
         "mends the loss only"),
    ],
    "gradient_check": [
        (checker(behind=0, over=1), "one-sided difference"),
        (checker(ahead=0, over=1), "one-sided difference"),
        (checker(behind=0, over=1, h=1e-6), "one-sided difference"),
        (checker(behind=0, over=1, h=3e-6), "not exact enough"),
        (of_flat_weights(lambda f, w: optimize.approx_fprime(w, f, 1e-5)), "one-sided difference"),
        (checker(over=1), "forgets the 2"),
        (checker(behind=0), "other numbers"),
        (checker(over=1 / 1e-5), "next to no slope"),
        (checker(over=2 / 1e-5), "next to no slope"),
        (checker(over=2 / 1e-10), "next to no slope"),
        (checker(h=1e-20), "next to no slope"),
        (no_copies, "next to no slope"),
        (lambda loss, c, W: np.abs(c).max(), "next to no slope"),
        (checker(over=2e-5), "divides by the step twice"),
        (checker(over=1e-5), "divides by the step twice"),
        (checker(lambda c, m: np.abs(c - m)[0, 0]), SOME),
        (checker(lambda c, m: np.abs(np.diag(c - m)).max()), SOME),
        (checker(lambda c, m: np.abs(c - m)[:, -1].max()), SOME),
        (returns_in_the_loop, SOME),
        (keeps_the_last, SOME),
        (moved_in_place, "W is not put back"),
        (lambda loss, c, W: moved_in_place(loss, c, W, h=-1e-5), "W is not put back"),
        (all_at_once, "several entries move together"),
        (rows_at_once, "several entries move together"),
        (one_pair_of_copies, "several entries move together"),
        (checker(lambda c, m: np.max(c - m)), "signed difference"),
        (checker(lambda c, m: max((m - c).ravel())), "signed difference"),
        (checker(lambda c, m: abs(np.max(c - m))), "signed difference"),
        (checker(lambda c, m: np.min(c - m)), "other numbers"),
        (checker(lambda c, m: -np.abs(c - m).max()), "times -1"),
        (checker(lambda c, m: np.abs(c - m).mean()), "mean instead of the largest"),
        (checker(lambda c, m: np.linalg.norm(c - m)), "mean instead of the largest"),
        (checker(lambda c, m: np.abs(c - m).sum()), "mean instead of the largest"),
        (checker(lambda c, m: np.median(np.abs(c - m))), "other numbers"),
        (checker(lambda c, m: np.max((c - m) ** 2)), "other numbers"),
        (checker(lambda c, m: np.abs(np.abs(c) - np.abs(m)).max()), "other numbers"),
        (checker(lambda c, m: np.abs(c.max() - m.max())), "other numbers"),
        (checker(lambda c, m: np.max(np.abs(c - m) / np.maximum(np.abs(c), np.abs(m)))),
         "relative difference"),
        (checker(lambda c, m: np.linalg.norm(c - m) / np.linalg.norm(m)), "other numbers"),
        (checker(lambda c, m: np.allclose(c, m, atol=1e-6)), "other numbers"),
        (checker(lambda c, m: np.abs(c - m)), "wrong shape"),
        (checker(lambda c, m: m), "wrong shape"),
        (checker(h=1e-3), "not exact enough"),
        (checker(h=1e-10), "not exact enough"),
        (lambda loss, c, W: np.abs(c - measured(loss, W.T).T).max(), "raised ValueError"),
    ],
}

RIGHT = {
    "forward": [
        right_forward,
        forward(lambda z, y: (special.logsumexp(z, axis=1) - true(z, y)).mean()),
        forward(lambda z, y: [mean_loss(z, y)], lambda z: np.exp(log_softmax(z)).tolist()),
        lambda X, W, b, y: dict(zip(("P", "loss"), right_forward(X, W, b, y), strict=True)),
        lambda X, W, b, y: (part for part in right_forward(X, W, b, y)),
        forward(lambda z, y: -np.take_along_axis(log_softmax(z), y[:, None], axis=1).mean(),
                lambda z: np.stack([special.softmax(row) for row in z])),
    ],
    "weight_gradient": [
        gradient,
        by_differences(1e-5),
        lambda X, W, b, y: [a.tolist() for a in gradient(X, W, b, y)],
        lambda X, W, b, y: (np.einsum("nd,nk->dk", X, softmax(X @ W + b) - np.eye(len(b))[y])
                            / len(y), gradient(X, W, b, y)[1]),
        lambda X, W, b, y: {"dW": gradient(X, W, b, y)[0], "db": gradient(X, W, b, y)[1]},
        lambda X, W, b, y: tuple(map(np.float32, gradient(X, W, b, y))),
    ],
    "predictions": [
        trained(),
        trained(steps=1000, rate=0.5),
        lambda X, y, V: make_pipeline(StandardScaler(), LogisticRegression(C=10)).fit(X, y)
            .predict(V),
        lambda X, y, V: make_pipeline(StandardScaler(), SoftmaxRegression(C=10)).fit(X, y)
            .predict(V).tolist(),
        lambda X, y, V: make_pipeline(StandardScaler(), KNeighborsClassifier(5)).fit(X, y)
            .predict(V),
        lambda X, y, V: LinearDiscriminantAnalysis().fit(X, y).predict(V).astype(float),
    ],
    "step": [
        step,
        lambda X, W, b, y, rate: list(step(X, W, b, y, rate)),
        lambda X, W, b, y, rate: (
            W - rate * gradient(X, W, b, y)[0], b - rate * gradient(X, W, b, y)[1],
            mean_loss(X @ W + b, y),
        ),
        lambda X, W, b, y, rate: step_on(log_softmax, X, W, b, y, rate),
        lambda X, W, b, y, rate: (part for part in step(X, W, b, y, rate)),
        lambda X, W, b, y, rate: [np.asarray(part).tolist() for part in step(X, W, b, y, rate)],
    ],
    "gradient_check": [
        checker(),
        checker(h=1e-6),
        lambda loss, c, W: moved_in_place(loss, c, W, back=1.0),
        lambda loss, c, W: max(abs(a - b) for a, b in zip(
            measured(loss, W).flat, c.flat, strict=True)),
        lambda loss, c, W: [np.linalg.norm((c - measured(loss, W)).ravel(), np.inf)],
        of_flat_weights(lambda f, w: np.mean(
            [optimize.approx_fprime(w, f, h) for h in (1e-5, -1e-5)], axis=0)),
        of_flat_weights(five_points),
    ],
}
