"""The live demos: one short function each. Controls, pictures, and what to say about them."""

from functools import cache, partial

import numpy as np

from helpers import runs
from helpers.controls import (
    along,
    choice,
    count_slider,
    log_slider,
    logit_sliders,
    slider,
    step_slider,
)
from helpers.datasets import load_digits, load_penguins
from helpers.draws import draw, spread, top_k, top_p, uniforms
from helpers.functions import hardmax, log_softmax, sigmoid, softmax, softmax_jacobian
from helpers.live import LiveFigure
from helpers.losses import cross_entropy, cross_entropy_gradient, entropy
from helpers.plots import (
    BLUE,
    COLORS,
    EMPTY,
    FAINT,
    INK,
    PURPLE,
    TIE,
    VERMILION,
    Arrows,
    Bars,
    Curve,
    GrowingBars,
    HeatMap,
    Regions,
    ReliabilityDiagram,
    ShareByDraws,
    Simplex,
    Step,
    Tallies,
    Tiles,
    TrainingLoss,
    in_course_style,
    key_above,
    log_scale,
    new_figure,
    tint,
)
from helpers.wording import (
    exact,
    in_brackets,
    numbers,
    short,
    three_digits,
    training_report,
    winners,
)

__all__ = [  # what answers to sliders
    "calibration_by_temperature",
    "cross_entropy_and_gradients",
    "decision_by_costs",
    "digit_training",
    "first_taste",
    "hardmax_and_softmax",
    "overflow",
    "penguin_training",
    "proper_scores",
    "sampling",
    "scores_to_probabilities",
    "sigmoids_and_softmax",
    "temperature",
    "turned_digits",
    "two_classes",
]


@in_course_style
def first_taste():
    """Two scores and their two probabilities (notebook 00)."""
    figure, axes = new_figure(4.5, 2.6)
    bars = Bars(axes, ["tea", "coffee"], (0, 1.1), "probability")
    controls = {"tea": slider("tea", -5, 5, 1.0), "coffee": slider("coffee", -5, 5, 0.0)}

    def update(tea, coffee):
        p = softmax([tea, coffee])
        bars.show(p)
        return (
            f"Scores: tea {exact(tea)}, coffee {exact(coffee)}. "
            f"Probabilities: tea {p[0]:.3f}, coffee {p[1]:.3f}."
        )

    return LiveFigure(figure, controls, update)


@in_course_style
def scores_to_probabilities():
    """Three logits and a number added to all of them: z, eᶻ, p and the triangle (notebook 01)."""
    figure, (left, middle, right, corner) = new_figure(10, 3, ncols=4)
    scores = Bars(left, ["z₁", "z₂", "z₃"], (-13, 13), "z: the logits", exact)
    exps = GrowingBars(middle, ["1", "2", "3"], "eᶻ: scale 0 to {}", three_digits)
    probabilities = Bars(right, ["p₁", "p₂", "p₃"], (0, 1.15), "p: divided by the sum")
    triangle = Simplex(corner, ["1", "2", "3"], "p in the triangle")
    controls = {**logit_sliders(2, 1, 0.1, limit=6), "c": slider("add c to all", -5, 5, 0.0)}

    def update(z1, z2, z3, c):
        z = np.array([z1, z2, z3]) + c
        p = softmax(z)
        scores.show(z)
        exps.show(np.exp(z))
        probabilities.show(p)
        triangle.show(p)
        exponentials = in_brackets(map(three_digits, np.exp(z)))
        return (
            f"Logits {numbers(z)}; their exponentials {exponentials}; "
            f"softmax {numbers(p, '.3f')}."
        )

    return LiveFigure(figure, controls, update)


