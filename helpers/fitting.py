"""The fit of softmax regression by L-BFGS. SoftmaxRegression gives it scikit-learn's interface."""

import warnings
from numbers import Integral, Real
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from helpers.losses import cross_entropy_with_gradient

__all__ = ["Fit", "fit_weights"]


class Fit(NamedTuple):
    """What `fit_weights` returns: the logits of rows X are X @ weights + intercepts.

    weights : array of shape (features, K)
    intercepts : array of shape (K,)
    loss_curve : list, the objective before the first iteration (ln K) and after each
    n_iter : number of iterations made
    """

    weights: np.ndarray
    intercepts: np.ndarray
    loss_curve: list
    n_iter: int


def fit_weights(X, targets, C=1.0, fit_intercept=True, tol=1e-4, max_iter=1000):
    """Weights and intercepts that minimise mean cross-entropy + ‖weights‖² / (2 C n).

    X : float64 or float32 array of shape (n, features), without nan
    targets : integer classes 0..K-1 of shape (n,)
    C : positive number; a small one keeps the weights small, infinity leaves the penalty out
    fit_intercept : whether to fit the intercepts, which are never penalised; otherwise they are 0
    tol : number of at least 0; the fit ends where no entry of the gradient is larger, or earlier
        where rounding does not let the loss fall any further
    max_iter : positive integer, iterations after which the fit gives up

    Returns a `Fit` in X's dtype. Warns with scikit-learn's ConvergenceWarning where it ends far
    from the minimum. Raises ValueError or TypeError for arguments that do not fit.

    >>> W, b, *_ = fit_weights(np.array([[-1.0], [0.0], [1.0], [2.0]]), [0, 0, 1, 1])
    >>> W.round(2), b.round(2)
    (array([[-0.68,  0.68]]), array([ 0.34, -0.34]))

    Source: Byrd, Lu, Nocedal & Zhu (1995), doi:10.1137/0916069, for L-BFGS-B.
    """
    X, targets = np.asarray(X), np.asarray(targets)
    _check(X, targets, C, tol, max_iter)
    n_classes = int(np.max(targets)) + 1
    loss_curve = [float(np.log(n_classes))]  # zero weights: every class has 1/K
    result = minimize(
        _objective,
        np.zeros(n_classes * (X.shape[1] + 1)),
        args=(X, targets, n_classes, C, fit_intercept),
        jac=True,  # the objective returns its gradient too
        method="L-BFGS-B",
        callback=lambda intermediate_result: loss_curve.append(intermediate_result.fun),
        options={"gtol": tol, "ftol": 0, "maxiter": max_iter, "maxls": 50},
    )
    _warn_far_from_the_minimum(result, X, tol, max_iter)
    parameters = result.x.reshape(n_classes, -1).astype(X.dtype)
    return Fit(parameters[:, :-1].T, parameters[:, -1], loss_curve, result.nit)


def _objective(parameters, X, targets, n_classes, C, fit_intercept):
    """Return the objective and its gradient; a row of the parameters is w and b of one class."""
    parameters = parameters.reshape(n_classes, -1)
    weights = parameters[:, :-1]
    like_X = parameters.astype(X.dtype, copy=False)  # a product of two dtypes would copy X
    # Transposed, so that each class is contiguous: up to a tenth less time for a fit.
    logits = (like_X[:, :-1] @ X.T + like_X[:, -1:]).T
    loss, residual = cross_entropy_with_gradient(logits, targets, reduction="sum")
    gradient = np.zeros(parameters.shape)
    gradient[:, :-1] = weights / C + residual.T @ X
    if fit_intercept:  # otherwise it starts at 0, and stays there
        gradient[:, -1] = residual.sum(axis=0)
    penalty = float(np.vdot(weights, weights)) / (2 * C)
    return (penalty + float(loss)) / len(X), gradient.ravel() / len(X)


def _check(X, targets, C, tol, max_iter):
    """Raise where an argument has the wrong type or is out of its range."""
    if not (isinstance(C, Real) and C > 0):
        raise ValueError(f"C must be a positive number, got {C!r}")
    if not (isinstance(tol, Real) and tol >= 0):
        raise ValueError(f"tol must be 0 or a positive number, got {tol!r}")
    if not (isinstance(max_iter, Integral) and max_iter >= 1):
        raise ValueError(f"max_iter must be an integer of at least 1, got {max_iter!r}")
    if X.ndim != 2 or targets.shape != X.shape[:1] or len(X) == 0:
        raise ValueError(
            f"X must be (n, features) and targets (n,), got {X.shape} and {targets.shape}")
    if X.dtype not in (np.float64, np.float32):
        raise TypeError(f"X must be float64 or float32, got {X.dtype}")
    if not np.isfinite(X).all():
        raise ValueError("X holds nan or inf; fit finite numbers")


def _warn_far_from_the_minimum(result, X, tol, max_iter):
    """Warn where the fit ended at a gradient that rounding does not explain."""
    largest = np.abs(result.jac).max()
    if largest <= tol or (result.nit < max_iter and largest <= _rounding(X, result.fun)):
        return
    from sklearn.exceptions import ConvergenceWarning  # takes 70 MB, so it waits until here

    warnings.warn(
        f"The fit stopped after {result.nit} iterations, the largest entry of the gradient is "
        f"{largest:.1g}, tol is {tol:.1g} ({result.message}). Standardise the features, or raise "
        "max_iter or tol.",
        ConvergenceWarning,
        stacklevel=3,
    )


def _rounding(X, loss):
    """Return how large an entry of the gradient may still be where rounding hides the descent.

    About a minimum a gradient g promises a loss lower by g² / (2 × curvature), and the curvature
    is of the order of X². What is less than a digit of the loss, or a few, cannot be seen.
    """
    return 10 * float(max(X.max(), -X.min())) * (loss * np.finfo(X.dtype).eps) ** 0.5
