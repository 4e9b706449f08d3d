"""The exercises: references against other sources, mistakes, bad input, and the engine's limits."""

import contextlib
import copy
import ctypes
import itertools
import pickle
import re
import sys
import threading
import time
from pathlib import Path

import mpmath
import nbformat
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from scipy import special, stats
from scipy.optimize import approx_fprime, brentq
from sklearn.linear_model import LogisticRegression

from helpers.checks import NOTEBOOKS, exercises, runner, tap
from helpers.checks.compare import differ
from helpers.checks.derivation import Derivation
from helpers.checks.diagnose import known
from helpers.checks.exercise import FunctionExercise, Mistake
from helpers.checks.given import softmax_loss
from helpers.checks.notebook_01 import check_logits, check_softmax, check_softmax_batch
from helpers.checks.notebook_02 import (
    FUNCTIONS,
    check_derivation,
    check_entropy_lines,
    check_hardmax,
    check_jacobian,
    check_matches,
)
from helpers.checks.notebook_03 import check_softmax_with_temperature, check_T, check_winner
from helpers.checks.notebook_04 import (
    check_cross_entropy,
    check_gradient,
    check_gradient_lines,
    check_soft_cross_entropy,
)
from helpers.checks.notebook_05 import (
    check_one_vector,
    check_outputs,
    check_probabilities,
    check_proof,
)
from helpers.checks.notebook_06 import (
    check_log_softmax,
    check_loss_from_logits,
    check_running_max_and_sum,
    check_stable_softmax,
)
from helpers.checks.notebook_07 import (
    check_forward,
    check_gradient_check,
    check_predictions,
    check_step,
    check_weight_gradient,
)
from helpers.checks.notebook_08 import (
    check_brier_score,
    check_decisions,
    check_fitted_temperature,
)
from helpers.checks.notebook_09 import check_attention, check_draws, check_masked_attention
from helpers.checks.words import NOT_YET, RIGHT, WRONG
from helpers.five_pictures import five_pictures, picture_curves

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
EXERCISES = [exercise for notebook in NOTEBOOKS for exercise in exercises(notebook)]
DERIVATIONS = [exercise for exercise in EXERCISES if isinstance(exercise, Derivation)]
MISTAKES = [
    pytest.param(exercise, mistake, id=f"{exercise.id}: {mistake.name}")
    for exercise in EXERCISES
    for mistake in exercise.mistakes
]

every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)


def told(verdict):
    """Return a verdict's text with its lines joined."""
    return " ".join(verdict.text.split())


def filled(source, **names):
    """Run the text of a cell as a notebook does, and return its names."""
    scope = {"np": np, **names}
    exec(source, scope)
    return scope


# Every exercise


@every_exercise
def test_the_stub_says_not_yet(exercise, capsys):
    exercise(filled(exercise.stub)[exercise.answer_name])
    assert capsys.readouterr().out.startswith("… Not yet: ")
    assert exercise.status == NOT_YET


@every_exercise
def test_the_reference_is_right(exercise, capsys):
    exercise(filled(exercise.solution_source)[exercise.answer_name])
    printed = capsys.readouterr().out
    assert printed.startswith("✓")
    assert exercise.title in printed
    assert exercise.status == RIGHT


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES)
def test_a_mistake_gets_its_own_hint_and_no_other(exercise, mistake):
    for answer in (mistake.answer, *mistake.variants):
        done = list(exercise.behaviour(answer, exercise.standing))
        verdict = exercise.judge(exercise.standing, done)
        assert (verdict.status, verdict.reason) == (WRONG, mistake.name)
        assert mistake.hint in told(verdict)
    done = list(exercise.behaviour(mistake.answer, exercise.standing))
    matching = known(exercise, exercise.trials(exercise.standing, done))
    assert [each.name for each in matching] == [mistake.name]


@every_exercise
def test_an_exercise_is_complete(exercise):
    assert len(exercise.mistakes) >= 2
    assert len({mistake.name for mistake in exercise.mistakes}) == len(exercise.mistakes)
    assert [m.name for m in exercise.mistakes if not m.hint.endswith((".", "?"))] == []
    assert exercise.nudge.endswith((".", "?"))
    assert "..." in exercise.stub
    assert exercise.answer_name in exercise.check_cell
    assert all(len(line) <= 100 for line in exercise.stub.splitlines())


@every_exercise
def test_a_check_is_named_as_its_module_names_it(exercise):
    module = __import__(f"helpers.checks.notebook_{exercise.notebook}", fromlist=["x"])
    assert getattr(module, exercise.check_name) is exercise


def test_identities_and_answer_names_are_unique():
    assert len({exercise.id for exercise in EXERCISES}) == len(EXERCISES)
    for notebook in NOTEBOOKS:
        names = [exercise.answer_name for exercise in exercises(notebook)]
        assert len(set(names)) == len(names)


@every_exercise
def test_the_hint_does_not_give_the_solution_away(exercise, capsys):
    exercise.hint()
    printed = " ".join(capsys.readouterr().out.split())
    assert printed == f"A nudge: {exercise.nudge}"
    body = exercise.solution_source.split('"""')[-1]
    code = [line.strip() for line in body.splitlines() if "=" in line or "return" in line]
    assert not any(line in printed for line in code)


@every_exercise
def test_the_stub_does_not_hold_the_solution(exercise):
    body = exercise.solution_source.split('"""')[-1]
    assert body not in exercise.stub


