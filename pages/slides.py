"""The deck for the class of 90 minutes, build/pages/slides.html: `make slides`."""

from helpers import quiz
from pages.book import FOLDER, links, write
from pages.cells import WORDS, fill, last_call
from pages.course import notebooks
from pages.demo import SCRIPTS as LIVE
from pages.demo import demo_html
from pages.markdown import PageText

# As in the table "For teachers: a class of 90 minutes" of notebook 00.
SHOWN = ["01", "02", "03", "04", "07"]
ASKED = ["01", "02", "03", "04"]  # their quiz questions end the class


def title(notebook, text):
    """Return the heading of a notebook and the paragraph that says its question."""
    heading, *paragraphs = notebook.cells[0].source.split("\n\n")
    question, = [each for each in paragraphs if each.startswith("**The question.**")]
    return text.html(f"{heading}\n\n{question}")


def lesson(notebook, addresses):
    """Yield (kind, HTML) for each slide of a notebook: what its tags say is for all to see."""
    text = PageText(f"n{notebook.number}", addresses)
    yield "title", title(notebook, text)
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        name, arguments = last_call(cell.source) if cell.cell_type == "code" else (None, ())
        if name == "predict":
            yield "question", question(WORDS["prediction"], quiz.predict(*arguments).entry)
        elif "demo" in tags:
            yield "live", demo_html(name)
        elif "explain" in tags:
            yield "text", text.html(cell.source)


def question(label, entry):
    """Return a prompt with lettered options; what is right, and why, is behind "Reveal"."""
    return fill("slide_question", label=label, entry=entry)


def quiz_slides(number):
    """Yield (kind, HTML) for each quiz question of a notebook."""
    label = WORDS["review"].format(notebook=number)
    for each in quiz.quiz(number).questions:
        yield "question", question(label, each.entry)


def deck(folder):
    """Write slides.html beside the pages, whose stylesheet and scripts it shares."""
    course = {each.number: each for each in notebooks()}
    addresses = links(course.values())
    slides = [slide for number in SHOWN for slide in lesson(course[number], addresses)]
    slides += [slide for number in ASKED for slide in quiz_slides(number)]
    path = folder / "slides.html"
    path.write_text(fill("slides", scripts=[*LIVE, "slides.js"], slides=slides), encoding="utf-8")
    return path, len(slides)


def main():
    """Build the pages, and the deck beside them."""
    write(FOLDER)
    path, count = deck(FOLDER)
    print(f"{count} slides, {path.stat().st_size / 1e6:.1f} MB: {path}")


if __name__ == "__main__":
    main()
