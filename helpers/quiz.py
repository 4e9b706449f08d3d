"""Questions with an explanation for every answer, and predictions to make before a demo.

Their texts are data: one TOML file for each notebook in helpers/questions/.
"""

import random
import re
import textwrap
import tomllib
from html import escape
from pathlib import Path

import ipywidgets as widgets
from IPython.display import display

from helpers.checks import exercises
from helpers.checks import progress as kept
from helpers.checks.progress import forget, recall, record, status
from helpers.checks.words import RIGHT
from helpers.live import WithFallback

FOLDER = Path(__file__).resolve().parent / "questions"
WIDTH = 88  # of the plain-text fallback


def predict(name):
    """Return the prediction `name`, such as "01.add-to-all": pick, lock in, try, reveal.

    Raises ValueError where helpers/questions has no prediction of that name.
    """
    (entry,) = _entries(name, "predictions")
    return Prediction(entry, _words())


def quiz(name):
    """Return a question such as "01.shift", all of a notebook ("01"), or a group ("09.review").

    Raises ValueError where helpers/questions has no question of that name.
    """
    words = _words()
    entries = _entries(name, "questions")
    labels = [words["question"]]
    if len(entries) > 1:
        labels = [words["numbered"].format(number=n + 1, total=len(entries))
                  for n in range(len(entries))]
    return Quiz([Question(entry, words, label)
                 for entry, label in zip(entries, labels, strict=True)])


def review(*names):
    """Return questions of earlier notebooks, such as "01.shift", as if never answered.

    What was answered before is not shown, and what is answered here is not kept.
    """
    words = _words()
    questions = []
    for name in names:
        (entry,) = _entries(name, "questions")
        label = words["review"].format(notebook=name.partition(".")[0])
        questions.append(Question(entry, words, label, keeps=False))
    return Quiz(questions)


def progress(notebook):
    """Print one line: what is right so far in a notebook, "01" to "09", and what is left."""
    words = _words()
    tasks, questions = exercises(notebook), load(notebook)["questions"]
    tasks_left = [task.title for task in tasks if status(task.id) != RIGHT]
    questions_left = [entry["title"] for entry in questions if status(entry["id"]) != RIGHT]
    line = words["progress"].format(
        notebook=notebook,
        exercises_right=len(tasks) - len(tasks_left), exercises=len(tasks),
        questions_right=len(questions) - len(questions_left), questions=len(questions),
    )
    left = [*tasks_left, *questions_left]
    print(line, words["left"].format(left="; ".join(left)) if left else words["all_right"])
    if kept.REMEMBERS:
        display(_forget_button(notebook, words))


def _forget_button(notebook, words):
    """Return a button that forgets a notebook's answers when it is pressed twice."""
    button = widgets.Button(description=words["forget"], layout={"width": "auto"})

    def press(_):
        if button.description == words["forget"]:
            button.description = words["forget_surely"]
        else:
            forget(notebook)
            button.description = words["forgotten"]

    button.on_click(press)
    return button


class Quiz(WithFallback):
    """Several questions, one below the other."""

    def __init__(self, questions):
        self.questions = questions
        super().__init__(questions)

    def fallback(self):
        """Return the questions and their options as plain text, without the answers."""
        return {"text/plain": "\n\n".join(question.plain_text() for question in self.questions)}, {}


