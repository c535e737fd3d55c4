"""Index expressions: sums of symbols with integer coefficients, with quotients and remainders kept
as symbols.

Every symbol knows its range, so `(8*i + j) // 8` becomes `i` when `j` stays below 8, and a quotient
meets its remainder again as the expression it came from. That alone makes a reshape free.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Union

Atom = Union["Symbol", "Derived"]


@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """A loop variable, or the lane number within a vector; `low` and `high` are its inclusive
    range.
    """

    name: str
    low: int
    high: int
    is_lane: bool = False


class Derived:
    """The quotient (`//`) or remainder (`%`) of an expression by a positive constant, as a symbol
    of its own.

    The third operator, `in`, is the expression itself, known to be at least 0 and below the
    constant.
    """

    __slots__ = ("_hash", "divisor", "expression", "high", "is_lane", "low", "operator")

    def __init__(self, operator: str, expression: "Affine", divisor: int) -> None:
        self.operator, self.expression, self.divisor = operator, expression, divisor
        low, high = expression.range()
        quotient = operator == "//"
        self.low, self.high = (low // divisor, high // divisor) if quotient else (0, divisor - 1)
        self.is_lane = expression.has_lane
        self._hash = hash((operator, expression, divisor))

    @property
    def name(self) -> str:
        return f"({self.expression} {self.operator} {self.divisor})"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Derived)
            and (self.operator, self.divisor) == (other.operator, other.divisor)
            and self.expression == other.expression
        )

    def __hash__(self) -> int:
        return self._hash


class Affine:
    """`constant + sum(coefficient * symbol)`. Supports `+`, `-`, `*` by an int, `//` and `%` by a
    positive int.
    """

    __slots__ = ("_hash", "constant", "terms")

    def __init__(self, constant: int = 0, terms: Mapping[Atom, int] | None = None) -> None:
        self.constant = constant
        self.terms: dict[Atom, int] = {}
        self._hash: int | None = None
        remainders = False
        for symbol, factor in terms.items() if terms else ():
            if factor:
                self.terms[symbol] = factor
                remainders = remainders or (symbol.__class__ is Derived and symbol.operator == "%")
        if remainders:
            self._recombine()

    def _recombine(self) -> None:
        """n*(x // n) + x % n is x."""
        for symbol in list(self.terms):
            if not (
                isinstance(symbol, Derived) and symbol.operator == "%" and symbol in self.terms
            ):
                continue
            quotient = Derived("//", symbol.expression, symbol.divisor)
            factor = self.terms[symbol]
            if self.terms.get(quotient) == factor * symbol.divisor:
                del self.terms[symbol], self.terms[quotient]
                whole = self + symbol.expression * factor
                self.constant, self.terms = whole.constant, whole.terms
                return

    def __add__(self, other: "Affine | int") -> "Affine":
        if isinstance(other, int):
            return Affine(self.constant + other, self.terms) if other else self
        terms = dict(self.terms)
        for symbol, factor in other.terms.items():
            terms[symbol] = terms.get(symbol, 0) + factor
        return Affine(self.constant + other.constant, terms)

    __radd__ = __add__

    def __mul__(self, factor: int) -> "Affine":
        if factor == 1:
            return self
        return Affine(self.constant * factor, {s: c * factor for s, c in self.terms.items()})

    __rmul__ = __mul__

    def __neg__(self) -> "Affine":
        return self * -1

    def __sub__(self, other: "Affine | int") -> "Affine":
        return self + -other

    def __rsub__(self, other: int) -> "Affine":
        return -self + other

    def __floordiv__(self, divisor: int) -> "Affine":
        return self._divide(divisor)[0]

    def __mod__(self, divisor: int) -> "Affine":
        return self._divide(divisor)[1]

    def _divide(self, n: int) -> tuple["Affine", "Affine"]:
        if n == 1:
            return self, Affine()
        whole = Affine(self.constant // n, {s: c // n for s, c in self.terms.items() if c % n == 0})
        rest = Affine(self.constant % n, {s: c for s, c in self.terms.items() if c % n})
        low, high = rest.range()
        if low // n == high // n:
            return whole + low // n, rest - low // n * n
        return whole + Affine(0, {Derived("//", rest, n): 1}), Affine(0, {Derived("%", rest, n): 1})

    def range(self) -> tuple[int, int]:
        """The smallest and the largest value, both inclusive."""
        low = high = self.constant
        for symbol, factor in self.terms.items():
            a, b = symbol.low * factor, symbol.high * factor
            low, high = low + min(a, b), high + max(a, b)
        return low, high

    @property
    def has_lane(self) -> bool:
        """Does the value differ between the lanes of a vector?"""
        return any(symbol.is_lane for symbol in self.terms)

    def coefficient(self, symbol: Atom) -> int:
        return self.terms.get(symbol, 0)

    def symbols(self) -> Iterator[Symbol]:
        """Every loop symbol the value depends on, inside quotients and remainders too."""
        for symbol in self.terms:
            if isinstance(symbol, Derived):
                yield from symbol.expression.symbols()
            else:
                yield symbol

    def substitute(self, values: Mapping[Symbol, "Affine | int"]) -> "Affine":
        """The expression with symbols replaced."""
        result = Affine(self.constant)
        for symbol, factor in self.terms.items():
            if isinstance(symbol, Derived):
                inner = symbol.expression.substitute(values)
                result += apply(symbol.operator, inner, symbol.divisor) * factor
            elif symbol in values:
                result += Affine() + values[symbol] * factor
            else:
                result += Affine(0, {symbol: factor})
        return result

    def resolved(self) -> "Affine":
        """The expression with every `in` replaced by what it stands for."""
        if all(symbol.__class__ is Symbol for symbol in self.terms):
            return self
        result = Affine(self.constant)
        for symbol, factor in self.terms.items():
            if isinstance(symbol, Derived):
                inner = symbol.expression.resolved()
                result += (
                    inner
                    if symbol.operator == "in"
                    else apply(symbol.operator, inner, symbol.divisor)
                ) * factor
            else:
                result += Affine(0, {symbol: factor})
        return result

    def __eq__(self, other: object) -> bool:
        return (
            other.__class__ is Affine
            and self.constant == other.constant
            and self.terms == other.terms
        )

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash((self.constant, frozenset(self.terms.items())))
        return self._hash

    def __str__(self) -> str:
        parts = [s.name if c == 1 else f"{c}*{s.name}" for s, c in self.terms.items()]
        if self.constant or not parts:
            parts.append(str(self.constant))
        return " + ".join(parts)

    __repr__ = __str__


def apply(operator: str, x: Affine, n: int) -> Affine:
    """`x // n`, `x % n`, or `x` known to lie between 0 and n - 1."""
    return x // n if operator == "//" else x % n if operator == "%" else within(x, n)


def within(x: Affine, size: int) -> Affine:
    """`x`, taken to be at least 0 and below `size`, whatever its range says."""
    low, high = x.range()
    return x if low >= 0 and high < size else Affine(0, {Derived("in", x, size): 1})


def variable(symbol: Symbol) -> Affine:
    """The expression that is just `symbol`."""
    return Affine(0, {symbol: 1})
