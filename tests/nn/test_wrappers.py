"""Modules around others, pooling of regions, classes as corners."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn import functional
from pellucid.nn.losses.simplex import simplex

SOURCE = np.random.default_rng(0)


@pytest.mark.parametrize("layer", [nn.Linear(5, 4), nn.Conv2d(2, 3, 3)], ids=["Linear", "Conv2d"])
def test_a_weight_of_length_and_direction_starts_as_it_was_and_learns(layer):
    shape = (7, 5) if isinstance(layer, nn.Linear) else (2, 2, 6, 6)
    x = SOURCE.normal(size=shape).astype(np.float32)
    before = layer(x).numpy()
    normed = nn.WeightNorm(layer)
    np.testing.assert_allclose(normed(x).numpy(), before, atol=1e-5)
    optimizer = optim.SGD(normed.parameters(), lr=0.1)

    @pel.compile
    def step(x):
        loss = normed(x).square().mean()
        optimizer.minimize(loss)
        return loss

    losses = [step(x).item() for _ in range(20)]
    assert losses[-1] < 0.7 * losses[0]
    assert set(normed.state_dict()) == {"v", "g", "layer.bias"}
    with pytest.raises(ArgumentError):
        nn.WeightNorm(nn.ReLU())


def test_weight_norm_is_pytorchs():
    torch = pytest.importorskip("torch")
    layer = torch.nn.Linear(5, 4)
    theirs = torch.nn.utils.parametrizations.weight_norm(layer)
    own = nn.WeightNorm(nn.Linear(5, 4))
    state = theirs.state_dict()
    own.load_state_dict({
        "g": state["parametrizations.weight.original0"],
        "v": state["parametrizations.weight.original1"], "layer.bias": state["bias"],
    })  # fmt: skip
    x = SOURCE.normal(size=(6, 5)).astype(np.float32)
    own(x).square().sum().backward()
    found = theirs(torch.tensor(x))
    found.square().sum().backward()
    np.testing.assert_allclose(own(x).numpy(), found.detach().numpy(), atol=1e-5)
    wanted = theirs.parametrizations.weight
    for mine, other in ((own.g, wanted.original0), (own.v, wanted.original1)):
        np.testing.assert_allclose(mine.grad.numpy(), other.grad.numpy(), atol=1e-4)


def test_twins_share_their_weights_and_learn_from_pairs():
    pel.manual_seed(0)
    twins = nn.Siamese(nn.Linear(4, 2))
    labels = SOURCE.integers(0, 2, 200)
    x = (SOURCE.normal(size=(200, 4)) + labels[:, None] * [2, 0, -1, 0]).astype(np.float32)
    same = (labels[:100] == labels[100:]).astype(np.int64)
    optimizer = optim.Adam(twins.parameters(), lr=0.05)
    loss = nn.ContrastiveLoss()

    @pel.compile
    def step(a, b, same):
        found = loss(*twins(a, b), same)
        optimizer.minimize(found)
        return found

    losses = [step(x[:100], x[100:], same).item() for _ in range(60)]
    assert losses[-1] < 0.5 * losses[0]
    assert len(list(twins.parameters())) == 2


def test_a_reversed_gradient_has_the_value_and_the_other_sign():
    x = pel.Tensor([1.0, 2.0], requires_grad=True)
    y = nn.GradientReversal(0.5)(x)
    assert y.tolist() == [1.0, 2.0]
    (y * pel.Tensor([1.0, 3.0])).sum().backward()
    assert x.grad.tolist() == [-0.5, -1.5]


def test_a_region_is_what_is_read_in_its_bins():
    slope = np.arange(64, dtype=np.float32).reshape(1, 1, 8, 8)
    boxes = np.float32([[0, 2, 2, 6, 6], [0, 0, 0, 8, 4]])
    found = functional.roi_align(pel.Tensor(slope), pel.Tensor(boxes), 2).numpy()
    pixel = lambda y, x: (y - 0.5) * 8 + x - 0.5  # noqa: E731 (the slope between its pixels)
    np.testing.assert_allclose(
        found[0, 0], [[pixel(3, 3), pixel(3, 5)], [pixel(5, 3), pixel(5, 5)]], atol=1e-4
    )
    assert nn.RoIAlign((3, 2))(pel.Tensor(slope), pel.Tensor(boxes)).shape == (2, 1, 3, 2)
    with pytest.raises(ShapeError):
        functional.roi_align(pel.Tensor(slope), pel.Tensor(boxes[:, 1:]), 2)


def test_of_a_block_at_most_one_unit_is_on():
    energies = SOURCE.normal(size=(2, 3, 4, 6)).astype(np.float32)
    detected, pooled = functional.probabilistic_max_pool2d(pel.Tensor(energies), 2)
    powers = np.exp(energies.astype(np.float64))
    block = powers[0, 1, 2:4, 4:6]
    np.testing.assert_allclose(
        detected.numpy()[0, 1, 2:4, 4:6], block / (1 + block.sum()), rtol=1e-5
    )
    np.testing.assert_allclose(
        pooled.numpy()[0, 1, 1, 2], block.sum() / (1 + block.sum()), rtol=1e-5
    )
    assert nn.ProbabilisticMaxPool2d(2)(pel.Tensor(energies)).shape == (2, 3, 2, 3)


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_corners_are_equally_far_apart_and_their_loss_is_least_there(classes):
    corners = simplex(classes)
    wanted = np.full((classes, classes), -1 / (classes - 1))
    np.fill_diagonal(wanted, 1)
    np.testing.assert_allclose(corners @ corners.T, wanted, atol=1e-9)
    loss = nn.ClassSimplexLoss(classes)
    target = np.arange(classes)
    at = pel.Tensor(corners.astype(np.float32))
    assert loss(at, target).item() == pytest.approx(0, abs=1e-9)
    assert (loss.scores(at).numpy().argmax(1) == target).all()
    with pytest.raises(ShapeError):
        loss(pel.Tensor(np.zeros((2, classes), np.float32)), [0, 1])


def test_rare_classes_weigh_more_and_all_classes_alike():
    labels = np.array([0] * 6 + [1] * 3 + [3])
    weights = nn.class_weights(labels)
    assert weights[2] == 0
    np.testing.assert_allclose([weights[k] * (labels == k).sum() for k in (0, 1, 3)], 10 / 3)
    sklearn = pytest.importorskip("sklearn.utils.class_weight")
    wanted = sklearn.compute_class_weight("balanced", classes=np.array([0, 1, 3]), y=labels)
    np.testing.assert_allclose(weights[[0, 1, 3]], wanted, rtol=1e-6)
