"""From a table to the numbers a network reads: fitted on the training rows only, and never failing
on a value.

The recipe is that of RealMLP (Holzmüller, Grinsztajn and Steinwart, "Better by default", 2024):
numbers and one-hot columns alike are centred on their median, divided by their interquartile range
and bent smoothly into (-3, 3).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.auto.columns.schema import Schema
from pellucid.auto.columns.targets import TargetEncoder
from pellucid.auto.encoding.codes import (
    Code,
    LevelsCode,
    TextCode,
    code_from_json,
    code_to_json,
    fit_code,
)
from pellucid.data.tables.tables import Column, Table, did_you_mean, listing

# A scaled number beyond this is as good as infinite: its bent value is 3 to the last bit of
# float32.
FARTHEST = 1e6
BEND = 3.0
ROWS_AT_ONCE = 16_384


@dataclass(frozen=True)
class Notes:
    """What encoding met that training had not, as sentences; false when all was as expected.

    >>> str(Notes(("column 'a' is not there: every row counts as missing",)))
    "column 'a' is not there: every row counts as missing"
    """

    sentences: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sentences)

    def __str__(self) -> str:
        return "\n".join(self.sentences)


@dataclass(frozen=True, eq=False)
class Encoder:
    """From a table to a float32 matrix with a row for each of its rows.

    `codes`: how each column is written. `medians`, `scales`: float64 (width,). `known`: every
    column of the training table, so that left-out ones are not reported as strange.

    >>> from pellucid.auto.columns.schema import infer_schema
    >>> from pellucid.data import read_table
    >>> cities = ["Rome", "Oslo", "Bonn", None]
    >>> table = read_table({"size": [3.5, 4, 1, 9] * 5, "city": cities * 5, "y": [0, 1] * 10})
    >>> encoder = Encoder.fit(table, infer_schema(table, "y"))
    >>> encoder.feature_names
    ('size', 'city = Bonn', 'city = Oslo', 'city = Rome', 'city missing')
    >>> matrix, notes = encoder.encode(read_table({"size": "2", "city": "Paris"}))
    >>> matrix.shape, str(notes)
    ((1, 5), "column 'city': 1 cell holds a value that training did not see, such as 'Paris'")
    """

    codes: tuple[Code, ...]
    medians: np.ndarray
    scales: np.ndarray
    known: tuple[str, ...]

    @classmethod
    def fit(cls, table: Table, schema: Schema, fold: np.ndarray | None = None) -> "Encoder":
        """An encoder of `schema.features`, fitted on `table`: the TRAINING rows only, target
        included. `fold`: the number of the fold of each row, where networks learn without one.
        """
        target = table[schema.target.name]
        answers = TargetEncoder.fit(target, schema).encode(target)
        codes = tuple(
            fit_code(table[name], schema[name].kind, answers, fold) for name in schema.features
        )
        known = (*(column.name for column in schema.columns), schema.target.name)
        found = [robust(code, table[code.name]) for code in codes]
        return cls(
            codes,
            np.concatenate([m for m, _ in found]),
            np.concatenate([s for _, s in found]),
            known,
        )

    @property
    def width(self) -> int:
        """The columns of the matrix."""
        return len(self.medians)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """A name for each column of the matrix."""
        return tuple(part for code in self.codes for part in code.parts)

    @property
    def feature_groups(self) -> dict[str, slice]:
        """Which columns of the matrix each column of the table has become."""
        ends = np.cumsum([len(code.parts) for code in self.codes]).tolist()
        starts = [0, *ends[:-1]]
        return {code.name: slice(a, b) for code, a, b in zip(self.codes, starts, ends, strict=True)}

    @property
    def is_number(self) -> np.ndarray:
        """Which columns of the matrix hold scaled quantities, not one-hot columns or indicators:
        bool (width,).
        """
        return np.array([flag for code in self.codes for flag in code.is_number], dtype=bool)

    @property
    def tables(self) -> tuple[int, ...]:
        """For each column of the matrix that holds numbers of levels, how many there are; 0 for
        every other.
        """
        return tuple(size for code in self.codes for size in code.tables)

    def hidden(self, folds: int) -> np.ndarray | None:
        """Which columns were chosen by the answers of a fold, and must not be seen by the network
        that is judged on it: bool (folds, width), or None for none.
        """
        found = np.zeros((folds, self.width), bool)
        for code, place in zip(self.codes, self.feature_groups.values(), strict=True):
            if isinstance(code, TextCode):
                for k, chosen in enumerate(code.chosen):
                    found[k, place.start + 2 : place.start + 2 + len(code.words)] = True
                    found[k, [place.start + 2 + word for word in chosen]] = False
        return found if found.any() else None

    def encode(self, table: Table) -> tuple[np.ndarray, Notes]:
        """A float32 matrix (n_rows, width) of finite numbers, and what was unusual. No value and no
        column makes it fail.
        """
        matrix = np.zeros((table.n_rows, self.width), np.float32)
        notes: list[str] = []
        for code, place in zip(self.codes, self.feature_groups.values(), strict=True):
            if code.name in table:
                prepared, odd = code.prepare(table[code.name])
                notes += odd
            else:
                prepared = code.prepare(all_missing(code.name, table.n_rows))[0]
                notes.append(absent(code.name, table))
            for start in range(0, table.n_rows, ROWS_AT_ONCE):
                rows = slice(start, start + ROWS_AT_ONCE)
                raw = code.expand(prepared[rows])
                matrix[rows, place] = (
                    raw
                    if isinstance(code, LevelsCode)
                    else scaled(raw, self.medians[place], self.scales[place])
                )
        extra = [name for name in table.names if name not in set(self.known)]
        if extra:
            notes.append(f"columns that training did not have are ignored: {listing(extra)}")
        return matrix, Notes(tuple(notes))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "codes": [code_to_json(code) for code in self.codes],
            "medians": self.medians.tolist(),
            "scales": self.scales.tolist(),
            "known": list(self.known),
        }

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> "Encoder":
        """The encoder that `to_json` wrote."""
        codes = tuple(code_from_json(code) for code in saved["codes"])
        medians, scales = (np.array(saved[key], np.float64) for key in ("medians", "scales"))
        return cls(codes, medians, scales, tuple(saved["known"]))


def robust(code: Code, column: Column) -> tuple[np.ndarray, np.ndarray]:
    """The median and the scale of each column that a code makes: float64 (width,) twice.

    The scale is 1 / (upper quartile - lower quartile), where that is zero 2 / (largest - smallest),
    else 0.
    """
    raw = code.expand(code.prepare(column)[0])
    medians, scales = np.zeros(raw.shape[1]), np.zeros(raw.shape[1])
    for place, values in enumerate(raw.T):
        known = values[~np.isnan(values)]
        if len(known):
            lower, medians[place], upper = np.quantile(known, (0.25, 0.5, 0.75))
            scales[place] = inverse(upper - lower) or 2 * inverse(np.ptp(known))
    return medians, scales


def inverse(size: float) -> float:
    """1 / size, or 0 where that is no finite number."""
    with np.errstate(divide="ignore", over="ignore"):
        found = np.float64(1.0) / np.float64(size)
    return float(found) if np.isfinite(found) else 0.0


def scaled(raw: np.ndarray, medians: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """Raw columns centred, scaled and bent into (-3, 3); missing cells become 0."""
    with np.errstate(over="ignore", invalid="ignore"):
        x = (raw - medians) * scales
    x = np.clip(np.nan_to_num(x, nan=0.0, posinf=FARTHEST, neginf=-FARTHEST), -FARTHEST, FARTHEST)
    return x / np.sqrt(1.0 + np.square(x / BEND))


def all_missing(name: str, rows: int) -> Column:
    """A column without a single known cell."""
    return Column(name, "number", np.full(rows, np.nan))


def absent(name: str, table: Table) -> str:
    """The note for a column that the table lacks."""
    hint = did_you_mean(name, table.names)
    asked = f" ({hint})" if hint else ""
    return f"column {name!r} is not there{asked}: every row counts as missing"