@in_course_style
def hardmax_and_softmax():
    """Hardmax and softmax: their first entries, the slopes, the Jacobian (notebook 02)."""
    figure, axes = new_figure(
        8.6, 3.9, [["curves", "jacobian"], ["slopes", "jacobian"]], width_ratios=[1.5, 1]
    )
    x = np.linspace(-6, 6, 241)
    soft = Curve(axes["curves"], x, BLUE, label="softmax")
    hard = Step(axes["curves"], x[0], VERMILION, label="hardmax")
    soft_slope = Curve(axes["slopes"], x, BLUE)
    hard_slope = Step(axes["slopes"], x[0], VERMILION)
    jacobian = HeatMap(axes["jacobian"], ["p₁", "p₂", "p₃"], ["by z₁", "by z₂", "by z₃"],
                       "softmax's Jacobian", (-0.25, 0.25))
    axes["curves"].set(xlim=x[[0, -1]], ylim=(-0.08, 1.08), yticks=[0, 0.5, 1])
    axes["curves"].tick_params(labelbottom=False)  # the same as below
    axes["slopes"].set(xlim=x[[0, -1]], ylim=(-0.022, 0.297), yticks=[0, 0.25], xlabel="z₁")
    key_above(axes["curves"], "first entry, as z₁ moves")
    axes["slopes"].set_title("its slope")
    controls = logit_sliders(-1, 1, 0.1)  # before the crossing

    def update(z1, z2, z3):
        z = np.array([z1, z2, z3])
        p, J = softmax(z), softmax_jacobian(z)
        z1, jump = z[0], z[1:].max()
        others = np.broadcast_to(z[1:], (len(x), 2))
        curve = softmax(np.column_stack([x, others]))[:, 0]
        soft.show(curve, (z1, p[0]), x <= z1)
        hard.show(jump, 0, 1, (z1, hardmax(z)[0]))
        soft_slope.show(curve * (1 - curve), (z1, J[0, 0]), x <= z1)
        hard_slope.show(jump, 0, 0, (z1, np.nan if z1 == jump else 0))
        jacobian.show(J, [f"{slope:z.3f}" for slope in J.flat])
        flat = "none, a jump" if z1 == jump else "0"
        return (
            f"Logits {numbers(z)}: softmax {numbers(p, '.3f')}, "
            f"hardmax {numbers(hardmax(z), '.0f')}. Slope of the first entry by z₁: "
            f"softmax {J[0, 0]:.3f}, hardmax {flat}."
        )

    return LiveFigure(figure, controls, update)


@in_course_style
def temperature():
    """Three logits and a temperature: bars, the path in the triangle, entropy (notebook 03)."""
    figure, (left, middle, right) = new_figure(10, 3.2, ncols=3)
    bars = Bars(left, ["p₁", "p₂", "p₃"], (0, 1.15), "p at this temperature")
    triangle = Simplex(middle, ["1", "2", "3"], "its path from T = 1")
    controls = {
        "temperature": log_slider("temperature", 0.05, 50, 1),
        **logit_sliders(2, 1, 0.1),
    }
    T = along(controls["temperature"], 121)
    curve = Curve(right, T, INK)
    right.axhline(np.log(3), color=FAINT, linewidth=1, linestyle="--")
    right.text(T[0], np.log(3) + 0.02, "ln 3: all equal", va="bottom")
    right.set(title="entropy of p, in nats", xlabel="temperature T", ylim=(-0.05, 1.3))
    log_scale(right.xaxis, (0.04, 62), [0.1, 1, 10])

    def update(temperature, z1, z2, z3):
        z = np.array([z1, z2, z3])
        p = softmax(z, temperature=temperature)
        top = z == z.max()
        path = softmax(z / np.geomspace(1, temperature, 61)[:, None])
        bars.show(p)
        triangle.show(p, path)
        curve.show(entropy(softmax(z / T[:, None])), (temperature, entropy(p)))
        return (
            f"Logits {numbers(z)} at temperature {exact(temperature, '-')}: "
            f"softmax {numbers(p, '.3f')}. {winners(top)} "
            f"Entropy {entropy(p):.3f} nats, of at most {np.log(3):.3f}."
        )

    return LiveFigure(figure, controls, update)


