"""What is done to all tensors of a module at once: another dtype, learned or not, no gradients."""

import functools
from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, Self

from pellucid.core.devices import is_device
from pellucid.core.dtypes import DType, as_dtype, bfloat16, float32, float64
from pellucid.core.errors import ArgumentError
from pellucid.nn.modules.attributes import once
from pellucid.tensor.tensor import Parameter, Tensor


class Convertible:
    """A module as a holder of tensors that are changed together."""

    @abstractmethod
    def tensors(self) -> Iterator[tuple[str, Tensor]]:
        """Parameters and buffers with their paths."""

    @abstractmethod
    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """The parameters, each once."""

    @abstractmethod
    def modules(self) -> Iterator[Any]:
        """This module and every module inside it, each once."""

    def to(
        self, *where: Any, dtype: object = None, device: object = None, non_blocking: bool = False
    ) -> Self:
        """This module with its floats in another dtype, or in that of a tensor. The name of a
        device changes nothing: there is one.

        >>> from pellucid import nn
        >>> nn.Linear(2, 1).to("cpu", dtype=float64).weight.dtype
        pellucid.float64
        """
        del non_blocking
        for given in (*where, device, dtype):
            wanted = given.dtype if isinstance(given, Tensor) else given
            if wanted is not None and not is_device(wanted):
                self.convert(as_dtype(wanted))
        return self

    def convert(self, wanted: DType) -> None:
        """Store the floats in another dtype, in place."""
        if not wanted.is_float:
            raise ArgumentError(
                f"a module is stored in a dtype of floats, not {wanted}",
                fix="use float32, float64 or bfloat16",
            )
        for _, x in once(self.tensors()):
            if x.dtype.is_float and x.dtype != wanted:
                x.replace(Tensor(x.numpy(), wanted).storage())
                x.grad = None
        for module in self.modules():
            module.touch()

    def float(self) -> Self:
        """This module with its floats as float32."""
        return self.to(float32)

    def double(self) -> Self:
        """This module with its floats as float64."""
        return self.to(float64)

    def bfloat16(self) -> Self:
        """This module with its floats as bfloat16."""
        return self.to(bfloat16)

    def half(self) -> Self:
        """An ArgumentError: processors have no arithmetic of float16. `bfloat16()` halves the
        memory."""
        raise ArgumentError(
            "half: there is no float16 here", fix="bfloat16() takes as little memory"
        )

    def cpu(self) -> Self:
        """This module: there is one device."""
        return self

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """This module, learned or left as it is."""
        for x in self.parameters():
            x.requires_grad = requires_grad
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients that `backward` has added up."""
        for x in self.parameters():
            x.grad = None if set_to_none or x.grad is None else x.grad * 0

    def apply(self, fn: Callable[[Any], None]) -> Self:
        """This module, after `fn` was called with every module inside it and then with itself.

        >>> from pellucid import nn
        >>> net, seen = nn.Sequential(nn.Linear(2, 1), nn.ReLU()), []
        >>> _ = net.apply(lambda module: seen.append(type(module).__name__))
        >>> seen
        ['Linear', 'ReLU', 'Sequential']
        """
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    @abstractmethod
    def children(self) -> Iterator[Any]:
        """The modules that are attributes of this one."""


def on_the_device(start: Callable[..., None]) -> Callable[..., None]:
    """The `__init__` of a layer that takes `device` too: there is one, and another is an error."""

    @functools.wraps(start)
    def call(self: Any, *arguments: Any, device: object = None, **options: Any) -> None:
        if device is not None and not is_device(str(device)):
            raise ArgumentError(f"there is no device {device!r}", fix="leave device= out")
        start(self, *arguments, **options)

    return call
