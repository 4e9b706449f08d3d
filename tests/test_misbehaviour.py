"""Whatever an answer does, the check comes to a verdict, the kernel lives, and is as it was."""

import json

import pytest
from jupyter_client.manager import start_new_kernel

PRELUDE = """
import _thread, asyncio, builtins, contextlib, gc, itertools, json, logging, os, queue, random
import signal, subprocess, sys, threading, time, traceback, warnings
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import HTML, clear_output, display
from scipy.special import softmax
from helpers.checks import runner, tap
from helpers.checks.notebook_01 import check_softmax

runner.GRACE = 0.2

def state():
    return {
        "stdout": type(sys.stdout).__name__, "stderr": type(sys.stderr).__name__,
        "depth": sys.getrecursionlimit(), "random": hash(random.getstate()),
        "numpy": hash(np.random.get_state()[1].tobytes()) + np.random.get_state()[2],
        "warnings": len(warnings.filters), "folder": os.getcwd(), "environ": dict(os.environ),
        "errors": np.geterr(), "print": str(np.get_printoptions()), "len": repr(len),
        "names": len(vars(builtins)), "log": logging.root.manager.disable, "gc": gc.isenabled(),
        "switch": sys.getswitchinterval(), "figures": plt.get_fignums(), "path": list(sys.path),
        "exit": repr(get_ipython().ask_exit.__func__), "_exit": repr(os._exit),
    }

def shown(answer, seconds):
    verdict = check_softmax.examine(answer, seconds=seconds)
    return verdict.status, verdict.reason, len(verdict.text)
"""

# name: the body of answer(z), and the reason of the verdict; "" is right.
ENDS = {
    "exit": ("exit()", "raised SystemExit"),
    "quit": ("quit()", "raised SystemExit"),
    "ask_exit": ("get_ipython().ask_exit()", "raised SystemExit"),
    "sys.exit": ("sys.exit(3)", "raised SystemExit"),
    "_exit": ("os._exit(1)", "raised SystemExit"),
    "abort": ("os.abort()", "raised SystemExit"),
    "thread exit": ("_thread.exit()", "raised SystemExit"),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "raised KeyboardInterrupt"),
    "GeneratorExit": ("raise GeneratorExit", "raised GeneratorExit"),
    "StopIteration": ("raise StopIteration", "raised StopIteration"),
    "BaseException": ("raise BaseException('x')", "raised BaseException"),
    "MemoryError": ("raise MemoryError", "raised MemoryError"),
    "too much memory": ("return np.zeros((10**6, 10**6, 10**6))", "raised MemoryError"),
    "group": ("raise BaseExceptionGroup('x', [SystemExit()])", "raised BaseExceptionGroup"),
    "long error": ("raise ValueError('no ' * 10**6)", "raised ValueError"),
    "half character in an error": ("raise ValueError('\\ud800')", "raised ValueError"),
    "error without words": (
        "class Odd(Exception):\n  def __str__(self): raise ValueError\nraise Odd", "raised Odd"),
    "error that exits": (
        "class Odd(Exception):\n  def __str__(self): sys.exit()\nraise Odd", "raised Odd"),
    "chain": ("try:\n  1 / 0\nexcept ZeroDivisionError as e:\n  raise e from e",
              "raised ZeroDivisionError"),
    "interrupts itself": ("_thread.interrupt_main()\ntime.sleep(0.1)", "interrupted"),
    "raises a signal": ("signal.raise_signal(signal.SIGINT)\ntime.sleep(0.1)", "interrupted"),
}

LOOPS = {
    "pass": ("while True: pass", "no result in time"),
    "print": ("while True: print('hello ' * 100)", "no result in time"),
    "except Exception": (
        "while True:\n  try: 1 / 0\n  except Exception: pass", "no result in time"),
    "finally": ("try:\n  while True: pass\nfinally: print('bye')", "no result in time"),
    "sleep": ("time.sleep(0.8)", "no result in time"),
    "lock": ("lock = threading.Lock()\nlock.acquire()\nlock.acquire(timeout=0.8)",
             "no result in time"),
    "queue": ("queue.Queue().get(timeout=0.8)", "no result in time"),
    "slow generator": ("return (time.sleep(0.05) for _ in itertools.count())",
                       "no result in time"),
    "recursion": ("return answer(z)", "raised RecursionError"),
    "recursion as deep as it likes": (
        "sys.setrecursionlimit(10**9)\nreturn answer(z)", "raised RecursionError"),
    "recursion through C": (
        "sys.setrecursionlimit(10**9)\nclass Odd:\n  def __repr__(self): return repr([self])\n"
        "return repr(Odd())", "raised RecursionError"),
    "recursion by hand": (
        "sys.setrecursionlimit(10**9)\nf = lambda x: max([x], key=f)\nreturn f(0)",
        "raised RecursionError"),
    "no depth at all": ("sys.setrecursionlimit(60)\nreturn softmax(z)", None),
}

