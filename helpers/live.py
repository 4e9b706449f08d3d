"""LiveFigure: one figure, its controls, its picture, and a sentence that says what it shows."""

import struct
import threading
from base64 import b64encode
from html import escape
from pathlib import Path
from zlib import compress, crc32

import ipywidgets as widgets
import numpy as np
from IPython import get_ipython
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
SMALLEST = 9  # pixels: words on a picture are never shown smaller

_made = {}  # id of a cell → (id of its last run, the figures made by that)


class WithFallback(widgets.VBox):
    """A box of widgets that leaves text, and perhaps a picture, where no kernel runs.

    A subclass defines `fallback()`, which returns two dicts, data and metadata, both keyed by
    MIME type. GitHub, a printed page, a screen reader and nbval read these instead of widgets.
    """

    _ipython_display_ = None  # ipywidgets 7.7 has one, which would hide the bundle below

    def __init__(self, children):
        style = widgets.HTML(f"<style>{STYLE}</style>", layout={"display": "none"})
        super().__init__([*children, style])

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
        self.update = update
        self._start = {name: control.value for name, control in controls.items()}
        self._dpi = figure.dpi
        figure.set_dpi(self._dpi * self.scale)
        self._canvas = FigureCanvasAgg(figure)
        self.moving = sorted(
            figure.findobj(lambda artist: artist.get_animated()), key=lambda a: a.zorder
        )
        self.picture = self._room_for_the_picture()
        self.sentence = widgets.HTML()
        self._room = ""  # a text as long as a sentence may become before what is below it moves
        button = widgets.Button(
            description="Reset", tooltip="Put every control back to its start",
            layout=widgets.Layout(width="80px"),
        )
        button.on_click(lambda _: self.reset())
        row = widgets.Box([*controls.values(), button], layout={"flex_flow": "row wrap"})
        scrolled = widgets.Box([self.picture], layout={"display": "block", "overflow": "auto"})
        super().__init__([row, scrolled, self.sentence])
        self.refresh()
        self._resetting = False
        for control in controls.values():
            control.observe(self._follow, names="value")
        self._take_the_place_of_the_last_run()

    def _room_for_the_picture(self):
        """Return an Image as wide as the figure, or as the page, but not too small to be read."""
        width = self.figure.get_figwidth() * self._dpi
        points = min(text.get_fontsize() for text in self.figure.findobj(Text))
        least = width * SMALLEST / (points * self._dpi / 72)
        room = {"width": f"{width:.0f}px", "max_width": f"max(100%, {least:.0f}px)"}
        image = widgets.Image(format="png", layout=room)
        image.add_class("course-picture")
        return image

    def _follow(self, change):
        if not self._resetting:
            self.refresh()

    def refresh(self):
        """Bring the picture and the description up to the controls' values."""
        with self._lock:
            values = {name: control.value for name, control in self.controls.items()}
            self.description = self.update(**values)
            self.picture.value = self._draw()
            if len(self.description) > len(self._room):
                self._room = self.description + " 00000" * (len(self.description) // 16)
            self.sentence.value = (
                f'<div class="course-sentence"><div>{escape(self._room)}</div>'
                f'<div role="status">{escape(self.description)}</div></div>'
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
        for widget in _below(self):
            widget.close()
        super().close()
        vars(self).update(figure=None, _canvas=None, _background=None, moving=None, update=None)

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
        for artist in self.moving:
            self.figure.draw_artist(artist)
        return encode_png(np.asarray(self._canvas.buffer_rgba()))


def _below(box):
    """Return all widgets in a box, at any depth, as they are now."""
    return [widget for child in getattr(box, "children", ()) for widget in (*_below(child), child)]


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
