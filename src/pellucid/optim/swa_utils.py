"""Averaged models under PyTorch's names: exponential averages (EMA) and plain means of the weights
(SWA; Izmailov et al., 2018). `ParameterAverage` does it in place, without a second model."""

import copy
import math
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, Protocol, runtime_checkable

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.nn.modules.module import Module
from pellucid.optim.lr_scheduler.scheduler import LRScheduler
from pellucid.optim.optimizer import Optimizer
from pellucid.tensor.functions.namespace import where
from pellucid.tensor.tensor import Tensor, state

Averaging = Callable[[Tensor, Tensor, Tensor], Tensor]  # average, new value, how many before


@runtime_checkable
class Normalizer(Protocol):
    """A batch normalisation: what `update_bn` has to know of it."""

    momentum: float | None
    running_mean: Tensor | None

    def reset_running_stats(self) -> None:
        """Forget what was seen so far."""


def get_ema_avg_fn(decay: float = 0.999) -> Averaging:
    """The exponential average: `decay` of it stays, the rest comes from the new value.

    >>> get_ema_avg_fn(0.75)(Tensor(4.0), Tensor(8.0), Tensor(1)).item()
    5.0
    """
    if not 0 <= decay <= 1:
        raise ArgumentError(f"an average keeps a share of 0 to 1 of itself, not {decay}")
    return lambda mean, new, count: mean + (new - mean) * (1 - decay)


def get_swa_avg_fn() -> Averaging:
    """The plain mean of all values.

    >>> get_swa_avg_fn()(Tensor(4.0), Tensor(8.0), Tensor(1)).item()
    6.0
    """
    return lambda mean, new, count: mean + (new - mean) / (count + 1).astype(mean.dtype)


def get_ema_multi_avg_fn(decay: float = 0.999) -> Callable[..., list[Tensor]]:
    """The exponential average of several tensors at once; see `AveragedModel`."""
    return several(get_ema_avg_fn(decay))


def get_swa_multi_avg_fn() -> Callable[..., list[Tensor]]:
    """The plain mean of several tensors at once; see `AveragedModel`."""
    return several(get_swa_avg_fn())


def several(one: Averaging) -> Callable[..., list[Tensor]]:
    """What averages one tensor as what averages several."""
    return lambda means, values, count: [
        one(mean, new, count) for mean, new in zip(means, values, strict=True)
    ]


class AveragedModel(Module):
    """A copy of a model, `module`, whose parameters are averages: call `update_parameters(model)`
    after each step, compiled or not, and it like the model.

    `avg_fn(average, value, n_averaged)` gives the next average of one parameter, `multi_avg_fn` a
    list of all, from lists; without either it is the plain mean. The first update takes the
    values as they are. Buffers are those of the model, unless with `use_buffers` they are averaged
    too.

    >>> from pellucid.tensor.tensor import Parameter
    >>> import pellucid as pel
    >>> model = pel.nn.Linear(1, 1, bias=False)
    >>> averaged = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.75))
    >>> for value in (4.0, 8.0):
    ...     _ = model.weight.assign(Tensor([[value]]))
    ...     averaged.update_parameters(model)
    >>> averaged(Tensor([1.0])).item(), averaged.n_averaged.item()
    (5.0, 2)
    """

    def __init__(
        self, model: Any, device: object = None, avg_fn: Averaging | None = None,
        multi_avg_fn: Callable[..., Sequence[Tensor]] | None = None, use_buffers: bool = False,
    ) -> None:  # fmt: skip
        if avg_fn is not None and multi_avg_fn is not None:
            raise ArgumentError("AveragedModel: give it avg_fn or multi_avg_fn, not both")
        del device  # there is one
        self.module, self.use_buffers = copy.deepcopy(model), use_buffers
        self.averages = multi_avg_fn or several(avg_fn or get_swa_avg_fn())
        self.n_averaged = state(np.asarray(0, np.int64))

    def forward(self, *inputs: Any, **options: Any) -> Any:
        """What the averaged model returns."""
        return self.module(*inputs, **options)

    def update_parameters(self, model: Any) -> None:
        """Take the present values of a model in."""
        own, given = self.averaged(self.module), [x.detach() for x in self.averaged(model)]
        found = self.averages([x.detach() for x in own], given, self.n_averaged)
        first = self.n_averaged == 0
        for x, mean, value in zip(own, found, given, strict=True):
            x.assign(where(first, value, mean) if x.dtype.is_float else value)
        if not self.use_buffers:
            for x, value in zip(self.module.buffers(), model.buffers(), strict=True):
                x.assign(value.detach())
        self.n_averaged.assign(self.n_averaged + 1)

    def averaged(self, model: Any) -> list[Tensor]:
        """What of a model is averaged."""
        return list(chain(model.parameters(), model.buffers() if self.use_buffers else ()))


