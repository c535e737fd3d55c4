"""Gates, winners, and classes drawn by lot."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, ShapeError

X = np.random.default_rng(0).standard_normal((6, 8)).astype(np.float32)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_gates_scale_the_first_half_by_the_second():
    value, gate = X[:, :4], X[:, 4:]
    np.testing.assert_allclose(nn.GLU()(X).numpy(), value * sigmoid(gate), rtol=1e-5)
    found = nn.functional.swiglu(X).numpy()
    np.testing.assert_allclose(found, value * gate * sigmoid(gate), rtol=1e-5, atol=1e-6)
    with pytest.raises(ShapeError, match="two halves"):
        nn.functional.glu(X[:5], dim=0)


def test_winners():
    blocks = X.reshape(6, 4, 2)
    np.testing.assert_array_equal(nn.Maxout(2)(X).numpy(), blocks.max(-1))
    kept = nn.LWTA(2)(X).numpy()
    np.testing.assert_array_equal(kept.reshape(6, 4, 2).max(-1).clip(0), blocks.max(-1).clip(0))
    assert ((kept != 0).reshape(6, 4, 2).sum(-1) == 1).all()
    np.testing.assert_array_equal(nn.LWTA(2)(np.zeros((1, 4), np.float32)).numpy(), 0)
    np.testing.assert_array_equal(
        nn.CReLU()(X).numpy(), np.concatenate([X.clip(0), (-X).clip(0)], 1)
    )
    with pytest.raises(ShapeError, match="groups of 3"):
        nn.Maxout(3)(X)


def test_the_winner_gets_the_gradient():
    x = pel.Tensor(X, requires_grad=True)
    nn.LWTA(4)(x).sum().backward()
    assert x.grad.sum().item() == 6 * 2


def test_random_slopes_stay_within_their_bounds_and_rest_in_the_middle():
    x = -np.ones(10_000, np.float32)
    drawn = nn.RReLU(0.1, 0.3)(x).numpy()
    assert -0.3 <= drawn.min() < -0.29
    assert -0.11 < drawn.max() <= -0.1
    np.testing.assert_allclose(nn.RReLU(0.1, 0.3).eval()(x).numpy(), -0.2, rtol=1e-6)
    with pytest.raises(ArgumentError):
        nn.functional.rrelu(x, 0.5, 0.1)


def test_classes_are_drawn_with_the_probabilities_of_softmax():
    pel.manual_seed(3)
    logits = np.log(np.float32([0.5, 0.3, 0.2]))
    many = np.broadcast_to(logits, (20_000, 3)).copy()
    drawn = nn.functional.gumbel_softmax(many, hard=True).numpy()
    assert set(np.unique(drawn)) == {0.0, 1.0}
    np.testing.assert_allclose(drawn.mean(0), [0.5, 0.3, 0.2], atol=0.012)  # 3.4 deviations


def test_a_hard_draw_has_the_gradient_of_the_soft_one():
    key = pel.random.key(1)
    weights = np.float32([1.0, 2.0, 4.0])

    def gradient(*, hard):
        x = pel.Tensor(np.float32([0.1, 0.2, 0.3]), requires_grad=True)
        (nn.functional.gumbel_softmax(x, hard=hard, key=key) * weights).sum().backward()
        return x.grad.numpy()

    np.testing.assert_allclose(gradient(hard=True), gradient(hard=False), atol=1e-6)
