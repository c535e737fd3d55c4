"""Options found by trying: all of a grid, at random, or where a model of what was tried so far
expects most (Bayesian optimisation by a Gaussian process)."""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError

Options = dict[str, Any]
LENGTH = 0.25  # how far in a space of 0 to 1 trials tell of each other
NOISE = 1e-3
CANDIDATES = 512
FIRST = 5  # random trials before a model is asked


@dataclass(frozen=True)
class Span:
    """Numbers from `low` to `high`, evenly or, with `log`, evenly in their logarithms; whole ones
    where both ends are."""

    low: float
    high: float
    log: bool = False

    def at(self, share: float) -> float | int:
        """The number at a place from 0 to 1."""
        if self.log:
            found = math.exp(math.log(self.low) + share * math.log(self.high / self.low))
        else:
            found = self.low + share * (self.high - self.low)
        whole = isinstance(self.low, int) and isinstance(self.high, int)
        return round(found) if whole else found


@dataclass(frozen=True)
class Trial:
    """Options that were tried, and what they scored."""

    options: Options
    score: float


@dataclass(frozen=True)
class Search:
    """Every trial, in order; prints the best first."""

    trials: tuple[Trial, ...]
    mode: str

    @property
    def best(self) -> Trial:
        """The trial with the best score."""
        return self.ranked()[0]

    def ranked(self) -> list[Trial]:
        """The trials, the best first; those whose score is no number last."""
        sign = 1 if self.mode == "min" else -1
        return sorted(self.trials, key=lambda t: (not math.isfinite(t.score), sign * t.score))

    def __str__(self) -> str:
        rows = [f"{t.score:.5g}  {described(t.options)}" for t in self.ranked()[:10]]
        return "\n".join(rows)

    __repr__ = __str__


def described(options: Options) -> str:
    """Options as they are printed, and as folders are named."""
    return ",".join(
        f"{k}={v:.4g}" if isinstance(v, float) else f"{k}={v}" for k, v in options.items()
    )


def search(
    score: Callable[..., float], space: Mapping[str, Span | Sequence[Any]], *, way: str = "random",
    trials: int = 20, mode: str = "min", seed: int = 0,
) -> Search:  # fmt: skip
    """Trials of `score(**options)`, options being drawn from `space`: a list of values or a `Span`
    for each. `way`: "grid" tries every combination of lists, "random" draws, "bayes" draws a few
    and then asks a model of them where most is to be expected.

    >>> found = search(lambda x: (x - 0.3) ** 2, {"x": Span(0.0, 1.0)}, way="bayes", trials=15)
    >>> abs(found.best.options["x"] - 0.3) < 0.1
    True
    """
    if mode not in {"min", "max"} or trials < 1:
        raise ArgumentError("search: mode is 'min' or 'max', trials 1 or more", given=mode)
    if not space:
        raise ArgumentError("search: there are no options to vary")
    if way == "grid":
        return Search(tuple(Trial(o, float(score(**o))) for o in grid(space)), mode)
    if way not in {"random", "bayes"}:
        raise ArgumentError(f"there is no way {way!r} to search", fix="use grid, random or bayes")
    source, found = np.random.default_rng(seed), list[Trial]()
    places = np.zeros((0, len(space)))
    for number in range(trials):
        if way == "random" or number < FIRST:
            place = source.random(len(space))
        else:
            sign = 1.0 if mode == "min" else -1.0
            place = promising(places, np.array([sign * t.score for t in found]), source)
        options = {n: option(s, float(p)) for (n, s), p in zip(space.items(), place, strict=True)}
        found.append(Trial(options, float(score(**options))))
        places = np.vstack([places, place])
    return Search(tuple(found), mode)


def option(space: Span | Sequence[Any], place: float) -> Any:
    """The value at a place from 0 to 1."""
    return (
        space.at(place)
        if isinstance(space, Span)
        else space[min(int(place * len(space)), len(space) - 1)]
    )


def grid(space: Mapping[str, Span | Sequence[Any]]) -> Iterator[Options]:
    """Every combination."""
    every: list[Sequence[Any]] = []
    for name, values in space.items():
        if isinstance(values, Span):
            raise ArgumentError(f"a grid has values to try: {name} is a span", fix="give a list")
        every.append(values)
    for chosen in itertools.product(*every):
        yield dict(zip(space, chosen, strict=True))


def promising(places: np.ndarray, scores: np.ndarray, source: np.random.Generator) -> np.ndarray:
    """Of many places, that with the largest expected improvement on the least score (Jones,
    Schonlau and Welch, 1998), under a Gaussian process of the trials so far."""
    scores = np.where(
        np.isfinite(scores), scores, np.nanmax(scores[np.isfinite(scores)], initial=0)
    )
    spread = scores.std() or 1.0
    y = (scores - scores.mean()) / spread
    best = places[scores.argmin()]
    near = np.clip(best + 0.1 * source.standard_normal((CANDIDATES // 4, len(best))), 0, 1)
    candidates = np.vstack([source.random((CANDIDATES, len(best))), near])
    inverse = np.linalg.inv(kernel(places, places) + NOISE * np.eye(len(y)))
    across = kernel(candidates, places)
    mean = across @ inverse @ y
    deviation = np.sqrt(np.maximum(1 - np.einsum("ij,jk,ik->i", across, inverse, across), 1e-12))
    better = y.min() - mean
    z = better / deviation
    normal = np.array([math.erf(v / math.sqrt(2)) for v in z])
    gain = better * (1 + normal) / 2 + deviation * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return candidates[gain.argmax()]


def kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """How alike places are: exp of minus half the squared distance in lengths."""
    apart = ((a[:, None] - b[None]) ** 2).sum(-1)
    return np.exp(-0.5 * apart / LENGTH**2)
