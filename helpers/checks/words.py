"""What a learner reads: every verdict, in words."""

import html
import linecache
import re
import textwrap
import traceback
from typing import NamedTuple

import numpy as np

RIGHT, WRONG, NOT_YET = "right", "wrong", "not yet"
WIDTH = 96  # of a line of plain text

MASKED = "it is a masked array. Return a plain array."
RAGGED = "its rows have different lengths."
TOO_LARGE = "it has {:,} numbers."
TOO_BIG = "it holds a number that no float can be."
NOT_REAL = "real numbers are needed, and this is {}."
NOT_A_DICT = "a dict is needed, and this is {}."
WRONG_KEYS = "its keys must be {}."
NOT_ALLOWED = "{} is not one of {}."
UNGUARDED = (
    "This Python has no threads, as in a browser: nothing stops an answer that never ends. If the "
    "check does not come back, reload the page."
)
NO_HINT = "the numbers differ, and this check has no hint for it. Compare the lines below."


class Verdict(NamedTuple):
    """What a check found: its status, the reason in a few words, and the text for the learner."""

    status: str
    reason: str
    text: str


def right(exercise):
    """Say that every trial is right."""
    after = f" {exercise.after}" if exercise.after else ""
    return Verdict(RIGHT, "", wrapped(f"✓ Right: {exercise.title}.{after}"))


def not_yet(sentence):
    """Say that there is nothing to judge so far, and why."""
    rest = "Fill it in, then run both cells again."
    return Verdict(NOT_YET, "", wrapped(f"… Not yet: {sentence} {rest}"))


def wrong(reason, sentence, lines=()):
    """Say that an answer is wrong; the lines stand below the sentence as they are."""
    text = "\n".join([wrapped(f"✗ Not right yet: {sentence}"), *lines])
    return Verdict(WRONG, reason, _writable(text))


# Answers that were not tried


def no_answer(exercise):
    """Say that nothing stands between the parentheses."""
    call = f"{exercise.check_name}({exercise.answer_name})"
    return not_yet(f"the parentheses are empty. Give the check your answer: `{call}`.")


def still_open(exercise):
    """Say that the answer is `...`."""
    return not_yet(f"`{exercise.answer_name}` is still `...`.")


def holds_ellipsis(exercise):
    """Say that the answer holds `...`."""
    return not_yet(f"`{exercise.answer_name}` still holds `...`.")


def did_not_run(error):
    """Say that a SyntaxError has kept the answer's cell from running."""
    return Verdict(NOT_YET, "", wrapped(
        f"… Not yet: the cell with your answer did not run, so the name still stands for what was "
        f"there before. Python could not read line {error.lineno} of it ({error.msg}). Mend that, "
        "then run both cells again."
    ))


def function_for_value(exercise):
    """Say that a value is asked for, and a function was given."""
    return wrong("a function instead of a value", (
        "this exercise asks for a value, and you gave a function. Give "
        f"`{exercise.check_name}` the value itself."
    ))


def none_for_value(exercise):
    """Say that a value is asked for, and None was given."""
    return wrong("None instead of a value", (
        f"`{exercise.answer_name}` is None, which is nothing at all. A call that only prints, or "
        "changes a list in place, gives None. Which value do you mean?"
    ))


def value_for_function(exercise, answer):
    """Say that a function is asked for, and a value was given."""
    return wrong("a value instead of a function", (
        f"`{exercise.check_name}` takes your function itself and calls it on inputs of its own; "
        f"you gave {kind_of(answer)}. Write `{exercise.check_name}({exercise.answer_name})`, with "
        f"no parentheses after `{exercise.answer_name}`."
    ))


# Answers that were tried


def unfinished(state, done, total, seconds):
    """Say why the answer did not come to its end, and after how many of its inputs."""
    if state == "interrupted":
        return wrong("interrupted", "you stopped it before it came to an end.")
    if state == "broken":
        return wrong("breaks the check", (
            "your code has changed something that this check itself needs, such as a function of "
            "Python. Which name does it write to?"
        ))
    text = f"no result after {seconds:g} seconds. Is there a loop that never ends?"
    if total > 1:
        text += f" It was trying input {done + 1} of {total}."
    if state == "abandoned":
        text += (
            " It could not be stopped and still runs in the background: restart the kernel (menu "
            "Kernel) before you go on."
        )
    return wrong("no result in time", text)


