"""Figures of a trained network beside its loss and metrics: judges, by name.

Each is a function of what was trained and gives numbers by name.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid import train, zoo
from pellucid.data import NGrams
from pellucid.data.sources.texts import UNKNOWN
from pellucid.experiments.rows import Rows
from pellucid.experiments.words import at, chosen

THRESHOLDS = 20  # as many as the paper of QuocNet tries for each neuron
RIDGE = 1e-2
BEAM = 4
CHECKED = 1000  # rows that read-outs learn from


@dataclass(frozen=True)
class Judged:
    """A trained network, the same before training, the data, and what its loss and metrics are."""

    model: Any
    untrained: Any
    rows: Rows
    figures: dict[str, float]


Judge = Callable[[Judged], dict[str, float]]


def judge_text(seen: Judged) -> dict[str, float]:
    """Bits for each character, and those of a model of runs of six."""
    found = {"bits": seen.figures["loss"] / math.log(2)}
    texts = seen.rows.texts
    if texts is not None:
        found["bits of 6-grams"] = NGrams(6).fit(texts[0]).bits(texts[1])
    return found


def judge_neurons(seen: Judged) -> dict[str, float]:
    """How well single neurons of each stage, and a linear read-out of the top one, tell digits
    apart, beside the same network before training."""
    x, y, test_x, test_y = seen.rows.x, seen.rows.y, seen.rows.test_x, seen.rows.test_y
    found: dict[str, float] = {}
    for name, model in (("", seen.model), ("random ", seen.untrained)):
        here, there = x[:CHECKED], test_x
        for place, stage in enumerate(model.stages, 1):
            here, there = (train.predict(train.alone.Coder(stage), z) for z in (here, there))
            found[f"{name}neuron {place}"] = best_neurons(flat(there), test_y)
        found[f"{name}readout"] = read_out(flat(here), y[:CHECKED], flat(there), test_y)
    last = len(list(seen.model.stages))
    found["gain"] = found[f"neuron {last}"] - found[f"random neuron {last}"]
    found["readout gain"] = found["readout"] - found["random readout"]
    before, after = (objective(m, test_x) for m in (seen.untrained, seen.model))
    return {**found, "fall": before / after}


def flat(x: np.ndarray) -> np.ndarray:
    """Rows of numbers."""
    return x.reshape(len(x), -1)


def objective(model: Any, x: np.ndarray) -> float:
    """The sum of the stages' objectives on rows."""
    return float(model.objective(x[:CHECKED]).numpy())


def best_neurons(values: np.ndarray, labels: np.ndarray) -> float:
    """For each class the balanced accuracy of the best neuron with the best of so many thresholds,
    either way round; the mean over classes."""
    found = []
    for label in np.unique(labels):
        mine, others = values[labels == label], values[labels != label]
        best = 0.5
        for neuron in range(values.shape[1]):
            edges = np.linspace(values[:, neuron].min(), values[:, neuron].max(), THRESHOLDS + 2)[
                1:-1
            ]
            high = (mine[:, neuron, None] > edges).mean(0)
            low = (others[:, neuron, None] <= edges).mean(0)
            balanced = (high + low) / 2
            best = max(best, float(balanced.max()), float(1 - balanced.min()))
        found.append(best)
    return float(np.mean(found))


def read_out(x: np.ndarray, y: np.ndarray, test_x: np.ndarray, test_y: np.ndarray) -> float:
    """The accuracy of a linear map to classes, fitted by ridge regression."""
    mean, spread = x.mean(0), x.std(0) + 1e-6
    rows, tests = ((z - mean) / spread for z in (x, test_x))
    hot = np.eye(int(y.max()) + 1)[y]
    square = rows.T @ rows + RIDGE * len(rows) * np.eye(rows.shape[1])
    weights = np.linalg.solve(square, rows.T @ (hot - hot.mean(0)))
    return float(((tests @ weights + hot.mean(0)).argmax(1) == test_y).mean())


def judge_capsules(seen: Judged) -> dict[str, float]:
    """The error by that of the mean picture, how much worse it is without being told the move, and
    how well the places of capsules follow moves."""
    x, moves, moved = seen.rows.test
    model = seen.model
    error = float(model.objective(x, moves, moved).numpy())
    still = float(model.objective(x, moves * 0, moved).numpy())
    mean = float(np.square(moved - moved.mean(0)).sum(1).mean())
    here, there = ([part.numpy() for part in model.recognised(z)] for z in (x, moved))
    weight = here[1] * there[1]
    apart = ((there[0] - here[0]) * weight).sum(1) / weight.sum(1)
    follow = np.corrcoef(apart[:, 0], moves[:, 0])[0, 1]
    return {"ratio": error / mean, "still": still / error, "correlation": abs(float(follow))}


