"""Exercises of notebook 03: temperature."""

import numpy as np

from helpers.checks.exercise import FunctionExercise, Mistake, ValueExercise


def my_softmax_with_temperature(logits, temperature):
    """Softmax of one row at a temperature T: proportional to exp(z / T).

    logits : array of shape (K,), between -5 and 5. temperature : a number between 0.2 and 50.
    Return an array of shape (K,) that sums to 1, correct to 1e-6.
    """
    exps = np.exp(logits / temperature)
    return exps / exps.sum()


def _softmax(logits):
    exps = np.exp(logits - np.max(logits))
    return exps / exps.sum()


def _rows(rng):
    row = np.array([2.0, 1.0, 0.1])
    random = [
        (rng.uniform(-5, 5, size=k), temperature)
        for k, temperature in ((2, 0.7), (5, 20.0), (4, float(rng.uniform(0.3, 9))))
    ]
    fixed = [([3.0, 3.0, 1.0], 0.5), ([-1.0, -4.5, -2.0, -0.5], 3.0), ([5.0, -5.0], 0.2),
             ([0.3, 1.7, -2.6], 50.0), ([4.0], 2.0)]
    return [(row, 5.0), (row, 0.25), (row, 1.0), *((np.array(z), T) for z, T in fixed), *random]


check_softmax_with_temperature = FunctionExercise(
    title="softmax with a temperature",
    reference=my_softmax_with_temperature,
    make_cases=_rows,
    mistakes=[
        Mistake("divides the probabilities by T", lambda z, t: _softmax(z) / t,
            "this divides the finished probabilities by T, and they no longer sum to 1. A "
            "temperature acts on the logits, before the exponential."),
        Mistake("multiplies the probabilities by T", lambda z, t: _softmax(z) * t,
            "this multiplies the finished probabilities by T, and they no longer sum to 1. "
            "Temperature acts on the logits, before the exponential."),
        Mistake("multiplies the logits by T", lambda z, t: _softmax(z * t),
            "the right place, the wrong way round: here a high temperature makes the winner more "
            "certain. Heat should even things out."),
        Mistake("T makes no difference", lambda z, t: _softmax(z),
            "T makes no difference here: this is softmax of the plain logits. What divides all "
            "exponentials alike, or is added to all logits alike, cancels. T has to divide, and "
            "inside the exponential."),
        Mistake("the order upside down", lambda z, t: _softmax(-z / t),
            "the largest logit got the smallest probability. Look at the sign in the exponent."),
        Mistake("powers, not divided by their sum", lambda z, t: _softmax(z) ** (1 / t),
            "the powers of the probabilities are right, but they do not sum to 1 any more."),
        Mistake("exp without dividing", lambda z, t: np.exp(z / t),
            "the exponentials are right, but they do not sum to 1 yet."),
        Mistake("divides by T after the sum is taken", lambda z, t: np.exp(z / t) / np.exp(z).sum(),
            "the top is right, but the sum below still adds the exponentials without T, so the "
            "probabilities do not sum to 1. Both need the same T."),
    ],
    nudge="Only one thing changes in your softmax: what goes into `np.exp`.",
)


_Z = np.array([2.0, 1.0, 0.1])


def _largest_probability(temperature, _):
    if not temperature > 0:
        return np.nan
    return _softmax(_Z / temperature).max()


_EXACT = 0.43204054346939474

check_T = ValueExercise(  # noqa: N816 (a temperature is T)
    title="the temperature for a given certainty",
    setup="from scipy.optimize import brentq\n\nfrom helpers.functions import softmax",
    module=__name__,
    source="my_T = brentq(lambda T: softmax([2, 1, 0.1], temperature=T).max() - 0.9, 0.1, 10)",
    view=_largest_probability,
    view_name="Largest p",
    mistakes=[
        Mistake("only the two best classes", 1 / np.log(9),
            "this is 1 / ln 9, the answer if only the two best classes existed. The third takes "
            "its share too."),
        Mistake("one over T", 1 / _EXACT,
            "this is 1 / T: the number that the logits would have to be multiplied by. Temperature "
            "divides."),
        Mistake("leaves T at 1", 1.0,
            "at T = 1 nothing changes: the largest probability is still 0.659. Must T go up or "
            "down to make the winner more certain?"),
        Mistake("not a temperature", 0.0,
            "a temperature must be above 0: the logits are divided by it, and their order must "
            "stay."),
        Mistake("the certainty itself", 0.9,
            "0.9 is the probability that we want. T is the number that leads to it: what does "
            "softmax of (2, 1, 0.1) / T give for this T?"),
    ],
    tolerance=5e-4,
    unknown="the winner gets another probability. If it is too small, T must go down; if it is too "
    "large, T must go up.",
    nudge="Try T = 1 and T = 0.25 and look at the largest probability. One is too low, one too "
    "high. The answer lies between; halve the interval until it is small.",
)


