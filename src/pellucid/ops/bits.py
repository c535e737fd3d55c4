"""Logic on truth values and bits, and random bits as a function of a counter and a key."""

import numpy as np

from pellucid.core.dtypes import DType, uint32, uint64
from pellucid.core.errors import DTypeError
from pellucid.ops.family import INTEGER, LOGICAL, ORDERED, Elementwise

# Philox-2x32-10: J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
PHILOX_MULTIPLIER, PHILOX_WEYL, PHILOX_ROUNDS = 0xD256D193, 0x9E3779B9, 10


class And(Elementwise, name="and"):
    """Both, bit by bit."""

    takes = LOGICAL

    def reference(self, x, z):
        return np.bitwise_and(x, z)

    def lower(self, k, x, z):
        return k.emit("and", x, z)


class Or(Elementwise, name="or"):
    """Either, bit by bit."""

    takes = LOGICAL

    def reference(self, x, z):
        return np.bitwise_or(x, z)

    def lower(self, k, x, z):
        return k.emit("or", x, z)


class Xor(Elementwise, name="xor"):
    """Just one of the two, bit by bit."""

    takes = LOGICAL

    def reference(self, x, z):
        return np.bitwise_xor(x, z)

    def lower(self, k, x, z):
        return k.emit("xor", x, z)


class Not(Elementwise, name="not"):
    """The opposite, bit by bit."""

    takes = LOGICAL

    def reference(self, x):
        return np.invert(x)

    def lower(self, k, x):
        return k.emit("not", x)


class ShiftLeft(Elementwise, name="shift_left"):
    """x times 2 to the power z; 0 when every bit is shifted out."""

    takes = INTEGER

    def reference(self, x, z):
        return np.left_shift(x, z)

    def lower(self, k, x, z):
        return k.emit("shl", x, z)


class ShiftRight(Elementwise, name="shift_right"):
    """x divided by 2 to the power z, rounded down."""

    takes = INTEGER

    def reference(self, x, z):
        return np.right_shift(x, z)

    def lower(self, k, x, z):
        return k.emit("shr", x, z)


class Bitcast(Elementwise, name="bitcast"):
    """The same bits read as another dtype of the same size. No gradient flows through."""

    dtype: DType
    takes = ORDERED

    def check(self, *inputs):
        super().check(*inputs)
        if inputs[0].dtype.itemsize != self.dtype.itemsize:
            raise DTypeError("bitcast: the sizes differ", given=f"{inputs[0].dtype}, {self.dtype}")

    def result(self, dtype):
        return self.dtype

    def reference(self, x):
        return np.ascontiguousarray(x).view(self.dtype.numpy).reshape(x.shape)

    def lower(self, k, x):
        return k.bitcast(x, self.dtype)


class Philox(Elementwise, name="philox"):
    """32 random bits: a pure function of (counter, stream, key), all uint32."""

    takes = frozenset({"uint"})

    def check(self, *inputs):
        super().check(*inputs)
        if inputs[0].dtype != uint32:
            raise DTypeError("philox takes uint32", given=", ".join(map(str, inputs)))

    def reference(self, counter, stream, key):
        low, high = counter.astype(np.uint64), stream.astype(np.uint64)
        key, mask = key.astype(np.uint64), np.uint64(0xFFFFFFFF)
        for _ in range(PHILOX_ROUNDS):
            product = low * np.uint64(PHILOX_MULTIPLIER)
            low, high = (product >> np.uint64(32)) ^ key ^ high, product & mask
            key = (key + np.uint64(PHILOX_WEYL)) & mask
        return low.astype(np.uint32)

    def lower(self, k, counter, stream, key):
        low, high = counter, stream
        multiplier, half = k.constant(PHILOX_MULTIPLIER, uint64), k.constant(32, uint64)
        for _ in range(PHILOX_ROUNDS):
            product = k.emit("mul", k.cast(low, uint64), multiplier)
            upper = k.cast(k.emit("shr", product, half), uint32)
            low, high = k.emit("xor", k.emit("xor", upper, key), high), k.cast(product, uint32)
            key = k.emit("add", key, k.constant(PHILOX_WEYL, uint32))
        return low
