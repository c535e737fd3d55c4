"""Sums, extremes, running values, and what is counted."""

import math
import warnings

import array_api_strict as strict
import numpy as np
import pytest
from hypothesis import assume, strategies as st

import pellucid as pel


@pytest.mark.parametrize("name", ["sum", "prod"])
def test_totals(name, laws, examples):
    @laws.holds(examples, laws.tame(laws.NUMERIC, size=3), st.data(), st.booleans())
    def check(x, data, keepdims):
        axis = data.draw(laws.several_axes(x.shape))
        kinds = {
            "i": laws.INTEGERS[:4],
            "u": laws.INTEGERS[4:],
            "f": laws.FLOATS,
            "c": laws.COMPLEX,
        }
        dtype = data.draw(st.none() | laws.seen(kinds[x.dtype.kind]))
        natural = {"i": "int64", "u": "uint64"}.get(x.dtype.kind, x.dtype.name)
        with np.errstate(over="ignore", invalid="ignore"):
            wanted = getattr(np, name)(x, axis=axis, dtype=dtype or natural, keepdims=keepdims)
        assume(np.isfinite(wanted).all())  # beyond, the order of the factors decides
        options = {} if dtype is None else {"dtype": getattr(pel, dtype)}
        found = getattr(pel, name)(laws.tensor(x), axis=axis, keepdims=keepdims, **options)
        scale = laws.scale_of(x) if name == "sum" else None
        laws.assert_same(found, np.asarray(wanted), ulp=400, scale=scale)


@pytest.mark.parametrize("name", ["max", "min"])
def test_extremes(name, laws, examples):
    @laws.holds(examples, laws.arrays(laws.REAL), st.data(), st.booleans())
    def check(x, data, keepdims):
        assume(x.size)
        axis = data.draw(laws.several_axes(x.shape))
        wanted = np.asarray(getattr(strict, name)(laws.theirs(x), axis=axis, keepdims=keepdims))
        found = getattr(pel, name)(laws.tensor(x), axis=axis, keepdims=keepdims)
        laws.assert_same(found, wanted)


@pytest.mark.parametrize("name", ["mean", "std", "var"])
def test_moments(name, laws, examples):
    @laws.holds(examples, laws.tame(laws.FLOATS), st.data(), st.booleans(), st.integers(0, 2))
    def check(x, data, keepdims, correction):
        axis = data.draw(laws.several_axes(x.shape))
        options = {} if name == "mean" else {"correction": float(correction)}
        wide = x.astype(np.float64)
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # of what is left of nothing
            wanted = np.asarray(getattr(np, name)(wide, axis=axis, keepdims=keepdims, **options))
        axes = range(x.ndim) if axis is None else np.atleast_1d(axis)
        count = math.prod(x.shape[a] for a in axes)
        if name != "mean" and count - correction <= 0:
            wanted = np.full(wanted.shape, np.nan)
        found = getattr(pel, name)(laws.tensor(x), axis=axis, keepdims=keepdims, **options)
        size = float(np.abs(wide).max(initial=0.0))
        scale = size * size if name == "var" else size
        laws.assert_same(found, wanted.astype(x.dtype), ulp=1000, scale=scale)


def test_the_mean_of_complex_numbers(laws, examples):
    @laws.holds(examples, laws.tame(laws.COMPLEX))
    def check(x):
        assume(x.size)
        laws.assert_same(
            pel.mean(laws.tensor(x)), np.asarray(x.mean()), ulp=64, scale=laws.scale_of(x)
        )


@pytest.mark.parametrize("name", ["all", "any", "count_nonzero"])
def test_truth(name, laws, examples):
    @laws.holds(examples, laws.arrays(laws.ALL), st.data(), st.booleans())
    def check(x, data, keepdims):
        axis = data.draw(laws.several_axes(x.shape))
        wanted = np.asarray(getattr(np, name)(x, axis=axis, keepdims=keepdims))
        found = getattr(pel, name)(laws.tensor(x), axis=axis, keepdims=keepdims)
        laws.assert_same(found, wanted)