OUTPUT = {
    "many threads": (
        "[threading.Thread(target=time.sleep, args=(0.2,)).start() for _ in range(30)]\n"
        "return softmax(z)", ""),
    "a line": ("print(z)\nreturn softmax(z)", ""),
    "half a character": ("print('\\ud800')\nreturn softmax(z)", ""),
    "control characters": ("print('\\x00\\x1b[2J\\x07')\nreturn softmax(z)", ""),
    "ten million characters": ("print('x' * 10**7)\nreturn softmax(z)", ""),
    "many lines": ("for _ in range(10**3): print()\nreturn softmax(z)", ""),
    "to standard error": ("for _ in range(999): print('x', file=sys.stderr)\nreturn softmax(z)",
                          ""),
    "bytes": ("sys.stdout.write(b'x')", "raised TypeError"),
    "no stdout": ("sys.stdout = None\nreturn softmax(z)", ""),
    "another stdout": ("sys.stdout = open(os.devnull, 'w')\nprint(z)\nreturn softmax(z)", ""),
    "deleted stdout": ("del sys.stdout\nreturn softmax(z)", "raised AttributeError"),
    "closed stdout": ("sys.stdout.close()\nprint(z)\nreturn softmax(z)", ""),
    "no stderr": ("sys.stderr = None\nreturn softmax(z)", ""),
    "redirected": (
        "with contextlib.redirect_stdout(None): print(z)\nreturn softmax(z)", ""),
    "redirected for ever": ("contextlib.redirect_stdout(None).__enter__()\nreturn softmax(z)", ""),
    "displays": ("for _ in range(50): display(HTML('<b>x</b>'))\nreturn softmax(z)", ""),
    "clears": ("clear_output()\nreturn softmax(z)", ""),
    "figures": ("for _ in range(3): plt.figure()\nreturn softmax(z)", ""),
    "shows a figure": ("plt.plot(z)\nplt.show()\nreturn softmax(z)", None),
    "warnings": ("for _ in range(999): warnings.warn('x')\nreturn softmax(z)", ""),
    "log": ("for _ in range(99): logging.error('x')\nreturn softmax(z)", ""),
    "traceback": ("try: 1 / 0\nexcept Exception: traceback.print_exc()\nreturn softmax(z)", ""),
    "a thread prints": (
        "t = threading.Thread(target=print, args=('x',))\nt.start()\nt.join()\nreturn softmax(z)",
        ""),
    "a thread goes on printing": (
        "def flood():\n  end = time.monotonic() + 0.2\n  while time.monotonic() < end: print('')\n"
        "threading.Thread(target=flood).start()\nreturn softmax(z)", ""),
    "another program": ("subprocess.run([sys.executable, '-c', '1'])\nreturn softmax(z)", None),
}

STATE = {
    "deep": ("sys.setrecursionlimit(9999)\nreturn softmax(z)", ""),
    "random": ("random.seed(0)\nreturn softmax(z)", ""),
    "numpy's random": ("np.random.seed(0)\nnp.random.normal(size=3)\nreturn softmax(z)", ""),
    "warnings": ("warnings.simplefilter('error')\nreturn softmax(z)", ""),
    "no warnings": ("warnings.resetwarnings()\nreturn softmax(z)", ""),
    "folder": ("os.chdir('/')\nreturn softmax(z)", ""),
    "environment": ("os.environ['HOME'] = 'x'\nreturn softmax(z)", ""),
    "no environment": ("os.environ.clear()\nreturn softmax(z)", ""),
    "errors": ("np.seterr(all='raise')\nreturn softmax(z)", ""),
    "digits": ("np.set_printoptions(precision=1)\nreturn softmax(z)", ""),
    "log": ("logging.disable(50)\nreturn softmax(z)", ""),
    "len": ("builtins.len = None\nreturn softmax(z)", None),
    "print": ("builtins.print = None\nreturn softmax(z)", ""),
    "import": ("builtins.__import__ = None\nreturn softmax(z)", None),
    "a new builtin": ("builtins.mine = 1\nreturn softmax(z)", ""),
    "garbage": ("gc.disable()\nreturn softmax(z)", ""),
    "switches": ("sys.setswitchinterval(9)\nreturn softmax(z)", ""),
    "path": ("sys.path.clear()\nreturn softmax(z)", ""),
    "trace": ("sys.settrace(lambda *_: None)\nreturn softmax(z)", ""),
    "limit lifted": ("sys.setrecursionlimit = None\nreturn softmax(z)", ""),
    "exit replaced": ("get_ipython().ask_exit = None\nreturn softmax(z)", ""),
    "asyncio": ("return asyncio.run(asyncio.sleep(0, softmax(z)))", ""),
}

