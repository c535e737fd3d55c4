"""Examples with a class each, whatever they are: pictures, texts, sequences."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pellucid.auto.rows.splits import Split, at_random
from pellucid.core.errors import DataError
from pellucid.data.serving.orders import random_bits

LEAST_EXAMPLES = 10
MOST_HELD_OUT = {"test": 6_000, "validation": 3_000}  # enough for any score; the rest is learned
SHARES = {"test": 0.2, "validation": 0.12}


@dataclass(frozen=True, eq=False)
class Labels:
    """`codes`: int64 (n,), places in `classes`, texts in sorted order."""

    codes: np.ndarray
    classes: tuple[str, ...]

    def take(self, rows: np.ndarray) -> "Labels":
        """Those of some examples; the classes stay."""
        return Labels(self.codes[rows], self.classes)


def labels_of(names: Sequence[str], what: str) -> Labels:
    """The classes of examples, such as "pictures". DataError when nothing can be learned."""
    classes = tuple(sorted(set(names)))
    if len(classes) < 2:
        raise DataError(
            f"all {what} are of one class: there is nothing to tell apart", given=str(classes[:1])
        )
    if len(names) < LEAST_EXAMPLES:
        raise DataError(
            f"there are {len(names)} {what} only: at least {LEAST_EXAMPLES} are needed to learn "
            "and test"
        )
    places = {name: place for place, name in enumerate(classes)}
    codes = np.array([places[name] for name in names], np.int64)
    if (np.bincount(codes) >= 2).sum() < 2:
        raise DataError(f"only one class has more than one of the {what}: add more of the others")
    return Labels(codes, classes)


def first_equals(keys: Sequence[bytes]) -> np.ndarray:
    """For each example the place of the first one with the same key: int64.

    >>> first_equals([b"a", b"b", b"a"]).tolist()
    [0, 1, 0]
    """
    first: dict[bytes, int] = {}
    return np.array([first.setdefault(key, place) for place, key in enumerate(keys)], np.int64)


def split_examples(
    labels: Labels, equal: np.ndarray, *, seed: int, held_out: np.ndarray | None = None
) -> Split:
    """Examples to train on, to watch and calibrate by, and to judge by: the same shares of every
    class in each, equal ones together.

    `held_out` (bool) are those that the user keeps for the test; what equals one of them is not
    learned from.
    """
    n = len(labels.codes)
    shares = {part: min(share, MOST_HELD_OUT[part] / n) for part, share in SHARES.items()}
    if held_out is None or not held_out.any():
        sides = at_random(equal, labels.codes, seed, shares["test"], shares["validation"])
        how = "examples drawn at random, the same shares of every class in each part"
        how += ", equal ones together" if len(np.unique(equal)) < n else ""
    else:
        sides = at_random(equal, labels.codes, seed, 0.0, shares["validation"])
        sides[np.isin(equal, equal[held_out])] = -1
        sides[held_out] = 2
        how = "the test examples are those of the folder for them"
    parts = [np.flatnonzero(sides == side) for side in range(3)]
    if not len(parts[0]) or not len(parts[2]):
        raise DataError("too few examples are left to learn from and to test")
    return Split(*parts, how=how)


def folds_of(equal: np.ndarray, codes: np.ndarray, seed: int, folds: int) -> np.ndarray:
    """The number of the fold of each example: int64; the same shares of every class in each, equal
    ones in one."""
    heads, inverse = np.unique(equal, return_inverse=True)
    first = np.zeros(len(heads), np.int64)
    first[inverse[::-1]] = np.arange(len(equal))[::-1]
    order = np.lexsort((random_bits(seed, 2, n=len(heads)), codes[first]))
    fold = np.empty(len(heads), np.int64)
    fold[order] = np.arange(len(heads)) % folds
    return fold[inverse]
