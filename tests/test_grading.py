"""Grading a folder: each notebook's fate is its own, and nothing it does decides its verdicts."""

import io
import json
import os
import secrets
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor

import nbformat
import numpy as np
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from helpers.checks import exercises
from helpers.grading import hand_ins, isolation, judge
from helpers.grading.hand_ins import HandIn, find, number_of, sources
from helpers.grading.judge import Limits

FIRST, SECOND, THIRD, *_ = exercises("01")
IMPORTS = "import numpy as np\nfrom helpers.checks.notebook_01 import check_softmax"
SHORT = Limits(seconds=6)  # for what never ends
LONG = Limits(seconds=240)  # a busy machine needs more processor time for the same work, too
LEFT_BEHIND = f"{secrets.randbelow(10**9)}.5"  # seconds to sleep; by them we know our own

CLASS = {
    "ann": [exercise.solution_source for exercise in exercises("01")],
    "bob": [
        "raise RuntimeError('a cell that fails')",
        FIRST.solution_source,
        SECOND.stub,
        "input()",  # nobody is there
        "%pip install a-package",
        "import time; time.sleep(1.5)  # longer than a cell may compute",
        "while True: print('flood' * 1000)",  # stopped; the cells below still count
        "def my_logits(): pass",
        "def my_softmax_batch(:",
    ],
    "cy": [FIRST.solution_source, "import os; os._exit(3)"],
    "dee": [  # what cannot be stopped is killed, and what it has started
        FIRST.solution_source,
        "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', "
        f"'import time; time.sleep({LEFT_BEHIND})'])",
        "import signal\nfor n in (signal.SIGPROF, signal.SIGALRM): signal.signal(n, signal.SIG_IGN)"
        "\nwhile True: pass",
    ],
    "fay": [
        "another_name = lambda z: np.exp(z) / np.exp(z).sum()\ncheck_softmax(another_name)",
        "import os\nassert 'SECRET' not in os.environ\nassert os.getcwd() == os.environ['HOME']",
        "%matplotlib inline\nfrom helpers.demos import first_taste\nfirst_taste()",
        "from helpers.quiz import progress\nprogress('01')",
        "check_softmax.hint(), check_softmax.solution()",
        "def my_softmax_batch(*_):\n    while True: pass",
    ],
    "gus": ["import time\nwhile True: time.sleep(1)", FIRST.solution_source],
}

# Each leaves 01.softmax right if it succeeds. The answer itself is wrong everywhere.
CHEATS = {
    "a status set": "check_softmax.status = 'right'",
    "a verdict recorded": "from helpers.checks import progress\n"
                          "progress.record('01.softmax', status='right')",
    "a patched comparison": "from helpers.checks import compare\n"
                            "compare.same = compare.close = lambda *_: True",
    "a patched check": "type(check_softmax).__call__ = lambda *_: print('✓ Right')\n"
                       "check_softmax.examine = check_softmax.judge = lambda *_: 'right'",
    "the reference handed in": "from helpers.checks import exercises\n"
                               "import helpers.checks.notebook_01 as room\n"
                               "my_softmax = (getattr(check_softmax, 'reference', None)\n"
                               "              or [e.reference for e in exercises('01')][0])",
    "another module in its place": "import sys\nfor name in list(sys.modules):\n"
                                   "    if name.startswith('helpers.checks.notebook'):\n"
                                   "        del sys.modules[name]\n"
                                   "import helpers.checks.notebook_01 as room\n"
                                   "my_softmax = room.my_softmax",
    "a forged report": "import json, os\nwith open('answers.jsonl', 'w') as file:\n"
                       "    for line in ({'failed': 0}, {'id': '01.softmax', 'answer': 'function',"
                       " 'state': 'finished', 'verdict': 'right', 'outcomes': []}):\n"
                       "        file.write(json.dumps(line) + '\\n')\n"
                       "os._exit(0)",
    "an answer that equals all": "class All(np.ndarray):\n"
                                 "    __eq__ = __le__ = lambda self, other: np.True_\n"
                                 "my_softmax = lambda z: np.zeros(len(z)).view(All)",
}
WRONG = "def my_softmax(logits):\n    return logits"


def notebook(*cells):
    return new_notebook(cells=[new_code_cell(cell) for cell in (IMPORTS, *cells)])


def hand_in(path, *cells):
    return HandIn(path, nbformat.writes(notebook(*cells)).encode())


def running(seconds):
    """Return the processes that sleep so long: ours alone do."""
    return [p for p in psutil.process_iter(["cmdline"]) if seconds in str(p.info["cmdline"])]


def graded(found):
    with ThreadPoolExecutor(2) as pool, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET", "x")
        return dict(zip((one.student for one in found),
                        pool.map(lambda one: judge.grade(one, limits_of(one)), found),
                        strict=True))


