"""Run the course as other machines would, and compare strictly: `make portable`.

Every cell of every notebook runs on each platform that this processor can play, and on machines
rougher than any (rough.py); texts must be those that are stored, pictures all but equal. The
numeric tests run on every platform, too. One line says how each fared; then every cell that
differs is printed, with both texts. Any difference ends it with an error.

    python tests/portable                     # all
    python tests/portable "threads 2" NumPy   # only the platforms whose names hold such words
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
KERNELS = ["Haswell", "SkylakeX", "Zen", "Nehalem", "Sandybridge"]  # of OpenBLAS
THREADS = ["1", "2"]
SEEDS = ["1", "2", "3"]  # of rough machines
ROOMS = ("functions", "losses", "bad_input", "calibration", "regression", "datasets")
NUMERIC = [f"tests/test_{room}.py" for room in ROOMS]
# The API of an estimator, and what installing takes, hang on no digit.
NUMERIC += ["-k", "not check_estimator", "-p", "no:cacheprovider", "-q", "--no-header"]
ASK_KERNEL = """
import numpy, scipy.linalg, threadpoolctl
print(*{pool["architecture"] for pool in threadpoolctl.threadpool_info() if "architecture" in pool})
"""


class Platform(NamedTuple):
    """A way to run: its name, what its environment adds, what the cells' program is told."""

    name: str
    environment: dict
    arguments: tuple = ()
    numeric: bool = True


def python(platform, *arguments):
    """Run Python as on a platform; return whether it went well, and what it printed."""
    chosen_here = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "NPY_DISABLE_CPU_FEATURES"}
    kept = {name: value for name, value in os.environ.items() if name not in chosen_here}
    ended = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**kept, **platform.environment}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, encoding="utf-8",
    )
    return ended.returncode == 0, ended.stdout


def platforms():
    """Return the platforms that this processor can play, saying which it cannot."""
    playable = []
    for kernel in KERNELS:
        alone = Platform(kernel, {"OPENBLAS_CORETYPE": kernel})
        used = python(alone, "-c", ASK_KERNEL)[1].split()
        if used != [kernel]:
            print(f"{kernel}: not here, OpenBLAS takes {' and '.join(used) or 'no kernel'} instead")
            continue
        for n in THREADS:
            environment = {**alone.environment, "OPENBLAS_NUM_THREADS": n}
            playable.append(Platform(f"{kernel}, threads {n}", environment, (), n == THREADS[-1]))
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    for n_left in range(min(2, len(found))):
        off = " ".join(found[n_left:])
        playable.append(Platform(f"NumPy without {off}", {"NPY_DISABLE_CPU_FEATURES": off}))
    return playable + [Platform(f"rough, seed {s}", {}, ("rough", s), False) for s in SEEDS]


def try_out(platform):
    """Run the cells, and the numeric tests where they are due; print how it went."""
    ran, printed = python(platform, str(HERE / "cells.py"), *platform.arguments)
    printed, _, last = printed.rstrip().rpartition("\n")
    if not ran:
        raise RuntimeError(f"{platform.name}: the cells could not be run\n{printed}\n{last}")
    count = json.loads(last)
    passed, tests = python(platform, "-m", "pytest", *NUMERIC) if platform.numeric else (True, "")
    words = f"{platform.name}: {count['different']} of {count['cells']} cells differ"
    words += f", picture farthest {count['farthest']:.2f}"
    print(words + (f"; {tests.splitlines()[-1]}" if tests else ""), flush=True)
    report = f"\n{platform.name}\n{printed}" if count["different"] else ""
    return count["cells"], report + ("" if passed else f"\n{platform.name}\n{tests}")


def main(words):
    """Try all, or those whose names hold one of the words, two at a time."""
    every = [each for each in platforms()
             if not words or any(word in each.name for word in words)]
    with ThreadPoolExecutor(2) as pool:
        cells, reports = zip(*pool.map(try_out, every), strict=True)
    print(*filter(None, reports), sep="\n")
    print(f"{len(every)} platforms, {sum(cells)} cells compared")
    if any(reports):
        sys.exit("The course differs between machines: see above, and mend the cause.")


if __name__ == "__main__":
    main(sys.argv[1:])
