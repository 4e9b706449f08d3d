"""Hear what one thread writes and displays, keep its beginning, and let all others pass."""

import io
import sys
import threading
from contextlib import contextmanager

from IPython import get_ipython

KEEP = 1000  # characters of an answer's output that are shown
LINES = 20  # and lines


class Heard:
    """What a thread has written and displayed."""

    def __init__(self):
        self.kept = []
        self.room = KEEP + 1  # one more, to know that something was cut

    def write(self, text):
        """Keep the text while there is room."""
        if text and self.room > 0:
            self.kept.append(text[: self.room])
            self.room -= len(self.kept[-1])

    def text(self):
        """Return the first KEEP characters and LINES lines."""
        text = "".join(self.kept)
        short = "\n".join(text[:KEEP].split("\n")[:LINES])
        return text if text == short or text == short + "\n" else short + "\n(and more, cut here)"

    def go_on(self, thread):
        """Listen to a thread that could not be stopped as long as it lives."""
        _abandoned.append(thread)

    @contextmanager
    def to_this_thread(self):
        """Listen to the thread that calls this."""
        _here.heard = self
        publisher = getattr(get_ipython(), "display_pub", None)
        hooks = hasattr(publisher, "register_hook")  # a kernel's; they are a thread's own
        if hooks:
            publisher.register_hook(self._displayed)
        try:
            yield
        finally:
            del _here.heard
            if hooks:
                publisher.unregister_hook(self._displayed)

    def _displayed(self, message):
        """Keep the text of what is displayed; None drops the message."""
        data = message["content"].get("data", {})
        self.write(data.get("text/plain", "(a display)") + "\n")


class _Tap(io.TextIOBase):
    """Stands in place of sys.stdout or sys.stderr, `stream`.

    There is one for each, for ever: a thread may still be writing to it when a check has ended.
    """

    stream = None

    def write(self, text):
        heard = getattr(_here, "heard", None)
        if heard is None or not isinstance(text, str):
            return self.stream.write(text)
        heard.write(text)
        return len(text)

    def flush(self):
        self.stream.flush()

    def close(self):
        """Stay open: the stream is everyone's."""

    def __getattr__(self, name):
        return getattr(self.stream, name)


_here = threading.local()  # .heard: where a thread's output goes, unless it passes
_TAPS = {"stdout": _Tap(), "stderr": _Tap()}
_abandoned = []  # threads that could not be stopped


@contextmanager
def listening():
    """Put the taps in place; a Heard may then listen to a thread of its choice."""
    for name, tap in _TAPS.items():
        if getattr(sys, name) is not tap:
            tap.stream = getattr(sys, name)
            setattr(sys, name, tap)
    try:
        yield Heard()
    finally:
        busy = any(thread.is_alive() for thread in _abandoned)
        for name, tap in _TAPS.items():
            setattr(sys, name, tap if busy else tap.stream)
