"""Run a learner's code for a limited time, keeping the beginning of what it prints."""

import ctypes
import io
import sys
import threading
import time
from contextlib import suppress
from typing import NamedTuple

POLL = 0.05  # seconds between two looks at a running answer
GRACE = 1.0  # seconds in which an answer whose time is up may stop
KEEP = 1000  # characters of an answer's output that are shown
LINES = 20  # and lines


class Stopped(BaseException):
    """Raised inside a learner's code when its time is up; `except Exception` lets it through."""


class Run(NamedTuple):
    """How a run ended.

    state : "finished"; "stopped" when its time was up; "abandoned" when even then it went on, in
        a thread that now burns away; "interrupted" when the learner stopped the cell.
    values : what the work had yielded by then. printed : the first characters it wrote.
    """

    state: str
    values: list
    printed: str


def run_limited(work, seconds, grace=GRACE):
    """Collect what the iterator `work` yields, for `seconds` and `grace` at the most.

    It runs in a thread, because a signal to the main thread leaves a kernel hung. What Python can
    interrupt is interrupted; one long call into C that keeps the interpreter's lock cannot be.
    """
    values = []

    def target():
        with suppress(Stopped):
            values.extend(work)

    thread = threading.Thread(target=target, daemon=True, name="learner's answer")
    taps = [_Tap(sys.stdout, thread), _Tap(sys.stderr, thread)]
    taps[1].kept = taps[0].kept  # one limit for both
    sys.stdout, sys.stderr = taps
    state = "finished"
    try:
        thread.start()
        end = time.monotonic() + seconds
        while thread.is_alive() and time.monotonic() < end:
            thread.join(POLL)
        if thread.is_alive():
            state = "stopped"
    except KeyboardInterrupt:
        state = "interrupted"
    if thread.is_alive() and not _stop(thread, grace):
        state = "abandoned"  # its taps stay in place, or it would go on to flood the notebook
    else:
        for name, tap in zip(("stdout", "stderr"), taps, strict=True):
            if getattr(sys, name) is tap:
                setattr(sys, name, tap.stream)
    return Run(state, values[:], taps[0].text())


def _stop(thread, grace):
    """Raise Stopped in the thread again and again; return whether it ended."""
    end = time.monotonic() + grace
    while thread.is_alive() and time.monotonic() < end:
        identity = ctypes.c_ulong(thread.ident)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, ctypes.py_object(Stopped))
        thread.join(0.02)
    return not thread.is_alive()


class _Tap(io.TextIOBase):
    """A stream that keeps the first characters one thread writes; the others pass through."""

    def __init__(self, stream, thread):
        self.stream = stream
        self.thread = thread
        self.kept = []

    def write(self, text):
        if threading.current_thread() is not self.thread:
            return self.stream.write(text)
        room = KEEP + 1 - sum(map(len, self.kept))  # one more, to know that something was cut
        if text and room > 0:
            self.kept.append(text[:room])
        return len(text)

    def flush(self):
        self.stream.flush()

    def text(self):
        text = "".join(self.kept)
        short = "\n".join(text[:KEEP].split("\n")[:LINES])
        return text if text == short or text == short + "\n" else short + "\n(and more, cut here)"

    def __getattr__(self, name):
        return getattr(self.stream, name)
