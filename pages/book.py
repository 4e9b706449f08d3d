"""The book as a folder: the front page, one page for each notebook, and all that they use."""

import shutil
from pathlib import Path

from pages.cells import NotebookPage, fill
from pages.course import DATA, ROOT, data_text, notebooks, opening
from pages.markdown import PageText

FOLDER = ROOT / "build" / "pages"
STATIC = Path(__file__).parent / "static"
SCRIPTS = [name for name in ("softmax.js", "demos.js", "book.js") if (STATIC / name).exists()]


def links(course):
    """Return where the addresses in the notebooks lead on the pages."""
    return {**{each.path.name: each.page for each in course}, DATA: "data.html"}


def write(folder):
    """Write the whole book; return how many bytes it is."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(STATIC, folder / "static")
    for name in ("notebooks", "pictures"):
        (folder / name).mkdir()
    course = notebooks()
    for before, notebook, after in zip([None, *course], course, [*course[1:], None], strict=False):
        page = NotebookPage(notebook, links(course))
        save(folder / notebook.page, "page", title=notebook.heading, html=page.html,
             headings=page.headings, notebook=notebook.file, before=before, after=after)
        for address, png in page.pictures.items():
            (folder / address).write_bytes(png)
        shutil.copyfile(notebook.path, folder / notebook.file)
    front(folder, course)
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def front(folder, course):
    """Write the front page, and the page about the data."""
    text = PageText("map", links(course))
    save(folder / "index.html", "index", course=course, opening=text.html(opening(course[0])))
    text = PageText("data", {})
    html = text.html(data_text())
    save(folder / "data.html", "page", title="The data", html=html, headings=text.headings,
         notebook=None, before=None, after=None)


def save(path, template, **values):
    """Write one page."""
    path.write_text(fill(template, scripts=SCRIPTS, **values), encoding="utf-8")
