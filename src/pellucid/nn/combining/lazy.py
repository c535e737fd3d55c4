"""Layers whose number of inputs is seen at the first call. Each is the finished layer from then on:
of its class, with its parameters."""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from pellucid.core.errors import StateError
from pellucid.nn.convolution.convolutions import Conv1d, Conv2d, Conv3d
from pellucid.nn.convolution.transposed_convolutions import (
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
)
from pellucid.nn.modules.module import Module
from pellucid.nn.normalization.batch_normalization import BatchNorm1d, BatchNorm2d, BatchNorm3d
from pellucid.nn.normalization.instance_normalization import (
    InstanceNorm1d,
    InstanceNorm2d,
    InstanceNorm3d,
)
from pellucid.nn.units.dense import Linear
from pellucid.runtime.capture import ACTIVE
from pellucid.runtime.storage import Storage


class Lazy(Module):
    """A layer to be. Its arguments are those of the finished layer without the first.

    The parameters are there from the start, empty, so that an optimiser can be given them; they
    get their shapes and first values at the first call, outside a captured function or inside.

    >>> from pellucid import nn
    >>> from pellucid.tensor.functions.namespace import zeros
    >>> net = nn.Sequential(nn.LazyLinear(8), nn.ReLU(), nn.LazyLinear(2))
    >>> _ = net(zeros((4, 3)))
    >>> net[0], net[2].weight.shape
    (Linear(in_features=3, out_features=8, bias=True), (2, 8))
    """

    finished: ClassVar[Callable[..., Module]]
    axis: ClassVar[int]  # of the input, along which the inputs of the layer are counted

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.given = (arguments, options)
        groups = options.get("groups", 1)
        for name, x in vars(self.finished(groups, *arguments, **options)).items():
            if name not in vars(self):
                setattr(self, name, x)
        for x in self.parameters():
            x.replace(Storage(np.empty(0, x.dtype.numpy)))

    def forward(self, *inputs: Any, **options: Any) -> Any:
        self.become(inputs[0].shape)
        return self.forward(*inputs, **options)

    def become(self, shape: tuple[int, ...]) -> None:
        """Be the finished layer for inputs of a shape."""
        if len(shape) < max(-self.axis, self.axis + 1):
            raise StateError(
                f"{type(self).__name__}: the number of inputs cannot be seen", given=str(shape),
                fix=f"give it what {self.finished.__name__} takes",
            )  # fmt: skip
        arguments, options = vars(self).pop("given")
        token = ACTIVE.set(None)  # first values are no part of a program
        try:
            made = self.finished(shape[self.axis], *arguments, **options)
        finally:
            ACTIVE.reset(token)
        own = dict(self.named_parameters())
        for name, x in made.named_parameters():
            own[name].replace(x.storage())
        kept = {"_mode", "_edits", "_hooks", "_learned", *own}
        vars(self).update({name: x for name, x in vars(made).items() if name not in kept})
        self.__class__ = self.finished  # type: ignore[assignment]


class LazyLinear(Lazy):
    """A `Linear` whose in_features are seen at the first call."""

    finished, axis = Linear, -1


class LazyConv1d(Lazy):
    """A `Conv1d` whose in_channels are seen at the first call."""

    finished, axis = Conv1d, -2


class LazyConv2d(Lazy):
    """A `Conv2d` whose in_channels are seen at the first call."""

    finished, axis = Conv2d, -3


class LazyConv3d(Lazy):
    """A `Conv3d` whose in_channels are seen at the first call."""

    finished, axis = Conv3d, -4


class LazyConvTranspose1d(Lazy):
    """A `ConvTranspose1d` whose in_channels are seen at the first call."""

    finished, axis = ConvTranspose1d, -2


class LazyConvTranspose2d(Lazy):
    """A `ConvTranspose2d` whose in_channels are seen at the first call."""

    finished, axis = ConvTranspose2d, -3


class LazyConvTranspose3d(Lazy):
    """A `ConvTranspose3d` whose in_channels are seen at the first call."""

    finished, axis = ConvTranspose3d, -4


class LazyBatchNorm1d(Lazy):
    """A `BatchNorm1d` whose num_features are seen at the first call."""

    finished, axis = BatchNorm1d, 1


class LazyBatchNorm2d(Lazy):
    """A `BatchNorm2d` whose num_features are seen at the first call."""

    finished, axis = BatchNorm2d, 1


class LazyBatchNorm3d(Lazy):
    """A `BatchNorm3d` whose num_features are seen at the first call."""

    finished, axis = BatchNorm3d, 1


class LazyInstanceNorm1d(Lazy):
    """An `InstanceNorm1d` whose num_features are seen at the first call."""

    finished, axis = InstanceNorm1d, -2


class LazyInstanceNorm2d(Lazy):
    """An `InstanceNorm2d` whose num_features are seen at the first call."""

    finished, axis = InstanceNorm2d, -3


class LazyInstanceNorm3d(Lazy):
    """An `InstanceNorm3d` whose num_features are seen at the first call."""

    finished, axis = InstanceNorm3d, -4
