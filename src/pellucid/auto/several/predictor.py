"""The trained model of several targets: it predicts all of them at once, is saved and loaded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np

from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.answering.conformal import COVERAGE, Conformal
from pellucid.auto.answering.drift import Drift, drift_of
from pellucid.auto.answering.networks import line_up, network_of, sizes_of
from pellucid.auto.answering.predictor import DAMAGE
from pellucid.auto.answering.questions import is_one_row, one_of, table_for, warned
from pellucid.auto.answering.saving import (
    PAGE,
    RUN,
    SAMPLE,
    NetworkSizes,
    damaged,
    load_folder,
)
from pellucid.auto.columns.schema import Schema
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.encoding.one_row import RowReader
from pellucid.auto.encoding.samples import Sample
from pellucid.auto.several.explaining import SeveralExplainer
from pellucid.auto.several.questions import Questions, asked_of
from pellucid.auto.several.targets import LABELS, values_of
from pellucid.auto.telling import Model, Saved, card_of
from pellucid.auto.training.realmlp import NAME, RealMLP
from pellucid.core.errors import ArgumentError, DataError, StateError
from pellucid.data.tables.tables import Table
from pellucid.report import HeldOut


@dataclass(frozen=True)
class SeveralAnswer:
    """What is predicted for one row. `predictions`: target -> 0 or 1, True or False, or a number.
    `probabilities`: label -> probability; `intervals`: target -> numbers that hold the truth in a
    share `coverage` of rows. `labels`: those that hold.
    """

    predictions: Mapping[str, Any]
    probabilities: Mapping[str, float] = field(default_factory=dict)
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    coverage: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that hold; none where numbers are predicted."""
        return tuple(n for n, holds in self.predictions.items() if self.probabilities and holds)

    def __str__(self) -> str:
        if self.probabilities:
            ranked = sorted(self.probabilities.items(), key=lambda item: -item[1])
            shares = ", ".join(f"{name} {share:.1%}" for name, share in ranked)
            head = f"{'|'.join(self.labels) or 'no label'} ({shares})"
        else:
            head = ", ".join(
                f"{name} {number:.6g} ({self.intervals[name][0]:.6g} to "
                f"{self.intervals[name][1]:.6g})"
                for name, number in self.predictions.items()
            )
        return "\n".join([head, *(f"  note: {note}" for note in self.notes)])


@dataclass(frozen=True, eq=False)
class SeveralAnswers:
    """What is predicted for rows. `predictions`: (n, targets), in the order of `classes`, the
    targets' names. `probabilities`: float64 (n, targets), None for numbers, whose `intervals`,
    float64 (n, targets, 2), hold the truth of each in a share `coverage` of rows.
    """

    predictions: np.ndarray
    probabilities: np.ndarray | None
    classes: np.ndarray
    notes: tuple[str, ...] = ()
    coverage: float = 0.0
    intervals: np.ndarray | None = None
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.predictions)

    def __iter__(self) -> Iterator[SeveralAnswer]:
        return (self.row(i) for i in range(len(self)))

    @property
    def labels(self) -> list[tuple[str, ...]]:
        """The labels that hold for each row."""
        return [one.labels for one in self]

    def row(self, i: int) -> SeveralAnswer:
        """What is predicted for one row."""
        names = self.classes.tolist()

        def named(values: Any) -> dict[str, Any]:
            return {} if values is None else dict(zip(names, values[i].tolist(), strict=True))

        spans = {name: (low, high) for name, (low, high) in named(self.intervals).items()}
        predictions, shares = named(self.predictions), named(self.probabilities)
        return SeveralAnswer(predictions, shares, spans, self.coverage, self.notes)


@dataclass(frozen=True)
class Scale:
    """Of a target that is a number: mean and deviation over the rows of training, and how far the
    truth is off."""

    mean: float
    deviation: float
    conformal: Conformal


@dataclass(frozen=True, kw_only=True)
class SeveralDescription(Saved):
    """All of a model of several targets but its weights."""

    kind: str = "several"
    network: NetworkSizes
    schema: Schema
    encoder: dict[str, Any]
    task: str
    targets: tuple[str, ...]
    columns: tuple[str, ...]
    is_list: bool
    flags: bool
    calibrations: tuple[Calibration, ...]
    scales: tuple[Scale, ...]


