"""Wrong answers do not pass, right ones do, and luck changes neither a verdict nor its reason.

`SEEDS=200 pytest tests/test_answers.py` tries more random cases; the standing ones decide anyway.
"""

import importlib
import os

import numpy as np
import pytest
from answers import second
from answers.every import wrong_answers

from helpers.checks import NOTEBOOKS, exercises
from helpers.checks.compare import Outcome, outcomes
from helpers.checks.words import RIGHT, WRONG

SEEDS = int(os.environ.get("SEEDS", "5"))
EXERCISES = {exercise.id: exercise for number in NOTEBOOKS for exercise in exercises(number)}


def answers(kind):
    """Yield exercise, entry and its place for every entry of the tables in tests/answers."""
    for number in NOTEBOOKS:
        table = getattr(importlib.import_module(f"answers.notebook_{number}"), kind)
        for name, entries in table.items():
            yield from ((EXERCISES[f"{number}.{name}"], entry, f"notebook_{number}, {i}")
                        for i, entry in enumerate(entries))
    for name, entries in getattr(second, kind).items():
        yield from ((EXERCISES[name], entry, f"second, {i}") for i, entry in enumerate(entries))


def numbered(kind):
    return [pytest.param(exercise, entry, id=f"{exercise.id} in {place}")
            for exercise, entry, place in answers(kind)]


def decided(exercise, answer):
    """Return status and reason, the same for every seed."""
    refused = exercise.refused(answer)
    if refused:
        return refused[:2]
    first = list(outcomes(exercise, answer, exercise.standing))
    found = {exercise.judge(exercise.standing, first)[:2]}
    if all(trial.right for trial in exercise.trials(exercise.standing, first)):
        found = {exercise.judge(*more)[:2] for more in fresh(exercise, answer, first)}
    assert len(found) == 1, found
    return found.pop()


def fresh(exercise, answer, first):
    """Yield cases and outcomes for every seed; where the standing ones decide, none counts."""
    n = len(exercise.standing)
    for seed in range(1, SEEDS + 1):
        cases = exercise.cases(np.random.default_rng(seed))
        yield cases, first + list(outcomes(exercise, answer, cases[n:]))


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_the_standing_cases_decide_whatever_came_on_the_others(exercise):
    (mistake, *_) = exercise.mistakes
    first = list(exercise.behaviour(mistake.answer, exercise.standing))
    cases = exercise.cases(np.random.default_rng(1))
    for later in (Outcome("raised", note="X: x."), Outcome("nothing")):
        done = first + [later] * (len(cases) - len(first))
        assert exercise.judge(cases, done).reason == mistake.name


@pytest.mark.parametrize(("exercise", "entry"), numbered("WRONG"))
def test_a_wrong_answer_has_its_reason(exercise, entry):
    answer, reason = entry
    assert decided(exercise, answer) == (WRONG, reason)


@pytest.mark.parametrize(("exercise", "answer"), numbered("RIGHT"))
def test_a_right_answer_in_any_honest_form_passes(exercise, answer):
    assert decided(exercise, answer) == (RIGHT, "")


FUNCTIONS = [exercise for exercise in EXERCISES.values() if hasattr(exercise, "reference")]
MADE = [pytest.param(exercise, answer, id=f"{exercise.id}: {name}") for exercise in FUNCTIONS
        for name, answer in wrong_answers(exercise, exercise.reference).items()]


@pytest.mark.parametrize(("exercise", "answer"), MADE)
def test_a_wrong_answer_that_can_be_made_for_any_exercise_does_not_pass(exercise, answer):
    assert decided(exercise, answer)[0] == WRONG


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_there_are_enough_of_them(exercise):
    wrong = sum(each is exercise for each, *_ in answers("WRONG"))
    made = len(wrong_answers(exercise, exercise.reference)) if exercise in FUNCTIONS else 0
    assert wrong + made >= 20
    assert sum(each is exercise for each, *_ in answers("RIGHT")) >= 2


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_the_reference_is_right_whatever_the_seed(exercise):
    assert decided(exercise, exercise.reference_answer()) == (RIGHT, "")
