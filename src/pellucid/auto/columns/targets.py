"""From the target's column to what a network learns, and back."""

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from pellucid.auto.columns.coerce import as_numbers, as_texts, canonical
from pellucid.auto.columns.kinds import TRUTHS
from pellucid.auto.columns.schema import Schema
from pellucid.auto.columns.tasks import guess_target
from pellucid.data.tables.tables import Column, Table


def with_target_spelt_alike(table: Table, target: str | None) -> Table:
    """The table with its target `spelt_alike`; the target is guessed when None."""
    column = table[target if target is not None else guess_target(table)[0]]
    alike = spelt_alike(column)
    columns = (alike if other is column else other for other in table.columns)
    return table if alike is column else replace(table, columns=tuple(columns))


def spelt_alike(column: Column) -> Column:
    """A target whose classes that differ in case or blanks alone are one, in the spelling that most
    rows have; a note says so. Letters stay apart, but for those that say yes and no.

    >>> from pellucid.data import read_table
    >>> spelt_alike(read_table({"y": ["Yes", "yes ", "No", "Yes", "NO"]})["y"]).levels
    ('Yes', 'No')
    """
    if column.kind != "text":
        return column
    used, counts = column.used_levels()
    says_yes = frozenset(map(folded, used.levels)) in TRUTHS
    groups: dict[str, list[int]] = {}
    for place, level in enumerate(used.levels):
        key = folded(level) if len(level) > 1 or says_yes else level
        groups.setdefault(key, []).append(place)
    if len(groups) == len(used.levels):
        return column
    kept, codes = [], np.full(len(used.levels) + 1, -1, np.int32)
    for group in groups.values():
        codes[group] = len(kept)
        kept.append(used.levels[max(group, key=lambda place: counts[place])])
    joined = next(group for group in groups.values() if len(group) > 1)
    spelt = ", ".join(repr(used.levels[place]) for place in joined)
    note = f"column {column.name!r}: what differs in case alone, such as {spelt}, is one class"
    return replace(used, values=codes[used.values], levels=tuple(kept), notes=(*column.notes, note))


def folded(text: str) -> str:
    """A text in small letters, with single blanks."""
    return " ".join(text.casefold().split())


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
    point: str = ""
    unit: str = ""

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
            *base, float(values.mean()), deviation or 1.0, float(values.min()), float(values.max()),
            column.point, column.unit,
        )  # fmt: skip

    def encode(self, column: Column) -> np.ndarray:
        """Codes int64, or standardised float32, one for each row."""
        if self.task == "regression":
            values = as_numbers(column, point=self.point, unit=self.unit).values
            return ((values - self.mean) / self.deviation).astype(np.float32)
        places = {canonical(name): place for place, name in enumerate(self.classes)}
        alike = {folded(name): place for name, place in places.items()}
        if len(alike) < len(places):  # classes that differ in case are told apart
            alike = {}
        found = as_texts(column)
        codes = [places.get(level, alike.get(folded(level), -1)) for level in found.levels]
        return np.array([*codes, -1], np.int64)[found.values]

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
