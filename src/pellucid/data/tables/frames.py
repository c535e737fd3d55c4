"""Tables from what is already in memory: dataframes by the Arrow C stream or by their arrays,
dicts, lists, arrays.

No dataframe library is imported: what an object can do decides how it is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from pellucid.core.errors import DataError
from pellucid.core.lazy import lazy
from pellucid.data.tables.columns import (
    column_from_array,
    column_from_codes,
    column_from_texts,
    column_from_values,
    lasting,
)
from pellucid.data.tables.tables import MISSING_CODE, Column, Table

duckdb = lazy("duckdb")
nanoarrow = lazy("nanoarrow")

# Views of texts and of bytes, views of lists, and whatever a library has made up.
UNSAFE_FORMATS = ("vu", "vz", "+v", "_")

INTEGERS = ("INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64")
FIXED_WIDTH = frozenset((*INTEGERS, "HALF_FLOAT", "FLOAT", "DOUBLE", "BOOL"))
OFFSETS = {"STRING": np.int32, "LARGE_STRING": np.int64}
UNITS = {"SECOND": "s", "MILLI": "ms", "MICRO": "us", "NANO": "ns"}


def table_from_arrow(source: Any, name: str = "") -> Table:
    """A table from any object with `__arrow_c_stream__`, such as a frame of polars or pyarrow.

    What nanoarrow cannot read goes through DuckDB first.
    """
    stream = nanoarrow.ArrayStream(source)
    schema = nanoarrow.Schema(stream.schema)
    if schema.type != nanoarrow.Type.STRUCT:
        kind = schema.type.name.lower()
        raise DataError("an Arrow stream must hold a table", given=f"a stream of {kind}")
    if is_safe(nanoarrow.c_schema(schema)):
        return table_from_stream(stream, schema, name)
    connection = duckdb.connect()
    try:
        connection.register("frame", stream)
        plain = nanoarrow.ArrayStream(connection.table("frame"))
        return table_from_stream(plain, nanoarrow.Schema(plain.schema), name)
    except duckdb.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise DataError(
            f"the dataframe holds a type that cannot be read: {reason}", fix="cast that column"
        ) from None
    finally:
        connection.close()


def is_safe(schema: Any) -> bool:
    """Whether nanoarrow reads a type: it knows every name, and crashes on views (0.9)."""
    children = [*schema.children, *([schema.dictionary] if schema.dictionary else [])]
    return not schema.format.startswith(UNSAFE_FORMATS) and all(map(is_safe, children))


def table_from_stream(stream: Any, schema: Any, name: str) -> Table:
    """A table from a stream of batches whose types are safe."""
    batches = [batch for batch in stream if len(batch)]
    fields = [(column_name(field.name, place), field) for place, field in enumerate(schema.fields)]
    columns = [
        arrow_column(label, field, [batch.child(i) for batch in batches])
        for i, (label, field) in enumerate(fields)
    ]
    return Table(tuple(columns), name)


def tables_from_arrow(source: Any) -> Iterator[Table]:
    """Tables of a stream, one for each of its batches as they come. Texts stay texts, whatever they
    look like, so that each column is of one kind in all of them."""
    stream = nanoarrow.ArrayStream(source)
    fields = nanoarrow.Schema(stream.schema).fields
    for batch in stream:
        if len(batch):
            yield Table(
                tuple(
                    plain_column(column_name(field.name, i), field, batch.child(i))
                    for i, field in enumerate(fields)
                )
            )


def plain_column(name: str, field: Any, chunk: Any) -> Column:
    """A column of one chunk, whose kind is that of its type."""
    if field.type.name in OFFSETS:
        texts = chunk_texts(chunk, OFFSETS[field.type.name])
        place = {text: i for i, text in enumerate(dict.fromkeys(t for t in texts if t is not None))}
        codes = [MISSING_CODE if text is None else place[text] for text in texts]
        return Column(name, "text", np.array(codes, np.int32), tuple(place))
    return arrow_column(name, field, [chunk])


def column_name(name: Any, place: int) -> str:
    """A column's name as text; a nameless one is called by its place, counted from 1."""
    text = str(name).strip() if name is not None else ""
    return text or f"column {place + 1}"


