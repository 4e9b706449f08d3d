"""Run one student's notebook and check its answers; `helpers.grade` starts this in a process.

The notebook runs from top to bottom in a kernel of its own. Then the checks are run again, on the
names that it has defined, so that a verdict does not depend on what the student left in a cell.
"""

import json
import re
import sys
from contextlib import suppress

import nbformat
import psutil
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell

from helpers.checks import NOTEBOOKS, exercises
from helpers.checks.words import RIGHT, WRONG

FILE_SIZE = 100 * 2**20  # bytes that a single file may have


class Listener(NotebookClient):
    """Runs cells and keeps none of their output, which may be endless, but the report."""

    report = None
    n_errors = 0
    last_error = "no answer"

    def output(self, outs, msg, display_id, cell_index):
        """Keep the line that begins with the mark; count errors; drop the rest."""
        content = msg["content"]
        if msg["msg_type"] == "error":
            self.n_errors += 1
            self.last_error = str(content["ename"])[:40]
        if msg["msg_type"] == "display_data" and self.mark in content["data"]:
            self.report = content["data"][self.mark]


def report(names, notebook, mark):
    """Check the answers among a notebook's names, and send the verdicts (runs in the kernel)."""
    from IPython.display import display

    verdicts = {}
    for exercise in exercises(notebook):
        if exercise.answer_name in names:
            verdict = exercise.examine(names[exercise.answer_name], seed=0)
            reason = f": {verdict.reason}" if verdict.status == WRONG else ""
            verdicts[exercise.id] = verdict.status + reason
        else:  # under another name, perhaps, that the student has checked
            verdicts[exercise.id] = RIGHT if exercise.status == RIGHT else "missing"
    display({mark: verdicts}, raw=True)


def grade(path, seconds_a_cell, mark):
    """Return {"status": …, "verdicts": {identity: verdict}} for a notebook."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # whatever a file that is no notebook does to the reader
        return {"status": f"not a notebook ({type(error).__name__})", "verdicts": {}}
    source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    number = re.search(r"helpers\.checks\.notebook_(\d\d)", source)
    if not number or number[1] not in NOTEBOOKS:
        return {"status": "no exercises in it", "verdicts": {}}
    call = f"__import__('helpers.grade_one', fromlist=['report']).report(globals(), {number[1]!r}, "
    notebook.cells.append(new_code_cell(f"{call}{mark!r})"))
    manager = AsyncKernelManager(kernel_name="python3")
    client = Listener(
        notebook, km=manager, timeout=seconds_a_cell, interrupt_on_timeout=True,
        allow_errors=True, raise_on_iopub_timeout=False, resources={"metadata": {"path": "."}},
    )
    client.mark = mark
    try:
        client.execute()
    except DeadKernelError:
        return {"status": "the kernel died", "verdicts": {}}
    finally:
        kill_descendants(psutil.Process())
    if client.report is None:
        return {"status": f"the checks could not be run ({client.last_error})", "verdicts": {}}
    cells = {0: "ran", 1: "ran, 1 cell raised an error"}
    status = cells.get(client.n_errors, f"ran, {client.n_errors} cells raised an error")
    return {"status": status, "verdicts": client.report}


def kill_descendants(process):
    """Kill what a process has started, and what that has started."""
    with suppress(psutil.NoSuchProcess):
        for child in process.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                child.kill()


def limit(gigabytes):
    """Limit memory and the size of files for this process and its kernel, where that is known."""
    with suppress(ImportError):  # Windows
        import resource

        memory = int(gigabytes * 2**30)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    path, seconds_a_cell, gigabytes, mark = sys.argv[1:]
    limit(float(gigabytes))
    print(json.dumps(grade(path, int(seconds_a_cell), mark)))
