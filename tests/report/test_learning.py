import math

import numpy as np
import pytest

from pellucid.report import Epoch, Training, learning_curves


def course(validation, train=None):
    train = train or [math.nan] * len(validation)
    pairs = zip(train, validation, strict=True)
    history = tuple(Epoch(i, t, v) for i, (t, v) in enumerate(pairs, start=1))
    return learning_curves(Training(history=history, best_epoch=3))


@pytest.mark.parametrize(
    ("losses", "verdict"),
    [
        (list(np.linspace(2, 1, 50)), "still improving"),
        ([1 + math.exp(-e / 5) for e in range(100)], "levelled off"),
        ([abs(e - 30) / 30 + 0.5 for e in range(100)], "overfitting"),
        ([1.0, math.inf, 1.0, 1.0, 1.0, 1.0], "unstable"),
        ([1.0, 0.5], "too short"),
    ],
)
def test_the_course_of_training_is_judged(losses, verdict):
    curves = course(losses)
    assert curves.course == verdict
    assert "epoch 3 were kept" in curves.sentence()


def test_one_lucky_epoch_is_not_a_best():
    losses = [1 + math.exp(-e / 5) for e in range(100)]
    losses[40] = 0.1
    assert course(losses).course == "levelled off"


def test_without_validation_the_training_loss_is_judged():
    curves = course([math.nan] * 20, [1.0] * 20)
    assert curves.course == "levelled off"
    assert "training loss" in curves.sentence()
    assert len(curves.series("validation_loss")[0]) == 0


def test_no_history_is_too_short():
    assert learning_curves(Training()).course == "too short"
