"""Callbacks see the run, act on it, and keep what they remember."""

import json

import numpy as np
import pytest

from pellucid import nn, train
from pellucid.core.errors import ArgumentError
from pellucid.formats import load_state


class Given(train.Callback):
    """Replaces what was validated by given numbers, and notes the weights of each epoch."""

    def __init__(self, values, name="validation_loss"):
        self.values, self.name, self.weights = values, name, []

    def on_epoch_end(self, run):
        run.rows[-1] = {**run.row, self.name: self.values[run.epoch - 1]}
        self.weights.append(run.model.state_dict())


def run(networks, *callbacks, epochs=8, **options):
    model, optimizer = networks.perceptron()
    history = train.fit(
        model,
        optimizer,
        nn.cross_entropy,
        networks.points(48),
        epochs=epochs,
        callbacks=callbacks,
        progress=False,
        **options,
    )
    return model, history


def equal(a, b):
    return all(np.array_equal(a[name], b[name]) for name in a)


def test_early_stopping_stops_and_restores_the_best_weights(networks):
    given = Given([5.0, 3.0, 4.0, 3.0, 3.5, 1.0, 1.0, 1.0])
    model, history = run(networks, given, train.EarlyStopping(patience=3))
    assert len(history) == 5
    assert equal(model.state_dict(), given.weights[1])


def test_early_stopping_may_keep_the_last_weights(networks):
    given = Given([1.0, 2.0, 2.0])
    model, history = run(networks, given, train.EarlyStopping(patience=2, restore_best=False))
    assert len(history) == 3
    assert equal(model.state_dict(), given.weights[-1])


def test_the_best_weights_come_back_also_when_the_run_was_not_stopped(networks):
    given = Given([3.0, 1.0, 2.0])
    model, history = run(networks, given, train.EarlyStopping(patience=9), epochs=3)
    assert len(history) == 3
    assert equal(model.state_dict(), given.weights[1])


def test_higher_is_better_where_it_is(networks):
    given = Given([0.1, 0.5, 0.4, 0.5], "validation_accuracy")
    stopping = train.EarlyStopping("validation_accuracy", patience=2)
    model, history = run(networks, given, stopping)
    assert len(history) == 4
    assert equal(model.state_dict(), given.weights[1])
    assert stopping.best.value == 0.5


def test_a_small_change_is_none(networks):
    given = Given([1.0, 0.99, 0.98, 0.97])
    assert len(run(networks, given, train.EarlyStopping(patience=2, min_delta=0.1))[1]) == 3


def test_a_value_that_is_no_number_is_never_the_best(networks):
    given = Given([float("nan"), 2.0, float("nan"), 1.0])
    model, _ = run(networks, given, train.EarlyStopping(patience=5), epochs=4)
    assert equal(model.state_dict(), given.weights[3])


def test_the_best_checkpoint_is_the_best_epochs_weights(networks, tmp_path):
    given = Given([3.0, 1.0, 2.0])
    run(networks, given, train.BestCheckpoint(), epochs=3, folder=tmp_path)
    run(networks, Given([3.0, 1.0, 2.0]), train.BestCheckpoint(tmp_path / "mine"), epochs=3)
    for name in ("best.safetensors", "mine"):
        assert equal(load_state(tmp_path / name), given.weights[1])


def test_the_history_file_grows_by_a_line_each_epoch(networks, tmp_path):
    class Reader(train.Callback):
        def __init__(self):
            self.lines = []

        def on_step_end(self, run):
            self.lines.append(len((tmp_path / "h.jsonl").read_text().splitlines()))

    reader = Reader()
    _, history = run(
        networks, train.HistoryFile(tmp_path / "h.jsonl"), reader, epochs=3, batch_size=24
    )
    assert reader.lines == [0, 0, 1, 1, 2, 2]
    assert [json.loads(line) for line in (tmp_path / "h.jsonl").read_text().splitlines()] == list(
        history
    )


def test_callbacks_are_called_in_order(networks):
    calls = []

    class Notes(train.Callback):
        def on_fit_start(self, run):
            calls.append("start")

        def on_step_end(self, run):
            calls.append(f"step {run.step}")

        def on_epoch_end(self, run):
            calls.append(f"epoch {run.epoch}")

        def on_fit_end(self, run):
            calls.append("end")

    run(networks, Notes(), epochs=2, batch_size=24)
    assert calls == ["start", "step 1", "step 2", "epoch 1", "step 3", "step 4", "epoch 2", "end"]


def test_a_callback_may_stop_the_run(networks):
    class Enough(train.Callback):
        def on_epoch_end(self, run):
            if run.epoch == 2:
                run.stop("it is enough")

    assert len(run(networks, Enough())[1]) == 2


def test_wrong_arguments_are_clear_errors(networks):
    with pytest.raises(ArgumentError, match=r"no 'validation_loss' to watch[\s\S]*loss, seconds"):
        run(networks, train.EarlyStopping())
    with pytest.raises(ArgumentError, match="patience"):
        train.EarlyStopping(patience=0)
    with pytest.raises(ArgumentError, match="high or a low 'profit'"):
        train.EarlyStopping("profit")
    with pytest.raises(ArgumentError, match="no place for the best weights"):
        run(networks, train.BestCheckpoint(monitor="loss"))
    with pytest.raises(ArgumentError, match="no place for checkpoints"):
        run(networks, train.Checkpoint())
    with pytest.raises(ArgumentError, match="more than 0"):
        train.Checkpoint(steps=0)
