"""Pictures that can be updated: each is drawn once on an axes, then shows new numbers.

What moves is made with animated=True, so that a `LiveFigure` draws it over a saved background.
"""

from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.markers import CARETRIGHT

from helpers.draws import spread

LOOK = matplotlib.rc_params_from_file(  # every colour comes from here
    Path(__file__).resolve().parent.parent / "notebooks" / "matplotlibrc",
    use_default_template=False,
)
COLORS = BLUE, VERMILION, GREEN, PURPLE = LOOK["axes.prop_cycle"].by_key()["color"]
INK = LOOK["axes.labelcolor"]


def tint(color, share):
    """Return a share of the colour, on white: pale, so that dark words can be read on it."""
    return to_hex(1 - share * (1 - np.array(to_rgb(color))))


PALE = [tint(color, 0.25) for color in COLORS]
FAINT, EMPTY = tint(INK, 0.46), tint(INK, 0.06)
BELOW_AND_ABOVE = tint(VERMILION, 0.5), EMPTY, tint(BLUE, 0.5)
SQUARE = 6  # the size of a square marker: a round dot of the usual size shows under it

# A decorator: the function it stands on draws in the look of notebooks/matplotlibrc.
in_course_style = matplotlib.rc_context(LOOK)


def new_figure(width=9, height=3, mosaic=None, **layout):
    """Return a figure (inches at 100 dots each) and its axes.

    `layout` is for plt.subplots; or for plt.subplot_mosaic, where `mosaic` names the axes.
    """
    figure = Figure(figsize=(width, height))
    if mosaic is None:
        return figure, figure.subplots(**layout)
    return figure, figure.subplot_mosaic(mosaic, **layout)


class Bars:
    """One bar for each class, with its number at the tip.

    names : the label under each bar. limits : (low, high) of the axis. word : function that writes
    a value.
    """

    def __init__(self, axes, names, limits, title, word="{:z.3f}".format):
        self.gap, self.word = 0.02 * (limits[1] - limits[0]), word
        self.bars = axes.bar(names, np.zeros(len(names)), color=COLORS, width=0.6, animated=True)
        self.words = [axes.text(i, 0, "", ha="center", animated=True) for i in range(len(names))]
        self.title = axes.set_title(title)
        axes.axhline(0, color=FAINT, linewidth=1)
        axes.tick_params(axis="x", length=0)
        axes.set_ylim(limits)

    def show(self, values, unit=1):
        """Move the bars to `values`, one number for each; `unit` is what 1 on the axis means."""
        for bar, text, value in zip(self.bars, self.words, values, strict=True):
            height, up = value / unit, value >= 0
            bar.set_height(height)
            text.set(text=self.word(value), y=height + (self.gap if up else -self.gap),
                     verticalalignment="bottom" if up else "top")


class GrowingBars(Bars):
    """Bars from 0 up without a highest value: the scale grows in steps of 1, 2, 5, 10, …

    So it mostly holds still while a slider moves. title : with `{}` in it, for what the top means.
    """

    def __init__(self, axes, names, title, word):
        super().__init__(axes, names, (0, 1), title, word)
        self.reach = title
        self.title.set_animated(True)
        axes.set_yticks([])  # the title says the scale: new ticks would need new room

    def show(self, values):
        """Move the bars to `values`, under a top that leaves room for the words."""
        room = 1.15 * max(np.max(values), 1e-300)
        power = 10.0 ** np.floor(np.log10(room))
        top = next(power * step for step in (1, 2, 5, 10) if power * step >= room)
        self.title.set_text(self.reach.format(self.word(top)))
        super().show(values, unit=top)


class Simplex:
    """The triangle of all probabilities of three classes, and a point (and its path) in it.

    A corner is certainty, the centre is (⅓, ⅓, ⅓); the faint lines are where the top two tie.
    """

    corners = np.array([[0, 0], [1, 0], [0.5, np.sqrt(3) / 2]])

    def __init__(self, axes, names, title):
        axes.set_title(title)
        axes.set_aspect("equal")
        axes.set_axis_off()
        axes.set(xlim=(-0.15, 1.15), ylim=(-0.2, 1.07))
        axes.fill(*self.corners.T, facecolor=EMPTY, edgecolor=INK, linewidth=1)
        centre = self.corners.mean(axis=0)
        for i in range(3):
            between = (self.corners[i] + self.corners[i - 1]) / 2
            axes.plot(*np.array([centre, between]).T, color=FAINT, linewidth=1, linestyle=":")
            below = self.corners[i, 1] == 0
            axes.annotate(names[i], self.corners[i], color=COLORS[i], weight="bold", ha="center",
                          va="top" if below else "bottom", xytext=(0, -9 if below else 9),
                          textcoords="offset points")
        (self.path,) = axes.plot([], [], color=INK, linewidth=1.5, animated=True)
        (self.point,) = axes.plot([], [], "o", color=INK, markersize=9, animated=True)

    def show(self, probabilities, path=None):
        """Move the point to `probabilities` (3,), and draw the path through the rows of `path`."""
        self.point.set_data(*np.reshape(probabilities @ self.corners, (2, 1)))
        if path is not None:
            self.path.set_data(*(path @ self.corners).T)


