"""Layers that PyTorch's users look for: each by hand, and beside PyTorch where it is installed."""

import copy
import math

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.core.errors import ArgumentError, IndexingError, ShapeError, StateError
from pellucid.nn import functional

X = np.random.default_rng(0).standard_normal((2, 4, 5, 6)).astype(np.float32)
LAZY = [
    ("LazyLinear", (7,), (3, 5)), ("LazyConv1d", (4, 3), (2, 5, 9)),
    ("LazyConv2d", (4, 3), (2, 5, 9, 9)), ("LazyConv3d", (4, 2), (2, 5, 4, 4, 4)),
    ("LazyConvTranspose1d", (4, 3), (2, 5, 9)), ("LazyConvTranspose2d", (4, 3), (2, 5, 4, 4)),
    ("LazyConvTranspose3d", (4, 2), (2, 5, 3, 3, 3)), ("LazyBatchNorm1d", (), (6, 5)),
    ("LazyBatchNorm2d", (), (3, 5, 2, 2)), ("LazyBatchNorm3d", (), (3, 5, 2, 2, 2)),
    ("LazyInstanceNorm1d", (), (3, 5, 4)), ("LazyInstanceNorm2d", (), (3, 5, 4, 4)),
    ("LazyInstanceNorm3d", (), (3, 5, 2, 2, 2)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "shape"), LAZY)
def test_a_lazy_layer_is_the_finished_one_after_a_call(name, arguments, shape):
    pel.manual_seed(0)
    lazy, x = getattr(nn, name)(*arguments), np.ones(shape, np.float32)
    assert type(lazy).__name__ == name
    y = lazy(x)
    finished = getattr(nn, name.removeprefix("Lazy"))
    assert type(lazy) is finished
    count = shape[-1] if name == "LazyLinear" else 5
    twin = finished(count, *arguments)
    twin.load_state_dict(lazy.state_dict())
    assert repr(twin) == repr(lazy)
    np.testing.assert_array_equal(twin(x).numpy(), y.numpy())


def test_an_optimiser_made_before_the_first_call_learns():
    net = nn.Sequential(nn.LazyConv2d(4, 3, groups=2), nn.Flatten(), nn.LazyLinear(1)).train()
    hooked = []
    net[2].register_forward_hook(lambda m, a, o: hooked.append(type(m)))
    assert [x.shape for x in net.parameters()] == [(0,)] * 4
    optimizer = optim.Adam(net.parameters(), lr=0.01)

    @pel.compile
    def step(x):
        loss = net(x).square().mean()
        optimizer.minimize(loss)
        return loss

    losses = [step(X).item() for _ in range(5)]
    assert losses[-1] < losses[0]
    assert [x.shape for x in net.parameters()] == [(4, 2, 3, 3), (4,), (1, 48), (1,)]
    assert set(hooked) == {nn.Linear}
    assert isinstance(copy.deepcopy(net)[2], nn.Linear)
    with pytest.raises(StateError, match="cannot be seen"):
        nn.LazyConv2d(4, 3)(pel.ones(3))


def test_parameters_under_names():
    scales = nn.ParameterDict({"left": nn.Parameter([1.0, 2.0]), "right": [3.0]})
    scales["more"] = pel.Tensor([4.0])
    assert [name for name, _ in scales.named_parameters()] == ["left", "right", "more"]
    assert ("left" in scales, "up" in scales, len(scales)) == (True, False, 3)
    del scales["left"]
    assert [x.tolist() for x in scales.values()] == [[3.0], [4.0]]
    assert dict(scales.items())["more"] is scales["more"]
    with pytest.raises(IndexingError, match="no parameter 'left'"):
        scales["left"]


def test_a_buffer_is_kept_but_not_learned():
    layer = nn.Identity()
    layer.seen = nn.Buffer(pel.Tensor([1.0]))
    layer.passing = nn.Buffer([2.0], persistent=False)
    assert [name for name, _ in layer.named_buffers()] == ["seen", "passing"]
    assert list(layer.parameters()) == []
    assert list(layer.state_dict()) == ["seen"]
    layer.seen = layer.seen + 1
    assert layer.seen.tolist() == [2.0]
    assert dict(layer.named_buffers())["seen"] is layer.seen