@in_course_style
def cross_entropy_and_gradients():
    """Cross-entropy beside squared error: what each costs, and how hard it pushes (notebook 04)."""
    figure, (left, middle, right) = new_figure(10, 3.2, ncols=3, width_ratios=[1, 1.3, 1.1])
    bars = Bars(left, ["p₁", "p₂", "p₃"], (0, 1.15), "p, and the target y")
    (target,) = left.bar(0, 1, width=0.75, fill=False, edgecolor=INK, linewidth=1.5,
                         linestyle="--", animated=True)
    x = np.linspace(-10, 10, 161)
    logloss = Curve(middle, x, BLUE, label="−ln p")
    squared = Curve(middle, x, VERMILION, "--", "s", label="Σ(p − y)²")
    middle.set(xlim=(-10.5, 10.5), ylim=(-0.7, 22), xlabel="logit of the true class")
    right.set_xticks([0, 0.5, 1])
    key_above(middle, "loss, as the true logit moves")
    push = Arrows(right, ["cross-entropy", "squared error"], (0, 1.2), [BLUE, VERMILION],
                  "push on the true logit")
    controls = {
        **logit_sliders(2, 1, 0.1, limit=10),
        "true_class": choice("true class", [1, 2, 3], 1),
    }

    def update(z1, z2, z3, true_class):
        z, y = np.array([z1, z2, z3]), np.eye(3)[true_class - 1]
        p = softmax(z)
        loss, gradient = cross_entropy(z, y), cross_entropy_gradient(z, y)
        squared_gradient = 2 * gradient @ softmax_jacobian(z)  # of Σ(p − y)², as p − y = gradient
        moved = np.where(y == 1, x[:, None], z)
        bars.show(p)
        target.set_x(true_class - 1 - target.get_width() / 2)
        come = x >= z @ y  # as far as the logit has come from the right
        logloss.show(-log_softmax(moved)[:, true_class - 1], (z @ y, loss), come)
        squared.show(((softmax(moved) - y) ** 2).sum(axis=1), (z @ y, gradient @ gradient), come)
        pushes = [-gradient @ y, -squared_gradient @ y]
        push.show(pushes, [short(length) for length in pushes])
        return (
            f"Logits {numbers(z)}, true class {true_class}: softmax {numbers(p, '.3f')}. "
            f"Cross-entropy {short(loss)}, gradient {numbers(gradient, '.3f')}, which pushes the "
            f"true logit up by {short(-gradient @ y)}; squared error {short(gradient @ gradient)}, "
            f"pushes by {short(-squared_gradient @ y)}."
        )

    return LiveFigure(figure, controls, update)


@in_course_style
def two_classes():
    """Softmax of two logits beside the sigmoid of their difference (notebook 05)."""
    figure, (left, middle, right) = new_figure(10, 3, ncols=3, width_ratios=[1, 1, 1.6])
    scores = Bars(left, ["z₀", "z₁"], (-13, 13), "the two logits", exact)
    bars = Bars(middle, ["p₀", "p₁"], (0, 1.15), "their softmax")
    x = np.linspace(-10, 10, 201)
    curve = Curve(right, x, INK)
    (guide,) = right.plot([], [], ":", color=VERMILION, animated=True)
    right.set(title="sigmoid of the difference", xlabel="z₁ − z₀", xlim=(-10.5, 10.5),
              ylim=(-0.05, 1.15), xticks=[-10, -5, 0, 5, 10], yticks=[0, 0.5, 1])
    controls = {
        "z0": slider("z₀", -5, 5, 0.3),
        "z1": slider("z₁", -5, 5, 2.0),
        "c": slider("add c to both", -5, 5, 0.0),
    }

    def update(z0, z1, c):
        z = np.array([z0, z1]) + c
        p, difference = softmax(z), z1 - z0
        scores.show(z)
        bars.show(p)
        height = sigmoid(difference)
        curve.show(sigmoid(x), (difference, height))
        guide.set_data([difference, difference, x[0] - 1], [-1, height, height])
        return (
            f"Logits {numbers(z)}, difference z₁ − z₀ = {exact(difference)}: "
            f"softmax {numbers(p, '.3f')}, sigmoid of the difference {height:.3f}."
        )

    return LiveFigure(figure, controls, update)


@in_course_style
def sigmoids_and_softmax():
    """Three separate sigmoids beside one softmax of the same logits (notebook 05)."""
    figure, (left, middle, right) = new_figure(10, 3, ncols=3)
    scores = Bars(left, ["z₁", "z₂", "z₃"], (-13, 13), "three logits", exact)
    apart = Bars(middle, ["1", "2", "3"], (0, 1.4), "a sigmoid of each")
    total = middle.text(2.3, 1.35, "", ha="right", va="top", animated=True)
    together = Bars(right, ["1", "2", "3"], (0, 1.4), "their softmax")
    right.text(2.3, 1.35, "sum 1", ha="right", va="top")
    controls = {**logit_sliders(2, 1, 0.1, limit=6), "c": slider("add c to all", -5, 5, 0.0)}

    def update(z1, z2, z3, c):
        z = np.array([z1, z2, z3]) + c
        scores.show(z)
        apart.show(sigmoid(z))
        total.set_text(f"sum {sigmoid(z).sum():.3f}")
        together.show(softmax(z))
        return (
            f"Logits {numbers(z)}. Sigmoids {numbers(sigmoid(z), '.3f')}, "
            f"sum {sigmoid(z).sum():.3f}. Softmax {numbers(softmax(z), '.3f')}, "
            f"sum {softmax(z).sum():.3f}."
        )

    return LiveFigure(figure, controls, update)


