"""Exercises of notebook 06: numerical stability. A naive answer passes none of them."""

import math
import operator

import numpy as np

from helpers.checks.exercise import FunctionExercise, Mistake
from helpers.checks.slips import LIMITS, capped, longer_softmax, picked

INF = np.inf


def my_stable_softmax(logits):
    """Softmax along the last axis that neither overflows nor loses a row.

    logits : array of shape (K,) or (n, K): any real numbers, however large; -inf (a masked class)
    in some places, though not in a whole row; integers of any type, uint8 too.
    Do not change the array you are given.
    Return an array of the same shape, correct to 1e-6.
    """
    logits = np.asarray(logits, dtype=float)
    exps = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def _by_row(values, reduce):
    return reduce(values, axis=-1, keepdims=True)


def _by_batch(values, reduce):
    return reduce(values)


def _answers(shift, total):
    """Return a softmax with this shift and this sum: once for floats, once for what comes."""
    def answer(logits):
        exps = np.exp(logits - shift(logits, np.max) if shift else logits)
        return exps / total(exps, np.sum)

    return lambda logits: answer(np.asarray(logits, dtype=float)), answer


_naive = _answers(None, _by_row)[0]


def _row_max(z):
    return z.max(axis=-1, keepdims=True)


def _shifted_late(z):
    exps = np.exp((z - _row_max(z)).astype(float))
    return exps / exps.sum(axis=-1, keepdims=True)


def _clipped(low, high):
    return lambda z: my_stable_softmax(np.clip(np.asarray(z, dtype=float), low, high))


def _shifted_by(shift):
    return lambda z: _naive(np.asarray(z, dtype=float) - shift(np.asarray(z, dtype=float)))


def _hard_rows(rng):
    fixed = [
        np.array([2.0, 1.0, 0.1]),
        np.array([1000.0, 999.0, 0.0]),
        np.array([-1000.0, -1001.0]),
        np.array([[1000.0, 1001.0], [0.0, 1.0]]),
        np.array([1.0, -INF, 2.0]),
        np.array([3, 1, 2]),
        np.array([1, 2], dtype=np.uint8),
        np.array([100, -100, 99], dtype=np.int8),
        np.array([0.0, 0.0, 20000.0]),
        np.array([[300000.0, 299999.0, -INF], [-200000.0, -200000.5, -200001.0]]),
        np.array([-740.0]),
    ]
    random = [rng.uniform(-50, 50, size=(3, 4)), 1e4 * rng.normal(size=(5, 3))]
    return [(row,) for row in fixed + random]


