"""What is wrong with an answer: the first of several descriptions that fits all its trials."""

from typing import NamedTuple

import numpy as np

from helpers.checks.compare import Trial, close, same

NEAR = 5e-3  # an answer that is off by no more has only lost digits
EXACT = 1e-9  # exercises with a smaller tolerance are about positions or choices, not about numbers


class Finding(NamedTuple):
    """What was found, and the first trial that shows it: of several results, the first wrong one.

    kind : "mistake", "scaled", "changed" and so on: what `words` has a sentence for.
    detail : the Mistake; of "scaled" the name of the factor for each result, "" where it is right;
    of "other" whether each result is right; of "inexact" how far it is off at most.
    """

    kind: str
    trial: Trial
    detail: object = None


def diagnose(exercise, trials):
    """Return the Finding on an answer, or None where every trial is right."""
    wrong = [trial for trial in trials if not trial.right]
    if not wrong:
        return None
    first = min(wrong, key=lambda trial: [*_right_results(exercise, trial), False].index(False))
    with np.errstate(all="ignore"):
        for describe in (_known, _failed, _changed, _scaled, _misshapen, _inexact):
            finding = describe(exercise, trials, first)
            if finding is not None:
                return finding
    results = [_right_results(exercise, trial) for trial in trials]
    return Finding("other", first, list(map(all, zip(*results, strict=False))))


def _right_results(exercise, trial):
    """Return for each result of a trial whether it is right."""
    return [_fits(want, got, exercise)
            for want, got in zip(trial.want.parts, trial.got.parts, strict=False)]


def known(exercise, trials):
    """Yield the mistakes whose behaviour an answer has in every trial."""
    for mistake in exercise.mistakes:
        if any(_behaves_like(exercise, answer, trials)
               for answer in (mistake.answer, *mistake.variants)):
            yield mistake


def _behaves_like(exercise, answer, trials):
    """Whether another answer has these outcomes; it is given up at the first other one."""
    alike = exercise.alike or exercise.tolerance
    done = exercise.behaviour(answer, [trial.case for trial in trials])
    return all(
        same(exercise.as_in(trial, outcome), trial.got, alike)
        for outcome, trial in zip(done, trials, strict=True)
    )


def _known(exercise, trials, first):
    mistake = next(known(exercise, trials), None)
    return mistake and Finding("mistake", first, mistake)


def _failed(exercise, trials, first):
    if first.got.kind != "value":
        return Finding(first.got.kind, first)
    if len(first.got.parts) != len(first.want.parts):
        return Finding("count", first)
    return None


def _changed(exercise, trials, first):
    """Right numbers, by an answer that changes its input."""
    if all(same(trial.want, trial.got, exercise.tolerance) for trial in trials):
        return Finding("changed", first)
    return None


def _sizes(trial):
    """Return n, the rows of the first argument, and K, the length of the result's last axis."""
    first = np.shape(trial.case[0]) if trial.case else ()
    shaped = next((part.shape for part in trial.want.parts if part.ndim), first)
    return (first[0] if len(first) > 1 else 1), (shaped[-1] if shaped else 1)


FACTORS = {
    "": lambda n, K: 1,
    "-1": lambda n, K: -1,
    "2": lambda n, K: 2,
    "1/2": lambda n, K: 1 / 2,
    "n": lambda n, K: n,
    "1/n": lambda n, K: 1 / n,
    "1/K": lambda n, K: 1 / K,
    "-n": lambda n, K: -n,
    "1/ln 2": lambda n, K: 1 / np.log(2),
    "1/ln 10": lambda n, K: 1 / np.log(10),
}


def _scaled(exercise, trials, first):
    """Each result is the right one times a factor of FACTORS, the same in every trial."""
    if exercise.tolerance < EXACT or exercise.view:
        return None
    if any(trial.got.kind != "value" or trial.got.shapes != trial.want.shapes for trial in trials):
        return None
    factors = [_factor(exercise, trials, i) for i in range(len(first.want.parts))]
    return Finding("scaled", first, factors) if all(f is not None for f in factors) and any(
        factors) else None


def _factor(exercise, trials, i):
    """Return the name of the factor of the i-th result, a number where it has no name, or None."""
    want, got = ([outcome.parts[i] for outcome in each]
                 for each in zip(*((trial.want, trial.got) for trial in trials), strict=True))
    for name, factor in FACTORS.items():
        factors = [factor(*_sizes(trial)) for trial in trials]
        if all(map(_in_proportion, factors, want, got)):
            return name
    size = sum(np.sum(part**2) for part in want)
    constant = sum(map(np.vdot, want, got)) / size if size and np.isfinite(size) else 0
    told = constant != 0 and abs(constant - 1) > 4 * NEAR  # or it has only lost digits
    fits = told and all(_in_proportion(constant, a, b) for a, b in zip(want, got, strict=True))
    return f"{constant:.4g}" if fits else None


def _in_proportion(factor, want, got):
    """Whether an array is the other times a factor, to one in 10,000 of its largest number."""
    size = np.max(np.abs(factor * want), initial=0)
    return np.isfinite(size) and close(factor * want / (size or 1), got / (size or 1), 1e-4)


def _misshapen(exercise, trials, first):
    wrong = [trial for trial in trials if trial.got.shapes != trial.want.shapes]
    if not wrong:
        return None
    pairs = [pair for trial in trials
             for pair in zip(trial.want.parts, trial.got.parts, strict=False)]
    if all(_fits(want.T, got, exercise) for want, got in pairs):
        return Finding("transposed", wrong[0])
    if all(_fits(want.ravel(), got.ravel(), exercise) for want, got in pairs):
        return Finding("flat", wrong[0])
    return Finding("shape", first) if first is wrong[0] else None


def _fits(want, got, exercise):
    return want.shape == got.shape and close(want, got, exercise.tolerance)


def _inexact(exercise, trials, first):
    """Right everywhere but for the last digits."""
    if EXACT < exercise.tolerance < NEAR and all(
        same(trial.want, trial.got, NEAR) for trial in trials
    ):
        parts = [pair for trial in trials
                 for pair in zip(trial.want.parts, trial.got.parts, strict=True)]
        off = [np.max(np.abs(got - want) / np.maximum(1, np.abs(want)), initial=0)
               for want, got in parts if np.all(np.isfinite(want))]
        return Finding("inexact", first, max(off))
    return None
