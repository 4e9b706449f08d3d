"""SoftmaxRegression against scikit-learn's LogisticRegression: time, memory, and agreement.

One BLAS thread everywhere: with as many threads as cores, fits of the same work took from 2 to
66 s. Times are processor time. The two take turns, and a time ratio is the median over the rounds
of ours over theirs in the same round.
"""

import json
import os
import random
import subprocess
import sys
import time
import warnings
from pathlib import Path
from statistics import median

import numpy as np
from scipy.special import log_softmax
from threadpoolctl import threadpool_limits

ROUNDS = {"digits": 40, "iris": 200}
SIZES = [10_000, 100_000]
PROCESSES = 5  # of each kind and size


def main():
    """Print the ratios of time and memory, and the differences between the fitted models."""
    print("\nSoftmax regression: ours against scikit-learn's LogisticRegression\n")
    with threadpool_limits(1):
        time_of_fits()
        agreement()
        two_classes()
    made_data()


def time_of_fits():
    """Time fits at tol 1e-4 on the standardised training rows (75 %)."""
    print(f"{'fit at tol 1e-4':24}{'rows':>8}{'ours':>10}{'theirs':>10}{'ratio':>8}{'goal':>8}")
    for name, goal in [("digits", 0.9), ("iris", 0.7)]:
        X, y = training_rows(name)
        models = [ours(), theirs()]
        rounds = [timed_in_turn(models, X, y) for _ in range(ROUNDS[name])]
        mine, other = np.median(rounds, axis=0)
        ratio = median(a / b for a, b in rounds)
        print(f"{name:24}{len(X):8}{mine * 1e3:8.1f}ms{other * 1e3:8.1f}ms{ratio:8.2f}{goal:8.1f}")


def agreement():
    """Compare what both reach on all rows at a tight tolerance; theirs by lbfgs and by Newton."""
    print(f"\n{'':44}{'by lbfgs: largest difference':^34}{'by Newton':>16}\n"
          f"{'tight fit, C = 1':24}{'objective':>20}{'objective':>12}{'weights':>10}"
          f"{'intercepts':>12}{'weights':>10}{'intercepts':>12}")  # fmt: skip
    for name in ["digits", "iris", "penguins"]:
        X, y = standardised(name)
        mine = ours(tol=1e-9).fit(X, y)
        lbfgs = theirs(tol=1e-9, max_iter=10_000).fit(X, y)
        newton = theirs(tol=1e-12, solver="newton-cholesky").fit(X, y)
        value = objective(mine, X, y)
        print(f"{name:24}{value:20.15f}{abs(value / objective(lbfgs, X, y) - 1):12.1e}", end="")
        for other in [lbfgs, newton]:
            intercepts = gap(centred(mine.intercept_), centred(other.intercept_))
            print(f"{gap(mine.coef_, other.coef_):10.1e}{intercepts:12.1e}", end="")
        print()
    print(f"{'goal':44}{'1e-10':>12}{'1e-05':>10}{'':12}{'1e-05':>10}{'1e-05':>12}")


def two_classes():
    """Compare probabilities of two classes: softmax at half the C, and at the same C."""
    print(f"\n{'two classes, C = 1':24}{'softmax at C/2':>20}{'at the same C':>20}"
          f"{'C/2, default tol':>20}")  # fmt: skip
    for name in ["penguins", "iris", "tumours"]:
        X, y = standardised(name)
        X, y = X[y < 2], y[y < 2]
        sigmoid = theirs(tol=1e-12, solver="newton-cholesky").fit(X, y).predict_proba(X)
        half = ours(C=0.5, tol=1e-10).fit(X, y).predict_proba(X)
        same = ours(C=1.0, tol=1e-10).fit(X, y).predict_proba(X)
        default = gap(ours(C=0.5).fit(X, y).predict_proba(X), theirs().fit(X, y).predict_proba(X))
        print(f"{name:24}{gap(half, sigmoid):20.0e}{gap(same, sigmoid):20.2f}{default:20.0e}")
    print(f"{'goal':24}{'1e-06':>20}")