class Curve:
    """A line over fixed places x, which may change its shape, and a dot on it.

    style, marker : of the line and of the dot, as for plt.plot.
    """

    def __init__(self, axes, x, color, style="-", marker="o", label=None):
        self.x = np.asarray(x)
        (self.line,) = axes.plot([], [], style, color=color, label=label, animated=True)
        (self.dot,) = axes.plot([], [], marker, color=color, animated=True,
                                markersize=SQUARE if marker == "s" else None)

    def show(self, y, dot, drawn=True):
        """Draw the line through (x, y), where `drawn` is true, and the dot at the pair `dot`."""
        self.line.set_data(self.x, np.where(drawn, y, np.nan))
        self.dot.set_data(*np.reshape(dot, (2, 1)))


class Step:
    """A line of two levels that jumps, with a hole where the lower one ends, and a square on it.

    start : where the line begins; it is drawn as far as the square.
    """

    def __init__(self, axes, start, color, label=None):
        self.start = start
        (self.line,) = axes.plot([], [], "--", color=color, label=label, animated=True)
        (self.hole,) = axes.plot([], [], "o", color=color, markerfacecolor="white", animated=True)
        (self.dot,) = axes.plot([], [], "s", color=color, markersize=SQUARE, animated=True)

    def show(self, jump, low, high, dot):
        """Draw `low` up to x = jump, `high` from there on, and the square at the pair `dot`."""
        end, gap = dot[0], np.nan
        if end < jump:
            self.line.set_data([self.start, end], [low, low])
        else:
            self.line.set_data([self.start, jump, gap, jump, end], [low, low, gap, high, high])
        self.hole.set_data([jump], [low if end >= jump else gap])
        self.dot.set_data(*np.reshape(dot, (2, 1)))


class Arrows:
    """Arrows to the right of zero, one under the other, each with its length in words."""

    def __init__(self, axes, names, limits, colors, title):
        axes.set(title=title, xlim=limits, ylim=(len(names) - 0.4, -0.6))
        axes.set_yticks(range(len(names)), names)
        axes.tick_params(axis="y", length=0)
        axes.axvline(0, color=FAINT, linewidth=1)
        self.lines = [  # the tip of a caret, not its middle, is at the end of the line
            axes.plot([], [], "-", color=color, linewidth=5, solid_capstyle="butt",
                      marker=CARETRIGHT, markersize=12, markevery=[1], animated=True)[0]
            for color in colors
        ]
        self.words = [axes.text(0.02, i - 0.15, "", va="bottom", animated=True)
                      for i in range(len(names))]

    def show(self, lengths, words):
        """Draw an arrow of each length, and write each word."""
        each = zip(self.lines, lengths, self.words, words, strict=True)
        for i, (line, length, text, word) in enumerate(each):
            line.set_data([0, length], [i, i])
            text.set_text(word)


class TrainingLoss:
    """The loss by step on a logarithmic axis, with a dot on one step, and a line at ln K."""

    def __init__(self, axes, steps, n_classes):
        self.curve = Curve(axes, np.arange(steps + 1), BLUE)
        axes.axhline(np.log(n_classes), color=FAINT, linewidth=1, linestyle="--")
        axes.text(1.04 * steps, np.log(n_classes), f"ln {n_classes}", va="center")
        axes.set(title="training loss (log scale)", xlabel="step",
                 xlim=(-0.03 * steps, 1.03 * steps))
        log_scale(axes.yaxis, (0.05, 60), [0.1, 1, 10])

    def show(self, losses, step):
        """Draw the losses of all steps, and the dot on `step`."""
        self.curve.show(losses, (step, losses[step]))


def log_scale(axis, limits, ticks):
    """Give `axes.xaxis` or `axes.yaxis` a logarithmic scale, with ticks at these numbers only."""
    name = axis.axis_name
    axis.axes.set(**{f"{name}scale": "log", f"{name}lim": limits})
    axis.set_ticks(ticks, [f"{tick:g}" for tick in ticks])
    axis.set_ticks([], minor=True)


