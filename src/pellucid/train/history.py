"""What happened in each epoch, as a value."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, FileError
from pellucid.formats.atomic import write_atomically
from pellucid.train.metrics import better_is

Row = Mapping[str, Any]  # numbers, and a note where something went wrong
NOTE = "note"
SHOWN = 20  # epochs that are printed; of more the first and the last


@dataclass(frozen=True, repr=False)
class History:
    """One row for each epoch: its number, the loss, whatever was validated, and seconds.

    Prints as a table; `history["loss"]` is a column, `history[-1]` a row. The best row is a
    question: `history.best`.

    >>> history = History(({"epoch": 1, "loss": 0.9}, {"epoch": 2, "loss": 0.4}))
    >>> history
    epoch  loss
        1   0.9
        2   0.4
    >>> history["loss"], history.best("loss")
    ([0.9, 0.4], {'epoch': 2, 'loss': 0.4})
    """

    rows: tuple[Row, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __getitem__(self, key: str | int) -> list[float] | Row:
        if isinstance(key, int):
            return self.rows[key]
        if key not in self.columns:
            raise unknown(key, self.columns)
        return [row.get(key, float("nan")) for row in self.rows]

    @property
    def columns(self) -> list[str]:
        """The names of what was noted, in the order they first came."""
        return list(dict.fromkeys(name for row in self.rows for name in row))

    def best(self, metric: str = "validation_loss", mode: str | None = None) -> Row:
        """The row of the best epoch by `metric`, the first of equals. `mode` ("min" or "max") where
        it is not plain.
        """
        direction = better_is(metric, mode)
        known = [row for row in self.rows if row.get(metric, float("nan")) == row.get(metric)]
        if not known:
            raise unknown(metric, self.columns)
        pick = min if direction == "min" else max
        return pick(known, key=lambda row: row[metric])

    def save(self, path: str | Path) -> Path:
        """The path of a JSON-lines file: one line for each epoch."""
        return write_atomically(path, "".join(json.dumps(dict(row)) + "\n" for row in self.rows))

    @classmethod
    def load(cls, path: str | Path) -> "History":
        """The history in a JSON-lines file. FileError when it is not one."""
        try:
            lines = Path(path).expanduser().read_text(encoding="utf-8").splitlines()
            rows = tuple(json.loads(line) for line in lines if line.strip())
        except OSError as error:
            raise FileError(f"{str(path)!r} cannot be read: {error.strerror}") from None
        except ValueError as error:
            raise FileError(f"{str(path)!r} is not a history", given=str(error)) from None
        if not all(isinstance(row, dict) for row in rows):
            raise FileError(f"{str(path)!r} is not a history", fix="each line is one JSON object")
        return cls(rows)

    def table(self) -> list[list[str]]:
        """The header and the rows as texts; of a long history the first and the last."""
        rows: Sequence[Row] = self.rows
        columns = [name for name in self.columns if name != NOTE]
        text = [[shown(row.get(name)) for name in columns] for row in rows]
        if len(text) > SHOWN:
            half = SHOWN // 2
            text = [*text[:half], ["..."] * len(columns), *text[-half:]]
        return [columns, *text]

    @property
    def notes(self) -> list[str]:
        """What went wrong in the run, and what was done about it."""
        return [str(row[NOTE]) for row in self.rows if NOTE in row]

    def __repr__(self) -> str:
        table = self.table()
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = (
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in table
        )
        return "\n".join([*lines, *self.notes]) if self.rows else "no epochs yet"

    def _repr_html_(self) -> str:
        head, *body = self.table()
        return (
            f"<table>{html_row(head, 'th')}{''.join(html_row(row, 'td') for row in body)}</table>"
        )


def html_row(cells: list[str], tag: str) -> str:
    """One row of an HTML table."""
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def shown(value: float | str | None) -> str:
    """A number as a person reads it."""
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def plain(name: str, value: Any) -> Any:
    """A number of a library as Python's own, so that a file can hold it; a text as it is.

    >>> plain("rate", np.float32(0.5))
    0.5
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    found = np.asarray(value)
    if found.size != 1 or found.dtype.kind not in "biuf":
        raise ArgumentError(
            f"what is noted under {name!r} is one number", given=f"{type(value).__name__} {value}",
            fix="several numbers go under names of their own: a dict of them",
        )  # fmt: skip
    return found.reshape(()).item()


def unknown(name: str, columns: list[str]) -> ArgumentError:
    """The error for a name that was never noted."""
    known = ", ".join(columns) or "nothing yet"
    return ArgumentError(f"the history has no {name!r}", given=known)
