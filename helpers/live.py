"""LiveFigure: one figure, its controls, its picture, and a sentence that says what it shows."""

import struct
import threading
from base64 import b64encode
from html import escape
from zlib import compress, crc32

import ipywidgets as widgets
import numpy as np
from IPython import get_ipython
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# Room for three lines, or what stands below would jump when a sentence wraps.
SENTENCE = "line-height: 1.4; min-height: 4.2em"

IN_LINE = {"layout": {"width": "320px"}, "style": {"description_width": "90px"}}  # sliders

_made = {}  # id of a cell → (id of its last run, the figures made by that)


class WithFallback(widgets.VBox):
    """A box of widgets that leaves text, and perhaps a picture, where no kernel runs.

    A subclass defines `fallback()`, which returns two dicts, data and metadata, both keyed by
    MIME type. GitHub, a printed page, a screen reader and nbval read these instead of widgets.
    """

    _ipython_display_ = None  # ipywidgets 7.7 has one, which would hide the bundle below

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = self.fallback()
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {WIDGET_VIEW: view, **data}, metadata


class LiveFigure(WithFallback):
    """A matplotlib figure that follows its controls.

    figure : a `matplotlib.figure.Figure`. Artists that move are made with animated=True.
    controls : dict, name → widget with a value.
    update : called with the controls' values by name, at once and on every change. It moves the
        artists and returns the sentence that describes the picture.

    Only the animated artists are drawn anew, over a saved background (blitting); the background
    is drawn again when something else changed, such as the limits of an axis.
    An error in `update` reaches whoever set the control. A cell that runs again closes the figures
    that it made before, for each keeps megabytes alive.
    """

    scale = 1.5  # pixels per displayed pixel: sharp on a high-density screen, still small
    _lock = threading.RLock()  # a kernel may run callbacks in a second thread

    def __init__(self, figure, controls, update):
        self.figure = figure
        self.controls = controls
        self._update = update
        self._start = {name: control.value for name, control in controls.items()}
        self._dpi = figure.dpi
        figure.set_dpi(self._dpi * self.scale)
        self._canvas = FigureCanvasAgg(figure)
        self._moving = sorted(
            figure.findobj(lambda artist: artist.get_animated()), key=lambda a: a.zorder
        )
        width = f"{figure.get_figwidth() * self._dpi:.0f}px"
        self.picture = widgets.Image(
            format="png", layout=widgets.Layout(width=width, max_width="100%")
        )
        self._sentence = widgets.HTML()
        button = widgets.Button(
            description="Reset", tooltip="Put every control back to its start",
            layout=widgets.Layout(width="80px"),
        )
        button.on_click(lambda _: self.reset())
        row = widgets.Box([*controls.values(), button], layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__([row, self.picture, self._sentence])
        self.refresh()
        self._resetting = False
        for control in controls.values():
            control.observe(self._follow, names="value")
        self._take_the_place_of_the_last_run()

    def _follow(self, change):
        if not self._resetting:
            self.refresh()

    def refresh(self):
        """Bring the picture and the description up to the controls' values."""
        with self._lock:
            values = {name: control.value for name, control in self.controls.items()}
            self.description = self._update(**values)
            self.picture.value = self._draw()
            self._sentence.value = (
                f'<div role="status" style="{SENTENCE}">{escape(self.description)}</div>'
            )

    def reset(self):
        """Put every control back to the value it started with, and draw once."""
        self._resetting = True
        try:
            for name, value in self._start.items():
                self.controls[name].value = value
        finally:
            self._resetting = False
        self.refresh()

    def close(self):
        """Take the widgets off the page, and let the picture go, also where Out[n] holds this."""
        row, *below = self.children
        for widget in (*row.children, row, *below):
            widget.close()
        super().close()
        vars(self).update(figure=None, _canvas=None, _background=None, _moving=None, _update=None)

    def _take_the_place_of_the_last_run(self):
        shell = get_ipython()
        message = shell.get_parent() if hasattr(shell, "get_parent") else {}
        cell, run = message.get("metadata", {}).get("cellId"), message.get("msg_id")
        if cell is None:  # a front end that does not tell
            return
        last_run, figures = _made.get(cell, (run, []))
        if last_run != run:
            for figure in figures:
                figure.close()
            figures = []
        _made[cell] = run, [*figures, self]

    def fallback(self):
        """Return the picture with its alt text, and the description as plain text."""
        data = {
            "image/png": b64encode(self.picture.value).decode("ascii"),
            "text/plain": self.description,
        }
        displayed = {"alt": self.description, "width": self.figure.get_figwidth() * self._dpi}
        return data, {"image/png": displayed}

    def _draw(self):
        if self.figure.stale:  # animated artists never make it so
            self._canvas.draw()
            self.figure.set_layout_engine("none")  # the axes stay where the first drawing put them
            self.figure.stale = False
            self._background = self._canvas.copy_from_bbox(self.figure.bbox)
        self._canvas.restore_region(self._background)
        for artist in self._moving:
            self.figure.draw_artist(artist)
        return encode_png(np.asarray(self._canvas.buffer_rgba()))


def encode_png(rgba):
    """Return the bytes of a PNG file for an array of pixels, (height, width, 4).

    Written here because it takes half of Pillow's time, which is most of a frame: every row is
    stored as its difference from the row above (PNG's filter 2), and packed fast.
    """
    height, width = rgba.shape[:2]
    rgb = np.asarray(Image.fromarray(rgba).convert("RGB")).reshape(height, 3 * width)
    rows = np.full((height, 1 + 3 * width), 2, dtype=np.uint8)
    rows[0, 1:] = rgb[0]
    np.subtract(rgb[1:], rgb[:-1], out=rows[1:, 1:])

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))

    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)  # 8 bits each of red, green, blue
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", compress(rows, 3)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def slider(label, low, high, value, step=0.1):
    """Return a slider whose readout can be typed into."""
    return widgets.FloatSlider(
        value=value, min=low, max=high, step=step, description=label,
        readout_format=".2f" if step < 0.1 else ".1f", **IN_LINE
    )


def logit_sliders(*start, limit=5):
    """Return sliders z1, z2, … for the logits, from -limit to limit."""
    return {
        f"z{i}": slider(f"z{'₁₂₃'[i - 1]}", -limit, limit, value)
        for i, value in enumerate(start, 1)
    }


def step_slider(label, last):
    """Return a slider over the whole numbers from 0, where it starts, to `last`."""
    return widgets.IntSlider(
        value=0, min=0, max=last, description=label, **IN_LINE
    )


def log_slider(label, low, high, value):
    """Return a slider over powers of ten, from `low` to `high`."""
    return widgets.FloatLogSlider(
        value=value, base=10, min=np.log10(low), max=np.log10(high), step=0.01, description=label,
        readout_format=".3g", **IN_LINE
    )


def choice(label, options, value):
    """Return a row of buttons, one of which is pressed; Tab and Space reach them all."""
    return widgets.ToggleButtons(
        options=options, value=value, description=label,
        style={"description_width": "90px", "button_width": "auto"},
    )


def along(control, count):
    """Return `count` values of a control, from one end to the other, evenly as it is laid out."""
    share = np.linspace(0, 1, count)
    if hasattr(control, "options"):
        options = [o[1] if isinstance(o, tuple) else o for o in control.options]
        return [options[i] for i in np.rint(share * (len(options) - 1)).astype(int)]
    values = control.min + share * (control.max - control.min)
    if hasattr(control, "base"):
        return control.base**values
    return np.rint(values).astype(int) if isinstance(control.value, int) else values
