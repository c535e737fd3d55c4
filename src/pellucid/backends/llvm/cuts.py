"""An axis cut into tiles."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cut:
    """An axis in tiles: `count` of them, of `base` rows, the first `larger` of one more."""

    count: int
    base: int
    larger: int

    @staticmethod
    def of(size: int, most: int) -> "Cut":
        """Tiles as equal as can be; all of one size, where one not much below `most` divides."""
        for rows in range(most, max(most * 2 // 3, 1), -1):
            if size % rows == 0:
                return Cut(size // rows, rows, 0)
        count = -(-size // most)
        return Cut(count, size // count, size % count)

    def sizes(self) -> list[int]:
        """The tile sizes that occur."""
        return [self.base + 1, self.base] if self.larger else [self.base]
