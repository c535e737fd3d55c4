"""Gradients asked for outside a captured function go on through its results."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.core.errors import ArgumentError, StateError
from pellucid.runtime.programs import PROGRAMS

X = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32)


def gradients_of(function, net, x):
    """The gradients of the parameters that `backward` finds, from the same random numbers."""
    pel.manual_seed(5)
    net.zero_grad()
    (function(x) ** 2).mean().backward()
    return [p.grad.numpy() for p in net.parameters()]


def test_backward_goes_through_a_captured_network():
    net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.3), nn.Linear(8, 1))
    captured = pel.compile(net)
    wanted = gradients_of(net, net, pel.Tensor(X))
    for _ in range(2):
        for a, b in zip(gradients_of(captured, net, pel.Tensor(X)), wanted, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


def test_a_captured_network_is_trained_from_outside():
    net = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
    captured, optimizer = pel.compile(net), optim.SGD(net.parameters(), lr=0.2)
    x, losses = pel.Tensor(X), []
    for step in range(6):
        loss = ((captured(x) - x[:, :1]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step == 2:
            count = len(PROGRAMS)
    assert losses == sorted(losses, reverse=True)
    assert len(PROGRAMS) == count  # no step compiles anew


def test_gradients_go_on_to_arguments_and_beyond():
    x = pel.Tensor([1.0, 2.0], requires_grad=True)
    double = pel.compile(lambda v, w: {"out": pel.sin(v) * w, "count": v.shape[0]})
    inner = double(x * 3, np.float32(2.0))["out"]
    outer = double(inner, 1.0)["out"]
    outer.sum().backward()
    a = np.array([3.0, 6.0])
    wanted = np.cos(2 * np.sin(a)) * 2 * np.cos(a) * 3
    np.testing.assert_allclose(x.grad.numpy(), wanted, rtol=1e-5)


def test_gradients_of_results_by_tensors():
    w = pel.Parameter([2.0, 3.0])
    f = pel.compile(lambda: w @ w)
    assert pel.gradients(f(), [w])[0].tolist() == [4.0, 6.0]
    optimizer = optim.SGD([w], lr=0.5)
    optimizer.minimize(f())
    assert w.tolist() == [0.0, 0.0]


def test_a_custom_gradient_is_followed():
    w = pel.Parameter(2.0)
    f = pel.compile(lambda: pel.custom_gradient(lambda v: (v * 1, lambda g: g * 7))(w))
    f().backward()
    assert w.grad.item() == 7


def test_nothing_is_recorded_where_nobody_asks():
    w = pel.Parameter([2.0])
    f = pel.compile(lambda x: x * w)
    with pel.no_grad():
        assert not f(pel.ones(1)).requires_grad
    assert f(pel.ones(1)).requires_grad
    assert not pel.compile(lambda x: x * 2)(pel.ones(1)).requires_grad
    assert not pel.compile(lambda x: (x * w).detach())(pel.ones(1)).requires_grad


def test_a_step_that_learns_takes_its_gradients_inside():
    w = pel.Parameter([2.0])

    @pel.compile
    def step():
        loss = (w * w).sum()
        w.assign(w * 0.5)
        return loss

    with pytest.raises(ArgumentError, match="takes their gradients inside it"):
        step().backward()


def test_a_value_overwritten_since_is_not_silently_taken():
    w = pel.Parameter([2.0])
    f, step = pel.compile(lambda: w @ w), pel.compile(lambda: w.assign(w * 0.5))
    loss = f()
    step()
    loss.backward()
    with pytest.raises(StateError, match="since updated in place"):
        w.grad.numpy()
