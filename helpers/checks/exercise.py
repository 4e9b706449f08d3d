"""What an exercise is: data. How an answer comes to its verdict: `examine`, and `judge` in it.

A reference solution, cases to try, and the mistakes people make, each a wrong implementation with
its hint. An answer that does what a mistake does, on every case, made it.
"""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from helpers.checks import compare, progress, words
from helpers.checks.cells import syntax_error
from helpers.checks.diagnose import diagnose
from helpers.checks.read import as_array, as_choices, as_sequence
from helpers.checks.runner import run_limited
from helpers.checks.show import show_code, show_verdict

SECONDS = 3.0  # for all cases of one answer together
_NO_ANSWER = object()


class Mistake(NamedTuple):
    """A wrong answer people give.

    name : what it does, in a few words, as a teacher's table shows it.
    answer : the wrong implementation, or for an exercise about a value the wrong value.
    hint : one to three sentences that make the learner think, not the code to type.
    variants : other answers that make the same mistake with other numbers.
    """

    name: str
    answer: Any
    hint: str
    variants: tuple = ()


@dataclass(kw_only=True, repr=False)
class Exercise:
    """One exercise, called with the learner's answer: `check_softmax(my_softmax)`.

    title : a few words for lists.
    make_cases : function of a numpy Generator that returns the argument tuples to try. What does
        not depend on the generator stands in the same place every time.
    mistakes : the wrong answers with their hints. nudge : what `hint()` prints.
    tolerance : largest accepted |yours − expected| / max(1, |expected|).
    alike : the same between an answer and a mistake, where that is not the tolerance.
    setup : import lines at the top of the stub and of the solution.
    view : what to compare instead of the answer itself; called with the given and the wanted part.
    view_name : what the view is, for the learner.
    told : function of a trial; its sentence stands in place of the lines given, expected, yours.
    unknown : what the learner reads when the numbers differ and no mistake is recognised.
    inexact : what may have cost an answer its last digits.
    after : a sentence added to "Right".
    seconds : time limit for all cases together.

    A subclass says what an answer is: `refused` is the verdict on what is none, `call` asks it for
    a case, `parts` reads what it gave.
    """

    title: str
    mistakes: list[Mistake]
    nudge: str
    make_cases: Callable = lambda rng: [()]
    tolerance: float = 1e-6
    alike: float | None = None
    setup: str = ""
    view: Callable | None = None
    view_name: str = "Yours"
    told: Callable | None = None
    unknown: str = words.NO_HINT
    inexact: str = "Was something rounded, or stopped too early?"
    after: str = ""
    seconds: float = SECONDS

    # What a notebook uses

    def __call__(self, answer=_NO_ANSWER):
        """Show the verdict on an answer. Never raises."""
        error = syntax_error(self.answer_name)
        if answer is _NO_ANSWER:
            verdict = words.no_answer(self)
        else:
            verdict = words.did_not_run(error) if error else self.examine(answer)
        progress.record(self.id, status=verdict.status)
        show_verdict(verdict)

    def hint(self):
        """Print a first nudge, without the answer."""
        print(words.wrapped(f"A nudge: {self.nudge}"))

    def solution(self):
        """Show the reference."""
        show_code(self.solution_source)

    # From an answer to its verdict

    def examine(self, answer, *, seconds=None, seed=None):
        """Return the Verdict on an answer. `seed` fixes the random cases."""
        refused = self.refused(answer)
        if refused:
            return refused
        cases = self.cases(np.random.default_rng(seed))
        limit = seconds or self.seconds
        run = run_limited(compare.outcomes(self, answer, cases), limit)
        if run.state == "finished":
            verdict = self.judge(cases, run.values)
        else:
            verdict = words.unfinished(run.state, len(run.values), len(cases), limit)
        return words.with_output(verdict, run.printed)

    def cases(self, rng):
        """Return the argument tuples to try: the standing ones, then fresh ones from `rng`.

        The fresh ones are for answers that know the others by heart.
        """
        pairs = zip(self.standing, self.make_cases(rng), strict=True)
        return self.standing + [new for old, new in pairs if compare.differ(old, new)]

    @cached_property
    def standing(self):
        """The cases that are the same in every check."""
        return self.make_cases(np.random.default_rng(0))

    @cached_property
    def _standing_wanted(self):
        return list(compare.outcomes(self, self.truth, self.standing))

    def behaviour(self, mistaken, cases):
        """Yield the outcomes of a mistake's answer on cases that begin with the standing ones.

        Those are remembered, so that it runs once; it is not run for more than is looked at.
        """
        known = self._behaviours.setdefault(id(mistaken), [])
        for i, case in enumerate(cases):
            if i >= len(self.standing):
                yield from compare.outcomes(self, mistaken, [case])
                continue
            if i == len(known):
                known.extend(compare.outcomes(self, mistaken, [case]))
            yield known[i]

    @cached_property
    def _behaviours(self):
        return {}

    def judge(self, cases, outcomes):
        """Return the Verdict on an answer that had these outcomes on `self.cases(…)`.

        No code of the learner's runs here. The standing cases decide alone where any is wrong: the
        same answer has the same verdict in every check.
        """
        if any(outcome.kind == "unfilled" for outcome in outcomes):
            return words.holds_ellipsis(self)
        trials = self.trials(cases, outcomes)
        finding = diagnose(self, trials[: len(self.standing)]) or diagnose(self, trials)
        return words.found(self, finding) if finding else words.right(self)

    def trials(self, cases, outcomes):
        """Return a Trial for each of `self.cases(…)` and its outcome."""
        fresh = compare.outcomes(self, self.truth, cases[len(self.standing):])
        return compare.trials(self, cases, [*self._standing_wanted, *fresh], outcomes)

    # What a subclass may say in another way

    def as_in(self, trial, outcome):
        """Return what a mistake did on a trial's case, as the trial shows what came."""
        return compare.seen(self, trial.wanted, outcome)

    arguments = ()  # names of what a case holds
    other = "other numbers"  # the reason where no description fits

    @property
    def truth(self):
        """The answer that all others are compared with."""
        return self.reference_answer()

    def parts(self, raw):
        """Return what an answer gave as a tuple of float arrays."""
        return (as_array(raw),)

    def difference(self, trial):
        """Say what is wrong with an answer that makes no known mistake."""
        return self.unknown

    def lines(self, trial):
        """Return the lines that show a trial."""
        if self.told:
            return [f"   {self.told(trial)}"] if trial.got.kind == "value" else []
        return words.lines(self.arguments, trial, self.view_name)

    # Its identity and its cells

    @property
    def id(self):
        """Identity, such as "01.softmax": the number in the module's name, the answer's name."""
        return f"{self.notebook}.{self.name}"

    @property
    def notebook(self):
        """Number of the notebook, such as "01"."""
        return self.module.rpartition("_")[2]

    @property
    def name(self):
        """The answer's name without "my_"."""
        return self.answer_name.removeprefix("my_")

    @property
    def check_name(self):
        """Name of the exercise in its module."""
        return f"check_{self.name}"

    @property
    def status(self):
        """The latest verdict in this session: "right", "wrong" or "not yet"."""
        return progress.status(self.id)

    @property
    def check_cell(self):
        """The cell that checks the answer, with the two lines to uncomment."""
        calls = f"({self.answer_name})", ".hint()", ".solution()"
        return "\n# ".join(self.check_name + call for call in calls)


