"""Batches for training from a table that is not read: a function of the epoch, at a bounded size
in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.serving.batches import n_batches
from pellucid.data.tables.expressions import col
from pellucid.data.tables.lazy_tables import LazyTable
from pellucid.data.tables.tables import Column, Table

NUMBERS = ("DOUBLE", "FLOAT", "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT",
           "USMALLINT", "UINTEGER", "UBIGINT")  # fmt: skip
MOST_CLASSES = 10_000


@dataclass(frozen=True, eq=False)
class TableFeed:
    """Of an epoch the batches (inputs float32 (n, columns), targets (n,)), as `train.fit` takes
    them: `train.fit(model, optimizer, loss, TableFeed.of(table, ["age"], "fare"), epochs=3)`.

    Rows without a target are left out; missing inputs are NaN: `fill_missing` first. Targets that
    are texts or truth values are whole numbers, the places of `classes`; others are float32. The
    order is a pure function of (seed, epoch).
    """

    table: LazyTable
    inputs: tuple[str, ...]
    target: str
    batch_size: int
    seed: int
    shuffle: bool
    rows: int
    classes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, table: LazyTable, inputs: Sequence[str], target: str, *, batch_size: int = 256,
        seed: int = 0, shuffle: bool = True,
    ) -> "TableFeed":  # fmt: skip
        """The feed of a table. DataError where a column is not there, or holds no numbers."""
        if batch_size < 1 or not inputs:
            raise ArgumentError("a batch holds at least one row, with one input or more")
        table.check([*inputs, target])
        texts = [name for name in inputs if not table.types[name].startswith(NUMBERS)]
        if texts:
            raise DataError(
                f"the column {texts[0]!r} holds no numbers", given=table.types[texts[0]].lower(),
                fix="make numbers of it with with_columns, or leave it out; pellucid.fit takes "
                "columns of every kind",
            )  # fmt: skip
        known = table.select(*inputs, target).filter(~col(target).is_missing())
        classes: tuple[str, ...] = ()
        if not table.types[target].startswith(NUMBERS):
            found = known.unique(target).head(MOST_CLASSES + 1).batches(MOST_CLASSES + 1)
            classes = tuple(level for part in found for level in part[target].to_texts() if level)
            if len(classes) > MOST_CLASSES:
                raise DataError(f"{target!r} has more than {MOST_CLASSES:,} values to tell apart")
        size = (tuple(inputs), target, batch_size, seed, shuffle)
        return cls(known, *size, known.n_rows(), classes)

    def __call__(self, epoch: int) -> "TableEpoch":
        """The batches of an epoch, read as they are asked for."""
        return TableEpoch(self, epoch)


@dataclass(frozen=True, eq=False)
class TableEpoch:
    """The batches of one epoch."""

    feed: TableFeed
    epoch: int

    def __len__(self) -> int:
        return n_batches(self.feed.rows, self.feed.batch_size, drop_last=False)

    def __iter__(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        feed = self.feed
        table = feed.table.shuffle(feed.seed, self.epoch) if feed.shuffle else feed.table
        for part in table.batches(feed.batch_size):
            yield self.inputs(part), self.targets(part[feed.target])

    def inputs(self, part: Table) -> np.ndarray:
        """The columns of a batch side by side."""
        return np.stack([part[name].values for name in self.feed.inputs], 1).astype(np.float32)

    def targets(self, column: Column) -> np.ndarray:
        """Numbers, or the places of classes."""
        if column.kind == "flag":
            return column.values.astype(np.int64)
        if column.kind != "text":
            return column.values.astype(np.float32)
        place = {level: i for i, level in enumerate(self.feed.classes)}
        return np.array([place[level] for level in column.levels], np.int64)[column.values]