class SWALR(LRScheduler):
    """The learning rate moved within `anneal_epochs` steps to a constant one for averaging, along
    half a cosine or a line.

    >>> from pellucid.optim import SGD
    >>> from pellucid.tensor.tensor import Parameter
    >>> optimizer = SGD([Parameter([1.0])], lr=1.0)
    >>> schedule = SWALR(optimizer, swa_lr=0.5, anneal_epochs=2, anneal_strategy="linear")
    >>> rates = []
    >>> for _ in range(3):
    ...     schedule.step()
    ...     rates.append(optimizer.param_groups[0]["lr"])
    >>> rates
    [0.75, 0.5, 0.5]
    """

    def __init__(
        self, optimizer: Optimizer, swa_lr: float | Sequence[float], anneal_epochs: int = 10,
        anneal_strategy: str = "cos", last_epoch: int = -1,
    ) -> None:  # fmt: skip
        groups = len(optimizer.param_groups)
        self.swa_lrs = [swa_lr] * groups if isinstance(swa_lr, int | float) else list(swa_lr)
        if anneal_strategy not in {"cos", "linear"} or len(self.swa_lrs) != groups:
            raise ArgumentError(
                f"SWALR: anneal_strategy is 'cos' or 'linear', swa_lr one number or {groups}",
                given=f"{anneal_strategy!r}, {swa_lr}",
            )
        self.anneal_epochs, self.anneal_strategy = anneal_epochs, anneal_strategy
        super().__init__(optimizer, last_epoch)

    def share(self, epoch: int) -> float:
        """How much of the way is done."""
        done = min(max(epoch / self.anneal_epochs, 0.0), 1.0) if self.anneal_epochs else 1.0
        return (1 - math.cos(math.pi * done)) / 2 if self.anneal_strategy == "cos" else done

    def rate(self, base: float, epoch: int) -> float:
        return self.between(base, self.swa_lrs[0], epoch)

    def between(self, start: float, end: float, epoch: int) -> float:
        """The rate on the way from one to another."""
        return end * self.share(epoch) + start * (1 - self.share(epoch))

    def get_lr(self) -> list[float]:
        before, found = self.share(self.last_epoch - 1), []
        for group, end in zip(self.optimizer.param_groups, self.swa_lrs, strict=True):
            # from where another schedule has brought it meanwhile
            start = end if before == 1 else (group["lr"] - end * before) / (1 - before)
            found.append(self.between(start, end, self.last_epoch))
        return found


def update_bn(loader: Iterable[Any], model: Any, device: object = None) -> None:
    """Take the running statistics of every batch normalisation anew: plain means over the batches,
    of which, where they are tuples or lists, the first part is the input."""
    del device  # there is one
    inner = model.module if isinstance(model, AveragedModel) else model
    norms = [m for m in inner.modules() if isinstance(m, Normalizer) and m.running_mean is not None]
    if not norms:
        return
    before, modes = [m.momentum for m in norms], [(m, m.training) for m in inner.modules()]
    inner.train()
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    try:
        for batch in loader:
            inner(batch[0] if isinstance(batch, tuple | list) else batch)
    finally:
        for norm, momentum in zip(norms, before, strict=True):
            norm.momentum = momentum
        for module, mode in modes:
            module.training = mode
