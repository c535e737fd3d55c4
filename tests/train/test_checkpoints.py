"""A run that was killed and goes on ends with the bytes of one that never stopped."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pellucid import nn, train
from pellucid.core.errors import FileError, StateError
from pellucid.formats import load_state

HERE = Path(__file__).parent
PROGRAM = """
import sys, time
sys.path.insert(0, sys.argv[1])
from networks import perceptron, points, schedule_of
from pellucid import nn, train

class Slow(train.Callback):
    def on_step_end(self, run):
        time.sleep(0.003)

model, optimizer = perceptron()
train.fit(
    model, optimizer, nn.cross_entropy, points(100), epochs=6, batch_size=8, validation=points(30,
    seed=1), schedule=schedule_of(optimizer, 6 * 13), folder=sys.argv[2], progress=False,
    callbacks=[Slow(), train.EarlyStopping(patience=4), train.BestCheckpoint(),
    train.Checkpoint(steps=5)], )
"""


class KilledError(Exception):
    """Stands for a kill, where a real one would take the tests with it."""


class KillAt(train.Callback):
    def __init__(self, step):
        self.step = step

    def on_step_end(self, run):
        if run.step == self.step:
            raise KilledError


def run(networks, folder, *callbacks, make="perceptron", epochs=3, **options):
    model, optimizer = getattr(networks, make)()
    data = networks.points(50) if make == "perceptron" else networks.pictures(50)
    options = {"validation": data, "batch_size": 8} | options
    return train.fit(
        model, optimizer, nn.cross_entropy, data, epochs=epochs, folder=folder, progress=False,
        schedule=networks.schedule_of(optimizer, 21),
        callbacks=[*callbacks, train.EarlyStopping(patience=2), train.Checkpoint(steps=2)],
        **options,
    )  # fmt: skip


def final(folder):
    return (folder / "model.safetensors").read_bytes()


def without_time(rows):
    return [{k: v for k, v in row.items() if k != "seconds"} for row in rows]


@pytest.mark.parametrize("make", ["perceptron", "convolutional"])
@pytest.mark.parametrize("step", [1, 4, 7, 8, 20])
def test_a_run_goes_on_where_it_was_stopped(networks, tmp_path, make, step):
    unbroken = run(networks, tmp_path / "a", make=make)
    with pytest.raises(KilledError):
        run(networks, tmp_path / "b", KillAt(step), make=make)
    resumed = run(networks, tmp_path / "b", make=make)
    assert final(tmp_path / "a") == final(tmp_path / "b")
    assert without_time(resumed) == without_time(unbroken)
    lines = (tmp_path / "b" / "history.jsonl").read_text().splitlines()
    assert without_time(map(json.loads, lines)) == without_time(unbroken)


def test_a_run_may_be_stopped_again_and_again(networks, tmp_path):
    run(networks, tmp_path / "a")
    for step in (3, 6, 11, 12, 19):
        with pytest.raises(KilledError):
            run(networks, tmp_path / "b", KillAt(step))
    run(networks, tmp_path / "b")
    assert final(tmp_path / "a") == final(tmp_path / "b")


def test_a_run_that_is_done_stays_as_it_is(networks, tmp_path):
    first = run(networks, tmp_path)
    before = final(tmp_path)
    assert without_time(run(networks, tmp_path)) == without_time(first)
    assert final(tmp_path) == before


def test_more_epochs_go_on_from_the_end(networks, tmp_path):
    run(networks, tmp_path / "a", epochs=3)
    run(networks, tmp_path / "b", epochs=1)
    run(networks, tmp_path / "b", epochs=3)
    assert final(tmp_path / "a") == final(tmp_path / "b")


def test_an_early_stop_survives_a_resume(networks, tmp_path):
    class Worse(train.Callback):
        def on_epoch_end(self, run):
            run.rows[-1] = {**run.row, "validation_loss": float(run.epoch)}

    first = run(networks, tmp_path, Worse(), epochs=9)
    before = final(tmp_path)
    assert len(first) == 3
    assert len(run(networks, tmp_path, Worse(), epochs=9)) == 3
    assert final(tmp_path) == before


def test_a_run_may_be_started_anew(networks, tmp_path):
    run(networks, tmp_path)
    before = final(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    run(networks, tmp_path, resume=False)
    assert final(tmp_path) == before
    assert len((tmp_path / "history.jsonl").read_text().splitlines()) == 3


def test_a_checkpoint_of_another_run_is_refused(networks, tmp_path):
    run(networks, tmp_path)
    with pytest.raises(StateError, match="of another network"):
        run(networks, tmp_path, make="convolutional")
    with pytest.raises(StateError, match="another seed"):
        run(networks, tmp_path, seed=1)
    with pytest.raises(StateError, match="another number of batches"):
        run(networks, tmp_path, batch_size=9)


def test_a_broken_checkpoint_is_a_clear_error(networks, tmp_path):
    run(networks, tmp_path)
    path = tmp_path / "checkpoint.safetensors"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(FileError, match="cut short"):
        run(networks, tmp_path)


def test_a_failed_save_leaves_the_last_good_checkpoint(networks, tmp_path, monkeypatch):
    with pytest.raises(KilledError):
        run(networks, tmp_path, KillAt(5))
    before = (tmp_path / "checkpoint.safetensors").read_bytes()
    replace = os.replace

    def full(source, target):
        if Path(target).name == "checkpoint.safetensors":
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(FileError, match="No space left"):
        run(networks, tmp_path)
    monkeypatch.undo()
    assert (tmp_path / "checkpoint.safetensors").read_bytes() == before
    run(networks, tmp_path)
    run(networks, tmp_path.with_name("whole"))
    assert final(tmp_path) == final(tmp_path.with_name("whole"))


def test_a_real_kill_at_several_moments_changes_no_byte(tmp_path):
    def start(name):
        return subprocess.Popen([sys.executable, "-c", PROGRAM, str(HERE), str(tmp_path / name)])

    assert start("whole").wait() == 0
    kills = 0
    for delay in (0.0, 0.03, 0.07, 0.11):
        child = start("killed")
        before = position(tmp_path / "killed")
        while position(tmp_path / "killed") == before and child.poll() is None:
            time.sleep(0.005)
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        kills += child.wait() == -signal.SIGKILL
    assert kills >= 2
    assert start("killed").wait() == 0
    for name in ("model.safetensors", "best.safetensors"):
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "killed" / name).read_bytes()
    rows = [train.History.load(tmp_path / n / "history.jsonl") for n in ("whole", "killed")]
    assert without_time(rows[0]) == without_time(rows[1])


def position(folder):
    """How far the checkpoint in a folder is, which must be a whole one at every moment."""
    path = folder / "checkpoint.safetensors"
    return load_state(path)["step"] if path.exists() else 0
