"""Operators: with arrays, with Python numbers, reflected and in place."""

import operator

import numpy as np
import pytest
from hypothesis import strategies as st

import pellucid as pel
from pellucid.core.errors import StateError

OPERATORS = {
    "add": (operator.add, operator.iadd, "NUMERIC"),
    "sub": (operator.sub, operator.isub, "NUMERIC"),
    "mul": (operator.mul, operator.imul, "NUMERIC"),
    "truediv": (operator.truediv, operator.itruediv, "INEXACT"),
    "floordiv": (operator.floordiv, operator.ifloordiv, "FLOATS"),
    "mod": (operator.mod, operator.imod, "FLOATS"),
    "pow": (operator.pow, operator.ipow, "FLOATS"),
    "and": (operator.and_, operator.iand, "LOGICAL"),
    "or": (operator.or_, operator.ior, "LOGICAL"),
    "xor": (operator.xor, operator.ixor, "LOGICAL"),
    "eq": (operator.eq, None, "ALL"),
    "ne": (operator.ne, None, "ALL"),
    "lt": (operator.lt, None, "REAL"),
    "le": (operator.le, None, "REAL"),
    "gt": (operator.gt, None, "REAL"),
    "ge": (operator.ge, None, "REAL"),
}
SLACK = {"pow": 16}


def number_for(dtype, small):
    """A Python number of the kind of a dtype."""
    return {"b": small > 0, "i": small, "u": abs(small), "f": small / 4, "c": small + 2j}[
        dtype.kind
    ]


@pytest.mark.parametrize("name", OPERATORS)
def test_operators(name, laws, examples):
    function, in_place, kinds = OPERATORS[name]
    dtypes = getattr(laws, kinds)

    @laws.holds(examples, laws.seen(dtypes), st.data())
    def check(dtype, data):
        x = data.draw(laws.tame(dtype))
        z = data.draw(laws.tame(dtype, x.shape))
        slack = SLACK.get(name, 0)
        with np.errstate(all="ignore"):
            wanted = np.asarray(function(x, z))
            laws.assert_same(function(laws.tensor(x), laws.tensor(z)), wanted, ulp=slack)
            if in_place is not None:
                y = pel.asarray(x, copy=True)
                before = y + 0 if x.dtype.kind not in "b" else y | False
                same = y
                y = in_place(y, laws.tensor(z))
                assert y is same
                laws.assert_same(y, wanted, ulp=slack)
                laws.assert_same(before, x)


@pytest.mark.parametrize("name", OPERATORS)
def test_operators_with_a_number(name, laws, examples):
    function, _, kinds = OPERATORS[name]

    @laws.holds(examples, laws.tame(getattr(laws, kinds)), st.integers(-9, 9))
    def check(x, small):
        number = number_for(x.dtype, small)
        other = np.asarray(number, x.dtype)
        slack = SLACK.get(name, 0)
        with np.errstate(all="ignore"):
            if name != "pow":
                wanted = np.asarray(function(x, other))
                laws.assert_same(function(laws.tensor(x), number), wanted, ulp=slack)
            wanted = np.asarray(function(other, x))
            laws.assert_same(function(number, laws.tensor(x)), wanted, ulp=slack)


def test_a_number_takes_the_dtype_it_meets(laws):
    for dtype in laws.ALL:
        x = pel.ones((2,), dtype=dtype)
        if dtype in laws.NUMERIC:
            assert (x + 1).dtype == x.dtype
            assert (1 - x).dtype == x.dtype
        if dtype in laws.INEXACT:
            assert (x * 1.5).dtype == x.dtype
            assert (1.5 / x).dtype == x.dtype
            assert (x + 1j).dtype == x.dtype.complex


