"""How contractions of typical shapes are computed."""

import numpy as np
import pytest

from pellucid.compiler.contraction import BY_ROWS, by_rows, plan_contractions, plans_for
from pellucid.compiler.copy import Copy
from pellucid.compiler.layout import Layouts
from pellucid.graph import apply, toposort


def product(graphs, left, right, spec, batch=None, dtype="float32"):
    own, other, out = spec
    a = graphs.argument(0, *left, batch=batch, dtype=dtype)
    b = graphs.argument(1, *right, dtype=dtype)
    return apply("contract", a, b, left=own, right=other, out=out)


def plan(graphs, node, order=None):
    layouts = Layouts([node])
    return plans_for(node, order or layouts.order(node), layouts, graphs.target)[0]


SHAPES = {
    # name: (left, right, labels, (kind, lanes, which operand is copied))
    "a matrix product": ((96, 80), (80, 64), ("mk", "kn", "mn"), ("outer", "n", [])),
    "turned left operand": ((80, 96), (80, 64), ("km", "kn", "mn"), ("outer", "n", [])),
    "turned right operand": ((96, 80), (64, 80), ("mk", "nk", "mn"), ("outer", "n", [1])),
    "batches": ((5, 32, 40), (5, 40, 24), ("bmk", "bkn", "bmn"), ("outer", "n", [])),
    "a matrix and a list": ((500, 600), (600,), ("mk", "k", "m"), ("dot", "k", [])),
    "a list and a matrix": ((600,), (600, 500), ("k", "kn", "n"), ("outer", "n", [])),
    "every pair": ((100,), (200,), ("m", "n", "mn"), ("outer", "n", [])),
    "one number": ((9000,), (9000,), ("k", "k", ""), ("dot", "k", [])),
    "a few long sums": ((3, 5000), (4, 5000), ("mk", "nk", "mn"), ("dot", "k", [])),
    "something tiny": ((4, 5), (5, 6), ("mk", "kn", "mn"), ("row", "", [])),
    "nothing": ((0, 5), (5, 6), ("mk", "kn", "mn"), ("row", "", [])),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_typical_shape_gets_its_kind(graphs, name):
    left, right, labels, (kind, lanes, copied) = SHAPES[name]
    found = plan(graphs, product(graphs, left, right, labels))
    assert (found.kind, found.lanes) == (kind, lanes)
    assert [side for side, _ in found.copies] == copied


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "bfloat16"])
def test_narrow_numbers_are_summed_by_rows(graphs, dtype):
    node = product(graphs, (96, 80), (80, 64), ("mk", "kn", "mn"), dtype=dtype)
    assert plan(graphs, node).kind == "row"


@pytest.mark.parametrize("dtype", ["float64", "int32", "int64"])
def test_wide_numbers_get_tiles(graphs, dtype):
    node = product(graphs, (96, 80), (80, 64), ("mk", "kn", "mn"), dtype=dtype)
    assert plan(graphs, node).kind == "outer"


def test_rows_far_apart_are_packed_into_panels(graphs):
    node = product(graphs, (512, 1024), (1024, 1024), ("mk", "kn", "mn"))
    ((side, packed),) = plan(graphs, node).copies
    assert side == 1
    assert any(isinstance(x.op, Copy) for x in toposort([packed]))


