"""The operators and methods of a tensor: the functions of the array API, and PyTorch's spellings of
them.
"""

from typing import Any

import numpy as np

from pellucid.core.devices import is_device
from pellucid.core.errors import DTypeError
from pellucid.graph import Node
from pellucid.runtime.capture import active
from pellucid.runtime.storage import Storage
from pellucid.tensor.keys import as_key, is_plain, without_masks
from pellucid.tensor.lift import RECORDING, Lazy, lifted, unpacked
from pellucid.tensor.nodes import (
    bits as b,
    elementwise as e,
    indexing,
    manipulation as m,
    parts as q,
    products,
    statistics as s,
)
from pellucid.tensor.pytorch_methods import PyTorchMethods

SIGNS = {
    "add": "add", "subtract": "sub", "multiply": "mul", "divide": "truediv",
    "floor_divide": "floordiv", "remainder": "mod", "power": "pow", "matmul": "matmul",
    "bitwise_and": "and", "bitwise_or": "or", "bitwise_xor": "xor", "left_shift": "lshift",
    "right_shift": "rshift", "equal": "eq", "not_equal": "ne", "less": "lt", "less_equal": "le",
    "greater": "gt", "greater_equal": "ge",
}  # fmt: skip
TURNED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
REFLECTED = {sign: f"__{TURNED.get(sign, 'r' + sign)}__" for sign in SIGNS.values()}
NAMES = {"absolute": "abs", "power": "pow", "invert": "bitwise_invert", "true_divide": "divide"}


