"""Exercises of notebook 07: softmax regression on real data."""

from itertools import cycle

import numpy as np

from helpers.checks.exercise import FunctionExercise, Mistake
from helpers.checks.given import quadratic_loss, softmax_loss
from helpers.checks.slips import LIMITS, NO_SLOPE, STEP, capped, longer_softmax, picked
from helpers.datasets import load_penguins
from helpers.functions import log_softmax, softmax
from helpers.losses import cross_entropy, cross_entropy_gradient


def my_forward(X, W, b, labels):
    """Forward pass of softmax regression, and its loss.

    X : array of shape (n, features). W : (features, K). b : (K,). labels : n integers, 0 to K-1.
    Return (P, loss): P = softmax(X @ W + b) of shape (n, K), and the mean cross-entropy in nats.
    Correct to 1e-6, also where the features are large (body mass in grams).
    """
    logits = X @ W + b
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_P = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return np.exp(log_P), -log_P[np.arange(len(labels)), labels].mean()


def _models(rng):
    X = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0], [-1.0, 1.0]])
    W = np.array([[0.5, -0.5, 1.0], [1.0, 0.0, -1.0]])
    labels = np.array([0, 2, 1, 1])
    cases = [
        (X, W, np.array([0.1, 0.4, -0.5]), labels),
        (X, np.zeros((2, 10)), np.zeros(10), labels),
        (1000 * X, W, np.zeros(3), labels),
        (100000 * X, W, np.array([0.1, 0.2, 0.3]), labels),
        (1e9 * X, W, np.zeros(3), labels),
        (X[:1], W, np.array([-2000.0, -2001.0, -2003.0]), labels[1:2]),
        (X, np.array([[8.0, -8.0], [4.0, -4.0]]), np.array([5.0, -6.0]), labels % 2),
    ]
    for n, d, k in ((4, 3, 3), (6, 2, 5)):
        W, b = rng.normal(size=(d, k)), rng.normal(size=k)
        cases.append((rng.normal(size=(n, d)), W, b, rng.integers(0, k, size=n)))
    return cases


def _loss(logits, labels):
    return -picked(log_softmax(logits), labels).mean()


def _naive_forward(X, W, b, labels):
    P = np.exp(X @ W + b)
    P = P / P.sum(axis=1, keepdims=True)
    return P, -np.log(P[np.arange(len(labels)), labels]).mean()


def _columns_forward(X, W, b, labels):
    log_P = log_softmax(X @ W + b, axis=0)
    return np.exp(log_P), -log_P[np.arange(len(labels)), labels].mean()


def _with_loss(loss):
    def answer(X, W, b, labels):
        logits = X @ W + b
        return softmax(logits), loss(logits, labels)

    return answer


def _unshifted_loss(z, labels):
    return (np.log(np.exp(z).sum(axis=1)) - picked(z, labels)).mean()


def _longer_forward(X, W, b, labels):
    P = longer_softmax(X @ W + b)
    return P, -np.log(picked(P, labels)).mean()


def _capped_forward(cap, X, W, b, labels):
    P = softmax(X @ W + b)
    return P, -np.log(cap(picked(P, labels))).mean()


_LIMITED = tuple(
    _with_loss(loss) for m in LIMITS for loss in (
        lambda z, y, m=m: min(_loss(z, y), m),
        lambda z, y, m=m: -np.maximum(picked(log_softmax(z), y), -m).mean(),
    )
)


def _one_maximum_forward(X, W, b, labels):
    z = X @ W + b
    log_P = z - z.max() - np.log(np.exp(z - z.max()).sum(axis=1, keepdims=True))
    return np.exp(log_P), -log_P[np.arange(len(labels)), labels].mean()


