"""The fit without scikit-learn, against the minimum that another optimiser finds."""

import inspect
import subprocess
import sys

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.exceptions import ConvergenceWarning

from helpers.fitting import fit_weights
from helpers.regression import SoftmaxRegression

X = np.random.default_rng(0).normal(size=(40, 3))
TARGETS = np.arange(40) % 3


def objective(parameters, C):
    W, b = parameters[:9].reshape(3, 3), parameters[9:]
    z = X @ W + b
    return (logsumexp(z, axis=1) - z[np.arange(40), TARGETS]).mean() + (W**2).sum() / (80 * C)


@pytest.mark.parametrize("C", [0.1, 1, 10])
def test_the_weights_are_those_of_the_least_objective(C):
    W, b, curve, n_iter = fit_weights(X, TARGETS, C=C, tol=1e-9)
    found = minimize(objective, np.zeros(12), C, method="BFGS", options={"gtol": 1e-8})
    assert W.shape == (3, 3)
    assert W.ravel() == pytest.approx(found.x[:9], abs=1e-5)
    assert b - b.mean() == pytest.approx(found.x[9:] - found.x[9:].mean(), abs=1e-5)
    assert curve[0] == pytest.approx(np.log(3))
    assert curve[-1] == pytest.approx(found.fun)
    assert len(curve) == n_iter + 1


def test_the_defaults_are_those_that_are_documented():
    plain = fit_weights(X, TARGETS)
    told = fit_weights(X, TARGETS, C=1.0, fit_intercept=True, tol=1e-4, max_iter=1000)
    assert (plain.weights == told.weights).all()
    for name, default in inspect.signature(SoftmaxRegression).parameters.items():
        assert default.default == inspect.signature(fit_weights).parameters[name].default


def test_a_tolerance_of_0_goes_as_far_as_rounding_lets_it():
    assert fit_weights(X, TARGETS, tol=0).loss_curve[-1] == pytest.approx(
        fit_weights(X, TARGETS, tol=1e-9).loss_curve[-1], rel=1e-15)


def test_one_iteration_is_one_and_warns_where_it_was_asked_for():
    words = r"^The fit stopped after 1 it.* or tol\.$"
    with pytest.warns(ConvergenceWarning, match=words) as found:
        assert fit_weights(X, TARGETS, max_iter=1).n_iter == 1
    assert found[0].filename == __file__


def test_without_intercepts_they_are_zero():
    assert (fit_weights(X, TARGETS, fit_intercept=False).intercepts == 0).all()


@pytest.mark.parametrize(("error", "words", "changes"), [
    (ValueError, "C must be a positive number, got 0", {"C": 0}),
    (ValueError, "tol must be 0 or a positive number, got -1", {"tol": -1}),
    (ValueError, "max_iter must be an integer of at least 1, got 0", {"max_iter": 0}),
    (ValueError, r"X must be \(n, features\) and targets \(n,\), got \(40,\)", {"X": X[:, 0]}),
    (ValueError, r"got \(40, 3\) and \(39,\)", {"targets": TARGETS[1:]}),
    (ValueError, r"got \(0, 3\)", {"X": X[:0], "targets": TARGETS[:0]}),
    (TypeError, "X must be float64 or float32, got int64", {"X": X.astype(np.int64)}),
    (ValueError, "^X holds nan or inf; fit finite numbers$", {"X": np.where(X > 2, np.nan, X)}),
    (TypeError, "must be integers", {"targets": TARGETS / 2}),
])
def test_an_argument_that_does_not_fit_is_named(error, words, changes):
    with pytest.raises(error, match=words):
        fit_weights(**{"X": X, "targets": TARGETS, **changes})


def test_a_fit_needs_no_scikit_learn():
    code = ("import sys, numpy as np; from helpers.fitting import fit_weights; "
            "fit_weights(np.eye(3), [0, 1, 2]); sys.exit('sklearn' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
