"""New arrays."""

import math

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import pellucid as pel

DEVICE = st.sampled_from([{}, {"device": None}, {"device": "cpu"}])


@pytest.mark.parametrize("name", ["zeros", "ones", "empty", "full"])
def test_one_number(name, laws, examples):
    @laws.holds(examples, laws.shapes, st.none() | laws.seen(laws.ALL), DEVICE, st.integers(0, 9))
    def check(shape, dtype, device, number):
        options = {**device, **({} if dtype is None else {"dtype": getattr(pel, dtype)})}
        value = number > 0 if dtype == "bool" else number
        given = (shape, value) if name == "full" else (shape,)
        found = getattr(pel, name)(*given, **options)
        wanted = value if name == "full" else 1 if name == "ones" else 0
        default = "int64" if name == "full" else "float32"
        laws.assert_same(found, np.full(shape, wanted, dtype or default))
        like = getattr(pel, f"{name}_like")(found, *given[1:], **options)
        laws.assert_same(like, np.full(shape, wanted, dtype or default))


def test_full_takes_the_dtype_of_the_number():
    assert pel.full((2,), True).dtype == pel.bool
    assert pel.full((2,), 1).dtype == pel.int64
    assert pel.full((2,), 1.0).dtype == pel.float32
    assert pel.full((2,), 1j).dtype == pel.complex64
    assert pel.full(3, math.nan).shape == (3,)
    with pytest.raises(TypeError):
        pel.full((2,), 1j, dtype="float32")


def test_arange_of_whole_numbers(laws, examples):
    numbers = st.integers(-300, 300)

    @laws.holds(
        examples,
        numbers,
        st.none() | numbers,
        numbers.filter(bool),
        laws.seen((None, "int64", "float64")),
    )
    def check(start, stop, step, dtype):
        given = (start,) if stop is None else (start, stop, step)
        wanted = np.arange(*given, dtype=dtype or "int64")
        laws.assert_same(pel.arange(*given, dtype=dtype), wanted)


def test_arange_of_floats(laws, examples):
    numbers = st.floats(-100, 100)

    @laws.holds(
        examples, numbers, numbers, numbers.filter(lambda v: abs(v) > 0.05), laws.seen(laws.FLOATS)
    )
    def check(start, stop, step, dtype):
        found = pel.arange(start, stop, step, dtype=dtype)
        size = max(0, math.ceil((stop - start) / step))
        wanted = (np.arange(size) * step + start).astype(dtype)
        laws.assert_same(found, wanted, ulp=2, scale=200.0)


def test_arange_at_the_ends_of_the_integers():
    top = 2**64 - 1
    assert pel.arange(top - 2, top, dtype="uint64").tolist() == [top - 2, top - 1]
    assert pel.arange(-(2**63), -(2**63) + 2, dtype="int64").tolist() == [-(2**63), -(2**63) + 1]
    assert pel.arange(127, -129, -127, dtype="int8").tolist() == [127, 0, -127]
    with pytest.raises(ValueError, match="step"):
        pel.arange(0, 3, 0)


def test_linspace(laws, examples):
    @laws.holds(
        examples, laws.seen((None, *laws.INEXACT)), st.integers(0, 9), st.booleans(), st.data()
    )
    def check(dtype, count, endpoint, data):
        wide = np.dtype(dtype or "float32")
        limits = {"allow_nan": False, "allow_infinity": False}
        start, stop = (data.draw(laws.elements(wide, **limits)).item() for _ in range(2))
        found = pel.linspace(start, stop, count, dtype=dtype, endpoint=endpoint)
        assert found.shape == (count,)
        assert str(found.dtype) == wide.name
        if count:
            assert found[0].item() == np.asarray(start, wide).item()
        if count > 1 and endpoint:
            assert found[-1].item() == np.asarray(stop, wide).item()
        assert bool(pel.all(pel.isfinite(found)))


def test_linspace_has_equal_distances(laws, examples):
    @laws.holds(
        examples, st.integers(-50, 50), st.integers(-50, 50), st.integers(0, 20), st.booleans()
    )
    def check(start, stop, count, endpoint):
        found = pel.linspace(start, stop, count, dtype="float64", endpoint=endpoint)
        wanted = np.linspace(start, stop, count, endpoint=endpoint)
        laws.assert_same(found, wanted, ulp=4, scale=50.0)


def test_eye(laws, examples):
    sizes = st.integers(0, 5)

    @laws.holds(examples, sizes, st.none() | sizes, st.integers(-7, 7), laws.seen(laws.ALL))
    def check(rows, columns, k, dtype):
        laws.assert_same(pel.eye(rows, columns, k=k, dtype=dtype), np.eye(rows, columns, k, dtype))