def with_output(verdict, printed):
    """Return a verdict below what the answer printed."""
    if not printed:
        return verdict
    indented = textwrap.indent(_writable(printed.rstrip("\n")), "  | ")
    return verdict._replace(text=f"Your code printed:\n{indented}\n{verdict.text}")


def found(exercise, finding):
    """Return the verdict on a wrong answer from what `diagnose` found."""
    reason, sentence = _SENTENCES[finding.kind](exercise, finding)
    if finding.trial.got.changed and finding.kind != "changed":
        sentence += " And it changes its input: work on a new array."
    lines = [] if finding.kind == "changed" else exercise.lines(finding.trial)
    return wrong(reason, sentence, lines)


def _mistake(exercise, finding):
    return finding.detail.name, finding.detail.hint


def _raised(exercise, finding):
    note = finding.trial.got.note
    kind = note.split(":")[0]
    ends = " It ends a program." if kind in ("SystemExit", "KeyboardInterrupt") else ""
    return f"raised {kind}", f"your code raised {note}{ends}"


def _nothing(exercise, finding):
    return "returned None", "your function returned None. Does every path `return` a value?"


def _unusable(exercise, finding):
    return "cannot be compared", f"this answer cannot be compared: {finding.trial.got.note}"


def _count(exercise, finding):
    want, got = (f"{n} results" if n > 1 else "one result"
                 for n in map(len, (finding.trial.want.parts, finding.trial.got.parts)))
    return "wrong number of results", f"{want} expected, and yours gave {got}."


def _changed(exercise, finding):
    return "changes its input", (
        "the numbers are right, but your function changes its input, and whoever called it may "
        "still need that. Work on a new array."
    )


FACTORS = {
    "": "right",
    "-1": "right but for its sign",
    "2": "exactly twice what it should be",
    "1/2": "exactly half of what it should be",
    "n": "n times too large, n being the number of rows: a sum, where a mean is asked for",
    "-n": "n times too large, n being the number of rows, and its sign is turned round",
    "1/n": "n times too small, n being the number of rows: it is divided by n once too often",
    "1/K": "K times too small, K being the number of classes: a mean over the rows is asked for, "
    "not over every entry",
    "1/ln 2": "1.443 times what it should be: a logarithm with base 2, where base e is asked for",
    "1/ln 10": "0.434 of what it should be: a logarithm with base 10, where base e is asked for",
}


def _scaled(exercise, finding):
    told = [FACTORS.get(name, f"{name} times what it should be") for name in finding.detail]
    sentence = f"this is {told[0]}."
    if len(told) > 1:
        sentence = "; ".join(f"result {i} is {words}" for i, words in enumerate(told, 1)) + "."
    return "times " + ", ".join(name or "1" for name in finding.detail), sentence


def _transposed(exercise, finding):
    return "transposed", "the numbers are right, but rows and columns have changed places."


def _flat(exercise, finding):
    want, got = finding.trial.wanted, finding.trial.got
    return "right numbers, wrong shape", (
        f"the numbers are right, but their shape is {listed(got.shapes)}, and "
        f"{listed(want.shapes)} is asked for."
    )


def _shape(exercise, finding):
    want, got = finding.trial.wanted, finding.trial.got
    return "wrong shape", (
        f"the shape is off: expected {listed(want.shapes)}, yours {listed(got.shapes)}."
    )


def _inexact(exercise, finding):
    return "not exact enough", (
        f"close, but not close enough: off by up to {finding.detail:.1g}, and "
        f"{exercise.tolerance:.0e} is asked for. {exercise.inexact}"
    )


