import math

import numpy as np
import pytest

from pellucid.report import Headline, Training, headline_of


def test_the_sentence_says_score_interval_rows_baseline_and_cost():
    head = Headline("Accuracy", 67 / 69, 0.909, 0.992, 0.4375, "Adelie", 69, 275, 2.1)
    assert str(head) == (
        "Accuracy 0.97 (95 % interval 0.91 to 0.99) on 69 held-out rows, against 0.44 for always "
        "answering Adelie; trained on 275 rows in 2.1 s."
    )


def test_the_baseline_is_the_most_frequent_class_of_the_training_rows(held):
    sure = np.tile([0.9, 0.1], (4, 1))
    head = headline_of(
        held([0, 0, 0, 1], sure, "ab"), Training(answers=np.array([1, 1, 1, 0]), rows=4)
    )
    assert (head.baseline_answer, head.baseline) == ("b", 0.25)
    assert headline_of(held([0, 0, 0, 1], sure, "ab")).baseline == 0.75


@pytest.mark.parametrize(
    ("right", "of", "share", "verdict"),
    [(95, 100, 0.5, "better"), (52, 100, 0.5, "unclear"), (20, 100, 0.5, "worse")],
)
def test_the_verdict_compares_the_interval_with_the_baseline(held, right, of, share, verdict):
    truth = np.arange(of) % 2
    answers = np.where(np.arange(of) < right, truth, 1 - truth)
    head = headline_of(held(truth, np.eye(2)[answers], "ab"))
    assert head.baseline == share
    assert head.verdict == verdict


def test_r2_and_errors_by_hand(held):
    head = headline_of(held([1.0, 2.0, 3.0, 6.0], [1.0, 2.0, 4.0, 5.0]))
    assert head.score == pytest.approx(1 - 2 / 14)
    assert head.baseline == 0
    assert (head.typical_error, head.baseline_error) == (0.5, 1.5)
    assert head.low < head.score < head.high <= 1


def test_the_average_of_other_rows_scores_below_zero(held):
    head = headline_of(held([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]), Training(answers=np.array([5.0])))
    assert head.baseline == pytest.approx(1 - 29 / 2)
    assert head.score == 1


def test_equal_answers_leave_r2_undefined_and_say_so(held):
    head = headline_of(held([2.0, 2.0, 2.0], [2.0, 2.5, 2.0]))
    assert math.isnan(head.score)
    assert head.verdict == "undefined"
    assert "not defined" in head.sentence()
    assert "nan" not in head.sentence()


def test_one_row_is_enough_for_a_sentence(held):
    assert "on 1 held-out row," in headline_of(held([1], [[0.2, 0.8]], "ab")).sentence()
    assert "nan" not in headline_of(held([1.0], [3.0])).sentence()


def test_a_score_just_below_one_is_not_rounded_up_to_it():
    head = Headline("Accuracy", 0.998, 0.98, 0.9999, 0.5, "a", 500)
    assert "Accuracy 0.998" in head.sentence()
