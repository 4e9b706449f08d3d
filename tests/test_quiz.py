"""Questions and predictions: their data, the widgets, and what is left where no kernel runs."""

import json
import re

import ipywidgets
import nbformat
import numpy as np
import pytest
from scipy import special, stats

import helpers.quiz as quiz_module
from helpers.checks import NOTEBOOKS, exercises
from helpers.checks import progress as progress_store
from helpers.live import WIDGET_VIEW
from helpers.quiz import load, predict, progress, quiz, review

CONTENT = {notebook: load(notebook) for notebook in NOTEBOOKS}
QUESTIONS = [entry for content in CONTENT.values() for entry in content["questions"]]
PREDICTIONS = [entry for content in CONTENT.values() for entry in content["predictions"]]

every_entry = pytest.mark.parametrize("entry", QUESTIONS + PREDICTIONS, ids=lambda e: e["id"])


@pytest.fixture(autouse=True)
def nothing_answered(monkeypatch):
    monkeypatch.setattr(progress_store, "_answers", {})


def right_of(entry):
    return [bool(option.get("right")) for option in entry["options"]].index(True)


def everything(entry):
    options = (option["text"] + " " + option["explanation"] for option in entry["options"])
    return " ".join([entry["prompt"], entry.get("happens", ""), *options])


# The data


def test_every_notebook_has_three_questions_at_least_and_the_review_twelve():
    for content in CONTENT.values():
        assert len([entry for entry in content["questions"] if "group" not in entry]) >= 3
        assert len(content["predictions"]) >= 1
    assert len(quiz("09.review").questions) >= 12


@every_entry
def test_every_option_is_explained_in_a_sentence(entry):
    texts = [option["text"] for option in entry["options"]]
    explanations = [option["explanation"] for option in entry["options"]]
    assert len(set(texts)) == len(texts)
    assert len(set(explanations)) == len(texts)
    assert all(text.endswith((".", "?", ")")) for text in explanations)
    assert "`" not in "".join(texts)  # a button shows plain text
    assert entry["misconception"]


# What tells the right option without knowing the answer. A guess is right in a third or a quarter.

kinds = pytest.mark.parametrize("entries", [QUESTIONS, PREDICTIONS], ids=["quiz", "predictions"])


@pytest.mark.parametrize(("entries", "n_options", "at_most"), [
    (QUESTIONS, {4}, 0.4), (PREDICTIONS, {4}, 0.4), (QUESTIONS + PREDICTIONS, {3}, 0.5),
    (QUESTIONS + PREDICTIONS, {2, 3, 4}, 0.35),
])
def test_the_place_of_the_right_option_tells_nothing(entries, n_options, at_most):
    alike = [right_of(entry) for entry in entries if len(entry["options"]) in n_options]
    assert np.bincount(alike).max() <= at_most * len(alike)


@kinds
@pytest.mark.parametrize("sign", [1, -1], ids=["longest", "shortest"])
def test_the_length_of_the_right_option_tells_nothing(entries, sign):
    told = 0
    for entry in entries:
        lengths = [sign * len(option["text"]) for option in entry["options"]]
        told += lengths[right_of(entry)] == max(lengths)
    assert told <= 0.4 * len(entries)


@kinds
def test_a_reason_given_tells_nothing(entries):
    given = {True: [], False: []}
    for entry in entries:
        for option in entry["options"]:
            reason = re.search(r"(?i)\b(because|since|for|so|as)\b|:", option["text"])
            given[bool(option.get("right"))].append(bool(reason))
    assert abs(np.mean(given[True]) - np.mean(given[False])) <= 0.15


def test_the_order_of_options_is_drawn_by_the_id_and_not_by_the_author(folder):
    options = "\n".join(f'  {{ text = "{n}", explanation = "It is {n}." }},' for n in range(4))
    options = options.replace('"0",', '"0", right = true,')
    head = GOOD[:GOOD.index("options")]
    entries = [head.replace('"one"', f'"{name}"') + f"options = [\n{options}\n]"
               for name in range(200)]
    (folder / "notebook_01.toml").write_text("\n".join(entries), encoding="utf-8")
    first = [right_of(entry) for entry in load("01")["questions"]]
    assert np.bincount(first).min() >= 30  # of 200 in four places
    assert first == [right_of(entry) for entry in load("01")["questions"]]