def key_above(axes, title):
    """Put a title above the axes, and under it the names of its lines, in one row."""
    axes.set_title(title, pad=24)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1), ncols=4, frameon=False,
                borderpad=0, borderaxespad=0.3, handlelength=2.2, columnspacing=1.5)


class HeatMap:
    """A grid of coloured cells, each with a word.

    rows, columns : their labels. colors : from the lowest to the highest of `limits`; pale, so
    that dark words can be read on them.
    """

    def __init__(self, axes, rows, columns, title, limits,
                 colors=BELOW_AND_ABOVE):
        shape = len(rows), len(columns)
        axes.set_title(title)
        axes.set_xticks(range(shape[1]), columns)
        axes.set_yticks(range(shape[0]), rows)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        # Not imshow: spreading a few cells over many pixels takes it three times as long.
        self.cells = axes.pcolormesh(
            *(np.arange(count + 1) - 0.5 for count in reversed(shape)), np.zeros(shape),
            cmap=LinearSegmentedColormap.from_list("cells", colors),
            vmin=limits[0], vmax=limits[1], edgecolors="white", linewidth=2, animated=True,
        )
        axes.invert_yaxis()
        self.words = [
            axes.text(j, i, "", ha="center", va="center", animated=True)
            for i, j in np.ndindex(shape)
        ]

    def show(self, values, words):
        """Colour the cells by `values`, (rows, columns), and write the words, row by row."""
        self.cells.set_array(np.asarray(values))
        for text, word in zip(self.words, words, strict=True):
            text.set_text(word)


TIE = -1  # no class wins


class Regions:
    """Points of two features, each class with its colour and marker, over the model's decisions.

    X : (n, 2). targets : (n,) indices into `names`, of four classes at most.
    `grid` holds the (rows, 2) places at which to ask the model for its class, or TIE for none.
    """

    markers = "os^D"

    resolution = 400, 160  # across and up: cells so small that a straight border looks straight

    def __init__(self, axes, X, targets, names, labels, title):
        low, high = X.min(axis=0), X.max(axis=0)
        (left, bottom), (right, top) = low - 0.05 * (high - low), high + 0.05 * (high - low)
        self.across = np.linspace(left, right, self.resolution[0])
        self.up = np.linspace(bottom, top, self.resolution[1])
        across, up = np.meshgrid(self.across, self.up)
        self._grid = np.column_stack([across.ravel(), up.ravel()])
        self.image = axes.imshow(
            np.zeros(across.shape), cmap=ListedColormap([EMPTY, *PALE[: len(names)]]), vmin=-1.5,
            vmax=len(names) - 0.5, extent=(left, right, bottom, top), origin="lower",
            aspect="auto", interpolation="nearest", animated=True,
        )
        for k, name in enumerate(names):
            axes.plot(*X[targets == k].T, self.markers[k], color=COLORS[k], markersize=5,
                      markeredgecolor="white", markeredgewidth=0.5, label=name, animated=True)
        axes.set(xlabel=labels[0], ylabel=labels[1])
        key_above(axes, title)

    @property
    def grid(self):
        """The places, row by row from below."""
        return self._grid

    def show(self, classes):
        """Colour the plane by `classes`, one index for each row of `grid`."""
        self.image.set_data(np.reshape(classes, self.image.get_array().shape))