@in_course_style
def overflow():
    """Softmax and its logarithm by three recipes and three dtypes, as logits grow (notebook 06)."""
    figure, axes = new_figure(10, 2.8)
    recipes = ["z", "naive\neᶻ", "naive softmax\neᶻ / Σ eᶻ", "shifted\nsoftmax",
               "log of the\nshifted softmax", "log-softmax\nwith log1p"]
    fine, zero, infinite, undefined = range(4)
    table = HeatMap(axes, ["class 1", "class 2", "class 3"], recipes, None, (0, 3),
                    [EMPTY, tint(BLUE, 0.4), tint(VERMILION, 0.4), tint(PURPLE, 0.6)])
    axes.xaxis.tick_top()
    axes.set_xlabel("0 (lost): another number is right    inf, −inf: infinite, where a finite "
                    "number is right    nan: not a number")
    controls = {
        "scale": log_slider("scale", 1, 1000, 1),
        "logits": choice("logits", [("(2, 1, 0.1)", 1), ("(−2, −1, −0.1)", -1)], 1),
        "dtype": choice("dtype", ["float16", "float32", "float64"], "float64"),
    }

    @np.errstate(all="ignore")  # what goes wrong is what the table shows
    def update(scale, logits, dtype):
        z = (logits * scale * np.array([2, 1, 0.1])).astype(dtype)
        naive, powers = np.exp(z), np.exp(z - z.max())
        shifted = powers / powers.sum()
        log_p = log_softmax(z)
        cells = np.column_stack(
            [z, naive, naive / naive.sum(), shifted, np.log(shifted), log_p]
        )
        kinds = np.select([np.isnan(cells), np.isinf(cells)], [undefined, infinite], fine)
        # A power or a probability is above 0. A logarithm may be 0, and the last column says when.
        meant = np.column_stack([z, np.ones((3, 3)), log_p, log_p])
        kinds[(cells == 0) & (meant != 0)] = zero
        table.show(kinds, ["0 (lost)" if kind == zero else three_digits(cell)
                           for cell, kind in zip(cells.flat, kinds.flat, strict=True)])
        z, naive, divided, shifted, log_shifted, log_space = (
            in_brackets(map(three_digits, column)) for column in cells.T
        )
        return (
            f"Logits {z} in {dtype}. Naive: exponentials {naive}, softmax {divided}. "
            f"Shifted softmax {shifted}, its logarithm {log_shifted}. Log-softmax {log_space}."
        )

    return LiveFigure(figure, controls, update)


@in_course_style
def penguin_training():
    """Gradient descent on two measurements of penguins: its loss, its borders (notebook 07)."""
    penguins, columns, steps = load_penguins(), [0, 2], 100
    X, targets = penguins.features[:, columns], penguins.targets
    train, held_out = runs.train_and_held_out(targets)
    mean, spread = X[train].mean(axis=0), X[train].std(axis=0)
    figure, (left, right) = new_figure(8.4, 2.9, ncols=2, width_ratios=[1, 1.3])
    loss = TrainingLoss(left, steps, n_classes=3)
    labels = ["length of the bill in mm", "length of the flipper in mm"]
    regions = Regions(right, X[held_out], targets[held_out], penguins.class_names, labels,
                      "the class that wins; penguins held out")
    run = cache(partial(runs.descent, (X - mean) / spread, targets, train, held_out, steps))
    controls = {
        "learning_rate": choice("learning rate", [0.01, 1, 300], 1),
        "step": step_slider("step", steps),
    }

    def update(learning_rate, step):
        losses, weights, intercepts, correct = run(learning_rate)
        loss.show(losses, step)
        logits = (regions.grid - mean) / spread @ weights[step] + intercepts[step]
        regions.show(np.where(np.ptp(logits, axis=1) > 0, logits.argmax(axis=1), TIE))
        return training_report(learning_rate, step, losses, correct, "penguins")

    return LiveFigure(figure, controls, update)


