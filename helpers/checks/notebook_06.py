"""Exercises of notebook 06: numerical stability. A naive answer passes none of them."""

import numpy as np

from helpers.checks.exercise import FunctionExercise, Mistake

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


def _in_place(logits):
    if logits.dtype.kind != "f":
        return my_stable_softmax(logits)
    logits -= logits.max(axis=-1, keepdims=True)
    return my_stable_softmax(logits)


def _hard_rows(rng):
    fixed = [
        np.array([2.0, 1.0, 0.1]),
        np.array([1000.0, 999.0, 0.0]),
        np.array([-1000.0, -1001.0]),
        np.array([[1000.0, 1001.0], [0.0, 1.0]]),
        np.array([1.0, -INF, 2.0]),
        np.array([3, 1, 2]),
        np.array([1, 2], dtype=np.uint8),
        np.array([0.0, 0.0, 20000.0]),
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
        Mistake("small integers wrap round", _answers(_by_row, _by_row)[1],
            "this works for floats. For uint8, 1 - 2 wraps round to 255. Turn the logits into "
            "floats before you subtract."),
        Mistake("clips the logits", lambda z: _naive(np.clip(z, -700, 700)),
            "this clips the logits. Nothing overflows, but (1000, 999, 0) becomes (700, 700, 0): "
            "two different logits are now a tie. A shift keeps the differences; a clip does not."),
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
    ]
    random = [rng.uniform(-40, 40, size=(3, 4)), 1e4 * rng.normal(size=(4, 3))]
    return [(row,) for row in fixed + random]


def _one_row(z):
    shifted = z - z.max()
    return shifted - np.log(np.exp(shifted).sum())


def _one_row_log1p(z):
    shifted = z - z.max()
    powers = np.exp(shifted)
    powers[z.argmax()] = 0
    return shifted - np.log1p(powers.sum())


_EPSILONS = (1e-300, 1e-20, 1e-16, np.finfo(float).eps, 1e-15, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)


def _log_with(epsilon):
    return lambda z: np.log(my_stable_softmax(z) + epsilon)


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
        Mistake("adds an epsilon", _log_with(1e-12),
            "the epsilon hides the -inf and puts its own logarithm there, -27.6 for 1e-12, where "
            "-1000 is right. It is not a repair. Write log(a / b) as a difference instead.",
            variants=tuple(map(_log_with, _EPSILONS))),
        Mistake("log-sum-exp without a shift",
            lambda z: z - np.log(np.exp(z).sum(axis=-1, keepdims=True)),
            "the right formula, but its sum of exponentials still overflows for large logits, and "
            "vanishes for very negative ones. Which shift would you make first?"),
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


def _true(p, labels):
    return p[np.arange(len(labels)), labels]


def _loss_with(epsilon):
    return lambda z, labels: -np.log(_true(my_stable_softmax(z), labels) + epsilon).mean()


def _unshifted_loss(z, labels):
    return (np.log(np.exp(z).sum(axis=1)) - _true(z, labels)).mean()


def _labelled(rng):
    fixed = [
        (np.array([[2.0, 1.0, 0.1], [0.0, 0.0, 0.0]]), np.array([0, 2])),
        (np.array([[0.0, -1000.0]]), np.array([1])),
        (np.array([[1000.0, 999.0], [0.0, 1.0]]), np.array([1, 0])),
        (np.array([[-3000.0, -2999.0, -3000.0]]), np.array([0])),
    ]
    sizes = ((4, 3), (6, 5))
    random = [(500 * rng.normal(size=s), rng.integers(0, s[1], size=s[0])) for s in sizes]
    return fixed + random


check_loss_from_logits = FunctionExercise(
    title="cross-entropy from logits",
    reference=my_loss_from_logits,
    make_cases=_labelled,
    mistakes=[
        Mistake("an epsilon: log(p + 1e-12), or p clipped", _loss_with(1e-12),
            "an epsilon, added or as a clip, caps the loss: at 27.6 for 1e-12, where 1000 is "
            "right. There the gradient shrinks, down to exactly 0, so the worst mistakes would "
            "teach the model nothing. Stay in logarithms from the start.",
            variants=tuple(map(_loss_with, _EPSILONS))),
        Mistake("log of a stable softmax",
            lambda z, y: -np.log(_true(my_stable_softmax(z), y)).mean(),
            "softmax is stable here, and its logarithm is not: a probability rounds to 0, and "
            "-log(0) is inf, where 1000 is right. Take the logarithm by pen first."),
        Mistake("log-sum-exp without a shift", _unshifted_loss,
            "-z_y + log(sum(exp(z))) is the right formula, but the sum overflows unless you shift "
            "the logits first."),
        Mistake("log of the naive softmax", lambda z, y: -np.log(_true(_naive(z), y)).mean(),
            "this goes through the naive softmax, where exp(1000) is inf and inf / inf is nan. "
            "Start from a stable log-softmax."),
        Mistake("shift not added back",
            lambda z, y: (np.log(np.exp(z - z.max(1, keepdims=True)).sum(1)) - _true(z, y)).mean(),
            "the sum uses shifted logits, and z_y does not. Log-sum-exp is not shift invariant: "
            "what you subtract inside comes off its value."),
        Mistake("takes every pair", lambda z, y: -my_log_softmax(z)[:, y].mean(),
            "`[:, labels]` pairs every row with every label. Each row has one label only: index "
            "with the row's number and its label together."),
    ],
    nudge="You already have a stable log-softmax. From each row it gives, only one number is "
    "needed.",
)
