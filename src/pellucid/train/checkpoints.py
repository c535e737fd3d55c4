"""A run on disk: all of it in one file that is replaced in one move, so that a kill at any moment
leaves the run as it was at the last checkpoint or at this one, never a mixture.
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pellucid.core.errors import ArgumentError, StateError
from pellucid.formats.state import load_state, save_state
from pellucid.tensor import random
from pellucid.tensor.tensor import Tensor
from pellucid.train.callbacks import Callback
from pellucid.train.losses import Losses
from pellucid.train.training import Training

NAME = "checkpoint.safetensors"
FORMAT = 1


class Checkpoint(Callback):
    """Saves the whole run in its folder: every `steps` batches, every `epochs` epochs, or every
    `seconds` at the end of an epoch; in any case at the end. What is not given does not count.

    >>> Checkpoint(steps=500).steps
    500
    """

    def __init__(
        self, *, steps: int | None = None, epochs: int | None = None, seconds: float | None = None
    ) -> None:
        if all(every is None for every in (steps, epochs, seconds)):
            seconds = 30.0
        if any(every is not None and every <= 0 for every in (steps, epochs, seconds)):
            raise ArgumentError("checkpoints are some steps, epochs or seconds apart, more than 0")
        self.steps, self.epochs, self.seconds = steps, epochs, seconds
        self.watchers: Sequence[Callback] = ()
        self.saved = time.monotonic()

    def on_fit_start(self, run: Training) -> None:
        if run.folder is None:
            raise ArgumentError(
                "there is no place for checkpoints", fix="give fit(..., folder='run')"
            )
        self.saved = time.monotonic()

    def on_step_end(self, run: Training) -> None:
        if self.steps and run.step % self.steps == 0:
            self.save(run)

    def on_epoch_end(self, run: Training) -> None:
        late = self.seconds is not None and time.monotonic() - self.saved >= self.seconds
        if late or (self.epochs and run.epoch % self.epochs == 0):
            self.save(run)

    def on_fit_end(self, run: Training) -> None:
        self.save(run)

    def save(self, run: Training) -> None:
        """Replace the checkpoint by the run as it is now."""
        assert run.folder is not None
        run.losses.settle()
        save_state(state_of(run, self.watchers), run.folder / NAME)
        self.saved = time.monotonic()


def state_of(run: Training, watchers: Sequence[Callback]) -> dict[str, Any]:
    """Everything the rest of the run depends on."""
    return {
        "format": FORMAT,
        "model": dict(run.model.state_dict()),
        "optimizer": run.optimizer.state_dict(),
        "schedule": run.schedule.state_dict() if run.schedule is not None else None,
        "random": random.DEFAULT.key.numpy(),
        "kinds": kinds_of(run),
        "about": run.about,
        "seed": run.seed,
        "length": run.length,
        "epoch": run.epoch,
        "index": run.index,
        "step": run.step,
        "rows": [dict(row) for row in run.rows],
        "losses": [run.losses.total, run.losses.rows],
        "seconds": run.seconds,
        "stopped": run.stopped,
        "cut": run.is_cut,
        "skipped": run.skipped,
        "notes": list(run.notes),
        "watchers": [[type(w).__name__, w.state_dict()] for w in watchers],
    }


def kinds_of(run: Training) -> dict[str, Any]:
    """The class of the optimiser and the options that it was made with, and of the schedule."""
    found: dict[str, Any] = {"optimizer": type(run.optimizer).__name__}
    for name, value in getattr(run.optimizer, "defaults", {}).items():
        if isinstance(value, bool | int | float | str):
            found[f"optimizer {name}"] = value
    if run.schedule is not None:
        found["schedule"] = type(run.schedule).__name__
    return found


def resumed(run: Training, watchers: Sequence[Callback]) -> bool:
    """Whether the run's folder holds a checkpoint; the run is then where the checkpoint left it.

    StateError when the checkpoint is of another network, other data or another seed.
    """
    path = (run.folder or Path()) / NAME
    if run.folder is None or not path.exists():
        return False
    state = load_state(path)
    refuse_others(run, state, path)
    run.model.load_state_dict(state["model"])
    run.optimizer.load_state_dict(state["optimizer"])
    if run.schedule is not None:
        run.schedule.load_state_dict(state["schedule"])
    random.DEFAULT.key.replace(Tensor(state["random"]).storage().copy())
    run.epoch, run.index, run.step = state["epoch"], state["index"], state["step"]
    run.rows, run.losses = list(state["rows"]), Losses(*state["losses"])
    run.before, run.stopped = state["seconds"], state["stopped"]
    run.is_cut, run.skipped = state.get("cut", False), state.get("skipped", 0)
    run.notes = list(state.get("notes", ()))
    restore_watchers(watchers, state["watchers"])
    return True


def refuse_others(run: Training, state: Mapping[str, Any], path: Path) -> None:
    """StateError when the checkpoint is not one of this run."""
    fix = "give what the run was started with; or resume=False to start it anew; or another folder"
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise StateError(f"{str(path)!r} is not a checkpoint this version can read", fix=fix)
    for name, what, own in (
        ("seed", "another seed", run.seed),
        ("length", "another number of batches", run.length),
    ):
        if state[name] != own:
            given = f"{state[name]} there, {own} here"
            raise StateError(f"{str(path)!r} is of a run with {what}", given=given, fix=fix)
    if (state["schedule"] is None) != (run.schedule is None):
        raise StateError(f"{str(path)!r} and this run differ: one has a schedule", fix=fix)
    there = {name: value.shape for name, value in state["model"].items()}
    here = {name: tuple(value.shape) for name, value in run.model.state_dict().items()}
    if there != here:
        odd = sorted({name for name, _ in there.items() ^ here.items()})
        raise StateError(f"{str(path)!r} is of another network", given=", ".join(odd[:5]), fix=fix)
    for what, own in (kinds_of(run) | run.about).items():
        there = (state.get("kinds", {}) | state.get("about", {})).get(what, own)
        if there != own:
            given = f"{there} there, {own} here"
            raise StateError(f"{str(path)!r} is of a run with another {what}", given=given, fix=fix)


def restore_watchers(watchers: Sequence[Callback], states: Sequence[Any]) -> None:
    """Give each watcher what the one of its kind had, in order; a new one starts with nothing."""
    left = list(states)
    for watcher in watchers:
        name = type(watcher).__name__
        found = next((entry for entry in left if entry[0] == name), None)
        if found is not None:
            left.remove(found)
            watcher.load_state_dict(found[1])
