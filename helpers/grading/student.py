"""Run one notebook, then its answers on given inputs; this is the student's process.

`python -m helpers.grading.student JOB` reads the pickled job and writes `answers.jsonl` beside
it: for every exercise a line, with what the answer gave. Nothing is judged here. Whatever the
student's code does to this process, what it writes has still to be right.
"""

import base64
import json
import os
import pickle
import signal
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import helpers.checks
from helpers.checks import compare, exercise
from helpers.checks.runner import Stopped

FILE_SIZE = 100 * 2**20  # bytes that a single file may have
WAITING = 10  # times the limit that code may take by the clock, for on a busy machine it must wait
AGAIN = 0.2  # seconds after which code that has caught `Stopped` is stopped again
MISSING = object()

_asked = {}  # name of a check: the last answer it was called with


class StandIn(ModuleType):
    """In the place of a notebook's exercises: its checks note what they were asked about."""

    def __getattr__(self, name):
        if not name.startswith("check_"):
            raise AttributeError(name)
        return Check(name)


class Check:
    """In the place of a check: `check_softmax(my_softmax)` is only noted."""

    def __init__(self, name):
        self.name = name

    def __call__(self, answer=MISSING):
        """Note the answer."""
        _asked[self.name] = answer

    def hint(self):
        """Say nothing."""

    solution = hint


def put_stand_ins():
    """Take the solutions out of reach of the notebook's code."""
    for number in helpers.checks.NOTEBOOKS:
        name = f"helpers.checks.notebook_{number}"
        sys.modules[name] = StandIn(name)
        setattr(helpers.checks, name.rpartition(".")[2], sys.modules[name])
    helpers.checks.exercises = lambda notebook: []  # what progress() asks for


def limit(job):
    """Limit processor time, memory and the size of files, where the system can."""
    with suppress(ImportError):  # Windows
        import resource

        memory = int(job["gigabytes"] * 2**30)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])  # the imports are not counted
        seconds = int(used + job["seconds"]) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


@contextmanager
def at_most(seconds):
    """Raise Stopped after so much processor time, or WAITING times as much by the clock."""
    if not hasattr(signal, "setitimer"):  # Windows: the limit for the whole notebook remains
        yield
        return

    def stop(number, frame):
        raise Stopped(f"stopped after {seconds:g} seconds")

    timers = {signal.SIGPROF: (signal.ITIMER_PROF, seconds),
              signal.SIGALRM: (signal.ITIMER_REAL, seconds * WAITING)}
    for number, (timer, after) in timers.items():
        signal.signal(number, stop)
        signal.setitimer(timer, after, AGAIN)
    try:
        yield
    finally:
        for timer, _ in timers.values():
            signal.setitimer(timer, 0)


class Shell(InteractiveShell):
    """The shell that runs the cells."""

    def enable_gui(self, gui=None):
        """Do nothing: `%matplotlib inline` asks for it, and there is no screen."""


def run_cells(sources, seconds):
    """Run the cells as Jupyter would; return the names they define, and how many failed."""
    quiet = {"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "NoColor"}}
    shell = Shell.instance(config=Config(quiet))
    shell.display_trap.hook = lambda value: None  # nobody looks
    n_failed = 0
    for source in sources:
        with suppress(Stopped), at_most(seconds):
            result = shell.run_cell(source)
            n_failed += not result.success
            continue
        n_failed += 1
    return shell.user_ns, n_failed


def answer_of(names, ask):
    """Return the answer to an exercise: of its name, or of another that was checked."""
    return names.get(ask.answer_name, _asked.get(ask.check_name, MISSING))


def kind_of(answer):
    """Return what an answer is, as far as the teacher's process needs to know."""
    if answer is MISSING or answer is Ellipsis or answer is None:
        return {MISSING: "missing", Ellipsis: "ellipsis", None: "none"}[answer]
    return "function" if callable(answer) else "value"


def outcomes(answer, ask):
    """Return how the answer fared on the cases: the state, and a plain outcome for each."""
    given, state = [], "stopped"
    rules = getattr(exercise, ask.kind)
    asked = SimpleNamespace(**vars(ask), call=lambda *it: rules.call(ask, *it),
                            parts=lambda raw: rules.parts(ask, raw))
    with suppress(Stopped), at_most(ask.seconds):
        for outcome in compare.outcomes(asked, answer, ask.cases):
            given.append(plain(outcome))
        state = "finished"
    return {"state": state, "outcomes": given}


def plain(outcome):
    """Return an outcome as JSON can hold it."""
    parts = [{"shape": part.shape, "data": base64.b64encode(
        np.ascontiguousarray(part, dtype="<f8").tobytes()).decode()} for part in outcome.parts]
    return {"kind": outcome.kind, "parts": parts, "note": outcome.note[:1000],
            "changed": outcome.changed}


def main(path):
    """Do a job, and write a line as soon as there is one."""
    job = pickle.loads(path.read_bytes())
    path.unlink()
    put_stand_ins()
    limit(job)
    with path.with_name("answers.jsonl").open("w", encoding="utf-8") as file:
        def tell(line):
            file.write(json.dumps(line) + "\n")
            file.flush()

        names, n_failed = run_cells(job["sources"], job["seconds_a_cell"])
        tell({"failed": n_failed})
        for ask in job["asks"]:
            answer = answer_of(names, ask)
            kind = kind_of(answer)
            more = outcomes(answer, ask) if kind in ("function", "value") else {}
            tell({"id": ask.id, "answer": kind, **more})
    os._exit(0)  # whatever threads the notebook has left


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
