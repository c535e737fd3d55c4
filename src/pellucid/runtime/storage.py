"""A value in memory."""

from functools import lru_cache

import numpy as np

from pellucid.core.addresses import HEAD, address_of, word_at
from pellucid.core.dtypes import dtype_of
from pellucid.core.errors import DTypeError, StateError
from pellucid.core.spec import Shape, Spec

ALIGNMENT = 64  # a cache line, and the widest vector
PAGE = 4096  # what large arrays begin with: see `allocate`
LARGE = 2**16  # bytes


@lru_cache(maxsize=4096)
def spec_of(shape: Shape, dtype: np.dtype) -> Spec:
    """The spec of an array."""
    found = dtype_of(dtype)
    if found is None:
        raise DTypeError(
            f"there is no dtype for NumPy's {dtype}", fix="convert the array to a number type first"
        )
    return Spec(shape, found)


class Changes:
    """What captured programs depend on: values of tensors, modules. Whoever changes any of it
    counts that afterwards; while nothing has changed, nobody has to look at all of it again.
    """

    count = 0


class Storage:
    """A C-contiguous array, its spec and its address. One that a compiled step has overwritten is
    `spent`: its value is gone.
    """

    __slots__ = ("__weakref__", "address", "elements", "spec")
    address: int

    def __init__(self, array: np.ndarray) -> None:
        self.spec = spec_of(array.shape, array.dtype)
        kept = array if array.flags.c_contiguous else np.asarray(array, order="C")
        self.elements: np.ndarray | None = kept
        self.address = word_at(id(kept) + HEAD).value  # `address_of`, written out for speed

    @classmethod
    def of_result(cls, array: np.ndarray, spec: Spec) -> "Storage":
        """A result of a program, whose address nobody may ever ask for."""
        found = Storage.__new__(Storage)
        found.elements, found.spec = array, spec
        return found

    def __getattr__(self, name: str) -> int:
        if name != "address":
            raise AttributeError(name)
        self.address = address_of(self.array)
        return self.address

    @property
    def array(self) -> np.ndarray:
        """The elements."""
        if self.elements is None:
            raise StateError(
                "a value is needed that a compiled step has since updated in place",
                given=str(self.spec),
                fix="compute what depends on it before the step, or again from the new value",
            )
        return self.elements

    def copy(self) -> "Storage":
        """The same value in other memory."""
        memory = allocate(self.spec.shape, self.spec.dtype.numpy)
        memory[...] = self.array
        return Storage(memory)

    def renew(self) -> "Storage":
        """The same memory under a new name, after a program has overwritten it; the old name is
        spent.
        """
        fresh = Storage.__new__(Storage)
        fresh.elements, fresh.address, fresh.spec = self.elements, self.address, self.spec
        self.elements = None
        return fresh


def allocate(shape: Shape, dtype: np.dtype) -> np.ndarray:
    """A new array that starts at a multiple of 64 bytes, a large one of 4096. Its elements are not
    set.

    NumPy's large arrays begin 16 bytes after a multiple of 4096. If ours began 64 after one, each
    load of a loop from one into the other would look, by its lowest 12 bits, like one of what has
    just been stored: it would wait, and take a quarter longer.
    """
    count = dtype.itemsize
    for size in shape:
        count *= size
    aligned = PAGE if count >= LARGE else ALIGNMENT
    raw = np.empty(count + aligned, np.uint8)
    start = -address_of(raw) % aligned
    return raw[start : start + count].view(dtype).reshape(shape)
