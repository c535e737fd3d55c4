"""Loads and stores of every pattern, dtype and mask against NumPy, on this machine."""

import ctypes

import ml_dtypes
import numpy as np
import pytest

from pellucid.backends.llvm.builder import Value
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.core.dtypes import (
    DTYPES,
    bfloat16,
    bool_,
    float32,
    float64,
    int8,
    int32,
    int64,
)

NATIVE = [d for d in DTYPES.values() if d.kind != "complex"]  # complex numbers run on the host

WIDTHS = (16, 8, 4)
NATIVE = [dtype for dtype in DTYPES.values() if dtype.kind != "complex"]


def same(got, want, what):
    got, want = (x.astype(np.float32) if x.dtype == ml_dtypes.bfloat16 else x for x in (got, want))
    np.testing.assert_array_equal(got, want, what)
    if got.dtype.kind == "f":
        numbers = ~np.isnan(want)
        signs = np.signbit(got[numbers]), np.signbit(want[numbers])
        np.testing.assert_array_equal(*signs, f"{what}: sign of zero")


# Memory


@pytest.mark.parametrize("lanes", WIDTHS)
@pytest.mark.parametrize("dtype", NATIVE, ids=str)
@pytest.mark.parametrize("stride", [0, 1, -1, 2, -3, 4, -8, 9])
def test_strided_loads_and_stores_meet_the_right_elements(run, lane_of, stride, dtype, lanes):
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
def test_masked_lanes_read_zero_and_write_nothing(run, lane_of, stride, count, dtype):
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


@pytest.mark.parametrize("lanes", [8, 16])
@pytest.mark.parametrize("stride", [1, -1])
@pytest.mark.parametrize("count", [1, 2])
def test_numbers_made_narrower_as_they_are_stored_leave_their_neighbours_alone(
    run, lane_of, count, stride, lanes
):
    """LLVM narrows and stores at once; of a single lane it then wrote all the wider bytes."""
    source, target = np.arange(200, dtype=np.int32), np.full(200, -1, np.int8)

    def build(f):
        place = lane_of(f) * stride + 60
        wide = f.load("%a0", place, int32)
        f.store(f.cast(wide, int8), "%a1", place, f.mask_constant(count))

    run(build, source, target, lanes=lanes)
    want = np.full(200, -1, np.int8)
    places = 60 + stride * np.arange(count)
    want[places] = source[places]
    same(target, want, f"stride {stride}")


def test_masked_lanes_never_touch_memory(run, lane_of):
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
def test_lanes_inside_quotients_and_remainders_meet_the_right_elements(
    run, lane_of, place, dtype, lanes
):
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
def test_offsets_known_at_run_time_gather_and_scatter(run, lane_of, lanes):
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


def test_a_base_found_inside_a_loop_is_not_used_before_it_is_known(run):
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
