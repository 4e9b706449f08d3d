"""Exercises of notebook 02: softmax, hardmax, argmax and max."""

from functools import partial

import numpy as np

from helpers.checks.derivation import Derivation, slip
from helpers.checks.exercise import ChoiceExercise, FunctionExercise, Mistake
from helpers.checks.slips import STEP
from helpers.five_pictures import PICTURES
from helpers.functions import logsumexp, softmax


def my_hardmax(logits):
    """Hardmax of one row: 1 at the largest logit, 0 elsewhere. On a tie the first one wins.

    logits : array of shape (K,). Return an array of shape (K,) with exactly one 1.
    """
    one_hot = np.zeros(len(logits))
    one_hot[np.argmax(logits)] = 1
    return one_hot


def _last_wins(logits):
    one_hot = np.zeros(len(logits))
    one_hot[len(logits) - 1 - np.argmax(logits[::-1])] = 1
    return one_hot


def _rows_with_ties(rng):
    fixed = [[2.0, 1.0, 0.1], [1.0, 3.0, 3.0], [0.0, 0.0, 0.0, 0.0], [-2.0, -1.0, -1.0],
             [5.0, 1.0, 5.0], [-1.0, -3.0, -0.5], [-9.0, 2.0, 3.0], [1.0, 1.0 + 1e-12, 1.0], [-4.0],
             [1.2, 1.4, 0.2], [3e9, 3e9 + 1, 2.0], [0.0, 1e-20]]
    random = [rng.normal(size=4), rng.normal(size=7), rng.permutation([2.0, 5.0, 5.0, 5.0, 1.0])]
    return [(np.array(row),) for row in fixed + random]


check_hardmax = FunctionExercise(
    title="hardmax with a tie rule",
    reference=my_hardmax,
    make_cases=_rows_with_ties,
    mistakes=[
        Mistake("two ones on a tie", lambda z: (z == z.max()).astype(float),
            "this is right until two logits tie for the top: then there are two ones, and they sum "
            "to 2. Our rule gives the 1 to the first of them."),
        Mistake("shares the 1 on a tie", lambda z: (z == z.max()) / (z == z.max()).sum(),
            "on a tie this shares the 1 among the largest. Our rule gives all of it to the first."),
        Mistake("softmax", softmax,
            "this is softmax: every class gets a share. Hardmax gives everything to one."),
        Mistake("the index", np.argmax,
            "this is argmax: a position, one whole number. Hardmax is that position written as a "
            "row of zeros with a single 1."),
        Mistake("the last one wins", _last_wins,
            "one 1 only, good, but on a tie this takes the last of the largest. Our rule takes the "
            "first."),
        Mistake("1 at the smallest", lambda z: my_hardmax(-z),
            "a single 1, good, but it stands at the smallest logit. Look for the largest."),
        Mistake("keeps the value of the largest", lambda z: my_hardmax(z) * z,
            "the right place, but this keeps the logit itself there. Hardmax puts a 1, whatever "
            "the logit is."),
        Mistake("the largest value", np.max,
            "this is max: the largest logit itself, one number. Hardmax says where it stands, as a "
            "row with a single 1."),
    ],
    tolerance=1e-12,
    nudge="Start with a row of zeros. NumPy has a function that returns the position of the "
    "largest entry; on a tie it returns the first.",
)


def my_jacobian(logits):
    """Jacobian of softmax at one point: entry [i, j] is the slope of p_i as z_j moves.

    logits : array of shape (K,). Return an array of shape (K, K), correct to 1e-4.
    Suggestion: central differences. With a step that is h at position j and 0 elsewhere,
    column j is (softmax(z + step) - softmax(z - step)) / (2 h).
    """
    h = 1e-5
    columns = []
    for j in range(len(logits)):
        step = np.zeros(len(logits))
        step[j] = h
        columns.append((softmax(logits + step) - softmax(logits - step)) / (2 * h))
    return np.stack(columns, axis=1)


def _outer(logits):
    p = softmax(logits)
    return np.outer(p, p)


def _rows(rng):
    fixed = [[2.0, 1.0, 0.1], [0.0, 0.0], [-1.0, 0.5, 1.5, 0.0], [1.0, 2.0], [3.0]]
    random = [rng.uniform(-2, 2, size=k) for k in (2, 3, 5)]
    return [(np.array(row),) for row in fixed + random]


