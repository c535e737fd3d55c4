"""The trained model that users hold: it predicts, explains itself, is saved and loaded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.answering.answers import Answers, middle_of
from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.answering.card import model_card
from pellucid.auto.answering.conformal import COVERAGE, Conformal
from pellucid.auto.answering.decisions import Costs, costs_of, decided, threshold_of
from pellucid.auto.answering.drift import Drift, drift_of
from pellucid.auto.answering.explain import Explainer
from pellucid.auto.answering.networks import Network, line_up, network_of, sizes_of
from pellucid.auto.answering.pages import report_of
from pellucid.auto.answering.questions import is_one_row, table_for, warned
from pellucid.auto.answering.runs import weights_of
from pellucid.auto.answering.saving import (
    CARD,
    FORMAT,
    PAGE,
    RUN,
    SAMPLE,
    VERSION,
    Description,
    Summary,
    damaged,
    load_folder,
    save_folder,
)
from pellucid.auto.columns.schema import Schema
from pellucid.auto.columns.targets import TargetEncoder
from pellucid.auto.columns.tasks import TASKS
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.encoding.one_row import RowReader
from pellucid.auto.encoding.samples import Sample
from pellucid.core.errors import ArgumentError, PellucidError, StateError
from pellucid.data.tables.tables import Table
from pellucid.report import Explanation, HeldOut, Report

# What building a model from a file of any content may raise.
DAMAGE = (PellucidError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
NO_TEXTS: Mapping[str, str] = {}


@dataclass(frozen=True, eq=False, repr=False)
class Predictor:
    """A model that predicts one column of a table from the others; printed, it is one sentence."""

    schema: Schema
    encoder: Encoder
    target: TargetEncoder
    network: Network
    calibration: Calibration
    summary: Summary = Summary()  # noqa: RUF009 (frozen)
    findings: Report | None = None
    page: str | None = None
    conformal: Conformal = Conformal()  # noqa: RUF009 (frozen)
    costs: Costs = ()
    sample: Sample | None = None
    run: str = ""
    expected: str = ""

    def __str__(self) -> str:
        return self.summary.sentence

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{escape(str(self))}</p>"

    @property
    def task(self) -> str:
        """binary, multiclass, ordinal or regression."""
        return self.schema.task

    @cached_property
    def reader(self) -> RowReader:
        """Reads one row quickly, for a network that answers it quickly."""
        line_up(self.network)
        return RowReader(self.encoder)

    @cached_property
    def classes_(self) -> np.ndarray:
        """The classes in their own type, in the order of the probabilities; none for regression."""
        return np.array(self.target.labels.tolist())

    @property
    def threshold(self) -> float:
        """Of two classes: the probability of the second from which on it is answered."""
        return threshold_of(self.costs)

    def with_costs(self, costs: Any) -> "Predictor":
        """The same model, answering what costs least: `costs[truth][answer]`, or for two classes
        what it costs to answer the second wrongly and to miss it; None for the likeliest class.
        """
        found = () if costs is None else costs_of(costs, self.schema.classes)
        return replace(self, costs=found)

    def predict(self, x: Any, *, coverage: float | None = None) -> Any:
        """Predictions for rows: an array (n,) of classes in their own type, or of float64 numbers.

        `x`: a path, a dataframe, a `Table`, a dict of columns, a list of dicts, an array; for one
        row as a dict of single values, an `Answer` with its probabilities and notes. With a
        `coverage`, such as 0.9, `Answers` with intervals or sets of classes that hold the truth in
        that share of rows. A column that is missing, a value never seen, another order or type of
        the columns is dealt with and reported as a PredictionWarning, or in the notes; only what is
        no table at all is an error.
        """
        wanted = COVERAGE if coverage is None else coverage
        if isinstance(x, dict):
            row = self.reader.read(x)
            if row is not None:  # one row, of which nothing is to be said
                return self.answered(self.network.run_one(row), (), wanted).row(0)
        found = self.answers(x, wanted)
        if is_one_row(x):
            return found.row(0)
        warned(found)
        return found.predictions if coverage is None else found

    def predict_proba(self, x: Any) -> np.ndarray:
        """Probabilities for rows, float64 (n, classes) in the order of `classes_`.

        ArgumentError when numbers are predicted, which have none.
        """
        found = self.answers(x)
        if found.probabilities is None:
            raise ArgumentError(
                f"{self.schema.target.name!r} is a number: there are no probabilities of classes",
                fix="use predict",
            )
        warned(found)
        return found.probabilities

    def predict_topk(self, x: Any, k: int = 3) -> list[list[tuple[Any, float]]]:
        """For each row its `k` likeliest classes with their probabilities, the likeliest first."""
        if k < 1:
            raise ArgumentError(f"predict_topk: k is 1 or more classes, not {k}")
        shares, classes = np.atleast_2d(self.predict_proba(x)), self.classes_
        order = np.argsort(-shares, axis=1, kind="stable")[:, :k]
        return [
            [(classes[i], float(row[i])) for i in places]
            for row, places in zip(shares, order, strict=True)
        ]

    def answers(self, x: Any, coverage: float = COVERAGE) -> Answers:
        """Predictions, probabilities, intervals and notes for rows, as one value."""
        table = table_for(self.schema, x)
        outputs, notes = self.outputs(table)
        return self.answered(outputs, tuple(dict.fromkeys((*table.all_notes, *notes))), coverage)

    def answered(self, outputs: np.ndarray, notes: tuple[str, ...], coverage: float) -> Answers:
        """What outputs (n, outputs) of the network mean."""
        reach = self.conformal.reach(coverage)
        if self.task == "regression":
            return self.numbers(outputs, notes, coverage, reach)
        shares = self.calibration.probabilities(outputs)
        chosen = decided(shares, self.task, self.costs)
        return Answers(
            self.classes_[chosen], shares, self.classes_, notes, coverage,
            likely=1.0 - shares <= reach,
        )  # fmt: skip

    def numbers(
        self, outputs: np.ndarray, notes: tuple[str, ...], coverage: float, reach: float
    ) -> Answers:
        """What outputs mean where a number is predicted, or quantiles of it."""
        levels = self.schema.quantiles
        found = self.target.decode(np.sort(outputs, axis=1))
        middle = found[:, middle_of(levels)]
        intervals = np.stack([found[:, 0] - reach, found[:, -1] + reach], axis=1)
        quantiles = found if levels else None
        return Answers(
            middle, None, self.classes_, notes, coverage, np.sort(intervals, axis=1),
            quantiles=quantiles, levels=levels,
        )  # fmt: skip

    def scores(self, table: Table) -> np.ndarray:
        """Probabilities (n, classes), or numbers (n,) in the target's own unit: float64."""
        found = self.answered(self.outputs(table)[0], (), COVERAGE)
        return found.predictions if found.probabilities is None else found.probabilities

    def outputs(self, table: Table) -> tuple[np.ndarray, tuple[str, ...]]:
        """What the network answers for rows, (n, outputs), and what was unusual about them."""
        x, notes = self.encoder.encode(table)
        return self.network.run(x), notes.sentences

    @property
    def description(self) -> Description:
        """All of the model but its weights, as plain values."""
        return Description(
            format=FORMAT,
            version=VERSION,
            network=sizes_of(self.network),
            schema=self.schema,
            encoder=self.encoder.to_json(),
            target=self.target,
            calibration=self.calibration,
            summary=self.summary,
            weights="",
            conformal=self.conformal,
            costs=self.costs,
        )

    @property
    def is_same_as_run(self) -> bool | None:
        """Of a model made again by `repeat`: whether its weights are those of the run, bit for bit;
        None for any other.
        """
        if not self.expected:
            return None
        return weights_of(self.network.state_dict()) == self.expected

    def explain(self, x: Any) -> Any:
        """Why rows are answered as they are: an `Explanation` for one row as a dict of single
        values, else a tuple with one for each row.

        Each column's part in the answer comes from integrated gradients; what they leave over is
        stated. With it come the nearest training rows, and whether the row lies outside of them.
        """
        table = table_for(self.schema, x)
        _, notes = self.outputs(table.take(slice(0, 1)) if is_one_row(x) else table)
        found = self.explainer(table)
        found = tuple(replace(e, notes=notes if is_one_row(x) else ()) for e in found)
        return found[0] if is_one_row(x) else found

    @cached_property
    def explainer(self) -> Callable[[Table], tuple[Explanation, ...]]:
        """What explains rows, compiled once."""
        parts = (self.schema, self.encoder, self.target, self.network, self.calibration)
        return Explainer(*parts, self.sample, costs=self.costs)

    def drift(self, x: Any) -> Drift:
        """How rows differ from those the model was trained on: column by column, values never seen,
        rows unlike any training row, and whether the answers shift.

        StateError when the model was saved without a sample of its training rows.
        """
        if self.sample is None:
            raise StateError(
                "the model has no sample of its training rows to compare with",
                fix="fit it again with this version",
            )
        table = table_for(self.schema, x)
        kinds = {column.name: column.kind for column in self.schema.columns}
        answers = self.scores(self.sample.table), self.scores(table)
        return drift_of(self.sample, table, answers, kinds)

    def truth_of(self, rows: Table) -> np.ndarray:
        """The true answers: codes of classes, or numbers in their own unit."""
        codes = self.target.encode(rows[self.target.name])
        return codes if self.schema.classes else self.target.decode(codes)

    def judged_on(
        self, rows: Table, answers: np.ndarray | None = None, places: np.ndarray | None = None
    ) -> HeldOut:
        """Rows with their true answers and the model's, or other `answers`, for a report."""
        return HeldOut(
            target=self.target.name,
            truth=self.truth_of(rows),
            predicted=self.scores(rows) if answers is None else answers,
            table=rows,
            classes=self.schema.classes,
            places=places,
        )

    def report(self, path: str | Path | None = None) -> Path | None:
        """Write the report as one offline page, and give its path; without one, print its findings.

        StateError when the model was loaded from a folder without its page.
        """
        return report_of(self, path)

    def save(self, path: str | Path) -> Path:
        """Save the model as a folder, whole or not at all; an older model there is replaced.

        `model.safetensors` holds the weights, `model.json` everything else, beside the report and a
        model card. FileError when the folder holds something else, or cannot be written.
        """
        page = self.findings.html() if self.findings is not None else self.page
        sample = self.sample.to_json() if self.sample is not None else None
        more = {PAGE: page, RUN: self.run, SAMPLE: sample}
        texts = {CARD: model_card(self.schema, self.summary)}
        texts |= {name: text for name, text in more.items() if text}
        return save_folder(path, self.description, self.network.state_dict(), texts)