def _other(exercise, finding):
    if any(np.isnan(part).any() for part in finding.trial.got.parts):
        return "nan", "there is nan, not a number, in the result."
    sentence = exercise.difference(finding.trial)
    if len(finding.detail) > 1:
        verdicts = [f"result {i} is {'right' if fine else 'not'}"
                    for i, fine in enumerate(finding.detail, 1)]
        sentence = f"{', '.join(verdicts)}. {sentence[0].upper()}{sentence[1:]}"
    return exercise.other, sentence


_SENTENCES = {
    "mistake": _mistake, "raised": _raised, "nothing": _nothing, "unusable": _unusable,
    "count": _count, "changed": _changed, "scaled": _scaled, "transposed": _transposed,
    "flat": _flat, "shape": _shape, "misshapen": _shape, "inexact": _inexact, "other": _other,
}


def choices_right(trial):
    """Say how many of several choices are right."""
    want, got = trial.want.parts[0], trial.got.parts[0]
    return f"{int(np.sum(got == want))} of your {got.size} choices are right."


def lines(names, trial, label):
    """Return the lines given, expected, and yours, which stands under `label`."""
    if trial.got.kind not in ("value", "raised"):
        return []
    heads = ["Given", *[""] * (len(names) - 1)]
    rows = [(head, f"{name} = {shown(value)}")
            for head, name, value in zip(heads, names, trial.case, strict=False)]
    digits = 4
    while digits < 16 and listed(trial.want.parts, digits) == listed(trial.got.parts, digits):
        digits *= 2  # they must not look the same
    rows.append(("Expected", listed(trial.want.parts, digits)))
    if trial.got.kind == "value":
        rows.append((label, listed(trial.got.parts, digits)))
    return [textwrap.indent(text, " " * 13).replace(" " * 13, f"   {head:<10}", 1)
            for head, text in rows]


# Errors and values


def told_error(error, answer):
    """Return the error's type, its first line, and the learner's own line where it arose."""
    words = f"{type(error).__name__}: {_first_line(error)}"
    file = getattr(getattr(answer, "__code__", None), "co_filename", None)
    numbers = [number for frame, number in traceback.walk_tb(error.__traceback__)
               if frame.f_code.co_filename == file]
    line = linecache.getline(file, numbers[-1]).strip() if numbers else ""
    return f"{words} In line {numbers[-1]} of your cell: `{line}`" if line else words


def _first_line(error):
    try:
        lines = str(error)[:1000].strip().splitlines() or ["no message."]
    except BaseException:  # an error may fail even at this
        lines = ["its message cannot be shown."]
    line = textwrap.shorten(lines[0], 200, placeholder=" …")
    return line if line.endswith((".", "!", "?")) else line + "."


def kind_of(value):
    """Return 'an array of shape (3,) and type float64' or 'a str'."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        return f"an array of shape {value.shape} and type {value.dtype}"
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def shown(value, digits=4):
    """Return a value in a line or a few, rounded to so many decimals."""
    if not isinstance(value, (np.ndarray, float)):
        return textwrap.shorten(repr(value)[:1000], 80, placeholder=" …")
    array = np.asarray(value)
    array = array + 0.0 if array.dtype.kind == "f" else array  # no -0
    words = np.array2string(array, precision=digits, separator=", ", threshold=24, edgeitems=3,
                            suppress_small=False)
    special = getattr(value, "dtype", None)
    return words if special in (None, float, int) else f"{words} ({special})"


def listed(values, digits=4):
    """Return several values, joined by 'and'."""
    return " and ".join(shown(value, digits) for value in values)


def _writable(text):
    """Return a text without half characters, which no front end accepts."""
    return text.encode("utf-8", "replace").decode("utf-8")


def wrapped(text):
    """Return a text in lines of WIDTH, broken between words."""
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def as_html(verdict):
    """Return a verdict as HTML: lines break between words, and what is right is bold."""
    text = re.sub(r"\n(?![\s✓✗…])", " ", verdict.text)  # a sentence may be as wide as the window
    weight = "bold" if verdict.status == RIGHT else "normal"
    style = "white-space: pre-wrap; word-break: normal; overflow-wrap: break-word; "
    return f'<pre style="{style}font-weight: {weight}">{html.escape(text)}</pre>'
