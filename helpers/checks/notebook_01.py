"""Exercises of notebook 01: softmax."""

import numpy as np

from helpers.checks.exercise import FunctionExercise, Mistake, ValueExercise


def my_softmax(logits):
    """Softmax of one row.

    logits : array of shape (K,), numbers between -6 and 6.
    Return an array of shape (K,): positive numbers that sum to 1, correct to 1e-6.
    """
    exps = np.exp(logits)
    return exps / exps.sum()


def _softmax(logits):
    exps = np.exp(logits - np.max(logits))
    return exps / exps.sum()


def _sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


def _rows(rng):
    fixed = [[2.0, 1.0, 0.1], [0.0, 0.0], [-3.0, 4.0, -1.0, 0.5], [1.0, 2.0, 3.0],
             [-1.0, -2.5, -4.0], [6.0, -6.0], [1.5, 3.25, 1.5], [-2.0]]
    random = [rng.uniform(-6, 6, size=k) for k in (2, 5, 10)]
    return [(np.array(row),) for row in fixed + random]


check_softmax = FunctionExercise(
    title="softmax of one row",
    reference=my_softmax,
    make_cases=_rows,
    mistakes=[
        Mistake("divides each logit by their sum", lambda z: z / z.sum(),
            "this divides the logits themselves by their sum. Where they have different signs, "
            "some probabilities would be negative. What makes every number positive first?"),
        Mistake("exp without dividing", np.exp,
            "these are all positive, a good first half, but they do not sum to 1 yet. What should "
            "each of them be divided by?"),
        Mistake("divides by the number of classes", lambda z: np.exp(z) / len(z),
            "these do not sum to 1. Is the number of classes what the exponentials add up to?"),
        Mistake("another base than e", lambda z: 2**z / (2**z).sum(),
            "these sum to 1, but they are powers of another number than e. `np.exp` has the right "
            "base.",
            variants=(lambda z: 10**z / (10**z).sum(),)),
        Mistake("the logarithm of it", lambda z: np.log(_softmax(z)),
            "this is the logarithm of softmax: the right numbers, one step too far."),
        Mistake("softmax twice", lambda z: _softmax(_softmax(z)),
            "this is softmax of softmax, much flatter than it should be. Once is enough."),
        Mistake("sigmoids, divided by their sum", lambda z: _sigmoid(z) / _sigmoid(z).sum(),
            "these sum to 1, but they started as sigmoids. Softmax divides plain exponentials by "
            "their sum."),
        Mistake("sigmoid of each logit", _sigmoid,
            "this is the sigmoid of each logit by itself. The numbers do not sum to 1, because no "
            "class knows about the others: for (2, 1, 0.1) they sum to 2.137."),
        Mistake("divides by the largest exponential", lambda z: np.exp(z) / np.exp(z).max(),
            "the largest entry is always 1 here, so this divides by the largest exponential. Which "
            "divisor makes the sum 1 instead?"),
        Mistake("exp of minus the logits", lambda z: np.exp(-z) / np.exp(-z).sum(),
            "these do sum to 1, but the order is upside down: the largest logit got the smallest "
            "probability. Look at the sign in the exponent."),
    ],
    nudge="Two steps. The exponential turns any number, negative ones too, into a positive one. "
    "Then divide by what they add up to.",
)


def my_softmax_batch(logits, axis):
    """Softmax along one axis of an array.

    logits : array of any shape, numbers between -6 and 6. axis : the axis of the classes.
    Return an array of the same shape that sums to 1 along `axis`, correct to 1e-6.
    """
    exps = np.exp(logits)
    return exps / exps.sum(axis=axis, keepdims=True)


def _batches(rng):
    example = np.array([[2.0, 1.0, 0.1], [0.0, 0.0, 0.0], [-1.0, 3.0, 1.0]])
    shapes_and_axes = [((4, 3), 1), ((4, 3), 0), ((2, 3, 4), -1), ((2, 3, 4), 1), ((2, 3), -2)]
    random = [(rng.uniform(-6, 6, size=shape), axis) for shape, axis in shapes_and_axes]
    fixed = [(example, 1), (example, 0), (example[:2], 1), (example[:1], 0), (example[0], 0)]
    return [*fixed, *random, (rng.uniform(-6, 6, size=5), -1)]


