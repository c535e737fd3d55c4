"""What the compiler knows of the machine it compiles for."""

from dataclasses import dataclass

from pellucid.core.dtypes import DType


@dataclass(frozen=True)
class Target:
    """A processor: the bytes of its vector registers, and how many of those there are."""

    vector_bytes: int = 64
    registers: int = 32

    def lanes(self, dtype: DType) -> int:
        """Numbers of `dtype` in a vector register; 32 bits at least are reckoned for each."""
        return self.vector_bytes // max(dtype.itemsize, 4)
