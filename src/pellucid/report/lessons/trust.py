"""Lessons on calibration, training, more rows, leaks, doubtful answers and the network itself."""

import numpy as np

from pellucid.report.findings import Findings
from pellucid.report.fitting import gap_in_words
from pellucid.report.inputs import HeldOut
from pellucid.report.lessons.drawings import bars, histogram, line, two_lines
from pellucid.report.sections import Lesson
from pellucid.report.words import count, fixed, number, percent, short


def calibration_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """What calibration is."""
    found = report.reliability
    if found is None:
        return None
    before = (
        f" Before calibration the error was {fixed(100 * report.before.error, 1)} points; one "
        f"number, "
        "a temperature by which all outputs are divided, was fitted on rows that the networks had "
        "not learned from (Guo and others 2017)."
        if report.before
        else ""
    )
    top = max(found.bins, key=lambda b: b.rows)
    return Lesson(
        "Does 80 % sure mean right in 80 of 100?",
        (
            "Collect the answers of about the same confidence and count how many were right. If "
            "the "
            f"model says what it knows, both agree. Take the largest group: "
            f"{count(top.rows, 'row')}, "
            f"{percent(top.confidence)} sure on average, {percent(top.right)} right.",
            f"The expected calibration error is the distance between the two, over all groups: "
            f"{fixed(100 * found.error, 1)} points here.{before}",
            "Above the dashed line the model is more careful than it need be, below it is too "
            "sure. "
            "Small groups scatter by chance; their lines show by how much.",
        ),
        bars(
            [f"about {percent(b.confidence)} sure" for b in found.bins],
            [100 * b.right for b in found.bins],
            "% right",
        ),
        "Your held-out rows by confidence.",
    )


def loss_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """What a training curve shows."""
    curves = report.curves
    epochs, trained = curves.series("train_loss")
    others, seen = curves.series("validation_loss")
    if len(epochs) < 2:
        return None
    both = len(others) == len(epochs)
    chart = (
        two_lines(
            epochs,
            np.log10(np.maximum(trained, 1e-9)),
            np.log10(np.maximum(seen, 1e-9)),
            ("epoch", "log of the loss"),
        )
        if both
        else line(epochs.tolist(), trained.tolist(), ("epoch", "loss"))
    )
    return Lesson(
        "How does a network learn?",
        (
            "It answers some rows, the loss says how wrong that was, and the gradient says in "
            "which "
            "direction to move each of its numbers to be less wrong. One step follows another; an "
            f"epoch is one pass over all training rows, and there were {len(epochs)} rounds here.",
            "The grey line is the loss on rows it learns from, the other on rows set aside. When "
            "the "
            "second turns up while the first still falls, it begins to learn rows by heart; the "
            "weights kept are those of the best round before. The waves come from the learning "
            "rate, which rises and falls several times.",
        ),
        chart,
        "The same curves on a logarithmic scale, on which late progress shows.",
    )


def fitting_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """What over- and underfitting are."""
    found = report.fitting
    if found is None:
        return None
    classes = found.unit == "accuracy"
    scale = 100 if classes else 1
    return Lesson(
        "By heart, or understood?",
        (
            "A network large enough can learn every training row by heart and know nothing of new "
            "ones. So the errors on rows it learned from are compared with those on rows it never "
            f"saw. The gap here is {gap_in_words(found)}.",
            "No gap and a poor score is the opposite: it has not even learned what it was shown, "
            "or "
            "the columns do not hold more. Whether more was to be had, a rival shows that found "
            "it.",
        ),
        bars(
            ["training rows", "held-out rows"],
            [scale * found.trained, scale * found.held_out],
            "% wrong" if classes else "typical error",
            chosen=1,
        ),
        "Your model's errors on both kinds of rows.",
    )


