"""What can be said of sequences before a network sees them."""

from collections.abc import Sequence

import numpy as np

from pellucid.data.tables.tables import Column, Table

MOST_CHANNELS = 4  # that are told of


def facts_of(
    values: Sequence[np.ndarray], names: Sequence[str], columns: Sequence[str], source: str = ""
) -> Table:
    """What can be said of sequences (steps, channels) in a table: name, steps, mean and deviation
    of each channel."""
    lengths = np.array([len(one) for one in values], np.float64)
    found = [
        Column("sequence", "text", np.arange(len(names), dtype=np.int32), tuple(names)),
        Column("steps", "number", lengths, integral=True),
    ]
    for channel, name in enumerate(columns[:MOST_CHANNELS]):
        parts = [one[:, channel] for one in values]
        found += [
            Column(f"mean of {name}", "number", np.array([part.mean() for part in parts])),
            Column(f"deviation of {name}", "number", np.array([part.std() for part in parts])),
        ]
    return Table(tuple(found), source)
