"""Lessons on scores of classes, baselines, thresholds and costs."""

import numpy as np

from pellucid.report.findings import Findings
from pellucid.report.inputs import HeldOut
from pellucid.report.lessons.drawings import bars, histogram, line
from pellucid.report.resampling import draws_of, explained_score, mean_score
from pellucid.report.sections import Lesson
from pellucid.report.words import count, fixed, percent, short

WIDE, NARROW = 0.08, 0.02
SHOWN_ROWS = 200


def interval_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """Why a score has an interval."""
    head = report.headline
    if head.verdict == "undefined" or np.isnan(head.low):
        return None
    rows = count(head.held_out_rows, "row")
    if held_out.classes:
        score = mean_score((held_out.answers == held_out.truth).astype(np.float64))
    else:
        score = explained_score(held_out.truth / held_out.unit, held_out.predicted / held_out.unit)
    scores = score(draws_of(held_out.n_rows))
    width = head.high - head.low
    size = "wide" if width > WIDE else "narrow" if width < NARROW else "moderate"
    quarter = count(4 * head.held_out_rows, "row")
    return Lesson(
        "How sure is this score?",
        (
            f"The model was judged on {rows} that it had never seen. Other rows of the same kind "
            "would have given a somewhat different score. To see how different, draw as many rows "
            "from these with replacement, some twice and some not at all, score them, and repeat: "
            "the bars show what came out of some hundred such draws.",
            f"The 95 % interval, {fixed(head.low)} to {fixed(head.high)}, is where the score would "
            f"mostly lie (the orange lines). Here it is {size}. It shrinks with the root of the "
            f"rows: {quarter} would halve it.",
            "Two models whose intervals overlap widely have not been told apart by these rows.",
        ),
        histogram(scores, report.headline.metric, marks=(head.low, head.high)),
        "The score of each of many draws of your held-out rows.",
    )


def baseline_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """Why a score is compared with simpler answers."""
    found = report.standings
    if not found.scored:
        return None
    naive = found.scored[0]
    what = (
        f"always answering {report.headline.baseline_answer}"
        if held_out.classes
        else "always answering the average"
    )
    models = [r for r in found.scored[1:] if r.name == "a linear model"]
    gap = (
        f"A linear model weighs each column and adds up; it reaches {fixed(models[0].score)}. What "
        "the network has beyond that comes from columns that matter in combination, or along "
        "curves."
        if models
        else "A linear model, which weighs each column and adds up, is the next step of comparison."
    )
    ordered = sorted(
        [("this network", found.score), *((r.name, r.score) for r in found.scored)],
        key=lambda model: -model[1],
    )
    names = [name for name, _ in ordered]
    return Lesson(
        "Better than what?",
        (
            f"A score alone says little. Here {what} already gives {fixed(naive.score)}, without "
            f"any "
            "model; only what lies above that was learned.",
            gap,
            "Boosted trees are what most people would use on such a table. Where they score more, "
            "and the interval of the difference says that it is no accident, they are the better "
            "choice, and this page says so.",
        ),
        bars(
            names,
            [max(score, -1.0) for _, score in ordered],
            found.metric,
            chosen=names.index("this network"),
        ),
        "Scores on the same held-out rows.",
    )


def coverage_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """Acting on sure answers only."""
    if not held_out.classes:
        error = np.abs(held_out.predicted - held_out.truth)
        return Lesson(
            "What can be decided with a number like this?",
            (
                "Every predicted number is off by something. The bars show by how much, for your "
                "held-out rows. Nine of ten lie to the left of the orange line.",
                "A decision that still comes out right when the number is off by that much can "
                "rest "
                "on the model. One that turns on less cannot. Rows like the held-out ones are "
                "assumed: "
                "where the world has changed, so has the line.",
            ),
            histogram(error, "distance from the truth", marks=(report.decision.reach,)),
            "How far your predictions are from the truth.",
        )
    if not report.decision.steps:
        return None
    sure = held_out.predicted.max(axis=1)
    return Lesson(
        "Which answers can be acted on?",
        (
            "Next to each answer stands how sure the model is. The bars count your held-out rows "
            "by "
            "that. Acting only on the surest ones leaves rows for people to look at, but makes "
            "mistakes rarer.",
            f"Here {percent(float((sure >= 0.9).mean()))} of the answers are at least 90 % sure. "
            f"Of "
            f"all answers {percent(float((held_out.answers == held_out.truth).mean()))} are right.",
            "How rare a mistake has to be is not a question of statistics but of what it costs "
            "you.",
        ),
        histogram(sure, "how sure the model is", percent=True),
        "Your held-out rows by confidence.",
    )


