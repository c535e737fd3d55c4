"""The state of a module under other names, and hooks that hear of it."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import NonFiniteError, StateError


def network():
    return nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))


def test_names_may_have_a_prefix_and_a_dict_of_ones_own():
    net, own = network(), {"epoch": 3}
    found = net.state_dict(destination=own, prefix="net.", keep_vars=True)
    assert found is own
    assert own["net.0.weight"] is net[0].weight
    assert list(own)[:2] == ["epoch", "net.0.weight"]
    assert isinstance(net.state_dict(prefix="a.")["a.1.running_mean"], np.ndarray)


def test_hooks_rename_what_is_saved_and_loaded():
    net, heard = network(), []
    net[0].register_state_dict_pre_hook(lambda module, prefix, keep: heard.append((prefix, keep)))

    def old_name(module, state_dict, prefix, local_metadata):
        state_dict[prefix + "kernel"] = state_dict.pop(prefix + "weight")

    def new_name(module, state_dict, prefix, *others):
        state_dict[prefix + "weight"] = state_dict.pop(prefix + "kernel")

    net[0].register_state_dict_post_hook(old_name)
    saved = net.state_dict()
    assert heard == [("0.", False)]
    assert "0.kernel" in saved
    assert "0.weight" not in saved
    with pytest.raises(StateError, match="missing"):
        network().load_state_dict(saved)
    other = network()
    with other[0].register_load_state_dict_pre_hook(new_name):
        other.load_state_dict(saved)
    np.testing.assert_array_equal(other[0].weight.numpy(), net[0].weight.numpy())
    assert "0.kernel" in saved  # hooks change a copy


def test_a_hook_may_forgive_what_is_missing():
    net = network()
    saved = {name: x for name, x in net.state_dict().items() if "running" not in name}
    net[1].register_load_state_dict_post_hook(lambda module, keys: keys.missing_keys.clear())
    assert net.load_state_dict(saved) == ([], [])

    def refusing(module, state_dict, prefix, *others):
        others[-1].append("too old")  # error_msgs

    net.register_load_state_dict_pre_hook(refusing)
    with pytest.raises(StateError, match="too old"):
        net.load_state_dict(saved)


def gradients():
    p, q = pel.Parameter([1.0, -4.0]), pel.Parameter([[2.0]])
    (p * pel.Tensor([3.0, -1.0])).sum().backward()
    (q * 2).sum().backward()
    return p, q


def test_gradients_are_clipped_by_any_order():
    for order, wanted in (("inf", 3.0), (float("inf"), 3.0), (-float("inf"), 1.0), (1, 6.0)):
        assert nn.utils.clip_grad_norm_(gradients(), 1.0, norm_type=order).item() == wanted
    p, q = gradients()
    assert nn.utils.clip_grad_norm_([p, q], 1.5, "inf", foreach=True).item() == 3.0
    np.testing.assert_allclose(p.grad.numpy(), [1.5, -0.5], rtol=1e-5)
    np.testing.assert_allclose(q.grad.numpy(), [[1.0]], rtol=1e-5)
    nn.utils.clip_grad_value_(p, 1, foreach=False)
    np.testing.assert_allclose(p.grad.numpy(), [1.0, -0.5], rtol=1e-5)


def test_a_norm_that_is_not_finite_is_refused_if_asked():
    p, q = gradients()
    p.grad = pel.Tensor([np.inf, 1.0])
    with pytest.raises(NonFiniteError):
        nn.utils.clip_grad_norm_([p, q], 1.0, error_if_nonfinite=True)
    assert q.grad.item() == 2.0
    with pytest.raises(NonFiniteError):
        nn.utils.get_total_norm([p.grad], error_if_nonfinite=True)
    assert nn.utils.clip_grad_norm_([p, q], 1.0).item() == np.inf


def test_first_values_follow_a_generator_of_ones_own():
    for name in ("uniform_", "normal_", "trunc_normal_", "kaiming_uniform_", "kaiming_normal_",
                 "xavier_uniform_", "xavier_normal_", "orthogonal_"):  # fmt: skip
        draw = getattr(nn.init, name)
        pel.manual_seed(0)
        a = draw(pel.zeros((4, 3)), generator=pel.random.Generator(5)).numpy()
        b = draw(pel.zeros((4, 3)), generator=pel.random.Generator(5)).numpy()
        c = draw(pel.zeros((4, 3)), generator=pel.random.Generator(6)).numpy()
        d = draw(pel.zeros((4, 3)), generator=pel.random.key(6)).numpy()
        plain = draw(pel.zeros((4, 3))).numpy()
        pel.manual_seed(0)
        np.testing.assert_array_equal(draw(pel.zeros((4, 3))).numpy(), plain)
        np.testing.assert_array_equal(a, b)
        assert (a != c).any(), name
        assert np.isfinite(d).all()
    sparse = nn.init.sparse_(pel.zeros((4, 3)), 0.5, generator=pel.random.Generator(5)).numpy()
    assert ((sparse == 0).sum(0) == 2).all()
    assert nn.init.calculate_fan_in_and_fan_out(pel.zeros((5, 3, 2, 2))) == (12, 20)
