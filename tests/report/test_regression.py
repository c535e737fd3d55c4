import math

import numpy as np
import pytest

from pellucid.report import regression_scores, residuals


def test_scores_by_hand(held):
    scores = regression_scores(held([1.0, 2.0, 3.0, 6.0], [1.0, 2.0, 5.0, 5.0]))
    assert scores.r2 == pytest.approx(1 - 5 / 14)
    assert scores.rmse == pytest.approx(math.sqrt(5 / 4))
    assert (scores.mean_error, scores.median_error, scores.bias) == (0.75, 0.5, 0.25)


def test_equal_answers_have_no_r2(held):
    scores = regression_scores(held([4.0, 4.0], [4.0, 5.0]))
    assert math.isnan(scores.r2)
    assert "R²" not in str(scores)


def test_every_error_is_in_the_histogram_or_beyond_its_ends(held):
    rng = np.random.default_rng(0)
    truth = rng.normal(size=1000)
    errors = np.append(rng.normal(size=999), 1e6)
    finding = residuals(held(truth, truth + errors))
    assert sum(finding.counts) + finding.extremes == 1000
    assert finding.extremes >= 1
    assert finding.edges[-1] < 10


def test_many_rows_are_thinned_for_the_figure(held):
    finding = residuals(held(np.arange(10_000.0), np.arange(10_000.0)))
    assert len(finding.truth) <= 600
    assert finding.truth[0] == 0
    assert finding.truth[-1] == 9999


def test_a_lean_to_one_side_is_named(held):
    truth = np.linspace(0, 1, 100)
    assert "too high by 3" in residuals(held(truth, truth + 3)).sentence()
    assert "both sides" in residuals(held(truth, truth + 0.1 * (-1.0) ** np.arange(100))).sentence()


def test_errors_that_grow_with_the_answer_are_named(held):
    truth = np.linspace(1, 100, 90)
    wobble = (-1.0) ** np.arange(90)
    assert (
        "grow with the prediction" in residuals(held(truth, truth * (1 + 0.1 * wobble))).sentence()
    )


def test_one_row_and_constant_predictions_are_fine(held):
    assert residuals(held([1.0], [2.0])).sentence()
    assert "correlation" not in residuals(held([1.0, 2.0, 3.0], [2.0, 2.0, 2.0])).agreement()


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
def test_scores_do_not_depend_on_the_unit(held, size):
    truth, predicted = np.array([1.0, 2.0, 3.0, 6.0]) * size, np.array([1.0, 2.0, 5.0, 5.0]) * size
    scores = regression_scores(held(truth, predicted))
    assert scores.r2 == pytest.approx(1 - 5 / 14)
    assert scores.rmse == pytest.approx(math.sqrt(5 / 4) * size)
