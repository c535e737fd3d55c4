"""First values: their bounds and moments, and that the seed fixes them."""

import math

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.nn import init
from pellucid.nn.first_values import init_patterns as patterns


def test_the_seed_fixes_the_first_values():
    def values():
        pel.manual_seed(3)
        return nn.Linear(20, 20).weight.numpy(), nn.Conv2d(3, 4, 3).weight.numpy()

    for first, second in zip(values(), values(), strict=True):
        np.testing.assert_array_equal(first, second)
    assert not np.array_equal(values()[0], nn.Linear(20, 20).weight.numpy())


@pytest.mark.parametrize(
    ("layer", "fan"),
    [(nn.Linear(300, 200), 300), (nn.Conv2d(20, 60, 5), 500), (nn.Conv2d(20, 40, 3, groups=4), 45)],
)
def test_dense_and_convolutional_layers_start_uniform_within_one_over_root_fan_in(layer, fan):
    bound = 1 / math.sqrt(fan)
    for values in (layer.weight.numpy(), layer.bias.numpy()):
        assert np.abs(values).max() <= bound
        assert np.abs(values).max() > 0.9 * bound
    assert layer.weight.numpy().std() == pytest.approx(bound / math.sqrt(3), rel=0.05)


def test_embeddings_start_normal_and_norms_as_the_identity():
    assert nn.Embedding(500, 40).weight.numpy().std() == pytest.approx(1, rel=0.03)
    assert nn.Embedding(5, 2, padding_idx=-1).weight.numpy()[4].tolist() == [0.0, 0.0]
    for layer in (nn.BatchNorm1d(3), nn.LayerNorm(3), nn.GroupNorm(1, 3)):
        assert layer.weight.tolist() == [1.0] * 3
        assert layer.bias.tolist() == [0.0] * 3


@pytest.mark.parametrize(
    ("fill", "std"),
    [
        (lambda w: init.kaiming_normal_(w, nonlinearity="relu"), math.sqrt(2 / 400)),
        (lambda w: init.kaiming_uniform_(w, mode="fan_out"), math.sqrt(2 / 300)),
        (init.xavier_uniform_, math.sqrt(2 / 700)),
        (lambda w: init.xavier_normal_(w, gain=2), 2 * math.sqrt(2 / 700)),
        (lambda w: init.normal_(w, 1.0, 0.5), 0.5),
        (lambda w: init.uniform_(w, -1, 1), 1 / math.sqrt(3)),
        (lambda w: init.trunc_normal_(w, std=1.0, a=-1, b=1), 0.5396),
    ],
)
def test_the_spread_is_what_the_formula_says(fill, std):
    w = pel.Parameter(np.zeros((300, 400), np.float32))
    assert fill(w) is w
    assert w.numpy().std() == pytest.approx(std, rel=0.02)


def test_orthogonal_rows_have_length_one_and_stand_at_right_angles():
    for shape in ((3, 7), (7, 3), (4, 2, 3)):
        w = init.orthogonal_(pel.Tensor(np.zeros(shape, np.float32))).numpy().reshape(shape[0], -1)
        small = w @ w.T if w.shape[0] <= w.shape[1] else w.T @ w
        np.testing.assert_allclose(small, np.eye(len(small)), atol=1e-5)


def test_constants_and_what_is_refused():
    w = pel.Tensor(np.zeros((2, 3), np.float32))
    assert init.ones_(w).tolist() == [[1.0] * 3] * 2
    assert init.eye_(w).tolist() == [[1.0, 0, 0], [0, 1.0, 0]]
    assert init.constant_(w, 4).numpy().sum() == 24
    for wrong in (
        lambda: init.kaiming_uniform_(pel.Tensor([1.0])),
        lambda: init.kaiming_uniform_(w, mode="fan"),
        lambda: init.calculate_gain("swish"),
        lambda: init.trunc_normal_(w, a=7, b=8),
    ):
        with pytest.raises(ArgumentError):
            wrong()


def test_patterns():
    pel.manual_seed(0)
    sparse = patterns.sparse_(pel.Tensor(np.ones((200, 30), np.float32)), 0.3, std=2.0).numpy()
    assert ((sparse == 0).sum(0) == 60).all()
    assert sparse[sparse != 0].std() == pytest.approx(2, rel=0.05)
    x = np.random.default_rng(0).standard_normal((1, 4, 5, 5)).astype(np.float32)
    through = patterns.dirac_(pel.Tensor(np.zeros((4, 2, 3, 3), np.float32)), groups=2)
    same = nn.functional.conv2d(x, through, padding=1, groups=2)
    np.testing.assert_array_equal(same.numpy(), x)
    ball = patterns.positive_unitball_(pel.Tensor(np.zeros((6, 3, 2), np.float32))).numpy()
    assert (ball >= 0).all()
    np.testing.assert_allclose(ball.sum((1, 2)), 1, rtol=1e-6)


def test_the_bilinear_filler_upsamples_a_straight_line():
    weight = patterns.bilinear_(pel.Tensor(np.zeros((1, 1, 4, 4), np.float32)))
    ramp = np.broadcast_to(np.arange(6, dtype=np.float32), (1, 1, 6, 6)).copy()
    wide = nn.functional.conv_transpose2d(ramp, weight, stride=2, padding=1).numpy()
    np.testing.assert_allclose(np.diff(wide[0, 0, 4, 2:-2]), 0.5, rtol=1e-6)


def test_patterns_refuse_other_shapes():
    with pytest.raises(ArgumentError):
        patterns.sparse_(pel.Tensor([1.0]), 0.5)
    with pytest.raises(ArgumentError):
        patterns.dirac_(pel.Tensor([[1.0]]))
    with pytest.raises(ArgumentError):
        patterns.bilinear_(pel.Tensor([[1.0]]))


def test_what_is_put_into_the_data_of_a_parameter_is_put_into_the_parameter():
    layer = nn.Linear(30, 40)
    nn.init.normal_(layer.weight.data, 5.0, 0.1)
    nn.init.constant_(layer.bias.data, 2.0)
    assert abs(layer.weight.mean().item() - 5) < 0.02
    assert layer.bias.tolist() == [2.0] * 40
    assert layer.weight.requires_grad
    layer(np.ones(30, np.float32)).sum().backward()
    assert layer.bias.grad.tolist() == [1.0] * 40
