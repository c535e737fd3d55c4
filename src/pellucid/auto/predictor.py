"""The trained model that users hold: it predicts, explains itself, is saved and loaded."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.calibration import Calibration
from pellucid.auto.card import model_card
from pellucid.auto.encode import Encoder
from pellucid.auto.networks import Network, network_of, sizes_of
from pellucid.auto.saving import (
    CARD,
    FORMAT,
    PAGE,
    VERSION,
    Description,
    Summary,
    damaged,
    load_folder,
    save_folder,
)
from pellucid.auto.schema import Schema
from pellucid.auto.targets import TargetEncoder
from pellucid.core.errors import ArgumentError, PellucidError, StateError
from pellucid.data.reading import read_table
from pellucid.data.tables import Column, Table
from pellucid.formats.atomic import write_atomically
from pellucid.report import Report

SHOWN_CLASSES = 5
# What building a model from a file of any content may raise.
DAMAGE = (PellucidError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class PredictionWarning(UserWarning):
    """Something in rows to predict was not as in training; the text says what was done."""


@dataclass(frozen=True)
class Answer:
    """The prediction for one row. `probabilities`: class -> probability, empty for a number.
    `notes`: what was unusual about the row, and what was done about it.
    """

    prediction: Any
    probabilities: Mapping[Any, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        ranked = sorted(self.probabilities.items(), key=lambda item: -item[1])
        shares = ", ".join(f"{name} {share:.1%}" for name, share in ranked[:SHOWN_CLASSES])
        head = f"{self.prediction} ({shares})" if shares else f"{self.prediction:.6g}"
        return "\n".join([head, *(f"  note: {note}" for note in self.notes)])


@dataclass(frozen=True, eq=False)
class Answers:
    """The predictions for the rows of a table, in their order.

    `predictions`: (n,) classes in their own type, or float64. `probabilities`: float64 (n,
    classes), in the order of `classes`; None for numbers. `notes`: what was unusual, as sentences.
    `names`: what each row is called, where it has a name of its own, such as a file.
    """

    predictions: np.ndarray
    probabilities: np.ndarray | None
    classes: np.ndarray
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.predictions)

    def row(self, i: int) -> Answer:
        """The answer for one row."""
        prediction = self.predictions[i : i + 1].tolist()[0]
        if self.probabilities is None:
            return Answer(prediction, notes=self.notes)
        shares = dict(zip(self.classes.tolist(), self.probabilities[i].tolist(), strict=True))
        return Answer(prediction, shares, self.notes)


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

    def __str__(self) -> str:
        return self.summary.sentence

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{escape(str(self))}</p>"

    @property
    def task(self) -> str:
        """binary, multiclass or regression."""
        return self.schema.task

    @property
    def classes_(self) -> np.ndarray:
        """The classes in their own type, in the order of the probabilities; none for regression."""
        return np.array(self.target.labels.tolist())

    def predict(self, x: Any) -> Any:
        """Predictions for rows: an array (n,) of classes in their own type, or of float64 numbers.

        `x`: a path, a dataframe, a `Table`, a dict of columns, a list of dicts, an array; for one
        row as a dict of single values, an `Answer` with its probabilities and notes. A column that
        is missing, a value never seen, another order or type of the columns is dealt with and
        reported as a PredictionWarning, or in the notes; only what is no table at all is an error.
        """
        found = self.answers(x)
        if is_one_row(x):
            return found.row(0)
        for note in found.notes:
            warnings.warn(note, PredictionWarning, stacklevel=2)
        return found.predictions

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
        for note in found.notes:
            warnings.warn(note, PredictionWarning, stacklevel=2)
        return found.probabilities

    def answers(self, x: Any) -> Answers:
        """Predictions, probabilities and notes for rows, as one value."""
        table = self.table_of(x)
        scores, notes = self.scored(table)
        notes = tuple(dict.fromkeys((*table.all_notes, *notes)))
        if self.task == "regression":
            return Answers(scores, None, self.classes_, notes)
        return Answers(self.classes_[scores.argmax(axis=1)], scores, self.classes_, notes)

    def scores(self, table: Table) -> np.ndarray:
        """Probabilities (n, classes), or numbers (n,) in the target's own unit: float64."""
        return self.scored(table)[0]

    def scored(self, table: Table) -> tuple[np.ndarray, tuple[str, ...]]:
        """The scores of rows, and what was unusual about them."""
        x, notes = self.encoder.encode(table)
        found = self.network.run(x)
        if self.task == "regression":
            return self.target.decode(found[:, 0]), notes.sentences
        return self.calibration.probabilities(found), notes.sentences

    def table_of(self, x: Any) -> Table:
        """`x` as a table; an array takes the names of the columns that training had."""
        if isinstance(x, np.ndarray) and x.dtype.names is None:
            return read_table(np.atleast_2d(x), names=self.names_for(np.atleast_2d(x).shape[-1]))
        if isinstance(x, Mapping) and not x:  # one row of which nothing is known
            return Table((Column(self.schema.features[0], "number", np.full(1, np.nan)),))
        if isinstance(x, Sequence) and not isinstance(x, str) and not len(x):
            return Table((Column(self.schema.features[0], "number", np.empty(0)),))
        return read_table(x)

    def names_for(self, width: int) -> tuple[str, ...] | None:
        """Names for the columns of an array: all of the schema's, or those that are read."""
        every = tuple(column.name for column in self.schema.columns)
        return next((n for n in (every, self.schema.features) if len(n) == width), None)

    def report(self, path: str | Path | None = None) -> Path | None:
        """Write the report as one offline page, and give its path; without one, print its findings.

        StateError when the model was loaded from a folder without its page.
        """
        if path is None:
            print(self.findings if self.findings is not None else self)
            return None
        if self.findings is not None:
            return self.findings.save(path)
        if self.page is None:
            raise StateError("there is no report: the model was loaded from a folder without one")
        return write_atomically(path, self.page)

    def save(self, path: str | Path) -> Path:
        """Save the model as a folder, whole or not at all; an older model there is replaced.

        `model.safetensors` holds the weights, `model.json` everything else, beside the report and a
        model card. FileError when the folder holds something else, or cannot be written.
        """
        description = Description(
            format=FORMAT,
            version=VERSION,
            network=sizes_of(self.network),
            schema=self.schema,
            encoder=self.encoder.to_json(),
            target=self.target,
            calibration=self.calibration,
            summary=self.summary,
            weights="",
        )
        page = self.findings.html() if self.findings is not None else self.page
        texts = {CARD: model_card(self.schema, self.summary), **({PAGE: page} if page else {})}
        return save_folder(path, description, self.network.state_dict(), texts)


