"""The exercises: one module for each notebook, and the rooms that judge an answer."""

from importlib import import_module

NOTEBOOKS = ("01", "02", "03", "04", "05", "06", "07", "08", "09")


def exercises(notebook):
    """Return the exercises of one notebook, "01" to "09", in the order of the notebook."""
    from helpers.checks.exercise import Exercise

    module = import_module(f"helpers.checks.notebook_{notebook}")
    return [value for value in vars(module).values() if isinstance(value, Exercise)]
