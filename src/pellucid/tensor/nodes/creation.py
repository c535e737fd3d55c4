"""New arrays, as nodes."""

import cmath
import math
import numbers
from collections.abc import Sequence

from pellucid.core.dtypes import DType, as_dtype, bool_, complex64, float32, float64, int64
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError
from pellucid.core.spec import Shape
from pellucid.graph import Node, apply
from pellucid.graph.node import expand, scalar
from pellucid.tensor.nodes.compose import cast, check_device
from pellucid.tensor.nodes.manipulation import reshape


def shape_of(given: int | Sequence[int]) -> Shape:
    """A shape from a size or sizes."""
    sizes = (given,) if isinstance(given, numbers.Integral) else tuple(given)  # type: ignore[arg-type]
    if not all(isinstance(n, numbers.Integral) for n in sizes):
        raise DTypeError(f"{sizes} is not a shape", fix="sizes are whole numbers")
    if any(n < 0 for n in sizes):
        raise ArgumentError(f"{sizes} is not a shape", fix="sizes are 0 or more")
    return tuple(int(n) for n in sizes)


def full(
    shape: int | Sequence[int],
    fill_value: complex | Node,
    *,
    dtype: object = None,
    device: object = None,
) -> Node:
    """An array of one number, which may be that of an array of no axes."""
    check_device(device)
    if isinstance(fill_value, Node):
        if fill_value.shape != ():
            raise ShapeError("full: one number fills an array", given=str(fill_value.spec))
        return expand(cast(fill_value, as_dtype(dtype or fill_value.dtype)), shape_of(shape))
    wanted = as_dtype(dtype if dtype is not None else dtype_of(fill_value))
    if isinstance(fill_value, float) and not math.isfinite(fill_value) and wanted.is_integer:
        raise DTypeError(f"{wanted} has no {fill_value}", fix="use a dtype of floats")
    if isinstance(fill_value, complex) and wanted.kind != "complex":
        raise DTypeError(f"{wanted} has no {fill_value}", fix="use a complex dtype")
    return scalar(fill_value, wanted, shape_of(shape))  # type: ignore[arg-type]


def dtype_of(number: complex) -> DType:
    """The dtype of an array of it, where none is asked for."""
    if isinstance(number, bool):
        return bool_
    if isinstance(number, numbers.Integral):
        return int64
    return float32 if isinstance(number, numbers.Real) else complex64


def zeros(shape: int | Sequence[int], *, dtype: object = None, device: object = None) -> Node:
    """An array of zeros; float32 unless told."""
    return full(shape, 0, dtype=float32 if dtype is None else dtype, device=device)


def ones(shape: int | Sequence[int], *, dtype: object = None, device: object = None) -> Node:
    """An array of ones; float32 unless told."""
    return full(shape, 1, dtype=float32 if dtype is None else dtype, device=device)


def empty(shape: int | Sequence[int], *, dtype: object = None, device: object = None) -> Node:
    """An array whose elements nobody should rely on: zeros; float32 unless told."""
    return zeros(shape, dtype=dtype, device=device)


def zeros_like(x: Node, /, *, dtype: object = None, device: object = None) -> Node:
    """Zeros of the shape and dtype of x."""
    return zeros(x.shape, dtype=x.dtype if dtype is None else dtype, device=device)


def ones_like(x: Node, /, *, dtype: object = None, device: object = None) -> Node:
    """Ones of the shape and dtype of x."""
    return ones(x.shape, dtype=x.dtype if dtype is None else dtype, device=device)


def empty_like(x: Node, /, *, dtype: object = None, device: object = None) -> Node:
    """Elements nobody should rely on, in the shape and dtype of x: zeros."""
    return zeros_like(x, dtype=dtype, device=device)


def full_like(
    x: Node, /, fill_value: complex | Node, *, dtype: object = None, device: object = None
) -> Node:
    """One number in the shape and dtype of x."""
    return full(x.shape, fill_value, dtype=x.dtype if dtype is None else dtype, device=device)


