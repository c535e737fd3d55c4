"""Containers: modules in a row, in a list, under names; parameters in a list."""

import pytest

import pellucid as pel
from pellucid import nn
from pellucid.core.errors import ArgumentError, IndexingError


def test_a_sequence_is_indexed_sliced_and_edited():
    net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    assert len(net) == 3
    assert net[-1] is net[2]
    assert [type(x).__name__ for x in net[:2]] == ["Linear", "ReLU"]
    net[1] = nn.Tanh()
    net.insert(1, nn.LayerNorm(3))
    net.append(nn.Sigmoid())
    del net[0]
    assert [type(x).__name__ for x in net] == ["LayerNorm", "Tanh", "Linear", "Sigmoid"]
    assert list(net.state_dict()) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    assert net(pel.ones((4, 3))).shape == (4, 1)
    with pytest.raises(IndexingError, match="4 parts"):
        net[4]


def test_a_sequence_may_name_its_parts():
    net = nn.Sequential({"first": nn.Linear(2, 3), "second": nn.Linear(3, 1)})
    assert next(iter(net.state_dict())) == "first.weight"
    assert net.second is net[1]


def test_a_list_is_grown_and_walked():
    layers = nn.ModuleList([nn.Linear(1, 1)])
    layers.extend([nn.Linear(1, 1), nn.Linear(1, 1)]).append(nn.ReLU())
    assert [name for name, _ in layers.named_children()] == ["0", "1", "2", "3"]
    assert len(list(layers.parameters())) == 6
    assert isinstance(layers[1:3], nn.ModuleList)


def test_a_dict_holds_modules_under_names():
    parts = nn.ModuleDict({"a": nn.Linear(1, 1)})
    parts["b"] = nn.ReLU()
    assert list(parts) == ["a", "b"]
    assert parts.items() == list(zip(parts.keys(), parts.values(), strict=True))
    assert "b" in parts
    del parts["b"]
    assert len(parts.values()) == 1
    with pytest.raises(IndexingError, match="'c'"):
        parts["c"]
    with pytest.raises(ArgumentError, match="'keys'"):
        parts["keys"] = nn.ReLU()


def test_a_list_of_parameters_is_found():
    class Net(nn.Module):
        def __init__(self):
            self.weights = nn.ParameterList([nn.Parameter([1.0]), [2.0]])

    net = Net()
    assert [name for name, _ in net.named_parameters()] == ["weights.0", "weights.1"]
    assert float(sum(w.sum() for w in net.weights)) == 3.0
