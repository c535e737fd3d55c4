"""Shapes: joined, cut, turned, repeated."""

import numpy as np
import pytest
from hypothesis import assume, strategies as st
from hypothesis.extra import numpy as hnp

import pellucid as pel


def test_broadcasting(laws, examples):
    @laws.holds(examples, laws.together(laws.ALL, 3))
    def check(parts):
        shape = np.broadcast_shapes(*(x.shape for x in parts))
        assert pel.broadcast_shapes(*(x.shape for x in parts)) == shape
        found = pel.broadcast_arrays(*map(laws.tensor, parts))
        assert isinstance(found, tuple)
        for a, b in zip(found, np.broadcast_arrays(*parts), strict=True):
            laws.assert_same(a, b)
        laws.assert_same(
            pel.broadcast_to(laws.tensor(parts[0]), shape), np.broadcast_to(parts[0], shape)
        )


def test_what_does_not_broadcast():
    assert pel.broadcast_shapes() == ()
    with pytest.raises(ValueError, match="broadcast"):
        pel.broadcast_shapes((2,), (3,))
    with pytest.raises(ValueError, match="broadcast"):
        pel.broadcast_to(pel.ones((2, 3)), (3,))
    with pytest.raises(ValueError, match="broadcast"):
        pel.broadcast_arrays(pel.ones(2), pel.ones(3))


def test_concat(laws, examples):
    @laws.holds(
        examples, laws.seen(laws.ALL), st.integers(1, 4), laws.shapes, st.booleans(), st.data()
    )
    def check(dtype, count, shape, flat, data):
        assume(shape)
        axis = data.draw(laws.axes_of(shape))
        parts = []
        for _ in range(count):
            own = list(shape)
            own[axis] = data.draw(st.integers(0, 4))
            parts.append(data.draw(laws.arrays(dtype, tuple(own))))
        axis = None if flat else axis
        wanted = np.concatenate(parts, axis=axis)
        laws.assert_same(pel.concat([laws.tensor(x) for x in parts], axis=axis), wanted)
        laws.assert_same(pel.concat(tuple(laws.tensor(x) for x in parts), axis=axis), wanted)


def test_concat_and_stack_promote():
    parts = [pel.ones(2, dtype="int8"), pel.ones(2, dtype="uint8")]
    assert pel.concat(parts).dtype == pel.int16
    assert pel.stack(parts).dtype == pel.int16


def test_stack_and_unstack(laws, examples):
    @laws.holds(examples, laws.seen(laws.ALL), st.integers(1, 4), laws.shapes, st.data())
    def check(dtype, count, shape, data):
        parts = [data.draw(laws.arrays(dtype, shape)) for _ in range(count)]
        axis = data.draw(st.integers(-len(shape) - 1, len(shape)))
        found = pel.stack([laws.tensor(x) for x in parts], axis=axis)
        laws.assert_same(found, np.stack(parts, axis=axis))
        back = pel.unstack(found, axis=axis)
        assert isinstance(back, tuple)
        for a, b in zip(back, parts, strict=True):
            laws.assert_same(a, b)


def test_new_and_lost_axes(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL), st.data())
    def check(x, data):
        axis = data.draw(st.integers(-x.ndim - 1, x.ndim))
        wide = pel.expand_dims(laws.tensor(x), axis)
        laws.assert_same(wide, np.expand_dims(x, axis))
        laws.assert_same(pel.expand_dims(laws.tensor(x), axis=axis), np.expand_dims(x, axis))
        laws.assert_same(pel.squeeze(wide, axis), x)
        both = data.draw(
            st.lists(
                st.integers(-x.ndim - 2, x.ndim + 1),
                min_size=2,
                max_size=2,
                unique_by=lambda a: a % (x.ndim + 2),
            )
        )
        wider = pel.expand_dims(laws.tensor(x), tuple(both))
        laws.assert_same(wider, np.expand_dims(x, tuple(both)))
        laws.assert_same(pel.squeeze(wider, tuple(both)), x)


