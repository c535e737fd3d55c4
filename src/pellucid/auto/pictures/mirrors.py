"""Along which axes pictures may be mirrored without showing something else: a shoe may, a digit may
not. The pictures themselves say so.
"""

from dataclasses import dataclass

import numpy as np

from pellucid.data.serving.orders import permutation

AXES = {-1: "left to right", -2: "top to bottom"}
MOST_KNOWN, MOST_ASKED = 4_000, 1_200
SIDE = 14  # pixels of the small copies that are compared
LEAST_USED = {-1: 0.1, -2: 0.25}  # mirror images must be near the pictures that there are
TOLERANCE = {-1: 1.25, -2: 1.0}  # how many may be misnamed for one that is named right


@dataclass(frozen=True)
class Evidence:
    """What mirror images beside the known pictures change: the share of pictures that are most
    like a mirror image (`used`), how many are named right only because of them (`gained`), and how
    many wrong (`lost`).
    """

    axis: int
    used: float
    gained: int
    lost: int

    @property
    def allows(self) -> bool:
        """Whether mirroring is harmless."""
        few = self.lost <= TOLERANCE[self.axis] * self.gained + 1
        return few and self.used >= LEAST_USED[self.axis]

    def __str__(self) -> str:
        return (
            f"{AXES[self.axis]} {self.used:.0%} are most like a mirror image, which names "
            f"{self.gained:,} more right and {self.lost:,} wrong"
        )


@dataclass(frozen=True)
class Mirrors:
    """The axes along which pictures may be mirrored, and why."""

    evidence: tuple[Evidence, ...] = ()

    @property
    def flips(self) -> tuple[int, ...]:
        """-1 for left and right, -2 for top and bottom."""
        return tuple(found.axis for found in self.evidence if found.allows)

    def __str__(self) -> str:
        allowed = " and ".join(AXES[axis] for axis in self.flips)
        reasons = "; ".join(map(str, self.evidence))
        return f"{f'mirrored {allowed}' if allowed else 'not mirrored'} ({reasons})"


def sensible_mirrors(pictures: np.ndarray, labels: np.ndarray, *, seed: int = 0) -> Mirrors:
    """The axes along which pictures, uint8 (n, channels, h, w), of classes (n,) may be mirrored.

    Each of some pictures takes the class of the most similar other one; then mirror images of the
    others are added. They may be used in training where they are among the most similar and do not
    mislead.

    >>> left = np.zeros((40, 1, 8, 8), np.uint8)
    >>> left[::2, :, :4] = 200
    >>> left[1::2, :, 4:] = 200
    >>> left[:20, :, :, 0] = left[20:, :, :, 7] = 90
    >>> sensible_mirrors(left, np.arange(40) % 2).flips
    ()
    """
    chosen = np.sort(permutation(len(labels), seed, 7)[:MOST_KNOWN])
    pictures, labels = pictures.take(chosen, axis=0), labels[chosen]
    asked = np.arange(min(MOST_ASKED, len(labels)))
    if len(asked) < 2:
        return Mirrors()
    copies = small(pictures)
    near, nearest = most_similar(copies[asked], copies)
    found = []
    for axis in AXES:
        mirrored, other = most_similar(copies[asked], small(np.flip(pictures, axis)))
        alone = labels[nearest] == labels[asked]
        both = np.where(mirrored > near, labels[other], labels[nearest]) == labels[asked]
        gained, lost = int((both & ~alone).sum()), int((alone & ~both).sum())
        found.append(Evidence(axis, float(np.mean(mirrored > near)), gained, lost))
    return Mirrors(tuple(found))


def most_similar(queries: np.ndarray, copies: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each of the first copies, how similar the most similar other one is, and its place."""
    likeness = queries @ copies.T
    likeness[np.arange(len(queries)), np.arange(len(queries))] = -np.inf  # itself, or its mirror
    places = likeness.argmax(axis=1)
    return np.take_along_axis(likeness, places[:, None], axis=1)[:, 0], places


def small(pictures: np.ndarray) -> np.ndarray:
    """Small copies as directions, float32 (n, numbers): brightness and contrast do not count."""
    n, _, height, width = pictures.shape
    rows, columns = (
        np.linspace(0, size, min(SIDE, size) + 1).astype(np.int64)[:-1] for size in (height, width)
    )
    total = np.add.reduceat(pictures.astype(np.float32), rows, axis=2)
    total = np.add.reduceat(total, columns, axis=3).reshape(n, -1)
    total -= total.mean(axis=1, keepdims=True)
    return total / (np.linalg.norm(total, axis=1, keepdims=True) + 1e-6)