class _Choice(WithFallback):
    """A prompt, one button for each option, and room for what is said about them.

    Buttons, because Tab, Space and Enter reach them all; the arrow keys would leave the cell.
    """

    def __init__(self, entry, words, label, more=()):
        self.entry = entry
        self.words = words
        self.label = label
        self.buttons = []
        for number in range(len(entry["options"])):
            button = widgets.Button(layout=widgets.Layout(width="auto", max_width="720px"))
            button.on_click(lambda _, number=number: self.choose(number))
            self.buttons.append(button)
        self.feedback = widgets.HTML()
        prompt = f"<p><b>{escape(label)}</b> {_html(entry['prompt'])}</p>"
        super().__init__([widgets.HTML(prompt), *self.buttons, *more, self.feedback])
        self.add_class("course-question")

    def text(self, number):
        """Return the text of an option, by which it is kept."""
        return self.entry["options"][number]["text"]

    def option(self, number):
        """Return 'B. the text' for an option."""
        return f"{_letter(number)}. {self.text(number)}"

    def numbers(self, texts):
        """Return the numbers of options by their texts. A text that is no option any more goes."""
        options = [option["text"] for option in self.entry["options"]]
        return [options.index(text) for text in texts if text in options]

    def right(self):
        """Return the number of the right option."""
        return next(i for i, option in enumerate(self.entry["options"]) if option.get("right"))

    def say(self, *paragraphs):
        """Show pairs of a bold lead and a text below the options; a screen reader reads them."""
        html = "".join(f"<p><b>{_html(lead)}</b> {_html(text)}</p>" for lead, text in paragraphs)
        self.feedback.value = f'<div role="alert">{html}</div>'

    def plain_text(self):
        """Return the prompt and the options, wrapped, without the answer."""
        lines = textwrap.wrap(f"{self.label} {self.entry['prompt']}", WIDTH)
        for number in range(len(self.buttons)):
            lines += textwrap.wrap(
                self.option(number), WIDTH, initial_indent="  ", subsequent_indent="     "
            )
        return "\n".join(lines)

    def fallback(self):
        """Return the prompt and the options as plain text, without the answer."""
        return {"text/plain": self.plain_text()}, {}


class Question(_Choice):
    """A question. Every option has its explanation, and all of them may be tried.

    keeps : whether what is answered is kept, and what was answered is shown again.
    """

    def __init__(self, entry, words, label, keeps=True):
        super().__init__(entry, words, label)
        self.keeps = keeps
        self.tried = []
        for number, button in enumerate(self.buttons):
            button.description = self.option(number)
        before = recall(entry["id"]).get("tried", []) if keeps else []
        for number in self.numbers(before):
            self.show(number)

    def choose(self, number):
        """Answer with an option, counted from 0."""
        self.show(number)
        if not self.keeps:
            return
        record(self.entry["id"], tried=[self.text(n) for n in self.tried])
        if number == self.right():
            record(self.entry["id"], status=RIGHT)  # reading on costs nothing

    def show(self, number):
        """Show the verdict on an option, and its explanation."""
        self.tried = [*(n for n in self.tried if n != number), number]
        verdict = self.words["right" if number == self.right() else "wrong"]
        self.buttons[number].description = f"{self.option(number)} ({verdict})"
        self.buttons[number].style.font_weight = "bold"
        explanation = self.entry["options"][number]["explanation"]
        self.say((f"{_letter(number)}: {verdict}.", explanation))


class Prediction(_Choice):
    """A prediction: pick, lock in, move the sliders, reveal. The demo never waits for it."""

    def __init__(self, entry, words):
        self.picked = None
        self.locked = False
        self.lock_button = widgets.Button(description=words["lock"], disabled=True)
        self.reveal_button = widgets.Button(description=words["reveal"])
        self.lock_button.on_click(lambda _: self.lock())
        self.reveal_button.on_click(lambda _: self.reveal())
        self.go = widgets.HTML()  # in the row, so that locking pushes nothing down
        row = widgets.HBox([self.lock_button, self.reveal_button, self.go])
        super().__init__(entry, words, words["prediction"], [row])
        self._recall()
        self._mark()

    def _recall(self):
        """Go back to where the learner was."""
        then = recall(self.entry["id"])
        for number in self.numbers([then.get("picked")]):
            self.picked = number
            self.lock_button.disabled = False
            if then.get("locked"):
                self.show_locked()
        if then.get("revealed"):
            self.show_what_happens()

    def choose(self, number):
        """Pick an option, counted from 0; another pick replaces it until it is locked in."""
        if not self.locked:
            self.picked = number
            self.lock_button.disabled = False
            self._mark()

    def lock(self):
        """Hold the pick."""
        if self.picked is not None:
            self.show_locked()
            record(self.entry["id"], picked=self.text(self.picked), locked=True)

    def show_locked(self):
        """Make the pick stand out, and the others step back."""
        self.locked = True  # no button is disabled: that would lose the focus
        self.add_class("course-locked")
        self.lock_button.description = self.words["locked"].format(letter=_letter(self.picked))
        self.go.value = f'<div role="status">{_html(self.words["go"])}</div>'
        self._mark()

    def reveal(self):
        """Show what was said beside what happens."""
        self.show_what_happens()
        record(self.entry["id"], revealed=True)

    def show_what_happens(self):
        """Show what was said, what happens, and why."""
        right = self.right()
        said, shown = self.words["said_nothing"], [right]
        if self.picked is not None:
            verdict = self.words["right" if self.picked == right else "wrong"]
            said = f"{self.option(self.picked)} ({verdict})"
            shown = list(dict.fromkeys([self.picked, right]))
        reasons = [(f"{_letter(n)}:", self.entry["options"][n]["explanation"]) for n in shown]
        happens = (self.words["happens"], self.entry["happens"])
        self.say((self.words["said"], said), happens, *reasons)

    def _mark(self):
        for number, button in enumerate(self.buttons):
            is_picked = number == self.picked
            button.description = f"{'●' if is_picked else '○'} {self.option(number)}"
            button.style.font_weight = "bold" if is_picked else ""
            if is_picked:
                button.add_class("course-picked")
            else:
                button.remove_class("course-picked")


