"""Loops, branches, index expressions and the text they become, run on this machine."""

import ctypes

import numpy as np
import pytest

from pellucid.backends.llvm.builder import Function, Module, Value
from pellucid.backends.llvm.jit import compile_object, load_object
from pellucid.compiler.index import Affine, Symbol, variable, within
from pellucid.core.dtypes import (
    DTYPES,
    bfloat16,
    bool_,
    float32,
    float64,
    int8,
    int64,
    uint8,
)
from pellucid.core.errors import InternalError

NATIVE = [d for d in DTYPES.values() if d.kind != "complex"]  # complex numbers run on the host

# Loops, branches, scopes


def test_loops_carry_values_and_inner_loops_feed_outer_ones(run):
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
def test_loops_run_as_often_as_a_range(run, low, high, step, known):
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


def test_a_single_known_trip_needs_no_block(written):
    i = Symbol("i", 3, 3)

    def build(f):
        f.loop(i, 3, 4, [], lambda _: f.store(f.constant(1, int64), "%a0", variable(i) * 2))

    assert "loop" not in written(build, 1).split("!0 =")[0]


def test_a_scalar_result_fills_the_vector_that_is_carried(run, lane_of):
    out = np.zeros(16, np.float32)

    def build(f):
        zero = f.splat(f.constant(0, float32))
        x = f.load("%a0", Affine(), float32)
        total = f.loop(Symbol("i", 0, 3), 0, 4, [zero], lambda _: [x])
        f.store(total[0], "%a0", lane_of(f))

    out[0] = 7
    run(build, out)
    assert out.tolist() == [7.0] * 16


def test_branches_run_one_side_and_merge_their_values(run):
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


def test_repeat_goes_on_while_its_condition_holds(run):
    out = np.zeros(1, np.int64)

    def build(f):
        def double(carried):
            value = f.emit("mul", carried[0], f.constant(3, int64))
            return [value], f.emit("lt", value, f.constant(1000, int64)).name

        f.store(f.repeat([f.constant(1, int64)], double)[0], "%a0", Affine())

    run(build, out)
    assert out[0] == 2187


def test_addresses_are_computed_in_the_outermost_loop_that_knows_their_symbols(written, lane_of):
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


def test_what_a_branch_computed_is_not_used_outside_it(run):
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


def test_one_symbol_may_run_two_loops_in_turn_but_not_at_once(run, written):
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
def test_quotients_and_remainders_round_down_as_in_python(run, lane_of, divisor, start):
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


def test_an_index_known_to_lie_in_a_range_is_itself(run, lane_of):
    scalar, vector = np.zeros(8, np.int64), np.zeros(16, np.int64)
    i = Symbol("i", 0, 7)

    def build(f):
        place = within(variable(i) * 3 - 1, 30)
        f.loop(i, 0, 8, [], lambda _: f.store(f.index_value(place, int64), "%a0", variable(i)))
        f.store(f.index_value(within(lane_of(f) - 2, 40) * 3, int64), "%a1", lane_of(f))

    run(build, scalar, vector)
    np.testing.assert_array_equal(scalar, np.arange(8) * 3 - 1)
    np.testing.assert_array_equal(vector, (np.arange(16) - 2) * 3)


@pytest.mark.parametrize("dtype", [d for d in NATIVE if d is not bool_], ids=str)
def test_an_index_is_a_number_of_any_dtype(run, lane_of, dtype):
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
"""  # noqa: E501


def test_the_text_of_a_small_function_is_as_written_here(written, lane_of):
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
