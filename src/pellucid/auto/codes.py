"""How each kind of column becomes numbers. A code is fitted on training cells, and prepares and
expands any others.

`prepare` bends a column into an array with a row for each cell and says what was odd; `expand`
turns rows of that array into raw float64 columns, NaN where a cell is missing (scaling fills those
in). The classes are a closed set, written to and read from plain JSON.
"""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np

from pellucid.auto.cautions import MOST_CATEGORIES
from pellucid.auto.coerce import as_moments, as_numbers, as_texts
from pellucid.auto.words import telling_words, words_of
from pellucid.core.errors import StateError
from pellucid.data.cells import shortened
from pellucid.data.tables import Column

Prepared = tuple[np.ndarray, tuple[str, ...]]
DAY = np.timedelta64(1, "D")
YEAR_DAYS = 365.25


@dataclass(frozen=True)
class NumberCode:
    """One column: the number. With `indicator`, a second one says where it is missing: 1, or -1."""

    kind: ClassVar[str] = "number"
    name: str
    indicator: bool
    lowest: float
    highest: float

    @classmethod
    def fit(cls, column: Column) -> "NumberCode":
        values = as_numbers(column).values
        known = values[~np.isnan(values)]
        lowest, highest = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
        return cls(column.name, len(known) < len(values), lowest, highest)

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.name, f"{self.name} missing") if self.indicator else (self.name,)

    @property
    def is_number(self) -> tuple[bool, ...]:
        return (True, False)[: len(self.parts)]

    def prepare(self, column: Column) -> Prepared:
        found = as_numbers(column)
        missing = np.isnan(found.values)
        return found.values, (*found.notes, *unexpected(self, missing), *self.far(found.values))

    def far(self, values: np.ndarray) -> tuple[str, ...]:
        """A note on numbers further outside the range of training than that range is wide."""
        reach = self.highest - self.lowest
        strange = (values > self.highest + reach) | (values < self.lowest - reach)
        if not strange.any():
            return ()
        cells = "1 number is" if strange.sum() == 1 else f"{int(strange.sum()):,} numbers are"
        example = float(values[np.argmax(strange)])
        seen = f"{self.lowest:g} to {self.highest:g}"
        return (
            f"column {self.name!r}: {cells} far outside what training saw ({seen}), "
            f"such as {example:g}",
        )

    def expand(self, prepared: np.ndarray) -> np.ndarray:
        if not self.indicator:
            return prepared[:, None]
        return np.stack([prepared, np.where(np.isnan(prepared), 1.0, -1.0)], axis=1)


@dataclass(frozen=True)
class CategoryCode:
    """A column for each of `levels` (1 where the cell is it, else 0); two levels share one column
    of 1 and -1.

    Unknown and missing cells are 0 everywhere, unless `other` adds a column for rare and unknown
    ones.
    """

    kind: ClassVar[str] = "category"
    name: str
    levels: tuple[str, ...]
    other: bool
    complete: bool

    @classmethod
    def fit(cls, column: Column) -> "CategoryCode":
        found = as_texts(column)
        counts = np.bincount(found.values[found.values >= 0], minlength=len(found.levels)).tolist()
        total = Counter[str]()
        for level, count in zip(found.levels, counts, strict=True):
            total[level] += count
        frequent = sorted(total, key=lambda level: (-total[level], level))[:MOST_CATEGORIES]
        complete = bool((found.values >= 0).all())
        return cls(column.name, tuple(sorted(frequent)), len(total) > len(frequent), complete)

    @property
    def indicator(self) -> bool:
        return not self.complete

    @property
    def parts(self) -> tuple[str, ...]:
        shown = self.levels[1:] if len(self.levels) == 2 else self.levels
        columns = tuple(f"{self.name} = {shortened(level)}" for level in shown)
        return (*columns, f"{self.name} = other") if self.other else columns

    @property
    def is_number(self) -> tuple[bool, ...]:
        return (False,) * len(self.parts)

    def prepare(self, column: Column) -> Prepared:
        found = as_texts(column)
        places = {level: place for place, level in enumerate(self.levels)}
        lowered: dict[str, int] = {}
        for level, place in places.items():
            lowered[level.casefold()] = -1 if level.casefold() in lowered else place
        outside = len(self.levels) if self.other else -1
        table, unknown = [], []
        for level in found.levels:
            place = places.get(level, lowered.get(level.casefold(), -1))
            unknown.append(place < 0)
            table.append(place if place >= 0 else outside)
        codes = np.array([*table, -1], np.int64)[found.values]
        notes = unexpected(self, found.values < 0)
        if any(unknown) and not self.other:
            rows = np.array([*unknown, False])[found.values]
            example = shortened(found.levels[unknown.index(True)])
            cells = (
                "1 cell holds a value"
                if rows.sum() == 1
                else f"{int(rows.sum()):,} cells hold values"
            )
            notes = (
                *notes,
                f"column {self.name!r}: {cells} that training did not see, such as {example!r}",
            )
        return codes, notes

    def expand(self, prepared: np.ndarray) -> np.ndarray:
        rows = np.arange(len(prepared))
        if len(self.levels) == 2 and not self.other:
            return np.array([-1.0, 1.0, 0.0])[prepared][:, None]
        raw = np.zeros((len(prepared), len(self.parts) + 1))
        raw[rows, prepared] = 1.0
        return raw[:, :-1]


