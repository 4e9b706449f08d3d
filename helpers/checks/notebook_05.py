"""Exercises of notebook 05: two classes."""

from functools import partial

import numpy as np

from helpers.checks.derivation import Derivation, slip
from helpers.checks.exercise import ChoiceExercise, FunctionExercise, Mistake
from helpers.functions import sigmoid
from helpers.regression import SoftmaxRegression


def my_proof(z0, z1):
    """Return the five lines from softmax of two logits to sigmoid and log-odds, correct to 1e-6.

    z0, z1 : two numbers. p_1 = e^(z_1) / (e^(z_0) + e^(z_1)) is a fraction with a top and a bottom.
    Return a tuple of five numbers:
    line 1: its bottom,
    line 2: its bottom, after top and bottom have been divided by e^(z_1),
    line 3: p_1,
    line 4: p_0,
    line 5: the log-odds ln(p_1 / p_0).
    """
    line_1 = np.exp(z0) + np.exp(z1)
    line_2 = 1 + np.exp(-(z1 - z0))
    line_3 = 1 / line_2
    line_4 = 1 / (1 + np.exp(z1 - z0))
    line_5 = z1 - z0
    return line_1, line_2, line_3, line_4, line_5


def _pairs(rng):
    fixed = [(0.3, 2.0), (-0.4, 1.3), (1.5, -0.5), (0.2, 1.2), (1.0, 1.0), (-2.0, -3.0)]
    return fixed + [tuple(map(float, rng.uniform(-3, 3, size=2))) for _ in range(4)]


_slip = partial(slip, my_proof)