check_stable_softmax = FunctionExercise(
    title="stable softmax",
    reference=my_stable_softmax,
    make_cases=_hard_rows,
    mistakes=[
        Mistake("no shift (naive)", _naive,
            "this is the naive softmax. exp(1000) overflows to inf, and inf / inf is nan. Only "
            "differences between logits count: what could you subtract first?",
            variants=(*_answers(None, _by_row)[1:], *_answers(None, _by_batch))),
        Mistake("subtracts the mean",
            _answers(lambda z, _: z.mean(axis=-1, keepdims=True), _by_row)[0],
            "this subtracts the mean. One large logit can still stand far above the mean and "
            "overflow, and with a -inf the mean itself is -inf. After which shift can no exponent "
            "be above 0?"),
        Mistake("one maximum for the whole batch", _answers(_by_batch, _by_row)[0],
            "this subtracts one maximum from the whole batch. A row far below it underflows to "
            "zeros, and 0 / 0 is nan. Each row needs its own maximum.",
            variants=_answers(_by_batch, _by_row)[1:]),
        Mistake("one maximum and one sum for the whole batch", _answers(_by_batch, _by_batch)[0],
            "this is right for one row. In a batch it takes one maximum and one sum for all rows "
            "together. Each row needs its own of both: along which axis do its classes lie?",
            variants=_answers(_by_batch, _by_batch)[1:]),
        Mistake("one sum for the whole batch", _answers(_by_row, _by_batch)[0],
            "each row is shifted by its own maximum, but all rows share one sum. Each row must sum "
            "to 1 by itself.",
            variants=_answers(_by_row, _by_batch)[1:]),
        Mistake("more digits instead of a shift", longer_softmax,
            "a longer float overflows later, and still does: at about 11,000 instead of 710. Only "
            "differences between logits count: what could you subtract first?"),
        Mistake("a fixed shift", _shifted_by(lambda z: 1000),
            "this subtracts one fixed number. The logits may be larger, or so much smaller that "
            "all exponentials vanish. Which number fits every row?",
            variants=tuple(_shifted_by(lambda z, m=m: m) for m in (10, 100, 500, 700, 709, 1e4))),
        Mistake("subtracts the minimum", _shifted_by(lambda z: z.min(axis=-1, keepdims=True)),
            "this subtracts the minimum, so that every exponent is 0 or above, and the large ones "
            "overflow still. After which shift can no exponent be above 0?"),
        Mistake("scales the logits", lambda z: _naive(z / _row_max(np.abs(z.astype(float)))),
            "this divides the logits by a number of their own, and softmax of a part of them is "
            "another softmax: that is a temperature. A shift changes nothing; a factor does."),
        Mistake("softmax down the columns", lambda z: my_stable_softmax(z.T).T,
            "in a batch this runs down the columns. The classes lie along the last axis: each row "
            "sums to 1."),
        Mistake("not divided by the sum", lambda z: np.exp(z.astype(float) - _row_max(z)),
            "the shift is right, and nothing overflows. These do not sum to 1 yet."),
        Mistake("small integers wrap round", _answers(_by_row, _by_row)[1],
            "this works for floats. For uint8, 1 - 2 wraps round to 255. Turn the logits into "
            "floats before you subtract.",
            variants=(_shifted_late,)),
        Mistake("clips the logits", lambda z: _naive(np.clip(z, -700, 700)),
            "this clips the logits. Nothing overflows, but two logits beyond the limit become a "
            "tie: at 700, (1000, 999, 0) becomes (700, 700, 0). A shift keeps the differences; a "
            "clip does not.",
            variants=tuple(_clipped(low, high) for limit in (20, 50, 100, 500, 700, 709, 1e3, 1e4,
                                                             1e5)
                           for low, high in ((-limit, limit), (-INF, limit)))),
        Mistake("replaces nan", lambda z: np.nan_to_num(_naive(z)),
            "the nan is gone, but what stands in its place is not the probability. Better to never "
            "make the nan: what could you subtract first?"),
    ],
    nudge="Adding a constant to all logits of a row changes nothing. Which constant makes the "
    "largest exponent exactly 0?",
)


def my_log_softmax(logits):
    """Logarithm of softmax along the last axis, also where softmax itself rounds to 0.

    logits : array of shape (K,) or (n, K), any finite numbers, however large.
    Return an array of the same shape, correct to 1e-6 (relative, for numbers beyond 1).
    """
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def _gaps(rng):
    fixed = [
        np.array([2.0, 1.0, 0.1]),
        np.array([0.0, -1000.0]),
        np.array([1000.0, 999.0, 0.0]),
        np.array([[50000.0, 49999.0], [-3.0, 1.0]]),
        np.array([-2000.0, -2001.0, -2000.0]),
        np.array([[0.0, -300000.0, -1.0], [5.0, 5.0, 5.0], [0.0, -20.0, -40.0]]),
        np.array([[7.0], [-9.0]]),
        np.array([20000.0, 20000.5]),
        np.array([0.0, -3e12]),
    ]
    random = [rng.uniform(-40, 40, size=(3, 4)), 1e4 * rng.normal(size=(4, 3))]
    return [(np.float64(np.float32(row)),) for row in fixed + random]  # float32 is welcome


def _one_row(z):
    shifted = z - z.max()
    return shifted - np.log(np.exp(shifted).sum())


def _one_row_log1p(z):
    shifted = z - z.max()
    powers = np.exp(shifted)
    powers[z.argmax()] = 0
    return shifted - np.log1p(powers.sum())


def _unshifted(z):
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def _log_sum(z, **how):
    return np.log(np.exp(z - _row_max(z)).sum(axis=-1, **how))


def _log1p(z):
    shifted = z - _row_max(z)
    return shifted - np.log1p(np.where(shifted == 0, 0, np.exp(shifted)).sum(-1, keepdims=True))


