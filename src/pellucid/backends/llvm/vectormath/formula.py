"""Numbers in registers that combine in formulas, and the moves that vector maths is made of.

A `Number` is a value together with the function it is computed in; its operators emit instructions.
Numbers are scalars or vectors of any width: the formulas do not know.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pellucid.backends.llvm.values import Value
from pellucid.core.dtypes import DType, float32, float64, int32, int64

if TYPE_CHECKING:
    from pellucid.backends.llvm.memory import Memory


class Format(NamedTuple):
    """How a float is laid out: the integer of its size, digits after the point, bits of 1.0.

    `magic` is 1.5 * 2**digits: added to a small number it rounds it to a whole one, which then
    stands in the low bits. `smallest` is the smallest normal number.
    """

    integer: DType
    digits: int
    one: int
    magic: float
    smallest: float


FORMATS = {
    float32: Format(int32, 23, 0x3F800000, 1.5 * 2.0**23, 2.0**-126),
    float64: Format(int64, 52, 0x3FF0000000000000, 1.5 * 2.0**52, 2.0**-1022),
}


class Number:
    """A float, integer or bool in a register, with Python's operators.

    Python's numbers become literals of its dtype.
    """

    __slots__ = ("k", "value")

    def __init__(self, k: "Memory", value: Value) -> None:
        self.k, self.value = k, value

    @property
    def dtype(self) -> DType:
        return self.value.dtype

    @property
    def format(self) -> Format:
        return FORMATS[self.value.dtype]

    def literal(self, number: float) -> "Number":
        """`number` in the dtype of this one."""
        return Number(self.k, self.k.constant(number, self.value.dtype))

    def apply(self, instruction: str, *others: "Number | float") -> "Number":
        """The result of an instruction on this number and others."""
        k, dtype = self.k, self.value.dtype
        operands = [x.value if isinstance(x, Number) else k.constant(x, dtype) for x in others]
        return Number(k, k.emit(instruction, self.value, *operands))

    def __add__(self, other: "Number | float") -> "Number":
        return self.apply("add", other)

    __radd__ = __add__

    def __sub__(self, other: "Number | float") -> "Number":
        return self.apply("sub", other)

    def __rsub__(self, other: float) -> "Number":
        return self.literal(other).apply("sub", self)

    def __mul__(self, other: "Number | float") -> "Number":
        return self.apply("mul", other)

    __rmul__ = __mul__

    def __truediv__(self, other: "Number | float") -> "Number":
        return self.apply("div", other)

    def __rtruediv__(self, other: float) -> "Number":
        return self.literal(other).apply("div", self)

    def __neg__(self) -> "Number":
        return self.apply("neg")

    def __abs__(self) -> "Number":
        return self.apply("abs")

    def __lt__(self, other: "Number | float") -> "Number":
        return self.apply("lt", other)

    def __le__(self, other: "Number | float") -> "Number":
        return self.apply("le", other)

    def __gt__(self, other: "Number | float") -> "Number":
        return self.apply("gt", other)

    def __ge__(self, other: "Number | float") -> "Number":
        return self.apply("ge", other)

    def equals(self, other: "Number | float") -> "Number":
        """A bool; `==` is left to Python."""
        return self.apply("eq", other)

    def __and__(self, other: "Number | int") -> "Number":
        return self.apply("and", other)

    def __or__(self, other: "Number | int") -> "Number":
        return self.apply("or", other)

    def __xor__(self, other: "Number | int") -> "Number":
        return self.apply("xor", other)

    def __lshift__(self, count: int) -> "Number":
        return self.apply("shl", count)

    def __rshift__(self, count: int) -> "Number":
        return self.apply("shr", count)


def fma(a: Number, b: Number | float, c: Number | float) -> Number:
    """a * b + c, rounded once."""
    return a.apply("fma", b, c)


def where(condition: Number, a: Number | float, b: Number | float) -> Number:
    """`a` where the condition holds, else `b`."""
    like = a if isinstance(a, Number) else b
    if not isinstance(like, Number):
        raise TypeError("where: one side must be a Number, to give the dtype")
    sides = [x if isinstance(x, Number) else like.literal(x) for x in (a, b)]
    return condition.apply("select", *sides)


def minimum(x: Number, limit: Number | float) -> Number:
    """The smaller of both; NaN stays."""
    return x.apply("min", limit)


def maximum(x: Number, limit: Number | float) -> Number:
    """The larger of both; NaN stays."""
    return x.apply("max", limit)


def square_root(x: Number) -> Number:
    """The root, rounded correctly; NaN below 0."""
    return x.apply("sqrt")


def with_sign_of(x: Number, sign: Number) -> Number:
    """The size of `x` with the sign of `sign`, zeros included."""
    return x.apply("copysign", sign)


def convert(x: Number, dtype: DType) -> Number:
    """The same number in another dtype."""
    return Number(x.k, x.k.cast(x.value, dtype))


def bits(x: Number) -> Number:
    """The bits of a float, as an integer."""
    return Number(x.k, x.k.bitcast(x.value, x.format.integer))


def from_bits(x: Number, dtype: DType) -> Number:
    """The float that has these bits."""
    return Number(x.k, x.k.bitcast(x.value, dtype))


def polynomial(x: Number, coefficients: Sequence[float]) -> Number:
    """c0 + c1 x + c2 x**2 ..., by Horner's rule with fused steps."""
    *rest, last = coefficients
    total = x.literal(last)
    for coefficient in reversed(rest):
        total = fma(total, x, coefficient)
    return total