def cells_of(exercise):
    """Return the cells of the notebook from the task to the check."""
    (path,) = FOLDER.glob(f"{exercise.notebook}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    checks = [i for i, cell in enumerate(cells) if cell.source.endswith(exercise.check_cell)]
    assert len(checks) == 1, f"no cell of {path.name} ends with\n{exercise.check_cell}"
    (check,) = checks
    start = max(i for i in range(check) if cells[i].source.lstrip("#").startswith(" Exercise")
                or "\n### Exercise" in cells[i].source)
    return cells[start : check + 1]


@every_exercise
def test_the_tolerance_is_told_to_the_learner(exercise):
    told = "\n".join(cell.source for cell in cells_of(exercise))
    words = {
        0.0: "each one of", 1e-12: "one", 1e-6: "1e-6", 1e-5: "1e-5", 1e-4: "1e-4",
        5e-4: "half a thousandth", 1e-3: "within a thousandth", 0.02: "0.02",
    }
    assert words.get(exercise.tolerance, "95 %") in told


@every_exercise
def test_a_case_can_be_copied_and_sent_to_a_process_that_has_no_solutions(exercise):
    for case in exercise.cases(np.random.default_rng(1)):
        sent = pickle.dumps(case)
        assert b"helpers.checks.notebook" not in sent
        assert not differ(case, pickle.loads(sent))
        assert not differ(case, copy.deepcopy(case))


def test_losses_differ_where_their_data_or_formulas_do():
    (loss, *_), *_, (other, *_) = check_gradient_check.standing
    assert loss == softmax_loss(*map(np.copy, loss.data))
    assert loss != other
    assert loss != softmax_loss(loss.data[0] + 1, loss.data[1])
    assert loss != loss.data
    assert eval(repr(other), {"np": np, "W": np.ones((3, 2))}) == other(np.ones((3, 2)))


# References against other sources


def softmax_inputs():
    rng = np.random.default_rng(3)
    return [rng.uniform(-6, 6, size=k) for k in (2, 3, 7)]


def test_the_softmax_references_agree_with_scipy():
    for z in softmax_inputs():
        np.testing.assert_allclose(check_softmax.reference(z), special.softmax(z), rtol=1e-12)
        warm = check_softmax_with_temperature.reference(z, 3.0)
        np.testing.assert_allclose(warm, special.softmax(z / 3), rtol=1e-12)
        table = np.stack([z, z[::-1], 2 * z])
        for axis in (0, 1):
            np.testing.assert_allclose(
                check_softmax_batch.reference(table, axis), special.softmax(table, axis), rtol=1e-12
            )
        huge = 1e4 * table
        np.testing.assert_allclose(
            check_stable_softmax.reference(huge), special.softmax(huge, axis=-1), rtol=1e-10
        )
        np.testing.assert_allclose(
            check_log_softmax.reference(huge), special.log_softmax(huge, axis=-1), rtol=1e-10
        )


def test_the_values_are_what_scipy_finds():
    logits = check_logits.reference_answer()
    np.testing.assert_allclose(special.softmax(logits), [0.7, 0.2, 0.1], rtol=1e-12)
    z = np.array([2, 1, 0.1])
    T = brentq(lambda T: special.softmax(z / T).max() - 0.9, 0.1, 2, xtol=1e-13)
    assert check_T.reference_answer() == pytest.approx(T, abs=1e-9)
    one_over = next(m for m in check_T.mistakes if m.name == "one over T")
    assert one_over.answer == pytest.approx(1 / T, abs=1e-9)


def test_the_hardmax_and_winner_references_by_hand():
    assert check_hardmax.reference(np.array([1.0, 3.0, 3.0])).tolist() == [0, 1, 0]
    z = np.array([0, 1], dtype=np.float32)
    assert check_winner.reference(z, 1e9) == 1
    assert np.argmax(special.softmax(z / np.float32(1e9))) == 0  # the trap is real


def test_the_jacobian_reference_agrees_with_the_formula():
    for z in softmax_inputs():
        p = special.softmax(z)
        np.testing.assert_allclose(
            check_jacobian.reference(z), np.diag(p) - np.outer(p, p), atol=1e-8
        )


def test_the_lines_of_the_derivation_agree_with_finite_differences():
    for z in softmax_inputs():
        slopes_of_lse = numerical_gradient(special.logsumexp, z)
        for i in range(len(z)):
            slopes_of_log = numerical_gradient(lambda z, i=i: special.log_softmax(z)[i], z)
            slopes = numerical_gradient(lambda z, i=i: special.softmax(z)[i], z)
            for j in range(len(z)):
                line_1, *lines = check_derivation.reference(z, i, j)
                assert line_1 == pytest.approx(special.log_softmax(z)[i], rel=1e-12)
                measured = [slopes_of_lse[j], slopes_of_log[j], slopes[j]]
                np.testing.assert_allclose(lines, measured, atol=1e-8)


def test_the_check_of_the_derivation_names_the_first_wrong_line_of_all_inputs():
    def answer(z, i, j):  # line 3 is wrong where i = j only, and line 4 where i is not j
        p = special.softmax(z)
        return np.log(p[i]), p[j], 7 if i == j else -p[j], p[i] * (1 - p[i])

    text = told(check_derivation.examine(answer))
    assert "result 2 is right, result 3 is not. Mend the first wrong line" in text
    line = "Line 3 is the first wrong one: expected 0.7576, yours 7."
    assert f"{line} Given z = [2. , 1. , 0.1], i = 1, j = 1" in text


def test_a_slip_in_a_line_is_recognised_whatever_the_later_lines_are():
    def answer(z, i, j):
        p = special.softmax(z)
        return np.log(p[i]), p[j], -p[j], [5, 5]

    assert check_derivation.examine(answer).reason == "line 3: no 1 where i = j"
    assert check_derivation.examine(lambda *case: answer(*case)[:3]).reason == (
        "wrong number of results")


@pytest.mark.parametrize("exercise", DERIVATIONS, ids=lambda e: e.id)
def test_no_line_of_a_derivation_stands_for_another_nor_one_for_all(exercise):
    def swapped(places):
        return lambda *case: [exercise.reference(*case)[place] for place in places]

    right = list(range(exercise.results))
    assert exercise.examine(swapped(right)).status == RIGHT
    for place, other in itertools.permutations(right, 2):
        answer = swapped([*right[:place], other, *right[place + 1:]])
        text = told(exercise.examine(answer))
        assert f"Line {place + 1} is the first wrong one" in text
        assert exercise.examine(swapped([other] * exercise.results)).status == WRONG


def test_the_lines_on_the_entropy_agree_with_scipy_and_with_each_other():
    for z in softmax_inputs():
        one, two, three, four, five = check_entropy_lines.reference(z)
        np.testing.assert_allclose(one + two, special.entr(special.softmax(z)), atol=1e-12)
        np.testing.assert_allclose(two, -z * special.softmax(z), rtol=1e-12)
        assert [one.sum(), two.sum()] == pytest.approx([three, four], rel=1e-12)
        assert three == pytest.approx(special.logsumexp(z), rel=1e-12)
        assert five == pytest.approx(stats.entropy(special.softmax(z)), rel=1e-9)


def test_the_cross_entropy_references_agree_with_scipy():
    rng = np.random.default_rng(4)
    z, y = rng.normal(size=(5, 3)), np.array([0, 2, 1, 1, 0])
    p, one_hot = special.softmax(z, axis=1), np.eye(3)[y]
    mean = special.rel_entr(one_hot, p).sum() / 5  # the entropy of a one-hot label is 0
    assert check_cross_entropy.reference(p, y) == pytest.approx(mean, rel=1e-12)
    assert check_loss_from_logits.reference(z, y) == pytest.approx(mean, rel=1e-12)
    assert check_loss_from_logits.reference(np.array([[0.0, -1000.0]]), [1]) == 1000
    soft = special.softmax(rng.normal(size=(5, 3)), axis=1)
    want = np.mean([stats.entropy(row) + stats.entropy(row, q) for row, q in zip(soft, p,
                                                                               strict=True)])
    assert check_soft_cross_entropy.reference(p, soft) == pytest.approx(want, rel=1e-12)


def test_the_one_pass_reference_agrees_with_scipy_in_any_order():
    rng = np.random.default_rng(9)
    rows = [*softmax_inputs(), rng.uniform(-1e4, 1e4, size=6), np.full(3, -7e3), np.array([-5.0])]
    for row in rows:
        for z in (row, np.sort(row), np.sort(row)[::-1], rng.permutation(row)):
            m, s = check_running_max_and_sum.reference(z)
            assert m == np.amax(row)
            assert s == pytest.approx(1 / special.softmax(row).max(), rel=1e-12)
            assert m + np.log(s) == pytest.approx(special.logsumexp(row), rel=1e-12)
    m, s = check_running_max_and_sum.reference(np.array([2.0, 1.0, 999.0, 1000.0]))
    assert (m, s) == (1000, pytest.approx(1 + 1 / np.e, rel=1e-12))


def numerical_gradient(f, x, h=1e-6):
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


def mean_loss(z, y):
    return -special.log_softmax(z, axis=1)[np.arange(len(y)), y].mean()


def test_the_gradient_references_agree_with_finite_differences():
    rng = np.random.default_rng(5)
    X, W, b, y = rng.normal(size=(6, 2)), rng.normal(size=(2, 4)), rng.normal(size=4), [0, 3, 1] * 2
    z = X @ W + b
    np.testing.assert_allclose(
        check_gradient.reference(z, y), numerical_gradient(lambda z: mean_loss(z, y), z), atol=1e-8
    )
    dW, db = check_weight_gradient.reference(X, W, b, y)
    np.testing.assert_allclose(
        dW, numerical_gradient(lambda W: mean_loss(X @ W + b, y), W), atol=1e-8
    )
    np.testing.assert_allclose(
        db, numerical_gradient(lambda b: mean_loss(X @ W + b, y), b), atol=1e-8
    )
    P, loss = check_forward.reference(X, W, b, y)
    np.testing.assert_allclose(P, special.softmax(z, axis=1), rtol=1e-12)
    assert loss == pytest.approx(mean_loss(z, y), rel=1e-12)
    new_W, new_b, loss = check_step.reference(X, W, b, np.array(y), 0.5)
    np.testing.assert_allclose(new_W, W - 0.5 * dW, atol=1e-12)
    np.testing.assert_allclose(new_b, b - 0.5 * db, atol=1e-12)
    assert loss == pytest.approx(mean_loss(z, y), rel=1e-12)


def test_the_lines_on_counted_votes_agree_with_the_sum_over_the_votes_and_its_differences():
    for z, counts in zip(softmax_inputs(), ([3, 1], [7, 2, 1], [0, 1, 5, 0, 2, 2, 4]), strict=True):
        ballots = np.repeat(np.arange(len(z)), counts)  # one class for each vote

        def of_logits(z, ballots=ballots):
            return -sum(z[vote] for vote in ballots)

        def of_lse(z, ballots=ballots):
            return sum(special.logsumexp(z) for _ in ballots)

        def mean(z, ballots=ballots):
            return -np.mean([special.log_softmax(z)[vote] for vote in ballots])

        slopes = [numerical_gradient(f, z) for f in (of_logits, of_lse, mean)]
        for i in range(len(z)):
            lines = check_gradient_lines.reference(z, np.array(counts), i)
            assert lines[:2] == pytest.approx([of_logits(z), of_lse(z)], rel=1e-12)
            assert lines[2:] == pytest.approx([slope[i] for slope in slopes], abs=1e-7)


def test_the_gradient_checker_agrees_with_gradients_by_hand_and_with_scipy():
    rng = np.random.default_rng(9)
    W, bend = rng.normal(size=(3, 2)), rng.uniform(1, 9, size=(3, 2))
    slopes = bend * np.cos(W)  # of the sum of bend * sin(W)
    off = np.array([[0.5, 0.0], [-2.0, 0.25], [0.0, 1.0]])
    for wrong in (0 * off, off, -off):
        found = check_gradient_check.reference(lambda W: np.sum(bend * np.sin(W)), slopes + wrong,
                                               W)
        assert found == pytest.approx(np.abs(wrong).max(), abs=1e-8)
    for loss, claimed, W in check_gradient_check.cases(rng):
        def flat(w, loss=loss, shape=W.shape):
            return loss(w.reshape(shape))

        sides = [approx_fprime(W.ravel(), flat, h) for h in (1e-5, -1e-5)]
        want = np.abs(claimed.ravel() - np.mean(sides, axis=0)).max()
        assert check_gradient_check.reference(loss, claimed, W) == pytest.approx(want, abs=1e-7)


def test_the_two_class_references_agree_with_sigmoids():
    rng = np.random.default_rng(6)
    X, W, b = rng.normal(size=(5, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)
    w, c = check_one_vector.reference(W, b)
    np.testing.assert_allclose(
        special.expit(X @ w + c), special.softmax(X @ W + b, axis=1)[:, 1], rtol=1e-12
    )
    for X, y, C in check_probabilities.cases(rng):
        sigmoid = LogisticRegression(C=C, solver="newton-cholesky", tol=1e-12).fit(X, y)
        np.testing.assert_allclose(
            check_probabilities.reference(X, y, C), sigmoid.predict_proba(X)[:, 1], atol=1e-6
        )


def test_the_lines_of_the_proof_for_two_classes_agree_with_exact_arithmetic():
    rng = np.random.default_rng(12)
    with mpmath.workdps(40):
        for z0, z1 in [(0.0, 0.0), (0.3, 2.0), *rng.uniform(-5, 5, size=(5, 2)).tolist()]:
            exps = [mpmath.exp(z0), mpmath.exp(z1)]
            bottom = mpmath.fsum(exps)
            p0, p1 = (top / bottom for top in exps)
            want = [bottom, bottom / exps[1], p1, p0, mpmath.log(p1 / p0)]
            lines = check_proof.reference(z0, z1)
            assert lines == pytest.approx([float(line) for line in want], rel=1e-12, abs=1e-14)


def test_the_training_reference_reaches_the_accuracy_it_asks_for():
    for seed in (7, 306, 501, 1311):  # the last three begin with a split that is too hard
        for X, y, V in check_predictions.cases(np.random.default_rng(seed)):
            truth = check_predictions.target(X, y, V)
            assert np.mean(check_predictions.reference(X, y, V) == truth) >= 0.965


def test_the_fitted_temperature_is_where_scipy_finds_the_least_loss():
    for z, y, test_z, test_y in check_fitted_temperature.cases(np.random.default_rng(8)):
        T = check_fitted_temperature.reference(z, y, test_z, test_y)
        exact = brentq(
            lambda T, z=z, y=y: mean_loss(z / (T + 1e-5), y) - mean_loss(z / (T - 1e-5), y), 0.4, 6
        )
        assert abs(T - exact) < 0.01


def test_the_decision_reference_by_hand():
    costs = np.array([[0.0, 50.0], [1.0, 0.0]])  # send home, treat; healthy, ill
    p = np.array([[0.95, 0.05], [0.99, 0.01]])  # 2.5 against 0.95; 0.5 against 0.99
    assert check_decisions.reference(p, costs).tolist() == [1, 0]


def test_the_brier_reference_by_hand():
    p = np.array([[0.7, 0.2, 0.1], [0.7, 0.2, 0.1]])
    assert check_brier_score.reference(p[:1], np.array([0])) == pytest.approx(0.09 + 0.04 + 0.01)
    both = (0.14 + 0.49 + 0.04 + 0.81) / 2
    assert check_brier_score.reference(p, np.array([0, 2])) == pytest.approx(both)


def test_the_attention_reference_by_hand():
    # d = 4: scores (ln 3, 0), so the weights are (3/4, 1/4)
    query = np.array([2 * np.log(3), 0, 0, 0])
    keys, values = np.array([[1.0, 5, 0, 0], [0, 0, 1, 1]]), np.array([[4.0, 0], [0, 8]])
    np.testing.assert_allclose(check_attention.reference(query, keys, values), [3, 2], rtol=1e-12)


def test_the_masked_attention_reference_by_hand():
    # d = 1: word 0 sees itself; word 1 has the scores (ln 3, 0, hidden); word 2 sees all alike
    queries, keys = np.array([[5.0], [1.0], [0.0]]), np.array([[np.log(3)], [0.0], [9.0]])
    values = np.array([[4.0, 1.0], [8.0, 1.0], [0.0, 1.0]])
    visible = np.tril(np.ones((3, 3), dtype=bool))
    np.testing.assert_allclose(check_masked_attention.reference(queries, keys, values, visible),
                               [[4, 1], [5, 1], [4, 1]], rtol=1e-12)


def test_masked_attention_leaves_hidden_words_out_altogether():
    for q, k, v, visible in check_masked_attention.cases(np.random.default_rng(12)):
        mixtures = check_masked_attention.reference(q, k, v, visible)
        for one, seen, mixture in zip(q, visible, mixtures, strict=True):
            alone = check_attention.reference(one, k[seen], v[seen])
            np.testing.assert_allclose(mixture, alone, rtol=1e-9)


def test_the_draws_are_the_quantiles_that_scipy_finds_and_what_choice_draws():
    for z, u in check_draws.cases(np.random.default_rng(10)):
        p = special.softmax(z)
        quantiles = stats.rv_discrete(values=(np.arange(len(z)), p)).ppf(
            np.maximum(u, 1e-12))  # of 0 it would be -1
        np.testing.assert_array_equal(check_draws.reference(z, u), quantiles)
        assert np.abs(np.cumsum(p) - u[:, None]).min() > 1e-9  # rounding decides no draw
    z = np.array([0.3, -1.0, 1.2, 0.1])
    u = np.random.default_rng(11).random(1000)
    chosen = np.random.default_rng(11).choice(4, size=1000, p=special.softmax(z))
    np.testing.assert_array_equal(check_draws.reference(z, u), chosen)


def test_the_photo_of_the_task_on_draws():
    photo = np.array([2.0, 1.0, 0.1])
    (task, *_) = cells_of(check_draws)
    for numbers in (special.softmax(photo), np.cumsum(special.softmax(photo))):
        assert f"`{np.array2string(numbers.round(3), separator=', ')}`" in task.source
    assert check_draws.reference(photo, np.array([0.7])).tolist() == [1]


def test_the_five_pictures_show_the_functions_they_are_matched_with():
    x, curves = picture_curves()
    logits = np.stack([x, 0 * x])
    want = {
        "max": np.maximum(x, 0), "argmax": (x < 0) * 1.0, "hardmax": (x >= 0) * 1.0,
        "softmax": special.expit(x), "logsumexp": special.logsumexp(logits, axis=0),
    }
    for letter, name in check_matches.reference_answer().items():
        np.testing.assert_allclose(curves[letter], want[name], atol=1e-12)


def test_the_words_of_the_five_pictures_do_not_name_them():
    data, metadata = five_pictures()._repr_mimebundle_()
    assert not any(name in data["text/plain"] for name in FUNCTIONS)
    assert metadata["image/png"]["alt"] == data["text/plain"]


# Right answers in another style


def with_python_floats(logits):
    exps = [float(np.exp(z)) for z in logits]
    total = sum(exps)
    return [e / total for e in exps]


class CallableObject:
    def __call__(self, logits):
        return special.softmax(logits)


@pytest.mark.parametrize(
    "answer",
    [
        special.softmax,
        with_python_floats,
        lambda z: tuple(with_python_floats(z)),
        lambda x: special.softmax(x.astype(np.float32)),
        lambda row, unused=None: np.exp(row - special.logsumexp(row)),
        CallableObject(),
        lambda z: (np.exp(z) / np.exp(z).sum()).astype(object),
        lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(),
    ],
)
def test_a_right_softmax_in_another_style_passes(answer):
    assert check_softmax.examine(answer).status == RIGHT


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (check_logits, [np.log(7) + 5, np.log(2) + 5, 5]),
        (check_logits, np.log(np.array([0.7, 0.2, 0.1], dtype=np.float32))),
        (check_hardmax, lambda z: np.eye(len(z), dtype=int)[np.argmax(z)]),
        (check_hardmax, lambda z: np.arange(len(z)) == np.argmax(z)),
        (check_jacobian, lambda z: np.diag(special.softmax(z))
            - np.outer(special.softmax(z), special.softmax(z))),
        (check_softmax_with_temperature, lambda z, T: special.softmax(z) ** (1 / T)
            / (special.softmax(z) ** (1 / T)).sum()),
        (check_T, 0.432),
        (check_winner, lambda z, T: np.int64(np.argsort(-z, kind="stable")[0])),
        (check_cross_entropy, lambda p, y: np.mean([-np.log(r[c]) for r, c in zip(p, y,
                                                                                 strict=True)])),
        (check_gradient, lambda z, y: numerical_gradient(lambda z: mean_loss(z, y), z)),
        (check_one_vector, lambda W, b: [W @ [-1, 1], np.diff(b)[0]]),
        (check_probabilities, lambda X, y, C: LogisticRegression(
            C=C, solver="newton-cholesky", tol=1e-12).fit(X, y).predict_proba(X)[:, 1]),
        (check_stable_softmax, lambda z: special.softmax(np.float64(z), axis=-1)),
        (check_stable_softmax, lambda z: np.exp(special.log_softmax(np.float64(z), axis=-1))),
        (check_log_softmax, lambda z: special.log_softmax(z, axis=-1)),
        (check_log_softmax, lambda z: z - special.logsumexp(z, axis=-1, keepdims=True)),
        (check_loss_from_logits, lambda z, y: mean_loss(z.astype(np.float32), y)),
        (check_predictions, lambda X, y, V: LogisticRegression(C=10).fit(
            (X - X.mean(0)) / X.std(0), y).predict((V - X.mean(0)) / X.std(0))),
        (check_decisions, lambda p, costs: [int(np.argmin([c @ row for c in costs])) for row in p]),
    ],
)
def test_a_right_answer_in_another_style_passes(exercise, answer):
    verdict = exercise.examine(answer)
    assert verdict.status == RIGHT, verdict.text