RESULTS = {
    "endless generator": ("return (1.0 for _ in itertools.count())", "cannot be compared"),
    "3e7 numbers": ("return np.zeros(30_000_000)", "cannot be compared"),
    "3e6 in a list": ("return [0.0] * 3_000_000", "cannot be compared"),
    "1e12 without memory": ("return np.broadcast_to(0.0, (10**12,))", "cannot be compared"),
    "infinite range": ("return range(10**15)", "cannot be compared"),
    "itself": ("l = []\nl.append(l)\nreturn l", "cannot be compared"),
    "deep lists": ("l = 1.0\nfor _ in range(5000): l = [l]\nreturn l", "cannot be compared"),
    "hostile array": (
        "class Odd:\n  def __array__(self, *_, **__): raise SystemExit\nreturn Odd()", None),
    "hostile length": (
        "class Odd(list):\n  def __len__(self): raise SystemExit\nreturn Odd()", None),
    "hostile class": (
        "class Odd:\n  @property\n  def __class__(self): raise ValueError\nreturn Odd()", None),
    "hostile numbers": (
        "class Odd(float):\n  def __sub__(self, x): sys.exit()\n  __rsub__ = __float__ = __sub__\n"
        "return [Odd(x) for x in softmax(z)]", None),
    "hostile iterator": ("return (1 / 0 for _ in z)", None),
    "coroutine": ("async def f(): pass\nc = f()\nc.close()\nreturn c", "cannot be compared"),
    "half a character": ("return '\\ud800'", "cannot be compared"),
    "a class": ("return int", "cannot be compared"),
    "a module": ("return np", "cannot be compared"),
    "records": ("return np.zeros(3, dtype='f8,i4')", "cannot be compared"),
    "10**400": ("return [10**400] * 3", "cannot be compared"),
    "resizes": ("z.resize(0, refcheck=False)\nreturn z", None),
    "reshapes": ("z.shape = (-1, 1)\nreturn softmax(z.ravel())", "changes its input"),
    "locks": ("z.setflags(write=False)\nreturn softmax(z)", ""),
    "another dtype": ("z.dtype = np.int64\nreturn z", None),
}

ALL = [(f"{kind}: {name}", *case, 0.4 if kind == "loops" else 3)
       for kind, cases in (("ends", ENDS), ("loops", LOOPS), ("output", OUTPUT), ("state", STATE),
                           ("results", RESULTS))
       for name, case in cases.items()]


class Kernel:
    """A kernel in which the misbehaviours run one after the other."""

    def __init__(self):
        self.manager, self.client = start_new_kernel(startup_timeout=120)
        self.value(PRELUDE + "\n0")

    def value(self, source):
        """Run a cell and return the value of its last line, and what it put out."""
        self.out = []
        self.client.execute_interactive(
            source, timeout=60, output_hook=self.out.append, allow_stdin=False,
            user_expressions=None, stop_on_error=False,
        )
        results = [m["content"]["data"]["text/plain"] for m in self.out
                   if m["msg_type"] == "execute_result"]
        assert results, [m["content"] for m in self.out][-3:]
        return results[-1]

    def close(self):
        """End the kernel."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernels():
    made = [Kernel()]
    yield made
    made[0].close()


@pytest.fixture
def kernel(kernels):
    """A living kernel: a new one where the last has died or hangs."""
    try:
        kernels[0].value("0")
    except (TimeoutError, RuntimeError):
        kernels[0].close()
        kernels[0] = Kernel()
    return kernels[0]


def test_there_are_a_hundred():
    assert len(ALL) >= 100


@pytest.mark.parametrize(("body", "reason", "seconds"), [case[1:] for case in ALL],
                         ids=[case[0] for case in ALL])
def test_the_kernel_lives_and_is_as_it_was(kernel, body, reason, seconds):
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    before = kernel.value("json.dumps(state())")
    found = kernel.value(f"def answer(z):\n{lines}\n\nshown(answer, {seconds})")
    kinds = [message["msg_type"] for message in kernel.out]
    status, reason_found, length = eval(found)
    again = "time.sleep(0.3 * (sys.stdout is tap._TAPS['stdout'])); print('mine')\n"
    assert kernel.value(again + "check_softmax.examine(softmax).status") == "'right'"
    assert "mine" in "".join(m["content"].get("text", "") for m in kernel.out)
    after = kernel.value("json.dumps(state())")
    before, after = json.loads(eval(before)), json.loads(eval(after))
    assert reason is None or reason_found == reason, status
    assert {key: (before[key], after[key]) for key in before if before[key] != after[key]} == {}
    assert length < 3000
    assert kinds.count("stream") < 100
    assert "display_data" not in kinds
