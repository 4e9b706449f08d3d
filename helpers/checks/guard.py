"""Leave the kernel as it was, whatever an answer did to it."""

import builtins
import gc
import logging
import os
import random
import sys
import warnings
from contextlib import ExitStack, contextmanager, suppress
from unittest.mock import patch

import numpy as np
from IPython import get_ipython

DEEPEST = 10_000  # calls, as many as an answer may ask for


@contextmanager
def as_before():
    """Give back what code can change from inside; hold off what would end the process.

    What the process itself holds is given back. What an answer does to files or to modules, such
    as `np.exp = None`, is its own affair.
    """
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(np.errstate())
        stack.enter_context(np.printoptions())
        stack.callback(_close_figures, _figures())
        for read, restore in _STATES:
            stack.callback(restore, read())
        for owner, name, stand_in in _stand_ins():
            stack.enter_context(patch.object(owner, name, stand_in))
        yield


def _set_environment(before):
    if dict(os.environ) != before:
        os.environ.clear()
        os.environ.update(before)


def _set_folder(before):
    with suppress(OSError):  # it may be gone
        os.chdir(before)


def _set_builtins(before):
    now = vars(builtins)
    now.update(before)
    for name in now.keys() - before:
        del now[name]


def _set_path(before):
    sys.path[:] = before


def _set_collecting(before):
    (gc.enable if before else gc.disable)()


_STATES = [  # how to read it, how to give it back
    (os.getcwd, _set_folder),
    (lambda: dict(os.environ), _set_environment),
    (random.getstate, random.setstate),
    (np.random.get_state, np.random.set_state),
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (lambda: logging.root.manager.disable, logging.disable),
    (lambda: list(sys.path), _set_path),
    (gc.isenabled, _set_collecting),
    (lambda: dict(vars(builtins)), _set_builtins),
]


def _figures():
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()


def _close_figures(before):
    for number in _figures() - before:  # a notebook would show each of them below the cell
        sys.modules["matplotlib.pyplot"].close(number)


def _stand_ins():
    """Yield what would end the process or let it crash, and what stands in its place."""
    yield os, "_exit", _end
    yield os, "abort", _end
    if hasattr(get_ipython(), "ask_exit"):
        yield get_ipython(), "ask_exit", _end  # what exit() and quit() call in a notebook
    yield sys, "setswitchinterval", lambda seconds: None  # a long one leaves no time to others
    limit = sys.setrecursionlimit
    yield sys, "setrecursionlimit", lambda depth: limit(min(depth, DEEPEST))


def _end(*_):
    raise SystemExit
