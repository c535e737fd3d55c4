"""A network looked at before it is trained: each rule is broken by what it is for, and holds
elsewhere."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.nn.modules.verification import RULES

SOURCE = np.random.default_rng(0)
X, Y = SOURCE.normal(size=(32, 6)).astype(np.float32), SOURCE.integers(0, 3, 32)
PICTURES = SOURCE.normal(size=(32, 1, 6, 6)).astype(np.float32)


def perceptron(*last):
    pel.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 3), *last)


class Unused(nn.Module):
    def __init__(self):
        self.used, self.other = nn.Linear(6, 3), nn.Linear(6, 3)

    def forward(self, x):
        return self.used(x)


class Mixing(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(6, 3)

    def forward(self, x):
        return self.layer(x - x.mean(0, keepdim=True))


def dead():
    net = perceptron()
    net[0].bias.assign(net[0].bias - 100)
    return net


def flat():
    net = perceptron()
    for layer in (net[0], net[2]):
        nn.init.zeros_(layer.weight)
    return net


def steep():
    pel.manual_seed(0)
    layers = []
    for _ in range(4):
        layers += [nn.Linear(6, 6), nn.Sigmoid()]
        nn.init.normal_(layers[-2].weight, 0.0, 0.005)
    return nn.Sequential(*layers, nn.Linear(6, 3))


def saturated():
    net = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 3))
    nn.init.normal_(net[0].weight, 0.0, 50.0)
    return net


def loud():
    net = perceptron()
    net[2].weight.assign(net[2].weight * 100)
    return net


normed = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(64, 3))
holes = X.copy()
holes[3, 2] = np.nan
BROKEN = {
    "finite-input": (perceptron(), holes, None, None),
    "normalised-input": (perceptron(), X * 200 + 100, Y, nn.cross_entropy),
    "varying-input": (perceptron(), np.ones((8, 6), np.float32), None, None),
    "fitted-preprocessing": (nn.Sequential(nn.Standardize(6), perceptron()), X, None, None),
    "label-range": (perceptron(), X, Y + 1, nn.cross_entropy),
    "label-shape": (perceptron(), X, Y[:8], None),
    "several-classes": (perceptron(), X, Y * 0, nn.cross_entropy),
    "scores-not-probabilities": (perceptron(nn.Softmax(1)), X, Y, nn.cross_entropy),
    "last-layer-free": (perceptron(nn.ReLU()), X, Y, nn.cross_entropy),
    "living-units": (dead(), X, None, None),
    "unsaturated-units": (saturated(), X, None, None),
    "bent-between": (nn.Sequential(nn.Linear(6, 4), nn.Linear(4, 3)), X, None, None),
    "bias-before-norm": (normed, PICTURES, None, None),
    "rows-apart": (Mixing(), X, None, None),
    "different-predictions": (flat(), X, None, None),
    "first-loss": (loud(), X, Y, nn.cross_entropy),
    "learned-parameters": (Unused(), X, Y, nn.cross_entropy),
    "even-gradients": (steep(), X, Y, nn.cross_entropy),
}


def test_every_rule_is_broken_by_something():
    assert set(BROKEN) == set(RULES)


@pytest.mark.parametrize("name", BROKEN)
def test_a_rule_finds_what_it_is_for(name):
    model, inputs, target, loss = BROKEN[name]
    found = model.verify(inputs, target, loss)
    assert not found
    assert name in found.broken
    text = str(found)
    assert f"{name}" in text
    assert "  try    " in text


def test_a_good_network_breaks_none_and_stays_as_it_is():
    net = nn.Sequential(
        nn.Standardize(6).fit(X), nn.Linear(6, 16, bias=False), nn.BatchNorm1d(16), nn.ReLU(),
        nn.Dropout(), nn.Linear(16, 3),
    )  # fmt: skip
    before = {n: x.tobytes() for n, x in net.state_dict().items()}
    found = net.verify(X, Y, nn.cross_entropy)
    assert found, str(found)
    assert str(found) == f"all {len(RULES)} rules hold"
    assert net.training
    assert {n: x.tobytes() for n, x in net.state_dict().items()} == before


def test_a_whole_batch_will_do():
    assert perceptron().verify((X, Y))
    assert perceptron().verify([X, Y])
    assert "label-range" in perceptron().verify((X, Y + 1)).broken
    assert "scores-not-probabilities" in perceptron(nn.Softmax(1)).verify((X, Y)).broken
    assert "scores-not-probabilities" not in perceptron(nn.LogSoftmax(1)).verify((X, Y)).broken
    assert perceptron().verify((X, X[:, :3]), loss=nn.mse_loss)
    assert "label-shape" in perceptron().verify((X, Y[:8])).broken


class Functional(nn.Module):
    """A network whose activations are no layers; its units die below a bias."""

    def __init__(self, *, bias=0.0, ends=None):
        self.one, self.two, self.bias, self.ends = nn.Linear(6, 32), nn.Linear(32, 3), bias, ends

    def forward(self, x):
        scores = self.two(nn.relu(self.one(x) + self.bias))
        return scores if self.ends is None else self.ends(scores, 1)


def test_what_is_no_layer_is_seen_too():
    assert Functional().verify((X, Y))
    found = Functional(ends=nn.softmax).verify(X, Y, nn.cross_entropy)
    assert found.broken == {"scores-not-probabilities"}
    bias = np.where(np.arange(32) < 20, -100, 0).astype(np.float32)
    found = Functional(bias=pel.asarray(bias)).verify((X, Y))
    assert found.broken == {"living-units"}
    assert "of its units learn nothing from any row" in str(found)


class Pair(nn.Module):
    """A network with two results."""

    def __init__(self):
        self.net = perceptron()

    def forward(self, x):
        return self.net(x), x


def test_the_first_of_several_results_is_looked_at():
    assert Pair().verify(X)


def test_losses_that_take_other_things():
    net = nn.Sequential(nn.Linear(6, 1), nn.Sigmoid())
    y = (Y[:, None] > 0).astype(np.float32)
    found = net.verify(X, y, nn.binary_cross_entropy_with_logits)
    assert "scores-not-probabilities" in found.broken
    assert "scores-not-probabilities" in perceptron().verify(X, Y, nn.nll_loss).broken
    assert "normalised-input" in {
        f.rule for f in nn.Sequential(nn.Flatten(), nn.Linear(4, 2)).verify(
            np.random.default_rng(0).integers(0, 255, (8, 4), dtype=np.uint8))
    }  # fmt: skip
