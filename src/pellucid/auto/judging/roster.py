"""The other models that stand beside a network, by name: each is trained on the rows that the
network learned from, and answers the rows that it is judged by.
"""

import math
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.auto.columns.schema import Schema
from pellucid.auto.judging.refits import Given
from pellucid.auto.judging.rivals import (
    LINEAR,
    MISSING_EXTRA,
    SECONDS_TO_IMPORT,
    TREES,
    linear_rival,
    tree_matrix,
    tree_rival,
)
from pellucid.core.errors import ArgumentError, MissingExtraError
from pellucid.core.lazy import optional
from pellucid.data.tables.tables import Table
from pellucid.report import Rival

DEFAULT = ("linear", "boosting")
SHARE = 0.6  # of the time that is left, for one rival
LEAST = 0.3  # seconds that a rival may take when none are left
TREES_IN_FOREST = 100


@dataclass(frozen=True, eq=False)
class Contest:
    """What rivals are trained on, what they answer, and how many seconds there are for all."""

    rows: Table
    new: Table
    given: Given
    schema: Schema
    seed: int
    left: Callable[[], float]

    @property
    def classes(self) -> int:
        """How many classes there are; 0 for numbers."""
        return len(self.schema.classes)


@dataclass(frozen=True)
class Sklearn:
    """A model of scikit-learn with its defaults: `name` in a report, its `module`, and the classes
    for classes and for numbers. `encoded`: whether it reads the columns as the network does, or
    else as they are. `seconds`: of training and answering, generously, by the rows (n, columns),
    the rows to answer and the classes.
    """

    name: str
    module: str
    classifier: str
    regressor: str
    encoded: bool
    seconds: Callable[[int, int, int, int], float]
    seeded: bool = True
    weighted: bool = True

    def rival(self, contest: Contest) -> Rival:
        """Its answers; or none, with a note that says why."""
        given, classes, left = contest.given, contest.classes, SHARE * contest.left()
        columns = given.x.shape[1] if self.encoded else len(contest.schema.features)
        wanted = self.seconds(len(given.y), columns, contest.new.n_rows, classes)
        wanted += 0.0 if self.module in sys.modules else SECONDS_TO_IMPORT
        if wanted > max(LEAST, left):
            note = f"not trained: it might take {wanted:.1f} s, and there were {max(0, left):.1f} s"
            return Rival(self.name, None, note=note)
        try:
            module: Any = optional(self.module, "sklearn")
        except MissingExtraError:
            return Rival(self.name, None, note=MISSING_EXTRA)
        began = time.monotonic()
        make = getattr(module, self.classifier if classes else self.regressor)
        model = make(**({"random_state": contest.seed} if self.seeded else {}))
        x, asked = self.matrices(contest)
        model.fit(x, given.y, **({"sample_weight": given.weights} if self.weighted else {}))
        return Rival(self.name, answers(model, asked, classes), time.monotonic() - began)

    def matrices(self, contest: Contest) -> tuple[np.ndarray, np.ndarray]:
        """The rows to learn from and those to answer, as numbers."""
        given = contest.given
        if self.encoded:
            return given.x, given.new
        rows = contest.rows
        x, asked = (
            tree_matrix(rows, part, contest.schema, given.plain)[0] for part in (rows, contest.new)
        )
        return x, asked


def answers(model: Any, asked: np.ndarray, classes: int) -> np.ndarray:
    """Probabilities (n, classes), 1 for the answer of a model that has none; or numbers (n,)."""
    if not classes:
        return model.predict(asked)
    found = np.zeros((len(asked), classes))
    if hasattr(model, "predict_proba"):
        found[:, model.classes_] = model.predict_proba(asked)  # a class may have no training row
    else:
        found[np.arange(len(asked)), model.predict(asked)] = 1.0
    return found


def linear(contest: Contest) -> Rival:
    """The linear model."""
    given = contest.given
    return linear_rival(
        given.x.astype(np.float64), given.y, given.new.astype(np.float64), weights=given.weights,
        classes=contest.classes, until=time.monotonic() + max(LEAST, SHARE * contest.left() / 2),
    )  # fmt: skip


def boosting(contest: Contest) -> Rival:
    """Boosted trees."""
    given = contest.given
    return tree_rival(
        contest.rows, given.y, contest.new, contest.schema, given.plain, weights=given.weights,
        until=time.monotonic() + SHARE * contest.left(), seed=contest.seed,
    )  # fmt: skip


def seconds_of_forest(n: int, columns: int, new: int, classes: int) -> float:
    """Of a hundred trees, each split of which looks at few columns, or at all for numbers."""
    looked_at = math.sqrt(columns) if classes else columns
    return TREES_IN_FOREST * (3e-7 * n * math.log2(n + 2) * looked_at + 2e-6 * new)


SKLEARN = {
    "tree": Sklearn(
        "a decision tree", "sklearn.tree", "DecisionTreeClassifier", "DecisionTreeRegressor",
        encoded=False, seconds=lambda n, d, new, classes: 1e-6 * n * d + 1e-6 * new,
    ),
    "forest": Sklearn(
        "a random forest", "sklearn.ensemble", "RandomForestClassifier", "RandomForestRegressor",
        encoded=False, seconds=seconds_of_forest,
    ),
    "svm": Sklearn(
        "a support vector machine", "sklearn.svm", "SVC", "SVR", encoded=True, seeded=False,
        seconds=lambda n, d, new, classes: 3e-9 * n * (n + new) * d,
    ),
    "neighbours": Sklearn(
        "nearest neighbours", "sklearn.neighbors", "KNeighborsClassifier", "KNeighborsRegressor",
        encoded=True, seeded=False, weighted=False,
        seconds=lambda n, d, new, classes: 2e-9 * n * new * d + 1e-6 * n,
    ),
}  # fmt: skip
RIVALS: dict[str, str] = {"linear": LINEAR, "boosting": TREES}  # what each is called in a report
RIVALS |= {key: model.name for key, model in SKLEARN.items()}


def checked_rivals(names: Sequence[str] | None) -> tuple[str, ...]:
    """The names of rivals, each once, or those there are by default; ArgumentError for others.

    >>> checked_rivals(None), checked_rivals(["forest", "tree", "forest"])
    (('linear', 'boosting'), ('forest', 'tree'))
    """
    if isinstance(names, str):
        names = [names]
    for name in names or ():
        if name not in RIVALS:
            raise ArgumentError(f"there is no rival {name!r}", fix=f"use {', '.join(RIVALS)}")
    return tuple(dict.fromkeys(names or DEFAULT))


def rivals_in(contest: Contest, names: Sequence[str]) -> tuple[Rival, ...]:
    """The answers of rivals by name, in that order."""
    own = {"linear": linear, "boosting": boosting}
    return tuple(
        own[name](contest) if name in own else SKLEARN[name].rival(contest) for name in names
    )


def left_out(names: Sequence[str], note: str) -> tuple[Rival, ...]:
    """Rivals that were not trained, all for one reason."""
    return tuple(Rival(RIVALS[name], None, note=note) for name in names)
