"""Examples held out of a fit that stay with its model, so that later ones, and other models, can be
compared with them: what can be said of each in numbers, its true answer, and the model's.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import msgspec
import numpy as np

from pellucid.auto.answering.drift import Drift, drift_of
from pellucid.auto.encoding.codes import NumberCode
from pellucid.auto.encoding.encode import Encoder, robust
from pellucid.auto.encoding.samples import Sample, SavedColumn, cells_of, column_of
from pellucid.core.errors import PellucidError, StateError
from pellucid.data.tables.tables import Table
from pellucid.report import HeldOut

MOST_EXAMPLES = 4_000
DIGITS = 6  # of a probability


@dataclass(frozen=True, eq=False)
class Kept:
    """Held-out examples as rows of numbers. `block`: how many rows in turn belong together, such as
    the steps of one forecast."""

    held_out: HeldOut
    block: int = 1

    @classmethod
    def of(cls, found: HeldOut, block: int = 1) -> "Kept":
        """Some of the examples that a model was judged by, the same ones whatever model it was."""
        blocks = np.arange(len(found.truth) // block)
        if found.places is not None and len(blocks) * block > MOST_EXAMPLES:
            every = -(-len(blocks) * block // MOST_EXAMPLES)
            first = np.asarray(found.places)[blocks * block] // block
            blocks = blocks[first % every == 0]
        rows = (blocks[:, None] * block + np.arange(block)).ravel()
        plain = tuple(column for column in found.table if column.kind != "text")
        predicted = found.predicted.round(DIGITS) if found.classes else found.predicted
        whole = replace(found, table=Table(plain), predicted=predicted)
        return cls(taken(whole, rows), block)

    @cached_property
    def sample(self) -> Sample:
        """The examples as rows that others are compared with."""
        table = self.held_out.table.take(self.first)
        codes = tuple(NumberCode.fit(column) for column in table)
        scaled = [robust(code, table[code.name]) for code in codes]
        medians, scales = (np.concatenate(part) for part in zip(*scaled, strict=True))
        encoder = Encoder(codes, medians, scales, table.names)
        return Sample(table, self.places[self.first], encoder)

    @property
    def first(self) -> np.ndarray:
        """The first row of each block, in which all is said of it."""
        return np.arange(0, len(self.held_out.truth), self.block)

    @property
    def places(self) -> np.ndarray:
        """Where each stood in the data: int64."""
        found = self.held_out.places
        return np.arange(len(self.held_out.truth)) if found is None else np.asarray(found, np.int64)

    def drift(self, facts: Table, answers: np.ndarray) -> Drift:
        """How other examples, of which as much can be said, and the answers for them differ."""
        known = Table(tuple(facts[name] for name in self.held_out.table.names))
        kinds = dict.fromkeys(known.names, "number")
        before = self.held_out.predicted
        before = before.reshape(-1, self.block, *before.shape[1:]).mean(axis=1)
        return drift_of(self.sample, known, (before, answers), kinds)

    def is_outside(self, facts: Table) -> np.ndarray:
        """Which of other examples are unlike all that are kept: bool (n,)."""
        return self.sample.is_outside(self.sample.encoder.encode(facts)[0])

    def to_json(self) -> str:
        """The examples as text."""
        found = self.held_out
        columns = [
            {
                "name": c.name,
                "kind": c.kind,
                "integral": c.integral,
                "date_order": "",
                **cells_of(c),
            }
            for c in found.table
        ]
        return msgspec.json.encode({
            "target": found.target, "classes": list(found.classes), "columns": columns,
            "truth": found.truth.tolist(), "predicted": found.predicted.tolist(),
            "places": self.places.tolist(), "block": self.block,
        }).decode()  # fmt: skip

    @classmethod
    def from_json(cls, text: str) -> "Kept":
        """What `to_json` wrote; StateError when the text is something else."""
        try:
            saved = msgspec.json.decode(text, type=Saved)
            table = Table(tuple(column_of(column) for column in saved.columns))
            found = HeldOut(
                saved.target, np.array(saved.truth, np.int64 if saved.classes else np.float64),
                np.array(saved.predicted), table, tuple(saved.classes), np.array(saved.places),
            )  # fmt: skip
        except (PellucidError, ValueError, KeyError, IndexError, TypeError) as error:
            raise StateError("the held-out examples are damaged", given=str(error)) from None
        if len(saved.places) != len(saved.truth) or len(saved.truth) % max(saved.block, 1):
            raise StateError("the held-out examples are damaged", given="lengths differ")
        return cls(found, max(saved.block, 1))


class Saved(msgspec.Struct):
    """Examples as the text holds them."""

    target: str
    classes: list[str]
    columns: list[SavedColumn]
    truth: list[float]
    predicted: list[float | list[float]]
    places: list[int]
    block: int


def taken(found: HeldOut, rows: np.ndarray) -> HeldOut:
    """Some rows of those held out."""
    return replace(
        found, truth=found.truth[rows], predicted=found.predicted[rows],
        table=found.table.take(rows),
        places=None if found.places is None else np.asarray(found.places)[rows],
    )  # fmt: skip
