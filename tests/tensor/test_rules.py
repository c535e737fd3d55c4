"""Checkpoints and custom gradients, on their own and under every other transform."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.compiler.passes import compile_graph
from pellucid.core.errors import ArgumentError, ShapeError, TraceError
from pellucid.tensor.seeing.explain import computation_with_names, here

RANDOM = np.random.default_rng(0)
X, W = RANDOM.normal(size=(4, 3)), RANDOM.normal(size=(3, 3)) / 2


def block(h, w):
    return pel.tanh(pel.tanh(h @ w) @ w)


def network(x, w, layer):
    for _ in range(3):
        x = layer(x, w)
    return (x * x).sum()


TRANSFORMS = {
    "value": lambda f: f,
    "gradient": lambda f: pel.grad(f, argnums=(0, 1)),
    "hessian": lambda f: pel.hessian(f, argnums=1),
    "forward": lambda f: lambda x, w: pel.jvp(f, (x, w), (x, w))[1],
    "gradient of each": lambda f: pel.vmap(pel.grad(f, argnums=1), in_axes=(0, None)),
    "gradient of all": lambda f: pel.grad(
        lambda x, w: pel.vmap(f, in_axes=(0, None))(x, w).sum(), argnums=(0, 1)
    ),
    "gradient of a gradient": lambda f: pel.grad(
        lambda x, w: (pel.grad(f, argnums=1)(x, w) ** 2).sum(), argnums=(0, 1)
    ),
}


def numbers(found):
    return [x.numpy() for x in (found if isinstance(found, tuple) else (found,))]


def alike(found, wanted):
    for a, b in zip(numbers(found), numbers(wanted), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", TRANSFORMS)
@pytest.mark.parametrize("way", [lambda f: f, pel.compile])
def test_a_checkpoint_changes_no_number(name, way):
    transform = TRANSFORMS[name]
    plain = transform(lambda x, w: network(x, w, block))(X, W)
    alike(way(transform(lambda x, w: network(x, w, pel.checkpoint(block))))(X, W), plain)
    closed = lambda x, w: network(x, w, pel.checkpoint(lambda h, _: block(h, w)))  # noqa: E731
    alike(way(transform(closed))(X, W), plain)
    nested = pel.checkpoint(lambda h, w: pel.checkpoint(block)(pel.checkpoint(block)(h, w), w))
    twice = transform(lambda x, w: network(x, w, lambda h, v: block(block(h, v), v)))(X, W)
    alike(way(transform(lambda x, w: network(x, w, nested)))(X, W), twice)


def arena(layer):
    """The most memory that a step of a deep network takes."""
    weights = [pel.Parameter(np.zeros((64, 64), np.float32)) for _ in range(24)]

    def step(x):
        h = x
        for n in range(0, 24, 4):
            h = layer(h, *weights[n : n + 4])
        return pel.gradients((h * h).sum(), weights)

    x = pel.Tensor(np.zeros((1000, 64), np.float32))
    computation, _ = computation_with_names(step, [x], {})
    return compile_graph(computation, here()).memory.arena_bytes


def test_a_checkpoint_keeps_one_block_at_a_time():
    def layers(h, *weights):
        for w in weights:
            h = pel.tanh(h @ w)
        return h

    one = 1000 * 64 * 4
    assert arena(layers) > 23 * one
    assert (
        arena(pel.checkpoint(layers)) < 13 * one
    )  # 6 blocks' arguments, 4 values, and little more


def test_a_checkpoint_draws_the_same_numbers_again():
    def noisy(x):
        return pel.sin(x * pel.random.uniform(x.shape, dtype="float64"))

    for way in (lambda f: f, pel.compile):
        found = []
        for layer in (noisy, pel.checkpoint(noisy)):
            pel.manual_seed(3)
            found.append(way(pel.grad(lambda x, f=layer: f(f(x)).sum()))(X))
        alike(found[1], found[0])


def test_a_checkpoint_of_a_module():
    net = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 3))
    x = pel.Tensor(X.astype(np.float32))
    net(x).sum().backward()
    wanted = [p.grad.numpy() for p in net.parameters()]
    net.zero_grad()
    pel.checkpoint(net)(x).sum().backward()
    for p, g in zip(net.parameters(), wanted, strict=True):
        np.testing.assert_allclose(p.grad.numpy(), g, rtol=1e-5, atol=1e-6)


def test_a_checkpoint_of_several_results():
    two = lambda x: {"a": pel.sin(x), "b": (pel.cos(x), x.argmax(axis=0), None)}  # noqa: E731

    def f(x, layer):
        found = layer(x)
        return (found["a"] * found["b"][0]).sum() + found["b"][1].sum()

    wanted = pel.grad(lambda x: f(x, two))(X)
    alike(pel.grad(lambda x: f(x, pel.checkpoint(two)))(X), wanted)
    only = pel.grad(lambda x: pel.checkpoint(two)(x)["b"][0].sum())(X)
    alike(only, pel.Tensor(-np.sin(X)))


def test_a_value_may_be_read_inside_a_checkpoint():
    f = pel.checkpoint(lambda x: x * 2 if x.sum() > 0 else x * 3)
    assert pel.grad(lambda x: f(x).sum())(np.ones(2)).tolist() == [2, 2]


@pel.custom_gradient
def clipped(x):
    """The sine, whose gradient is kept between -1 and 1."""
    return pel.sin(x), lambda g: pel.clip(g * pel.cos(x), -1, 1)


def rule(x, scale):
    return np.clip(scale * np.cos(x), -1, 1)


@pytest.mark.parametrize("way", [lambda f: f, pel.compile])
def test_a_gradient_of_ones_own_is_used(way):
    def f(x):
        return (clipped(x) * 3).sum()

    assert f(pel.Tensor(X)).item() == pytest.approx(3 * np.sin(X).sum())
    alike(way(pel.grad(f))(X), pel.Tensor(rule(X, 3)))
    alike(way(pel.vmap(pel.grad(f)))(X), pel.Tensor(rule(X, 3)))
    alike(way(pel.grad(lambda x: pel.vmap(f)(x).sum()))(X), pel.Tensor(rule(X, 3)))
    alike(
        way(pel.grad(lambda x: pel.checkpoint(lambda v: pel.tanh(clipped(v)))(x).sum()))(X),
        pel.Tensor(np.clip(np.cos(X) / np.cosh(np.sin(X)) ** 2, -1, 1)),
    )
    second = np.where(np.abs(3 * np.cos(X)) < 1, -3 * np.sin(X), 0)
    alike(way(pel.grad(lambda x: pel.grad(f)(x).sum()))(X), pel.Tensor(second))


def test_a_rule_for_several_arguments_and_results():
    @pel.custom_gradient
    def swap(p, n, z):
        return (p["a"] * z, z * n), lambda g: ({"a": g[1], "b": None}, None, g[0] * 10)

    def f(p, z):
        a, b = swap(p, 2, z)
        return (a * 3).sum() + (b * 5).sum()

    one, two = pel.grad(f, argnums=(0, 1))({"a": X, "b": X}, X)
    assert (one["a"].numpy() == 5).all()
    assert (one["b"].numpy() == 0).all()
    assert (two.numpy() == 30).all()


def test_backward_follows_the_rule():
    x = pel.Tensor(X, requires_grad=True)
    (clipped(x) * 3).sum().backward()
    alike(x.grad, pel.Tensor(rule(X, 3)))


def test_what_a_custom_function_reads_beside_counts_as_constant():
    w = pel.Tensor(W)

    @pel.custom_gradient
    def times(x):
        return x @ w, lambda g: g @ w.T

    alike(pel.grad(lambda x: times(x).sum())(X), pel.Tensor(np.ones((4, 3)) @ W.T))
    outer = lambda v: pel.grad(  # noqa: E731
        lambda x: pel.custom_gradient(lambda y: (y * v, lambda g: g * v * v))(x).sum()
    )(X).sum()
    assert pel.grad(outer)(2.0).item() == pytest.approx(4.0 * X.size)  # the rule itself is followed
    assert (
        pel.grad(lambda v: pel.custom_gradient(lambda y: (y * v, lambda g: g))(X).sum())(2.0).item()
        == 0
    )


def test_wrong_rules_are_refused():
    def f(rule):
        return pel.custom_gradient(lambda x: (x * 1, rule))(pel.Tensor(X))

    with pytest.raises(ShapeError, match="has the shape of its argument"):
        f(lambda g: g.sum())
    with pytest.raises(ArgumentError, match="for each of 1 arguments"):
        f(lambda g: (g, g))
    with pytest.raises(ArgumentError, match="its result and a rule"):
        pel.custom_gradient(lambda x: x)(pel.Tensor(X))
    with pytest.raises(TraceError, match="inside"):
        f(lambda g: g if g.sum() > 0 else -g)
