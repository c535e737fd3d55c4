"""Where values come from: buffers, the arguments of a program, literals and counters."""

import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pellucid.core.dtypes import DType
from pellucid.core.spec import Shape, Spec
from pellucid.graph import Op


class Source(Op):
    """A value that reads no other node."""


@dataclass(frozen=True)
class Data(Source, name="data"):
    """A value in memory. `storage` is compared by identity; `is_state` tells parameters from
    examples.
    """

    storage: Any
    spec: Spec = field(compare=False)
    is_state: bool = field(default=False, compare=False)

    def infer(self) -> Spec:
        return self.spec

    def reference(self) -> np.ndarray:
        return self.storage.array

    def parameters(self) -> str:
        return "state" if self.is_state else ""


@dataclass(frozen=True)
class Input(Source, name="input"):
    """Argument number `slot` of a program. `batch` is the axis that counts examples, which decides
    the layout.
    """

    slot: int
    spec: Spec
    batch: int | None = None

    def infer(self) -> Spec:
        return self.spec

    def reference(self) -> np.ndarray:
        raise LookupError(f"input {self.slot} is bound when the program runs")

    def parameters(self) -> str:
        return f"#{self.slot}" + ("" if self.batch is None else f" batch={self.batch}")


@dataclass(frozen=True)
class Constant(Source, name="constant"):
    """A number, the same in every place it is read. Compared by its bits, so -0.0 and NaN are
    themselves.
    """

    value: float | int | bool = field(compare=False)
    dtype: DType
    bits: bytes = b""

    def __post_init__(self) -> None:
        kept = (
            float(self.value)
            if self.dtype.is_float
            else bool(self.value)
            if self.dtype.kind == "bool"
            else int(self.value)
        )
        if self.dtype.is_integer:
            kept &= (1 << self.dtype.bits) - 1
            if self.dtype.kind == "int" and kept >> (self.dtype.bits - 1):
                kept -= 1 << self.dtype.bits
        object.__setattr__(self, "value", kept)
        packed = (
            struct.pack("<d", kept)
            if self.dtype.is_float
            else int(kept).to_bytes(9, "little", signed=True)
        )
        object.__setattr__(self, "bits", packed)

    def infer(self) -> Spec:
        return Spec((), self.dtype)

    def reference(self) -> np.ndarray:
        return np.asarray(self.value, self.dtype.numpy)

    def parameters(self) -> str:
        return f"{self.value:g}" if self.dtype.is_float else str(self.value)


@dataclass(frozen=True)
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
