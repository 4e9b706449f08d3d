"""What an answer does on the cases, and whether two answers do the same. Arrays only, no words."""

import copy
from typing import NamedTuple

import numpy as np

from helpers.checks.read import Unfilled, Unusable
from helpers.checks.runner import Stopped
from helpers.checks.words import told_error


class Outcome(NamedTuple):
    """What an answer did on one case; plain data, so that it can be sent to another process.

    kind : "value", "raised", "unfilled" (it holds `...`), "nothing" (None) or "unusable".
    parts : the float arrays it returned, one for each result. note : the error, or why the answer
    is unusable. changed : whether it changed its input.
    """

    kind: str
    parts: tuple = ()
    note: str = ""
    changed: bool = False

    @property
    def shapes(self):
        """The shape of each part."""
        return [part.shape for part in self.parts]


class Trial(NamedTuple):
    """A case, what is wanted there, what came, and whether they agree.

    want, got : as the exercise sees them. wanted : before it looks.
    """

    case: tuple
    wanted: Outcome
    want: Outcome
    got: Outcome
    right: bool


def outcomes(exercise, answer, cases):
    """Yield the Outcome of an answer to an exercise on every case, one after the other."""
    for case in cases:
        with np.errstate(all="ignore"):  # an answer's own warnings would only blur its hint
            outcome = _outcome(exercise, answer, case)
        yield outcome


def _outcome(exercise, answer, case):
    given = copy.deepcopy(case)
    try:
        raw = exercise.call(answer, given)
        outcome = Outcome("nothing") if raw is None else Outcome("value", exercise.parts(raw))
    except Stopped:
        raise
    except Unfilled:
        outcome = Outcome("unfilled")
    except Unusable as error:
        outcome = Outcome("unusable", note=str(error))
    except BaseException as error:  # SystemExit and KeyboardInterrupt too: a check never raises
        outcome = Outcome("raised", note=told_error(error, answer))
    return outcome._replace(changed=differ(given, case))


def trials(exercise, cases, wanted, given):
    """Return a Trial for every case; `wanted` and `given` are outcomes."""
    made = []
    for case, target, outcome in zip(cases, wanted, given, strict=True):
        want, got = seen(exercise, target, target), seen(exercise, target, outcome)
        right = same(want, got, exercise.tolerance) and not got.changed
        made.append(Trial(case, target, want, got, right))
    return made


def seen(exercise, want, got):
    """Return an outcome as the exercise sees it: through its view, where it has one.

    A single number in brackets counts as the number. What has another shape than is wanted cannot
    be viewed: it becomes "misshapen", and only its shape is left to compare.
    """
    if got.kind != "value" or len(got.parts) != len(want.parts):
        return got
    parts = tuple(
        one.reshape(()) if one.size == 1 and other.ndim == 0 else one
        for one, other in zip(got.parts, want.parts, strict=True)
    )
    if exercise.view is None:
        return got._replace(parts=parts)
    if parts[0].shape != want.parts[0].shape:
        return got._replace(kind="misshapen", parts=parts)
    with np.errstate(all="ignore"):
        viewed = exercise.view(*parts, *want.parts)
    return got._replace(parts=(np.asarray(viewed, dtype=float),))


def same(one, other, tolerance):
    """Whether two outcomes agree, whatever they did to their input."""
    if one.kind != other.kind or one.shapes != other.shapes:
        return False
    if one.kind == "misshapen":
        return True
    if one.kind == "raised":  # the same type of error
        return one.note.split(":")[0] == other.note.split(":")[0]
    return all(close(*parts, tolerance) for parts in zip(one.parts, other.parts, strict=True))


def close(want, got, tolerance):
    """Whether |got − want| <= tolerance · max(1, |want|); inf and nan match only themselves."""
    with np.errstate(all="ignore"):
        near = np.abs(got - want) <= tolerance * np.maximum(1, np.abs(want))
    near &= np.isfinite(want)
    return bool(np.all(near | (got == want) | (np.isnan(got) & np.isnan(want))))


def differ(one_case, other_case):
    """Whether any argument of one case differs from that of another, by more than a rounding."""
    return not all(map(_alike, one_case, other_case))


def _alike(one, other):
    if np.shape(one) != np.shape(other) or np.asarray(one).dtype.kind not in "biufc":
        return np.array_equal(one, other)
    with np.errstate(all="ignore"):
        return np.allclose(one, other, rtol=1e-9, atol=1e-12, equal_nan=True)
