"""A table as one array of numbers, by a feature for each of its columns."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.data.tables.features import Feature, feature_of
from pellucid.data.tables.reading import read_table

Wanted = Mapping[str, Feature | Sequence[Feature]]


class Features:
    """What makes a table one array of numbers: for each column by name a feature, or several, side
    by side in the order given. Columns that are not named are left out.

    >>> from pellucid.data import Bins, Fill, OneHot
    >>> rows = {"age": [20, None, 40, 60], "city": ["Rome", "Oslo", "Oslo", None]}
    >>> features = Features({"age": [Fill(), Bins(2)], "city": OneHot(most=1)}).fit(rows)
    >>> features.names[:2], features.transform(rows).shape
    (('age', 'age missing'), (4, 7))
    """

    def __init__(self, columns: Wanted) -> None:
        given = {k: [v] if isinstance(v, Feature) else list(v) for k, v in columns.items()}
        if not given or not all(given.values()):
            raise ArgumentError("Features: a feature for at least one column is needed")
        self.columns: dict[str, list[Feature]] = given

    def fit(self, data: Any) -> Self:
        """These features, each fitted on its column of training rows: a table, or whatever
        `read_table` reads."""
        table = read_table(data)
        for name, features in self.columns.items():
            for feature in features:
                feature.fit(table[name])
        return self

    def transform(self, data: Any) -> np.ndarray:
        """The rows of a table as numbers, float32 (n, width)."""
        table = read_table(data)
        return np.concatenate(
            [f.transform(table[name]) for name, every in self.columns.items() for f in every], 1
        )

    def fit_transform(self, data: Any) -> np.ndarray:
        """The training rows as numbers."""
        table = read_table(data)
        return self.fit(table).transform(table)

    @property
    def names(self) -> tuple[str, ...]:
        """What the numbers are called."""
        return tuple(
            part for name, every in self.columns.items() for f in every for part in f.names(name)
        )

    def state_dict(self) -> dict[str, Any]:
        """All of it, as plain values: to be saved beside the network's by `save_state`."""
        return {name: [f.state_dict() for f in every] for name, every in self.columns.items()}

    @classmethod
    def of_state(cls, state: Mapping[str, Any]) -> "Features":
        """The features whose `state_dict` that is.

        >>> from pellucid.data import Fill
        >>> features = Features({"age": Fill()}).fit({"age": [1.0, None]})
        >>> Features.of_state(features.state_dict()).transform({"age": [None]}).tolist()
        [[1.0, 1.0]]
        """
        return cls({name: [feature_of(one) for one in every] for name, every in state.items()})

    def __repr__(self) -> str:
        return f"Features({self.columns!r})"
