"""Modules: what they hold, how they are edited, saved, copied and printed."""

import copy

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, ShapeError, StateError


class Net(nn.Module):
    def __init__(self):
        self.body = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU())
        self.head = nn.Linear(2, 3)
        self.scale = nn.Parameter([2.0])
        self.register_buffer("seen", np.zeros(2, np.float32))
        self.register_buffer("passing", np.zeros(1, np.float32), persistent=False)

    def forward(self, x):
        return self.head(self.body(x).mean((2, 3))) * self.scale


def test_parameters_buffers_and_modules_are_found_by_the_attributes_that_hold_them():
    net = Net()
    assert [name for name, _ in net.named_parameters()] == [
        "scale", "body.0.weight", "body.0.bias", "body.1.weight", "body.1.bias",
        "head.weight", "head.bias",
    ]  # fmt: skip
    assert [name for name, _ in net.named_buffers()] == [
        "seen", "passing", "body.1.running_mean", "body.1.running_var",
        "body.1.num_batches_tracked",
    ]  # fmt: skip
    assert [name for name, _ in net.named_children()] == ["body", "head"]
    assert [name for name, _ in net.named_modules()] == [
        "", "body", "body.0", "body.1", "body.2", "head",
    ]  # fmt: skip
    assert len(list(net.parameters(recurse=False))) == 1
    assert net.get_submodule("body.1") is net.body[1]


def test_a_module_needs_no_call_of_the_parents_init_and_allows_one():
    class With(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(1, 1)

    assert len(list(With().parameters())) == 2


def test_a_parameter_that_two_layers_share_is_counted_once_and_saved_twice():
    net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    net[1].weight = net[0].weight
    assert len(list(net.parameters())) == 3
    assert list(net.state_dict()) == ["0.weight", "0.bias", "1.weight", "1.bias"]


def test_state_is_copied_out_and_put_back():
    first, second = Net(), Net()
    saved = first.state_dict()
    assert "passing" not in saved
    assert saved["seen"].shape == (2,)
    second.load_state_dict(saved)
    for name, value in second.state_dict().items():
        np.testing.assert_array_equal(value, saved[name])
    first.scale.assign(pel.Tensor([5.0]))
    assert saved["scale"] == 2.0


def test_state_that_does_not_fit_is_refused_whole_and_every_fault_is_named():
    net = Net()
    state = net.state_dict()
    before = state["head.bias"].copy()
    state["head.bias"] = before + 1
    state["head.weight"] = np.zeros((4, 2), np.float32)
    state["other"] = np.zeros(1)
    del state["scale"]
    with pytest.raises(StateError) as error:
        net.load_state_dict(state)
    for part in ("head.weight: (3, 2) here, (4, 2) given", "missing: scale", "unexpected: other"):
        assert part in str(error.value)
    np.testing.assert_array_equal(net.head.bias.numpy(), before)


def test_without_strict_what_fits_is_taken_and_the_rest_returned():
    net = nn.Linear(2, 1)
    found = net.load_state_dict({"weight": np.ones((1, 2)), "gain": np.ones(1)}, strict=False)
    assert found.missing_keys == ["bias"]
    assert found.unexpected_keys == ["gain"]
    assert net.weight.tolist() == [[1.0, 1.0]]


def test_loaded_values_are_independent_of_what_they_came_from():
    weight = np.ones((1, 1), np.float32)
    net = nn.Linear(1, 1, bias=False)
    net.load_state_dict({"weight": weight})

    @pel.compile
    def double():
        net.weight.assign(net.weight * 2)

    double()
    assert net.weight.item() == 2.0
    assert weight.item() == 1.0


def test_train_and_eval_reach_every_module():
    net = Net()
    assert net.training
    assert not any(module.training for module in net.eval().modules())
    net.train()
    net.body[1].training = False
    assert net.training
    assert not net.body[1].training


def test_a_captured_function_follows_the_mode_and_goes_back_to_an_old_program():
    net = nn.Dropout(0.5)

    @pel.compile
    def call(x):
        return net(x)

    x = pel.ones(64)
    assert set(call(x).tolist()) == {0.0, 2.0}
    net.eval()
    assert set(call(x).tolist()) == {1.0}
    net.train()
    assert set(call(x).tolist()) == {0.0, 2.0}
    assert [len(programs) for programs in call.programs.values()] == [2]


def test_a_captured_function_notices_that_a_layer_was_replaced_or_changed():
    net = nn.Sequential(nn.Identity(), nn.Dropout(0.0))

    @pel.compile
    def call(x):
        return net(x)

    x = pel.ones(4)
    assert call(x).tolist() == [1.0] * 4
    net[0] = nn.LeakyReLU(0.5)
    assert call(-x).tolist() == [-0.5] * 4
    net[1].p = 1.0
    assert call(x).tolist() == [0.0] * 4
    net.append(nn.Flatten(0))
    assert call(x).tolist() == [0.0] * 4


def test_attributes_set_while_forward_runs_do_not_make_a_program_stale():
    class Counting(nn.Module):
        def __init__(self):
            self.calls = 0

        def forward(self, x):
            self.calls += 1
            return x + 1

    net = Counting()
    captured = pel.compile(net)
    captured(pel.ones(2))
    net(pel.ones(2))
    captured(pel.ones(2))
    assert net.calls == 2
    assert [len(programs) for programs in captured.programs.values()] == [1]


def test_assigning_a_tensor_to_a_buffer_updates_it_in_captured_functions_too():
    class Mean(nn.Module):
        def __init__(self):
            self.register_buffer("mean", np.zeros(2, np.float32))

        def forward(self, x):
            self.mean = self.mean * 0.5 + x * 0.5
            return x

    net = Mean()
    held = net.mean
    net(pel.Tensor([2.0, 4.0]))
    pel.compile(net)(pel.Tensor([2.0, 4.0]))
    assert net.mean is held
    assert net.mean.tolist() == [1.5, 3.0]


def test_to_changes_the_dtype_of_floats_only():
    net = nn.BatchNorm1d(2).to("float64")
    assert net.weight.dtype == net.running_mean.dtype == pel.float64
    assert net.num_batches_tracked.dtype == pel.int64
    assert net(pel.ones((3, 2), dtype="float64")).dtype == pel.float64
    assert net.to("cpu") is net


def test_apply_zero_grad_and_requires_grad_reach_everything():
    net = Net()
    names = []
    net.apply(lambda module: names.append(type(module).__name__))
    assert names == ["Conv2d", "BatchNorm2d", "ReLU", "Sequential", "Linear", "Net"]
    net.head(pel.ones((1, 2))).sum().backward()
    assert net.head.weight.grad is not None
    net.zero_grad()
    assert net.head.weight.grad is None
    assert not any(x.requires_grad for x in net.requires_grad_(False).parameters())


def test_a_deep_copy_shares_nothing_and_keeps_what_is_shared_inside():
    net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2), nn.BatchNorm1d(2))
    net[1].weight = net[0].weight
    net[0].bias.requires_grad = False
    other = copy.deepcopy(net)
    assert other[0].weight is other[1].weight
    assert other[0].weight is not net[0].weight
    assert not other[0].bias.requires_grad
    nn.init.zeros_(other[0].weight)
    assert net[0].weight.numpy().any()
    other.load_state_dict(net.state_dict())


