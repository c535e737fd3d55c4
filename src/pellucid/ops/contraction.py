"""Contraction: products summed over shared labels. Matrix products and convolutions are all this
one primitive.
"""

import string
from dataclasses import field

import numpy as np

from pellucid.core.dtypes import bfloat16, float32
from pellucid.core.errors import DTypeError, ShapeError
from pellucid.core.settings import settings
from pellucid.core.spec import Spec
from pellucid.graph import Node, Op, apply
from pellucid.graph.node import expand, node


class Contract(Op, name="contract"):
    """The sum over every label not in `out` of the products of two operands.

    `left` and `right` label the axes of the operands, `out` those of the result, one character
    each, as in einsum. Operands of float32 are rounded to `precision` first, products are added up
    in float32; so are those of bfloat16.
    """

    left: str
    right: str
    out: str
    precision: str = field(default_factory=lambda: settings().precision)

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

    def is_rounded(self, dtype):
        """Are operands of this dtype rounded to bfloat16?"""
        return self.precision == "bfloat16" and dtype == float32

    def reference(self, a, b):
        ((x, z),) = self.factors(a, b)
        return self.products(x, z).astype(a.dtype)

    def products(self, a, b):
        """The sums of products of two arrays as they are."""
        labels = f"{self.left},{self.right}->{self.out}"
        return np.asarray(np.einsum(labels, a, b, optimize=True))

    def factors(self, a, b):
        """The numbers that are multiplied and added up."""
        if a.dtype.kind in "iuc" or a.dtype.itemsize > 4:
            return [(a, b)]
        if self.precision == "bfloat16":
            a, b = a.astype(bfloat16.numpy), b.astype(bfloat16.numpy)
        return [(a.astype(np.float32), b.astype(np.float32))]

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
        found = apply(
            "contract",
            g,
            other,
            left=self.out,
            right=other_labels,
            out=known,
            precision=self.precision,
        )
        if known == labels:
            return found
        kept = tuple(n if label in known else 1 for label, n in zip(labels, x.shape, strict=True))
        return expand(apply("reshape", found, shape=kept), x.shape)

    def batched(self, size, mapped, a, b):
        used = self.left + self.right + self.out
        label = next(c for c in string.ascii_letters if c not in used)
        left, right = (label if m else "" for m in mapped)
        return node(
            Contract(left + self.left, right + self.right, label + self.out, self.precision), a, b
        )

    def parameters(self):
        how = f" in {self.precision}" if self.precision != "float32" else ""
        return f"{self.left},{self.right}->{self.out}{how}"