check_forward = FunctionExercise(
    title="forward pass and loss",
    reference=my_forward,
    make_cases=_models,
    results=2,
    mistakes=[
        Mistake("forgets the intercept", lambda X, W, b, y: my_forward(X, W, 0 * b, y),
            "the intercept b plays no part here. Without it every border would have to pass "
            "through the origin."),
        Mistake("softmax over the examples", _columns_forward,
            "softmax runs down the columns here, so different penguins compete with each other. "
            "The classes of one example should sum to 1."),
        Mistake("naive softmax", _naive_forward,
            "right for small features. With large ones exp overflows and nan comes out. You know "
            "the cure from notebook 06."),
        Mistake("one maximum for the whole batch", _one_maximum_forward,
            "right for small features. With large ones a row far below the one maximum underflows "
            "to zeros. Each row needs its own maximum, as in notebook 06."),
        Mistake("more digits instead of a shift", _longer_forward,
            "a longer float overflows later, and still does. Each row needs its maximum subtracted "
            "first, as in notebook 06."),
        Mistake("log-sum-exp without a shift", _with_loss(_unshifted_loss),
            "the probabilities are right. The loss takes the logarithm of a sum of exponentials "
            "that overflows, or vanishes. It needs the same shift."),
        Mistake("adds an epsilon, or clips p",
            lambda *case: _capped_forward(lambda p: p + 1e-12, *case),
            "the probabilities are right. The loss hides log(0) behind an epsilon or a clip, which "
            "caps it just where the model is sure and wrong. Compute it from the logits.",
            variants=capped(_capped_forward)),
        Mistake("a capped loss", _LIMITED[0],
            "the probabilities are right. The loss has a limit that it never exceeds, and a model "
            "that is sure and wrong deserves all of it.",
            variants=_LIMITED[1:]),
        Mistake("softmax twice for the loss", _with_loss(lambda z, y: _loss(softmax(z), y)),
            "the probabilities are right. The loss applies softmax to them once more: it should "
            "get the logits."),
        Mistake("the logits instead of P",
            lambda X, W, b, y: (X @ W + b, _loss(X @ W + b, y)),
            "the loss is right. In place of the probabilities stand the logits."),
        Mistake("the logarithms instead of P",
            lambda X, W, b, y: (log_softmax(X @ W + b), _loss(X @ W + b, y)),
            "the loss is right. In place of the probabilities stand their logarithms: what undoes "
            "a logarithm?"),
        Mistake("takes every pair",
            lambda X, W, b, y: (softmax(X @ W + b), -log_softmax(X @ W + b)[:, y].mean()),
            "the probabilities are right. The loss pairs every row with every label: index with "
            "the row's number and its label together."),
        Mistake("log of the softmax",
            lambda X, W, b, y: (
                softmax(X @ W + b), -np.log(softmax(X @ W + b)[np.arange(len(y)), y]).mean(),
            ),
            "the probabilities are right. The loss takes the logarithm of a probability that has "
            "rounded to 0. Compute it from the logits instead."),
    ],
    nudge="Three lines: the logits, log-softmax of them, and from each row the entry of its label. "
    "The probabilities are the exponential of log-softmax.",
    after="With zero weights the loss is ln K, whatever the data.",
)


def my_weight_gradient(X, W, b, labels):
    """Gradient of the mean cross-entropy by the weights and the intercepts.

    X : array of shape (n, features). W : (features, K). b : (K,). labels : n integers, 0 to K-1.
    Return (dW, db) of shapes (features, K) and (K,), correct to 1e-4.
    """
    P = softmax(X @ W + b)
    Y = np.eye(W.shape[1])[labels]
    G = (P - Y) / len(labels)
    return X.T @ G, G.sum(axis=0)


def _small_models(rng):
    return [case for case in _models(rng) if np.abs(case[0]).max() < 100]


def _from_residual(X, residual, over):
    return X.T @ residual / over, residual.sum(axis=0) / over


def _gradients(X, W, b, labels, targets=True, over=1.0):
    return _from_residual(X, softmax(X @ W + b) - np.eye(W.shape[1])[labels] * targets, over)