@dataclass(kw_only=True, repr=False)
class FunctionExercise(Exercise):
    """The learner writes a function.

    reference : the function a good student would write, named as the learner's, its docstring
        what the learner finds in the stub. results : how many results it returns, as a tuple.
    target : a function with the same arguments that gives what is wanted, where that is not what
        the reference returns.
    """

    reference: Callable
    results: int = 1
    target: Callable | None = None

    def __post_init__(self):
        self.module = self.reference.__module__
        self.answer_name = self.reference.__name__
        self.arguments = tuple(inspect.signature(self.reference).parameters)
        self._source = inspect.getsource(self.reference).strip()

    @property
    def truth(self):
        """The answer that all others are compared with."""
        return self.target or self.reference

    def reference_answer(self):
        """Return the reference as a learner would hand it in."""
        return self.reference

    def refused(self, answer):
        """Return the verdict on what is no answer at all, or None."""
        if answer is Ellipsis:
            return words.still_open(self)
        return None if callable(answer) else words.value_for_function(self, answer)

    def call(self, answer, case):
        """Return what an answer gives for a case."""
        return answer(*case)

    def parts(self, raw):
        """Return what an answer gave as a tuple of float arrays, one for each result."""
        raw = as_sequence(raw)
        several = self.results > 1 and isinstance(raw, (tuple, list))
        return tuple(map(as_array, raw)) if several else (as_array(raw),)

    @property
    def stub(self):
        """The cell a learner finds: the reference down to its docstring, `...` for the rest."""
        docstring = ast.parse(self._source).body[0].body[0]
        head = self._source.splitlines()[: docstring.end_lineno]
        return self._with_setup("\n".join([*head, "    return ..."]))

    @property
    def solution_source(self):
        """The reference as a cell that runs where numpy is imported as np."""
        return self._with_setup(self._source)

    def _with_setup(self, source):
        return f"{self.setup}\n\n\n{source}" if self.setup else source


@dataclass(kw_only=True, repr=False)
class ValueExercise(Exercise):
    """The learner finds a number or an array. source : the line that makes it, `my_T = …`."""

    module: str
    source: str

    def __post_init__(self):
        self.answer_name = self.source.split(" = ")[0]

    def reference_answer(self):
        """Return the value that the solution makes."""
        scope = {"np": np}
        exec(self.solution_source, scope)
        return scope[self.answer_name]

    def refused(self, answer):
        """Return the verdict on what is no answer at all, or None."""
        if answer is Ellipsis:
            return words.still_open(self)
        if answer is None:
            return words.none_for_value(self)
        return words.function_for_value(self) if callable(answer) else None

    def call(self, answer, case):
        """Return the answer: it is the value."""
        return answer

    @property
    def stub(self):
        """The cell a learner finds."""
        return f"{self.answer_name} = ..."

    @property
    def solution_source(self):
        """The line as a cell that runs where numpy is imported as np."""
        return f"{self.setup}\n{self.source}" if self.setup else self.source


@dataclass(kw_only=True, repr=False)
class ChoiceExercise(ValueExercise):
    """The learner fills in a dict.

    source : the line that makes it as it should be. allowed : what may stand behind each letter.
    """

    allowed: tuple
    tolerance: float = 0.0
    other = "some choices"

    def __post_init__(self):
        super().__post_init__()
        self.right = self.reference_answer()

    def parts(self, raw):
        """Return the position of each choice in `allowed`."""
        return (as_choices(raw, tuple(self.right), self.allowed),)

    def difference(self, trial):
        """Say how many choices are right."""
        return words.choices_right(trial)

    def lines(self, trial):
        """Return nothing: to show what is expected would give the solution away."""
        return []

    @property
    def stub(self):
        """The cell a learner finds: `...` behind each letter."""
        lines = "".join(f'    "{letter}": ...,\n' for letter in self.right)
        names = ", ".join(f'"{name}"' for name in self.allowed)
        return f"{self.answer_name} = {{\n{lines}}}  # each one of {names}"
