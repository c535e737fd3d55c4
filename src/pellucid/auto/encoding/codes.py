"""How each kind of column becomes numbers. A code is fitted on training cells, and prepares and
expands any others.

`prepare` bends a column into an array with a row for each cell and says what was odd; `expand`
turns rows of that array into raw float64 columns, NaN where a cell is missing (scaling fills those
in). The classes are a closed set, written to and read from plain JSON.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np

from pellucid.auto.columns.categories import MANY_LEVELS, CategoryCode, LevelsCode, level_counts
from pellucid.auto.columns.coerce import Prepared, as_moments, as_numbers, as_texts, unexpected
from pellucid.auto.columns.words import telling_words, words_of
from pellucid.core.errors import StateError
from pellucid.data.tables.tables import Column
from pellucid.data.tables.words import hashed

DAY = np.timedelta64(1, "D")
YEAR_DAYS = 365.25
BUCKETS, ROWS_OF_BUCKET = 128, 8


@dataclass(frozen=True)
class NumberCode:
    """One column: the number. With `indicator`, a second one says where it is missing: 1, or -1.
    `point`, `unit`: how texts write it, as in a `Column`.
    """

    kind: ClassVar[str] = "number"
    name: str
    indicator: bool
    lowest: float
    highest: float
    point: str = ""
    unit: str = ""

    @classmethod
    def fit(cls, column: Column) -> "NumberCode":
        values = as_numbers(column).values
        known = values[~np.isnan(values)]
        lowest, highest = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
        missing = len(known) < len(values)
        return cls(column.name, missing, lowest, highest, column.point, column.unit)

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.name, f"{self.name} missing") if self.indicator else (self.name,)

    @property
    def is_number(self) -> tuple[bool, ...]:
        return (True, False)[: len(self.parts)]

    @property
    def tables(self) -> tuple[int, ...]:
        return (0,) * len(self.parts)

    def prepare(self, column: Column) -> Prepared:
        found = as_numbers(column, point=self.point, unit=self.unit)
        missing = np.isnan(found.values)
        return found.values, (
            *found.notes,
            *unexpected(self.name, self.indicator, missing),
            *self.far(found.values),
        )

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

    @property
    def tables(self) -> tuple[int, ...]:
        return (0,) * len(self.parts)

    def prepare(self, column: Column) -> Prepared:
        found = as_moments(column, day_first=self.day_first)
        return found.values, (
            *found.notes,
            *unexpected(self.name, self.indicator, np.isnat(found.values)),
        )

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
    """The number of words and of characters (as logarithms), for each of `words` whether it occurs,
    and how often hashed words and pairs of words do (as logarithms, in `buckets` columns).

    `chosen`: of each fold of the rows, the places of those words that the other folds chose; a
    network that has not seen a fold looks at these alone. Empty where rows had no folds.
    """

    kind: ClassVar[str] = "text"
    name: str
    words: tuple[str, ...]
    complete: bool
    buckets: int = 0
    chosen: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def fit(cls, column: Column, answers: np.ndarray, fold: np.ndarray | None = None) -> "TextCode":
        found = as_texts(column)
        known = found.values >= 0
        texts = np.array([*found.levels, ""], dtype=object)[found.values]
        rest = [known] if fold is None else [known & (fold != k) for k in range(fold.max() + 1)]
        told = [telling_words(texts[rows].tolist(), answers[rows]) for rows in rest]
        words = tuple(dict.fromkeys(word for some in told for word in some))
        places = {word: place for place, word in enumerate(words)}
        chosen = tuple(tuple(places[word] for word in some) for some in told)
        complete, buckets = bool(known.all()), min(BUCKETS, len(column) // ROWS_OF_BUCKET)
        return cls(column.name, words, complete, buckets, () if fold is None else chosen)

    @property
    def indicator(self) -> bool:
        return not self.complete

    @property
    def parts(self) -> tuple[str, ...]:
        return (
            f"{self.name} words",
            f"{self.name} length",
            *(f"{self.name} has {word!r}" for word in self.words),
            *(f"{self.name} hash {bucket}" for bucket in range(self.buckets)),
        )

    @property
    def is_number(self) -> tuple[bool, ...]:
        return (True, True, *(False,) * (len(self.words) + self.buckets))

    @property
    def tables(self) -> tuple[int, ...]:
        return (0,) * len(self.parts)

    def prepare(self, column: Column) -> Prepared:
        found = as_texts(column)
        places = {word: place + 2 for place, word in enumerate(self.words)}
        table = np.zeros((len(found.levels) + 1, len(self.parts)), np.float32)
        table[-1, :2] = np.nan
        for row, level in enumerate(found.levels):
            words = words_of(level)
            table[row, :2] = np.log1p(len(words)), np.log1p(len(level))
            table[row, [places[word] for word in words if word in places]] = 1.0
            if self.buckets:
                table[row, len(self.words) + 2 :] = hashed(level, self.buckets)
        return table[found.values], unexpected(self.name, self.indicator, found.values < 0)

    def expand(self, prepared: np.ndarray) -> np.ndarray:
        return prepared.astype(np.float64)


Code = NumberCode | CategoryCode | LevelsCode | DateCode | TextCode
CODES: dict[str, type] = {
    code.kind: code for code in (NumberCode, CategoryCode, LevelsCode, DateCode, TextCode)
}


def fit_code(
    column: Column, kind: str, answers: np.ndarray, fold: np.ndarray | None = None
) -> Code:
    """The code for a column of that schema kind; `answers` are the target's codes or numbers, for
    choosing words, and `fold` the folds of the rows, where networks learn without one of them. Only
    those learn values for the levels of a category.
    """
    if kind == "number":
        return NumberCode.fit(column)
    if kind == "date":
        return DateCode.fit(column)
    if kind == "text":
        return TextCode.fit(column, answers, fold)
    if fold is not None and len(level_counts(column)[0]) > MANY_LEVELS:
        return LevelsCode.fit(column)
    return CategoryCode.fit(column)


def code_to_json(code: Code) -> dict[str, Any]:
    """A code as plain JSON types."""
    return {
        "kind": code.kind,
        **{key: listed(value) for key, value in asdict(code).items()},
    }


def code_from_json(saved: dict[str, Any]) -> Code:
    """The code that `code_to_json` wrote; StateError for a kind that does not exist."""
    fields = {key: as_tuples(value) for key, value in saved.items() if key != "kind"}
    if saved.get("kind") not in CODES:
        raise StateError(
            f"there is no code for columns of kind {saved.get('kind')!r}", given=", ".join(CODES)
        )
    return CODES[saved["kind"]](**fields)


def listed(value: Any) -> Any:
    """Tuples as lists, at every depth."""
    return [listed(part) for part in value] if isinstance(value, tuple) else value


def as_tuples(value: Any) -> Any:
    """Lists as tuples, at every depth."""
    return tuple(as_tuples(part) for part in value) if isinstance(value, list) else value
