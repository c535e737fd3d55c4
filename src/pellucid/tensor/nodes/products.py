"""Products of arrays, on nodes: matmul, einsum, tensordot, all as contractions."""

import string
from collections.abc import Sequence

from pellucid.core.dtypes import promote
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.core.spec import broadcast_shapes
from pellucid.graph import Node, apply
from pellucid.tensor.nodes.compose import cast, normal_axis
from pellucid.tensor.nodes.elementwise import multiply
from pellucid.tensor.nodes.manipulation import permute_dims, reshape
from pellucid.tensor.nodes.parts import conj


def matmul(x1: Node, x2: Node, /) -> Node:
    """The matrix product; axes before the last two are batches that broadcast, a list is a row or a
    column.
    """
    if not x1.shape or not x2.shape:
        raise ShapeError(
            "matmul: a number is not a matrix",
            given=f"{x1.spec}, {x2.spec}",
            fix="use * for numbers",
        )
    dtype = promote("matmul", x1.dtype, x2.dtype)
    a, b = cast(x1, dtype), cast(x2, dtype)
    inner = b.shape[0] if len(b.shape) == 1 else b.shape[-2]
    if a.shape[-1] != inner:
        raise ShapeError(
            f"matmul: inner sizes differ, {a.shape[-1]} and {inner}",
            given=f"a={a.shape}, b={b.shape}",
            fix="the last axis of a must be as long as the axis before the last of b",
        )  # fmt: skip
    batch = broadcast_shapes("matmul", a.shape[:-2], b.shape[:-2])
    letters = string.ascii_lowercase[: len(batch)]
    left, right = (batch_labels(x, letters) for x in (a, b))
    left += ["", "K", "MK"][min(len(a.shape), 2)]
    right += ["", "K", "KN"][min(len(b.shape), 2)]
    out = letters + ("M" if len(a.shape) > 1 else "") + ("N" if len(b.shape) > 1 else "")
    return labelled(a, b, left, right, out, batch)


def batch_labels(x: Node, letters: str) -> str:
    """The batch labels of `x`, aligned at the right."""
    return letters[len(letters) - max(len(x.shape) - 2, 0) :]


def labelled(a: Node, b: Node, left: str, right: str, out: str, batch: tuple[int, ...]) -> Node:
    """A contraction in which batch axes of size 1 broadcast: they lose their label."""
    sizes = dict(zip(out, batch, strict=False))
    a, left = drop_ones(a, left, sizes)
    b, right = drop_ones(b, right, sizes)
    kept = "".join(label for label in out if label in left or label in right)
    found = apply("contract", a, b, left=left, right=right, out=kept)
    if kept == out:
        return found
    shape = [1 if label not in kept else found.shape[kept.index(label)] for label in out]
    return reshape(found, shape)


def drop_ones(x: Node, labels: str, sizes: dict[str, int]) -> tuple[Node, str]:
    """`x` without the axes of size 1 that are to be read as more, and its labels."""
    gone = [axis for axis, label in enumerate(labels) if label in sizes and x.shape[axis] == 1]
    if not gone:
        return x, labels
    kept = [n for axis, n in enumerate(x.shape) if axis not in gone]
    return reshape(x, kept), "".join(label for axis, label in enumerate(labels) if axis not in gone)


