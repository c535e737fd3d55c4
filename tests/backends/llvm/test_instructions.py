"""Every instruction in every dtype against NumPy, on the values that go wrong first."""

import math
import warnings

import ml_dtypes
import numpy as np
import pytest

from pellucid.backends.llvm.builder import Function, Module
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.core.dtypes import (
    DTYPES,
    DType,
    bfloat16,
    bool_,
    float32,
    float64,
    int32,
    int64,
    uint32,
)
from pellucid.core.errors import DTypeError

NATIVE = [d for d in DTYPES.values() if d.kind != "complex"]  # complex numbers run on the host

WIDTHS = (16, 8, 4)
FLOATS = [dtype for dtype in NATIVE if dtype.is_float]
INTEGERS = [dtype for dtype in NATIVE if dtype.is_integer]


def edge_values(dtype: DType) -> np.ndarray:
    """Values at the ends of the range of a dtype, around 0 and in between."""
    if dtype is bool_:
        return np.array([False, True])
    if dtype.is_integer:
        span = [
            dtype.lowest,
            dtype.lowest + 1,
            0,
            1,
            2,
            3,
            5,
            7,
            100,
            dtype.highest - 1,
            dtype.highest,
        ]
        if dtype.kind == "int":
            span += [-1, -2, -3, -7, -100]
        return np.array(sorted(set(span)), dtype.numpy)
    info = ml_dtypes.finfo(dtype.numpy)
    sizes = [0.0, float(info.smallest_subnormal), float(info.tiny), 0.3, 0.5, 1, 1.5, 2, 2.5, 3]
    sizes += [3.5, 7.25, 1e3, 8388609.0, float(info.max), math.inf]
    return np.array([math.nan, *sizes, *(-x for x in sizes)]).astype(dtype.numpy)


def pairs(dtype: DType, lanes: int) -> tuple[np.ndarray, np.ndarray]:
    """Every pair of edge values, padded to whole vectors."""
    values = edge_values(dtype)
    a, b = (x.ravel() for x in np.meshgrid(values, values))
    extra = -len(a) % lanes
    return tuple(np.concatenate([x, np.resize(x, extra)]) for x in (a, b))


def shifted(operation):
    def shift(a, b):
        width = a.dtype.itemsize * 8
        inside = (b >= 0) & (b < width)
        fill = np.where(a < 0, -1, 0).astype(a.dtype) if operation is np.right_shift else a * 0
        return np.where(inside, operation(a, np.where(inside, b, 0)), fill)

    return shift


