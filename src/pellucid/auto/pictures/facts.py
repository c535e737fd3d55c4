"""What can be said of pictures before a network sees them."""

from collections.abc import Sequence

import numpy as np

from pellucid.data.tables.tables import Column, Table


def facts_of(pixels: np.ndarray, names: Sequence[str], source: str = "") -> Table:
    """What can be said of pictures (n, channels, height, width) in a table: file, brightness,
    contrast."""
    levels = tuple(dict.fromkeys(names))
    places = {name: place for place, name in enumerate(levels)}
    codes = np.array([places[name] for name in names], np.int32)
    values = pixels.reshape(len(pixels), -1)
    return Table(
        (
            Column("file", "text", codes, levels),
            Column("brightness", "number", values.mean(axis=1) / 255.0),
            Column("contrast", "number", values.std(axis=1) / 255.0),
        ),
        source,
    )
