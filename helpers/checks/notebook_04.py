"""Exercises of notebook 04: cross-entropy."""

import numpy as np

from helpers.checks.exercise import FunctionExercise, Mistake
from helpers.functions import softmax
from helpers.losses import cross_entropy


def my_cross_entropy(probabilities, labels):
    """Mean cross-entropy of a batch, in nats: the average of -ln p(true class).

    probabilities : array of shape (n, K), rows sum to 1, none is 0. labels : n integers, 0 to K-1.
    Return one number, correct to 1e-6.
    """
    rows = np.arange(len(labels))
    return -np.log(probabilities[rows, labels]).mean()


def _labelled_batches(rng):
    p = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]])
    rare = np.array([[1e-12, 1 - 1e-12], [1 - 1e-5, 1e-5]])  # a probability may be tiny
    fixed = [(p, np.array([0, 1, 1])), (p[:2], np.array([2, 2])), (p[2:], np.array([0])),
             (rare, np.array([0, 1])), (np.array([[1.0, 1e-300]]), np.array([1])),
             (np.array([[0.005, 0.7, 0.1, 0.195], [0.25] * 4]), np.array([0, 3]))]
    sizes = ((5, 3), (6, 4), (3, 10))
    random = [(softmax(rng.normal(size=s)), rng.integers(0, s[1], size=s[0])) for s in sizes]
    return fixed + random


_EPSILONS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-15, 1e-16,
             np.finfo(float).eps, 1e-20)


def _capped(loss):
    """Return the Mistake of capping the probabilities inside a loss."""
    answers = []
    for e in (1e-12, *_EPSILONS):
        answers += [lambda p, y, e=e: loss(p + e, y), lambda p, y, e=e: loss(np.maximum(p, e), y),
                    lambda p, y, e=e: loss(np.clip(p, e, 1 - e), y)]
    return Mistake("an epsilon, or p clipped", answers[0],
        "something keeps tiny probabilities from being tiny: an epsilon, added or as a clip. It "
        "caps the loss just where the model is sure and wrong. No probability is 0 here, so the "
        "logarithm needs no help.",
        variants=tuple(answers[1:]))


check_cross_entropy = FunctionExercise(
    title="cross-entropy with integer labels",
    reference=my_cross_entropy,
    make_cases=_labelled_batches,
    mistakes=[
        Mistake("takes the rows", lambda p, y: -np.log(p[y]).mean(),
            "`probabilities[labels]` takes whole rows: row 0, row 1 and so on. You want one number "
            "from each row. Index with the row's number and its label together."),
        Mistake("takes every pair", lambda p, y: -np.log(p[:, y]).mean(),
            "`probabilities[:, labels]` pairs every row with every label. Each row has one label "
            "only: index with the row's number and its label together."),
        _capped(my_cross_entropy),
        Mistake("the logarithm of the mean",
            lambda p, y: -np.log(p[np.arange(len(y)), y].mean()),
            "this averages first and takes the logarithm then. Take the logarithm of each row's "
            "probability, and average those."),
        Mistake("labels counted from 1", lambda p, y: my_cross_entropy(p, y - 1),
            "this takes the class before the true one. Labels count from 0, as positions do."),
        Mistake("gives probabilities to a loss that takes logits", cross_entropy,
            "this loss takes logits, and it got probabilities, so softmax was applied once more. "
            "Here the probabilities are ready: only the logarithm is missing."),
        Mistake("no logarithm", lambda p, y: 1 - p[np.arange(len(y)), y].mean(),
            "this is made of the mean probability of the true class. It has no logarithm yet, so "
            "it hardly minds an answer that is sure and wrong.",
            variants=(lambda p, y: -p[np.arange(len(y)), y].mean(),)),
    ],
    nudge="For one row it is -np.log of a single number: the probability of the true class. With "
    "two lists of indices NumPy picks one number from each row.",
)


