/* The deck by keyboard. Without it one scrolls, and "Reveal" opens all the same. */
"use strict";

const slides = [...document.querySelectorAll(".slide")];
const top_of = (slide) => slide.getBoundingClientRect().top;
const go = (slide) => slide?.scrollIntoView({ block: "start" });
const here = () => slides.findLast((slide) => top_of(slide) < innerHeight / 2);

function forward() { // a slide higher than the window is read to its end first
  const next = slides.find((slide) => top_of(slide) > 1);
  if (next && top_of(next) > innerHeight + 1) scrollBy(0, 0.8 * innerHeight);
  else go(next);
}

const back = () => go(slides.findLast((slide) => top_of(slide) < -1));

function reveal() {
  const answer = here().querySelector(".reveal");
  if (answer) answer.open = !answer.open;
}

const keys = {
  ArrowRight: forward, ArrowDown: forward, PageDown: forward, " ": forward,
  ArrowLeft: back, ArrowUp: back, PageUp: back,
  Home: () => go(slides[0]), End: () => go(slides.at(-1)), r: reveal,
};

addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Escape") target.blur();
  if (target.matches("input") || (key === " " && target.matches("button, summary, a"))) return;
  const action = keys[key === "R" ? "r" : key];
  if (!action) return;
  event.preventDefault();
  action();
});

// A slider let go by the mouse gives the keys back: a presenter's remote sends Page Down.
addEventListener("pointerup", ({ target }) => target.matches("[type=range]") && target.blur());
