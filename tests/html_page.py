"""A page of the book as a test reads it: its texts, pictures, links and questions."""

from html.parser import HTMLParser

VOID = {"meta", "link", "img", "input", "br", "hr"}
BLOCKS = {"p", "div", "li", "td", "th", "pre", "summary", "details", "legend", "label", "button",
          "figcaption", "h1", "h2", "h3", "h4", "tr", "table", "ul", "ol"}


class Element:
    """A tag with its attributes, and what is inside it: elements and texts."""

    def __init__(self, tag, attributes):
        self.tag, self.attributes, self.inside = tag, dict(attributes), []

    def __getitem__(self, name):
        return self.attributes.get(name)

    def all(self, tag=None, kind=None, **attributes):
        """Return all elements inside, at any depth; `kind` is one of an element's classes."""
        found = []
        for part in self.inside:
            if isinstance(part, Element):
                found += [part] if part.matches(tag, kind, attributes) else []
                found += part.all(tag, kind, **attributes)
        return found

    def matches(self, tag, kind, attributes):
        """Tell whether this is such an element; None stands for any."""
        return (tag in (None, self.tag) and kind in (None, *(self["class"] or "").split())
                and all(self[name] == value for name, value in attributes.items()))

    def one(self, tag=None, kind=None, **attributes):
        """Return the only element of that kind inside."""
        (found,) = self.all(tag, kind, **attributes)
        return found

    def text(self, without=()):
        """Return the text inside, words apart by one space, without that of some tags."""
        return " ".join(self._text({"script", "style", *without}).split())

    def _text(self, without):
        parts = [part if isinstance(part, str) else part._text(without) for part in self.inside]
        gap = " " if self.tag in BLOCKS else ""
        return "" if self.tag in without else gap + "".join(parts) + gap


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = [Element("document", [])]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, attrs)
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].inside.append(Element(tag, attrs))

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        self.open[-1].inside.append(data)


def read_page(path):
    """Return the whole page as an Element; every tag must be closed in its place."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    assert [element.tag for element in reader.open] == ["document"]
    return reader.open[0]
