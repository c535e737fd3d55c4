"""What scripts for PyTorch write: arguments that are rare, and names in many places."""

import copy

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn import functional as f
from pellucid.optim.swa_utils import AveragedModel


def test_a_state_is_cloned_and_kept_from_later_steps():
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    state = {name: x.clone() for name, x in model.state_dict().items()}
    before = copy.deepcopy(state)
    model[0].weight.assign(model[0].weight * 2)
    for name, value in state.items():
        assert type(value.detach().cpu().numpy()) is np.ndarray
        assert np.array_equal(value, before[name])
    assert state["0.weight"].numel() == 6
    assert state["0.weight"].dim() == 2
    assert not np.array_equal(model.state_dict()["0.weight"], state["0.weight"])
    model.load_state_dict(state)
    assert np.array_equal(model.state_dict()["0.weight"], state["0.weight"])


def test_an_averaged_model_is_a_module():
    model = nn.Linear(2, 1)
    averaged = AveragedModel(model)
    assert isinstance(averaged, nn.Module)
    assert list(averaged.state_dict()) == ["n_averaged", "module.weight", "module.bias"]
    averaged.update_parameters(model)
    other = AveragedModel(nn.Linear(2, 1))
    other.load_state_dict(averaged.eval().state_dict())
    assert not averaged.training
    assert not averaged.module.training
    assert other.n_averaged.item() == 1
    assert np.array_equal(other.module.weight.numpy(), model.weight.numpy())


def test_in_place_functions_change_what_they_are_given():
    for function in (f.relu, f.elu, f.leaky_relu, f.hardtanh, f.silu, f.selu, f.mish):
        x = pel.Tensor([-1.0, 2.0])
        y = function(x, inplace=True)
        assert x.tolist() == y.tolist() == function(pel.Tensor([-1.0, 2.0])).tolist()
    x = pel.Tensor([-1.0, 2.0])
    f.relu_(x)
    assert x.tolist() == [0.0, 2.0]
    f.dropout(x, 1.0, True, True)
    assert x.tolist() == [0.0, 0.0]
    kept = pel.Tensor([-1.0])
    f.relu(kept)
    assert kept.tolist() == [-1.0]


@pytest.mark.parametrize(
    ("p", "wanted", "slope"), [(0.0, 1.0, -1e12), (1.0, 1.0, 0.0), (1.0, 0.0, 1e12), (0.5, 1.0, -2)]
)
def test_binary_cross_entropy_has_a_slope_at_the_ends(p, wanted, slope):
    x = pel.Tensor([p], requires_grad=True)
    f.binary_cross_entropy(x, pel.asarray([wanted])).backward()
    assert x.grad.tolist() == pytest.approx([slope])
    score = pel.Tensor([40.0], requires_grad=True)  # its sigmoid is 1 in float32
    f.binary_cross_entropy(pel.sigmoid(score), pel.asarray([0.0])).backward()
    assert np.isfinite(score.grad.numpy()).all()


def test_rows_that_are_read_keep_to_the_largest_norm():
    table = np.array([[3.0, 4.0], [0.3, 0.4], [6.0, 8.0]], np.float32)
    layer = nn.Embedding.from_pretrained(pel.asarray(table), freeze=False, max_norm=1.0)
    np.testing.assert_allclose(layer(pel.asarray([0, 1])).numpy(), [[0.6, 0.8], [0.3, 0.4]], 1e-5)
    np.testing.assert_allclose(layer.weight.numpy()[2], [6.0, 8.0])  # was not read
    assert not nn.Embedding.from_pretrained(pel.asarray(table)).weight.requires_grad


def test_gradients_of_rows_are_divided_by_how_often_they_are_read():
    layer = nn.Embedding(4, 2, scale_grad_by_freq=True)
    layer(pel.asarray([1, 1, 1, 2])).sum().backward()
    assert layer.weight.grad[:, 0].tolist() == pytest.approx([0, 1, 1, 0])


def test_the_last_offset_ends_the_last_bag():
    bag = nn.EmbeddingBag(5, 2, mode="sum", include_last_offset=True)
    found = bag(pel.asarray([0, 1, 2]), pel.asarray([0, 1, 3])).numpy()
    w = bag.weight.numpy()
    np.testing.assert_allclose(found, [w[0], w[1] + w[2]], 1e-6)


def test_lengths_beyond_the_steps_are_refused():
    logs = pel.zeros((4, 1, 3))
    for lengths in (([5], [1]), ([4], [3])):
        with pytest.raises(ShapeError, match="lie in 0 to"):
            f.ctc_loss(logs, pel.asarray([[1, 2]]), *lengths)


def test_layers_take_the_device_there_is():
    assert nn.Linear(2, 3, device="cpu").out_features == 3
    with pytest.raises(ArgumentError, match="no device"):
        nn.LSTM(2, 3, device="cuda")


