"""Pictures that stand still: a figure of the reader's own numbers, with a sentence about it."""

import io
from base64 import b64encode

import numpy as np
from IPython.display import display

from helpers.plots import (
    BLUE,
    COLORS,
    EMPTY,
    FAINT,
    HeatMap,
    ReliabilityDiagram,
    Tiles,
    in_course_style,
    key_above,
    new_figure,
    tint,
)

__all__ = [
    "StillFigure",
    "confusion_matrix",
    "loss_curve",
    "probabilities_on_a_line",
    "reliability_diagram",
    "weight_pictures",
]

STYLES = ["-", "--", "-.", ":"]


class StillFigure:
    """A finished matplotlib figure and the sentence that describes it.

    A notebook stores the picture with the sentence as its alt text, and shows the sentence below,
    for JupyterLab gives no picture an alt text.
    """

    def __init__(self, figure, description):
        self.figure = figure
        self.description = description
        png = io.BytesIO()
        figure.savefig(png, dpi=1.5 * figure.dpi, metadata={"Software": None})
        self.png = png.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        width, height = self.figure.get_size_inches() * self.figure.dpi
        shown = {"alt": self.description, "width": int(width), "height": int(height)}
        data = {
            "image/png": b64encode(self.png).decode("ascii"),
            "text/plain": self.description,
        }
        return data, {"image/png": shown}

    def _ipython_display_(self):
        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)
        print(self.description)


@in_course_style
def loss_curve(n_classes, **losses):
    """Draw losses by step, with a line at ln K, the loss of a model that knows nothing.

    losses : by name (of four at most), the loss at every step from 0, in nats.
    """
    figure, axes = new_figure(6, 3)
    sentences = []
    for (name, values), color, style in zip(losses.items(), COLORS, STYLES, strict=False):
        axes.plot(values, style, color=color, label=name)
        sentences.append(
            f"{name}: {values[0]:.3f} at step 0, {values[-1]:.3f} at step {len(values) - 1}, "
            f"least {np.min(values):.3f} at step {np.argmin(values)}"
        )
    axes.axhline(np.log(n_classes), color=FAINT, linewidth=1, linestyle="--")
    axes.text(1.01, np.log(n_classes), f"ln {n_classes}", va="center",
              transform=axes.get_yaxis_transform())
    axes.set(xlabel="step", ylim=(0, None))
    key_above(axes, "loss in nats")
    return StillFigure(figure, "Loss in nats. " + "; ".join(sentences) + ".")


@in_course_style
def confusion_matrix(targets, predictions, class_names):
    """Count how often each class was taken for each; a row is a true class.

    targets, predictions : (n,) indices into `class_names`.
    """
    K = len(class_names)
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (targets, predictions), 1)
    figure, axes = new_figure(2 + 0.5 * K, 1 + 0.36 * K)
    table = HeatMap(axes, class_names, class_names, "rows: true, columns: predicted",
                    (0, 1), (EMPTY, tint(BLUE, 0.5)))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    table.show(shares, [str(count) if count else "" for count in counts.flat])
    wrong = counts - np.diag(counts.diagonal())
    most = [divmod(i, K) for i in np.argsort(-wrong, axis=None, kind="stable")[:5]]
    mistakes = [f"{class_names[i]} for {class_names[j]} ({wrong[i, j]})"
                for i, j in most if wrong[i, j]]
    return StillFigure(
        figure,
        f"{counts.trace()} of {counts.sum()} are right. "
        f"Most often mistaken: {', '.join(mistakes) or 'none'}.",
    )


@in_course_style
def weight_pictures(pictures, class_names):
    """Draw each class's weights, (K, height, width), as a picture of the pixels they belong to."""
    figure, axes = new_figure(6, 3.2)
    pictures = np.asarray(pictures)
    Tiles(axes, class_names, pictures.shape[1:], "weights: blue speaks for the class").show(
        pictures, np.abs(pictures).max()
    )
    extremes = "; ".join(f"{name} from {picture.min():z.2f} to {picture.max():z.2f}"
                         for name, picture in zip(class_names, pictures, strict=True))
    return StillFigure(figure, f"The weights of each class as a picture: {extremes}.")


@in_course_style
def reliability_diagram(bins):
    """Draw accuracy against confidence; bins : what `helpers.calibration.reliability` returns."""
    figure, axes = new_figure(4.8, 3.8)
    ReliabilityDiagram(axes, "accuracy by confidence", len(bins.count)).show(
        bins.confidence, bins.accuracy, bins.count
    )
    full = bins.count > 0
    spoken = "; ".join(
        f"{confidence:.3f} and {accuracy:.3f} ({count} row{'s' if count > 1 else ''})"
        for confidence, accuracy, count
        in zip(bins.confidence[full], bins.accuracy[full], bins.count[full], strict=True)
    )
    return StillFigure(figure, f"Confidence and accuracy, bin by bin: {spoken}.")


@in_course_style
def probabilities_on_a_line(x, probabilities, class_names, label):
    """Draw the probability of each class, (n, K), along the places x, (n,), called `label`."""
    figure, axes = new_figure(6, 3)
    rows = [0, len(x) // 2, len(x) - 1]
    sentences = []
    columns = zip(class_names, np.transpose(probabilities), COLORS, STYLES, strict=False)
    for name, values, color, style in columns:
        axes.plot(x, values, style, color=color, label=name)
        sentences.append(f"{name} " + ", ".join(f"{values[i]:.3f}" for i in rows))
    axes.set(xlabel=label, ylim=(-0.03, 1.03))
    key_above(axes, "probability")
    places = ", ".join(f"{x[i]:.3g}" for i in rows)
    return StillFigure(figure, f"Probabilities at {label} {places}: {'; '.join(sentences)}.")
