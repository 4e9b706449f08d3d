"""Find what students have handed in, and read it: leniently, for Jupyter opened it too."""

import ast
import io
import json
import os
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from IPython.core.inputtransformer2 import TransformerManager

from helpers.checks import NOTEBOOKS, exercises

LARGEST = 50 * 2**20  # bytes of one notebook


class Unreadable(Exception):  # noqa: N818 (it is told in the table, not raised to anyone)
    """A file that is no notebook of the course; its message is the row's status."""


class HandIn(NamedTuple):
    """A file that was handed in.

    path : where, below the teacher's folder, with "/"; a file in a zip archive stands below it.
    content : its bytes, or None where they could not be read; `trouble` then says why.
    """

    path: str
    content: bytes | None
    trouble: str = ""

    @property
    def student(self):
        """Whose it is: the first folder or archive, or the file's own name where there is none."""
        first, *rest = PurePosixPath(self.path).parts
        return first.removesuffix(".zip") if rest else first.rpartition(".")[0]


def find(folder):
    """Return a HandIn for every notebook in a folder and below, in zip archives too, sorted."""
    found = []
    for path in _files(folder):
        name = os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")
        try:
            content = path.read_bytes() if path.stat().st_size <= LARGEST else None
            trouble = "" if content is not None else "too large"
        except OSError as error:
            content, trouble = None, f"not readable ({error.strerror})"
        if name.lower().endswith(".zip") and content:
            found += _unpacked(name, content)
        elif not name.lower().endswith(".zip"):
            found.append(HandIn(name, content, trouble))
    return sorted(found)


def _files(folder):
    """Yield notebooks and archives; linked folders too, each once; hidden ones left out."""
    seen = set()
    for place, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        for name in files:
            if name.lower().endswith((".ipynb", ".zip")) and not name.startswith("."):
                yield Path(place, name)


def _unpacked(archive, content):
    """Return the notebooks in a zip archive, as learning platforms make them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            members = [info for info in file.infolist()
                       if info.filename.lower().endswith(".ipynb")
                       and not any(part.startswith((".", "__")) for part in
                                   PurePosixPath(info.filename).parts)]
            return [_member(archive, file, info) for info in members]
    except (zipfile.BadZipFile, NotImplementedError) as error:
        return [HandIn(archive, None, f"not readable ({error})")]


def _member(archive, file, info):
    path = f"{archive}/{info.filename}"
    if info.file_size > LARGEST:
        return HandIn(path, None, "too large")
    try:
        return HandIn(path, file.read(info))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:  # a password, say
        return HandIn(path, None, f"not readable ({error})")


def sources(content):
    """Return the sources of the code cells; all else in the file is of no interest here.

    Formats 3 and 4 of notebooks, with or without what their schema asks for.
    """
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
        sheets = notebook.get("worksheets") or [notebook]
        cells = [cell for sheet in sheets for cell in sheet["cells"]]
        code = [cell.get("source", cell.get("input", "")) for cell in cells
                if cell.get("cell_type") == "code"]
        return ["".join(source) for source in code]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(f"not a notebook ({type(error).__name__})") from None


def number_of(code):
    """Return which notebook of the course it is, "01" to "09"; raise Unreadable where it is none.

    The imports of checks tell; where they are gone, the names of the answers do.
    """
    imported, defined = Counter(), set()
    for source in code:
        for node in ast.walk(_parsed(source)):
            imported.update(_checks_of(node))
            defined |= _names_of(node)
    by_name = Counter({n: sum(e.answer_name in defined for e in exercises(n)) for n in NOTEBOOKS})
    votes = +imported or +by_name
    if not votes:
        raise Unreadable("no exercises in it")
    return max(votes, key=lambda number: (votes[number], by_name[number]))


def _parsed(source):
    """Return the syntax tree of a cell; its magics are Python then. Nothing where it has none."""
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.parse(TransformerManager().transform_cell(source))
    return ast.Module(body=[], type_ignores=[])


def _checks_of(node):
    """Return the numbers of the notebooks whose checks an import names."""
    names = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module:
        # `import check_x` from the room of a notebook counts, and so does the room itself.
        calls = [alias.name for alias in node.names if alias.name.startswith(("check_", "*"))]
        names = [node.module] * len(calls) + [f"{node.module}.{a.name}" for a in node.names]
    rooms = [name.removeprefix("helpers.checks.notebook_") for name in names]
    return [room for room in rooms if room in NOTEBOOKS]


def _names_of(node):
    """Return the names that a definition or an assignment gives."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return {node.name}
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return {node.id}
    return set()
