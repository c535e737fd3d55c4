"""`x[...]`, `x[...] = v`, masks, and reading along an axis."""

import numpy as np
import pytest
from hypothesis import assume, strategies as st
from hypothesis.extra import numpy as hnp

import pellucid as pel
from pellucid.core.errors import TraceError


def keys(shape):
    """Numbers, slices, new axes and an ellipsis."""
    return hnp.basic_indices(shape, allow_newaxis=True, allow_ellipsis=True, max_dims=8)


def test_reading(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL), st.data())
    def check(x, data):
        key = data.draw(keys(x.shape))
        wanted = np.asarray(x[key])
        laws.assert_same(laws.tensor(x)[key], wanted)
        pending = pel.reshape(pel.asarray(x), x.shape)
        laws.assert_same(pel.positive(pending)[key] if x.dtype != bool else pending[key], wanted)
        laws.assert_same(pel.compile(lambda v: v[key])(x), wanted)


def test_reading_what_is_not_computed_yet(laws, examples):
    @laws.holds(examples, laws.tame(laws.FLOATS), st.data())
    def check(x, data):
        key = data.draw(keys(x.shape))
        y = laws.tensor(x) + 1
        laws.assert_same(y[key], np.asarray((x + 1)[key]))
        laws.assert_same(y, x + 1)


def test_reading_at_arrays_of_places(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL, laws.shapes), st.data())
    def check(x, data):
        assume(x.ndim and x.size)
        shape = data.draw(hnp.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=3))
        places = tuple(
            data.draw(hnp.arrays(np.int64, shape, elements=st.integers(-n, n - 1))) for n in x.shape
        )
        laws.assert_same(laws.tensor(x)[places], np.asarray(x[places]))
        ours = tuple(laws.tensor(p) for p in places)
        laws.assert_same(laws.tensor(x)[ours], np.asarray(x[places]))
        first = places[0]
        laws.assert_same(laws.tensor(x)[first], np.asarray(x[first]))


def test_masks(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL), st.data())
    def check(x, data):
        count = data.draw(st.integers(0, x.ndim))
        mask = data.draw(hnp.arrays(bool, x.shape[:count]))
        laws.assert_same(laws.tensor(x)[laws.tensor(mask)], x[mask])
        laws.assert_same(laws.tensor(x)[mask], x[mask])


def test_a_mask_of_another_shape():
    x = pel.ones((3, 2))
    for shape in ((2,), (3, 3), (3, 2, 1)):
        with pytest.raises(IndexError):
            x[pel.ones(shape, dtype="bool")]


def test_writing(laws, examples):
    @laws.holds(examples, laws.seen(laws.ALL), st.data())
    def check(dtype, data):
        x = data.draw(laws.arrays(dtype))
        key = data.draw(keys(x.shape))
        value = data.draw(laws.arrays(dtype, ()))
        wanted = x.copy()
        wanted[key] = value
        for v in (laws.tensor(value), value.item()):
            y = pel.asarray(x, copy=True)
            other = pel.asarray(y, copy=True)
            y[key] = v
            laws.assert_same(y, wanted)
            laws.assert_same(other, x)
        whole = data.draw(laws.arrays(dtype, np.shape(x[key])))
        wanted[key] = whole
        y[key] = laws.tensor(whole)
        laws.assert_same(y, wanted)


def test_writing_where_a_mask_holds(laws, examples):
    @laws.holds(examples, laws.seen(laws.ALL), st.data())
    def check(dtype, data):
        x = data.draw(laws.arrays(dtype))
        mask = data.draw(hnp.arrays(bool, x.shape))
        value = data.draw(laws.arrays(dtype, ()))
        wanted = x.copy()
        wanted[mask] = value
        y = pel.asarray(x, copy=True)
        y[laws.tensor(mask)] = laws.tensor(value)
        laws.assert_same(y, wanted)

        @pel.compile
        def written(x, mask, value):
            y = pel.asarray(x, copy=True)
            y[mask] = value
            return y

        laws.assert_same(written(x, mask, value), wanted)


def test_writing_in_a_captured_function(laws, examples):
    @laws.holds(examples, laws.seen(("int8", "float32", "float64")), st.data())
    def check(dtype, data):
        x = data.draw(laws.tame(dtype))
        key = data.draw(keys(x.shape))
        value = data.draw(laws.tame(dtype, ()))

        @pel.compile
        def written(x, value):
            y = pel.asarray(x, copy=True)
            y[key] = value
            return y

        wanted = x.copy()
        wanted[key] = value
        laws.assert_same(written(x, value), wanted)


def test_writing_at_arrays_beside_numbers_means_what_reading_does():
    x = np.arange(24.0, dtype=np.float32).reshape(2, 3, 4)
    y, places = pel.asarray(x, copy=True), pel.asarray([0, 2])
    assert y[0, :, places].shape == (3, 2)
    y[0, :, places] = pel.zeros((3, 2))
    x[0][:, [0, 2]] = 0
    assert np.array_equal(y.numpy(), x)


def test_what_cannot_be_assigned():
    x = pel.ones((2, 3))
    with pytest.raises(ValueError, match="do not broadcast"):
        x[0] = pel.ones((2,))
    with pytest.raises(IndexError):
        x[5] = 1.0
    with pytest.raises(TypeError):
        x[0] = 1j
    with pytest.raises(TypeError):
        x[0] = pel.ones((3,), dtype="complex64")
    assert x.tolist() == [[1.0] * 3] * 2


def test_take(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL), st.data())
    def check(x, data):
        assume(x.ndim)
        axis = data.draw(laws.axes_of(x.shape))
        n = x.shape[axis]
        assume(n)
        places = data.draw(hnp.arrays(np.int64, st.integers(0, 6), elements=st.integers(-n, n - 1)))
        wanted = np.take(x, places, axis=axis)
        laws.assert_same(pel.take(laws.tensor(x), laws.tensor(places), axis=axis), wanted)


def test_take_along_axis(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL), st.data())
    def check(x, data):
        assume(x.ndim)
        axis = data.draw(laws.axes_of(x.shape))
        n = x.shape[axis]
        assume(n)
        shape = list(x.shape)
        shape[axis] = data.draw(st.integers(0, 4))
        places = data.draw(hnp.arrays(np.int64, tuple(shape), elements=st.integers(-n, n - 1)))
        wanted = np.take_along_axis(x, places, axis=axis)
        found = pel.take_along_axis(laws.tensor(x), laws.tensor(places), axis=axis)
        laws.assert_same(found, wanted)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x[x > 0],
        pel.nonzero,
        pel.unique_all,
        pel.unique_counts,
        pel.unique_inverse,
        pel.unique_values,
        lambda x: pel.repeat(x, pel.astype(x, "int64")),
        lambda x: x.__setitem__(x > 0, pel.ones((2,))),
    ],
)
def test_sizes_that_depend_on_data_are_refused_in_a_captured_function(call):
    x = np.array([1.0, 0.0, 2.0], np.float32)
    call(pel.asarray(x, copy=True))
    with pytest.raises(TraceError):
        pel.compile(lambda v: call(v + 0.0))(x)
