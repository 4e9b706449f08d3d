"""Run a learner's code for a limited time."""

import ctypes
import threading
import time
from contextlib import suppress
from typing import NamedTuple

from helpers.checks import words
from helpers.checks.guard import as_before
from helpers.checks.tap import listening

POLL = 0.02  # seconds between two looks at a running answer
GRACE = 1.0  # seconds in which an answer whose time is up may stop
PATIENCE = 10  # times its limit that an answer may take by the clock, on a busy machine
IDLE = 0.01  # of its limit: an answer that works no more than that, while the limit passes, waits
STACK = 64 * 2**20  # bytes, so that a deep recursion ends in an error and not in a crash


class Stopped(BaseException):
    """Raised inside a learner's code when its time is up; `except Exception` lets it through."""


class Run(NamedTuple):
    """How a run ended.

    state : "finished"; "stopped" when its time was up; "abandoned" when even then it went on, in
        a thread that now burns away; "interrupted" when the learner stopped the cell; "broken"
        when it ended too early, because the learner's code has broken what it needs.
    values : what the work had yielded by then. printed : the beginning of what it wrote.
    """

    state: str
    values: list
    printed: str


def run_limited(work, seconds):
    """Collect what the iterator `work` yields, then leave the kernel as it was.

    seconds : of processor time, so that a busy machine changes no verdict. An answer that does not
    work, but waits, has as many by the clock.

    It runs in a thread, because a signal to the main thread leaves a kernel hung. What Python can
    interrupt is interrupted; one long call into C that keeps the interpreter's lock cannot be.
    """
    job = _Job(work)
    with as_before(), listening() as heard:
        try:
            state = job.run(heard, seconds)
        except KeyboardInterrupt:
            state = "interrupted"
        if not job.stop():
            state = "abandoned"
            heard.go_on(job.thread)  # or it would flood the notebook
    return Run(state, job.values[:], heard.text())


class _Job:
    """An iterator, and the thread that collects what it yields."""

    def __init__(self, work):
        self.work = work
        self.values = []
        self.state = "broken"  # until the work has come to its end
        self.clock = time.process_time  # where no other thread can read a thread's own
        self.used = 0.0
        self.begun = threading.Event()
        self.over = threading.Event()  # not is_alive(): after an interrupted join that can be wrong

    def run(self, heard, seconds):
        """Do the work, while `heard` listens to it, and return how it ended."""
        self.thread = threading.Thread(
            target=self._collect, args=(heard,), daemon=True, name="learner's answer"
        )
        usual = threading.stack_size(STACK)
        try:
            self.thread.start()
        except RuntimeError:  # Python in a browser has no threads
            print(words.UNGUARDED)
            self._collect(heard)
            return self.state
        finally:
            threading.stack_size(usual)
        return self._wait(seconds)

    def _collect(self, heard):
        if hasattr(time, "pthread_getcpuclockid"):
            number = time.pthread_getcpuclockid(threading.get_ident())
            self.clock = lambda: time.clock_gettime(number)
        self.begun.set()
        try:
            with suppress(BaseException), heard.to_this_thread():
                self.values.extend(self.work)
                self.state = "finished"
        finally:
            self.over.set()

    def _wait(self, seconds):
        self.begun.wait()
        start = moved = time.monotonic()
        start_used = moved_used = self._used()
        while not self.over.wait(POLL):
            now, used = time.monotonic(), self._used()
            if used - moved_used > IDLE * seconds:
                moved, moved_used = now, used
            late = now - moved > seconds or now - start > PATIENCE * seconds
            if late or used - start_used > seconds:
                return "stopped"
        return self.state

    def _used(self):
        """Return the processor time so far."""
        with suppress(OSError):  # the thread has just ended, and its clock with it
            self.used = self.clock()
        return self.used

    def stop(self):
        """Raise Stopped in the thread again and again; return whether it ended."""
        end = time.monotonic() + GRACE
        while self.begun.is_set() and not self.over.is_set() and time.monotonic() < end:
            with suppress(KeyboardInterrupt):  # the learner is impatient: it is being stopped
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self.thread.ident), ctypes.py_object(Stopped)
                )
                self.over.wait(POLL)
        if self.over.is_set() and self.thread.ident:
            self.thread.join(GRACE)
        return self.over.is_set() or not self.begun.is_set()