def cost_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """Where to draw the line between two answers."""
    if report.task != "binary":
        return None
    p, positive = held_out.predicted[:, 1], held_out.truth == 1
    places = np.linspace(0, 1, 101)
    wrong = [float(((p >= t) != positive).mean()) * 100 for t in places]
    yes = short(held_out.classes[1])
    best = float(places[int(np.argmin(wrong))])
    return Lesson(
        f"When should the answer be {yes}?",
        (
            f"The model gives a probability; somebody has to draw the line above which it counts "
            f"as "
            f"{yes}. At one half, both kinds of mistake count alike.",
            "If missing one costs ten times as much as a false alarm, the line belongs lower: with "
            "probabilities that mean what they say, at cost of a false alarm divided by the sum of "
            "both costs, here 1 / 11. Move the sliders above and watch the costs of your own rows.",
            f"With equal costs the fewest mistakes on your held-out rows are made at "
            f"{fixed(best)}; a "
            "place found on few rows is not to be taken to the last digit.",
        ),
        line(places.tolist(), wrong, ("line drawn at", "mistakes of 100 rows"), mark=best),
        "Mistakes for every place of the line, both kinds counting alike.",
    )


def confusion_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """Which class is taken for which."""
    if report.confusion is None:
        return None
    per_class = [s for s in report.confusion.per_class if s.rows]
    worst = min(per_class, key=lambda s: s.recall)
    shown = sorted(per_class, key=lambda s: -s.rows)[:8]
    return Lesson(
        "What is taken for what?",
        (
            "Each held-out row has a true class (down the side) and got an answer (across the "
            "top). "
            "What was answered rightly stands on the diagonal; everything else is a mistake of a "
            "certain kind. Click a number to see its rows.",
            f"Found is the share of a class's rows that were recognised: of {short(worst.name)}, "
            f"{worst.right} of {worst.rows}. Right when answered is the share of answers of a "
            f"class "
            "that were true. F1 is their harmonic mean: high only if both are.",
            "Accuracy counts every row alike, so that a rare class hardly matters to it; that is "
            "why "
            "balanced accuracy stands beside it, the mean of the shares found.",
        ),
        bars([short(s.name, 24) for s in shown], [100 * s.recall for s in shown], "% found"),
        "The share of each class that was found.",
    )


def ranking_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """What a ROC curve is."""
    if report.ranking is None:
        return None
    curve = report.ranking.curves[0]
    code = held_out.classes.index(curve.name)
    p = held_out.predicted[held_out.truth == code, code]
    return Lesson(
        "How well are the rows put in order?",
        (
            f"Sort the rows by their probability of being {short(curve.name)} and go down the "
            f"list. "
            "Each row that is one moves the curve up, each that is not moves it to the right. A "
            "perfect order goes straight up first; a blind one follows the dashed line.",
            f"The area below, {fixed(curve.auc, 3)} here, is the chance that of two rows, one of "
            f"each "
            "kind, the right one stands higher. It does not depend on where the line between the "
            "answers is drawn, nor on how common the class is.",
        ),
        histogram(p, f"probability given to rows that are {short(curve.name, 20)}", percent=True),
        "The further right, the better these rows are recognised.",
    )


def precision_lesson(report: Findings, held_out: HeldOut) -> Lesson | None:
    """What a precision-recall curve is."""
    if report.ranking is None:
        return None
    curve = report.ranking.curves[0]
    code = held_out.classes.index(curve.name)
    order = np.argsort(-held_out.predicted[:, code], kind="stable")[:SHOWN_ROWS]
    right = np.cumsum(held_out.truth[order] == code) / np.arange(1, len(order) + 1)
    return Lesson(
        "If only the top of the list is looked at, how much of it is right?",
        (
            f"Of your held-out rows {percent(curve.share)} are {short(curve.name)}. Whoever picks "
            "blindly is right that often; whoever picks from the top of the model's list, more "
            "often.",
            "Going further down finds more of them, but more of those picked are wrong: the curve "
            "shows that price. Where the class is rare, this picture is more honest than the ROC "
            "curve, in which many false alarms look few beside very many rows.",
        ),
        line(list(range(1, len(order) + 1)), right.tolist(), ("rows looked at", "right so far")),
        "The share that is right among the first rows of your list.",
    )
