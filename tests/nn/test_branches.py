"""Modules side by side, local convolutions, prototypes, bags of embeddings and channel dropout."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn import functional as f
from pellucid.nn.convolution.local_convolutions import full_table, random_table
from pellucid.nn.losses.distances import squared_distances

RANDOM = np.random.default_rng(2)
X = RANDOM.standard_normal((5, 4)).astype(np.float32)


def test_results_are_joined_added_and_multiplied():
    one, two = nn.Linear(4, 3), nn.Linear(4, 3)
    a, b = one(X).numpy(), two(X).numpy()
    np.testing.assert_allclose(nn.Concat(one, two)(X).numpy(), np.concatenate([a, b], 1))
    np.testing.assert_allclose(nn.Sum(one, two)(X).numpy(), a + b, rtol=1e-6)
    np.testing.assert_allclose(nn.Product(one, two)(X).numpy(), a * b, rtol=1e-6)
    for found, wanted in zip(nn.Parallel(one, two)(X, X), (a, b), strict=True):
        np.testing.assert_array_equal(found.numpy(), wanted)
    assert [n for n, _ in nn.Concat(one, two).named_parameters()][-1] == "1.bias"
    with pytest.raises(ArgumentError, match="2 inputs"):
        nn.Parallel(one, two)(X)
    with pytest.raises(ArgumentError, match="no modules"):
        nn.Concat()


def test_a_residual_needs_shapes_that_fit():
    np.testing.assert_allclose(nn.Residual(nn.Identity())(pel.Tensor(X)).numpy(), 2 * X)
    body = nn.Linear(4, 3)
    with pytest.raises(ShapeError, match="shortcut"):
        nn.Residual(body)(pel.Tensor(X))
    both = nn.Residual(body, body)(pel.Tensor(X))
    np.testing.assert_allclose(both.numpy(), 2 * body(X).numpy(), rtol=1e-6)


@pytest.mark.parametrize("top", [None, 1, 2])
def test_experts_are_weighed_by_their_gate(top):
    layer = nn.MixtureOfExperts([nn.Linear(4, 2) for _ in range(3)], 4, top=top)
    weights = layer.weights(pel.Tensor(X)).numpy()
    np.testing.assert_allclose(weights.sum(1), 1, rtol=1e-6)
    assert ((weights > 0).sum(1) == (top or 3)).all()
    results = np.stack([expert(X).numpy() for expert in layer.experts], 1)
    wanted = (results * weights[..., None]).sum(1)
    np.testing.assert_allclose(layer(pel.Tensor(X)).numpy(), wanted, rtol=1e-5, atol=1e-6)
    layer(pel.Tensor(X)).sum().backward()
    assert all(np.isfinite(p.grad.numpy()).all() for p in layer.parameters())


def test_locally_connected_is_a_convolution_where_all_places_share_a_weight():
    x = RANDOM.standard_normal((2, 3, 8, 7)).astype(np.float32)
    layer = nn.LocallyConnected2d(3, 4, 3, 2, 1, input_size=(8, 7))
    shared = RANDOM.standard_normal((4, 3, 3, 3)).astype(np.float32)
    everywhere = np.broadcast_to(shared[..., None, None], layer.weight.shape)
    layer.weight.assign(pel.Tensor(everywhere.copy()))
    layer.bias.assign(pel.Tensor(np.zeros(layer.bias.shape, np.float32)))
    wanted = f.conv2d(x, shared, stride=2, padding=1).numpy()
    np.testing.assert_allclose(layer(x).numpy(), wanted, atol=1e-5)
    with pytest.raises(ShapeError, match="places"):
        layer(x[..., :-1])
    with pytest.raises(ArgumentError, match="does not fit"):
        nn.LocallyConnected2d(1, 1, 9, input_size=5)


def test_a_table_names_the_channels_that_an_output_sees():
    x = RANDOM.standard_normal((2, 3, 6, 6)).astype(np.float32)
    layer = nn.TableConv2d(3, [[0, 2], [1]], 3)
    assert layer.weight.shape == (3, 3, 3)
    whole = np.zeros((2, 3, 3, 3), np.float32)
    whole[0, 0], whole[0, 2], whole[1, 1] = layer.weight.numpy()
    np.testing.assert_allclose(layer(x).numpy(), f.conv2d(x, whole).numpy(), atol=1e-6)
    full = nn.TableConv2d(3, full_table(3, 2), 3)
    weight = full.weight.reshape(2, 3, 3, 3)
    np.testing.assert_allclose(full(x).numpy(), f.conv2d(x, weight).numpy(), atol=1e-6)
    seen = [len([row for row in random_table(6, 9, 2) if c in row]) for c in range(6)]
    assert set(seen) == {3}
    with pytest.raises(ArgumentError, match="channels 0 to 2"):
        nn.TableConv2d(3, [[3]], 3)


def test_a_separable_convolution_is_depthwise_then_pointwise():
    layer = nn.SeparableConv2d(4, 6, 3, padding=1, depth_multiplier=2)
    assert [p.shape for p in layer.parameters()] == [(8, 1, 3, 3), (6, 8, 1, 1), (6,)]
    assert layer(np.zeros((1, 4, 5, 5), np.float32)).shape == (1, 6, 5, 5)


def test_prototypes():
    rows = RANDOM.standard_normal((3, 4)).astype(np.float32)
    apart = ((X[:, None] - rows) ** 2).sum(-1)
    np.testing.assert_allclose(squared_distances(X, rows).numpy(), apart, rtol=1e-5)
    fixed = nn.RBF.of_codes(rows)
    np.testing.assert_allclose(fixed(pel.Tensor(X)).numpy(), apart, rtol=1e-5)
    assert not fixed.weight.requires_grad
    layer = nn.Euclidean(4, 3)
    layer.weight.assign(pel.Tensor(rows))
    np.testing.assert_allclose(layer(pel.Tensor(X)).numpy(), np.sqrt(apart), rtol=1e-5)
    cosine = nn.Cosine(4, 3)
    cosine.weight.assign(pel.Tensor(rows))
    lengths = np.linalg.norm(X, axis=1)[:, None] * np.linalg.norm(rows, axis=1)
    np.testing.assert_allclose(cosine(pel.Tensor(X)).numpy(), X @ rows.T / lengths, atol=1e-6)


@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
def test_bags(mode):
    weight = RANDOM.standard_normal((7, 3)).astype(np.float32)
    places, starts = np.array([1, 2, 6, 6, 0, 3]), np.array([0, 2, 2, 5])
    how = {"sum": np.sum, "mean": np.mean, "max": np.max}[mode]
    parts = np.split(places, starts[1:])
    wanted = [how(weight[p], 0) if len(p) else np.zeros(3) for p in parts]
    found = f.embedding_bag(places, weight, starts, mode=mode)
    np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-5, atol=1e-6)
    table = f.embedding_bag(places.reshape(2, 3), weight, mode=mode).numpy()
    wanted = [how(weight[p], 0) for p in places.reshape(2, 3)]
    np.testing.assert_allclose(table, wanted, rtol=1e-5, atol=1e-6)
    with pytest.raises(ShapeError, match="with offsets"):
        f.embedding_bag(places, weight, mode=mode)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_whole_channels_are_left_out(n):
    pel.manual_seed(0)
    x = np.ones((40, 50, *(2, 3, 2)[:n]), np.float32)
    found = getattr(nn, f"Dropout{n}d")(0.25)(x).numpy().reshape(2000, -1)
    assert (found == found[:, :1]).all()
    assert abs((found[:, 0] == 0).mean() - 0.25) < 0.03
    np.testing.assert_allclose(found.max(), 1 / 0.75, rtol=1e-6)
    layer = getattr(nn, f"Dropout{n}d")(0.25).eval()
    np.testing.assert_array_equal(layer(pel.Tensor(x)).numpy(), x)


def test_alpha_dropout_keeps_mean_and_variance_and_noise_has_its_own():
    pel.manual_seed(0)
    x = RANDOM.standard_normal(200_000).astype(np.float32)
    found = nn.AlphaDropout(0.3)(pel.Tensor(x)).numpy()
    assert abs(found.mean()) < 0.01
    assert abs(found.std() - 1) < 0.01
    noisy = nn.GaussianNoise(0.5)(pel.Tensor(x)).numpy() - x
    assert abs(noisy.std() - 0.5) < 0.01