def load(path: str | Path) -> Predictor:
    """A model from the folder that `save` or `fit` wrote. Nothing in the folder is run.

    FileError, in one sentence, when it is missing, something else, newer than this version, or
    damaged.
    """
    description, arrays, texts = load_folder(path)
    try:
        return rebuilt(description, arrays, texts)
    except DAMAGE as error:
        raise damaged(path, str(error).partition("\n")[0] or type(error).__name__) from None


def rebuilt(
    description: Description,
    arrays: Mapping[str, np.ndarray],
    texts: Mapping[str, str] = NO_TEXTS,
) -> Predictor:
    """The model of a description, its weights and the texts saved beside them. One of DAMAGE when
    they do not fit together.
    """
    encoder = Encoder.from_json(description.encoder)
    check(description, encoder, arrays)
    network = network_of(description.network, encoder, arrays)
    sample = Sample.from_json(texts[SAMPLE], encoder) if SAMPLE in texts else None
    return Predictor(
        description.schema, encoder, description.target, network, description.calibration,
        description.summary, page=texts.get(PAGE), conformal=description.conformal,
        costs=description.costs, sample=sample, run=texts.get(RUN, ""),
    )  # fmt: skip


def check(description: Description, encoder: Encoder, arrays: Mapping[str, np.ndarray]) -> None:
    """ValueError when the parts of a saved model do not fit together."""
    sizes, target, schema = description.network, description.target, description.schema
    regression = schema.task == "regression"
    activation = "mish" if regression else "selu"
    facts = {
        "the task is unknown": schema.task in TASKS,
        "the activation does not fit the task": sizes.activation == activation,
        "the columns do not fit the network": encoder.width == sizes.inputs
        and len(encoder.feature_names) == sizes.inputs
        and len(encoder.scales) == sizes.inputs,
        "the scales are not finite": np.isfinite([*encoder.medians, *encoder.scales]).all(),
        "the classes do not fit the network": sizes.outputs == (schema.outputs or 1),
        "the objective does not fit the task": sizes.objective in {None, schema.objective},
        "the costs do not fit the classes": not description.costs
        or np.shape(description.costs) == (schema.outputs,) * 2,
        "the target does not fit the schema": target.classes == schema.classes
        and target.task == schema.task,
        "the calibration is not one": description.calibration.temperature > 0
        and 0 <= description.calibration.floor < 1,
        "a weight is not a finite number": all(np.isfinite(a).all() for a in arrays.values()),
    }
    wrong = [what for what, holds in facts.items() if not holds]
    if wrong:
        raise ValueError(wrong[0])
