"""What can be computed but is hardly meant: seen in the graph, told as a warning."""

import warnings

from pellucid.core.errors import MistakeWarning
from pellucid.core.provenance import user_frame_line
from pellucid.graph import Node
from pellucid.ops.contraction import Contract
from pellucid.ops.reduction import Reduction
from pellucid.ops.view import Reading

TOLD: dict[str | tuple[str, type[Warning], int], int] = {}  # once at each line
SCORES = "it makes probabilities of scores itself"


def doubt_softmax(asked: str, input: Node) -> None:
    """Warn where probabilities go to a loss that takes scores."""
    if is_softmax(input):
        warn(
            f"{asked} was given the output of softmax, but takes scores: {SCORES}, so the "
            "network will learn slowly",
            "leave the softmax out of the network; apply it to predictions",
        )


def doubt_probabilities(asked: str, input: Node) -> None:
    """Warn where probabilities go to a loss that takes their logarithms."""
    if is_softmax(input):
        warn(
            f"{asked} was given the output of softmax, but takes logarithms of probabilities",
            "use log_softmax; or cross_entropy, which takes scores",
        )


def doubt_sigmoid(asked: str, input: Node) -> None:
    """Warn where probabilities go to a loss of two classes that takes scores."""
    if unviewed(input).op.name == "sigmoid":
        warn(
            f"{asked} was given the output of sigmoid, but takes scores: {SCORES}",
            "leave the sigmoid out, or use binary_cross_entropy",
        )


def doubt_scores(asked: str, input: Node) -> None:
    """Warn where what comes straight out of a layer goes to a loss that takes probabilities."""
    top = unviewed(input)
    below = [unviewed(x) for x in top.inputs] if top.op.name == "add" else [top]
    if any(isinstance(x.op, Contract) for x in below):
        warn(
            f"{asked} takes probabilities from 0 to 1, but was given a layer's output as it is",
            "use binary_cross_entropy_with_logits, or put a sigmoid before it",
        )


def doubt_emptiness(asked: str, rows: Node, reduction: str) -> None:
    """Warn where a mean is taken of nothing."""
    if reduction == "mean" and not rows.spec.size:
        warn(f"{asked}: the mean of no rows is NaN: the batch is empty", "leave empty batches out")


def is_softmax(node: Node) -> bool:
    """Is a node exp(x) divided by its sum?"""
    top = unviewed(node)
    if top.op.name != "divide":
        return False
    powers, total = top.inputs[0], unviewed(top.inputs[1])
    is_sum = isinstance(total.op, Reduction) and total.op.name == "sum"
    return powers.op.name == "exp" and is_sum and total.inputs[0] is powers


def unviewed(node: Node) -> Node:
    """A node without views and what only carries rules for gradients on top."""
    while isinstance(node.op, Reading) or node.op.name in {"ruled", "tagged", "stop_gradient"}:
        node = node.inputs[0]
    return node


def warn(what: str, fix: str) -> None:
    """A warning at the user's own line."""
    line = user_frame_line()
    text = f"{what}\n  fix    {fix}"
    if line is None:
        warnings.warn(text, MistakeWarning, stacklevel=2)
    else:
        warnings.warn_explicit(text, MistakeWarning, line.file, line.number, registry=TOLD)
