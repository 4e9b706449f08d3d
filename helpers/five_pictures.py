"""The five pictures of the matching exercise of notebook 02."""

import numpy as np

from helpers.functions import hardmax, logsumexp, softmax
from helpers.plots import COLORS, in_course_style, new_figure
from helpers.stills import StillFigure

PICTURES = {"A": "hardmax", "B": "logsumexp", "C": "argmax", "D": "softmax", "E": "max"}


def picture_curves():
    """Return x and, for every picture A to E, the curve it shows, for logits (x, 0).

    Positions count from 0; of hardmax and softmax the first component is shown.
    """
    x = np.linspace(-4, 4, 801)
    logits = np.stack([x, np.zeros_like(x)], axis=1)
    curves = {
        "max": logits.max(axis=1),
        "argmax": logits.argmax(axis=1),
        "hardmax": hardmax(logits)[:, 0],
        "softmax": softmax(logits)[:, 0],
        "logsumexp": logsumexp(logits),
    }
    return x, {letter: curves[name] for letter, name in PICTURES.items()}


@in_course_style
def five_pictures():
    """Return the five pictures, still and without their names."""
    figure, all_axes = new_figure(10, 2.4, ncols=5)
    x, curves = picture_curves()
    for axes, (letter, y) in zip(all_axes, curves.items(), strict=True):
        for part in (x < 0, x >= 0):  # in two parts, so that no line joins a jump
            axes.plot(x[part], y[part], color=COLORS[0])
        before, at = y[x < 0][-1], y[x >= 0][0]
        if abs(at - before) > 0.5:  # a jump: which end belongs to it
            axes.plot([0], [before], "o", color=COLORS[0], markerfacecolor="white")
            axes.plot([0], [at], "o", color=COLORS[0])
        axes.set(title=letter, xlabel="x", ylim=(-0.3, 4.3), xticks=[-4, 0, 4])
    return StillFigure(
        figure,
        "Five curves over x from -4 to 4. A: 0 on the left, jumps up to 1 at x = 0. "
        "B: near 0 on the left, bends smoothly into a straight rise; 0.69 at x = 0. "
        "C: 1 on the left, falls to 0 at x = 0. "
        "D: near 0 on the left, rises smoothly to 1; 0.5 at x = 0. "
        "E: exactly 0 on the left, a sharp corner at x = 0, then a straight rise.",
    )
