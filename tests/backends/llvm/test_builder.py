"""The builder's instructions, loops and memory against NumPy, on this machine's processor."""

import ctypes
import math
import warnings

import ml_dtypes
import numpy as np
import pytest

from pellucid.backends.llvm.builder import Function, Module, Value
from pellucid.backends.llvm.jit import compile_object, load_object
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.core.dtypes import (
    DTYPES,
    DType,
    bfloat16,
    bool_,
    float32,
    float64,
    int8,
    int32,
    int64,
    uint8,
    uint32,
)
from pellucid.core.errors import DTypeError, InternalError

WIDTHS = (16, 8, 4)
FLOATS = [dtype for dtype in DTYPES.values() if dtype.is_float]
INTEGERS = [dtype for dtype in DTYPES.values() if dtype.is_integer]


def written(build, count, lanes=16, parameters=()):
    """The text of a module with one function of `count` pointers a0, a1 ... and more parameters."""
    module = Module()
    pointers = [("ptr", f"a{k}") for k in range(count)]
    f = Function(module, "kernel", [*pointers, *parameters], lanes)
    build(f)
    f.finish()
    return module.text()


def run(build, *arrays, lanes=16, integers=()):
    """Builds, compiles and calls a function on arrays, in place, and on integers n0, n1 ..."""
    names = [("i64", f"n{k}") for k in range(len(integers))]
    library = load_object(compile_object(written(build, len(arrays), lanes, names)))
    kinds = [ctypes.c_void_p] * len(arrays) + [ctypes.c_int64] * len(integers)
    function = ctypes.CFUNCTYPE(None, *kinds)(library.address("kernel"))
    function(*(array.ctypes.data for array in arrays), *integers)


def lane_of(f):
    return variable(Symbol("lane", 0, f.lanes - 1, is_lane=True))


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
        "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": whole_quotient, "rem": whole_remainder,
        "max": np.maximum, "min": np.minimum, "shl": shifted(np.left_shift), "shr": shifted(np.right_shift),
        **COMPARISONS, **LOGIC,
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
        "neg": np.negative, "abs": np.abs, "not": np.invert, "floor": np.positive, "round": np.positive,
        "isnan": lambda x: np.zeros(x.shape, bool),
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
@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
def test_each_instruction_agrees_with_numpy_on_edge_values(dtype, lanes):
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
@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
def test_literal_operands_give_what_registers_give(dtype, lanes):
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


