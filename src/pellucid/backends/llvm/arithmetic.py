"""Arithmetic, logic and comparison on registers: what an operation's `lower` may ask for."""

import math
from collections.abc import Callable
from typing import ClassVar

from pellucid.backends.llvm.conversions import Conversions
from pellucid.backends.llvm.instructions import CONDITIONS, template
from pellucid.backends.llvm.values import Value, is_literal, is_number, literal_text, suffix
from pellucid.core.dtypes import DTYPES, bfloat16, bool_, float32, float64, int32
from pellucid.core.errors import DTypeError

WHOLE = ("int", "uint", "bool")
ROUNDINGS = ("floor", "ceil", "trunc", "round")


class Arithmetic(Conversions):
    """The instructions."""

    def emit(self, instruction: str, *operands: Value) -> Value:
        """The result of an instruction on operands of one dtype, which decides how it computes.

        When an operand is a vector the others are splatted. Integers wrap and never trap: division
        by zero gives 0.
        """
        vector = False
        for operand in operands:
            if operand.vector:
                vector = True
                break
        if vector:
            operands = tuple([x if x.vector else self.splat(x) for x in operands])
        dtype = operands[-1].dtype
        found = template(instruction, dtype.name, self.lanes if vector else 0)
        if found is None:
            return self._compose(instruction, operands)
        text, result, intrinsic, declaration = found
        if intrinsic:
            self.module.declarations[intrinsic] = declaration
        return Value(self.new(text % tuple([x.name for x in operands])), result, vector)

    def reduce(self, instruction: str, value: Value) -> Value:
        """The lanes of a vector combined into a scalar, halves with halves: a fixed order."""
        if not value.vector:
            return value
        kind, half = self.types.of(value), self.lanes // 2
        while half:
            order = [*range(half, 2 * half), *("poison",) * (self.lanes - half)]
            lanes = ", ".join(f"i32 {lane}" for lane in order)
            upper = self.new(
                f"shufflevector {kind} {value.name}, {kind} poison, <{self.lanes} x i32> <{lanes}>"
            )
            value = self.emit(instruction, value, Value(upper, value.dtype, vector=True))
            half //= 2
        return self.extract(value, 0)

    def any(self, condition: Value) -> str:
        """The i1 that says whether a bool is true in any lane."""
        if not condition.vector:
            return condition.name
        name = f"llvm.vector.reduce.or.{suffix('i1', self.lanes)}"
        self.module.declare(name, f"declare i1 @{name}({self.types.mask})")
        return self.new(f"call i1 @{name}({self.types.mask} {condition.name})")

    # Instructions made of several

    def _compose(self, instruction: str, operands: tuple[Value, ...]) -> Value:
        dtype = operands[-1].dtype
        if dtype is bfloat16:
            wide = [self.cast(x, float32) if x.dtype is bfloat16 else x for x in operands]
            result = self.emit(instruction, *wide)
            return result if instruction in CONDITIONS else self.cast(result, bfloat16)
        compose = self.COMPOSED.get((instruction, dtype.kind))
        if compose is None:
            raise DTypeError(f"{instruction}: there is no such instruction for {dtype}")
        return compose(self, *operands)

    def _number(self, value: float, like: Value) -> Value:
        constant = self.constant(value, like.dtype)
        return self.splat(constant) if like.vector else constant

    def _raw(self, operation: str, a: Value, b: Value) -> Value:
        name = self.new(f"{operation} {self.types.of(a)} {a.name}, {b.name}")
        return Value(name, a.dtype, a.vector)

    def _same(self, x: Value) -> Value:
        return x

    def _never(self, x: Value) -> Value:
        false = Value("false", bool_, vector=False)
        return self.splat(false) if x.vector else false

    def _multiply_add(self, a: Value, b: Value, c: Value) -> Value:
        return self.emit("add", self.emit("mul", a, b), c)

    def _dot(self, a: Value, b: Value, c: Value) -> Value:
        """`c`, and the products of the two bfloat16 in each word of `a` and `b`."""
        bits, pairs = f"<{self.lanes} x i32>", f"<{2 * self.lanes} x bfloat>"
        kind, name = self.types.of(c), "llvm.x86.avx512bf16.dpbf16ps.512"
        self.module.declare(name, f"declare {kind} @{name}({kind}, {pairs}, {pairs})")
        x, z = (self.new(f"bitcast {bits} {v.name} to {pairs}") for v in (a, b))
        found = self.new(f"call {kind} @{name}({kind} {c.name}, {pairs} {x}, {pairs} {z})")
        return Value(found, c.dtype, vector=True)

    def _absolute(self, x: Value) -> Value:
        kind = self.types.of(x)
        name = f"llvm.abs.{suffix(self.types.scalar[x.dtype.name], self.lanes if x.vector else 0)}"
        self.module.declare(name, f"declare {kind} @{name}({kind}, i1)")
        return Value(self.new(f"call {kind} @{name}({kind} {x.name}, i1 false)"), x.dtype, x.vector)

    def _largest(self, a: Value, b: Value) -> Value:
        return self._extreme("ogt", a, b)

    def _smallest(self, a: Value, b: Value) -> Value:
        return self._extreme("olt", a, b)

    def _extreme(self, test: str, a: Value, b: Value) -> Value:
        """`b` where it wins the test, else `a`; where either is NaN, that.

        NaN in `a` loses no test, so it stays; NaN in `b` is put back. A literal is taken for `b`:
        the comparison and the selection are then all, one instruction on most machines.
        """
        if is_number(a):
            a, b = b, a
        kind, vector = self.types.of(a), a.vector
        wins = self.new(f"fcmp {test} {kind} {b.name}, {a.name}")
        name = self._select(wins, kind, b.name, a.name, vector)
        if not is_number(b):
            nan = self.new(f"fcmp uno {kind} {b.name}, {b.name}")
            name = self._select(nan, kind, b.name, name, vector)
        return Value(name, a.dtype, vector)

    def _quotient(self, a: Value, b: Value) -> Value:
        """Towards zero; 0 for a zero divisor; the smallest number over -1 wraps."""
        if is_safe_divisor(b):
            return self._divide("div", a, b)
        zero = self._number(0, b)
        none = self.emit("eq", b, zero)
        quotient = self._divide("div", a, self._safe_divisor(b, none))
        if a.dtype.kind == "int":
            minus = self.emit("eq", b, self._number(-1, b))
            quotient = self.emit("select", minus, self.emit("neg", a), quotient)
        return self.emit("select", none, zero, quotient)

    def _remainder(self, a: Value, b: Value) -> Value:
        """Of the division towards zero; 0 for a zero divisor."""
        if is_safe_divisor(b):
            return self._divide("rem", a, b)
        none = self.emit("eq", b, self._number(0, b))
        return self._divide("rem", a, self._safe_divisor(b, none))

    def _safe_divisor(self, b: Value, none: Value) -> Value:
        """`b`, but 1 where it would trap: at 0, and at -1 below the smallest number."""
        if b.dtype.kind == "int":
            none = self.emit("or", none, self.emit("eq", b, self._number(-1, b)))
        return self.emit("select", none, self._number(1, b), b)

    def _divide(self, operation: str, a: Value, b: Value) -> Value:
        """The quotient or remainder of integers, the divisor being safe.

        Machines divide integers one by one, but floats as vectors; up to 32 bits a float64 holds
        the operands, and its quotient is never rounded up to a whole number.
        """
        sign = "s" if a.dtype.kind == "int" else "u"
        if not a.vector or is_literal(b) or a.dtype.itemsize == 8:
            return self._raw(sign + operation, a, b)
        through = int32 if a.dtype.itemsize < 4 else a.dtype
        quotient = self.emit("div", self.cast(a, float64), self.cast(b, float64))
        whole = self.cast(self._convert(f"fpto{sign}i", quotient, through), a.dtype)
        return whole if operation == "div" else self.emit("sub", a, self.emit("mul", whole, b))

    def _float_remainder(self, a: Value, b: Value) -> Value:
        """`a` minus a whole multiple of `b`, with the sign of `a`, exact: C's fmod.

        A float32 is computed as float64, where the quotient cannot overflow.
        """
        if a.dtype is float32:
            wide = self.emit("rem", self.cast(a, float64), self.cast(b, float64))
            return self.cast(wide, float32)
        size, divisor = self.emit("abs", a), self.emit("abs", b)
        rest = self._reduced(size, divisor)
        below = self.emit("lt", rest, self._number(0.0, rest))
        rest = self.emit("select", below, self.emit("add", rest, divisor), rest)
        infinity = self._number(math.inf, b)
        whole = self.emit(
            "and", self.emit("eq", divisor, infinity), self.emit("lt", size, infinity)
        )
        return self.emit("select", whole, a, self.emit("copysign", rest, a))

    def _reduced(self, size: Value, divisor: Value) -> Value:
        """`size` less multiples of `divisor` until it is smaller; both are at least 0.

        Each round takes away the divisor times its quotient as rounded. One fused operation does
        that without error: the result is a multiple of the product of both last places, and small.
        So one round is enough unless the quotient has more digits than a float. Where the quotient
        would overflow, the divisor is scaled.
        """
        down, up = self._number(2.0**-600, size), self._number(2.0**600, size)

        def round_(carried: list[Value]) -> tuple[list[Value], str]:
            rest, step = carried[0], divisor
            for _ in range(2):
                far = self.emit("lt", step, self.emit("mul", self.emit("abs", rest), down))
                step = self.emit("select", far, self.emit("mul", step, up), step)
            whole = self.emit("trunc", self.emit("div", rest, step))
            rest = self.emit("fma", self.emit("neg", whole), step, rest)
            return [rest], self.any(self.emit("ge", self.emit("abs", rest), divisor))

        return self.repeat([size], round_)[0]

    def _shift_left(self, x: Value, count: Value) -> Value:
        return self._shift("shl", x, count)

    def _shift_right(self, x: Value, count: Value) -> Value:
        return self._shift("ashr" if x.dtype.kind == "int" else "lshr", x, count)

    def _shift(self, operation: str, x: Value, count: Value) -> Value:
        """LLVM leaves counts of the width or more undefined; here every bit is then shifted out."""
        width = x.dtype.bits
        if is_literal(count) and 0 <= int(literal_text(count)) < width:
            return self._raw(operation, x, count)
        unsigned = self.bitcast(count, DTYPES[f"uint{width}"])
        inside = self.emit("lt", unsigned, self._number(width, unsigned))
        if operation == "ashr":
            return self._raw(
                operation, x, self.emit("select", inside, count, self._number(width - 1, x))
            )
        shifted = self._raw(operation, x, self.emit("select", inside, count, self._number(0, x)))
        return self.emit("select", inside, shifted, self._number(0, x))

    COMPOSED: ClassVar[dict[tuple[str, str], Callable[..., Value]]] = {
        ("dot", "float"): _dot,
        ("max", "float"): _largest,
        ("min", "float"): _smallest,
        ("rem", "float"): _float_remainder,
        ("abs", "int"): _absolute,
        ("abs", "uint"): _same,
        **dict.fromkeys([("div", "int"), ("div", "uint")], _quotient),
        **dict.fromkeys([("rem", "int"), ("rem", "uint")], _remainder),
        **dict.fromkeys([("shl", "int"), ("shl", "uint")], _shift_left),
        **dict.fromkeys([("shr", "int"), ("shr", "uint")], _shift_right),
        **dict.fromkeys([("fma", "int"), ("fma", "uint")], _multiply_add),
        **dict.fromkeys([("isnan", kind) for kind in WHOLE], _never),
        **dict.fromkeys([(name, kind) for name in ROUNDINGS for kind in WHOLE], _same),
    }


def is_safe_divisor(value: Value) -> bool:
    """Is it a literal that can divide anything without trapping?"""
    return is_literal(value) and int(literal_text(value)) not in {0, -1}