def limits_of(one):
    return SHORT if one.student in ("bob", "dee", "gus") else LONG


@pytest.fixture(scope="module")
def results():
    return graded([hand_in(f"{name}/01.ipynb", *cells) for name, cells in CLASS.items()])


# What runs


def test_the_references_are_all_right(results):
    assert results["ann"].verdicts == dict.fromkeys(
        [exercise.id for exercise in exercises("01")], "right")
    assert results["ann"].status == "ran"


def test_cells_that_fail_or_flood_cost_only_themselves(results):
    assert results["bob"].verdicts == {
        "01.softmax": "right", "01.softmax_batch": "not yet",
        "01.logits": "wrong: a function instead of a value", "01.by_hand": "missing",
    }
    assert results["bob"].status == "ran, 4 cells raised an error"


def test_a_notebook_that_ends_its_process_costs_its_row(results):
    assert results["cy"] == judge.Result("the process died", {}, results["cy"].code)


def test_a_notebook_that_cannot_be_stopped_is_killed_with_all_it_started(results):
    assert results["dee"].status == f"no result in {SHORT.seconds} s"
    assert running(LEFT_BEHIND) == []


def test_waiting_costs_no_processor_time_but_comes_to_an_end(results):
    assert results["gus"].status == "ran, 1 cell raised an error"
    assert results["gus"].verdicts["01.softmax"] == "right"


def test_an_answer_of_another_name_counts_if_it_was_checked(results):
    assert results["fay"].verdicts["01.softmax"] == "right"
    assert results["fay"].verdicts["01.logits"] == "missing"


def test_an_answer_that_never_ends_costs_itself(results):
    assert results["fay"].verdicts["01.softmax_batch"] == "wrong: no result in time"


def test_a_notebook_has_a_folder_of_its_own_and_nothing_of_the_teachers_environment(results):
    assert results["fay"].status == "ran"  # its assertions hold


# What decides


@pytest.mark.parametrize("walls", [True, False])
def test_no_cheat_decides_its_verdict(walls, monkeypatch):
    if walls and not isolation.works():
        pytest.skip("bubblewrap is not installed, or may not work here")
    monkeypatch.setattr(isolation, "works", lambda: walls)
    names = list(CHEATS) if walls else ["a patched comparison", "the reference handed in"]
    found = [hand_in(f"{name}/01.ipynb", WRONG, CHEATS[name]) for name in names]
    for name, result in graded(found).items():
        assert result.verdicts.get("01.softmax", "") != "right", name


@pytest.mark.parametrize("line", [
    {"id": "01.softmax", "answer": "function", "state": "finished", "outcomes": "x"},
    {"id": "01.softmax", "answer": "function", "state": "finished", "outcomes": [{}] * 50},
    {"id": "01.softmax", "answer": "function", "state": "finished"},
    {"id": "01.softmax", "answer": ["right"]},
    {"id": "01.softmax", "answer": "function", "state": "right", "outcomes": [
        {"kind": "value", "parts": [{"shape": [-1, 0], "data": ""}], "note": "", "changed": 0}]},
])
def test_a_forged_line_is_never_right(line):
    cases = FIRST.cases(np.random.default_rng(1))
    assert judge.verdict(FIRST, cases, line).startswith(("wrong", "missing"))


def test_walls_keep_the_network_the_solutions_and_the_class_out_of_reach(tmp_path):
    if not isolation.works():
        pytest.skip("bubblewrap is not installed, or may not work here")
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "01.ipynb").write_text("a neighbour's work")
    cells = [
        f"import os\nassert not os.path.exists({str(tmp_path / 'bob')!r})",
        "import helpers.checks as c\nfrom pathlib import Path\n"
        "room = Path(c.__file__).parent\n"
        "try:\n    assert (room / 'notebook_01.py').read_bytes() == b''\n"
        "except OSError:\n    pass\n"
        "assert list((room / '__pycache__').glob('notebook*')) == []",
        "import socket\nassert [name for _, name in socket.if_nameindex()] == ['lo']",
        "import os\nassert len([p for p in os.listdir('/proc') if p.isdigit()]) < 10",
        "try:\n    open('/usr/x', 'w')\nexcept OSError:\n    pass\nelse:\n    1 / 0",
    ]
    result = judge.grade(hand_in("x.ipynb", *cells), LONG, [tmp_path])
    assert result.status == "ran"


def test_without_walls_the_teacher_reads_so(monkeypatch):
    monkeypatch.setattr(isolation, "works", lambda: False)
    assert "Nothing locks the notebooks in" in isolation.sentence()
    assert isolation.command(["x"], None, []) == ["x"]


