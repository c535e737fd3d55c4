"""Recurrent layers beside the formulas, step by step in NumPy, and beside PyTorch's where it is
installed.
"""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, ShapeError

KINDS = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}
SHAPES = [
    {},
    {"num_layers": 2},
    {"bidirectional": True},
    {"num_layers": 3, "bidirectional": True, "bias": False},
    {"batch_first": True, "num_layers": 2},
]


def drawn(shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def one_step(kind, a, b, state):
    """The formulas."""
    if kind == "RNN":
        return (np.tanh(a + b),)
    if kind == "GRU":
        (r, z, n), (hr, hz, hn) = np.split(a, 3, -1), np.split(b, 3, -1)
        z, n = sigmoid(z + hz), np.tanh(n + sigmoid(r + hr) * hn)
        return ((1 - z) * n + z * state[0],)
    i, f, g, o = np.split(a + b, 4, -1)
    c = sigmoid(f) * state[1] + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_is_its_formulas_step_by_step(kind):
    layer = KINDS[kind](5, 7)
    weights = [p.numpy().astype(np.float64) for p in layer.parameters()]
    w, u, c, d = weights
    x, states = drawn((6, 3, 5)), []
    state = (np.zeros((3, 7)),) * layer.states
    for row in x:
        state = one_step(kind, row @ w.T + c, state[0] @ u.T + d, state)
        states.append(state[0])
    found, last = layer(pel.asarray(x))
    np.testing.assert_allclose(found.numpy(), np.stack(states), atol=1e-6)
    lasts = last if kind == "LSTM" else (last,)
    for a, b in zip(lasts, state, strict=True):
        np.testing.assert_allclose(a.numpy()[0], b, atol=1e-6)


@pytest.mark.parametrize("options", SHAPES, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_is_pytorchs(kind, options):
    torch = pytest.importorskip("torch")
    theirs = getattr(torch.nn, kind)(5, 7, **options)
    ours = KINDS[kind](5, 7, **options)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict({k: pel.asarray(v.numpy()) for k, v in theirs.state_dict().items()})
    shape = (2, 4, 5) if options.get("batch_first") else (4, 2, 5)
    count = options.get("num_layers", 1) * (2 if options.get("bidirectional") else 1)
    first = [drawn((count, 2, 7), seed) for seed in range(1, 1 + ours.states)]
    x, z = (
        pel.Tensor(drawn(shape), requires_grad=True),
        torch.tensor(drawn(shape), requires_grad=True),
    )
    mine, other = [pel.asarray(s) for s in first], [torch.tensor(s) for s in first]
    pair = kind == "LSTM"
    found, ends = ours(x, tuple(mine) if pair else mine[0])
    wanted, stops = theirs(z, tuple(other) if pair else other[0])
    weights = drawn(tuple(found.shape), 9)
    (found * pel.asarray(weights)).sum().backward()
    (wanted * torch.tensor(weights)).sum().backward()
    pairs = [(found, wanted), (x.grad, z.grad)]
    pairs += zip(ends if pair else [ends], stops if pair else [stops], strict=True)
    pairs += [(p.grad, q.grad) for p, q in zip(ours.parameters(), theirs.parameters(), strict=True)]
    for a, b in pairs:
        np.testing.assert_allclose(a.numpy(), b.detach().numpy(), atol=1e-5)


def test_relu_instead_of_tanh():
    layer = nn.RNN(2, 3, nonlinearity="relu")
    found, _ = layer(pel.asarray(drawn((4, 1, 2))))
    assert float(found.min()) >= 0
    with pytest.raises(ArgumentError, match="tanh or relu"):
        nn.RNN(2, 3, nonlinearity="sin")


@pytest.mark.parametrize("kind", KINDS)
def test_steps_without_a_batch_are_a_batch_of_one(kind):
    layer, x = KINDS[kind](5, 7, num_layers=2), pel.asarray(drawn((6, 5)))
    alone, last = layer(x)
    many, lasts = layer(x[:, None])
    np.testing.assert_array_equal(alone.numpy(), many[:, 0].numpy())
    pairs = zip(last, lasts, strict=True) if kind == "LSTM" else [(last, lasts)]
    for a, b in pairs:
        np.testing.assert_array_equal(a.numpy(), b[:, 0].numpy())


def test_dropout_acts_between_layers_in_training_only():
    layer, x = nn.GRU(3, 16, num_layers=2, dropout=0.5), pel.asarray(drawn((5, 2, 3)))
    assert not np.array_equal(layer(x)[0].numpy(), layer(x)[0].numpy())
    layer.eval()
    np.testing.assert_array_equal(layer(x)[0].numpy(), layer(x)[0].numpy())


def test_inputs_that_do_not_fit_are_an_error():
    layer = nn.LSTM(3, 5)
    with pytest.raises(ShapeError, match="3 features"):
        layer(pel.zeros((4, 2, 7)))
    with pytest.raises(ShapeError, match="first states"):
        layer(pel.zeros((4, 2, 3)), (pel.zeros((1, 3, 5)), pel.zeros((1, 3, 5))))
    with pytest.raises(ArgumentError):
        nn.LSTM(3, 0)