check_log_softmax = FunctionExercise(
    title="log-softmax",
    reference=my_log_softmax,
    make_cases=_gaps,
    mistakes=[
        Mistake("log of a stable softmax", lambda z: np.log(my_stable_softmax(z)),
            "your softmax is stable, but its logarithm is not: exp(-1000) rounds to 0, and log(0) "
            "is -inf, where -1000 is right. Write log(a / b) as a difference first."),
        Mistake("log of the naive softmax", lambda z: np.log(_naive(z)),
            "this is the logarithm of the naive softmax, which can overflow and underflow. Write "
            "log(a / b) as a difference; then the logarithm undoes the first exponential."),
        Mistake("adds an epsilon, or clips p", lambda z: np.log(my_stable_softmax(z) + 1e-12),
            "something hides the -inf and puts its own logarithm there, such as -27.6 for 1e-12, "
            "where -1000 is right. An epsilon is not a repair, nor is a clip. Write log(a / b) as "
            "a difference instead.",
            variants=capped(lambda cap, z: np.log(cap(my_stable_softmax(z))))),
        Mistake("capped", lambda z: np.maximum(my_log_softmax(z), -1e3),
            "right, but for a limit below which no number goes. The logarithm may be as negative "
            "as the logits make it: here there is no reason to stop.",
            variants=tuple(lambda z, m=m: np.maximum(my_log_softmax(z), -m) for m in LIMITS)),
        Mistake("more digits instead of a shift", lambda z: np.log(longer_softmax(z)),
            "a longer float only moves the trouble further out. Write log(a / b) as a difference; "
            "then the logarithm undoes the first exponential."),
        Mistake("subtracts the mean",
            lambda z: _unshifted(z - z.mean(axis=-1, keepdims=True)),
            "this subtracts the mean. One logit can still stand far above it, and its exponential "
            "overflows. After which shift can no exponent be above 0?"),
        Mistake("missing keepdims", lambda z: z - _row_max(z) - _log_sum(z),
            "this is right for one row. In a batch `sum` drops the axis, so NumPy lines the sums "
            "up with the wrong axis. Which argument keeps it, with length 1?",
            variants=(lambda z: z - z.max(-1) - np.log(np.exp(z - z.max(-1)).sum(-1)),)),
        Mistake("adds the logarithm of the sum",
            lambda z: z - _row_max(z) + _log_sum(z, keepdims=True),
            "the two terms are right, and they are added. log(a / b) is a difference."),
        Mistake("no logarithm of the sum",
            lambda z: z - _row_max(z) - np.exp(z - _row_max(z)).sum(axis=-1, keepdims=True),
            "this subtracts the sum itself. log(a / b) = log a - log b: the second needs its "
            "logarithm too."),
        Mistake("the shift alone", lambda z: z - _row_max(z),
            "these are the shifted logits, the first of two terms. What is subtracted from them?"),
        Mistake("softmax without the logarithm", my_stable_softmax,
            "this is softmax, rightly computed. Its logarithm is asked for, and not by `np.log`."),
        Mistake("log1p without all largest logits", _log1p,
            "right until two logits tie for the top: then log1p counts none of them. Its 1 stands "
            "for one of the largest; the others belong into the sum."),
        Mistake("down the columns", lambda z: my_log_softmax(z.T).T,
            "in a batch this runs down the columns. The classes lie along the last axis."),
        Mistake("log-sum-exp without a shift", _unshifted,
            "the right formula, but its sum of exponentials still overflows for large logits, and "
            "vanishes for very negative ones. Which shift, and down or up, would you make first?"),
        Mistake("one maximum and one sum for the whole batch", _one_row,
            "this is right for one row. In a batch each row needs its own maximum and its own sum: "
            "along which axis do its classes lie?",
            variants=(_one_row_log1p,)),
        Mistake("shift not added back",
            lambda z: z - np.log(np.exp(z - z.max(-1, keepdims=True)).sum(-1, keepdims=True)),
            "the sum uses shifted logits, and the first term does not. Log-sum-exp is not shift "
            "invariant: what you subtract inside comes off its value. Use the shifted logits in "
            "both places."),
    ],
    nudge="log(a / b) = log a - log b, and log(exp(x)) is x: no exponential is left in the first "
    "term.",
)


def my_loss_from_logits(logits, labels):
    """Mean cross-entropy straight from logits, also where a probability rounds to 0.

    logits : array of shape (n, K), any finite numbers, however large. labels : n integers.
    Return one number in nats, correct to 1e-6 (relative, beyond 1).
    """
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(labels)), labels].mean()


def _unshifted_loss(z, labels):
    return (np.log(np.exp(z).sum(axis=1)) - picked(z, labels)).mean()


