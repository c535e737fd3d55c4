"""Where the rows of a fit come from: read at once, or passing by from the disk."""

import os
from dataclasses import replace
from typing import Any

from pellucid.auto.answering.runs import packaged_sample
from pellucid.core.errors import ArgumentError
from pellucid.data.tables.large_files import Stream, is_large, open_stream
from pellucid.data.tables.reading import read_table
from pellucid.data.tables.tables import Table


def known_table(data: Any) -> Table:
    """Data as a table; that of the package where there are none."""
    return read_table(packaged_sample() if data is None else data)


def may_pass_by(data: Any, asked: bool | None) -> bool:
    """Whether data are a file whose rows may have to be streamed."""
    return (
        isinstance(data, str | os.PathLike)
        and asked is not False
        and (bool(asked) or is_large(os.fspath(data)))
    )


def streamed(data: Any, asked: bool | None, counts: dict[str, Any]) -> Stream | None:
    """The rows of a file too large to be read at once, as they pass by; None for any other data,
    and for a file of one block, which is read at once whatever was asked.
    """
    path = os.fspath(data) if isinstance(data, str | os.PathLike) else None
    if path is None or asked is False or (asked is None and not is_large(path)):
        return None
    if any(value is not None for value in counts.values()):
        raise ArgumentError("rows that are streamed from a file all count alike")
    found = open_stream(path)
    return found if found.blocks > 1 else None


def heads_of(passing: Stream) -> Table:
    """The rows of a stream that are kept, with a note on the others."""
    note = f"about {passing.rows:,} rows are read from the disk as they are trained on"
    table = passing.heads()
    return replace(table, source=passing.name, notes=(*table.notes, note))