def growth_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """What a curve over the number of rows is."""
    found = report.growth
    if found is None:
        return None
    scale = 100 if found.unit == "accuracy" else 1
    return Lesson(
        "Would more rows help?",
        (
            f"Networks were trained on {', '.join(f'{n:,}' for n in found.sizes)} of your rows, "
            f"all "
            "judged by the same held-out rows. Errors mostly fall along a power law: each doubling "
            "takes away about the same share of what can be taken away.",
            "The dashed line continues that law to twice the rows. How far to trust it, the "
            "interval "
            "says: the same is done for many draws of the held-out rows, and the laws that come "
            "out "
            "differ by so much. These networks are trained more shortly than the model itself: "
            "look "
            "at the slope, not at the level.",
            "More rows of the same kind are meant. Rows of a kind that is missing today can be "
            "worth "
            "more than that.",
        ),
        bars(
            [f"{n:,} rows" for n in found.sizes],
            [scale * e for e in found.errors],
            "% wrong" if scale == 100 else "typical error",
        ),
        "The errors that were measured.",
    )


def doubt_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """How wrong answers in the data are found."""
    found = report.doubts
    if found is None:
        return None
    classes = bool(held_out.classes)
    sizes = [m.loss for m in found.worst] or [0.0]
    what = (
        "A row is doubtful when they are as sure of another class as they usually are of that "
        "class "
        "where it is true"
        if classes
        else "A row is doubtful when they are off by five times the usual error"
    )
    return Lesson(
        "Can the data be wrong, and not the model?",
        (
            "Each training row was also answered by a network that had not learned from it. Where "
            "that one firmly contradicts what the table says, one of the two is wrong, and now and "
            f"then it is the table. {what} (for classes: Northcutt, Jiang and Chuang 2021).",
            f"Of {count(found.rows, 'row')} that were looked at, {found.suspects:,} are "
            f"doubtful. Some "
            "are truly unusual rows: do not delete what is merely hard. Look up the first few; if "
            "they are errors, the others are worth the trip too.",
        ),
        histogram(
            np.array(sizes), "how firmly it is contradicted" if classes else "error", bins=12
        ),
        "The most doubtful rows of yours.",
    )


def leak_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """What a leak is."""
    if report.leaks is None or not any(t.is_tested for t in report.leaks.tests):
        return None
    test = next(t for t in report.leaks.tests if t.is_tested)
    classes = report.leaks.unit == "accuracy"
    scale = 100 if classes else 1
    return Lesson(
        "What is a leak?",
        (
            "A column that is only filled in after the answer is known, or is the answer under "
            "another "
            "name, makes a model look brilliant on old rows and useless on new ones. No score "
            "shows "
            "that: old held-out rows have the same column.",
            f"So suspects are left out and the network is trained again. Without "
            f"{short(test.column)} "
            f"the error goes from {number(scale * test.with_it)} to "
            f"{number(scale * test.without_it)}"
            f"{' %' if classes else ''}. That much rests on this one column.",
            "Only you can say whether it will be known when the model is asked. If not, leave it "
            "out.",
        ),
        bars(
            [f"with {short(test.column, 24)}", "without"],
            [scale * test.with_it, scale * test.without_it],
            "% wrong" if classes else "typical error",
            chosen=1,
        ),
        "The errors of two networks trained alike.",
    )


def network_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """What the layers do."""
    found = report.inside
    if found is None:
        return None
    layers = found.layers
    return Lesson(
        "What happens inside?",
        (
            f"A row becomes {layers[0].outputs} numbers. Each layer multiplies what comes in by "
            f"a table "
            "of weights, adds something, and bends the result by a simple curve; without the bends "
            "all layers together would be one weighted sum. The last gives the answer.",
            f"{found.weights:,} numbers were learned in all. None of them means anything by "
            f"itself: "
            "what one unit does depends on all before it.",
            "Below, the same network is shown as what the machine carries out: the graph of "
            "operations, the loops they were fused into, and the instructions of the loop that "
            "takes "
            "longest.",
        ),
        bars(
            [layer.name for layer in layers],
            [layer.weights for layer in layers],
            "weights in one network",
        ),
        "Where the weights are.",
    )