# Wrong answers that no exercise names: none passes


def remembers_the_first_row(z):
    return np.array([0.65900114, 0.24243297, 0.09856589])


def right_for_three_classes(z):
    return special.softmax(z) if len(z) == 3 else np.full(len(z), 1 / len(z))


def right_for_positive_logits(z):
    return special.softmax(np.abs(z))


def sorts_first(z):
    return np.sort(special.softmax(z))[::-1]


def rounds(z):
    return np.round(special.softmax(z), 4)


def right_below_fifty(z):
    return special.softmax(z) if np.abs(np.float64(z)).max() < 50 else np.zeros(z.shape)


def longer_floats(z):
    exps = np.exp(np.asarray(z, dtype=np.longdouble))
    return exps / exps.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (check_softmax, remembers_the_first_row),
        (check_softmax, right_for_three_classes),
        (check_softmax, right_for_positive_logits),
        (check_softmax, sorts_first),
        (check_softmax, rounds),
        (check_softmax, lambda z: 2**z / (2**z).sum()),
        (check_softmax, lambda z: np.exp(z) / (np.exp(z).sum() + 1e-3)),
        (check_softmax, lambda z: special.softmax(z).tolist()[:-1]),
        (check_softmax_batch, lambda z, axis: special.softmax(z, axis) if z.ndim == 2 else z),
        (check_softmax_batch, lambda z, axis: special.softmax(z.T, axis)),
        (check_logits, [0.7, 0.2, -0.1]),
        (check_logits, np.array([[0.7], [0.2], [0.1]])),
        (check_hardmax, lambda z: z / z.max()),
        (check_hardmax, lambda z: np.round(special.softmax(100 * z))),
        (check_jacobian, lambda z: np.eye(len(z)) * special.softmax(z)),
        (check_matches, dict.fromkeys("ABCDE", "softmax")),
        (check_softmax_with_temperature, lambda z, T: special.softmax(z / T**2)),
        (check_T, 0.45),
        (check_T, -0.432),
        (check_winner, lambda z, T: 1),
        (check_winner, lambda z, T: np.argmin(z)),
        (check_cross_entropy, lambda p, y: -np.log(p).mean()),
        (check_cross_entropy, lambda p, y: -np.log(p.max(axis=1)).mean()),
        (check_soft_cross_entropy, lambda p, y: ((p - y) ** 2).sum(axis=1).mean()),
        (check_gradient, lambda z, y: np.zeros(z.shape)),
        (check_one_vector, lambda W, b: (W[:, 1] - W[:, 0], 0.0)),
        (check_outputs, dict(zip("abcdef", ["softmax", "sigmoids"] * 3, strict=True)) | {"a":
                                                                                       "sigmoids"}),
        (check_probabilities, lambda X, y, C: y),
        (check_probabilities, lambda X, y, C: LogisticRegression(C=C).fit(X, y)
            .decision_function(X)),
        (check_stable_softmax, right_below_fifty),
        (check_stable_softmax, longer_floats),
        (check_stable_softmax, lambda z: special.softmax(np.float64(z))),
        (check_log_softmax, lambda z: np.maximum(special.log_softmax(z, axis=-1), -745)),
        (check_log_softmax, lambda z: np.log(np.maximum(special.softmax(z, axis=-1), 1e-200))),
        (check_loss_from_logits, lambda z, y: np.nan_to_num(mean_loss(z, y), posinf=0) * 0),
        (check_loss_from_logits, lambda z, y: -np.log(
            np.clip(special.softmax(z, axis=1), 1e-9, 1 - 1e-9))[np.arange(len(y)), y].mean()),
        (check_forward, lambda X, W, b, y: (special.softmax(X @ W + b, 1), np.log(W.shape[1]))),
        (check_weight_gradient, lambda X, W, b, y: (np.zeros(W.shape), np.zeros(b.shape))),
        (check_predictions, lambda X, y, V: np.zeros(len(V))),
        (check_predictions, lambda X, y, V: np.full(len(V), np.bincount(y).argmax())),
        (check_step, lambda X, W, b, y, rate: (W, b, mean_loss(X @ W + b, y))),
        (check_fitted_temperature, lambda z, y, test_z, test_y: 2.5),
        (check_decisions, lambda p, costs: np.zeros(len(p))),
        (check_decisions, lambda p, costs: (p[:, -1] > 0.02).astype(int)),
        (check_attention, lambda q, keys, values: values.mean(axis=0)),
        (check_draws, lambda z, u: np.arange(len(u)) % len(z)),
        (check_masked_attention, lambda q, k, v, visible: 0 * v),
    ],
)
def test_a_wrong_answer_of_another_kind_does_not_pass(exercise, answer):
    verdict = exercise.examine(answer)
    assert verdict.status == WRONG
    assert verdict.text.startswith("✗ Not right yet: ")


