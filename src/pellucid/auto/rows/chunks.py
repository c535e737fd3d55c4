"""Any number of examples in batches of a few sizes, so that few programs serve them."""

from collections.abc import Iterator

SIZES = (1, 16, 256)


def chunks(rows: int) -> Iterator[tuple[int, int]]:
    """Where each batch starts and its padded size: the largest size while it is filled, then the
    smallest that fits.

    >>> list(chunks(300))
    [(0, 256), (256, 256)]
    """
    for start in range(0, rows, SIZES[-1]):
        yield start, next(size for size in SIZES if size >= min(rows - start, SIZES[-1]))
