"""The training loop."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from pellucid.core.errors import DataError, FileError, NonFiniteError
from pellucid.core.settings import using
from pellucid.formats.state import save_state
from pellucid.optim.lr_scheduler import ReduceLROnPlateau
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import Compiled, compile as compiled
from pellucid.tensor.transforms.differentiation import gradients
from pellucid.tensor.trees import leaves, rebuilt
from pellucid.train.callbacks import Callback, HistoryFile
from pellucid.train.checkpoints import Checkpoint, resumed
from pellucid.train.evaluation import Evaluation, Metrics
from pellucid.train.feed import Feed, n_rows
from pellucid.train.history import History
from pellucid.train.mending import check_way, mend
from pellucid.train.progress import LogFile, progress_to
from pellucid.train.refusals import (
    check_callbacks,
    check_loss,
    check_metrics,
    check_schedule,
    whole,
)
from pellucid.train.signals import OnSignal
from pellucid.train.training import Training


def fit(  # noqa: PLR0913 (options of one loop, all but the first four by name)
    model: Any,
    optimizer: Any,
    loss: Callable[..., Tensor],
    data: Any,
    *,
    epochs: int,
    batch_size: int = 32,
    validation: Any = None,
    accumulate: int = 1,
    metrics: Metrics = (),
    schedule: Any = None,
    schedule_every: str = "step",
    callbacks: Sequence[Callback] = (),
    seed: int = 0,
    folder: str | Path | None = None,
    resume: bool = True,
    progress: bool = True,
    non_finite: str = "stop",
) -> History:
    """What happened in each epoch; `model` is trained in place.

    `loss(prediction, target)` is one number. `data`: a tuple of arrays (inputs, ..., targets),
    shuffled by (seed, epoch) into batches of `batch_size`; or a DataLoader; or a function of the
    epoch that gives its batches. `validation`: the same kinds; its loss and `metrics` stand in the
    history as `validation_...`; several sets are a dict, and stand under their names.
    `accumulate`: each batch is taken in so many parts whose gradients add up, for batches that are
    too large at once. `schedule`: one of `optim.lr_scheduler`, moved on every "step" or every
    "epoch".

    With a `folder` the run leaves there `checkpoint.safetensors`, `history.jsonl`, `log.txt` and at
    the end `model.safetensors`; started again after a kill it goes on from the checkpoint (unless
    `resume=False`) and ends with the same bytes as if it had never stopped. Random numbers (initial
    weights, dropout) start from `pel.manual_seed`, not from `seed`.

    `non_finite`: what happens when a step gives NaN or an infinity. The run goes back to before
    that step in any case; "stop" then raises a NonFiniteError that names the operation, the layer
    and the rows of the data; "skip" notes that in the history and goes on without the batch, ten
    times at most; "ignore" does not look.

    >>> import numpy as np
    >>> from pellucid import nn, optim
    >>> x = np.linspace(-1, 1, 64)[:, None]
    >>> model = nn.Linear(1, 1)
    >>> adam = optim.Adam(model.parameters(), lr=0.1)
    >>> history = fit(model, adam, nn.mse_loss, (x, 2 * x), epochs=50, progress=False)
    >>> history[-1]["loss"] < 0.01
    True
    """
    epochs, batch_size = whole("epochs", epochs, 0), whole("batch_size", batch_size, 1)
    accumulate = whole("accumulate", accumulate, 1)
    check_loss(loss)
    check_schedule(schedule, schedule_every, optimizer)
    check_metrics(metrics, validation)
    check_way(non_finite)
    feed = Feed(data, batch_size, seed)
    if feed.length() == 0 and epochs:
        raise DataError("there is nothing to train on: the data have no rows")
    run = Training(model, optimizer, schedule, epochs, feed.length(), made(folder), seed)
    run.about = {"number of rows": feed.size(), "batch size": batch_size, "accumulate": accumulate}
    watchers = arranged(check_callbacks(callbacks), run, progress)
    step = training_step(model, optimizer, loss, accumulate)
    sets = sets_of(validation)
    validate = Evaluation(model, loss, metrics)
    if resume:
        resumed(run, watchers)
    with watched(watchers, run):
        # A run that is told to stop in an epoch does what is left of it, resumed or not.
        while run.epoch < epochs and not run.halted and (not run.stopped or run.index):
            with using(check="" if non_finite == "ignore" else "nan"):
                train_epoch(run, step, feed, watchers, schedule_every == "step", non_finite)
            if run.halted:
                break
            run.end_epoch(validated(validate, sets))
            if schedule is not None and schedule_every == "epoch":
                advance(run)
            for watcher in watchers:
                watcher.on_epoch_end(run)
    if run.folder:
        save_state(dict(model.state_dict()), run.folder / "model.safetensors")
    return run.history


def training_step(
    model: Any, optimizer: Any, loss: Callable[..., Tensor], accumulate: int = 1
) -> Compiled:
    """One program: forward, loss, gradients and the optimiser's update."""

    @compiled
    def step(*batch: Any) -> Tensor:
        if accumulate > 1:
            return step_in_parts(model, optimizer, loss, batch, accumulate)
        found = loss(model(*batch[:-1]), batch[-1])
        optimizer.minimize(found)
        return found

    return step


