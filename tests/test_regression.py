"""SoftmaxRegression against scikit-learn's LogisticRegression, and as one of its estimators."""

import json
import os
import pickle
import subprocess
import sys
import tracemalloc
import warnings

import numpy as np
import pandas as pd
import pytest
from portable.rough import rough_products
from scipy.optimize import check_grad
from scipy.special import log_softmax, softmax
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from helpers import fitting
from helpers.datasets import load_digits, load_penguins
from helpers.losses import cross_entropy_with_gradient
from helpers.regression import SoftmaxRegression


@pytest.fixture(autouse=True)
def one_thread():
    """More BLAS threads than free cores make a fit wait for itself."""
    with threadpool_limits(1):
        yield


def standardised(name):
    features, targets = {
        "digits": lambda: load_digits()[:2],
        "penguins": lambda: load_penguins()[:2],
        "iris": lambda: load_iris(return_X_y=True),
        "tumours": lambda: load_breast_cancer(return_X_y=True),
    }[name]()
    return StandardScaler().fit_transform(features), targets


def made_data(n=60, d=4, classes=3, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d))
    y = (X @ rng.normal(size=(d, classes)) + rng.gumbel(size=(n, classes))).argmax(axis=1)
    return X, y


def objective(model, X, y, C):
    """Compute the objective by scipy, from the weights alone."""
    logits = X @ model.coef_.T + model.intercept_
    losses = -log_softmax(logits, axis=1)[np.arange(len(y)), y]
    return losses.mean() + (model.coef_**2).sum() / (2 * C * len(y))


def centred(intercepts):
    return intercepts - intercepts.mean()


# The same model as scikit-learn's


@pytest.mark.parametrize("name", ["digits", "iris", "penguins"])
@pytest.mark.parametrize("C", [0.1, 1.0])
def test_tight_fit_is_scikit_learns(name, C):
    X, y = standardised(name)
    ours = SoftmaxRegression(C=C, tol=1e-9).fit(X, y)
    theirs = LogisticRegression(C=C, solver="newton-cholesky", tol=1e-12).fit(X, y)
    assert objective(ours, X, y, C) == pytest.approx(objective(theirs, X, y, C), rel=1e-10)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-5)
    np.testing.assert_allclose(centred(ours.intercept_), centred(theirs.intercept_), atol=1e-5)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-6)


@pytest.mark.parametrize(
    ("name", "on_all_rows", "on_the_split"),
    [
        ("digits", 0.063149668771, 0.069671186108),
        ("iris", 0.209191788405, 0.237636398528),
    ],
)
def test_objective_is_the_known_one(name, on_all_rows, on_the_split):
    X, y = standardised(name)
    model = SoftmaxRegression(tol=1e-9).fit(X, y)
    assert model.loss_curve_[-1] == pytest.approx(on_all_rows, rel=1e-10)
    X, _, y, _ = train_test_split(X, y, random_state=0, stratify=y)
    X = StandardScaler().fit_transform(X)
    model = SoftmaxRegression(tol=1e-9).fit(X, y)
    assert model.loss_curve_[-1] == pytest.approx(on_the_split, rel=1e-10)


@pytest.mark.parametrize("name", ["tumours", "iris", "penguins"])
@pytest.mark.parametrize("c", [0.02, 1.0, 5.0])
def test_two_classes_at_half_the_strength_are_scikit_learns_sigmoid(name, c):
    X, y = standardised(name)
    X, y = X[y < 2], y[y < 2]
    ours = SoftmaxRegression(C=c / 2, tol=1e-10).fit(X, y)
    theirs = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-12).fit(X, y)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-7)
    same_C = SoftmaxRegression(C=c, tol=1e-10).fit(X, y)
    assert np.abs(same_C.predict_proba(X) - theirs.predict_proba(X)).max() > 1e-3


def test_without_intercept_it_is_scikit_learns_and_the_intercepts_are_0():
    X, y = standardised("penguins")
    ours = SoftmaxRegression(fit_intercept=False, tol=1e-9).fit(X, y)
    theirs = LogisticRegression(fit_intercept=False, tol=1e-9).fit(X, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-5)
    assert (ours.intercept_ == 0).all()


