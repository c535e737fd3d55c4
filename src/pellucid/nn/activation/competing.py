"""Units that meet others: gates, where one half of the channels scales the other; units of which
the largest wins; and classes drawn by lot."""

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.nn.activation.activations import always, replacing
from pellucid.nn.modules.module import Module
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import elementwise as e, statistics as s
from pellucid.tensor.nodes.compose import normal_axis
from pellucid.tensor.nodes.indexing import one_hot
from pellucid.tensor.nodes.manipulation import concat, expand_dims, moveaxis, reshape, slice_axis
from pellucid.tensor.random import keys as random_keys
from pellucid.tensor.tensor import Tensor


@lifted
def glu(input: Node, dim: int = -1) -> Node:
    """The first half of an axis times the sigmoid of the second (Dauphin et al., 2017).

    >>> glu(Tensor([3.0, 0.0])).tolist()
    [1.5]
    """
    value, gate = halves("glu", e.to_float(input), dim)
    return value * apply("sigmoid", gate)


@lifted
def swiglu(input: Node, dim: int = -1) -> Node:
    """The first half of an axis times silu of the second (Shazeer, 2020)."""
    value, gate = halves("swiglu", e.to_float(input), dim)
    return value * gate * apply("sigmoid", gate)


def halves(asked: str, x: Node, dim: int) -> tuple[Node, Node]:
    """An axis of even length, cut in two."""
    axis = normal_axis(asked, dim, len(x.shape))
    size = x.shape[axis]
    if size % 2:
        raise ShapeError(
            f"{asked}: axis {axis} has {size} elements, which make no two halves",
            given=str(x.spec),
            fix="make the layer before twice as wide as what you want out",
        )
    return slice_axis(x, axis, slice(0, size // 2)), slice_axis(x, axis, slice(size // 2, size))


@lifted
def crelu(input: Node, dim: int = 1) -> Node:
    """relu of x and relu of -x, side by side along an axis (Shang et al., 2016).

    >>> crelu(Tensor([-2.0, 3.0]), dim=0).tolist()
    [0.0, 3.0, 2.0, 0.0]
    """
    return concat([e.relu(input), e.relu(-input)], axis=dim)


@lifted
def maxout(input: Node, pieces: int, dim: int = 1) -> Node:
    """The largest of each `pieces` neighbours along an axis (Goodfellow et al., 2013).

    >>> maxout(Tensor([1.0, 5.0, 3.0, 2.0]), 2, dim=0).tolist()
    [5.0, 3.0]
    """
    blocks, axis = in_blocks("maxout", input, pieces, dim)
    return s.max(blocks, axis + 1)


@lifted
def lwta(input: Node, pieces: int, dim: int = 1) -> Node:
    """Of each `pieces` neighbours along an axis the largest stays, the others become 0: local
    winners take all (Srivastava et al., 2013). The first of equals wins.

    >>> lwta(Tensor([1.0, 5.0, 3.0, 2.0]), 2, dim=0).tolist()
    [0.0, 5.0, 3.0, 0.0]
    """
    blocks, axis = in_blocks("lwta", input, pieces, dim)
    winner = expand_dims(s.argmax(blocks, axis + 1), axis=axis + 1)
    places = apply("iota", shape=blocks.shape, axis=axis + 1, dtype=winner.dtype)
    return reshape(e.where(e.equal(places, winner), blocks, 0), input.shape)


def in_blocks(asked: str, x: Node, pieces: int, dim: int) -> tuple[Node, int]:
    """An axis as two: the block, and the place in it; and the first of these."""
    axis = normal_axis(asked, dim, len(x.shape))
    if pieces < 1 or x.shape[axis] % pieces:
        raise ShapeError(
            f"{asked}: {x.shape[axis]} units on axis {axis} do not fall into groups of {pieces}",
            given=str(x.spec),
            fix="make the layer before as wide as a multiple of the groups",
        )
    shape = (*x.shape[:axis], x.shape[axis] // pieces, pieces, *x.shape[axis + 1 :])
    return reshape(x, shape), axis


@replacing
def rrelu(
    input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False,
    *, key: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """x above 0; below, x times a slope, drawn between `lower` and `upper` for each element in
    training, and their middle otherwise (Xu et al., 2015).

    >>> rrelu(Tensor([-48.0, 1.0])).tolist()
    [-11.0, 1.0]
    """
    if lower > upper:
        raise ArgumentError(f"rrelu: lower, {lower}, lies above upper, {upper}")
    if not training:
        return sloped(input, (lower + upper) / 2)
    drawn = random_keys.DEFAULT.next_key() if key is None else key
    return sloped_at_random(input, drawn, lower, upper)


rrelu_ = always(rrelu, "rrelu_")


@lifted
def sloped(x: Node, slope: float) -> Node:
    """x above 0, `slope` times x below."""
    return e.where(e.greater(x, 0), x, x * slope)


@lifted
def sloped_at_random(x: Node, key: Node, lower: float, upper: float) -> Node:
    """x above 0; below, x times a slope of its own."""
    x = e.to_float(x)
    slope = random_keys.unit(key, x.shape, x.dtype) * (upper - lower) + lower
    return e.where(e.greater(x, 0), x, x * slope)


def gumbel_softmax(
    logits: Tensor, tau: float = 1.0, hard: bool = False, eps: float = 1e-10, dim: int = -1,
    *, key: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """A class drawn with the probabilities softmax gives, as softmax at temperature `tau` of the
    scores with noise (Jang et al., 2017). `hard`: one 1 among zeros, with the gradient of the
    soft one. `eps` is PyTorch's, and changes nothing there nor here.

    >>> gumbel_softmax(Tensor([0.0, 1.0, 2.0]), hard=True).sum().item()
    1.0
    """
    if tau <= 0:
        raise ArgumentError(f"gumbel_softmax: tau must be above 0, not {tau}")
    drawn = random_keys.DEFAULT.next_key() if key is None else key
    return softened(logits, drawn, tau, dim, hard=hard)


@lifted
def softened(x: Node, key: Node, tau: float, dim: int, hard: bool) -> Node:
    """softmax of (x + Gumbel noise) / tau, or its winner."""
    x = e.to_float(x)
    noise = -e.log(-e.log(1.0 - random_keys.unit(key, x.shape, x.dtype)))
    soft = s.softmax((x + noise) * (1 / tau), dim)
    if not hard:
        return soft
    axis = normal_axis("gumbel_softmax", dim, len(x.shape))
    winner = one_hot(s.argmax(soft, axis), x.shape[axis])
    return e.stop_gradient(e.astype(moveaxis(winner, -1, axis), x.dtype) - soft) + soft


class GLU(Module):
    """The first half of an axis times the sigmoid of the second.

    >>> GLU()
    GLU(dim=-1)
    """

    def __init__(self, dim: int = -1) -> None:
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return glu(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class CReLU(GLU):
    """relu of x and relu of -x, side by side along an axis; by default the channels."""

    def __init__(self, dim: int = 1) -> None:
        super().__init__(dim)

    def forward(self, input: Tensor) -> Tensor:
        return crelu(input, self.dim)


class Maxout(Module):
    """The largest of each `pieces` neighbours along an axis; by default the channels.

    >>> Maxout(2)(Tensor([[1.0, 5.0, 3.0, 2.0]])).tolist()
    [[5.0, 3.0]]
    """

    def __init__(self, pieces: int, dim: int = 1) -> None:
        self.pieces, self.dim = pieces, dim

    def forward(self, input: Tensor) -> Tensor:
        return maxout(input, self.pieces, self.dim)

    def extra_repr(self) -> str:
        return f"pieces={self.pieces}, dim={self.dim}"


class LWTA(Maxout):
    """Of each `pieces` neighbours along an axis the largest stays, the others become 0."""

    def forward(self, input: Tensor) -> Tensor:
        return lwta(input, self.pieces, self.dim)


class RReLU(Module):
    """x above 0; below, x times a slope that is drawn for each element in training.

    >>> RReLU()
    RReLU(lower=0.125, upper=0.3333333333333333)
    """

    def __init__(self, lower: float = 1 / 8, upper: float = 1 / 3, inplace: bool = False) -> None:
        self.lower, self.upper, self.inplace = lower, upper, inplace

    def forward(self, input: Tensor) -> Tensor:
        return rrelu(input, self.lower, self.upper, self.training)

    def extra_repr(self) -> str:
        inplace = ", inplace=True" if self.inplace else ""
        return f"lower={self.lower}, upper={self.upper}{inplace}"
