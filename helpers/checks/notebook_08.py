"""Exercises of notebook 08: decisions, calibration."""

import numpy as np
from scipy.optimize import minimize_scalar

from helpers.calibration import expected_calibration_error
from helpers.checks.exercise import FunctionExercise, Mistake
from helpers.functions import softmax
from helpers.losses import cross_entropy

GRID = np.linspace(0.5, 5, 226)


def my_fitted_temperature(valid_logits, valid_labels, test_logits, test_labels):
    """Temperature to calibrate a trained model with, before it is tested.

    valid_logits, test_logits : arrays of shape (n, K), held out from training. valid_labels,
    test_labels : n integers. Return one number T from 0.5 to 5, correct to 0.02.
    Trying the 226 numbers of np.linspace(0.5, 5, 226) is precise enough.
    """
    grid = np.linspace(0.5, 5, 226)
    losses = [cross_entropy(valid_logits / T, valid_labels) for T in grid]
    return grid[np.argmin(losses)]


def _sharpened(rng, T, n, k):
    """Logits T times too large for the labels drawn from them."""
    logits = 1.5 * rng.normal(size=(n, k))
    labels = np.argmax(logits + rng.gumbel(size=(n, k)), axis=1)  # a draw from softmax
    return T * logits, labels


def _held_out(rng):
    still = np.random.default_rng(0)  # the first case is the same for everyone
    return [
        (*_sharpened(still, 2.5, 200, 3), *_sharpened(still, 1.2, 200, 3)),
        (*_sharpened(still, 0.8, 200, 4), *_sharpened(still, 2.5, 200, 4)),
        (*_sharpened(rng, 2.0, 200, 5), *_sharpened(rng, 3.5, 200, 5)),
    ]


def _best(logits, labels):
    """Where the loss is least on the grid; it has one minimum in log T."""
    found = minimize_scalar(
        lambda log_T: cross_entropy(logits / np.exp(log_T), labels),
        bounds=np.log(GRID[[0, -1]]), method="bounded", options={"xatol": 1e-4},
    )
    return np.exp(found.x)


def _least(score):
    """Return an answer that takes the T of the grid with the least score(logits, labels, T)."""
    def answer(logits, labels, *_):
        return GRID[np.argmin([score(logits, labels, T) for T in GRID])]

    return answer


def _by_accuracy(logits, labels):
    hits = [np.mean(np.argmax(logits / T, axis=1) == labels) for T in GRID]
    return GRID[np.argmax(hits)]


