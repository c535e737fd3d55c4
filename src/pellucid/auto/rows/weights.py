"""How much each row counts."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from pellucid.auto.columns.coerce import as_numbers
from pellucid.auto.columns.schema import Schema
from pellucid.auto.columns.targets import TargetEncoder
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.tables.tables import Column, Table, cell_text


def column_of_weights(table: Table, weights: Any) -> tuple[Table, np.ndarray | None]:
    """The table without the column of weights, and the weights: float64 (n_rows,), or None.

    `weights`: the name of a column, or a number for each row. DataError when one is missing or
    below 0, or all are 0.
    """
    if weights is None:
        return table, None
    if isinstance(weights, str):
        found = as_numbers(table[weights]).values
        table = table.drop(weights)
    else:
        found = np.asarray(weights, np.float64)
    if found.shape != (table.n_rows,):
        raise DataError(
            f"there are {table.n_rows:,} rows and weights of shape {found.shape}",
            fix="give a weight for each row",
        )
    if not (np.isfinite(found) & (found >= 0)).all() or not found.any():
        row = int(np.argmin(np.isfinite(found) & (found >= 0)))
        raise DataError(
            "weights are numbers of 0 or more, not all of them 0",
            given=f"{found[row]:g} in row {row + 1:,}",
        )
    return table, found


def weights_of_rows(
    column: Column, schema: Schema, weights: np.ndarray | None, class_weight: Any
) -> np.ndarray | None:
    """The weights of rows, each multiplied by that of its class; None for all alike.

    `class_weight`: "balanced", for classes that count the same together; or the weight of each
    class, those not named being 1.
    """
    if class_weight is None:
        return weights
    if not schema.classes:
        raise ArgumentError("class weights are those of classes, and a number is predicted")
    codes = TargetEncoder.fit(column, schema).encode(column)
    return (1.0 if weights is None else weights) * weights_of_classes(
        codes, schema.classes, weights, class_weight
    )[codes]


def weights_of_classes(
    codes: np.ndarray, classes: tuple[str, ...], weights: np.ndarray | None, asked: Any
) -> np.ndarray:
    """The weight of each class."""
    if asked == "balanced":
        counts = np.bincount(codes, weights, minlength=len(classes))
        return counts.sum() / (len(classes) * np.maximum(counts, np.finfo(float).tiny))
    if not isinstance(asked, Mapping):
        raise ArgumentError(
            f"{asked!r} are no class weights", fix="give 'balanced', or a weight for each class"
        )
    places = {name: place for place, name in enumerate(classes)}
    found = np.ones(len(classes))
    for name, weight in asked.items():
        if cell_text(name) not in places or not 0 <= weight < np.inf:
            raise ArgumentError(
                f"there is no class {name!r} to weigh by {weight!r}",
                fix=f"give 0 or more for each of {', '.join(classes)}",
            )
        found[places[cell_text(name)]] = weight
    return found
