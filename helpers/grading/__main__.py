"""Check a folder of students' notebooks: `make grade DIR=folder`.

THIS RUNS STUDENTS' CODE, on your machine. Each notebook runs as a copy in a temporary folder, in
a process of its own, with limits of time and memory and without your environment variables. Where
bubblewrap works (Linux), it is locked in as well; the first line says whether it is. More in
helpers/checks/README.md.
"""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from helpers.grading import hand_ins, isolation, judge, table


def positive(kind):
    """Return a reader of positive numbers, for argparse."""
    def read(text):
        value = kind(text)
        if not value > 0:
            raise argparse.ArgumentTypeError(f"a number above 0 is needed, got {text}")
        return value

    read.__name__ = kind.__name__
    return read


def arguments(given):
    """Return what the command line asks for; end with a sentence where that cannot be."""
    parser = argparse.ArgumentParser(prog="make grade DIR=…", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="folder of notebooks, in folders, zip archives, or not")
    parser.add_argument("--csv", type=Path, default=Path("verdicts.csv"), help="file to write")
    parser.add_argument("--seconds", type=positive(int), default=240,
                        help="processor time for one notebook")
    parser.add_argument("--gigabytes", type=positive(float), default=4,
                        help="memory for one notebook")
    parser.add_argument("--jobs", type=positive(int), default=2,
                        help="notebooks at the same time")
    asked = parser.parse_args(given)
    if not asked.folder.strip():
        parser.error("which folder? Write make grade DIR=path/to/notebooks")
    asked.folder = Path(asked.folder)
    if not asked.folder.is_dir():
        parser.error(f"there is no folder {asked.folder}: write make grade DIR=path/to/notebooks")
    asked.found = hand_ins.find(asked.folder)
    if not asked.found:
        parser.error(f"there is no notebook (*.ipynb) in {asked.folder}")
    if problem := table.unused(asked.csv):
        parser.error(problem)
    return asked


def grade_all(found, limits, jobs, hidden, tell):
    """Grade every hand-in; call `tell` with the rows so far, whenever there is one more.

    Ctrl-C ends it: what has been told stays.
    """
    rows = {}
    with ThreadPoolExecutor(jobs) as pool:
        futures = {pool.submit(judge.grade, one, limits, hidden): one for one in found}
        try:
            for future in as_completed(futures):
                rows[futures[future]] = future.result()
                tell(sorted(rows.items()))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            print("\nStopped. The notebooks under way are still being ended.", file=sys.stderr)
    return sorted(rows.items())


def bar(done, total):
    """Draw the progress on one line of the screen."""
    filled = 30 * done // total
    end = "\n" if done == total else ""
    print(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done}/{total}", end=end, file=sys.stderr)


def main(given=None):
    """Grade a folder; print the tables and write the CSV file."""
    asked = arguments(given)
    print("This runs students' code on your machine. See helpers/checks/README.md.")
    print(isolation.sentence(), flush=True)

    def tell(rows):
        table.write_csv(rows, asked.csv)
        bar(len(rows), len(asked.found))

    limits = judge.Limits(asked.seconds, asked.gigabytes)
    rows = grade_all(asked.found, limits, asked.jobs, [asked.folder], tell)
    table.write_screen(rows, sys.stdout)
    print(f"Every verdict, with its reason: {asked.csv}")


if __name__ == "__main__":
    main()
