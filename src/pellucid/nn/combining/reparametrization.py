"""Weights that are computed from others whenever they are read: as length and direction, or with a
largest singular value of 1."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.nn import init
from pellucid.nn.modules.module import Module
from pellucid.tensor.functions.linalg import vector_norm
from pellucid.tensor.functions.namespace import moveaxis, stop_gradient
from pellucid.tensor.tensor import Parameter, Tensor

M = TypeVar("M", bound=Module)


def computed(module: Module, name: str, rule: Callable[[Any], Tensor]) -> None:
    """From now on `module.name` is `rule(module)`. The module's class is one of its own for that,
    below the one it had."""
    kind = type(module)
    module.__class__ = type(kind.__name__, (kind,), {name: property(rule), "__doc__": kind.__doc__})


def taken(asked: str, module: Module, name: str) -> np.ndarray:
    """The values of a parameter, which is no longer an attribute of the module."""
    weight = vars(module).get(name)
    if not isinstance(weight, Parameter):
        raise ArgumentError(
            f"{asked}: {type(module).__name__} has no parameter {name!r}",
            given=", ".join(n for n, _ in module.named_parameters(recurse=False)) or "none",
        )
    delattr(module, name)
    return weight.numpy().copy()


def kept(asked: str, module: M, name: str, *parts: str) -> M:
    """The module with the weight it computes now as a parameter again, `parts` gone."""
    if name not in vars(type(module)) or any(part not in vars(module) for part in parts):
        raise ArgumentError(f"{asked}: {name!r} of {type(module).__name__} is not computed so")
    value = getattr(module, name).numpy().copy()
    module.__class__ = type(module).__bases__[0]
    for part in parts:
        delattr(module, part)
    setattr(module, name, Parameter(value))
    return module


def weight_norm(module: M, name: str = "weight", dim: int | None = 0) -> M:
    """`module`, whose weight is learned as lengths `weight_g` and directions `weight_v`: g v / |v|,
    a length for each place along `dim`, or one of all (Salimans and Kingma, 2016).

    >>> from pellucid import nn
    >>> layer = weight_norm(nn.Linear(3, 2))
    >>> [(n, x.shape) for n, x in layer.named_parameters()]
    [('bias', (2,)), ('weight_g', (2, 1)), ('weight_v', (2, 3))]
    """
    values = taken("weight_norm", module, name)
    axes = tuple(i for i in range(values.ndim) if dim is None or i != dim % values.ndim)
    lengths = np.sqrt(np.square(values).sum(axes, keepdims=True))
    setattr(module, f"{name}_g", Parameter(lengths.reshape(()) if dim is None else lengths))
    setattr(module, f"{name}_v", Parameter(values))

    def weight(owner: Module) -> Tensor:
        g, v = getattr(owner, f"{name}_g"), getattr(owner, f"{name}_v")
        return v * (g / v.square().sum(axes, keepdim=True).sqrt())

    computed(module, name, weight)
    return module


def remove_weight_norm(module: M, name: str = "weight") -> M:
    """`module` with its weight as a plain parameter again."""
    return kept("remove_weight_norm", module, name, f"{name}_g", f"{name}_v")


def spectral_norm(
    module: M, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12,
    dim: int | None = None,
) -> M:  # fmt: skip
    """`module`, whose weight is `weight_orig` divided by an estimate of its largest singular value,
    seen as a matrix with the rows along `dim` (Miyato et al., 2018).

    The estimate is improved by steps of the power method, `n_power_iterations` each time the weight
    is read in training, from the vectors `weight_u` and `weight_v` that they leave. `dim` is 0,
    or 1 for transposed convolutions.

    >>> from pellucid import nn
    >>> layer = spectral_norm(nn.Linear(3, 2), n_power_iterations=50)
    >>> round(float(np.linalg.norm(layer.weight.numpy(), 2)), 1)
    1.0
    """
    if n_power_iterations < 1:
        raise ArgumentError(f"spectral_norm: 1 or more iterations, not {n_power_iterations}")
    values = taken("spectral_norm", module, name)
    rows = int("Transpose" in type(module).__name__) if dim is None else dim % values.ndim
    setattr(module, f"{name}_orig", Parameter(values))
    for part, size in (("u", values.shape[rows]), ("v", values.size // values.shape[rows])):
        first = init.generator().standard_normal(size).astype(values.dtype)
        module.register_buffer(f"{name}_{part}", first / np.linalg.norm(first))

    def weight(owner: Module) -> Tensor:
        w = getattr(owner, f"{name}_orig")
        u, v = getattr(owner, f"{name}_u"), getattr(owner, f"{name}_v")
        matrix = moveaxis(w, rows, 0).reshape(u.shape[0], -1)
        left, right, fixed = stop_gradient(u), stop_gradient(v), stop_gradient(matrix)
        for _ in range(n_power_iterations if owner.training else 0):
            right = unit(left @ fixed, eps)
            left = unit(fixed @ right, eps)
        if owner.training:
            u.assign(left)
            v.assign(right)
        return w / (left @ matrix @ right)

    computed(module, name, weight)
    return module


def remove_spectral_norm(module: M, name: str = "weight") -> M:
    """`module` with its weight as a plain parameter again."""
    return kept("remove_spectral_norm", module, name, f"{name}_orig", f"{name}_u", f"{name}_v")


def unit(x: Tensor, eps: float) -> Tensor:
    """`x` with length 1."""
    return x / (vector_norm(x) + eps)
