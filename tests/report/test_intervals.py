import math

import numpy as np
import pytest

from pellucid.report.intervals import (
    NORMAL_QUANTILE,
    mean_interval,
    ratio_interval,
    student_quantile,
    wilson_interval,
)


@pytest.mark.parametrize(("hits", "n"), [(0, 5), (1, 1), (67, 69), (3, 10), (500, 1000)])
def test_wilson_ends_are_where_the_normal_test_just_rejects(hits, n):
    # the ends are the two p with |hits/n - p| = z sqrt(p (1 - p) / n): found here by bisection
    def rejects(p):
        return abs(hits / n - p) > NORMAL_QUANTILE * math.sqrt(p * (1 - p) / n) + 1e-15

    def border(outside, inside):
        for _ in range(80):
            middle = (outside + inside) / 2
            outside, inside = (middle, inside) if rejects(middle) else (outside, middle)
        return inside

    low, high = wilson_interval(hits, n)
    assert low == pytest.approx(border(1e-12, hits / n) if hits else 0.0, abs=1e-9)
    assert high == pytest.approx(border(1 - 1e-12, hits / n) if hits < n else 1.0, abs=1e-9)


def test_wilson_covers_the_true_share_about_19_times_in_20():
    n, shares = 60, np.linspace(0.05, 0.95, 19)
    ends = np.array([wilson_interval(hits, n) for hits in range(n + 1)])
    covered = []
    for p in shares:
        chance = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
        inside = (ends[:, 0] <= p) & (p <= ends[:, 1])
        covered.append(float(np.array(chance) @ inside))
    assert 0.94 < np.mean(covered) < 0.96
    assert min(covered) > 0.91


# two-sided 5 % points from printed tables
@pytest.mark.parametrize(
    ("freedom", "printed"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (30, 2.042), (1000, 1.962)],
)
def test_student_quantile_agrees_with_the_tables(freedom, printed):
    assert student_quantile(freedom) == pytest.approx(printed, rel=8e-3)


def test_mean_interval_covers_the_mean_19_times_in_20():
    samples = np.random.default_rng(0).normal(3, 2, (4000, 8))
    ends = np.array([mean_interval(sample) for sample in samples])
    assert ((ends[:, 0] <= 3) & (ends[:, 1] >= 3)).mean() == pytest.approx(0.95, abs=0.012)


def test_mean_interval_of_one_value_is_unknown():
    assert all(math.isnan(end) for end in mean_interval(np.array([1.0])))


def test_ratio_interval_covers_the_unexplained_share():
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(1500):
        signal, noise = rng.normal(size=80), rng.normal(0, 0.5, 80)
        truth = signal + noise
        low, high = ratio_interval(noise**2, (truth - truth.mean()) ** 2)
        covered += low <= 0.25 / 1.25 <= high
    assert covered / 1500 == pytest.approx(0.95, abs=0.025)


def test_ratio_interval_of_a_perfect_prediction_is_zero_and_of_no_spread_unknown():
    assert ratio_interval(np.zeros(5), np.ones(5)) == (0.0, 0.0)
    assert all(math.isnan(end) for end in ratio_interval(np.ones(5), np.zeros(5)))
    assert all(math.isnan(end) for end in ratio_interval(np.ones(2), np.ones(2)))
