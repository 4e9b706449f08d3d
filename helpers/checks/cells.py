"""What the learner's cells say, as far as a check needs to know."""

import ast
import re

from IPython import get_ipython


def syntax_error(name):
    """Return the SyntaxError of the latest cell that defines `name`, or None.

    Such a cell has not run, and the name, if it is there at all, is an older one.
    """
    shell = get_ipython()
    pattern = re.compile(rf"^\s*(def\s+{name}\b|{name}\s*=)", re.MULTILINE)
    for source in reversed(shell.user_ns.get("In", []) if shell else []):
        if pattern.search(source):
            try:
                ast.parse(shell.transform_cell(source))
            except SyntaxError as error:
                return error
            return None
    return None