Z = np.array([2, 1, 0.1])
P = special.softmax(Z)
SURE = np.array([-10.0, 10.0])


def squared_error_slope():
    p, q = special.softmax(SURE)
    return 4 * p * q * q  # by hand: 2·Σ (pᵢ − yᵢ) ∂pᵢ/∂z₁ = −4 p q², for two classes


NUMBERS = [
    ("01.add-to-all", np.exp(5), "148-fold", "{:.0f}-fold"),
    ("01.double", special.softmax([1, 2, 3]), "(0.090, 0.245, 0.665)", None),
    ("01.double", special.softmax([2, 4, 6]), "(0.016, 0.117, 0.867)", None),
    ("01.one-up", P[1] / P[2], "2.46", "{:.2f}"),
    ("01.one-up", np.divide(*special.softmax([3, 1, 0.1])[1:]), "2.46", "{:.2f}"),
    ("02.lse", special.logsumexp([2, 2, 2]), "3.099", "{:.3f}"),
    ("02.lse", 3 * np.exp(2), "22.2", "{:.1f}"),
    ("03.change-winner", special.softmax(Z / 50), "(0.340, 0.333, 0.327)", None),
    ("03.change-winner", special.softmax(Z / 0.25)[0], "0.982", "{:.3f}"),
    ("03.gaps", special.softmax(Z)[2], "0.099", "{:.3f}"),
    ("03.gaps", special.softmax(Z / 0.5)[2], "0.019", "{:.3f}"),
    ("03.gaps", special.softmax(Z)[0], "0.659", "{:.3f}"),
    ("03.gaps", special.softmax(Z / 0.5)[0], "0.864", "{:.3f}"),
    ("03.entropy", stats.entropy(P), "0.847", "{:.3f}"),
    ("04.sure-and-wrong", 1 - special.softmax(SURE)[0], "1.0", "{:.1f}"),
    ("04.sure-and-wrong", squared_error_slope(), "8.2e-9", "{:.1e}"),
    ("04.best-loss", stats.entropy([0.7, 0.2, 0.1]), "0.802", "{:.3f}"),
    ("04.best-loss", -np.log(0.7), "0.357", "{:.3f}"),
    ("09.review-kl", stats.entropy([0.9, 0.1], [0.5, 0.5]), "0.368", "{:.3f}"),
    ("09.review-kl", stats.entropy([0.5, 0.5], [0.9, 0.1]), "0.511", "{:.3f}"),
    ("05.three-sigmoids", special.expit(Z).sum(), "2.137", "{:.3f}"),
    ("06.first-to-fall", np.log(np.finfo(np.float32).max), "88.72", "{:.2f}"),
    ("06.first-to-fall", np.log(np.finfo(np.float64).max), "709.78", "{:.2f}"),
    ("06.first-to-fall", np.finfo(np.float32).max, "3.4e38", "{:.1e}"),
    ("06.epsilon", -np.log(1e-12), "27.6", "{:.1f}"),
    ("06.epsilon", 1000 + np.log(1e-12), "972", "{:.0f}"),
    ("06.streaming", 1 + np.exp(-1), "1.368", "{:.3f}"),
    ("06.streaming", 1 + np.exp(-1) + np.exp(-2), "1.503", "{:.3f}"),
    ("06.streaming", 1 + np.e * (1 + np.exp(-1)), "4.718", "{:.3f}"),
    ("06.streaming", np.e + 1 + np.exp(-1), "4.086", "{:.3f}"),
    ("07.first-loss", np.log(10), "2.303", "{:.3f}"),
    ("07.first-loss", np.log(3), "1.099", "{:.3f}"),
    ("07.lnk", 10 * np.log(10), "23.03", "{:.2f}"),
    ("07.double-softmax", -np.log(np.e / (np.e + 9)), "1.461", "{:.3f}"),
    ("08.costs", 0.05 * 50, "2.5", "{:.1f}"),
    ("08.costs", 1 / 51, "0.02", "{:.2f}"),
    ("09.two-in-torch", -np.log(np.e / (np.e + 9)), "1.461", "{:.3f}"),
    ("09.more-draws", 2 * np.sqrt(0.25 / 100), "0.10", "{:.2f}"),
    ("09.more-draws", 2 * np.sqrt(0.25 / 10_000), "0.01", "{:.2f}"),
    ("09.review-overflow", np.exp(100), "2.7e43", "{:.1e}"),
    ("09.review-temperature", special.softmax(Z / 5)[0], "0.400", "{:.3f}"),
    ("09.review-temperature", np.e, "2.72", "{:.2f}"),
    ("09.review-temperature", np.exp(0.2), "1.22", "{:.2f}"),
    ("09.review-k", np.log(10), "2.303", "{:.3f}"),
    ("09.review-k", -np.log(np.e / (np.e + 9)), "1.461", "{:.3f}"),
    ("09.review-two", special.expit(1.3), "0.786", "{:.3f}"),
    ("09.review-two", special.expit(1.7), "0.846", "{:.3f}"),
    ("09.review-two", special.expit(0.9), "0.711", "{:.3f}"),
]


