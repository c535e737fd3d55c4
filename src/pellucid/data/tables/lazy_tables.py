"""Tables that are not read: what is wanted of them is written down, and done by DuckDB when rows
are asked for, at a bounded size in memory."""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from pellucid.core.errors import ArgumentError, DataError
from pellucid.core.lazy import lazy
from pellucid.data.tables.expressions import Expression, col, literal, quoted, row_count
from pellucid.data.tables.files import first_line
from pellucid.data.tables.frames import table_from_arrow, tables_from_arrow
from pellucid.data.tables.tables import Table, joined_tables, unknown_column

duckdb = lazy("duckdb")

MEMORY, THREADS = "700MB", 2
JOINS = {"inner": "JOIN", "left": "LEFT JOIN", "outer": "FULL JOIN", "semi": "SEMI JOIN",
         "anti": "ANTI JOIN"}  # fmt: skip
Held = Sequence[tuple[str, Table]]
UNKNOWN = re.compile('Referenced column "(.+?)" not found')  # as DuckDB says it
COUNT = count()  # names for tables in memory
ROW = "__row__"  # counts the rows of a table while they are put in order


@contextmanager
def bounded_connection(held: Held = ()) -> Iterator[Any]:
    """A connection to DuckDB that takes a bounded size of memory and puts the rest into a folder of
    its own, with tables in memory under their names."""
    with tempfile.TemporaryDirectory(prefix="pellucid-") as folder, plain_connection(held) as found:
        found.execute(f"SET memory_limit = '{MEMORY}'; SET threads = {THREADS}")
        found.execute("SET enable_progress_bar = false")
        found.execute(f"SET temp_directory = {literal(folder)}")
        try:
            yield found
        except duckdb.Error as error:
            raise DataError(f"the rows cannot be computed: {first_line(error)}") from None


@contextmanager
def plain_connection(held: Held) -> Iterator[Any]:
    """A connection that knows tables in memory under their names."""
    connection = duckdb.connect()
    try:
        for name, table in held:
            connection.register(name, table.arrays())
        yield connection
    finally:
        connection.close()


