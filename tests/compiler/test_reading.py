"""Views followed symbolically read what NumPy's views hold."""

import itertools

import numpy as np
from hypothesis import given, strategies as st

from pellucid.compiler.index import Affine
from pellucid.compiler.reading import base_of, fresh_index, offset, strides, stripped, through
from pellucid.core.dtypes import float64
from pellucid.core.spec import Spec
from pellucid.graph import apply
from pellucid.graph.node import node
from pellucid.ops.source import Input
from pellucid.ops.view import Reading


def sliced(draw, x):
    terms, shape = [], []
    for axis, size in enumerate(x.shape):
        step = draw(st.sampled_from([1, 2, -1]))
        count = draw(st.integers(1, max(1, -(-size // abs(step)))))
        terms.append((size - 1 if step < 0 else 0, ((axis, step),)))
        shape.append(min(count, -(-size // abs(step))))
    return apply("view", x, shape=tuple(shape), terms=tuple(terms))


def permuted(draw, x):
    order = draw(st.permutations(range(len(x.shape))))
    terms = tuple((0, ((order.index(axis), 1),)) for axis in range(len(x.shape)))
    return apply("view", x, shape=tuple(x.shape[axis] for axis in order), terms=terms)


def padded(draw, x):
    widths = tuple(draw(st.tuples(st.integers(0, 2), st.integers(0, 2))) for _ in x.shape)
    steps = tuple(draw(st.sampled_from([1, 2])) for _ in x.shape)
    return apply("pad", x, widths=widths, value=7.0, steps=steps)


def reshaped(draw, x):
    shape = draw(st.permutations([n for n in x.shape if n > 1] or [1]))
    if len(shape) > 1 and draw(st.booleans()):
        shape = (shape[0] * shape[1], *shape[2:])
    return apply("reshape", x, shape=tuple(shape))


@st.composite
def views(draw):
    """A few views on an array of two axes."""
    x = node(Input(0, Spec((draw(st.integers(1, 5)), draw(st.integers(1, 6))), float64)))
    for _ in range(draw(st.integers(1, 4))):
        if x.spec.size < 200:
            x = draw(st.sampled_from([sliced, permuted, padded, reshaped]))(draw, x)
    return x


def held(node, array):
    """What a graph of views holds, by NumPy."""
    return array if not node.inputs else node.op.reference(held(node.inputs[0], array))


def numbered(index, values):
    """An index with numbers for its symbols."""
    at = {symbol: v for i, v in zip(index, values, strict=True) for symbol in i.symbols()}
    return lambda expression: expression.substitute(at).constant


@given(views())
def test_the_index_of_a_view_is_followed_to_its_base(x):
    base = stripped(x)
    array = np.arange(base.spec.size, dtype=np.float64).reshape(base.shape) + 100
    wanted = held(x, array)
    index = fresh_index("i", x.shape)
    found, place, guards = base_of(x, index)
    assert found is base
    for values in itertools.product(*map(range, x.shape)):
        number = numbered(index, values)
        if all(0 <= number(expression) < size for expression, size in guards):
            assert array[tuple(map(number, place))] == wanted[values]
        else:
            assert wanted[values] == 7.0


@given(views())
def test_a_guard_that_always_holds_is_not_asked(x):
    while isinstance(x.op, Reading):
        _, guards = through(x, fresh_index("i", x.shape))
        for expression, size in guards:
            low, high = expression.range()
            assert low < 0 or high >= size or size == 1
        x = x.inputs[0]


def test_an_index_of_numbers_has_guards_that_are_known():
    x = node(Input(0, Spec((4,), float64)))
    wide = apply("pad", x, widths=((2, 2),))
    assert through(wide, (Affine(3),)) == ((Affine(1),), ())
    place, guards = through(wide, (Affine(1),))
    assert guards == ((Affine(-1), 4),)
    assert place[0].resolved() == Affine(-1)


@given(st.permutations([0, 1, 2]))
def test_strides_are_numpys(order):
    shape = (3, 4, 5)
    array = np.empty([shape[a] for a in order], np.int8)
    turned = array.transpose(np.argsort(order))
    assert strides(shape, order) == turned.strides


def test_an_axis_of_one_element_has_no_stride():
    assert strides((3, 1, 5), (0, 1, 2)) == (5, 0, 1)


def test_the_offset_is_the_scalar_product_with_the_strides():
    index = fresh_index("i", (3, 4))
    assert offset(index, (4, 1)) == index[0] * 4 + index[1]
