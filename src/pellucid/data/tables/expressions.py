"""What is computed from the columns of a table that is not read yet: values that write themselves
as SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pellucid.core.errors import ArgumentError

AGGREGATES = {
    "sum": "sum({})::DOUBLE", "mean": "avg({})", "min": "min({})", "max": "max({})",
    "count": "count({})", "std": "stddev_samp({})", "median": "median({})",
    "n_unique": "count(DISTINCT {})",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Expression:
    """A value for each row, or for each group of rows: `sql`, and the `name` of the column it would
    make. Made by `col` and what follows from it; compared with `==`, joined with `&`, `|`, `~`.

    >>> from pellucid.data import col
    >>> (col("age") > 30) & (col("city") == "Oslo")
    (("age" > 30) AND ("city" = 'Oslo'))
    >>> col("fare").mean().alias("mean fare").name
    'mean fare'
    """

    sql: str
    name: str
    whole: bool = False  # one value for a group, not for a row

    def alias(self, name: str) -> "Expression":
        """The same under another name."""
        return Expression(self.sql, name, self.whole)

    def joined(self, sign: str, other: Any, *, turned: bool = False) -> "Expression":
        """With another value, or a column, on the other side of a sign."""
        found = expression(other)
        left, right = (found, self) if turned else (self, found)
        return Expression(f"({left.sql} {sign} {right.sql})", self.name, self.whole or found.whole)

    def __add__(self, other: Any) -> "Expression":
        return self.joined("+", other)

    def __radd__(self, other: Any) -> "Expression":
        return self.joined("+", other, turned=True)

    def __sub__(self, other: Any) -> "Expression":
        return self.joined("-", other)

    def __rsub__(self, other: Any) -> "Expression":
        return self.joined("-", other, turned=True)

    def __mul__(self, other: Any) -> "Expression":
        return self.joined("*", other)

    def __rmul__(self, other: Any) -> "Expression":
        return self.joined("*", other, turned=True)

    def __truediv__(self, other: Any) -> "Expression":
        return self.joined("/", other)

    def __rtruediv__(self, other: Any) -> "Expression":
        return self.joined("/", other, turned=True)

    def __neg__(self) -> "Expression":
        return Expression(f"(- {self.sql})", self.name, self.whole)

    def __lt__(self, other: Any) -> "Expression":
        return self.joined("<", other)

    def __le__(self, other: Any) -> "Expression":
        return self.joined("<=", other)

    def __gt__(self, other: Any) -> "Expression":
        return self.joined(">", other)

    def __ge__(self, other: Any) -> "Expression":
        return self.joined(">=", other)

    def __eq__(self, other: object) -> "Expression":  # type: ignore[override]
        return self.joined("=", other)

    def __ne__(self, other: object) -> "Expression":  # type: ignore[override]
        return self.joined("<>", other)

    def __and__(self, other: Any) -> "Expression":
        return self.joined("AND", other)

    def __or__(self, other: Any) -> "Expression":
        return self.joined("OR", other)

    def __invert__(self) -> "Expression":
        return Expression(f"(NOT {self.sql})", self.name, self.whole)

    def __bool__(self) -> bool:
        raise ArgumentError(
            "a condition on columns has no truth value before rows are read",
            given=self.sql, fix="join conditions with & | ~ and brackets, not with and, or, not",
        )  # fmt: skip

    def is_missing(self) -> "Expression":
        """Whether there is no value."""
        return Expression(f"({self.sql} IS NULL)", self.name, self.whole)

    def fill_missing(self, value: Any) -> "Expression":
        """A value, or that of another column, where there is none."""
        return Expression(f"coalesce({self.sql}, {expression(value).sql})", self.name, self.whole)

    def is_in(self, values: Iterable[Any]) -> "Expression":
        """Whether it is one of some values."""
        listed = ", ".join(literal(value) for value in values)
        if not listed:
            raise ArgumentError("is_in: there are no values to look among")
        return Expression(f"({self.sql} IN ({listed}))", self.name, self.whole)

    def log(self) -> "Expression":
        """The natural logarithm; missing where there is none."""
        sql = f"(CASE WHEN {self.sql} > 0 THEN ln({self.sql}) END)"
        return Expression(sql, self.name, self.whole)

    def abs(self) -> "Expression":
        """How far it is from 0."""
        return Expression(f"abs({self.sql})", self.name, self.whole)

    def aggregated(self, kind: str) -> "Expression":
        """One value of a group of rows."""
        if self.whole:
            raise ArgumentError(f"{kind}: {self.sql} is one value for a group already")
        return Expression(AGGREGATES[kind].format(self.sql), self.name, whole=True)

    def sum(self) -> "Expression":
        """Of a group: the sum."""
        return self.aggregated("sum")

    def mean(self) -> "Expression":
        """Of a group: the mean."""
        return self.aggregated("mean")

    def median(self) -> "Expression":
        """Of a group: the middle value."""
        return self.aggregated("median")

    def std(self) -> "Expression":
        """Of a group: the deviation, with n - 1."""
        return self.aggregated("std")

    def min(self) -> "Expression":
        """Of a group: the least value."""
        return self.aggregated("min")

    def max(self) -> "Expression":
        """Of a group: the largest value."""
        return self.aggregated("max")

    def count(self) -> "Expression":
        """Of a group: how many values are there, missing ones not counted."""
        return self.aggregated("count")

    def n_unique(self) -> "Expression":
        """Of a group: how many values differ."""
        return self.aggregated("n_unique")

    def __hash__(self) -> int:
        return hash((self.sql, self.name))

    def __repr__(self) -> str:
        return self.sql


def col(name: str) -> Expression:
    """The column of that name in a table that is not read yet."""
    return Expression(quoted(name), name)


def row_count() -> Expression:
    """Of a group: how many rows it has, as the column `rows`."""
    return Expression("count(*)", "rows", whole=True)


def expression(value: Any) -> Expression:
    """A value as an expression; one that is one already as it is."""
    return value if isinstance(value, Expression) else Expression(literal(value), "value")


def literal(value: Any) -> str:
    """A Python value as SQL.

    >>> literal("it's"), literal(True), literal(None)
    ("'it''s'", 'true', 'NULL')
    """
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, datetime | date):
        return f"TIMESTAMP '{value.isoformat(sep=' ') if isinstance(value, datetime) else value}'"
    if isinstance(value, int | float):
        return repr(value) if value == value and abs(value) < float("inf") else f"'{value}'::DOUBLE"  # noqa: PLR0124
    if hasattr(value, "item"):
        return literal(value.item())
    raise ArgumentError(
        "a column is compared with a number, a text, a truth value or a date",
        given=type(value).__name__,
    )


def quoted(name: str) -> str:
    """A name inside SQL."""
    return '"' + name.replace('"', '""') + '"'