@dataclass(frozen=True, eq=False, repr=False)
class SeveralPredictor(Model):
    """A model that predicts several targets of a row: `task` is "labels" or "several numbers"."""

    schema: Schema
    encoder: Encoder
    network: RealMLP
    task: str
    targets: tuple[str, ...]
    columns: tuple[str, ...]
    is_list: bool
    flags: bool
    calibrations: tuple[Calibration, ...] = ()
    scales: tuple[Scale, ...] = ()

    @property
    def classes_(self) -> np.ndarray:
        """The names of the targets, in the order of the answers."""
        return np.array(self.targets)

    @cached_property
    def reader(self) -> RowReader:
        """Reads one row quickly, for a network that answers it quickly."""
        line_up(self.network)
        return RowReader(self.encoder)

    def predict(self, x: Any) -> Any:
        """Predictions for rows, (n, targets): 0 and 1 (or truth values, as the columns had them),
        or float64 numbers; an object array of texts such as "red|blue" where the labels stood in
        one column. For one row as a dict of single values a `SeveralAnswer`.

        `x`: a path, a dataframe, a `Table`, a dict of columns, a list of dicts, an array.
        """
        if isinstance(x, dict) and is_one_row(x):
            row = self.reader.read(x)
            if row is not None:
                return self.answered(self.network.run_one(row), (), COVERAGE).row(0)
            return self.answers(x).row(0)
        found = warned(self.answers(x))
        if not self.is_list:
            return found.predictions
        return np.array(["|".join(labels) for labels in found.labels], dtype=object)

    def predict_proba(self, x: Any) -> np.ndarray:
        """The probability of each label, float64 (n, labels) in the order of `classes_`; each is
        for itself, so that they do not sum to 1. ArgumentError where numbers are predicted.
        """
        found = warned(self.answers(x))
        if found.probabilities is None:
            raise ArgumentError("the targets are numbers: they have no probabilities")
        return found.probabilities

    def answers(self, x: Any, coverage: float = COVERAGE) -> SeveralAnswers:
        """Predictions, probabilities, intervals and notes for rows, as one value."""
        table = table_for(self.schema, x)
        # Targets that the table holds too are no strangers to it.
        matrix, odd = self.encoder.encode(table.drop(*(c for c in self.columns if c in table)))
        notes = tuple(dict.fromkeys((*table.all_notes, *odd.sentences)))
        return self.answered(self.network.run(matrix), notes, coverage)

    def answered(
        self, outputs: np.ndarray, notes: tuple[str, ...], coverage: float
    ) -> SeveralAnswers:
        """What outputs (n, targets) of the network mean."""
        if self.task == LABELS:
            shares = shares_of(outputs, self.calibrations)
            holds = shares >= 0.5
            return SeveralAnswers(
                holds if self.flags else holds.astype(np.int64), shares, self.classes_, notes
            )
        middle = np.array([one.mean for one in self.scales])
        unit = np.array([one.deviation for one in self.scales])
        reach = np.array([one.conformal.reach(coverage) for one in self.scales])
        found = outputs.astype(np.float64) * unit + middle
        spans = np.stack([found - reach, found + reach], axis=2)
        return SeveralAnswers(found, None, self.classes_, notes, coverage, spans)

    def scores(self, table: Table) -> np.ndarray:
        """Probabilities, or numbers in their deviations, (n, targets): float64."""
        outputs = self.network.run(self.encoder.encode(table)[0])
        if self.task == LABELS:
            return shares_of(outputs, self.calibrations)
        return outputs.astype(np.float64)

    @property
    def question(self) -> tuple[str, tuple[str, ...]]:
        """What kind of targets, and which."""
        return self.task, self.targets

    @property
    def sample(self) -> Sample:
        """Rows of the training. StateError when the model was saved without any."""
        if not isinstance(self.kept, Sample):
            raise StateError(
                "the model has no sample of its training rows to compare with",
                fix="fit it again with this version",
            )
        return self.kept

    def explain(self, x: Any, number: int | None = None) -> Any:
        """Why each target of a row is answered as it is: a `SeveralExplanation` for one row as a
        dict of single values, or for the row with a `number`, from 1; else a tuple of them.

        Each column's part comes from integrated gradients; what they leave over is stated.
        """
        table, notes = self.features_of(x)
        if number is not None:
            table = table.take([one_of(range(table.n_rows), number, "row")])
        found = self.explainer(table)
        is_one = number is not None or is_one_row(x)
        return found[0].noted(notes) if is_one else found

    @cached_property
    def explainer(self) -> SeveralExplainer:
        """What explains rows, compiled once."""
        sample = self.kept if isinstance(self.kept, Sample) else None
        units = tuple(scale.deviation for scale in self.scales)
        parts = (self.encoder, self.network, self.targets, self.own_answers, self.calibrations)
        return SeveralExplainer(*parts, units, sample, self.columns)

    def drift(self, x: Any) -> Drift:
        """How rows differ from those the model was trained on: column by column, values never seen,
        rows unlike any training row, and whether the answers for a target shift.

        StateError when the model was saved without a sample of its training rows.
        """
        table, _ = self.features_of(x)
        kinds = {column.name: column.kind for column in self.schema.columns}
        answers = self.scores(self.sample.table), self.scores(table)
        return drift_of(self.sample, table, answers, kinds)

    def judged_on(self, x: Any) -> HeldOut:
        """The answers for rows with all their targets, each target of each row as a question of its
        own. DataError when no row has them all."""
        table = table_for(self.schema, x)
        truth = values_of(table, self.columns, self.targets, self.task, self.is_list)
        rows = np.flatnonzero(~np.isnan(truth).any(axis=1))
        if not len(rows):
            raise DataError("no row has all targets to be judged by", given=", ".join(self.columns))
        features = self.features_of(table.take(rows))[0]
        found = self.own_answers(self.encoder.encode(features)[0])
        return asked_of(Questions(self.targets, self.task), features, truth[rows], found, rows)

    def features_of(self, x: Any) -> tuple[Table, tuple[str, ...]]:
        """Rows without the targets, which are no strangers to them, and what is odd in them."""
        table = table_for(self.schema, x)
        table = table.drop(*(c for c in self.columns if c in table))
        notes = self.encoder.encode(table)[1]
        return table, tuple(dict.fromkeys((*table.all_notes, *notes.sentences)))

    def own_answers(self, matrix: np.ndarray) -> np.ndarray:
        """Probabilities, or numbers in their own units, (n, targets), for encoded rows."""
        outputs = self.network.run(matrix)
        if self.task == LABELS:
            return shares_of(outputs, self.calibrations)
        return self.answered(outputs, (), COVERAGE).predictions

    def description(self) -> SeveralDescription:
        return SeveralDescription(
            summary=self.summary, network=sizes_of(self.network), schema=self.schema,
            encoder=self.encoder.to_json(), task=self.task, targets=self.targets,
            columns=self.columns, is_list=self.is_list, flags=self.flags,
            calibrations=self.calibrations, scales=self.scales,
        )  # fmt: skip

    def arrays(self) -> dict[str, np.ndarray]:
        return self.network.state_dict()

    def card(self) -> str:
        reads = f"It reads rows of a table and predicts {', '.join(self.targets[:12])} of each."
        kind = "classification" if self.task == LABELS else "regression"
        return card_of(self.summary, f"tabular-{kind}", reads, "print(model.predict(rows))")


