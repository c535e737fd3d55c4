"""Why each of several targets of a row is answered as it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.answering.explain import NEIGHBOUR_COLUMNS, NEIGHBOURS, Path
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.encoding.samples import Sample
from pellucid.auto.training.realmlp import RealMLP
from pellucid.data.tables.tables import Table
from pellucid.report import Explanation
from pellucid.report.reasons import Neighbour
from pellucid.report.words import number, value


@dataclass(frozen=True)
class SeveralExplanation:
    """The explanations of all targets of a row, by the names of the targets."""

    targets: tuple[str, ...]
    explanations: tuple[Explanation, ...]

    def __getitem__(self, target: str) -> Explanation:
        return self.explanations[self.targets.index(target)]

    def __iter__(self) -> Iterator[Explanation]:
        return iter(self.explanations)

    def __str__(self) -> str:
        return "\n\n".join(map(str, self.explanations))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            name: found.to_json()
            for name, found in zip(self.targets, self.explanations, strict=True)
        }

    def noted(self, notes: tuple[str, ...]) -> "SeveralExplanation":
        """The same with what was odd about the row, said once."""
        *first, last = self.explanations
        return replace(self, explanations=(*first, replace(last, notes=notes)))


@dataclass(frozen=True, eq=False)
class SeveralExplainer:
    """Explains the answers for rows of a table. `answers`: probabilities of labels, or numbers in
    their own units, for encoded rows; `calibrations` of labels, none where numbers are answered,
    whose deviations are `units`. `columns`: those of the sample that hold the targets."""

    encoder: Encoder
    network: RealMLP
    targets: tuple[str, ...]
    answers: Callable[[np.ndarray], np.ndarray]
    calibrations: tuple[Calibration, ...]
    units: tuple[float, ...]
    sample: Sample | None
    columns: tuple[str, ...]

    @cached_property
    def path(self) -> Path:
        """The way from the ordinary row, compiled once."""
        link = "sigmoid" if self.calibrations else ""
        return Path(self.encoder, self.network, link, self.answers)

    def __call__(self, table: Table) -> tuple[SeveralExplanation, ...]:
        """The explanations of each row."""
        x, _ = self.encoder.encode(table)
        ends, start = self.answers(x), self.answers(np.zeros_like(x[:1]))[0]
        nearest = None if self.sample is None else self.sample.nearest(x, NEIGHBOURS)
        outside = np.zeros(len(x), bool) if self.sample is None else self.sample.is_outside(x)
        found = []
        for row, (encoded, cells) in enumerate(zip(x, table.rows(), strict=True)):
            near = () if nearest is None else self.neighbours(nearest[0][row], nearest[1][row])
            explanations = tuple(
                replace(
                    self.explained(encoded, cells, k, float(start[k]), float(ends[row, k])),
                    neighbours=near, is_outside=bool(outside[row]),
                )
                for k in range(len(self.targets))
            )  # fmt: skip
            found.append(SeveralExplanation(self.targets, explanations))
        return tuple(found)

    def explained(
        self, encoded: np.ndarray, cells: dict[str, Any], k: int, start: float, end: float
    ) -> Explanation:
        """The answer for one target."""
        own = self.calibrations[k] if self.calibrations else None
        temperature = np.float32(1.0 if own is None else own.temperature)
        unit = self.units[k] if own is None else 1.0 - own.floor
        moved = self.path.moved(encoded, k, k, temperature, unit)
        reasons = self.path.reasons(moved, cells)
        name = self.targets[k]
        answer = f"{name} = {number(end)}" if own is None else name
        left = end - start - sum(reason.moved for reason in reasons)
        return Explanation(answer, start, end, reasons, left, own is not None)

    def neighbours(self, places: np.ndarray, distances: np.ndarray) -> tuple[Neighbour, ...]:
        """The rows of the sample that are nearest, with their targets."""
        assert self.sample is not None
        names = [code.name for code in self.encoder.codes][:NEIGHBOUR_COLUMNS]
        found = []
        for place, distance in zip(places.tolist(), distances.tolist(), strict=True):
            cells = next(self.sample.table.take([place]).rows())
            answers = ", ".join(f"{name} {value(cells.get(name))}" for name in self.columns)
            own = tuple((name, value(cells[name])) for name in names if name in cells)
            row = int(self.sample.places[place]) + 1
            found.append(Neighbour(row, float(distance), answers, own))
        return tuple(found)
