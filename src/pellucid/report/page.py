"""A report as one HTML page that needs nothing but itself."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from pellucid.core.lazy import lazy
from pellucid.report import bars, charts, curves
from pellucid.report.classification import Confusion
from pellucid.report.columns import ColumnSummary
from pellucid.report.drawing import draw
from pellucid.report.findings import Findings
from pellucid.report.sections import Chart, Exhibit, Lesson
from pellucid.report.words import clean, count, duration, fixed, listing, number, percent, short

jinja2 = lazy("jinja2")

MOST_MATRIX_CLASSES = (
    12  # more columns of a matrix than this cannot be read; a picture and a list can
)
OPEN_ROWS = 25  # longer tables show this many rows and fold the others away
MOST_ROWS = 400
MISTAKE_COLUMNS = 8
MOST_EXPLAINED = 6
HISTOGRAM_HEIGHT = 24


@dataclass(frozen=True)
class Figure:
    """A drawing and the sentence beneath it."""

    drawing: str
    sentence: str


def render(report: Findings) -> str:
    """The page of a report: one HTML text with its styles, its drawings and its script inside; no
    reference to elsewhere.

    Everything that came from the data is escaped, and no script but the page's own can run in it:
    its policy names the script by its hash.
    """
    template = _templates().get_template("parts/page.html.jinja")
    script = _packaged("parts/page.js")
    digest = b64encode(sha256(script.encode()).digest()).decode("ascii")
    return template.render(
        report=report,
        figures={
            name: Figure(draw(chart, clean(text)), text) for name, chart, text in drawn(report)
        },
        has_reasons=bool(report.importance or in_place(report, "reasons")),
        style=_packaged("parts/page.css"),
        script=script,
        script_hash=f"sha256-{digest}",
        data=script_data(report),
        **_LIMITS,
    )


_LIMITS = {
    "most_matrix_classes": MOST_MATRIX_CLASSES,
    "open_rows": OPEN_ROWS,
    "most_rows": MOST_ROWS,
    "mistake_columns": MISTAKE_COLUMNS,
    "most_explained": MOST_EXPLAINED,
}


def in_place(report: Findings, place: str) -> bool:
    """Whether somebody added a section there."""
    return any(section.place == place for section in report.sections)


def script_data(report: Findings) -> str:
    """What the page's script reads, as JSON in which nothing can end the element it stands in."""
    data = {
        "rows": report.shown.to_json() if report.shown else None,
        "form": report.form.to_json() if report.form else None,
    }
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def drawn(report: Findings) -> Iterator[tuple[str, Any, str]]:
    """Every figure of the page: its name, its chart and its sentence."""
    yield from _answer_figures(report)
    if report.confusion and len(report.confusion.classes) > MOST_MATRIX_CLASSES:
        yield _matrix_figure(report.confusion)
    if report.residuals:
        finding = report.residuals
        yield "agreement", charts.agreement_chart(finding), finding.agreement()
        yield "residuals", charts.residual_chart(finding), finding.sentence()
    if report.ranking:
        yield "roc", curves.roc_chart(report.ranking), report.ranking.sentence()
        yield "precision", curves.precision_chart(report.ranking), report.ranking.of_precision()
    if report.slices.worst:
        yield "slices", bars.slices_chart(report.slices), report.slices.sentence()
    yield from _reason_figures(report)
    if report.reliability:
        chart = charts.reliability_chart(report.reliability, report.before)
        yield "reliability", chart, report.reliability.sentence()
    yield from _curve_figures(report)
    if report.growth:
        yield "growth", curves.growth_chart(report.growth), report.growth.sentence()


def _answer_figures(report: Findings) -> Iterator[tuple[str, Any, str]]:
    head = report.headline
    if report.standings.scored[1:] and head.verdict != "undefined":
        yield "standings", bars.standings_chart(report.standings), report.standings.sentence()
    elif head.verdict != "undefined":
        yield "headline", charts.headline_chart(head), head.judgement()
    if len(report.decision.steps) > 1:
        yield "decision", curves.coverage_chart(report.decision), report.decision.sentence()


def _reason_figures(report: Findings) -> Iterator[tuple[str, Any, str]]:
    if report.importance and report.importance.columns:
        finding = report.importance
        yield "importance", charts.importance_chart(finding), finding.sentence()
    for place, curve in enumerate(report.dependence.curves if report.dependence else ()):
        yield f"dependence{place}", curves.dependence_chart(curve), curve.sentence()
    for place, found in enumerate(report.explained[:MOST_EXPLAINED]):
        if found.reasons:
            yield f"reasons{place}", bars.reasons_chart(found), found.sentence()


def _matrix_figure(finding: Confusion) -> tuple[str, Any, str]:
    fewest = charts.fewest_drawn(finding)
    left_out = f" Mistakes made in fewer than {fewest} rows are not drawn." if fewest > 1 else ""
    return "confusion", charts.confusion_chart(finding), finding.sentence() + left_out


def _curve_figures(report: Findings) -> Iterator[tuple[str, Any, str]]:
    found = report.curves
    if len(found.series("train_loss")[0]) > 1 or len(found.series("validation_loss")[0]) > 1:
        yield "losses", charts.loss_chart(found), found.sentence()
    epochs, scores = found.series("validation_score")
    if len(epochs) > 1:
        text = (
            f"The {found.score_name} after each epoch, on rows set aside to watch training; "
            f"it ended at {fixed(float(scores[-1]), 3)}."
        )
        yield "scores", charts.score_chart(found), text


@cache
def _templates() -> Any:
    loader = jinja2.FunctionLoader(_packaged)
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    words = (clean, count, duration, fixed, listing, number, percent, short)
    environment.filters |= {word.__name__: word for word in words}
    environment.filters |= {f.__name__: f for f in (outline, taught, drawn_chart, kind_of)}
    environment.finalize = _plain
    return environment


def _plain(value: object) -> object:
    """What is printed: user text loses the characters no page can hold; markup made here passes."""
    return clean(value) if type(value) is str else value


@cache
def _packaged(name: str) -> str:
    return (files("pellucid.report") / name).read_text(encoding="utf-8")


def outline(column: ColumnSummary) -> str:
    """The path of a column's histogram, one unit wide per bar and 24 high."""
    tallest = max(column.bars, default=0) or 1
    steps = []
    for place, rows in enumerate(column.bars):
        # any rows at all must be visible
        height = max(1, round(HISTOGRAM_HEIGHT * rows / tallest)) if rows else 0
        steps.append(f"M{place} {HISTOGRAM_HEIGHT}v-{height}h.9v{height}z" if height else "")
    return "".join(steps)


def taught(lesson: Lesson) -> str:
    """The drawing of a lesson."""
    return draw(dict(lesson.chart or {}), clean(f"{lesson.question} {lesson.caption}"))


def drawn_chart(exhibit: Chart) -> str:
    """The drawing of a section's chart."""
    return draw(dict(exhibit.chart), clean(exhibit.sentence))


def kind_of(exhibit: Exhibit) -> str:
    """The name of the kind of a section's figure, by which the template chooses."""
    return type(exhibit).__name__
