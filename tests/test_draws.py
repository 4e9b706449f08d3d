"""Draws: chance that is the same everywhere, and the classes that a cut leaves."""

import bisect
import itertools

import numpy as np
import pytest
from scipy import stats

from helpers.draws import draw, spread, top_k, top_p, uniforms

P = np.array([0.2, 0.5, 0.05, 0.15, 0.1])


def test_the_generator_gives_the_number_that_its_authors_and_the_standard_of_c_plus_plus_name():
    numbers = uniforms(10_000, seed=1)
    assert numbers[-1] == 399268537 / (2**31 - 1)  # the 10 000th of std::minstd_rand


def test_the_numbers_of_the_demo_pass_for_random_and_are_the_same_each_time():
    numbers = uniforms(10_000)
    assert stats.kstest(numbers, "uniform").pvalue > 0.01
    assert abs(np.corrcoef(numbers[1:], numbers[:-1])[0, 1]) < 0.03
    assert 0 < numbers.min() < numbers.max() < 1
    np.testing.assert_array_equal(uniforms(20), numbers[:20])


def test_a_number_draws_the_class_whose_part_of_the_line_it_falls_into():
    ends = list(itertools.accumulate(P))
    numbers = np.random.default_rng(0).random(200)
    assert draw(P, numbers).tolist() == [bisect.bisect(ends, number) for number in numbers]


def test_a_class_that_is_cut_is_never_drawn():
    p = np.where(top_k(P, 2), P, 0) / 0.7
    assert set(draw(p, uniforms(10_000))) == {0, 1}


@pytest.mark.parametrize(("k", "kept"), [(1, [1]), (2, [0, 1]), (3, [0, 1, 3]), (5, range(5))])
def test_top_k_keeps_the_k_most_probable(k, kept):
    assert np.flatnonzero(top_k(P, k)).tolist() == [*kept]


@pytest.mark.parametrize(
    ("share", "kept"), [(0.4, [1]), (0.6, [0, 1]), (0.8, [0, 1, 3]), (0.9, [0, 1, 3, 4])])
def test_top_p_keeps_the_smallest_set_that_has_the_share(share, kept):
    assert np.flatnonzero(top_p(P, share)).tolist() == kept
    sizes = [r for r in range(1, 6) for chosen in itertools.combinations(P, r)
             if sum(chosen) >= share]
    assert min(sizes) == len(kept)


def test_top_k_takes_k_also_where_classes_tie():
    assert top_k(np.full(4, 0.25), 2).tolist() == [True, True, False, False]
    assert top_p(np.full(4, 0.25), 0.5).sum() == 2


def test_a_share_of_draws_is_within_the_spread_about_95_times_in_100():
    shares = np.random.default_rng(0).binomial(400, 0.3, size=20_000) / 400
    assert np.mean(abs(shares - 0.3) <= spread(0.3, 400)) == pytest.approx(0.95, abs=0.01)
