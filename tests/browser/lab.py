"""What a journey does in JupyterLab or Notebook 7, in the words of the person who does it."""

import re
import secrets

from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import expect

SECONDS = 1000  # in playwright's milliseconds

# The blob behind an Image widget is revoked as soon as it is shown: read its pixels by a canvas.
PIXELS = """image => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL();
}"""
CONTROL = ".widget-slider, .widget-toggle-buttons"
# A prompt shows [*] while its cell waits or runs, and then a number.
PROMPTS = "[...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')]"
CLEARED = f"() => {PROMPTS}.every(prompt => !/[*0-9]/.test(prompt.innerText))"
STARTED = f"() => {PROMPTS}.some(prompt => /[*0-9]/.test(prompt.innerText))"
ENDED = f"() => {PROMPTS}.every(prompt => /[0-9]/.test(prompt.innerText))"


class Lab:
    """A notebook open in JupyterLab."""

    def __init__(self, page, server, name):
        self.page = page
        page.goto(f"{server.url}/{self.address()}/{name}?token={server.token}")
        self.wait_for_kernel()

    def address(self):
        """Return the path of a workspace of its own, where no other notebook is open."""
        return f"lab/workspaces/{secrets.token_hex(4)}/tree"

    def wait_for_kernel(self):
        """Wait for the status bar: the indicator beside the kernel's name says idle too soon."""
        status = self.page.locator("#jp-main-statusbar").get_by_text("| Idle")
        expect(status).to_be_visible(timeout=90 * SECONDS)

    def choose(self, *items):
        """Choose an item of a menu."""
        for item in items:
            self.page.get_by_role("menuitem", name=item, exact=True).click()

    def run_all(self):
        """Run all cells, and wait until every one has run."""
        self.choose("Edit", "Clear Outputs of All Cells")  # the stored numbers would look like new
        self.page.wait_for_function(CLEARED)
        for attempt in range(5):  # Run All is lost when the kernel is not yet connected
            self.choose("Run", "Run All Cells")
            try:
                self.page.wait_for_function(STARTED, timeout=5 * SECONDS)
                break
            except TooLate:
                if attempt == 4:
                    raise
        self.page.wait_for_function(ENDED, timeout=120 * SECONDS)

    def errors(self):
        """Return the texts of all tracebacks and warnings on the page."""
        kinds = ("stderr", "error")  # a traceback is shown as stderr
        outputs = ", ".join(f'[data-mime-type="application/vnd.jupyter.{kind}"]' for kind in kinds)
        return self.page.locator(outputs).all_inner_texts()

    def demos(self, count):
        """Return the live pictures, as soon as there are `count` of them on the page."""
        boxes = self.page.locator(".jp-OutputArea-output > .widget-vbox").filter(
            has=self.page.locator(".widget-image")).filter(has=self.page.locator(CONTROL))
        expect(boxes).to_have_count(count, timeout=30 * SECONDS)
        return [Demo(box) for box in boxes.all()]

    def questions(self, count):
        """Return the boxes of all questions and predictions, as soon as there are `count`."""
        boxes = self.page.locator(".course-question")
        expect(boxes).to_have_count(count, timeout=30 * SECONDS)
        return boxes.all()

    def fill_in(self, line, source):
        """Replace the cell that has a line, and keeps it, by `source`; run it and its check."""
        cell = self.page.locator(".jp-CodeCell").filter(has_text=line).first
        check = cell.locator("xpath=following-sibling::*[1]")
        for part in (cell, check):
            prompt = part.locator(".jp-InputArea-prompt")
            before = prompt.inner_text()
            part.evaluate("cell => cell.scrollIntoView({block: 'center'})")
            part.locator(".cm-content").click()
            if part is cell:
                self.page.keyboard.press("Control+a")
                self.page.keyboard.insert_text(source)
            self.page.keyboard.press("Shift+Enter")
            # Every run has a new number. A cell that fails would take a waiting one off the queue.
            expect(prompt).not_to_have_text(before, timeout=30 * SECONDS)
            expect(prompt).to_have_text(re.compile(r"\d"), timeout=30 * SECONDS)
        return check.locator(".jp-OutputArea").inner_text()


class Notebook7(Lab):
    """A notebook open in Jupyter Notebook 7."""

    def address(self):
        """Return the path of Notebook 7."""
        return "notebooks"

    def wait_for_kernel(self):
        indicator = self.page.locator(".jp-NotebookKernelStatus, .jp-Notebook-ExecutionIndicator")
        expect(indicator.first).to_be_attached(timeout=90 * SECONDS)


class Demo:
    """One live picture on a page."""

    def __init__(self, box):
        self.box = box
        box.evaluate("box => box.scrollIntoView({block: 'center'})")
        self.image = box.locator("img.widget-image, .widget-image img").first
        expect(self.image).to_be_visible()

    def first_slider(self):
        """Return the label of the first slider."""
        return self.box.locator(".widget-slider .widget-label").first.inner_text()

    def slider(self, label):
        """Return the row of the slider with this label."""
        row = self.box.locator(".widget-slider").filter(
            has=self.box.page.get_by_text(label, exact=True))
        return row.first

    def pixels(self):
        """Return the picture's pixels, as a text to compare."""
        return self.image.evaluate(PIXELS)

    def sentence(self):
        """Return the description under the picture."""
        return self.box.get_by_role("status").inner_text()

    def says(self, words):
        """Wait until the description holds these words: frames of a drag may still come in."""
        expect(self.box.get_by_role("status")).to_contain_text(words)

    def press(self, label, key):
        """Press a key on a slider's handle, and wait for the picture to change."""
        handle = self.slider(label).locator(".noUi-handle")
        handle.focus()
        self._changed_by(lambda: handle.press(key))

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

        def move():
            mouse.move(x_from, y)
            mouse.down()
            for i in range(1, 11):
                mouse.move(x_from + (x_to - x_from) * i / 10, y)
                places.append(self.box.bounding_box())
            mouse.up()
            places.append(self.box.bounding_box())

        self._changed_by(move)
        return places

    def move_first_control(self):
        """Take the first slider to its other end, or press the last of the first buttons."""
        control = self.box.locator(CONTROL).first
        buttons = control.locator("button")
        if buttons.count():
            self._changed_by(buttons.last.click)
            return
        handle = control.locator(".noUi-handle").first
        handle.focus()
        low, high, now = (float(handle.get_attribute(f"aria-value{name}"))
                          for name in ("min", "max", "now"))
        self._changed_by(lambda: handle.press("Home" if now > (low + high) / 2 else "End"))

    def type(self, label, value):
        """Type a number into a slider's readout, and wait for the picture to change."""
        readout = self.slider(label).locator(".widget-readout")

        def enter():
            readout.click()
            readout.press("Control+a")
            readout.press_sequentially(str(value))
            readout.press("Enter")

        self._changed_by(enter)

    def _changed_by(self, act):
        before = self.sentence()
        pixels = self.pixels()
        act()
        expect(self.box.get_by_role("status")).not_to_have_text(re.compile(
            "^" + re.escape(before) + "$"))
        self.box.page.wait_for_function(
            f"([image, before]) => image.complete && image.naturalWidth > 0 "
            f"&& ({PIXELS})(image) !== before",
            arg=[self.image.element_handle(), pixels],
        )