ODD_VALUES = [
    None, "0.5", b"x", [], {}, set(), object(), 1j, [1j, 2], np.nan, [np.nan] * 3, np.inf,
    [[1, 2], [3]], [None, 1, 2], np.array(["a", "b", "c"]),
    np.ma.masked_array([1, 2, 3], [0, 1, 0]),
    np.zeros((0, 3)), np.zeros((2, 2, 2, 2)), 10**400, [10**400] * 3, True, (1, 2, 3), iter([1, 2]),
    {"A": "max"}, {"A": 1, "B": 2, "C": 3, "D": 4, "E": 5}, {letter: [1] for letter in "ABCDE"},
    np.array(None), np.datetime64("2020-01-01"), type, len,
]


@every_exercise
def test_no_odd_value_raises_or_passes(exercise, capsys):
    trains = exercise.name in ("probabilities", "predictions", "fitted_temperature")  # it is slow
    values = ODD_VALUES[::4] if trains else ODD_VALUES
    for value in values:
        for answer in (value, lambda *_, value=value: value):
            exercise(answer)
            assert exercise.status == WRONG, value
    assert capsys.readouterr().out.count("✗ Not right yet: ") == 2 * len(values)


class Hostile:
    """Fails whatever one asks of it."""

    def __array__(self, *_, **__):
        raise MemoryError("no")

    def __repr__(self):
        raise ValueError("no repr")

    __str__ = __len__ = __iter__ = __eq__ = __bool__ = __repr__
    __hash__ = None


