"""What is known about a value before it is computed: its shape and its dtype."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from pellucid.core.dtypes import DType, float32
from pellucid.core.errors import ShapeError

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """Shape and dtype of a value.

    `parts` are those of the values of an operation that makes several at once: a loop, a branch.
    """

    shape: Shape
    dtype: DType = float32
    parts: tuple["Spec", ...] = ()

    @property
    def size(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes that the elements take."""
        return self.size * self.dtype.itemsize

    def __str__(self) -> str:
        if self.parts:
            return f"({', '.join(map(str, self.parts))})"
        return f"{self.dtype.short}[{','.join(map(str, self.shape))}]"


def bundle(parts: Iterable[Spec]) -> Spec:
    """The spec of several values that one operation makes."""
    return Spec((), parts=tuple(parts))


def broadcast_shapes(asked: str, *shapes: Shape) -> Shape:
    """The shape of `shapes` combined under NumPy's rule: aligned at the right, sizes equal or 1."""
    width = max(map(len, shapes), default=0)
    result = []
    for sizes in zip(*((1,) * (width - len(s)) + s for s in shapes), strict=True):
        wide = {size for size in sizes if size != 1}
        if len(wide) > 1:
            words = " and ".join(map(str, sorted(wide)))
            raise ShapeError(
                f"{asked}: shapes do not broadcast, {words} meet on one axis",
                given=", ".join(map(str, shapes)),
                fix="sizes, counted from the right, are equal or 1; x[:, None] adds an axis of 1",
            )
        result.append(wide.pop() if wide else 1)
    return tuple(result)
