"""Derivations on paper: every line is a number or an array at one point, and may use earlier ones.

No two lines are the same quantity, so that none can stand in the place of another.
"""

from dataclasses import dataclass

import numpy as np

from helpers.checks.compare import Trial, close, same
from helpers.checks.exercise import FunctionExercise, Mistake
from helpers.checks.words import shown

_RIGHT_SO_FAR = ("", "line 1 is right. ", "lines 1 and 2 are right. ", "lines 1 to 3 are right. ",
                 "lines 1 to 4 are right. ")


@dataclass(kw_only=True, repr=False)
class Derivation(FunctionExercise):
    """The learner writes a function that returns the lines of a derivation, as a tuple.

    Only the first wrong line and those before it are looked at, for later ones build on them.
    """

    unknown: str = "mend the first wrong line; the later ones build on it."

    def parts(self, raw):
        """Return the lines as float arrays; an array with a number for every line will do, too."""
        parts = super().parts(raw)
        if [part.shape for part in parts] == [(self.results,)]:
            return tuple(map(np.asarray, parts[0]))
        return parts

    def trials(self, cases, outcomes):
        """Return the trials, cut below the first line that is wrong in any of them."""
        made = super().trials(cases, outcomes)
        standing = made[: len(self.standing)]
        line = self._first_wrong_line(standing) or self._first_wrong_line(made)
        return [self._cut(trial, line) for trial in made]

    def as_in(self, trial, outcome):
        """Return an outcome as a trial shows it: no more lines than the trial has."""
        return super().as_in(trial, _first_lines(outcome, len(trial.wanted.parts)))

    def _first_wrong_line(self, trials):
        return min((line for trial in trials for line in self._wrong_lines(trial)), default=None)

    def _wrong_lines(self, trial):
        """Return the numbers of the wrong lines; none where the number of lines is wrong."""
        if len(trial.got.parts) != len(trial.want.parts):
            return []
        pairs = zip(trial.want.parts, trial.got.parts, strict=True)
        return [line for line, (want, yours) in enumerate(pairs, 1)
                if want.shape != yours.shape or not close(want, yours, self.tolerance)]

    def _cut(self, trial, line):
        wanted, want, got = (_first_lines(outcome, line) for outcome in
                             (trial.wanted, trial.want, trial.got))
        right = same(want, got, self.tolerance) and not got.changed
        return Trial(trial.case, wanted, want, got, right)

    def lines(self, trial):
        """Return the first wrong line, expected and yours, and where."""
        if trial.got.kind not in ("value", "raised"):
            return []
        pairs = zip(self.arguments, trial.case, strict=True)
        given = "   Given " + ", ".join(f"{name} = {shown(value)}" for name, value in pairs)
        wrong = self._wrong_lines(trial)
        if not wrong:
            return [given]
        want, yours = (outcome.parts[wrong[0] - 1] for outcome in (trial.want, trial.got))
        digits = 8 if shown(yours) == shown(want) else 4  # they must not look the same
        return [f"   Line {wrong[0]} is the first wrong one: expected {shown(want, digits)}, "
                f"yours {shown(yours, digits)}", given]


def _first_lines(outcome, line):
    return outcome._replace(parts=outcome.parts[:line])


def slip(reference, line, name, hint, *slips):
    """Return the mistake of a slip in one line.

    slips : ways to make it, each a function of the case that gives the wrong line.
    hint : about that line; that those before it are right is said in front.
    """
    first, *others = (_with_line(reference, line, each) for each in slips)
    return Mistake(f"line {line}: {name}", first, _RIGHT_SO_FAR[line - 1] + hint, tuple(others))


def _with_line(reference, line, wrong):
    def answer(*case):
        lines = list(reference(*case))
        lines[line - 1] = wrong(*case)
        return tuple(lines)

    return answer