def test_what_is_turned_is_packed_at_once(graphs):
    node = product(graphs, (300, 700), (512, 700), ("mk", "nk", "mn"))
    ((side, packed),) = plan(graphs, node).copies
    (copied,) = [x for x in toposort([packed]) if isinstance(x.op, Copy)]
    assert (side, copied.shape) == (1, (512 // 64, 64, 700))


@pytest.mark.parametrize(("summed", "rows"), [(1024, 512), (1024, 500), (1000, 512)])
def test_sums_over_very_many_rows_are_gathered_first(graphs, summed, rows):
    node = product(graphs, (summed, rows), (summed, 512), ("km", "kn", "mn"))
    gathered = [x for side, x in plan(graphs, node).copies if side == 0]
    assert bool(gathered) == (summed >= 1024 and rows >= 512)
    assert all(x.op.order == (1, 0) for x in gathered)


def test_rows_that_do_not_fill_vectors_run_on_into_the_next(graphs):
    """Of 24 columns, vectors of 16 fill three for two rows; of 32 they need not."""
    for width, lanes in ((24, "xy"), (32, "y")):
        x, w = graphs.argument(0, 2, 8, 12, width + 2), graphs.argument(1, 6, 8, 3, 3)
        terms = ((0, ((0, 1),)), (0, ((1, 1),)), (0, ((2, 1), (4, 1))), (0, ((3, 1), (5, 1))))
        windows = apply("view", x, shape=(2, 8, 10, width, 3, 3), terms=terms)
        node = apply("contract", windows, w, left="ncxypq", right="ocpq", out="noxy")
        found = plan(graphs, node)
        assert (found.kind, found.lanes, found.copies) == ("outer", lanes, ())


def test_a_stride_copies_the_picture_and_not_its_windows(graphs):
    x, w = graphs.argument(0, 2, 8, 33, 65), graphs.argument(1, 6, 8, 3, 3)
    terms = ((0, ((0, 1),)), (0, ((1, 1),)), (0, ((2, 2), (4, 1))), (0, ((3, 2), (5, 1))))
    windows = apply("view", x, shape=(2, 8, 16, 32, 3, 3), terms=terms)
    found = plan(graphs, apply("contract", windows, w, left="ncxypq", right="ocpq", out="noxy"))
    ((_, operand),) = found.copies
    (copied,) = [n for n in toposort([operand]) if isinstance(n.op, Copy)]
    assert copied.spec.size <= 2 * 8 * 33 * 66


def test_results_side_by_side_meet_as_a_vector(graphs):
    node = product(graphs, (16, 784), (256, 784), ("mk", "nk", "mn"))
    found = plan(graphs, node)
    assert (found.kind, found.meeting, found.copies) == ("dot", "n", ())


def test_examples_are_the_lanes_of_a_layer(graphs):
    x = graphs.argument(0, 64, 60, batch=0)
    hidden = apply("exp", x)
    w = graphs.argument(1, 50, 60)
    node = apply("contract", hidden, w, left="nk", right="ok", out="no")
    found = plan(graphs, node)
    assert (found.kind, found.lanes, found.copies) == ("outer", "n", ())


def test_the_gradient_of_weights_of_a_convolution_sums_along_the_lanes(graphs):
    """Examples lie last in both operands, and are summed over."""
    x = apply("exp", graphs.argument(0, 32, 4, 10, 10, batch=0))
    windows = apply(
        "view", x, shape=(32, 4, 8, 8, 3, 3),
        terms=((0, ((0, 1),)), (0, ((1, 1),)), (0, ((2, 1), (4, 1))), (0, ((3, 1), (5, 1)))),
    )  # fmt: skip
    g = apply("exp", graphs.argument(1, 32, 6, 8, 8, batch=0))
    node = apply("contract", g, windows, left="noxy", right="ncxypq", out="ocpq")
    found = plan(graphs, node)
    assert (found.kind, found.lanes, found.copies) == ("dot", "n", ())


@pytest.mark.parametrize("value", [0.0, 1.5])
@pytest.mark.parametrize(("before", "after"), [((14, 14), (0, 0)), ((0, 0), (3, 2))])
def test_padding_of_any_value_counts(graphs, value, before, after):
    """Zeros become bounds of a loop; anything else is copied with the operand."""
    a, b = graphs.argument(0, 30, 40), graphs.argument(1, 40 + sum(before), 20)
    wide = apply("pad", a, widths=(after, before), value=value)
    wanted = graphs.computation(apply("contract", wide, b, left="mk", right="kn", out="mn"))
    found = graphs.schedule(*wanted.outputs)
    copied = [x for x in toposort(found.computation.outputs) if isinstance(x.op, Copy)]
    assert len(copied) == (1 if not value and before == (14, 14) else 2)
    np.testing.assert_allclose(
        graphs.values(wanted)[0], graphs.values(found.computation)[0], rtol=1e-4, atol=1e-4
    )


def test_without_tiles_every_contraction_is_a_sum_of_products(graphs):
    wanted = graphs.computation(product(graphs, (96, 80), (80, 64), ("mk", "kn", "mn")))
    layouts = Layouts(wanted.outputs)
    found, plans = plan_contractions(wanted, layouts, graphs.target, by_rows)
    assert plans == {}
    assert [x.op.name for x in toposort(found.outputs)][-2:] == ["multiply", "sum"]
    assert BY_ROWS.kind == "row"
    np.testing.assert_allclose(
        graphs.values(wanted)[0], graphs.values(found)[0], rtol=1e-3, atol=1e-4
    )