def whole_quotient(a, b):
    """Towards zero, 0 for b = 0, wrapping: in Python's integers."""
    signs = [0 if y == 0 else abs(x) // abs(y) * (1 if x * y >= 0 else -1) for x, y in both(a, b)]
    return wrapped(signs, a.dtype)


def whole_remainder(a, b):
    return wrapped(
        [
            0
            if y == 0
            else int(math.copysign(abs(x) % abs(y), x))
            if abs(x) < 2**53
            else (abs(x) % abs(y)) * (1 if x >= 0 else -1)
            for x, y in both(a, b)
        ],
        a.dtype,
    )


def both(a, b):
    return zip(a.tolist(), b.tolist(), strict=True)


def wrapped(numbers, dtype):
    bits = dtype.itemsize * 8
    unsigned = np.array([n % (1 << bits) for n in numbers], np.dtype(f"uint{bits}"))
    return unsigned.view(dtype)


def larger(a, b):
    return np.where(np.isnan(b) | (b > a), b, a)


def smaller(a, b):
    return np.where(np.isnan(b) | (b < a), b, a)


COMPARISONS = {
    "eq": np.equal, "ne": np.not_equal, "lt": np.less, "le": np.less_equal, "gt": np.greater,
    "ge": np.greater_equal,
}  # fmt: skip
LOGIC = {"and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor}
BINARY = {
    "float": {
        "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "rem": np.fmod,
        "max": larger, "min": smaller, "copysign": np.copysign, **COMPARISONS,
    },
    "int": {
        "add": np.add, "sub": np.subtract, "mul": np.multiply, "max": np.maximum, "min": np.minimum,
        "div": whole_quotient, "rem": whole_remainder, "shl": shifted(np.left_shift),
        "shr": shifted(np.right_shift), **COMPARISONS, **LOGIC,
    },
    "bool": {
        "add": np.logical_or, "mul": np.logical_and, "max": np.logical_or, "min": np.logical_and,
        **COMPARISONS, **LOGIC,
    },
}  # fmt: skip
BINARY["uint"] = BINARY["int"]
UNARY = {
    "float": {
        "neg": np.negative, "abs": np.abs, "sqrt": np.sqrt, "floor": np.floor, "ceil": np.ceil,
        "trunc": np.trunc, "round": np.rint, "isnan": np.isnan,
    },
    "int": {
        "neg": np.negative, "abs": np.abs, "not": np.invert, "floor": np.positive,
        "round": np.positive, "isnan": lambda x: np.zeros(x.shape, bool),
    },
    "bool": {"not": np.invert, "trunc": np.array, "isnan": lambda x: np.zeros(x.shape, bool)},
}  # fmt: skip
UNARY["uint"] = UNARY["int"]


def expected(function, *operands):
    """NumPy's answer; for bfloat16, float32's answer rounded."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if operands[0].dtype == ml_dtypes.bfloat16:
            result = function(*(x.astype(np.float32) for x in operands))
            return result if result.dtype == np.bool_ else result.astype(ml_dtypes.bfloat16)
        return function(*operands)


def same(got, want, what):
    got, want = (x.astype(np.float32) if x.dtype == ml_dtypes.bfloat16 else x for x in (got, want))
    np.testing.assert_array_equal(got, want, what)
    if got.dtype.kind == "f":
        numbers = ~np.isnan(want)
        signs = np.signbit(got[numbers]), np.signbit(want[numbers])
        np.testing.assert_array_equal(*signs, f"{what}: sign of zero")


@pytest.mark.parametrize("lanes", [0, 4, 16])
@pytest.mark.parametrize("dtype", NATIVE, ids=str)
def test_each_instruction_agrees_with_numpy_on_edge_values(run, lane_of, dtype, lanes):
    a, b = pairs(dtype, lanes or 1)
    unary, binary = UNARY[dtype.kind], BINARY[dtype.kind]
    wants = [expected(g, a) for g in unary.values()] + [expected(g, a, b) for g in binary.values()]
    outputs = [np.zeros(a.shape, want.dtype) for want in wants]
    i = Symbol("i", 0, len(a))

    def build(f):
        place = variable(i) * lanes + lane_of(f) if lanes else variable(i)

        def body(_):
            x, y = f.load("%a0", place, dtype), f.load("%a1", place, dtype)
            values = [f.emit(name, x) for name in unary] + [f.emit(name, x, y) for name in binary]
            for k, value in enumerate(values):
                f.store(value, f"%a{k + 2}", place)

        f.loop(i, 0, len(a) // (lanes or 1), [], body)

    run(build, a, b, *outputs, lanes=lanes or 16)
    for name, got, want in zip([*unary, *binary], outputs, wants, strict=True):
        same(got, want, f"{name} on {dtype}")


@pytest.mark.parametrize("lanes", [0, 16])
@pytest.mark.parametrize("dtype", NATIVE, ids=str)
def test_literal_operands_give_what_registers_give(run, lane_of, dtype, lanes):
    a, numbers = np.resize(edge_values(dtype), 32), [1, 2, 3]
    names = [n for n in BINARY[dtype.kind] if n != "copysign"]
    if dtype is bool_:
        numbers = [True, False]
    wants = [expected(BINARY[dtype.kind][n], a, np.full_like(a, c)) for n in names for c in numbers]
    wants += [
        expected(BINARY[dtype.kind][n], np.full_like(a, c), a) for n in names for c in numbers
    ]
    outputs = [np.zeros(a.shape, want.dtype) for want in wants]
    i = Symbol("i", 0, 32)

    def build(f):
        place = variable(i) * lanes + lane_of(f) if lanes else variable(i)

        def body(_):
            x = f.load("%a0", place, dtype)
            literals = [f.constant(c, dtype) for c in numbers]
            values = [f.emit(n, x, c) for n in names for c in literals]
            values += [f.emit(n, c, x) for n in names for c in literals]
            for k, value in enumerate(values):
                f.store(value, f"%a{k + 1}", place)

        f.loop(i, 0, 32 // (lanes or 1), [], body)

    run(build, a, *outputs, lanes=lanes or 16)
    cases = [f"x {n} {c}" for n in names for c in numbers] + [
        f"{c} {n} x" for n in names for c in numbers
    ]
    for name, got, want in zip(cases, outputs, wants, strict=True):
        same(got, want, f"{name} on {dtype}")


@pytest.mark.parametrize("dtype", [d for d in NATIVE if d is not bool_], ids=str)
def test_selection_and_multiply_add_take_three_operands(run, lane_of, dtype):
    a, b = pairs(dtype, 16)
    c = np.roll(a, 5)
    chosen, fused = np.zeros_like(a), np.zeros_like(a)
    i = Symbol("i", 0, len(a) // 16)

    def build(f):
        place = variable(i) * 16 + lane_of(f)

        def body(_):
            x, y, z = (f.load(f"%a{k}", place, dtype) for k in range(3))
            f.store(f.emit("select", f.emit("lt", x, y), y, z), "%a3", place)
            f.store(f.emit("fma", x, y, z), "%a4", place)

        f.loop(i, 0, len(a) // 16, [], body)

    run(build, a, b, c, chosen, fused)
    same(chosen, expected(lambda x, y, z: np.where(x < y, y, z), a, b, c), "select")
    if dtype is not float64 and dtype is not float32:
        same(fused, expected(lambda x, y, z: x * y + z, a, b, c), "fma")
    small = (
        np.isfinite(a.astype(float)) & np.isfinite(b.astype(float)) & np.isfinite(c.astype(float))
    )
    if dtype is float32:
        with np.errstate(all="ignore"):
            wide = (a.astype(np.longdouble) * b + c).astype(np.float32)
        small &= np.abs(wide) < 1e30
        np.testing.assert_allclose(fused[small], wide[small], rtol=1e-7)


@pytest.mark.parametrize("lanes", [0, 8, 16])
@pytest.mark.parametrize("source", NATIVE, ids=str)
def test_casts_are_those_of_numpy_and_saturate_where_it_has_none(run, lane_of, source, lanes):
    values = np.resize(edge_values(source), 48)
    if source.is_float:
        limits = [
            x * s
            for d in INTEGERS
            for x in (d.lowest, d.highest, d.highest / 2)
            for s in (1.0, 1.001)
        ]
        values = np.concatenate([values, np.resize(np.array(limits), 48)]).astype(source.numpy)
    outputs = [np.zeros(values.shape, d.numpy) for d in NATIVE]
    i = Symbol("i", 0, len(values))

    def build(f):
        place = variable(i) * lanes + lane_of(f) if lanes else variable(i)

        def body(_):
            x = f.load("%a0", place, source)
            for k, dtype in enumerate(NATIVE):
                f.store(f.cast(x, dtype), f"%a{k + 1}", place)

        f.loop(i, 0, len(values) // (lanes or 1), [], body)

    run(build, values, *outputs, lanes=lanes or 16)
    for dtype, got in zip(NATIVE, outputs, strict=True):
        same(got, converted(values, source, dtype), f"{source} to {dtype}")


def converted(values, source, dtype):
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if dtype is bfloat16:
            return values.astype(np.float32).astype(dtype.numpy)
        if not (source.is_float and dtype.is_integer):
            return values.astype(dtype.numpy)
        numbers = []
        for x in values.astype(np.float64).tolist():
            whole = (
                0
                if math.isnan(x)
                else dtype.highest
                if x == math.inf
                else dtype.lowest
                if x == -math.inf
                else int(x)
            )
            numbers.append(min(max(whole, dtype.lowest), dtype.highest))
        return np.array(numbers, dtype.numpy)


def test_bits_survive_a_bitcast_there_and_back(run, lane_of):
    a = edge_values(float32)[:16].copy()
    bits, back = np.zeros(16, np.uint32), np.zeros(16, np.float32)

    def build(f):
        x = f.load("%a0", lane_of(f), float32)
        as_bits = f.bitcast(x, uint32)
        f.store(as_bits, "%a1", lane_of(f))
        f.store(f.bitcast(f.bitcast(as_bits, int32), float32), "%a2", lane_of(f))

    run(build, a, bits, back)
    np.testing.assert_array_equal(bits, a.view(np.uint32))
    np.testing.assert_array_equal(back.view(np.uint32), bits)


def test_a_bitcast_between_sizes_is_refused():
    f = Function(Module(), "f", [])
    with pytest.raises(DTypeError, match="differ in size"):
        f.bitcast(f.constant(1, float32), int64)


def test_an_instruction_a_dtype_does_not_have_is_refused():
    f = Function(Module(), "f", [])
    with pytest.raises(DTypeError, match="sqrt"):
        f.emit("sqrt", f.constant(1, int32))


# Reductions over lanes


@pytest.mark.parametrize("lanes", WIDTHS)
@pytest.mark.parametrize("dtype", NATIVE, ids=str)
def test_lanes_combine_halves_with_halves(run, lane_of, dtype, lanes):
    generator = np.random.default_rng(1)
    if dtype.is_float:
        x = generator.normal(size=lanes).astype(dtype.numpy)
    else:
        x = generator.integers(0, 2 if dtype is bool_ else 100, lanes).astype(dtype.numpy)
    names = ["add", "mul", "max", "min"] + ([] if dtype.is_float else ["and", "or"])
    out = np.zeros(len(names), dtype.numpy)

    def build(f):
        value = f.load("%a0", lane_of(f), dtype)
        for k, name in enumerate(names):
            f.store(f.reduce(name, value), "%a1", Affine(k))

    run(build, x, out, lanes=lanes)
    for name, got in zip(names, out, strict=True):
        want = x
        while len(want) > 1:
            half = len(want) // 2
            want = expected(BINARY[dtype.kind][name], want[:half], want[half:])
        same(np.array([got]), want, name)


@pytest.mark.parametrize("lane", [0, 7, 15])
def test_a_nan_in_any_lane_is_the_largest_and_the_smallest(run, lane_of, lane):
    x, out = np.arange(16, dtype=np.float32), np.zeros(2, np.float32)
    x[lane] = np.nan

    def build(f):
        value = f.load("%a0", lane_of(f), float32)
        f.store(f.reduce("max", value), "%a1", Affine(0))
        f.store(f.reduce("min", value), "%a1", Affine(1))

    run(build, x, out)
    assert np.isnan(out).all()


def test_floats_have_exact_remainders_however_large_the_quotient(run, lane_of):
    generator = np.random.default_rng(2)
    bits = generator.integers(0, 2**63, (2, 4096)) * 2 + generator.integers(0, 2, (2, 4096))
    for numpy, dtype in ((np.float32, float32), (np.float64, float64)):
        a, b = bits.astype(np.int64).view(numpy).reshape(2, -1)[:, :4096].copy()
        out = np.zeros_like(a)
        i = Symbol("i", 0, 255)

        def build(f, i=i, dtype=dtype):
            place = variable(i) * 16 + lane_of(f)

            def body(_):
                x, y = f.load("%a0", place, dtype), f.load("%a1", place, dtype)
                f.store(f.emit("rem", x, y), "%a2", place)

            f.loop(i, 0, 256, [], body)

        run(build, a, b, out)
        with np.errstate(all="ignore"):
            same(out, np.fmod(a, b), f"remainder on {dtype}")
