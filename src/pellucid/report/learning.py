"""How training went: the curves, and whether it stopped too early, too late or about right."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pellucid.report.inputs import Epoch, Training
from pellucid.report.words import count, number, percent

Course = Literal["levelled off", "still improving", "overfitting", "unstable", "too short"]

STILL_FALLING = (
    0.03  # a loss that fell by more than 3 % over the last tenth of training has not levelled off
)
ROSE_AGAIN = 0.10  # a validation loss that ends 10 % above its best is a sign of overfitting


@dataclass(frozen=True)
class LearningCurves:
    """The history of a training; `best_epoch` is the one whose weights were kept, if known."""

    history: tuple[Epoch, ...]
    best_epoch: int | None
    score_name: str
    course: Course

    def series(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Epochs and finite values of 'train_loss', 'validation_loss' or 'validation_score'."""
        points = [
            (e.epoch, getattr(e, name)) for e in self.history if math.isfinite(getattr(e, name))
        ]
        epochs, values = zip(*points, strict=True) if points else ((), ())
        return np.array(epochs, np.float64), np.array(values, np.float64)

    def sentence(self) -> str:
        """What the curves say about the length of training."""
        kept = (
            f" The weights of epoch {self.best_epoch} were kept."
            if self.best_epoch is not None
            else ""
        )
        _, loss = self.series("validation_loss")
        judged = "the validation loss" if len(loss) else "the training loss"
        loss = loss if len(loss) else self.series("train_loss")[1]
        meaning = {
            "too short": f"{count(len(self.history), 'epoch')}: too little history to judge.",
            "unstable": "A loss became infinite or undefined on the way: training was not stable.",
            "still improving": f"At the end {judged} was still falling: training longer may help.",
            "levelled off": f"By the end {judged} had levelled off: more would change little.",
            "overfitting": "",
        }[self.course]
        if self.course == "overfitting":
            best, last = float(loss.min()), float(loss[-1])
            rise = (
                f" ({percent((last - best) / best)} above its best, {number(best)})"
                if best > 0
                else ""
            )
            meaning = (
                f"The model began to learn its training rows by heart: {judged} rose again{rise}."
            )
        return meaning + kept

    def __str__(self) -> str:
        return self.sentence()


def learning_curves(training: Training) -> LearningCurves:
    """The curves of a training and their verdict."""
    return LearningCurves(
        training.history, training.best_epoch, training.score_name, _course(training.history)
    )


def _course(history: tuple[Epoch, ...]) -> Course:
    if len(history) < 5:
        return "too short"
    if any(math.isinf(e.train_loss) or math.isinf(e.validation_loss) for e in history):
        return "unstable"
    validation = np.array([e.validation_loss for e in history])
    watched = validation[np.isfinite(validation)]
    if not len(watched):
        trained = np.array([e.train_loss for e in history])
        watched = trained[np.isfinite(trained)]
    if len(watched) < 5:
        return "too short"
    tail = max(1, len(watched) // 10)
    before, end = (
        float(np.median(watched[-2 * tail - 1 : -tail])),
        float(np.median(watched[-tail:])),
    )
    # medians over windows as long as the tail: one lucky epoch of a noisy curve is not a best
    windows = np.lib.stride_tricks.sliding_window_view(watched, tail)
    best = float(np.median(windows, axis=1).min())
    if best > 0 and end > best * (1 + ROSE_AGAIN):
        return "overfitting"
    return (
        "still improving"
        if before > 0 and (before - end) / before > STILL_FALLING
        else "levelled off"
    )
