"""A tensor's value in other people's hands: Python numbers and lists, NumPy, DLPack, buffers."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np

from pellucid.core.dtypes import DType
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError
from pellucid.core.spec import Shape
from pellucid.tensor.inspection import namespace
from pellucid.tensor.methods import Methods
from pellucid.tensor.nodes.compose import DEVICE, check_device, normal_axis


class Size(int):
    """A number of elements that can be asked for the sizes along the axes.

    >>> six = Size(6, (2, 3))
    >>> six, six(), six(-1)
    (6, (2, 3), 3)
    """

    shape: Shape

    def __new__(cls, count: int, shape: Shape) -> "Size":
        """`count` elements in a shape."""
        found = super().__new__(cls, count)
        found.shape = shape
        return found

    def __call__(self, dim: int | None = None) -> Any:
        """The shape, or the size along one axis."""
        return self.shape if dim is None else self.shape[normal_axis("size", dim, len(self.shape))]


CPU = (1, 0)  # DLPack's number of the device, and the first of its kind


class Values(Methods):
    """What reads a value as a whole."""

    __slots__ = ()

    @abstractmethod
    def elements(self) -> np.ndarray:
        """The elements in NumPy: the memory itself, or a copy of what will be overwritten."""

    @property
    def shape(self) -> Shape:
        """The size along each axis."""
        return self.spec.shape

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return self.spec.dtype

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.spec.shape)

    @property
    def size(self) -> Size:
        """The number of elements, as the standard has it; called, PyTorch's shape: `x.size(0)`."""
        return Size(self.spec.size, self.spec.shape)

    @property
    def device(self) -> str:
        """Where the elements are."""
        return DEVICE

    def to_device(self, device: object, /, *, stream: object = None) -> "Values":
        """This tensor: there is one device."""
        check_device(device)
        if stream is not None:
            raise DTypeError("to_device: the CPU has no streams", given=repr(stream))
        return self

    def dim(self) -> int:
        """The number of axes."""
        return self.ndim

    def numel(self) -> int:
        """The number of elements."""
        return self.spec.size

    def element_size(self) -> int:
        """The number of bytes of an element."""
        return self.dtype.numpy.itemsize

    @property
    def nbytes(self) -> int:
        """The number of bytes of all elements."""
        return self.spec.size * self.dtype.numpy.itemsize

    def item(self) -> Any:
        """The only element, as a Python number."""
        if self.spec.size != 1:
            raise ShapeError(
                f"item: there are {self.spec.size} elements, not one",
                given=str(self.spec),
                fix="use tolist() or an index",
            )
        return self.numpy().item()

    def tolist(self) -> Any:
        """The elements as nested lists of Python numbers."""
        return self.numpy().tolist()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """The elements in NumPy: read-only, unless it is a copy."""
        array = self.numpy()
        if copy is False and dtype is not None and np.dtype(dtype) != array.dtype:
            raise ArgumentError("another dtype needs a copy", given=f"{self.spec} to {dtype}")
        return np.array(array, dtype=dtype) if copy else np.asarray(array, dtype=dtype)

    def __array_namespace__(self, /, *, api_version: str | None = None) -> Any:
        """The module of the functions of the array API standard."""
        return namespace(api_version)

    def __dlpack__(
        self,
        *,
        stream: object = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[Any, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """The memory for another library, which must not write to it: no copy is made."""
        old = max_version is None or max_version[0] < 1  # those cannot be told what is read-only
        array = self.elements() if old else self.numpy()
        if copy or (old and not array.flags.writeable):
            array = array.copy()
        return array.__dlpack__(stream=stream, max_version=max_version, dl_device=dl_device)

    def __dlpack_device__(self) -> tuple[int, int]:
        return CPU

    def __buffer__(self, flags: int, /) -> memoryview:
        return memoryview(self.numpy())  # type: ignore[arg-type]

    def __float__(self) -> float:
        return float(self.real_item())

    def __int__(self) -> int:
        return int(self.real_item())

    def __complex__(self) -> complex:
        return complex(self.item())

    def __bool__(self) -> bool:
        return bool(self.item())

    def real_item(self) -> float | int | bool:
        """The only element, which must be a real number."""
        found = self.item()
        if isinstance(found, complex):
            raise DTypeError("a complex number is no real one", given=str(self.spec))
        return found

    def __index__(self) -> int:
        if not self.dtype.is_integer:
            raise DTypeError("only whole numbers can be an index", given=str(self.spec))
        return int(self.real_item())

    def __len__(self) -> int:
        if not self.shape:
            raise DTypeError("a number has no length", given=str(self.spec))
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return iter([self[i] for i in range(len(self))])

    def __format__(self, form: str) -> str:
        return format(self.item(), form) if form else str(self)

    def _repr_html_(self) -> str:
        return f"<pre>{self!r}</pre>"