def judge_likelihood(seen: Judged) -> dict[str, float]:
    """The pseudo-likelihood of an RBM on test rows, trained and not, and the error with which rows
    come back."""
    found = {}
    for name, model in (("", seen.model), ("untrained ", seen.untrained)):
        tries = [model.pseudo_likelihood(seen.rows.test_x).item() for _ in range(5)]
        found[f"{name}pseudo-likelihood"] = float(np.mean(tries))
    back = train.predict(seen.model, seen.rows.test_x)
    return {**found, "squared error": float(np.square(back - flat(seen.rows.test_x)).mean())}


def judge_bound(seen: Judged) -> dict[str, float]:
    """Nats that a variational auto-encoder needs for a row: its bound, and closer by sampling."""
    x = seen.rows.test_x
    closer = -float(seen.model.log_likelihood(x[:200], 50).numpy().mean())
    return {"nats": seen.figures["loss"], "nats by sampling": closer}


def judge_tags(seen: Judged) -> dict[str, float]:
    """The share of words that get their tag, of all and of those that were not learned from, and
    the share that the most frequent tag of each word gets."""
    rows = seen.rows
    known = rows.test_y >= 0
    right = train.predict(seen.model, rows.test_x, *rows.more_test).argmax(1) == rows.test_y
    new = known & (rows.test_x == UNKNOWN)
    usual = most_frequent(rows.x, rows.y)[rows.test_x] == rows.test_y
    found = {"accuracy": right[known], "new words": right[new], "most frequent tag": usual[known]}
    return {name: float(hits.mean()) for name, hits in found.items() if hits.size}


def most_frequent(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The most frequent class of each number; of one never seen, that of all."""
    known = y >= 0
    counts = np.zeros((int(x.max()) + 1, int(y.max()) + 1), np.int64)
    np.add.at(counts, (x[known], y[known]), 1)
    found = counts.argmax(1)
    found[counts.sum(1) == 0] = counts.sum(0).argmax()
    return found


def judge_transcription(seen: Judged) -> dict[str, float]:
    """The share of words that are written in one of the right ways, taking the likeliest sign at
    each step and following several sequences at a time, and the share of signs that are wrong."""
    rows, (ways,) = seen.rows, seen.rows.answers
    start, end = rows.sizes["targets"] - 2, rows.sizes["targets"] - 1
    found: dict[str, float] = {}
    for name, width in (("greedy", 1), ("beam", BEAM)):
        told = zoo.transcribed(
            seen.model, rows.test_x, rows.y.shape[1], start=start, end=end, width=width
        )
        pairs = list(zip(told, ways, strict=True))
        apart = [min((edits(way, row), len(way)) for way in right) for row, right in pairs]
        found[f"{name} accuracy"] = float(np.mean([row in right for row, right in pairs]))
        found[f"{name} sign error"] = sum(n for n, _ in apart) / sum(size for _, size in apart)
    return {"accuracy": found["beam accuracy"], **found}


def edits(a: Sequence[Any], b: Sequence[Any]) -> int:
    """How many signs are put in, left out or changed between two sequences (Levenshtein).

    >>> edits("kitten", "sitting")
    3
    """
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(row[-1] + 1, before[j] + 1, before[j - 1] + (x != y)))
    return row[-1]


JUDGES: dict[str, Judge] = {
    "text": judge_text, "neurons": judge_neurons, "capsules": judge_capsules,
    "likelihood": judge_likelihood, "bound": judge_bound, "tags": judge_tags,
    "transcription": judge_transcription,
}  # fmt: skip


def check_judges(names: list[str]) -> None:
    """ArgumentError for a judge that there is not."""
    for place, name in enumerate(names):
        with at("judges", place):
            chosen("judge", name, JUDGES)


def judged(names: list[str], seen: Judged) -> dict[str, float]:
    """The figures of judges by name."""
    found: dict[str, float] = {}
    for name in names:
        found |= JUDGES[name](seen)
    return found
