"""Exercises of notebook 04: cross-entropy."""

from functools import partial

import numpy as np

from helpers.checks.derivation import Derivation, slip
from helpers.checks.exercise import FunctionExercise, Mistake
from helpers.checks.slips import NO_SLOPE, STEP, capped, picked
from helpers.functions import logsumexp, softmax
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
             (rare, np.array([0, 1])), (np.array([[1.0, 1e-306]]), np.array([1])),
             (np.array([[0.005, 0.7, 0.1, 0.195], [0.25] * 4]), np.array([0, 3]))]
    sizes = ((5, 3), (6, 4), (3, 10))
    random = [(softmax(rng.normal(size=s)), rng.integers(0, s[1], size=s[0])) for s in sizes]
    return fixed + random


_CAP = (
    "something keeps tiny probabilities from being tiny: an epsilon, added or as a clip. It caps "
    "the loss just where the model is sure and wrong. No probability is 0 here, so the logarithm "
    "needs no help."
)

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
        Mistake("an epsilon, or p clipped", lambda p, y: my_cross_entropy(p + 1e-12, y), _CAP,
            variants=capped(lambda cap, p, y: my_cross_entropy(cap(p), y))),
        Mistake("the logarithm of the mean",
            lambda p, y: -np.log(picked(p, y).mean()),
            "this averages first and takes the logarithm then. Take the logarithm of each row's "
            "probability, and average those."),
        Mistake("labels counted from 1", lambda p, y: my_cross_entropy(p, y - 1),
            "this takes the class before the true one. Labels count from 0, as positions do."),
        Mistake("gives probabilities to a loss that takes logits", cross_entropy,
            "this loss takes logits, and it got probabilities, so softmax was applied once more. "
            "Here the probabilities are ready: only the logarithm is missing."),
        Mistake("no logarithm", lambda p, y: 1 - picked(p, y).mean(),
            "this is made of the mean probability of the true class. It has no logarithm yet, so "
            "it hardly minds an answer that is sure and wrong.",
            variants=(lambda p, y: -picked(p, y).mean(),)),
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
        (np.array([[1e-12, 1 - 1e-12], [1e-306, 1.0], [1e-5, 1 - 1e-5]]),
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
        Mistake("an epsilon, or p clipped", lambda p, y: my_soft_cross_entropy(p + 1e-12, y), _CAP,
            variants=capped(lambda cap, p, y: my_soft_cross_entropy(cap(p), y))),
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
        Mistake("no slope at all", lambda z, y: np.zeros(z.shape), NO_SLOPE.format("logits"),
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
    inexact=STEP,
    nudge="Move one logit by h = 1e-5 up and down, and see how the mean loss moves. Then compare "
    "one row of the result with softmax of that row.",
    after="Prediction minus truth, divided by n.",
)


def my_gradient_lines(z, counts, i):
    """Return the five lines from counted votes to prediction minus truth, each correct to 1e-6.

    z : logits, shape (K,). counts : how many votes each class has, shape (K,); their sum is n.
    i : a class, counted from 0. L is -sum(counts ln p). Return a tuple of five numbers:
    line 1: the part of L with the logits z_k, with its sign,
    line 2: the part of L with lse(z), with its sign,
    line 3: the derivative of line 1 by z_i,
    line 4: the derivative of line 2 by z_i,
    line 5: the derivative of L / n by z_i.
    """
    n = counts.sum()
    line_1 = -(counts @ z)
    line_2 = n * logsumexp(z)
    line_3 = -counts[i]
    line_4 = n * softmax(z)[i]
    line_5 = (line_3 + line_4) / n
    return line_1, line_2, line_3, line_4, line_5


def _counted_votes(rng):
    photo, four, five = [2.0, 1.0, 0.1], [-1.0, 0.5, 1.5, 0.0], [1.0, -2.0, 0.5, 3.0, -0.7]
    fixed = [(photo, [7, 2, 1], 0), (photo, [7, 2, 1], 1), (photo, [7, 2, 1], 2),
             (four, [0, 4, 0, 2], 0), (four, [0, 4, 0, 2], 1), (five, [1, 5, 0, 2, 4], 4),
             ([0.0, 0.0], [3, 2], 1), ([0.5, -1.5], [1, 0], 0), ([0.5, -1.5], [1, 0], 1)]
    random = [(rng.uniform(-2, 2, size=k), rng.integers(1, 9, size=k), int(rng.integers(k)))
              for k in (2, 3, 4, 5)]
    return [(np.array(z), np.array(counts), i) for z, counts, i in fixed + random]


def _loss_of_votes(z, counts, i):
    return -(counts @ np.log(softmax(z)))


_slip = partial(slip, my_gradient_lines)

check_gradient_lines = Derivation(
    title="prediction minus truth, line by line",
    reference=my_gradient_lines,
    setup="from helpers.functions import logsumexp, softmax",
    make_cases=_counted_votes,
    results=5,
    mistakes=[
        _slip(1, "its sign is turned round",
            "line 1 has the right size and the wrong sign. L has a minus in front, and in ln p_k "
            "the z_k has none.",
            lambda z, c, i: c @ z),
        _slip(1, "no counts",
            "line 1 adds every logit once. How often does z_k stand in L, if c_k people voted for "
            "class k?",
            lambda z, c, i: -z.sum()),
        _slip(1, "shares instead of counts",
            "line 1 is n times too small, as with the shares of the votes. L is made of their "
            "counts, and it is not divided by n before line 5.",
            lambda z, c, i: -(c @ z) / c.sum()),
        _slip(1, "a mean instead of a sum",
            "line 1 is a mean over the classes: K times too small. L is a sum.",
            lambda z, c, i: -(c * z).mean()),
        _slip(1, "both parts together",
            "line 1 is the whole of L. Put in z_k - lse(z) for ln p_k, multiply out, and keep the "
            "part with the logits only.",
            _loss_of_votes),
        _slip(2, "lse once",
            "Line 2 is lse(z), once. That holds for a label whose entries sum to 1. What do these "
            "counts sum to?",
            lambda z, c, i: logsumexp(z)),
        _slip(2, "lse once for each class",
            "Line 2 is K times lse(z). It stands in the term of every class, but each term has "
            "its count in front.",
            lambda z, c, i: len(z) * logsumexp(z)),
        _slip(2, "its sign is turned round",
            "Line 2 has the right size and the wrong sign. In ln p_k the lse(z) has a minus, and L "
            "has another one in front.",
            lambda z, c, i: -c.sum() * logsumexp(z)),
        _slip(2, "both parts together",
            "Line 2 is the whole of L. Line 1 holds one of its two parts already: keep the other.",
            _loss_of_votes),
        _slip(3, "its sign is turned round",
            "Line 3 has the right size and the wrong sign. What stands in front of line 1?",
            lambda z, c, i: c[i]),
        _slip(3, "all logits move",
            "Line 3 is -n, as if every logit moved. Only z_i moves. Which term of line 1 has it?",
            lambda z, c, i: -c.sum()),
        _slip(3, "z_i is still there",
            "Line 3 is the term with z_i itself. How fast does this term move when z_i does?",
            lambda z, c, i: -c[i] * z[i]),
        _slip(4, "p_i once",
            "Line 4 is p_i, the derivative of lse(z) alone. In line 2 it has a factor in front.",
            lambda z, c, i: softmax(z)[i]),
        _slip(4, "one class only",
            "Line 4 is c_i p_i, as if lse(z) stood in the term of class i alone. It stands in "
            "every term, and z_i moves it in all of them.",
            lambda z, c, i: c[i] * softmax(z)[i]),
        _slip(4, "not divided by the sum",
            "Line 4 is n e^(z_i). Lse is the logarithm of a sum: which factor does the chain rule "
            "ask for?",
            lambda z, c, i: c.sum() * np.exp(z[i])),
        _slip(4, "the slope of p_i",
            "Line 4 is n p_i (1 - p_i), which has the slope of the probability p_i. Here lse(z) "
            "moves: what is its slope by z_i?",
            lambda z, c, i: c.sum() * softmax(z)[i] * (1 - softmax(z)[i])),
        _slip(5, "not divided by n",
            "Line 5 is the derivative of L, for all votes together. L / n is asked for.",
            lambda z, c, i: c.sum() * softmax(z)[i] - c[i]),
        _slip(5, "its sign is turned round",
            "Line 5 is truth minus prediction. Look at the signs of lines 3 and 4.",
            lambda z, c, i: c[i] / c.sum() - softmax(z)[i]),
        _slip(5, "only one part is divided by n",
            "In line 5 one of the two parts is divided by n, and the other is not. L is their sum.",
            lambda z, c, i: softmax(z)[i] - c[i],
            lambda z, c, i: c.sum() * softmax(z)[i] - c[i] / c.sum()),
        _slip(5, "subtracts a line that has its minus",
            "Line 5 is p_i plus the share of class i. Line 3 has its minus already: add up what "
            "the two parts give.",
            lambda z, c, i: softmax(z)[i] + c[i] / c.sum()),
    ],
    nudge="Put z_k - lse(z) in place of ln p_k and multiply out. In the part with lse(z), the sum "
    "runs over the counts alone. For line 4, notebook 2 has the slope of lse(z).",
    after="Line 5 is p_i minus the share of class i. With shares for counts n would be 1: it is in "
    "line 2 that the lesson used that the labels sum to 1.",
)
