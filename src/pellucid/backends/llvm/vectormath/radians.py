"""The remainder of any float64 by pi/2: a function of its own in each module that needs it.

After Payne and Hanek, Radian Reduction for Trigonometric Functions, SIGNUM Newsletter 18(1), 1983.
2/pi stands in a table as whole numbers of 26 binary digits. x = X * 2**e with X in two halves, so
that products with the table are exact; those that are whole turns are left out or drop out, and the
others are added in doubled precision.
"""

from typing import TYPE_CHECKING

from pellucid.backends.llvm.values import Value, literal
from pellucid.backends.llvm.vectormath.formula import (
    Number,
    bits,
    convert,
    fma,
    from_bits,
    maximum,
    quick_two_sum,
    two_sum,
)
from pellucid.compiler.index import Affine, Symbol
from pellucid.core.dtypes import float64, int64

if TYPE_CHECKING:
    from pellucid.backends.llvm.memory import Memory

NAME = "pellucid.radians"
TABLE = "pellucid.two_over_pi"
PIECE = 26
PIECES = 46
# The first 46 * 26 binary digits of 2/pi.
TWO_OVER_PI = int(
    "a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e0"
    "06492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f4"
    "9c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d"
    "7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7",
    16,
)
HALF_PI = (1.5707963267948966, 6.123233995736766e-17)
USED = 7  # pieces that matter: 7 * 26 digits leave an error below 2**-120
RESULT = "{ double, i64 }"


def reduce_any(x: Number) -> tuple[Number, Number]:
    """r and the integer q, with x = q pi/2 + r, lane after lane."""
    k, dtype = x.k, x.dtype
    define(k)
    wide, integer = convert(x, float64), x.format.integer
    if not x.value.vector:
        r, quarter = called(k, wide.value)
        return convert(Number(k, r), dtype), convert(Number(k, quarter), integer)
    lane = Symbol("lane of radians", 0, k.lanes - 1)
    kinds = k.types.of(wide.value), k.types.vector["int64"]

    def one(carried: list[Value]) -> list[Value]:
        at = k.integer(Affine(0, {lane: 1}))
        element = Value(
            k.new(f"extractelement {kinds[0]} {wide.value.name}, i64 {at}"), float64, vector=False
        )
        results = called(k, element)
        return [
            Value(
                k.new(f"insertelement {kind} {old.name}, {k.types.of(new)} {new.name}, i64 {at}"),
                old.dtype,
                vector=True,
            )
            for kind, old, new in zip(kinds, carried, results, strict=True)
        ]

    start = [k.splat(k.constant(0.0, float64)), k.splat(k.constant(0, int64))]
    r, quarter = k.loop(lane, 0, k.lanes, start, one)
    return convert(Number(k, r), dtype), convert(Number(k, quarter), integer)


def called(k: "Memory", x: Value) -> tuple[Value, Value]:
    """r and q of one float64."""
    both = k.call_function(NAME, [f"double {x.name}"], RESULT)
    r, quarter = (k.new(f"extractvalue {RESULT} {both}, {part}") for part in (0, 1))
    return Value(r, float64, vector=False), Value(quarter, int64, vector=False)


def define(k: "Memory") -> None:
    """Adds the table and the function to the module of `k`, once."""
    if TABLE in k.module.globals:
        return
    pieces = [TWO_OVER_PI >> PIECE * (PIECES - 1 - i) & (1 << PIECE) - 1 for i in range(PIECES)]
    numbers = ", ".join(f"double {literal(float(piece), float64)}" for piece in pieces)
    k.module.add_global(TABLE, f"internal unnamed_addr constant [{PIECES} x double] [{numbers}]")
    function = type(k)(k.module, NAME, [("double", "x")], lanes=1, internal=True, returns=RESULT)
    r, quarter = remainder(Number(function, Value("%x", float64, vector=False)))
    first = function.new(f"insertvalue {RESULT} poison, double {r.value.name}, 0")
    both = function.new(f"insertvalue {RESULT} {first}, i64 {quarter.value.name}, 1")
    function.finish_with(f"{RESULT} {both}")


def remainder(x: Number) -> tuple[Number, Number]:
    """r and q for 2 <= |x|; NaN for infinity."""
    k, size = x.k, bits(abs(x))
    exponent = (size >> 52) - 1075  # |x| = X * 2**exponent
    whole = from_bits((size & (1 << 52) - 1) | 1075 << 52, float64)  # X
    upper = from_bits(bits(whole) & -(1 << 27), float64)
    halves = upper, whole - upper
    first = maximum((exponent - 2).apply("div", PIECE), 0)  # pieces before it give whole turns
    first = first.apply("min", PIECES - USED)
    power = exponent - (first + 1) * PIECE
    scale = from_bits((power + 1023) << 52, float64)
    high, low, turns = x.literal(0.0), x.literal(0.0), x.literal(0.0)
    for step in range(USED):
        piece = Number(k, k.load_at(f"@{TABLE}", first.value, Affine(step), float64))
        factor = piece * scale * 2.0 ** (-PIECE * step)
        for half in halves:
            term = half * factor
            term = fma((term * 0.25).apply("round"), -4.0, term)
            high, error = two_sum(high, term)
            low = low + error
        # Taking away what is whole at every step leaves all digits to a small remainder.
        n = high.apply("round")
        high, low = two_sum(high - n, low)
        turns = turns + n
    n = high.apply("round")
    high, low = quick_two_sum(high - n, low)
    r = fma(high, HALF_PI[0], fma(high, HALF_PI[1], low * HALF_PI[0]))
    r = r + (x - x)  # NaN for infinity
    negative = bits(x) >> 63  # 0 or -1
    quarter = (bits(turns + n + x.format.magic) ^ negative) - negative
    return from_bits(bits(r) ^ (negative << 63), float64), quarter
