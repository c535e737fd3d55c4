"""Gradients, products with the Jacobian, Jacobians and Hessians: against differences, against each
other, inside and outside captured functions, over trees.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError

RANDOM = np.random.default_rng(0)
X, Z = RANDOM.normal(size=5), RANDOM.normal(size=(5, 3))
STEP = 1e-6


def function(x):
    """Several of everything: products, reductions, views, a choice."""
    y = pel.tanh(x @ Z)
    return pel.concat([y, pel.where(y > 0, pel.exp(y), y * y)]) * x.prod()


def loss(x):
    return (function(x) ** 2).sum()


def differences(f, x):
    """The Jacobian of a function of an array, from its values."""
    columns = []
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += STEP
        down[i] -= STEP
        columns.append((np.asarray(f(pel.Tensor(up))) - np.asarray(f(pel.Tensor(down)))) / 2 / STEP)
    shape = np.asarray(f(pel.Tensor(x))).shape
    return np.stack(columns, -1).reshape(*shape, *x.shape)


def close(found, wanted, digits=1e-6):
    np.testing.assert_allclose(np.asarray(found), wanted, rtol=digits, atol=digits)


WAYS = [lambda f: f, pel.compile]


@pytest.mark.parametrize("way", WAYS)
def test_jacobians_are_differences(way):
    wanted = differences(function, X)
    for transform in (pel.jacobian, pel.jacrev, pel.jacfwd):
        close(way(transform(function))(pel.Tensor(X)), wanted)


@pytest.mark.parametrize("way", WAYS)
def test_a_hessian_is_the_jacobian_of_the_gradient(way):
    wanted = differences(pel.grad(loss), X)
    close(way(pel.hessian(loss))(pel.Tensor(X)), wanted)
    close(pel.jacobian(pel.grad(loss))(X), wanted)
    close(pel.jacrev(pel.jacfwd(loss))(X), wanted)


@pytest.mark.parametrize("way", WAYS)
def test_products_with_the_jacobian(way):
    wanted = differences(function, X)
    u, v = RANDOM.normal(size=6), RANDOM.normal(size=5)
    y, change = way(lambda x, t: pel.jvp(function, (x,), (t,)))(X, v)
    close(y, function(pel.Tensor(X)).numpy())
    close(change, wanted @ v)
    y, pull = pel.vjp(function, X)
    close(pull(u)[0], u @ wanted)
    close(way(lambda x, g: pel.vjp(function, x)[1](g)[0])(X, u), u @ wanted)


def test_they_nest():
    """The third derivative of a power, in every way."""
    cube = lambda x: x**3  # noqa: E731
    along = lambda f: lambda x: pel.jvp(f, (x,), (1.0,))[1]  # noqa: E731
    for a in (pel.grad, along):
        for b in (pel.grad, along):
            for c in (pel.grad, along):
                assert a(b(c(cube)))(2.0).item() == pytest.approx(6.0)
                assert pel.compile(a(b(c(cube))))(2.0).item() == pytest.approx(6.0)
    hessians = pel.vmap(pel.hessian(loss))(pel.Tensor(np.stack([X, X * 2])))
    close(hessians[1], np.asarray(pel.hessian(loss)(X * 2)), 1e-9)


def test_forward_mode_costs_as_little_as_the_function():
    """What the first walk back made, and the second does not need, is gone."""
    from pellucid.tensor.seeing.explain import explain

    chain = lambda x: pel.exp(pel.sin(x)) * x  # noqa: E731
    text = explain(lambda x, t: pel.jvp(chain, (x,), (t,))[1], X, X, level="graph")
    assert len(text.splitlines()) <= 12, text


class Pair(NamedTuple):
    a: object
    b: object


@dataclass(frozen=True)
class Weights:
    w: object
    name: str = "layer"
    extra: object = field(default=None, init=False)

    def __post_init__(self):
        if not isinstance(self.w, (pel.Tensor, np.ndarray)):
            raise TypeError("weights are arrays")


def test_gradients_have_the_structure_of_the_arguments():
    tree = {"b": [pel.Tensor(X), 2], "a": Pair(1.5, Weights(pel.Tensor(Z)))}

    def f(t):
        return (t["b"][0] @ t["a"].b.w).sum() * t["a"].a * t["b"][1]

    found = pel.grad(f)(tree)
    assert list(found) == ["b", "a"]
    close(found["b"][0], Z.sum(1) * 3)
    assert found["b"][1] is None
    close(found["a"].a, 2 * (X @ Z).sum())
    close(found["a"].b.w, np.repeat(X[:, None], 3, 1) * 3)
    assert found["a"].b.name is None
    value, twice = pel.value_and_grad(f)(tree)
    assert value.item() == pytest.approx(f(tree).item())
    close(twice["b"][0], found["b"][0].numpy())


class Line:
    """A class that knows nothing of trees."""

    def __init__(self, slope, start):
        self.slope, self.start = slope, start


def test_other_classes_can_be_trees():
    pel.register_tree(Line, vars, lambda _, parts: Line(**parts))
    line = Line(pel.Tensor(X), 2.0)
    found = pel.grad(lambda v: (v.slope * v.start).sum())(line)
    close(found.slope, np.full(5, 2.0))
    close(found.start, X.sum())
    captured = pel.compile(lambda x: Line(x * 2, None))(X)
    close(captured.slope, X * 2)


def test_products_with_the_jacobian_take_trees():
    def f(p):
        return {"y": p["x"] * p["z"], "count": pel.asarray([1, 2])}

    given, moves = {"x": X, "z": 2.0}, {"z": 1.0, "x": np.ones(5)}
    _, change = pel.jvp(f, (given,), (moves,))
    close(change["y"], X + 2)
    assert change["count"].tolist() == [0, 0]
    _, pull = pel.vjp(f, given)
    (back,) = pull({"y": np.ones(5), "count": None})
    close(back["x"], np.full(5, 2.0))
    close(back["z"], X.sum())


def test_jacobians_of_trees_are_trees_of_trees():
    def f(p, s):
        return {"out": p["x"] * s, "sum": p["x"].sum()}

    found = pel.jacobian(f, argnums=(0, 1))({"x": X}, 3.0)
    close(found["out"][0]["x"], np.eye(5) * 3)
    close(found["out"][1], X)
    close(found["sum"][0]["x"], np.ones(5))
    assert found["sum"][1].item() == 0


def test_the_hessian_by_several_arguments_is_in_blocks():
    found = pel.hessian(lambda x, z: (x * x).sum() * z, argnums=(0, 1))(X, 2.0)
    close(found[0][0], np.eye(5) * 4)
    close(found[0][1], X * 2)
    close(found[1][0], X * 2)
    assert found[1][1].item() == 0


def test_what_is_beside_the_loss_comes_back():
    pair = lambda x: ((x * x).sum(), {"x": x * 3})  # noqa: E731
    found, beside = pel.grad(pair, has_aux=True)(X)
    close(found, 2 * X)
    close(beside["x"], 3 * X)
    assert len(pel.vjp(pair, X, has_aux=True)) == 3
    assert len(pel.jvp(pair, (X,), (X,), has_aux=True)) == 3
    slope, beside = pel.jacobian(pair, has_aux=True)(X)
    close(slope, 2 * X)
    close(pel.hessian(pair, has_aux=True)(X)[0], np.eye(5) * 2)


def test_modules_are_trees_of_their_parameters():
    net = nn.Sequential(nn.Linear(5, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))
    x = pel.Tensor(np.stack([X, X * 2, -X]).astype(np.float32))
    before = net[1].running_mean.numpy().copy()
    found = pel.grad(lambda m: (m(x) ** 2).mean())(net)
    after = net[1].running_mean.numpy()
    assert not np.array_equal(after, before)  # state goes on
    (net(x) ** 2).mean().backward()
    for g, p in zip(found.parameters(), net.parameters(), strict=True):
        close(g, p.grad.numpy(), 1e-5)
    assert found[0].weight.shape == (4, 5)
    step = pel.compile(lambda x: pel.grad(lambda m: (m(x) ** 2).mean())(net))
    first = step(x)
    close(first[0].weight, found[0].weight.numpy(), 1e-4)
    net.eval()  # a program for training does not hold any more
    changed = step(x)[0].weight.numpy()
    assert np.abs(changed - first[0].weight.numpy()).max() > 1e-6


def test_a_module_that_is_differentiated_by_still_has_parameters():
    net = nn.Linear(2, 2)
    found = pel.grad(lambda m: sum((p * p).sum() for p in m.parameters()))(net)
    close(found.weight, 2 * net.weight.numpy())
    assert [name for name, _ in found.named_parameters()] == ["weight", "bias"]


def test_captured_functions_are_differentiated_through():
    inner = pel.compile(loss)
    close(pel.grad(inner)(X), np.asarray(pel.grad(loss)(X)))
    close(pel.hessian(inner)(X), np.asarray(pel.hessian(loss)(X)))


def test_gradients_go_on_through_gradients():
    """As a penalty on a gradient does."""
    w = pel.Parameter(Z)

    def penalty():
        slope = pel.grad(lambda x: pel.tanh(x @ w).sum())(pel.Tensor(X))
        slope.numpy()  # having been read changes nothing
        return (slope**2).sum()

    penalty().backward()
    value = lambda z: (pel.grad(lambda x: pel.tanh(x @ z).sum())(pel.Tensor(X)) ** 2).sum()  # noqa: E731
    close(w.grad, differences(value, Z))


def test_functions_are_differentiated_where_nothing_is_recorded():
    with pel.no_grad():
        found = pel.grad(loss)(X)
        assert not found.requires_grad
    close(found, np.asarray(pel.grad(loss)(X)))
    constant = pel.grad(lambda x: (x * pel.Tensor.detach(x)).sum())(X)
    close(constant, X)


def test_what_has_no_derivative_is_refused():
    with pytest.raises(DTypeError, match="nothing to differentiate by"):
        pel.grad(lambda n: pel.asarray(1.0) * n)(3)
    with pytest.raises(ShapeError, match="a loss is one number"):
        pel.grad(lambda x: x * 2)(X)
    with pytest.raises(DTypeError, match="floats only"):
        pel.grad(lambda x: x.argmax())(X)
    with pytest.raises(ArgumentError, match="must return a tensor"):
        pel.grad(lambda x: 1.0)(X)
    with pytest.raises(ArgumentError, match="there is no argument 1"):
        pel.grad(loss, argnums=1)(X)
    with pytest.raises(ArgumentError, match="structures differ"):
        pel.jvp(lambda t: t["a"], ({"a": X},), ({"b": X},))
    with pytest.raises(ShapeError, match="a shape differs"):
        pel.jvp(loss, (X,), (X[:3],))
    with pytest.raises(ArgumentError, match="every result must be an array of floats"):
        pel.jacobian(lambda x: x.argmax())(X)
    with pytest.raises(ArgumentError, match="returns a pair"):
        pel.grad(loss, has_aux=True)(X)


def test_complex_numbers_have_every_derivative():
    """Products with the Jacobian from both sides belong together by the real part of the product of
    complex vectors; rules and checkpoints take and give gradients as users see them.
    """
    z, v, u = (RANDOM.normal(size=(3, 2)) @ np.array([1, 1j]) for _ in range(3))
    f = lambda z: pel.exp(z) * pel.conj(z) + z * z  # noqa: E731
    by_numpy = lambda z: np.exp(z) * np.conj(z) + z * z  # noqa: E731
    _, change = pel.jvp(f, (z,), (v,))
    close(change, (by_numpy(z + STEP * v) - by_numpy(z - STEP * v)) / 2 / STEP)
    (back,) = pel.vjp(f, z)[1](u)
    assert np.vdot(u, change.numpy()).real == pytest.approx(np.vdot(back.numpy(), v).real)

    def size(z, function):
        y = function(z)
        return pel.real(y * pel.conj(y)).sum()

    square = pel.custom_gradient(lambda w: (w * w, lambda g: g * pel.conj(2 * w)))
    for one, other in ((square, lambda w: w * w), (pel.checkpoint(f), f)):
        wanted = pel.grad(lambda z, h=other: size(z, h))(z).numpy()
        close(pel.grad(lambda z, h=one: size(z, h))(z), wanted, 1e-12)
    rows = pel.vmap(pel.grad(lambda z: size(z, f)))(np.stack([z, v]))
    close(rows[1], pel.grad(lambda z: size(z, f))(v).numpy(), 1e-12)
    with pytest.raises(DTypeError, match="no one derivative by a complex number"):
        pel.jacobian(f)(z)
