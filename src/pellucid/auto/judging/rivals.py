"""Other models on the same rows, so that a report can say what a network is worth: a linear model,
written here, and boosted trees where scikit-learn is installed.
"""

import time
from typing import Any

import numpy as np

from pellucid.auto.columns.schema import Schema
from pellucid.auto.encoding.encode import Encoder
from pellucid.core.errors import MissingExtraError
from pellucid.core.lazy import optional
from pellucid.data.tables.tables import Column, Table
from pellucid.report import Rival

LINEAR, TREES = "a linear model", "boosted trees"
PENALTY = 1.0  # on the squared weights, the strength that scikit-learn has by default
MOST_STEPS = 400
MOST_WIDTH = 3_000  # columns of the matrix for the exact solution
STILL = 1e-5  # a gradient this small changes no answer
MOST_LEVELS = 250  # of a category, as scikit-learn's trees take them
SECONDS_FOR_CELL = 3e-6  # of growing a hundred trees, for each cell and class, generously
SECONDS_TO_IMPORT = 2.0
MISSING_EXTRA = "not compared, as scikit-learn is not installed (pip install pellucid[sklearn])"


def linear_rival(
    x: np.ndarray,
    y: np.ndarray,
    new: np.ndarray,
    *,
    weights: np.ndarray | None = None,
    classes: int,
    until: float,
) -> Rival:
    """A linear model of encoded rows (n, inputs): logistic regression for codes of `classes`, ridge
    regression for numbers (`classes` of 0), with `weights` of the rows. Fitting stops when
    `time.monotonic()` passes `until`.

    >>> x = np.linspace(-1, 1, 50)[:, None]
    >>> new = np.array([[0.5]])
    >>> linear_rival(x, 2 * x[:, 0] + 1, new, classes=0, until=np.inf).predicted.round(1)
    array([1.9])
    """
    began = time.monotonic()
    counts = np.ones(len(x)) if weights is None else weights.astype(np.float64)
    x, new = (np.column_stack([part, np.ones(len(part))]) for part in (x, new))
    if classes:
        z = new @ logistic_weights(x, y, counts, classes, until)
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        found = powers / powers.sum(axis=1, keepdims=True)
    elif x.shape[1] <= MOST_WIDTH:
        penalty = np.full(x.shape[1], PENALTY)
        penalty[-1] = 1e-9  # the constant is free
        found = new @ np.linalg.solve((x.T * counts) @ x + np.diag(penalty), x.T @ (counts * y))
    else:
        return Rival(LINEAR, None, note=f"left out: {x.shape[1]:,} columns are too many for it")
    return Rival(LINEAR, found, time.monotonic() - began)


def logistic_weights(
    x: np.ndarray, y: np.ndarray, counts: np.ndarray, classes: int, until: float
) -> np.ndarray:
    """The weights (inputs, classes) with the least log loss and penalty, by accelerated gradient
    descent with restarts (Nesterov 1983; O'Donoghue and Candès 2015).
    """
    rows = len(x)
    truth = np.eye(classes)[y]
    weights = np.zeros((x.shape[1], classes))
    ahead, before, momentum = weights, weights, 1.0
    step = 1.0 / (0.5 * largest_eigenvalue(x * np.sqrt(counts)[:, None]) + PENALTY / rows)
    for _ in range(MOST_STEPS):
        z = x @ ahead
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        shares = powers / powers.sum(axis=1, keepdims=True)
        slope = x.T @ (counts[:, None] * (shares - truth)) / rows
        slope[:-1] += PENALTY / rows * ahead[:-1]
        weights = ahead - step * slope
        if np.abs(slope).max() < STILL or time.monotonic() > until:
            break
        if np.sum(slope * (weights - before)) > 0:  # uphill: start the momentum again
            momentum = 1.0
        faster = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = weights + (momentum - 1) / faster * (weights - before)
        before, momentum = weights, faster
    return weights


def largest_eigenvalue(x: np.ndarray) -> float:
    """That of x'x / n, by a few multiplications, a little above it."""
    v = np.random.default_rng(0).standard_normal(x.shape[1])
    size = 1.0
    for _ in range(12):
        v = x.T @ (x @ v) / len(x)
        size = float(np.linalg.norm(v))
        v /= size or 1.0
    return 1.1 * size


def tree_rival(
    table: Table,
    y: np.ndarray,
    new: Table,
    schema: Schema,
    encoder: Encoder,
    *,
    weights: np.ndarray | None = None,
    until: float,
    seed: int,
) -> Rival:
    """Gradient-boosted trees with scikit-learn's defaults on the columns as they are; not trained,
    with a note that says why, where it is not installed or would not be done in time.
    """
    began = time.monotonic()
    classes = len(schema.classes)
    cells = table.n_rows * len(schema.features) * (classes if classes > 2 else 1)
    wanted = SECONDS_TO_IMPORT + SECONDS_FOR_CELL * cells
    if began + wanted > until:
        return Rival(TREES, None, note="not trained: there was no time left for them")
    try:
        ensemble: Any = optional("sklearn.ensemble", "sklearn")
    except MissingExtraError:
        return Rival(TREES, None, note=MISSING_EXTRA)
    x, named = tree_matrix(table, table, schema, encoder)
    asked, _ = tree_matrix(table, new, schema, encoder)
    make = (
        ensemble.HistGradientBoostingClassifier
        if classes
        else ensemble.HistGradientBoostingRegressor
    )
    grown = make(random_state=seed, categorical_features=named)
    grown.fit(x, y, sample_weight=weights)
    if not classes:
        return Rival(TREES, grown.predict(asked), time.monotonic() - began)
    found = np.zeros((new.n_rows, classes))
    found[:, grown.classes_] = grown.predict_proba(asked)  # a class may have no training row
    return Rival(TREES, found, time.monotonic() - began)


def tree_matrix(
    learned: Table, table: Table, schema: Schema, encoder: Encoder
) -> tuple[np.ndarray, np.ndarray]:
    """The columns as numbers, categories as codes by their frequency in `learned`, prose as the
    words that the network reads too; and which columns are codes.
    """
    parts: list[np.ndarray] = []
    named: list[bool] = []
    encoded = None
    for name in schema.features:
        column = table[name]
        if schema[name].kind == "text":
            encoded = encoder.encode(table)[0] if encoded is None else encoded
            words = encoded[:, encoder.feature_groups[name]]
            parts += list(words.T)
            named += [False] * words.shape[1]
        elif column.kind == "text":
            parts.append(frequent_codes(learned[name], column))
            named.append(True)
        else:
            values = column.values.astype(np.float64) if column.kind != "date" else days_of(column)
            parts.append(values)
            named.append(False)
    return np.stack(parts, axis=1), np.array(named)


def frequent_codes(learned: Column, column: Column) -> np.ndarray:
    """Codes of texts by how frequent each is in training; NaN for rare and unknown ones."""
    counts = np.bincount(learned.values[learned.values >= 0], minlength=len(learned.levels))
    places = np.full(len(learned.levels) + 1, np.nan)
    kept = [int(i) for i in np.argsort(-counts, kind="stable")[:MOST_LEVELS] if counts[i]]
    places[kept] = np.arange(len(kept))
    return places[column.values]


def days_of(column: Column) -> np.ndarray:
    """Dates as days, NaN where missing."""
    days = column.values.astype("datetime64[us]").astype(np.int64) / 86_400_000_000
    return np.where(column.missing, np.nan, days)
