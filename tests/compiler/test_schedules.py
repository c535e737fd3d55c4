"""What must hold of every schedule, whatever the graph: order, memory, updates, values."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from pellucid.compiler.passes import compile_graph
from pellucid.compiler.plan import ARENA, MARGIN
from pellucid.graph import toposort
from pellucid.ops.source import Input

seeds = st.randoms(use_true_random=False)
many = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(seeds)
@many
def test_everything_is_made_once_and_before_it_is_read(graphs, choose):
    found = compile_graph(graphs.random(choose), graphs.target)
    home = {}
    for kernel in found.kernels:
        for root in kernel.roots:
            assert root not in home
            home[root] = kernel
    assert set(found.computation.outputs) <= set(home)
    for kernel in found.kernels:
        for node in kernel.reads:
            assert isinstance(node.op, Input) or home[node].level < kernel.level
            assert node in found.memory.places
            assert isinstance(node.op, Input) or node not in home[node].internal
    assert [k.level for k in found.kernels] == sorted(k.level for k in found.kernels)


@given(seeds)
@many
def test_no_two_values_that_are_needed_at_once_share_memory(graphs, choose):
    found = compile_graph(graphs.random(choose), graphs.target)
    spans = []
    for kernel in found.kernels:
        for root in kernel.roots:
            place = found.memory.places.get(root)
            if root in kernel.internal or place is None or place.buffer != ARENA:
                continue
            readers = [k.level for k in found.kernels if root in k.reads]
            end = place.start + root.spec.nbytes
            assert place.start >= MARGIN
            assert end + MARGIN <= found.memory.arena_bytes
            spans.append((kernel.level, max(readers, default=kernel.level), place.start, end))
    for n, (made, last, start, end) in enumerate(spans):
        for other_made, other_last, other_start, other_end in spans[n + 1 :]:
            if made <= other_last and other_made <= last:
                assert end <= other_start or other_end <= start
    assert found.memory.arena_bytes - 2 * MARGIN <= found.memory.without_reuse


@given(seeds)
@many
def test_an_argument_is_overwritten_after_every_reader_of_its_old_value(graphs, choose):
    found = compile_graph(graphs.random(choose), graphs.target)
    for writer in found.kernels:
        for root, slot in writer.writes.items():
            for kernel in found.kernels:
                old = any(isinstance(x.op, Input) and x.op.slot == slot for x in kernel.reads)
                assert not old or kernel is writer or kernel.level < writer.level
                assert root not in kernel.reads or kernel.level > writer.level


@given(seeds)
@many
def test_the_graph_that_is_scheduled_has_the_values_of_the_one_that_was_given(graphs, choose):
    computation = graphs.random(choose)
    found = compile_graph(computation, graphs.target)
    for a, b in zip(graphs.values(computation), graphs.values(found.computation), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9)


@given(seeds)
@many
def test_a_schedule_depends_on_nothing_but_the_graph(graphs, choose):
    computation = graphs.random(choose)
    first, second = (compile_graph(computation, graphs.target) for _ in range(2))
    assert [k.roots for k in first.kernels] == [k.roots for k in second.kernels]
    assert first.memory.places == second.memory.places


PASSES = [
    "simplify", "factor", "lookups", "phases", "winograd", "split", "pairs", "panels", "slopes",
    "layout", "tile", "join", "bundle",
]  # fmt: skip


@pytest.mark.parametrize("name", PASSES)
@given(seeds)
@settings(parent=many, max_examples=15)
def test_a_pass_can_be_left_out(graphs, name, choose):
    computation = graphs.random(choose)
    found = compile_graph(computation, graphs.target, skip=[name])
    for a, b in zip(graphs.values(computation), graphs.values(found.computation), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9)


def test_a_watcher_sees_what_every_pass_made(graphs):
    seen = {}
    x = graphs.argument(0, 8)
    found = graphs.schedule(x * 1.0 + 2.0, watch=seen.__setitem__)
    assert list(seen) == [
        "graph",
        "loops",
        "simplify",
        "factor",
        "lookups",
        "phases",
        "winograd",
        "split",
        "pairs",
        "panels",
        "slopes",
        "layout",
        "fuse",
        "bundle",
        "plan",
    ]
    assert len(toposort(seen["simplify"].outputs)) < len(toposort(seen["graph"].outputs))
    assert seen["bundle"] is found.kernels
    assert seen["plan"] is found.memory


def test_a_pass_that_is_left_out_is_not_seen(graphs):
    seen = []
    graphs.schedule(
        graphs.argument(0, 8) * 1.0, skip=["split"], watch=lambda name, _: seen.append(name)
    )
    assert "split" not in seen
