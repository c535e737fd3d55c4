"""Where values come from: buffers, the arguments of a program, literals and counters."""

import struct
from dataclasses import field
from itertools import count
from typing import Any

import numpy as np

from pellucid.core.dtypes import DType
from pellucid.core.spec import Shape, Spec
from pellucid.graph import Node, Op
from pellucid.graph.node import node

TAGS = count()


class Source(Op):
    """A value that reads no other node."""


class Data(Source, name="data"):
    """A value in memory. `storage` is compared by identity; `is_state` tells parameters from
    examples.
    """

    storage: Any
    spec: Spec = field(compare=False)
    is_state: bool = field(default=False, compare=False)
    no_code = "it lies in memory: what reads it loads its elements"

    def infer(self) -> Spec:
        return self.spec

    def reference(self) -> np.ndarray:
        return self.storage.array

    def parameters(self) -> str:
        return "state" if self.is_state else ""


class Number(Data):
    """A number that may be another one the next time: it is read from memory, so that the program
    is the same.
    """


class Input(Source, name="input"):
    """Argument number `slot` of a program. `batch` is the axis that counts examples, which decides
    the layout. The axes lie in memory in `order`, outermost first; row-major when none is given.
    """

    slot: int
    spec: Spec
    batch: int | None = None
    order: tuple[int, ...] = ()
    no_code = "it lies in memory: what reads it loads its elements"

    def infer(self) -> Spec:
        return self.spec

    def reference(self) -> np.ndarray:
        raise LookupError(f"input {self.slot} is bound when the program runs")

    def parameters(self) -> str:
        return f"#{self.slot}" + ("" if self.batch is None else f" batch={self.batch}")


class Example(Source, name="example"):
    """A value that stands for each of many while a function of one is looked at; `tag` tells it
    apart.
    """

    tag: int
    spec: Spec
    no_code = "a map over examples replaces it before anything is compiled"

    def infer(self) -> Spec:
        return self.spec

    def reference(self) -> np.ndarray:
        raise LookupError("an example has no value: a transform puts all of them in its place")

    def parameters(self) -> str:
        return ""


def example(spec: Spec) -> Node:
    """A new node that stands for each of many values."""
    return node(Example(next(TAGS), spec))


def represented(value: complex, dtype: DType) -> complex | float | int | bool:
    """The number as a literal of `dtype`: integers wrap."""
    if dtype.kind == "complex":
        return complex(value)
    assert not isinstance(value, complex)
    if dtype.is_float:
        return float(value)
    if dtype.kind == "bool":
        return bool(value)
    bits = int(value) % (1 << dtype.bits)
    return bits - (1 << dtype.bits) if dtype.kind == "int" and bits >> (dtype.bits - 1) else bits


def bits_of(value: Any, dtype: DType) -> bytes:
    """What tells one literal from another."""
    if dtype.is_inexact:
        return struct.pack("<dd", value.real, value.imag)
    return int(value).to_bytes(9, "little", signed=True)


class Constant(Source, name="constant"):
    """A number, the same in every place it is read. Compared by its bits, so -0.0 and NaN are
    themselves.
    """

    value: complex | float | int | bool = field(compare=False)
    dtype: DType
    bits: bytes = b""

    def __post_init__(self) -> None:
        kept = represented(self.value, self.dtype)
        object.__setattr__(self, "value", kept)
        object.__setattr__(self, "bits", bits_of(kept, self.dtype))

    def infer(self) -> Spec:
        return Spec((), self.dtype)

    def reference(self) -> np.ndarray:
        return np.asarray(self.value, self.dtype.numpy)

    def parameters(self) -> str:
        return f"{self.value:g}" if self.dtype.is_float else str(self.value)


class Iota(Source, name="iota"):
    """The index along `axis`, everywhere in an array of `shape`."""

    shape: Shape
    axis: int
    dtype: DType

    def infer(self) -> Spec:
        return Spec(self.shape, self.dtype)

    def reference(self) -> np.ndarray:
        places = [1] * len(self.shape)
        places[self.axis] = self.shape[self.axis]
        counts = np.arange(self.shape[self.axis], dtype=np.int64).astype(self.dtype.numpy)
        return np.broadcast_to(counts.reshape(places), self.shape)
