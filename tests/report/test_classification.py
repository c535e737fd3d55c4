import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from pellucid.report import classification_scores, confusion
from pellucid.report.classification import area_under_curve


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6)), min_size=1, max_size=40))
def test_auc_counts_the_pairs_that_are_in_order(rows):
    positive = np.array([is_positive for is_positive, _ in rows])
    score = np.array([value for _, value in rows], np.float64)
    above, below = score[positive], score[~positive]
    pairs = above[:, None] - below
    expected = ((pairs > 0) + 0.5 * (pairs == 0)).mean() if pairs.size else math.nan
    assert area_under_curve(positive, score) == pytest.approx(expected, nan_ok=True)


def test_scores_of_three_classes_by_hand(held):
    truth = [0, 0, 0, 1, 1, 2]
    sure = [
        [0.8, 0.1, 0.1],
        [0.6, 0.3, 0.1],
        [0.2, 0.7, 0.1],
        [0.1, 0.8, 0.1],
        [0.3, 0.4, 0.3],
        [0.5, 0.2, 0.3],
    ]
    scores = classification_scores(held(truth, sure, "abc"))
    assert scores.accuracy == pytest.approx(4 / 6)
    assert scores.balanced_accuracy == pytest.approx((2 / 3 + 1 + 0) / 3)
    assert scores.macro_f1 == pytest.approx((4 / 6 + 4 / 5 + 0) / 3)
    given = [0.8, 0.6, 0.2, 0.8, 0.4, 0.3]
    assert scores.log_loss == pytest.approx(-sum(map(math.log, given)) / 6)
    squares = [
        sum((p - (k == t)) ** 2 for k, p in enumerate(row))
        for t, row in zip(truth, sure, strict=True)
    ]
    assert scores.brier == pytest.approx(sum(squares) / 6)
    assert math.isnan(scores.auc)


def test_brier_of_two_classes_is_the_squared_error_of_one_probability(held):
    scores = classification_scores(held([0, 1], [[0.7, 0.3], [0.4, 0.6]], "ab"))
    assert scores.brier == pytest.approx((0.09 + 0.16) / 2)
    assert scores.auc == 1


def test_a_class_without_held_out_rows_does_not_count_and_is_named(held):
    held_out = held([0, 1, 1], np.eye(3)[[0, 1, 0]], ("cat", "dog", "emu"))
    scores = classification_scores(held_out)
    assert scores.balanced_accuracy == pytest.approx(0.75)
    assert scores.macro_f1 == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert "No held-out row is emu" in confusion(held_out).sentence()
    assert math.isnan(confusion(held_out).per_class[2].recall)


def test_certain_and_wrong_has_a_finite_loss(held):
    assert classification_scores(held([1], [[1.0, 0.0]], "ab")).log_loss == pytest.approx(
        34.5, abs=0.1
    )


def test_constant_answers_have_an_auc_of_one_half(held):
    scores = classification_scores(held([0, 1, 1], np.tile([0.4, 0.6], (3, 1)), "ab"))
    assert (scores.auc, scores.balanced_accuracy) == (0.5, 0.5)


def test_confusion_counts_true_down_and_answered_across(held):
    finding = confusion(held([0, 0, 1, 2], np.eye(3)[[0, 1, 1, 1]], "abc"))
    assert finding.counts.tolist() == [[1, 1, 0], [0, 1, 0], [0, 1, 0]]
    first, second = finding.mixups()
    assert (first.true, first.answered, first.rows, first.share) == ("a", "b", 1, 0.5)
    assert (second.true, second.share) == ("c", 1.0)
    assert "2 held-out rows were answered wrongly" in finding.sentence()


def test_no_mistakes_say_so(held):
    assert "No held-out row was answered wrongly" in str(confusion(held([0, 1], np.eye(2), "ab")))


def test_rarer_classes_doing_worse_is_said(held):
    scores = classification_scores(held([0] * 9 + [1], np.tile([0.9, 0.1], (10, 1)), "ab"))
    assert scores.sentence().startswith(
        "Counting every class alike, accuracy falls from 0.90 to 0.50"
    )
