"""Content in another picture's style, textures, and dreams."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, zoo
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.report import styles

SOURCE = np.random.default_rng(0)
PLACES = np.arange(32)
STRIPES = np.stack([(np.add.outer(PLACES, PLACES) // 2 % 2).astype(np.float32)] * 3)
DISC = np.zeros((3, 32, 32), np.float32)
DISC[:, np.hypot(*np.meshgrid(PLACES - 16, PLACES - 16)) < 9] = 1.0


def filters():
    pel.manual_seed(0)
    return zoo.MultiScaleFilters(3, 12, sizes=(3, 5, 7))


def gram_of(net, picture, layer):
    """How the maps of a layer go together, by its definition."""
    maps = nn.Features(net, layer, flat=False)(picture[None]).numpy()[0].astype(float)
    return np.einsum("ihw,jhw->ij", maps, maps) / maps[0].size


def far(found, wanted):
    """A squared distance as a share of what is wanted."""
    return ((found - wanted) ** 2).sum() / (wanted**2).sum()


def test_how_maps_go_together_does_not_depend_on_where():
    maps = SOURCE.normal(size=(2, 4, 5, 6)).astype(np.float32)
    found = styles.gram(pel.asarray(maps)).numpy()
    np.testing.assert_allclose(found, np.einsum("nihw,njhw->nij", maps, maps) / 30, atol=1e-5)
    turned = np.ascontiguousarray(maps[:, :, ::-1])
    np.testing.assert_allclose(styles.gram(pel.asarray(turned)).numpy(), found, atol=1e-5)
    with pytest.raises(ShapeError):
        styles.gram(pel.asarray(maps[0]))


def test_a_texture_is_made_of_noise():
    net = filters()
    blank = np.zeros_like(STRIPES)
    found = styles.style_transfer(net, blank, STRIPES, style_layers=net.layers, steps=200)
    assert found.style[-1] < 0.1 * found.style[0]
    assert found.content == [0.0] * 200
    noise = SOURCE.random(STRIPES.shape, np.float32)
    for layer in net.layers:
        wanted = gram_of(net, STRIPES, layer)
        near = far(gram_of(net, found.picture, layer), wanted)
        assert near < 0.03
        assert near < 0.2 * far(gram_of(net, noise, layer), wanted)
    assert found.picture.min() >= 0
    assert found.picture.max() <= 1
    assert "from the style" in str(found)


def test_content_stays_and_style_comes():
    net = filters()
    found = styles.style_transfer(
        net, DISC, STRIPES, style_layers=net.layers, content_layers=["scales.2"], balance=3.0,
        steps=200,
    )  # fmt: skip
    assert found.content[0] == pytest.approx(0.0, abs=1e-6)
    assert found.style[-1] < 0.3 * found.style[0]
    features = nn.Features(net, "scales.2")
    kept = far(features(found.picture[None]).numpy(), features(DISC[None]).numpy())
    other = far(features(STRIPES[None]).numpy(), features(DISC[None]).numpy())
    assert kept < 0.5 * other
    assert found.content[-1] == pytest.approx(kept, rel=0.2)
    firmer = styles.style_transfer(
        net, DISC, STRIPES, style_layers=net.layers, content_layers=["scales.2"], balance=1.0,
        steps=200,
    )  # fmt: skip
    assert firmer.content[-1] < found.content[-1]
    assert firmer.style[-1] > found.style[-1]


def test_any_layer_of_any_network_will_do():
    pel.manual_seed(0)
    net = zoo.LeNet()
    picture, other = SOURCE.random((2, 1, 28, 28), np.float32)
    found = styles.style_transfer(net, picture, other, style_layers=["conv1", "conv2"], steps=30)
    assert found.style[-1] < found.style[0]
    with pytest.raises(ArgumentError):
        styles.style_transfer(net, picture, other, style_layers=["conv9"], steps=2)
    with pytest.raises(ArgumentError):
        styles.style_transfer(net, picture, other, style_layers=[], steps=2)
    with pytest.raises(ShapeError):
        styles.style_transfer(net, picture[0], other, style_layers=["conv1"], steps=2)


@pytest.mark.parametrize("unit", [None, 3])
def test_a_dream_has_more_of_what_a_layer_sees(unit):
    net = filters()
    for scale in net.scales:  # each filter sees differences, so that none is silent
        weight = scale[1].weight
        weight.assign(weight - weight.mean((1, 2, 3), keepdim=True))
    picture = (0.5 + 0.05 * SOURCE.normal(size=(3, 32, 32))).clip(0, 1).astype(np.float32)
    dream = styles.deep_dream(net, picture, "scales.1", unit=unit, octaves=2, steps=10)
    size = lambda x: np.square(  # noqa: E731
        nn.Features(net, "scales.1", flat=False)(x[None]).numpy()[:, slice(None) if unit is None
        else unit]
    ).mean()  # fmt: skip
    assert dream.shape == picture.shape
    assert dream.min() >= picture.min() - 1e-6
    assert dream.max() <= picture.max() + 1e-6
    mixed = SOURCE.permutation(dream.ravel()).reshape(dream.shape)
    assert size(dream) > size(picture)
    assert size(dream) > size(mixed)  # it is not that it has more contrast
    with pytest.raises(ArgumentError):
        styles.deep_dream(net, picture, "scales.1", scale=1.0)


def test_octaves_grow_to_the_whole_picture():
    assert styles.octave_sizes((64, 48), 3, 2.0) == [(16, 12), (32, 24), (64, 48)]
    assert styles.octave_sizes((6, 6), 3, 2.0) == [(6, 6)]
    assert styles.resized(DISC, (16, 8)).shape == (3, 16, 8)
