"""Losses with a margin and losses of probability models against their formulas."""

import math

import numpy as np
import pytest

from pellucid import nn
from pellucid.core.errors import ArgumentError, IndexingError, ShapeError
from pellucid.nn import functional as f

RANDOM = np.random.default_rng(5)
X, Y, Z = (RANDOM.standard_normal((6, 4)).astype(np.float32) for _ in range(3))
LABELS = np.array([0, 3, 2, 2, 1, 3])
OTHERS = np.arange(4)[None] != LABELS[:, None]
RIGHT = X[np.arange(6), LABELS][:, None]


def relu(x):
    return np.maximum(x, 0)


def near(found, wanted):
    np.testing.assert_allclose(found.numpy(), wanted, rtol=2e-5, atol=1e-6)


def test_hinges_of_many_classes():
    lack = relu(1 - RIGHT + X) * OTHERS
    near(nn.MultiMarginLoss()(X, LABELS), lack.sum(1).mean() / 4)
    near(nn.MultiMarginLoss(p=2)(X, LABELS), (lack**2).sum(1).mean() / 4)
    against = relu(1 - np.where(OTHERS, -X, X))
    near(nn.HingeLoss()(X, LABELS), against.sum(1).mean())
    near(nn.HingeLoss("l2")(X, LABELS), (against**2).sum(1).mean())
    with pytest.raises(IndexingError, match="not one of the 4 classes"):
        nn.MultiMarginLoss()(X, LABELS + 1)
    with pytest.raises(ArgumentError):
        f.multi_margin_loss(X, LABELS, p=3)


def test_pairs_and_triplets():
    alike = np.float32([1, 0, 1, 0, 0, 1])
    distance = np.sqrt(((X - Y) ** 2).sum(1))
    wanted = np.where(alike > 0, distance**2, relu(3 - distance) ** 2) / 2
    near(nn.ContrastiveLoss(3.0, "none")(X, Y, alike), wanted)
    far = np.sqrt(((X - Z + 1e-6) ** 2).sum(1))
    excess = relu(np.sqrt(((X - Y + 1e-6) ** 2).sum(1)) - far + 1)
    near(nn.TripletMarginLoss(reduction="none")(X, Y, Z), excess)
    by_hand = nn.TripletMarginWithDistanceLoss(reduction="none")
    near(by_hand(X, Y, Z), excess)


def test_the_gradient_of_a_distance_of_0_is_0():
    import pellucid as pel

    x = pel.Tensor(X, requires_grad=True)
    f.pairwise_distance(x, pel.Tensor(X), eps=0.0).sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), 0)


def test_probability_models():
    chance = 1 / (1 + np.exp(-X.astype(np.float64)))
    truths = (Y > 0).astype(np.float32)
    entropy = -np.where(truths > 0, np.log(chance), np.log1p(-chance))
    missing = np.where(truths > 0, 1 - chance, chance)
    shares = np.where(truths > 0, 0.25, 0.75)
    near(nn.FocalLoss()(X, truths), (shares * missing**2 * entropy).mean())
    near(f.sigmoid_focal_loss(X, truths, alpha=-1, gamma=0), entropy)
    logs = X - np.log(np.exp(X).sum(1, keepdims=True))
    gain = RANDOM.random((4, 4)).astype(np.float32)
    near(nn.InfogainLoss(gain)(X, LABELS), -(gain[LABELS] * logs).sum(1).mean())
    near(nn.InfogainLoss(np.eye(4))(X, LABELS), f.cross_entropy(X, LABELS).item())
    near(f.multinomial_logistic_loss(np.exp(logs), LABELS), f.cross_entropy(X, LABELS).item())
    with pytest.raises(ShapeError):
        f.infogain_loss(X, LABELS, gain[:3])
    near(nn.PoissonNLLLoss()(X, truths), (np.exp(X) - truths * X).mean())
    spread = np.exp(Z)
    wanted = (np.log(spread) + (X - Y) ** 2 / spread) / 2 + math.log(2 * math.pi) / 2
    near(nn.GaussianNLLLoss(full=True)(X, Y, spread), wanted.mean())


def test_the_quantile_loss_is_least_at_the_quantile():
    sample = RANDOM.exponential(size=4001).astype(np.float32)
    guesses = np.sort(sample)[::50]
    losses = [f.quantile_loss(np.full_like(sample, g), sample, 0.75).item() for g in guesses]
    assert abs(guesses[int(np.argmin(losses))] - np.quantile(sample, 0.75)) < 0.06
    with pytest.raises(ArgumentError):
        nn.QuantileLoss(1.5)(X, Y)


def test_dice_of_a_perfect_prediction_is_0():
    truths = (Y > 0).astype(np.float32)
    near(f.dice_loss(truths, truths), 0.0)
