"""Where random numbers come from: keys, the generator, and bits as a function of key and place.

Without a key, numbers come from a generator whose key is state: each draw moves it on, inside
captured functions too.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from pellucid.core.dtypes import as_dtype, float32, float64, uint32, uint64
from pellucid.core.errors import ArgumentError
from pellucid.core.spec import Shape
from pellucid.graph import Node, apply
from pellucid.graph.node import combine, expand, scalar
from pellucid.runtime.capture import active
from pellucid.tensor.levels import LEVELS
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.creation import counted
from pellucid.tensor.nodes.manipulation import reshape, slice_axis
from pellucid.tensor.tensor import Tensor, state, wrap

Size = int | Sequence[int]
SPLIT_STREAM = 0x5EED  # keeps the keys made by `split` apart from numbers drawn


class Generator:
    """A source of random numbers; `key` is its state, two uint32: the key and the number of draws
    so far. It can stand wherever a key is asked for.

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

    def manual_seed(self, seed: int) -> "Generator":
        """This generator, started again from `seed`."""
        self.seed(seed)
        return self

    def next_key(self) -> Tensor:
        """A key for one draw; the generator moves on. Inside `vmap`, one for each example."""
        one = np.asarray([0, 1], np.uint32)
        if active() is None:  # now, so that draws do not wait for one another
            found = Tensor(self.key.numpy())
            self.key.replace(Tensor(found.numpy() + one).storage())
        else:
            found = wrap(self.key.node)
            self.key.assign(found + one)
        node = found.node
        for level in LEVELS.get():
            node = level.example_of(split_node(node, level.size))
        return wrap(node)


def seed_key(seed: int) -> np.ndarray:
    """The key of a seed: its bits mixed into one word, and no draws yet."""
    if seed < 0:
        raise ArgumentError(f"a seed is 0 or more, not {seed}")
    words = np.random.SeedSequence(seed).generate_state(1)
    return np.asarray([words[0], 0], np.uint32)


DEFAULT = Generator()


def manual_seed(seed: int) -> None:
    """Start the random numbers again from `seed`.

    >>> import pellucid as pel
    >>> manual_seed(1)
    >>> a = pel.random.normal(3).tolist()
    >>> manual_seed(1)
    >>> a == pel.random.normal(3).tolist()
    True
    """
    DEFAULT.seed(seed)


def key(seed: int) -> Tensor:
    """A key to draw from explicitly; uint32, two words."""
    return Tensor(seed_key(seed))


def split(key: Tensor, num: int = 2) -> Tensor:
    """`num` new keys from one, uint32 of shape (num, 2)."""
    return wrap(split_node(checked_key(key), num))


def fold_in(key: Tensor, data: int | Tensor) -> Tensor:
    """The key that belongs to a key and a whole number, such as that of a step; uint32, two words.

    >>> import pellucid as pel
    >>> step = pel.random.fold_in(pel.random.key(0), 3)
    >>> step.shape
    (2,)
    """
    number = wrap(cast((data if isinstance(data, Tensor) else Tensor(data)).node, uint32))
    words = counted((2,), uint32) + expand((number * 2).node, (2,))
    low, high = words_of(reseeded(checked_key(key)), (2,))
    return wrap(apply("philox", words, low, high))


def split_node(key: Node, num: int) -> Node:
    """New keys from one."""
    return random_bits(reseeded(key), (num, 2))


def checked_key(key: Tensor) -> Node:
    """The node of a key; raises for anything else."""
    if not isinstance(key, Tensor) or key.shape != (2,) or key.dtype != uint32:
        raise ArgumentError(
            "a key is two words, uint32",
            given=str(key.spec) if isinstance(key, Tensor) else repr(key)[:60],
            fix="make one with pel.random.key(seed); draw for several with vmap",
        )
    return key.node


def reseeded(key: Node) -> Node:
    """A key for splitting: another stream of the same key."""
    return combine("xor", key, expand(scalar(SPLIT_STREAM << 8, uint32), key.shape))


def words_of(key: Node, shape: Shape) -> list[Node]:
    """The stream and the key of the bits, everywhere in an array of `shape`."""
    return [expand(reshape(slice_axis(key, 0, slice(i, i + 1)), ()), shape) for i in (1, 0)]


def random_bits(key: Node, shape: Shape) -> Node:
    """32 random bits for each element, uint32."""
    return apply("philox", counted(shape, uint32), *words_of(key, shape))


def draw_key(key: Tensor | Generator | None) -> Node:
    """The key given, or the next of the generator given, or of the default one."""
    if key is None or isinstance(key, Generator):
        return (key or DEFAULT).next_key().node
    return checked_key(key)


def keys(key: Tensor | Generator | None, count: int) -> list[Node]:
    """Keys for the parts of one draw."""
    several = split_node(draw_key(key), count)
    return [reshape(slice_axis(several, 0, slice(i, i + 1)), (2,)) for i in range(count)]


def stream(key: Node, number: int) -> Node:
    """The same key in another stream: the upper bits of the draw count."""
    mark = apply(
        "shift_left", apply("iota", shape=(2,), axis=0, dtype=uint32), scalar(31, uint32, (2,))
    )
    return combine("xor", key, mark) if number else key


def wide_bits(key: Node, shape: Shape) -> Node:
    """64 random bits for each element, uint64."""
    high, low = (cast(random_bits(stream(key, i), shape), uint64) for i in (0, 1))
    return apply("or", apply("shift_left", high, scalar(32, uint64, shape)), low)


def unit(key: Node, shape: Shape, dtype: object) -> Node:
    """Numbers in [0, 1) at the resolution of the mantissa."""
    wanted = as_dtype(dtype)
    if wanted == float64:
        bits = apply("shift_right", wide_bits(key, shape), scalar(11, uint64, shape))
        return cast(bits, float64) * 2.0**-53
    bits = apply("shift_right", random_bits(key, shape), scalar(8, uint32, shape))
    return cast(cast(bits, float32) * 2.0**-24, wanted)


def open_unit(key: Node, shape: Shape, dtype: object) -> Node:
    """Numbers in (0, 1), neither end included, at half of that resolution."""
    if as_dtype(dtype) == float64:
        bits = apply("shift_right", wide_bits(key, shape), scalar(12, uint64, shape))
        return (cast(bits, float64) + 0.5) * 2.0**-52
    bits = apply("shift_right", random_bits(key, shape), scalar(9, uint32, shape))
    return (cast(bits, float32) + 0.5) * 2.0**-23