def _labelled(rng):
    fixed = [
        (np.array([[2.0, 1.0, 0.1], [0.0, 0.0, 0.0]]), np.array([0, 2])),
        (np.array([[0.0, -1000.0]]), np.array([1])),
        (np.array([[1000.0, 999.0], [0.0, 1.0]]), np.array([1, 0])),
        (np.array([[-3000.0, -2999.0, -3000.0]]), np.array([0])),
        (np.array([[0.0, -300000.0], [1.0, 1.0]]), np.array([1, 0])),
        (np.array([[20000.0, 20000.5]]), np.array([1])),
        (np.array([[0.0, -3e12]]), np.array([1])),
        (np.array([[40.0, 20.0, -1.0], [1.0, 1.0, 1.0], [7.0, 5.0, 3.0]]), np.array([1, 2, 2])),
    ]
    sizes = ((4, 3), (6, 5))
    random = [(500 * rng.normal(size=s), rng.integers(0, s[1], size=s[0])) for s in sizes]
    return [(np.float64(np.float32(z)), labels) for z, labels in fixed + random]


check_loss_from_logits = FunctionExercise(
    title="cross-entropy from logits",
    reference=my_loss_from_logits,
    make_cases=_labelled,
    mistakes=[
        Mistake("adds an epsilon, or clips p",
            lambda z, y: -np.log(picked(my_stable_softmax(z), y) + 1e-12).mean(),
            "an epsilon, added or as a clip, caps the loss: at 27.6 for 1e-12, where 1000 is "
            "right. There the gradient shrinks, down to exactly 0, so the worst mistakes would "
            "teach the model nothing. Stay in logarithms from the start.",
            variants=capped(
                lambda cap, z, y: -np.log(cap(picked(my_stable_softmax(z), y))).mean())),
        Mistake("capped", lambda z, y: np.minimum(-picked(my_log_softmax(z), y), 1e3).mean(),
            "right, but for a limit that no loss exceeds. A model that is sure and wrong deserves "
            "all of it: here there is no reason to stop.",
            variants=tuple(
                answer for m in LIMITS for answer in (
                    lambda z, y, m=m: np.minimum(-picked(my_log_softmax(z), y), m).mean(),
                    lambda z, y, m=m: min(my_loss_from_logits(z, y), m),
                ))),
        Mistake("more digits instead of a shift",
            lambda z, y: -np.log(picked(longer_softmax(z), y)).mean(),
            "a longer float only moves the trouble further out. Start from a stable log-softmax."),
        Mistake("subtracts the mean",
            lambda z, y: _unshifted_loss(z - z.mean(axis=1, keepdims=True), y),
            "this subtracts the mean. One logit can still stand far above it, and its exponential "
            "overflows. After which shift can no exponent be above 0?"),
        Mistake("softmax twice", lambda z, y: my_loss_from_logits(my_stable_softmax(z), y),
            "softmax is applied twice on the way to this loss. The logits go through it once."),
        Mistake("one maximum and one sum for the whole batch",
            lambda z, y: -picked(_one_row(z), y).mean(),
            "all rows share one maximum and one sum here. Each row needs its own: along which axis "
            "do its classes lie?"),
        Mistake("the logits themselves", lambda z, y: -picked(z, y).mean(),
            "this is the mean of the true class's logits, turned round. They are not logarithms of "
            "probabilities yet: what comes off each row?"),
        Mistake("log of a stable softmax",
            lambda z, y: -np.log(picked(my_stable_softmax(z), y)).mean(),
            "softmax is stable here, and its logarithm is not: a probability rounds to 0, and "
            "-log(0) is inf, where 1000 is right. Take the logarithm by pen first."),
        Mistake("log-sum-exp without a shift", _unshifted_loss,
            "-z_y + log(sum(exp(z))) is the right formula, but the sum overflows unless you shift "
            "the logits first."),
        Mistake("log of the naive softmax", lambda z, y: -np.log(picked(_naive(z), y)).mean(),
            "this goes through the naive softmax, where exp(1000) is inf and inf / inf is nan. "
            "Start from a stable log-softmax."),
        Mistake("shift not added back",
            lambda z, y: (np.log(np.exp(z - z.max(1, keepdims=True)).sum(1)) - picked(z, y)).mean(),
            "the sum uses shifted logits, and z_y does not. Log-sum-exp is not shift invariant: "
            "what you subtract inside comes off its value."),
        Mistake("takes every pair", lambda z, y: -my_log_softmax(z)[:, y].mean(),
            "`[:, labels]` pairs every row with every label. Each row has one label only: index "
            "with the row's number and its label together."),
    ],
    nudge="You already have a stable log-softmax. From each row it gives, only one number is "
    "needed.",
)