@pytest.mark.parametrize("name", ["argmax", "argmin"])
def test_places(name, laws, examples):
    @laws.holds(examples, laws.arrays(laws.REAL), st.data(), st.booleans())
    def check(x, data, keepdims):
        assume(x.size)
        axis = data.draw(st.none() | laws.axes_of(x.shape)) if x.ndim else None
        wanted = np.asarray(getattr(np, name)(x, axis=axis, keepdims=keepdims))
        laws.assert_same(getattr(pel, name)(laws.tensor(x), axis=axis, keepdims=keepdims), wanted)


@pytest.mark.parametrize("name", ["cumulative_sum", "cumulative_prod"])
def test_running_values(name, laws, examples):
    @laws.holds(examples, laws.tame(laws.NUMERIC, size=2), st.data(), st.booleans())
    def check(x, data, initial):
        assume(x.ndim)
        axis = data.draw(laws.axes_of(x.shape))
        natural = {"i": "int64", "u": "uint64"}.get(x.dtype.kind, x.dtype.name)
        wanted = getattr(np, name)(x, axis=axis, dtype=natural, include_initial=initial)
        ours = getattr(pel, name)
        laws.assert_same(ours(laws.tensor(x), axis=axis, include_initial=initial), wanted)
        if x.ndim == 1:
            laws.assert_same(ours(laws.tensor(x)), getattr(np, name)(x, dtype=natural))


@pytest.mark.parametrize("name", ["cumulative_sum", "cumulative_prod"])
def test_running_values_need_an_axis(name):
    for x in (pel.ones((2, 2)), pel.ones(())):
        with pytest.raises(ValueError, match="which axis"):
            getattr(pel, name)(x)
    assert getattr(pel, name)(pel.ones(3, dtype="int8")).dtype == pel.int64


def test_medians_by_numpys_names_are_numpys(laws, examples):
    some = laws.tame(laws.FLOATS, laws.hnp.array_shapes(min_dims=1, max_dims=3, max_side=5))

    @laws.holds(examples, some, laws.st.booleans(), laws.st.booleans())
    def check(x, keepdims, whole):
        axis = None if whole else -1
        wanted = np.asarray(np.median(x, axis=axis, keepdims=keepdims))
        laws.assert_same(pel.median(laws.tensor(x), axis=axis, keepdims=keepdims), wanted, ulp=2)


def test_differences(laws, examples):
    @laws.holds(examples, laws.tame(laws.NUMERIC), st.integers(0, 3), st.data())
    def check(x, n, data):
        assume(x.ndim)
        axis = data.draw(laws.axes_of(x.shape))
        laws.assert_same(pel.diff(laws.tensor(x), axis=axis, n=n), np.diff(x, axis=axis, n=n))
        laws.assert_same(pel.diff(laws.tensor(x), n, axis), np.diff(x, n, axis))  # as in NumPy
        ends = [data.draw(st.none() | st.just(x)) for _ in range(2)]
        given = dict(zip(("prepend", "append"), ends, strict=True))
        theirs = {k: v for k, v in given.items() if v is not None}
        ours = {k: None if v is None else laws.tensor(v) for k, v in given.items()}
        wanted = np.diff(x, axis=axis, n=n, **theirs)
        laws.assert_same(pel.diff(laws.tensor(x), axis=axis, n=n, **ours), wanted)


def test_nothing_has_no_extreme():
    for name in ("max", "min", "argmax", "argmin"):
        with pytest.raises(ValueError, match="nothing"):
            getattr(pel, name)(pel.ones((0,)))
    for name in ("max", "argmin", "var"):
        with pytest.raises(TypeError):
            getattr(pel, name)(pel.ones((2,), dtype="complex64"))
    assert pel.sum(pel.ones((0,))).item() == 0
    assert pel.prod(pel.ones((0,))).item() == 1
    assert math.isnan(pel.mean(pel.ones((0,))).item())
