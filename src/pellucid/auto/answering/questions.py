"""Rows to answer, whatever they are given as, and what is said of them."""

import os
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np

from pellucid.auto.columns.schema import Schema
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.tables.reading import read_table
from pellucid.data.tables.tables import Column, Table, listing


class PredictionWarning(UserWarning):
    """Something in rows to predict was not as in training; the text says what was done."""


class Noted(Protocol):
    """Answers with sentences on what was unusual."""

    @property
    def notes(self) -> tuple[str, ...]:
        """The sentences."""


Found = TypeVar("Found", bound=Noted)


def warned(found: Found) -> Found:
    """Answers, after their notes were given as warnings to who asked the model."""
    for note in found.notes:
        warnings.warn(note, PredictionWarning, stacklevel=3)
    return found


def one_of(found: Sequence[Any], number: int | None, what: str) -> int:
    """The place of the one that is asked for by its number, from 1; the first where none is said.
    ArgumentError when there are not so many."""
    wanted = 1 if number is None else number
    if not 1 <= wanted <= len(found):
        raise ArgumentError(
            f"there is no {what} {wanted}", given=f"{len(found):,} of them", fix="count from 1"
        )
    return wanted - 1


def is_one_row(x: Any) -> bool:
    """Whether `x` is a dict of single values."""
    return isinstance(x, Mapping) and all(
        isinstance(cell, str | bytes | Mapping) or not hasattr(cell, "__iter__")
        for cell in x.values()
    )


def table_for(schema: Schema, x: Any) -> Table:
    """`x` as a table; an array takes the names of the columns that training had."""
    if isinstance(x, np.ndarray) and x.dtype.names is None:
        return read_table(np.atleast_2d(x), names=names_for(schema, np.atleast_2d(x).shape[-1]))
    if isinstance(x, Mapping) and not x:  # one row of which nothing is known
        return Table((Column(schema.features[0], "number", np.full(1, np.nan)),))
    if isinstance(x, Sequence) and not isinstance(x, str) and not len(x):
        return Table((Column(schema.features[0], "number", np.empty(0)),))
    table = read_table(x)
    if isinstance(x, str | os.PathLike) and not set(table.names) & set(schema.features):
        raise DataError(
            f"{table.source!r} has none of the columns that the model reads",
            given=listing(table.names),
            fix=f"give a table with {listing(schema.features, 6)}",
        )
    return table


def names_for(schema: Schema, width: int) -> tuple[str, ...] | None:
    """Names for the columns of an array: all of the schema's, or those that are read."""
    every = tuple(column.name for column in schema.columns)
    return next((n for n in (every, schema.features) if len(n) == width), None)