def is_one_row(x: Any) -> bool:
    """Whether `x` is a dict of single values."""
    return isinstance(x, Mapping) and all(
        isinstance(cell, str | bytes | Mapping) or not hasattr(cell, "__iter__")
        for cell in x.values()
    )


def load(path: str | Path) -> Predictor:
    """A model from the folder that `save` or `fit` wrote. Nothing in the folder is run.

    FileError, in one sentence, when it is missing, something else, newer than this version, or
    damaged.
    """
    description, arrays, page = load_folder(path)
    sizes = description.network
    try:
        encoder = Encoder.from_json(description.encoder)
        check(description, encoder, arrays)
        network = network_of(sizes, encoder, arrays)
    except DAMAGE as error:
        raise damaged(path, str(error).partition("\n")[0] or type(error).__name__) from None
    parts = (description.schema, encoder, description.target, network)
    return Predictor(*parts, description.calibration, description.summary, page=page)


def check(description: Description, encoder: Encoder, arrays: Mapping[str, np.ndarray]) -> None:
    """ValueError when the parts of a saved model do not fit together."""
    sizes, target, schema = description.network, description.target, description.schema
    regression = schema.task == "regression"
    activation = "mish" if regression else "selu"
    facts = {
        "the task is unknown": schema.task in {"binary", "multiclass", "regression"},
        "the activation does not fit the task": sizes.activation == activation,
        "the columns do not fit the network": encoder.width == sizes.inputs
        and len(encoder.feature_names) == sizes.inputs
        and len(encoder.scales) == sizes.inputs,
        "the scales are not finite": np.isfinite([*encoder.medians, *encoder.scales]).all(),
        "the classes do not fit the network": sizes.outputs == len(target.classes) + regression,
        "the target does not fit the schema": target.classes == schema.classes
        and target.task == schema.task,
        "the calibration is not one": description.calibration.temperature > 0
        and 0 <= description.calibration.floor < 1,
        "a weight is not a finite number": all(np.isfinite(a).all() for a in arrays.values()),
    }
    wrong = [what for what, holds in facts.items() if not holds]
    if wrong:
        raise ValueError(wrong[0])