def arrow_column(name: str, field: Any, chunks: Sequence[Any]) -> Column:
    """One column from its chunks, by the quickest road that its type allows."""
    kind = field.type.name
    if chunks and kind in FIXED_WIDTH:
        values, missing = zip(*map(fixed_width, chunks), strict=True)
        return column_from_array(name, np.concatenate(values), np.concatenate(missing))
    if kind in OFFSETS:
        return column_from_texts(
            name, [text for chunk in chunks for text in chunk_texts(chunk, OFFSETS[kind])]
        )
    if chunks and kind == "TIMESTAMP":
        return column_from_array(
            name, np.concatenate([chunk_moments(chunk, field.unit.name) for chunk in chunks])
        )
    if kind == "DICTIONARY":
        return dictionary_column(name, chunks)
    if kind == "INTERVAL_MONTH_DAY_NANO":
        spans = [
            None if span is None else seconds(span) for chunk in chunks for span in chunk.iter_py()
        ]
        return replace(column_from_values(name, spans), notes=(lasting(name),))
    return column_from_values(name, [cell for chunk in chunks for cell in chunk.iter_py()])


def seconds(span: tuple[int, int, int]) -> float:
    """Months (of 30 days, as DuckDB counts them), days and nanoseconds as seconds."""
    months, days, nanoseconds = span
    return (30 * months + days) * 86_400.0 + nanoseconds / 1e9


def fixed_width(chunk: Any) -> tuple[np.ndarray, np.ndarray]:
    """The values of a chunk of numbers or truth values and where they are missing."""
    found = chunk.to_pysequence(handle_nulls=nanoarrow.nulls_separate())
    valid, values = found if isinstance(found, tuple) else (None, found)  # no mask at all
    values = np.asarray(values)
    return values, np.zeros(len(values), bool) if valid is None else ~np.asarray(valid).astype(bool)


def buffers(chunk: Any) -> tuple[Any, slice, np.ndarray]:
    """The raw view of a chunk, which of its cells count, and where they are missing."""
    view = nanoarrow.c_array(chunk).view()
    cells = slice(view.offset, view.offset + view.length)
    bits = np.frombuffer(bytes(view.buffer(0)), np.uint8)
    missing = (
        np.unpackbits(bits, bitorder="little")[cells] == 0
        if len(bits)
        else np.zeros(view.length, bool)
    )
    return view, cells, missing


def chunk_texts(chunk: Any, offset_type: type) -> list[str | None]:
    """The texts of a chunk, None where missing."""
    view, cells, missing = buffers(chunk)
    ends = np.frombuffer(bytes(view.buffer(1)), offset_type)[cells.start : cells.stop + 1].tolist()
    raw = bytes(view.buffer(2))
    text = raw.decode("ascii") if raw.isascii() else None
    if text is not None:
        found: list[str | None] = [text[a:b] for a, b in pairwise(ends)]
    else:
        found = [raw[a:b].decode("utf-8", "replace") for a, b in pairwise(ends)]
    for row in np.flatnonzero(missing).tolist():
        found[row] = None
    return found


def chunk_moments(chunk: Any, unit: str) -> np.ndarray:
    """The moments of a chunk as datetime64[us]; Arrow keeps those with a zone in UTC."""
    view, cells, missing = buffers(chunk)
    ticks = np.frombuffer(bytes(view.buffer(1)), np.int64)[cells]
    moments = ticks.view(f"datetime64[{UNITS[unit]}]").astype("datetime64[us]")
    return np.where(missing, np.datetime64("NaT", "us"), moments)


def dictionary_column(name: str, chunks: Sequence[Any]) -> Column:
    """A column of codes; the chunks may each bring a dictionary of their own."""
    index: dict[str, int] = {}
    parts = [np.empty(0, np.int32)]
    for chunk in chunks:
        view, cells, missing = buffers(chunk)
        levels = list(nanoarrow.Array(nanoarrow.c_array(chunk).dictionary).iter_py())
        if not all(level is None or isinstance(level, str) for level in levels):
            return column_from_values(name, [cell for part in chunks for cell in part.iter_py()])
        codes = np.asarray(view.buffer(1))[cells].astype(np.int64)
        renumber = np.array(
            [MISSING_CODE if v is None else index.setdefault(v, len(index)) for v in levels],
            np.int32,
        )
        known = np.where(missing, 0, codes)
        parts.append(
            np.where(missing, MISSING_CODE, renumber[known] if len(renumber) else MISSING_CODE)
        )
    return column_from_codes(name, np.concatenate(parts).astype(np.int32), list(index))


