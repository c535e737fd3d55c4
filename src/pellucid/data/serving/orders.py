"""Orders of rows that are pure functions of (seed, epoch, index): a resumed run sees what an
unbroken one sees.
"""

import numpy as np

from pellucid.core.errors import ArgumentError

# SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): its
# increment and mixer.
INCREMENT = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)


def mixed(counters: np.ndarray) -> np.ndarray:
    """SplitMix64's mixer: uint64 -> uint64, one to one."""
    z = counters.astype(np.uint64)
    z = (z ^ (z >> np.uint64(30))) * FIRST
    z = (z ^ (z >> np.uint64(27))) * SECOND
    return z ^ (z >> np.uint64(31))


def random_bits(seed: int, *keys: int, n: int) -> np.ndarray:
    """`n` distinct uint64 that depend on the seed, the keys and the index only.

    >>> bool((random_bits(7, 1, n=5)[:3] == random_bits(7, 1, n=3)).all())
    True
    """
    state = np.zeros(1, np.uint64)
    for key in (seed, *keys):
        word = np.array([int(key) & 0xFFFFFFFFFFFFFFFF], np.uint64)
        state = mixed((state ^ mixed(word + INCREMENT)) + INCREMENT)
    return mixed(state + np.arange(1, n + 1, dtype=np.uint64) * INCREMENT)


def permutation(n: int, seed: int = 0, epoch: int = 0) -> np.ndarray:
    """The order of `n` rows in one epoch: int64 (n,), each index once.

    >>> permutation(5, seed=1, epoch=0).tolist() == permutation(5, seed=1, epoch=0).tolist()
    True
    """
    if n < 0:
        raise ArgumentError(f"an order needs a number of rows, not {n}")
    return np.argsort(random_bits(seed, epoch, n=n), kind="stable")
