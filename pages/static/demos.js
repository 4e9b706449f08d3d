/* The live demos, in the order and with the names of the course's helpers/demos.py.

   Each function here is that demo's `update`: it gets what `update` uses there, then the values of
   the controls, moves the picture and returns the sentence that describes it.
*/
"use strict";

const Demos = (() => {
  const {
    softmax, log_softmax, hardmax, sigmoid, entropy, cross_entropy, cross_entropy_gradient,
    softmax_jacobian, reliability, expected_calibration_error, sum, mean, largest, argmax, times,
    transposed, folded, one_hot, geomspace, nearest, nearest_of_sum, fixed, exact, in_brackets,
    numbers, three_digits, short, winners, winner, training_report, spread, uniforms, draw, top_k,
    top_p, read,
  } = Softmax;

  const first_taste = ({ bars }, { tea, coffee }) => {
    const p = softmax([tea, coffee]);
    bars.show(p);
    return `Scores: tea ${exact(tea)}, coffee ${exact(coffee)}. ` +
      `Probabilities: tea ${fixed(p[0], 3)}, coffee ${fixed(p[1], 3)}.`;
  };

  const scores_to_probabilities = (
    { scores, exps, probabilities, triangle }, { z1, z2, z3, c },
  ) => {
    const z = [z1 + c, z2 + c, z3 + c], p = softmax(z), powers = z.map(Math.exp);
    scores.show(z);
    exps.show(powers);
    probabilities.show(p);
    triangle.show(p);
    return `Logits ${numbers(z)}; their exponentials ${in_brackets(powers.map(three_digits))}; ` +
      `softmax ${numbers(p, 3)}.`;
  };

  const hardmax_and_softmax = (
    { x, soft, hard, soft_slope, hard_slope, jacobian }, { z1, z2, z3 },
  ) => {
    const z = [z1, z2, z3], p = softmax(z), J = softmax_jacobian(z), jump = Math.max(z2, z3);
    const curve = x.map((at) => softmax([at, z2, z3])[0]), come = (at) => at <= z1;
    const tie = z1 === jump;
    soft.show(curve, [z1, p[0]], come);
    hard.show(jump, 0, 1, [z1, hardmax(z)[0]]);
    soft_slope.show(curve.map((y) => y * (1 - y)), [z1, J[0][0]], come);
    hard_slope.show(jump, 0, 0, [z1, tie ? NaN : 0]);
    jacobian.show(J, J.flat().map((slope) => fixed(slope, 3)));
    return `Logits ${numbers(z)}: softmax ${numbers(p, 3)}, ` +
      `hardmax ${numbers(hardmax(z), 0)}. Slope of the first entry by z₁: ` +
      `softmax ${fixed(J[0][0], 3)}, hardmax ${tie ? "none, a jump" : "0"}.`;
  };

  const temperature = ({ bars, triangle, curve, T }, { temperature, z1, z2, z3 }) => {
    const z = [z1, z2, z3], p = softmax(z, temperature), top = z.map((x) => x === largest(z));
    bars.show(p);
    triangle.show(p, geomspace(1, temperature, 61).map((t) => softmax(z, t)));
    curve.show(T.map((t) => entropy(softmax(z, t))), [temperature, entropy(p)]);
    return `Logits ${numbers(z)} at temperature ${exact(temperature, "-")}: ` +
      `softmax ${numbers(p, 3)}. ${winners(top)} ` +
      `Entropy ${fixed(entropy(p), 3)} nats, of at most ${fixed(Math.log(3), 3)}.`;
  };

  const cross_entropy_and_gradients = (
    { x, bars, target, logloss, squared, push }, { z1, z2, z3, true_class },
  ) => {
    const k = true_class - 1, z = [z1, z2, z3], y = one_hot(k, 3), p = softmax(z);
    const gradient = cross_entropy_gradient(z, k);
    const squared_gradient = times(gradient, softmax_jacobian(z)).map((slope) => 2 * slope);
    const square = (v) => sum(v.map((entry) => entry * entry));
    const moved = x.map((at) => z.with(k, at)), come = (at) => at >= z[k];
    bars.show(p);
    target.set_x(k - target.width / 2);
    logloss.show(moved.map((row) => cross_entropy(row, k)), [z[k], cross_entropy(z, k)], come);
    squared.show(moved.map((row) => square(softmax(row).map((entry, i) => entry - y[i]))),
                 [z[k], square(gradient)], come);
    const pushes = [-gradient[k], -squared_gradient[k]], [up, squared_up] = pushes.map(short);
    push.show(pushes, [up, squared_up]);
    return `Logits ${numbers(z)}, true class ${true_class}: softmax ${numbers(p, 3)}. ` +
      `Cross-entropy ${short(cross_entropy(z, k))}, gradient ${numbers(gradient, 3)}, ` +
      `which pushes the true logit up by ${up}; squared error ${short(square(gradient))}, ` +
      `pushes by ${squared_up}.`;
  };

  const two_classes = ({ x, scores, bars, curve, guide }, { z0, z1, c }) => {
    const z = [z0 + c, z1 + c], p = softmax(z), difference = z1 - z0, height = sigmoid(difference);
    scores.show(z);
    bars.show(p);
    curve.show(x.map(sigmoid), [difference, height]);
    guide.set_data([difference, difference, x[0] - 1], [-1, height, height]);
    return `Logits ${numbers(z)}, difference z₁ − z₀ = ${exact(difference)}: ` +
      `softmax ${numbers(p, 3)}, sigmoid of the difference ${fixed(height, 3)}.`;
  };

  const sigmoids_and_softmax = ({ scores, apart, total, together }, { z1, z2, z3, c }) => {
    const z = [z1 + c, z2 + c, z3 + c], p = softmax(z), sigmoids = z.map(sigmoid);
    scores.show(z);
    apart.show(sigmoids);
    total.set_text(`sum ${fixed(sum(sigmoids), 3)}`);
    together.show(p);
    return `Logits ${numbers(z)}. Sigmoids ${numbers(sigmoids, 3)}, ` +
      `sum ${fixed(sum(sigmoids), 3)}. Softmax ${numbers(p, 3)}, sum ${fixed(sum(p), 3)}.`;
  };

  const overflow = ({ table, fine, zero, infinite, undefined: no_number },
                    { scale, logits, dtype }) => {
    const to = nearest[dtype], z = [2, 1, 0.1].map((x) => to(logits * scale * x));
    const total = (v) => to(v[0] + nearest_of_sum[dtype](v[1] + v[2])); // in numpy's order
    const naive = z.map((x) => to(Math.exp(x)));
    const powers = z.map((x) => to(Math.exp(to(x - largest(z)))));
    const naive_softmax = naive.map((power) => to(power / total(naive)));
    const shifted = powers.map((power) => to(power / total(powers)));
    const log_p = log_softmax(z).map(to);
    const columns = [z, naive, naive_softmax, shifted, shifted.map((x) => to(Math.log(x))), log_p];
    const meant = [z, [1, 1, 1], [1, 1, 1], [1, 1, 1], log_p, log_p]; // none is 0 but these
    const kinds = columns.map((column, j) => column.map((cell, i) => {
      if (Number.isNaN(cell)) return no_number;
      if (!Number.isFinite(cell)) return infinite;
      return cell === 0 && meant[j][i] !== 0 ? zero : fine;
    }));
    const rows = transposed(columns).flat();
    table.show(transposed(kinds), transposed(kinds).flat().map((kind, i) =>
      kind === zero ? "0 (lost)" : three_digits(rows[i])));
    const [logits_in, e, divided, s, log_s, log_space] =
      columns.map((column) => in_brackets(column.map(three_digits)));
    return `Logits ${logits_in} in ${dtype}. Naive: exponentials ${e}, softmax ${divided}. ` +
      `Shifted softmax ${s}, its logarithm ${log_s}. Log-softmax ${log_space}.`;
  };

  const penguin_training = ({ loss, regions, mean, spread, run }, { learning_rate, step }) => {
    const [losses, weights, intercepts, correct] = run[learning_rate];
    loss.show(losses, step);
    const part = (i, values) => // of the logits: what the feature i adds at each of its values
      values.map((x) => weights[step][i].map((w) => ((x - mean[i]) / spread[i]) * w));
    const [across, up] = [part(0, regions.across), part(1, regions.up)];
    regions.show((i, j) => winner(across[j], up[i], intercepts[step]));
    return training_report(learning_rate, step, losses, correct, "penguins");
  };

  const digit_training = ({ loss, tiles, run }, { learning_rate, step }) => {
    const [losses, weights, , correct] = run[learning_rate];
    const size = (matrix) => largest(matrix.flat().map(Math.abs));
    loss.show(losses, step);
    const pictures = transposed(weights[step]).map((pixels) => folded(pixels, [8, 8]));
    tiles.show(pictures, size(weights.at(-1)));
    const report = training_report(learning_rate, step, losses, correct, "digits");
    return `${report} Largest weight ${fixed(size(weights[step]), 2)}.`;
  };

  const decision_by_costs = (
    { P, ratio, treat, home, border }, { probability, false_alarm, miss },
  ) => {
    const treating = false_alarm * (1 - probability), sending = miss * probability;
    const tie = false_alarm / (false_alarm + miss), now = miss / false_alarm;
    treat.show(P.map((p) => false_alarm * (1 - p)), [probability, treating]);
    home.show(P.map((p) => miss * p), [probability, sending]);
    const come = (r) => Math.min(1, now) <= r && r <= Math.max(1, now);
    border.show(ratio.map((r) => 1 / (1 + r)), [now, tie], come);
    const saved = Number(fixed(sending - treating, 9)); // 0 at a tie, whatever is rounded
    const best = saved === 0 ? "both are equally good" : saved > 0 ? "treat" : "send home";
    return `P(ill) is ${exact(probability)}; a false alarm costs ${exact(false_alarm)}, ` +
      `a miss ${exact(miss)}. Treating costs ${fixed(treating, 3)} on average, sending home ` +
      `${fixed(sending, 3)}: ${best}. They tie at P(ill) = ${fixed(tie, 3)}.`;
  };

  const calibration_by_temperature = (
    { logits, targets, diagram, T, loss, losses, accuracy, accuracies, best, least },
    { temperature },
  ) => {
    const p = logits.map((z) => softmax(z, temperature)), bins = reliability(p, targets);
    const heated = logits.map((z) => z.map((x) => x / temperature));
    const now = mean(heated.map((z, i) => cross_entropy(z, targets[i])));
    const right = mean(p.map((row, i) => (argmax(row) === targets[i] ? 1 : 0)));
    diagram.show(bins);
    loss.show(losses, [temperature, now]);
    const come = (t) => Math.min(1, temperature) <= t && t <= Math.max(1, temperature);
    accuracy.show(accuracies, [temperature, right], come);
    return `Temperature ${exact(temperature, "-")}, ${targets.length} held-out digits: ` +
      `accuracy ${fixed(right, 3)}, mean confidence ${fixed(mean(p.map(largest)), 3)}, ` +
      `expected calibration error ${fixed(expected_calibration_error(bins), 3)}. ` +
      `Loss ${fixed(now, 3)}; the least is ${fixed(least, 3)}, ` +
      `at temperature ${fixed(best, 2)}.`;
  };

  const turned_digits = (
    { diagram, sure, right, tiles, pictures, accuracies, count, seen }, { turned, temperature },
  ) => {
    const [confidences, bins, errors] = seen[temperature], come = (degrees) => degrees <= turned;
    const [number, confidence, accuracy] = bins[turned];
    diagram.show(number.map((n, i) => ({
      count: n, confidence: confidence[i], accuracy: accuracy[i],
    })));
    sure.show(confidences, [turned, confidences[turned]], come);
    right.show(accuracies, [turned, accuracies[turned]], come);
    tiles.show(pictures[turned], 1);
    return `${count} digits turned left by ${turned}°, temperature ${fixed(temperature, 2)}: ` +
      `accuracy ${fixed(accuracies[turned], 3)}, mean confidence ${fixed(confidences[turned], 3)}, ` +
      `expected calibration error ${fixed(errors[turned], 3)}.`;
  };

  const proper_scores = ({ q, curves, bests, ends }, { rain, say }) => {
    const scores = { // what saying q scores when it rains, and when it does not
      "log loss": (x) => [-Math.log(x), -Math.log1p(-x)],
      "Brier score": (x) => [2 * (1 - x) ** 2, 2 * x ** 2],
      "absolute error": (x) => [2 * (1 - x), 2 * x],
    };
    const told = Object.entries(scores).map(([name, score], i) => {
      const expected = (x) => rain * score(x)[0] + (1 - rain) * score(x)[1];
      const all = q.map(expected), flat = largest(all) + largest(all.map((y) => -y)) < 1e-9;
      const least = flat ? NaN : q[argmax(all.map((y) => -y))];
      curves[i].show(all, [say, expected(say)]);
      bests[i].set_data([least, least], ends[i]);
      return `${name} ${fixed(expected(say), 3)}, ` +
        (flat ? "the same whatever you say" : `least at ${fixed(least, 3)}`);
    });
    return `It rains with probability ${exact(rain)}, and you say ${exact(say)}. ` +
      `Expected ${told.join("; ")}.`;
  };

  const sampling = ({ words, z, tallies, n, history }, { draws, temperature, keep }) => {
    const cuts = { all: (p) => p.map(() => true), "top-k 2": (p) => top_k(p, 2),
                   "top-p 0.9": (p) => top_p(p, 0.9) };
    const all = softmax(z, temperature), kept = cuts[keep](all);
    const total = sum(all.filter((_, i) => kept[i])), p = all.map((x, i) => (x * kept[i]) / total);
    const drawn = draw(p, uniforms(10_000).slice(0, draws));
    const counts = words.map((_, k) => drawn.filter((word) => word === k).length);
    let mat = 0;
    const shares = drawn.map((word, i) => (mat += word === 0 ? 1 : 0) / (i + 1));
    tallies.show(counts, p);
    history.show(n.map((many) => shares[Math.min(many, draws) - 1]), p[0], [draws, shares.at(-1)]);
    const told = words.map((word, k) => `${word} ${counts[k]} (p ${fixed(p[k], 3)})`).join(", ");
    return `${draws} draws at temperature ${exact(temperature, "-")}, keep ${keep}, which is ` +
      `${sum(kept.map(Number))} of ${words.length} words: ${told}. ` +
      `Share of mat ${fixed(shares.at(-1), 3)}; p is ${fixed(p[0], 3)}, ` +
      `and the share mostly lies within ${fixed(spread(p[0], draws), 3)} of it.`;
  };

  const demos = {
    first_taste, scores_to_probabilities, hardmax_and_softmax, temperature,
    cross_entropy_and_gradients, two_classes, sigmoids_and_softmax, overflow, penguin_training,
    digit_training, decision_by_costs, calibration_by_temperature, turned_digits, proper_scores,
    sampling,
  };

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
      this.slider.setAttribute("aria-valuetext", exact(this.numbers[this.slider.value], "-"));
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
      sentence.style.minHeight = `${sentence.offsetHeight}px`; // a shorter one lifts nothing
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
