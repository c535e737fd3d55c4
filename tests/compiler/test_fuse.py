"""Which nodes share a kernel, and which must not."""

from pellucid.graph import apply
from pellucid.graph.node import expand
from pellucid.ops.reduction import widen


def widened(x, axes, like):
    return widen(x, axes, like.shape)


def softmax(x):
    e = apply("exp", x - widened(apply("max", x, axes=(1,)), (1,), x))
    return e / widened(apply("sum", e, axes=(1,)), (1,), x)


def kinds(schedule):
    return [kernel.kind for kernel in schedule.kernels]


def test_an_elementwise_chain_is_one_kernel(graphs):
    x = graphs.argument(0, 8, 5)
    assert kinds(graphs.schedule(apply("exp", x * 2.0) + x)) == ["row"]


def test_softmax_is_one_kernel(graphs):
    found = graphs.schedule(softmax(graphs.argument(0, 32, 10)))
    (kernel,) = found.kernels
    assert kernel.space == (32, 10)
    assert kernel.summed == (1,)
    assert [x.op.name for x in kernel.heavy] == ["max", "sum"]
    assert len(kernel.roots) - len(kernel.internal) == 1


def test_joining_can_be_left_out(graphs):
    x = graphs.argument(0, 32, 10)
    assert len(graphs.schedule(softmax(x), skip=["join"]).kernels) > 1


def test_statistics_along_both_axes_are_apart(graphs):
    x = graphs.argument(0, 32, 10)
    centred = x - widened(apply("sum", x, axes=(1,)), (1,), x)
    both = centred - widened(apply("sum", centred, axes=(0,)), (0,), x)
    found = graphs.schedule(both)
    assert {kernel.summed for kernel in found.kernels} == {(1,), (0,)}


def test_an_update_rides_with_its_gradient(graphs):
    x, g, w = graphs.argument(0, 64, 30), graphs.argument(1, 64, 50), graphs.argument(2, 50, 30)
    gradient = apply("contract", g, x, left="no", right="ni", out="oi")
    found = graphs.schedule(w - gradient * 0.1, updates=[2])
    (kernel,) = found.kernels
    assert kernel.kind == "contract"
    assert list(kernel.writes.values()) == [2]


def test_momentum_and_weight_are_updated_together(graphs):
    x, g = graphs.argument(0, 64, 30), graphs.argument(1, 64, 50)
    w, m = graphs.argument(2, 50, 30), graphs.argument(3, 50, 30)
    gradient = apply("contract", g, x, left="no", right="ni", out="oi")
    momentum = m * 0.9 + gradient
    found = graphs.schedule(momentum, w - momentum * 0.1, updates=[3, 2])
    (kernel,) = found.kernels
    assert set(kernel.writes.values()) == {2, 3}


def test_an_update_that_reads_elsewhere_is_stored_apart_first(graphs):
    x = graphs.argument(0, 8)
    flipped = apply("view", x, shape=(8,), terms=((7, ((0, -1),)),))
    found = graphs.schedule(flipped * 2.0, updates=[0])
    first, second = found.kernels
    assert not first.writes
    assert second.writes
    assert second.level > first.level


def test_two_arguments_that_change_places_are_stored_apart_first(graphs):
    a, b = graphs.argument(0, 8), graphs.argument(1, 8)
    found = graphs.schedule(b * 1.0, a * 1.0, updates=[0, 1])
    reads = [kernel.reads for kernel in found.kernels if kernel.writes]
    assert all(a not in read and b not in read for read in reads)


def test_a_reader_of_the_old_value_comes_first(graphs):
    w, x = graphs.argument(0, 20), graphs.argument(1, 20)
    total = apply("sum", apply("exp", w) * x, axes=(0,))
    found = graphs.schedule(total, w - x, updates=[None, 0])
    reader, writer = sorted(found.kernels, key=lambda kernel: bool(kernel.writes))
    assert reader.level < writer.level


