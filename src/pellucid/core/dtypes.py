"""The dtypes and how they promote.

Promotion is that of the Python array API standard (2025.12): a lattice inside each kind; kinds do
not mix, except that floats become complex and that a Python scalar takes the dtype of the array it
meets when its kind is not higher. Beyond the standard, `bool` and the integers promote to a float
they meet, as users of NumPy and PyTorch expect.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.core.errors import DTypeError
from pellucid.core.lazy import lazy

ml_dtypes = lazy("ml_dtypes")  # takes a twentieth of what importing Pellucid would

KINDS = ("bool", "int", "uint", "float", "complex")


@dataclass(frozen=True, slots=True, eq=False)
class DType:
    """A type of element. There is one object of each; `numpy` is the same type in NumPy."""

    name: str
    kind: str
    itemsize: int

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return as_dtype, (self.name,)

    def __deepcopy__(self, memo: Any) -> "DType":
        return self

    @property
    def numpy(self) -> np.dtype:
        if self.name == "bfloat16" and self.name not in NUMPY:
            NUMPY[self.name] = np.dtype(ml_dtypes.bfloat16)
        return NUMPY[self.name]

    @property
    def bits(self) -> int:
        return self.itemsize * 8

    @property
    def short(self) -> str:
        """The name in printed graphs: f32, bf16, i64, u8, bool."""
        return {"bool": "bool", "bfloat16": "bf16"}.get(self.name, f"{self.kind[0]}{self.bits}")

    @property
    def is_float(self) -> bool:
        return self.kind == "float"

    @property
    def is_inexact(self) -> bool:
        """Is it a dtype of floats or of complex numbers: one that gradients exist of?"""
        return self.kind in {"float", "complex"}

    @property
    def real(self) -> "DType":
        """The dtype of the parts of a complex number; of any other dtype, itself."""
        return DTYPES[f"float{self.bits // 2}"] if self.kind == "complex" else self

    @property
    def complex(self) -> "DType":
        """The complex dtype whose parts hold numbers of this one: complex64 unless it is wider."""
        wide = self.kind == "float" and self.itemsize == 8
        return self if self.kind == "complex" else DTYPES["complex128" if wide else "complex64"]

    @property
    def is_integer(self) -> bool:
        return self.kind in {"int", "uint"}

    @property
    def lowest(self) -> float | int | bool:
        """The smallest value: the neutral element of `max`."""
        if self.is_float:
            return float("-inf")
        return False if self.kind == "bool" else int(np.iinfo(self.numpy).min)

    @property
    def highest(self) -> float | int | bool:
        """The largest value: the neutral element of `min`."""
        if self.is_float:
            return float("inf")
        return True if self.kind == "bool" else int(np.iinfo(self.numpy).max)

    def __repr__(self) -> str:
        return f"pellucid.{self.name}"

    def __str__(self) -> str:
        return self.name


bool_ = DType("bool", "bool", 1)
int8, int16, int32, int64 = (DType(f"int{n * 8}", "int", n) for n in (1, 2, 4, 8))
uint8, uint16, uint32, uint64 = (DType(f"uint{n * 8}", "uint", n) for n in (1, 2, 4, 8))
bfloat16 = DType("bfloat16", "float", 2)
float32 = DType("float32", "float", 4)
float64 = DType("float64", "float", 8)
complex64, complex128 = DType("complex64", "complex", 8), DType("complex128", "complex", 16)

DTYPES = {
    d.name: d
    for d in (
        bool_, int8, int16, int32, int64, uint8, uint16, uint32, uint64, bfloat16, float32, float64,
        complex64, complex128,
    )
}  # fmt: skip
NUMPY = {name: np.dtype(name) for name in DTYPES if name != "bfloat16"}  # that, once asked for
BY_NUMPY = {numpy: DTYPES[name] for name, numpy in NUMPY.items()}
PYTHON = {bool: bool_, int: int64, float: float32, complex: complex64}


def as_dtype(given: Any) -> DType:
    """The DType meant by a DType, its name, a NumPy dtype, or a Python type of numbers."""
    if isinstance(given, DType):
        return given
    if isinstance(given, str) and given in DTYPES:
        return DTYPES[given]
    if isinstance(given, type) and given in PYTHON:
        return PYTHON[given]
    try:
        found = dtype_of(np.dtype(given))
    except TypeError:
        found = None
    if found is None:
        raise DTypeError(
            f"{given!r} is not a dtype Pellucid has", fix=f"use one of {', '.join(DTYPES)}"
        )
    return found


def dtype_of(numpy: np.dtype) -> DType | None:
    """The DType that is the same in NumPy, if there is one."""
    found = BY_NUMPY.get(numpy)
    if found is None and numpy.name == "bfloat16":
        found = BY_NUMPY[numpy] = bfloat16
    return found


def promote(asked: str, a: DType, b: DType) -> DType:
    """The dtype of `a` combined with `b`."""
    if a == b:
        return a
    low, high = sorted((a, b), key=lambda d: KINDS.index(d.kind))
    if low.kind == high.kind:
        return max(a, b, key=lambda d: d.itemsize)
    if high.kind == "complex":
        return high if low.complex.itemsize <= high.itemsize else low.complex
    if low.kind == "bool" or high.kind == "float":
        return high
    if high.itemsize < low.itemsize:  # int64 with uint8: the signed one holds both
        return low
    if high.itemsize == 8:
        raise DTypeError(
            f"{asked}: no integer dtype holds both {a} and {b}",
            given=f"{a}, {b}",
            fix=f"convert one of them, as in x.astype('{a}')",
        )
    return DTYPES[f"int{high.itemsize * 16}"]


def scalar_dtype(scalar: bool | int | float | complex, other: DType | None) -> DType:
    """The dtype of a Python scalar that meets an array of dtype `other` (None: no array)."""
    own = PYTHON[type(scalar)] if type(scalar) in PYTHON else as_dtype(type(scalar))
    if other is None:
        return own
    rank = {"bool": 0, "int": 1, "uint": 1, "float": 2, "complex": 3}
    if rank[own.kind] <= rank[other.kind]:
        return other
    if own.kind == "complex":
        return other.complex
    return own if own.kind == "int" else float32
