"""Nodes: equal expressions are one object, walks keep inputs before users, text shows it all."""

import math
import weakref

import pytest

from pellucid.core.dtypes import float32, int8, int64, uint8
from pellucid.core.errors import DTypeError, ShapeError
from pellucid.core.spec import Spec
from pellucid.graph import OPS, apply, rebuild, show, toposort
from pellucid.graph.node import INTERNED, combine, expand, node, scalar
from pellucid.graph.order import users, with_inputs
from pellucid.ops.source import Input


def argument(slot=0, shape=(3, 4), dtype=float32):
    return node(Input(slot, Spec(shape, dtype)))


def test_equal_expressions_are_one_object():
    x, z = argument(0), argument(1)
    assert apply("add", x, z) is apply("add", x, z)
    assert apply("add", x, z) is not apply("add", z, x)
    assert apply("sum", x, axes=(0,)) is apply("sum", x, axes=(0,))
    assert apply("sum", x, axes=(0,)) is not apply("sum", x, axes=(1,))


def test_constants_are_told_apart_by_their_bits():
    zero, minus = scalar(0.0, float32), scalar(-0.0, float32)
    assert zero is not minus
    assert math.copysign(1, minus.op.value) == -1
    assert scalar(math.nan, float32) is scalar(float("nan"), float32)
    assert scalar(1, int64) is not scalar(1.0, float32)
    assert (scalar(300, uint8).op.value, scalar(200, int8).op.value) == (44, -56)


def test_nodes_nobody_holds_are_gone():
    inner = apply("sin", argument(7, (2, 2)))
    outer = apply("exp", inner)
    gone = [weakref.ref(inner), weakref.ref(outer)]
    assert outer in INTERNED.values()
    del inner
    assert gone[0]() is outer.inputs[0]
    del outer
    assert [x() for x in gone] == [None, None]


def test_inputs_stand_before_users():
    x = argument()
    y = apply("exp", x)
    z = apply("add", y, apply("negative", y))
    order = toposort([z, y])
    assert [n.op.name for n in order] == ["input", "exp", "negative", "add"]
    assert len(toposort([z], known={y})) == 2  # what only known nodes need is left out
    assert users(order)[y] == [order[2], z]
    assert users(order)[z] == []


def test_a_walk_is_as_deep_as_the_graph():
    x = argument()
    for _ in range(20_000):
        x = apply("negative", x)
    assert len(toposort([x])) == 20_001
    (found,) = rebuild([x], replaced={argument(): argument(1)})
    assert found is not x


def test_a_graph_is_rebuilt_where_it_changes():
    x, z = argument(0), argument(1)
    kept, changed = apply("exp", z), apply("sin", x)
    root = apply("add", kept, changed)
    (found,) = rebuild([root], replaced={x: z})
    assert found.inputs[0] is kept
    assert found.inputs[1] is apply("sin", z)
    assert rebuild([root]) == [root]
    assert with_inputs(root, root.inputs) is root


def test_numbers_and_nodes_broadcast():
    x = argument(0, (3, 1))
    found = combine("add", x, argument(1, (4,)))
    assert found.shape == (3, 4)
    assert (1.0 - x).shape == (3, 1)
    assert expand(x, (3, 1)) is x
    assert expand(x, (2, 3, 5)).shape == (2, 3, 5)


def test_operands_that_do_not_fit_are_refused():
    x = argument()
    with pytest.raises(ShapeError):
        apply("add", x, argument(1, (4, 3)))
    with pytest.raises(DTypeError):
        apply("add", x, argument(1, dtype=int64))
    with pytest.raises(ShapeError):
        combine("add", x, argument(1, (5,)))


def test_a_node_knows_the_line_that_made_it():
    file, line, function = apply("cos", argument(3)).line[:3]
    assert file.endswith("test_nodes.py")
    assert line > 0
    assert function == "test_a_node_knows_the_line_that_made_it"


def test_a_graph_is_shown_line_by_line():
    x = argument()
    text = show([apply("sum", x * 2.0, axes=(1,))])
    assert [line.split(":")[1].strip() for line in text.splitlines()][-1] == "f32[3]"
    assert "input(#0)" in text
    assert "sum(" in text


@pytest.mark.parametrize("name", sorted(OPS))
def test_a_primitive_says_all_that_must_be_said(name):
    kind = OPS[name]
    abstract = [n for n in dir(kind) if getattr(getattr(kind, n), "__isabstractmethod__", False)]
    assert not abstract


def test_operations_are_told_apart_by_class_and_parameters():
    assert OPS["exp"]() == OPS["exp"]() != OPS["log"]()
    assert hash(OPS["exp"]()) == hash(OPS["exp"]())
    assert OPS["sum"]((0,)) == OPS["sum"]((0,)) != OPS["max"]((0,))
    assert OPS["sum"]((0,)) != OPS["sum"]((1,))