check_softmax_batch = FunctionExercise(
    title="softmax of a batch",
    reference=my_softmax_batch,
    make_cases=_batches,
    mistakes=[
        Mistake("sums over everything", lambda z, axis: np.exp(z) / np.exp(z).sum(),
            "the whole batch sums to 1 here. Each row is one example and needs a sum of its own: "
            "tell `sum` along which axis."),
        Mistake("missing keepdims", lambda z, axis: np.exp(z) / np.exp(z).sum(axis=axis),
            "the sums are right, but `sum` dropped the axis, so NumPy lined them up with the wrong "
            "axis (or could not line them up at all). Which argument of `sum` keeps the axis, with "
            "length 1?"),
        Mistake("divides along axis 1 by hand",
            lambda z, axis: np.exp(z) / np.exp(z).sum(axis=axis).reshape(-1, 1),
            "this is right for a table and `axis=1`, and not for every axis and every number of "
            "axes. Which argument of `sum` keeps the axis, wherever it is?"),
        Mistake("row by row", lambda z, axis: np.stack([_softmax(row) for row in z]),
            "this goes through the rows, which is right for a table and `axis=1`. Use the argument "
            "`axis`; then no loop is needed."),
        Mistake("exp without dividing", lambda z, axis: np.exp(z),
            "these are all positive, but they do not sum to 1 yet, along no axis."),
        Mistake("exp of minus the logits",
            lambda z, axis: np.exp(-z) / np.exp(-z).sum(axis=axis, keepdims=True),
            "the sums are right, and the order is upside down: the largest logit got the smallest "
            "probability. Look at the sign in the exponent."),
        Mistake("always axis 0", lambda z, axis: np.exp(z) / np.exp(z).sum(axis=0, keepdims=True),
            "this sums along axis 0 whatever `axis` says. With one example per row that compares "
            "different examples with each other. Use the argument `axis`."),
        Mistake("always axis 1", lambda z, axis: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
            "this sums along axis 1 whatever `axis` says. Use the argument `axis`."),
        Mistake("always the last axis",
            lambda z, axis: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True),
            "this is right when the classes lie along the last axis, and only then. Use the "
            "argument `axis`."),
        Mistake("the other axis",
            lambda z, axis: np.exp(z) / np.exp(z).sum(axis=1 - axis % z.ndim, keepdims=True),
            "for a table this sums along the other axis. `sum(axis=1)` runs along axis 1: it adds "
            "up what stands in one row."),
    ],
    nudge="Only the sum changes: it must run along `axis`. Print the shape of the sums: can NumPy "
    "divide the logits' shape by it?",
)


_P = np.array([0.7, 0.2, 0.1])

check_logits = ValueExercise(
    title="logits that give (0.7, 0.2, 0.1)",
    module=__name__,
    source="my_logits = np.log([0.7, 0.2, 0.1])",
    view=lambda logits, _: _softmax(logits),
    view_name="Softmax",
    mistakes=[
        Mistake("the probabilities themselves", _P,
            "these are the probabilities themselves (or those plus a constant). Softmax would "
            "flatten them once more. Which function undoes the exponential?"),
        Mistake("minus the logarithm", -np.log(_P),
            "so close: this is the logarithm with the sign turned round, so the least likely class "
            "wins. Which class should have the largest logit?"),
        Mistake("log-odds of each class", np.log(_P / (1 - _P)),
            "these are log-odds: they undo the sigmoid of each class by itself. Softmax divides by "
            "a sum that all classes share; what undoes only the exponential?"),
        Mistake("logarithm with another base", np.log10(_P),
            "a logarithm, yes, but not the natural one. Softmax raises e to the logit, not 10 or "
            "2.",
            variants=(np.log2(_P),)),
        Mistake("exponential of the probabilities", np.exp(_P),
            "this applies the exponential where it has to be undone. Which function is its "
            "inverse?"),
    ],
    tolerance=1e-3,
    nudge="Softmax takes the exponential and then divides. Dividing all exponentials by one number "
    "is the same as subtracting one constant from all logits, and that changes nothing. So only "
    "the exponential must be undone.",
    after="Add any constant to all three: still right.",
)

_POWERS = np.array([5, 2, 1])

check_by_hand = ValueExercise(
    title="a row by hand",
    module=__name__,
    source="my_by_hand = [5 / 8, 2 / 8, 1 / 8]",
    mistakes=[
        Mistake("not divided", _POWERS,
            "these are the exponentials. They are positive, but they sum to 8. What must they sum "
            "to?"),
        Mistake("the logits", np.log(_POWERS),
            "these are the logits, as numbers. What does softmax do with a logit first?"),
        Mistake("logits divided by their sum", np.log(_POWERS) / np.log(_POWERS).sum(),
            "the logits themselves were divided by their sum. The exponential comes before the "
            "division."),
        Mistake("exponential of 0 taken as 0", _POWERS * [1, 1, 0] / 7,
            "the third class came to nothing. What is e to the power of 0?"),
        Mistake("divided by the largest", _POWERS / 5,
            "the largest is 1 now, so the three sum to more than 1. By what must each be divided?"),
        Mistake("divided by the number of classes", _POWERS / 3,
            "each was divided by 3, the number of classes. That gives a sum of 1 only if the "
            "exponentials sum to 3."),
        Mistake("the other way round", _POWERS[::-1] / 8,
            "the right three numbers in the wrong places. Which class has the largest logit?"),
        Mistake("in per cent", 100 * _POWERS / 8,
            "right, but in per cent. Probabilities sum to 1."),
    ],
    tolerance=1e-3,
    nudge="e to the power of ln 5 is 5. Write down the three exponentials, add them, and divide "
    "each by the sum.",
    after="No computer was needed: the exponential and the logarithm undo each other.",
)
