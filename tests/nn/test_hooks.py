"""Hooks before and after a module computes and on the way back; paths and dtypes of modules."""

import copy

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, ShapeError


class Scale(nn.Module):
    def __init__(self, factor):
        self.factor = nn.Parameter(np.float32(factor))

    def forward(self, x, shift=0.0):
        return x * self.factor + shift


def test_a_hook_before_sees_and_changes_the_arguments():
    layer, seen = Scale(2.0), []
    first = layer.register_forward_pre_hook(
        lambda m, args: seen.append((m is layer, args[0].item()))
    )
    layer.register_forward_pre_hook(lambda m, args: args[0] + 1)
    assert layer(pel.Tensor(3.0)).item() == 8.0
    first.remove()
    assert layer(pel.Tensor(3.0)).item() == 8.0
    assert seen == [(True, 3.0)]
    layer.register_forward_pre_hook(lambda m, a, k: (a, {"shift": 10.0}), with_kwargs=True)
    assert layer(pel.Tensor(3.0)).item() == 18.0


def test_a_hook_after_sees_and_changes_the_result():
    layer, seen = Scale(2.0), []
    layer.register_forward_hook(lambda m, args, out: seen.append((args[0].item(), out.item())))
    with layer.register_forward_hook(lambda m, args, out: -out):
        assert layer(pel.Tensor(3.0)).item() == -6.0
    assert layer(pel.Tensor(3.0)).item() == 6.0
    assert seen == [(3.0, 6.0)] * 2
    layer.register_forward_hook(lambda m, a, k, out: out + k["shift"], with_kwargs=True)
    assert layer(pel.Tensor(3.0), shift=1.0).item() == 8.0


def test_hooks_are_called_in_order_and_one_may_go_first():
    layer, seen = Scale(1.0), []
    layer.register_forward_hook(lambda m, a, o: seen.append("second"))
    layer.register_forward_hook(lambda m, a, o: seen.append("first"), prepend=True)
    layer(pel.Tensor(1.0))
    assert seen == ["first", "second"]


def test_a_hook_is_part_of_what_is_captured_afterwards():
    layer = Scale(2.0)
    run = pel.compile(layer)
    assert run(pel.Tensor(3.0)).item() == 6.0
    handle = layer.register_forward_hook(lambda m, a, o: o + 100)
    assert run(pel.Tensor(3.0)).item() == 106.0
    handle.remove()
    assert run(pel.Tensor(3.0)).item() == 6.0


def test_a_copy_keeps_the_hooks_it_had():
    layer = Scale(2.0)
    handle = layer.register_forward_hook(lambda m, a, o: o + 1)
    twin = copy.deepcopy(layer)
    handle.remove()
    assert (layer(pel.Tensor(3.0)).item(), twin(pel.Tensor(3.0)).item()) == (6.0, 7.0)


def test_gradients_are_heard_on_their_way_back():
    first, second, seen = Scale(2.0), Scale(3.0), []

    def told(module, grad_input, grad_output):
        given = [None if g is None else g.item() for g in grad_input]
        seen.append((module is first, given, [g.item() for g in grad_output]))

    for layer in (first, second):
        layer.register_full_backward_hook(told)
    second(first(pel.Tensor(5.0))).backward()
    # d/d(second's input) = 3, which is the gradient of first's output; the data want none
    assert seen == [(False, [3.0], [1.0]), (True, [None], [3.0])]
    assert first.factor.grad.item() == 15.0


def test_gradients_can_be_changed_on_their_way_back():
    first, second = Scale(2.0), Scale(3.0)
    second.register_full_backward_pre_hook(lambda m, grads: (grads[0] * 10,))
    second.register_full_backward_hook(lambda m, below, above: (below[0] + 1,))
    second(first(pel.Tensor(5.0))).backward()
    assert second.factor.grad.item() == 100.0  # 10 times the input, 10
    assert first.factor.grad.item() == 5.0 * (30 + 1)
    second.register_full_backward_hook(lambda m, below, above: (pel.zeros(2),))
    with pytest.raises(ShapeError, match="same shapes"):
        second(first(pel.Tensor(5.0))).backward()


