"""Index expressions lane by lane: as numbers in a vector, and as one expression for each lane."""

import functools

from pellucid.backends.llvm.arithmetic import Arithmetic
from pellucid.backends.llvm.values import Value
from pellucid.compiler.index import Affine, Atom, Derived, Symbol
from pellucid.core.dtypes import DType, int32, int64


class Lanes(Arithmetic):
    """What index expressions with lanes are worth."""

    def index_value(self, affine: Affine, dtype: DType) -> Value:
        """The value of an index expression as a number of `dtype`; a vector when it has lanes."""
        key = ("index", affine, dtype.name)
        for scope in self.scopes:
            if key in scope.memo:
                return Value(scope.memo[key], dtype, affine.has_lane)
        if affine.has_lane:
            value = self.cast(self._per_lane(affine, int32 if is_small(affine) else int64), dtype)
        elif affine.terms:
            value = self.cast(Value(self.integer(affine), int64, vector=False), dtype)
        else:
            value = self.constant(affine.constant, dtype)
        self.scopes[-1].memo[key] = value.name
        return value

    def lane_numbers(self, stride: int, dtype: DType) -> Value:
        """The literal 0, stride, 2*stride ... of an integer dtype."""
        kind = self.types.scalar[dtype.name]
        numbers = ", ".join(f"{kind} {stride * lane}" for lane in range(self.lanes))
        return Value(f"<{numbers}>", dtype, vector=True)

    def lane_of(self, numbers: Value, lane: int) -> str:
        """One lane of an integer vector, read from the text where it is a literal."""
        if numbers.name[0] == "<":
            return numbers.name[1:-1].split(", ")[lane].split()[1]
        return self.extract(numbers, lane).name

    def _per_lane(self, affine: Affine, dtype: DType) -> Value:
        """The value in each lane, in integers that hold every part of it."""
        stride, shared, derived = 0, {}, {}
        for symbol, factor in affine.terms.items():
            if not symbol.is_lane:
                shared[symbol] = factor
            elif isinstance(symbol, Symbol):
                stride += factor
            else:
                derived[symbol] = factor
        base = Value(self.integer(Affine(affine.constant, shared)), int64, vector=False)
        if base.name[0] == "%":
            total = self.splat(self.cast(base, dtype))
        else:
            total = self.splat(self.constant(int(base.name), dtype))
        if stride:
            total = self.emit("add", total, self.lane_numbers(stride, dtype))
        for symbol, factor in derived.items():
            term = self._divided_lanes(symbol, dtype)
            if factor != 1:
                term = self.emit("mul", term, self.constant(factor, dtype))
            total = self.emit("add", total, term)
        return total

    def _divided_lanes(self, symbol: Derived, dtype: DType) -> Value:
        """A quotient or remainder per lane, rounded down; what is `in` a range is itself."""
        x, n = self._per_lane(symbol.expression, dtype), symbol.divisor
        if symbol.operator == "in":
            return x
        quotient, divisor = symbol.operator == "//", self.constant(n, dtype)
        if n & (n - 1) == 0:
            count = self.constant(n.bit_length() - 1 if quotient else n - 1, dtype)
            return self.emit("shr" if quotient else "and", x, count)
        if symbol.expression.range()[0] >= 0:
            return self.emit("div" if quotient else "rem", x, divisor)
        rest, zero = self.emit("rem", x, divisor), self.constant(0, dtype)
        below = self.emit("lt", rest, zero)
        if quotient:
            return self.emit("sub", self.emit("div", x, divisor), self.cast(below, dtype))
        return self.emit("select", below, self.emit("add", rest, divisor), rest)


def is_small(affine: Affine) -> bool:
    """Do the expression and every expression inside its quotients and remainders fit into int32?"""
    low, high = affine.range()
    return -(2**31) <= low <= high < 2**31 and all(map(is_small_atom, affine.terms))


def is_small_atom(symbol: Atom) -> bool:
    """Is it a loop symbol, or made of a small expression?"""
    return isinstance(symbol, Symbol) or is_small(symbol.expression)


@functools.lru_cache(256)
def lane_places(affine: Affine, lanes: int) -> tuple[Affine, ...]:
    """`affine` for each lane."""
    lane = next(symbol for symbol in affine.symbols() if symbol.is_lane)
    return tuple(affine.substitute({lane: k}) for k in range(lanes))
