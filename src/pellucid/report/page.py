"""A report as one HTML page that needs nothing but itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pellucid.core.lazy import lazy
from pellucid.report import charts
from pellucid.report.classification import Confusion
from pellucid.report.columns import ColumnSummary
from pellucid.report.drawing import draw
from pellucid.report.findings import Findings
from pellucid.report.sections import Chart
from pellucid.report.words import clean, count, duration, fixed, listing, number, percent, short

jinja2 = lazy("jinja2")

MOST_MATRIX_CLASSES = (
    12  # more columns of a matrix than this cannot be read; a picture and a list can
)
OPEN_ROWS = 25  # longer tables show this many rows and fold the others away
MOST_ROWS = 400
MISTAKE_COLUMNS = 8
HISTOGRAM_HEIGHT = 24


@dataclass(frozen=True)
class Figure:
    """A drawing and the sentence beneath it."""

    drawing: str
    sentence: str


def render(report: Findings) -> str:
    """The page of a report: one HTML text with its styles and drawings inside; no script, no
    reference to elsewhere.

    Everything that came from the data is escaped.
    """
    template = _templates().get_template("page.html.jinja")
    return template.render(
        report=report,
        figures=_figures(report),
        drawings=_drawings(report),
        style=_packaged("page.css"),
        **_LIMITS,
    )


_LIMITS = {
    "most_matrix_classes": MOST_MATRIX_CLASSES,
    "open_rows": OPEN_ROWS,
    "most_rows": MOST_ROWS,
    "mistake_columns": MISTAKE_COLUMNS,
}


def _figures(report: Findings) -> dict[str, Figure]:
    """Every drawing of the page by name."""
    wanted: list[tuple[str, Any, str]] = []
    head = report.headline
    if head.verdict != "undefined":
        wanted.append(("headline", charts.headline_chart(head), head.judgement()))
    if report.confusion and len(report.confusion.classes) > MOST_MATRIX_CLASSES:
        wanted.append(_matrix_figure(report.confusion))
    if report.residuals:
        finding = report.residuals
        wanted.append(("agreement", charts.agreement_chart(finding), finding.agreement()))
        wanted.append(("residuals", charts.residual_chart(finding), finding.sentence()))
    if report.importance and report.importance.columns:
        wanted.append(
            ("importance", charts.importance_chart(report.importance), report.importance.sentence())
        )
    if report.reliability:
        wanted.append(
            (
                "reliability",
                charts.reliability_chart(report.reliability),
                report.reliability.sentence(),
            )
        )
    wanted += _curve_figures(report)
    return {name: Figure(draw(chart, clean(text)), text) for name, chart, text in wanted}


def _drawings(report: Findings) -> dict[str, str]:
    """The charts of sections that other kinds of data add, by their sentences."""
    shown = [one for section in report.sections for one in section.exhibits]
    return {
        one.sentence: draw(dict(one.chart), one.sentence) for one in shown if isinstance(one, Chart)
    }


def _matrix_figure(finding: Confusion) -> tuple[str, Any, str]:
    fewest = charts.fewest_drawn(finding)
    left_out = f" Mistakes made in fewer than {fewest} rows are not drawn." if fewest > 1 else ""
    return "confusion", charts.confusion_chart(finding), finding.sentence() + left_out


def _curve_figures(report: Findings) -> Iterable[tuple[str, Any, str]]:
    curves = report.curves
    if len(curves.series("train_loss")[0]) > 1 or len(curves.series("validation_loss")[0]) > 1:
        yield "losses", charts.loss_chart(curves), curves.sentence()
    epochs, scores = curves.series("validation_score")
    if len(epochs) > 1:
        text = (
            f"The {curves.score_name} after each epoch, on rows set aside to watch training; "
            f"it ended at {fixed(float(scores[-1]), 3)}."
        )
        yield "scores", charts.score_chart(curves), text


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
    environment.filters["outline"] = outline
    environment.filters["kind"] = _kind
    environment.finalize = _plain
    return environment


def _kind(value: object) -> str:
    """The name of a value's class, by which the template chooses how to show it."""
    return type(value).__name__


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