check_fitted_temperature = FunctionExercise(
    title="fit the temperature",
    reference=my_fitted_temperature,
    setup="from helpers.losses import cross_entropy",
    make_cases=_held_out,
    mistakes=[
        Mistake("fits on the test rows", lambda z, y, test_z, test_y: _best(test_z, test_y),
            "this T is fitted on the test rows. They are there to judge the finished model, T "
            "included; a judge who has seen the answers is no judge."),
        Mistake("fits on both",
            lambda z, y, test_z, test_y: _best(np.concatenate([z, test_z]),
                                               np.concatenate([y, test_y])),
            "the test rows have crept in: T is fitted on both sets together. Leave them out until "
            "the very end."),
        Mistake("the same T for all data", lambda z, y, test_z, test_y: _by_accuracy(z, y),
            "this T is the same for every model, whatever its data: an end of the range, or where "
            "a search began. Accuracy would do that, for no T changes the winner; so would a loss "
            "without T in it, or logits and labels from different sets. The loss of `valid_logits "
            "/ T` has a minimum inside.",
            variants=tuple(lambda *_, T=T: T for T in (
                0.01, 0.05, 0.1, 0.2, 0.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0))),
        Mistake("minimises the Brier score",
            _least(lambda z, y, T: ((softmax(z / T) - np.eye(z.shape[1])[y]) ** 2).sum()),
            "this is where the squared error of the probabilities is least. Cross-entropy is asked "
            "for: it minds most the answers that are sure and wrong."),
        Mistake("softmax twice",
            _least(lambda z, y, T: cross_entropy(softmax(z / T), y)),
            "this is where a loss of softmax of softmax is least. `cross_entropy` takes logits: "
            "give it the logits divided by T."),
        Mistake("the least loss itself",
            lambda z, y, *_: min(cross_entropy(z / T, y) for T in GRID),
            "this is the least loss. Return the T that gives it."),
        Mistake("leaves T at 1", lambda z, y, test_z, test_y: 1.0,
            "T = 1 changes nothing. Where is the loss on the validation rows least?"),
        Mistake("one over T", lambda z, y, test_z, test_y: 1 / _best(z, y),
            "this is 1 / T: the number to multiply the logits by. A temperature divides them.",
            variants=(_least(lambda z, y, T: cross_entropy(z * T, y)),)),
        Mistake("minimises the calibration error",
            _least(lambda z, y, T: expected_calibration_error(softmax(z / T), y)),
            "this is where the calibration error is least. It jumps from one T to the next and "
            "depends on the bins. The loss is smooth, and has one minimum."),
        Mistake("the position of T",
            lambda z, y, *_: np.argmin([cross_entropy(z / T, y) for T in GRID]),
            "this is the position of the best T in the list. Return the T itself."),
        Mistake("the largest loss",
            lambda z, y, *_: max(GRID[[0, -1]], key=lambda T: cross_entropy(z / T, y)),
            "this T makes the loss as large as it gets on that grid. You want it small."),
    ],
    tolerance=0.02,
    nudge="Accuracy cannot tell one T from another. The mean cross-entropy can: try many T, and "
    "keep the one where it is least.",
    after="The winner of every row is what it was; only the confidence has changed.",
)


def my_decisions(probabilities, costs):
    """Least-cost decision for each row.

    probabilities : array of shape (n, K), rows sum to 1. costs : array of shape (D, K);
    costs[d, k] is the cost of deciding d when the truth is class k.
    Return n integers, 0 to D-1: the decision with the least expected cost. On a tie the first wins.
    """
    expected_cost = probabilities @ costs.T
    return np.argmin(expected_cost, axis=1)


def _cost_cases(rng):
    p = np.array([[0.9, 0.1], [0.95, 0.05], [0.3, 0.7], [0.99, 0.01], [0.984, 0.016],
                  [0.9804, 0.0196]])
    doctor = np.array([[0.0, 50.0], [1.0, 0.0]])
    fine = np.array([[0.0, 1.4], [0.6, 0.0], [0.45, 0.45]])
    regretted = np.array([[0.0, 9.0], [5.0, 8.0]])
    waits = np.array([[0.0, 1.0, 1.0], [4.0, 0.0, 1.0], [9.0, 1.0, 0.0]])
    ties = np.array([[2.0, 2.0], [0.0, 4.0], [4.0, 0.0]]), np.array([[0.5, 0.5], [0.25, 0.75]])
    triples = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8], [0.2, 0.5, 0.3], [0.34, 0.33, 0.33],
                        [0.05, 0.9, 0.05]])
    many = rng.dirichlet([1, 1, 1], size=30)
    close = np.array([[0.49999, 0.50001]])
    return [(p, doctor), (p, fine), (p[2:3], regretted), (ties[1], ties[0]), (triples, waits),
            (close, 1 - np.eye(2)),
            (triples, np.array([[0.0, 10, 0], [4, 4, 4.5], [1, 6, 5], [0, 10, 0]])),
            (many, waits.T),
            (many, np.array([[0.0, 8.0, 8.0], [8.0, 0.0, 8.0], [8.0, 8.0, 0.0], [2.0, 2.0, 2.0]])),
            (many, rng.uniform(0, 10, size=(3, 3)))]


