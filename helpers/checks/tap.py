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
        self.goes_on = False

    def write(self, text):
        """Keep the text while there is room."""
        room = KEEP + 1 - sum(map(len, self.kept))  # one more, to know that something was cut
        if text and room > 0:
            self.kept.append(text[:room])

    def text(self):
        """Return the first KEEP characters and LINES lines."""
        text = "".join(self.kept)
        short = "\n".join(text[:KEEP].split("\n")[:LINES])
        return text if text == short or text == short + "\n" else short + "\n(and more, cut here)"

    def go_on(self):
        """Listen for ever to a thread that could not be stopped."""
        self.goes_on = True

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
        if heard is None:
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


@contextmanager
def listening():
    """Put the taps in place; a Heard may then listen to a thread of its choice."""
    heard = Heard()
    before = {name: getattr(sys, name) for name in _TAPS}
    for name, tap in _TAPS.items():
        if before[name] is not tap:
            tap.stream = before[name]
            setattr(sys, name, tap)
    try:
        yield heard
    finally:
        for name, tap in _TAPS.items():
            setattr(sys, name, tap if heard.goes_on else before[name])
