/* Softmax and what the live pictures need around it, in plain JavaScript.

   Each function does what the function of this name does in the course's Python package: helpers/
   functions.py and losses.py (the arithmetic), wording.py (numbers in words), plots.py (pictures).
   A test moves every picture in both, and compares all that they say and draw.

   In a browser's console: Softmax.softmax([2, 1, 0.1])
*/
"use strict";

const Softmax = (() => {
  // Arrays. A matrix is an array of rows.

  const sum = (v) => v.reduce((total, x) => total + x, 0);
  const mean = (v) => sum(v) / v.length;
  const largest = (v) => v.reduce((a, b) => Math.max(a, b), -Infinity);
  const argmax = (v) => v.indexOf(largest(v)); // the first of several
  const times = (v, matrix) => matrix[0].map((_, j) => sum(v.map((x, i) => x * matrix[i][j])));
  const transposed = (matrix) => matrix[0].map((_, j) => matrix.map((row) => row[j]));
  const one_hot = (k, K) => Array.from({ length: K }, (_, j) => (j === k ? 1 : 0));
  const geomspace = (first, last, count) =>
    Array.from({ length: count }, (_, i) => first * (last / first) ** (i / (count - 1)));

  // Arithmetic

  function softmax(z, temperature = 1) {
    const top = largest(z);
    const powers = z.map((x) => Math.exp((x - top) / temperature)); // at most 1: no overflow
    const total = sum(powers);
    return powers.map((power) => power / total);
  }

  function log_softmax(z) {
    const first = argmax(z);
    const others = sum(z.filter((_, k) => k !== first).map((x) => Math.exp(x - z[first])));
    return z.map((x) => x - z[first] - Math.log1p(others)); // log1p keeps a small sum's digits
  }

  const hardmax = (z) => one_hot(argmax(z), z.length);
  const sigmoid = (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
  const entropy = (p) => 0 - sum(p.map((x) => (x > 0 ? x * Math.log(x) : 0)));
  const cross_entropy = (z, k) => 0 - log_softmax(z)[k]; // of the true class k

  function cross_entropy_gradient(z, k) {
    const p = softmax(z), others = sum(p.filter((_, j) => j !== k));
    return p.map((x, j) => (j === k ? -others : x)); // p − 1 would lose digits near 1
  }

  function softmax_jacobian(z) {
    const p = softmax(z);
    return p.map((p_i, i) => p.map((p_j, j) =>
      i === j ? p_i * sum(p.filter((_, k) => k !== i)) : -p_i * p_j));
  }

  const TIE = -1; // no class wins

  function winner(a, b, c) { // of the logits a + b + c; asked for tens of thousands of places
    let best = 0, top = a[0] + b[0] + c[0], tied = true;
    for (let k = 1; k < a.length; k += 1) {
      const z = a[k] + b[k] + c[k];
      if (z !== top) tied = false;
      if (z > top) [best, top] = [k, z];
    }
    return tied ? TIE : best;
  }

  // How sure, and how often right: rows of probabilities in ten bins of confidence

  function reliability(rows, targets) {
    const bins = Array.from({ length: 10 }, () => ({ count: 0, confidence: 0, accuracy: 0 }));
    rows.forEach((p, row) => {
      const confidence = largest(p);
      const bin = bins.findLast((_, i) => i === 0 || confidence > i / 10);
      bin.count += 1;
      bin.confidence += confidence;
      bin.accuracy += argmax(p) === targets[row] ? 1 : 0;
    });
    return bins.map(({ count, confidence, accuracy }) =>
      ({ count, confidence: confidence / count, accuracy: accuracy / count }));
  }

  function expected_calibration_error(bins) {
    const full = bins.filter((bin) => bin.count > 0);
    const gaps = full.map((bin) => bin.count * Math.abs(bin.accuracy - bin.confidence));
    return sum(gaps) / sum(full.map((bin) => bin.count));
  }

  // Draws, as in helpers/draws.py: by chance that everyone sees alike

  function uniforms(count, seed = 1993) {
    let state = seed;
    return Array.from({ length: count }, () => {
      state = (48271 * state) % (2 ** 31 - 1);
      return state / (2 ** 31 - 1);
    });
  }

  function draw(p, numbers) {
    let end = 0;
    const ends = p.map((part) => (end += part));
    return numbers.map((u) => ends.filter((x) => x <= u).length);
  }

  const spread = (p, n) => 2 * Math.sqrt((p * (1 - p)) / n); // two standard deviations

  function rank(p) { // of each class, from the most probable, 0, on; of a tie the first
    const order = p.map((_, k) => k).sort((a, b) => p[b] - p[a] || a - b);
    return p.map((_, k) => order.indexOf(k));
  }

  const top_k = (p, k) => rank(p).map((place) => place < k);

  function top_p(p, share) {
    let total = 0;
    const falling = [...p].sort((a, b) => b - a);
    const short_of_it = falling.filter((x) => (total += x) < share).length;
    return rank(p).map((place) => place < 1 + short_of_it);
  }

  // Small floating-point numbers: the float16 (eleven binary digits) or float32 nearest to x

  function f16round(x) {
    const size = Math.abs(x);
    if (!(size > 0 && size < Infinity)) return x;
    const power = Math.max(Math.floor(Math.log2(size)), -14);
    const last = 2 ** (power - 10); // what its last digit means
    const near = half_even(size / last) * last;
    return Math.sign(x) * (near < 65536 ? near : Infinity);
  }

  const nearest = { float16: Math.f16round ?? f16round, float32: Math.fround, float64: (x) => x };
  const nearest_of_sum = { ...nearest, float16: Math.fround }; // numpy adds float16 up in float32

  // Numbers in words, as Python writes them: what lies exactly between two goes to the even one.

  function half_even(x) {
    const below = Math.floor(x), rest = x - below;
    return below + (rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? 1 : 0);
  }

  function rounded(way, x, digits) {
    const [long, power] = x[way](digits + 30).split("e"); // all the digits that could matter
    const tie = /[02468]\.?50{29}$/.test(long); // where JavaScript would go up
    return tie ? long.slice(0, digits ? -30 : -31) + (power ? `e${power}` : "") : x[way](digits);
  }

  const fixed = (x, digits) => rounded("toFixed", x, digits).replace(/^-(?=[0.]*$)/, "");
  const exact = (x, trim = "0") => {
    const word = String(Math.sign(x) * half_even(Math.abs(x) * 1e6) / 1e6);
    return trim === "-" || word.includes(".") ? word : `${word}.0`;
  };
  const in_brackets = (words) => `(${words.join(", ")})`;
  const numbers = (values, digits = null) =>
    in_brackets(values.map((x) => (digits === null ? exact(x) : fixed(x, digits))));

  function three_digits(x) {
    if (!Number.isFinite(x)) return String(x).toLowerCase().replace("infinity", "inf");
    if (Math.abs(x) >= 1000 && Math.abs(x) < 1e6) return fixed(x, 0);
    const [digits, power] = rounded("toExponential", x, 2).split("e");
    if (power >= -4 && power < 3) return String(Number(`${digits}e${power}`));
    return `${Number(digits)}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  }

  const short = (x) => (x === 0 || x >= 0.001 ? fixed(x, 3) : rounded("toExponential", x, 1));

  function winners(top) {
    const names = top.flatMap((is_top, k) => (is_top ? [k + 1] : []));
    if (names.length === 1) return `The winner is class ${names[0]}.`;
    return `Classes ${names.join(" and ")} tie for the win.`;
  }

  function training_report(learning_rate, step, losses, correct, things) {
    const tied = step === 0 ? "All weights are 0, so all classes tie, and the first counts. " : "";
    return `Learning rate ${learning_rate}, step ${step} of ${losses.length - 1}: ` +
      `training loss ${fixed(losses[step], 3)}, from ${fixed(losses[0], 3)} at step 0. ` +
      `${tied}Of ${correct[step].length} ${things} held out, ` +
      `${sum(correct[step])} are classified right.`;
  }

  const words = { exact, three_digits, short };

  // What moves: matplotlib's artists, each of them an element of the SVG

  class Artist {
    constructor({ id, x, y, ...rest }) {
      Object.assign(this, rest, { element: document.getElementById(id), scales: { x, y } });
    }
    x(value) { return place(this.scales.x, value); }
    y(value) { return place(this.scales.y, value); }
  }

  const place = ([offset, factor, log], value) =>
    Math.round(1000 * (offset + factor * (log ? Math.log10(value) : value))) / 1000;

  class Rectangle extends Artist {
    set_height(height) { this.height = height; this.draw(); }
    set_x(left) { this.left = left; this.draw(); }
    draw() {
      const [left, right] = [this.left, this.left + this.width].map((value) => this.x(value));
      const [low, high] = [this.low, this.low + this.height].map((value) => this.y(value));
      this.element.firstChild.setAttribute(
        "d", `M ${left} ${low} L ${right} ${low} L ${right} ${high} L ${left} ${high} z`);
    }
  }

  class Line2D extends Artist {
    set_data(x, y) {
      const points = x.map((value, i) => [this.x(value), this.y(y[i])]);
      const there = points.map((point) => point.every(Number.isFinite));
      const path = this.element.querySelector(":scope > path");
      path?.setAttribute("d", points.map((point, i) =>
        there[i] ? `${there[i - 1] ? "L" : "M"} ${point.join(" ")} ` : "").join(""));
      this.marker ??= this.element.querySelector("use");
      this.markers ??= this.marker?.parentNode;
      const marked = points.filter((_, i) => there[i] && (this.markevery?.includes(i) ?? true));
      this.markers?.replaceChildren(...marked.map(([left, top]) => {
        const marker = this.marker.cloneNode();
        marker.setAttribute("x", left);
        marker.setAttribute("y", top);
        return marker;
      }));
      this.element.removeAttribute("visibility");
    }
  }

  class Text extends Artist {
    set_text(text) {
      this.element.firstChild.textContent = text;
      this.element.removeAttribute("visibility");
    }
    set_y(value, alignment) {
      this.element.firstChild.setAttribute("y", this.y(value) + this.drop[alignment]);
    }
  }

  class Coloured extends Artist {
    colour(value) {
      const [low, high] = this.limits, count = this.colours.length;
      const index = Math.floor(((value - low) / (high - low)) * count);
      return this.colours[Math.min(Math.max(index, 0), count - 1)];
    }
  }

  class QuadMesh extends Coloured {
    set_array(rows) {
      const cells = this.element.children;
      rows.flat().forEach((value, i) => { cells[i].style.fill = this.colour(value); });
    }
  }

  class AxesImage extends Coloured { // one path for each colour, through all runs of its cells
    set_data(rows) {
      const [left, right, low, high] = this.extent, paths = new Map();
      const x = (j) => this.x(left + ((right - left) * j) / rows[0].length);
      const y = (i) => this.y(this.origin === "lower" ? low + ((high - low) * i) / rows.length
                                                      : high + ((low - high) * i) / rows.length);
      rows.forEach((row, i) => {
        for (let from = 0, to = 0; from < row.length; from = to) {
          while (to < row.length && Object.is(row[to], row[from])) to += 1;
          const run = `M${x(from)} ${y(i)}H${x(to)}V${y(i + 1)}H${x(from)}z`;
          const colour = this.colour(row[from]);
          paths.set(colour, (paths.get(colour) ?? "") + run);
        }
      });
      paths.delete(undefined); // what has no number has no colour
      this.element.replaceChildren(...[...paths].map(([fill, d]) => svg("path", { fill, d })));
    }
  }

  function svg(name, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  // Pictures

  class Picture {
    constructor(parts) { Object.assign(this, parts); }
  }

  class Bars extends Picture {
    show(values, unit = 1) {
      values.forEach((value, i) => {
        const height = value / unit, up = value >= 0;
        this.bars[i].set_height(height);
        this.words[i].set_text(this.word(value));
        this.words[i].set_y(height + (up ? this.gap : -this.gap), up ? "bottom" : "top");
      });
    }
  }

  class GrowingBars extends Bars {
    show(values) {
      const room = 1.15 * Math.max(...values, 1e-300);
      const power = 10 ** Math.floor(Math.log10(room));
      const top = [1, 2, 5, 10].map((step) => power * step).find((end) => end >= room);
      this.title.set_text(this.reach.replace("{}", this.word(top)));
      super.show(values, top);
    }
  }

  class Simplex extends Picture {
    static corners = [[0, 0], [1, 0], [0.5, Math.sqrt(3) / 2]];

    show(p, path = null) {
      this.point.set_data(...transposed([times(p, Simplex.corners)]));
      if (path) this.path.set_data(...transposed(path.map((row) => times(row, Simplex.corners))));
    }
  }

  class Curve extends Picture {
    show(y, dot, drawn = () => true) { // drawn(x): whether the line is drawn there
      this.line.set_data(this.x, y.map((value, i) => (drawn(this.x[i]) ? value : NaN)));
      this.dot.set_data(...transposed([dot]));
    }
  }

  class Step extends Picture {
    show(jump, low, high, dot) {
      const end = dot[0];
      if (end < jump) this.line.set_data([this.start, end], [low, low]);
      else this.line.set_data([this.start, jump, NaN, jump, end], [low, low, NaN, high, high]);
      this.hole.set_data([jump], [end >= jump ? low : NaN]);
      this.dot.set_data(...transposed([dot]));
    }
  }

  class Arrows extends Picture {
    show(lengths, words) {
      lengths.forEach((length, i) => {
        this.lines[i].set_data([0, length], [i, i]);
        this.words[i].set_text(words[i]);
      });
    }
  }

  class TrainingLoss extends Picture {
    show(losses, step) { this.curve.show(losses, [step, losses[step]]); }
  }

  class HeatMap extends Picture {
    show(values, words) {
      this.cells.set_array(values);
      this.words.forEach((text, i) => text.set_text(words[i]));
    }
  }

  class Regions extends Picture {
    show(class_at) { // class_at(i, j): the class that wins in row i, from below, and column j
      this.image.set_data(this.up.map((_, i) => this.across.map((_, j) => class_at(i, j))));
    }
  }

  class Tiles extends Picture {
    show(pictures, limit) {
      const [height, width] = this.image.shape;
      const canvas = Array.from({ length: height }, () => new Array(width).fill(NaN));
      pictures.forEach((picture, k) => picture.forEach((row, i) => row.forEach((value, j) => {
        canvas[this.corners[k][0] + i][this.corners[k][1] + j] = value / limit;
      })));
      this.image.set_data(canvas);
    }
  }

  class ReliabilityDiagram extends Picture {
    show(bins) {
      const full = bins.filter((bin) => bin.count > 0), c = full.map((bin) => bin.confidence);
      const right = full.map((bin) => bin.accuracy);
      this.chance.set_data(...upright(c, ...by_chance(c, full.map((bin) => bin.count))));
      this.dots.set_data(c, right);
      this.gaps.set_data(...upright(c, c, right));
      this.words.forEach((text, i) => text.set_text(String(bins[i].count || "")));
    }
  }

  class Tallies extends Picture {
    show(counts, p) {
      const n = sum(counts), places = p.map((_, k) => k);
      counts.forEach((count, k) => {
        this.bars[k].set_height(count / n);
        this.words[k].set_text(String(count));
      });
      this.chance.set_data(...upright(places, ...by_chance(p, p.map(() => n))));
      this.squares.set_data(places, p);
    }
  }

  class ShareByDraws extends Picture {
    show(shares, p, dot) {
      const n = [...this.n.filter((many) => many <= dot[0]), dot[0]];
      this.share.show(shares, dot, (many) => many <= dot[0]);
      by_chance(n.map(() => p), n).forEach((edge, i) => this.edges[i].set_data(n, edge));
      this.p.set_data([n[0], n.at(-1)], [p, p]);
    }
  }

  const by_chance = (p, n) => [p.map((x, i) => Math.max(x - spread(x, n[i]), 0)),
                               p.map((x, i) => Math.min(x + spread(x, n[i]), 1))];

  const upright = (x, low, high) =>
    [x.flatMap((at) => [at, at, at]), x.flatMap((_, i) => [low[i], high[i], NaN])];

  const artists = { Rectangle, Line2D, Text, QuadMesh, AxesImage };
  const pictures = {
    Bars, GrowingBars, Simplex, Curve, Step, Arrows, TrainingLoss, HeatMap, Regions, Tiles,
    ReliabilityDiagram, Tallies, ShareByDraws,
  };

  // What a page says of a demo, from the inside out: arrays, words, artists, and pictures of them

  function read(json) {
    return JSON.parse(json, (_, value) => {
      const kind = value?.kind;
      if (kind === undefined) return value;
      if (kind === "array") return array(value);
      if (kind === "word") return words[value.name];
      if (kind === "format") return (x) => fixed(x, value.digits);
      return new { ...artists, ...pictures }[kind](value);
    });
  }

  const typed = {
    float64: Float64Array, float32: Float32Array, int32: Int32Array, int8: Int8Array,
  };

  function array({ type, shape, bytes }) {
    const { buffer } = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
    return folded(Array.from(new typed[type](buffer)), shape);
  }

  function folded(values, [rows, ...shape]) {
    if (shape.length === 0) return values;
    const size = values.length / rows;
    return Array.from({ length: rows }, (_, i) =>
      folded(values.slice(i * size, (i + 1) * size), shape));
  }

  return {
    softmax, log_softmax, hardmax, sigmoid, entropy, cross_entropy, cross_entropy_gradient,
    softmax_jacobian, reliability, expected_calibration_error, sum, mean, largest, argmax, times,
    transposed, folded, one_hot, geomspace, nearest, nearest_of_sum, f16round, fixed, exact,
    in_brackets, numbers, three_digits, short, winners, winner, training_report, spread, uniforms, draw,
    top_k, top_p, read,
  };
})();
