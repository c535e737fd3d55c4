"""Runs that end for reasons which compose, on a signal, or when their time is over."""

import os
import signal
import threading

import numpy as np
import pytest

from pellucid import nn, train
from pellucid.core.errors import ArgumentError


def run(networks, *callbacks, epochs=20, **options):
    model, optimizer = networks.perceptron(dropout=0.0)
    options = {"validation": networks.points(seed=1), "metrics": [train.accuracy]} | options
    history = train.fit(
        model, optimizer, nn.cross_entropy, networks.points(), epochs=epochs, batch_size=20,
        callbacks=callbacks, progress=False, **options,
    )  # fmt: skip
    return model, history


def test_reasons_compose(networks):
    late, good = train.AfterEpochs(6), train.Reaches("validation_accuracy", 0.0)
    assert len(run(networks, late & good)[1]) == 6
    assert len(run(networks, train.AfterEpochs(6) | good)[1]) == 1
    assert len(run(networks, train.AfterEpochs(3) & train.Reaches("loss", -1.0))[1]) == 20
    nested = (train.AfterEpochs(2) & train.AfterSteps(16)) | train.AfterEpochs(9)
    assert len(run(networks, nested)[1]) == 4


def test_a_target_is_reached_downwards_too(networks):
    history = run(networks, train.Reaches("loss", 0.95))[1]
    assert history[-1]["loss"] <= 0.95
    assert all(row["loss"] > 0.95 for row in history.rows[:-1])
    with pytest.raises(ArgumentError, match="no 'validation_f1'"):
        run(networks, train.Reaches("validation_f1", 0.9))


def test_progress_below_a_share_is_none(networks):
    stop = train.NoProgress("loss", 2, share=0.9)
    assert len(run(networks, stop)[1]) == 3
    with pytest.raises(ArgumentError):
        train.NoProgress("loss", 0)


def test_what_terminations_know_survives_a_resume(networks, tmp_path):
    stop = train.NoProgress("loss", 4, share=0.9) | train.AfterEpochs(50)
    run(networks, stop, epochs=3, folder=tmp_path)
    again = train.NoProgress("loss", 4, share=0.9) | train.AfterEpochs(50)
    history = run(networks, again, epochs=30, folder=tmp_path)[1]
    assert len(history) == 5


def test_time_is_over_within_an_epoch(networks, tmp_path):
    history = run(networks, train.TimeBudget(0.0, within_epoch=True), folder=tmp_path)[1]
    assert [(row["epoch"], row["step"]) for row in history] == [(1, 1)]
    assert "validation_accuracy" in history[-1]
    assert (tmp_path / "checkpoint.safetensors").is_file()
    assert len(run(networks, train.TimeBudget("0s"))[1]) == 1
    for text in ("10", "5 days"):
        with pytest.raises(ArgumentError):
            train.TimeBudget(text)


class Signals(train.Callback):
    """Sends this process a signal after a step."""

    def __init__(self, step, name):
        self.step, self.name = step, name

    def on_step_end(self, run):
        if run.step == self.step:
            os.kill(os.getpid(), getattr(signal, self.name))


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_saves_and_may_end_a_run_that_goes_on_to_the_same_bytes(networks, tmp_path, name):
    whole, _ = run(networks, epochs=4, folder=tmp_path / "whole")
    before = signal.getsignal(signal.SIGTERM)
    first = run(networks, Signals(8, name), train.OnSignal(), epochs=4, folder=tmp_path / "cut")[1]
    assert len(first) == (1 if name == "SIGTERM" else 4)
    assert signal.getsignal(signal.SIGTERM) is before
    model, history = run(networks, train.OnSignal(), epochs=4, folder=tmp_path / "cut")
    assert len(history) == 4
    for path, value in whole.state_dict().items():
        assert model.state_dict()[path].tobytes() == value.tobytes()


def test_a_file_asks_as_well_and_threads_have_no_signals(networks, tmp_path):
    (tmp_path / "stop").touch()
    found = []
    thread = threading.Thread(
        target=lambda: found.append(run(networks, train.OnSignal(), folder=tmp_path)[1])
    )
    thread.start()
    thread.join()
    assert len(found[0]) == 0
    assert not (tmp_path / "stop").exists()
    with pytest.raises(ArgumentError):
        run(networks, train.OnSignal())
    with pytest.raises(ArgumentError):
        train.OnSignal(save=["HUP"])


def test_several_sets_are_evaluated_under_their_names(networks):
    sets = {"validation": networks.points(seed=1), "hard": networks.points(seed=2)}
    model, history = run(networks, epochs=2, validation=sets)
    assert {"validation_loss", "hard_loss", "hard_accuracy"} <= set(history.columns)
    found = train.evaluate(model, nn.cross_entropy, sets["hard"], metrics=[train.accuracy])
    assert history[-1]["hard_loss"] == pytest.approx(found["loss"])


def test_parts_of_a_batch_add_up_to_its_step(networks):
    whole, _ = run(networks, epochs=2)
    parts, _ = run(networks, epochs=2, accumulate=3)
    for path, value in whole.state_dict().items():
        np.testing.assert_allclose(parts.state_dict()[path], value, atol=2e-5)
    with pytest.raises(ArgumentError):
        run(networks, accumulate=0)