@pytest.mark.parametrize("dtype", [d for d in DTYPES.values() if d is not bool_], ids=str)
def test_selection_and_multiply_add_take_three_operands(dtype):
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
@pytest.mark.parametrize("source", DTYPES.values(), ids=str)
def test_casts_are_those_of_numpy_and_saturate_where_it_has_none(source, lanes):
    values = np.resize(edge_values(source), 48)
    if source.is_float:
        limits = [
            x * s
            for d in INTEGERS
            for x in (d.lowest, d.highest, d.highest / 2)
            for s in (1.0, 1.001)
        ]
        values = np.concatenate([values, np.resize(np.array(limits), 48)]).astype(source.numpy)
    outputs = [np.zeros(values.shape, d.numpy) for d in DTYPES.values()]
    i = Symbol("i", 0, len(values))

    def build(f):
        place = variable(i) * lanes + lane_of(f) if lanes else variable(i)

        def body(_):
            x = f.load("%a0", place, source)
            for k, dtype in enumerate(DTYPES.values()):
                f.store(f.cast(x, dtype), f"%a{k + 1}", place)

        f.loop(i, 0, len(values) // (lanes or 1), [], body)

    run(build, values, *outputs, lanes=lanes or 16)
    for dtype, got in zip(DTYPES.values(), outputs, strict=True):
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


def test_bits_survive_a_bitcast_there_and_back():
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


# Loops, branches, scopes


def test_loops_carry_values_and_inner_loops_feed_outer_ones():
    out = np.zeros(1, np.int64)
    i, j = Symbol("i", 0, 9), Symbol("j", 0, 4)

    def build(f):
        def add(carried):
            return [f.emit("add", carried[0], f.index_value(variable(i) * 10 + variable(j), int64))]

        start = [f.constant(0, int64)]
        total = f.loop(i, 0, 10, start, lambda c: f.loop(j, 0, 5, c, add))
        f.store(total[0], "%a0", Affine())

    run(build, out)
    assert out[0] == sum(10 * i + j for i in range(10) for j in range(5))


@pytest.mark.parametrize(
    ("low", "high", "step"), [(0, 0, 1), (0, 1, 1), (3, 4, 1), (2, 11, 3), (5, 2, 1)]
)
@pytest.mark.parametrize("known", [True, False])
def test_loops_run_as_often_as_a_range(low, high, step, known):
    seen, total = np.zeros(20, np.int64), np.full(1, -1, np.int64)
    i = Symbol("i", 0, 19)

    def build(f):
        def body(carried):
            f.store(f.constant(1, int64), "%a0", variable(i))
            return [f.emit("add", carried[0], f.index_value(variable(i), int64))]

        bounds = (low, high) if known else ("%n0", "%n1")
        result = f.loop(i, *bounds, [f.constant(0, int64)], body, step)
        f.store(result[0], "%a1", Affine())

    run(build, seen, total, integers=(low, high))
    assert np.flatnonzero(seen).tolist() == list(range(low, high, step))
    assert total[0] == sum(range(low, high, step))


def test_a_single_known_trip_needs_no_block():
    i = Symbol("i", 3, 3)

    def build(f):
        f.loop(i, 3, 4, [], lambda _: f.store(f.constant(1, int64), "%a0", variable(i) * 2))

    assert "loop" not in written(build, 1).split("!0 =")[0]


def test_a_scalar_result_fills_the_vector_that_is_carried():
    out = np.zeros(16, np.float32)

    def build(f):
        zero = f.splat(f.constant(0, float32))
        x = f.load("%a0", Affine(), float32)
        total = f.loop(Symbol("i", 0, 3), 0, 4, [zero], lambda _: [x])
        f.store(total[0], "%a0", lane_of(f))

    out[0] = 7
    run(build, out)
    assert out.tolist() == [7.0] * 16


def test_branches_run_one_side_and_merge_their_values():
    out = np.zeros(3, np.int64)

    def build(f):
        odd = f.new("trunc i64 %n0 to i1")
        (value,) = f.when_value(
            odd, lambda: [f.constant(10, int64)], lambda: [f.constant(20, int64)]
        )
        f.store(value, "%a0", Affine())
        f.when(odd, lambda: f.store(value, "%a0", Affine(1)))
        f.when(odd, lambda: None, lambda: f.store(value, "%a0", Affine(2)))

    run(build, out, integers=(1,))
    assert out.tolist() == [10, 10, 0]
    out[:] = 0
    run(build, out, integers=(2,))
    assert out.tolist() == [20, 0, 20]


def test_repeat_goes_on_while_its_condition_holds():
    out = np.zeros(1, np.int64)

    def build(f):
        def double(carried):
            value = f.emit("mul", carried[0], f.constant(3, int64))
            return [value], f.emit("lt", value, f.constant(1000, int64)).name

        f.store(f.repeat([f.constant(1, int64)], double)[0], "%a0", Affine())

    run(build, out)
    assert out[0] == 2187


def test_addresses_are_computed_in_the_outermost_loop_that_knows_their_symbols():
    i, j = Symbol("i", 0, 9), Symbol("j", 0, 9)

    def build(f):
        def inner(_):
            x = f.load("%a0", variable(i) * 100 + variable(j) * 16 + lane_of(f), float32)
            y = f.load("%a0", variable(i) * 100 + 7, float32)
            f.when(f.new("icmp eq i64 1, 1"), lambda: f.store(y, "%a0", variable(i) * 100 + 8))
            f.store(x, "%a0", variable(i) * 100 + variable(j) * 16 + lane_of(f))

        f.loop(i, 0, 10, [], lambda _: f.loop(j, 0, 10, [], inner) and None)

    text = written(build, 1)
    outer, inner = text[: text.index("loop2:")], text[text.index("loop2:") :]
    assert outer.count("mul nsw i64 %loop1.i, 100") == 1
    assert "%loop1.i, 100" not in inner
    assert inner.count("mul nsw i64 %loop2.i, 16") == 1


def test_what_a_branch_computed_is_not_used_outside_it():
    out = np.zeros(40, np.int64)
    i = Symbol("i", 0, 9)

    def build(f):
        def body(_):
            place = variable(i) * 3 + 1
            odd = f.new(f"trunc i64 {f.integer(variable(i))} to i1")
            f.when(odd, lambda: f.store(f.index_value(place, int64), "%a0", place))
            f.store(f.index_value(place, int64), "%a0", place + 1)

        f.loop(i, 0, 10, [], body)

    run(build, out)
    want = np.zeros(40, np.int64)
    for k in range(10):
        want[3 * k + 2] = 3 * k + 1
        if k % 2:
            want[3 * k + 1] = 3 * k + 1
    np.testing.assert_array_equal(out, want)


def test_one_symbol_may_run_two_loops_in_turn_but_not_at_once():
    out = np.zeros(20, np.int64)
    i = Symbol("i", 0, 19)

    def build(f):
        def body(_):
            f.store(f.index_value(variable(i), int64), "%a0", variable(i))

        f.loop(i, 0, 10, [], body)
        f.loop(i, 10, 20, [], body)

    run(build, out)
    assert out.tolist() == list(range(20))
    with pytest.raises(InternalError, match="bound already"):
        written(lambda f: f.loop(i, 0, 4, [], lambda _: f.loop(i, 0, 4, [], lambda c: c)), 0)


# Index expressions


@pytest.mark.parametrize("divisor", [1, 2, 3, 8, 10])
@pytest.mark.parametrize("start", [0, -25])
def test_quotients_and_remainders_round_down_as_in_python(divisor, start):
    outputs = [np.zeros(32, np.int64) for _ in range(6)]
    i = Symbol("i", 0, 31)

    def build(f):
        x = variable(i) * 3 + start

        def body(_):
            for k, place in enumerate((x // divisor, x % divisor)):
                f.store(f.index_value(place, int64), f"%a{k}", variable(i))

        f.loop(i, 0, 32, [], body)
        for k in range(2):
            lanes = (lane_of(f) + 16 * k) * 3 + start
            place = lane_of(f) + 16 * k
            f.store(f.index_value(lanes // divisor, int64), "%a2", place)
            f.store(f.index_value(lanes % divisor, int64), "%a3", place)
            f.store(f.index_value(lanes // divisor + 2**40, int64), "%a4", place)
            f.store(f.cast(f.index_value(lanes % divisor * 2, float32), int64), "%a5", place)

    run(build, *outputs)
    x = np.arange(32) * 3 + start
    for got, want in zip(
        outputs,
        [x // divisor, x % divisor] * 2 + [x // divisor + 2**40, x % divisor * 2],
        strict=True,
    ):
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("dtype", [d for d in DTYPES.values() if d is not bool_], ids=str)
def test_an_index_is_a_number_of_any_dtype(dtype):
    scalar, vector = np.zeros(20, dtype.numpy), np.zeros(16, dtype.numpy)
    i = Symbol("i", 0, 19)

    def build(f):
        f.loop(
            i,
            0,
            20,
            [],
            lambda _: f.store(f.index_value(variable(i) * 5 + 1, dtype), "%a0", variable(i)),
        )
        f.store(f.index_value(lane_of(f) * 2 + 1, dtype), "%a1", lane_of(f))

    run(build, scalar, vector)
    np.testing.assert_array_equal(scalar.astype(float), np.arange(20) * 5 + 1)
    np.testing.assert_array_equal(vector.astype(float), np.arange(16) * 2 + 1)


# Memory


@pytest.mark.parametrize("lanes", WIDTHS)
@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
@pytest.mark.parametrize("stride", [0, 1, -1, 2, -3, 4, -8, 9])
def test_strided_loads_and_stores_meet_the_right_elements(stride, dtype, lanes):
    source = np.arange(270).astype(dtype.numpy)
    if dtype is bool_:
        source = np.arange(270) % 3 == 1
    target = np.zeros(270, dtype.numpy)

    def build(f):
        place = lane_of(f) * stride + 130
        f.store(f.load("%a0", place, dtype), "%a1", place)

    run(build, source, target, lanes=lanes)
    want = np.zeros_like(source)
    places = 130 + stride * np.arange(lanes)
    want[places] = source[places]
    same(target, want, f"stride {stride}")


@pytest.mark.parametrize("dtype", [float32, float64, bool_, int8, bfloat16], ids=str)
@pytest.mark.parametrize("count", [1, 3, 15, 16])
@pytest.mark.parametrize("stride", [1, -1, 2, -3, 5, 9])
def test_masked_lanes_read_zero_and_write_nothing(stride, count, dtype):
    source, target = np.ones(200, dtype.numpy), np.ones(200, dtype.numpy)
    read = np.ones((2, 16), dtype.numpy)

    def build(f):
        place = lane_of(f) * stride + 60
        constant = f.mask_constant(count)
        active = f.emit("lt", f.index_value(lane_of(f), int64), Value("%n0", int64, vector=False))
        computed = f.mask_of(active)
        f.store(f.load("%a0", place, dtype, constant), "%a1", lane_of(f))
        f.store(f.load("%a0", place, dtype, computed), "%a1", lane_of(f) + 16)
        zero = f.splat(f.constant(0, dtype))
        f.store(zero, "%a2", place, constant)
        f.store(zero, "%a3", place, computed)

    other = target.copy()
    run(build, source, read, target, other, integers=(count,))
    want = (np.arange(16) < count).astype(dtype.numpy)
    for row in read:
        same(row, want, "masked load")
    written_to = 60 + stride * np.arange(count)
    want = np.ones(200, dtype.numpy)
    want[written_to] = 0
    same(target, want, "constant mask")
    same(other, want, "computed mask")


def test_masked_lanes_never_touch_memory():
    """The array ends where the page does; the next page must not be read."""
    mmap = pytest.importorskip("mmap")
    page = mmap.PAGESIZE
    region = mmap.mmap(-1, 2 * page)
    start = ctypes.addressof(ctypes.c_char.from_buffer(region))
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mprotect"):
        pytest.skip("memory cannot be protected here")
    assert libc.mprotect(ctypes.c_void_p(start + page), page, 0) == 0
    memory = np.frombuffer(region, np.float32, page // 4)
    memory[-3:] = 1, 2, 3
    out = np.zeros((6, 16), np.float32)

    def build(f):
        end = page // 4 - 3
        few, none = f.mask_constant(3), f.mask_of(Value("false", bool_, vector=False))
        active = f.emit("lt", f.index_value(lane_of(f), int64), f.constant(3, int64))
        rows = [
            f.load("%a0", lane_of(f) + end, float32, few),
            f.load("%a0", lane_of(f) + end, float32, f.mask_of(active)),
            f.load("%a0", lane_of(f) * 100 + 5000, float32, none),
            f.load("%a0", Affine(5000), float32, none),
            f.load("%a0", (lane_of(f) * 3) // 2 + 5000, float32, none),
            f.load("%a0", (lane_of(f) * 3) // 3 + end, float32, few),
        ]
        for k, row in enumerate(rows):
            f.store(row, "%a1", lane_of(f) + 16 * k)
        f.store(rows[0], "%a0", lane_of(f) + end, few)
        f.store(rows[0], "%a0", lane_of(f) * 100 + 5000, none)

    run(build, memory, out)
    assert out[0].tolist() == out[1].tolist() == out[5].tolist() == [1, 2, 3] + [0] * 13
    assert not out[2:5].any()
    libc.mprotect(ctypes.c_void_p(start + page), page, 3)


@pytest.mark.parametrize("lanes", WIDTHS)
@pytest.mark.parametrize("dtype", [float32, bool_, bfloat16, int64], ids=str)
@pytest.mark.parametrize(
    "place",
    [
        lambda x: x // 4,
        lambda x: x % 4,
        lambda x: x // 3 + (x % 3) * 7,
        lambda x: (x + 2) // 5 * 9 + (x + 2) % 5,
        lambda x: (x * 2 + 1) // 6 * 3 - x + 20,
        lambda x: x // 16 + x % 16,
    ],
)
def test_lanes_inside_quotients_and_remainders_meet_the_right_elements(place, dtype, lanes):
    source = (np.arange(200) % 3 == 1) if dtype is bool_ else np.arange(200).astype(dtype.numpy)
    target, count = np.zeros((3, 16), dtype.numpy), max(1, lanes - 3)
    scattered = np.zeros(200, dtype.numpy)
    i = Symbol("i", 0, 1)

    def build(f):
        def body(_):
            where = place(lane_of(f) + variable(i) * 11)
            out = variable(i) * 0 + lane_of(f)
            f.store(f.load("%a0", where, dtype), "%a1", out)
            f.store(f.load("%a0", where, dtype, f.mask_constant(count)), "%a1", out + 16)
            active = f.emit("lt", f.index_value(lane_of(f), int64), f.constant(count, int64))
            f.store(f.load("%a0", where, dtype, f.mask_of(active)), "%a1", out + 32)
            f.store(f.load("%a0", where, dtype), "%a2", where)

        f.loop(i, 0, 2, [], body)

    run(build, source, target, scattered, lanes=lanes)
    places = np.array([place(n + 11) for n in range(lanes)])
    few = np.arange(lanes) < count
    want = source[places]
    same(target[0, :lanes], want, "all lanes")
    same(target[1, :lanes], np.where(few, want, np.zeros_like(want)), "first lanes")
    same(target[2, :lanes], np.where(few, want, np.zeros_like(want)), "computed mask")
    every = np.unique([place(n + 11 * k) for n in range(lanes) for k in range(2)])
    same(scattered[every], source[every], "scattered")


@pytest.mark.parametrize("lanes", WIDTHS)
def test_offsets_known_at_run_time_gather_and_scatter(lanes):
    table = np.arange(400, dtype=np.float32)
    offsets = np.random.default_rng(0).permutation(100)[:16].astype(np.int64)
    out, target = np.zeros((4, 16), np.float32), np.zeros(400, np.float32)
    count = lanes - 1

    def build(f):
        many = f.load("%a1", lane_of(f), int64)
        one = f.load("%a1", Affine(0), int64)
        rows = [
            f.load_at("%a0", many, lane_of(f) * 2 + 3, float32),
            f.load_at("%a0", one, lane_of(f), float32),
            f.load_at("%a0", many, Affine(), float32, f.mask_constant(count)),
            f.load_at("%a0", one, Affine(5), float32),
        ]
        for k, row in enumerate(rows):
            f.store(f.splat(row), "%a2", lane_of(f) + 16 * k)
        f.store_at(rows[0], "%a3", many, Affine(), f.mask_constant(count))
        f.store_at(rows[1], "%a3", one, lane_of(f) + 200)

    run(build, table, offsets, out, target, lanes=lanes)
    lane, few = np.arange(lanes), np.arange(lanes) < count
    many = offsets[:lanes]
    np.testing.assert_array_equal(out[0, :lanes], table[many + 2 * lane + 3])
    np.testing.assert_array_equal(out[1, :lanes], table[offsets[0] + lane])
    np.testing.assert_array_equal(out[2, :lanes], np.where(few, table[many], 0))
    np.testing.assert_array_equal(out[3, :lanes], table[offsets[0] + 5])
    want = np.zeros(400, np.float32)
    want[many[:count]] = out[0, :count]
    want[offsets[0] + 200 + lane] = out[1, :lanes]
    np.testing.assert_array_equal(target, want)


def test_a_base_found_inside_a_loop_is_not_used_before_it_is_known():
    tables = [np.arange(5) + 10 * k for k in range(3)]
    pointers = np.array([t.ctypes.data for t in tables], np.int64)
    out = np.zeros(3, np.int64)
    i = Symbol("i", 0, 2)

    def build(f):
        def body(_):
            base = f.new(f"load ptr, ptr {f.pointer('%a0', variable(i), int64)}")
            f.anchor(base)
            f.store(f.load(base, Affine(4), int64), "%a1", variable(i))

        f.loop(i, 0, 3, [], body)

    run(build, pointers, out)
    assert out.tolist() == [4, 14, 24]


# Reductions over lanes


@pytest.mark.parametrize("lanes", WIDTHS)
@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
def test_lanes_combine_halves_with_halves(dtype, lanes):
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
def test_a_nan_in_any_lane_is_the_largest_and_the_smallest(lane):
    x, out = np.arange(16, dtype=np.float32), np.zeros(2, np.float32)
    x[lane] = np.nan

    def build(f):
        value = f.load("%a0", lane_of(f), float32)
        f.store(f.reduce("max", value), "%a1", Affine(0))
        f.store(f.reduce("min", value), "%a1", Affine(1))

    run(build, x, out)
    assert np.isnan(out).all()


def test_floats_have_exact_remainders_however_large_the_quotient():
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


# The text itself


SAXPY = """\
define void @kernel(ptr %a0, ptr %a1) nounwind {
entry:
  br label %loop1
loop1:
  %loop1.i = phi i64 [ 0, %entry ], [ %v10, %loop1 ]
  %v2 = mul nsw i64 %loop1.i, 8
  %v3 = getelementptr float, ptr %a0, i64 %v2
  %v4 = load <8 x float>, ptr %v3, align 4
  %v5 = getelementptr float, ptr %a1, i64 %v2
  %v6 = load <8 x float>, ptr %v5, align 4
  %v7 = call <8 x float> @llvm.fma.v8f32(<8 x float> splat (float 0x4000000000000000), <8 x float> %v4, <8 x float> %v6)
  %v8 = fcmp ogt <8 x float> splat (float 0x0000000000000000), %v7
  %v9 = select <8 x i1> %v8, <8 x float> splat (float 0x0000000000000000), <8 x float> %v7
  store <8 x float> %v9, ptr %v5, align 4
  %v10 = add nsw i64 %loop1.i, 1
  %v11 = icmp slt i64 %v10, 100
  br i1 %v11, label %loop1, label %loop1.end, !llvm.loop !0
loop1.end:
  ret void
}
declare <8 x float> @llvm.fma.v8f32(<8 x float>, <8 x float>, <8 x float>)
!0 = distinct !{!0, !1, !2}
!1 = !{!"llvm.loop.unroll.disable"}
!2 = !{!"llvm.loop.vectorize.enable", i1 false}
"""


def test_the_text_of_a_small_function_is_as_written_here():
    i = Symbol("i", 0, 99)

    def build(f):
        place = variable(i) * 8 + lane_of(f)

        def body(_):
            x, y = f.load("%a0", place, float32), f.load("%a1", place, float32)
            total = f.emit("fma", f.constant(2, float32), x, y)
            f.store(f.emit("max", total, f.constant(0, float32)), "%a1", place)

        f.loop(i, 0, 100, [], body)

    assert written(build, 2, lanes=8) == SAXPY


def test_literals_are_exact_and_wrap():
    f = Function(Module(), "f", [])
    cases = {
        (0.1, float32): "0x3FB99999A0000000",
        (-0.0, float64): "0x8000000000000000",
        (1e39, float32): "0x7FF0000000000000",
        (1.0, bfloat16): "16256",
        (-3.4e38, bfloat16): "-128",
        (255, int8): "-1",
        (-1, uint8): "-1",
        (True, bool_): "true",
    }
    for (value, dtype), text in cases.items():
        assert f.constant(value, dtype).name == text


def test_declarations_and_globals_are_written_once():
    module = Module()
    for _ in range(2):
        module.declare("g", "declare void @g()")
        module.add_global("table", "internal constant [2 x i32] [i32 1, i32 2]")
    text = module.text()
    assert text.count("declare void @g()") == text.count("@table = internal constant") == 1


def test_functions_call_functions_of_their_module():
    module, out = Module(), np.zeros(1, np.float32)
    g = Function(module, "twice", [("float", "x")], internal=True, returns="float")
    x = Value("%x", float32, vector=False)
    g.finish(g.emit("add", x, x))
    f = Function(module, "kernel", [("ptr", "a0")])
    f.store(
        Value(f.call_function("twice", ["float 3.0"], "float"), float32, vector=False),
        "%a0",
        Affine(),
    )
    f.finish()
    library = load_object(compile_object(module.text()))
    ctypes.CFUNCTYPE(None, ctypes.c_void_p)(library.address("kernel"))(out.ctypes.data)
    assert out[0] == 6
    assert "define internal float @twice(float %x) nounwind noinline" in module.text()