def tensordot(
    x1: Node, x2: Node, /, *, axes: int | tuple[Sequence[int], Sequence[int]] = 2
) -> Node:
    """Products summed over the last `axes` axes of x1 and the first of x2, or pairs of axes."""
    n1, n2 = len(x1.shape), len(x2.shape)
    pairs = (range(n1 - axes, n1), range(axes)) if isinstance(axes, int) else axes
    first = [normal_axis("tensordot", a, n1) for a in pairs[0]]
    second = [normal_axis("tensordot", a, n2) for a in pairs[1]]
    left, right = string.ascii_lowercase[:n1], [*map(str, string.ascii_uppercase[:n2])]
    for a, b in zip(first, second, strict=True):
        if x1.shape[a] != x2.shape[b]:
            raise ShapeError(
                f"tensordot: sizes {x1.shape[a]} and {x2.shape[b]} differ",
                given=f"{x1.spec}, {x2.spec}",
            )
        right[b] = left[a]
    out = "".join(c for i, c in enumerate(left) if i not in first) + "".join(
        c for i, c in enumerate(right) if i not in second
    )
    dtype = promote("tensordot", x1.dtype, x2.dtype)
    return apply(
        "contract", cast(x1, dtype), cast(x2, dtype), left=left, right="".join(right), out=out
    )


def vecdot(x1: Node, x2: Node, /, *, axis: int = -1) -> Node:
    """The sum of products along an axis, of the conjugate of x1 and x2."""
    ndim = max(len(x1.shape), len(x2.shape))
    place = normal_axis("vecdot", axis, ndim)
    sizes = [x.shape[place - ndim] for x in (x1, x2) if len(x.shape) >= ndim - place]
    if len(sizes) < 2 or sizes[0] != sizes[1]:
        raise ShapeError(
            f"vecdot: axis {axis} of each must have the same size", given=f"{x1.spec}, {x2.spec}"
        )
    return apply("sum", multiply(conj(x1), x2), axes=(place,))


def einsum(subscripts: str, /, *operands: Node) -> Node:
    """The sum of products named by labels, as in `einsum("bik,bkj->bij", a, b)`."""
    inputs, _, out = subscripts.replace(" ", "").partition("->")
    labels = inputs.split(",")
    if len(labels) != len(operands) or "." in subscripts:
        raise ArgumentError(
            f"einsum: {subscripts!r} does not name {len(operands)} operands",
            fix="write one group of labels for each operand",
        )
    for group, x in zip(labels, operands, strict=True):
        if len(group) != len(x.shape):
            raise ShapeError(
                f"einsum: {group!r} does not label the axes of the operand", given=str(x.spec)
            )
    if "->" not in subscripts:
        out = "".join(sorted(c for c in set(inputs) - {","} if inputs.count(c) == 1))
    unknown = set(out) - set(inputs)
    if unknown or len(set(out)) != len(out):
        raise ArgumentError(
            f"einsum: each label of the result, {out!r}, stands once and in an operand",
            given=subscripts,
        )
    nodes = [diagonal(x, group) for x, group in zip(operands, labels, strict=True)]
    while len(nodes) > 1:
        (a, left), (b, right), *rest = nodes
        wanted = set(out).union(*(group for _, group in rest))
        a, left = sum_alone(a, left, wanted | set(right))
        b, right = sum_alone(b, right, wanted | set(left))
        kept = "".join(dict.fromkeys(c for c in left + right if c in wanted))
        dtype = promote("einsum", a.dtype, b.dtype)
        joined = apply("contract", cast(a, dtype), cast(b, dtype), left=left, right=right, out=kept)
        nodes = [(joined, kept), *rest]
    x, group = sum_alone(*nodes[0], set(out))
    return permute_dims(x, [group.index(c) for c in out])


def sum_alone(x: Node, labels: str, wanted: set[str]) -> tuple[Node, str]:
    """`x` summed over the labels nobody else wants."""
    axes = tuple(axis for axis, label in enumerate(labels) if label not in wanted)
    return (apply("sum", x, axes=axes) if axes else x), "".join(c for c in labels if c in wanted)


def diagonal(x: Node, labels: str) -> tuple[Node, str]:
    """`x` with an axis for each label once: a label that stands twice reads the diagonal."""
    once = "".join(dict.fromkeys(labels))
    if once == labels:
        return x, labels
    terms = tuple((0, ((once.index(label), 1),)) for label in labels)
    return apply("view", x, shape=tuple(x.shape[labels.index(c)] for c in once), terms=terms), once
