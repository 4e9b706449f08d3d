"""Print the book as one PDF, build/handout.pdf: `make handout`, or with PAPER=Letter."""

import sys

from server import chromium

from pages.__main__ import FOLDER, SCRIPTS, write
from pages.cells import NotebookPage, fill
from pages.course import DATA, ROOT, data_text, notebooks, opening
from pages.markdown import PageText

HANDOUT = ROOT / "build" / "handout.pdf"


def one_page(folder):
    """Write all notebooks as one page beside the others, which it shares pictures with."""
    course = notebooks()
    links = {each.path.name: f"#n{each.number}" for each in course} | {DATA: "#data"}
    parts = [(f"n{each.number}", NotebookPage(each, links).html) for each in course]
    parts.append(("data", PageText("data", {}).html(data_text())))
    page = folder / "handout.html"
    first = PageText("map", links).html(opening(course[0]))
    page.write_text(fill("handout", scripts=SCRIPTS, course=course, opening=first, parts=parts),
                    encoding="utf-8")
    return page


def main(paper="A4"):
    """Print it; each notebook begins on a new page, its solutions stay shut."""
    write(FOLDER)
    page = one_page(FOLDER)
    with chromium() as browser:
        tab = browser.new_page()
        tab.goto(page.as_uri())
        tab.pdf(path=HANDOUT, format=paper, prefer_css_page_size=False, tagged=True, outline=True,
                print_background=True)
    page.unlink()
    print(f"{HANDOUT.stat().st_size / 1e6:.1f} MB: {HANDOUT}")


if __name__ == "__main__":
    main(*sys.argv[1:])