@dataclass(frozen=True)
class DateCode:
    """Running time in days, year, day of the month, and the turning parts (month, weekday, hour) as
    sine and cosine.
    """

    kind: ClassVar[str] = "date"
    name: str
    indicator: bool
    clock: bool
    day_first: bool = False

    @classmethod
    def fit(cls, column: Column) -> "DateCode":
        moments = as_moments(column).values
        known = moments[~np.isnat(moments)]
        clock = bool((known != known.astype("datetime64[D]")).any())
        day_first = column.date_order == "day first"
        return cls(column.name, len(known) < len(moments), clock, day_first)

    @property
    def parts(self) -> tuple[str, ...]:
        turning = ("season", "weekday", "hour") if self.clock else ("season", "weekday")
        waves = [f"{part} {wave}" for part in turning for wave in ("sine", "cosine")]
        missing = ["missing"] if self.indicator else []
        return tuple(
            f"{self.name} {part}" for part in ("days", "year", "day of month", *waves, *missing)
        )

    @property
    def is_number(self) -> tuple[bool, ...]:
        return (*(True,) * (len(self.parts) - self.indicator), *(False,) * self.indicator)

    def prepare(self, column: Column) -> Prepared:
        found = as_moments(column, day_first=self.day_first)
        return found.values, (*found.notes, *unexpected(self, np.isnat(found.values)))

    def expand(self, prepared: np.ndarray) -> np.ndarray:
        missing = np.isnat(prepared)
        moments = np.where(missing, np.datetime64(0, "us"), prepared)
        day, month, year = (moments.astype(f"datetime64[{unit}]") for unit in "DMY")
        days = (moments - np.datetime64(0, "us")) / DAY
        season = (day - year.astype("datetime64[D]")) / DAY / YEAR_DAYS
        weekday = day.astype(np.int64) % 7 / 7.0
        turning = [season, weekday, days % 1.0] if self.clock else [season, weekday]
        waves = [wave(2 * np.pi * part) for part in turning for wave in (np.sin, np.cos)]
        columns = [
            days,
            year.astype(np.int64) + 1970.0,
            (day - month.astype("datetime64[D]")) / DAY + 1.0,
            *waves,
        ]
        raw = np.stack(columns, axis=1)
        raw[missing] = np.nan
        return np.column_stack([raw, np.where(missing, 1.0, -1.0)]) if self.indicator else raw


@dataclass(frozen=True)
class TextCode:
    """The number of words and of characters (as logarithms), and for each of `words` whether it
    occurs.
    """

    kind: ClassVar[str] = "text"
    name: str
    words: tuple[str, ...]
    complete: bool

    @classmethod
    def fit(cls, column: Column, answers: np.ndarray) -> "TextCode":
        found = as_texts(column)
        known = found.values >= 0
        texts = np.array([*found.levels, ""], dtype=object)[found.values[known]].tolist()
        return cls(column.name, telling_words(texts, answers[known]), bool(known.all()))

    @property
    def indicator(self) -> bool:
        return not self.complete

    @property
    def parts(self) -> tuple[str, ...]:
        return (
            f"{self.name} words",
            f"{self.name} length",
            *(f"{self.name} has {word!r}" for word in self.words),
        )

    @property
    def is_number(self) -> tuple[bool, ...]:
        return (True, True, *(False,) * len(self.words))

    def prepare(self, column: Column) -> Prepared:
        found = as_texts(column)
        places = {word: place + 2 for place, word in enumerate(self.words)}
        table = np.zeros((len(found.levels) + 1, len(self.parts)), np.float32)
        table[-1, :2] = np.nan
        for row, level in enumerate(found.levels):
            words = words_of(level)
            table[row, :2] = np.log1p(len(words)), np.log1p(len(level))
            table[row, [places[word] for word in words if word in places]] = 1.0
        return table[found.values], unexpected(self, found.values < 0)

    def expand(self, prepared: np.ndarray) -> np.ndarray:
        return prepared.astype(np.float64)


Code = NumberCode | CategoryCode | DateCode | TextCode
CODES: dict[str, type] = {
    code.kind: code for code in (NumberCode, CategoryCode, DateCode, TextCode)
}


def fit_code(column: Column, kind: str, answers: np.ndarray) -> Code:
    """The code for a column of that schema kind; `answers` are the target's codes or numbers, for
    choosing words.
    """
    if kind == "number":
        return NumberCode.fit(column)
    if kind == "date":
        return DateCode.fit(column)
    return TextCode.fit(column, answers) if kind == "text" else CategoryCode.fit(column)


def unexpected(code: Code, missing: np.ndarray) -> tuple[str, ...]:
    """A note on missing cells where training had none."""
    if code.indicator or not missing.any():
        return ()
    count = int(missing.sum())
    cells = "1 cell is missing" if count == 1 else f"{count:,} cells are missing"
    return (f"column {code.name!r}: {cells}, though none was in training",)


def code_to_json(code: Code) -> dict[str, Any]:
    """A code as plain JSON types."""
    return {
        "kind": code.kind,
        **{key: list(v) if isinstance(v, tuple) else v for key, v in asdict(code).items()},
    }


def code_from_json(saved: dict[str, Any]) -> Code:
    """The code that `code_to_json` wrote; StateError for a kind that does not exist."""
    fields = {
        key: tuple(v) if isinstance(v, list) else v for key, v in saved.items() if key != "kind"
    }
    if saved.get("kind") not in CODES:
        raise StateError(
            f"there is no code for columns of kind {saved.get('kind')!r}", given=", ".join(CODES)
        )
    return CODES[saved["kind"]](**fields)
