"""Put blank notebooks back, after keeping the edited ones in notebooks/mine: `make fresh`.

    python3 tools/fresh.py           # keep every notebook that differs, and put the blank one back
    python3 tools/fresh.py --check   # say which notebooks are somebody's own, and end with an error

Blank is what git holds (HEAD). A notebook that an author edited and stored with `make notebooks`
differs, too, but passes --check, so that `make test` tests it: it is stored clean, which no
notebook is that was saved in JupyterLab. Only the standard library is used.
"""

import json
import subprocess
import sys
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks"
MINE = FOLDER / "mine"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def git(*arguments):
    """Return what git says about this clone, in bytes, or None where this is no clone."""
    if not (ROOT / ".git").exists():
        return None
    try:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True,
                              check=True).stdout
    except (OSError, subprocess.CalledProcessError):  # no git, or a clone it does not trust
        return None


def differing():
    """Return the notebooks that are not what git holds: edited, added or missing."""
    these = ("-z", "--", ":(glob)notebooks/*.ipynb")
    changed = git("diff", "--name-only", "HEAD", *these)
    added = git("ls-files", "--others", "--exclude-standard", *these)
    if changed is None or added is None:
        return None
    names = (changed + added).decode("utf-8", "surrogateescape").split("\0")
    return sorted(ROOT / name for name in names if name)


def is_stored_clean(path):
    """Return whether `make notebooks` stored this file: run in order, and without traces."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = notebook["cells"]
        counts = [cell["execution_count"] for cell in cells if cell["cell_type"] == "code"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        return (
            counts == list(range(1, len(counts) + 1))
            and notebook["metadata"].keys() == {"kernelspec", "language_info"}
            and notebook["metadata"]["language_info"].keys() == {"name"}
            and all(cell["metadata"].keys() <= {"tags"} for cell in cells)
            and not any(WIDGET_VIEW in output.get("data", {}) for output in outputs)
        )
    except (OSError, ValueError, KeyError):  # missing, or no notebook any more
        return False


def own():
    """Return the notebooks that are somebody's own work."""
    found = differing()
    paths = sorted(FOLDER.glob("*.ipynb")) if found is None else found
    return [path for path in paths if not is_stored_clean(path)]


def keep(path):
    """Copy a notebook to notebooks/mine under a name that is free; return the copy's path."""
    MINE.mkdir(exist_ok=True)
    for number in count(1):
        copy = MINE / f"{path.stem}-{number}.ipynb"
        try:
            with copy.open("xb") as file:  # x: never over another one
                file.write(path.read_bytes())
        except FileExistsError:
            continue
        return copy


def check():
    """End with one sentence where a notebook is somebody's own work."""
    names = [path.name for path in own()]
    if names:
        sys.exit(f"Nothing was tested: {', '.join(names)} in notebooks/ is edited or missing, and "
                 "the tests need the course's own. `make fresh` keeps what is edited in "
                 "notebooks/mine and puts the blank notebooks back; `make notebooks` stores an "
                 "edit that shall be part of the course.")


def fresh():
    """Keep every notebook that differs, and put the blank one back."""
    paths = differing()
    if paths is None:
        sys.exit("The blank notebooks are not here, because this folder is no git clone (or one "
                 "that git does not trust): unpack the course once more, into another folder; "
                 "yours stays as it is.")
    for path in paths:
        if path.exists():
            print(f"{path.name}: kept as {keep(path).relative_to(ROOT)}")
        blank = git("show", f"HEAD:notebooks/{path.name}")
        if blank is None:
            path.unlink()
        else:
            path.write_bytes(blank)
    print("Every notebook is blank." if paths else "Every notebook was blank already.")


if __name__ == "__main__":
    try:
        check() if "--check" in sys.argv[1:] else fresh()
    except PermissionError as error:
        sys.exit(f"{error.filename} cannot be written: copy the course to a folder of your own.")
