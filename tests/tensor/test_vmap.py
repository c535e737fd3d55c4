"""vmap(f) is the stack of f, whatever f is, and says clearly where it cannot be."""

from typing import NamedTuple

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, IndexingError, PellucidError, ShapeError, TraceError

X = np.random.default_rng(0).normal(size=(4, 3, 5))
W = np.random.default_rng(1).normal(size=(5, 6))

FUNCTIONS = {
    "elementwise": lambda x: pel.exp(x) * 2 - x,
    "constant": lambda x: pel.ones(3),
    "reduction": lambda x: x.sum(axis=0) - x.max(),
    "softmax": lambda x: pel.softmax(x, axis=0),
    "product": lambda x: x @ W,
    "product with itself": lambda x: x @ x.T,
    "einsum": lambda x: pel.einsum("ij,ij->j", x, x),
    "views": lambda x: pel.flip(x[1:, ::2]).T,
    "padding": lambda x: pel.pad(x, [(1, 0), (0, 2)], 1.5),
    "joined": lambda x: pel.concat([x, x * 2], axis=1),
    "positions": lambda x: x.argmax(axis=1),
    "rows": lambda x: pel.take(x, x.argmax(axis=0), axis=0),
    "rows of one table": lambda x: pel.take(pel.asarray(W), x.argmax(axis=1), axis=0),
    "one hot": lambda x: pel.one_hot(x.argmax(axis=1), 7),
    "written": lambda x: pel.where(x > 0, x, pel.arange(5) * 1.0),
    "windows": lambda x: pel.windows(x, [1], [3], [2], [1]).sum(axis=-1),
    "variance": lambda x: x.var(axis=(0, 1)),
    "cast": lambda x: (x * 10).astype("int32") % 7,
    "sorted out": lambda x: pel.take_along_axis(x, (x > 0).astype("int64"), axis=1),
}


def stacked(function, x):
    return np.stack([np.asarray(function(pel.Tensor(row))) for row in x])


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("compiled", [False, True])
def test_it_is_the_stack_of_the_function(name, compiled):
    function = FUNCTIONS[name]
    over = pel.compile(pel.vmap(function)) if compiled else pel.vmap(function)
    found, wanted = over(pel.Tensor(X)).numpy(), stacked(function, X)
    assert found.dtype == wanted.dtype
    np.testing.assert_allclose(found, wanted, rtol=1e-12)


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"positions", "one hot", "cast"}))
def test_its_gradient_is_the_stack_of_gradients(name):
    def loss(x):
        y = FUNCTIONS[name](x)
        return (y * pel.sin(y)).sum()

    wanted = stacked(pel.grad(loss), X)
    inner = pel.vmap(pel.grad(loss))(pel.Tensor(X)).numpy()
    outer = pel.grad(lambda x: pel.vmap(loss)(x).sum())(pel.Tensor(X)).numpy()
    np.testing.assert_allclose(inner, wanted, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(outer, wanted, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
@pytest.mark.parametrize("out", [0, 1, -1])
def test_examples_lie_along_any_axis(axis, out):
    found = pel.vmap(lambda x: x.T * 2, in_axes=axis, out_axes=out)(pel.Tensor(X)).numpy()
    wanted = np.stack([2 * x.T for x in np.moveaxis(X, axis, 0)], axis=out)
    np.testing.assert_array_equal(found, wanted)


def test_some_arguments_are_the_same_for_all():
    x, z = pel.Tensor(X), pel.Tensor(X[0])
    found = pel.vmap(lambda a, b, c: a * b + c, in_axes=(0, None, None))(x, z, 2.0)
    np.testing.assert_allclose(found.numpy(), X * X[0] + 2, rtol=1e-14)


def test_arguments_by_name_are_mapped_along_their_first_axis():
    found = pel.vmap(lambda a, *, b: a - b)(X, b=pel.Tensor(X[:, 0, 0]))
    np.testing.assert_array_equal(found.numpy(), X - X[:, 0, 0][:, None, None])


class Pair(NamedTuple):
    a: object
    b: object


def test_arguments_and_results_are_trees():
    tree = {"x": pel.Tensor(X), "more": [Pair(pel.Tensor(X[:, 0]), None)]}

    def function(t):
        (pair,) = t["more"]
        assert pair.b is None
        return {"sum": t["x"].sum() + pair.a.sum()}, Pair(pair.a, "text")

    found, pair = pel.vmap(function)(tree)
    np.testing.assert_allclose(
        found["sum"].numpy(), X.sum(axis=(1, 2)) + X[:, 0].sum(axis=1), rtol=1e-12
    )
    assert isinstance(pair, Pair)
    assert pair.b == "text"
    axes = ({"x": 1, "more": None},)
    shapes = pel.vmap(lambda t: (t["x"] * 1, t["more"][0].a * 1), in_axes=axes)(tree)
    assert [x.shape for x in shapes] == [(3, 4, 5), (3, 4, 5)]


def test_results_lie_where_each_is_wanted():
    found = pel.vmap(lambda x: (x, {"y": x, "z": pel.ones(2)}), out_axes=(1, {"y": -1, "z": None}))
    x, rest = found(pel.Tensor(X[:, :, 0]))
    assert (x.shape, rest["y"].shape, rest["z"].shape) == ((3, 4), (3, 4), (2,))


def test_it_nests():
    a, b = pel.Tensor(X[0]), pel.Tensor(X[1])
    outer = pel.vmap(pel.vmap(lambda x, y: (x * y).sum(), in_axes=(None, 0)), in_axes=(0, None))
    np.testing.assert_allclose(outer(a, b).numpy(), X[0] @ X[1].T, rtol=1e-12)
    np.testing.assert_allclose(pel.compile(outer)(a, b).numpy(), X[0] @ X[1].T, rtol=1e-12)
    by_three = pel.vmap(pel.vmap(pel.vmap(lambda x: x * x + a[0, 0])))(pel.Tensor(X))
    np.testing.assert_allclose(by_three.numpy(), X * X + X[0, 0, 0], rtol=1e-15)


def test_a_captured_function_inside_is_part_of_it():
    inner = pel.compile(lambda x: pel.tanh(x) @ W)
    np.testing.assert_allclose(
        pel.vmap(inner)(pel.Tensor(X)).numpy(), stacked(inner, X), rtol=1e-12
    )


def test_a_number_of_examples_can_be_given():
    found = pel.vmap(lambda: pel.random.normal(3), axis_size=5)()
    assert found.shape == (5, 3)
    assert pel.vmap(lambda x: x, in_axes=None, axis_size=2)(pel.ones(3)).shape == (2, 3)


def test_of_no_examples_there_are_no_results():
    assert pel.vmap(lambda x: pel.tanh(x) @ W)(pel.zeros((0, 3, 5))).shape == (0, 3, 6)


def test_gradients_go_back_to_parameters_read_inside():
    w = pel.Parameter(W)
    pel.vmap(lambda x: (x @ w).sum())(pel.Tensor(X)).sum().backward()
    np.testing.assert_allclose(w.grad.numpy(), np.repeat(X.sum((0, 1))[:, None], 6, 1), rtol=1e-12)


def test_gradients_of_examples_one_by_one():
    net = nn.Sequential(nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 1))
    x = pel.Tensor(X[0].astype(np.float32))
    found = pel.vmap(pel.grad(lambda m, v: m(v).sum()), in_axes=(None, 0))(net, x)
    assert isinstance(found, nn.Sequential)
    alone = [pel.grad(lambda m, v: m(v).sum())(net, x[i]) for i in range(3)]
    for name, y in found.named_parameters():
        wanted = [dict(m.named_parameters())[name].numpy() for m in alone]
        np.testing.assert_allclose(y.numpy(), np.stack(wanted), rtol=1e-5, atol=1e-6)
    assert [y.shape[0] for y in found.parameters()] == [3] * 4


def test_many_modules_are_run_at_once():
    """An ensemble: one module whose parameters are those of all members, stacked."""
    members = [nn.Linear(5, 2) for _ in range(3)]
    together = nn.Linear(5, 2)
    for name in ("weight", "bias"):
        setattr(
            together, name, pel.Parameter(np.stack([getattr(m, name).numpy() for m in members]))
        )
    x = pel.Tensor(X[0].astype(np.float32))
    found = pel.vmap(nn.Linear.__call__, in_axes=(0, None))(together, x)
    wanted = np.stack([m(x).numpy() for m in members])
    np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-5, atol=1e-6)


