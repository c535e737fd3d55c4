"""Whole numbers with distributions of counts."""

import math

import numpy as np

from pellucid.core.dtypes import float64
from pellucid.core.errors import ArgumentError
from pellucid.core.spec import Shape
from pellucid.graph import Node
from pellucid.tensor.functions import elements as e, namespace as n
from pellucid.tensor.random.distributions import (
    Key,
    Number,
    first_accepted,
    refuse_negative,
    shape_for,
)
from pellucid.tensor.random.keys import Size, draw_key, keys, open_unit, unit
from pellucid.tensor.tensor import Tensor, wrap

FEW = 10.0  # rates below are counted through, one number after another
COUNTED = 48  # numbers: with rate 10, one above is drawn once in 10**16
TRIALS = 20  # each is refused in 1 of 4 cases at most, so all of them in 1 of 10**12


def poisson(rate: Number, size: Size | None = None, *, key: Key = None) -> Tensor:
    """How often something happens that happens `rate` times on average; int64.

    Small rates by inversion; others by the method of W. Hörmann, "The transformed rejection method
    for generating Poisson random variables", 1993.

    >>> abs(poisson(4.0, 10000).mean().item() - 4) < 0.1
    True
    """
    if isinstance(rate, int | float) and rate < 0:
        raise ArgumentError("poisson: a rate is 0 or more", given=str(rate))
    shape = shape_for("poisson", size, rate)
    given = rate.detach().astype(float64) if isinstance(rate, Tensor) else Tensor(rate, float64)
    given = n.broadcast_to(given, shape)
    drawn = keys(key, 3)
    few = by_counting(drawn[0], e.minimum(given, FEW), shape)
    many = by_rejection(drawn[1:], e.maximum(given, FEW), shape)
    return e.where(given < FEW, few, many).astype("int64")


def by_counting(key: Node, rate: Tensor, shape: Shape) -> Tensor:
    """How many numbers there are that the count is above with probability u or more."""
    places = (COUNTED,) + (1,) * len(shape)
    number = np.arange(COUNTED, dtype=np.float64)
    logarithms = np.asarray([math.lgamma(k + 1) for k in range(COUNTED)])
    exponent = e.log(e.maximum(rate, 1e-300)) * number.reshape(places) - rate
    chances = e.exp(exponent - logarithms.reshape(places)).reshape(COUNTED, -1)
    up_to = np.tril(np.ones((COUNTED, COUNTED))) @ chances
    u = wrap(unit(key, shape, float64)).reshape(1, -1)
    return (up_to <= u).astype(float64).sum(axis=0).reshape(shape)


def by_rejection(drawn: list[Node], rate: Tensor, shape: Shape) -> Tensor:
    """Trials from a curve above the distribution; the first that is not refused counts."""
    b = 0.931 + 2.53 * e.sqrt(rate)
    a = -0.059 + 0.02483 * b
    scale = 1.1239 + 1.1328 / (b - 3.4)
    quick = 0.9277 - 3.6224 / (b - 2)
    trials = (TRIALS, *shape)
    u = wrap(open_unit(drawn[0], trials, float64)) - 0.5
    v = wrap(open_unit(drawn[1], trials, float64))
    edge = 0.5 - e.abs(u)
    k = e.floor((2 * a / edge + b) * u + rate + 0.43)
    whole = e.maximum(k, 0)
    chance = whole * e.log(rate) - rate - log_factorial(whole)
    inside = e.log(v * scale / (a / (edge * edge) + b)) <= chance
    possible = (k >= 0) & ((edge >= 0.013) | (v <= edge))
    accepted = ((edge >= 0.07) & (v <= quick)) | (possible & inside)
    return first_accepted(accepted, whole)


def log_factorial(k: Tensor) -> Tensor:
    """log(k!), float64: Stirling's series at k + 9, and down again."""
    x = k + 9
    series = (x - 0.5) * e.log(x) - x + 0.5 * math.log(2 * math.pi)
    square = 1 / (x * x)
    series = series + (1 / 12 - square * (1 / 360 - square / 1260)) / x
    down = k + 1
    for step in range(2, 9):
        down = down * (k + step)
    return series - e.log(down)


def binomial(total: int, p: Number, size: Size | None = None, *, key: Key = None) -> Tensor:
    """How many of `total` tries succeed, each with probability `p`; int64. Every try is made.

    >>> abs(binomial(10, 0.5, 10000).mean().item() - 5) < 0.1
    True
    """
    if total < 0:
        raise ArgumentError("binomial: the number of tries is 0 or more", given=str(total))
    shape = shape_for("binomial", size, p)
    tries = wrap(unit(draw_key(key), (total, *shape), float64)) < p
    return tries.astype("int64").sum(axis=0)


def geometric(p: Number, size: Size | None = None, *, key: Key = None) -> Tensor:
    """The number of the first try that succeeds, each with probability `p`; int64, from 1.

    >>> abs(geometric(0.25, 10000).mean().item() - 4) < 0.2
    True
    """
    refuse_negative("geometric", "p", p)
    given = p.detach().astype(float64) if isinstance(p, Tensor) else Tensor(p, float64)
    u = wrap(open_unit(draw_key(key), shape_for("geometric", size, p), float64))
    return e.floor(e.log(u) / e.log1p(-given)).astype("int64") + 1
