"""What a run of an experiment found, beside what others report."""

import json
import platform
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pellucid.backends.llvm.host import host, usable_cores
from pellucid.core.errors import ArgumentError, FileError, StateError
from pellucid.core.version import VERSION
from pellucid.experiments.spec import Experiment
from pellucid.formats.atomic import write_atomically
from pellucid.train.metrics import HIGHER, LOWER

FALLING = ("loss", "bits", "ratio", "error")  # figures that are better when they are lower


class StoppedError(StateError):
    """A run was told from outside to stop before it ended; started again it goes on."""


@dataclass(frozen=True)
class Outcome:
    """What a run found: the test figures, the seconds of training, and the reference."""

    title: str
    figures: dict[str, float]
    seconds: float
    epochs: int
    parameters: int
    metric: str
    reference: float | None
    source: str
    gate: float | None
    gates: dict[str, str] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)  # seed, machine, version, file

    @property
    def missed(self) -> list[str]:
        """The gates that are not reached, as texts."""
        found = []
        if self.gate is not None:
            sign = "<=" if falls(self.metric) else ">="
            if not holds(self.figures.get(self.metric, float("nan")), f"{sign} {self.gate:g}"):
                found.append(f"{self.metric} {sign} {self.gate:g}")
        for name, text in self.gates.items():
            if name not in self.figures:
                raise ArgumentError(
                    f"there is no figure {name!r} to reach {text}", given=", ".join(self.figures)
                )
            if not holds(self.figures[name], text):
                found.append(f"{name} {text}")
        return found

    @property
    def passed(self) -> bool:
        """Does it reach its gates, where there are any?"""
        return not self.missed

    def __str__(self) -> str:
        figures = ", ".join(f"{name} {value:.4f}" for name, value in self.figures.items())
        text = f"{self.title}: {figures} after {self.epochs} epochs and {self.seconds:.0f} s"
        if self.reference is not None:
            text += f"; reference {self.metric} {self.reference:g} ({self.source})"
        return text + (f"; BELOW ITS GATE of {'; '.join(self.missed)}" if self.missed else "")

    def row(self) -> str:
        """A row of the table of recipes."""
        reference = "" if self.reference is None else f"{self.reference:g}, {self.source}"
        found = self.figures.get(self.metric, float("nan"))
        return (
            f"| {self.title} | {self.parameters:,} | {self.metric} {found:.4f} | {reference} "
            f"| {self.epochs} | {self.seconds:.0f} |"
        )

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        write_atomically(path, json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def load(cls, path: str | Path) -> "Outcome":
        """What `save` wrote."""
        try:
            return cls(**json.loads(Path(path).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise FileError(f"{str(path)!r} holds no outcome", given=str(error)) from None


def falls(metric: str) -> bool:
    """Is a figure better when it is lower?"""
    words = metric.replace(" ", "_").split("_")
    if set(words) & set(FALLING):
        return True
    return any(metric.endswith(word) for word in LOWER) and not metric.endswith(HIGHER)


def parse_gate(gate: str) -> tuple[str, float]:
    """The sign and the bound of a gate such as ">= 0.93"."""
    sign, _, bound = gate.strip().partition(" ")
    try:
        limit = float(bound)
    except ValueError:
        sign, limit = "", 0.0
    if sign not in {">=", "<="}:
        raise ArgumentError(f"{gate!r} is no gate", fix='write ">= 0.93" or "<= 0.3"')
    return sign, limit


def holds(value: float, gate: str) -> bool:
    """Does a number fit a gate such as ">= 0.93"?"""
    sign, limit = parse_gate(gate)
    return value >= limit if sign == ">=" else value <= limit


def run_name(experiment: Experiment) -> str:
    """The name of a run: that of its file, and what was changed.

    >>> run_name(Experiment("none", file="lenet.toml", changes=("optimizer.lr=0.1",)))
    'lenet,optimizer.lr=0.1'
    """
    parts = [experiment.file.removesuffix(".toml") or experiment.title, *experiment.changes]
    return re.sub(r"[^\w.,=+-]+", "_", ",".join(part.replace(" ", "") for part in parts))


def outcome_of(
    experiment: Experiment, model: Any, figures: Mapping[str, float], seconds: float,
    epochs: int,
) -> Outcome:  # fmt: skip
    """The figures beside the reference."""
    reference, here = experiment.reference, host()
    made = {
        "seed": experiment.train.seed, "cpu": here.cpu, "cores": usable_cores(),
        "pellucid": VERSION, "python": platform.python_version(), "file": experiment.file,
        "digest": experiment.digest, "changes": list(experiment.changes),
    }  # fmt: skip
    value = reference.value
    if value is None and reference.figure:
        value = figures.get(reference.figure)
    return Outcome(
        experiment.title, dict(figures), seconds, epochs, sum(p.size for p in
        model.parameters() if p.requires_grad), reference.metric, value, reference.source,
        reference.gate, dict(reference.gates), made,
    )  # fmt: skip
