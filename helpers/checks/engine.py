"""The engine of the exercises: it compares a learner's answer with a reference and with mistakes.

An exercise is data: a reference solution, cases to try, and the mistakes people make, each a wrong
implementation with its hint. An answer that does what a mistake does, on every case, made it.
"""

import ast
import copy
import inspect
import linecache
import numbers
import textwrap
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from IPython import get_ipython
from IPython.display import display
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from helpers.checks.runner import run_limited

RIGHT, WRONG, NOT_YET = "right", "wrong", "not yet"
SECONDS = 3.0  # for all cases of one answer together
NEAR = 5e-3  # an answer that is off by no more has only lost digits
WIDTH = 96  # of a printed verdict


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


class Verdict(NamedTuple):
    """What a check found: its status, the reason in a few words, and the text for the learner."""

    status: str
    reason: str
    text: str


@dataclass
class Outcome:
    """What an answer did on one case.

    kind : "value", "raised", "unfilled", "nothing" (None) or "unusable".
    parts : the arrays it returned. note : an error, or why it is unusable.
    changed : whether it changed its input.
    """

    kind: str
    parts: tuple = ()
    note: str = ""
    changed: bool = False


@dataclass
class Exercise:
    """One exercise, called with the learner's answer: `check_softmax(my_softmax)`.

    notebook, name : "01" and "softmax" make the identity "01.softmax" and `check_softmax`.
    title, task : a few words for lists; the sentences that set the task, in Markdown.
    reference : the function a good student would write, named as the learner's, its docstring
        what the learner finds in the stub. For an exercise about a value, the line that makes it.
    cases : function of a numpy Generator that returns the argument tuples to try, plain ones
        first, fresh random ones last. What a tuple holds beyond the arguments is for the view.
    mistakes : the wrong answers with their hints. nudge : what `hint()` prints.
    tolerance : largest accepted |yours − expected| / max(1, |expected|).
    results : how many results the function returns, as a tuple.
    setup : import lines at the top of the stub and of the solution.
    view : what to compare instead of the answer itself; called with its parts and the case.
    view_name : what the view is, for the learner.
    told : function of the case, the expected and the given parts; its sentence stands in place of
        the lines given, expected, yours.
    unknown : what the learner reads when the numbers differ and no mistake is recognised.
    read : turns the answer into an array, or raises ValueError with words for the learner.
    stub : the cell a learner finds; made from the reference's docstring where not given.
    after : a sentence added to "Right".
    seconds : time limit for all cases together.
    """

    notebook: str
    name: str
    title: str
    task: str
    reference: Callable | str
    mistakes: list[Mistake]
    nudge: str
    cases: Callable = lambda rng: [()]
    tolerance: float = 1e-6
    results: int = 1
    setup: str = ""
    view: Callable | None = None
    view_name: str = "Yours"
    told: Callable | None = None
    unknown: str = "the numbers differ, and this check has no hint for it. Compare the lines below."
    read: Callable | None = None
    stub: str = ""
    after: str = ""
    seconds: float = SECONDS
    status: str = field(default=NOT_YET, init=False)

    def __post_init__(self):
        self.read = self.read or as_array
        self.takes_value = isinstance(self.reference, str)
        if self.takes_value:
            self.answer_name = self.reference.split(" = ")[0]
            self._source = self.reference
        else:
            self.answer_name = self.reference.__name__
            self._source = inspect.getsource(self.reference).strip()
            self._arity = len(inspect.signature(self.reference).parameters)
        if not self.stub:
            self.stub = self._with_setup(self._head())

    # What a notebook uses

    def __call__(self, answer):
        """Print the verdict on an answer. Never raises."""
        verdict = self.examine(answer)
        self.status = verdict.status
        print(verdict.text)

    def hint(self):
        """Print a first nudge, without the answer."""
        print(_wrap(f"A nudge: {self.nudge}"))

    def solution(self):
        """Show the reference, in colours where the front end has them."""
        source = self.solution_source
        if get_ipython() is None:
            print(source)
            return
        formatter = HtmlFormatter(
            noclasses=True,  # colours and background together, so that a dark theme can be read too
            cssstyles="color: #222; padding: 0.5em",
            prestyles="color: inherit; background: none; margin: 0",
        )
        html = highlight(source, PythonLexer(), formatter)
        display({"text/plain": source, "text/html": html}, raw=True)

    # What authors, tests and the grading program use

    @property
    def id(self):
        """Identity, such as "01.softmax"."""
        return f"{self.notebook}.{self.name}"

    @property
    def check_name(self):
        """Name of the exercise in its module."""
        return f"check_{self.name}"

    @property
    def check_cell(self):
        """Return the cell that checks the answer, with the two lines to uncomment."""
        return (
            f"{self.check_name}({self.answer_name})\n"
            f"# {self.check_name}.hint()\n"
            f"# {self.check_name}.solution()"
        )

    @property
    def solution_source(self):
        """Return the reference as a cell that runs where numpy is imported as np."""
        return self._with_setup(self._source)

    def reference_answer(self):
        """Return the reference as a learner would hand it in."""
        if not self.takes_value:
            return self.reference
        scope = {"np": np}
        exec(self.solution_source, scope)
        return scope[self.answer_name]

    def examine(self, answer, *, seconds=None, seed=None):
        """Return the Verdict on an answer. `seed` fixes the random cases."""
        wrong_kind = self._wrong_kind(answer)
        if wrong_kind:
            return wrong_kind
        cases = self.cases(np.random.default_rng(seed))
        expected = self._outcomes(self.reference_answer(), cases)
        outcomes = []
        run = run_limited(
            lambda: self._outcomes(answer, cases, outcomes), seconds or self.seconds
        )
        verdict = self._judge(run, cases, expected, outcomes, seconds or self.seconds)
        if not run.printed:
            return verdict
        printed = textwrap.indent(run.printed.rstrip("\n"), "  | ")
        return verdict._replace(text=f"Your code printed:\n{printed}\n{verdict.text}")

    def matches(self, answer, *, seed=None):
        """Return the names of the mistakes whose behaviour the answer has on every case."""
        cases = self.cases(np.random.default_rng(seed))
        expected = self._outcomes(self.reference_answer(), cases)
        outcomes = self._outcomes(answer, cases)
        return [mistake.name for mistake in self._matches(cases, expected, outcomes)]

    # How it judges

    def _wrong_kind(self, answer):
        if answer is Ellipsis:
            return self._not_yet(f"`{self.answer_name}` is still `...`.")
        if self.takes_value and callable(answer):
            return self._wrong(
                "a function instead of a value",
                f"this exercise asks for a value, and you gave a function. Give `{self.check_name}`"
                " the value itself.",
            )
        if not self.takes_value and not callable(answer):
            return self._wrong(
                "a value instead of a function",
                f"`{self.check_name}` takes your function itself and calls it on inputs of its own;"
                f" you gave {_kind(answer)}. Write `{self.check_name}({self.answer_name})`, with no"
                f" parentheses after `{self.answer_name}`.",
            )
        return None

    def _outcomes(self, answer, cases, outcomes=None):
        """Try the answer on every case. Fills `outcomes` as it goes, in case it never ends."""
        outcomes = [] if outcomes is None else outcomes
        with np.errstate(all="ignore"):  # a mistake's own warnings would only blur its hint
            for case in cases:
                outcomes.append(self._outcome(answer, case))
        return outcomes

    def _outcome(self, answer, case):
        given = copy.deepcopy(case)
        try:
            raw = answer if self.takes_value else answer(*given[: self._arity])
        except Exception as error:
            return Outcome("raised", note=_short_error(error, answer), changed=_differ(given, case))
        if raw is Ellipsis:
            return Outcome("unfilled")
        if raw is None:
            return Outcome("nothing", changed=_differ(given, case))
        try:
            several = self.results > 1 and isinstance(raw, (tuple, list))
            parts = tuple(map(self.read, raw)) if several else (self.read(raw),)
        except Unfilled:
            return Outcome("unfilled")
        except Exception as error:
            return Outcome("unusable", note=_first_line(error), changed=_differ(given, case))
        return Outcome("value", parts, changed=_differ(given, case))

    def _judge(self, run, cases, expected, outcomes, seconds):
        if run.state != "finished":
            return self._out_of_time(run.state, cases, len(outcomes), seconds)
        if run.error is not None:  # not an Exception: SystemExit and its like
            kind = type(run.error).__name__
            return self._wrong(f"raised {kind}", f"your code raised {kind}, which ends a program.")
        if any(outcome.kind == "unfilled" for outcome in outcomes):
            return self._not_yet(f"`{self.answer_name}` still holds `...`.")
        trials = zip(cases, expected, outcomes, strict=True)
        failed = next((t for t in trials if not self._equal(t[0], t[1], t[1], t[2])), None)
        if failed is None:
            after = f" {self.after}" if self.after else ""
            return Verdict(RIGHT, "", _wrap(f"✓ Right: {self.title}.{after}"))
        where = self._where(*failed)
        for mistake in self._matches(cases, expected, outcomes):
            return self._wrong(mistake.name, mistake.hint, where)
        if self._nearly(cases, expected, outcomes):
            return self._wrong("not exact enough", (
                "close, but not close enough: the numbers agree to about two decimals, and "
                f"{self.tolerance:.0e} is asked for. Was something rounded, or stopped too early?"
            ), where)
        return self._wrong(*self._difference(*failed), where)

    def _matches(self, cases, expected, outcomes):
        for mistake in self.mistakes:
            for answer in (mistake.answer, *mistake.variants):
                if self._behaves_like(answer, cases, expected, outcomes):
                    yield mistake
                    break

    def _behaves_like(self, answer, cases, expected, outcomes):
        """Whether an answer has these outcomes; it is given up at the first other one."""
        with np.errstate(all="ignore"):
            return all(
                self._equal(case, want, self._outcome(answer, case), got)
                for case, want, got in zip(cases, expected, outcomes, strict=True)
            )

    def _equal(self, case, expected, one, other, tolerance=None):
        """Whether two outcomes agree, both seen as the exercise sees them."""
        if (one.kind, one.changed, len(one.parts)) != (other.kind, other.changed, len(other.parts)):
            return False
        if one.kind == "raised":  # the same type of error
            return one.note.split(":")[0] == other.note.split(":")[0]
        if self._shapes(one) != self._shapes(other):
            return False
        if self.view and self._shapes(one) != self._shapes(expected):
            return True  # wrong in the same way, and nothing that the view could look at
        seen = zip(self._seen(case, expected, one), self._seen(case, expected, other), strict=True)
        return all(self._close(want, got, tolerance) for want, got in seen)

    def _nearly(self, cases, expected, outcomes):
        """Whether an answer is right everywhere but for its last digits."""
        trials = zip(cases, expected, outcomes, strict=True)
        return self.tolerance < NEAR and all(
            self._equal(case, want, want, got, NEAR) for case, want, got in trials
        )

    def _close(self, want, got, tolerance=None):
        with np.errstate(all="ignore"):
            room = (tolerance or self.tolerance) * np.maximum(1, np.abs(want))
            near = np.abs(got - want) <= room
        near &= np.isfinite(want)
        return bool(np.all(near | (got == want) | (np.isnan(got) & np.isnan(want))))

    def _seen(self, case, expected, outcome):
        if self.view is None or self._shapes(outcome) != self._shapes(expected):
            return outcome.parts
        with np.errstate(all="ignore"):
            return (np.asarray(self.view(*outcome.parts, *case), dtype=float),)

    @staticmethod
    def _shapes(outcome):
        return [part.shape for part in outcome.parts]

    # What it says

    def _difference(self, case, want, got):
        """Return the reason and the sentence for an answer that makes no known mistake."""
        if got.kind == "raised":
            return "raised " + got.note.split(":")[0], f"your code raised {got.note}"
        if got.kind == "nothing":
            return "returned None", "your function returned None. Does every path `return` a value?"
        if got.kind == "unusable":
            return "cannot be compared", f"this answer cannot be compared: {got.note}"
        if len(want.parts) != len(got.parts):
            return "wrong number of results", (
                f"{_count(len(want.parts))} expected, and yours gave {_count(len(got.parts))}."
            )
        if self._shapes(want) != self._shapes(got):
            return "wrong shape", (
                f"the shape is off: expected {_listed(self._shapes(want))}, "
                f"yours {_listed(self._shapes(got))}."
            )
        seen = self._seen(case, want, got)
        if any(np.isnan(part).any() for part in (*got.parts, *seen)):
            return "nan", "there is nan, not a number, in the result."
        if all(map(self._close, self._seen(case, want, want), seen)):
            return "changes its input", (
                "the numbers are right, but your function changes its input, and whoever called it"
                " may still need that. Work on a new array."
            )
        if self.takes_value and self.view is None:  # choices
            n_right = int(np.sum(got.parts[0] == want.parts[0]))
            return "some choices", f"{n_right} of your {got.parts[0].size} choices are right."
        if len(want.parts) > 1:
            right = map(self._close, self._seen(case, want, want), seen)
            verdicts = [f"result {i} is {'right' if fine else 'not'}"
                        for i, fine in enumerate(right, 1)]
            return "other numbers", f"{', '.join(verdicts)}. {self.unknown.capitalize()}"
        return "other numbers", self.unknown

    def _where(self, case, want, got):
        """Return the lines given, expected, yours; nothing where there is nothing to show."""
        if got.kind not in ("value", "raised") or (self.takes_value and self.view is None):
            return ""
        same_shape = self._shapes(want) == self._shapes(got)
        if self.told:
            return "   " + self.told(case, want.parts, got.parts) if same_shape else ""
        lines = []
        if not self.takes_value:
            names = inspect.signature(self.reference).parameters
            given = zip(names, case, strict=False)  # a case may hold more, for the view
            lines += [f"{name} = {_shown(value)}" for name, value in given]
            lines[0] = _labelled("Given", lines[0])
            lines[1:] = [_labelled("", line) for line in lines[1:]]
        lines.append(_labelled("Expected", _listed(self._seen(case, want, want))))
        if got.kind == "value":
            label = self.view_name if self.view and same_shape else "Yours"
            lines.append(_labelled(label, _listed(self._seen(case, want, got))))
        return "\n".join(lines)

    def _out_of_time(self, state, cases, done, seconds):
        if state == "interrupted":
            return self._wrong("interrupted", "you stopped it before it came to an end.")
        where = "" if self.takes_value else f" It was trying {_case_words(done, len(cases))}."
        text = f"no result after {seconds:g} seconds. Is there a loop that never ends?{where}"
        if state == "abandoned":
            text += (
                " It could not be stopped and still runs in the background:"
                " restart the kernel (menu Kernel) before you go on."
            )
        return self._wrong("no result in time", text)

    def _wrong(self, reason, sentence, where=""):
        text = _wrap(f"✗ Not right yet: {sentence}")
        return Verdict(WRONG, reason, f"{text}\n{where}" if where else text)

    def _not_yet(self, sentence):
        rest = "Fill it in, then run both cells again."
        return Verdict(NOT_YET, "", _wrap(f"… Not yet: {sentence} {rest}"))

    # The cells

    def _head(self):
        """Return the reference down to its docstring, with `...` for the rest."""
        if self.takes_value:
            return f"{self.answer_name} = ..."
        docstring = ast.parse(self._source).body[0].body[0]
        lines = self._source.splitlines()[: docstring.end_lineno]
        return "\n".join([*lines, "    return ..."])

    def _with_setup(self, source):
        if not self.setup:
            return source
        blank = "\n" if self.takes_value else "\n\n\n"
        return f"{self.setup}{blank}{source}"