def test_an_infinite_strength_leaves_out_the_penalty():
    X, y = made_data(n=400)
    ours = SoftmaxRegression(C=np.inf, tol=1e-9).fit(X, y)
    theirs = LogisticRegression(C=np.inf, tol=1e-9).fit(X, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-5)


# The objective, and how it is computed


@pytest.mark.parametrize("fit_intercept", [True, False])
def test_gradient_is_that_of_the_loss_by_finite_differences(fit_intercept):
    X, y = made_data()
    arguments = X, y, 3, 0.5, fit_intercept

    def value(parameters):
        if not fit_intercept:
            parameters = parameters.reshape(3, -1) * [1, 1, 1, 1, 0]
        return fitting._objective(parameters.ravel(), *arguments)[0]

    def gradient(parameters):
        return fitting._objective(parameters, *arguments)[1]

    at = np.random.default_rng(1).normal(size=(3, 5))
    at[:, -1] *= fit_intercept
    assert check_grad(value, gradient, at.ravel()) < 1e-6


def test_loss_curve_starts_at_the_log_of_the_classes_and_never_rises():
    X, y = standardised("digits")
    model = SoftmaxRegression().fit(X, y)
    curve = np.array(model.loss_curve_)
    assert curve[0] == pytest.approx(np.log(10), rel=1e-15)
    assert (np.diff(curve) < 0).all()
    assert len(curve) == model.n_iter_ + 1
    assert curve[-1] == pytest.approx(objective(model, X, y, C=1), rel=1e-12)


def test_fit_ends_where_the_gradient_is_below_tol():
    X, y = standardised("penguins")
    for tol in [1e-2, 1e-4, 1e-6]:
        model = SoftmaxRegression(tol=tol).fit(X, y)
        parameters = np.column_stack([model.coef_, model.intercept_]).ravel()
        gradient = fitting._objective(parameters, X, y, 3, 1.0, True)[1]
        assert np.abs(gradient).max() <= tol


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("order", ["C", "F"])
def test_data_is_neither_copied_nor_changed(dtype, order):
    X, y = made_data(n=50_000, d=100, classes=3)
    X = np.asarray(X, dtype=dtype, order=order)
    before = X.copy()
    SoftmaxRegression(tol=0.1).fit(X[:100], y[:100])  # imports and caches
    tracemalloc.start()
    try:
        SoftmaxRegression(tol=0.1).fit(X, y)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < X.nbytes / 2
    np.testing.assert_array_equal(X, before)


def test_float32_data_gives_float32_weights_close_to_those_of_float64():
    X, y = standardised("digits")
    single = SoftmaxRegression(tol=1e-5).fit(X.astype(np.float32), y)
    double = SoftmaxRegression(tol=1e-5).fit(X, y)
    assert single.coef_.dtype == single.intercept_.dtype == np.float32
    assert single.predict_proba(X.astype(np.float32)).dtype == np.float32
    np.testing.assert_allclose(single.predict_proba(X), double.predict_proba(X), atol=2e-3)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_loss_is_computed_in_the_dtype_of_the_data(dtype, monkeypatch):
    seen = set()

    def spy(logits, targets, reduction):
        seen.add(logits.dtype)
        return fused(logits, targets, reduction=reduction)

    fused = fitting.cross_entropy_with_gradient
    monkeypatch.setattr(fitting, "cross_entropy_with_gradient", spy)
    X, y = made_data()
    SoftmaxRegression().fit(X.astype(dtype), y)
    assert seen == {np.dtype(dtype)}


def test_a_view_with_gaps_fits_like_its_copy():
    X, y = made_data(n=200, d=8)
    view = X[::-1, ::2]
    np.testing.assert_allclose(
        SoftmaxRegression().fit(view, y[::-1]).coef_,
        SoftmaxRegression().fit(view.copy(), y[::-1]).coef_,
        atol=1e-10,
    )


# Predictions