check_jacobian = FunctionExercise(
    title="the Jacobian of softmax",
    reference=my_jacobian,
    setup="from helpers.functions import softmax",
    make_cases=_rows,
    mistakes=[
        Mistake("diagonal only", lambda z: np.diag(softmax(z) * (1 - softmax(z))),
            "the diagonal is right: how each probability answers to its own logit. But all "
            "probabilities share one sum, so the others move too. What happens to p_1 when z_2 "
            "rises?"),
        Mistake("the diagonal as a row", lambda z: softmax(z) * (1 - softmax(z)),
            "K slopes, each of a probability by its own logit. There are K times K: every "
            "probability answers to every logit."),
        Mistake("forgets to halve", lambda z: 2 * my_jacobian(z),
            "every slope is exactly twice too large. From z - h to z + h, how long is the step?"),
        Mistake("forgets the diagonal term", lambda z: -_outer(z),
            "off the diagonal this is right. On it, raising a logit should raise its own "
            "probability, and here the slope is negative: a term is missing there."),
        Mistake("forgets the outer product", lambda z: np.diag(softmax(z)),
            "these are the probabilities on a diagonal. A term is missing: each probability also "
            "falls as the sum below it grows, its own and all others."),
        Mistake("next to nothing", lambda z: my_jacobian(z) * 2e-5,
            "every slope is 0, or next to it. Five slips lead here: no division by the length of "
            "the step; a step for all logits at once, which changes no probability; a step too "
            "small to count, such as 1e-17; a step in an array of integers, where h becomes 0; two "
            "names for one and the same array (`up = z` copies nothing).",
            variants=(lambda z: np.zeros((len(z), len(z))),)),
    ],
    tolerance=1e-4,
    inexact=STEP,
    nudge="Make a step that is h at one position and 0 elsewhere. The answer to that one step is a "
    "whole column of the Jacobian.",
    after="Each column sums to 0: what one class gains, the others lose.",
)


FUNCTIONS = ("max", "argmax", "hardmax", "softmax", "logsumexp")


def _matches_but(**other):
    return {**PICTURES, **other}


check_matches = ChoiceExercise(
    title="five functions, five pictures",
    module=__name__,
    source=f"my_matches = {PICTURES}".replace("'", '"'),
    allowed=FUNCTIONS,
    mistakes=[
        Mistake("softmax and logsumexp swapped", _matches_but(B="softmax", D="logsumexp"),
            "three are right, and two smooth ones are swapped. The name misleads: which of the two "
            "is a smooth max, and which is a probability that stays between 0 and 1?"),
        Mistake("argmax and hardmax swapped", _matches_but(A="argmax", C="hardmax"),
            "three are right, and the two steps are swapped. Argmax is a position, counted from 0: "
            "which position wins when x is large?"),
        Mistake("max and logsumexp swapped", _matches_but(B="max", E="logsumexp"),
            "three are right, and the two hinges are swapped. Which of them has a sharp corner, "
            "and which one is 0.69 where both logits are 0?"),
        Mistake("softmax and hardmax swapped", _matches_but(A="softmax", D="hardmax"),
            "three are right, and the two that rise from 0 to 1 are swapped. Which one is soft?"),
        Mistake("softmax and max swapped", _matches_but(D="max", E="softmax"),
            "three are right. Softmax is not a softened max, whatever its name says: can a "
            "probability reach 4?"),
    ],
    nudge="Ask of each picture: does it stay between 0 and 1, and does it jump? A position can "
    "only be 0 or 1 here. A max grows as x grows.",
)


def my_derivation(z, i, j):
    """Return the four lines of the derivation of softmax's slopes, as numbers at one point.

    z : array of shape (K,). i, j : positions, counted from 0; they may be equal.
    Return a tuple of four numbers, each correct to 1e-6:
    line 1: ln p_i, written with z and log-sum-exp,
    line 2: the derivative of log-sum-exp by z_j,
    line 3: the derivative of ln p_i by z_j,
    line 4: the derivative of p_i by z_j.
    """
    p = softmax(z)
    line_1 = z[i] - logsumexp(z)
    line_2 = p[j]
    line_3 = (i == j) - line_2
    line_4 = p[i] * line_3
    return line_1, line_2, line_3, line_4


def _points(rng):
    fixed = [([2.0, 1.0, 0.1], 0, 1), ([2.0, 1.0, 0.1], 1, 1), ([2.0, 1.0, 0.1], 2, 0),
             ([0.0, 0.0], 0, 1), ([0.0, 0.0], 1, 1), ([0.5, -1.5], 1, 0),
             ([-1.0, 0.5, 1.5, 0.0], 3, 1), ([-1.0, 0.5, 1.5, 0.0], 2, 2),
             ([1.0, -2.0, 0.5, 3.0, -0.7], 4, 4), ([1.0, -2.0, 0.5, 3.0, -0.7], 0, 4)]
    random = []
    for k in (2, 3, 4, 5):
        i, j = map(int, rng.permutation(k)[:2])
        random += [(rng.uniform(-2, 2, size=k), i, j), (rng.uniform(-2, 2, size=k), j, j)]
    return [(np.array(z), i, j) for z, i, j in fixed + random]