def step_in_parts(
    model: Any, optimizer: Any, loss: Callable[..., Tensor], batch: tuple[Any, ...], parts: int
) -> Tensor:
    """The loss of a batch, and an update by the sum of the gradients of its parts."""
    rows = n_rows(batch)
    ends = [round(rows * i / parts) for i in range(parts + 1)]
    learned = [x for x in model.parameters() if x.requires_grad]
    total: Any = 0.0
    sums: list[Any] = [0.0] * len(learned)
    for first, last in pairwise(dict.fromkeys(ends)):
        part = rebuilt(batch, lambda x, a=first, b=last: x[a:b])
        found = loss(model(*part[:-1]), part[-1]) * ((last - first) / rows)
        total = total + found.detach()
        sums = [s + g for s, g in zip(sums, gradients(found, learned), strict=True)]
    optimizer.update({x: g.node for x, g in zip(learned, sums, strict=True)})
    return total


def train_epoch(
    run: Training,
    step: Compiled,
    feed: Feed,
    watchers: Sequence[Callback],
    scheduled: bool,
    non_finite: str,
) -> None:
    """Do what is left of an epoch; `scheduled`: the schedule moves on after each batch;
    `non_finite`: what happens to one whose numbers are not finite.
    """
    run.model.train()
    run.begin_epoch()
    for batch in () if run.is_cut else feed.batches(run.epoch, run.index):
        try:
            run.end_step(step(*batch), n_rows(batch))
        except NonFiniteError as error:
            mend(run, error, feed, non_finite, len(leaves(batch)))
            for watcher in watchers:
                watcher.on_skip(run)
        if scheduled and run.schedule is not None:
            run.schedule.step()
        for watcher in watchers:
            watcher.on_step_end(run)
        if run.halted or run.is_cut:
            break
    try:
        step.settle()
    except NonFiniteError as error:  # the last loss was finite, what it was an update from is not
        run.step, run.index = run.step - 1, run.index - 1
        mend(run, error, feed, non_finite, 0)


def advance(run: Training) -> None:
    """Move the schedule on after an epoch; one that waits for a plateau is told the loss."""
    if isinstance(run.schedule, ReduceLROnPlateau):
        run.schedule.step(run.row.get("validation_loss", run.row["loss"]))
    else:
        run.schedule.step()


def sets_of(validation: Any) -> dict[str, Any]:
    """The sets to evaluate on, by name."""
    if validation is None:
        return {}
    return dict(validation) if isinstance(validation, dict) else {"validation": validation}


def validated(evaluate: Evaluation, sets: dict[str, Any]) -> dict[str, float]:
    """Loss and metrics of every set, as they stand in the history."""
    found = {name: evaluate(data) for name, data in sets.items()}
    return {f"{name}_{key}": x for name, row in found.items() for key, x in row.items()}


def arranged(callbacks: Sequence[Callback], run: Training, progress: bool) -> list[Callback]:
    """All who watch. Checkpoints come last, so that they hold what the others found."""
    mine = [progress_to()] if progress else []
    if run.folder and not any(isinstance(c, HistoryFile) for c in callbacks):
        mine.append(HistoryFile())
    if run.folder:
        mine.append(LogFile())
    savers = [c for c in callbacks if isinstance(c, Checkpoint)]
    if run.folder and not savers:
        savers = [Checkpoint()]
    watchers = [*(c for c in callbacks if not isinstance(c, Checkpoint)), *mine, *savers]
    for saver in savers:
        saver.watchers = watchers
    for watcher in watchers:
        if isinstance(watcher, OnSignal):
            watcher.saves = savers[0].save if savers else None
    return watchers


@contextmanager
def watched(watchers: Sequence[Callback], run: Training) -> Iterator[None]:
    """Tell the watchers of start and end; when an error passes through, the terminal is given back
    all the same.
    """
    try:
        for watcher in watchers:
            watcher.on_fit_start(run)
        yield
    except BaseException:
        for watcher in watchers:
            watcher.on_error(run)
        raise
    for watcher in reversed(
        watchers
    ):  # checkpoints first: they hold the run, not what is made of it
        watcher.on_fit_end(run)


def made(folder: str | Path | None) -> Path | None:
    """The run's folder, made if need be."""
    if folder is None:
        return None
    path = Path(folder).expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"the folder {str(path)!r} cannot be made: {error.strerror}") from None
    return path
