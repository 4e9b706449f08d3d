"""Print the book as one PDF, build/handout.pdf: `make handout`, or with PAPER=Letter."""

import sys

from server import chromium

from pages.book import FOLDER, SCRIPTS, write
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


def print_book(browser, folder, path, paper):
    """Print it; each notebook begins on a new page, its solutions stay shut."""
    page = one_page(folder)
    tab = browser.new_page()
    tab.goto(page.as_uri())
    tab.pdf(path=path, format=paper, tagged=True, outline=True, print_background=True)
    tab.close()
    page.unlink()


def main(paper="A4"):
    """Build the book, and print it."""
    write(FOLDER)
    with chromium() as browser:
        print_book(browser, FOLDER, HANDOUT, paper)
    print(f"{HANDOUT.stat().st_size / 1e6:.1f} MB: {HANDOUT}")


if __name__ == "__main__":
    main(*sys.argv[1:])
