"""Worst errors, in units in the last place (ulp), of ours, scipy and torch on a hard grid."""

import warnings
from collections import defaultdict

import numpy as np
import oracle
from scipy import special

from helpers import functions, losses

try:
    import torch
except ImportError:
    torch = None

ILL = "log-probabilities"  # their log-sum-exp is near 0, and ill-conditioned for everyone


def main():
    """Print the worst ulp for each function, dtype and library, then ours for each class."""
    print("\nAccuracy: worst error in ulp against mpmath with 60 digits\n")
    print("'no digit': relative error of 1 somewhere; 'wrong inf/nan': where the truth is finite,")
    print("or the other way round. Each counts entries. Without the ill-conditioned class")
    print(f"({ILL}), which the second table shows.\n")
    if torch is None:
        print("torch is not installed: its rows are left out (pip install torch==2.13.0)\n")
    libraries = {"ours": Ours, "scipy": Scipy} | ({} if torch is None else {"torch": Torch})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # scipy's, where it overflows
        found = measure(libraries)
    print_libraries(found, libraries)
    print_classes(found)


class Ours:
    """The functions of this course."""

    softmax = staticmethod(functions.softmax)
    log_softmax = staticmethod(functions.log_softmax)
    logsumexp = staticmethod(functions.logsumexp)
    sigmoid = staticmethod(functions.sigmoid)
    log_sigmoid = staticmethod(functions.log_sigmoid)
    cross_entropy = staticmethod(losses.cross_entropy)
    gradient = staticmethod(losses.cross_entropy_gradient)

    @staticmethod
    def binary_cross_entropy(x, target):
        """Return the loss of each element."""
        return losses.binary_cross_entropy(x, target, reduction="none")


class Scipy:
    """scipy.special, and the losses one would write with it."""

    softmax = staticmethod(special.softmax)
    log_softmax = staticmethod(special.log_softmax)
    logsumexp = staticmethod(special.logsumexp)
    sigmoid = staticmethod(special.expit)
    log_sigmoid = staticmethod(special.log_expit)

    @staticmethod
    def cross_entropy(logits, target):
        """Return minus the target's entry of log_softmax."""
        return -special.log_softmax(logits)[target]

    @staticmethod
    def gradient(logits, target):
        """Return the probabilities minus 1 at the target."""
        gradient = special.softmax(logits)
        gradient[target] -= 1
        return gradient

    @staticmethod
    def binary_cross_entropy(x, target):
        """Return the loss of each element, from log_expit."""
        right = np.where(target == 0, 0, target * special.log_expit(x))
        return -right - np.where(target == 1, 0, (1 - target) * special.log_expit(-x))


class Torch:
    """torch's functions, by way of tensors."""

    @staticmethod
    def softmax(logits):
        """Return torch.softmax."""
        return torch.softmax(torch.from_numpy(logits), -1).numpy()

    @staticmethod
    def log_softmax(logits):
        """Return torch.log_softmax."""
        return torch.log_softmax(torch.from_numpy(logits), -1).numpy()

    @staticmethod
    def logsumexp(logits):
        """Return torch.logsumexp."""
        return torch.logsumexp(torch.from_numpy(logits), -1).numpy()

    @staticmethod
    def sigmoid(x):
        """Return torch.sigmoid."""
        return torch.sigmoid(torch.from_numpy(x)).numpy()

    @staticmethod
    def log_sigmoid(x):
        """Return torch's logsigmoid."""
        return torch.nn.functional.logsigmoid(torch.from_numpy(x)).numpy()

    @staticmethod
    def cross_entropy(logits, target):
        """Return torch's cross_entropy."""
        return torch.nn.functional.cross_entropy(
            torch.from_numpy(logits), torch.tensor(target)
        ).numpy()

    @staticmethod
    def gradient(logits, target):
        """Return what torch's autograd finds."""
        tensor = torch.from_numpy(logits.copy()).requires_grad_()
        torch.nn.functional.cross_entropy(tensor, torch.tensor(target)).backward()
        return tensor.grad.numpy()

    @staticmethod
    def binary_cross_entropy(x, target):
        """Return torch's binary_cross_entropy_with_logits, of each element."""
        return torch.nn.functional.binary_cross_entropy_with_logits(
            torch.from_numpy(x), torch.from_numpy(target), reduction="none"
        ).numpy()