def my_soft_cross_entropy(probabilities, targets):
    """Mean cross-entropy for soft labels: the average over rows of -sum(y ln p).

    probabilities, targets : arrays of shape (n, K); rows sum to 1. No probability is 0; a target
    may be. Return one number in nats, correct to 1e-6.
    """
    return -(targets * np.log(probabilities)).sum(axis=1).mean()


def _soft_batches(rng):
    y = np.array([[0.7, 0.2, 0.1]])
    fixed = [
        (np.array([[0.5, 0.3, 0.2]]), y),
        (y, y),
        (np.array([[0.6, 0.3, 0.1], [0.2, 0.2, 0.6]]), np.array([[0, 1, 0], [0.1, 0.1, 0.8]])),
        (np.array([[1e-12, 1 - 1e-12], [1e-300, 1.0], [1e-5, 1 - 1e-5]]),
         np.array([[0.3, 0.7], [0.6, 0.4], [0.45, 0.55]])),
        (np.array([[0.005, 0.7, 0.1, 0.195]]), np.array([[0.4, 0.3, 0.2, 0.1]])),
    ]
    sizes = ((5, 3), (4, 7))
    return fixed + [(softmax(rng.normal(size=s)), softmax(rng.normal(size=s))) for s in sizes]


def _entropy(y):
    return -(y * np.log(np.where(y > 0, y, 1))).sum(axis=1).mean()


check_soft_cross_entropy = FunctionExercise(
    title="cross-entropy with soft labels",
    reference=my_soft_cross_entropy,
    make_cases=_soft_batches,
    mistakes=[
        Mistake("the roles swapped", lambda p, y: -(p * np.log(y)).sum(axis=1).mean(),
            "the two have changed places: here the targets stand inside the logarithm. The "
            "logarithm is of the model's probabilities; the targets are the weights."),
        Mistake("only the largest target",
            lambda p, y: -np.log(p[np.arange(len(y)), y.argmax(axis=1)]).mean(),
            "this treats the largest target as if it were the whole truth. With soft labels every "
            "class counts, each with its own weight."),
        Mistake("subtracts the entropy (KL)",
            lambda p, y: my_soft_cross_entropy(p, y) - _entropy(y),
            "this is the Kullback–Leibler divergence, which is 0 at p = y. Cross-entropy has the "
            "entropy of the labels on top: 0.802 nats for (0.7, 0.2, 0.1).",
            variants=(lambda p, y: (y * np.log(y / p)).sum(axis=1).mean(),)),
        _capped(my_soft_cross_entropy),
        Mistake("the logarithm of the sum",
            lambda p, y: -np.log((y * p).sum(axis=1)).mean(),
            "the logarithm has to be taken first, of each probability by itself; then come the "
            "weights and the sum."),
        Mistake("a sigmoid's loss for each class",
            lambda p, y: -(y * np.log(p) + (1 - y) * np.log(1 - p)).sum(axis=1).mean(),
            "this adds (1 - y) ln(1 - p), as for independent sigmoids. With softmax the classes "
            "share one total, and -y ln p is enough."),
        Mistake("the entropy of the probabilities", lambda p, y: my_soft_cross_entropy(p, p),
            "the targets play no part here: this is the entropy of the model's own probabilities."),
        Mistake("forgets the targets", lambda p, y: -np.log(p).sum(axis=1).mean(),
            "every class counts with weight 1 here. Its weight should be its target."),
        Mistake("averages over the classes", lambda p, y: -(y * np.log(p)).sum(axis=0).mean(),
            "this adds up the columns and averages over the classes. Add up each row, and average "
            "over the rows."),
        Mistake("gives probabilities to a loss that takes logits",
            lambda p, y: my_soft_cross_entropy(softmax(p), y),
            "softmax was applied once more. Here the probabilities are ready: only the logarithm "
            "is missing."),
    ],
    nudge="With a one-hot label only the true class is left of the sum. Now every class has a "
    "weight: its target.",
    after="At p = y it is as low as it can be: not 0, but the entropy of y.",
)