def test_patches_and_back():
    columns = nn.Unfold((2, 3), stride=(1, 3))(X)
    assert columns.shape == (2, 24, 8)
    np.testing.assert_array_equal(columns.numpy()[0, :6, 1], X[0, 0, 0:2, 3:6].ravel())
    back = nn.Fold((5, 6), (2, 3), stride=(1, 3))(columns)
    counts = np.array([1, 2, 2, 2, 1], np.float32)[:, None]  # in how many patches each row is
    np.testing.assert_allclose(back.numpy(), X * counts, rtol=1e-6)


def test_pictures_made_larger():
    x = pel.Tensor([[[[0.0, 2.0], [4.0, 6.0]]]])
    near = nn.UpsamplingNearest2d(scale_factor=2)(x)[0, 0].tolist()
    assert near == [[0, 0, 2, 2]] * 2 + [[4, 4, 6, 6]] * 2
    lines = nn.UpsamplingBilinear2d(size=(3, 3))(x)[0, 0].tolist()
    assert lines == [[0, 1, 2], [2, 3, 4], [4, 5, 6]]


def test_distances_of_all_pairs():
    rows = pel.Tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]])
    np.testing.assert_allclose(functional.pdist(rows).numpy(), [5, 1, 18**0.5], rtol=1e-6)
    assert functional.pdist(rows, p=1).tolist() == [7, 1, 6]
    assert functional.pdist(rows, p=math.inf).tolist() == [4, 1, 3]
    with pytest.raises(ShapeError, match="rows"):
        functional.pdist(pel.ones(3))


@pytest.mark.parametrize("n", [1, 2, 3])
def test_maxima_and_their_places(n):
    x = np.random.default_rng(n).permutation(2 * 4**n).reshape(1, 2, *[4] * n).astype(np.float32)
    found, places = getattr(functional, f"max_pool{n}d_with_indices")(x, 2)
    flat = x.reshape(2, -1)
    for channel in range(2):
        chosen = flat[channel][places.numpy()[0, channel].ravel()]
        np.testing.assert_array_equal(chosen, found.numpy()[0, channel].ravel())
    np.testing.assert_array_equal(found.numpy(), getattr(functional, f"max_pool{n}d")(x, 2).numpy())


def test_windows_at_drawn_places_in_volumes():
    x = np.arange(4 * 4 * 4, dtype=np.float32).reshape(1, 1, 4, 4, 4)
    found = functional.fractional_max_pool3d(
        x, 2, output_size=3, _random_samples=np.zeros((1, 1, 3))
    )
    ends = np.array([1, 2, 3])  # windows start at 0, 1 and 2
    np.testing.assert_array_equal(found.numpy()[0, 0], x[0, 0][np.ix_(ends, ends, ends)])
    layer = nn.FractionalMaxPool3d(2, output_ratio=0.5)
    assert layer(x[0]).shape == (1, 2, 2, 2)
    with pytest.raises(ShapeError, match="fractional_max_pool3d"):
        functional.fractional_max_pool3d(x, 2, output_size=4)


def test_whole_channels_saturate():
    x = np.random.default_rng(0).standard_normal((64, 32, 50)).astype(np.float32)
    y = nn.FeatureAlphaDropout(0.25)(x).numpy()
    lowest = y.max(-1) == y.min(-1)
    assert abs(lowest.mean() - 0.25) < 5 * (0.25 * 0.75 / lowest.size) ** 0.5
    assert abs(y.mean()) < 0.05
    assert abs(y.std() - 1) < 0.05
    np.testing.assert_array_equal(nn.FeatureAlphaDropout(0.25).eval()(x).numpy(), x)
    with pytest.raises(ArgumentError, match="channels"):
        functional.feature_alpha_dropout(pel.ones(3))
    for drop in (functional.alpha_dropout, functional.feature_alpha_dropout):
        np.testing.assert_array_equal(drop(pel.Tensor(x)).numpy(), x)  # not training


def test_responses_of_neighbouring_channels():
    x = np.ones((1, 3, 1, 1), np.float32)
    found = nn.CrossMapLRN2d(3, alpha=3.0, beta=1.0, k=1.0)(x).numpy().ravel()
    np.testing.assert_allclose(found, [1 / 3, 1 / 4, 1 / 3], rtol=1e-6)
    with pytest.raises(ArgumentError, match="odd"):
        nn.CrossMapLRN2d(4)


