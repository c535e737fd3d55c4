"""The runs below a folder, and which of them has reached the most."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pellucid.core.errors import ArgumentError, FileError
from pellucid.experiments.outcomes import Outcome, falls
from pellucid.train.history import History

USUAL = ("validation_accuracy", "validation_loss", "loss")  # what runs are compared by


@dataclass(frozen=True)
class Run:
    """A run as its folder tells of it; `problem` says what could not be read."""

    folder: Path
    history: History = field(default_factory=History)
    outcome: Outcome | None = None
    problem: str = ""

    @property
    def about(self) -> str:
        """Its title, and what was changed."""
        if self.outcome is None:
            return self.problem or "not ended"
        changes = self.outcome.made.get("changes", [])
        return ", ".join([self.outcome.title, *changes])

    def last(self, name: str) -> float:
        """A number of the last epoch; not a number where there is none."""
        found = self.history.rows[-1].get(name) if len(self.history) else None
        return float(found) if isinstance(found, int | float) else math.nan


def find_runs(folder: str | Path) -> list[Run]:
    """Every run below a folder, by name. A run whose files cannot be read is among them, with its
    problem."""
    place = Path(folder).expanduser()
    if not place.is_dir():
        raise FileError(f"there is no folder {str(folder)!r}", fix="pellucid runs FOLDER")
    found = [read_run(file.parent) for file in sorted(place.glob("**/history.jsonl"))]
    if not found:
        raise FileError(
            f"there is no run below {str(folder)!r}", fix="pellucid train FILE --out FOLDER/NAME"
        )
    return found


def read_run(folder: Path) -> Run:
    """The run in a folder."""
    try:
        history = History.load(folder / "history.jsonl")
        file = folder / "outcome.json"
        return Run(folder, history, Outcome.load(file) if file.is_file() else None)
    except FileError as error:
        return Run(folder, problem=f"{error.what}: {error.given}")


def compared_by(runs: Sequence[Run], by: str | None = None) -> str:
    """The number that runs are compared by: the one asked for, or the first usual one they have."""
    names = dict.fromkeys(name for run in runs for name in run.history.columns)
    if by is not None and by not in names:
        raise ArgumentError(f"no run has a number {by!r}", given=", ".join(names))
    return by or next((name for name in USUAL if name in names), "loss")


def ranked(runs: Sequence[Run], by: str) -> list[Run]:
    """The runs, the best by the last epoch first; those without the number last."""
    sign = 1.0 if falls(by) else -1.0
    return sorted(runs, key=lambda run: (math.isnan(run.last(by)), sign * run.last(by)))


def table(runs: Sequence[Run], by: str) -> Iterator[str]:
    """A line for each run, under a header."""
    rows = [("run", by, "epochs", "seconds", "")]
    for run in ranked(runs, by):
        value, seconds = run.last(by), sum(row.get("seconds", 0.0) for row in run.history)
        shown = "" if math.isnan(value) else f"{value:.4f}"
        rows.append((str(run.folder), shown, str(len(run.history)), f"{seconds:.1f}", run.about))
    wide = [max(len(row[i]) for row in rows) for i in range(4)]
    for name, *numbers, about in rows:
        cells = [x.rjust(w) for x, w in zip(numbers, wide[1:], strict=True)]
        yield "  ".join([name.ljust(wide[0]), *cells, about]).rstrip()
