"""The operands of single products and convolutions, written as short texts.

`64x256x784` is a product of 64 x 784 by 784 x 256 (rows, columns, what is summed); `:nt` after it
says that the second operand lies turned, as the weights of a dense layer do, `:tn` the first, as in
the gradient of those weights.

`conv:8x3x224x224:64x7x7:s2:p3` is a convolution: input (examples, channels, height, width), filters
(count, height, width), stride, padding; `:g32` makes it one of 32 groups. `back:` in place of
`conv:` is its two gradients, by the input and by the weights.
"""

import math
import os
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Product:
    """A matrix product; `form` says which operands lie turned."""

    rows: int
    columns: int
    summed: int
    form: str = "nn"

    @property
    def operations(self) -> int:
        """Multiplications and additions."""
        return 2 * self.rows * self.columns * self.summed

    def operands(self) -> list[np.ndarray]:
        """Two float32 matrices as they lie in memory."""
        shapes = [(self.rows, self.summed), (self.summed, self.columns)]
        return drawn([s[::-1] if f == "t" else s for s, f in zip(shapes, self.form, strict=True)])


@dataclass(frozen=True)
class Convolution:
    """A convolution over pictures, or its gradients."""

    pictures: tuple[int, int, int, int]
    filters: tuple[int, int, int]
    stride: int = 1
    padding: int = 0
    groups: int = 1
    backward: bool = False

    @property
    def weights(self) -> tuple[int, ...]:
        """The shape of the weights."""
        count, *window = self.filters
        return (count, self.pictures[1] // self.groups, *window)

    @property
    def results(self) -> tuple[int, ...]:
        """The shape of the result."""
        sides = [
            (n + 2 * self.padding - k) // self.stride + 1
            for n, k in zip(self.pictures[2:], self.filters[1:], strict=True)
        ]
        return (self.pictures[0], self.filters[0], *sides)

    @property
    def operations(self) -> int:
        """Multiplications and additions, those by the zeros of the padding counted too."""
        once = 2 * math.prod(self.results) * math.prod(self.weights[1:])
        return 2 * once if self.backward else once

    def operands(self) -> list[np.ndarray]:
        """Input and weights; for the gradients, that by the result too."""
        shapes = [self.pictures, self.weights]
        return drawn([*shapes, self.results] if self.backward else shapes)


def drawn(shapes: list[tuple[int, ...]]) -> list[np.ndarray]:
    """Arrays of float32 numbers around 0, the same every time."""
    random = np.random.default_rng(0)
    return [random.standard_normal(shape, np.float32) for shape in shapes]


def case_of(text: str) -> Product | Convolution:
    """The case that a text describes."""
    first, *rest = text.split(":")
    if first not in {"conv", "back"}:
        return Product(*sizes(first), *rest)
    pictures, filters, *options = rest
    named = {option[0]: int(option[1:]) for option in options}
    return Convolution(
        sizes(pictures),
        sizes(filters),
        named.get("s", 1),
        named.get("p", 0),
        named.get("g", 1),
        first == "back",
    )


def sizes(text: str) -> tuple[int, ...]:
    """The numbers of "64x256x784"."""
    return tuple(int(n) for n in text.split("x"))


def case() -> Product | Convolution:
    """The case that this process was started for."""
    return case_of(os.environ["BENCH_CASE"])
