"""What a reader sees of the stored notebooks where no kernel runs: `make pages`."""

from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

ROOT = Path(__file__).resolve().parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))


class Page(HTMLParser):
    """Collects the images' alternative texts, the links, and all visible text."""

    def __init__(self, html):
        super().__init__()
        self.alts, self.links, self.texts, self._hidden = [], [], [], 0
        self.feed(html)
        self.text = " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag, attrs):
        self._hidden += tag in ("script", "style")
        attrs = dict(attrs)
        if tag == "img" and attrs.get("src", "").startswith("data:image/png;base64,iVBOR"):
            self.alts.append(attrs.get("alt"))
        if tag == "a":
            self.links.append(attrs.get("href", ""))

    def handle_endtag(self, tag):
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data):
        if not self._hidden:
            self.texts.append(unescape(data))


def page_of(notebook):
    exporter = HTMLExporter(template_name="pages", extra_template_basedirs=[str(ROOT)])
    return Page(exporter.from_notebook_node(notebook)[0])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_picture_is_on_the_page_with_its_alt_text_and_its_sentence(path):
    notebook = nbformat.read(path, as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    data = [output.get("data", {}) for output in outputs]
    told = [each["text/plain"] for each in data if "image/png" in each]
    page = page_of(notebook)
    assert page.alts == told
    assert [sentence for sentence in told if " ".join(sentence.split()) not in page.text] == []
    assert "VBox(" not in page.text
    assert "Traceback" not in page.text


def test_links_lead_from_page_to_page():
    page = page_of(nbformat.read(PATHS[0], as_version=4))
    assert "01_softmax.html" in page.links
    assert [link for link in page.links if link.endswith(".ipynb")] == []
