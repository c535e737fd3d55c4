"""What a network looks like on a given input: a table of layers, found without computing
anything."""

from dataclasses import dataclass
from math import prod
from typing import Any

from pellucid.core.spec import Spec
from pellucid.graph import Node, toposort
from pellucid.nn.modules.parts import OBSERVER, Part
from pellucid.ops.contraction import Contract
from pellucid.runtime.capture import ACTIVE, Capture
from pellucid.tensor.tensor import Tensor, wrap
from pellucid.tensor.trees import leaves


@dataclass(frozen=True)
class LayerSummary:
    """One layer: its path and class, the shape of what it returns, its own parameters, and the
    floating-point operations of its matrix products and convolutions, and the bytes of what it
    returns."""

    path: str
    kind: str
    output: str
    parameters: int
    flops: int
    bytes: int = 0


@dataclass(frozen=True)
class Summary:
    """The layers of a network in the order they are called, with totals; prints as a table."""

    network: str
    layers: tuple[LayerSummary, ...]
    parameters: int
    trainable: int
    flops: int

    @property
    def bytes(self) -> int:
        """What all layers return together: about what training keeps for the gradients."""
        return sum(x.bytes for x in self.layers)

    def __str__(self) -> str:
        rows = [("layer", "output", "parameters", "FLOPs")]
        rows += [
            (f"{x.path} ({x.kind})", x.output, f"{x.parameters:,}", counted(x.flops))
            for x in self.layers
        ]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(placed(row, widths)).rstrip() for row in rows]
        rule = "-" * max(map(len, lines))
        total = f"{self.network}: {self.parameters:,} parameters"
        total += f" ({self.trainable:,} learned)" if self.trainable != self.parameters else ""
        total += f", {counted(self.flops)} floating-point operations" if self.flops else ""
        total += f", {counted(self.bytes)} bytes of results" if self.bytes else ""
        return "\n".join([lines[0], rule, *lines[1:], rule, total])

    __repr__ = __str__


def placed(row: tuple[str, ...], widths: list[int]) -> list[str]:
    """The cells of a row: text at the left, numbers at the right."""
    return [
        cell.ljust(width) if place < 2 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]


def counted(number: int) -> str:
    """A large number in three digits and a letter."""
    for letter, size in (("T", 10**12), ("G", 10**9), ("M", 10**6), ("k", 10**3)):
        if number >= size:
            return f"{number / size:.3g} {letter}"
    return str(number) if number else ""


def summarize(module: Part, inputs: tuple[Any, ...]) -> Summary:
    """The summary of `module` called with `inputs`: the call is captured, and never run."""
    paths = {id(found): path for path, found in module.named_modules()}
    rows: list[LayerSummary] = []
    counted_nodes: set[Node] = set()

    def watch(part: Part, _: tuple[Any, ...], found: Any) -> None:
        outputs = [x for x in leaves(found) if isinstance(x, Tensor)]
        order = toposort([x.node for x in outputs])
        new = [node for node in order if node not in counted_nodes]
        counted_nodes.update(new)
        if part is not module or not any(True for _ in part.named_children()):
            own = sum(x.size for x in part.parameters(recurse=False))
            shapes = ", ".join(str(x.shape) for x in outputs)
            path = paths.get(id(part), "") or type(part).__name__
            size = 0 if any(True for _ in part.named_children()) else sum(map(bytes_of, outputs))
            kind = type(part).__name__
            rows.append(LayerSummary(path, kind, shapes, own, operations(new), size))

    capture = Capture()
    tokens = ACTIVE.set(capture), OBSERVER.set(watch)
    try:
        module(*(wrap(capture.argument(spec_of(x))) for x in inputs))
    finally:
        ACTIVE.reset(tokens[0])
        OBSERVER.reset(tokens[1])
    learned = list(module.parameters())
    return Summary(
        type(module).__name__,
        tuple(rows),
        sum(x.size for x in learned),
        sum(x.size for x in learned if x.requires_grad),
        operations(list(counted_nodes)),
    )


def bytes_of(x: Tensor) -> int:
    """What a result takes in memory."""
    return x.size * x.dtype.numpy.itemsize


def operations(nodes: list[Node]) -> int:
    """Multiplications and additions of the contractions among the nodes."""
    total = 0
    for node in nodes:
        if isinstance(node.op, Contract):
            total += 2 * prod(node.op.sizes(*(x.shape for x in node.inputs)).values())
    return total


def spec_of(x: Any) -> Spec:
    """The spec of an example, or of the shape of one."""
    if isinstance(x, Spec):
        return x
    if isinstance(x, tuple) and all(isinstance(n, int) for n in x):
        return Spec(x)
    return x.spec if isinstance(x, Tensor) else Tensor(x).spec