def test_probabilities_and_their_logs_are_the_softmax_of_the_logits():
    X, y = standardised("iris")
    model = SoftmaxRegression().fit(X, y)
    logits = X @ model.coef_.T + model.intercept_
    np.testing.assert_allclose(model.decision_function(X), logits, atol=1e-12)
    np.testing.assert_allclose(model.predict_proba(X), softmax(logits, axis=1), rtol=1e-12)
    np.testing.assert_allclose(
        model.predict_log_proba(X), log_softmax(logits, axis=1), rtol=1e-12, atol=1e-15
    )
    far = model.predict_log_proba(1000 * X)
    assert np.isfinite(far).all()
    assert (far < -745).any()  # where the logarithm of the probability would be -inf


def test_two_classes_decide_by_the_difference_of_the_logits():
    X, y = made_data(classes=2)
    model = SoftmaxRegression().fit(X, y)
    logits = X @ model.coef_.T + model.intercept_
    assert model.coef_.shape == (2, 4)
    np.testing.assert_allclose(model.decision_function(X), logits[:, 1] - logits[:, 0])
    np.testing.assert_array_equal(model.predict(X), (model.decision_function(X) > 0).astype(int))


def test_strings_work_as_labels_and_come_back():
    X, y = standardised("penguins")
    names = load_penguins().class_names
    model = SoftmaxRegression().fit(X, names[y])
    assert list(model.classes_) == ["Adelie", "Chinstrap", "Gentoo"]
    np.testing.assert_array_equal(model.predict(X), names[SoftmaxRegression().fit(X, y).predict(X)])
    assert model.score(X, names[y]) > 0.98


@pytest.mark.parametrize(
    "labels", [[-1, 7, 100], [True, False, True], np.array(["x", "y", "z"], object), [0.0, 1, 5]]
)
def test_labels_need_not_count_from_0(labels):
    X, y = made_data()
    labels = np.asarray(labels)
    model = SoftmaxRegression().fit(X, labels[y])
    np.testing.assert_array_equal(model.classes_, np.unique(labels))
    assert set(model.predict(X)) <= set(labels)


def test_it_never_predicts_a_class_it_has_not_seen():
    X, y = standardised("digits")
    seen = np.isin(y, [2, 5, 7])
    model = SoftmaxRegression().fit(X[seen], y[seen])
    assert set(model.predict(100 * X)) <= {2, 5, 7}
    assert model.predict_proba(X).shape == (len(X), 3)


# As a scikit-learn estimator


def test_check_estimator_passes_whole():
    # In a process of its own, for scipy reads SCIPY_ARRAY_API when it is imported.
    code = """
import json
from sklearn.utils.estimator_checks import check_estimator
from helpers.regression import SoftmaxRegression
checks = check_estimator(SoftmaxRegression(), on_fail=None, on_skip=None)
print(json.dumps([[c["check_name"], c["status"], repr(c["exception"])] for c in checks]))
"""
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "SCIPY_ARRAY_API": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    checks = json.loads(run.stdout.splitlines()[-1])
    assert [check for check in checks if check[1] != "passed"] == []
    assert len(checks) > 40


def test_it_works_in_a_pipeline_a_grid_search_a_clone_and_a_pickle():
    X, y = load_penguins()[:2]
    pipeline = make_pipeline(StandardScaler(), SoftmaxRegression())
    search = GridSearchCV(pipeline, {"softmaxregression__C": [1e-4, 1.0]}, cv=3).fit(X, y)
    assert search.best_params_ == {"softmaxregression__C": 1.0}
    assert search.score(X, y) > 0.98
    copy = clone(SoftmaxRegression(C=3, fit_intercept=False, tol=1e-3, max_iter=7))
    assert copy.get_params() == {"C": 3, "fit_intercept": False, "tol": 1e-3, "max_iter": 7}
    again = pickle.loads(pickle.dumps(search.best_estimator_))
    np.testing.assert_array_equal(again.predict_proba(X), search.predict_proba(X))


def test_column_names_are_remembered_and_compared():
    X, y, feature_names, _ = load_penguins()
    frame = pd.DataFrame(StandardScaler().fit_transform(X), columns=feature_names)
    model = SoftmaxRegression().fit(frame, y)
    assert list(model.feature_names_in_) == list(feature_names)
    with pytest.raises(ValueError, match="feature names"):
        model.predict(frame[list(feature_names[::-1])])