@pytest.mark.parametrize("name", ["lshift", "rshift"])
def test_shifts(name, laws, examples):
    function, in_place = getattr(operator, name), getattr(operator, f"i{name}")

    @laws.holds(examples, laws.tame(laws.INTEGERS), st.integers(0, 7))
    def check(x, count):
        wanted = function(x, np.asarray(count, x.dtype))
        laws.assert_same(function(laws.tensor(x), count), wanted)
        y = pel.asarray(x, copy=True)
        y = in_place(y, pel.full(x.shape, count, dtype=str(x.dtype)))
        laws.assert_same(y, wanted)
        counts = np.abs(x).astype(x.dtype) % 8
        reflected = function(np.asarray(3, x.dtype), counts)
        laws.assert_same(function(3, laws.tensor(counts)), np.asarray(reflected))


def test_one_array(laws, examples):
    @laws.holds(examples, laws.tame(laws.NUMERIC), laws.tame(laws.LOGICAL))
    def check(x, bits):
        laws.assert_same(-laws.tensor(x), -x)
        laws.assert_same(+laws.tensor(x), +x)
        laws.assert_same(abs(laws.tensor(x)), np.abs(x))
        laws.assert_same(~laws.tensor(bits), ~bits)


def test_products(laws, examples):
    @laws.holds(examples, laws.seen(laws.NUMERIC), st.integers(0, 4), st.data())
    def check(dtype, n, data):
        x = data.draw(laws.tame(dtype, (3, n), size=9))
        z = data.draw(laws.tame(dtype, (n, 2), size=9))
        scale = laws.scale_of(x) * laws.scale_of(z)
        wanted = (x @ z).astype(x.dtype)
        laws.assert_same(laws.tensor(x) @ laws.tensor(z), wanted, ulp=8, scale=scale)
        laws.assert_same(x @ laws.tensor(z), wanted, ulp=8, scale=scale)


def test_python_numbers_of_one_element(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL, (), allow_nan=False, allow_infinity=False))
    def check(x):
        ours = laws.tensor(x)
        assert bool(ours) == bool(x)
        assert complex(ours) == complex(x)
        if x.dtype.kind != "c":
            assert float(ours) == float(x)
            assert int(ours) == int(x)
        else:
            with pytest.raises(TypeError):
                float(ours)
        if x.dtype.kind in "iu":
            assert operator.index(ours) == int(x)
        else:
            with pytest.raises(TypeError):
                operator.index(ours)


def test_in_place_keeps_shape_and_dtype():
    x = pel.ones((3,))
    with pytest.raises(ValueError, match="keeps the shape"):
        x += pel.ones((2, 3))
    whole = pel.ones((3,), dtype="int64")
    with pytest.raises(TypeError, match="keeps the dtype"):
        whole /= 2
    assert whole.tolist() == [1, 1, 1]


def test_a_leaf_with_a_gradient_is_not_changed_in_place():
    x = pel.Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(StateError, match="a leaf that requires a gradient"):
        x += 1
    with pytest.raises(StateError, match=r"no_grad"):
        x[0] = 5.0
    with pel.no_grad():
        x += 1
        x[0] = 5.0
    assert x.tolist() == [5.0, 3.0]
    assert x.requires_grad
    assert x.is_leaf


def test_gradients_flow_through_what_is_changed_in_place():
    w = pel.Tensor([2.0, 3.0], requires_grad=True)
    y = w * w
    z = y * 10
    y += w
    y[0] = w[1] * 4
    (y.sum() + z.sum()).backward()
    assert w.grad.tolist() == [40.0, 4.0 + 7.0 + 60.0]


def test_a_total_that_starts_without_a_gradient():
    w, total = pel.Tensor(3.0, requires_grad=True), pel.zeros(())
    for _ in range(3):
        total += w * w
    total.backward()
    assert w.grad.item() == 18.0


def test_in_place_within_a_captured_function_is_an_update():
    count = pel.Tensor([0.0, 0.0])

    @pel.compile
    def step(x):
        same = count
        same += x
        count[0] = 7.0
        return count * 2

    assert step(np.float32(1.0)).tolist() == [14.0, 2.0]
    assert step(np.float32(1.0)).tolist() == [14.0, 4.0]
    assert count.tolist() == [7.0, 2.0]
