"""What networks are made of, forward and backward: native against the definitions, whatever
passes are left out, the same bits at any thread count.
"""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.nn import functional as F  # noqa: N812
from pellucid.runtime.programs import evaluate

PASSES = (
    "simplify",
    "factor",
    "lookups",
    "phases",
    "winograd",
    "split",
    "layout",
    "tile",
    "join",
    "bundle",
)
TOLERANCE = {"float32": 3e-5, "float64": 1e-12}


def draw(*shape, dtype, seed=0):
    return np.random.default_rng([seed, *shape]).normal(size=shape).astype(dtype)


def perceptron(x, labels, w, b, v):
    return F.cross_entropy(F.relu(x @ w + b) @ v, labels)


def attention(x, labels, w, b, v):
    keys, queries = x @ w, x[:, ::-1] @ w
    weights = (queries @ keys.T / 7.0).softmax(axis=-1)
    return F.cross_entropy(weights @ x @ w @ v, labels, label_smoothing=0.1)


def normalized(x, labels, w, b, v):
    h = F.layer_norm(x @ w, (w.shape[1],), b, b)
    return F.cross_entropy(F.gelu(h) @ v, labels) + F.mse_loss(h.var(axis=0), b * b)


def by_batch(x, labels, w, b, v):
    h = F.batch_norm(x @ w, None, None, b, b, training=True)
    return (h.tanh() @ v).log_softmax(axis=1)[:, 1].mean() + h.std(axis=1).sum()


def pooled(x, labels, w, b, v):
    pictures = x.reshape(x.shape[0], 1, 6, -1)
    h = F.conv2d(pictures, w[:6, :9].reshape(6, 1, 3, 3), b[:6], padding=1)
    h = F.max_pool2d(F.relu(h), 2) + F.avg_pool2d(h, 2)
    return F.cross_entropy(h.flatten(1)[:, :3] * 2 + 1, labels) + h.exp().mean()


def looked_up(x, labels, w, b, v):
    rows = F.embedding(labels, w)
    return ((rows @ v) ** 2).mean() + pel.take_along_axis(x, labels.reshape(-1, 1), axis=1).sum()


NETWORKS = (perceptron, attention, normalized, by_batch, pooled, looked_up)


def outputs(network, batch, dtype):
    """Nodes of the loss and of the gradient of every argument."""
    x = pel.Tensor(draw(batch, 48, dtype=dtype), requires_grad=True)
    labels = pel.asarray(np.arange(batch) % 3)
    parameters = [pel.Parameter(draw(*s, dtype=dtype) * 0.3) for s in ((48, 20), (20,), (20, 3))]
    loss = network(x, labels, *parameters)
    return list(dict.fromkeys(y.node for y in [loss, *pel.gradients(loss, [x, *parameters])]))


def numbers(nodes, **options):
    with pel.using(**options):
        return [x.array for x in evaluate(nodes, {})]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("batch", [3, 33])
@pytest.mark.parametrize("network", NETWORKS, ids=lambda f: f.__name__)
def test_a_network_is_as_defined(network, batch, dtype):
    nodes = outputs(network, batch, dtype)
    wanted = numbers(nodes, backend="reference")
    found = numbers(nodes, threads=1)
    for threads in (2, 4):
        for a, b in zip(numbers(nodes, threads=threads), found, strict=True):
            assert a.tobytes() == b.tobytes()
    left_out = [{PASSES[(batch + len(network.__name__)) % 5]}, set(PASSES)]
    for values in (found, *(numbers(nodes, skip=skip) for skip in left_out)):
        for a, b in zip(values, wanted, strict=True):
            scale = max(np.abs(b).max(), 1e-3)
            np.testing.assert_allclose(a, b, rtol=TOLERANCE[dtype], atol=TOLERANCE[dtype] * scale)


@pytest.mark.parametrize("threads", [1, 2, 3, 4])
def test_two_hundred_steps_have_the_same_bits_at_any_thread_count(threads):
    def weights(threads):
        pel.manual_seed(0)
        model = nn.Sequential(
            nn.Linear(10, 33), nn.LayerNorm(33), nn.ReLU(), nn.Dropout(0.2), nn.Linear(33, 3)
        )
        rule = pel.optim.AdamW(model.parameters(), lr=0.01)
        x, labels = draw(64, 10, dtype="float32"), np.arange(64) % 3

        @pel.compile
        def step(x, labels):
            loss = F.cross_entropy(model(x), labels)
            rule.minimize(loss)
            return loss

        with pel.using(threads=threads):
            losses = [step(x, labels).item() for _ in range(200)]
        assert losses[-1] < losses[0]
        return [p.numpy().tobytes() for p in model.parameters()]

    if not hasattr(weights_of_one_thread, "known"):
        weights_of_one_thread.known = weights(1)
    assert weights(threads) == weights_of_one_thread.known


def weights_of_one_thread():
    """Holds what one thread trained, once for all."""


def test_a_sum_of_very_many_has_the_same_bits_at_any_thread_count():
    x = pel.asarray(draw(300_001, dtype="float32"))
    for function in (
        lambda v: v.sum(),
        lambda v: (v * v).mean(),
        lambda v: v.reshape(-1, 1).sum(axis=0),
        lambda v: v.max(),
    ):
        found = set()
        for threads in (1, 2, 3, 4):
            with pel.using(threads=threads):
                found.add(function(x).numpy().tobytes())
        assert len(found) == 1
