"""PyTorch's `autograd`: gradients of tensors by tensors, and functions with rules of their own."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from pellucid.autodiff import pullback
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph.node import scalar
from pellucid.tensor.gradient_leaves import traced_back
from pellucid.tensor.lift import enable_grad, no_grad
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.differentiation import lifted_all
from pellucid.tensor.transforms.rules import custom_gradient

__all__ = ["Context", "Function", "enable_grad", "grad", "no_grad"]


def several(x: Any) -> list[Any]:
    """One, or a sequence of them, as a list."""
    return [x] if isinstance(x, Tensor) else list(x)


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = True,
    *,
    allow_unused: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of the sum of `outputs`, weighted by `grad_outputs`, for each of `inputs`.

    With `allow_unused`, None for what the outputs do not depend on; otherwise that is an error.

    >>> x = Tensor(3.0, requires_grad=True)
    >>> grad(x * x, x)[0].item()
    6.0
    """
    roots, wrt = several(outputs), several(inputs)
    given = [None] * len(roots) if grad_outputs is None else several(grad_outputs)
    seeds = []
    for y, g in zip(roots, given, strict=True):
        if g is None and y.numel() != 1:
            raise ShapeError(
                "autograd.grad: an output is one number, or has its grad_outputs",
                given=str(y.spec),
                fix="take the mean() or sum() first",
            )
        seeds.append(scalar(1.0, y.dtype, y.shape) if g is None else g.node)
    nodes = [x.node for x in wrt]
    traced = [traced_back(y.node) for y in roots]
    found = pullback(traced, seeds, nodes)
    if not allow_unused and any(g is None for g in found):
        place = next(i for i, g in enumerate(found) if g is None)
        raise ArgumentError(
            f"autograd.grad: the outputs do not depend on input {place}",
            given=str(wrt[place].spec),
            fix="allow_unused=True gives None for it",
        )
    present = [g for g in found if g is not None]
    lifted = iter(lifted_all(present))
    kept = [None if g is None else next(lifted) for g in found]
    return tuple(kept if create_graph else [None if g is None else g.detach() for g in kept])


class Context:
    """What `forward` leaves for `backward`: `saved_tensors`, and any attribute."""

    saved_tensors: tuple[Any, ...] = ()

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors as `saved_tensors`."""
        self.saved_tensors = tensors


class Function:
    """A function with a gradient of its own, as PyTorch's users write it: static methods `forward`
    and `backward`, called by `apply`. `custom_gradient` says the same in one function.

    >>> class Cube(Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x**3
    ...
    ...     @staticmethod
    ...     def backward(ctx, g):
    ...         (x,) = ctx.saved_tensors
    ...         return g * 3 * x**2
    >>> x = Tensor(2.0, requires_grad=True)
    >>> Cube.apply(x).backward()
    >>> x.grad.item()
    12.0
    """

    @staticmethod
    @abstractmethod
    def forward(ctx: Any, *arguments: Any) -> Any:
        """The result."""

    @staticmethod
    @abstractmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        """The gradient of each argument of `forward`, None for one that has none."""

    @classmethod
    def apply(cls, *arguments: Any) -> Any:
        """The result of `forward`, whose gradients are those of `backward`."""

        def run(*inputs: Any) -> tuple[Any, Any]:
            ctx = Context()
            found = cls.forward(ctx, *inputs)

            def rule(g: Any) -> Any:
                return cls.backward(ctx, *(g if isinstance(found, tuple) else (g,)))

            return found, rule

        return custom_gradient(run)(*arguments)