check_decisions = FunctionExercise(
    title="the least-cost decision",
    reference=my_decisions,
    make_cases=_cost_cases,
    mistakes=[
        Mistake("the most probable class", lambda p, costs: np.argmax(p, axis=1),
            "this takes the most probable class, whatever the costs. That is sure to be best "
            "when all errors cost the same; here they do not."),
        Mistake("costs transposed", lambda p, costs: np.argmin(p @ costs, axis=1),
            "the costs lie on their side here. costs[d, k] has the decision first and the truth "
            "second; the average runs over the truth."),
        Mistake("the largest cost", lambda p, costs: np.argmax(p @ costs.T, axis=1),
            "the expected costs are right, and this picks the largest of them, not the least."),
        Mistake("the last on a tie",
            lambda p, costs: len(costs) - 1 - np.argmin((p @ costs.T)[:, ::-1], axis=1),
            "right until two decisions cost the same: then the first should win, and here the last "
            "one does."),
        Mistake("counts from 1", lambda p, costs: my_decisions(p, costs) + 1,
            "always one too far: the decisions count from 0."),
        Mistake("best for the most probable class",
            lambda p, costs: np.argmin(costs[:, p.argmax(axis=1)], axis=0),
            "this takes the most probable class for certain, and decides what is cheapest for it. "
            "The other classes can still be the truth: weigh their costs too."),
        Mistake("the least mean cost",
            lambda p, costs: np.full(len(p), np.argmin(costs.mean(axis=1))),
            "this weighs all classes alike: the decision is the same for every row. Weigh the "
            "costs with that row's probabilities."),
        Mistake("the least regret",
            lambda p, costs: np.full(
                len(p), np.argmin((costs - costs.min(axis=0)).max(axis=1))),
            "this looks at the largest regret that each decision can lead to, and not at how "
            "likely it is. Weigh the costs with the probabilities."),
        Mistake("the least bad worst case",
            lambda p, costs: np.full(len(p), np.argmin(costs.max(axis=1))),
            "this looks only at the worst that each decision can lead to, and not at how likely it "
            "is. Weigh the costs with the probabilities."),
        Mistake("the least cost itself", lambda p, costs: np.min(p @ costs.T, axis=1),
            "this is how much the best decision costs. The decision is its position."),
        Mistake("the costs themselves", lambda p, costs: p @ costs.T,
            "these are the expected costs, rightly computed. The decision is the position of the "
            "least of them in each row."),
    ],
    tolerance=1e-12,
    nudge="For one row and one decision d, the expected cost is sum over k of p_k times "
    "costs[d, k]. Do it for every d, then pick.",
)


def my_brier_score(probabilities, labels):
    """Brier score of forecasts, averaged over the rows.

    probabilities : array of shape (n, K), rows sum to 1. labels : n integers, the true classes.
    A row q scores the sum over its K classes of (q_k - y_k)², where y_k is 1 for the true class
    and 0 for the others. Return the mean of the rows' scores, correct to 1e-6.
    """
    targets = np.eye(probabilities.shape[1])[labels]
    return np.mean(np.sum((probabilities - targets) ** 2, axis=1))


def _forecasts(rng):
    one = np.array([[0.7, 0.2, 0.1]])
    rain = np.array([[0.7, 0.3], [0.2, 0.8], [0.9, 0.1]])
    four = np.array([[0.1, 0.2, 0.3, 0.4], [0.25, 0.25, 0.25, 0.25], [0.05, 0.9, 0.03, 0.02]])
    cases = [(one, np.array([0])), (one, np.array([2])), (rain, np.array([0, 0, 1])),
             (four, np.array([3, 0, 1])), (np.eye(3), np.array([0, 2, 2])),
             (np.array([[0.5, 0.2, 0.3], [0.1, 0.6, 0.3]]), np.array([1, 1]))]
    for n, k in ((5, 3), (8, 6), (2, 2)):
        cases.append((rng.dirichlet(np.ones(k), size=n), rng.integers(k, size=n)))
    return cases


def _gap(p, y):
    return p - np.eye(p.shape[1])[y]