_slip = partial(slip, my_derivation)

check_derivation = Derivation(
    title="the slopes of softmax, line by line",
    reference=my_derivation,
    setup="from helpers.functions import logsumexp, softmax",
    make_cases=_points,
    results=4,
    mistakes=[
        _slip(1, "no minus lse",
            "line 1 has its z_i. But p_i is e^(z_i) divided by the sum. What does the logarithm "
            "make of a division?",
            lambda z, i, j: z[i], lambda z, i, j: z[i] + logsumexp(z)),
        _slip(2, "p_i instead of p_j",
            "Line 2 is p_i, but i plays no part in it: log-sum-exp moves, and z_j pushes it. Which "
            "term of the sum contains z_j?",
            lambda z, i, j: softmax(z)[i]),
        _slip(2, "not divided by the sum",
            "Line 2 is e^(z_j), the slope of the sum. Log-sum-exp is the logarithm of the sum: "
            "which factor does the chain rule ask for?",
            lambda z, i, j: np.exp(z[j])),
        _slip(3, "no 1 where i = j",
            "Line 3 is -p_j everywhere, also where i = j. Line 1 has two terms. How does the first "
            "of them answer to z_j?",
            lambda z, i, j: -softmax(z)[j]),
        _slip(3, "its sign is turned round",
            "Line 3 has the right size and the wrong sign. Which of the two terms of line 1 "
            "carries the minus?",
            lambda z, i, j: softmax(z)[j] - (i == j)),
        _slip(3, "a 1 everywhere",
            "Line 3 is right where i = j, and elsewhere too large by 1. Does z_i move when another "
            "logit does?",
            lambda z, i, j: 1 - softmax(z)[j]),
        _slip(4, "no 1 where i = j",
            "Line 4 is -p_i p_j everywhere, also where i = j. Should a probability fall when its "
            "own logit rises? Compare with your line 3.",
            lambda z, i, j: -softmax(z)[i] * softmax(z)[j]),
        _slip(4, "a 1 everywhere",
            "Line 4 is right where i = j only. Elsewhere it says that p_i rises with the logit of "
            "another class. Compare with your line 3.",
            lambda z, i, j: softmax(z)[i] * (1 - softmax(z)[j]),
            lambda z, i, j: softmax(z)[i] * (1 - softmax(z)[i]),
            lambda z, i, j: softmax(z)[j] * (1 - softmax(z)[i]),
            lambda z, i, j: softmax(z)[j] * (1 - softmax(z)[j])),
        _slip(4, "times p_j",
            "Line 4 is line 3 times p_j. Line 3 is a derivative of ln p_i: by which probability "
            "did the logarithm divide?",
            lambda z, i, j: softmax(z)[j] * ((i == j) - softmax(z)[j])),
        _slip(4, "line 3 once more",
            "Line 4 is line 3 once more, the derivative of ln p_i. How does it differ from the "
            "derivative of p_i itself?",
            lambda z, i, j: (i == j) - softmax(z)[j]),
    ],
    nudge="Each line is one step of the section above, and may use the lines before it. In a sum, "
    "Python counts i == j as 1 where it is true, and as 0 where it is not.",
    after="A table of line 4 for all i and j is the Jacobian.",
)


def my_entropy_lines(z):
    """Return the five lines from the entropy of softmax to log-sum-exp, each correct to 1e-6.

    z : array of shape (K,); p is its softmax. The term -p_k ln p_k of every class is the sum of a
    part with lse(z) and a part with z_k, each with its sign. Return a tuple:
    line 1: the part with lse(z) of every class, an array of shape (K,),
    line 2: the part with z_k of every class, an array of shape (K,),
    line 3: the sum of line 1 over the classes, one number,
    line 4: the sum of line 2 over the classes, one number,
    line 5: the entropy H(p), one number.
    """
    p = softmax(z)
    line_1 = p * logsumexp(z)
    line_2 = -p * z
    line_3 = logsumexp(z)
    line_4 = -(p @ z)
    line_5 = line_3 + line_4
    return line_1, line_2, line_3, line_4, line_5


