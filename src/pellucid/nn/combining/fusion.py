"""A layer and the batch normalisation behind it as one layer, for evaluation."""

import copy
from typing import Any, TypeVar

import numpy as np

from pellucid.core.errors import StateError
from pellucid.nn.modules.module import Module
from pellucid.nn.normalization.batch_normalization import BatchNorm
from pellucid.tensor.tensor import Parameter

M = TypeVar("M", bound=Module)


def fuse_conv_bn_eval(conv: M, bn: BatchNorm, transpose: bool = False) -> M:
    """A convolution like `conv` that gives what `bn(conv(x))` gives in evaluation. `transpose`: the
    convolution is a transposed one, without groups.

    >>> from pellucid import nn
    >>> conv, bn = nn.Conv2d(1, 2, 1, bias=False).eval(), nn.BatchNorm2d(2).eval()
    >>> fuse_conv_bn_eval(conv, bn).bias.tolist()
    [0.0, 0.0]
    """
    return fused(conv, bn, 1 if transpose else 0)


def fuse_linear_bn_eval(linear: M, bn: BatchNorm) -> M:
    """A dense layer like `linear` that gives what `bn(linear(x))` gives in evaluation."""
    return fused(linear, bn, 0)


def fused(layer: M, bn: BatchNorm, axis: int) -> M:
    """The layer with weights scaled along `axis`, and a bias."""
    if layer.training or bn.training or bn.running_mean is None or bn.running_var is None:
        raise StateError(
            "only layers in evaluation, with running statistics, make one layer",
            fix="call eval() on both first",
        )
    found: Any = copy.deepcopy(layer)
    scale = 1 / np.sqrt(bn.running_var.numpy() + bn.eps)
    scale = scale if bn.weight is None else scale * bn.weight.numpy()
    weight = found.weight.numpy()
    wide = scale.reshape([-1 if i == axis else 1 for i in range(weight.ndim)])
    bias = (0.0 if found.bias is None else found.bias.numpy()) - bn.running_mean.numpy()
    bias = bias * scale + (0.0 if bn.bias is None else bn.bias.numpy())
    found.weight = Parameter((weight * wide).astype(weight.dtype))
    found.bias = Parameter(bias.astype(weight.dtype))
    return found
