"""What the demos say: numbers in words, and the sentences that several share."""

import numpy as np

from helpers.controls import DECIMALS


def numbers(values, spec=None):
    """Return '(1.0, 2.0)': numbers in words, exact or by `spec`, with no minus before a zero."""
    return in_brackets(exact(v) if spec is None else format(v, "z" + spec) for v in values)


def exact(x, trim="0"):
    """Return what a control holds: 2.0, 0.25; with trim "-" 2. Rounding noise is left out."""
    return np.format_float_positional(np.round(x, DECIMALS) + 0.0, trim=trim)


def in_brackets(words):
    """Return '(a, b)'."""
    return "(" + ", ".join(words) + ")"


def three_digits(x):
    """Return a number of any size in words: 0.0986, 22026, 2.69e+43, -inf, nan."""
    return f"{x:.0f}" if 1000 <= abs(x) < 1e6 else f"{x:z.3g}"


def short(x):
    """Return a number from 0 up in words: 0.341, but 8.2e-9 where three decimals show nothing."""
    return f"{x:.3f}" if x == 0 or x >= 0.001 else f"{x:.1e}".replace("e-0", "e-")


def winners(top):
    """Say which classes have the largest logit; top : booleans (K,)."""
    names = [str(k + 1) for k in np.flatnonzero(top)]
    if len(names) == 1:
        return f"The winner is class {names[0]}."
    return f"Classes {' and '.join(names)} tie for the win."


def training_report(learning_rate, step, losses, correct, things):
    """Say where the training stands."""
    tied = "All weights are 0, so all classes tie, and the first counts. " if step == 0 else ""
    return (
        f"Learning rate {learning_rate:g}, step {step} of {len(losses) - 1}: "
        f"training loss {losses[step]:.3f}, from {losses[0]:.3f} at step 0. "
        f"{tied}Of {len(correct[step])} {things} held out, "
        f"{correct[step].sum()} are classified right."
    )
