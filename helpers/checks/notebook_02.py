"""Exercises of notebook 02: softmax, hardmax, argmax and max."""

import numpy as np

from helpers.checks.compare import close
from helpers.checks.exercise import ChoiceExercise, FunctionExercise, Mistake
from helpers.checks.slips import STEP
from helpers.checks.words import shown
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


def _slip(line, slip, passed_on):
    """Return a derivation with a slip in one line, and the later lines that take it over.

    slip : function of z, p, i and j that gives the number in that line.
    """
    def answer(z, i, j):
        p = softmax(z)
        lines = dict(enumerate(my_derivation(z, i, j), 1))
        lines[line] = slip(z, p, i, j)
        if 3 in passed_on:
            lines[3] = (i == j) - lines[2]
        if 4 in passed_on:
            lines[4] = (np.exp(lines[1]) if line == 1 else p[i]) * lines[3]
        return tuple(lines.values())

    return answer


_PASSED_ON = {1: [(), (4,)], 2: [(3, 4), (3,), ()], 3: [(4,), ()], 4: [()]}


def _mistake(line, name, slips, hint):
    """Return the mistake of a slip in one line; the later lines may take it over or not."""
    first, *others = (_slip(line, slip, later) for slip in slips for later in _PASSED_ON[line])
    return Mistake(f"line {line}: {name}", first, hint, tuple(others))


def _first_wrong_line(trial):
    """Say which line of a derivation is the first wrong one, and where."""
    z, i, j = trial.case
    given = f"Given z = {shown(z)}, i = {i}, j = {j}"
    wanted, got = trial.want.parts, trial.got.parts
    if len(got) != len(wanted):
        return given
    for line, (want, yours) in enumerate(zip(wanted, got, strict=True), 1):
        if yours.shape or not close(want, yours, 1e-6):
            digits = 8 if shown(yours) == shown(want) else 4  # they must not look the same
            return (f"Line {line} is the first wrong one: expected {shown(want, digits)}, "
                    f"yours {shown(yours, digits)}\n   {given}")
    return given


check_derivation = FunctionExercise(
    title="the slopes of softmax, line by line",
    reference=my_derivation,
    setup="from helpers.functions import logsumexp, softmax",
    make_cases=_points,
    results=4,
    mistakes=[
        _mistake(1, "no minus lse",
            (lambda z, p, i, j: z[i], lambda z, p, i, j: z[i] + logsumexp(z)),
            "line 1 has its z_i. But p_i is e^(z_i) divided by the sum. What does the logarithm "
            "make of a division?"),
        _mistake(2, "p_i instead of p_j", (lambda z, p, i, j: p[i],),
            "line 1 is right. Line 2 is p_i, but i plays no part in it: log-sum-exp moves, and z_j "
            "pushes it. Which term of the sum contains z_j?"),
        _mistake(2, "not divided by the sum", (lambda z, p, i, j: np.exp(z[j]),),
            "line 1 is right. Line 2 is e^(z_j), the slope of the sum. Log-sum-exp is the "
            "logarithm of the sum: which factor does the chain rule ask for?"),
        _mistake(3, "no 1 where i = j", (lambda z, p, i, j: -p[j],),
            "lines 1 and 2 are right. Line 3 is -p_j everywhere, also where i = j. Line 1 has two "
            "terms. How does the first of them answer to z_j?"),
        _mistake(3, "its sign is turned round", (lambda z, p, i, j: p[j] - (i == j),),
            "lines 1 and 2 are right. Line 3 has the right size and the wrong sign. Which of the "
            "two terms of line 1 carries the minus?"),
        _mistake(3, "a 1 everywhere", (lambda z, p, i, j: 1 - p[j],),
            "lines 1 and 2 are right. Line 3 is right where i = j, and elsewhere too large by 1. "
            "Does z_i move when another logit does?"),
        _mistake(4, "no 1 where i = j", (lambda z, p, i, j: -p[i] * p[j],),
            "lines 1 to 3 are right. Line 4 is -p_i p_j everywhere, also where i = j. Should a "
            "probability fall when its own logit rises? Compare with your line 3."),
        _mistake(4, "a 1 everywhere",
            (lambda z, p, i, j: p[i] * (1 - p[j]), lambda z, p, i, j: p[i] * (1 - p[i]),
             lambda z, p, i, j: p[j] * (1 - p[i]), lambda z, p, i, j: p[j] * (1 - p[j])),
            "lines 1 to 3 are right. Line 4 is right where i = j only. Elsewhere it says that p_i "
            "rises with the logit of another class. Compare with your line 3."),
        _mistake(4, "times p_j", (lambda z, p, i, j: p[j] * ((i == j) - p[j]),),
            "lines 1 to 3 are right. Line 4 is line 3 times p_j. Line 3 is a derivative of ln p_i: "
            "by which probability did the logarithm divide?"),
        _mistake(4, "line 3 once more", (lambda z, p, i, j: (i == j) - p[j],),
            "lines 1 to 3 are right. Line 4 is line 3 once more, the derivative of ln p_i. How "
            "does it differ from the derivative of p_i itself?"),
    ],
    told=_first_wrong_line,
    unknown="mend the first wrong line; the later ones build on it.",
    nudge="Each line is one step of the section above, and may use the lines before it. In a sum, "
    "Python counts i == j as 1 where it is true, and as 0 where it is not.",
    after="A table of line 4 for all i and j is the Jacobian.",
)
