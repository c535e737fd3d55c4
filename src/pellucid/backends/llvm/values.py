"""Values in registers, and how LLVM writes their types and literals."""

import functools
import math
import struct
from typing import NamedTuple

from pellucid.core.dtypes import DTYPES, DType


class Value(NamedTuple):
    """A number in a register: SSA name or literal, dtype, and whether there is one per lane."""

    name: str
    dtype: DType
    vector: bool


class Mask(NamedTuple):
    """Which lanes may touch memory: an operand `<lanes x i1>`; `count`: the first `count` do."""

    name: str
    count: int | None


REGISTER = {
    "bool": "i1",
    "bfloat16": "i16",  # its bits: LLVM rounds a `bfloat` as it likes, and flushes subnormals
    "float32": "float",
    "float64": "double",
    **{f"{sign}int{bits}": f"i{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)},
}
MEMORY = {**REGISTER, "bool": "i8"}
SUFFIX = {"float": "f32", "double": "f64"}


class Types(NamedTuple):
    """The LLVM types of a function with a given number of lanes, by the name of the dtype."""

    scalar: dict[str, str]
    vector: dict[str, str]
    vector_in_memory: dict[str, str]
    mask: str

    def of(self, value: Value) -> str:
        return (self.vector if value.vector else self.scalar)[value.dtype.name]


@functools.cache
def types(lanes: int) -> Types:
    """The types of a function with `lanes` lanes."""
    vector = {name: f"<{lanes} x {kind}>" for name, kind in REGISTER.items()}
    in_memory = {name: f"<{lanes} x {kind}>" for name, kind in MEMORY.items()}
    return Types(REGISTER, vector, in_memory, f"<{lanes} x i1>")


def suffix(kind: str, lanes: int = 0) -> str:
    """The type as it stands in the name of an intrinsic: f32, v16f32, v16i1."""
    name = SUFFIX.get(kind, kind)
    return f"v{lanes}{name}" if lanes else name


def literal(value: float, dtype: DType) -> str:
    """`value` as an LLVM literal of `dtype`.

    A float that is too large becomes an infinity, an integer wraps.
    """
    if not value and dtype.is_float:  # 0.0 and -0.0 are one key of a dict
        return NEGATIVE_ZERO[dtype.name] if math.copysign(1.0, value) < 0 else ZERO[dtype.name]
    key = (value, dtype.name)
    found = LITERALS.get(key)
    if found is None:
        found = LITERALS[key] = _literal(value, dtype)
    return found


def _literal(value: float, dtype: DType) -> str:
    if dtype.kind == "bool":
        return "true" if value else "false"
    if not dtype.is_float:
        return str(signed(int(value), dtype.bits))
    value = float(value)
    if dtype.itemsize == 8:
        return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"
    bits = float32_bits(value)
    if dtype.itemsize == 4:  # LLVM writes a float as the double of the same value
        return f"0x{struct.unpack('<Q', struct.pack('<d', float32_value(bits)))[0]:016X}"
    return str(signed(rounded_bits(bits), 16))


def signed(number: int, bits: int) -> int:
    """`number` modulo 2**bits as the signed integer of that many bits."""
    number %= 1 << bits
    return number - (1 << bits) if number >> (bits - 1) else number


def rounded_bits(bits: int) -> int:
    """The bits of the bfloat16 nearest to the float32 with the given bits, half to even."""
    if bits & 0x7FFFFFFF > 0x7F800000:
        return bits >> 16 | 0x40
    return (bits + 0x7FFF + (bits >> 16 & 1)) >> 16


def float32_bits(value: float) -> int:
    """The bits of the float32 nearest to `value`."""
    try:
        return struct.unpack("<I", struct.pack("<f", value))[0]
    except OverflowError:
        return 0x7F800000 if value > 0 else 0xFF800000


def float32_value(bits: int) -> float:
    """The float32 that has these bits."""
    return struct.unpack("<f", struct.pack("<I", bits))[0]


LITERALS: dict[tuple[float, str], str] = {}
FLOATS = [dtype for dtype in DTYPES.values() if dtype.is_float]
ZERO = {dtype.name: _literal(0.0, dtype) for dtype in FLOATS}
NEGATIVE_ZERO = {dtype.name: _literal(-0.0, dtype) for dtype in FLOATS}
NANS = frozenset(_literal(math.nan, dtype) for dtype in FLOATS)


def is_literal(value: Value) -> bool:
    """Is the value a literal, the same in each lane?"""
    return value.name[0] not in "%<"


def is_number(value: Value) -> bool:
    """Is the value a literal other than NaN?"""
    return is_literal(value) and literal_text(value) not in NANS


def literal_text(value: Value) -> str:
    """The literal that a value is, in each lane: the 0x... of `splat (float 0x...)`."""
    name = value.name
    return name[name.rindex(" ") + 1 : -1] if name[0] == "s" else name
