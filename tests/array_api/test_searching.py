"""Sorting, searching, and the values there are."""

import numpy as np
import pytest
from hypothesis import assume, strategies as st

import pellucid as pel


def in_order(x, axis, descending):
    """Stable orders, as NumPy finds them."""
    if not descending:
        return np.argsort(x, axis=axis, kind="stable")
    turned = np.argsort(np.flip(x, axis), axis=axis, kind="stable")
    return x.shape[axis] - 1 - np.flip(turned, axis)


def test_sorting(laws, examples):
    @laws.holds(examples, laws.arrays(laws.REAL), st.data(), st.booleans(), st.booleans())
    def check(x, data, descending, stable):
        assume(x.ndim)
        axis = data.draw(laws.axes_of(x.shape))
        options = {"axis": axis, "descending": descending, "stable": stable}
        order = in_order(x, axis, descending).astype(np.int64)
        laws.assert_same(pel.argsort(laws.tensor(x), **options), order)
        laws.assert_same(pel.sort(laws.tensor(x), **options), np.take_along_axis(x, order, axis))
        compiled = pel.compile(lambda v: pel.sort(v, **options))
        laws.assert_same(compiled(x), np.take_along_axis(x, order, axis))


def test_the_largest_and_the_smallest(laws, examples):
    @laws.holds(examples, laws.arrays(laws.REAL), st.data(), laws.seen(("largest", "smallest")))
    def check(x, data, mode):
        assume(x.ndim)
        axis = data.draw(laws.axes_of(x.shape))
        k = data.draw(st.integers(0, x.shape[axis]))
        places = in_order(x, axis, mode == "largest").astype(np.int64)
        places = np.take(places, np.arange(k), axis)
        values, indices = pel.top_k(laws.tensor(x), k, axis=axis, mode=mode)
        laws.assert_same(indices, places)
        laws.assert_same(values, np.take_along_axis(x, places, axis))


def test_more_than_there_are_is_refused():
    with pytest.raises(ValueError, match="no 4 of 3 elements"):
        pel.top_k(pel.asarray([1.0, 3.0, 2.0]), 4)
    with pytest.raises(ValueError, match="no mode 'best'"):
        pel.top_k(pel.asarray([1.0, 3.0, 2.0]), 1, mode="best")


def test_searching_in_order(laws, examples):
    @laws.holds(examples, laws.seen(laws.REAL), laws.seen(("left", "right")), st.data())
    def check(dtype, side, data):
        x = data.draw(laws.arrays(dtype, st.integers(0, 8), allow_nan=False))
        values = data.draw(laws.arrays(dtype, allow_nan=False))
        ordered = np.sort(x)
        wanted = np.asarray(np.searchsorted(ordered, values, side), np.int64)
        ours = laws.tensor(values)
        laws.assert_same(pel.searchsorted(laws.tensor(ordered), ours, side=side), wanted)
        sorter = laws.tensor(np.argsort(x, kind="stable"))
        laws.assert_same(pel.searchsorted(laws.tensor(x), ours, side=side, sorter=sorter), wanted)
        if values.size:
            number = np.searchsorted(ordered, values.flat[0], side)
            found = pel.searchsorted(laws.tensor(ordered), values.flat[0].item(), side=side)
            assert found.item() == number
            assert found.shape == ()


def test_nonzero(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL))
    def check(x):
        if not x.ndim:
            with pytest.raises(ValueError, match="no axes"):
                pel.nonzero(laws.tensor(x))
            return
        found = pel.nonzero(laws.tensor(x))
        for a, b in zip(found, np.nonzero(x), strict=True):
            laws.assert_same(a, b)


def test_membership(laws, examples):
    @laws.holds(examples, laws.seen(laws.ALL), st.booleans(), st.data())
    def check(dtype, invert, data):
        x, known = data.draw(laws.arrays(dtype)), data.draw(laws.arrays(dtype))
        wanted = np.isin(x, known, invert=invert)
        found = pel.isin(laws.tensor(x), laws.tensor(known), invert=invert)
        laws.assert_same(found, np.asarray(wanted))
        if known.size:
            number = known.flat[0].item()
            wanted = np.asarray(x == known.flat[0])
            laws.assert_same(pel.isin(laws.tensor(x), number), wanted)


def test_distinct_values(laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL))
    def check(x):
        found = pel.unique_all(laws.tensor(x))
        assert found._fields == ("values", "indices", "inverse_indices", "counts")
        flat = x.reshape(-1)
        values, indices = np.asarray(found.values), np.asarray(found.indices)
        inverse, counts = np.asarray(found.inverse_indices), np.asarray(found.counts)
        assert values.dtype == x.dtype
        assert inverse.shape == x.shape
        np.testing.assert_array_equal(flat[indices], values)
        np.testing.assert_array_equal(values[inverse], x)
        assert counts.sum() == x.size
        kept = values[~np.isnan(values)] if x.dtype.kind in "fc" else values
        assert len(set(kept.tolist())) == len(kept)
        for i, value in zip(indices, values, strict=True):
            assert not (flat[:i] == value).any()
        two, pair = pel.unique_counts(laws.tensor(x)), pel.unique_inverse(laws.tensor(x))
        laws.assert_same(two.values, values)
        laws.assert_same(two.counts, counts)
        laws.assert_same(pair.values, values)
        laws.assert_same(pair.inverse_indices, inverse)
        laws.assert_same(pel.unique_values(laws.tensor(x)), values)


def test_gradients_follow_the_order():
    x = pel.Tensor([3.0, 1.0, 2.0], requires_grad=True)
    (pel.sort(x, descending=True) * pel.asarray([1.0, 10.0, 100.0])).sum().backward()
    assert x.grad.tolist() == [1.0, 100.0, 10.0]
    y = pel.Tensor([3.0, 1.0, 3.0], requires_grad=True)
    (pel.unique_values(y) * pel.asarray([1.0, 10.0])).sum().backward()
    assert y.grad.tolist() == [10.0, 1.0, 0.0]


def test_what_cannot_be_ordered():
    z = pel.ones((3,), dtype="complex64")
    for call in (pel.sort, pel.argsort, lambda x: pel.searchsorted(x, x)):
        with pytest.raises(TypeError):
            call(z)
    with pytest.raises(ValueError, match="side"):
        pel.searchsorted(pel.ones(2), pel.ones(2), side="middle")
    with pytest.raises(ValueError, match="one list"):
        pel.searchsorted(pel.ones((2, 2)), pel.ones(2))
    with pytest.raises(IndexError):
        pel.sort(pel.ones(()))