class HostileError(Exception):
    def __str__(self):
        raise ValueError("no words")


def raises(error):
    def answer(*_):
        raise error

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        Hostile(), lambda z: Hostile(), lambda z: [Hostile()] * 3, raises(HostileError()),
        raises(SystemExit(0)), raises(KeyboardInterrupt()), raises(GeneratorExit()),
        raises(RecursionError()), raises(MemoryError()), lambda: 1, lambda z, extra: 1,
        lambda z: (_ for _ in z), lambda z: z.resize(0), lambda z: z.fill(np.nan),
    ],
)
def test_nothing_an_answer_does_makes_a_check_raise(answer, capsys):
    check_softmax(answer)
    assert "✗ Not right yet: " in capsys.readouterr().out
    assert check_softmax.status == WRONG


# What the learner reads


def test_an_error_is_told_with_the_learners_line():
    def my_softmax(logits):
        return logits / undefined_name  # noqa: F821

    text = " ".join(check_softmax.examine(my_softmax).text.split())
    assert "raised NameError: name 'undefined_name' is not defined." in text
    assert re.search(r"In line \d+ of your cell: `return logits / undefined_name", text)


@pytest.mark.parametrize(
    ("dress", "words"),
    [
        (lambda p: np.ma.masked_array(p, p < 0.1), "it is a masked array"),
        (lambda p: p.astype(complex), "real numbers are needed"),
        (lambda p: p.astype(str), "real numbers are needed"),
        (lambda p: [list(p), list(p)[:-1]], "its rows have different lengths"),
    ],
)
def test_right_numbers_in_a_dress_that_cannot_be_compared_are_told_so(dress, words):
    verdict = check_softmax.examine(lambda z: dress(special.softmax(z)))
    assert verdict.reason == "cannot be compared"
    assert words in " ".join(verdict.text.split())


