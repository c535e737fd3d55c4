"""Gradients kept small between backward and step."""

import math

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn


def with_gradients():
    a, b = pel.Parameter([3.0, 0.0]), pel.Parameter([[4.0]])
    ((a * a).sum() / 2 + (b * b).sum() / 2).backward()
    return [a, b, pel.Parameter([1.0])]


def test_the_norm_of_all_together_is_limited():
    held = with_gradients()
    assert nn.clip_grad_norm_(held, 1.0).item() == 5.0
    np.testing.assert_allclose(held[0].grad.numpy(), [0.6, 0.0], rtol=1e-5)
    np.testing.assert_allclose(held[1].grad.numpy(), [[0.8]], rtol=1e-5)
    assert held[2].grad is None


@pytest.mark.parametrize(("order", "norm"), [(1.0, 7.0), (2.0, 5.0), (math.inf, 4.0)])
def test_a_small_norm_is_left_alone(order, norm):
    held = with_gradients()
    assert nn.clip_grad_norm_(held, 100.0, norm_type=order).item() == pytest.approx(norm)
    assert held[0].grad.tolist() == [3.0, 0.0]


def test_each_element_is_limited():
    held = with_gradients()
    nn.clip_grad_value_(held, 3.5)
    assert held[1].grad.tolist() == [[3.5]]
    assert nn.clip_grad_norm_([], 1.0).item() == 0