def load(notebook):
    """Return {"questions": […], "predictions": […]} of a notebook, each entry checked.

    Raises ValueError that names the file and the entry where something is missing or wrong.
    """
    path = FOLDER / f"notebook_{notebook}.toml"
    if not path.is_file():
        raise ValueError(f"there are no questions for notebook {notebook!r}: use \"01\" to \"09\"")
    content = _read(path)
    unknown = set(content) - {"questions", "predictions"}
    if unknown:
        raise ValueError(f"{path.name}: unknown table {unknown}; use questions or predictions")
    seen = set()
    for kind in ("questions", "predictions"):
        for entry in content.setdefault(kind, []):
            _check(entry, kind, path.name)
            if entry["id"] in seen:
                raise ValueError(f"{path.name}: the id {entry['id']!r} stands there twice")
            seen.add(entry["id"])
            entry["id"] = f"{notebook}.{entry['id']}"
            # An author tends to put the right one in the same place. The id says where it goes.
            random.Random(entry["id"]).shuffle(entry["options"])
    return content


def _check(entry, kind, file):
    where = f"{file}, {kind[:-1]} {entry.get('id', '(without id)')!r}"
    fields = ["id", "title", "misconception", "prompt", "options"]
    fields += ["happens"] if kind == "predictions" else []
    for name in fields:
        if not entry.get(name):
            raise ValueError(f"{where}: add the field {name!r}")
    if not 2 <= len(entry["options"]) <= 4:
        raise ValueError(f"{where}: give two to four options, not {len(entry['options'])}")
    for option in entry["options"]:
        if not option.get("text") or not option.get("explanation"):
            raise ValueError(f"{where}: every option needs a text and an explanation")
    if sum(option.get("right", False) for option in entry["options"]) != 1:
        raise ValueError(f"{where}: exactly one option must say right = true")


def _entries(name, kind):
    """Return the entries a name stands for: one, all of a notebook, or all of a group."""
    notebook = name.partition(".")[0]
    entries = load(notebook)[kind]
    if name == notebook:
        found = [entry for entry in entries if "group" not in entry]
    else:
        found = [entry for entry in entries
                 if name in (entry["id"], f"{notebook}.{entry.get('group')}")]
    if not found or (kind == "predictions" and len(found) > 1):
        names = ", ".join(entry["id"] for entry in entries)
        raise ValueError(f"{name!r} is not one of the {kind} of notebook {notebook}: {names}")
    return found


def _words():
    """Return what the buttons and lines say."""
    return _read(FOLDER / "words.toml")


def _read(path):
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} is not valid TOML: {error}") from None


def _letter(number):
    return "ABCD"[number]


def _html(text):
    """Return text safe inside HTML, with `code` set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text.strip()))
