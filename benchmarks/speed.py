"""Time ratios against scipy, scikit-learn, torch (where installed), numpy's exp and a plain copy.

In each cell the candidates take turns in a shuffled order, on one thread. The ratio is the median,
over the rounds, of our time over the other's in the same round. It is processor time, so that
another program's turn on a busy machine does not count.
"""

import random
import time
from statistics import median

import numpy as np
from scipy import special
from sklearn.utils import extmath
from threadpoolctl import threadpool_limits

from helpers import functions, losses

try:
    import torch
except ImportError:
    torch = None

SHAPES = [(1, 10), (64, 10), (10_000, 10), (1000, 1000), (100, 50_257)]
OTHERS = ["scipy", "sklearn", "torch", "exp", "copy"]


def main():
    """Print the table of ratios, below 1 where ours is faster, and what it comes down to."""
    print("\nSpeed: our time, and its ratio to others (below 1: ours is faster)\n")
    if torch is None:
        print("torch is not installed: its column is empty (pip install torch==2.13.0)\n")
    else:
        torch.set_num_threads(1)
    print(f"{'':29}{'shape':>13} {'dtype':8}{'ours':>10}", *(f"{other:>8}" for other in OTHERS))
    ratios = []
    with threadpool_limits(1):
        for name in CANDIDATES:
            for shape in SHAPES:
                for dtype in (np.float32, np.float64):
                    ours, row = measure(CANDIDATES[name](*data(shape, dtype)))
                    ratios.append((name, row))
                    cells = (f"{row[o]:8.2f}" if o in row else f"{'':8}" for o in OTHERS)
                    size = "×".join(map(str, shape))
                    print(f"{name:29}{size:>13} {dtype.__name__:8}{ours * 1e6:8.0f}µs", *cells)
            print()
    summarise(ratios)


def data(shape, dtype):
    """Return logits and classes, the same in every run."""
    rng = np.random.default_rng(0)
    return rng.normal(0, 3, shape).astype(dtype), rng.integers(0, shape[1], shape[0])


def measure(candidates):
    """Return the median time of "ours" and the median ratio of it to each other candidate."""
    first = {name: clock(call, 1) for name, call in candidates.items()}  # also warms up
    calls = max(1, round(5e-4 / first["ours"]))
    rounds = 15 if first["ours"] > 5e-3 else 51
    times = {name: [] for name in candidates}
    order = list(candidates)
    shuffle = random.Random(0).shuffle
    for _ in range(rounds):
        shuffle(order)
        for name in order:
            times[name].append(clock(candidates[name], calls))
    ours = times.pop("ours")
    return median(ours), {
        name: median(a / b for a, b in zip(ours, other, strict=True))
        for name, other in times.items()
    }


def clock(call, calls):
    """Return the processor seconds one call takes, on average over some."""
    start = time.process_time()
    for _ in range(calls):
        call()
    return (time.process_time() - start) / calls


def with_limits(logits, candidates):
    """Add the two limits, and leave out torch where it is missing."""
    if torch is None:
        del candidates["torch"]
    return candidates | {"exp": lambda: np.exp(logits), "copy": logits.copy}


def softmax(logits, classes):
    """Return the candidates for softmax."""
    return with_limits(logits, {
        "ours": lambda: functions.softmax(logits),
        "scipy": lambda: special.softmax(logits, axis=-1),
        "sklearn": lambda: extmath.softmax(logits),
        "torch": lambda: torch.softmax(torch.from_numpy(logits), -1).numpy(),
    })


def log_softmax(logits, classes):
    """Return the candidates for log_softmax."""
    return with_limits(logits, {
        "ours": lambda: functions.log_softmax(logits),
        "scipy": lambda: special.log_softmax(logits, axis=-1),
        "torch": lambda: torch.log_softmax(torch.from_numpy(logits), -1).numpy(),
    })


def logsumexp(logits, classes):
    """Return the candidates for logsumexp."""
    return with_limits(logits, {
        "ours": lambda: functions.logsumexp(logits),
        "scipy": lambda: special.logsumexp(logits, axis=-1),
        "torch": lambda: torch.logsumexp(torch.from_numpy(logits), -1).numpy(),
    })


def cross_entropy_with_gradient(logits, classes):
    """Return the candidates for the loss and its gradient; torch differentiates by itself."""
    def autograd():
        tensor = torch.from_numpy(logits).requires_grad_()
        loss = torch.nn.functional.cross_entropy(tensor, torch.from_numpy(classes))
        loss.backward()
        return loss.item(), tensor.grad.numpy()

    return with_limits(logits, {
        "ours": lambda: losses.cross_entropy_with_gradient(logits, classes),
        "torch": autograd,
    })


CANDIDATES = {
    "softmax": softmax,
    "log_softmax": log_softmax,
    "logsumexp": logsumexp,
    "cross_entropy_with_gradient": cross_entropy_with_gradient,
}


def summarise(ratios):
    """Print the median and the worst ratio for each function and each other."""
    for other in OTHERS:
        for name in CANDIDATES:
            values = [row[other] for which, row in ratios if which == name and other in row]
            if values:
                print(f"ours/{other:8} {name:29} median {median(values):5.2f}"
                      f"   worst {max(values):5.2f}")
    scipys = [row["scipy"] for _, row in ratios if "scipy" in row]
    print(f"\nours/scipy over all cells: median {median(scipys):.2f}, worst {max(scipys):.2f}")