check_weight_gradient = FunctionExercise(
    title="the gradient by the weights",
    reference=my_weight_gradient,
    setup="from helpers.functions import softmax",
    make_cases=_small_models,
    results=2,
    mistakes=[
        Mistake("forgets the labels",
            lambda X, W, b, y: _gradients(X, W, b, y, targets=False, over=len(y)),
            "the labels play no part here: this is X.T @ P / n. Learning is about the difference "
            "between prediction and truth."),
        Mistake("labels as numbers",
            lambda X, W, b, y: _from_residual(X, softmax(X @ W + b) - y[:, None], len(y)),
            "this subtracts the labels themselves, 0, 1, 2 and so on. They are positions: what "
            "stands in a row of Y?"),
        Mistake("forgets the intercept",
            lambda X, W, b, y: _gradients(X, W, 0 * b, y, over=len(y)),
            "b plays no part in the probabilities here: the logits are X @ W + b."),
        Mistake("forgets softmax",
            lambda X, W, b, y: _from_residual(X, X @ W + b - np.eye(len(b))[y], len(y)),
            "this subtracts the targets from the logits themselves. What turns logits into "
            "probabilities first?"),
        Mistake("softmax over the examples",
            lambda X, W, b, y: _from_residual(
                X, softmax(X @ W + b, axis=0) - np.eye(len(b))[y], len(y)),
            "softmax runs down the columns here, so that different examples compete. The classes "
            "of one example should sum to 1."),
        Mistake("softmax twice",
            lambda X, W, b, y: _from_residual(
                X, softmax(softmax(X @ W + b)) - np.eye(len(b))[y], len(y)),
            "softmax is applied twice on the way. The logits go through it once."),
        Mistake("no slope at all", lambda X, W, b, y: (0 * W, 0 * b), NO_SLOPE.format("W")),
        Mistake("intercept gradient not summed over the rows",
            lambda X, W, b, y: (
                _gradients(X, W, b, y, over=len(y))[0],
                (softmax(X @ W + b) - np.eye(len(b))[y]) / len(y),
            ),
            "dW is right. db still has one row for each example, but b is shared by all of them: "
            "add their shares up."),
    ],
    tolerance=1e-4,
    nudge="The gradient by the logits is (P - Y) / n. The logits are X @ W + b: each weight is "
    "multiplied by a feature, each intercept by 1.",
    after="X.T @ (P - Y) / n: as simple as for one row.",
)


TARGET = 0.95  # accuracy that the training exercise asks for


def my_predictions(X_train, y_train, X_valid):
    """Train softmax regression on the training rows, and predict the class of each validation row.

    X_train : array of shape (n, features). y_train : n integers, 0 to K-1. X_valid : (m, features).
    The features have different units. Return m integers, of which at least 95 % must be right.
    A few hundred steps are enough. The check tries it four times, with 10 seconds for all of them.
    """
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    X = (X_train - mean) / std
    Y = np.eye(y_train.max() + 1)[y_train]
    W, b = np.zeros((X.shape[1], Y.shape[1])), np.zeros(Y.shape[1])
    for _ in range(300):
        G = (softmax(X @ W + b) - Y) / len(X)
        W -= 1.0 * X.T @ G
        b -= 1.0 * G.sum(axis=0)
    return np.argmax((X_valid - mean) / std @ W + b, axis=1)


def _training_sets(rng):
    penguins = load_penguins()
    X, y = penguins.features, penguins.targets
    sets = []
    for seed in (0, 2):  # a few splits are too hard for 95 %; these two are not
        train, valid = np.split(np.random.default_rng(seed).permutation(len(y)), [228])
        sets.append((X[train], y[train], X[valid]))
    train, valid = np.split(np.random.default_rng(0).permutation(len(y)), [228])
    gentoo = valid[y[valid] == 2]
    line = np.repeat([0, 1, 2], [20, 60, 20])  # on a line, the middle class between the others
    along = (line - 1 + np.tile(np.linspace(-0.1, 0.1, 20), 5))[:, None]
    return [sets[0], (along, line, along[::-1]), (X[train], y[train], X[gentoo]), sets[1]]


def _true_classes(X_train, y_train, X_valid):
    """Look up the classes of validation rows, which are penguins, or places on the line."""
    if X_valid.shape[1] == 1:
        return np.rint(X_valid[:, 0]).astype(int) + 1
    penguins = load_penguins()
    return [penguins.targets[(penguins.features == row).all(axis=1)][0] for row in X_valid]


def _fair_split(X, y, rng):
    """Split at random, until a trained model has 97 % right: a few splits are too hard for 95 %."""
    while True:
        train, valid = np.split(rng.permutation(len(y)), [228])
        if np.mean(_trained(X[train], y[train], X[valid]) == y[valid]) >= 0.97:
            return train, valid


def _accuracy(predicted, truth):
    return np.mean(predicted == truth)


