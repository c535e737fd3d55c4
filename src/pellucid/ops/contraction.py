"""Contraction: products summed over shared labels. Matrix products and convolutions are all this
one primitive.
"""

import string
from dataclasses import dataclass

import numpy as np

from pellucid.core.errors import DTypeError, ShapeError
from pellucid.core.spec import Spec
from pellucid.graph import Node, Op, apply
from pellucid.graph.node import expand, node


@dataclass(frozen=True)
class Contract(Op, name="contract"):
    """The sum over every label not in `out` of the products of two operands.

    `left` and `right` label the axes of the operands, `out` those of the result, one character
    each, as in einsum.
    """

    left: str
    right: str
    out: str

    def infer(self, a, b):
        if a.dtype != b.dtype or a.dtype.kind == "bool":
            raise DTypeError(
                "contract: the operands must be numbers of one dtype", given=f"{a}, {b}"
            )
        sizes = self.sizes(a.shape, b.shape)
        return Spec(tuple(sizes[label] for label in self.out), a.dtype)

    def sizes(self, a, b):
        """The size of every label."""
        sizes: dict[str, int] = {}
        for label, size in (*zip(self.left, a, strict=True), *zip(self.right, b, strict=True)):
            if sizes.setdefault(label, size) != size:
                raise ShapeError(
                    f"contract {self.parameters()}: {label} has sizes {sizes[label]} and {size}",
                    given=f"{a}, {b}",
                )
        return sizes

    def reference(self, a, b):
        wide = a.dtype if a.dtype.itemsize > 2 or a.dtype.kind in "iu" else np.dtype(np.float32)
        found = np.einsum(self.parameters(), a.astype(wide), b.astype(wide), optimize=True)
        return np.asarray(found).astype(a.dtype)

    def gradient(self, g, y, a, b):
        return (
            self.of_operand(g, self.left, a, b, self.right),
            self.of_operand(g, self.right, b, a, self.left),
        )

    def of_operand(self, g: Node, labels: str, x: Node, other: Node, other_labels: str) -> Node:
        """`g` contracted with the other operand; a label that only `x` has was summed, so it is
        read everywhere.
        """
        known = "".join(label for label in labels if label in self.out or label in other_labels)
        found = apply("contract", g, other, left=self.out, right=other_labels, out=known)
        if known == labels:
            return found
        kept = tuple(n if label in known else 1 for label, n in zip(labels, x.shape, strict=True))
        return expand(apply("reshape", found, shape=kept), x.shape)

    def batched(self, size, mapped, a, b):
        used = self.left + self.right + self.out
        label = next(c for c in string.ascii_letters if c not in used)
        left, right = (label if m else "" for m in mapped)
        return node(Contract(left + self.left, right + self.right, label + self.out), a, b)

    def parameters(self):
        return f"{self.left},{self.right}->{self.out}"
