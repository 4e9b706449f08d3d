"""What a learner has answered: verdicts on exercises, options that were picked.

Where SOFTMAX_REMEMBER is set, as helpers/contents.py does, it is kept in mine/answers_NN.json
beside the notebooks, one file for each notebook. Elsewhere it lasts as long as the kernel.
"""

import json
import os
import warnings
from pathlib import Path

REMEMBERS = bool(os.environ.get("SOFTMAX_REMEMBER"))
FOLDER = Path.cwd() / "mine"  # a kernel starts in the folder of its notebook

_answers = {}  # by notebook, {"01.softmax": {"status": "right"}}, as far as no file has it


def record(identity, **what):
    """Keep something about an exercise or a question, such as status="right"."""
    notebook = identity.partition(".")[0]
    answers = _read(notebook)
    answers[identity] = {**answers.get(identity, {}), **what}
    _write(notebook, answers)


def recall(identity):
    """Return what is kept about an exercise or a question, {} where that is nothing."""
    return _read(identity.partition(".")[0]).get(identity, {})


def status(identity):
    """Return the latest status, "not yet" where there is none."""
    return recall(identity).get("status", "not yet")


def forget(notebook):
    """Forget all that is kept about a notebook, "01" to "09"."""
    _write(notebook, {})


def _path(notebook):
    return FOLDER / f"answers_{notebook}.json"


def _read(notebook):
    path = _path(notebook)
    if not REMEMBERS or not path.exists():
        return _answers.setdefault(notebook, {})
    try:
        answers = json.loads(path.read_text(encoding="utf-8"))
        if not all(isinstance(part, dict) for part in (answers, *dict(answers).values())):
            raise ValueError("these are no answers")
        return answers
    except (TypeError, ValueError) as error:
        aside = path.replace(path.with_suffix(".unreadable"))
        warnings.warn(f"{path.name} cannot be read ({error}); it is kept as {aside.name}, and the "
                      "answers of this notebook begin anew.", stacklevel=2)
        return {}


def _write(notebook, answers):
    _answers[notebook] = answers
    if REMEMBERS:
        path, new = _path(notebook), _path(notebook).with_suffix(".new")
        try:
            FOLDER.mkdir(exist_ok=True)
            new.write_text(json.dumps(answers, indent=1, ensure_ascii=False), encoding="utf-8")
            new.replace(path)  # at once, so that no half-written file is left
        except OSError as error:
            warnings.warn(f"Your answers last until the kernel ends only: {error}", stacklevel=2)
