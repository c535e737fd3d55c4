"""What the compiler knows of the machine it compiles for."""

from dataclasses import dataclass

from pellucid.core.dtypes import DType


@dataclass(frozen=True)
class Target:
    """A processor: the bytes of its vector registers, how many of those there are, and the bytes
    of the data caches that a core sees, the nearest first. `multiplies_pairs`: it has an
    instruction for products of two bfloat16 at once, added up in float32. `in_halves`: a vector
    passes its units in two halves, so that half as wide ones are as fast.
    """

    vector_bytes: int = 64
    registers: int = 32
    caches: tuple[int, int, int] = (32 * 1024, 1024**2, 8 * 1024**2)
    multiplies_pairs: bool = False
    in_halves: bool = False

    def lanes(self, dtype: DType) -> int:
        """Numbers of `dtype` in a vector register; 32 bits at least are reckoned for each."""
        return self.vector_bytes // max(dtype.itemsize, 4)
