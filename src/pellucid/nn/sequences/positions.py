"""Where a place is, told to a network that does not see it by itself."""

import numpy as np

from pellucid.core.dtypes import int64
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.nn.modules.module import Module
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import cos, sin, to_float
from pellucid.tensor.nodes.manipulation import reshape, stack, unstack
from pellucid.tensor.tensor import Tensor


def sinusoids(places: int, dim: int, base: float = 10000.0) -> np.ndarray:
    """A row of `dim` sines and cosines, in turn, for each place: wavelengths from 2 pi to 2 pi
    `base` (Vaswani et al., 2017); float64.

    >>> sinusoids(2, 2).round(3).tolist()
    [[0.0, 1.0], [0.841, 0.54]]
    """
    angles = np.arange(places)[:, None] * frequencies(dim, base)
    return np.stack([np.sin(angles), np.cos(angles)], -1).reshape(places, -1)


def frequencies(dim: int, base: float) -> np.ndarray:
    """How fast each pair of numbers turns from place to place, in radians."""
    if dim < 2 or dim % 2:
        raise ArgumentError(f"positions: an even number of features is turned, not {dim}")
    return base ** (-np.arange(0, dim, 2) / dim)


class SinusoidalPositions(Module):
    """`x` (..., places, dim) plus a fixed row of sines and cosines for each place.

    >>> SinusoidalPositions(4)(Tensor([[0.0, 0.0, 0.0, 0.0]])).tolist()
    [[0.0, 1.0, 0.0, 1.0]]
    """

    def __init__(self, dim: int, base: float = 10000.0) -> None:
        frequencies(dim, base)
        self.dim, self.base = dim, base

    def forward(self, x: Tensor) -> Tensor:
        if x.ndim < 2 or x.shape[-1] != self.dim:
            raise ShapeError(f"SinusoidalPositions: (..., places, {self.dim}), not {x.shape}")
        return x + Tensor(sinusoids(x.shape[-2], self.dim, self.base), x.dtype)

    def extra_repr(self) -> str:
        return str(self.dim) + ("" if self.base == 10000.0 else f", base={self.base}")


@lifted
def rotary(
    x: Node, places: Node | None = None, base: float = 10000.0, interleaved: bool = False
) -> Node:
    """`x` (..., places, width) with pairs of numbers turned by an angle that grows with the place,
    so that products of queries and keys depend on how far apart they are (Su et al., 2021).

    `places` are numbers, one for each row, 0, 1, ... where none are given: the later ones, where
    the earlier keys are kept. A pair is an element of the first half and one of the second, or two
    neighbours if `interleaved`.

    >>> x = Tensor([[1.0, 0.0], [1.0, 0.0]])
    >>> [[round(v, 3) for v in row] for row in rotary(x).tolist()]
    [[1.0, 0.0], [0.54, 0.841]]
    """
    x = to_float(x)
    if len(x.shape) < 2:
        raise ShapeError("rotary: (..., places, width) is expected", given=str(x.spec))
    count, width = x.shape[-2:]
    speeds = Tensor(frequencies(width, base), x.dtype).node
    where = apply("iota", shape=(count,), axis=0, dtype=int64) if places is None else places
    if where.shape[-1:] != (count,):
        raise ShapeError(
            f"rotary: one place is needed for each of {count} rows", given=str(where.spec)
        )
    angles = reshape(cast(where, x.dtype), (*where.shape, 1)) * speeds
    turn, lift = cos(angles), sin(angles)
    axis = -1 if interleaved else -2
    a, b = unstack(reshape(x, (*x.shape[:-1], *((-1, 2) if interleaved else (2, -1)))), axis=axis)
    return reshape(stack([a * turn - b * lift, a * lift + b * turn], axis=axis), x.shape)