def test_lists_of_layers_are_joined_and_cut():
    net = nn.Sequential(nn.Linear(2, 2)) + nn.Sequential(nn.ReLU(), nn.Tanh())
    assert isinstance(net.pop(), nn.Tanh)
    assert len(net) == 2
    shared = nn.ReLU()
    twice = nn.Sequential(shared, nn.Tanh(), shared)
    del twice[0]
    assert [type(x) for x in twice] == [nn.Tanh, nn.ReLU]
    parts = nn.ModuleDict({"a": shared, "b": nn.Tanh()})
    assert parts.pop("a") is shared
    assert list(parts) == ["b"]
    parts.clear()
    assert not list(parts)


def test_unbatched_patches_and_empty_groups():
    x = np.arange(12, dtype=np.float32).reshape(1, 3, 4)
    columns = f.unfold(pel.asarray(x), 2)
    assert np.array_equal(columns.numpy(), f.unfold(pel.asarray(x[None]), 2)[0].numpy())
    assert f.fold(columns, (3, 4), 2).shape == (1, 3, 4)
    assert nn.GroupNorm(2, 4)(pel.zeros((0, 4, 3))).shape == (0, 4, 3)


class TestAgainstTorch:
    @pytest.fixture(autouse=True)
    def library(self):
        self.torch = pytest.importorskip("torch", reason="PyTorch is not installed")

    @pytest.mark.parametrize("align_corners", [False, True])
    @pytest.mark.parametrize("antialias", [False, True])
    @pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
    @pytest.mark.parametrize("size", [(4, 5), (13, 11)])
    def test_pictures_are_resampled(self, mode, size, antialias, align_corners):
        x = np.random.default_rng(0).normal(size=(1, 2, 9, 8)).astype(np.float32)
        given = {"mode": mode, "antialias": antialias, "align_corners": align_corners}
        theirs = self.torch.nn.functional.interpolate(self.torch.tensor(x), size, **given)
        np.testing.assert_allclose(
            f.interpolate(pel.asarray(x), size, **given).numpy(), theirs.numpy(), atol=2e-5
        )

    def test_places_of_maxima_in_windows_that_differ(self):
        random = np.random.default_rng(0)
        x = np.maximum(random.normal(size=(2, 3, 7, 9)), 0).astype(np.float32)  # with ties
        ours = nn.AdaptiveMaxPool2d((3, 4), return_indices=True)(pel.asarray(x))
        theirs = self.torch.nn.AdaptiveMaxPool2d((3, 4), return_indices=True)(self.torch.tensor(x))
        samples = random.random((2, 3, 2)).astype(np.float32)
        given = (2, (3, 4)), {"return_indices": True}
        mine = f.fractional_max_pool2d(
            pel.asarray(x), *given[0], **given[1], _random_samples=pel.asarray(samples)
        )
        other = self.torch.nn.functional.fractional_max_pool2d(
            self.torch.tensor(x), *given[0], **given[1], _random_samples=self.torch.tensor(samples)
        )
        for found, wanted in zip((*ours, *mine), (*theirs, *other), strict=True):
            assert np.array_equal(found.numpy(), wanted.numpy())

    @pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
    @pytest.mark.parametrize("name", ["mse_loss", "l1_loss", "huber_loss"])
    def test_weighted_differences(self, name, reduction):
        x, y, w = np.random.default_rng(0).random((3, 4, 5)).astype(np.float32)
        ours = getattr(f, name)(
            pel.asarray(x), pel.asarray(y), reduction=reduction, weight=pel.asarray(w)
        )
        t = self.torch.tensor
        theirs = getattr(self.torch.nn.functional, name)(
            t(x), t(y), reduction=reduction, weight=t(w)
        )
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-5)

    @pytest.mark.parametrize("align_corners", [False, True])
    def test_pictures_mirrored_at_their_ends(self, align_corners):
        random = np.random.default_rng(0)
        x = random.normal(size=(1, 2, 5, 6)).astype(np.float32)
        grid = random.uniform(-2, 2, size=(1, 4, 3, 2)).astype(np.float32)
        given = {"padding_mode": "reflection", "align_corners": align_corners}
        theirs = self.torch.nn.functional.grid_sample(
            self.torch.tensor(x), self.torch.tensor(grid), **given
        )
        ours = f.grid_sample(pel.asarray(x), pel.asarray(grid), **given)
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), atol=1e-5)

    def test_a_straight_line_above_the_threshold(self):
        x = np.linspace(-4, 4, 33, dtype=np.float32)
        theirs = self.torch.nn.functional.softplus(self.torch.tensor(x), 2, 3)
        np.testing.assert_allclose(nn.Softplus(2, 3)(pel.asarray(x)).numpy(), theirs, rtol=1e-5)
