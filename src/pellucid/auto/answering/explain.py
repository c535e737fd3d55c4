"""Why a row is answered as it is: integrated gradients, and the training rows nearest to it.

The path goes from the ordinary row, which the encoder writes as zeros (every number at its median,
every category at its most frequent value), straight to the row (Sundararajan, Taly and Yan,
"Axiomatic attribution for deep networks", 2017).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid import nn
from pellucid.auto.answering.answers import middle_of
from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.answering.decisions import Costs, decided
from pellucid.auto.answering.networks import Network, function_of, order_of
from pellucid.auto.columns.schema import Schema
from pellucid.auto.columns.targets import TargetEncoder
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.encoding.samples import Sample
from pellucid.data.tables.tables import Table
from pellucid.report.reasons import Explanation, Neighbour, Reason
from pellucid.report.words import number, value
from pellucid.tensor.transforms.compiled import compile  # noqa: A004
from pellucid.tensor.transforms.differentiation import grad

STEPS, HALF = 64, 0.5  # of the path, all in one batch
NEIGHBOURS, NEIGHBOUR_COLUMNS = 3, 6


class Explainer:
    """Explains the answers of a network for rows of a table."""

    def __init__(
        self,
        schema: Schema,
        encoder: Encoder,
        target: TargetEncoder,
        network: Network,
        calibration: Calibration,
        sample: Sample | None,
        *,
        costs: Costs = (),
    ) -> None:
        self.schema, self.encoder, self.target = schema, encoder, target
        self.network, self.calibration, self.sample = network, calibration, sample
        self.costs, self.middle = costs, middle_of(schema.quantiles)
        self.path = Path(encoder, network, "softmax" if schema.classes else "", self.answers)

    def __call__(self, table: Table) -> tuple[Explanation, ...]:
        """An explanation for each row."""
        x, _ = self.encoder.encode(table)
        ends = self.answers(x)
        start = self.answers(np.zeros_like(x[:1]))[0]
        cells = list(table.rows())
        nearest = self.sample.nearest(x, NEIGHBOURS) if self.sample is not None else None
        outside = self.sample.is_outside(x) if self.sample is not None else np.zeros(len(x), bool)
        chosen = np.zeros(len(x), np.int64)
        if self.schema.classes:
            chosen = decided(ends, self.schema.task, self.costs)
        found = []
        for row, encoded in enumerate(x):
            code = int(chosen[row])
            reasons = self.reasons(encoded, code, cells[row])
            change = float(ends[row, code] - start[code])
            left = change - sum(reason.moved for reason in reasons)
            label = str(self.schema.classes[code]) if self.schema.classes else number(ends[row, 0])
            near = self.neighbours(nearest, row) if nearest is not None else ()
            found.append(
                Explanation(
                    label, float(start[code]), float(ends[row, code]), reasons, left,
                    bool(self.schema.classes), near, bool(outside[row]),
                )
            )  # fmt: skip
        return tuple(found)

    def answers(self, x: np.ndarray) -> np.ndarray:
        """Probabilities (n, classes), or numbers (n, 1), for encoded rows."""
        found = self.network.run(x)
        if self.schema.classes:
            return self.calibration.probabilities(found)
        return self.target.decode(found[:, self.middle : self.middle + 1])

    def reasons(self, row: np.ndarray, code: int, cells: dict[str, Any]) -> tuple[Reason, ...]:
        """How far each column moved the answer, the furthest first."""
        output = code if self.schema.classes else self.middle
        moved = self.path.moved(row, output, code, self.temperature, self.unit)
        return self.path.reasons(moved, cells)

    @property
    def temperature(self) -> np.float32:
        """By which the outputs are divided before they become probabilities."""
        return np.float32(self.calibration.temperature)

    @property
    def unit(self) -> float:
        """What a change of one in the network's own terms is in those of the answer."""
        return 1.0 - self.calibration.floor if self.schema.classes else self.target.deviation

    def neighbours(self, nearest: tuple[np.ndarray, np.ndarray], row: int) -> tuple[Neighbour, ...]:
        """The rows of the sample that are nearest."""
        assert self.sample is not None
        places, distances = nearest[0][row], nearest[1][row]
        rows = list(self.sample.table.take(places).rows())
        names = self.schema.features[:NEIGHBOUR_COLUMNS]
        return tuple(
            Neighbour(
                int(self.sample.places[place]) + 1,
                float(distance),
                value(cells[self.schema.target.name]),
                tuple((name, value(cells[name])) for name in names if name in cells),
            )
            for place, distance, cells in zip(places, distances, rows, strict=True)
        )