class Tiles:
    """Small pictures side by side, in one row or more, vermilion below 0 and blue above."""

    def __init__(self, axes, names, shape, title, columns=5):
        rows = -(-len(names) // columns)
        height, width = shape[0] + 2, shape[1] + 1  # with room for a name and a gap
        self.canvas = np.full((rows * height, columns * width), np.nan)
        self.corners = [(i // columns * height + 2, i % columns * width) for i in range(len(names))]
        axes.set_title(title)
        axes.set_axis_off()
        colors = LinearSegmentedColormap.from_list("weights", [VERMILION, EMPTY, BLUE])
        self.image = axes.imshow(self.canvas, cmap=colors, vmin=-1, vmax=1,
                                 interpolation="nearest", animated=True)
        for name, (y, x) in zip(names, self.corners, strict=True):
            axes.text(x + shape[1] / 2 - 0.5, y - 0.7, name, ha="center", va="bottom")

    def show(self, pictures, limit):
        """Draw the pictures, (count, height, width); the strongest colours are at ±limit."""
        for (y, x), picture in zip(self.corners, pictures, strict=True):
            self.canvas[y : y + len(picture), x : x + len(picture[0])] = picture
        self.image.set_data(self.canvas / limit)


class ReliabilityDiagram:
    """A dot for each bin of confidence, at its accuracy; a line is its distance from calibration.

    A pale bar is where chance would put the dot of a calibrated bin 95 times in 100. Above stands
    how many rows are in the bin.
    """

    def __init__(self, axes, title, bins=10):
        axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle="--")
        axes.set(title=f"{title} (dashed: calibrated)", xlabel="confidence", ylabel="accuracy",
                 xlim=(-0.05, 1.05), ylim=(-0.05, 1.22), yticks=[0, 0.5, 1])
        (self.chance,) = axes.plot([], [], color=tint(INK, 0.2), linewidth=7, animated=True,
                                   solid_capstyle="butt", zorder=2)
        (self.dots,) = axes.plot([], [], "o", color=BLUE, animated=True, zorder=3)
        (self.gaps,) = axes.plot([], [], color=VERMILION, animated=True, zorder=4)
        self.words = [axes.text((i + 0.5) / bins, 1.13, "", ha="center", fontsize=9, animated=True)
                      for i in range(bins)]

    def show(self, confidence, accuracy, count):
        """Move the dots; a bin whose count is 0 has none."""
        full = count > 0
        c, right, n = confidence[full], accuracy[full], count[full]
        self.chance.set_data(*_upright(c, *_by_chance(c, n)))
        self.dots.set_data(c, right)
        self.gaps.set_data(*_upright(c, c, right))  # from the diagonal to the dot
        for text, number in zip(self.words, count, strict=True):
            text.set_text(str(number) if number else "")


class Tallies:
    """A bar for each class: its share of the draws. An open square is the probability it should be.

    A grey bar behind the square is where chance would put the share about 95 times in 100. Above
    stands how often the class was drawn.
    """

    def __init__(self, axes, names, title):
        places = np.arange(len(names))
        self.bars = axes.bar(names, 0 * places, color=tint(BLUE, 0.5), width=0.7, animated=True)
        (self.chance,) = axes.plot([], [], color=tint(INK, 0.3), linewidth=9, animated=True,
                                   solid_capstyle="butt")
        (self.squares,) = axes.plot([], [], "s", color=INK, markerfacecolor="white",
                                    markersize=SQUARE, animated=True)
        self.words = [axes.text(place, 1.1, "", ha="center", animated=True) for place in places]
        axes.set(title=title, ylim=(-0.03, 1.2), yticks=[0, 0.5, 1])
        axes.tick_params(axis="x", length=0)

    def show(self, counts, probabilities):
        """Draw the share of each count, and beside it what was to be expected."""
        places, n = np.arange(len(counts)), np.sum(counts)
        for bar, text, count in zip(self.bars, self.words, counts, strict=True):
            bar.set_height(count / n)
            text.set_text(str(count))
        self.chance.set_data(*_upright(places, *_by_chance(probabilities, n)))
        self.squares.set_data(places, probabilities)


class ShareByDraws:
    """The share of one class after each draw, its probability, and where chance allows the share.

    n : the numbers of draws at which it is shown, rising.
    """

    def __init__(self, axes, n, title):
        self.n = np.asarray(n)
        (self.p,) = axes.plot([], [], ":", color=INK, label="p", animated=True)
        self.edges = [axes.plot([], [], "--", color=INK, linewidth=1, animated=True)[0]
                      for _ in range(2)]
        self.edges[0].set_label("chance")
        self.share = Curve(axes, self.n, BLUE, label="share")
        log_scale(axes.xaxis, (0.8 * self.n[0], 1.25 * self.n[-1]), [10, 100, 1000, 10_000])
        axes.set(ylim=(-0.05, 1.05), yticks=[0, 0.5, 1], xlabel="number of draws")
        key_above(axes, title)

    def show(self, shares, p, dot):
        """Draw the shares as far as the dot, (number of draws, share), and what to expect."""
        come = self.n <= dot[0]
        self.share.show(shares, dot, come)
        n = np.append(self.n[come], dot[0])
        for line, edge in zip(self.edges, _by_chance(p, n), strict=True):
            line.set_data(n, edge)
        self.p.set_data(n[[0, -1]], [p, p])


def _by_chance(p, n):
    """Return the ends of where chance puts a share of n draws about 95 times in 100."""
    return np.maximum(p - spread(p, n), 0), np.minimum(p + spread(p, n), 1)


def _upright(x, low, high):
    """Return x and y of upright lines, with a break after each."""
    nothing = np.full(len(x), np.nan)
    return np.repeat(x, 3), np.column_stack([low, high, nothing]).ravel()
