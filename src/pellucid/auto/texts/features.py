"""From texts to features: words, pairs of neighbouring words, and runs of three to five characters
within a word, each known by a hash alone.

Everything is computed on one array of characters, without a loop over words. A span of characters
is hashed by the difference of two sums of powers (Karp and Rabin, 1987), modulo 2**64.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pellucid.data.serving.orders import mixed

MOST_CHARACTERS = 20_000  # of a text; the rest is not read
CHARACTER_RUNS = (3, 4, 5)
CHUNK = 2_000  # texts that are turned into characters at once
FAMILIES = 2  # words and their pairs; runs of characters
BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that it has an inverse modulo 2**64
INVERSE = np.uint64(pow(int(BASE), -1, 2**64))
PAIR, RUN = np.uint64(0xD1B54A32D192ED03), np.uint64(0x2545F4914F6CDD1D)
SPACE, APOSTROPHES = 0x20, (0x27, 0x2019)


@dataclass(frozen=True, eq=False)
class Features:
    """The features of texts, each once for a text: the text it is in (int64, sorted), its hash
    (uint64), how often it occurs there (float32), and its family, 0 or 1 (int8).
    """

    text: np.ndarray
    hashes: np.ndarray
    counts: np.ndarray
    family: np.ndarray


@dataclass(frozen=True, eq=False)
class Tokens:
    """The words and signs of texts: characters [start, end) of `characters`, and their text."""

    characters: np.ndarray
    start: np.ndarray
    end: np.ndarray
    text: np.ndarray


def words_of(text: str) -> list[tuple[int, int]]:
    """Where each word or sign of a text begins and ends.

    >>> [("Don't stop!")[a:b] for a, b in words_of("Don't stop!")]
    ["Don't", 'stop', '!']
    """
    found = tokens_of([text])
    return list(zip((found.start - 1).tolist(), (found.end - 1).tolist(), strict=True))


def tokens_of(texts: Sequence[str]) -> Tokens:
    """The words and signs of texts. Before each text, and after the last, stands a space."""
    joined = "".join(f" {lowered(text[:MOST_CHARACTERS])}" for text in texts) + " "
    characters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.array([1 + min(len(text), MOST_CHARACTERS) for text in texts], np.int64)
    kinds = np.fromiter(map(kind_of, joined), np.int8, len(characters))
    inside = (kinds == 2).copy()
    quotes = np.flatnonzero(np.isin(characters, APOSTROPHES))
    quotes = quotes[(quotes > 0) & (quotes < len(kinds) - 1)]
    inside[quotes[(kinds[quotes - 1] == 2) & (kinds[quotes + 1] == 2)]] = True
    signs = (kinds == 1) & ~inside
    begins = signs | (inside & ~np.concatenate([[False], inside[:-1]]))
    start = np.flatnonzero(begins)
    ends = np.flatnonzero(signs | (inside & ~np.concatenate([inside[1:], [False]]))) + 1
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return Tokens(characters, start, ends, np.searchsorted(offsets, start, side="right") - 1)


def lowered(text: str) -> str:
    """A text in lower case, of the same length."""
    found = text.lower()
    return found if len(found) == len(text) else "".join(one.lower()[:1] for one in text)


def kind_of(character: str) -> int:
    """2: a letter or a digit, 0: a space, 1: a sign."""
    if character.isalnum() or character == "_":
        return 2
    return 0 if character.isspace() else 1


def features_of(texts: Sequence[str]) -> Features:
    """The features of texts.

    >>> found = features_of(["a b a"])
    >>> sorted(found.counts[found.family == 0].tolist())  # b, the pairs a b and b a, and a
    [1.0, 1.0, 1.0, 2.0]
    """
    parts = []
    for first in range(0, len(texts), CHUNK):
        found = some_features(texts[first : first + CHUNK])
        parts.append((found.text + first, found.hashes, found.counts, found.family))
    empty = [np.empty(0, t) for t in (np.int64, np.uint64, np.float32, np.int8)]
    return Features(*(np.concatenate(x) for x in zip(empty, *parts, strict=True)))


def words_hashed(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The words and signs of texts in their order: the text of each, int64, and its hash, uint64.

    >>> text, words = words_hashed(["a b", "b"])
    >>> text.tolist(), bool(words[1] == words[2])
    ([0, 0, 1], True)
    """
    owners, found = [np.empty(0, np.int64)], [np.empty(0, np.uint64)]
    for first in range(0, len(texts), CHUNK):
        tokens = tokens_of(texts[first : first + CHUNK])
        sums, powers = prefixes(tokens.characters)
        owners.append(tokens.text + first)
        found.append(mixed(spans(sums, powers, tokens.start, tokens.end)))
    return np.concatenate(owners), np.concatenate(found)


def some_features(texts: Sequence[str]) -> Features:
    """The features of texts that fit into memory at once."""
    tokens = tokens_of(texts)
    sums, powers = prefixes(tokens.characters)
    words = mixed(spans(sums, powers, tokens.start, tokens.end))
    neighbours = np.flatnonzero(tokens.text[1:] == tokens.text[:-1])
    pairs = mixed(words[neighbours] * PAIR + words[neighbours + 1])
    found = [(tokens.text, words, 0), (tokens.text[neighbours], pairs, 0)]
    for length in CHARACTER_RUNS:
        # a word with one space before and after it, as if there were no more
        sizes = np.maximum(0, tokens.end - tokens.start + 2 - length + 1)
        owner = np.repeat(np.arange(len(sizes)), sizes)
        steps = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        begin = tokens.start[owner] - 1 + steps
        low, high = np.maximum(begin, tokens.start[owner]), begin + length
        high = np.minimum(high, tokens.end[owner])
        edge = np.where(begin < tokens.start[owner], 1, 0) + np.where(
            begin + length > tokens.end[owner], 2, 0
        )
        runs = spans(sums, powers, low, high) * RUN + (edge + 8 * length).astype(np.uint64)
        found.append((tokens.text[owner], mixed(runs), 1))
    return counted(found)


def prefixes(characters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sums of c[j] BASE**j over all j before each place, and the powers of the inverse: uint64."""
    n = len(characters)
    powers, inverses = (
        np.cumprod(np.concatenate([[np.uint64(1)], np.full(n, base, np.uint64)]), dtype=np.uint64)
        for base in (BASE, INVERSE)
    )
    terms = mixed(characters.astype(np.uint64)) * powers[:-1]
    return np.concatenate([[np.uint64(0)], np.cumsum(terms, dtype=np.uint64)]), inverses


def spans(sums: np.ndarray, inverses: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """A hash of each span of characters, equal for equal spans wherever they stand: uint64."""
    return (sums[end] - sums[start]) * inverses[start]


def counted(found: Sequence[tuple[np.ndarray, np.ndarray, int]]) -> Features:
    """Every feature of a text once, with its count."""
    text = np.concatenate([part[0] for part in found])
    hashes = np.concatenate([part[1] for part in found])
    family = np.concatenate([np.full(len(part[0]), part[2], np.int8) for part in found])
    order = np.lexsort((hashes, family, text))
    text, hashes, family = text[order], hashes[order], family[order]
    is_first = np.ones(len(text), bool)
    is_first[1:] = (text[1:] != text[:-1]) | (hashes[1:] != hashes[:-1])
    first = np.flatnonzero(is_first)
    counts = np.diff(np.concatenate([first, [len(text)]])).astype(np.float32)
    return Features(text[first], hashes[first], counts, family[first])