check_brier_score = FunctionExercise(
    title="the Brier score",
    reference=my_brier_score,
    make_cases=_forecasts,
    mistakes=[
        Mistake("the mean over the classes too", lambda p, y: np.mean(_gap(p, y) ** 2),
            "this takes the mean over the classes as well. A row's score is a sum over its K "
            "classes; only the rows are averaged."),
        Mistake("the sum of all rows", lambda p, y: np.sum(_gap(p, y) ** 2),
            "this adds the rows up. A score that grows with the number of rows cannot compare two "
            "data sets: take the mean over the rows."),
        Mistake("the true class alone", lambda p, y: np.mean((1 - p[np.arange(len(y)), y]) ** 2),
            "this looks at the probability of the true class alone. The probabilities of the "
            "others count too: each is compared with 0."),
        Mistake("one column alone", lambda p, y: np.mean((p[:, -1] - (y == p.shape[1] - 1)) ** 2),
            "this compares one column only. Every class has its column, and its square.",
            variants=(lambda p, y: np.mean((p[:, 0] - (y == 0)) ** 2),
                      lambda p, y: np.mean((p[:, 1] - (y == 1)) ** 2))),
        Mistake("the classes averaged, the rows added",
            lambda p, y: np.sum(_gap(p, y) ** 2) / p.shape[1],
            "here the two axes have changed places: the rows are added up and the classes "
            "averaged. A row's score is the sum over its classes; the mean runs over the rows."),
        Mistake("no target", lambda p, y: np.mean((p**2).sum(axis=1)),
            "these are the squares of the probabilities themselves. What happened is subtracted "
            "first: the labels have no part in this."),
        Mistake("the top class alone",
            lambda p, y: np.mean((p.max(axis=1) - (p.argmax(axis=1) == y)) ** 2),
            "this compares the largest probability with right or wrong. The Brier score compares "
            "the whole row with the true class."),
        Mistake("no squares", lambda p, y: np.mean(np.abs(_gap(p, y)).sum(axis=1)),
            "these are absolute differences. Their expectation is not least for the true "
            "probabilities: square them."),
        Mistake("the root at the end", lambda p, y: np.sqrt(np.mean((_gap(p, y) ** 2).sum(axis=1))),
            "right but for the last step: a square root is taken, and none is asked for."),
        Mistake("the mean of the rows' lengths",
            lambda p, y: np.mean(np.sqrt((_gap(p, y) ** 2).sum(axis=1))),
            "this takes the root of each row's score, its distance from the true class. The Brier "
            "score keeps the squares."),
        Mistake("the square of the sum", lambda p, y: np.mean(_gap(p, y).sum(axis=1) ** 2),
            "this is 0, whatever the forecast: both rows sum to 1, so their differences sum to 0. "
            "Square first, then add."),
        Mistake("the model's own winner as target",
            lambda p, y: np.mean((_gap(p, p.argmax(axis=1)) ** 2).sum(axis=1)),
            "this measures how far the forecast is from its own winner. What should it be compared "
            "with?"),
        Mistake("cross-entropy", lambda p, y: -np.mean(np.log(
                np.maximum(p[np.arange(len(y)), y], 1e-300))),
            "this is the cross-entropy. The Brier score is another proper score: squared "
            "differences, no logarithm."),
        Mistake("the labels as numbers", lambda p, y: np.mean(((p - y[:, None]) ** 2).sum(axis=1)),
            "here the number of the class is subtracted from every probability. The target is a "
            "row with a 1 at the true class, and 0 elsewhere."),
        Mistake("the rows' scores", lambda p, y: (_gap(p, y) ** 2).sum(axis=1),
            "these are the scores of the rows, rightly computed. Their mean is asked for."),
        Mistake("half of it", lambda p, y: np.mean((_gap(p, y) ** 2).sum(axis=1)) / 2,
            "this is half of the Brier score as it is defined here. Both conventions are met; the "
            "docstring says which one counts."),
    ],
    nudge="Make a row of the label first, with a 1 at the true class. Then subtract, square, add "
    "up over the classes, and average over the rows.",
)
