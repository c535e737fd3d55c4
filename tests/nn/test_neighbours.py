"""Normalisation by neighbours, pooling by lot, and padding, where no other library is needed."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn import functional as f

RANDOM = np.random.default_rng(1)
X = RANDOM.standard_normal((2, 3, 12, 10)).astype(np.float32)


def test_responses_within_a_channel():
    padded = np.pad(X**2, [(0, 0), (0, 0), (1, 1), (1, 1)])
    near = sum(padded[..., i : i + 12, j : j + 10] for i in range(3) for j in range(3)) / 9
    found = nn.LocalResponseNormWithin(3, alpha=0.5)(X).numpy()
    np.testing.assert_allclose(found, X / (1 + 0.5 * near) ** 0.75, rtol=1e-5, atol=1e-6)


def test_contrast_does_not_depend_on_brightness_or_contrast():
    found = f.local_contrast_norm(X, 5).numpy()
    np.testing.assert_allclose(f.local_contrast_norm(X * 3 + 7, 5).numpy(), found, atol=1e-3)
    flat = f.local_contrast_norm(np.full((1, 1, 9, 9), 5.0, np.float32), 5).numpy()
    np.testing.assert_allclose(flat, 0, atol=0.03)  # rounding, divided by eps
    with pytest.raises(ShapeError):
        f.local_contrast_norm(X, 4)


def test_an_element_is_drawn_in_proportion_to_its_size():
    pel.manual_seed(0)
    x = np.tile(np.float32([[1, 3], [0, 4]]), (1, 1, 100, 100))
    drawn = nn.StochasticPool2d(2)(x).numpy()
    for value, share in ((1, 1 / 8), (3, 3 / 8), (4, 4 / 8)):
        assert abs((drawn == value).mean() - share) < 0.02
    np.testing.assert_allclose(nn.StochasticPool2d(2).eval()(x).numpy(), 26 / 8, rtol=1e-6)


def test_windows_of_drawn_places_lie_in_the_picture():
    pel.manual_seed(0)
    found = nn.FractionalMaxPool2d(2, output_ratio=(0.5, 0.7))(X).numpy()
    assert found.shape == (2, 3, 6, 7)
    assert np.isin(found, X).all()
    with pytest.raises(ArgumentError):
        nn.FractionalMaxPool2d(2)(X)
    with pytest.raises(ShapeError):
        nn.FractionalMaxPool2d(2, output_size=12)(X)


def test_pyramids_have_one_length():
    layer = nn.SpatialPyramidPool((1, 2, 4))
    assert layer(X).shape == layer(X[..., :7, :9]).shape == (2, 3 * 21)
    np.testing.assert_array_equal(layer(X).numpy()[:, :3], X.max((2, 3)))


def test_unpooling_checks_its_places():
    largest, places = nn.MaxPool2d(2, return_indices=True)(X)
    back = nn.MaxUnpool2d(2)(largest, places).numpy()
    np.testing.assert_array_equal(back[back != 0], X[back != 0])
    with pytest.raises(ShapeError, match="a place is needed"):
        nn.MaxUnpool2d(2)(largest, places[..., :3])


def test_padding_that_does_not_fit_is_refused():
    with pytest.raises(ShapeError, match="reflect can add from 0 to 9"):
        f.pad(X, (10, 0), mode="reflect")
    with pytest.raises(ArgumentError, match="no mode"):
        f.pad(X, (1, 1), mode="mirror")
    with pytest.raises(ArgumentError, match="two numbers"):
        f.pad(X, (1, 1, 1))
    with pytest.raises(ArgumentError, match="4 numbers"):
        nn.ZeroPad2d((1, 2))


def test_a_transposed_convolution_is_the_gradient_of_one():
    w = pel.Tensor(RANDOM.standard_normal((4, 3, 3, 3)).astype(np.float32))
    x = pel.Tensor(X, requires_grad=True)
    y = f.conv2d(x, w, stride=2, padding=1)
    g = pel.Tensor(RANDOM.standard_normal(y.shape).astype(np.float32))
    (y * g).sum().backward()
    found = f.conv_transpose2d(g, w, stride=2, padding=1, output_padding=1)
    np.testing.assert_allclose(found.numpy(), x.grad.numpy(), atol=1e-4)


def test_an_output_size_is_reached_or_refused():
    layer = nn.ConvTranspose2d(3, 2, 3, stride=2, padding=1)
    assert layer(X).shape == (2, 2, 23, 19)
    assert layer(X, output_size=(24, 20)).shape == (2, 2, 24, 20)
    with pytest.raises(ArgumentError, match="no padding gives"):
        layer(X, output_size=(26, 20))


def test_running_statistics_of_instances():
    layer = nn.InstanceNorm2d(3, track_running_stats=True, momentum=1.0)
    layer(X)
    np.testing.assert_allclose(layer.running_mean.numpy(), X.mean((0, 2, 3)), atol=1e-6)
    spread = X.var((2, 3), ddof=1).mean(0)
    np.testing.assert_allclose(layer.running_var.numpy(), spread, rtol=1e-5)
