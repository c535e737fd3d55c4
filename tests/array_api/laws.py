"""What the properties are made of: arrays of every dtype and shape, and what counts as equal."""

import math

import array_api_strict as strict
import numpy as np
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.extra import numpy as hnp

import pellucid as pel

INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
FLOATS = ("float32", "float64")
COMPLEX = ("complex64", "complex128")
REAL = (*INTEGERS, *FLOATS)
NUMERIC = (*REAL, *COMPLEX)
INEXACT = (*FLOATS, *COMPLEX)
LOGICAL = ("bool", *INTEGERS)
ALL = ("bool", *NUMERIC)
shapes = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)
seen = st.sampled_from  # a choice from a list


def holds(examples, *strategies):
    """Run a property on examples; a few are always the same ones."""

    def run(check):
        few = examples < 100
        chosen = settings(
            max_examples=examples,
            deadline=None,
            derandomize=few,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        chosen(given(*strategies)(check))()

    return run


def elements(dtype, **limits):
    """Numbers of a dtype; floats with all that is special."""
    return hnp.from_dtype(np.dtype(dtype), **limits)


def arrays(dtypes, shape=shapes, **limits):
    """Arrays of one of the dtypes."""
    names = (dtypes,) if isinstance(dtypes, str) else dtypes
    return seen(names).flatmap(
        lambda name: hnp.arrays(name, shape, elements=elements(name, **limits))
    )


def tame(dtypes, shape=shapes, size=100):
    """Arrays of numbers of moderate size, whose sums and products are numbers too."""
    names = (dtypes,) if isinstance(dtypes, str) else dtypes

    def of(name):
        kind = np.dtype(name).kind
        if kind == "b":
            return hnp.arrays(name, shape)
        if kind in "iu":
            low = 0 if kind == "u" else -size
            return hnp.arrays(name, shape, elements=st.integers(low, size))
        parts = st.integers(-8 * size, 8 * size).map(lambda n: n / 8)
        if kind == "f":
            return hnp.arrays(name, shape, elements=parts)
        return hnp.arrays(name, shape, elements=st.builds(complex, parts, parts))

    return seen(names).flatmap(of)


def together(dtypes, count=2, **limits):
    """Arrays of one dtype whose shapes broadcast."""
    names = (dtypes,) if isinstance(dtypes, str) else dtypes
    wanted = hnp.mutually_broadcastable_shapes(num_shapes=count, max_dims=4, min_side=0, max_side=4)
    return st.tuples(seen(names), wanted).flatmap(
        lambda pair: st.tuples(*(arrays(pair[0], s, **limits) for s in pair[1].input_shapes))
    )


def tensor(x):
    """Ours of a NumPy array."""
    return pel.asarray(x)


def theirs(x):
    """array-api-strict's of a NumPy array."""
    return strict.asarray(x)


def as_numpy(x):
    """An array of any library in NumPy."""
    return x if isinstance(x, np.ndarray) else np.asarray(x)


def assert_same(found, wanted, ulp=0, scale=None):
    """Shape, dtype and values agree: exactly, or within so many last places of each value or of
    `scale`.
    """
    found, wanted = as_numpy(found), as_numpy(wanted)
    assert found.shape == wanted.shape, f"shape {found.shape}, not {wanted.shape}"
    assert found.dtype == wanted.dtype, f"dtype {found.dtype}, not {wanted.dtype}"
    if wanted.dtype.kind not in "fc" or not ulp:
        np.testing.assert_array_equal(found, wanted)
        return
    limits = np.finfo(wanted.dtype)
    with np.errstate(all="ignore"):
        size = np.abs(wanted) if scale is None else np.maximum(np.abs(wanted), scale)
        near = np.abs(found - wanted) <= ulp * (limits.eps * size + limits.smallest_subnormal)
    same = (found == wanted) | (np.isnan(found) & np.isnan(wanted)) | near
    bad = np.argwhere(~same)[:3]
    assert same.all(), [(tuple(i), found[tuple(i)], wanted[tuple(i)]) for i in bad]


def assert_signs(found, wanted):
    """Zeros have the same sign."""
    found, wanted = as_numpy(found), as_numpy(wanted)
    zero = (wanted == 0) & (found == 0)
    np.testing.assert_array_equal(np.signbit(found[zero]), np.signbit(wanted[zero]))


def axes_of(shape):
    """One axis of a shape, counted from either end."""
    return st.integers(-len(shape), len(shape) - 1)


def several_axes(shape):
    """None, one axis, or several."""
    if not shape:
        return st.none()
    many = st.lists(axes_of(shape), max_size=len(shape), unique_by=lambda a: a % len(shape))
    return st.none() | axes_of(shape) | many.map(tuple)


def scale_of(x, axis=None):
    """What sums of `x` are compared on: the sum of sizes, at most the largest number."""
    with np.errstate(all="ignore"):
        total = np.sum(np.abs(x.astype(np.float64 if x.dtype.kind != "c" else np.complex128)))
    return float(total) if math.isfinite(total) else 0.0
