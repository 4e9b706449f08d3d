"""Softmax regression as a scikit-learn estimator: the model of notebook 07, fitted by L-BFGS."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from helpers.fitting import fit_weights
from helpers.functions import log_softmax, softmax


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
        The fit ends where no entry of the gradient is larger, or earlier where rounding does not
        let the loss fall any further: a gradient of 1e-8, with float32 data 1e-4, is about what
        can be had.
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

    The fit itself is `helpers.fitting.fit_weights`.
    Source: Theil (1969), Int. Econ. Rev. 10:251–259.
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
        fit = fit_weights(X, targets, self.C, self.fit_intercept, self.tol, self.max_iter)
        self.coef_, self.intercept_ = fit.weights.T, fit.intercepts
        self.loss_curve_, self.n_iter_ = fit.loss_curve, fit.n_iter
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
