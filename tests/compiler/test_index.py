"""Index expressions agree with whole numbers, wherever their symbols stand."""

import itertools

from hypothesis import given, strategies as st

from pellucid.compiler.index import Affine, Derived, Symbol, variable, within

RANGES = ((0, 3), (0, 6), (-2, 2))
SYMBOLS = tuple(Symbol(name, low, high) for name, (low, high) in zip("ijk", RANGES, strict=True))
leaves = st.one_of(
    st.integers(-9, 9).map(Affine),
    st.sampled_from(SYMBOLS).map(variable),
)
small = st.integers(-5, 5)
divisors = st.integers(1, 7)


def combined(inner: st.SearchStrategy[Affine]) -> st.SearchStrategy[Affine]:
    return st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] - pair[1]),
        st.tuples(inner, small).map(lambda pair: pair[0] * pair[1]),
        st.tuples(inner, divisors).map(lambda pair: pair[0] // pair[1]),
        st.tuples(inner, divisors).map(lambda pair: pair[0] % pair[1]),
    )


expressions = st.recursive(leaves, combined, max_leaves=6)


def places() -> list[dict[Symbol, int]]:
    """Every combination of values of the symbols."""
    spans = [range(s.low, s.high + 1) for s in SYMBOLS]
    return [dict(zip(SYMBOLS, values, strict=True)) for values in itertools.product(*spans)]


def value(expression: Affine, at: dict[Symbol, int]) -> int:
    """What an expression is, computed from its terms alone."""
    total = expression.constant
    for symbol, factor in expression.terms.items():
        if isinstance(symbol, Derived):
            inner = value(symbol.expression, at)
            n = symbol.divisor
            total += factor * (inner // n if symbol.operator == "//" else inner % n)
        else:
            total += factor * at[symbol]
    return total


@given(expressions, expressions, small)
def test_sums_and_multiples_are_those_of_whole_numbers(a, b, factor):
    for at in places():
        assert value(a + b, at) == value(a, at) + value(b, at)
        assert value(a - b, at) == value(a, at) - value(b, at)
        assert value(a * factor, at) == value(a, at) * factor


@given(expressions, divisors)
def test_quotients_and_remainders_are_pythons(a, n):
    for at in places():
        assert value(a // n, at) == value(a, at) // n
        assert value(a % n, at) == value(a, at) % n


@given(expressions)
def test_the_range_holds_every_value(a):
    low, high = a.range()
    assert all(low <= value(a, at) <= high for at in places())


@given(expressions, divisors)
def test_a_quotient_meets_its_remainder_again(a, n):
    assert (a // n) * n + a % n == a


@given(expressions, st.tuples(*(st.integers(low, high) for low, high in RANGES)))
def test_substituting_numbers_gives_the_number(a, numbers):
    at = dict(zip(SYMBOLS, numbers, strict=True))
    assert a.substitute(at) == Affine(value(a, at))


@given(expressions, expressions)
def test_equal_expressions_have_equal_hashes(a, b):
    assert a - a == Affine()
    if a == b:
        assert hash(a) == hash(b)


def test_a_row_major_index_is_taken_apart_without_divisions():
    i, j = Symbol("i", 0, 99), Symbol("j", 0, 7)
    flat = variable(i) * 8 + variable(j)
    assert flat // 8 == variable(i)
    assert flat % 8 == variable(j)


def test_an_index_in_other_rows_keeps_its_quotient():
    i, j = Symbol("i", 0, 99), Symbol("j", 0, 7)
    flat = variable(i) * 8 + variable(j)
    assert any(isinstance(symbol, Derived) for symbol in (flat // 12).terms)


def test_lanes_are_known_inside_quotients_too():
    lane = Symbol("lane", 0, 15, is_lane=True)
    i = Symbol("i", 0, 9)
    assert (variable(lane) // 3).has_lane
    assert not (variable(i) // 3).has_lane


@given(expressions, st.integers(1, 9), divisors)
def test_an_index_known_to_lie_inside_is_itself_there(a, size, n):
    inside = within(a, size)
    assert inside.resolved() == a
    low, high = inside.range()
    assert low >= 0
    assert high < size
    for at in places():
        if 0 <= value(a, at) < size:
            assert value((inside * 5 // n).resolved(), at) == value(a, at) * 5 // n
            assert value((inside * 5 % n).resolved(), at) == value(a, at) * 5 % n


@given(expressions)
def test_every_symbol_that_matters_is_named(a):
    named = set(a.symbols())
    for symbol in SYMBOLS:
        fixed = a.substitute({symbol: symbol.low})
        if symbol not in named:
            assert fixed == a
