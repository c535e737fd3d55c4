"""Lessons on why the model answers as it does."""

import numpy as np

from pellucid.report.findings import Findings
from pellucid.report.inputs import HeldOut
from pellucid.report.lessons.drawings import bars, dots, line
from pellucid.report.sections import Lesson
from pellucid.report.slices import row_losses
from pellucid.report.words import count, listing, number, short

SHOWN = 200


def importance_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """What shuffling a column tells."""
    if report.importance is None or not report.importance.columns:
        return None
    top = report.importance.columns[0]
    column = held_out.table[top.name]
    chart, caption = None, ""
    if column.kind == "number":
        rows = np.flatnonzero(~column.missing)[:SHOWN]
        mixed = np.random.default_rng(0).permutation(rows)
        truth = held_out.truth.astype(np.float64)
        chart = dots(
            column.values[mixed], truth[rows], (f"{short(top.name, 24)}, shuffled", "true answer")
        )
        caption = "After shuffling, the column says nothing about the answer any more."
    return Lesson(
        "How is a column's worth measured?",
        (
            f"Take the held-out rows and shuffle the values of one column, {short(top.name)} say, "
            "among them. Everything else stays as it is. The model now gets a wrong value there, "
            "and "
            "what its score loses is what the column was worth to it.",
            f"Here that costs {report.importance.cost_in_words(top)}. It is repeated with other "
            "shuffles, and the thin lines are 95 % intervals: a bar whose line crosses zero may be "
            "worth nothing.",
            "Two columns that say the same can stand in for each other: shuffling one costs little "
            "as long as the other is there. And worth to the model is not cause in the world: to "
            "change a column is not to change the outcome.",
        ),
        chart,
        caption,
    )


def dependence_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """What a dependence curve is."""
    if report.dependence is None or not report.dependence.curves:
        return None
    curve = report.dependence.curves[0]
    single = curve.single[0].tolist()
    places = list(curve.places) if curve.places else list(range(len(curve.levels)))
    return Lesson(
        "What if only this changed?",
        (
            f"Take one row, set its {short(curve.column)} to a low value, ask the model, and go "
            f"on to "
            "higher ones: that is one thin line. The thick line is the mean over many rows.",
            "If the thin lines run alike, the column acts by itself. If they cross, what it does "
            "depends on other columns, and the mean hides that.",
            "The curve shows the model, not the world, and it sets values that may never occur "
            "together: read the ends with care.",
        ),
        line(places, single, (short(curve.column, 24), curve.answer)),
        "The line of a single row of yours.",
    )


def attribution_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """What integrated gradients are."""
    if not report.explained:
        return None
    found = report.explained[0]
    steps = np.cumsum([found.start, *(reason.moved for reason in found.reasons)])
    return Lesson(
        "How is an answer split among the columns?",
        (
            "Start from the ordinary row, every column at its middle value, and walk in a straight "
            "line to the row in question. At each small step the network's gradient says how much "
            "each column moves the answer; added up along the way, those are the reasons "
            "(integrated gradients: Sundararajan, Taly and Yan 2017).",
            f"By construction they add up to the difference between both answers: here from "
            f"{number(found.start)} to {number(found.end)}, with {number(abs(found.left_over))} "
            f"left "
            "over by the steps being finite. What is left over is stated beside each, so that you "
            "can see whether to believe the split.",
            "Another starting point would give other reasons: they answer why this and not the "
            "ordinary.",
        ),
        line(
            list(range(len(steps))),
            steps.tolist(),
            ("columns added, the strongest first", "answer so far"),
        ),
        "From the ordinary answer to this one, column by column.",
    )


def slice_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """Why the worst of many parts is not always bad."""
    if not report.slices.worst:
        return None
    losses, random = row_losses(held_out), np.random.default_rng(0)
    rows = report.slices.worst[0].rows
    draws = [losses[random.permutation(len(losses))[:rows]].mean() for _ in range(60)]
    scale = 100 if held_out.classes else 1
    best = np.sort(np.array(draws))[::-1] * scale
    return Lesson(
        "Is the worst part really bad?",
        (
            f"{count(report.slices.looked_at, 'part')} of the data were compared: every value and "
            "range of every column, and crossings of the weakest. The worst of so many looks bad "
            "even if all are alike.",
            f"The drawing shows it: {rows} rows drawn blindly, sixty times. The worst of those "
            f"draws has {number(float(best[0]))}{' % wrong' if held_out.classes else ' of error'}, "
            "without any reason. So a part counts as bad only where it is worse than the worst of "
            "so many would be by chance, one time in twenty.",
        ),
        line(
            list(range(1, 61)),
            best.tolist(),
            ("blind draws, the worst first", "% wrong" if held_out.classes else "error"),
        ),
        "What chance alone does to parts of that size, in your data.",
    )


def likeness_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """Why two columns that say the same matter."""
    pairs = [p for p in report.likeness.pairs if p[0] in held_out.table and p[1] in held_out.table]
    if not pairs:
        return None
    a, b, size = pairs[0]
    first, second = held_out.table[a], held_out.table[b]
    chart = None
    if first.kind == second.kind == "number":
        rows = np.flatnonzero(~first.missing & ~second.missing)[:SHOWN]
        chart = dots(first.values[rows], second.values[rows], (short(a, 24), short(b, 24)))
    else:
        shown = pairs[:6]
        chart = bars(
            [f"{short(x, 16)} and {short(y, 16)}" for x, y, _ in shown],
            [p[2] for p in shown],
            "likeness",
        )
    return Lesson(
        "When do two columns say the same?",
        (
            f"Sort the rows by {short(a)} and look whether {short(b)} is sorted too. Likeness is "
            f"1 if "
            f"one tells the other exactly, 0 if it tells nothing; of these two it is "
            f"{number(size)}. "
            "Ranks are compared, not values, so that a curve counts as much as a straight line.",
            "Columns that say the same do no harm to the score, but each looks less important, "
            "as the "
            "other can stand in for it; and one of them need not be collected at all. "
            f"Alike here: "
            f"{listing([f'{short(x, 20)} and {short(y, 20)}' for x, y, _ in pairs[:3]], 3, 60)}.",
        ),
        chart,
        "Your own rows.",
    )
