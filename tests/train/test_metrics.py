"""Metrics are plain numbers, equal to what the formulas and scikit-learn say."""

import math

import numpy as np
import pytest

from pellucid import Tensor, train
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.train.metrics import better_is, named

RANDOM = np.random.default_rng(0)
SCORES, CLASSES = RANDOM.normal(size=(200, 7)), RANDOM.integers(0, 7, 200)
FOUND, WANTED = RANDOM.normal(size=200), RANDOM.normal(size=200)


def test_metrics_agree_with_scikit_learn():
    sklearn = pytest.importorskip("sklearn.metrics")
    weights = np.exp(SCORES)
    chances = weights / weights.sum(1, keepdims=True)
    assert train.accuracy(SCORES, CLASSES) == sklearn.accuracy_score(CLASSES, SCORES.argmax(1))
    assert train.top_k(3)(SCORES, CLASSES) == sklearn.top_k_accuracy_score(CLASSES, SCORES, k=3)
    assert train.log_loss(SCORES, CLASSES) == pytest.approx(sklearn.log_loss(CLASSES, chances))
    assert train.mse(FOUND, WANTED) == pytest.approx(sklearn.mean_squared_error(WANTED, FOUND))
    assert train.mae(FOUND, WANTED) == pytest.approx(sklearn.mean_absolute_error(WANTED, FOUND))
    assert train.r2(FOUND, WANTED) == pytest.approx(sklearn.r2_score(WANTED, FOUND))


@pytest.mark.parametrize("metric", [train.accuracy, train.top_k(2), train.log_loss])
def test_tensors_and_arrays_give_the_same_float(metric):
    value = metric(SCORES, CLASSES)
    assert type(value) is float
    assert metric(Tensor(SCORES), Tensor(CLASSES)) == value


def test_a_column_of_scores_says_yes_above_zero():
    assert train.accuracy(np.array([[1.5], [-0.1], [0.2]]), np.array([1, 0, 0])) == pytest.approx(
        2 / 3
    )
    assert train.accuracy([1.5, -0.1, 0.2], [True, False, True]) == 1.0
    assert train.accuracy([3, 1, 2], [3, 1, 0]) == pytest.approx(2 / 3)
    assert train.log_loss([[0.0], [0.0]], [1, 0]) == pytest.approx(math.log(2))
    assert train.log_loss([1000.0, -1000.0], [1, 0]) == 0.0


def test_one_column_fits_a_row_and_nothing_is_broadcast():
    assert train.mse(FOUND[:, None], WANTED) == train.mse(FOUND, WANTED[:, None])
    with pytest.raises(ShapeError, match="mse"):
        train.mse(FOUND, WANTED[:-1])
    with pytest.raises(ShapeError, match="accuracy"):
        train.accuracy(SCORES, CLASSES[:, None])


def test_r2_of_a_target_that_does_not_vary():
    assert train.r2([1.0, 1.0], [1.0, 1.0]) == 1.0
    assert train.r2([1.0, 2.0], [1.0, 1.0]) == -math.inf


def test_which_way_is_better_is_known_or_asked():
    assert better_is("validation_top_5") == "max"
    assert better_is("validation_loss") == better_is("rmse") == "min"
    with pytest.raises(ArgumentError, match="profit"):
        better_is("profit")
    with pytest.raises(ArgumentError, match="'min' or 'max'"):
        better_is("loss", "up")
    with pytest.raises(ArgumentError):
        train.top_k(0)


def test_metrics_bring_their_names():
    assert list(named([train.accuracy, train.top_k(5)])) == ["accuracy", "top_5"]
    assert list(named({"gain": train.mse})) == ["gain"]
