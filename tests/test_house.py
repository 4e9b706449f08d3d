"""The package as something to read: short functions, and examples that hold."""

import ast
import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([*(ROOT / "helpers").rglob("*.py"), *(ROOT / "pages").glob("*.py")])
LONGEST = 30
MATHEMATICS = ["functions", "losses", "calibration", "fitting"]


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def length(function):
    """Count the lines of a function, without its docstring and the functions inside it."""
    lines = function.end_lineno - function.lineno + 1
    for inner in functions(function)[1:]:
        lines -= inner.end_lineno - inner.lineno + 1
    if ast.get_docstring(function):
        lines -= function.body[0].end_lineno - function.body[0].lineno + 1
    return lines


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_function_is_longer_than_thirty_lines(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert {each.name: length(each) for each in functions(tree) if length(each) > LONGEST} == {}


def test_what_is_inside_a_function_counts_for_itself():
    outer, inner = functions(ast.parse("def f():\n  'text'\n  def g():\n    pass\n  return g\n"))
    assert (length(outer), length(inner)) == (2, 2)


@pytest.mark.parametrize("name", MATHEMATICS)
def test_every_example_in_a_docstring_holds(name):
    failed, tried = doctest.testmod(importlib.import_module(f"helpers.{name}"))
    assert failed == 0
    assert tried > 0


@pytest.mark.parametrize("name", MATHEMATICS)
def test_every_public_function_has_an_example(name):
    module = importlib.import_module(f"helpers.{name}")
    public = [getattr(module, each) for each in module.__all__]
    without = [each.__name__ for each in public
               if not isinstance(each, type) and ">>>" not in each.__doc__]
    assert without == []
