"""Texts as words: the words themselves, and words counted by their hash."""

import re
from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np

WORD = re.compile(r"\w+(?:'\w+)?")


def words_in(text: str) -> list[str]:
    """The words of a text in order, in lower case.

    >>> words_in("It's late; it IS.")
    ["it's", 'late', 'it', 'is']
    """
    return WORD.findall(text.casefold())


def hashed(text: str, buckets: int) -> np.ndarray:
    """How often the words of a text and its pairs of neighbours occur, counted by their hash:
    signed logarithms, float32 (buckets,).

    What share a bucket may have opposite signs, so that they do not add up (Weinberger, Dasgupta,
    Langford, Smola and Attenberg, "Feature hashing for large scale multitask learning", 2009).
    """
    counts = hashed_counts(with_pairs(words_in(text)), buckets)
    return (np.sign(counts) * np.log1p(np.abs(counts))).astype(np.float32)


def with_pairs(words: Sequence[str]) -> list[str]:
    """Words, and pairs of neighbours."""
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]


def hashed_counts(words: Sequence[str], buckets: int) -> np.ndarray:
    """How often words fall into each bucket, with their signs: float64 (buckets,)."""
    codes = np.array([crc32(word.encode("utf-8", "replace")) for word in words], np.int64)
    signs = 1.0 - 2.0 * (codes >> 31)
    return np.bincount(codes % buckets, signs, minlength=buckets)