@in_course_style
def digit_training():
    """Gradient descent on handwritten digits: its loss, ten pictures of weights (notebook 07)."""
    digits, steps = load_digits(), 60
    figure, (left, right) = new_figure(9, 3, ncols=2, width_ratios=[1, 1.3])
    loss = TrainingLoss(left, steps, n_classes=10)
    tiles = Tiles(right, digits.class_names, (8, 8), "weights: blue speaks for the digit")
    parts = runs.train_and_held_out(digits.targets)
    run = cache(partial(runs.descent, digits.features / 16, digits.targets, *parts, steps))
    controls = {
        "learning_rate": choice("learning rate", [0.01, 1, 10], 1),
        "step": step_slider("step", steps),
    }

    def update(learning_rate, step):
        losses, weights, _, correct = run(learning_rate)
        loss.show(losses, step)
        tiles.show(weights[step].T.reshape(10, 8, 8), np.abs(weights[-1]).max())
        report = training_report(learning_rate, step, losses, correct, "digits")
        return f"{report} Largest weight {np.abs(weights[step]).max():.2f}."

    return LiveFigure(figure, controls, update)


@in_course_style
def decision_by_costs():
    """Two decisions about a patient: what each costs on average, where they tie (notebook 08)."""
    figure, (left, right) = new_figure(8.6, 3.2, ncols=2)
    P, ratio = np.linspace(0, 1, 101), np.geomspace(0.05, 20, 121)
    treat = Curve(left, P, BLUE, label="treat")
    home = Curve(left, P, VERMILION, "--", "s", label="send home")
    border = Curve(right, ratio, INK)
    left.set(xlim=(-0.03, 1.03), ylim=(-0.5, 10.5), xlabel="P(ill)")
    key_above(left, "expected cost")
    right.set(title="treat above this P(ill)", ylim=(-0.05, 1.05), yticks=[0, 0.5, 1],
              xlabel="cost of a miss / cost of a false alarm")
    log_scale(right.xaxis, (0.045, 22), [0.1, 1, 10])
    controls = {
        "probability": slider("probability", 0, 1, 0.3, step=0.01),
        "false_alarm": slider("false alarm", 0.5, 10, 5.0, step=0.5),
        "miss": slider("miss", 0.5, 10, 5.0, step=0.5),
    }

    def update(probability, false_alarm, miss):
        cost_of_treating, cost_of_home = false_alarm * (1 - probability), miss * probability
        tie, now = false_alarm / (false_alarm + miss), miss / false_alarm
        treat.show(false_alarm * (1 - P), (probability, cost_of_treating))
        home.show(miss * P, (probability, cost_of_home))
        come = (min(1, now) <= ratio) & (ratio <= max(1, now))
        border.show(1 / (1 + ratio), (now, tie), come)
        saved = np.round(cost_of_home - cost_of_treating, 9)  # 0 at a tie, whatever is rounded
        return (
            f"P(ill) is {exact(probability)}; a false alarm costs {exact(false_alarm)}, a miss "
            f"{exact(miss)}. Treating costs {cost_of_treating:.3f} on average, sending home "
            f"{cost_of_home:.3f}: "
            + ("both are equally good" if saved == 0 else "treat" if saved > 0 else "send home")
            + f". They tie at P(ill) = {tie:.3f}."
        )

    return LiveFigure(figure, controls, update)