def test_kernels_that_depend_on_nothing_share_a_level(graphs):
    x, y = graphs.argument(0, 20), graphs.argument(1, 7, 3)
    found = graphs.schedule(x * 2.0, apply("sum", y, axes=(0,)), skip=["bundle"])
    assert [kernel.level for kernel in found.kernels] == [0, 0]


def test_adding_to_rows_is_a_kernel_of_its_own(graphs):
    places, rows = graphs.argument(0, 8, dtype="int64"), graphs.argument(1, 8, 4)
    total = apply("scatter_add", places, rows, rows=9)
    assert kinds(graphs.schedule(apply("exp", total)))[-2:] == ["scatter", "row"]


def test_reading_rows_rides_along(graphs):
    table, places = graphs.argument(0, 50, 4), graphs.argument(1, 8, dtype="int64")
    assert kinds(graphs.schedule(apply("exp", apply("gather", table, places)))) == ["row"]


def test_a_kernel_knows_the_lines_that_asked_for_it(graphs):
    x = graphs.argument(0, 32, 10)
    total = apply("sum", x, axes=(1,))
    (kernel,) = graphs.schedule(total).kernels
    assert any(line.file == __file__ for line in kernel.lines())


def test_a_bias_rides_behind_a_product(graphs):
    x, w, b = graphs.argument(0, 64, 30), graphs.argument(1, 30, 50), graphs.argument(2, 50)
    y = apply("contract", x, w, left="nk", right="ko", out="no")
    found = graphs.schedule(apply("maximum", y + expand(b, y.shape), y * 0.0 + 0.0))
    assert kinds(found)[-1] in {"contract", "row"}
    plain = graphs.schedule(apply("tanh", y + expand(b, y.shape)))
    assert kinds(plain) == ["contract"]


def test_two_readers_of_the_same_elements_are_one_kernel(graphs):
    x = graphs.argument(0, 64, 48)
    found = graphs.schedule(apply("exp", x), apply("tanh", x), apply("max", x, axes=(1,)))
    (kernel,) = found.kernels
    assert kernel.summed == (1,)
    assert kernel.why[kernel.roots[1]][0].startswith("joined")


def test_readers_of_other_elements_stay_apart(graphs):
    x = graphs.argument(0, 64, 48)
    rows, columns = apply("sum", x, axes=(1,)), apply("sum", x, axes=(0,))
    found = graphs.schedule(rows, columns, skip=["bundle"])
    assert [kernel.summed for kernel in found.kernels] == [(1,), (0,)]


def test_an_argument_is_overwritten_on_the_last_walk_over_it(graphs):
    """Its mean is subtracted from it in place."""
    x = graphs.argument(0, 64, 48)
    found = graphs.schedule(
        x - widened(apply("sum", x, axes=(1,)) * (1 / 48), (1,), x), updates=[0]
    )
    (kernel,) = found.kernels
    assert list(kernel.writes.values()) == [0]


def test_a_scale_is_overwritten_where_its_row_was_read(graphs):
    """As in batch norm: the gradient of the input reads the old scale, row by row."""
    x, scale = graphs.argument(0, 64, 48), graphs.argument(1, 64)
    total = apply("sum", x, axes=(1,))
    found = graphs.schedule(x * widened(scale, (1,), x), scale - total, updates=[None, 1])
    (kernel,) = found.kernels
    assert list(kernel.writes.values()) == [1]


def test_kernels_that_are_read_together_are_one(graphs):
    x, g = graphs.argument(0, 64, 48), graphs.argument(1, 64, 48)
    largest, total = apply("max", x, axes=(1,)), apply("sum", g, axes=(1,))
    both = x * widened(total, (1,), x) + g * widened(largest, (1,), x)
    (kernel,) = graphs.schedule(both).kernels
    assert {node.op.name for node in kernel.heavy} == {"max", "sum"}