def _told_accuracy(trial):
    X, _, _ = trial.case
    if X.shape[1] == 1:
        name = "three classes on a line, the second in the middle"
    elif len(set(trial.wanted.parts[0])) == 1:
        name = "validation rows of one species only"
    else:
        name = "the penguins"
    return f"On {name}: {trial.got.parts[0]:.1%} are right; {TARGET:.0%} are asked for."


def _trained(X, y, X_valid, scale=True, bias=1.0, use=1.0, then="train"):
    mean, std = (X.mean(axis=0), X.std(axis=0)) if scale else (0.0, 1.0)
    X = (X - mean) / std
    Y = np.eye(y.max() + 1)[y]
    W, b = np.zeros((X.shape[1], Y.shape[1])), np.zeros(Y.shape[1])
    for _ in range(300):
        G = (softmax(X @ W + b) - Y) / len(X)
        W, b = W - X.T @ G, b - bias * G.sum(axis=0)
    if then == "own":
        mean, std = X_valid.mean(axis=0), X_valid.std(axis=0)
    elif then == "none":
        mean, std = 0.0, 1.0
    return np.argmax((X_valid - mean) / std @ W + use * b, axis=1)


check_predictions = FunctionExercise(
    title="95 % on rows it has not seen",
    reference=my_predictions,
    setup="from helpers.functions import softmax",
    make_cases=_training_sets,
    target=_true_classes,
    view=_accuracy,
    tolerance=1 - TARGET + 1e-9,
    told=_told_accuracy,
    unknown="too few are right. Does the loss fall from ln K, and are the steps long enough to get "
    "far in a few hundred? Are the validation rows scaled with the training rows' numbers?",
    mistakes=[
        Mistake("predicts the training rows", lambda X, y, V: _trained(X, y, X),
            "this predicts the rows it was trained on. How well it knows those says little: a "
            "model could learn them by heart. Predict `X_valid`."),
        Mistake("no scaling", lambda X, y, V: _trained(X, y, V, scale=False),
            "body mass runs into thousands of grams and bill depth to about twenty millimetres. "
            "With one learning rate for both, the steps jump about. Give every feature mean 0 and "
            "standard deviation 1 first."),
        Mistake("no intercept", lambda X, y, V: _trained(X, y, V, bias=0.0),
            "the penguins are fine, but a class in the middle of the others is never chosen. "
            "Without an intercept every score is 0 at the origin. Is b trained, and is it added in "
            "the prediction too?",
            variants=(lambda X, y, V: _trained(X, y, V, use=0.0),)),
        Mistake("does not scale the validation rows",
            lambda X, y, V: _trained(X, y, V, then="none"),
            "the training rows are scaled, and the validation rows seem not to be. The weights "
            "belong to scaled features: both need the same mean and deviation."),
        Mistake("worse than guessing", lambda X, y, V: _trained(X, y, V) + 1,
            "almost nothing is right, less than by guessing. Do the steps go uphill? Is the "
            "smallest score taken, or a score itself instead of its position? Do the classes count "
            "from 1?"),
        Mistake("always class 0", lambda X, y, V: np.zeros(len(V)),
            "every row is given class 0, as by weights that are still 0. Do the steps change W?"),
        Mistake("scales the validation rows by themselves",
            lambda X, y, V: _trained(X, y, V, then="own"),
            "the validation rows are scaled by their own mean and deviation. Then a row's class "
            "depends on its company: send one species only, and it is torn apart. Use the training "
            "rows' mean and deviation for both."),
        Mistake("probabilities instead of classes", lambda X, y, V: np.zeros((len(V), y.max() + 1)),
            "this returns one number for each class and row. Which class is predicted? One integer "
            "for each row is asked for."),
    ],
    nudge="Standardise with the training rows' mean and deviation, start from zero weights, and "
    "take some hundred steps against the gradient that you wrote above.",
    seconds=10.0,
)


def buggy_step(X, W, b, labels, rate):
    """One step of gradient descent, with a bug."""
    P = softmax(X @ W + b)
    loss = cross_entropy(P, labels)
    G = cross_entropy_gradient(P, labels)
    return W - rate * X.T @ G, b - rate * G.sum(axis=0), loss


