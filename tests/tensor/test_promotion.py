"""Which dtype two dtypes make, and which a Python number takes: the tables of the array API
standard, and the mixed kinds beyond it.
"""

import numpy as np
import pytest

import pellucid as pel
from pellucid.core.dtypes import DTYPES
from pellucid.core.errors import DTypeError

SIGNED = ("int8", "int16", "int32", "int64")
UNSIGNED = ("uint8", "uint16", "uint32", "uint64")
FLOATS = ("bfloat16", "float32", "float64")

TABLE = {
    **{(a, b): SIGNED[max(i, j)] for i, a in enumerate(SIGNED) for j, b in enumerate(SIGNED)},
    **{(a, b): UNSIGNED[max(i, j)] for i, a in enumerate(UNSIGNED) for j, b in enumerate(UNSIGNED)},
    **{(a, b): FLOATS[max(i, j)] for i, a in enumerate(FLOATS) for j, b in enumerate(FLOATS)},
    **{
        (a, b): SIGNED[max(i, j + 1)]
        for i, a in enumerate(SIGNED)
        for j, b in enumerate(UNSIGNED)
        if j < 3
    },
    **{(a, b): b for a in ("bool", *SIGNED, *UNSIGNED) for b in FLOATS},
    **{("bool", b): b for b in (*SIGNED, *UNSIGNED)},
}


@pytest.mark.parametrize(("a", "b"), sorted(TABLE))
def test_two_dtypes(a, b):
    x, z = pel.ones((2,), dtype=a), pel.ones((2,), dtype=b)
    wanted = DTYPES[TABLE[a, b]]
    assert (x + z).dtype is wanted
    assert (z + x).dtype is wanted
    assert pel.concat([x, z]).dtype is wanted
    assert pel.where(x > 0, x, z).dtype is wanted
    assert (x < z).dtype is DTYPES["bool"]


@pytest.mark.parametrize("a", SIGNED)
def test_no_integer_holds_uint64_and_a_signed_one(a):
    with pytest.raises(DTypeError, match="holds both"):
        pel.ones((2,), dtype=a) + pel.ones((2,), dtype="uint64")


@pytest.mark.parametrize("dtype", [*SIGNED, *UNSIGNED, *FLOATS])
def test_python_numbers_take_the_dtype_they_meet(dtype):
    x = pel.ones((2,), dtype=dtype)
    for found in (x + 1, 1 + x, x * True, x - 1, pel.maximum(x, 1), pel.where(x > 0, x, 0)):
        assert found.dtype is DTYPES[dtype]
    assert (x * 0.5).dtype is (DTYPES[dtype] if dtype in FLOATS else pel.float32)
    assert (x / 2).dtype is (DTYPES[dtype] if dtype in FLOATS else pel.float32)


def test_truth_values_bend_to_the_kind_of_the_number():
    x = pel.asarray([True, False])
    assert ((x * 2).dtype, (x * 2.0).dtype) == (pel.int64, pel.float32)


@pytest.mark.parametrize("number", [np.float64(2), np.float32(2), np.int64(2)])
def test_a_number_of_numpy_counts_as_a_python_number(number):
    x = pel.ones((2,), dtype="float32")
    assert (x * number).dtype is pel.float32
    assert (number * x).dtype is pel.float32
    assert pel.asarray(number).dtype.numpy == number.dtype


def test_sizes_may_be_numbers_of_numpy():
    two = np.int64(2)
    assert pel.zeros((two, 3)).reshape(3, two).shape == (3, 2)
    assert pel.arange(two).dtype is pel.int64
    assert pel.ones((4,))[:two].shape == (2,)


def test_functions_of_arrays_take_numbers():
    assert pel.abs(-2.5).item() == 2.5
    assert pel.exp(0).item() == 1.0
    assert pel.sum([1.0, 2.0]).item() == 3.0


@pytest.mark.parametrize("dtype", [*SIGNED, *UNSIGNED])
def test_sums_of_integers_have_64_bits(dtype):
    wanted = "uint64" if dtype in UNSIGNED else "int64"
    x = pel.full((300,), 100, dtype=dtype)
    assert x.sum().dtype is DTYPES[wanted]
    assert x.sum().item() == 30000
    assert x.mean().dtype is pel.float32


@pytest.mark.parametrize("dtype", [*SIGNED, *UNSIGNED])
def test_a_number_beyond_the_range_of_an_integer_is_refused(dtype):
    x = pel.ones((2,), dtype=dtype)
    with pytest.raises(DTypeError, match="does not fit"):
        x + (x.dtype.highest + 1)
    with pytest.raises(DTypeError, match="does not fit"):
        pel.less(x, x.dtype.lowest - 1)
    assert (x <= x.dtype.highest).all()