def my_running_max_and_sum(logits):
    """Maximum and sum of shifted exponentials, kept up to date in one pass.

    logits : array of shape (K,), float64, K >= 1, numbers between -1e4 and 1e4 in any order.
    Read them one after the other in a loop, each once. Of those read so far, m is the largest,
    and s is the sum of e^(z_j - m).
    Return the last (m, s): two numbers, correct to 1e-6 (relative, beyond 1).
    """
    m, s = -np.inf, 0.0
    for z in logits:
        larger = max(m, z)
        s = s * np.exp(m - larger) + np.exp(z - larger)
        m = larger
    return m, s


def _streams(rng):
    fixed = [
        [3.0],
        [2.0, 1.0, 0.1],
        [1.0, 2.0, 3.0],
        [-3.0, -1.0, -2.0],
        [5.0, 5.0, 5.0],
        [2.0, 1.0, 999.0, 1000.0],
        [1000.0, 999.0, 0.0],
        [-1000.0, -1001.0, -998.5],
        [-6000.0, -5000.5, -5000.0],
        [-1e4, -9999.5],
        [-1e4, 1e4],
        [1e4, -1e4],
        [0.5, -0.5, 3.0, 2.5, 3.0, 4.0, 4.0, -10.0],
    ]
    random = [rng.uniform(*limits, size=8) for limits in ((-4, 4), (-60, -50), (-1e4, 1e4))]
    return [(np.float64(np.float32(row)),) for row in fixed + random]  # float32 is welcome


def _from_nothing(logits):
    return -INF, 0.0, logits


def _from_the_first(logits):
    return logits[0], 1.0, logits[1:]


def _passes(step, start, *, finish=lambda m, s, exp: (m, s)):
    """Return two answers that take a step for each logit, with NumPy's exp and with math's.

    step : function of m, s, z and exp that returns the new m and s. The two differ where they
    overflow: NumPy's exp is inf, and math's raises an error.
    """
    def reading(exp):
        def answer(logits):
            m, s, rest = start(logits)
            for z in rest:
                m, s = step(m, s, z, exp)
            return finish(m, s, exp)

        return answer

    return reading(np.exp), reading(math.exp)


def _right_step(m, s, z, exp):
    return max(m, z), s * exp(m - max(m, z)) + exp(z - max(m, z))


def _unscaled_step(m, s, z, exp):
    return max(m, z), s + exp(z - max(m, z))


def _inverse_step(m, s, z, exp):
    return max(m, z), s * exp(max(m, z) - m) + exp(z - max(m, z))


def _old_maximum_step(m, s, z, exp):
    return max(m, z), s * exp(m - max(m, z)) + exp(z - m)


def _old_maximum_unscaled_step(m, s, z, exp):
    return max(m, z), s + exp(z - m)


def _scaled_late_step(m, s, z, exp):
    return max(m, z), (s + exp(z - m)) * exp(m - max(m, z))


def _unshifted_step(m, s, z, exp):
    return max(m, z), s + exp(z)


def _changed_at_a_maximum(change):
    """Return answers that put change(old sum, rescaled) for s at a new maximum, or at a tie too."""
    def step(above):
        return lambda m, s, z, exp: (
            (z, change(s * exp(m - z))) if above(z, m) else (m, s + exp(z - m)))

    return tuple(_passes(step(above), start)[0] for above in (operator.gt, operator.ge)
                 for start in (_from_nothing, _from_the_first))


def _starting(start):
    return _passes(_right_step, start)[0]


def _finishing(finish):
    return _passes(_right_step, _from_nothing, finish=lambda m, s, exp: finish(m, s))[0]


_INVERSE = _passes(_inverse_step, _from_the_first)
_RESET = _changed_at_a_maximum(lambda old: 1.0)
_TWICE = _changed_at_a_maximum(lambda old: old + 2)
_UNCOUNTED = _changed_at_a_maximum(lambda old: old)
# With math's exp the last one only shows an overflow, and that has other causes as well
_OLD_MAXIMUM = (*_passes(_old_maximum_step, _from_the_first),
                *_passes(_old_maximum_unscaled_step, _from_the_first),
                _passes(_scaled_late_step, _from_the_first)[0])
