"""From the target's column to what a network learns, and back."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from pellucid.auto.columns.coerce import as_numbers, as_texts, canonical
from pellucid.auto.columns.schema import Schema
from pellucid.data.tables.tables import Column


@dataclass(frozen=True)
class TargetEncoder:
    """The target of a task, fitted on the training rows.

    Classification: `classes` are the schema's texts, `encode` gives int64 codes (n,), -1 for a text
    that is none of them and for missing cells. Regression: `encode` gives float32 (n,) with mean 0
    and deviation 1 over the training rows, NaN where missing; `lowest` and `highest` are the
    extremes of those rows in the target's own unit.
    """

    name: str
    task: str
    classes: tuple[str, ...]
    storage: str
    integral: bool
    mean: float = 0.0
    deviation: float = 1.0
    lowest: float = 0.0
    highest: float = 0.0

    @classmethod
    def fit(cls, column: Column, schema: Schema) -> "TargetEncoder":
        """Fitted on the training rows of the target's column, whose cells are all known."""
        base = (
            schema.target.name,
            schema.task,
            schema.classes,
            schema.target.storage,
            column.integral,
        )
        if schema.task != "regression":
            return cls(*base)
        values = as_numbers(column).values
        deviation = float(values.std())
        return cls(
            *base, float(values.mean()), deviation or 1.0, float(values.min()), float(values.max())
        )

    def encode(self, column: Column) -> np.ndarray:
        """Codes int64, or standardised float32, one for each row."""
        if self.task == "regression":
            return ((as_numbers(column).values - self.mean) / self.deviation).astype(np.float32)
        places = {canonical(name): place for place, name in enumerate(self.classes)}
        found = as_texts(column)
        return np.array([*(places.get(level, -1) for level in found.levels), -1], np.int64)[
            found.values
        ]

    def decode(self, found: np.ndarray) -> np.ndarray:
        """Codes (n,) as an object array of classes in their own type (str, int, float or bool);
        standardised numbers (n,) as float64 in the target's own unit.
        """
        if self.task == "regression":
            return np.asarray(found, np.float64) * self.deviation + self.mean
        return self.labels[np.asarray(found)]

    @property
    def labels(self) -> np.ndarray:
        """The classes in their own type: an object array."""
        own = {"flag": "True".__eq__, "number": int if self.integral else float}.get(
            self.storage, str
        )
        labels = np.empty(len(self.classes), dtype=object)
        labels[:] = [own(name) for name in self.classes]
        return labels

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {**asdict(self), "classes": list(self.classes)}

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> "TargetEncoder":
        """The encoder that `to_json` wrote."""
        fields: dict[str, Any] = {**saved, "classes": tuple(saved["classes"])}
        return cls(**fields)