class Unfilled(Exception):  # noqa: N818 (it is a state, not an error)
    """Raised by a reader that meets `...` inside an answer."""


def as_array(raw):
    """Return an answer as a float array, or raise ValueError with words for the learner."""
    if isinstance(raw, np.ma.MaskedArray):
        raise ValueError("it is a masked array. Return a plain array.")
    try:
        array = np.asarray(raw)
    except ValueError:
        raise ValueError("its rows have different lengths.") from None
    items = array.ravel().tolist() if array.dtype == object else []
    if any(item is Ellipsis for item in items):
        raise Unfilled
    real = array.dtype.kind in "biuf" or (
        items and all(isinstance(item, numbers.Real) for item in items)
    )
    if not real:
        raise ValueError(f"real numbers are needed, and this is {_kind(raw)}.")
    return array.astype(float)


def choices(names, allowed):
    """Return a reader for an answer such as {"A": "max", "B": "argmax"}.

    The array it makes holds the position of each choice in `allowed`, in the order of `names`.
    """
    def read(raw):
        if not isinstance(raw, dict):
            raise ValueError(f"a dict is needed, and this is {_kind(raw)}.")
        if set(raw) != set(names):
            raise ValueError(f"its keys must be {', '.join(map(repr, names))}.")
        if any(value is Ellipsis for value in raw.values()):
            raise Unfilled
        unknown = [value for value in raw.values() if value not in allowed]
        if unknown:
            raise ValueError(
                f"{_shown(unknown[0])} is not one of {', '.join(map(repr, allowed))}."
            )
        return np.array([allowed.index(raw[name]) for name in names], dtype=float)

    return read


