"""From a hand-in to its verdicts: the student's code runs elsewhere, the judging is done here."""

import base64
import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import psutil

from helpers.checks import exercises, words
from helpers.checks.compare import Outcome
from helpers.grading import hand_ins, isolation

CLOCK = 10  # times its processor time that a notebook may take by the clock: others may be at work
CELLS = 6  # a cell may take this share of the time
LARGEST = 64 * 2**20  # bytes of results that are read
OUT_OF_TIME = (-24, 128 + 24)  # SIGXCPU, told by the system or by bubblewrap
KINDS = ("value", "raised", "unfilled", "nothing", "unusable")
# What stands for an answer that is none, in the teacher's process.
NO_ANSWERS = {"ellipsis": ..., "none": None, "value": 0.0, "function": lambda: None}


class Limits(NamedTuple):
    """seconds : of processor time for a notebook. gigabytes : of memory."""

    seconds: int = 240
    gigabytes: float = 4


class Result(NamedTuple):
    """status : what became of the notebook. verdicts : identity of an exercise → words.

    code : a text by which two hand-ins with the same code are known.
    """

    status: str
    verdicts: dict
    code: str = ""


def grade(hand_in, limits, hidden=()):
    """Return the Result of one hand-in. It never raises for what it holds.

    hidden : folders that the student's code shall not see.
    """
    if hand_in.trouble:
        return Result(hand_in.trouble, {})
    try:
        sources = hand_ins.sources(hand_in.content)
        tasks = exercises(hand_ins.number_of(sources))
    except hand_ins.Unreadable as error:
        return Result(str(error), {})
    rng = np.random.default_rng()  # nobody knows the fresh cases beforehand
    cases = {task.id: task.cases(rng) for task in tasks}
    ended, lines = run(sources, [asked(task, cases[task.id]) for task in tasks], limits, hidden)
    told = {line["id"]: line for line in lines if "id" in line}
    verdicts = {task.id: verdict(task, cases[task.id], told[task.id])
                for task in tasks if task.id in told}
    return Result(status(ended, lines, limits), verdicts, "\n".join(sources))


def asked(task, cases):
    """Return all that the student's process is told of an exercise: no solution, no mistake."""
    known = {name: getattr(task, name) for name in ("results", "allowed") if hasattr(task, name)}
    letters = dict.fromkeys(getattr(task, "right", ()))
    return SimpleNamespace(kind=type(task).__name__, id=task.id, answer_name=task.answer_name,
                           check_name=task.check_name, seconds=task.seconds, cases=cases,
                           right=letters, **known)


def run(sources, asks, limits, hidden):
    """Run a notebook in a process of its own; return how that ended, and the lines it wrote."""
    with tempfile.TemporaryDirectory(
        prefix="notebook-of-a-student-", ignore_cleanup_errors=True
    ) as home:
        job = {"sources": sources, "asks": asks, "seconds": limits.seconds,
               "seconds_a_cell": limits.seconds / CELLS, "gigabytes": limits.gigabytes}
        path = Path(home, "job")
        path.write_bytes(pickle.dumps(job))
        program = [sys.executable, "-P", "-m", "helpers.grading.student", str(path)]
        process = subprocess.Popen(
            isolation.command(program, Path(home), hidden), cwd=home,
            env=isolation.environment(home), start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        try:
            ended = process.wait(limits.seconds * CLOCK)
        except subprocess.TimeoutExpired:
            ended = None
        finally:
            kill(process)
        return ended, read(Path(home, "answers.jsonl"))


def kill(process):
    """Kill a process and what it has started, that which it has left behind too."""
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                child.kill()
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def read(path):
    """Return the lines that the student's process has written, those that can be read."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
        return []
    lines = []
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(ValueError, RecursionError):
            line = json.loads(text)
            lines += [line] if isinstance(line, dict) else []
    return lines


def status(ended, lines, limits):
    """Say what became of the notebook."""
    failed = next((line["failed"] for line in lines if "failed" in line), None)
    if ended is None or ended in OUT_OF_TIME:
        return f"no result in {limits.seconds} s"
    if ended or not isinstance(failed, int):
        return "the process died"
    return "ran" if not failed else f"ran, {failed} cell{'s' * (failed != 1)} raised an error"


def verdict(task, cases, line):
    """Return the words of a verdict: "right", "wrong: …", "not yet" or "missing"."""
    kind = line.get("answer")
    if not isinstance(kind, str) or kind not in NO_ANSWERS:
        return "missing"
    found = task.refused(NO_ANSWERS[kind])
    if found is None:
        found = judged(task, cases, line)
    return f"{found.status}: {found.reason}" if found.status == words.WRONG else found.status


def judged(task, cases, line):
    """Judge what an answer gave."""
    try:
        outcomes = [outcome(each) for each in line["outcomes"]]
    except (KeyError, TypeError, ValueError):
        return words.unfinished("broken", 0, len(cases), task.seconds)
    if line.get("state") != "finished" or len(outcomes) != len(cases):
        return words.unfinished("stopped", len(outcomes), len(cases), task.seconds)
    return task.judge(cases, outcomes)


def outcome(plain):
    """Return an Outcome from what the student's process wrote; ValueError where it is none."""
    if plain["kind"] not in KINDS or not isinstance(plain["note"], str):
        raise ValueError("no outcome")
    parts = tuple(
        np.frombuffer(base64.b64decode(part["data"]), dtype="<f8").reshape(part["shape"])
        for part in plain["parts"]
    )
    return Outcome(plain["kind"], parts, plain["note"], plain["changed"] is True)