@in_course_style
def calibration_by_temperature():
    """Held-out logits of a model that is too sure, divided by a temperature (notebook 08)."""
    # Imported here, for scikit-learn would delay the import of every other demo.
    from helpers.calibration import expected_calibration_error, fit_temperature, reliability

    logits, targets = runs.overconfident_logits()
    figure, axes = new_figure(9, 3.8, [["diagram", "loss"], ["diagram", "accuracy"]])
    diagram = ReliabilityDiagram(axes["diagram"], "accuracy by confidence")
    controls = {"temperature": log_slider("temperature", 0.1, 10, 1)}
    T = along(controls["temperature"], 61)
    loss = Curve(axes["loss"], T, BLUE)
    losses = [cross_entropy(logits / t, targets) for t in T]
    accuracy = Curve(axes["accuracy"], T, INK)
    accuracies = [np.mean((logits / t).argmax(axis=1) == targets) for t in T]
    for side in ("loss", "accuracy"):
        axes[side].set(title=f"held-out {side}")
        log_scale(axes[side].xaxis, (0.09, 11), [0.1, 1, 10])
    log_scale(axes["loss"].yaxis, (0.4, 15), [0.5, 1, 10])
    axes["loss"].tick_params(labelbottom=False)  # the same as below
    axes["accuracy"].set(ylim=(0, 1.05), yticks=[0, 0.5, 1], xlabel="temperature T")
    best = fit_temperature(logits, targets)
    least = cross_entropy(logits / best, targets)

    def update(temperature):
        p = softmax(logits, temperature=temperature)
        bins = reliability(p, targets)
        now = cross_entropy(logits / temperature, targets)
        right = np.mean(p.argmax(axis=1) == targets)
        diagram.show(bins.confidence, bins.accuracy, bins.count)
        loss.show(losses, (temperature, now))
        come = (min(1, temperature) <= T) & (max(1, temperature) >= T)
        accuracy.show(accuracies, (temperature, right), come)
        return (
            f"Temperature {exact(temperature, '-')}, {len(targets)} held-out digits: accuracy "
            f"{right:.3f}, mean confidence {p.max(axis=1).mean():.3f}, expected calibration error "
            f"{expected_calibration_error(p, targets):.3f}. Loss {now:.3f}; the least is "
            f"{least:.3f}, at temperature {best:.2f}."
        )

    return LiveFigure(figure, controls, update)


@in_course_style
def turned_digits():
    """Digits turned to the left, at a temperature fitted on upright ones (notebook 08)."""
    # Imported here, for scikit-learn would delay the import of every other demo.
    from helpers.calibration import expected_calibration_error, fit_temperature, reliability

    pixels, logits, targets = runs.turned_digits()
    unseen, known = runs.overconfident_logits()
    fitted = fit_temperature(unseen[: -len(targets)], known[: -len(targets)])
    figure, axes = new_figure(9.6, 4, [["diagram", "shares"], ["diagram", "digits"]],
                              height_ratios=[2.2, 1])
    diagram = ReliabilityDiagram(axes["diagram"], "accuracy by confidence")
    degrees = np.arange(len(logits))
    sure = Curve(axes["shares"], degrees, BLUE, label="mean confidence")
    right = Curve(axes["shares"], degrees, VERMILION, "--", "s", label="accuracy")
    axes["shares"].set(xlim=(-2, 92), ylim=(-0.05, 1.05), xticks=[0, 30, 60, 90],
                       yticks=[0, 0.5, 1], xlabel="turned by (degrees)")
    key_above(axes["shares"], "of all 500 digits")
    tiles = Tiles(axes["digits"], load_digits().class_names, (8, 8), None, columns=10)
    one_of_each = [np.flatnonzero(targets == k)[0] for k in range(10)]
    pictures = pixels[:, one_of_each].round(3)  # the same colours in fewer digits
    controls = {
        "turned": step_slider("turned by", len(logits) - 1),
        "temperature": choice("temperature", [("1", 1), ("fitted upright", fitted)], fitted),
    }
    accuracies = np.mean(logits.argmax(axis=2) == targets, axis=1)
    count = len(targets)

    @cache
    def seen(temperature):
        rows = softmax(logits, temperature=temperature)
        return (rows.max(axis=2).mean(axis=1), [reliability(p, targets)[1:] for p in rows],
                [expected_calibration_error(p, targets) for p in rows])

    def update(turned, temperature):
        confidences, bins, errors = seen(temperature)
        number, confidence, accuracy = bins[turned]
        diagram.show(confidence, accuracy, number)
        sure.show(confidences, (turned, confidences[turned]), degrees <= turned)
        right.show(accuracies, (turned, accuracies[turned]), degrees <= turned)
        tiles.show(pictures[turned], 1)
        return (
            f"{count} digits turned left by {turned}°, temperature {temperature:.2f}: accuracy "
            f"{accuracies[turned]:.3f}, mean confidence {confidences[turned]:.3f}, "
            f"expected calibration error {errors[turned]:.3f}."
        )

    return LiveFigure(figure, controls, update)