class Path:
    """The straight way from the ordinary row to a row, and how each column moves an answer on it.

    `link` makes answers of the network's outputs: "softmax", "sigmoid" or "" for numbers;
    `answers`: all answers (n, k) for encoded rows.

    Where a network learns values for the levels of categories, no path leads from one to the
    other: halfway, the row's own take the place of unknown ones, one category after the other.
    """

    def __init__(
        self,
        encoder: Encoder,
        network: Network,
        link: str,
        answers: Callable[[np.ndarray], np.ndarray],
    ) -> None:
        self.encoder, self.network, self.answers = encoder, network, answers
        self.numbered = np.array(encoder.tables) > 0
        self.slope = gradient_of(network, link)

    def moved(
        self, row: np.ndarray, output: int, code: int, temperature: np.float32, unit: float
    ) -> np.ndarray:
        """How far each number of an encoded row moved an answer, (inputs,): the one that comes from
        the network's `output`, and has the place `code` among the answers. `unit`: what a change of
        one behind the link is in those of the answer.
        """
        places = ((np.arange(STEPS) + 0.5) / STEPS).astype(np.float32)
        chosen = np.zeros((STEPS, self.network.outputs), np.float32)
        chosen[:, output] = 1.0
        order = order_of(self.network)
        path = np.where(self.numbered, places[:, None] > HALF, places[:, None]) * row
        slopes = self.slope(path[:, order], chosen, temperature).numpy()
        moved = np.empty(len(row))
        moved[order] = row[order] * slopes.astype(np.float64).mean(axis=0) * unit
        moved[self.numbered] = self.jumps(row, code)
        return moved

    def jumps(self, row: np.ndarray, code: int) -> np.ndarray:
        """How far the numbered levels of a row moved the answer, in their order."""
        levels = np.flatnonzero(self.numbered)
        half = np.where(self.numbered, np.float32(0), np.float32(HALF) * row)
        rows = np.tile(half, (len(levels) + 1, 1))
        for place, level in enumerate(levels):
            rows[place + 1 :, level] = row[level]
        return np.diff(self.answers(rows)[:, code])

    def reasons(self, moved: np.ndarray, cells: dict[str, Any]) -> tuple[Reason, ...]:
        """The columns of the table that the network reads, those that moved most first."""
        found = [
            Reason(name, value(cells.get(name)), float(moved[place].sum()))
            for name, place in self.encoder.feature_groups.items()
        ]
        return tuple(sorted(found, key=lambda reason: -abs(reason.moved)))


LINKS: dict[str, Callable[[Any], Any]] = {
    "softmax": lambda found: nn.softmax(found, -1),
    "sigmoid": nn.sigmoid,
}


def gradient_of(network: Network, link: str) -> Callable[..., Any]:
    """The compiled gradient of an answer by the inputs: rows (n, inputs), which output of each (n,
    outputs; 0 or 1), and the temperature in; (n, inputs) out.
    """
    function = function_of(network)

    def answer(x: Any, chosen: Any, temperature: Any) -> Any:
        found = function(x)
        shares = LINKS[link](found / temperature) if link else found
        return (shares * chosen).sum()

    return compile(grad(answer))
