/* The live demos, in the order and with the names of the course's helpers/demos.py.

   Each function here is that demo's `update`: it gets what `update` uses there, then the values of
   the controls, moves the picture and returns the sentence that describes it.
*/
"use strict";

const Demos = (() => {
  const {
    softmax, entropy, largest, geomspace, fixed, exact, numbers, winners, read,
  } = Softmax;

  const temperature = ({ bars, triangle, curve, T }, { temperature, z1, z2, z3 }) => {
    const z = [z1, z2, z3], p = softmax(z, temperature), top = z.map((x) => x === largest(z));
    bars.show(p);
    triangle.show(p, geomspace(1, temperature, 61).map((t) => softmax(z, t)));
    curve.show(T.map((t) => entropy(softmax(z, t))), [temperature, entropy(p)]);
    return `Logits ${numbers(z)} at temperature ${exact(temperature, "-")}: ` +
      `softmax ${numbers(p, 3)}. ${winners(top)} ` +
      `Entropy ${fixed(entropy(p), 3)} nats, of at most ${fixed(Math.log(3), 3)}.`;
  };

  const demos = { temperature };

  // Controls: each holds a value, which its inputs show

  class NumberControl { // a box for any number, and a slider for round ones
    constructor(inputs, { numbers, digits, log }) {
      [this.box, this.slider] = inputs;
      Object.assign(this, { numbers, digits, place: log ? Math.log10 : Number });
    }
    get value() { return this.number; }
    set value(value) {
      const number = Math.min(Math.max(value, this.numbers[0]), this.numbers.at(-1));
      this.number = Number(fixed(number, this.digits));
      this.box.value = this.number;
      const [low, here, high] = [this.numbers[0], this.number, this.numbers.at(-1)].map(this.place);
      this.slider.value = Math.round(((here - low) / (high - low)) * (this.numbers.length - 1));
      this.slider.ariaValueText = exact(this.numbers[this.slider.value], "-");
    }
    follow(input) {
      if (input === this.slider) this.value = this.numbers[input.value];
      else this.value = Number.isNaN(input.valueAsNumber) ? this.number : input.valueAsNumber;
    }
  }

  class Choice {
    constructor(inputs, { options }) { Object.assign(this, { inputs, options }); }
    get value() { return this.options[this.inputs.findIndex((input) => input.checked)]; }
    set value(value) { this.inputs[this.options.indexOf(value)].checked = true; }
    follow() {}
  }

  function start(figure) {
    const form = figure.querySelector("form"), sentence = figure.querySelector(".sentence");
    const spec = read(figure.querySelector("script").textContent);
    const controls = {};
    for (const [name, given] of Object.entries(spec.controls)) {
      const inputs = [...form.querySelectorAll(`[name="${name}"]`)];
      controls[name] = new (given.options ? Choice : NumberControl)(inputs, given);
    }
    const values = () => Object.fromEntries(
      Object.entries(controls).map(([name, control]) => [name, control.value]));
    const set = (state) => {
      for (const [name, value] of Object.entries(state)) controls[name].value = value;
      sentence.textContent = demos[figure.dataset.demo](spec.used, values());
    };
    const follow = ({ target }) => {
      controls[target.name].follow(target);
      set({});
    };
    form.addEventListener("change", follow); // a box that is typed in waits for its end
    form.addEventListener("input", (event) => event.target.type === "range" && follow(event));
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      set(spec.start);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    set(spec.start);
    form.hidden = false;
    figure.set = set; // for tests, and for the curious
  }

  document.querySelectorAll("figure.demo").forEach(start);
  return demos;
})();
