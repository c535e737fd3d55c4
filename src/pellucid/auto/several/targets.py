"""Several targets in a table: columns that say yes or no, a column of lists of labels, or columns
of numbers.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from pellucid.auto.columns.coerce import as_numbers, as_texts
from pellucid.auto.columns.kinds import TRUTHS, kind_of
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.tables.tables import Column, Table, listing

LABELS, NUMBERS = "labels", "several numbers"
SEPARATORS = ("|", ";", ",")  # a comma may be part of a plain text, so that it has to be asked for
SURE_SEPARATORS = SEPARATORS[:2]
LEAST_LISTS = 0.02  # of the known cells hold more than one label, where nobody says what they are
LEAST_ROWS_OF_LABEL = 5
LEAST_ROWS = 10
TRUE_WORDS = frozenset({"yes", "y", "t", "on", "true", "1"})
COMMON_SETS = 10  # rows from which on those of one set of labels are split alike


@dataclass(frozen=True, eq=False)
class Targets:
    """What is predicted of rows: `names` of labels or of columns, `values` float64 (n, targets), 0
    or 1 for labels, NaN in all of a row whose targets are not all known.

    `columns`: those of the table that hold them, which are not read to predict. `is_list`: whether
    they stand in one column of lists. `flags`: whether answers are truth values, not 0 and 1.
    """

    kind: str
    names: tuple[str, ...]
    values: np.ndarray
    columns: tuple[str, ...]
    is_list: bool = False
    flags: bool = False
    notes: tuple[str, ...] = ()

    @property
    def known(self) -> np.ndarray:
        """Places of the rows whose targets are known."""
        return np.flatnonzero(complete(self.values))

    def joined(self, name: str, rows: np.ndarray) -> Column:
        """One column that stands for all targets of some rows, so that rows can be split: the set
        of labels (rare ones as one), or the mean of the numbers in deviations.
        """
        found = self.values[rows]
        if self.kind == NUMBERS:
            spread = found.std(axis=0)
            scaled = (found - found.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
            return Column(name, "number", scaled.mean(axis=1))
        sets = ["|".join(np.array(self.names)[row > 0]) or "none of them" for row in found]
        counts = Counter(sets)
        sets = [one if counts[one] >= COMMON_SETS else "a rare set" for one in sets]
        levels = tuple(sorted(set(sets)))
        places = {level: place for place, level in enumerate(levels)}
        return Column(name, "text", np.array([places[one] for one in sets], np.int32), levels)


def targets_of(table: Table, target: str | Sequence[str], task: str | None) -> Targets:
    """The targets of a table: of the columns that are named, or of one column of lists of labels.

    ArgumentError and DataError where these cannot be targets together.
    """
    if isinstance(target, str):
        return listed(table[target], SEPARATORS if task == LABELS else SURE_SEPARATORS)
    names = tuple(target)
    if len(set(names)) < len(names):
        raise ArgumentError("a target is named twice", given=", ".join(names))
    columns = [table[name] for name in names]
    kinds = [target_kind(column) for column in columns]
    if set(kinds) == {LABELS}:
        return of_flags(columns)
    if set(kinds) <= {LABELS, NUMBERS} and task in {None, "regression"}:
        return of_numbers(columns)
    told = zip(names, kinds, strict=True)
    raise DataError(
        "several targets are all yes or no, or all numbers",
        given=", ".join(f"{name} ({kind or 'texts'})" for name, kind in told),
        fix="predict the others by models of their own",
    )


def target_kind(column: Column) -> str:
    """LABELS for a column that says yes or no, NUMBERS for one of numbers, "" for any other."""
    if not (~column.missing).any():
        raise DataError(f"the target {column.name!r} is missing in every row")
    if column.kind == "flag" or kind_of(column)[0] == "flag":
        return LABELS
    if column.kind == "number":
        known = set(np.unique(column.values[~column.missing]).tolist())
        return LABELS if known <= {0.0, 1.0} else NUMBERS
    return ""


def of_flags(columns: Sequence[Column]) -> Targets:
    """Targets from columns that say yes or no."""
    values = np.stack([truths_of(column) for column in columns], axis=1)
    names = tuple(column.name for column in columns)
    known = complete(values)
    for name, own in zip(names, values[known].T, strict=True):
        check_label(name, own)
    flags = all(column.kind == "flag" for column in columns)
    return checked(Targets(LABELS, names, values, names, flags=flags, notes=lost(known)))


def truths_of(column: Column) -> np.ndarray:
    """1 where a cell says yes, 0 where it says no, NaN where it says nothing: float64."""
    if column.kind != "text":
        return column.values.astype(np.float64)
    assert frozenset(level.casefold() for level in column.used_levels()[0].levels) in TRUTHS
    table = np.array([*(float(level.casefold() in TRUE_WORDS) for level in column.levels), np.nan])
    return table[column.values]


def of_numbers(columns: Sequence[Column]) -> Targets:
    """Targets from columns of numbers."""
    values = np.stack([as_numbers(column).values for column in columns], axis=1)
    names = tuple(column.name for column in columns)
    known = complete(values)
    for name, own in zip(names, values[known].T, strict=True):
        if len(own) and np.ptp(own) == 0:
            raise DataError(f"the target {name!r} is always {own[0]:g}: there is nothing to learn")
    return checked(Targets(NUMBERS, names, values, names, notes=lost(known)))


def listed(column: Column, separators: Sequence[str] = SURE_SEPARATORS) -> Targets:
    """Targets from a column of lists of labels; a missing cell is a row that is not known.

    >>> from pellucid.data import read_table
    >>> table = read_table({"tags": ["red|blue", "red", "blue", None, "red|blue"] * 5})
    >>> found = listed(table["tags"])
    >>> found.names, found.values[:2].tolist()
    (('blue', 'red'), [[1.0, 1.0], [0.0, 1.0]])
    """
    texts = as_texts(column)
    parts = [parts_of(level, separators) for level in texts.levels]
    counts: Counter[str] = Counter()
    for place, count in Counter(texts.values.tolist()).items():
        counts.update(dict.fromkeys(parts[place] if place >= 0 else (), count))
    names = tuple(sorted(name for name, count in counts.items() if count >= LEAST_ROWS_OF_LABEL))
    rare = sorted(name for name in counts if name not in set(names))
    if len(names) < 2:
        raise DataError(
            f"{column.name!r} holds fewer than 2 labels with {LEAST_ROWS_OF_LABEL} rows",
            given=listing(sorted(counts), 6) or "no labels",
            fix="write the labels of a row as red|blue",
        )
    table = np.zeros((len(texts.levels) + 1, len(names)))
    table[-1] = np.nan
    for place, own in enumerate(parts):
        table[place] = [name in own for name in names]
    values = table[texts.values]
    notes = lost(complete(values))
    if rare:
        least = f"labels with fewer than {LEAST_ROWS_OF_LABEL} rows are left out"
        notes = (*notes, f"{least}: {listing(rare, 6)}")
    known = complete(values)
    for name, own in zip(names, values[known].T, strict=True):
        check_label(name, own)
    return checked(Targets(LABELS, names, values, (column.name,), is_list=True, notes=notes))


def parts_of(text: str, separators: Sequence[str]) -> tuple[str, ...]:
    """The labels in a text: those of a JSON list, or what the first separator that occurs parts."""
    if text.startswith("[") and text.endswith("]"):
        try:
            return tuple(map(str, msgspec.json.decode(text, type=list[str | int | bool])))
        except msgspec.DecodeError:
            pass
    separator = next((mark for mark in separators if mark in text), None)
    parts = [text] if separator is None else text.split(separator)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def values_of(
    table: Table, columns: Sequence[str], names: Sequence[str], kind: str, is_list: bool
) -> np.ndarray:
    """The targets of rows to be judged, float64 (n, targets); NaN where one is not known. The
    columns have to be there, and of that kind: ArgumentError or DataError otherwise."""
    if is_list:
        texts = as_texts(table[columns[0]])
        parts = [parts_of(level, SEPARATORS) for level in texts.levels]
        known = [[float(name in own) for name in names] for own in parts]
        whole = np.array([*known, [np.nan] * len(names)])
        return whole[texts.values]
    found = [table[name] for name in columns]
    if kind == NUMBERS:
        return np.stack([as_numbers(column).values for column in found], axis=1)
    strange = [c.name for c in found if target_kind(c) != LABELS and not c.missing.all()]
    if strange:
        raise DataError(f"{strange[0]!r} does not say yes or no", given=listing(strange, 4))
    return np.stack([truths_of(column) for column in found], axis=1)


def holds_lists(column: Column) -> bool:
    """Whether a column clearly holds lists of labels: of its cells some hold several, and its
    labels are fewer than its different cells and come back in other sets.
    """
    if column.kind != "text":
        return False
    used, counts = column.used_levels()
    parts = [parts_of(level, SURE_SEPARATORS) for level in used.levels]
    several = sum(int(c) for own, c in zip(parts, counts, strict=True) if len(own) > 1)
    sets = Counter(label for own in parts for label in own)
    return (
        several >= LEAST_LISTS * counts.sum()
        and len(sets) < len(parts)
        and sum(count > 1 for count in sets.values()) >= max(2, len(sets) / 2)
    )


def check_label(name: str, values: np.ndarray) -> None:
    """DataError for a label that always holds, or never."""
    if len(values) and np.ptp(values) == 0:
        always = "always" if values[0] else "never"
        raise DataError(f"the label {name!r} {always} holds: there is nothing to learn")


def checked(found: Targets) -> Targets:
    """The targets, if enough rows are known; DataError otherwise."""
    if len(found.known) < LEAST_ROWS:
        raise DataError(
            f"the targets are all known in {len(found.known)} rows only: "
            f"at least {LEAST_ROWS} are needed to learn and test",
            given=", ".join(found.names[:6]),
        )
    return found


def complete(values: np.ndarray) -> np.ndarray:
    """Which rows (n, targets) miss nothing: bool (n,)."""
    return np.asarray(~np.isnan(values).any(axis=1))


def lost(known: np.ndarray) -> tuple[str, ...]:
    """A note on rows whose targets are not all known."""
    count = int((~known).sum())
    return (f"{count:,} rows are left out, whose targets are not all known",) if count else ()
