"""First values with a pattern: sparse, identities of convolutions, interpolation, unit sums."""

import math

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.nn.first_values.filling import Source, filled, generator as source
from pellucid.tensor.tensor import Tensor


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Source = None) -> Tensor:
    """`tensor`, a matrix, drawn from N(0, std^2), with the share `sparsity` of each column set to 0
    (Martens, 2010).

    >>> sparse_(Tensor([[1.0], [1.0]]), 1.0).tolist()
    [[0.0], [0.0]]
    """
    if tensor.ndim != 2 or not 0 <= sparsity <= 1:
        raise ArgumentError(
            "sparse_: a matrix and a share are needed", given=f"{tensor.spec}, {sparsity}"
        )
    draws = source(generator)
    values = draws.standard_normal(tensor.shape) * std
    count = math.ceil(sparsity * tensor.shape[0])
    order = draws.random(tensor.shape).argsort(0)
    np.put_along_axis(values, order[:count], 0.0, 0)
    return filled(tensor, values)


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """`tensor`, the weight of a convolution, that lets as many channels through unchanged as it
    can: a 1 in the middle of the window.

    >>> dirac_(Tensor([[[0.0, 0.0, 0.0]]])).tolist()
    [[[0.0, 1.0, 0.0]]]
    """
    if not 3 <= tensor.ndim <= 5 or tensor.shape[0] % groups:
        raise ArgumentError("dirac_: the weight of a convolution is needed", given=str(tensor.spec))
    values, per_group = np.zeros(tensor.shape), tensor.shape[0] // groups
    middle = tuple(n // 2 for n in tensor.shape[2:])
    for group in range(groups):
        for place in range(min(per_group, tensor.shape[1])):
            values[(group * per_group + place, place, *middle)] = 1
    return filled(tensor, values)


def bilinear_(tensor: Tensor) -> Tensor:
    """`tensor`, the weight (C, 1, K, K) of a transposed convolution with a group for each channel,
    that interpolates between neighbours: Caffe's filler for upsampling by ceil(K / 2).

    >>> bilinear_(Tensor([[[[0.0] * 2] * 2]])).tolist()
    [[[[0.25, 0.25], [0.25, 0.25]]]]
    """
    if tensor.ndim != 4 or tensor.shape[2] != tensor.shape[3]:
        raise ArgumentError(
            "bilinear_: square windows (.., .., K, K) are needed", given=str(tensor.spec)
        )
    size = tensor.shape[3]
    factor = math.ceil(size / 2)
    centre = (size - 1) / (2 * factor)
    line = 1 - np.abs(np.arange(size) / factor - centre)
    return filled(tensor, np.outer(line, line))


def positive_unitball_(tensor: Tensor, generator: Source = None) -> Tensor:
    """`tensor`, drawn from [0, 1) and scaled so that each row (all but the first axis) sums to 1.

    >>> round(positive_unitball_(Tensor([[0.0, 0.0]])).sum().item(), 6)
    1.0
    """
    values = source(generator).random(tensor.shape)
    return filled(tensor, values / values.sum(tuple(range(1, tensor.ndim)), keepdims=True))
