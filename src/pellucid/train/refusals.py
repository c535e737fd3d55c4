"""What `fit` refuses before anything is computed: each with what was given and what to write."""

from collections.abc import Sequence
from numbers import Integral
from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.optim.lr_scheduler import ReduceLROnPlateau
from pellucid.train.callbacks import Callback


def whole(name: str, value: Any, least: int) -> int:
    """A whole number that is at least so large.

    >>> whole("epochs", 3.0, 0)
    3
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise ArgumentError(f"{name} is a whole number, {least} or more, not {value!r}")
    return int(value)


def check_callbacks(callbacks: Any) -> list[Callback]:
    """Callbacks as a list."""
    found = [callbacks] if isinstance(callbacks, Callback) else callbacks
    if not isinstance(found, Sequence):
        raise ArgumentError(
            "callbacks are a list of train.Callback", given=type(found).__name__,
            fix="callbacks=[train.EarlyStopping(), ...]",
        )  # fmt: skip
    for one in found:
        if isinstance(one, type) and issubclass(one, Callback):
            raise ArgumentError(f"{one.__name__} is a class", fix=f"give {one.__name__}(...)")
        if not isinstance(one, Callback):
            raise ArgumentError(
                f"a callback is a train.Callback, not {one!r}",
                fix="derive a class from train.Callback with the methods that it needs; a number "
                "that is to be noted each epoch is train.Monitor({'name': function})",
            )
    return list(found)


def check_loss(loss: Any) -> None:
    """ArgumentError where the loss is no function."""
    if isinstance(loss, str):
        raise ArgumentError(f"the loss is a function, not {loss!r}", fix=f"loss=nn.{loss}")
    if not callable(loss):
        raise ArgumentError("the loss is a function of (prediction, target)", given=repr(loss))


def check_schedule(schedule: Any, every: str, optimizer: Any) -> None:
    """ArgumentError where the schedule would not move the optimiser as it is asked to."""
    if every not in {"step", "epoch"}:
        raise ArgumentError(f"schedule_every is 'step' or 'epoch', not {every!r}")
    if schedule is None:
        return
    if isinstance(schedule, type):
        name = schedule.__name__
        raise ArgumentError(f"{name} is a class", fix=f"schedule={name}(optimizer, ...)")
    if getattr(schedule, "optimizer", optimizer) is not optimizer:
        raise ArgumentError(
            "the schedule moves the rates of another optimiser than the one that trains",
            fix=f"schedule={type(schedule).__name__}(optimizer, ...) with the same optimizer",
        )
    if isinstance(schedule, ReduceLROnPlateau) and every == "step":
        raise ArgumentError(
            "ReduceLROnPlateau watches epochs", fix="fit(..., schedule_every='epoch')"
        )


def check_metrics(metrics: Any, validation: Any) -> None:
    """ArgumentError where metrics have no rows to be measured on."""
    if metrics and validation is None:
        raise ArgumentError(
            "metrics are measured on validation rows, of which there are none",
            fix="fit(..., validation=(inputs, targets)); validation={'training': data, ...} "
            "measures them on several sets, that of the training too",
        )