def made_data():
    """Compare fits of made data, each in a process of its own: time, and the process's peak."""
    print(f"\n{'made data, d 100, K 10':24}{'rows':>8}{'ours':>10}{'theirs':>10}{'ratio':>8}"
          f"{'ours':>11}{'theirs':>9}{'ratio':>8}{'goal':>6}")  # fmt: skip
    growth = []
    for n in SIZES:
        rounds = []
        for _ in range(PROCESSES):
            kinds = random.sample(["ours", "theirs"], 2)
            results = {kind: in_a_process(kind, n) for kind in kinds}
            rounds.append([results["ours"], results["theirs"]])
        (my_time, my_peak), (other_time, other_peak) = np.median(rounds, axis=0)
        ratio = median(mine[0] / other[0] for mine, other in rounds)
        growth.append([my_time, my_peak, other_time, other_peak])
        print(f"{'fit; peak memory':24}{n:8}{my_time:9.2f}s{other_time:9.2f}s{ratio:8.2f}"
              f"{my_peak:9.0f}MB{other_peak:7.0f}MB{my_peak / other_peak:8.2f}   1.0")  # fmt: skip
    a, b, c, d = np.divide(growth[1], growth[0])
    print(f"{'growth':32}{a:9.1f}×{c:9.1f}×{'':8}{b:9.1f}× {d:7.1f}×")
    print("(The data is 8 and 80 MB; the rest of the peak is mostly Python and its libraries.)")


def in_a_process(kind, n):
    """Return the fit's seconds and the process's peak in MB, from a new process."""
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.regression", kind, str(n)],
        env={**os.environ, **threads},
        cwd=Path(__file__).resolve().parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def fit_in_this_process(kind, n):
    """Print the fit's seconds and this process's peak in MB, as JSON."""
    rng = np.random.default_rng(0)
    weights = rng.normal(scale=0.3, size=(100, 10))
    X, y = np.empty((n, 100)), np.empty(n, dtype=int)
    for start in range(0, n, 1000):  # in blocks, so that making the data does not set the peak
        block = slice(start, start + 1000)
        X[block] = rng.normal(size=(1000, 100))
        y[block] = (X[block] @ weights + rng.gumbel(size=(1000, 10))).argmax(axis=1)
    model = {"ours": ours, "theirs": theirs}[kind]()
    model.fit(X[:1000], y[:1000])  # what is imported at the first fit is not timed
    seconds = timed(model, X, y)
    print(json.dumps([seconds, peak_memory()]))


def peak_memory():
    """Return the largest memory this process has held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux getrusage would count the parent's memory too
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def ours(**parameters):
    """Make our model; imported here, so that a process holds only the one it measures."""
    from helpers.regression import SoftmaxRegression

    return SoftmaxRegression(**parameters)


def theirs(**parameters):
    """Make scikit-learn's model."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(**parameters)


def timed(model, X, y):
    """Return the processor time of a fit in seconds."""
    start = time.process_time()
    model.fit(X, y)
    return time.process_time() - start


def timed_in_turn(models, X, y):
    """Return the times of the models' fits, made in a random order."""
    times = {i: timed(models[i], X, y) for i in random.sample(range(len(models)), len(models))}
    return [times[i] for i in range(len(models))]


def raw(name):
    """Return features and targets of a data set."""
    from sklearn.datasets import load_breast_cancer, load_iris

    from helpers.datasets import load_digits, load_penguins

    if name in ("digits", "penguins"):
        return {"digits": load_digits, "penguins": load_penguins}[name]()[:2]
    return {"iris": load_iris, "tumours": load_breast_cancer}[name](return_X_y=True)


def standardised(name):
    """Return all rows, standardised."""
    from sklearn.preprocessing import StandardScaler

    X, y = raw(name)
    return StandardScaler().fit_transform(X), y


def training_rows(name):
    """Return three quarters of the rows, standardised on themselves."""
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    X, y = raw(name)
    X, _, y, _ = train_test_split(X, y, stratify=y, random_state=0)
    return StandardScaler().fit_transform(X), y


def objective(model, X, y):
    """Return the objective at C = 1, computed by scipy from the weights alone."""
    logits = X @ model.coef_.T + model.intercept_
    losses = -log_softmax(logits, axis=1)[np.arange(len(y)), y]
    return losses.mean() + (model.coef_**2).sum() / (2 * len(y))


def centred(intercepts):
    """Return the intercepts less their mean: a common constant changes no probability."""
    return intercepts - intercepts.mean()


def gap(a, b):
    """Return the largest absolute difference."""
    return np.abs(a - b).max()


if __name__ == "__main__":
    warnings.simplefilter("error")
    fit_in_this_process(sys.argv[1], int(sys.argv[2]))
