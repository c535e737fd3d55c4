"""What kernels have to do, counted by hand."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.compiler.passes import compile_graph
from pellucid.compiler.target import Target
from pellucid.compiler.work import needed_products, operations, products, traffic
from pellucid.graph import toposort
from pellucid.tensor.seeing.explain import computation_with_names

X = pel.Tensor(np.zeros((6, 10), np.float32))


def kernels(function, *arguments):
    computation, _ = computation_with_names(function, arguments)
    return compile_graph(computation, Target(32, 16)).kernels


def test_elementwise_operations_count_once_for_each_element():
    (kernel,) = kernels(lambda x: pel.exp(x * 2.0) + x, X)
    assert operations(kernel) == 3 * 60
    assert traffic(kernel) == 2 * 60 * 4


def test_a_reduction_counts_what_it_reduces():
    (kernel,) = kernels(lambda x: x.sum(axis=1), X)
    assert (operations(kernel), traffic(kernel)) == (60, (60 + 6) * 4)


def test_a_value_made_and_used_inside_a_kernel_moves_no_bytes():
    found = kernels(lambda x: x - x.mean(axis=1, keepdims=True), X)
    assert sum(map(traffic, found)) == 2 * 60 * 4


def test_of_what_is_read_in_part_the_part_counts():
    (slice_,) = kernels(lambda x: x[:2] + 1.0, X)
    assert traffic(slice_) == 2 * 20 * 4
    places = pel.Tensor(np.array([1, 4], np.int64))
    (rows,) = kernels(lambda x, i: pel.take(x, i, axis=0), X, places)
    assert traffic(rows) == 2 * 20 * 4 + 2 * 8


def contraction(function, *arguments):
    computation, _ = computation_with_names(function, arguments)
    (found,) = [x for x in toposort(computation.outputs) if x.op.name == "contract"]
    return found


@pytest.mark.parametrize(("padding", "stride"), [(0, 1), (1, 1), (2, 1), (1, 2)])
def test_products_by_the_zeros_of_a_padding_are_not_needed(padding, stride):
    images = pel.Tensor(np.zeros((2, 3, 7, 7), np.float32))
    weights = pel.Tensor(np.zeros((4, 3, 3, 3), np.float32))
    node = contraction(
        lambda x, w: nn.functional.conv2d(x, w, padding=padding, stride=stride), images, weights
    )
    out = (7 + 2 * padding - 3) // stride + 1
    inside = sum(0 <= stride * o + k - padding < 7 for o in range(out) for k in range(3))
    assert products(node) == 2 * 4 * 3 * (out * 3) ** 2
    assert needed_products(node) == 2 * 4 * 3 * inside**2
