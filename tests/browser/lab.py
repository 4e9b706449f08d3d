"""What a journey does in JupyterLab or Notebook 7, in the words of the person who does it."""

import re
import secrets
import time

from playwright.sync_api import Error as NotDone

SECONDS = 1000  # in playwright's milliseconds
JOURNEY = 300  # seconds for a whole journey: a slow machine fails nothing, a fault still ends
PATIENCE = 10  # seconds to wait for an effect before the action is tried again

# The blob behind an Image widget is revoked as soon as it is shown: read its pixels by a canvas.
PIXELS = """image => {
    if (!image.complete || image.naturalWidth === 0) return null;
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL();
}"""
NUMBER = ".course-number"  # a number in a box with its slider
CONTROL = f"{NUMBER}, .widget-toggle-buttons"
# A prompt shows [*] while its cell waits or runs, and then a number.
PROMPTS = """() => [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')]
    .map(prompt => prompt.innerText)"""
KINDS = ("stderr", "error")  # a traceback is shown as stderr
ERRORS = ", ".join(f'[data-mime-type="application/vnd.jupyter.{kind}"]' for kind in KINDS)


class Lab:
    """A notebook open in JupyterLab."""

    def __init__(self, page, server, name):
        self.page = page
        self._end = time.monotonic() + JOURNEY
        page.set_default_timeout(JOURNEY * SECONDS)
        address = f"{server.url}/{self.address()}/{name}?token={server.token}"
        self.until(self.is_open, lambda: page.goto(address), patience=JOURNEY / 4)

    def until(self, effect, act=lambda: None, patience=PATIENCE):
        """Act, and act again where the effect is not seen, until the journey's time is up.

        A page loses clicks and keys while its kernel is not connected or a part is drawn anew.
        """
        last = "its effect was not seen"
        while not effect():
            self.page.set_default_timeout(patience * SECONDS)
            try:
                act()
            except NotDone as error:  # what it acts on is not there yet
                last = error
            self.page.set_default_timeout(JOURNEY * SECONDS)
            again = time.monotonic() + patience
            while not effect() and time.monotonic() < again:
                self.page.wait_for_timeout(30)
                if time.monotonic() > self._end:
                    raise TimeoutError(f"{JOURNEY} s are up: {last}")

    def address(self):
        """Return the path of a workspace of its own, where no other notebook is open."""
        return f"lab/workspaces/{secrets.token_hex(4)}/tree"

    def is_open(self):
        """Tell whether the kernel is there. The indicator beside its name says idle too soon."""
        status = self.page.locator("#jp-main-statusbar").get_by_text("| Idle")
        return status.is_visible() and bool(self.prompts())

    def prompts(self):
        """Return what stands before every code cell."""
        return self.page.evaluate(PROMPTS)

    def choose(self, menu, item):
        """Choose an item of a menu."""
        dialog = self.page.locator(".jp-Dialog .jp-mod-accept")
        if dialog.count():  # "Select Kernel": the first try came before the kernel
            dialog.click()
        self.page.keyboard.press("Escape")  # closes what an earlier try may have left open
        for name in (menu, item):
            self.page.get_by_role("menuitem", name=name, exact=True).click()

    def run_all(self):
        """Run all cells, and wait until every one has run, or one has failed."""
        # The stored numbers would look like new ones.
        self.until(lambda: not re.search(r"[*\d]", "".join(self.prompts())),
                   lambda: self.choose("Edit", "Clear Outputs of All Cells"))
        # Run All is lost when the kernel is not yet connected.
        self.until(lambda: re.search(r"[*\d]", "".join(self.prompts())),
                   lambda: self.choose("Run", "Run All Cells"))
        self.until(lambda: all(re.search(r"\d", p) for p in self.prompts()) or self.errors())

    def errors(self):
        """Return the texts of all tracebacks and warnings on the page."""
        return self.page.locator(ERRORS).all_inner_texts()

    def all_of(self, boxes, count):
        """Return the parts of the page, as soon as there are `count` of them."""
        self.until(lambda: boxes.count() == count)
        return boxes.all()

    def demos(self, count):
        """Return the live pictures, as soon as there are `count` of them on the page."""
        boxes = self.page.locator(".jp-OutputArea-output > .widget-vbox").filter(
            has=self.page.locator(".widget-image")).filter(has=self.page.locator(CONTROL))
        return [Demo(self, box) for box in self.all_of(boxes, count)]

    def questions(self, count):
        """Return the boxes of all questions and predictions, as soon as there are `count`."""
        return self.all_of(self.page.locator(".course-question"), count)

    def fill_in(self, line, source):
        """Replace the cell that has a line, and keeps it, by `source`; run it and its check."""
        cell = self.page.locator(".jp-CodeCell").filter(has_text=line).first
        check = cell.locator("xpath=following-sibling::*[1]")
        self.run(cell, source)
        # Only now: a cell that fails would take a waiting one off the queue.
        self.run(check)
        return check.locator(".jp-OutputArea").inner_text()

    def run(self, cell, source=None):
        """Run one cell, with a new source where one is given; wait for its new number."""
        prompt = cell.locator(".jp-InputArea-prompt")
        before = prompt.inner_text()

        def act():
            cell.evaluate("cell => cell.scrollIntoView({block: 'center'})")
            cell.locator(".cm-content").click()
            if source is not None:
                self.page.keyboard.press("Control+a")
                self.page.keyboard.insert_text(source)
            self.page.keyboard.press("Shift+Enter")

        self.until(lambda: prompt.inner_text() != before, act)
        self.until(lambda: re.search(r"\d", prompt.inner_text()))


