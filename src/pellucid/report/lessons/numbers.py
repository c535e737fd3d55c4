"""Lessons on predicted numbers."""

import numpy as np

from pellucid.report.findings import Findings
from pellucid.report.inputs import HeldOut
from pellucid.report.lessons.drawings import dots, histogram
from pellucid.report.sections import Lesson
from pellucid.report.words import fixed, number, percent

SHOWN = 250


def agreement_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """What R² is."""
    if report.residuals is None or np.isnan(report.headline.score):
        return None
    around = np.abs(held_out.truth - held_out.truth.mean())
    error = np.abs(held_out.truth - held_out.predicted)
    shown = np.linspace(0, held_out.n_rows - 1, min(held_out.n_rows, SHOWN)).astype(int)
    better = percent(float((error < around).mean()))
    return Lesson(
        "How much of the variation is explained?",
        (
            "Without a model the best single guess is the average, and each row's squared distance "
            "from it is what there is to explain. R² is the share of those squares that the model "
            f"takes away: {fixed(report.headline.score)} here. Zero is no better than the average; "
            "below zero is worse.",
            f"In the drawing each dot is a row. Below the diagonal the model is nearer to the "
            f"truth "
            f"than the average is: that holds for {better} of your rows. Squares make a few far "
            "misses count for much, which is why the mean and the median error stand beside it.",
        ),
        dots(
            around[shown],
            error[shown],
            ("distance of the average", "distance of the model"),
            warm=(error > around)[shown],
        ),
        "Orange rows would have been better off with the average.",
    )


def residual_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """What errors tell."""
    if report.residuals is None:
        return None
    error = held_out.predicted - held_out.truth
    return Lesson(
        "What do the errors have in common?",
        (
            "Predicted minus true: to the right the model said too much, to the left too little. A "
            "heap around zero, alike on both sides, is what chance alone would leave.",
            f"Here the mean error is {number(float(error.mean()))} and the middle one "
            f"{number(float(np.median(error)))}. A mean far from zero is a lean that could be "
            "corrected; a long tail on one side are rows of a kind the model does not know.",
            "The drawing shows the errors by the size of the prediction: a funnel that opens to "
            "the "
            "right says that large answers are less certain, and that one figure for the typical "
            "error is too simple.",
        ),
        dots(
            held_out.predicted[_some(held_out)],
            error[_some(held_out)],
            ("predicted", "predicted minus true"),
        )
        if held_out.n_rows > 2
        else histogram(error, "predicted minus true"),
        "Each dot is one of your held-out rows.",
    )


def _some(held_out: HeldOut) -> np.ndarray:
    return np.linspace(0, held_out.n_rows - 1, min(held_out.n_rows, SHOWN)).astype(int)
