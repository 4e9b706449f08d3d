"""What moves a live picture: numbers to drag or to type, and choices. LiveFigure takes any of them.

A number stands in a box, and a slider beside it: the box takes what is typed exactly, the slider
holds round numbers only, and both always show the same.
"""

from functools import partial

import ipywidgets as widgets
import numpy as np
from traitlets import Any, validate

DECIMALS = 6  # what is typed is kept to so many
LABEL = {"description_width": "90px"}
STEP_OF_LOG = 0.02  # in decades: 50 round numbers from 1 to 10


class Number(widgets.HBox, widgets.ValueWidget):
    """A number in a box with a slider.

    value : the number, as typed or as dragged to; kept between the ends of the slider.
    slider : an ipywidgets slider. places : where it may stand. numbers : the value at each place.
    """

    value = Any()

    def __init__(self, label, box, slider, places, numbers, value):
        self.description = label
        self.places, self.numbers = np.asarray(places), numbers
        self.box = box(
            value=value, min=numbers[0], max=numbers[-1], description=label, style=LABEL,
            layout={"width": "170px"},
        )
        self.slider = slider(
            min=places[0], max=places[-1], readout=False, layout={"width": "150px"})
        super().__init__([self.box, self.slider], value=value)
        self.add_class("course-number")
        self._show()
        self.observe(self._show, names="value")
        self.box.observe(self._typed, names="value")
        self.slider.observe(self._dragged, names="value")

    @validate("value")
    def _within_the_ends(self, proposal):
        low, *_, high = self.numbers
        return type(low)(round(min(max(proposal.value, low), high), DECIMALS))

    def _show(self, _=None):
        self.box.value = self.value
        self.slider.value = self.round_number(self.value)

    def _typed(self, _):
        self.value = self.box.value
        self.box.value = self.value  # also where it was rounded to the value there was

    def _dragged(self, _):
        # A slider that follows a typed number stands beside it, and must not take it away.
        number = self.round_number(self.slider.value)
        if number != self.round_number(self.value):
            self.value = number

    def round_number(self, value):
        """Return the number of the slider that lies nearest to a value."""
        place = np.log10(value) if hasattr(self.slider, "base") else value
        return self.numbers[np.abs(self.places - place).argmin()]


def slider(label, low, high, value, step=0.1):
    """Return a number from `low` to `high`, whose slider moves by `step`."""
    numbers = np.round(np.arange(low, high + step / 2, step), DECIMALS).tolist()
    kind = partial(widgets.FloatSlider, step=step)
    return Number(label, widgets.BoundedFloatText, kind, numbers, numbers, value)


def logit_sliders(*start, limit=5):
    """Return controls z1, z2, … for the logits, from -limit to limit."""
    return {
        f"z{i}": slider(f"z{'₁₂₃'[i - 1]}", -limit, limit, value)
        for i, value in enumerate(start, 1)
    }


def step_slider(label, last):
    """Return a whole number from 0, where it starts, to `last`."""
    numbers = list(range(last + 1))
    return Number(label, widgets.BoundedIntText, widgets.IntSlider, numbers, numbers, 0)


def log_slider(label, low, high, value):
    """Return a number from `low` to `high`, whose slider is laid out over powers of ten."""
    count = round(np.log10(high / low) / STEP_OF_LOG)
    places = np.log10(low) + STEP_OF_LOG * np.arange(count + 1)
    numbers = [float(low), *map(roundest, places[1:-1]), float(high)]
    kind = partial(widgets.FloatLogSlider, step=STEP_OF_LOG)
    return Number(label, widgets.BoundedFloatText, kind, places, numbers, value)


def count_slider(label, low, high, value):
    """Return a whole number from `low` to `high`, whose slider is laid out over powers of ten."""
    places = np.arange(np.log10(low), np.log10(high) + STEP_OF_LOG / 2, STEP_OF_LOG)
    numbers = sorted({round(roundest(place)) for place in places})
    kind = partial(widgets.FloatLogSlider, step=STEP_OF_LOG)
    return Number(label, widgets.BoundedIntText, kind, np.log10(numbers), numbers, value)


def roundest(place):
    """Return the number of the fewest digits within half a step of 10 to the power of `place`."""
    for digits in range(1, 9):
        number = float(f"{10**place:.{digits - 1}e}")
        if abs(np.log10(number) - place) <= STEP_OF_LOG / 2:
            return number


def choice(label, options, value):
    """Return a row of buttons, one of which is pressed; Tab and Space reach them all."""
    return widgets.ToggleButtons(
        options=options, value=value, description=label, style={**LABEL, "button_width": "auto"},
    )


def along(control, count):
    """Return `count` values of a control, from one end to the other, evenly as it is laid out."""
    share = np.linspace(0, 1, count)
    if hasattr(control, "options"):
        options = [o[1] if isinstance(o, tuple) else o for o in control.options]
        return [options[i] for i in np.rint(share * (len(options) - 1)).astype(int)]
    first, *_, last = control.places
    places = first + share * (last - first)
    if hasattr(control.slider, "base"):
        places = 10**places
    return np.rint(places).astype(int) if isinstance(control.value, int) else places