_ENDLESS = tuple(
    answer for step in (_inverse_step, _scaled_late_step, _old_maximum_step,
                        _old_maximum_unscaled_step)
    for answer in _passes(step, _from_nothing)
)
_UNSHIFTED = tuple(
    answer for finish in (
        lambda m, s, exp: (m, s),
        lambda m, s, exp: (m, s * exp(-m)),
        lambda m, s, exp: (m, s / exp(m)),
    ) for answer in _passes(_unshifted_step, _from_nothing, finish=finish)
)

check_running_max_and_sum = FunctionExercise(
    title="running maximum and sum",
    reference=my_running_max_and_sum,
    make_cases=_streams,
    results=2,
    mistakes=[
        Mistake("old sum not rescaled", _passes(_unscaled_step, _from_nothing)[0],
            "m is right. When it grows, the old sum stays as it was, and its terms still belong to "
            "the old maximum. If you have a factor for that, is it made while the old m is still "
            "known?"),
        Mistake("inverse factor", _INVERSE[0],
            "m is right. When it grows, the old sum is multiplied by a factor above 1, which can "
            "overflow. Every old term is e^(z - m): does it grow or shrink with a larger m?",
            variants=_INVERSE[1:]),
        Mistake("maximum starts too high", _starting(lambda z: (0.0, 0.0, z)),
            "m begins with a number that is no logit, such as 0. Where all logits are below it, it "
            "is taken for the largest. With which start is any first logit larger?",
            variants=tuple(_starting(lambda z, m=m: (m, 0.0, z))
                           for m in (-1.0, -10.0, -100.0, -999.0, -1000.0, -9999.0))),
        Mistake("sum starts again at a new maximum", _RESET[0],
            "m is right. At a new maximum s starts again at 1, and all that was read before is "
            "lost. The old terms become smaller, but they still count.",
            variants=_RESET[1:]),
        Mistake("new term with the old maximum", _OLD_MAXIMUM[0],
            "m is right. The term of a new largest logit is made with the maximum from before, so "
            "its exponent is above 0 and can overflow. Which m belongs into e^(z - m)?",
            variants=_OLD_MAXIMUM[1:]),
        Mistake("no maximum subtracted", _UNSHIFTED[0],
            "m is right. Somewhere stands an e^z, or an e^m, with nothing taken off. It overflows "
            "for large logits and vanishes for very negative ones. Which difference belongs into "
            "the exponent?",
            variants=_UNSHIFTED[1:]),
        Mistake("new maximum counted twice", _TWICE[0],
            "m is right. A logit that sets m is counted twice: once when it sets m, and once more "
            "when its term is added. Each logit has one term.",
            variants=(*_TWICE[1:], _starting(lambda z: (z[0], 1.0, z)))),
        Mistake("new maximum not counted", _UNCOUNTED[0],
            "m is right. A logit that sets m is missing in s. It has a term like all the others: "
            "how large is e^(z - m) where z is m itself?",
            variants=(*_UNCOUNTED[1:], _starting(lambda z: (z[0], 0.0, z[1:])),
                      _finishing(lambda m, s: (m, s - 1)))),
        Mistake("logarithm instead of the sum", _finishing(lambda m, s: (m, m + np.log(s))),
            "m is right. In place of s stands a logarithm of it: that is the step to log-sum-exp, "
            "or a part of it. Here the sum itself is asked for.",
            variants=(_finishing(lambda m, s: (m, np.log(s))),)),
        Mistake("mean instead of the sum", lambda z: (z.max(), np.exp(z - z.max()).mean()),
            "m is right. s is divided by the number of logits, as a mean is. The sum itself is "
            "asked for."),
        Mistake("inf or nan from the first logit on", _ENDLESS[0],
            "m is right. s is inf or nan from the first logit on. (inf times 0 is nan, and so is "
            "inf - inf.) With the m and the s you start with, work out each exponent for the first "
            "logit by hand. None may be above 0.",
            variants=_ENDLESS[1:]),
    ],
    nudge="Read 2, then 3. After the 2, the sum is e^(2 - 2) = 1. Seen from the maximum 3, the "
    "same term is e^(2 - 3). By which factor has it changed?",
    after="m + ln s is log-sum-exp. Whether each logit was read only once, this check cannot see: "
    "it looks at the pair alone.",
)