def shares_of(outputs: np.ndarray, calibrations: tuple[Calibration, ...]) -> np.ndarray:
    """The probability of each label from the logarithms of its odds, each with its calibration."""
    pairs = np.stack([np.zeros_like(outputs), outputs], axis=2)
    found = [own.probabilities(pairs[:, k])[:, 1] for k, own in enumerate(calibrations)]
    return np.stack(found, axis=1)


def load_several(path: str | Path) -> SeveralPredictor:
    """A model of several targets from the folder that `save` or `fit` wrote."""
    found, arrays, beside = load_folder(path, SeveralDescription)
    try:
        encoder = Encoder.from_json(found.encoder)
        count = len(found.targets)
        is_labels = found.task == LABELS
        facts = {
            "the columns do not fit the network": encoder.width == found.network.inputs,
            "the targets do not fit the network": found.network.outputs == count > 1,
            "the objective does not fit the task": found.network.objective is not None
            and found.network.objective.name == found.task,
            "the calibrations do not fit the targets": len(found.calibrations)
            == (count if is_labels else 0)
            and all(one.temperature > 0 and 0 <= one.floor < 1 for one in found.calibrations),
            "the scales do not fit the targets": len(found.scales) == (0 if is_labels else count),
            "a weight is not a finite number": all(np.isfinite(a).all() for a in arrays.values()),
        }
        facts["the recipe is unknown"] = found.network.recipe == NAME
        wrong = [what for what, holds in facts.items() if not holds]
        if wrong:
            raise ValueError(wrong[0])
        network = cast("RealMLP", network_of(found.network, encoder, arrays))
        sample = Sample.from_json(beside[SAMPLE], encoder) if SAMPLE in beside else None
    except DAMAGE as error:
        raise damaged(path, str(error).partition("\n")[0] or type(error).__name__) from None
    return SeveralPredictor(
        found.summary, None, beside.get(PAGE), found.schema, encoder, network, found.task,
        found.targets, found.columns, found.is_list, found.flags, found.calibrations, found.scales,
        run=beside.get(RUN, ""), kept=sample,
    )  # fmt: skip