def test_a_forgotten_return_is_named():
    assert "returned None" in check_softmax.examine(lambda z: None).text


def test_a_call_instead_of_the_function_is_named():
    text = check_softmax.examine(special.softmax([1, 2])).text
    assert "with no\nparentheses after `my_softmax`" in text


def test_a_wrong_shape_names_both_shapes():
    assert "shape is (1, 3), and (3,) is asked for" in told(
        check_softmax.examine(lambda z: special.softmax(z)[None]))
    assert "expected (3,), yours (2,)" in told(check_softmax.examine(lambda z: z[:2]))


def test_nan_is_named():
    assert "there is nan" in check_softmax.examine(lambda z: z * np.nan).text


def test_a_difference_shows_given_expected_and_yours():
    text = check_softmax.examine(lambda z: special.softmax(z)[::-1]).text
    assert "Given     logits = [2. , 1. , 0.1]" in text
    assert "Expected  [0.659 , 0.2424, 0.0986]" in text
    assert "Yours     [0.0986, 0.2424, 0.659 ]" in text


def test_equal_looking_numbers_get_more_digits():
    text = check_softmax.examine(lambda z: special.softmax(z) + 4e-6).text
    assert "Expected  [0.65900114, 0.24243297, 0.09856589]" in text
    assert "Yours     [0.65900514, 0.24243697, 0.09856989]" in text


def test_an_empty_call_and_none_get_friendly_words(capsys):
    check_softmax()
    assert "the parentheses are empty. Give the check your answer: `check_softmax(my_softmax)`" in (
        " ".join(capsys.readouterr().out.split()))
    assert check_softmax.status == NOT_YET
    assert "`my_logits` is None" in told(check_logits.examine(None))
    assert "function" not in told(check_logits.examine(None))
    assert "you gave a NoneType" in told(check_softmax.examine(None))