def my_step(X, W, b, labels, rate):
    """One step of gradient descent on the mean cross-entropy, without the bug.

    X : array of shape (n, features). W : (features, K). b : (K,). labels : n integers. rate : the
    step size. Return (W, b, loss): new weights, new intercepts, and the loss before the step.
    Correct to 1e-6.
    """
    logits = X @ W + b
    loss = cross_entropy(logits, labels)
    G = cross_entropy_gradient(logits, labels)
    return W - rate * X.T @ G, b - rate * G.sum(axis=0), loss


def _steps(rng):
    rates = cycle((0.5, 1.0, 0.1, 2.0))
    return [(*case, rate) for case, rate in zip(_small_models(rng), rates, strict=False)]


def _mixed_step(logits_for_loss, logits_for_gradient, sign=-1):
    def answer(X, W, b, labels, rate):
        z = X @ W + b
        loss = cross_entropy(logits_for_loss(z), labels)
        G = cross_entropy_gradient(logits_for_gradient(z), labels)
        return W + sign * rate * X.T @ G, b + sign * rate * G.sum(axis=0), loss

    return answer


def _loss_after(X, W, b, labels, rate):
    W, b, _ = my_step(X, W, b, labels, rate)
    return W, b, cross_entropy(X @ W + b, labels)


def _same(z):
    return z


check_step = FunctionExercise(
    title="find the planted bug",
    reference=my_step,
    setup="from helpers.functions import softmax\n"
    "from helpers.losses import cross_entropy, cross_entropy_gradient",
    make_cases=_steps,
    results=3,
    mistakes=[
        Mistake("double softmax", buggy_step,
            "the bug is still there. Look up what `cross_entropy` takes: run `cross_entropy??`. "
            "How often is softmax applied on the way to the loss?"),
        Mistake("mends the loss only", _mixed_step(_same, softmax),
            "the loss is right now, but the gradient is still computed from probabilities. One "
            "line is left."),
        Mistake("mends the gradient only", _mixed_step(softmax, _same),
            "the weights are right now, but the loss that is reported still comes from softmax of "
            "softmax. One line is left."),
        Mistake("steps uphill", _mixed_step(_same, _same, sign=1),
            "the bug is gone, and a new one has come: this steps along the gradient, so the loss "
            "grows."),
        Mistake("the intercept stays", lambda X, W, b, y, rate: (*my_step(X, W, b, y, rate)[:1], b,
                                                                 cross_entropy(X @ W + b, y)),
            "W and the loss are right. The intercept does not move: it has a gradient too."),
        Mistake("forgets the rate", lambda X, W, b, y, rate: my_step(X, W, b, y, 1.0),
            "the loss is right. The step has length 1, whatever `rate` says."),
        Mistake("the change instead of the new weights",
            lambda X, W, b, y, rate: (
                my_step(X, W, b, y, rate)[0] - W, my_step(X, W, b, y, rate)[1] - b,
                cross_entropy(X @ W + b, y)),
            "the step itself is right, and so is the loss. Return the new weights: the old ones "
            "and the step together."),
        Mistake("the loss after the step", _loss_after,
            "the weights are right. The loss is that of the new weights, and the loss before the "
            "step is asked for."),
    ],
    nudge="1.461 is the loss of a model whose 'logits' can only lie between 0 and 1. What has a "
    "softmax done to them before the loss applies its own?",
    after="A probability is not a logit.",
)


def my_gradient_check(loss, gradient, W):
    """Largest absolute difference between a claimed gradient and the measured slopes.

    loss : a function that takes an array like W and returns a number. gradient : array of shape
    (d, K), claimed to be the gradient of loss at W. W : float64 array of shape (d, K).
    Measure the slope at every entry by central differences with step 1e-5.
    Return one number, correct to 1e-6, and leave W as it was.
    """
    h = 1e-5
    largest = 0.0
    for place in np.ndindex(W.shape):
        up, down = W.copy(), W.copy()
        up[place] += h
        down[place] -= h
        slope = (loss(up) - loss(down)) / (2 * h)
        largest = max(largest, abs(gradient[place] - slope))
    return largest


def _off(gradient, place, by):
    """Return a gradient that is wrong in one entry."""
    wrong = gradient.copy()
    wrong[place] += by
    return wrong


