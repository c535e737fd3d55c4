"""Texts as numbers: characters, windows, and a model of runs of characters to compare with."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log2
from pathlib import Path
from typing import Self

import numpy as np

from pellucid.core.errors import ArgumentError, DataError, FileError
from pellucid.core.lazy import lazy
from pellucid.data.sources.windows import windows

topics = lazy("pydoc_data.topics")


def python_topics() -> str:
    """The texts that Python's `help()` shows about the language, which every Python brings along:
    English prose with some code, about 460,000 characters in 3.11.

    >>> "assignment" in python_topics()
    True
    """
    held = topics.topics
    return "\n\n".join(held[name] for name in sorted(held))


def read_text(path: str | Path) -> str:
    """The text in a file, UTF-8."""
    file = Path(path).expanduser()
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"{str(file)!r} cannot be read: {reason}") from None


@dataclass(frozen=True)
class Characters:
    """The characters of a text, numbered from 1; 0 stands for any other.

    >>> code = Characters.of("banana")
    >>> code.encode("bad").tolist(), code.decode([3, 1, 0])
    ([2, 1, 0], 'na�')
    """

    letters: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Those of a text, in order."""
        return cls("".join(sorted(set(text))))

    def __len__(self) -> int:
        return len(self.letters) + 1

    def encode(self, text: str) -> np.ndarray:
        """Numbers, int64."""
        known = {letter: number for number, letter in enumerate(self.letters, 1)}
        return np.array([known.get(letter, 0) for letter in text], np.int64)

    def decode(self, numbers: Iterable[int]) -> str:
        """The text again."""
        return "".join("\ufffd" if n == 0 else self.letters[int(n) - 1] for n in numbers)


WORD = re.compile(r"\w+|[^\w\s]")
PADDING, UNKNOWN = 0, 1


def words_of(text: str) -> list[str]:
    """A text as words in small letters, and signs.

    >>> words_of("It's great, really!")
    ['it', "'", 's', 'great', ',', 'really', '!']
    """
    return WORD.findall(text.lower())


@dataclass(frozen=True)
class Words:
    """Words numbered from 2, the most frequent first; 0 fills up rows, 1 stands for any other word.

    >>> code = Words.of([["to", "be", "or", "not", "to", "be"], ["to", "do"]], least=2)
    >>> code.rows([["to", "do"], ["be"]], length=3).tolist()
    [[2, 1, 0], [3, 0, 0]]
    """

    words: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]], *, most: int | None = None, least: int = 1) -> Self:
        """Those of texts to learn from: at most so many, each seen `least` times or more."""
        counts = Counter(word for text in texts for word in text)
        return cls(tuple(word for word, n in counts.most_common(most) if n >= least))

    def __len__(self) -> int:
        return len(self.words) + 2

    @cached_property
    def places(self) -> dict[str, int]:
        """The number of each word."""
        return {word: number for number, word in enumerate(self.words, 2)}

    def encode(self, words: Iterable[str]) -> np.ndarray:
        """Numbers, int64."""
        return np.array([self.places.get(word, UNKNOWN) for word in words], np.int64)

    def rows(self, texts: Sequence[Sequence[str]], length: int) -> np.ndarray:
        """Texts as rows of `length` numbers, cut off or filled up: int64 (n, length)."""
        return filled_rows([self.encode(text[:length]) for text in texts], length)


def filled_rows(rows: Sequence[np.ndarray], length: int, value: int = PADDING) -> np.ndarray:
    """Rows of different lengths as one array int64 (n, length), cut off, or filled up with `value`.

    >>> filled_rows([np.array([5, 6, 7]), np.array([8])], 2).tolist()
    [[5, 6], [8, 0]]
    """
    found = np.full((len(rows), length), value, np.int64)
    for place, row in enumerate(rows):
        found[place, : len(row)] = row[:length]
    return found


def text_windows(
    numbers: np.ndarray, length: int, step: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Rows of `length` numbers that begin every `step` (by default side by side), and for each
    number the one after it: int64 (n, length) twice.

    >>> x, y = text_windows(np.arange(7), 3)
    >>> x.tolist(), y.tolist()
    ([[0, 1, 2], [3, 4, 5]], [[1, 2, 3], [4, 5, 6]])
    """
    if length < 1 or len(numbers) <= length:
        raise DataError(f"a text of {len(numbers)} has no windows of {length} and one more")
    found = windows(numbers, length + 1, step or length)
    return found[:, :-1], found[:, 1:]


class NGrams:
    """How likely each character is after the `order` - 1 before it, the counts of long runs mixed
    with those of shorter ones as Witten and Bell (1991) do: what a network has to beat.

    >>> model = NGrams(3).fit("abababab" * 20)
    >>> model.bits("abab" * 5) < 0.2
    True
    """

    def __init__(self, order: int = 6) -> None:
        if order < 1:
            raise ArgumentError(f"NGrams: order is 1 or more, not {order}")
        self.order = order
        self.counts: list[dict[Sequence[int] | str, Counter]] = []
        self.letters = 0

    def fit(self, text: str) -> Self:
        """This model, of a text."""
        self.letters = len(set(text)) + 1
        self.counts = [defaultdict(Counter) for _ in range(self.order)]
        for size, counts in enumerate(self.counts):
            for place in range(size, len(text)):
                counts[text[place - size : place]][text[place]] += 1
        return self

    def probability(self, before: str, letter: str) -> float:
        """How likely a character is after others."""
        found = 1 / self.letters
        for size, counts in enumerate(self.counts):
            seen = counts.get(before[len(before) - size :] if size else "")
            if seen is None or size > len(before):
                break
            kinds = len(seen)
            found = (seen[letter] + kinds * found) / (seen.total() + kinds)
        return found

    def bits(self, text: str) -> float:
        """Bits for each character of a text, on average."""
        longest = self.order - 1
        total = sum(
            log2(self.probability(text[max(0, i - longest) : i], letter))
            for i, letter in enumerate(text)
        )
        return -total / max(len(text), 1)
