"""Normalisation over the batch and within examples, and what is kept from batch to batch."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.core.errors import ArgumentError, ShapeError


def standard(x, axes, eps=1e-5):
    mean, var = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return (x - mean) / np.sqrt(var + eps)


@pytest.mark.parametrize(
    ("layer", "shape", "axes"),
    [
        (lambda: nn.BatchNorm1d(3), (5, 3), 0),
        (lambda: nn.BatchNorm1d(3), (5, 3, 4), (0, 2)),
        (lambda: nn.BatchNorm2d(3), (5, 3, 4, 2), (0, 2, 3)),
        (lambda: nn.LayerNorm(4), (5, 3, 4), 2),
        (lambda: nn.LayerNorm((3, 4)), (5, 3, 4), (1, 2)),
        (lambda: nn.GroupNorm(1, 3), (5, 3, 4), (1, 2)),
        (lambda: nn.GroupNorm(3, 3), (5, 3, 4), 2),
    ],
)
def test_mean_and_variance_become_0_and_1(layer, shape, axes, numbers):
    x, norm = numbers(*shape) * 3 + 1, layer()
    np.testing.assert_allclose(norm(x).numpy(), standard(x.astype(float), axes), atol=2e-5)


def test_the_scale_and_the_shift_belong_to_channels_or_to_elements(numbers):
    x = numbers(4, 3, 5)
    batch, element, group = nn.BatchNorm1d(3), nn.LayerNorm(5), nn.GroupNorm(1, 3)
    for layer, axes, along in ((batch, (0, 2), 1), (element, 2, 2), (group, (1, 2), 1)):
        w, b = numbers(*layer.weight.shape), numbers(*layer.bias.shape)
        layer.load_state_dict({"weight": w, "bias": b}, strict=False)
        column = (-1, 1) if along == 1 else (-1,)
        expected = standard(x, axes) * w.reshape(column) + b.reshape(column)
        np.testing.assert_allclose(layer(x).numpy(), expected, atol=2e-5)


def test_the_root_mean_square_is_divided_out(numbers):
    x = numbers(4, 6)
    expected = x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-3)
    np.testing.assert_allclose(nn.RMSNorm(6, eps=1e-3)(x).numpy(), expected, atol=1e-5)


def test_gradients_through_normalisation_are_right(numbers, check_gradient):
    check_gradient(
        lambda x, w, b: nn.batch_norm(x, None, None, w, b, training=True),
        numbers(4, 2, 3), numbers(2), numbers(2), tolerance=1e-5,
    )  # fmt: skip
    check_gradient(
        lambda x, w, b: nn.layer_norm(x, 4, w, b), numbers(3, 4), numbers(4), numbers(4),
        tolerance=1e-5,
    )  # fmt: skip
    check_gradient(
        lambda x, w: nn.group_norm(x, 2, w), numbers(2, 4, 3), numbers(4), tolerance=1e-5
    )


@pytest.mark.parametrize("compiled", [False, True])
def test_running_statistics_follow_the_batches(compiled, numbers):
    layer = nn.BatchNorm2d(3)
    call = pel.compile(layer) if compiled else layer
    mean, var = np.zeros(3), np.ones(3)
    for _ in range(3):
        x = numbers(4, 3, 2, 2) * 2 + 1
        call(pel.Tensor(x))
        flat = x.transpose(1, 0, 2, 3).reshape(3, -1).astype(np.float64)
        mean = 0.9 * mean + 0.1 * flat.mean(1)
        var = 0.9 * var + 0.1 * flat.var(1, ddof=1)
    assert layer.num_batches_tracked.item() == 3
    np.testing.assert_allclose(layer.running_mean.numpy(), mean, atol=1e-5)
    np.testing.assert_allclose(layer.running_var.numpy(), var, atol=1e-5)
    layer.eval()
    x = numbers(2, 3, 2, 2)
    expected = (x - mean[:, None, None]) / np.sqrt(var[:, None, None] + 1e-5)
    np.testing.assert_allclose(call(pel.Tensor(x)).numpy(), expected, atol=1e-5)
    assert layer.num_batches_tracked.item() == 3


def test_without_a_momentum_the_statistics_are_plain_means(numbers):
    layer, means = nn.BatchNorm1d(2, momentum=None), []
    for _ in range(4):
        x = numbers(5, 2)
        layer(x)
        means.append(x.mean(0))
    np.testing.assert_allclose(layer.running_mean.numpy(), np.mean(means, 0), atol=1e-6)
    layer.reset_running_stats()
    assert layer.running_mean.tolist() == [0.0, 0.0]
    assert layer.num_batches_tracked.item() == 0


def test_without_statistics_the_batch_decides_in_evaluation_too(numbers):
    layer, x = nn.BatchNorm1d(2, track_running_stats=False).eval(), numbers(6, 2)
    np.testing.assert_allclose(layer(x).numpy(), standard(x, 0), atol=1e-5)
    assert list(layer.state_dict()) == ["weight", "bias"]


def test_no_gradient_flows_through_running_statistics(numbers):
    weight = pel.Parameter([[1.0, 2.0]])
    layer = nn.BatchNorm1d(2)
    layer(pel.Tensor(numbers(4, 1)) @ weight)
    layer.eval()
    layer(pel.ones((3, 2))).sum().backward()
    assert weight.grad is None
    assert layer.bias.grad.tolist() == [3.0, 3.0]


def test_an_eager_step_leaves_no_statistics_waiting(numbers):
    net = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    optimizer = optim.SGD(net.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.minimize((net(numbers(4, 3)) ** 2).mean())
    assert net[1].num_batches_tracked.item() == 3


def test_normalisation_refuses_what_does_not_fit(numbers):
    with pytest.raises(ShapeError, match="more than one value for each channel"):
        nn.BatchNorm1d(2)(numbers(1, 2))
    with pytest.raises(ShapeError, match="3 channels"):
        nn.BatchNorm2d(3)(numbers(2, 4, 5, 5))
    with pytest.raises(ShapeError, match="last axes"):
        nn.LayerNorm(4)(numbers(2, 3))
    with pytest.raises(ShapeError, match="groups"):
        nn.group_norm(numbers(2, 3), 2)
    with pytest.raises(ArgumentError, match="divide"):
        nn.GroupNorm(2, 3)