class Notebook7(Lab):
    """A notebook open in Jupyter Notebook 7."""

    def address(self):
        """Return the path of Notebook 7."""
        return "notebooks"

    def is_open(self):
        """Tell whether the cells are there, and the kernel has a name (it may not answer yet)."""
        kernel = self.page.locator(".jp-KernelName")
        return bool(self.prompts()) and "Python 3" in "".join(kernel.all_inner_texts())


class Demo:
    """One live picture on a page."""

    def __init__(self, lab, box):
        self.until = lab.until
        self.box = box
        box.evaluate("box => box.scrollIntoView({block: 'center'})")
        self.image = box.locator("img.widget-image, .widget-image img").first
        self.until(lambda: self.image.evaluate(PIXELS))

    def first_slider(self):
        """Return the label of the first slider."""
        return self.box.locator(f"{NUMBER} .widget-label").first.inner_text()

    def slider(self, label):
        """Return the box and the slider with this label."""
        row = self.box.locator(NUMBER).filter(
            has=self.box.page.get_by_text(label, exact=True))
        return row.first

    def pixels(self):
        """Return the picture's pixels, as a text to compare; while a new one loads, wait for it."""
        seen = []
        self.until(lambda: seen.append(self.image.evaluate(PIXELS)) or seen[-1])
        return seen[-1]

    def sentence(self):
        """Return the description under the picture."""
        return self.box.get_by_role("status").inner_text()

    def says(self, words):
        """Wait until the description holds these words: frames of a drag may still come in."""
        self.until(lambda: words in self.sentence())

    def press(self, label, key):
        """Press a key on a slider's handle, and wait for the picture to change."""
        handle = self.slider(label).locator(".noUi-handle")
        self._move(handle, lambda: handle.press(key))

    def drag(self, label, share):
        """Drag a slider's handle by the mouse to a share of its track; return the places seen."""
        handle = self.slider(label).locator(".noUi-handle")
        track = self.slider(label).locator(".noUi-base")
        handle.scroll_into_view_if_needed()
        start, end = handle.bounding_box(), track.bounding_box()
        mouse = self.box.page.mouse
        y = start["y"] + start["height"] / 2
        x_from, x_to = start["x"] + start["width"] / 2, end["x"] + share * end["width"]
        places = []

        def act():
            mouse.move(x_from, y)
            mouse.down()
            for i in range(1, 11):
                mouse.move(x_from + (x_to - x_from) * i / 10, y)
                places.append(self.box.bounding_box())
            mouse.up()
            places.append(self.box.bounding_box())

        self._move(handle, act)
        return places

    def move_first_control(self):
        """Take the first slider to its other end, or press the last of the first buttons."""
        control = self.box.locator(CONTROL).first
        buttons = control.locator("button")
        if buttons.count():
            self._changed_by(buttons.last.click)
            return
        handle = control.locator(".noUi-handle").first
        low, high, now = (float(handle.get_attribute(f"aria-value{name}"))
                          for name in ("min", "max", "now"))
        self._move(handle, lambda: handle.press("Home" if now > (low + high) / 2 else "End"))

    def type(self, label, value):
        """Type a number into a slider's box, and wait for the picture to change."""
        self._changed_by(lambda: self.enter(label, value))

    def enter(self, label, text):
        """Type a text into a slider's box, and press Enter."""
        box = self.slider(label).get_by_role("spinbutton")
        box.click()
        box.press("Control+a")
        box.press_sequentially(str(text))
        box.press("Enter")

    def readout(self, label):
        """Return what the box of a slider shows."""
        return self.slider(label).get_by_role("spinbutton").input_value()

    def reset(self):
        """Press Reset."""
        self.box.get_by_role("button", name="Reset").click()

    def _move(self, handle, act):
        """Move a handle once: a second try is for a first one that has left it where it was."""
        before = handle.get_attribute("aria-valuenow")

        def once():
            if handle.get_attribute("aria-valuenow") == before:
                handle.focus()
                act()

        self._changed_by(once)

    def _changed_by(self, act):
        """Act, and wait until sentence and picture are others than before."""
        sentence, pixels = self.sentence(), self.pixels()
        self.until(lambda: self.sentence() != sentence and self.pixels() != pixels,
                   act)