def _differ(given, case):
    """Whether any array argument is no longer what it was."""
    return not all(
        np.shape(one) == np.shape(other)
        and np.array_equal(one, other, equal_nan=np.asarray(other).dtype.kind == "f")
        for one, other in zip(given, case, strict=True)
    )


def _short_error(error, answer):
    """Return the error's type, its first line, and the learner's own line where it arose."""
    words = f"{type(error).__name__}: {_first_line(error)}"
    file = getattr(getattr(answer, "__code__", None), "co_filename", None)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    if not frames:
        return words
    line = linecache.getline(file, frames[-1].lineno).strip()
    return f"{words} In line {frames[-1].lineno} of your cell: `{line}`" if line else words


def _first_line(error):
    lines = str(error).strip().splitlines() or ["no message."]
    line = textwrap.shorten(lines[0], 200, placeholder=" …")
    return line if line.endswith((".", "!", "?")) else line + "."


def _kind(value):
    """Return 'an array of shape (3,)' or 'a str'."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        return f"an array of shape {value.shape} and type {value.dtype}"
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _shown(value):
    """Return a value in a line or a few, rounded to four digits."""
    if isinstance(value, (np.ndarray, float)):
        words = np.array2string(
            np.asarray(value) + 0.0, precision=4, separator=", ", threshold=24, edgeitems=3,
            suppress_small=False,
        ) if np.asarray(value).dtype.kind == "f" else np.array2string(
            np.asarray(value), separator=", ", threshold=24, edgeitems=3
        )
        special = getattr(value, "dtype", None)
        return words if special in (None, float, int) else f"{words} ({special})"
    return textwrap.shorten(repr(value), 80, placeholder=" …")


def _listed(values):
    return " and ".join(_shown(value) for value in values)


def _labelled(label, text):
    head = f"   {label:<10}"
    return textwrap.indent(text, " " * len(head)).replace(" " * len(head), head, 1)


def _count(n):
    return "one result" if n == 1 else f"{n} results"


def _case_words(done, total):
    return f"input {done + 1} of {total}"


def _wrap(text):
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