def test_a_hook_of_several_arguments_is_told_all_gradients_at_once():
    seen = []
    layer = nn.Bilinear(1, 1, 1, bias=False)
    nn.init.ones_(layer.weight)
    layer.register_full_backward_hook(
        lambda m, below, above: seen.append([g.item() for g in below])
    )
    a, b = (pel.Tensor([[x]], requires_grad=True) for x in (2.0, 5.0))
    layer(a, b).sum().backward()
    assert seen == [[5.0, 2.0]]
    assert (a.grad.item(), b.grad.item()) == (5.0, 2.0)


def test_heard_gradients_in_a_captured_step_and_under_vmap():
    layer = Scale(2.0)
    layer.register_full_backward_hook(lambda m, below, above: (below[0] * 2,))
    slope = pel.grad(lambda x: layer(x * 3.0).sum())
    assert slope(pel.Tensor(1.0)).item() == 12.0
    assert pel.compile(slope)(pel.Tensor(1.0)).item() == 12.0
    assert pel.vmap(slope)(pel.Tensor([1.0, 2.0])).tolist() == [12.0, 12.0]


def test_tensors_and_modules_are_found_by_their_paths():
    net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    assert net.get_parameter("0.weight") is net[0].weight
    assert net.get_buffer("1.running_mean") is net[1].running_mean
    net.set_submodule("0", nn.Identity())
    assert isinstance(net.get_submodule("0"), nn.Identity)
    with pytest.raises(ArgumentError, match=r"no parameter '0\.weight'"):
        net.get_parameter("0.weight")
    with pytest.raises(ArgumentError, match="no buffer 'x'"):
        net.get_buffer("x")
    with pytest.raises(ArgumentError, match="no module '7'"):
        net.set_submodule("7", nn.Identity())


def test_a_module_is_stored_in_another_dtype():
    net = nn.Sequential(nn.Linear(2, 1), nn.BatchNorm1d(1))
    assert {x.dtype for x in net.double().parameters()} == {pel.float64}
    assert net[1].num_batches_tracked.dtype == pel.int64
    assert {x.dtype for x in net.bfloat16().parameters()} == {pel.bfloat16}
    assert {x.dtype for x in net.float().cpu().parameters()} == {pel.float32}
    assert net.to("cpu", pel.float64)[0].weight.dtype == pel.float64
    assert net.to(device="cpu", dtype="float32")[0].weight.dtype == pel.float32
    assert net.to(pel.zeros(1, dtype=pel.float64))[0].weight.dtype == pel.float64
    with pytest.raises(ArgumentError, match="no float16"):
        net.half()
    with pytest.raises(ArgumentError, match="dtype of floats"):
        net.to(pel.int64)


def test_a_state_may_bring_its_dtypes():
    layer = nn.Linear(2, 1, bias=False)
    values = {"weight": np.float64([[1, 2]]), "other": np.zeros(1)}
    keys = layer.load_state_dict(values, strict=False)
    assert (keys.missing_keys, keys.unexpected_keys) == ([], ["other"])
    assert layer.weight.dtype == pel.float32
    layer.load_state_dict(values, strict=False, assign=True)
    assert layer.weight.dtype == pel.float64


def test_hooks_hear_what_they_hear_in_torch():
    torch = pytest.importorskip("torch")
    x = np.random.default_rng(0).standard_normal((4, 3)).astype(np.float32)
    heard = {}
    own = nn.Sequential(nn.Linear(3, 5), nn.Tanh())
    other = torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.Tanh())
    other.load_state_dict({k: torch.tensor(v) for k, v in own.state_dict().items()})
    for name, net, data in (("own", own, pel.Tensor(x)), ("other", other, torch.tensor(x))):
        list(net.children())[1].register_full_backward_hook(
            lambda m, below, above, name=name: heard.update({name: (*below, *above)})
        )
        (net(data) ** 2).sum().backward()
    for a, b in zip(heard["own"], heard["other"], strict=True):
        np.testing.assert_allclose(a.numpy(), b.detach().numpy(), atol=1e-5)