@pytest.mark.parametrize(("name", "value", "words", "form"), NUMBERS)
def test_a_number_in_the_texts_is_the_computed_one(name, value, words, form):
    entry = next(entry for entry in QUESTIONS + PREDICTIONS if entry["id"] == name)
    if form is None:
        computed = "(" + ", ".join(f"{p:.3f}" for p in value) + ")"
    else:
        computed = form.format(value).replace("e+", "e").replace("e-0", "e-")
    assert computed == words
    assert words in everything(entry)


def test_float16_survives_what_the_text_says():
    with np.errstate(over="ignore"):
        last = np.float16(11.086)
        assert np.isfinite(np.exp(last))
        assert np.isinf(np.exp(np.nextafter(last, np.float16(12))))


def test_the_nan_begins_where_the_text_says():
    with np.errstate(all="ignore"):
        for z, fails in ((88.72, False), (88.73, True)):
            exps = np.exp(np.array([z, 0, 0], dtype=np.float32))
            assert np.isnan(exps / exps.sum()).any() == fails


# The widgets


@every_entry
def test_the_plain_text_has_the_options_and_not_the_answer(entry):
    box = (predict if "happens" in entry else quiz)(entry["id"])
    bundle, _ = box._repr_mimebundle_()
    assert set(bundle) == {WIDGET_VIEW, "text/plain"}
    plain = " ".join(bundle["text/plain"].split())
    assert " ".join(entry["prompt"].split()) in plain
    for option in entry["options"]:
        assert option["text"] in plain
        assert option["explanation"] not in plain
    assert entry.get("happens", "nothing happens") not in plain


@pytest.mark.parametrize("entry", [QUESTIONS[0], PREDICTIONS[0]], ids=lambda e: e["id"])
def test_the_plain_text_does_not_depend_on_which_option_is_right(entry):
    turned = {**entry, "options": [
        {key: value for key, value in option.items() if key != "right"}
        for option in entry["options"]
    ]}
    words = quiz_module._words()
    for right in range(len(turned["options"])):
        options = [{**o, "right": n == right} for n, o in enumerate(turned["options"])]
        box = quiz_module.Question({**turned, "options": options}, words, "Question.")
        plain = box.plain_text()
        assert plain == quiz_module.Question(entry, words, "Question.").plain_text()


@pytest.mark.parametrize("entry", QUESTIONS, ids=lambda e: e["id"])
def test_every_answer_is_met_with_its_own_explanation(entry):
    (question,) = quiz(entry["id"]).questions
    for number, option in enumerate(entry["options"]):
        question.buttons[number].click()
        start = option["explanation"].split("'")[0].split("`")[0].split("<")[0]
        assert start in question.feedback.value
        words = "✓ right." if number == right_of(entry) else "✗ not right."
        assert f"{'ABCD'[number]}: {words}" in question.feedback.value
        assert question.buttons[number].description.endswith(f"({words[:-1]})")


