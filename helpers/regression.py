"""Softmax regression as a scikit-learn estimator: the model of notebook 07, fitted by L-BFGS."""

import warnings
from numbers import Integral, Real

import numpy as np
from scipy.optimize import minimize
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from helpers.functions import log_softmax, softmax
from helpers.losses import cross_entropy_with_gradient

# Rows are visited in blocks, so that the logits of a large data set never exist all at once.
CHUNK = 4096


class SoftmaxRegression(ClassifierMixin, BaseEstimator):
    """Softmax of the logits X Wᵀ + b, fitted to the labels by mean cross-entropy.

    With n rows of data the fit minimises

        mean cross-entropy + ‖W‖² / (2 C n)

    which is the objective of scikit-learn's LogisticRegression(C=C) for three classes and more.
    For two classes LogisticRegression fits one sigmoid: SoftmaxRegression(C=C / 2) is the same
    model.

    Parameters
    ----------
    C : positive number
        A small one keeps the weights small; infinity leaves the penalty out.
    fit_intercept : bool
        Whether to fit b, which is never penalised. Otherwise b is 0.
    tol : number of at least 0
        The fit ends where no entry of the gradient is larger, or where rounding does not let the
        loss fall any further: a gradient of 1e-8, with float32 data 1e-4, is about what can be had.
    max_iter : positive integer
        Iterations after which the fit gives up, with a ConvergenceWarning.

    Attributes
    ----------
    classes_ : array of shape (K,), the labels in sorted order
    coef_ : array of shape (K, features), the weights W, also for two classes
    intercept_ : array of shape (K,), b; the model depends on the differences only
    n_iter_ : number of iterations made
    loss_curve_ : list, the objective before the first iteration (ln K) and after each
    n_features_in_, feature_names_in_ : as in every scikit-learn estimator

    Notes
    -----
    float32 data is computed in float32 and gives float32 weights; all else becomes float64.
    X is never copied where it is one of the two. Sparse X raises TypeError.

    Sources: Theil (1969), Int. Econ. Rev. 10:251–259, for the model; Byrd, Lu, Nocedal & Zhu
    (1995), doi:10.1137/0916069, for L-BFGS-B.
    """

    def __init__(self, C=1.0, fit_intercept=True, tol=1e-4, max_iter=1000):
        self.C = C
        self.fit_intercept = fit_intercept
        self.tol = tol
        self.max_iter = max_iter

    def fit(self, X, y):
        """Fit the weights to X of shape (n, features) and labels y of shape (n,); return self.

        Labels may be integers or strings. Raises ValueError where X or y holds nan, the lengths
        differ, y is continuous or holds one class only, or a parameter is out of its range.
        """
        _check_parameters(self)
        X, y = validate_data(self, X, y, dtype=[np.float64, np.float32])
        if y.dtype.kind not in "iu":  # integers need no check, which takes a tenth of a small fit
            check_classification_targets(y)
        self.classes_, targets = np.unique(y, return_inverse=True)
        n_classes = len(self.classes_)
        if n_classes < 2:
            raise ValueError(
                f"y holds one class only, {self.classes_[0]!r}: there is nothing to tell apart. "
                "Give rows of at least two classes."
            )

        gradient = None

        def loss(parameters):
            nonlocal gradient
            value, gradient = _objective(
                parameters, X, targets, n_classes, self.C, self.fit_intercept
            )
            return value

        self.loss_curve_ = [float(np.log(n_classes))]  # zero weights: every class has 1/K
        result = minimize(
            loss,
            np.zeros(n_classes * (X.shape[1] + 1)),
            # Asked for where the loss was asked for last. With jac=True scipy would compare the
            # two points to be sure, which takes a tenth of the time of a small fit.
            jac=lambda parameters: gradient,
            method="L-BFGS-B",
            callback=lambda intermediate_result: self.loss_curve_.append(intermediate_result.fun),
            options={
                "gtol": self.tol,
                "ftol": 0,
                "maxiter": self.max_iter,
                "maxls": 50,
            },
        )
        largest = np.abs(result.jac).max()
        if largest > self.tol and (
            result.nit == self.max_iter or largest > _rounding(X, result.fun)
        ):
            warnings.warn(
                f"SoftmaxRegression stopped after {result.nit} iterations, the largest entry of "
                f"the gradient is {largest:.1g}, tol is {self.tol:.1g} "
                f"({result.message}). Standardise the features, or raise max_iter or tol.",
                ConvergenceWarning,
                stacklevel=2,
            )
        parameters = result.x.reshape(n_classes, -1).astype(X.dtype)
        self.coef_, self.intercept_ = parameters[:, :-1], parameters[:, -1]
        self.n_iter_ = result.nit
        return self

    def decision_function(self, X):
        """Return the logits, of shape (n, K); for two classes z₁ − z₀, of shape (n,).

        One number for two classes is scikit-learn's convention: it is the sigmoid's argument.
        """
        logits = self._logits(X)
        return logits[:, 1] - logits[:, 0] if len(self.classes_) == 2 else logits

    def predict(self, X):
        """Return the most probable label of every row, of shape (n,)."""
        most_probable = self._logits(X).argmax(axis=1)
        return self.classes_[most_probable]

    def predict_proba(self, X):
        """Return the probability of every class, of shape (n, K), in the order of `classes_`."""
        return softmax(self._logits(X))

    def predict_log_proba(self, X):
        """Return the logarithm of `predict_proba`, exact also where a probability rounds to 0."""
        return log_softmax(self._logits(X))

    def _logits(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        return X @ self.coef_.T + self.intercept_


def _rounding(X, loss):
    """Return how large an entry of the gradient may still be where rounding hides the descent.

    About a minimum a gradient g promises a loss lower by g² / (2 × curvature), and the curvature
    is of the order of X². What is less than a digit of the loss, or a few, cannot be seen.
    """
    return 10 * float(max(X.max(), -X.min())) * (loss * np.finfo(X.dtype).eps) ** 0.5


def _objective(parameters, X, targets, n_classes, C, fit_intercept):
    """Return the objective and its gradient; a row of the parameters is w and b of one class."""
    parameters = parameters.reshape(n_classes, -1)
    weights = parameters[:, :-1]
    like_X = parameters.astype(X.dtype, copy=False)  # a product of two dtypes would copy X
    n_times_loss = float(np.vdot(weights, weights)) / (2 * C)
    gradient = np.zeros(parameters.shape)
    gradient[:, :-1] = weights / C
    for start in range(0, len(X), CHUNK):
        X_chunk = X[start : start + CHUNK]
        # Transposed, so that each class is contiguous: up to a tenth less time for a fit.
        logits = (like_X[:, :-1] @ X_chunk.T + like_X[:, -1:]).T
        chunk_loss, residual = cross_entropy_with_gradient(
            logits, targets[start : start + CHUNK], reduction="sum"
        )
        n_times_loss += float(chunk_loss)
        gradient[:, :-1] += residual.T @ X_chunk
        if fit_intercept:  # otherwise it starts at 0, and stays there
            gradient[:, -1] += residual.sum(axis=0)
    return n_times_loss / len(X), gradient.ravel() / len(X)


def _check_parameters(model):
    """Raise where a parameter of the constructor has the wrong type or is out of its range."""
    if not (isinstance(model.C, Real) and model.C > 0):
        raise ValueError(f"C must be a positive number, got {model.C!r}")
    if not (isinstance(model.tol, Real) and model.tol >= 0):
        raise ValueError(f"tol must be 0 or a positive number, got {model.tol!r}")
    if not (isinstance(model.max_iter, Integral) and model.max_iter >= 1):
        raise ValueError(f"max_iter must be an integer of at least 1, got {model.max_iter!r}")