def arange(
    start: float,
    /,
    stop: float | None = None,
    step: float = 1,
    *,
    dtype: object = None,
    device: object = None,
) -> Node:
    """Numbers from `start` (0 when alone) up to, not including, `stop`."""
    check_device(device)
    if stop is None:
        start, stop = 0, start
    if step == 0:
        raise ArgumentError("arange: the step must not be 0")
    whole = all(isinstance(v, numbers.Integral) for v in (start, stop, step))
    wanted = as_dtype(dtype) if dtype is not None else int64 if whole else float32
    count = max(0, -((start - stop) // step) if whole else math.ceil((stop - start) / step))
    exact = wanted if whole and wanted.is_integer else int64 if whole else float64
    places = apply("iota", shape=(int(count),), axis=0, dtype=exact)
    return cast(places * step + start, wanted)


def linspace(
    start: complex,
    stop: complex,
    /,
    num: int,
    *,
    dtype: object = None,
    device: object = None,
    endpoint: bool = True,
) -> Node:
    """`num` numbers at equal distances from `start` to `stop`."""
    check_device(device)
    is_complex = isinstance(start, complex) or isinstance(stop, complex)
    wanted = as_dtype(dtype if dtype is not None else complex64 if is_complex else float32)
    shape = shape_of(num)
    exact = wanted.complex if wanted.kind == "complex" or is_complex else float64
    steps = max(num - 1 if endpoint else num, 1)
    places = apply("iota", shape=shape, axis=0, dtype=exact)
    distance = stop - start
    if cmath.isfinite(distance):
        found = places * (distance / steps) + start  # type: ignore[operator]
    else:  # too far apart for one number
        part = places / float(steps)
        found = part * stop + (1.0 - part) * start  # type: ignore[operator]
    if endpoint and num > 1:
        last = apply("equal", places, scalar(num - 1, exact, shape))
        found = apply("where", last, scalar(stop, exact, shape), found)  # type: ignore[arg-type]
    return cast(found, wanted)


def eye(
    n_rows: int,
    n_cols: int | None = None,
    /,
    *,
    k: int = 0,
    dtype: object = None,
    device: object = None,
) -> Node:
    """Ones on the k-th diagonal, zeros elsewhere."""
    check_device(device)
    shape = shape_of((n_rows, n_rows if n_cols is None else n_cols))
    return cast(on_diagonal(shape, k, "equal"), as_dtype(float32 if dtype is None else dtype))


def on_diagonal(shape: Shape, k: int, comparison: str) -> Node:
    """Comparison of the column with the row plus k."""
    if len(shape) < 2:
        raise ShapeError("a matrix has at least two axes", given=str(shape))
    row, column = (apply("iota", shape=shape, axis=len(shape) - 2 + a, dtype=int64) for a in (0, 1))
    return apply(comparison, column, row + k)


def tril(x: Node, /, k: int = 0) -> Node:
    """x on and below the k-th diagonal, zeros above."""
    return apply("where", on_diagonal(x.shape, k, "less_equal"), x, scalar(0, x.dtype, x.shape))


def triu(x: Node, /, k: int = 0) -> Node:
    """x on and above the k-th diagonal, zeros below."""
    return apply("where", on_diagonal(x.shape, k - 1, "less_equal"), scalar(0, x.dtype, x.shape), x)


def meshgrid(*arrays: Node, indexing: str = "xy") -> tuple[Node, ...]:
    """Each list read along an axis of its own."""
    if indexing not in {"xy", "ij"}:
        raise ArgumentError(f"meshgrid: there is no indexing {indexing!r}", fix="use 'xy' or 'ij'")
    if any(len(x.shape) > 1 for x in arrays):
        raise ShapeError("meshgrid takes lists", given=", ".join(str(x.spec) for x in arrays))
    arrays = tuple(reshape(x, -1) for x in arrays)
    order = list(range(len(arrays)))
    if indexing == "xy" and len(arrays) > 1:
        order[:2] = [1, 0]
    shape = [0] * len(arrays)
    for axis, x in zip(order, arrays, strict=True):
        shape[axis] = x.shape[0]
    return tuple(
        apply("view", x, shape=tuple(shape), terms=((0, ((axis, 1),)),))
        for axis, x in zip(order, arrays, strict=True)
    )


def counted(shape: Shape, dtype: DType) -> Node:
    """The place of each element in row-major order."""
    size = math.prod(shape)
    return reshape(apply("iota", shape=(size,), axis=0, dtype=dtype), shape)
