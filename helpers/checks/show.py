"""Show verdicts and solutions: in a notebook as HTML, elsewhere as text."""

from IPython import get_ipython
from IPython.display import display
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from helpers.checks.words import as_html


def show_verdict(verdict):
    """Show a verdict; its plain text is what a terminal prints."""
    _show(verdict.text, as_html(verdict))


def show_code(source):
    """Show Python, in colours where the front end has them."""
    formatter = HtmlFormatter(
        noclasses=True,  # colours and background together, so that a dark theme can be read too
        cssstyles="color: #222; padding: 0.5em",
        prestyles="color: inherit; background: none; margin: 0",
    )
    _show(source, highlight(source, PythonLexer(), formatter))


def _show(text, html):
    if get_ipython() is None:
        print(text)
    else:
        display({"text/plain": text, "text/html": html}, raw=True)