class Methods(PyTorchMethods):
    """Operators and methods, each one a lifted function of nodes."""

    __slots__ = ()

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """NumPy arrays leave operators to the tensor; NumPy's functions do not know tensors."""
        sign = SIGNS.get(ufunc.__name__)
        if sign is not None and method == "__call__" and len(inputs) == 2:
            a, b = inputs
            own = isinstance(a, Lazy)
            return getattr(a, f"__{sign}__")(b) if own else getattr(b, REFLECTED[sign])(a)
        name = ufunc.__name__
        raise DTypeError(
            f"np.{name} is a function of NumPy, which does not know tensors",
            given=", ".join(type(x).__name__ for x in inputs),
            fix=f"use pel.{NAMES.get(name, name)}; outside a compiled function also x.numpy()",
        )

    __add__, __sub__, __mul__ = lifted(e.add), lifted(e.subtract), lifted(e.multiply)
    __truediv__, __floordiv__, __mod__ = (
        lifted(e.divide),
        lifted(e.floor_divide),
        lifted(e.remainder),
    )
    __pow__, __matmul__ = lifted(e.pow), lifted(products.matmul)
    __and__, __or__, __xor__ = lifted(b.bitwise_and), lifted(b.bitwise_or), lifted(b.bitwise_xor)
    __lshift__, __rshift__ = lifted(b.bitwise_left_shift), lifted(b.bitwise_right_shift)
    __neg__, __pos__, __abs__ = lifted(e.negative), lifted(e.positive), lifted(e.abs)
    __invert__ = lifted(b.bitwise_invert)
    __eq__, __ne__ = lifted(e.equal), lifted(e.not_equal)  # type: ignore[assignment]
    __lt__, __le__, __gt__, __ge__ = (
        lifted(e.less),
        lifted(e.less_equal),
        lifted(e.greater),
        lifted(e.greater_equal),
    )
    __hash__ = object.__hash__

    def __radd__(self, other: Any) -> Any:
        return self + other

    def __rsub__(self, other: Any) -> Any:
        return lifted(e.subtract)(other, self)

    def __rmul__(self, other: Any) -> Any:
        return self * other

    def __rtruediv__(self, other: Any) -> Any:
        return lifted(e.divide)(other, self)

    def __rfloordiv__(self, other: Any) -> Any:
        return lifted(e.floor_divide)(other, self)

    def __rmod__(self, other: Any) -> Any:
        return lifted(e.remainder)(other, self)

    def __rpow__(self, other: Any) -> Any:
        return lifted(e.pow)(other, self)

    def __rmatmul__(self, other: Any) -> Any:
        return lifted(products.matmul)(other, self)

    def __rand__(self, other: Any) -> Any:
        return self & other

    def __ror__(self, other: Any) -> Any:
        return self | other

    def __rxor__(self, other: Any) -> Any:
        return self ^ other

    def __rlshift__(self, other: Any) -> Any:
        return lifted(b.bitwise_left_shift)(other, self)

    def __rrshift__(self, other: Any) -> Any:
        return lifted(b.bitwise_right_shift)(other, self)

    def __getitem__(self, key: Any, /) -> Any:
        parts = without_masks(as_key(key), self.spec.shape)
        tracked = self.requires_grad and RECORDING.get()
        if self.value is not None and active() is None and not tracked and is_plain(parts):
            try:
                return self.concrete.holding(Storage(np.array(self.value.array[parts], order="C")))
            except (IndexError, ValueError):
                pass  # the graph tells what is wrong, and where
        return lifted(indexing.getitem)(self, parts)

    abs, acos, acosh, asin, asinh = (
        lifted(e.abs),
        lifted(e.acos),
        lifted(e.acosh),
        lifted(e.asin),
        lifted(e.asinh),
    )
    atan, atanh, ceil, cos, cosh = (
        lifted(e.atan),
        lifted(e.atanh),
        lifted(e.ceil),
        lifted(e.cos),
        lifted(e.cosh),
    )
    mul = lifted(e.multiply)
    astype, clip, clamp = lifted(e.astype), lifted(e.clip), lifted(e.clip)
    erf, exp, expm1, floor = lifted(e.erf), lifted(e.exp), lifted(e.expm1), lifted(e.floor)
    isfinite, isinf, isnan = lifted(e.isfinite), lifted(e.isinf), lifted(e.isnan)
    conj = lifted(q.conj)
    log, log10, log1p, log2 = lifted(e.log), lifted(e.log10), lifted(e.log1p), lifted(e.log2)
    maximum, minimum, neg, pow = (
        lifted(e.maximum),
        lifted(e.minimum),
        lifted(e.negative),
        lifted(e.pow),
    )
    reciprocal, relu, round, rsqrt = (
        lifted(e.reciprocal),
        lifted(e.relu),
        lifted(e.round),
        lifted(e.rsqrt),
    )
    sigmoid, sign, sin, sinh = lifted(e.sigmoid), lifted(e.sign), lifted(e.sin), lifted(e.sinh)
    sqrt, square, tan, tanh, trunc = (
        lifted(e.sqrt),
        lifted(e.square),
        lifted(e.tan),
        lifted(e.tanh),
        lifted(e.trunc),
    )

    all, any, argmax, argmin = lifted(s.all), lifted(s.any), lifted(s.argmax), lifted(s.argmin)
    sum, prod = lifted(s.sum), lifted(s.prod)
    amax, amin = lifted(s.max), lifted(s.min)
    mean, std, var = lifted(s.mean), lifted(s.std), lifted(s.var)
    logsumexp, log_softmax, softmax = lifted(s.logsumexp), lifted(s.log_softmax), lifted(s.softmax)

    flatten, flip, moveaxis = lifted(m.flatten), lifted(m.flip), lifted(m.moveaxis)
    repeat_interleave, roll, split, squeeze = (
        lifted(m.repeat),
        lifted(m.roll),
        lifted(m.split),
        lifted(m.squeeze),
    )
    swapaxes, transpose, unsqueeze = lifted(m.swapaxes), lifted(m.swapaxes), lifted(m.unsqueeze)
    matmul, take = lifted(products.matmul), lifted(indexing.take)

    def reshape(self, *shape: Any) -> Any:
        """The same elements in another shape: sizes or one sequence; one size may be -1."""
        return lifted(m.reshape)(self, unpacked(shape))

    def view(self, *shape: Any) -> Any:
        """As `reshape`."""
        return self.reshape(*shape)

    def permute(self, *axes: Any) -> Any:
        """The axes in another order."""
        return lifted(m.permute_dims)(self, unpacked(axes))

    def expand(self, *shape: Any) -> Any:
        """Axes of size 1 read as more; -1 keeps a size."""
        return lifted(expanded)(self, unpacked(shape))

    @property
    def real(self) -> Any:
        """The real part."""
        return lifted(q.real)(self)

    @property
    def imag(self) -> Any:
        """The imaginary part."""
        return lifted(q.imag)(self)

    @property
    def T(self) -> Any:  # noqa: N802
        """The axes in reverse order."""
        return lifted(reversed_axes)(self)

    @property
    def mT(self) -> Any:  # noqa: N802
        """The last two axes exchanged."""
        return lifted(m.matrix_transpose)(self)

    def to(self, *wanted: Any, dtype: object = None, **options: Any) -> Any:
        """In another dtype, or that of another tensor. The name of a device changes nothing: there
        is one. `device`, `copy` and `non_blocking` are taken as PyTorch does.
        """
        copy = options.pop("copy", False)
        options.pop("non_blocking", None)
        for given in (*wanted, *options.values()):
            if isinstance(given, Lazy):
                dtype = given.spec.dtype
            elif given is not None and not isinstance(given, bool) and not is_device(given):
                dtype = given
        found = self if dtype is None else self.astype(dtype)
        return self.of(found.node, requires_grad=found.requires_grad) if copy else found

    def cpu(self) -> Any:
        """This tensor: there is one device."""
        return self

    def contiguous(self) -> Any:
        """This tensor: every value is stored contiguously."""
        return self

    def is_contiguous(self) -> bool:
        """Yes: every value is stored contiguously."""
        return True


def expanded(x: Node, shape: tuple[int, ...]) -> Node:
    """x broadcast to `shape`, where -1 keeps a size."""
    own = (1,) * (len(shape) - len(x.shape)) + x.shape
    return m.broadcast_to(
        x, [have if wanted == -1 else wanted for have, wanted in zip(own, shape, strict=True)]
    )


def reversed_axes(x: Node) -> Node:
    """The axes in reverse order."""
    return m.permute_dims(x, range(len(x.shape))[::-1])
