"""Drawn digits, as many as are wanted: bitmaps turned, moved and spoiled at random, for trials that
need pictures and no files."""

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.data.serving.orders import random_bits

# The ten digits, each 7 wide and 12 high: what the 84 units of LeNet-5's F6 should show.
DIGITS = """
..###.. ...##.. .#####. ####### .....#. ####### ...###. ####### ..###.. ..###..
.##.##. ..###.. ##...## .....## ....##. ##..... ..##... ......# .##.##. .##.##.
##...## .####.. ......# ....##. ...###. ##..... .##.... .....## ##...## ##...##
##...## ...##.. ......# ...##.. ..####. ##..... ##..... .....#. ##...## #....##
##...## ...##.. .....## ..####. .##.##. ######. #.####. ....##. .##.##. #....##
##...## ...##.. ....##. .....## ##..##. .....## ###..## ....#.. ..###.. ##..###
##...## ...##.. ...##.. ......# #...##. ......# ##....# ...##.. .##.##. .####.#
##...## ...##.. ..##... ......# ####### ......# ##....# ...##.. ##...## ......#
##...## ...##.. .##.... ......# ....##. ......# ##....# ..##... ##...## .....##
##...## ...##.. ##..... ##...## ....##. ##...## ##...## ..##... ##...## ....##.
.##.##. ...##.. ##..... .##.##. ....##. .##.##. .##.##. .##.... .##.##. ...##..
..###.. .###### ####### ..###.. ....##. ..###.. ..###.. .##.... ..###.. .###...
"""


def codes() -> np.ndarray:
    """The digits as rows of 84 numbers, 1 where there is ink and -1 where there is none."""
    rows = [row.split() for row in DIGITS.split("\n") if row]
    pictures = ["".join(row[digit] for row in rows) for digit in range(10)]
    return np.array([[1.0 if c == "#" else -1.0 for c in x] for x in pictures], np.float32)


def glyphs(
    n: int, size: int = 28, *, turn: float = 15.0, move: float = 2.0, scale: float = 1.5,
    noise: float = 0.1, seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Pictures float32 (n, 1, size, size), ink 1 on 0, and which digits they show, int64 (n,).

    Each is turned by up to `turn` degrees, moved by up to `move` pixels, drawn `scale` times as
    large as its bitmap give or take a tenth, and spoiled by normal `noise`.

    >>> pictures, labels = glyphs(3, 24)
    >>> pictures.shape, labels.dtype
    ((3, 1, 24, 24), dtype('int64'))
    """
    if n < 0 or size < 8:
        raise ArgumentError("glyphs: pictures of 8 or more pixels are drawn", given=f"{n}, {size}")
    source = np.random.Generator(np.random.Philox(key=random_bits(seed, n=2)))
    labels = source.integers(0, 10, n)
    places = np.arange(size) - (size - 1) / 2
    y, x = (grid[None] for grid in np.meshgrid(places, places, indexing="ij"))
    angle = np.radians(source.uniform(-turn, turn, (n, 1, 1)))
    large = scale * source.uniform(0.9, 1.1, (n, 1, 1))
    dx, dy = source.uniform(-move, move, (2, n, 1, 1))
    u = (np.cos(angle) * (x - dx) + np.sin(angle) * (y - dy)) / large
    v = (np.cos(angle) * (y - dy) - np.sin(angle) * (x - dx)) / large
    ink = np.pad((codes().reshape(10, 12, 7) + 1) / 2, [(0, 0), (2, 2), (2, 2)])
    found = between(ink, labels, v + 5.5 + 2, u + 3 + 2)
    found = found + noise * source.standard_normal(found.shape)
    return found[:, None].astype(np.float32), labels


def between(ink: np.ndarray, labels: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Bitmaps read between their pixels, 0 outside."""
    top, left = np.floor(row), np.floor(column)
    low, right = row - top, column - left
    found: np.ndarray = np.zeros(row.shape)
    whose = labels[:, None, None]
    for i, tall in ((0, 1 - low), (1, low)):
        for j, wide in ((0, 1 - right), (1, right)):
            r = np.clip(top + i, 0, ink.shape[1] - 1).astype(np.int64)
            c = np.clip(left + j, 0, ink.shape[2] - 1).astype(np.int64)
            found += ink[whose, r, c] * tall * wide
    return found


def moved_glyphs(
    n: int, size: int = 28, *, most: int = 2, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pictures float32 (n, size * size), whole pixels (n, 2) by which each is moved right and down,
    at most so many, and the moved pictures: what a transforming auto-encoder learns from.

    >>> x, moves, moved = moved_glyphs(4)
    >>> x.shape, moves.shape, moved.shape
    ((4, 784), (4, 2), (4, 784))
    """
    found, _ = glyphs(n, size, noise=0.0, move=1.0, seed=seed)
    source = np.random.Generator(np.random.Philox(key=random_bits(seed, 1, n=2)))
    moves = source.integers(-most, most + 1, (n, 2))
    moved = [np.roll(x[0], (dy, dx), (0, 1)) for x, (dx, dy) in zip(found, moves, strict=True)]
    flat = found.reshape(n, -1)
    return flat, moves.astype(np.float32), np.array(moved, np.float32).reshape(n, -1)