def test_triangles(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL), st.integers(-6, 6))
    def check(x, k):
        if x.ndim < 2:
            with pytest.raises(ValueError, match="two axes"):
                pel.tril(laws.tensor(x))
            return
        laws.assert_same(pel.tril(laws.tensor(x), k=k), np.tril(x, k))
        laws.assert_same(pel.triu(laws.tensor(x), k=k), np.triu(x, k))


def test_meshgrid(laws, examples):
    lists = hnp.array_shapes(min_dims=1, max_dims=1, min_side=0, max_side=4)

    @laws.holds(
        examples, laws.seen(laws.ALL), st.integers(1, 4), laws.seen(("xy", "ij")), st.data()
    )
    def check(dtype, count, indexing, data):
        parts = [data.draw(laws.arrays(dtype, lists)) for _ in range(count)]
        found = pel.meshgrid(*map(laws.tensor, parts), indexing=indexing)
        assert isinstance(found, tuple)
        for a, b in zip(found, np.meshgrid(*parts, indexing=indexing), strict=True):
            laws.assert_same(a, b)


def test_asarray_of_arrays(laws, examples):
    @laws.holds(examples, laws.tame(laws.ALL), st.none() | st.booleans(), DEVICE)
    def check(x, copy, device):
        ours = pel.asarray(x, copy=copy, **device)
        laws.assert_same(ours, x)
        laws.assert_same(pel.asarray(ours, copy=copy), x)
        if copy:
            x[...] = 1
            fresh = pel.asarray(x, copy=True)
            x[...] = 0
            laws.assert_same(fresh, np.ones_like(x))


def test_asarray_of_lists(laws, examples):
    @laws.holds(examples, laws.seen(laws.ALL), st.data())
    def check(dtype, data):
        limits = {"allow_nan": False, "allow_infinity": False}
        x = data.draw(laws.arrays(dtype, hnp.array_shapes(min_side=1, max_side=3), **limits))
        laws.assert_same(pel.asarray(x.tolist(), dtype=dtype), x)


def test_whole_numbers_beyond_int64_keep_all_digits():
    largest = 2**64 - 1
    for given in ([0, largest], [largest], [[1], [largest - 1024]], largest):
        assert pel.asarray(given).dtype == pel.uint64
        assert pel.asarray(given).tolist() == given
        assert pel.asarray(given, dtype="uint64").tolist() == given
    for given in ([-1, largest], [2**64]):
        with pytest.raises(OverflowError):
            pel.asarray(given)
    assert pel.asarray([1, 2.0**63]).dtype == pel.float32


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint64", "float64", "complex64"])
def test_an_array_is_filled_with_the_number_of_another(dtype):
    for number in (0, 1):
        x = np.array([number], dtype)
        found = pel.full((2, 3), pel.asarray(x)[0])
        assert (str(found.dtype), found.tolist()) == (dtype, np.full((2, 3), x[0]).tolist())
        wide = pel.full_like(pel.ones(2, dtype="complex128"), pel.asarray(x)[0])
        assert wide.tolist() == [complex(number)] * 2
    with pytest.raises(ValueError, match="one number fills an array"):
        pel.full((2,), pel.ones((2,)))


def test_the_number_that_fills_has_a_gradient():
    w = pel.Parameter(2.0)
    (pel.full((3,), w) * pel.asarray([1.0, 2.0, 3.0])).sum().backward()
    assert w.grad.item() == 6.0


def test_numpy_numbers_have_default_dtypes():
    for value, dtype in (
        (np.True_, "bool"), (np.int8(1), "int64"), (np.float64(1), "float32"),
        (np.complex128(1), "complex64"),
    ):  # fmt: skip
        assert str(pel.full((2,), value).dtype) == dtype


def test_python_numbers_have_default_dtypes():
    for value, dtype in ((True, "bool"), (1, "int64"), (1.0, "float32"), (1j, "complex64")):
        assert str(pel.asarray(value).dtype) == dtype
        assert str(pel.asarray([value, value]).dtype) == dtype
    assert pel.asarray([1, 2.5]).dtype == pel.float32
    assert pel.asarray([]).dtype == pel.float32


def test_asarray_refuses():
    with pytest.raises(ValueError, match="copy"):
        pel.asarray([1, 2], copy=False)
    with pytest.raises(ValueError, match="copy"):
        pel.asarray(pel.ones(2), dtype="float64", copy=False)
    with pytest.raises(ValueError, match="device"):
        pel.asarray([1], device="tpu")
    with pytest.raises(OverflowError):
        pel.asarray([300], dtype="int8")
    with pytest.raises(TypeError):
        pel.asarray([[1, 2], [3]])
    with pytest.raises(TypeError):
        pel.asarray(["a"])
