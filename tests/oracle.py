"""Hard inputs, the true results in 60 digits, and distances from them in units in the last place.

For the tests and for `make bench`. Nothing here calls the code that is measured.
"""

import mpmath
import numpy as np

mpmath.mp.dps = 60
DTYPES = (np.float16, np.float32, np.float64)
SIZES = (1, 2, 3, 10, 100, 1000, 10_000)
SAMPLE = 100  # entries compared in a long row


def rows(dtype, sizes=SIZES):
    """Yield (class of input, logits of shape (K,)) for each class and size."""
    info = np.finfo(dtype)
    deepest = -float(np.log(float(info.smallest_subnormal)))  # exp(-deepest) is the last above 0
    rng = np.random.default_rng(0)
    for k in sizes:
        noise = rng.normal(size=k)
        masked = 3 * noise
        masked[rng.random(k) < 0.5] = -np.inf
        masked[0] = 1.5
        log_sizes = rng.uniform(np.log10(info.tiny), np.log10(deepest), k)
        inputs = {
            "equal": [np.zeros(k), np.full(k, 1.7)],
            "near-equal": [1 + float(info.eps) * rng.integers(0, 9, k)],
            "benign": [3 * noise, 100 + noise, noise - 2],
            "huge": [float(info.max) * rng.uniform(-1, 1, k), float(info.max) / 2 * np.sign(noise)],
            "one dominant": [
                np.where(np.arange(k) == k // 2, gap + 0.3, 0.3 * noise)
                # Past `deepest` every power is rounded to the last subnormal number or to 0. Such
                # errors add up with the classes (10 000 of them: 2700 ulp), so only a few there.
                for gap in (5, deepest / 3, deepest - 4, *([deepest + 1] if k <= 100 else []))
            ] + [
                # The same around 0: the log-sum-exp is what the others add, and that is tiny.
                np.where(np.arange(k) == k // 2, 0, 0.3 * noise - gap) for gap in (5, deepest / 3)
            ],
            "masked": [masked, np.where(np.arange(k) == k - 1, 2.5, -np.inf)],
            "mixed scale": [np.sign(noise) * 10**log_sizes, deepest / 2 * rng.uniform(-1, 1, k)],
            "log-probabilities": [noise - np.log(np.exp(noise).sum())],
        }
        for name, arrays in inputs.items():
            for array in arrays:
                yield name, array.astype(dtype)


def numbers(dtype):
    """Return single logits: tiny to huge, of both signs."""
    info = np.finfo(dtype)
    deepest = -float(np.log(float(info.smallest_subnormal)))
    rng = np.random.default_rng(1)
    sizes = [
        10 ** rng.uniform(np.log10(info.tiny), 0, 50),
        rng.uniform(0, 5, 150),
        rng.uniform(0, 1.1 * deepest, 200),
        [0, float(info.smallest_subnormal), float(info.max), np.inf],
    ]
    positive = np.concatenate(sizes).astype(dtype)
    return np.concatenate([positive, -positive])


def exact(value):
    """Return a float as an mpmath number, without rounding."""
    return mpmath.mpf(float(value))


class Truth:
    """What is true of one row of logits; `at` are the entries that are compared."""

    def __init__(self, logits, temperature=1.0):
        largest = logits.argmax()
        self.largest = exact(logits[largest])
        shifts = [(exact(x) - self.largest) / exact(temperature) for x in logits]
        powers = [mpmath.exp(shift) for shift in shifts]
        others = mpmath.fsum(power for k, power in enumerate(powers) if k != largest)
        rng = np.random.default_rng(2)
        chosen = range(len(logits))
        if len(logits) > SAMPLE:
            chosen = {int(largest), *map(int, rng.choice(len(logits), SAMPLE, replace=False))}
        self.at = sorted(chosen)
        self._shifts, self._powers, self._largest_at = shifts, powers, largest
        self._others, self._log_sum = others, mpmath.log1p(others)

    def softmax(self):
        """Return the probabilities at `at`."""
        return [self._powers[k] / (1 + self._others) for k in self.at]

    def log_softmax(self):
        """Return the log-probabilities at `at`."""
        return [self._shifts[k] - self._log_sum for k in self.at]

    def logsumexp(self):
        """Return the logarithm of the sum of exponentials (for temperature 1)."""
        return self.largest + self._log_sum

    def cross_entropy(self, target):
        """Return the loss for one true class."""
        return self._log_sum - self._shifts[target]

    def gradient_at_target(self, target):
        """Return p - 1 for one true class: minus the other probabilities."""
        others = self._others
        if target != self._largest_at:
            others = mpmath.fsum(p for k, p in enumerate(self._powers) if k != target)
        return -others / (1 + self._others)


def sigmoid(x):
    """Return the true sigmoid."""
    x = exact(x)
    return 1 / (1 + mpmath.exp(-x)) if x >= 0 else mpmath.exp(x) / (1 + mpmath.exp(x))


def log_sigmoid(x):
    """Return its true logarithm."""
    x = exact(x)
    return -mpmath.log1p(mpmath.exp(-x)) if x >= 0 else x - mpmath.log1p(mpmath.exp(x))


def binary_cross_entropy(x, target):
    """Return the true loss."""
    target = exact(target)
    right = 0 if target == 0 else target * log_sigmoid(x)
    return -right - (0 if target == 1 else (1 - target) * log_sigmoid(-x))


def ulps(got, truth, dtype):
    """Return the distance in units in the last place of the truth; inf for a wrong nan or inf."""
    info = np.finfo(dtype)
    got = float(got)
    if abs(truth) >= mpmath.ldexp(2 - exact(info.eps) / 2, info.maxexp - 1):  # rounds to inf
        return 0.0 if got == mpmath.sign(truth) * np.inf else np.inf
    if not np.isfinite(got):
        return np.inf
    exponent = mpmath.frexp(truth)[1] - 1 if truth else info.minexp
    last_place = mpmath.ldexp(1, max(exponent, info.minexp) - info.nmant)
    return float(abs(exact(got) - truth) / last_place)


def no_digit_is_right(got, truth, dtype):
    """Say whether the relative error is 1 or more, where the truth is a normal number."""
    normal = np.finfo(dtype).tiny <= abs(truth) <= np.finfo(dtype).max
    return bool(normal and not abs(exact(got) - truth) < abs(truth))