def monic(x: Number, coefficients: Sequence[float]) -> Number:
    """c0 + c1 x + ... + x**n, for n coefficients."""
    *rest, last = coefficients
    total = x + last
    for coefficient in reversed(rest):
        total = fma(total, x, coefficient)
    return total


def rounded(x: Number, factor: float = 1.0) -> tuple[Number, Number]:
    """`x * factor` rounded to a whole number, as a float, and the same number plus `magic`."""
    magic = x.format.magic
    shifted = x + magic if factor == 1.0 else fma(x, factor, magic)
    return shifted - magic, shifted


def scaled(x: Number, shifted: Number) -> Number:
    """`x * 2**n`, for `x` near 1 and n = `shifted` - magic, whether that is large or small.

    2**n is split into two factors that are normal numbers, so that only the last product rounds,
    also to a subnormal number. (The exponent of `x` is left alone: a NaN with digits of its own
    would come out as a number.) AVX-512 has an instruction for all of it.
    """
    k, layout, n = x.k, x.format, bits(shifted)
    if x.value.vector and (k.lanes, x.dtype) == (16, float32) and "avx512f" in k.module.features:
        return scaled_by_avx512(x, shifted - layout.magic)
    half = ((n >> 1) << layout.digits) + layout.one
    rest = (n << layout.digits) - half + 2 * layout.one
    return x * from_bits(half, x.dtype) * from_bits(rest, x.dtype)


def scaled_by_avx512(x: Number, n: Number) -> Number:
    """`x * 2**n` for 16 numbers at once, the same to the bit."""
    name, kind = "llvm.x86.avx512.mask.scalef.ps.512", "<16 x float>"
    x.k.module.declare(name, f"declare {kind} @{name}({kind}, {kind}, {kind}, i16, i32)")
    operands = [f"{kind} {x.value.name}", f"{kind} {n.value.name}", f"{kind} zeroinitializer"]
    result = x.k.call_function(name, [*operands, "i16 -1", "i32 4"], kind)
    return Number(x.k, Value(result, float32, vector=True))


def scaled_in_range(x: Number, shifted: Number) -> Number:
    """`x * 2**n` where 2**n is a normal number."""
    k, layout = x.k, x.format
    if x.value.vector and (k.lanes, x.dtype) == (16, float32) and "avx512f" in k.module.features:
        return scaled_by_avx512(x, shifted - layout.magic)
    return x * from_bits((bits(shifted) << layout.digits) + layout.one, x.dtype)


def two_sum(a: Number, b: Number) -> tuple[Number, Number]:
    """a + b as a rounded sum and its error (Knuth)."""
    total = a + b
    other = total - a
    return total, (a - (total - other)) + (b - other)


def quick_two_sum(a: Number, b: Number) -> tuple[Number, Number]:
    """a + b as a rounded sum and its error, where |a| >= |b| (Dekker)."""
    total = a + b
    return total, b - (total - a)


def two_product(a: Number, b: Number | float) -> tuple[Number, Number]:
    """a * b as a rounded product and its error."""
    product = a * b
    return product, fma(a, b, -product)


def rarely(
    condition: Number, usual: Sequence[Number], slow: Callable[[], Sequence[Number]]
) -> list[Number]:
    """`usual`, but where the condition holds what `slow` gives.

    That code is passed by when no lane needs it.
    """
    k = condition.k

    def mixed() -> list[Value]:
        return [where(condition, x, y).value for x, y in zip(slow(), usual, strict=True)]

    values = k.when_value(k.any(condition.value), mixed, lambda: [x.value for x in usual])
    return [Number(k, value) for value in values]