def test_probabilities_of_classes_in_clusters_add_up_to_one():
    layer = nn.AdaptiveLogSoftmaxWithLoss(8, 20, cutoffs=[5, 12], div_value=2.0)
    x = np.random.default_rng(1).standard_normal((6, 8)).astype(np.float32)
    labels = np.array([0, 4, 5, 11, 12, 19])
    every = layer.log_prob(x)
    np.testing.assert_allclose(np.exp(every.numpy()).sum(1), 1, rtol=1e-5)
    output, loss = layer(x, labels)
    np.testing.assert_allclose(output.numpy(), every.numpy()[np.arange(6), labels], rtol=1e-6)
    assert loss.item() == pytest.approx(-output.numpy().mean(), rel=1e-6)
    assert layer.predict(x).tolist() == every.numpy().argmax(1).tolist()
    assert layer(x[0], np.asarray(4)).output.shape == ()
    with pytest.raises(ArgumentError, match="cutoffs rise"):
        nn.AdaptiveLogSoftmaxWithLoss(8, 20, cutoffs=[12, 5])
    with pytest.raises(ShapeError, match="a class for each"):
        layer(x, labels[:2])


def test_first_values_with_a_pattern_stand_beside_the_others():
    weight = nn.init.dirac_(pel.zeros((2, 2, 3)))
    assert weight.tolist() == [[[0, 1, 0], [0, 0, 0]], [[0, 0, 0], [0, 1, 0]]]
    sparse = nn.init.sparse_(pel.zeros((10, 3)), 0.3).numpy()
    assert (sparse == 0).sum(0).tolist() == [3, 3, 3]


class TestBesideTorch:
    @pytest.fixture(autouse=True)
    def _torch(self):
        self.torch = pytest.importorskip("torch")

    def same(self, a, b, tolerance=1e-5):
        np.testing.assert_allclose(a.numpy(), b.detach().numpy(), atol=tolerance)

    def test_functions(self):
        theirs, t = self.torch.nn.functional, self.torch.tensor
        for p in (0.5, 1.0, 2.0, 3.0, math.inf):
            self.same(functional.pdist(X[0, 0], p), theirs.pdist(t(X[0, 0]), p))
        for a, b in zip(functional.max_pool2d_with_indices(X, 3, 2, 1),
                        theirs.max_pool2d_with_indices(t(X), 3, 2, 1), strict=True):  # fmt: skip
            self.same(a, b)
        x = np.random.default_rng(2).standard_normal((2, 3, 6, 7, 8)).astype(np.float32)
        samples = np.random.default_rng(3).random((2, 3, 3)).astype(np.float32)
        options = {"kernel_size": (2, 3, 2), "output_size": (3, 4, 5)}
        a = functional.fractional_max_pool3d(x, **options, _random_samples=pel.Tensor(samples))
        self.same(a, theirs.fractional_max_pool3d(t(x), **options, _random_samples=t(samples)))

    @pytest.mark.parametrize(("name", "options"), [
        ("UpsamplingBilinear2d", {"scale_factor": 2}), ("UpsamplingNearest2d", {"size": (7, 9)}),
        ("Unfold", {"kernel_size": (2, 3), "padding": 1, "dilation": 2}),
    ])  # fmt: skip
    def test_layers(self, name, options):
        a, b = (getattr(place, name)(**options) for place in (nn, self.torch.nn))
        self.same(a(X), b(self.torch.tensor(X)))

    def test_classes_in_clusters(self):
        options = {"cutoffs": [5, 12], "div_value": 2.0, "head_bias": True}
        a = nn.AdaptiveLogSoftmaxWithLoss(8, 20, **options)
        b = self.torch.nn.AdaptiveLogSoftmaxWithLoss(8, 20, **options)
        b.load_state_dict({k: self.torch.tensor(v) for k, v in a.state_dict().items()})
        x = np.random.default_rng(1).standard_normal((6, 8)).astype(np.float32)
        labels = np.array([0, 4, 5, 11, 12, 19])
        one, other = a(x, labels), b(self.torch.tensor(x), self.torch.tensor(labels))
        self.same(one.output, other.output)
        self.same(one.loss, other.loss)
        assert a.predict(x).tolist() == b.predict(self.torch.tensor(x)).tolist()
