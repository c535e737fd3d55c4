"""What can be said of texts before they are read."""

from collections.abc import Sequence

import numpy as np

from pellucid.data.tables.tables import Column, Table

MOST_SHOWN = 300  # characters of a text in the report's tables


def facts_of(texts: Sequence[str], source: str = "") -> Table:
    """What can be said of texts in a table: how they begin, and how long they are."""
    begun = [" ".join(text.split())[:MOST_SHOWN] for text in texts]
    levels = tuple(dict.fromkeys(begun))
    places = {text: place for place, text in enumerate(levels)}
    codes = np.array([places[text] for text in begun], np.int32)
    words, characters = (
        np.array([count(text) for text in texts], np.float64)
        for count in (lambda text: len(text.split()), len)
    )
    return Table(
        (
            Column("text", "text", codes, levels),
            Column("words", "number", words, integral=True),
            Column("characters", "number", characters, integral=True),
        ),
        source,
    )
