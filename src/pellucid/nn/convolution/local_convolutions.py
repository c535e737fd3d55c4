"""Convolutions whose weights differ from place to place, or that see only some channels."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.nn import init
from pellucid.nn.convolution.convolutions import Conv2d, Sizes, conv2d, each
from pellucid.nn.modules.containers import Sequential
from pellucid.nn.modules.module import Module
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.manipulation import pad, reshape, windows
from pellucid.tensor.tensor import Parameter, Tensor


@lifted
def locally_connected2d(
    input: Node, weight: Node, bias: Node | None = None, stride: Sizes = 1, padding: Sizes = 0
) -> Node:
    """A convolution of (N, C, H, W) with a weight of its own at each place: (O, C, K1, K2, H', W'),
    and a bias (O, H', W')."""
    steps, around = each("locally_connected2d", stride, 2), each("locally_connected2d", padding, 2)
    x = pad(cast(input, weight.dtype), [(0, 0), (0, 0), *((p, p) for p in around)])
    patches = windows(x, (2, 3), weight.shape[2:4], steps, (1, 1))
    if patches.shape[2:4] != weight.shape[4:] or patches.shape[1] != weight.shape[1]:
        raise ShapeError(
            f"locally_connected2d: the weight is for {weight.shape[1]} channels and "
            f"{weight.shape[4:]} places",
            given=f"{patches.shape[1]} channels, {patches.shape[2:4]} places",
        )
    found = apply("contract", patches, weight, left="ncxypq", right="ocpqxy", out="noxy")
    return found if bias is None else found + cast(bias, weight.dtype)


class LocallyConnected2d(Module):
    """A convolution whose weights are not shared between places. `input_size` is (H, W).

    >>> layer = LocallyConnected2d(1, 4, 3, input_size=(8, 8))
    >>> layer(np.zeros((2, 1, 8, 8), np.float32)).shape, layer.weight.shape
    ((2, 4, 6, 6), (4, 1, 3, 3, 6, 6))
    """

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Sizes, stride: Sizes = 1,
        padding: Sizes = 0, bias: bool = True, *, input_size: Sizes, dtype: object = None,
    ) -> None:  # fmt: skip
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride, self.padding, self.input_size = (
            each("LocallyConnected2d", n, 2) for n in (kernel_size, stride, padding, input_size)
        )
        axes = zip(self.input_size, self.kernel_size, self.stride, self.padding, strict=True)
        self.output_size = tuple((n + 2 * p - k) // s + 1 for n, k, s, p in axes)
        if min(self.output_size) < 1:
            raise ArgumentError(
                "LocallyConnected2d: the kernel does not fit into the input",
                given=f"kernel_size={self.kernel_size}, input_size={self.input_size}",
            )
        shape = (out_channels, in_channels, *self.kernel_size, *self.output_size)
        self.weight = Parameter(np.zeros(shape, np.float32), dtype)
        outer = (out_channels, *self.output_size)
        self.bias = Parameter(np.zeros(outer, np.float32), dtype) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new first values, uniform within 1/sqrt(inputs of one output)."""
        bound = 1 / math.sqrt(self.in_channels * math.prod(self.kernel_size))
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        return locally_connected2d(input, self.weight, self.bias, self.stride, self.padding)

    def extra_repr(self) -> str:
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}, input_size={self.input_size}"
        )


@lifted
def spread_weights(weight: Node, places: Node, mask: Node, out_channels: int) -> Node:
    """Weights (connections, K1, K2) as (O, C, K1, K2), 0 where nothing is connected."""
    rows = apply("gather", weight, places) * cast(mask, weight.dtype)
    return reshape(rows, (out_channels, -1, *weight.shape[1:]))


