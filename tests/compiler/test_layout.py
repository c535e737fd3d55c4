"""The axis that counts examples is carried through a graph, and lies last in memory."""

import pytest

from pellucid.compiler.copy import copy
from pellucid.compiler.layout import FEWEST_EXAMPLES, Layouts
from pellucid.core.dtypes import float32
from pellucid.graph import apply
from pellucid.graph.node import expand

KEPT = {
    "elementwise": (lambda x: apply("exp", x), 0),
    "transposed": (
        lambda x: apply("view", x, shape=(6, 32), terms=((0, ((1, 1),)), (0, ((0, 1),)))),
        1,
    ),
    "with an axis more": (lambda x: apply("reshape", x, shape=(32, 2, 3)), 0),
    "an axis of size 1 before": (lambda x: apply("reshape", x, shape=(1, 32, 6)), 1),
    "padded beside": (lambda x: apply("pad", x, widths=((0, 0), (1, 1))), 0),
    "reduced over features": (lambda x: apply("sum", x, axes=(1,)), 0),
    "windows of features": (
        lambda x: apply("view", x, shape=(32, 4, 3), terms=((0, ((0, 1),)), (0, ((1, 1), (2, 1))))),
        0,
    ),
}
LOST = {
    "reduced over examples": lambda x: apply("sum", x, axes=(0,)),
    "padded with examples": lambda x: apply("pad", x, widths=((1, 1), (0, 0))),
    "every second example": lambda x: apply(
        "view", x, shape=(16, 6), terms=((0, ((0, 2),)), (0, ((1, 1),)))
    ),
    "flattened": lambda x: apply("reshape", x, shape=(192,)),
}


@pytest.mark.parametrize("name", KEPT)
def test_examples_are_followed(graphs, name):
    build, axis = KEPT[name]
    found = build(graphs.argument(0, 32, 6, batch=0))
    layouts = Layouts([found])
    assert layouts.batch[found] == axis
    assert layouts.order(found)[-1] == axis


@pytest.mark.parametrize("name", LOST)
def test_examples_are_lost(graphs, name):
    found = LOST[name](graphs.argument(0, 32, 6, batch=0))
    layouts = Layouts([found])
    assert layouts.batch[found] is None
    assert layouts.order(found) == tuple(range(len(found.shape)))


def test_a_contraction_keeps_the_label_of_examples(graphs):
    x, w = graphs.argument(0, 32, 6, batch=0), graphs.argument(1, 5, 6)
    forward = apply("contract", x, w, left="nk", right="ok", out="no")
    gradient = apply("contract", x, forward, left="nk", right="no", out="ok")
    layouts = Layouts([gradient])
    assert layouts.order(forward) == (1, 0)
    assert layouts.order(gradient) == (0, 1)


def test_rows_read_at_places_of_examples_belong_to_examples(graphs):
    table, places = graphs.argument(0, 50, 4), graphs.argument(1, 32, dtype="int64", batch=0)
    assert Layouts([found := apply("gather", table, places)]).batch[found] == 0


def test_arguments_stay_row_major(graphs):
    x = graphs.argument(0, 32, 6, batch=0)
    assert Layouts([x]).order(x) == (0, 1)


def test_few_examples_are_not_put_last(graphs):
    few = apply("exp", graphs.argument(0, FEWEST_EXAMPLES - 1, 6, batch=0))
    enough = apply("exp", graphs.argument(1, FEWEST_EXAMPLES, 6, batch=0))
    layouts = Layouts([few, enough])
    assert layouts.order(few) == (0, 1)
    assert layouts.order(enough) == (1, 0)


def test_the_pass_can_be_left_out(graphs):
    found = apply("exp", graphs.argument(0, 32, 6, batch=0))
    assert Layouts([found], examples_last=False).order(found) == (0, 1)


def test_a_copy_lies_as_it_was_asked_to(graphs):
    found = copy(graphs.argument(0, 32, 6, batch=0), (1, 0))
    assert Layouts([found]).order(found) == (1, 0)


def test_of_two_kinds_of_examples_the_first_counts(graphs):
    x, y = graphs.argument(0, 32, 6, batch=0), graphs.argument(1, 32, 6)
    assert Layouts([found := x + y]).batch[found] == 0
    row = graphs.argument(2, 6)
    assert Layouts([found := expand(row, (32, 6)) * x]).batch[found] == 0
    assert found.dtype == float32