def _softmax_claim(X, W, labels):
    """Return a loss and its gradient at W. X is large, so that the loss is strongly curved."""
    right, _ = my_weight_gradient(X, W, np.zeros(W.shape[1]), labels)
    return softmax_loss(X, labels), right


def _claims(rng):
    X = np.array([[10.0, 20.0, 5.0], [5.0, -10.0, 10.0], [30.0, 5.0, -20.0], [-10.0, 10.0, 15.0]])
    W = np.array([[0.05, -0.05, 0.1], [0.1, 0.02, -0.1], [-0.03, 0.06, 0.04]])
    labels = np.array([0, 2, 1, 1])
    cases = []
    loss, right = _softmax_claim(X[:, :2], W[:2], labels)
    for claimed in (right, len(X) * right, -right, _off(right, (1, 2), 0.5)):
        cases.append((loss, claimed, W[:2]))
    loss, right = _softmax_claim(X, W, labels)
    cases += [(loss, right.T, W), (loss, _off(right, (0, 0), -3.0), W)]
    wide = np.array([[0.3, 0.7, 0.6, 0.4]])
    cases += [
        (quadratic_loss(800, 0.5), 800 * (wide - 0.5), wide),
        (quadratic_loss(800, 0.5), _off(800 * (wide.T - 0.5), (2, 0), -40.0), wide.T),
        (quadratic_loss(3, 1), _off(3 * (W.T[:, :2] - 1), (2, 0), 0.25), W.T[:, :2]),
        (quadratic_loss(600, 0.1), np.full((2, 2), -60.0), np.zeros((2, 2))),
    ]
    for n, d, k in ((4, 2, 3), (6, 3, 2)):
        X, W = rng.uniform(5, 15, size=(n, d)), rng.normal(scale=0.1, size=(d, k))
        loss, right = _softmax_claim(X, W, rng.integers(0, k, size=n))
        place = int(rng.integers(d)), int(rng.integers(k))
        cases.append((loss, _off(right, place, rng.uniform(1, 2)), W))
    W = rng.normal(size=(3, 2))
    return [*cases, (quadratic_loss(6, 2), 6 * (W - 2) * rng.uniform(0.5, 2, size=(3, 2)), W)]


def _slopes(loss, W, ahead=1, behind=-1, h=1e-5, over=2):
    """Return the difference quotient at every entry; over : the divisor, in steps."""
    slopes = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        step = _off(np.zeros(W.shape), place, h)
        slopes[place] = (loss(W + ahead * step) - loss(W + behind * step)) / (over * h)
    return slopes


def _moved_together(loss, W, others):
    """Return slopes where those entries move along that `others` gives for a place, as a mask."""
    slopes = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        step = 1e-5 * others(np.indices(W.shape), place)
        slopes[place] = (loss(W + step) - loss(W - step)) / 2e-5
    return slopes


def _not_put_back(loss, W, sign=1):
    W, slopes = W.copy(), np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        W[place] += sign * 1e-5
        first = loss(W)
        W[place] -= sign * 2e-5
        slopes[place] = sign * (first - loss(W)) / 2e-5
    return slopes


def _by_measuring(measure, **how):
    return lambda loss, claimed, W: np.abs(claimed - measure(loss, W, **how)).max()


def _by_comparing(compare):
    return lambda loss, claimed, W: compare(claimed, _slopes(loss, W))


def _together(others):
    return _by_measuring(_moved_together, others=others)


def _looking_at(part):
    return _by_comparing(lambda c, m: np.abs(part(c - m)).max())


def _relative_to(size):
    return _by_comparing(lambda c, m: np.max(np.abs(c - m) / size(c, m)))


