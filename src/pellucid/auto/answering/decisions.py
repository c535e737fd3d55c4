"""From probabilities to one answer: the likeliest class, the middle level, or what costs least."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pellucid.auto.training.metrics import median_level
from pellucid.core.errors import ArgumentError
from pellucid.data.tables.tables import cell_text

Costs = tuple[tuple[float, ...], ...]
EXAMPLE = "such as costs={'no': {'yes': 1}, 'yes': {'no': 5}}: costs[truth][answer]"


def decided(shares: np.ndarray, task: str, costs: Costs = ()) -> np.ndarray:
    """The class of each row of probabilities (n, classes): int64 codes.

    With `costs` (truth, answer), the one whose expected cost is least (Elkan, "The foundations of
    cost-sensitive learning", 2001); of ordinal levels the median; else the likeliest.
    """
    if costs:
        return (shares @ np.array(costs)).argmin(axis=1)
    return median_level(shares) if task == "ordinal" else shares.argmax(axis=1)


def costs_of(asked: Any, classes: Sequence[str]) -> Costs:
    """The costs that a user gave as a table (truth, answer), rights costing nothing unless said.

    Given as `costs[truth][answer]`, or for two classes as a pair: what it costs to answer the
    second where it is not, and to miss it. ArgumentError for anything else.

    >>> costs_of({"yes": {"no": 5}, "no": {"yes": 1}}, ["no", "yes"])
    ((0.0, 1.0), (5.0, 0.0))
    """
    table = np.zeros((len(classes), len(classes)))
    if not classes:
        raise ArgumentError("costs are those of wrong classes, and a number is predicted")
    if isinstance(asked, Mapping):
        places = {name: place for place, name in enumerate(classes)}
        for truth, answers in asked.items():
            for answer, cost in given_answers(truth, answers):
                pair = cell_text(truth), cell_text(answer)
                if not set(pair) <= set(places):
                    raise ArgumentError(
                        f"costs name the classes {pair[0]!r} and {pair[1]!r}",
                        fix=f"the classes are {', '.join(classes)}",
                    )
                table[places[pair[0]], places[pair[1]]] = cost
    elif len(classes) == 2 and np.shape(asked) == (2,):
        table[0, 1], table[1, 0] = asked
    else:
        raise ArgumentError(f"these are no costs: {asked!r}", fix=EXAMPLE)
    if not (np.isfinite(table).all() and (table >= 0).all() and table.any()):
        raise ArgumentError("costs are 0 or more, and not all 0", given=repr(asked))
    return tuple(tuple(row) for row in table.tolist())


def given_answers(truth: Any, answers: Any) -> list[tuple[Any, float]]:
    """The costs of the answers where the truth is `truth`."""
    if not isinstance(answers, Mapping):
        raise ArgumentError(f"the costs where {truth!r} is true are no costs", fix=EXAMPLE)
    return [(answer, float(cost)) for answer, cost in answers.items()]


def threshold_of(costs: Costs) -> float:
    """Of two classes: the probability of the second from which on it is answered."""
    if not costs:
        return 0.5
    (right, alarm), (miss, hit) = costs
    gain = (alarm - right) + (miss - hit)
    return (alarm - right) / gain if gain else 0.5
