"""Gradients kept from growing too large, between `backward` and the optimiser's `step`."""

import math
from collections.abc import Iterable

from pellucid.core.errors import NonFiniteError
from pellucid.graph import Node
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import clip, divide, minimum
from pellucid.tensor.nodes.norms import TINY, total_norm
from pellucid.tensor.tensor import Tensor


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, norm_type: float | str = 2.0,
    error_if_nonfinite: bool = False, foreach: bool | None = None,
) -> Tensor:  # fmt: skip
    """The norm of all gradients together, which are scaled so that it is at most `max_norm`.

    `norm_type`: of which order, also "inf", the largest size. `error_if_nonfinite`: a norm that is
    NaN or infinite is a NonFiniteError, and nothing is scaled. `foreach`, which says how PyTorch
    computes it, changes nothing here and below.

    >>> p = Tensor([3.0, 4.0], requires_grad=True)
    >>> (p * p).sum().backward()
    >>> clip_grad_norm_([p], 1.0).item()
    10.0
    >>> [round(x, 3) for x in p.grad.tolist()]
    [0.6, 0.8]
    """
    held = with_gradients(parameters)
    gradients = [x.grad for x in held if x.grad is not None]
    norm = get_total_norm(gradients, norm_type, error_if_nonfinite, foreach)
    clip_grads_with_norm_(held, max_norm, norm, foreach)
    return norm


def get_total_norm(
    tensors: Tensor | Iterable[Tensor], norm_type: float | str = 2.0,
    error_if_nonfinite: bool = False, foreach: bool | None = None,
) -> Tensor:  # fmt: skip
    """The norm of tensors, as if all their elements were one vector; 0 of none.

    >>> get_total_norm([Tensor([3.0]), Tensor([[4.0]])]).item()
    5.0
    """
    del foreach
    given = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    norm = lifted(total_norm)(given, float(norm_type)) if given else Tensor(0.0)
    if error_if_nonfinite and not math.isfinite(norm.item()):
        raise NonFiniteError(
            "the norm of the gradients is not finite", given=f"{norm.item()}, order {norm_type}",
            fix="skip this step, or leave out error_if_nonfinite=True",
        )  # fmt: skip
    return norm


def clip_grads_with_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, total_norm: Tensor,
    foreach: bool | None = None,
) -> None:  # fmt: skip
    """Scale the gradients as `clip_grad_norm_` does, their norm being known."""
    del foreach
    for x in with_gradients(parameters):
        x.grad = lifted(shortened_by)(x.grad, total_norm, float(max_norm))


def clip_grad_value_(
    parameters: Tensor | Iterable[Tensor], clip_value: float, foreach: bool | None = None
) -> None:
    """Keep every element of the gradients within `clip_value` of 0."""
    del foreach
    for x in with_gradients(parameters):
        x.grad = lifted(clip)(x.grad, -float(clip_value), float(clip_value))


def with_gradients(parameters: Tensor | Iterable[Tensor]) -> list[Tensor]:
    """Those that have a gradient."""
    given = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [x for x in given if x.grad is not None]


def shortened_by(g: Node, norm: Node, max_norm: float) -> Node:
    """A gradient scaled so that a norm would become at most `max_norm`."""
    return g * cast(minimum(divide(max_norm, norm + TINY), 1.0), g.dtype)
