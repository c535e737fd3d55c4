"""Activations against their formulas, where they bend and far out, and their layers."""

import math

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn import functional

erf = np.vectorize(math.erf)
X = np.array([-30.0, -6.0, -3.0, -1.5, -1.0, -0.2, 0.0, 0.3, 1.0, 2.5, 3.0, 6.0, 30.0])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def soft(x):
    return np.logaddexp(x, 0)


def below(x, f):
    return np.where(x > 0, x, f(np.minimum(x, 0)))


FORMULAS = {
    "relu": (lambda x: np.maximum(x, 0), nn.ReLU()),
    "relu6": (lambda x: np.clip(x, 0, 6), nn.ReLU6()),
    "leaky_relu": (lambda x: below(x, lambda v: 0.01 * v), nn.LeakyReLU()),
    "elu": (lambda x: below(x, np.expm1), nn.ELU()),
    "celu": (lambda x: below(x, np.expm1), nn.CELU()),
    "selu": (
        lambda x: 1.0507009873554805 * below(x, lambda v: 1.6732632423543772 * np.expm1(v)),
        nn.SELU(),
    ),
    "gelu": (lambda x: x * 0.5 * (1 + erf(x / math.sqrt(2))), nn.GELU()),
    "silu": (lambda x: x * sigmoid(x), nn.SiLU()),
    "mish": (lambda x: x * np.tanh(soft(x)), nn.Mish()),
    "softplus": (soft, nn.Softplus()),
    "sigmoid": (sigmoid, nn.Sigmoid()),
    "tanh": (np.tanh, nn.Tanh()),
    "hardtanh": (lambda x: np.clip(x, -1, 1), nn.Hardtanh()),
    "hardsigmoid": (lambda x: np.clip(x / 6 + 0.5, 0, 1), nn.Hardsigmoid()),
    "hardswish": (lambda x: x * np.clip(x / 6 + 0.5, 0, 1), nn.Hardswish()),
    "softsign": (lambda x: x / (1 + np.abs(x)), nn.Softsign()),
    "logsigmoid": (lambda x: -soft(-x), nn.LogSigmoid()),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_an_activation_is_its_formula_as_a_function_and_as_a_layer(name):
    formula, layer = FORMULAS[name]
    for call in (getattr(functional, name), getattr(nn, name), layer):
        found = call(pel.Tensor(X.astype(np.float32)))
        np.testing.assert_allclose(found.numpy(), formula(X), rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("name", FORMULAS)
def test_the_gradient_of_an_activation_is_right_between_its_bends(name, check_gradient):
    smooth = X[~np.isin(X, (-3.0, -1.0, 0.0, 1.0, 3.0, 6.0))]
    check_gradient(getattr(functional, name), smooth, step=1e-5, tolerance=1e-5)


@pytest.mark.parametrize("name", FORMULAS)
def test_no_gradient_is_lost_far_out(name):
    x = pel.Tensor(np.float32([-1000, -100, 0, 100, 1000]), requires_grad=True)
    getattr(functional, name)(x).sum().backward()
    assert np.isfinite(x.grad.numpy()).all()


def test_arguments_bend_them_elsewhere():
    x = pel.Tensor([-2.0, 0.5, 2.0])
    assert nn.LeakyReLU(0.5)(x).tolist() == [-1.0, 0.5, 2.0]
    assert nn.Hardtanh(-0.5, 1.5)(x).tolist() == [-0.5, 0.5, 1.5]
    np.testing.assert_allclose(nn.ELU(2.0)(x).numpy()[0], 2 * np.expm1(-2), rtol=1e-6)
    np.testing.assert_allclose(nn.CELU(2.0)(x).numpy()[0], 2 * np.expm1(-1), rtol=1e-6)
    np.testing.assert_allclose(nn.Softplus(2.0)(x).numpy()[2], soft(4) / 2, rtol=1e-6)
    tanh = 0.5 * X * (1 + np.tanh(math.sqrt(2 / math.pi) * (X + 0.044715 * X**3)))
    found = nn.GELU("tanh")(pel.Tensor(X)).numpy()
    np.testing.assert_allclose(found, tanh, rtol=1e-6, atol=1e-7)
    with pytest.raises(ArgumentError, match="approximation"):
        nn.gelu(x, "exact")


def test_the_slope_of_a_prelu_is_learned_for_all_or_for_each_channel(check_gradient, numbers):
    x = pel.Tensor([[[-1.0], [-2.0]]])
    assert nn.PReLU()(x).tolist() == [[[-0.25], [-0.5]]]
    layer = nn.PReLU(2)
    layer.load_state_dict({"weight": np.array([1.0, 3.0])})
    assert layer(x).tolist() == [[[-1.0], [-6.0]]]
    check_gradient(nn.prelu, numbers(3, 2, 2), numbers(2))
    with pytest.raises(ShapeError, match="channels"):
        nn.prelu(x, pel.ones(3))


def test_softmax_sums_to_one_and_its_logarithm_keeps_its_digits(check_gradient, numbers):
    x = np.float32([[1000.0, 1000.0], [-1000.0, 0.0]])
    assert nn.Softmax(dim=1)(x).tolist() == [[0.5, 0.5], [0.0, 1.0]]
    np.testing.assert_allclose(
        nn.LogSoftmax(dim=1)(x).numpy(), [[-math.log(2)] * 2, [-1000, 0]], rtol=1e-6
    )
    np.testing.assert_allclose(nn.softmax(numbers(3, 4), dim=0).numpy().sum(0), 1, rtol=1e-6)
    check_gradient(lambda x: nn.log_softmax(x, dim=-1), numbers(2, 3))