def my_winner(logits, temperature):
    """Position of the largest probability of softmax(logits / T), for any T > 0.

    logits : float32 array of shape (K,). temperature : a number, perhaps 1e9 or larger.
    Return one whole number. On a tie of the logits the first wins.
    """
    return int(np.argmax(logits))


def _argmax_of_softmax(dtype):
    def answer(logits, temperature):
        scaled = logits.astype(dtype) / dtype(temperature)
        return np.argmax(_softmax(scaled))

    return answer


def _hot_rows(rng):
    f = np.float32
    cases = [([0, 1], 1e9), ([0, 1], 1.0), ([2, 1, 3], 1e12), ([0, 1, 5, 5], 1e30)]
    cases += [([-3, -1, -2], 2.0), ([-5, 4, 4.4], 1.0), ([1.2, 1.4, 0.2, 1.3], 0.5), ([7], 1e9)]
    cases += [([5, 1, 5], 3.0), ([1, 3, 0, 3], 1e10), ([200, 300, 100], 1.0), ([2, 2 + 2e-7], 1.0)]
    cases += [([1e38, 2e38], 1e-3), ([0, 1e-20], 1.0), ([0, 1e-20], 1e308), ([1, 2], 1e39)]
    cases += [([-8, 1, 3], 1e11), ([0, 3e-8], 1.0), ([0, 5e-16], 1.0)]
    cases += [(np.append(rng.integers(0, 5, size=4), 9), 10.0 ** rng.integers(9, 12))]
    cases += [(rng.permutation([0.0, 1.0, -4.0, 2.0, 0.5])[:4], 0.5)]
    return [(np.array(row, dtype=f), float(t)) for row, t in cases]


check_winner = FunctionExercise(
    title="the winner at any temperature",
    reference=my_winner,
    make_cases=_hot_rows,
    mistakes=[
        Mistake("argmax of the probabilities", _argmax_of_softmax(np.float32),
            "this takes the argmax of the probabilities, and in float32 a very large T has "
            "rounded them to a tie; the tie goes to the first class. What has T not touched?"),
        Mistake("argmax of the probabilities in float64", _argmax_of_softmax(np.float64),
            "more digits only move the trouble further out: at T = 1e30 the probabilities tie "
            "there too. Do you need the probabilities at all to know who wins?"),
        Mistake("argmax of the divided logits", lambda z, t: np.argmax(z / np.float32(t)),
            "closer: no exponential is needed. But dividing by T rounds as well, and two different "
            "logits can become the same number. What is there before the division?",
            variants=(lambda z, t: np.argmax(z / np.float64(t)),)),
        Mistake("argmax of the probabilities at T = 1", lambda z, t: np.argmax(_softmax(z)),
            "even at T = 1 the exponential rounds: two logits close together get the same "
            "probability. Do you need the probabilities at all to know who wins?",
            variants=(lambda z, t: np.argmax(_softmax(np.float64(z))),)),
        Mistake("the smallest logit", lambda z, t: np.argmin(z),
            "this is where the smallest logit stands. The winner has the largest."),
        Mistake("counts from 1", lambda z, t: np.argmax(z) + 1,
            "always one too far: positions count from 0."),
        Mistake("the last on a tie", lambda z, t: len(z) - 1 - np.argmax(z[::-1]),
            "right until the logits themselves tie: then the first should win, and here the last "
            "one does."),
        Mistake("the winning logit", lambda z, t: np.max(z),
            "this is the largest logit. The question is where it stands: a position, counted from "
            "0."),
        Mistake("hardmax", lambda z, t: (np.arange(len(z)) == np.argmax(z)).astype(float),
            "this is hardmax, a row with a single 1. The question asks for its position, one whole "
            "number."),
    ],
    tolerance=1e-12,
    nudge="Dividing all logits by the same positive number keeps their order. So who wins before "
    "the division?",
    after="For the winner you need neither T nor the exponential.",
)