@pytest.mark.parametrize("entry", PREDICTIONS, ids=lambda e: e["id"])
def test_a_prediction_shows_what_was_said_beside_what_happens(entry):
    box = predict(entry["id"])
    wrong = (right_of(entry) + 1) % len(entry["options"])
    box.buttons[right_of(entry)].click()
    box.buttons[wrong].click()  # another pick replaces the first
    assert not box.lock_button.disabled
    assert box.buttons[wrong].description.startswith("●")
    assert box.buttons[right_of(entry)].description.startswith("○")
    assert box.feedback.value == ""
    box.lock_button.click()
    assert box.lock_button.description == f"Locked in: {'ABCD'[wrong]}"
    assert "press Reveal" in box.go.value
    assert box.feedback.value == ""
    box.buttons[right_of(entry)].click()
    assert box.picked == wrong  # locked in
    box.reveal_button.click()
    shown = box.feedback.value
    assert f"{'ABCD'[wrong]}. " in shown
    assert "(✗ not right)" in shown
    assert entry["happens"][:30].split("'")[0] in shown
    assert shown.count("<p>") == 4  # said, happens, the picked option, the right one


def test_a_prediction_is_no_gate():
    box = predict("01.double")
    assert box.lock_button.disabled
    assert not box.reveal_button.disabled
    box.lock()
    assert not box.locked
    box.reveal_button.click()
    assert "nothing this time" in box.feedback.value
    assert "0.867" in box.feedback.value


def test_a_right_prediction_says_so():
    box = predict("01.double")
    box.choose(2)
    box.lock()
    box.reveal()
    assert "(✓ right)" in box.feedback.value
    assert box.feedback.value.count("<p>") == 3


def test_only_buttons_and_text_are_used():
    for box in (quiz("01"), predict("01.double")):
        kinds, todo = set(), [box]
        while todo:
            widget = todo.pop()
            todo += getattr(widget, "children", ())
            kinds.add(type(widget).__name__)
        assert kinds <= {"Quiz", "Question", "Prediction", "Button", "HTML", "HBox"}
    assert issubclass(quiz_module.Quiz, ipywidgets.VBox)


def test_text_is_safe_inside_html():
    assert quiz_module._html("a < b & `c < d`") == "a &lt; b &amp; <code>c &lt; d</code>"


# Progress


def test_progress_counts_what_is_right_and_names_what_is_left(capsys):
    from scipy.special import softmax

    progress("01")
    assert capsys.readouterr().out == (
        "Notebook 01: 0 of 4 exercises and 0 of 3 questions are right so far. Left: softmax of one "
        "row; softmax of a batch; logits that give (0.7, 0.2, 0.1); a row by hand; adding a "
        "constant; raising one logit; from p back to the logits.\n"
    )
    first, *others = exercises("01")
    first(softmax)
    box = quiz("01")
    box.questions[0].choose(2)
    box.questions[0].choose(0)  # reading on costs nothing
    capsys.readouterr()
    progress("01")
    out = capsys.readouterr().out
    assert "1 of 4 exercises and 1 of 3 questions" in out
    assert "softmax of one row" not in out
    assert "adding a constant" not in out
    for exercise in others:
        exercise(exercise.reference_answer())
    for question in box.questions:
        question.choose(right_of(question.entry))
    capsys.readouterr()
    progress("01")
    assert capsys.readouterr().out == (
        "Notebook 01: 4 of 4 exercises and 3 of 3 questions are right so far. All done.\n"
    )


# What is remembered


@pytest.fixture
def remembers(tmp_path, monkeypatch):
    """Keep answers in a folder of this test; calling it is what a kernel's restart does."""
    def restart():
        monkeypatch.setattr(progress_store, "_answers", {})

    monkeypatch.setattr(progress_store, "REMEMBERS", True)
    monkeypatch.setattr(progress_store, "FOLDER", tmp_path / "mine")
    return restart


def test_the_next_day_every_answer_is_back(remembers):
    (question,) = quiz("01.shift").questions
    question.choose(2)
    question.choose(right_of(question.entry))
    box = predict("01.double")
    box.choose(1)
    box.lock()
    box.reveal()
    remembers()
    (again,) = quiz("01.shift").questions
    assert [b.description for b in again.buttons] == [b.description for b in question.buttons]
    assert again.feedback.value == question.feedback.value
    box_again = predict("01.double")
    assert [b.description for b in box_again.buttons] == [b.description for b in box.buttons]
    assert (box_again.picked, box_again.locked) == (1, True)
    assert box_again.feedback.value == box.feedback.value
    assert box_again.lock_button.description == box.lock_button.description


