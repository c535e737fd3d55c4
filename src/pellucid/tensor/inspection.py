"""What the array API standard lets a library ask about: dtypes, how they promote, devices."""

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.core.dtypes import (
    DTYPES,
    DType,
    as_dtype,
    complex64,
    float32,
    int64,
    promote,
    scalar_dtype,
)
from pellucid.core.errors import ArgumentError, DTypeError
from pellucid.core.lazy import lazy
from pellucid.core.spec import Shape, broadcast_shapes as shapes_together
from pellucid.tensor.lift import Lazy
from pellucid.tensor.nodes.compose import DEVICE, check_device

ml_dtypes = lazy("ml_dtypes")
API_VERSION = "2025.12"
API_VERSIONS = ("2021.12", "2022.12", "2023.12", "2024.12", API_VERSION)
LARGEST_RANK = 64  # of NumPy, which prints and checks
KINDS = {
    "bool": {"bool"},
    "signed integer": {"int"},
    "unsigned integer": {"uint"},
    "integral": {"int", "uint"},
    "real floating": {"float"},
    "complex floating": {"complex"},
    "numeric": {"int", "uint", "float", "complex"},
}
STANDARD = tuple(name for name in DTYPES if name != "bfloat16")


@dataclass(frozen=True)
class FloatInfo:
    """The limits of a dtype of floats; of the parts, for a complex one."""

    bits: int
    eps: float
    max: float
    min: float
    smallest_normal: float
    dtype: DType


@dataclass(frozen=True)
class IntegerInfo:
    """The limits of a dtype of integers."""

    bits: int
    max: int
    min: int
    dtype: DType


def dtype_of(x: Any) -> DType:
    """The dtype that a tensor has or a name means."""
    return x.spec.dtype if isinstance(x, Lazy) else as_dtype(x)


def finfo(type: Any, /) -> FloatInfo:
    """The limits of a dtype of floats or complex numbers, or of that of a tensor.

    >>> finfo(float32).eps
    1.1920928955078125e-07
    """
    found = dtype_of(type)
    if not found.is_inexact:
        raise DTypeError(f"finfo: {found} is no dtype of floats", fix="use iinfo for integers")
    limits = (ml_dtypes if found.name == "bfloat16" else np).finfo(found.real.numpy)
    eps, largest, smallest, normal = (
        float(v) for v in (limits.eps, limits.max, limits.min, limits.smallest_normal)
    )
    return FloatInfo(found.real.bits, eps, largest, smallest, normal, found.real)


def iinfo(type: Any, /) -> IntegerInfo:
    """The limits of a dtype of integers, or of that of a tensor.

    >>> iinfo("int8").max
    127
    """
    found = dtype_of(type)
    if not found.is_integer:
        raise DTypeError(f"iinfo: {found} is no dtype of integers", fix="use finfo for floats")
    limits = np.iinfo(found.numpy)
    return IntegerInfo(found.bits, int(limits.max), int(limits.min), found)


def isdtype(dtype: Any, kind: Any) -> bool:
    """Is it the dtype `kind`, of the kind of that name, or of one of several kinds?

    >>> isdtype(float32, ("integral", "real floating"))
    True
    """
    if isinstance(dtype, np.dtype):
        dtype = as_dtype(dtype)
    if not isinstance(dtype, DType):
        raise DTypeError(f"isdtype: {dtype!r} is not a dtype")
    if isinstance(kind, tuple):
        return any(isdtype(dtype, part) for part in kind)
    if isinstance(kind, DType):
        return dtype == kind
    if kind not in KINDS:
        raise ArgumentError(f"isdtype: there is no kind {kind!r}", fix=f"use one of {[*KINDS]}")
    return dtype.kind in KINDS[kind]


def result_type(*arrays_and_dtypes: Any) -> DType:
    """The dtype that tensors, dtypes and Python numbers promote to.

    >>> result_type(float32, 2, "float64")
    pellucid.float64
    """
    if not arrays_and_dtypes:
        raise ArgumentError("result_type needs an array or a dtype")
    numbers = [x for x in arrays_and_dtypes if isinstance(x, bool | int | float | complex)]
    others = [x for x in arrays_and_dtypes if not isinstance(x, bool | int | float | complex)]
    found: DType | None = None
    for x in others:
        found = dtype_of(x) if found is None else promote("result_type", found, dtype_of(x))
    for x in numbers:
        found = scalar_dtype(x, found)
    assert found is not None
    return found


def can_cast(from_: Any, to: Any, /) -> bool:
    """May the dtype, or that of a tensor, be converted to another by the rules of promotion?

    >>> can_cast("int8", "int16"), can_cast("float64", "float32")
    (True, False)
    """
    start, end = dtype_of(from_), as_dtype(to)
    try:
        return promote("can_cast", start, end) == end
    except DTypeError:
        return False


def broadcast_shapes(*shapes: Shape) -> Shape:
    """The shape that arrays of these shapes have together.

    >>> broadcast_shapes((3, 1), (4,))
    (3, 4)
    """
    return shapes_together("broadcast_shapes", *(tuple(shape) for shape in shapes))


class NamespaceInfo:
    """What this implementation of the standard offers."""

    def capabilities(self) -> dict[str, Any]:
        """What the standard leaves open: masks and shapes that depend on data are there, outside
        compiled functions.
        """
        return {
            "boolean indexing": True,
            "data-dependent shapes": True,
            "max dimensions": LARGEST_RANK,
        }

    def default_device(self) -> str:
        """The one device."""
        return DEVICE

    def devices(self) -> list[str]:
        """All devices."""
        return [DEVICE]

    def default_dtypes(self, *, device: object = None) -> dict[str, DType]:
        """The dtypes of Python's numbers."""
        check_device(device)
        return {
            "real floating": float32,
            "complex floating": complex64,
            "integral": int64,
            "indexing": int64,
        }

    def dtypes(self, *, device: object = None, kind: Any = None) -> dict[str, DType]:
        """The dtypes of the standard by name, all or those of a kind or kinds."""
        check_device(device)
        found = {name: DTYPES[name] for name in STANDARD}
        return found if kind is None else {k: v for k, v in found.items() if isdtype(v, kind)}


def namespace_info() -> NamespaceInfo:
    """What this implementation of the array API standard offers.

    >>> namespace_info().default_device()
    'cpu'
    """
    return NamespaceInfo()


def namespace(api_version: str | None = None) -> Any:
    """The module of the functions of the standard."""
    if api_version is not None and api_version not in API_VERSIONS:
        raise ArgumentError(
            f"there is no version {api_version!r} of the array API here",
            fix=f"use one of {', '.join(API_VERSIONS)}",
        )
    return sys.modules[__name__.partition(".")[0]]