def wrong(match, error=ShapeError):
    return pytest.raises(error, match=match)


def test_what_cannot_be_mapped_is_refused():
    x = pel.Tensor(X)
    with wrong("numbers of examples differ, 3 and 4"):
        pel.vmap(lambda a, b: a)(x, x[0])
    with wrong("numbers of examples differ, 4 and 9"):
        pel.vmap(lambda a: a, axis_size=9)(x)
    with wrong("a number has no axis", ArgumentError):
        pel.vmap(lambda a, b: a * b)(x, 2.0)
    with wrong("a number has no axis", IndexingError):
        pel.vmap(lambda a: a)(pel.asarray(1.0))
    with wrong("there is no axis 3", IndexingError):
        pel.vmap(lambda a: a, in_axes=3)(x)
    with wrong("in_axes does not fit", ArgumentError):
        pel.vmap(lambda a: a, in_axes=(0, 0))(x)
    with wrong("no argument is mapped", ArgumentError):
        pel.vmap(lambda a: a, in_axes=None)(x)
    with wrong("differs from example to example", ArgumentError):
        pel.vmap(lambda a: a, out_axes=None)(x)


@pytest.mark.parametrize(
    "reads",
    [
        lambda x: x if x.sum() > 0 else -x,
        lambda x: x * float(x.sum()),
        lambda x: x * x.numpy(),
        lambda x: x[int(x.argmax())],
    ],
)
@pytest.mark.parametrize("compiled", [False, True])
def test_a_value_cannot_be_read_inside(reads, compiled):
    over = pel.vmap(reads)
    with pytest.raises(TraceError, match="inside"):
        (pel.compile(over) if compiled else over)(pel.Tensor(X[:, 0]))


def test_a_value_of_all_examples_cannot_be_assigned_to_state():
    total = pel.Parameter(0.0)
    with pytest.raises(TraceError, match="value of its own for each example"):
        pel.vmap(total.assign)(pel.ones(3))
    assert total.item() == 0
    pel.vmap(lambda x: total.assign(total + 1) * x)(pel.ones(3))
    assert total.item() == 1


def test_a_value_kept_from_inside_says_what_it_is():
    kept = []
    pel.vmap(lambda x: kept.append(x * 2) or x)(pel.ones(3))
    with pytest.raises(PellucidError, match="one for each example"):
        kept[0].numpy()
    texts = []
    pel.vmap(lambda x: texts.append(repr(x)) or x)(pel.ones((3, 2)))
    assert texts == ["Tensor(f32[2], one of many in vmap)"]
    count = pel.Parameter(0.0)
    step = pel.compile(lambda: count.assign(count + 1))
    step()  # an update computes what waits for the old value: not what never can be
    assert count.item() == 1
