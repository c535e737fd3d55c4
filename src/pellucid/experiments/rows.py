"""The data of an experiment: rows to learn from and rows to test on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, FileError
from pellucid.data import (
    Characters,
    glyphs,
    load_fashion_mnist,
    moved_glyphs,
    python_topics,
    read_text,
    text_windows,
)
from pellucid.experiments.reading import meant
from pellucid.experiments.spec import Data

MNIST = Path("/usr/share/datasets/mnist")
TOLD_APART = 0.9  # the share of a text that is learned from


@dataclass(frozen=True)
class Rows:
    """Inputs and targets to learn from, and those of the test; of text also the texts and their
    characters. `more` and `more_test` are further inputs, between the first and the targets."""

    x: np.ndarray
    y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray
    more: tuple[np.ndarray, ...] = ()
    more_test: tuple[np.ndarray, ...] = ()
    texts: tuple[str, str] | None = None
    characters: Characters | None = None

    @property
    def training(self) -> tuple[np.ndarray, ...]:
        """What is learned from."""
        return (self.x, *self.more, self.y)

    @property
    def test(self) -> tuple[np.ndarray, ...]:
        """What is tested on."""
        return (self.test_x, *self.more_test, self.test_y)


def load_rows(data: Data) -> Rows:
    """The data, scaled and shaped."""
    if data.name not in SOURCES:
        raise ArgumentError(f"there is no data set {data.name!r}", fix=meant(data.name, SOURCES))
    rows = SOURCES[data.name](data)
    n = data.rows
    if n is None or data.name in DRAWN:
        return rows
    return Rows(
        rows.x[:n], rows.y[:n], rows.test_x, rows.test_y, tuple(x[:n] for x in rows.more),
        rows.more_test, rows.texts, rows.characters,
    )  # fmt: skip


def pictures(data: Data) -> Rows:
    """Grey pictures of 28 x 28 and their classes."""
    folder = MNIST if data.name == "mnist" and data.source is None else data.source
    x, y, test_x, test_y = load_fashion_mnist(folder)
    mean, deviation = float(x.mean()) / 255, float(x.std()) / 255

    def prepared(raw: np.ndarray) -> np.ndarray:
        found = raw[:, None].astype(np.float32) / 255
        scales = {
            "standard": lambda p: (p - mean) / deviation, "unit": lambda p: p,
            "lenet5": lambda p: p * 1.275 - 0.1, "binary": lambda p: p > 0.5,
        }  # fmt: skip
        if data.scale not in scales:
            raise ArgumentError(f"there is no scale {data.scale!r}", fix=meant(data.scale, scales))
        around = [(0, 0), (0, 0), (data.pad, data.pad), (data.pad, data.pad)]
        found = scales[data.scale](np.pad(found, around)).astype(np.float32)
        found = np.repeat(found, data.channels, 1) if data.channels > 1 else found
        return found.reshape(len(found), -1) if data.flat else found

    return Rows(prepared(x), y.astype(np.int64), prepared(test_x), test_y.astype(np.int64))


def arrays(data: Data) -> Rows:
    """The arrays of an .npz file; without test rows the last tenth is the test."""
    if data.source is None:
        raise ArgumentError("arrays need a source", fix='source = "file.npz"')
    try:
        with np.load(Path(data.source).expanduser(), allow_pickle=False) as held:
            found = {key: held[key] for key in held.files}
    except (OSError, ValueError) as error:
        raise FileError(f"{data.source!r} cannot be read: {error}") from None
    if not {"x", "y"} <= set(found):
        raise FileError(f"{data.source!r} holds no x and y", given=", ".join(found))
    if {"test_x", "test_y"} <= set(found):
        return Rows(found["x"], found["y"], found["test_x"], found["test_y"])
    cut = len(found["x"]) - len(found["x"]) // 10
    return Rows(found["x"][:cut], found["y"][:cut], found["x"][cut:], found["y"][cut:])


def drawn(data: Data) -> Rows:
    """Digits drawn at random, as many as `rows` says and a quarter more for the test."""
    n = data.rows or 12_000
    x, y = glyphs(n, data.size, noise=data.noise, seed=1)
    test_x, test_y = glyphs(max(1, n // 4), data.size, noise=data.noise, seed=2)
    return Rows(x, y, test_x, test_y)


def moved(data: Data) -> Rows:
    """Drawn digits, moves, and the moved digits."""
    n = data.rows or 6_000
    x, moves, y = moved_glyphs(n, data.size, seed=1)
    test_x, test_moves, test_y = moved_glyphs(max(1, n // 4), data.size, seed=2)
    return Rows(x, y, test_x, test_y, (moves,), (test_moves,))


def text(data: Data) -> Rows:
    """Windows of a text; its last tenth is the test. Without a source it is what Python's `help`
    says about the language."""
    whole = python_topics() if data.source is None else read_text(data.source)
    if data.rows is not None:
        whole = whole[: data.rows]
    cut = round(TOLD_APART * len(whole))
    parts = whole[:cut], whole[cut:]
    known = Characters.of(parts[0])
    x, y = text_windows(known.encode(parts[0]), data.length, data.step)
    test_x, test_y = text_windows(known.encode(parts[1]), data.length)
    return Rows(x, y, test_x, test_y, texts=parts, characters=known)


SOURCES: dict[str, Callable[[Data], Rows]] = {
    "fashion-mnist": pictures, "mnist": pictures, "arrays": arrays, "glyphs": drawn,
    "moved-glyphs": moved, "text": text,
}  # fmt: skip
DRAWN = {"glyphs", "moved-glyphs", "text"}  # where `rows` says how much there is at all


def vocabulary(rows: Rows) -> dict[str, Any]:
    """Options of a model that follow from the data."""
    return {} if rows.characters is None else {"vocabulary": len(rows.characters)}
