"""What losses share: how rows become one number, and the checks on what they are given."""

from typing import Any

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import to_float
from pellucid.tensor.nodes.statistics import mean, sum as total
from pellucid.tensor.tensor import Tensor


def reduced(asked: str, losses: Node, reduction: str) -> Node:
    """The losses as they are ("none"), their "mean" or their "sum"."""
    check_reduction(asked, reduction, ("none", "mean", "sum"))
    return losses if reduction == "none" else (mean if reduction == "mean" else total)(losses)


def check_reduction(asked: str, reduction: str, known: tuple[str, ...]) -> None:
    """Raise unless the reduction is one of those known."""
    if reduction not in known:
        raise ArgumentError(
            f"{asked}: there is no reduction {reduction!r}", fix=f"use one of {', '.join(known)}"
        )


def as_target(target: Any) -> Node:
    """A target as a node: lists and numbers too."""
    return target if isinstance(target, Node) else Tensor(target).node


def pair(asked: str, input: Node, target: Any) -> tuple[Node, Node]:
    """A prediction and a target of one shape, as floats of the dtype of the prediction.

    Shapes that differ are an error even where they would broadcast: (n, 1) against (n,) makes n
    times n differences.
    """
    x, wanted = to_float(input), as_target(target)
    if x.shape != wanted.shape:
        same = x.spec.size == wanted.spec.size
        raise ShapeError(
            f"{asked}: the shapes of input and target differ, {x.shape} and {wanted.shape}",
            fix=f"reshape one of them, as in target.reshape({x.shape})" if same else
            "give one target for each number of the input",
        )  # fmt: skip
    return x, cast(wanted, x.dtype)