def test_a_prediction_that_was_locked_in_and_not_revealed_is_not_revealed_the_next_day(remembers):
    box = predict("01.double")
    box.choose(1)
    box.lock()
    remembers()
    assert predict("01.double").locked
    assert predict("01.double").feedback.value == ""


def test_progress_tells_the_truth_after_a_restart(remembers, capsys):
    from scipy.special import softmax

    exercises("01")[0](softmax)
    (question,) = quiz("01.shift").questions
    question.choose(right_of(question.entry))
    remembers()
    capsys.readouterr()
    progress("01")
    assert "1 of 4 exercises and 1 of 3 questions" in capsys.readouterr().out
    exercises("01")[0](lambda z: z)  # today it is wrong
    capsys.readouterr()
    progress("01")
    assert "0 of 4 exercises and 1 of 3 questions" in capsys.readouterr().out


def test_the_file_can_be_read_and_each_notebook_has_its_own(remembers):
    predict("01.double").choose(0)
    assert not progress_store.FOLDER.exists()  # nothing is kept before it is locked in
    for name in ("01.double", "03.change-winner"):
        box = predict(name)
        box.choose(0)
        box.lock()
    files = sorted(path.name for path in progress_store.FOLDER.iterdir())
    assert files == ["answers_01.json", "answers_03.json"]
    kept = json.loads((progress_store.FOLDER / "answers_01.json").read_text(encoding="utf-8"))
    text = predict("01.double").entry["options"][0]["text"]
    assert kept == {"01.double": {"picked": text, "locked": True}}
    assert text in (progress_store.FOLDER / "answers_01.json").read_text(encoding="utf-8")


def test_an_option_that_is_no_more_is_left_out(remembers):
    progress_store.record("01.shift", tried=["an old text"])
    progress_store.record("01.double", picked="an old text", locked=True)
    (question,) = quiz("01.shift").questions
    assert question.feedback.value == ""
    assert not predict("01.double").locked


@pytest.mark.parametrize("content", ["{", "7", "[1]", '"text"', '{"01.shift": 1}'])
def test_a_file_that_cannot_be_read_is_kept_aside_and_named(remembers, content):
    progress_store.record("01.shift", status="right")
    (progress_store.FOLDER / "answers_01.json").write_text(content, encoding="utf-8")
    remembers()
    said = r"answers_01\.json cannot be read.*answers_01\.unreadable"
    with pytest.warns(UserWarning, match=said):
        assert progress_store.status("01.shift") == "not yet"
    progress_store.record("01.shift", status="right")
    assert progress_store.status("01.shift") == "right"
    aside = progress_store.FOLDER / "answers_01.unreadable"
    assert aside.read_text(encoding="utf-8") == content


def test_where_nothing_can_be_written_answers_last_as_long_as_the_kernel(remembers, tmp_path):
    (tmp_path / "mine").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.warns(UserWarning, match="last until the kernel ends"):
        progress_store.record("01.shift", status="right")
    assert progress_store.status("01.shift") == "right"


def test_one_button_pressed_twice_forgets_a_notebook_and_no_other(remembers, monkeypatch):
    progress_store.record("01.shift", status="right")
    progress_store.record("02.lse", status="right")
    shown = []
    monkeypatch.setattr(quiz_module, "display", shown.append)
    progress("01")
    (button,) = shown
    button.click()
    assert progress_store.status("01.shift") == "right"
    button.click()
    assert progress_store.status("01.shift") == "not yet"
    assert progress_store.status("02.lse") == "right"
    assert "Forgotten" in button.description


def test_nothing_is_written_and_no_button_shown_where_nobody_asked_for_it(tmp_path, monkeypatch):
    assert not progress_store.REMEMBERS
    monkeypatch.setattr(progress_store, "FOLDER", tmp_path / "mine")
    monkeypatch.setattr(quiz_module, "display", None)
    progress_store.record("01.shift", status="right")
    progress("01")
    assert list(tmp_path.iterdir()) == []


def test_a_review_asks_anew_and_keeps_nothing(remembers):
    (question,) = quiz("01.shift").questions
    question.choose(right_of(question.entry))
    kept = progress_store.recall("01.shift")
    first, second = review("01.shift", "02.lse").questions
    assert first.feedback.value == ""
    assert first.plain_text().startswith("From notebook 01.")
    second.choose(0)
    first.choose((right_of(first.entry) + 1) % len(first.buttons))
    assert "✗ not right" in first.feedback.value
    assert progress_store.recall("01.shift") == kept
    assert progress_store.recall("02.lse") == {}


