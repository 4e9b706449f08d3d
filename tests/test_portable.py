"""The rough machine is rough where real ones differ, and nowhere else."""

import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from portable.rough import FUNCTIONS, ROUGH, off, rough, rough_data, rough_products

from helpers import datasets, fitting, regression
from helpers.losses import cross_entropy_with_gradient

HERE = Path(__file__).resolve().parent


def ulps(function, x, seed=1):
    exact = function(x)
    return (rough(function, seed)(x) - exact) / exact / np.finfo(exact.dtype).eps


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_rough_function_is_off_by_many_units_and_no_more_than_it_says(name, dtype):
    off = np.abs(ulps(getattr(np, name), np.linspace(0.1, 0.9, 1000, dtype=dtype)))
    limit = ROUGH[np.dtype(dtype)]
    assert off.max() <= limit + 1
    assert off.mean() > limit / 4


def test_it_hangs_on_argument_and_seed_alone():
    x = np.linspace(-5, 5, 101)
    assert np.array_equal(off(x, 1), off(x[::-1], 1)[::-1])
    assert [off(number, 1) for number in x] == off(x, 1).tolist()
    assert not np.isclose(off(x, 1), off(x, 2)).any()


@pytest.mark.filterwarnings("ignore:(divide by zero|overflow):RuntimeWarning")
def test_it_is_exact_where_every_machine_is():
    edge = np.array([0.0, -np.inf, np.inf, -1e9, 1e-300])
    assert np.array_equal(rough(np.exp, 1)(edge), [1, 0, np.inf, 0, 1])
    assert rough(np.log, 1)(np.array([0.0, 1.0])).tolist() == [-np.inf, 0]
    assert rough(np.exp, 1)(np.float16(2)) == np.exp(np.float16(2))


def test_it_writes_where_it_is_told_to():
    x = np.array([1.0, 2.0])
    assert rough(np.exp, 1)(x, out=x) is x
    assert x == pytest.approx(np.exp([1.0, 2.0]))


def test_rough_data_are_a_little_larger_but_for_zeros():
    content = (datasets.DATA / "penguins.csv").read_bytes()
    exact, off = datasets._parse(content), rough_data(datasets._parse, 1)(content)
    relative = off.features / exact.features - 1
    assert relative.min() >= 0
    assert 0 < relative.max() <= 17 * np.finfo(float).eps
    assert np.array_equal(off.targets, exact.targets)


def test_a_rough_fit_ends_elsewhere_but_near():
    penguins = datasets.load_penguins()
    length = penguins.features[:, :1] - 44
    fits = []
    with pytest.MonkeyPatch.context() as patch:
        for seed in (None, 1, 2):
            if seed:
                patch.setattr(fitting, "cross_entropy_with_gradient", rough_products(
                    cross_entropy_with_gradient, seed))
            fits.append(regression.SoftmaxRegression().fit(length, penguins.targets).coef_)
    for one, other in combinations(fits, 2):
        assert 0 < np.abs(one - other).max() < 1e-3


def test_a_digit_too_many_is_seen_on_a_rough_machine(tmp_path):
    script = ("import sys; sys.path.insert(0, sys.argv[1])\n"
              "import numpy as np\n"
              "from rough import make_rough\n"
              "p = np.exp(0.3)\n"
              "make_rough(1)\n"
              "assert f'{np.exp(0.3):.4f}' == f'{p:.4f}'\n"
              "assert f'{np.exp(0.3):.16f}' != f'{p:.16f}'\n")
    subprocess.run([sys.executable, "-c", script, str(HERE / "portable")], check=True,
                   cwd=HERE.parent, env={**os.environ, "PYTHONPATH": str(HERE.parent)})
