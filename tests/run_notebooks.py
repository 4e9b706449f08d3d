"""Run every notebook in place from top to bottom, and store it clean: `make notebooks`."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def run(notebook):
    """Execute a notebook as a student would find it: its folder is the working directory."""
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(FOLDER)}},
    ).execute()


def clean(notebook):
    """Leave only what the lesson needs, so that two runs give the same file.

    The reference to a live widget goes: it names a model that no other kernel has, and without
    it a page that has not been run yet shows the picture in its place.
    """
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook.nbformat_minor = 5
    for cell in notebook.cells:
        cell.metadata = {"tags": cell.metadata.tags} if cell.metadata.get("tags") else {}
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)


def main(names):
    """Run the notebooks whose names begin so ("03"; all, without names), and store each at once."""
    paths = [path for path in sorted(FOLDER.glob("*.ipynb")) if path.name.startswith(tuple(names))]
    if not paths:
        sys.exit(f"no notebook in {FOLDER} begins with {' or '.join(names)}")
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        run(notebook)
        clean(notebook)
        nbformat.write(notebook, path)
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:] or [""])
