"""Padding: a number put around, or the values continued beyond the ends."""

from collections.abc import Callable, Sequence
from typing import Any

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node
from pellucid.nn.modules.module import Module
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.manipulation import concat, pad as pad_axes, slice_axis, tile
from pellucid.tensor.tensor import Tensor

Widths = Sequence[tuple[int, int]]  # before and after each of the last axes


@lifted
def pad(input: Node, pad: Sequence[Any], mode: str = "constant", value: float = 0.0) -> Node:
    """`input` with more before and after its last axes: numbers in pairs, those of the last axis
    first, as in PyTorch. A negative number takes away.

    `mode`: "constant" puts `value` there; "reflect" mirrors at the end, "replicate" repeats the
    end, "circular" goes on at the other end.

    >>> pad(Tensor([1, 2, 3]), (2, 1), mode="reflect").tolist()
    [3, 2, 1, 2, 3, 2]
    """
    widths = in_pairs(pad, len(input.shape))
    if mode != "constant":
        return extended(input, widths, mode)
    first = len(input.shape) - len(widths)
    x = input
    for axis, (before, after) in enumerate(widths, first):
        if before < 0 or after < 0:
            end = x.shape[axis] - max(-after, 0)
            x = slice_axis(x, axis, slice(max(-before, 0), end))
    around = [(max(before, 0), max(after, 0)) for before, after in widths]
    return pad_axes(x, [(0, 0)] * first + around, value or 0.0)


def in_pairs(pad: Sequence[Any], ndim: int) -> list[tuple[int, int]]:
    """The numbers of PyTorch's pad as pairs, those of the last axis last."""
    numbers = [int(n) for n in pad]
    if len(numbers) % 2 or len(numbers) > 2 * ndim:
        raise ArgumentError(
            "pad: two numbers are needed for each axis, those of the last axis first",
            given=f"{tuple(pad)} for {ndim} axes",
            fix="(left, right) pads the last axis, (left, right, top, bottom) the last two",
        )
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    return pairs[::-1]


def reflected(x: Node, axis: int, before: int, after: int) -> tuple[Node, Node]:
    """What a mirror at each end shows; the end itself is not shown twice."""
    size = x.shape[axis]
    stop = size - 2 - after
    tail = slice(size - 2, None if stop < 0 else stop, -1)
    return slice_axis(x, axis, slice(before, 0, -1)), slice_axis(x, axis, tail)


def replicated(x: Node, axis: int, before: int, after: int) -> tuple[Node, Node]:
    """The values at the ends, repeated."""
    first, last = (slice_axis(x, axis, slice(i, i + 1)) for i in (0, x.shape[axis] - 1))
    ones = [1] * len(x.shape)
    return tuple(  # type: ignore[return-value]
        tile(end, [*ones[:axis], count, *ones[axis + 1 :]])
        for end, count in ((first, before), (last, after))
    )


def circular(x: Node, axis: int, before: int, after: int) -> tuple[Node, Node]:
    """What lies at the other end."""
    size = x.shape[axis]
    return slice_axis(x, axis, slice(size - before, size)), slice_axis(x, axis, slice(0, after))


MODES: dict[str, Callable[[Node, int, int, int], tuple[Node, Node]]] = {
    "reflect": reflected, "replicate": replicated, "circular": circular,
}  # fmt: skip


def extended(x: Node, widths: Widths, mode: str) -> Node:
    """`x` continued beyond the ends of its last axes."""
    if mode not in MODES:
        raise ArgumentError(
            f"pad: there is no mode {mode!r}", fix=f"use constant, {', '.join(MODES)}"
        )
    for axis, (before, after) in enumerate(widths, len(x.shape) - len(widths)):
        most = x.shape[axis] - (mode == "reflect")
        if min(before, after) < 0 or (mode != "replicate" and max(before, after) > most):
            raise ShapeError(
                f"pad: {mode} can add from 0 to {most} on an axis of {x.shape[axis]}",
                given=f"({before}, {after}) on axis {axis} of {x.spec}",
                fix="pad by less, or with mode='replicate' or 'constant'",
            )
        if before or after:
            front, back = MODES[mode](x, axis, before, after)
            parts = [*([front] if before else []), x, *([back] if after else [])]
            x = concat(parts, axis=axis)
    return x


padded_at_ends = lifted(extended)


class Padding(Module):
    """Padding of the last `axes` axes. The finished layers are ZeroPad1d to CircularPad3d."""

    axes: int
    mode: str

    def __init__(self, padding: int | Sequence[int]) -> None:
        count = 2 * self.axes
        self.padding = (padding,) * count if isinstance(padding, int) else tuple(padding)
        if len(self.padding) != count:
            raise ArgumentError(
                f"{type(self).__name__}: {count} numbers are needed, two for each axis",
                given=str(padding),
                fix="(left, right, top, bottom, ...), or one number for all sides",
            )

    def forward(self, input: Tensor) -> Tensor:
        return pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        return str(self.padding)


class ZeroPad1d(Padding):
    """Zeros around a sequence."""

    axes, mode = 1, "constant"


class ZeroPad2d(Padding):
    """Zeros around pictures: (left, right, top, bottom).

    >>> ZeroPad2d(1)
    ZeroPad2d((1, 1, 1, 1))
    """

    axes, mode = 2, "constant"


class ZeroPad3d(Padding):
    """Zeros around volumes."""

    axes, mode = 3, "constant"


class ConstantPad(Padding):
    """A number around the last axes. The finished layers are ConstantPad1d to ConstantPad3d."""

    mode = "constant"

    def __init__(self, padding: int | Sequence[int], value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        return pad(input, self.padding, self.mode, self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(ConstantPad):
    """A number around a sequence."""

    axes = 1


class ConstantPad2d(ConstantPad):
    """A number around pictures."""

    axes = 2


class ConstantPad3d(ConstantPad):
    """A number around volumes."""

    axes = 3


class ReflectionPad1d(Padding):
    """A sequence mirrored at its ends."""

    axes, mode = 1, "reflect"


class ReflectionPad2d(Padding):
    """Pictures mirrored at their edges."""

    axes, mode = 2, "reflect"


class ReflectionPad3d(Padding):
    """Volumes mirrored at their faces."""

    axes, mode = 3, "reflect"


class ReplicationPad1d(Padding):
    """The ends of a sequence repeated."""

    axes, mode = 1, "replicate"


class ReplicationPad2d(Padding):
    """The edges of pictures repeated."""

    axes, mode = 2, "replicate"


class ReplicationPad3d(Padding):
    """The faces of volumes repeated."""

    axes, mode = 3, "replicate"


class CircularPad1d(Padding):
    """A sequence that goes on at its other end."""

    axes, mode = 1, "circular"


class CircularPad2d(Padding):
    """Pictures that go on at their other edge."""

    axes, mode = 2, "circular"


class CircularPad3d(Padding):
    """Volumes that go on at their other face."""

    axes, mode = 3, "circular"
