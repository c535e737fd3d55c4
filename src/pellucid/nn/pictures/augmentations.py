"""Pictures varied at random in training, each for itself, as part of the compiled step."""

from pellucid.core.dtypes import int64
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.nn.modules.module import Module
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import elementwise as e
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.manipulation import broadcast_to, flip, pad
from pellucid.tensor.random import keys as random_keys
from pellucid.tensor.tensor import Tensor


@lifted
def flipped_at_random(x: Node, key: Node, p: float) -> Node:
    """Each picture of (N, ..., W) mirrored along its last axis with probability `p`."""
    if len(x.shape) < 2:
        raise ShapeError(
            "RandomHorizontalFlip: pictures (N, ..., W) are needed", given=str(x.spec),
            fix="the first axis counts pictures, the last runs along their rows",
        )  # fmt: skip
    chance = random_keys.unit(key, (x.shape[0], *(1,) * (len(x.shape) - 1)), "float32")
    return e.where(broadcast_to(e.less(chance, p), x.shape), flip(x, axis=-1), x)


@lifted
def shifted_at_random(x: Node, key: Node, most: int, value: float) -> Node:
    """Each picture of (N, C, H, W) moved by up to `most` pixels along both axes; `value` comes
    in at the edges."""
    if len(x.shape) != 4:
        raise ShapeError(
            "RandomShift: pictures (N, C, H, W) are needed", given=str(x.spec),
            fix="x[:, None] adds an axis for one channel, x[None] one for one picture",
        )  # fmt: skip
    height, width = x.shape[2:]
    x = pad(x, [(0, 0), (0, 0), (most, most), (most, most)], value)
    drawn = random_keys.unit(key, (x.shape[0], 2), "float32") * float(2 * most + 1)
    starts = cast(e.floor(drawn), int64)
    for axis, size in ((2, height), (3, width)):
        terms = ((0, ((0, 1),)), (axis - 2, ()))
        start = apply("view", starts, shape=(x.shape[0], 1, 1, 1), terms=terms)
        moved = window(x, axis, 0, size)
        for place in range(1, 2 * most + 1):  # a few copies to choose from: quicker than a gather
            chosen = broadcast_to(e.equal(start, place), moved.shape)
            moved = e.where(chosen, window(x, axis, place, size), moved)
        x = moved
    return x


def window(x: Node, axis: int, start: int, size: int) -> Node:
    """The places from `start` on along an axis."""
    shape = [*x.shape]
    shape[axis] = size
    terms = tuple((start if i == axis else 0, ((i, 1),)) for i in range(len(shape)))
    return apply("view", x, shape=tuple(shape), terms=terms)


class RandomHorizontalFlip(Module):
    """In training, each picture is mirrored with probability `p`.

    >>> RandomHorizontalFlip()
    RandomHorizontalFlip(p=0.5)
    """

    def __init__(self, p: float = 0.5) -> None:
        if not 0 <= p <= 1:
            raise ArgumentError(
                f"RandomHorizontalFlip: p is a probability, not {p}", fix="use 0 to 1"
            )
        self.p = p

    def forward(self, input: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return input
        return flipped_at_random(input, random_keys.DEFAULT.next_key(), self.p)

    def extra_repr(self) -> str:
        return f"p={self.p}"


class RandomShift(Module):
    """In training, each picture (N, C, H, W) is moved by up to `most` pixels each way; `value`
    comes in at the edges: a random crop of the picture with a border.

    >>> RandomShift(4)
    RandomShift(most=4, value=0.0)
    """

    def __init__(self, most: int, value: float = 0.0) -> None:
        if most < 0:
            raise ArgumentError(f"RandomShift: most is 0 or more pixels, not {most}")
        self.most, self.value = most, value

    def forward(self, input: Tensor) -> Tensor:
        if not self.training or self.most == 0:
            return input
        return shifted_at_random(input, random_keys.DEFAULT.next_key(), self.most, self.value)

    def extra_repr(self) -> str:
        return f"most={self.most}, value={self.value}"