check_gradient_check = FunctionExercise(
    title="a gradient checker",
    reference=my_gradient_check,
    make_cases=_claims,
    mistakes=[
        Mistake("one-sided difference", _by_measuring(_slopes, behind=0, over=1),
            "nearly right, but where the loss is strongly curved, a right gradient looks wrong. A "
            "step to one side alone measures the slope half a step away from W.",
            variants=tuple(
                _by_measuring(_slopes, ahead=a, behind=b, over=1, h=h)
                for a, b in ((1, 0), (0, -1)) for h in (1e-5, 1e-4, 1e-6, 1e-7))),
        Mistake("forgets the 2", _by_measuring(_slopes, over=1),
            "every measured slope seems to be twice too large. From one step below W to one step "
            "above it, how far is that?"),
        Mistake("next to no slope", _by_measuring(_slopes, over=np.inf),
            "the measured slopes seem to be 0, or next to it, so that the largest claimed entry "
            "comes out. Among the slips that lead here: no division by the length of the step; "
            "`/ 2 * h`, which multiplies by h; a step too small to count, such as 1e-20; a step in "
            "an array of integers, where it becomes 0; two names for one and the same array (`up = "
            "W` copies nothing).",
            variants=(_by_measuring(_slopes, over=1e5), _by_measuring(_slopes, over=2e5))),
        Mistake("divides by the step twice", _by_measuring(_slopes, over=2e-5),
            "the measured slopes seem to be far too large, about 100,000 times. How often is the "
            "difference divided by h?",
            variants=(_by_measuring(_slopes, over=1e-5),)),
        Mistake("does not look at every entry", _looking_at(lambda gap: gap[0, 0]),
            "a slip in some entries goes unnoticed. Does the result come back before the loop has "
            "ended? Does each entry replace what the last one found? Are all rows and columns "
            "visited, and not the diagonal alone?",
            variants=tuple(map(_looking_at, (
                lambda gap: gap[-1, -1], np.diag, lambda gap: gap[0], lambda gap: gap[:, 0],
                lambda gap: gap[-1], lambda gap: gap[:, -1],
                lambda gap: gap[: min(gap.shape), : min(gap.shape)])))),
        Mistake("W is not put back", _by_measuring(_not_put_back),
            "the entries that have had their turn are not quite where they were, so that the later "
            "slopes are measured somewhere else. W must be as before when the next entry moves.",
            variants=(_by_measuring(_not_put_back, sign=-1),)),
        Mistake("several entries move together",
            _together(lambda at, place: np.ones(at[0].shape)),
            "several entries move at the same time, so that their slopes come out as one sum. "
            "Whenever the loss is asked, only one entry may differ from W. Does every entry begin "
            "with fresh copies?",
            variants=(
                _together(lambda at, place: 1.0 * (at[0] == place[0])),
                _together(lambda at, place: 1.0 * (at[1] == place[1])),
                _together(lambda at, place: 1.0 * (
                    (at[0] < place[0]) | (at[0] == place[0]) & (at[1] <= place[1]))),
                _by_comparing(lambda c, m: abs(c.sum() - m.sum())))),
        Mistake("signed difference", _by_comparing(lambda c, m: (c - m).max()),
            "a claimed slope on one side of the measured one counts, and one on the other side "
            "does not. The size of a difference has no sign: when is it taken?",
            variants=tuple(map(_by_comparing, (
                lambda c, m: (m - c).max(), lambda c, m: abs((c - m).max()),
                lambda c, m: abs((m - c).max()))))),
        Mistake("mean instead of the largest", _by_comparing(lambda c, m: np.abs(c - m).mean()),
            "the differences of all entries are put into one: a mean, a sum or a norm. Then the "
            "number does not say how wrong the worst entry is.",
            variants=tuple(map(_by_comparing, (
                lambda c, m: np.abs(c - m).sum(), lambda c, m: np.linalg.norm(c - m),
                lambda c, m: np.mean((c - m) ** 2), lambda c, m: np.sum((c - m) ** 2),
                lambda c, m: np.sqrt(np.mean((c - m) ** 2)))))),
        Mistake("relative difference", _relative_to(lambda c, m: np.maximum(abs(c), abs(m))),
            "the differences are divided by the size of the slopes. That is a good habit where "
            "slopes are very large or very small, but the absolute difference is asked for.",
            variants=tuple(map(_relative_to, (
                lambda c, m: abs(c) + abs(m), lambda c, m: abs(m), lambda c, m: abs(c),
                lambda c, m: np.linalg.norm(c) + np.linalg.norm(m))))),
    ],
    inexact=STEP,
    nudge="Take the entries one by one. Move one up in one copy of W and down in another, and ask "
    "the loss twice. Keep the largest difference so far.",
    after="It never looks inside the loss, so it works for every loss that has a slope.",
)
