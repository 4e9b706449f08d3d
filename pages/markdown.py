"""Markdown of the notebooks to HTML: formulas, headings one can link to, wide things in boxes."""

import re
from html import escape

from mistune.plugins.table import render_table_cell
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from pages.formulas import mathml

TAG = re.compile(r"<[^>]+>")


class Renderer(IPythonRenderer):
    """Renders the Markdown of one page, and remembers its headings for the list of contents.

    page : a short name that begins every id. links : where addresses in the text lead on the page.
    """

    def __init__(self, page, links):
        super().__init__(escape=True)
        self.page = page
        self.links = links
        self.headings = []  # (level, id, HTML)

    def heading(self, text, level, **attributes):
        """Return a heading with an id of its own."""
        words = re.findall(r"\w+", TAG.sub("", text).lower())
        anchor = "-".join([self.page, *words])
        twins = sum(anchor == known.partition("--")[0] for _, known, _ in self.headings)
        anchor += f"--{twins + 1}" if twins else ""
        self.headings.append((level, anchor, text))
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def link(self, text, url, title=None):
        """Return a link: to a page where the address is a file of the course."""
        return super().link(text, self.links.get(url, url), title)

    def inline_math(self, body):
        """Return a formula in a line of text."""
        return mathml(body)

    def block_math(self, body):
        """Return a formula on a line of its own, in a box that scrolls where it is too wide."""
        return f'<span class="formula wide">{mathml(body, "block")}</span>'

    def block_code(self, code, info=None):
        """Return code in a box that scrolls where it is too wide."""
        return code_box(code) if info == "python" else text_box(code)

    def table(self, text):
        """Return a table in a box that scrolls where it is too wide."""
        return f'<div class="wide"><table>\n{text}</table></div>\n'

    def table_cell(self, text, align=None, head=False):
        """Return a cell of a table; an empty one heads nothing."""
        return render_table_cell(self, text, align, head and bool(text.strip()))


class PageText:
    """Renders the texts of one page, one after the other."""

    def __init__(self, page, links):
        self._renderer = Renderer(page, links)
        self._markdown = MarkdownWithMath(self._renderer)

    @property
    def headings(self):
        """What was rendered so far has these headings: (level, id, HTML)."""
        return self._renderer.headings

    def html(self, source):
        """Return HTML for Markdown."""
        return self._markdown.render(source)


def code_box(source):
    """Return Python as HTML, with its parts marked for the stylesheet."""
    code = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    return f'<pre class="code wide"><code>{code.rstrip()}</code></pre>\n'


def text_box(text):
    """Return what a cell printed as HTML."""
    return f'<pre class="output wide">{escape(text.rstrip(), quote=False)}</pre>\n'
