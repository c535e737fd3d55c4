"""Gradients kept from growing too large, between `backward` and the optimiser's `step`."""

from collections.abc import Iterable

from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.elementwise import clip
from pellucid.tensor.nodes.norms import shortened
from pellucid.tensor.tensor import Tensor


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, norm_type: float = 2.0
) -> Tensor:
    """The norm of all gradients together, which are scaled so that it is at most `max_norm`.

    >>> p = Tensor([3.0, 4.0], requires_grad=True)
    >>> (p * p).sum().backward()
    >>> clip_grad_norm_([p], 1.0).item()
    10.0
    >>> [round(x, 3) for x in p.grad.tolist()]
    [0.6, 0.8]
    """
    held = with_gradients(parameters)
    if not held:
        return Tensor(0.0)
    found, norm = lifted(shortened)([x.grad for x in held], float(max_norm), norm_type)
    for x, gradient in zip(held, found, strict=True):
        x.grad = gradient
    return norm


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float) -> None:
    """Keep every element of the gradients within `clip_value` of 0."""
    for x in with_gradients(parameters):
        x.grad = lifted(clip)(x.grad, -clip_value, clip_value)


def with_gradients(parameters: Tensor | Iterable[Tensor]) -> list[Tensor]:
    """Those that have a gradient."""
    given = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [x for x in given if x.grad is not None]