def test_an_exercise_shows_nothing_of_its_reference():
    assert repr(check_matches) == object.__repr__(check_matches)
    assert "hardmax" not in repr(check_matches)


def test_a_mistake_that_also_changes_its_input_keeps_its_hint():
    def in_place(z):
        np.exp(z, out=z)
        return z.copy()

    verdict = check_softmax.examine(in_place)
    assert verdict.reason == "exp without dividing"
    assert "sum to 1 yet" in verdict.text
    assert "And it changes its input: work on a new array." in told(verdict)


def test_a_cell_with_a_syntax_error_is_named(monkeypatch, capsys):
    shell = InteractiveShell()
    monkeypatch.setattr("helpers.checks.cells.get_ipython", lambda: shell)
    for source in ("def my_softmax(z):\n    return z", "def my_softmax(z):\n    return (z",
                   "check_softmax(my_softmax)"):
        shell.user_ns["In"].append(source)
    check_softmax(lambda z: z)
    out = " ".join(capsys.readouterr().out.split())
    assert out.startswith("… Not yet: the cell with your answer did not run")
    assert "line 2 of it ('(' was never closed)" in out
    shell.user_ns["In"].append("%time 1\ndef my_softmax(z):\n    return z")
    check_softmax(lambda z: z)
    assert "Not right yet" in capsys.readouterr().out


def test_a_changed_input_is_named_where_no_mistake_names_it():
    def in_place(z):
        z -= z.max()
        return special.softmax(z)

    verdict = check_softmax.examine(in_place)
    assert verdict.reason == "changes its input"
    assert "changes its input" in verdict.text


@pytest.mark.parametrize("exercise", [check_stable_softmax, check_log_softmax,
                                      check_loss_from_logits], ids=lambda e: e.id)
def test_the_stability_exercises_name_the_input_on_which_a_naive_answer_fails(exercise):
    def naive(z):
        return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)

    answers = {
        "stable_softmax": lambda z: naive(np.float64(z)),
        "log_softmax": lambda z: np.log(naive(z)),
        "loss_from_logits": lambda z, y: -np.log(naive(z)[np.arange(len(y)), y]).mean(),
    }
    verdict = exercise.examine(answers[exercise.name])
    assert verdict.status == WRONG
    assert "1000" in verdict.text.split("Given")[1].split("Expected")[0]


def test_a_wrong_shape_is_recognised_whatever_numbers_stand_in_it():
    def scaled(X, by):
        return (X - by.mean(0)) / by.std(0)

    def model(X, y):
        return LogisticRegression().fit(scaled(X, X), y)

    reasons = [
        check_predictions.examine(lambda X, y, V: model(X, y).predict(scaled(X, X))).reason,
        check_predictions.examine(lambda X, y, V: model(X, y).predict_proba(scaled(V, X))).reason,
    ]
    assert reasons == ["predicts the training rows", "probabilities instead of classes"]


def test_the_random_cases_are_fresh():
    seen = []
    check_softmax.examine(lambda z: seen.append(z.copy()) or special.softmax(z))
    check_softmax.examine(lambda z: seen.append(z.copy()) or special.softmax(z))
    half = len(seen) // 2
    assert np.array_equal(seen[0], seen[half])
    assert not np.array_equal(seen[half - 1], seen[-1])


def test_the_solution_is_shown_as_text_and_in_colours(monkeypatch):
    shown = []
    monkeypatch.setattr("helpers.checks.show.get_ipython", lambda: True)
    monkeypatch.setattr("helpers.checks.show.display", lambda data, raw: shown.append(data))
    check_softmax.solution()
    check_softmax.solution()
    assert shown[0] == shown[1]
    assert "return exps / exps.sum()" in shown[0]["text/plain"]
    assert "<span style=" in shown[0]["text/html"]


def test_the_solution_is_printed_where_there_is_no_notebook(capsys):
    check_logits.solution()
    assert capsys.readouterr().out == "my_logits = np.log([0.7, 0.2, 0.1])\n"


# Limits of time and output


def endless(z):
    while True:
        pass


def endless_with_except(z):
    while True:
        with contextlib.suppress(Exception):
            time.sleep(0.001)


@pytest.mark.parametrize("answer", [endless, endless_with_except])
def test_an_endless_loop_ends_with_a_verdict(answer):
    before = threading.active_count()
    start = time.monotonic()
    verdict = check_softmax.examine(answer, seconds=0.2)
    assert time.monotonic() - start < 3
    assert verdict.reason == "no result in time"
    assert re.search(r"input 1 of \d\d\.", told(verdict))
    assert "restart" not in verdict.text
    assert threading.active_count() == before


def test_an_answer_that_will_not_stop_is_abandoned_and_the_line_says_restart(monkeypatch, capsys):
    monkeypatch.setattr(runner, "GRACE", 0.2)
    let_go = threading.Event()

    def stubborn(z):
        while not let_go.is_set():
            try:
                print("still here")
                time.sleep(0.001)
            except BaseException:
                pass

    try:
        verdict = check_softmax.examine(stubborn, seconds=0.2)
        assert "restart the kernel" in " ".join(verdict.text.split())
        capsys.readouterr()
        time.sleep(0.05)
        print("mine")
        assert capsys.readouterr().out == "mine\n"  # the abandoned thread is not heard any more
        assert check_softmax.examine(special.softmax).status == RIGHT
    finally:
        let_go.set()
        sys.stdout, sys.stderr = sys.stdout.stream, sys.stderr.stream


