import numpy as np
import pytest

from pellucid.report import reliability_of


def test_bins_and_error_by_hand(held):
    sure = [[0.95, 0.05], [0.91, 0.09], [0.35, 0.65], [0.62, 0.38]]
    finding = reliability_of(held([0, 1, 1, 0], sure, "ab"))
    low, high = finding.bins
    assert (low.rows, low.right) == (2, 1.0)
    assert low.confidence == pytest.approx(0.635)
    assert (high.rows, high.right) == (2, 0.5)
    assert finding.error == pytest.approx((2 * 0.365 + 2 * 0.43) / 4)


def test_probabilities_that_come_true_are_not_called_over_confident(held):
    rng = np.random.default_rng(0)
    p = rng.uniform(0.5, 1, 4000)
    truth = (rng.uniform(size=4000) > p).astype(int)
    finding = reliability_of(held(truth, np.stack([p, 1 - p], axis=1), "ab"))
    assert finding.error < 0.03
    assert "no over- or under-confidence" in finding.sentence()


@pytest.mark.parametrize(("said", "word"), [(0.99, "over-confident"), (0.55, "more careful")])
def test_the_direction_of_the_error_is_named(held, said, word):
    truth = (np.arange(200) % 4 == 0).astype(int)  # class 0 is right three times in four
    finding = reliability_of(held(truth, np.tile([said, 1 - said], (200, 1)), "ab"))
    assert word in finding.sentence()


def test_certainty_falls_into_the_last_bin(held):
    assert [b.rows for b in reliability_of(held([0, 1], np.eye(2), "ab")).bins] == [2]
