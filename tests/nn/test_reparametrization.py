"""What stands in nn.utils: clipping, vectors, weights computed from others, layers fused."""

import copy
import math

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.core.errors import ArgumentError, NonFiniteError, ShapeError, StateError
from pellucid.nn import utils

X = np.random.default_rng(0).standard_normal((2, 3, 6, 6)).astype(np.float32)


def test_lengths_and_directions():
    layer = nn.Linear(2, 2, bias=False)
    nn.init.filled(layer.weight, np.float32([[3, 4], [0, 2]]))
    assert utils.weight_norm(layer) is layer
    assert isinstance(layer, nn.Linear)
    assert layer.weight_g.tolist() == [[5.0], [2.0]]
    layer.weight_g.assign(pel.Tensor([[10.0], [1.0]]))
    np.testing.assert_allclose(layer.weight.numpy(), [[6, 8], [0, 1]], rtol=1e-6)
    np.testing.assert_allclose(copy.deepcopy(layer).weight.numpy(), [[6, 8], [0, 1]], rtol=1e-6)
    utils.remove_weight_norm(layer)
    assert [name for name, _ in layer.named_parameters()] == ["weight"]
    np.testing.assert_allclose(layer(pel.Tensor([1.0, 1.0])).numpy(), [14, 1], rtol=1e-6)
    with pytest.raises(ArgumentError, match="not computed so"):
        utils.remove_weight_norm(layer)
    with pytest.raises(ArgumentError, match="no parameter 'w'"):
        utils.weight_norm(layer, "w")


def test_one_length_for_all():
    layer = utils.weight_norm(nn.Linear(2, 2), dim=None)
    assert layer.weight_g.shape == ()
    assert layer.weight_g.item() == pytest.approx(np.linalg.norm(layer.weight_v.numpy()), rel=1e-6)


def test_a_recurrent_layer_learns_by_length_and_direction():
    layer = utils.weight_norm(nn.LSTM(3, 4), "weight_hh_l0")
    before = layer.weight_hh_l0_g.numpy().copy()
    optimizer = optim.SGD(layer.parameters(), lr=0.1)

    @pel.compile
    def step(x):
        loss = layer(x)[0].square().sum()
        optimizer.minimize(loss)
        return loss

    losses = [step(X[0, :, :, :3]).item() for _ in range(3)]
    assert losses[2] < losses[0]
    assert not np.array_equal(before, layer.weight_hh_l0_g.numpy())


def test_the_largest_singular_value_is_one():
    pel.manual_seed(0)
    layer = utils.spectral_norm(nn.Conv2d(3, 4, 3), n_power_iterations=60)
    layer(X)
    layer.eval()
    matrix = layer.weight.numpy().reshape(4, -1)
    assert np.linalg.norm(matrix, 2) == pytest.approx(1, abs=5e-3)  # (1 - r) r^120 for any ratio r
    u = layer.weight_u.numpy().copy()
    layer(X)
    np.testing.assert_array_equal(u, layer.weight_u.numpy())
    utils.remove_spectral_norm(layer)
    assert sorted(layer.state_dict()) == ["bias", "weight"]
    np.testing.assert_allclose(layer.weight.numpy().reshape(4, -1), matrix, atol=1e-5)
    with pytest.raises(ArgumentError, match="iterations"):
        utils.spectral_norm(nn.Linear(2, 2), n_power_iterations=0)


def test_parameters_as_a_vector():
    net = nn.Sequential(nn.Linear(2, 1), nn.Linear(1, 1))
    vector = utils.parameters_to_vector(net.parameters())
    assert vector.shape == (5,)
    utils.vector_to_parameters(pel.arange(5.0), net.parameters())
    assert [x.tolist() for x in net.parameters()] == [[[0, 1]], [2], [[3]], [4]]
    assert net[0].weight.requires_grad
    with pytest.raises(ShapeError, match="5 elements"):
        utils.vector_to_parameters(pel.zeros(4), net.parameters())


def test_norms_of_gradients():
    p, q = (pel.Tensor(x, requires_grad=True) for x in ([3.0], [4.0]))
    (p * p / 2 + q * q / 2).sum().backward()
    assert utils.get_total_norm([p.grad, q.grad]).item() == 5.0
    assert utils.get_total_norm([p.grad, q.grad], math.inf).item() == 4.0
    assert utils.get_total_norm([]).item() == 0.0
    assert utils.clip_grad_norm_([p, q], 1.0, error_if_nonfinite=True).item() == 5.0
    assert p.grad.item() == pytest.approx(0.6, abs=1e-5)
    p.grad = pel.Tensor([math.nan])
    with pytest.raises(NonFiniteError, match="not finite"):
        utils.clip_grad_norm_([p, q], 1.0, error_if_nonfinite=True)


@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize("kind", [nn.Conv2d, nn.ConvTranspose2d])
def test_a_convolution_and_the_normalisation_behind_it_are_one(kind, affine):
    conv, bn = kind(3, 4, 3, bias=affine), nn.BatchNorm2d(4, affine=affine)
    for _ in range(3):
        bn(conv(X))
    with pytest.raises(StateError, match="evaluation"):
        utils.fuse_conv_bn_eval(conv, bn)
    conv.eval()
    bn.eval()
    one = utils.fuse_conv_bn_eval(conv, bn, transpose=kind is nn.ConvTranspose2d)
    np.testing.assert_allclose(one(X).numpy(), bn(conv(X)).numpy(), atol=1e-5)


def test_a_dense_layer_and_the_normalisation_behind_it_are_one():
    layer, bn = nn.Linear(3, 4), nn.BatchNorm1d(4)
    x = X[0, :, :, 0].T
    bn(layer(x))
    layer.eval()
    bn.eval()
    one = utils.fuse_linear_bn_eval(layer, bn)
    np.testing.assert_allclose(one(x).numpy(), bn(layer(x)).numpy(), atol=1e-5)


def test_places_are_those_of_torch():
    assert utils.rnn.pad_sequence is nn.pad_sequence
    assert utils.parametrizations.weight_norm is utils.weight_norm
    assert utils.clip_grad_norm_ is nn.clip_grad_norm_


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("name", ["weight_norm", "spectral_norm"])
@pytest.mark.parametrize("kind", ["Linear", "Conv2d", "ConvTranspose2d"])
def test_weights_are_computed_as_in_torch(name, kind):
    torch = pytest.importorskip("torch")
    sizes = (3, 4) if kind == "Linear" else (3, 4, 3)
    x = X[:, :, 0, :3] if kind == "Linear" else X
    own = getattr(utils, name)(getattr(nn, kind)(*sizes))
    other = getattr(torch.nn.utils, name)(getattr(torch.nn, kind)(*sizes))
    other.load_state_dict({k: torch.tensor(v) for k, v in own.state_dict().items()})
    y, z = own(x), other(torch.tensor(x))
    np.testing.assert_allclose(y.numpy(), z.detach().numpy(), atol=1e-5)
    (y * y).sum().backward()
    (z * z).sum().backward()
    theirs = dict(other.named_parameters())
    for path, parameter in own.named_parameters():
        want = theirs[path].grad.numpy()
        np.testing.assert_allclose(parameter.grad.numpy(), want, atol=1e-5 * (1 + abs(want).max()))
    for path, x in own.named_buffers():
        np.testing.assert_allclose(x.numpy(), other.state_dict()[path].numpy(), atol=1e-5)