def burn(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


@pytest.mark.skipif(not hasattr(time, "pthread_getcpuclockid"), reason="no clock of a thread")
def test_a_busy_machine_changes_no_verdict(monkeypatch):
    monkeypatch.setattr(runner, "PATIENCE", 1000)
    monkeypatch.setattr(runner, "IDLE", 1e-9)
    others = [threading.Thread(target=burn, args=(0.4,)) for _ in range(3)]  # all share one lock
    for other in others:
        other.start()
    start = time.monotonic()
    verdict = check_softmax.examine(lambda z: burn(0.03) or special.softmax(z), seconds=0.6)
    assert verdict.status == RIGHT
    assert time.monotonic() - start > 0.6  # by the clock it would have been too long
    for other in others:
        other.join()


def test_an_answer_that_only_waits_is_stopped_by_the_clock():
    def waits(z):
        for _ in range(1000):
            time.sleep(0.005)

    assert check_softmax.examine(waits, seconds=0.2).reason == "no result in time"


@pytest.mark.parametrize("where", ["Thread.start", "stack_size"])
def test_without_threads_the_check_runs_and_says_that_nothing_guards(where, monkeypatch, capsys):
    def no_threads(*_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(f"threading.{where}", no_threads)
    check_softmax(lambda z: print("z") or special.softmax(z))
    out = " ".join(capsys.readouterr().out.split())
    assert out.startswith("This Python has no threads, as in a browser: nothing stops an answer")
    assert "✓" in out
    assert check_softmax.examine(raises(SystemExit())).reason == "raised SystemExit"


def test_an_endless_print_is_cut():
    def chatty(z):
        while True:
            print("hello " * 100)

    verdict = check_softmax.examine(chatty, seconds=0.3)
    assert verdict.reason == "no result in time"
    assert len(verdict.text) < 2000
    assert "(and more, cut here)" in verdict.text


def test_output_beyond_the_cut_is_not_even_kept():
    heard = tap.Heard()
    for text in ["", "hello " * 100] * 100:
        heard.write(text)
    assert sum(map(len, heard.kept)) == tap.KEEP + 1
    assert len(heard.kept) < 10


def test_a_debugging_print_is_shown_before_the_verdict(capsys):
    check_softmax(lambda z: print("z is", z) or special.softmax(z))
    printed = capsys.readouterr().out
    assert printed.startswith("Your code printed:\n  | z is [2.  1.  0.1]\n")
    assert printed.rstrip().splitlines()[-1].startswith("✓")


def test_standard_output_is_put_back():
    out, err = sys.stdout, sys.stderr
    check_softmax.examine(special.softmax)
    check_softmax.examine(endless, seconds=0.1)
    assert (sys.stdout, sys.stderr) == (out, err)


def test_stopping_the_cell_ends_the_answer_and_does_not_raise():
    started = threading.Event()

    def slow(z):
        started.set()
        time.sleep(0.01)
        endless(z)

    def interrupt():
        started.wait()
        main = ctypes.c_ulong(threading.main_thread().ident)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(main, ctypes.py_object(KeyboardInterrupt))

    threading.Thread(target=interrupt).start()
    verdict = check_softmax.examine(slow, seconds=5)
    assert verdict.reason == "interrupted"


def test_a_run_tells_how_it_ended():
    assert runner.run_limited(iter("ab"), 1) == ("finished", ["a", "b"], "")
    assert runner.run_limited((print("x") for _ in "a"), 1).printed == "x\n"
    stopped = runner.run_limited((endless(x) if x else x for x in range(2)), 0.1)
    assert stopped == ("stopped", [0], "")


# The engine itself: an exercise with one fault is caught


def square(x):
    """Square of a number, to 1e-6."""
    return x * x


def an_exercise(**changes):
    parts = {
        "title": "a square", "reference": square, "nudge": "Times itself.",
        "make_cases": lambda rng: [(2.0,), (3.0,), (float(rng.uniform(4, 5)),)],
        "mistakes": [Mistake("doubles", lambda x: 2 * x, "this doubles.")],
    }
    return FunctionExercise(**{**parts, **changes})


def test_a_mistake_that_agrees_on_one_case_only_is_not_taken_for_the_mistake():
    exercise = an_exercise()
    assert exercise.examine(lambda x: 2 * x).reason == "doubles"
    assert exercise.examine(lambda x: 2 * x if x < 4 else 7).reason == "other numbers"
    assert exercise.examine(lambda x: 4.0).reason == "other numbers"


@pytest.mark.parametrize(("error", "status"), [(5e-7, RIGHT), (3e-5, WRONG)])
def test_the_tolerance_is_kept(error, status):
    assert an_exercise().examine(lambda x: x * x + error).status == status


@pytest.mark.parametrize(("error", "reason"), [(2e-3, "not exact enough"), (1e-2, "other numbers")])
def test_lost_digits_are_told_from_other_numbers(error, reason):
    verdict = an_exercise().examine(lambda x: x * x * (1 + error))
    assert verdict.reason == reason
    words = "1e-06 is asked for"
    assert (words in " ".join(verdict.text.split())) == (reason == "not exact enough")


def test_an_exercise_with_a_coarse_tolerance_asks_for_no_more_digits():
    assert an_exercise(tolerance=0.01).examine(lambda x: x * x + 0.2).reason == "other numbers"


def test_of_several_results_the_wrong_one_is_named():
    def pair(x):
        """Pair."""
        return x, x * x

    exercise = an_exercise(reference=pair, results=2, mistakes=[])
    text = " ".join(exercise.examine(lambda x: (x, 7.0)).text.split())
    assert "result 1 is right, result 2 is not. The numbers differ" in text


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_a_number_does_not_pass_for_inf_or_nan_nor_the_other_way_round(value):
    def odd(x):
        """Odd."""
        return value

    assert an_exercise(reference=odd).examine(lambda x: 1e300).status == WRONG
    assert an_exercise(reference=odd).examine(lambda x: -1e300).status == WRONG
    assert an_exercise(reference=odd).examine(lambda x: value).status == RIGHT
    assert an_exercise().examine(lambda x: value).status == WRONG


def test_raising_is_only_equal_to_raising_the_same_error():
    mistake = Mistake("fails above 2", lambda x: x * x if x < 3 else 1 / 0, "this fails.")
    exercise = an_exercise(mistakes=[mistake])
    assert exercise.examine(lambda x: x * x if x < 3 else 1 // 0).reason == "fails above 2"
    assert exercise.examine(lambda x: x * x if x < 3 else [][0]).reason == "raised IndexError"


def test_an_answer_with_ellipsis_inside_is_not_yet():
    def pair(x):
        """Pair."""
        return x, x

    exercise = an_exercise(reference=pair, results=2, mistakes=[])
    assert exercise.examine(lambda x: (x, ...)).status == NOT_YET
    assert exercise.examine(lambda x: [x, x]).status == RIGHT
    assert exercise.examine(lambda x: x).reason == "wrong number of results"
    assert exercise.examine(lambda x: (x, x, x)).reason == "wrong number of results"