class Worst:
    """The worst error so far, and how many results had no right digit, or a wrong nan or inf."""

    def __init__(self):
        self.ulp, self.no_digit, self.wrong = 0.0, 0, 0

    def add(self, got, truth, dtype):
        """Take one result into account."""
        distance = oracle.ulps(got, truth, dtype)
        if distance == np.inf:
            self.wrong += 1
        elif oracle.no_digit_is_right(got, truth, dtype):
            self.no_digit += 1
        else:
            self.ulp = max(self.ulp, distance)


def measure(libraries, sizes=oracle.SIZES):
    """Return {(function, dtype, class of input, library): Worst}."""
    found = defaultdict(Worst)
    for dtype in oracle.DTYPES:
        for name, logits in oracle.rows(dtype, sizes):
            truth = oracle.Truth(logits)
            for library, its in libraries.items():
                for function, got, true in of_row(its, logits, truth):
                    found[function, dtype, name, library].add(got, true, dtype)
        for library, its in libraries.items():
            for function, got, true in of_numbers(its, oracle.numbers(dtype)):
                found[function, dtype, "numbers", library].add(got, true, dtype)
    return found


def of_row(its, logits, truth):
    """Yield (function, result, truth) for a library's functions of one row."""
    for function in ("softmax", "log_softmax"):
        results = getattr(its, function)(logits)
        for k, true in zip(truth.at, getattr(truth, function)(), strict=True):
            yield function, results[k], true
    yield "logsumexp", its.logsumexp(logits), truth.logsumexp()
    for target in {int(logits.argmax()), int(logits.argmin()), len(logits) // 3}:
        yield "cross_entropy", its.cross_entropy(logits, target), truth.cross_entropy(target)
        gradient = its.gradient(logits, target)
        yield "gradient at target", gradient[target], truth.gradient_at_target(target)
        for k, true in zip(truth.at, truth.softmax(), strict=True):
            if k != target:
                yield "gradient elsewhere", gradient[k], true


def of_numbers(its, x):
    """Yield (function, result, truth) for a library's functions of single logits."""
    for function in ("sigmoid", "log_sigmoid"):
        for one, got in zip(x, getattr(its, function)(x), strict=True):
            yield function, got, getattr(oracle, function)(one)
    for target in (0, 0.25, 1):
        targets = np.full_like(x, target)
        for one, got in zip(x, its.binary_cross_entropy(x, targets), strict=True):
            yield "binary_cross_entropy", got, oracle.binary_cross_entropy(one, target)


def print_libraries(found, libraries):
    """Print a line for each function and dtype: worst ulp and counts, over the classes."""
    print(f"{'':21}{'':8}", *(f"{library:^30}" for library in libraries))
    print(f"{'function':21}{'dtype':8}",
          *(f"{'ulp':>8} {'no digit':>8} {'wrong':>12}" for _ in libraries))
    for function in dict.fromkeys(key[0] for key in found):
        for dtype in oracle.DTYPES:
            cells = []
            for library in libraries:
                worsts = [worst for (f, d, name, who), worst in found.items()
                          if (f, d, who) == (function, dtype, library) and name != ILL]
                ulp = max(worst.ulp for worst in worsts)
                no_digit = sum(worst.no_digit for worst in worsts)
                wrong = sum(worst.wrong for worst in worsts)
                cells.append(f"{ulp:8.3g} {no_digit:8} {wrong:12}")
            print(f"{function:21}{dtype.__name__:8}", *cells)


def print_classes(found):
    """Print our worst ulp for each class of input."""
    names = list(dict.fromkeys(name for _, _, name, _ in found if name != "numbers"))
    print("\nours, by class of input (worst ulp; a count in brackets has no right digit)\n")
    print(f"{'':29}", *(f"{name:>17}" for name in names))
    for function in dict.fromkeys(key[0] for key in found if key[2] != "numbers"):
        for dtype in oracle.DTYPES:
            cells = []
            for name in names:
                worst = found[function, dtype, name, "ours"]
                bad = worst.no_digit + worst.wrong
                cells.append(f"{worst.ulp:.3g}" + (f" ({bad})" if bad else ""))
            print(f"{function:21}{dtype.__name__:8}", *(f"{cell:>17}" for cell in cells))