# Files that teachers write

GOOD = """
[[questions]]
id = "one"
title = "one"
misconception = "none"
prompt = "One?"
options = [
  { text = "Yes.", right = true, explanation = "It is." },
  { text = "No.", explanation = "It is not." },
]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    words = (quiz_module.FOLDER / "words.toml").read_text(encoding="utf-8")
    (tmp_path / "words.toml").write_text(words, encoding="utf-8")
    monkeypatch.setattr(quiz_module, "FOLDER", tmp_path)
    return tmp_path


def test_a_teacher_adds_a_question_without_python(folder):
    (folder / "notebook_01.toml").write_text(GOOD, encoding="utf-8")
    (question,) = quiz("01.one").questions
    question.choose(right_of(question.entry))
    assert "It is." in question.feedback.value


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('title = "one"\n', "", "add the field 'title'"),
        ("right = true, ", "", "exactly one option must say right = true"),
        ('explanation = "It is not."', 'right = true, explanation = "x"', "exactly one option"),
        (', explanation = "It is not."', "", "every option needs a text and an explanation"),
        ("[[questions]]", "[[question]]", "unknown table"),
        ('id = "one"', 'id = "one', "not valid TOML"),
        ('{ text = "No.", explanation = "It is not." },', "", "two to four options, not 1"),
        ("\n]", '{ text = "1", explanation = "1" }, { text = "2", explanation = "2" },'
              ' { text = "3", explanation = "3" } ]', "two to four options, not 5"),
    ],
)
def test_a_fault_in_a_file_is_named(folder, old, new, words):
    assert old in GOOD
    (folder / "notebook_01.toml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=r"notebook_01\.toml") as caught:
        quiz("01")
    assert words in str(caught.value)


def test_an_identity_stands_once(folder):
    (folder / "notebook_01.toml").write_text(GOOD + GOOD, encoding="utf-8")
    with pytest.raises(ValueError, match="stands there twice"):
        quiz("01")


@pytest.mark.parametrize("call", [
    lambda: quiz("01.none"), lambda: quiz("99"), lambda: predict("01"), lambda: predict("01.shift"),
])
def test_an_unknown_name_is_met_with_the_names_there_are(call):
    with pytest.raises(ValueError, match=r"is not one of|use \"01\" to"):
        call()


# Predictions are open


def cells_of(notebook):
    folder = quiz_module.FOLDER.parents[1] / "notebooks"
    (path,) = folder.glob(f"{notebook}_*.ipynb")
    return nbformat.read(path, as_version=4).cells


def printed(cell):
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "")
             for output in cell.get("outputs", [])]
    return " ".join(texts)


@pytest.mark.parametrize("entry", PREDICTIONS, ids=lambda e: e["id"])
def test_no_output_above_a_prediction_nor_its_demo_holds_the_number_that_is_asked_for(entry):
    right = entry["options"][right_of(entry)]["text"]
    asked = set(re.findall(r"\d+\.\d{2,}", right)) - set(re.findall(r"\d+\.\d+", entry["prompt"]))
    cells = cells_of(entry["id"][:2])
    (at,) = [i for i, cell in enumerate(cells) if f'predict("{entry["id"]}")' in cell.source]
    demo = [cell for cell in cells[at:] if "demo" in cell.metadata.get("tags", [])][:1]
    shown = " ".join(printed(cell) for cell in [*cells[:at], *demo])
    assert not {number for number in asked if number in shown}


def test_the_number_that_would_answer_is_found_where_it_is_printed():
    entry = next(entry for entry in PREDICTIONS if entry["id"] == "04.best-loss")
    cells = cells_of("04")
    assert "0.802" in " ".join(printed(cell) for cell in cells)
    assert "0.802" in entry["options"][right_of(entry)]["text"]


def test_what_is_derived_measured_or_drawn_has_a_prediction():
    for name in ("02.cross-slope", "04.slope-at-a-hundredth", "06.running-sum",
                 "08.ece-of-nothing", "09.noisy-argmax", "09.more-draws"):
        assert predict(name).entry["id"] == name
