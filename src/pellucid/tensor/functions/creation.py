"""New tensors: the standard's functions, which also take what PyTorch's do: sizes one by one, and
`requires_grad`.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import ArgumentError, CopyError, DTypeError
from pellucid.tensor.functions.elements import astype
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import creation as c
from pellucid.tensor.nodes.compose import check_device
from pellucid.tensor.tensor import Tensor


def new(function: Callable[..., Any], *, by_size: bool = False) -> Callable[..., Any]:
    """A function of nodes as one that makes a tensor, of sizes one by one or together."""
    plain = lifted(function)

    @functools.wraps(function)
    def make(*arguments: Any, requires_grad: bool = False, **options: Any) -> Tensor:
        if by_size and (len(arguments) > 1 or (not arguments and "shape" not in options)):
            arguments = (arguments,)  # the sizes, of which there may be none
        found = plain(*arguments, **options)
        return found.requires_grad_() if requires_grad else found

    return make


arange, eye, full, linspace = new(c.arange), new(c.eye), new(c.full), new(c.linspace)
empty, ones, zeros = (new(f, by_size=True) for f in (c.empty, c.ones, c.zeros))
empty_like, full_like = new(c.empty_like), new(c.full_like)
ones_like, zeros_like = new(c.ones_like), new(c.zeros_like)


def asarray(
    obj: Any,
    /,
    *,
    dtype: object = None,
    device: object = None,
    copy: bool | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor of numbers, nested lists, a NumPy array, a buffer or another tensor.

    Python floats become float32, complex numbers complex64 and whole numbers int64; arrays keep
    their dtype and, where that is possible, their memory. `copy=True` makes the tensor independent
    of an array that is changed later; with `copy=False` a copy that would be needed is an error.
    With `requires_grad` it is a leaf that `backward` gives a gradient to.

    >>> asarray([1, 2, 3]).dtype
    pellucid.int64
    """
    check_device(device)
    if requires_grad:
        given = obj.detach() if isinstance(obj, Tensor) else obj
        return asarray(given, dtype=dtype, copy=copy).requires_grad_()
    if isinstance(obj, Tensor):
        wanted = obj.dtype if dtype is None else as_dtype(dtype)
        if copy is False and wanted != obj.dtype:
            raise CopyError("asarray: another dtype needs a copy", given=str(obj.spec))
        same = obj if not copy else obj.clone()
        return same if wanted == obj.dtype else astype(same, wanted)
    found = Tensor(obj, dtype)
    if copy is False:
        refuse_copy("asarray", found, np.asarray(obj))
    return Tensor(found.elements().copy()) if copy else found


def refuse_copy(asked: str, found: Tensor, given: np.ndarray) -> None:
    """Raise unless a tensor has the memory of the array it was made of."""
    if found.size and not np.may_share_memory(found.elements(), given):
        raise CopyError(
            f"{asked}: this needs a copy",
            given=f"{given.dtype}, strides {given.strides}",
            fix="allow it: copy=None",
        )


def as_tensor(data: Any, dtype: object = None, device: object = None) -> Tensor:
    """As `asarray`.

    >>> as_tensor([1.0]).tolist()
    [1.0]
    """
    return asarray(data, dtype=dtype, device=device)


def from_numpy(array: np.ndarray, /) -> Tensor:
    """A tensor of a NumPy array, which keeps its dtype and, where possible, its memory.

    >>> from_numpy(np.arange(3)).tolist()
    [0, 1, 2]
    """
    if not isinstance(array, np.ndarray):
        raise ArgumentError(f"from_numpy takes a NumPy array, not {type(array).__name__}")
    return asarray(array)


def from_dlpack(x: Any, /, *, device: object = None, copy: bool | None = None) -> Tensor:
    """A tensor of the memory of another library's array, without a copy unless one is asked for.

    >>> from_dlpack(np.ones(2)).tolist()
    [1.0, 1.0]
    """
    check_device(device)
    try:
        array = np.from_dlpack(x, copy=copy)
    except RuntimeError as error:  # NumPy's for what has no dtype there, such as bfloat16
        raise DTypeError(
            f"from_dlpack: {error}",
            given=str(getattr(x, "dtype", type(x).__name__)),
            fix="convert it there, to float32 for example",
        ) from None
    found = Tensor(array)
    if copy is False:
        refuse_copy("from_dlpack", found, array)
    return found


array = tensor = asarray

__all__ = [
    "arange",
    "array",
    "as_tensor",
    "asarray",
    "empty",
    "empty_like",
    "eye",
    "from_dlpack",
    "from_numpy",
    "full",
    "full_like",
    "linspace",
    "ones",
    "ones_like",
    "tensor",
    "zeros",
    "zeros_like",
]
