"""Tried before a long run: does the network learn one batch by heart, and at which learning rate
does it learn fastest?"""

import math
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, NonFiniteError
from pellucid.core.settings import using
from pellucid.nn.modules.verification import Finding, verify
from pellucid.tensor import random
from pellucid.tensor.tensor import Tensor
from pellucid.train.feed import Feed, checked
from pellucid.train.loop import training_step
from pellucid.train.refusals import whole

SMOOTHING = 0.9  # of the losses at growing rates


@dataclass(frozen=True)
class Overfit:
    """Losses of the steps on one batch, and what is hardly meant where it was not learned."""

    losses: tuple[float, ...]
    learned: bool
    findings: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        return self.learned

    def __str__(self) -> str:
        course = f"{self.losses[0]:.4g} to {self.losses[-1]:.4g} in {len(self.losses)} steps"
        if self.learned:
            return f"one batch was learned by heart: loss {course}"
        hints = "\n".join(map(str, self.findings)) or "  try    another learning rate, more steps"
        return f"one batch was NOT learned by heart: loss {course}\n{hints}"

    __repr__ = __str__


def overfit_one_batch(
    model: Any, optimizer: Any, loss: Callable[..., Tensor], batch: Any, *, steps: int = 200,
    share: float = 0.1,
) -> Overfit:  # fmt: skip
    """Whether `model` can learn one batch (inputs, ..., targets) by heart: the loss falls below
    `share` of where it began. What cannot is wired wrongly. Model and optimiser end as they were.

    >>> from pellucid import nn, optim
    >>> x, y = np.random.default_rng(0).normal(size=(16, 4)), np.arange(16) % 3
    >>> net = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 3))
    >>> adam = optim.Adam(net.parameters(), lr=0.02)
    >>> bool(overfit_one_batch(net, adam, nn.cross_entropy, (x, y)))
    True
    """
    rows, steps = checked(batch), whole("steps", steps, 1)
    with restored(model, optimizer):
        step, losses = training_step(model, optimizer, loss), list[float]()
        with using(check=""):
            for _ in range(steps):
                losses.append(step(*rows).item())
                if not math.isfinite(losses[-1]) or losses[-1] < 0.5 * share * losses[0]:
                    break
    if losses[-1] < share * losses[0]:
        return Overfit(tuple(losses), learned=True)
    findings = verify(model, tuple(rows[:-1]), rows[-1], loss).findings
    return Overfit(tuple(losses), learned=False, findings=findings)


class restored:  # noqa: N801 (a block, used as a word)
    """A block after which model, optimiser and random numbers are as they were."""

    def __init__(self, model: Any, optimizer: Any) -> None:
        self.model, self.optimizer = model, optimizer

    def __enter__(self) -> None:
        self.weights = self.model.state_dict()
        self.state = deepcopy(self.optimizer.state_dict())
        self.key = random.DEFAULT.key.numpy().copy()
        self.mode = self.model.training

    def __exit__(self, *_: object) -> None:
        self.model.load_state_dict(self.weights)
        self.optimizer.load_state_dict(self.state)
        random.DEFAULT.key.replace(Tensor(self.key).storage())
        self.model.train(self.mode)


@dataclass(frozen=True)
class RateTest:
    """Smoothed losses at learning rates that grew from step to step."""

    rates: tuple[float, ...]
    losses: tuple[float, ...]

    @property
    def suggestion(self) -> float:
        """Where the loss fell fastest with the logarithm of the rate, before it was least. The
        first tenth, where an average of few batches moves as they differ, does not count.
        """
        lowest = int(np.argmin(self.losses))
        first = max(min(len(self.losses) // 10, lowest - 1), 0)
        falls = np.diff(self.losses[first : lowest + 1])
        return self.rates[first + int(np.argmin(falls))] if len(falls) else self.rates[0]

    def __str__(self) -> str:
        lowest = self.rates[int(np.argmin(self.losses))]
        return (
            f"a learning rate of about {self.suggestion:.2g}: there the loss fell fastest, and it "
            f"was least at {lowest:.2g} ({len(self.rates)} steps)"
        )

    __repr__ = __str__


def find_learning_rate(
    model: Any, optimizer: Any, loss: Callable[..., Tensor], data: Any, *, batch_size: int = 32,
    low: float = 1e-6, high: float = 1.0, steps: int = 100,
) -> RateTest:  # fmt: skip
    """A range test of learning rates (Smith, 2017): training goes on while the rate grows from
    `low` to `high` by the same factor each step, and ends where the loss is four times its least.
    Model and optimiser end as they were.

    >>> from pellucid import nn, optim
    >>> x = np.linspace(-1, 1, 64)[:, None]
    >>> net = nn.Linear(1, 1)
    >>> start = nn.init.zeros_(net.weight)
    >>> sgd = optim.SGD(net.parameters(), lr=0.1)
    >>> found = find_learning_rate(net, sgd, nn.mse_loss, (x, 3 * x), high=10.0)
    >>> 1e-3 < found.suggestion < 2.0
    True
    """
    if not 0 < low < high or steps < 2:
        raise ArgumentError("find_learning_rate: 0 < low < high, and 2 or more steps")
    feed, rates, losses = Feed(data, batch_size), list[float](), list[float]()
    with restored(model, optimizer):
        model.train()
        step, mean = training_step(model, optimizer, loss), 0.0
        batches = (batch for epoch in range(steps) for batch in feed.batches(epoch))
        for place, batch in zip(range(steps), batches, strict=False):
            rate = low * (high / low) ** (place / (steps - 1))
            for group in optimizer.param_groups:
                group["lr"] = rate
            try:
                found = step(*batch).item()
            except NonFiniteError:
                break
            mean = SMOOTHING * mean + (1 - SMOOTHING) * found
            smooth = mean / (1 - SMOOTHING ** (place + 1))
            if not math.isfinite(smooth) or (losses and smooth > 4 * min(losses) > 0):
                break
            rates.append(rate)
            losses.append(smooth)
    if not rates:
        raise ArgumentError("the loss is not finite at the lowest rate", fix="a lower `low`")
    return RateTest(tuple(rates), tuple(losses))
