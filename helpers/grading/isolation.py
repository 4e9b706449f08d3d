"""What a student's process may see and use.

Everywhere: a folder of its own, no environment of the teacher's, no pip. Where bubblewrap works
(Linux, the package bubblewrap) also: no network, no other process in sight, no file to write but
in its own folder, and neither the class's folder nor the course's solutions to read.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

COURSE = Path(__file__).resolve().parents[2]
STAND_INS = Path(__file__).resolve().parent / "stand_ins"
PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH")
WALLS = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session",
         "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]


@cache
def works():
    """Whether bubblewrap is installed, and may do here what it is for."""
    if not shutil.which("bwrap"):
        return False
    tried = subprocess.run([*WALLS, "true"], stdin=subprocess.DEVNULL, capture_output=True,
                           check=False)
    return tried.returncode == 0


def sentence():
    """Say to the teacher how far a notebook is locked in."""
    if works():
        return ("Each notebook is locked in by bubblewrap: no network, no files but its own "
                "folder to write, the class's folder and the solutions out of sight.")
    return ("Nothing locks the notebooks in: their code can read and write your files and use "
            "the network. On Linux, install bubblewrap and they are; elsewhere, use a container.")


def command(program, home, hidden):
    """Return the command that runs a program locked in, as far as that works here.

    home : the folder that it may write to. hidden : folders that it shall not see.
    """
    if not works():
        return program
    checks = COURSE / "helpers" / "checks"
    hidden = [folder.resolve() for folder in hidden]
    needed = {COURSE, Path(sys.prefix), Path(sys.base_prefix)}
    hidden = [folder for folder in hidden if not any(n.is_relative_to(folder) for n in needed)]
    solutions = [COURSE / "tests", COURSE / ".git", checks / "__pycache__"]
    hide = [part for folder in [*solutions, *hidden] if folder.is_dir()
            for part in ("--tmpfs", str(folder))]
    for file in sorted(checks.glob("notebook_*.py")):
        hide += ["--ro-bind", os.devnull, str(file)]
    return [*WALLS, *hide, "--bind", str(home), str(home), "--chdir", str(home), "--", *program]


def environment(home):
    """Return the little that a notebook needs: no token or password of the teacher's."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    folders = dict.fromkeys(
        ["HOME", "USERPROFILE", "TMPDIR", "TEMP", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR",
         "MPLCONFIGDIR"], str(home),
    )
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    path = os.pathsep.join([str(STAND_INS), str(COURSE)])
    fixed = {"PYTHONPATH": path, "PYTHONUTF8": "1", "MPLBACKEND": "agg"}
    return {**kept, **folders, **threads, **fixed}
