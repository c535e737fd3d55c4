"""Places in memory: aligned, used again, and never twice at once."""

from hypothesis import given, strategies as st

from pellucid.compiler.plan import ALIGNMENT, ARENA, MARGIN, Arena, rounded
from pellucid.graph import apply


@given(st.lists(st.tuples(st.integers(1, 2000), st.integers(0, 4)), min_size=1, max_size=40))
def test_stretches_given_out_at_once_never_overlap(wishes):
    """Each wish: bytes, and for how many levels they are needed. A level has one wish."""
    arena, live = Arena(), []
    for level, (size, levels) in enumerate(wishes):
        arena.release(level)
        live = [(last, start, end) for last, start, end in live if last >= level]
        start = arena.take(rounded(size), level + levels)
        end = start + rounded(size)
        assert start % ALIGNMENT == 0
        assert end <= arena.top
        assert all(end <= other or rest <= start for _, other, rest in live)
        live.append((level + levels, start, end))


@given(st.integers(0, 10**6))
def test_sizes_are_whole_cache_lines(size):
    assert size <= rounded(size) < size + ALIGNMENT
    assert rounded(size) % ALIGNMENT == 0


def test_neighbours_that_are_free_become_one():
    arena = Arena()
    for _ in range(4):
        arena.take(64, 0)
    arena.release(1)
    assert arena.take(256, 2) == 0
    assert arena.top == 256


def test_the_smallest_stretch_that_is_large_enough_is_taken():
    arena = Arena()
    arena.take(512, 0)
    keep = arena.take(64, 9)
    arena.take(128, 0)
    arena.release(1)
    assert arena.take(128, 2) > keep


def products(graphs, count):
    """A chain of matrix products, each of which is stored."""
    x = apply("exp", graphs.argument(0, 32, 32))
    for _ in range(count):
        x = apply("contract", x, x, left="mk", right="kn", out="mn")
    return x


def test_a_long_chain_takes_no_more_than_two_places(graphs):
    memory = graphs.schedule(products(graphs, 8)).memory
    assert memory.arena_bytes - 2 * MARGIN == 2 * 32 * 32 * 4
    assert memory.without_reuse == 8 * 32 * 32 * 4


def test_arguments_results_and_the_arena_have_buffers_of_their_own(graphs):
    x, w = graphs.argument(0, 32, 32), graphs.argument(1, 32, 32)
    y = apply("contract", apply("exp", x), w, left="mk", right="kn", out="mn")
    found = graphs.schedule(y, w - y, updates=[None, 1])
    places = found.memory.places
    result, update = found.computation.outputs
    assert (places[x].buffer, places[w].buffer) == (1, 2)
    assert places[update].buffer == places[w].buffer
    assert places[result].buffer == 3
    inner = [p for p in places.values() if p.buffer == ARENA]
    assert inner
    assert all(p.start >= MARGIN for p in inner)


def test_what_only_its_own_kernel_reads_has_no_place(graphs):
    x = graphs.argument(0, 32, 10)
    total = apply("sum", x, axes=(1,))
    wide = apply("view", total, shape=(32, 10), terms=((0, ((0, 1),)),))
    found = graphs.schedule(x / wide)
    assert found.memory.arena_bytes == 2 * MARGIN
