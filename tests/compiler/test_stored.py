"""What lives in memory, and why; all else is computed where it is read."""

from pellucid.compiler.copy import copy
from pellucid.compiler.stored import stored
from pellucid.graph import apply
from pellucid.graph.node import expand


def linear(graphs):
    x, w = graphs.argument(0, 32, 6), graphs.argument(1, 5, 6)
    return apply("contract", x, w, left="nk", right="ok", out="no")


def repeated(x, count):
    return apply("view", x, shape=(count, *x.shape), terms=((0, ((1, 1),)),))


def test_an_elementwise_chain_is_stored_at_its_end_only(graphs):
    x = graphs.argument(0, 8)
    end = apply("exp", x * 2.0) + 1.0
    assert stored([end]).nodes == {end}


def test_a_contraction_absorbs_what_follows_it(graphs):
    product = linear(graphs)
    end = apply("maximum", product + 1.0, expand(graphs.argument(2), product.shape))
    found = stored([end])
    assert found.nodes == {end}
    assert found.root == {product: end}


def test_a_contraction_read_twice_is_stored(graphs):
    product = linear(graphs)
    end = apply("exp", product) + product
    found = stored([end])
    assert found.nodes == {product, end}
    assert found.why[product][0] == "read by 2 expressions"


def test_a_contraction_read_elsewhere_is_stored(graphs):
    product = linear(graphs)
    turned = apply("view", product, shape=(5, 32), terms=((0, ((1, 1),)), (0, ((0, 1),))))
    found = stored([end := apply("exp", turned)])
    assert found.nodes == {product, end}
    assert found.why[product] == ("read at other indices by", turned)


def test_two_contractions_do_not_share_a_loop(graphs):
    a, b = linear(graphs), apply(
        "contract", graphs.argument(2, 32, 7), graphs.argument(3, 5, 7),
        left="nk", right="ok", out="no",
    )  # fmt: skip
    found = stored([end := a + b])
    assert end in found.nodes
    assert len({a, b} & found.nodes) == 1


def test_two_reductions_of_the_same_axes_share_one(graphs):
    x = graphs.argument(0, 32, 6)
    a, b = apply("sum", x, axes=(1,)), apply("max", x, axes=(1,))
    found = stored([end := a + b])
    assert found.nodes == {end}
    assert found.root == {a: end, b: end}


def test_operands_of_a_contraction_are_stored_below_their_views(graphs):
    hidden = apply("exp", graphs.argument(0, 6, 32))
    turned = apply("view", hidden, shape=(32, 6), terms=((0, ((1, 1),)), (0, ((0, 1),))))
    w = graphs.argument(1, 5, 6)
    product = apply("contract", turned, w, left="nk", right="ok", out="no")
    assert stored([product]).nodes == {product, hidden}


def test_what_is_read_at_places_that_are_data_is_stored(graphs):
    table = apply("exp", graphs.argument(0, 50, 4))
    places = graphs.argument(1, 8, dtype="int64")
    assert table in stored([apply("gather", table, places)]).nodes


def test_adding_to_rows_stores_operands_and_result(graphs):
    places, rows = graphs.argument(0, 8, dtype="int64"), graphs.argument(1, 8, 4)
    updates = apply("exp", rows)
    total = apply("scatter_add", places, updates, rows=9)
    assert stored([end := total * 2.0]).nodes == {updates, total, end}


def test_what_is_dear_and_read_twice_is_stored(graphs):
    x = graphs.argument(0, 8)
    dear = apply("exp", apply("sin", apply("tanh", x)))
    cheap = x * 2.0
    found = stored([dear + 1.0, dear * 2.0, cheap + 1.0, cheap * 3.0]).nodes
    assert dear in found
    assert cheap not in found


def test_what_is_dear_and_read_through_a_repeating_view_is_stored(graphs):
    x = graphs.argument(0, 8)
    dear, cheap = apply("exp", x), x * 2.0
    assert dear in stored([repeated(dear, 100) + 1.0]).nodes
    assert cheap not in stored([repeated(cheap, 100) + 1.0]).nodes


def test_sources_are_never_stored(graphs):
    x = graphs.argument(0, 8)
    assert stored([x]).nodes == set()
    assert stored([copy(x)]).nodes == {copy(x)}


def test_everything_stored_has_a_reason(graphs):
    product = linear(graphs)
    end = apply("exp", product) + product
    found = stored([copy(end)])
    assert all(found.why[node][0] for node in found.nodes)
