"use strict";
/* The book's one script: what is remembered, locking a prediction in, boxes that scroll.
   Questions, hints and solutions are <details> and open without it. */

// Memory: by the id of a question or prediction, in this browser only.

const KEY = "softmax-course";
let answers = {}; // where the browser keeps nothing, they last as long as the page
let keeps = true;

function recall() {
  try {
    answers = JSON.parse(localStorage.getItem(KEY));
  } catch (error) {
    keeps = error instanceof SyntaxError; // what is no JSON is none of ours, and is written over
    if (keeps) answers = {};
  }
  if (answers?.constructor !== Object) answers = {};
  return answers;
}

const tried = (id) => [].concat(answers[id]?.tried ?? []);

function store() {
  try {
    localStorage.setItem(KEY, JSON.stringify(answers));
  } catch {
    keeps = false;
  }
}

function record(id, what) {
  recall();
  answers[id] = { ...answers[id], ...what };
  store();
  showProgress();
}

function forget(notebook) {
  recall();
  for (const id of Object.keys(answers)) {
    if (!notebook || id.startsWith(`${notebook}.`)) delete answers[id];
  }
  store();
  showAll();
}

// Questions: what was tried is open again. A review has no id, and is asked as if for the first time.

function showQuestion(question) {
  const opened = tried(question.dataset.id);
  for (const option of question.querySelectorAll(".option")) {
    option.open = opened.includes(option.dataset.option);
  }
}

function listenToQuestion(question) {
  for (const option of question.querySelectorAll(".option")) {
    option.addEventListener("toggle", () => {
      const { id } = question.dataset;
      const text = option.dataset.option;
      recall();
      if (!option.open || tried(id).includes(text)) return;
      const right = "right" in option.dataset ? { right: true } : {};
      record(id, { tried: [...tried(id), text], ...right });
    });
  }
}

// Predictions: pick, lock in, reveal.

const letter = (radio) => radio.parentElement.textContent.trim()[0];

function showPrediction(box) {
  const { picked, locked, revealed } = answers[box.dataset.id] ?? {};
  for (const radio of box.querySelectorAll("input")) radio.checked = radio.value === picked;
  box.querySelector(".reveal").open = Boolean(revealed);
  showPick(box, locked);
}

function showPick(box, locked) {
  const pick = box.querySelector("input:checked");
  const lock = box.querySelector(".lock");
  box.classList.toggle("locked", Boolean(locked));
  for (const radio of box.querySelectorAll("input")) radio.disabled = locked && radio !== pick;
  lock.disabled = !pick;
  lock.textContent = locked ? lock.dataset.locked.replace("{letter}", letter(pick)) : lock.dataset.lock;
  box.querySelector(".go").textContent = locked ? lock.dataset.go : "";
  const said = box.querySelector(".said");
  said.textContent = pick
    ? `${pick.parentElement.textContent.trim()} (${pick.dataset.verdict})`
    : said.dataset.nothing;
}

function listenToPrediction(box) {
  const { id } = box.dataset;
  const isLocked = () => box.classList.contains("locked");
  box.addEventListener("change", () => showPick(box, isLocked()));
  box.querySelector(".lock").addEventListener("click", () => {
    if (isLocked()) return;
    record(id, { picked: box.querySelector("input:checked").value, locked: true });
    showPick(box, true);
  });
  const reveal = box.querySelector(".reveal");
  reveal.addEventListener("toggle", () => {
    if (reveal.open && !recall()[id]?.revealed) record(id, { revealed: true });
  });
}

// How far one is, and the buttons that forget (pressed twice, for a slip forgets nothing).

function showProgress() {
  for (const place of document.querySelectorAll("[data-questions]")) {
    const own = Object.entries(answers).filter(([id]) => id.startsWith(`${place.dataset.notebook}.`));
    const right = own.filter(([, answer]) => answer?.right).length;
    const locked = own.filter(([, answer]) => answer?.locked).length;
    const { questions, predictions } = place.dataset;
    place.textContent = `So far ${right} of ${questions} questions right,`
      + ` ${locked} of ${predictions} predictions locked in.`;
  }
  for (const place of document.querySelectorAll(".storage")) {
    const count = Object.keys(answers).length;
    place.textContent = keeps
      ? `Answers kept: ${count}.`
      : "This browser keeps nothing here: answers last until you leave the page.";
  }
}

function listenToForget(button) {
  const start = button.textContent;
  let asked = false;
  button.addEventListener("click", () => {
    if (asked) forget(button.dataset.notebook);
    button.textContent = asked ? button.dataset.forgotten : button.dataset.surely;
    asked = !asked;
  });
  button.addEventListener("blur", () => {
    asked = false;
    button.textContent = start;
  });
}

// A box that scrolls can be reached by Tab, and only then.

function letWideBoxesScroll() {
  for (const box of document.querySelectorAll(".wide")) {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "Scrolls sideways");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }
}

function showAll() {
  document.querySelectorAll(".question[data-id]").forEach(showQuestion);
  document.querySelectorAll(".prediction").forEach(showPrediction);
  showProgress();
}

recall();
showAll();
document.querySelectorAll(".question[data-id]").forEach(listenToQuestion);
document.querySelectorAll(".prediction").forEach(listenToPrediction);
document.querySelectorAll(".forget").forEach(listenToForget);
letWideBoxesScroll();
addEventListener("resize", letWideBoxesScroll);
addEventListener("load", letWideBoxesScroll);
document.addEventListener("toggle", letWideBoxesScroll, true);
addEventListener("beforeprint", () => { // on paper a demo stands at its start
  document.querySelectorAll(".demo form").forEach((form) => form.reset());
});
