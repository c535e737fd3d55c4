"""Rules for pads: both sides read the same elements."""

import numpy as np
import pytest

from pellucid.compiler.pads import read_inside_pad
from pellucid.graph import apply, evaluate

WIDTHS = ((1, 2), (0, 0), (3, 0))


def padded(graphs):
    x = graphs.argument(0, 4, 3, 5)
    return x, apply("pad", x, widths=WIDTHS, value=7.0)


INSIDE = {
    "all of it": ((4, 3, 5), ((1, ((0, 1),)), (0, ((1, 1),)), (3, ((2, 1),)))),
    "backwards": ((4, 3, 5), ((4, ((0, -1),)), (0, ((1, 1),)), (7, ((2, -1),)))),
    "turned": ((5, 2), ((1, ((1, 2),)), (2, ()), (3, ((0, 1),)))),
    "windows": ((3, 3, 2, 2), ((1, ((0, 1), (2, 1))), (0, ((1, 1),)), (4, ((3, 2),)))),
}
OUTSIDE = {
    "before": ((4, 3, 5), ((0, ((0, 1),)), (0, ((1, 1),)), (3, ((2, 1),)))),
    "after": ((5, 3, 5), ((1, ((0, 1),)), (0, ((1, 1),)), (3, ((2, 1),)))),
}


@pytest.mark.parametrize("name", INSIDE)
def test_a_view_of_what_lies_inside_needs_no_pad(graphs, name):
    shape, terms = INSIDE[name]
    x, pad = padded(graphs)
    view = apply("view", pad, shape=shape, terms=terms)
    found = read_inside_pad(view)
    assert found.inputs == (x,)
    given = {x: np.random.default_rng(0).normal(size=(4, 3, 5)).astype(np.float32)}
    for a, b in zip(evaluate([view], given), evaluate([found], given), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_view_that_reads_the_value_around_keeps_the_pad(graphs, name):
    shape, terms = OUTSIDE[name]
    view = apply("view", padded(graphs)[1], shape=shape, terms=terms)
    assert read_inside_pad(view) is view
