"""Initial weights and data that every library starts from, made by NumPy from fixed seeds.

Weights carry PyTorch's names and layouts: `weight` of a dense layer is (outputs, inputs), of a
convolution (outputs, inputs, rows, columns).
"""

from itertools import pairwise

import numpy as np

Batch = tuple[np.ndarray, np.ndarray]


def uniform(random: np.random.Generator, shape: tuple[int, ...], bound: float) -> np.ndarray:
    """Float32 numbers between -bound and bound."""
    return random.uniform(-bound, bound, shape).astype(np.float32)


def normal(random: np.random.Generator, shape: tuple[int, ...], deviation: float) -> np.ndarray:
    """Float32 numbers around 0."""
    return (random.standard_normal(shape) * deviation).astype(np.float32)


def dense(sizes: tuple[int, ...], seed: int) -> dict[str, np.ndarray]:
    """Weights of dense layers l0, l1, ... between `sizes`, all uniform within 1/sqrt(inputs)."""
    random = np.random.default_rng(seed)
    found = {}
    for i, (inputs, outputs) in enumerate(pairwise(sizes)):
        bound = inputs**-0.5
        found[f"l{i}.weight"] = uniform(random, (outputs, inputs), bound)
        found[f"l{i}.bias"] = uniform(random, (outputs,), bound)
    return found


def pictures(shape: tuple[int, ...], classes: int, count: int, seed: int) -> Batch:
    """`count` float32 pictures in [0, 1], each its class's pattern and noise, and their classes."""
    random = np.random.default_rng(seed)
    patterns = random.random((classes, *shape), dtype=np.float32)
    labels = random.integers(0, classes, count)
    noise = random.random((count, *shape), dtype=np.float32)
    return np.float32(0.6) * patterns[labels] + np.float32(0.4) * noise, labels


def batches(x: np.ndarray, y: np.ndarray, size: int) -> list[Batch]:
    """Consecutive batches of `size` examples, each contiguous in memory."""
    starts = range(0, len(x), size)
    return [(x[i : i + size].copy(), y[i : i + size].copy()) for i in starts]


def checksum(logits: np.ndarray) -> float:
    """One number that stands for the ten logits of one sample: their sum, weighted 1 to 10."""
    return float(np.dot(np.asarray(logits, np.float64).reshape(-1), np.arange(1, 11)))


def symbols(kinds: int, count: int, size: int, length: int, seed: int) -> list[Batch]:
    """`count` batches of `size` texts and the same texts one symbol on; int64.

    Four symbols of five are followed by the one that always follows them, the fifth by any.
    """
    random = np.random.default_rng(seed)
    following = random.permutation(kinds)
    total = count * size * (length + 1)
    jumps, others = random.random(total) < 0.2, random.integers(0, kinds, total)
    text, last = np.empty(total, np.int64), 0
    for i in range(total):
        text[i] = last = others[i] if jumps[i] else following[last]
    texts = text.reshape(count, size, length + 1)
    return [(x[:, :-1].copy(), x[:, 1:].copy()) for x in texts]
