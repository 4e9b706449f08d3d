"""Test the course on every Python found here, with three sets of versions: `make matrix`.

For each Python: the locked versions, the lowest that pyproject.toml allows (where they come ready
built), and the newest. Each leg has an environment of its own in build/matrix, and runs the unit
tests (without the browser) and strict nbval. A table ends it; a failing leg makes it an error.

    python tests/matrix.py                    # all
    python tests/matrix.py 3.13 lowest        # only the legs that these words choose
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tools.set_up import reach

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "matrix"
UV = str(ROOT / ".venv" / "bin" / "uv")
VERSIONS = ["locked", "lowest", "newest"]
OLDEST = (3, 11)
UNIT = ["-n", "2", "--dist", "loadfile", "--ignore=tests/browser"]
NBVAL = ["--nbval", *sorted(f"notebooks/{path.name}" for path in ROOT.glob("notebooks/*.ipynb"))]
QUIET = ["-q", "--no-header", "-p", "no:cacheprovider", "--tb=short"]


def pythons():
    """Return {"3.11": path, ...}: of each version the newest that uv or pyenv has here."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    folders = [str(path) for path in pyenv.glob("3.*/bin")]
    path = os.pathsep.join([*folders, os.environ["PATH"]])
    listed = subprocess.run(
        [UV, "python", "list", "--only-installed", "--output-format", "json"],
        env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True,
    )
    found = [(tuple(map(int, re.findall(r"\d+", python["version"])[:3])), python["path"])
             for python in json.loads(listed.stdout)
             if python["implementation"] == "cpython" and python["variant"] == "default"]
    return {f"{major}.{minor}": path for (major, minor, _), path in sorted(found)
            if (major, minor) >= OLDEST}


def install(python, versions, place):
    """Build a leg's environment in ``place``, and return the path of its Python."""
    inside = str(place / "bin" / "python")
    settings = {**reach(os.environ), "VIRTUAL_ENV": str(place)}

    def uv(*arguments):
        subprocess.run([UV, *arguments], cwd=ROOT, env=settings, check=True)

    def pip_install(*arguments):
        uv("pip", "install", "--quiet", "--python", inside, *arguments)

    uv("venv", "--quiet", "--clear", "--python", python, str(place))
    if versions == "locked":
        pip_install("--require-hashes", "-r", "requirements.lock", "-r", "requirements-test.lock")
        pip_install("--no-deps", "-e", ".")
    elif versions == "lowest":
        lowest = str(place / "lowest.txt")  # the course's own needs; the tests' tools stay new
        uv("pip", "compile", "--quiet", "--no-build", "--resolution=lowest-direct", "--python",
           inside, "pyproject.toml", "-o", lowest)
        pip_install("-c", lowest, "--group", "test", "-e", ".")
    else:
        pip_install("--group", "test", "-e", ".")
    return inside


def tested(python, arguments, log, **environment):
    """Run pytest, with its output in ``log``; return its last line, and whether all passed."""
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run([python, "-m", "pytest", *QUIET, *arguments], cwd=ROOT, check=False,
                              stdout=output, stderr=subprocess.STDOUT,
                              env={**os.environ, **environment})
    lines = log.read_text(encoding="utf-8").splitlines()
    for line in lines:
        if re.match("FAILED|ERROR", line):
            print("   ", line[:200], flush=True)
    return (lines or ["no output"])[-1], done.returncode == 0


def run_leg(name, python, versions):
    """Test one leg; return its row of the table, and whether it passed."""
    begin = time.perf_counter()
    place = BUILD / f"{name}-{versions}"
    print(f"Python {name}, {versions} versions: output in {place.relative_to(ROOT)}", flush=True)
    try:
        inside = install(python, versions, place)
    except subprocess.CalledProcessError:
        return f"{name:6} {versions:8} not installed", False
    unit, unit_passed = tested(inside, UNIT, place / "unit.txt")
    cells, cells_passed = tested(inside, NBVAL, place / "nbval.txt", PYTHONPATH="tests/offline")
    seconds = time.perf_counter() - begin
    verdict = "passed" if unit_passed and cells_passed else "FAILED"
    return (f"{name:6} {versions:8} {verdict} {seconds:6.0f} s   unit tests: {unit.strip('= ')}"
            f"   nbval: {cells.strip('= ')}", unit_passed and cells_passed)


def main(words):
    """Run the legs that the words choose, all without words."""
    found = pythons()
    chosen = [name for name in found if name in words] or list(found)
    wanted = [versions for versions in VERSIONS if versions in words] or VERSIONS
    unknown = set(words) - found.keys() - set(VERSIONS)
    if unknown:
        sys.exit(f"Not here: {', '.join(sorted(unknown))}. Pythons found: {', '.join(found)}; "
                 f"versions: {', '.join(VERSIONS)}.")
    rows = [run_leg(name, found[name], versions) for name in chosen for versions in wanted]
    print("\nPython versions", *(row for row, _ in rows), sep="\n")
    sys.exit(not all(passed for _, passed in rows))


if __name__ == "__main__":
    main(sys.argv[1:])