def table_from_pandas(frame: Any) -> Table:
    """A table from a pandas DataFrame through its arrays: it needs no pyarrow, and mixed columns
    are welcome.
    """
    columns = []
    for place, name in enumerate(frame.columns):
        columns.append(pandas_column(column_name(name, place), frame.iloc[:, place]))
    return Table(tuple(columns))


def pandas_column(name: str, series: Any) -> Column:
    """A column from a pandas series, by its dtype."""
    kind = str(series.dtype)
    if kind == "category":
        levels = series.cat.categories.to_numpy()
        if all(isinstance(level, str) for level in levels):
            return column_from_codes(
                name, series.cat.codes.to_numpy().astype(np.int32), levels.tolist()
            )
    if kind.startswith("datetime64"):
        return column_from_array(name, series.to_numpy(dtype="datetime64[us]"))
    values = series.to_numpy()
    if values.dtype == object and not isinstance(series.dtype, np.dtype):
        # nullable extension types: their missing marker is an object, their cells are plain numbers
        missing = series.isna().to_numpy()
        if missing.any() and not missing.all():
            present = column_from_array(name, series[~missing].to_numpy())
            if present.kind in {"number", "flag"}:
                spread = np.full(len(values), np.nan)
                spread[~missing] = present.values
                return Column(
                    name, present.kind, spread, integral=present.integral, notes=present.notes
                )
    return column_from_array(name, values)


def table_from_columns(columns: Mapping[Any, Any]) -> Table:
    """A table from name -> cells (a list, an array or anything iterable); scalars alone make one
    row.
    """
    cells = {column_name(name, place): cell for place, (name, cell) in enumerate(columns.items())}
    if len(cells) < len(columns):
        raise DataError(
            "two columns have the same name once written as text",
            given=", ".join(map(repr, columns)),
        )
    if not cells:
        raise DataError("the table has no columns", given="an empty dict")
    if all(map(is_scalar, cells.values())):
        return Table(tuple(column_from_values(name, [cell]) for name, cell in cells.items()))
    listed = {name: as_sequence(cell) for name, cell in cells.items() if not is_scalar(cell)}
    lengths = {len(cell) for cell in listed.values()}
    if len(lengths) > 1:
        given = ", ".join(f"{name} {len(cell)}" for name, cell in listed.items())
        raise DataError("the columns of a table need equal lengths", given=given)
    n = lengths.pop()
    return Table(
        tuple(any_column(name, listed.get(name, [cell] * n)) for name, cell in cells.items())
    )


def is_scalar(cell: Any) -> bool:
    """Whether a dict's value is one cell, not a column."""
    if isinstance(cell, str | bytes | bytearray | Mapping):
        return True
    return not hasattr(cell, "__iter__") or (isinstance(cell, np.ndarray) and cell.ndim == 0)


def as_sequence(cell: Any) -> Any:
    """The cells of a column as something with a length."""
    return cell if isinstance(cell, list | tuple | np.ndarray) else list(cell)


def any_column(name: str, cells: Any) -> Column:
    """A column from an array or any other sequence."""
    if isinstance(cells, np.ndarray) and cells.ndim == 1:
        return column_from_array(name, cells)
    return column_from_values(name, list(cells))


def table_from_rows(rows: Sequence[Mapping[Any, Any]]) -> Table:
    """A table from a list of dicts; a key that a row lacks is a missing cell."""
    names = dict.fromkeys(key for row in rows for key in row)
    return Table(
        tuple(
            column_from_values(column_name(name, place), [row.get(name) for row in rows])
            for place, name in enumerate(names)
        )
    )


def table_from_array(array: np.ndarray, names: Sequence[str] | None = None) -> Table:
    """A table from a structured array, or from a 2-D array and the names of its columns (`x0`, `x1`
    ... by default).
    """
    if array.dtype.names:
        return Table(tuple(any_column(name, array[name].ravel()) for name in array.dtype.names))
    if array.ndim != 2:
        raise DataError(
            "a table needs an array of rows and columns",
            given=f"shape {array.shape}",
            fix="reshape it to (rows, columns)",
        )
    names = [f"x{i}" for i in range(array.shape[1])] if names is None else list(names)
    if len(names) != array.shape[1]:
        raise DataError(
            "an array needs a name for each column",
            given=f"{len(names)} names, {array.shape[1]} columns",
        )
    return Table(
        tuple(column_from_array(column_name(name, i), array[:, i]) for i, name in enumerate(names))
    )