# What goes wrong


def test_a_fit_that_does_not_converge_warns_and_says_what_to_do():
    X, y = load_digits()[:2]
    with pytest.warns(ConvergenceWarning, match=r"after 3 iterations.*Standardise.*max_iter"):
        model = SoftmaxRegression(max_iter=3).fit(X, y)
    assert model.n_iter_ == 3
    assert len(model.loss_curve_) == 4


def test_a_fit_that_converges_does_not_warn():
    X, y = standardised("digits")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        SoftmaxRegression().fit(X, y)


def fits_on_rough_machines(**parameters):
    """Fit the penguins on machines whose loss is level, at its last digits, before `tol`."""
    X, y = load_penguins()[:2]
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    for seed in range(1, 6):
        rough = rough_products(cross_entropy_with_gradient, seed)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fitting, "cross_entropy_with_gradient", rough)
            yield SoftmaxRegression(**parameters).fit(X, y).coef_


def test_a_fit_that_rounding_ends_does_not_warn_and_is_right():
    X, y = load_penguins()[:2]
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    right = LogisticRegression(solver="newton-cholesky", tol=1e-12).fit(X, y).coef_
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for coef in fits_on_rough_machines(tol=1e-12):
            assert coef - coef.mean(axis=0) == pytest.approx(right - right.mean(axis=0), abs=1e-5)


def test_a_fit_that_ends_far_from_a_minimum_warns(monkeypatch):
    def wrong_gradient(*arguments, **named):
        loss, gradient = cross_entropy_with_gradient(*arguments, **named)
        return loss, -gradient  # nothing is lower in its direction

    monkeypatch.setattr(fitting, "cross_entropy_with_gradient", wrong_gradient)
    with pytest.warns(ConvergenceWarning, match="the largest entry of the gradient is 7e[+]02"):
        SoftmaxRegression().fit(*load_penguins()[:2])


X, Y = made_data()
HOLE = np.arange(X.size).reshape(X.shape) == 13


@pytest.mark.parametrize(
    ("X", "y", "error", "words"),
    [
        (np.where(HOLE, np.nan, X), Y, ValueError, "NaN"),
        (np.where(HOLE, np.inf, X), Y, ValueError, "infinity"),
        (X, np.where(Y == 2, np.nan, Y), ValueError, "NaN"),
        (X, np.zeros(60, int), ValueError,
         r"^y holds one class only, .*0.*tell apart\. Give rows of at least two classes\.$"),
        (X, X[:, 0], ValueError, "Unknown label type"),
        (X, Y[:50], ValueError, "inconsistent numbers of samples"),
        (X[:, 0], Y, ValueError, "Expected 2D array"),
        (X[:0], Y[:0], ValueError, "0 sample"),
        (X, np.eye(3)[Y], ValueError, "1d array|Unknown label type"),
        (X, None, ValueError, "requires y"),
        (np.full((60, 2), "a"), Y, ValueError, "could not convert|dtype"),
    ],
)
def test_fit_refuses_bad_data_as_scikit_learn_does(X, y, error, words):
    with pytest.raises(error, match=words):
        SoftmaxRegression().fit(X, y)


def test_prediction_refuses_bad_data_as_scikit_learn_does():
    with pytest.raises(NotFittedError):
        SoftmaxRegression().predict(X)
    model = SoftmaxRegression().fit(X, Y)
    for method in [model.predict, model.predict_proba, model.decision_function]:
        with pytest.raises(ValueError, match="expecting 4 features"):
            method(X[:, :2])
        with pytest.raises(ValueError, match="NaN"):
            method(np.where(HOLE, np.nan, X))


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        ("C", [0, -1, np.nan, "1", None]),
        ("tol", [-1e-4, np.nan, "1", None]),
        ("max_iter", [0, -1, 10.5, "10", None]),
    ],
)
def test_a_parameter_out_of_its_range_is_named(parameter, values):
    for value in values:
        with pytest.raises(ValueError, match=f"^{parameter} must be"):
            SoftmaxRegression(**{parameter: value}).fit(X, Y)
