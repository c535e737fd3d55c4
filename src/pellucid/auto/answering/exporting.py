"""A predictor as plain values: for the form of the report, which computes its answers in a page."""

from typing import Any

import numpy as np

from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.answering.networks import Single, order_of
from pellucid.auto.columns.coerce import as_moments, as_numbers, as_texts
from pellucid.auto.columns.schema import Schema
from pellucid.auto.columns.targets import TargetEncoder
from pellucid.auto.encoding.codes import (
    Code,
    DateCode,
    LevelsCode,
    NumberCode,
    TextCode,
    code_to_json,
)
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.training import recipe
from pellucid.data.tables.tables import Column, Table
from pellucid.report import Form
from pellucid.report.words import short

MOST_SHOWN = 40  # columns that a form has fields for
MOST_CELLS = 4_000  # of the rows that it can start from
MOST_ROWS, MOST_TESTED = 60, 200


def exported(
    schema: Schema,
    encoder: Encoder,
    target: TargetEncoder,
    network: Single,
    calibration: Calibration,
    *,
    rows: Table,
    places: np.ndarray,
    answers: np.ndarray,
) -> Form | None:
    """The form of a predictor, which starts from held-out `rows` that stood at `places`; `answers`
    are the predictor's own for them. None for a predictor that the page's script cannot compute:
    of levels in an order or quantiles, with hashed words, or with values learned for levels.
    """
    if schema.task == "ordinal" or schema.quantiles or not all(map(is_plain, encoder.codes)):
        return None
    kept = int(np.clip(MOST_CELLS // max(1, len(encoder.codes)), 5, MOST_ROWS))
    few = rows.take(slice(0, min(kept, rows.n_rows)))
    low, high = bounds_of(network)
    facts = {
        "columns": [
            {"name": code.name, "label": short(code.name, 28), "code": code_to_json(code)}
            for code in encoder.codes
        ],
        "medians": encoder.medians.tolist(),
        "scales": encoder.scales.tolist(),
        "order": order_of(network).tolist(),
        "numbers": 0 if isinstance(network, recipe.RealMLP) else network.numbers,
        "members": 1 if isinstance(network, recipe.RealMLP) else network.members,
        "activation": network.activation,
        "classes": [short(name, 60) for name in schema.classes],
        "temperature": calibration.temperature,
        "floor": calibration.floor,
        "mean": target.mean,
        "deviation": target.deviation,
        "bounds": [low, high],
        "target": short(schema.target.name, 40),
        "shown": [code.name for code in encoder.codes[:MOST_SHOWN]],
        "rows": {code.name: cells_of(code, few[code.name]) for code in encoder.codes},
        "row_numbers": (places[: few.n_rows] + 1).tolist(),
    }
    tested = rows.take(slice(0, min(MOST_TESTED, rows.n_rows)))
    encoded, _ = encoder.encode(tested)
    return Form(facts, arrays_of(network), encoded, answers[: tested.n_rows])


def is_plain(code: Code) -> bool:
    """Whether the page's script knows how a column becomes numbers."""
    if isinstance(code, TextCode):
        return not code.buckets
    return not isinstance(code, LevelsCode)


def cells_of(code: Code, column: Column) -> list[Any]:
    """The cells of a column as the page's script reads them: numbers, texts, moments as texts."""
    if isinstance(code, NumberCode):
        return [None if np.isnan(x) else float(x) for x in as_numbers(column).values]
    if isinstance(code, DateCode):
        moments = as_moments(column, day_first=code.day_first).values
        unit = "ms" if code.clock else "D"
        return [
            None if np.isnat(m) else str(m.astype(f"datetime64[{unit}]")).replace("T", " ")
            for m in moments
        ]
    found = as_texts(column)
    levels = [*found.levels, None]
    return [levels[place] for place in found.values.tolist()]


def bounds_of(network: Single) -> tuple[float, float]:
    """Between which the network's numbers are kept."""
    reach = float(np.finfo(np.float32).max)
    if isinstance(network, recipe.RealMLP) or network.activation != "mish":
        return -reach, reach
    low, high = network.bounds.numpy().tolist()
    return low, high


def arrays_of(network: Single) -> dict[str, np.ndarray]:
    """The weights by the names that a form knows, members first."""
    values = {name: x.numpy() for name, x in network.named_parameters()}
    if not isinstance(network, recipe.RealMLP):
        return values
    found = {"scale": values["scale"]}
    for layer, part in enumerate(("hidden1", "hidden2", "hidden3", "last")):
        found[f"weight{layer}"] = values[f"{part}.weight"]
        found[f"bias{layer}"] = values[f"{part}.bias"]
        if part != "last":  # a slope of 1 is the plain activation
            found[f"slope{layer}"] = np.ones(len(values[f"{part}.bias"]), np.float32)
    return {name: array[None] for name, array in found.items()}