check_proof = Derivation(
    title="softmax of two logits is a sigmoid, line by line",
    reference=my_proof,
    make_cases=_pairs,
    results=5,
    mistakes=[
        _slip(1, "no exponentials",
            "line 1 adds the logits themselves. In softmax every logit stands in an exponent.",
            lambda z0, z1: z0 + z1),
        _slip(1, "one exponential of the sum",
            "line 1 is e^(z_0 + z_1), which is the product of the two exponentials. The bottom is "
            "their sum.",
            lambda z0, z1: np.exp(z0 + z1)),
        _slip(1, "z_0 taken for 0",
            "line 1 is 1 + e^(z_1), as if z_0 were fixed at 0. Here z_0 may be any number.",
            lambda z0, z1: 1 + np.exp(z1)),
        _slip(1, "the whole fraction",
            "line 1 is p_1, the whole fraction. Its bottom alone is asked for, which all classes "
            "have in common.",
            lambda z0, z1: sigmoid(z1 - z0)),
        _slip(2, "divided by the other exponential",
            "Line 2 is the bottom divided by e^(z_0). Divide by e^(z_1): the top becomes 1 then.",
            lambda z0, z1: 1 + np.exp(z1 - z0)),
        _slip(2, "only one term is divided",
            "In line 2 only e^(z_1) has been divided. The bottom is a sum: what must happen to its "
            "other term?",
            lambda z0, z1: np.exp(z0) + 1),
        _slip(2, "the exponents are divided",
            "In line 2 an exponent is the quotient of the logits. What does the division of two "
            "powers of e do to their exponents?",
            lambda z0, z1: np.exp(z0 / z1) + 1),
        _slip(2, "a term is lost",
            "Line 2 lacks a term. What is left of e^(z_1) when it is divided by e^(z_1)?",
            lambda z0, z1: np.exp(z0 - z1)),
        _slip(2, "nothing is divided",
            "Line 2 is line 1 once more. Divide its terms by e^(z_1).",
            lambda z0, z1: np.exp(z0) + np.exp(z1)),
        _slip(3, "the top is not divided",
            "Line 3 has e^(z_1) over line 2. If the bottom was divided by e^(z_1), the top was as "
            "well.",
            lambda z0, z1: np.exp(z1) * sigmoid(z1 - z0)),
        _slip(3, "sigmoid of z_1 alone",
            "Line 3 is the sigmoid of z_1. Where has z_0 gone? Compare with line 2.",
            lambda z0, z1: sigmoid(z1)),
        _slip(3, "the other class",
            "Line 3 is p_0. Which class gains when z_1 rises?",
            lambda z0, z1: sigmoid(z0 - z1)),
        _slip(3, "the bottom once more",
            "Line 3 is line 2 once more, the bottom. The fraction has a top, too.",
            lambda z0, z1: 1 + np.exp(z0 - z1)),
        _slip(4, "the other class",
            "Line 4 is p_1 once more. Both fractions have the same bottom, but not the same top.",
            lambda z0, z1: sigmoid(z1 - z0)),
        _slip(4, "the top is not divided",
            "Line 4 has e^(z_0) over line 2. That bottom was divided by e^(z_1), so divide this "
            "top, too.",
            lambda z0, z1: np.exp(z0) * sigmoid(z1 - z0)),
        _slip(4, "sigmoid of a single logit",
            "Line 4 is the sigmoid of one logit, with a sign or without. A probability of softmax "
            "needs the difference of both.",
            lambda z0, z1: sigmoid(z0), lambda z0, z1: sigmoid(-z1), lambda z0, z1: sigmoid(-z0)),
        _slip(5, "its sign is turned round",
            "Line 5 is ln(p_0 / p_1). When class 1 is the likelier one, the log-odds of class 1 "
            "are above 0.",
            lambda z0, z1: z0 - z1),
        _slip(5, "no logarithm",
            "Line 5 is p_1 / p_0, the odds. The logarithm is missing.",
            lambda z0, z1: np.exp(z1 - z0)),
        _slip(5, "z_1 alone",
            "Line 5 is z_1. That holds where z_0 is fixed at 0. Which number is it for any z_0?",
            lambda z0, z1: z1),
        _slip(5, "the logarithm of one probability",
            "Line 5 is ln p_1. The odds compare both classes: p_1 / p_0.",
            lambda z0, z1: np.log(sigmoid(z1 - z0))),
        _slip(5, "the ratio of the logits",
            "Line 5 is z_1 / z_0. The logarithm turns a division of exponentials into something "
            "else: what happens to the exponents?",
            lambda z0, z1: z1 / z0),
        _slip(5, "the difference of the probabilities",
            "Line 5 is p_1 - p_0. The logarithm of a quotient is the difference of the logarithms.",
            lambda z0, z1: sigmoid(z1 - z0) - sigmoid(z0 - z1)),
    ],
    nudge="The bottom has two terms, and both are divided. Dividing powers of e subtracts their "
    "exponents. For line 4 take the other top, and divide it by the same e^(z_1); or use that the "
    "two probabilities sum to 1.",
    after="Line 3 is the sigmoid of z_1 - z_0, line 4 that of z_0 - z_1, and line 5 undoes it: the "
    "log-odds are z_1 - z_0.",
)


def my_one_vector(W, b):
    """Turn a two-class softmax model into one weight vector and one intercept.

    W : array of shape (features, 2). b : array of shape (2,). The softmax model is
    softmax(X @ W + b); column 1 belongs to class 1.
    Return (w, c): w of shape (features,) and a number c such that sigmoid(X @ w + c) is the
    probability of class 1. Correct to 1e-6.
    """
    return W[:, 1] - W[:, 0], b[1] - b[0]


def _models(rng):
    fixed = [
        (np.array([[-0.4, 1.3]]), np.array([0.0, 0.0])),
        (np.array([[1.0, 2.0], [-1.0, 0.5]]), np.array([0.3, -0.2])),
        (np.array([[-2.0, -3.0], [0.0, -1.5], [4.0, -1.0]]), np.array([-0.7, 1.1])),
    ]
    return fixed + [(rng.normal(size=(d, 2)), rng.normal(size=2)) for d in (1, 3, 5)]


