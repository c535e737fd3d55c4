"""Every primitive, native against its definition in NumPy: in every dtype it takes, of all
shapes, on the values that go wrong first.
"""

import numpy as np
import pytest

import pellucid as pel
from pellucid.core.dtypes import as_dtype
from pellucid.graph import OPS, apply
from pellucid.runtime.programs import evaluate

# Functions of vector maths and sums, in units of the last place; all else is exact.
ULP = {
    "sqrt": 1,
    "exp": 4,
    "expm1": 4,
    "log": 4,
    "log1p": 4,
    "log2": 4,
    "log10": 4,
    "sin": 4,
    "cos": 4,
    "tan": 6,
    "asin": 6,
    "acos": 6,
    "atan": 6,
    "atan2": 6,
    "sinh": 6,
    "cosh": 6,
    "tanh": 6,
    "asinh": 6,
    "acosh": 6,
    "atanh": 6,
    "sigmoid": 6,
    "softplus": 6,
    "erf": 6,
    "normal_cdf": 8,
    "gelu": 8,
    "pow": 8,
}
LEAVES = {"data", "input", "example"}  # the value is put in from outside
SUMS = {"sum", "prod", "contract", "scatter_add"}
SIGN_OF_ZERO_IS_FREE = {"maximum", "minimum", "max", "min", "sum", "contract", "scatter_add"}


def last_place(x):
    """The distance from each number to the next one."""
    if x.dtype.itemsize == 2:  # bfloat16: 8 digits
        wide = np.abs(x.astype(np.float64))
        return np.maximum(2.0 ** (np.floor(np.log2(np.maximum(wide, 1e-300))) - 7), 2.0**-133)
    return np.spacing(np.abs(x)).astype(np.float64)


def assert_close(found, wanted, name, where):
    """Equal, or within the last places allowed to `name`."""
    assert found.shape == wanted.shape, where
    assert found.dtype == wanted.dtype, where
    if not as_dtype(wanted.dtype).is_float:
        np.testing.assert_array_equal(found, wanted, err_msg=where)
        return
    a, b = found.astype(np.float64), wanted.astype(np.float64)
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    if name not in SIGN_OF_ZERO_IS_FREE:
        same &= (np.signbit(a) == np.signbit(b)) | np.isnan(b) | (a != 0)
    if name in SUMS:
        scale = np.nanmax(np.abs(np.where(np.isfinite(b), b, 0)), initial=1.0)
        eps = {2: 2.0**-8, 4: 2.0**-23, 8: 2.0**-52}[wanted.dtype.itemsize]
        with np.errstate(invalid="ignore"):
            same |= np.abs(a - b) <= 64 * eps * np.maximum(np.abs(b), min(scale, 100.0))
    elif name in ULP:
        with np.errstate(all="ignore"):
            same |= np.abs(a - b) <= ULP[name] * last_place(wanted)
    bad = np.argwhere(~same)[:5]
    shown = [(tuple(map(int, i)), found[tuple(i)], wanted[tuple(i)]) for i in bad]
    assert same.all(), f"{where}: {(~same).sum()} differ, (index, found, wanted) {shown}"


def test_every_primitive_has_samples(samples):
    assert set(OPS) == set(samples.SAMPLES)


def check_native(name, samples):
    """Every sample of a primitive, native against its definition."""
    if name in LEAVES:
        nodes = [samples.operand(x) for _, (x,) in samples.SAMPLES[name]]
    else:
        nodes = [
            apply(name, *(samples.operand(x) for x in operands), **fields)
            for fields, operands in samples.SAMPLES[name]
        ]
    nodes = list(dict.fromkeys(nodes))
    with pel.using(backend="reference"):
        wanted = evaluate(nodes, {})
    with pel.using(backend="llvm"):
        found = evaluate(nodes, {})
    for node, a, b in zip(nodes, found, wanted, strict=True):
        given = ", ".join(str(x.spec) for x in node.inputs)
        assert_close(a.array, b.array, name, f"{name}({given}; {node.op.parameters()})")


@pytest.mark.parametrize("name", sorted(OPS))
def test_native_is_as_defined(name, samples):
    check_native(name, samples)


@pytest.mark.parametrize("name", ["argmax", "contract", "gelu", "pow", "remainder", "sum", "view"])
def test_native_is_as_defined_with_vectors_of_32_bytes(name, samples):
    with pel.using(vector_bytes=32):
        check_native(name, samples)


@pytest.mark.slow
@pytest.mark.parametrize("width", [16, 32])
@pytest.mark.parametrize("name", sorted(OPS))
def test_native_is_as_defined_at_every_width(name, width, samples):
    with pel.using(vector_bytes=width):
        check_native(name, samples)


def test_a_primitive_says_what_shape_and_dtype_it_gives(samples):
    for name, rows in samples.SAMPLES.items():
        if name in {*LEAVES, "constant", "iota"}:
            continue
        nodes = [apply(name, *map(samples.operand, x), **fields) for fields, x in rows]
        with pel.using(backend="reference"):
            for node, value in zip(nodes, evaluate(nodes, {}), strict=True):
                assert value.spec == node.spec, node
