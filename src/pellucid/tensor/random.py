"""Random numbers: a pure function of a key and the place in the array, so the same key gives the
same numbers compiled or not, at any thread count.

Without a `key` the numbers come from a generator whose key is state: each draw moves it on, inside
captured functions too. `manual_seed` sets it.
"""

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from pellucid.core.dtypes import as_dtype, float32, float64, uint32, uint64
from pellucid.core.errors import ArgumentError
from pellucid.core.spec import Shape
from pellucid.graph import Node, apply
from pellucid.graph.node import combine, expand, scalar
from pellucid.runtime.capture import active
from pellucid.tensor.compose import cast
from pellucid.tensor.creation import counted, shape_of
from pellucid.tensor.elementwise import cos, log, sqrt
from pellucid.tensor.manipulation import reshape, slice_axis
from pellucid.tensor.tensor import Tensor, state, wrap

Size = int | Sequence[int]
SPLIT_STREAM = 0x5EED  # keeps the keys made by `split` apart from numbers drawn


class Generator:
    """A source of random numbers; `key` is its state, two uint32: the key and the number of draws
    so far.

    >>> g = Generator(seed=0)
    >>> first = g.next_key().tolist()
    >>> first == g.next_key().tolist()
    False
    """

    def __init__(self, seed: int = 0) -> None:
        self._first_seed = seed

    @cached_property
    def key(self) -> Tensor:
        """Made when it is first needed: importing the package should not import numpy.random."""
        return state(seed_key(self._first_seed))

    def seed(self, seed: int) -> None:
        """Start again from `seed`."""
        self.key.replace(Tensor(seed_key(seed)).storage())

    def next_key(self) -> Tensor:
        """A key for one draw; the generator moves on."""
        one = np.asarray([0, 1], np.uint32)
        if active() is None:  # now, so that draws do not wait for one another
            found = Tensor(self.key.numpy())
            self.key.replace(Tensor(found.numpy() + one).storage())
            return found
        found = wrap(self.key.node)
        self.key.assign(found + one)
        return found


def seed_key(seed: int) -> np.ndarray:
    """The key of a seed: its bits mixed into one word, and no draws yet."""
    if seed < 0:
        raise ArgumentError(f"a seed is 0 or more, not {seed}")
    words = np.random.SeedSequence(seed).generate_state(1)
    return np.asarray([words[0], 0], np.uint32)


DEFAULT = Generator()


def manual_seed(seed: int) -> None:
    """Start the random numbers again from `seed`.

    >>> manual_seed(1)
    >>> a = normal(3).tolist()
    >>> manual_seed(1)
    >>> a == normal(3).tolist()
    True
    """
    DEFAULT.seed(seed)


def key(seed: int) -> Tensor:
    """A key to draw from explicitly; uint32, two words."""
    return Tensor(seed_key(seed))


def split(key: Tensor, num: int = 2) -> Tensor:
    """`num` new keys from one, uint32 of shape (num, 2)."""
    return wrap(random_bits(reseeded(key.node), (num, 2)))


def reseeded(key: Node) -> Node:
    """A key for splitting: another stream of the same key."""
    return combine("xor", key, expand(scalar(SPLIT_STREAM << 8, uint32), key.shape))


def random_bits(key: Node, shape: Shape) -> Node:
    """32 random bits for each element, uint32."""
    words = [expand(reshape(slice_axis(key, 0, slice(i, i + 1)), ()), shape) for i in (0, 1)]
    return apply("philox", counted(shape, uint32), words[1], words[0])


def draw_key(key: Tensor | None) -> Node:
    """The key given, or the next of the default generator."""
    return (DEFAULT.next_key() if key is None else key).node


def unit(key: Node, shape: Shape, dtype: object) -> Node:
    """Numbers in [0, 1) at the resolution of the mantissa."""
    wanted = as_dtype(dtype)
    if wanted == float64:
        high, low = (cast(random_bits(stream(key, i), shape), uint64) for i in (0, 1))
        bits = apply("or", apply("shift_left", high, scalar(32, uint64, shape)), low)
        return cast(apply("shift_right", bits, scalar(11, uint64, shape)), float64) * 2.0**-53
    bits = apply("shift_right", random_bits(key, shape), scalar(8, uint32, shape))
    return cast(cast(bits, float32) * 2.0**-24, wanted)


def stream(key: Node, number: int) -> Node:
    """The same key in another stream: the upper bits of the draw count."""
    mark = apply(
        "shift_left", apply("iota", shape=(2,), axis=0, dtype=uint32), scalar(31, uint32, (2,))
    )
    return combine("xor", key, mark) if number else key


def bits(size: Size = (), *, key: Tensor | None = None) -> Tensor:
    """32 random bits for each element; uint32."""
    return wrap(random_bits(draw_key(key), shape_of(size)))


def uniform(
    size: Size = (),
    low: float = 0.0,
    high: float = 1.0,
    *,
    dtype: object = float32,
    key: Tensor | None = None,
) -> Tensor:
    """Numbers spread evenly over [low, high).

    >>> bool((uniform(100) < 1).all())
    True
    """
    found = unit(draw_key(key), shape_of(size), dtype)
    return wrap(found if (low, high) == (0.0, 1.0) else found * (high - low) + low)


def normal(
    size: Size = (),
    mean: float = 0.0,
    std: float = 1.0,
    *,
    dtype: object = float32,
    key: Tensor | None = None,
) -> Tensor:
    """Numbers with the normal distribution, by the transform of Box and Muller (1958).

    >>> abs(normal(10000).mean().item()) < 0.05
    True
    """
    drawn, shape = draw_key(key), shape_of(size)
    radius = sqrt(log(1.0 - unit(drawn, shape, dtype)) * -2.0)
    found = radius * cos(unit(stream(drawn, 1), shape, dtype) * (2 * math.pi))
    return wrap(found if (mean, std) == (0.0, 1.0) else found * std + mean)


def bernoulli(p: float | Tensor, size: Size | None = None, *, key: Tensor | None = None) -> Tensor:
    """True with probability `p`."""
    shape = shape_of(size) if size is not None else p.shape if isinstance(p, Tensor) else ()
    return wrap(unit(draw_key(key), shape, float32)) < p


def integers(low: int, high: int, size: Size = (), *, key: Tensor | None = None) -> Tensor:
    """Whole numbers in [low, high), int64."""
    if high <= low:
        raise ArgumentError(f"there is no whole number from {low} up to, not including, {high}")
    wide = wrap(random_bits(draw_key(key), shape_of(size))).astype("uint64") * (high - low)
    return (wide >> 32).astype("int64") + low


def permutation(n: int, *, key: Tensor | None = None) -> np.ndarray:
    """The numbers from 0 to n - 1 in random order, int64."""
    return np.argsort(wrap(random_bits(draw_key(key), (n,))).numpy(), kind="stable")
