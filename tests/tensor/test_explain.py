"""Looking into functions, tensors and computations."""

import numpy as np
import pytest

import pellucid as pel
from pellucid.core.errors import ArgumentError
from pellucid.tensor.seeing.explain import EVERY_LEVEL, explain

X = pel.Tensor(np.zeros((40, 6), np.float32))


def centred(x):
    return x - x.mean(axis=1, keepdims=True)


@pytest.mark.parametrize("level", EVERY_LEVEL)
def test_every_level_of_a_function_can_be_seen(level):
    assert len(explain(centred, X, level=level)) > 100


def test_a_compiled_function_shows_what_the_plain_one_does():
    for level in ("traced", "loops"):
        assert explain(pel.compile(centred), X, level=level) == explain(centred, X, level=level)


def test_a_tensor_shows_what_it_will_be_computed_from():
    lazy = pel.exp(X * 2.0)
    assert "exp" in explain(lazy, level="loops")


def test_arguments_and_surrounding_tensors_keep_their_names():
    weights = pel.Parameter(np.zeros((6, 3), np.float32))

    def layer(data, pair):
        weights.assign(weights + pair[0])
        return data @ weights

    ones = np.ones((6, 3), np.float32)
    text = explain(layer, X, (ones, ones), level="graph")
    for name in ("data ", "pair0 ", "weights "):
        assert f"\n{name}" in f"\n{text}"


def test_parameters_of_a_network_can_be_named():
    network = pel.nn.Sequential(pel.nn.Linear(6, 3), pel.nn.ReLU())
    text = explain(network.forward, X, level="loops", names=dict(network.named_parameters()))
    assert "0.weight[" in text
    assert "0.bias[" in text


def test_looking_changes_nothing():
    count = pel.Parameter(np.zeros(3, np.float32))

    def step():
        count.assign(count + 1.0)

    explain(step, level="kernels")
    assert count.tolist() == [0.0, 0.0, 0.0]


def test_the_users_lines_are_named():
    assert "test_explain.py" in explain(centred, X, level="kernels", lines=True)


def test_a_level_there_is_not_gets_the_list_of_those_there_are():
    with pytest.raises(ArgumentError, match="kernels"):
        explain(centred, X, level="loopz")
