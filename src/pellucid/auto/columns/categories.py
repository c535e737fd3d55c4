"""How categories become numbers: a column for each of a few levels, or learned values for each of
many."""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from pellucid.auto.columns.coerce import Coerced, Prepared, as_texts, unexpected
from pellucid.data.tables.cells import shortened
from pellucid.data.tables.tables import Column

# Of more levels than this, a network that can learns values, and one that cannot is shown the most
# frequent ones.
MANY_LEVELS, MOST_LEVELS = 64, 20_000


@dataclass(frozen=True)
class CategoryCode:
    """A column for each of `levels` (1 where the cell is it, else 0); two levels share one column
    of 1 and -1.

    `other` adds a column for rare and unknown cells, without which they are 0 everywhere;
    `indicator` one for missing cells, where training had some.
    """

    kind: ClassVar[str] = "category"
    name: str
    levels: tuple[str, ...]
    other: bool
    indicator: bool

    @classmethod
    def fit(cls, column: Column) -> "CategoryCode":
        counts, complete = level_counts(column)
        frequent = most_frequent(counts)[:MANY_LEVELS]
        return cls(column.name, tuple(sorted(frequent)), len(counts) > len(frequent), not complete)

    @property
    def is_pair(self) -> bool:
        """Whether one column of 1 and -1 is enough for the levels."""
        return len(self.levels) == 2 and not self.other

    @property
    def parts(self) -> tuple[str, ...]:
        shown = self.levels[1:] if self.is_pair else self.levels
        columns = [f"{self.name} = {shortened(level)}" for level in shown]
        columns += [f"{self.name} = other"] * self.other
        return (*columns, *[f"{self.name} missing"] * self.indicator)

    @property
    def is_number(self) -> tuple[bool, ...]:
        return (False,) * len(self.parts)

    @property
    def tables(self) -> tuple[int, ...]:
        return (0,) * len(self.parts)

    def prepare(self, column: Column) -> Prepared:
        places, known = level_places(self.levels), len(self.levels)
        found = as_texts(column)
        outside = known if self.other else -1
        table = [places.get(level, places.get(level.casefold(), -1)) for level in found.levels]
        unknown = np.array([*(place < 0 for place in table), False])
        # Missing cells lie one behind the last column of a level, and are cut off or its last one.
        gone = known + self.other
        codes = np.array([*(outside if p < 0 else p for p in table), gone], np.int64)[found.values]
        codes = np.where(codes < 0, gone + self.indicator, codes)
        notes = unexpected(self.name, self.indicator, found.values < 0)
        if unknown.any() and not self.other:
            notes = (*notes, *unseen_levels(self.name, found, unknown))
        return codes, notes

    def expand(self, prepared: np.ndarray) -> np.ndarray:
        rows = np.arange(len(prepared))
        if self.is_pair:
            raw = np.array([-1.0, 1.0, 0.0, 0.0])[prepared][:, None]
            missing = np.where(prepared == 2, 1.0, -1.0)[:, None]
            return np.concatenate([raw, missing], axis=1) if self.indicator else raw
        raw = np.zeros((len(prepared), len(self.parts) + 1))
        raw[rows, prepared] = 1.0
        return raw[:, : len(self.parts)]


@dataclass(frozen=True)
class LevelsCode:
    """One column: the number of the cell's level, for which a network learns values of its own.
    `levels` have the numbers from 2 on; 1 is a missing cell, and 0 one of a level that training has
    not seen, or seen once.
    """

    kind: ClassVar[str] = "levels"
    name: str
    levels: tuple[str, ...]
    indicator: bool
    rare: bool

    @classmethod
    def fit(cls, column: Column) -> "LevelsCode":
        counts, complete = level_counts(column)
        frequent = most_frequent(counts)[:MOST_LEVELS]
        rare = len(counts) > len(frequent)
        return cls(column.name, tuple(sorted(frequent)), not complete, rare)

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.name,)

    @property
    def is_number(self) -> tuple[bool, ...]:
        return (False,)

    @property
    def tables(self) -> tuple[int, ...]:
        return (len(self.levels) + 2,)

    def prepare(self, column: Column) -> Prepared:
        places, found = level_places(self.levels), as_texts(column)
        table = [places.get(level, places.get(level.casefold(), -2)) + 2 for level in found.levels]
        unknown = np.array([*(place == 0 for place in table), False])
        notes = unexpected(self.name, self.indicator, found.values < 0)
        if unknown.any() and not self.rare:
            notes = (*notes, *unseen_levels(self.name, found, unknown))
        return np.array([*table, 1], np.int64)[found.values], notes

    def expand(self, prepared: np.ndarray) -> np.ndarray:
        return prepared[:, None].astype(np.float64)


def level_counts(column: Column) -> tuple[Counter[str], bool]:
    """How often each level of a column occurs, and whether no cell is missing."""
    found = as_texts(column)
    counts = np.bincount(found.values[found.values >= 0], minlength=len(found.levels)).tolist()
    total = Counter[str]()
    for level, count in zip(found.levels, counts, strict=True):
        total[level] += count
    return total, bool((found.values >= 0).all())


def most_frequent(counts: Counter[str]) -> list[str]:
    """The levels, the most frequent first; where others have more, without those of one row, by
    which a network learns what to make of levels that it does not know.
    """
    several = [level for level, count in counts.items() if count > 1]
    kept = several if len(several) > 2 else list(counts)
    return sorted(kept, key=lambda level: (-counts[level], level))


def level_places(levels: tuple[str, ...]) -> dict[str, int]:
    """The place of each level, and of it in small letters where these mean one level only."""
    lowered: dict[str, int] = {}
    for place, level in enumerate(levels):
        lowered[level.casefold()] = -1 if level.casefold() in lowered else place
    known = {level: place for level, place in lowered.items() if place >= 0}
    return known | {level: place for place, level in enumerate(levels)}


def unseen_levels(name: str, found: Coerced, unknown: np.ndarray) -> tuple[str, ...]:
    """A note on cells whose level is not known; `unknown` marks levels, and missing cells last."""
    rows = unknown[found.values]
    example = shortened(found.levels[int(np.argmax(unknown))])
    cells = "1 cell holds a value" if rows.sum() == 1 else f"{int(rows.sum()):,} cells hold values"
    return (f"column {name!r}: {cells} that training did not see, such as {example!r}",)