def test_arrays_may_be_given_for_tensors():
    assert nn.Sequential(nn.Flatten(), nn.Linear(4, 2))(np.zeros((3, 2, 2))).shape == (3, 2)


def test_an_error_inside_a_network_names_the_layer():
    class Outer(nn.Module):
        def __init__(self):
            self.inner = nn.ModuleList([nn.Linear(2, 3), nn.Linear(4, 1)])

        def forward(self, x):
            for layer in self.inner:
                x = layer(x)
            return x

    with pytest.raises(ShapeError) as error:
        Outer()(pel.ones((5, 2)))
    text = str(error.value)
    assert "linear: 4 features are expected, the input has 3" in text
    assert "layer  Outer.inner.1: Linear(in_features=4, out_features=1, bias=True)" in text
    assert "in test_an_error_inside_a_network_names_the_layer" in text or "in Outer.forward" in text


def test_names_that_would_hide_a_method_are_refused():
    with pytest.raises(ArgumentError, match="cannot name a part"):
        nn.Module().register_buffer("forward_", np.zeros(1)) or nn.Module().register_module(
            "parameters", nn.ReLU()
        )
    with pytest.raises(ArgumentError, match="without dots"):
        nn.Module().register_parameter("a.b", None)


def test_modules_print_as_an_outline():
    assert repr(Net()) == (
        "Net(\n"
        "  (body): Sequential(\n"
        "    (0): Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1))\n"
        "    (1): BatchNorm2d(2, eps=1e-05, momentum=0.1, affine=True, bias=True, "
        "track_running_stats=True)\n"
        "    (2): ReLU()\n"
        "  )\n"
        "  (head): Linear(in_features=2, out_features=3, bias=True)\n"
        ")"
    )


def test_a_summary_counts_without_computing_or_changing_anything():
    net = Net()
    net.head.bias.requires_grad = False
    found = net.summary((4, 1, 8, 8))
    kinds = [(layer.path, layer.kind, layer.output, layer.parameters) for layer in found.layers]
    assert kinds == [
        ("body.0", "Conv2d", "(4, 2, 6, 6)", 20),
        ("body.1", "BatchNorm2d", "(4, 2, 6, 6)", 4),
        ("body.2", "ReLU", "(4, 2, 6, 6)", 0),
        ("body", "Sequential", "(4, 2, 6, 6)", 0),
        ("head", "Linear", "(4, 3)", 9),
    ]
    assert found.parameters == 34
    assert found.trainable == 31
    assert found.layers[0].flops == 2 * 4 * 2 * 6 * 6 * 9
    assert found.flops == found.layers[0].flops + 2 * 4 * 2 * 3
    assert "34 parameters (31 learned)" in str(found)
    assert net.body[1].num_batches_tracked.item() == 0
    assert net.body[1].running_mean.tolist() == [0.0, 0.0]