@dataclass(frozen=True, eq=False)
class LazyTable:
    """A table that is not read yet, as `scan_table` gives it: what is asked of it is written down,
    and done when rows are wanted by `collect`, `batches`, `write_parquet` or `n_rows`.

    `types` are the columns and their types in SQL; `source` says where they come from.

    >>> import pellucid as pel
    >>> houses = pel.data.scan_table({"street": ["A", "B", "A"], "price": [10, 20, 30]})
    >>> prices = houses.filter(pel.data.col("price") > 5).group_by("street")
    >>> prices.agg(pel.data.col("price").mean()).collect().to_dict()
    {'street': ['A', 'B'], 'price': [20, 20]}
    """

    sql: str
    types: Mapping[str, str]
    source: str = ""
    held: tuple[tuple[str, Table], ...] = field(default=(), repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(self.types)

    # ------------------------------------------------------------------------- what is wanted

    def select(self, *items: str | Expression) -> "LazyTable":
        """These columns, or what is computed from them, in this order."""
        if not items:
            raise ArgumentError("select: no columns are named")
        return self.then(f"SELECT {self.listed(items)} FROM {self.inner}")

    def with_columns(self, *items: Expression, **named: Any) -> "LazyTable":
        """Every column and what is computed besides; one of the same name is replaced."""
        found = [*items, *(as_expression(item).alias(name) for name, item in named.items())]
        made = {item.name: item for item in found}
        kept = [name for name in self.names if name not in made]
        return self.then(f"SELECT {self.listed([*kept, *made.values()])} FROM {self.inner}")

    def drop(self, *names: str) -> "LazyTable":
        """Every column but these."""
        self.check(names)
        return self.select(*(name for name in self.names if name not in names))

    def rename(self, names: Mapping[str, str]) -> "LazyTable":
        """Columns under new names, as {"old": "new"}."""
        self.check(names)
        return self.select(*(col(name).alias(names.get(name, name)) for name in self.names))

    def filter(self, *conditions: Expression) -> "LazyTable":
        """The rows for which all conditions hold; one that is missing does not hold."""
        where = " AND ".join(as_expression(condition).sql for condition in conditions) or "true"
        return self.then(f"SELECT * FROM {self.inner} WHERE {where}")

    def group_by(self, *names: str) -> "Groups":
        """Groups of rows with equal values in these columns."""
        self.check(names)
        return Groups(self, names)

    def join(
        self, other: "LazyTable | Table", on: str | Sequence[str], how: str = "inner",
        suffix: str = "_right",
    ) -> "LazyTable":  # fmt: skip
        """Rows beside those of another table with equal values in the columns `on`, in the order
        of this table. `how`: "inner", "left", "outer", or "semi" and "anti", which keep the rows
        that have a partner, or have none. Other columns of a name that is there get a suffix."""
        keys = [on] if isinstance(on, str) else list(on)
        if how not in JOINS:
            raise ArgumentError(f"there is no join {how!r}", fix=", ".join(JOINS))
        right = lazy_of(other) if isinstance(other, Table) else other
        self.check(keys)
        right.check(keys)
        columns = [f"l.{quoted(name)} AS {quoted(name)}" for name in self.names]
        if how == "outer":
            columns = [both(name) if name in keys else c
                       for name, c in zip(self.names, columns, strict=True)]  # fmt: skip
        if how not in {"semi", "anti"}:
            columns += [
                f"r.{quoted(n)} AS {quoted(n + suffix if n in self.types else n)}"
                for n in right.names if n not in keys
            ]  # fmt: skip
        equal = " AND ".join(f"l.{quoted(key)} = r.{quoted(key)}" for key in keys)
        order = f"l.{ROW}" if how in {"semi", "anti"} else f"l.{ROW}, r.{ROW}"
        found = replace(self, held=tuple(dict([*self.held, *right.held]).items()))
        return found.then(
            f"SELECT {', '.join(columns)} FROM {self.counted()} l {JOINS[how]} "
            f"{right.counted()} r ON {equal} ORDER BY {order}"
        )

    def sort(self, *names: str | Expression, descending: bool = False) -> "LazyTable":
        """Rows in the order of these columns, missing values last."""
        way = "DESC" if descending else "ASC"
        items = [as_expression(n) if isinstance(n, Expression) else self.column(n) for n in names]
        order = ", ".join(f"{item.sql} {way} NULLS LAST" for item in items)
        return self.then(f"SELECT * FROM {self.inner} ORDER BY {order}")

    def head(self, n: int = 5) -> "LazyTable":
        """The first rows."""
        return self.then(f"SELECT * FROM {self.inner} LIMIT {int(n)}")

    def unique(self, *names: str) -> "LazyTable":
        """Each row, or each combination of these columns, once, in order."""
        chosen = names or self.names
        self.check(chosen)
        columns = ", ".join(map(quoted, chosen))
        return self.then(f"SELECT DISTINCT {columns} FROM {self.inner} ORDER BY ALL NULLS LAST")

    def sample(
        self, n: int | None = None, *, fraction: float | None = None, seed: int = 0
    ) -> "LazyTable":
        """`n` rows, or about a `fraction` of them, drawn at random by the seed."""
        if (n is None) == (fraction is None):
            raise ArgumentError("sample: give a number of rows n, or a fraction of them")
        if fraction is not None:
            if not 0 <= fraction <= 1:
                raise ArgumentError(f"sample: a fraction is from 0 to 1, not {fraction:g}")
            drawn = f"hash({ROW}, {int(seed)}) / 18446744073709551616.0 < {fraction!r}"
            return self.then(f"SELECT * EXCLUDE {ROW} FROM {self.counted()} WHERE {drawn}")
        return self.shuffle(seed).head(n or 0)

    def shuffle(self, seed: int = 0, epoch: int = 0) -> "LazyTable":
        """All rows in an order that is a pure function of (seed, epoch)."""
        return self.then(
            f"SELECT * EXCLUDE {ROW} FROM {self.counted()} "
            f"ORDER BY hash({ROW}, {int(seed)}, {int(epoch)})"
        )

    # ------------------------------------------------------------------------- rows

    def n_rows(self) -> int:
        """How many rows there are, counted now."""
        with bounded_connection(self.held) as connection:
            return int(connection.sql(f"SELECT count(*) FROM {self.inner}").fetchall()[0][0])

    def collect(self) -> Table:
        """The rows as a table in memory; what its texts mean is found as `read_table` finds it."""
        with bounded_connection(self.held) as connection:
            return replace(table_from_arrow(connection.sql(self.sql)), source=self.source)

    def batches(self, size: int) -> Iterator[Table]:
        """The rows as tables of `size`, the last of what is left, read one after another. Columns
        stay what `types` says in every batch."""
        if size < 1:
            raise ArgumentError(f"a batch holds at least one row, not {size}")
        with bounded_connection(self.held) as connection:
            rest: Table | None = None
            for part in tables_from_arrow(connection.sql(self.sql)):
                whole = part if rest is None else joined_tables([rest, part])
                cut = whole.n_rows // size * size
                yield from (whole.take(slice(i, i + size)) for i in range(0, cut, size))
                rest = whole.take(slice(cut, None))
            if rest is not None and rest.n_rows:
                yield rest

    def write_parquet(self, path: str | Path) -> Path:
        """Write the rows to a Parquet file, without holding them all."""
        file = Path(path).expanduser()
        with bounded_connection(self.held) as connection:
            connection.execute(f"COPY ({self.sql}) TO {literal(str(file))} (FORMAT parquet)")
        return file

    # ------------------------------------------------------------------------- how it is written

    @property
    def inner(self) -> str:
        """This table inside a larger question."""
        return f"({self.sql})"

    def counted(self) -> str:
        """This table with the number of each row."""
        return f"(SELECT *, row_number() OVER () AS {ROW} FROM {self.inner})"

    def column(self, name: str) -> Expression:
        """A column that is there."""
        self.check([name])
        return col(name)

    def listed(self, items: Sequence[str | Expression]) -> str:
        """Columns and computed ones for a SELECT."""
        found = [self.column(item) if isinstance(item, str) else item for item in items]
        return ", ".join(f"{item.sql} AS {quoted(item.name)}" for item in found)

    def check(self, names: Any) -> None:
        """DataError with the nearest name for a column that is not there."""
        for name in names:
            if name not in self.types:
                raise unknown_column(name, self.names)

    def then(self, sql: str) -> "LazyTable":
        """What a question gives; DataError where it means nothing. Nothing is read for that."""
        with plain_connection(self.held) as connection:
            try:
                found = connection.sql(f"DESCRIBE {sql}").fetchall()
            except duckdb.Error as error:
                raise self.refused(first_line(error)) from None
        return replace(self, sql=sql, types={row[0]: row[1] for row in found})

    def refused(self, reason: str) -> DataError:
        """Why a question means nothing: most often a name that is not there."""
        if found := UNKNOWN.search(reason):
            return unknown_column(found[1], self.names)
        kinds = ", ".join(f"{name} {kind.lower()}" for name, kind in self.types.items())
        return DataError(f"this cannot be asked: {reason}", given=kinds)

    def __repr__(self) -> str:
        columns = ", ".join(f"{name} {kind.lower()}" for name, kind in self.types.items())
        return f"LazyTable of {self.source or 'rows'}, not read: {columns}"


def lazy_of(table: Table) -> LazyTable:
    """A table in memory as one that is asked things in the same way."""
    name = f"held{next(COUNT)}"
    columns = ", ".join(map(quoted, table.names))
    start = LazyTable("", {}, table.source, ((name, table),))
    return start.then(f"SELECT {columns} FROM {name}")


@dataclass(frozen=True)
class Groups:
    """Groups of the rows of a table; `agg` says what is wanted of each."""

    table: LazyTable
    names: tuple[str, ...]

    def agg(self, *items: Expression, **named: Expression) -> LazyTable:
        """One row for each group, in the order of the groups: their columns, and what is computed
        of each, such as `col("price").mean()`."""
        found = [*items, *(item.alias(name) for name, item in named.items())]
        if not found or not all(item.whole for item in found):
            raise ArgumentError(
                "agg: one value for each group is computed",
                given=", ".join(item.sql for item in found) or "nothing",
                fix='col("x").mean(), .sum(), .min(), .max(), .count(), .std(), or row_count()',
            )
        keys = ", ".join(quoted(name) for name in self.names)
        made = ", ".join(f"{item.sql} AS {quoted(item.name)}" for item in found)
        sql = f"SELECT {', '.join(filter(None, (keys, made)))} FROM {self.table.inner}"
        if self.names:
            order = ", ".join(f"{quoted(name)} NULLS LAST" for name in self.names)
            sql += f" GROUP BY {keys} ORDER BY {order}"
        return self.table.then(sql)

    def count(self) -> LazyTable:
        """How many rows each group has, as the column `rows`."""
        return self.agg(row_count())


def both(name: str) -> str:
    """A key of an outer join, from whichever side has it."""
    return f"coalesce(l.{quoted(name)}, r.{quoted(name)}) AS {quoted(name)}"


def as_expression(item: Any) -> Expression:
    """An expression; ArgumentError for anything else."""
    if not isinstance(item, Expression):
        raise ArgumentError(
            "an expression of columns is needed", given=repr(item), fix='such as col("age") > 30'
        )
    return item
