"""The diagonal of second derivatives, steps towards flat valleys, norms that are limited."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.core.errors import ArgumentError

SOURCE = np.random.default_rng(0)
X, Y = SOURCE.normal(size=(40, 5)).astype(np.float32), SOURCE.integers(0, 3, 40)


def test_the_diagonal_is_right_on_average():
    p = pel.Parameter(np.float64([0.3, -0.7, 1.1]))
    matrix = SOURCE.normal(size=(3, 3))

    def loss(p):
        return ((pel.asarray(matrix) @ p).tanh() ** 2).sum()

    wanted = np.diag(pel.hessian(loss)(p).numpy())
    guess = pel.compile(lambda: optim.hessian_diagonal(loss(p), [p])[0])
    pel.manual_seed(0)
    found = np.array([guess().numpy() for _ in range(400)])
    np.testing.assert_allclose(found.mean(0), wanted, atol=4 * found.std(0).max() / 20)


def test_where_nothing_stands_beside_the_diagonal_it_is_exact():
    p = pel.Parameter(np.float64([0.3, -0.7]))
    (found,) = optim.hessian_diagonal((p**4).sum(), [p])
    np.testing.assert_allclose(found.numpy(), 12 * p.numpy() ** 2)


def test_rates_follow_the_bends():
    p = pel.Parameter(np.float64([1.0, 1.0]))
    scales = pel.asarray(np.float64([1.0, 100.0]))
    newton = optim.DiagonalNewton([p], lr=0.5, damping=0.1, decay=0.9)
    step = pel.compile(lambda: newton.minimize((p * p * scales).sum() / 2))
    wanted = np.float64([1.0, 1.0])
    for _ in range(5):
        step()
        wanted = wanted - 0.5 / (np.float64([1, 100]) + 0.1) * np.float64([1, 100]) * wanted
    np.testing.assert_allclose(p.numpy(), wanted, rtol=1e-9)
    with pytest.raises(ArgumentError):
        optim.DiagonalNewton([p], damping=-1)


def network():
    pel.manual_seed(0)
    return nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 3))


def test_a_network_learns_by_its_bends():
    net = network()
    newton = optim.DiagonalNewton(net.parameters(), lr=0.05, damping=0.05)
    step = pel.compile(lambda: step_of(net, newton))
    losses = [step().item() for _ in range(60)]
    assert losses[-1] < 0.8 * losses[0]
    again = network()
    other = optim.DiagonalNewton(again.parameters(), lr=0.05, damping=0.05)
    other.load_state_dict(newton.state_dict())


def step_of(net, optimizer):
    loss = nn.cross_entropy(net(X), Y)
    optimizer.minimize(loss)
    return loss


def test_the_gradient_uphill_moves_the_parameters():
    net, by_hand = network(), network()
    rho, lr = 0.1, 0.3
    sam = optim.SAM(optim.SGD(net.parameters(), lr=lr), rho)
    step = pel.compile(lambda: step_of(net, sam))
    for _ in range(3):
        loss = step()
        params = list(by_hand.parameters())
        before = [p.numpy().copy() for p in params]
        first = pel.gradients(nn.cross_entropy(by_hand(X), Y), params)
        norm = np.sqrt(sum((g.numpy() ** 2).sum() for g in first))
        for p, g in zip(params, first, strict=True):
            p.assign(p.detach() + g * (rho / norm))
        second = [g.numpy() for g in pel.gradients(nn.cross_entropy(by_hand(X), Y), params)]
        for p, old, g in zip(params, before, second, strict=True):
            p.assign(pel.asarray(old - lr * g))
    for p, q in zip(net.parameters(), by_hand.parameters(), strict=True):
        np.testing.assert_allclose(p.numpy(), q.numpy(), atol=1e-5)
    assert loss.item() > 0
    with pytest.raises(ArgumentError):
        optim.SAM(optim.SGD(net.parameters()), rho=0)


def test_dropout_is_the_same_on_both_ways():
    pel.manual_seed(1)
    layer = nn.Linear(200, 1, bias=False)
    sam = optim.SAM(optim.SGD(layer.parameters(), lr=1.0), rho=1.0)
    x = pel.asarray(np.ones((1, 200), np.float32))
    before = layer.weight.numpy().copy()
    sam.minimize(layer(nn.dropout(x, 0.5)).sum())
    assert set(np.round(layer.weight.numpy() - before, 4).ravel()) <= {0.0, -2.0}


@pytest.mark.parametrize("kind", [optim.SGD, optim.Adam, optim.Muon])
def test_what_goes_into_a_unit_stays_within_its_norm(kind):
    net = network()
    weights = [net[0].weight, net[2].weight]
    groups = [{"params": weights, "max_norm": 0.5}]
    if kind is not optim.Muon:
        groups.append({"params": [net[0].bias, net[2].bias]})
    optimizer = kind(groups, lr=0.5)
    step = pel.compile(lambda: step_of(net, optimizer))
    for _ in range(5):
        step()
    for w in weights:
        assert np.linalg.norm(w.numpy(), axis=1).max() <= 0.5 + 1e-5
    assert np.linalg.norm(net[2].weight.numpy(), axis=1).max() > 0.45