check_one_vector = FunctionExercise(
    title="two weight vectors into one",
    reference=my_one_vector,
    make_cases=_models,
    results=2,
    mistakes=[
        Mistake("drops class 0", lambda W, b: (W[:, 1], b[1]),
            "this keeps class 1 and drops class 0. For z = (-0.4, 1.3) it gives sigmoid(1.3) = "
            "0.786, and softmax gives 0.846: the logit of class 0 counts too."),
        Mistake("adds the two", lambda W, b: (W[:, 0] + W[:, 1], b[0] + b[1]),
            "this adds the two classes. Raising both logits alike must change nothing, so the two "
            "have to cancel. Which operation does that?"),
        Mistake("drops class 1", lambda W, b: (W[:, 0], b[0]),
            "this keeps class 0 and drops class 1. Both logits count, and class 1 is the one whose "
            "probability is asked for."),
        Mistake("adds the intercepts", lambda W, b: (W[:, 1] - W[:, 0], b[0] + b[1]),
            "the vector is right. The intercepts are added: raising both alike must change "
            "nothing, so they have to cancel as well."),
        Mistake("forgets one intercept", lambda W, b: (W[:, 1] - W[:, 0], b[1]),
            "the vector is right. The intercept deserves the same treatment.",
            variants=(lambda W, b: (W[:, 1] - W[:, 0], b[0]),
                      lambda W, b: (W[:, 1] - W[:, 0], 0.0))),
        Mistake("rows instead of columns", lambda W, b: (W[1] - W[0], b[1] - b[0]),
            "`W[1]` is a row of W: the weights of one feature. The weights of one class stand in a "
            "column."),
    ],
    nudge="Write p_1 = e^z1 / (e^z0 + e^z1), and divide top and bottom by e^z1. Which single "
    "number is left in the exponent?",
)


_KINDS = ("softmax", "sigmoids")
_ANSWERS = {
    "a": "softmax",  # the digit in an image
    "b": "sigmoids",  # the tags of a photo
    "c": "softmax",  # the next word
    "d": "sigmoids",  # the illnesses of a patient
    "e": "softmax",  # the species of a penguin
    "f": "sigmoids",  # the topics of an article
}

check_outputs = ChoiceExercise(
    title="softmax or sigmoids",
    module=__name__,
    source=f"my_outputs = {_ANSWERS}".replace("'", '"'),
    allowed=_KINDS,
    mistakes=[
        Mistake("softmax everywhere", dict.fromkeys(_ANSWERS, "softmax"),
            "softmax shares one total of 1 among the classes. Can every one of these examples "
            "belong to exactly one class?"),
        Mistake("sigmoids everywhere", dict.fromkeys(_ANSWERS, "sigmoids"),
            "independent sigmoids may say yes to several classes, or to none: those of (2, 1, 0.1) "
            "sum to 2.137. Some of these examples belong to exactly one class."),
        Mistake("the two exchanged",
            {letter: _KINDS[kind == "softmax"] for letter, kind in _ANSWERS.items()},
            "all six are exchanged, so you do see the difference. Which of the two makes the "
            "probabilities sum to 1?"),
        Mistake("sigmoids for the digit", {**_ANSWERS, "a": "sigmoids"},
            "five are right. Can one image show two of the ten digits at once, or none?"),
        Mistake("softmax for the tags", {**_ANSWERS, "b": "softmax"},
            "five are right. Softmax would make the tags of one photo compete. Can a dog not stand "
            "on a beach?"),
        Mistake("sigmoids for the penguin", {**_ANSWERS, "e": "sigmoids"},
            "five are right. How many species has one penguin?"),
        Mistake("softmax for the topics", {**_ANSWERS, "f": "softmax"},
            "five are right. Must an article touch exactly one topic?"),
        Mistake("sigmoids for many classes", {**_ANSWERS, "c": "sigmoids"},
            "five are right. The number of classes does not decide: a vocabulary is long, but how "
            "many next words are there in one sentence?"),
        Mistake("softmax where none may apply", {**_ANSWERS, "d": "softmax"},
            "five are right. Softmax cannot say 'none of these', nor 'two of these'. Look for the "
            "example where that is needed."),
    ],
    nudge="Ask of each: does every example belong to exactly one class? Then the probabilities "
    "must share one total.",
)