# What is read


def test_every_form_of_notebook_that_jupyter_opens_is_read():
    cell = {"cell_type": "code", "source": ["a = 1\n", "b"]}
    assert sources(json.dumps({"cells": [cell], "nbformat": 4}).encode("utf-8-sig")) == ["a = 1\nb"]
    old = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["x"]}]}]}
    assert sources(json.dumps(old).encode()) == ["x"]
    odd = {"cells": [{**cell, "id": 1, "execution_count": "*", "outputs": [{"text": "x"}],
                      "metadata": {"tags": ["a", "a"]}}, {"cell_type": "markdown"}],
           "metadata": {"kernelspec": {}}, "nbformat_minor": 4}
    assert sources(json.dumps(odd).encode()) == ["a = 1\nb"]


@pytest.mark.parametrize("content", [
    b"PK\x03\x04 not a notebook", b"{}", b"[]", b'{"cells": 3}', b'{"cells": [3]}', b"\xff\xfe",
    b"[" * 100_000, b'{"cells": [{"cell_type": "code", "source": 3}]}', b"",
])
def test_what_is_no_notebook_is_said(content):
    result = judge.grade(HandIn("x.ipynb", content), SHORT)
    assert result.status.startswith("not a notebook (")
    assert result.verdicts == {}


@pytest.mark.parametrize(("code", "number"), [
    (["from helpers.checks.notebook_03 import check_T"], "03"),
    (["from helpers.checks import notebook_03"], "03"),
    (["import helpers.checks.notebook_03 as c"], "03"),
    (["# from helpers.checks.notebook_01 import check_softmax", "%pip list\n"
      "from helpers.checks.notebook_03 import check_T"], "03"),
    (["def my_stable_softmax(z): pass", "my_log_softmax = 1"], "06"),
    (["this is no Python", "from helpers.checks.notebook_02 import check_hardmax"], "02"),
    (["from helpers.checks.notebook_01 import check_softmax",
      "from helpers.checks.notebook_02 import check_hardmax, check_jacobian"], "02"),
])
def test_which_notebook_it_is_stands_in_its_imports_or_else_in_its_names(code, number):
    assert number_of(code) == number


@pytest.mark.parametrize("code", [[], ["x = 1"], ["from helpers.checks.notebook_99 import x"]])
def test_a_notebook_without_exercises_is_said(code):
    with pytest.raises(hand_ins.Unreadable, match="no exercises in it"):
        number_of(code)


def test_hand_ins_are_found_in_folders_links_archives_and_odd_names(tmp_path):
    folder, elsewhere = tmp_path / "class", tmp_path / "elsewhere"
    for place in ("ann", ".ipynb_checkpoints", "__MACOSX"):
        (folder / place).mkdir(parents=True)
        (folder / place / "01.ipynb").write_text("{}")
    elsewhere.mkdir()
    (elsewhere / "02.IPYNB").write_text("{}")
    if hasattr(os, "symlink"):
        (folder / "linked").symlink_to(elsewhere)
        (elsewhere / "back").symlink_to(folder)  # round and round
    with zipfile.ZipFile(folder / "bob.zip", "w") as archive:
        archive.writestr("week 1/03.ipynb", "{}")
        archive.writestr("__MACOSX/03.ipynb", "{}")
    (folder / "broken.zip").write_bytes(b"PK")
    (folder / "flat_04.ipynb").write_text("{}")
    found = find(folder)
    assert [(one.path, one.student) for one in found] == [
        ("ann/01.ipynb", "ann"), ("bob.zip/week 1/03.ipynb", "bob"), ("broken.zip", "broken"),
        ("flat_04.ipynb", "flat_04"), ("linked/02.IPYNB", "linked"),
    ]
    assert found[2].trouble.startswith("not readable")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text_costs_nothing(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.ipynb")).write_text("{}")
    (one,) = find(tmp_path)
    assert one.path == "caf\N{REPLACEMENT CHARACTER}.ipynb"


def test_a_file_that_cannot_be_read_costs_its_row(tmp_path):
    (tmp_path / "gone.ipynb").symlink_to(tmp_path / "nowhere")
    (one,) = find(tmp_path)
    assert judge.grade(one, SHORT).status.startswith("not readable (")


def test_an_archive_with_a_password_costs_its_row(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("01.ipynb", "{}")
    locked = bytearray(content.getvalue())
    for signature in (b"PK\x03\x04", b"PK\x01\x02"):
        at = locked.index(signature) + (6 if signature == b"PK\x03\x04" else 8)
        locked[at] |= 1  # "encrypted"
    (tmp_path / "a.zip").write_bytes(bytes(locked))
    (one,) = find(tmp_path)
    assert one.trouble.startswith("not readable (")
