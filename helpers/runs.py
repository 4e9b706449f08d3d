"""What the demos show of training: descents that are run once, and a model that is too sure."""

from functools import cache

import numpy as np

from helpers.datasets import load_digits
from helpers.losses import cross_entropy_with_gradient


def train_and_held_out(targets):
    """Return notebook 07's training and validation rows: its test rows stay unseen here, too."""
    from sklearn.model_selection import train_test_split  # the notebook has imported it by then

    everything = np.arange(len(targets))
    rest, _ = train_test_split(everything, test_size=0.2, stratify=targets, random_state=7)
    return train_test_split(rest, test_size=0.25, stratify=targets[rest], random_state=7)


def descent(X, targets, train, held_out, steps, learning_rate):
    """Train softmax regression on the rows `train` by gradient descent from zero weights.

    Return, for every step from 0 to `steps`, the training loss, the weights (features, K), the
    intercepts (K,), and for each row of `held_out` whether it is classified right.
    """
    K = targets.max() + 1
    W, b = np.zeros((X.shape[1], K)), np.zeros(K)
    losses, weights, intercepts, correct = [], [], [], []
    for _ in range(steps + 1):
        loss, gradient = cross_entropy_with_gradient(X[train] @ W + b, targets[train])
        losses.append(loss)
        weights.append(W)
        intercepts.append(b)
        correct.append((X[held_out] @ W + b).argmax(axis=1) == targets[held_out])
        W = W - learning_rate * X[train].T @ gradient
        b = b - learning_rate * gradient.sum(axis=0)
    return losses, weights, intercepts, correct


@cache
def _overconfident():
    """Fit a model to the first 200 digits: so few, and next to no penalty, make it too sure."""
    from helpers.fitting import fit_weights  # its import takes a third of a second

    X, targets = load_digits()[:2]
    return fit_weights(X[:200] / 16, targets[:200], C=10_000, tol=1e-12)


@cache
def overconfident_logits():
    """Return logits (1597, 10) and targets of the digits that a model too sure has not seen."""
    X, targets = load_digits()[:2]
    W, b = _overconfident()[:2]
    return X[200:] / 16 @ W + b, targets[200:]


@cache
def turned_digits(last=500, most=90):
    """Return the last digits of the file, turned left by 0° to 90°, and their logits and targets.

    Pixels (most + 1, last, 8, 8) from 0 to 1, logits (most + 1, last, 10), targets (last,).
    """
    from scipy.ndimage import rotate

    X, targets = load_digits()[:2]
    upright = X[-last:].reshape(last, 8, 8) / 16
    turned = np.array([rotate(upright, angle, axes=(2, 1), reshape=False, order=1,
                              mode="grid-constant")
                       for angle in range(most + 1)])
    W, b = _overconfident()[:2]
    return turned, turned.reshape(most + 1, last, 64) @ W + b, targets[-last:]
