"""Why a forecast is what it is: how far each part of the past, and each column beside it, moved its
mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from pellucid.auto.rows.chunks import chunks
from pellucid.auto.series.seasons import seasonal_naive
from pellucid.auto.series.windows import Batch, Windows
from pellucid.report import Explanation, Reason
from pellucid.report.words import number

MOST_PARTS = 8  # of the past


@dataclass(frozen=True, eq=False)
class Part:
    """A part of what a forecast sees: some steps of the past, or a column of past covariates, or
    one known ahead."""

    name: str
    value: str
    steps: slice | None = None
    past: int | None = None
    ahead: int | None = None


def explained(
    networks: Sequence[Any], window: Windows, past: Sequence[str], ahead: Sequence[str]
) -> Explanation:
    """The forecast of one window, its mean over the horizon. `past` and `ahead`: the names of the
    covariates. Each part moved it by the mean of what taking it out takes away and of what it alone
    adds to a past without movement, at the window's own mean.
    """
    parts = parts_of(window, past, ahead)
    mean, scale = (float(level[0, 0]) for level in window.levels())
    whole = list(parts)
    chosen = [whole, [], *([p for p in whole if p is not part] for part in parts)]
    chosen += [[part] for part in parts]
    found = answers_of(networks, window, chosen).mean(axis=1) * scale + mean
    end, start, *rest = found.tolist()
    moved = [
        (end - without + alone - start) / 2
        for without, alone in zip(rest[: len(parts)], rest[len(parts) :], strict=True)
    ]
    reasons = [Reason(p.name, p.value, m) for p, m in zip(parts, moved, strict=True)]
    return Explanation(
        f"{number(end)} on average", start, end,
        tuple(sorted(reasons, key=lambda reason: -abs(reason.moved))), end - start - sum(moved),
        is_probability=False, ordinary="a past that stands still",
    )  # fmt: skip


def parts_of(window: Windows, past: Sequence[str], ahead: Sequence[str]) -> list[Part]:
    """The parts of a window, with their mean values."""
    history = window.history()[0]
    length = len(history)
    edges = np.linspace(0, length, min(MOST_PARTS, length) + 1).astype(int).tolist()
    found = [
        Part(
            f"{length - start} to {length - end + 1} steps ago",
            f"{number(float(history[start:end].mean()))} on average",
            steps=slice(start, end),
        )
        for start, end in pairwise(edges)
    ]
    _, _, seen, known, _ = window.inputs()
    for place, name in enumerate(past):
        found.append(Part(name, told(seen[0, :, place]), past=place))
    first = known.shape[2] - len(ahead)  # behind what the calendar says
    for place, name in enumerate(ahead):
        column = known[0, :, first + place]
        found.append(Part(f"{name} (known ahead)", told(column), ahead=first + place))
    return found


def told(column: np.ndarray) -> str:
    """A covariate in its deviations."""
    return f"{number(float(column.mean()))} deviations from its mean"


def answers_of(
    networks: Sequence[Any], window: Windows, chosen: Sequence[Sequence[Part]]
) -> np.ndarray:
    """The forecasts (n, horizon) from only some parts at a time, in the scale of the window."""
    batch = batch_of(window, chosen)
    if not networks:
        return batch[1].astype(np.float64)
    found = np.zeros((len(chosen), window.form.horizon))
    for network in networks:
        network.eval()
        for start, rows in chunks(len(chosen)):
            places = np.arange(start, min(start + rows, len(chosen)))
            given = (part[np.resize(places, rows)] for part in batch)
            found[places] += network.compiled(*given).numpy()[: len(places)]
    return found / len(networks)


def batch_of(window: Windows, chosen: Sequence[Sequence[Part]]) -> Batch:
    """What networks take when they see only some parts: of the rest the mean."""
    history, _, past, ahead, series = (np.repeat(x, len(chosen), axis=0) for x in window.inputs())
    seen = np.zeros(history.shape, bool)
    known_past = np.zeros((len(chosen), past.shape[2]), bool)
    covered = [part.ahead for some in chosen for part in some if part.ahead is not None]
    known_ahead = np.ones((len(chosen), ahead.shape[2]), bool)
    known_ahead[:, sorted(set(covered))] = False
    for row, some in enumerate(chosen):
        for part in some:
            if part.steps is not None:
                seen[row, part.steps] = True
            if part.past is not None:
                known_past[row, part.past] = True
            if part.ahead is not None:
                known_ahead[row, part.ahead] = True
    history = np.where(seen, history, np.float32(0))
    naive = seasonal_naive(history, window.form.season, window.form.horizon)
    return (
        history, np.ascontiguousarray(naive), np.where(known_past[:, None], past, np.float32(0)),
        np.where(known_ahead[:, None], ahead, np.float32(0)), series,
    )  # fmt: skip