def my_probabilities(X, y, C):
    """Fit softmax so that it gives the same probabilities as scikit-learn's sigmoid model.

    X : array of shape (n, features). y : n labels, 0 or 1. C : the inverse penalty given to
    LogisticRegression(C=C). Fit SoftmaxRegression with the matching C (and tol=1e-7, so that the
    solver does not stop early). Return P(class 1) for the rows of X, shape (n,), to 1e-5.
    """
    model = SoftmaxRegression(C=C / 2, tol=1e-7)
    return model.fit(X, y).predict_proba(X)[:, 1]


def _two_class_data(rng):
    X = np.array([[-2.0], [-1.0], [0.0], [1.0], [2.0], [3.0]])
    fixed = [(X, np.array([0, 0, 1, 0, 1, 1]), C) for C in (1.0, 0.2)]
    still = np.random.default_rng(52)  # here a solver that stops early is off by more than 1e-5
    hard = still.normal(size=(20, 3))
    labels = (hard[:, 0] + still.normal(size=20) > 0).astype(int)
    labels[:2] = 0, 1
    fixed.append((hard, labels, 2.0))
    X = rng.normal(size=(20, 2))
    y = (X[:, 0] + rng.normal(size=20) > 0).astype(int)
    y[:2] = 0, 1  # both are there
    return [*fixed, (X, y, 0.3)]


def _logit(p):
    return np.log(p / (1 - p))


def _fit(C, tol=1e-7):
    def answer(X, y, given):
        model = SoftmaxRegression(C=C(given), tol=tol)
        return model.fit(X, y).predict_proba(X)[:, 1]

    return answer


check_probabilities = FunctionExercise(
    title="the matching penalty",
    reference=my_probabilities,
    setup="from helpers.regression import SoftmaxRegression",
    make_cases=_two_class_data,
    mistakes=[
        Mistake("the same C", _fit(lambda C: C),
            "this gives softmax the same C. But w = w_1 - w_0, and two vectors of half the length "
            "each have together only half the squared length of w, so they pay less."),
        Mistake("twice the C", _fit(lambda C: 2 * C),
            "a factor of 2, yes, but C is the inverse of the penalty: a larger C penalises less. "
            "Softmax needs the stronger penalty here."),
        Mistake("a quarter of C", _fit(lambda C: C / 4),
            "too strong by a factor of 2. Each vector has half the length of w, so a quarter of "
            "its square, but there are two of them."),
        Mistake("the penalty itself", _fit(lambda C: 2 / C),
            "this model is not told C but 1 / C, or a number like it. C is the inverse of the "
            "penalty already, in both models.",
            variants=(_fit(lambda C: 1 / C), _fit(lambda C: 1 / (2 * C)))),
        Mistake("no C at all", _fit(lambda C: 1.0),
            "C plays no part: this is the fit with C = 1, the default, whatever is given."),
        Mistake("the classes", lambda X, y, C: (my_probabilities(X, y, C) > 0.5).astype(float),
            "these are classes, 0 or 1, as `predict` gives them. Which method gives the "
            "probabilities?"),
        Mistake("the scores", lambda X, y, C: _logit(my_probabilities(X, y, C)),
            "these are scores before the sigmoid. Which method gives the probabilities?"),
        Mistake("C = 0.5, whatever C is", _fit(lambda C: 0.5),
            "right for C = 1, as in the example above. The matching C depends on the C you are "
            "given."),
        Mistake("the probability of class 0", lambda X, y, C: 1 - my_probabilities(X, y, C),
            "the penalty is right, but these are the probabilities of class 0. Which column of "
            "`predict_proba` belongs to class 1?"),
        Mistake("both columns",
            lambda X, y, C: np.stack([1 - my_probabilities(X, y, C), my_probabilities(X, y, C)], 1),
            "the penalty is right, and these are both columns of probabilities. Only the column of "
            "class 1 is asked for."),
    ],
    tolerance=1e-5,
    alike=1e-3,
    inexact="Solvers stop early as they come: set tol=1e-7.",
    nudge="At the best fit w_1 = w / 2 and w_0 = -w / 2. Add up their squared lengths, and compare "
    "with the squared length of w.",
    after="For softmax the matching C is half of it.",
)
