"""Run the checks over a folder of students' notebooks: `make grade DIR=…`.

THIS RUNS STUDENTS' CODE, with your rights, on your machine. Each notebook runs as a copy in a
temporary folder, in processes of its own, with limits of time and memory and without your
environment variables. It is not locked in: it can read and write your files by their full path
and use the network. For notebooks from people you do not trust, use a container or a virtual
machine. More in helpers/checks/README.md.
"""

import argparse
import csv
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import psutil

from helpers.checks import NOTEBOOKS, exercises
from helpers.grade_one import kill_descendants

COURSE = Path(__file__).resolve().parent.parent
PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH")


def find(folder):
    """Return the notebooks in a folder and below, sorted; checkpoints and hidden ones left out."""
    return sorted(
        path for path in folder.rglob("*.ipynb")
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    )


def grade(path, seconds, gigabytes):
    """Return {"status": …, "verdicts": …} for one notebook. It never raises for what it holds."""
    with tempfile.TemporaryDirectory(
        prefix="notebook-of-a-student-", ignore_cleanup_errors=True
    ) as home:
        shutil.copyfile(path, Path(home, "notebook.ipynb"))
        mark = f"application/x-{secrets.token_hex(16)}"  # a notebook cannot guess it
        arguments = ["notebook.ipynb", str(max(1, seconds // 6)), str(gigabytes), mark]
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "helpers.grade_one", *arguments],
            cwd=home, env=_environment(home), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        try:
            printed, _ = process.communicate(timeout=seconds)
            return json.loads(printed)
        except subprocess.TimeoutExpired:
            return {"status": f"no result in {seconds} s", "verdicts": {}}
        except ValueError:
            return {"status": f"crashed (exit code {process.returncode})", "verdicts": {}}
        finally:
            if process.poll() is None:
                kill_descendants(psutil.Process(process.pid))
                process.kill()
            process.communicate()


def _environment(home):
    """Return the little that a notebook needs: no token or password of the teacher's."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    folders = dict.fromkeys(
        ["HOME", "USERPROFILE", "TMPDIR", "TEMP", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR",
         "MPLCONFIGDIR"], home,
    )
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**kept, **folders, **threads, "PYTHONPATH": str(COURSE)}


def grade_all(folder, seconds, gigabytes, jobs, tell=lambda done, total, path: None):
    """Return rows (path relative to the folder, result), in the order of the paths."""
    paths = find(folder)
    rows = {}
    with ThreadPoolExecutor(jobs) as pool:
        futures = {pool.submit(grade, path, seconds, gigabytes): path for path in paths}
        for future in as_completed(futures):
            path = futures[future].relative_to(folder)
            try:
                rows[path] = future.result()
            except OSError as error:  # not readable: that row alone
                rows[path] = {"status": f"not readable ({error.strerror})", "verdicts": {}}
            tell(len(rows), len(paths), path)
    return sorted(rows.items())


def columns(rows):
    """Return the identities of the exercises that stand in any row, in the course's order."""
    used = {name for _, result in rows for name in result["verdicts"]}
    known = [exercise.id for notebook in NOTEBOOKS for exercise in exercises(notebook)]
    return [name for name in known if name in used]


def write_csv(rows, file):
    """Write a line for each notebook: path, status, how many are right, each verdict."""
    names = columns(rows)
    table = csv.writer(file)
    table.writerow(["notebook", "status", "right", "exercises", *names])
    for path, result in rows:
        verdicts = result["verdicts"]
        right = sum(verdict == "right" for verdict in verdicts.values())
        words = [verdicts.get(name, "") for name in names]
        table.writerow([_cell(path), result["status"], right, len(verdicts), *words])


def _cell(path):
    """Return a path as a spreadsheet should read it: never as a formula."""
    text = path.as_posix()
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def write_screen(rows, file):
    """Write a table for each notebook of the course, then what did not come to a verdict."""
    names = columns(rows)
    for notebook in sorted({name[:2] for name in names}):
        heads = [name for name in names if name.startswith(notebook)]
        table = [[path.as_posix(), *(result["verdicts"][name].split(":")[0] for name in heads)]
                 for path, result in rows if heads[0] in result["verdicts"]]
        table.insert(0, [f"notebook {notebook}", *(name[3:] for name in heads)])
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        print(file=file)
        for line in table:
            cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            print("  ".join(cells).rstrip(), file=file)
    print(file=file)
    for path, result in rows:
        if result["status"] != "ran":
            print(f"{path.as_posix()}: {result['status']}", file=file)


def bar(done, total, path):
    """Draw the progress on one line of the screen."""
    filled = 30 * done // total
    line = f"[{'#' * filled}{'.' * (30 - filled)}] {done}/{total} {path.as_posix()}"
    print("\r" + line[:100].ljust(100), end="\n" if done == total else "", file=sys.stderr)


def main(arguments=None):
    """Grade a folder; print the tables and write the CSV file."""
    parser = argparse.ArgumentParser(prog="make grade DIR=…", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of notebooks, in folders or not")
    parser.add_argument("--csv", type=Path, default=Path("verdicts.csv"), help="file to write")
    parser.add_argument("--seconds", type=int, default=240, help="limit for one notebook")
    parser.add_argument("--gigabytes", type=float, default=4, help="memory for one notebook")
    parser.add_argument("--jobs", type=int, default=2, help="notebooks at the same time")
    given = parser.parse_args(arguments)
    if not given.folder.is_dir():
        parser.error(f"there is no folder {given.folder}: write make grade DIR=path/to/notebooks")
    if not find(given.folder):
        parser.error(f"there is no notebook (*.ipynb) in {given.folder}")
    print("This runs students' code with your rights. See helpers/checks/README.md.")
    rows = grade_all(given.folder, given.seconds, given.gigabytes, given.jobs, bar)
    with given.csv.open("w", newline="", encoding="utf-8") as file:
        write_csv(rows, file)
    write_screen(rows, sys.stdout)
    print(f"Every verdict, with its reason: {given.csv}")


if __name__ == "__main__":
    main()