def _logits(rng):
    fixed = [[2.0, 1.0, 0.1], [0.5, -1.5], [0.0, 0.0], [-1.0, 0.5, 1.5, 0.0], [-3.0, -2.0, -2.5],
             [1.0, -2.0, 0.5, 3.0, -0.7]]
    return [(np.array(z),) for z in [*fixed, *(rng.uniform(-2, 2, size=k) for k in (2, 3, 4, 6))]]


def _entropy_terms(z):
    return -softmax(z) * np.log(softmax(z))


_entropy_slip = partial(slip, my_entropy_lines)

check_entropy_lines = Derivation(
    title="log-sum-exp is p·z plus the entropy, line by line",
    reference=my_entropy_lines,
    setup="from helpers.functions import logsumexp, softmax",
    make_cases=_logits,
    results=5,
    mistakes=[
        _entropy_slip(1, "no p_k",
            "line 1 is lse(z), without the p_k in front. In -p_k ln p_k the factor p_k stands "
            "before the whole logarithm, so it multiplies both parts.",
            lambda z: logsumexp(z) + 0 * z),
        _entropy_slip(1, "one number",
            "line 1 is a single number, lse(z). Every class has a part of its own, so there are K "
            "of them, and each has its p_k in front.",
            logsumexp),
        _entropy_slip(1, "its sign is turned round",
            "line 1 has the right size and the wrong sign. In ln p_k the lse(z) has a minus, and "
            "the entropy has another one in front.",
            lambda z: -softmax(z) * logsumexp(z)),
        _entropy_slip(1, "both parts together",
            "line 1 is the whole of -p_k ln p_k. Put in z_k - lse(z) for the logarithm, multiply "
            "out, and keep the part with lse(z) only.",
            _entropy_terms),
        _entropy_slip(2, "its sign is turned round",
            "Line 2 has the right size and the wrong sign. In ln p_k the z_k has no minus. What "
            "does the one in front of -p_k ln p_k make of it?",
            lambda z: softmax(z) * z),
        _entropy_slip(2, "no p_k",
            "Line 2 is -z_k, without its p_k. The factor p_k stands before the whole logarithm, "
            "so it multiplies both parts.",
            lambda z: -z),
        _entropy_slip(2, "both parts together",
            "Line 2 is the whole of -p_k ln p_k. Line 1 holds one of its two parts already: keep "
            "the other one, with z_k.",
            _entropy_terms),
        _entropy_slip(3, "K times lse",
            "Line 3 is K times lse(z), as if lse(z) stood once for every class. For class k it has "
            "the weight p_k. What do the weights sum to?",
            lambda z: len(z) * logsumexp(z)),
        _entropy_slip(3, "a mean instead of a sum",
            "Line 3 is a mean over the classes: K times too small. A sum is asked for.",
            lambda z: logsumexp(z) / len(z)),
        _entropy_slip(3, "not summed",
            "Line 3 is still a row of K numbers. Add them up: what is left of the p_k?",
            lambda z: softmax(z) * logsumexp(z)),
        _entropy_slip(4, "its sign is turned round",
            "Line 4 is p·z. Line 2 has a minus in every class: where does it go in the sum?",
            lambda z: softmax(z) @ z),
        _entropy_slip(4, "no weights",
            "Line 4 is the sum of the logits, with a minus. In line 2 every logit has a weight.",
            lambda z: -z.sum()),
        _entropy_slip(4, "not summed",
            "Line 4 is still a row of K numbers. Add them up.",
            lambda z: -softmax(z) * z),
        _entropy_slip(5, "subtracts a line that has its minus",
            "Line 5 is lse(z) + p·z. Line 4 has its minus already: the entropy is the sum of both "
            "parts.",
            lambda z: logsumexp(z) + softmax(z) @ z),
        _entropy_slip(5, "its sign is turned round",
            "Line 5 is the sum of p_k ln p_k, which is -H(p). An entropy is never negative.",
            lambda z: softmax(z) @ z - logsumexp(z)),
        _entropy_slip(5, "lse instead of the entropy",
            "Line 5 is lse(z), which is p·z + H(p). The entropy alone is asked for: what do lines "
            "3 and 4 make together?",
            logsumexp),
    ],
    nudge="With step 1 in it, -p_k ln p_k is -p_k (z_k - lse(z)). Lose the parentheses, and mind "
    "the signs. In the sum of the parts with lse(z), take lse(z) out: it is the same for every k.",
    after="The p_k sum to 1, so line 3 is lse(z). Line 4 is -p·z. So H(p) = lse(z) - p·z.",
)