def my_gradient(logits, labels):
    """Gradient of the mean cross-entropy by the logits.

    logits : array of shape (n, K). labels : n integers, 0 to K-1.
    Return an array of shape (n, K), correct to 1e-4: by finite differences, or by the formula.
    """
    probabilities = softmax(logits)
    targets = np.eye(logits.shape[1])[labels]
    return (probabilities - targets) / len(labels)


def _one_hot(z, labels):
    return np.eye(z.shape[1])[labels]


def _every_pair(z, labels):
    p = softmax(z)
    p[:, labels] -= 1
    return p


def _logit_batches(rng):
    z = np.array([[2.0, 1.0, 0.1], [0.0, 0.0, 0.0]])
    sizes = ((4, 3), (3, 5), (5, 2))
    random = [(rng.normal(size=s) * 2, rng.integers(0, s[1], size=s[0])) for s in sizes]
    ties = np.array([[-1.0, -1.0, -4.0, -1.0], [3.0, -2.0, 3.0, 0.5], [0.0, 0.1, 0.2, 0.3]])
    return [(z, np.array([0, 2])), (z[:1], np.array([1])), (ties, np.array([3, 3, 0])), *random]


check_gradient = FunctionExercise(
    title="the gradient of cross-entropy",
    reference=my_gradient,
    setup="from helpers.functions import softmax",
    make_cases=_logit_batches,
    mistakes=[
        Mistake("forgets the label", lambda z, y: softmax(z) / len(y),
            "the labels play no part: these are the probabilities. The true class should be pushed "
            "up, so its entry is negative: what has to be subtracted there?",
            variants=(lambda z, y: softmax(z),)),
        Mistake("the true class only", lambda z, y: (softmax(z) - 1) * _one_hot(z, y) / len(y),
            "the true class is right, but the others are 0 here. They are pushed down: each one by "
            "its probability."),
        Mistake("the gradient by the probabilities",
            lambda z, y: -_one_hot(z, y) / softmax(z) / len(y),
            "this is the gradient by the probabilities, -y / p. Softmax still stands between them "
            "and the logits: its slopes are missing.",
            variants=(lambda z, y: -_one_hot(z, y) / softmax(z),)),
        Mistake("takes every pair", lambda z, y: _every_pair(z, y) / len(y),
            "`p[:, labels] -= 1` takes every label off every row. Each row has one label only: "
            "index with the row's number and its label together.",
            variants=(_every_pair,)),
        Mistake("no slope at all", lambda z, y: np.zeros(z.shape),
            "every slope is 0, or next to it. Four slips lead here: no division by the length of "
            "the step; a step too small to count, such as 1e-17; an array of integers, where small "
            "numbers become 0; two names for one and the same array (`up = logits` copies "
            "nothing).",
            variants=(lambda z, y: 2e-5 * my_gradient(z, y),)),
        Mistake("softmax over the examples",
            lambda z, y: (softmax(z, axis=0) - _one_hot(z, y)) / len(y),
            "softmax runs down the columns here, so that different examples compete. The classes "
            "of one example should sum to 1."),
        Mistake("forgets softmax", lambda z, y: (z - _one_hot(z, y)) / len(y),
            "this subtracts the targets from the logits themselves. What turns logits into "
            "probabilities first?"),
        Mistake("softmax twice", lambda z, y: my_gradient(softmax(z), y),
            "softmax is applied twice on the way. The logits go through it once."),
        Mistake("labels as numbers", lambda z, y: (softmax(z) - np.asarray(y)[:, None]) / len(y),
            "this subtracts the labels themselves, 0, 1, 2 and so on. They are positions: what "
            "stands in a row of targets?"),
    ],
    tolerance=1e-4,
    inexact="A long step leaves the slope, and a very short one drowns in rounding. Try h = 1e-5.",
    nudge="Move one logit by h = 1e-5 up and down, and see how the mean loss moves. Then compare "
    "one row of the result with softmax of that row.",
    after="Prediction minus truth, divided by n.",
)