def test_axes_that_cannot_be():
    x = pel.ones((2, 3))
    for axis in (3, -4, (0, 0), (0, 5)):
        with pytest.raises(IndexError):
            pel.expand_dims(x, axis)
    with pytest.raises(ValueError, match="size 2"):
        pel.squeeze(x, 0)
    with pytest.raises(IndexError):
        pel.squeeze(x, 2)
    with pytest.raises(IndexError):
        pel.flip(x, axis=2)
    with pytest.raises(IndexError):
        pel.permute_dims(x, (0, 0))
    with pytest.raises(ValueError, match="one place"):
        pel.moveaxis(x, (0, 0), (0, 1))


def test_turning(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL), st.data())
    def check(x, data):
        ours = laws.tensor(x)
        axes = data.draw(laws.several_axes(x.shape))
        laws.assert_same(pel.flip(ours, axis=axes), np.flip(x, axes))
        order = data.draw(st.permutations(range(x.ndim)))
        signed = tuple(a - x.ndim if data.draw(st.booleans()) else a for a in order)
        laws.assert_same(pel.permute_dims(ours, signed), np.transpose(x, order))
        if x.ndim:
            source, target = data.draw(laws.axes_of(x.shape)), data.draw(laws.axes_of(x.shape))
            laws.assert_same(pel.moveaxis(ours, source, target), np.moveaxis(x, source, target))
            many = data.draw(st.permutations(range(x.ndim)))
            places = data.draw(st.permutations(range(x.ndim)))
            laws.assert_same(
                pel.moveaxis(ours, tuple(many), tuple(places)), np.moveaxis(x, many, places)
            )
        if x.ndim >= 2:
            laws.assert_same(pel.matrix_transpose(ours), np.matrix_transpose(x))
            laws.assert_same(ours.mT, x.mT)
        if x.ndim == 2:
            laws.assert_same(ours.T, x.T)


def test_reshape(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL), st.data())
    def check(x, data):
        shape = data.draw(st.permutations(x.shape))
        laws.assert_same(pel.reshape(laws.tensor(x), tuple(shape)), x.reshape(shape))
        laws.assert_same(pel.reshape(laws.tensor(x), (-1,), copy=True), x.reshape(-1))
        with pytest.raises(ValueError, match="do not fill"):
            pel.reshape(laws.tensor(x), (x.size + 1,))


def test_roll(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL), st.integers(-9, 9), st.data())
    def check(x, shift, data):
        axes = data.draw(laws.several_axes(x.shape))
        laws.assert_same(pel.roll(laws.tensor(x), shift, axis=axes), np.roll(x, shift, axes))
        if isinstance(axes, tuple):
            shifts = tuple(data.draw(st.integers(-9, 9)) for _ in axes)
            laws.assert_same(pel.roll(laws.tensor(x), shifts, axis=axes), np.roll(x, shifts, axes))


def test_repeat(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL), st.integers(0, 3), st.data())
    def check(x, count, data):
        axis = data.draw(st.none() | laws.axes_of(x.shape)) if x.ndim else None
        laws.assert_same(pel.repeat(laws.tensor(x), count, axis=axis), np.repeat(x, count, axis))
        size = x.size if axis is None else x.shape[axis]
        counts = data.draw(hnp.arrays(np.int64, (size,), elements=st.integers(0, 3)))
        wanted = np.repeat(x, counts, axis)
        laws.assert_same(pel.repeat(laws.tensor(x), laws.tensor(counts), axis=axis), wanted)


def test_tile(laws, examples):
    counts = st.lists(st.integers(0, 3), max_size=5).map(tuple)

    @laws.holds(
        examples,
        laws.arrays(laws.ALL, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)),
        counts,
    )
    def check(x, repetitions):
        laws.assert_same(pel.tile(laws.tensor(x), repetitions), np.tile(x, repetitions))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "uint32", "int64", "uint64"])
def test_counts_of_repetitions_are_of_any_whole_dtype(dtype):
    x = pel.asarray([1.0, 2.0, 3.0])
    counts = pel.asarray([2, 0, 1], dtype=dtype)
    assert pel.repeat(x, counts).tolist() == [1.0, 1.0, 3.0]
    assert pel.repeat(x[:0], counts[:0]).tolist() == []
    assert pel.repeat(x, counts[:1]).tolist() == [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]