class TableConv2d(Module):
    """A convolution in which each output channel sees only the input channels that a table names:
    LeNet-5's second one, for example. `table` holds, for each output, a list of inputs; `weight`
    is (connections, K1, K2), in the order of the table.

    >>> layer = TableConv2d(3, [[0, 1], [1, 2], [0, 1, 2]], 5)
    >>> layer.weight.shape
    (7, 5, 5)
    """

    def __init__(
        self, in_channels: int, table: Sequence[Sequence[int]], kernel_size: Sizes,
        stride: Sizes = 1, padding: Sizes = 0, bias: bool = True, dtype: object = None,
    ) -> None:  # fmt: skip
        if not table or any(not 0 <= c < in_channels for row in table for c in row):
            raise ArgumentError(
                f"TableConv2d: the table names channels 0 to {in_channels - 1}", given=str(table)
            )
        self.in_channels, self.out_channels = in_channels, len(table)
        self.table = tuple(tuple(sorted(set(row))) for row in table)
        self.kernel_size, self.stride, self.padding = (
            each("TableConv2d", n, 2) for n in (kernel_size, stride, padding)
        )
        shape = (sum(map(len, self.table)), *self.kernel_size)
        self.weight = Parameter(np.zeros(shape, np.float32), dtype)
        self.bias = Parameter(np.zeros(self.out_channels, np.float32), dtype) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new first values, uniform within 2.4 by the inputs of each output, as in LeNet-5."""
        fans = [len(row) * math.prod(self.kernel_size) for row in self.table for _ in row]
        values = init.generator().uniform(-1, 1, self.weight.shape)
        init.filled(self.weight, values * (2.4 / np.array(fans))[:, None, None])
        if self.bias is not None:
            init.zeros_(self.bias)

    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """For each output and input channel, the connection's number, and 1 where there is one."""
        pairs = [(out, c) for out, row in enumerate(self.table) for c in row]
        numbers = np.zeros((self.out_channels, self.in_channels), np.int64)
        mask = np.zeros((self.out_channels, self.in_channels), np.float32)
        for number, pair in enumerate(pairs):
            numbers[pair], mask[pair] = number, 1
        return numbers.ravel(), mask.reshape(-1, 1, 1)

    def forward(self, input: Tensor) -> Tensor:
        places, mask = (Tensor(x) for x in self.places())
        weight = spread_weights(self.weight, places, mask, self.out_channels)
        return conv2d(input, weight, self.bias, self.stride, self.padding)

    def extra_repr(self) -> str:
        return (
            f"{self.in_channels}, {self.out_channels}, connections={len(self.weight)}, "
            f"kernel_size={self.kernel_size}"
        )


def full_table(in_channels: int, out_channels: int) -> list[list[int]]:
    """Every output sees every input.

    >>> full_table(2, 1)
    [[0, 1]]
    """
    return [list(range(in_channels)) for _ in range(out_channels)]


def random_table(
    in_channels: int, out_channels: int, fan_in: int, seed: int = 0
) -> list[list[int]]:
    """Every output sees `fan_in` inputs, dealt out at random and evenly.

    >>> [len(row) for row in random_table(6, 3, 2)]
    [2, 2, 2]
    """
    if not 1 <= fan_in <= in_channels:
        raise ArgumentError(f"random_table: fan_in is 1 to {in_channels}, not {fan_in}")
    source, table, left = np.random.default_rng(seed), [], []
    for _ in range(out_channels):
        row: list[int] = []
        while len(row) < fan_in:
            left = left or [int(c) for c in source.permutation(in_channels)]
            fresh = next((c for c in left if c not in row), None)
            if fresh is None:
                left = [*left, *(int(c) for c in source.permutation(in_channels))]
                continue
            left.remove(fresh)
            row.append(fresh)
        table.append(sorted(row))
    return table


class SeparableConv2d(Sequential):
    """A convolution for each channel alone, then one of 1 x 1 that mixes them (Chollet, 2017).

    >>> SeparableConv2d(8, 16, 3, padding=1)(np.zeros((2, 8, 5, 5), np.float32)).shape
    (2, 16, 5, 5)
    """

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Sizes, stride: Sizes = 1,
        padding: Sizes | str = 0, dilation: Sizes = 1, depth_multiplier: int = 1,
        bias: bool = True, dtype: object = None,
    ) -> None:  # fmt: skip
        middle = in_channels * depth_multiplier
        super().__init__(
            Conv2d(
                in_channels, middle, kernel_size, stride, padding, dilation, groups=in_channels,
                bias=False, dtype=dtype,
            ),
            Conv2d(middle, out_channels, 1, bias=bias, dtype=dtype),
        )  # fmt: skip

    @classmethod
    def of(cls, parts: list[Any]) -> Sequential:
        return Sequential(*parts)
