"""Which rows belong together, and which come first: what a split has to respect, by rules a person
can check, each said in one line."""

from dataclasses import dataclass, replace

import numpy as np

from pellucid.auto.columns.cautions import Caution
from pellucid.auto.columns.kinds import is_id_name, n_distinct
from pellucid.auto.columns.schema import Schema
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.tables.tables import Column, Table

# Things that are named in a column have several rows each, and are many.
LEAST_THINGS, LEAST_ROWS_OF_THING, MOST_SHARE = 50, 1.5, 0.02
# Of neighbouring rows, so many lie in the order of the date column.
IN_ORDER = 0.999

Wish = str | bool | None


@dataclass(frozen=True)
class Arrangement:
    """`group`: the column whose values name things with several rows each, all on one side of a
    split; `order_by`: the column by which the newest rows are the test. `why`, in one line.
    """

    group: str | None = None
    order_by: str | None = None
    why: str = "rows are split at random"


def arrangement_of(table: Table, schema: Schema, group: Wish, order_by: Wish) -> Arrangement:
    """The arrangement that was asked for, or that the table shows. False for a wish: none, whatever
    the table shows. ArgumentError and DataError when a column cannot serve.
    """
    if isinstance(group, str) and isinstance(order_by, str):
        raise ArgumentError("rows are split by a group or by an order, not by both")
    if isinstance(group, str):
        checked(table[group], schema)
        return Arrangement(group=group, why=f"rows of one {group!r} stay together, as asked")
    if isinstance(order_by, str):
        if checked(table[order_by], schema).kind == "text":
            raise DataError(
                f"rows cannot be ordered by {order_by!r}: it holds texts",
                fix="give a date or number column",
            )
        why = f"the newest rows by {order_by!r} are the test, as asked"
        return Arrangement(order_by=order_by, why=why)
    if True in {group, order_by}:
        raise ArgumentError("name the column to split by")
    things = group is None and next((c for c in table if names_things(c, schema)), None)
    if things:
        count = n_distinct(things)
        return Arrangement(
            group=things.name,
            why=f"rows of one {things.name!r} stay together: it names {count:,} things with "
            f"{table.n_rows / count:.1f} rows each",
        )
    moments = order_by is None and next((c for c in table if is_running(c, schema)), None)
    if moments:
        return Arrangement(
            order_by=moments.name,
            why=f"the newest rows by {moments.name!r} are the test: the table is in its order",
        )
    return Arrangement()


def checked(column: Column, schema: Schema) -> Column:
    """The column, if it is not what is predicted."""
    if column.name == schema.target.name:
        raise ArgumentError(f"rows cannot be split by the target {column.name!r}")
    return column


def names_things(column: Column, schema: Schema) -> bool:
    """Whether a column has the name of an identifier and many values, most in several rows."""
    if column.name == schema.target.name or not is_id_name(column.name) or column.missing.any():
        return False
    if column.kind not in {"text", "number"} or (column.kind == "number" and not column.integral):
        return False
    things, counts = np.unique(column.values, return_counts=True)
    return (
        len(things) >= LEAST_THINGS
        and len(column) >= LEAST_ROWS_OF_THING * len(things)
        and int(counts.max()) <= MOST_SHARE * len(column)
    )


def is_running(column: Column, schema: Schema) -> bool:
    """Whether a column holds dates in whose order the rows stand, nearly every row with its own."""
    if column.kind != "date" or column.name == schema.target.name or column.missing.any():
        return False
    ticks = np.diff(column.values.astype(np.int64))
    forward, backward = (float((sign * ticks >= 0).mean()) for sign in (1, -1))
    distinct = n_distinct(column)
    return max(forward, backward) >= IN_ORDER and distinct > 0.5 * len(column) and len(column) > 50


def arranged(schema: Schema, found: Arrangement) -> Schema:
    """The schema that goes with an arrangement: things that were not seen are predicted, so that
    their names are not read; and the caution about dates fits.
    """
    warnings = schema.warnings
    if found.order_by is not None:
        warnings = tuple(
            replace(w, what="a date") if w.column == found.order_by and "at random" in w.what else w
            for w in warnings
        )
    if found.group is None:
        return replace(schema, warnings=warnings)
    columns = tuple(
        replace(c, kind="id", reason="its rows stay together", used=False)
        if c.name == found.group
        else c
        for c in schema.columns
    )
    if not any(c.used for c in columns):
        raise DataError(f"no column is left to predict {schema.target.name!r} from")
    kept = tuple(w for w in warnings if w.column != found.group)
    said = Caution(found.group, "several rows of each", "its rows stay on one side of the split")
    return replace(schema, columns=columns, warnings=(*kept, said))
