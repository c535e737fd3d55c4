"""Work that is handed out is done once, whole, whoever does it; who is held up is helped."""

import ctypes
import time
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import pellucid as pel
from pellucid.backends.llvm.barrier import barrier_ir
from pellucid.backends.llvm.builder import Function, Module
from pellucid.backends.llvm.cache import object_for
from pellucid.backends.llvm.handout import LARGE, Handout, handed_out
from pellucid.backends.llvm.jit import load_object
from pellucid.backends.llvm.rows import PARAMETERS
from pellucid.backends.llvm.threads import Address, Size, code_of, pool
from pellucid.tensor.seeing.explain import explain

KERNEL = SimpleNamespace(name="count")
Piece = ctypes.CFUNCTYPE(None, Size, Size)


def library(total):
    """`count`: calls the function in the first entry of its table with thread and piece."""
    module, handout = Module(), Handout(5, total, slot=1)
    f = Function(module, handed_out(KERNEL), PARAMETERS, internal=True)
    function = f.new("load ptr, ptr %table, align 8")
    handout.write(f, lambda piece: f.line(f"call void {function}(i64 %tid, i64 {f.bound[piece]})"))
    f.finish()
    handout.whole_kernel(module, KERNEL)
    return load_object(object_for(f"{module.text()}\n{barrier_ir()}"))


def who_did(code, threads, do=lambda thread, piece: None):
    """(thread, piece) of every piece done, in the order of time."""
    done = []

    def one(thread, piece):
        done.append((thread, piece))
        do(thread, piece)

    function = Piece(one)
    table = (Address * 2)(code_of(function), pool().flags)
    pool().run(code.address("count"), ctypes.addressof(table), threads)
    return done


@settings(max_examples=25)
@given(total=st.integers(1, 70), counts=st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_every_piece_is_done_once(total, counts):
    code = library(total)
    for threads in counts:
        done = who_did(code, threads)
        assert sorted(piece for _, piece in done) == list(range(total))


def test_a_thread_by_itself_goes_through_the_pieces_in_order():
    assert who_did(library(40), 1) == [(0, piece) for piece in range(40)]


def test_a_thread_that_is_held_up_is_helped():
    def hold_up(thread, _):
        if thread == 1:
            time.sleep(0.05)

    done = who_did(library(64), 2, hold_up)
    assert sorted(piece for _, piece in done) == list(range(64))
    assert sum(thread == 0 for thread, _ in done) > 40  # of which its own share was half


def test_a_large_product_has_the_same_bits_whoever_computes_its_tiles():
    random = np.random.default_rng(0)
    x, y = (random.standard_normal(s, np.float32) for s in ((300, 200), (200, 300)))
    assert LARGE < 2 * 300 * 200 * 300

    def step(x, y):
        return pel.exp(x @ y * 0.01) @ y.T

    assert "_handout(" in explain(step, x, y, level="ir")
    compiled = pel.compile(step)
    found = []
    for threads in (1, 2, 3, 5, 8, 2, 1):
        with pel.using(threads=threads):
            found.append(compiled(x, y).numpy())
    for each in found:
        np.testing.assert_array_equal(each, found[0])
    exact = np.exp(x.astype(np.float64) @ y * 0.01) @ y.T
    np.testing.assert_allclose(found[0], exact, atol=2e-6 * np.abs(exact).max())


@pytest.mark.parametrize("threads", [1, 2])
def test_kernels_whose_work_is_handed_out_are_profiled_whole(threads):
    x = np.ones((300, 300), np.float32)
    step = pel.compile(lambda x: x @ x)
    with pel.using(threads=threads):
        before = step(x).numpy()
        profile = pel.profile(step, x)
        np.testing.assert_array_equal(step(x).numpy(), before)
    assert len(profile.kernels) == 1