@in_course_style
def proper_scores():
    """Three scores of a forecast, on average over rain and no rain (notebook 08)."""
    figure, panels = new_figure(9, 2.9, ncols=3)
    q = np.linspace(0.01, 0.99, 981)
    of_rain_and_of_none = {  # what saying q scores when it rains, and when it does not
        "log loss": lambda q: (-np.log(q), -np.log1p(-q)),
        "Brier score": lambda q: (2 * (1 - q) ** 2, 2 * q**2),
        "absolute error": lambda q: (2 * (1 - q), 2 * q),
    }
    curves = [Curve(axes, q, color) for axes, color in zip(panels, COLORS, strict=False)]
    bests = [axes.plot([], [], color=INK, linewidth=1, linestyle=":", animated=True)[0]
             for axes in panels]
    for axes, name, top in zip(panels, of_rain_and_of_none, (4.8, 2, 2), strict=True):
        axes.set(title=f"expected {name}", xlim=(-0.03, 1.03), ylim=(-0.05 * top, 1.05 * top),
                 xlabel="what you say")
    ends = [axes.get_ylim() for axes in panels]
    controls = {"rain": slider("rain", 0.01, 0.99, 0.5, step=0.01),
                "say": slider("you say", 0.01, 0.99, 0.2, step=0.01)}

    def update(rain, say):
        told = []
        parts = zip(of_rain_and_of_none.items(), curves, bests, ends, strict=True)
        for (name, score), curve, best, low_and_high in parts:
            expected = np.dot([rain, 1 - rain], score(q))
            now = np.dot([rain, 1 - rain], score(say))
            curve.show(expected, (say, now))
            flat = np.ptp(expected) < 1e-9
            least = np.nan if flat else q[expected.argmin()]
            best.set_data([least, least], low_and_high)
            told.append(f"{name} {now:.3f}, "
                        + ("the same whatever you say" if flat else f"least at {least:.3f}"))
        return (f"It rains with probability {exact(rain)}, and you say {exact(say)}. Expected "
                f"{'; '.join(told)}.")

    return LiveFigure(figure, controls, update)


@in_course_style
def sampling():
    """Draws of the next word: how often each comes, and how often it should (notebook 09)."""
    words = ["mat", "sofa", "chair", "bed", "roof", "moon"]  # the cat sat on the …
    z = np.array([3.0, 2.0, 1.5, 1.2, 0.2, -1.0])
    figure, (left, right) = new_figure(9.6, 3.4, ncols=2, width_ratios=[1.2, 1])
    tallies = Tallies(left, words, "share of the draws (square: p)")
    n = np.unique(np.geomspace(10, 10_000, 150).astype(int))
    history = ShareByDraws(right, n, "share of mat, draw by draw")
    controls = {
        "draws": count_slider("draws", 10, 10_000, 10),
        "temperature": log_slider("temperature", 0.1, 10, 1),
        "keep": choice("keep", ["all", "top-k 2", "top-p 0.9"], "all"),
    }
    cuts = {"all": lambda p: p >= 0, "top-k 2": lambda p: top_k(p, 2),
            "top-p 0.9": lambda p: top_p(p, 0.9)}

    def update(draws, temperature, keep):
        p = softmax(z, temperature=temperature)
        kept = cuts[keep](p)
        p = p * kept / p[kept].sum()
        drawn = draw(p, uniforms(10_000)[:draws])
        counts = np.bincount(drawn, minlength=len(words))
        shares = np.cumsum(drawn == 0) / np.arange(1, draws + 1)  # of mat, after each draw
        tallies.show(counts, p)
        history.show(shares[np.minimum(n, draws) - 1], p[0], (draws, shares[-1]))
        told = ", ".join(f"{word} {count} (p {x:.3f})"
                         for word, count, x in zip(words, counts, p, strict=True))
        return (
            f"{draws} draws at temperature {exact(temperature, '-')}, keep {keep}, which is "
            f"{kept.sum()} of {len(words)} words: {told}. Share of mat {shares[-1]:.3f}; p is "
            f"{p[0]:.3f}, and the share mostly lies within {spread(p[0], draws):.3f} of it."
        )

    return LiveFigure(figure, controls, update)
