"""What `fit` refuses at once, and what it makes of numbers that are not Python's."""

import json

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim, train
from pellucid.core.errors import ArgumentError, DataError, StateError


def fit(networks, **options):
    model, optimizer = networks.perceptron(dropout=0.0)
    options = {"epochs": 1, "loss": nn.cross_entropy, "data": networks.points()} | options
    loss, data = options.pop("loss"), options.pop("data")
    options.setdefault("progress", False)
    return train.fit(model, optimizer, loss, data, **options)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"epochs": 2.5}, "epochs is a whole number, 0 or more, not 2.5"),
        ({"epochs": "3"}, "epochs is a whole number, 0 or more, not '3'"),
        ({"epochs": -1}, "epochs is a whole number"),
        ({"epochs": True}, "epochs is a whole number"),
        ({"batch_size": 0}, "batch_size is a whole number, 1 or more"),
        ({"accumulate": 0}, "accumulate is a whole number, 1 or more"),
        ({"loss": "cross_entropy"}, r"the loss is a function, not 'cross_entropy'[\s\S]*nn\.cross"),
        ({"loss": None}, "the loss is a function of"),
        ({"callbacks": [lambda run: None]}, r"a callback is a train\.Callback"),
        ({"callbacks": [train.EarlyStopping]}, "EarlyStopping is a class"),
        ({"callbacks": 3}, "callbacks are a list"),
        ({"schedule": optim.lr_scheduler.StepLR}, "StepLR is a class"),
        ({"schedule_every": "batch"}, "schedule_every is 'step' or 'epoch'"),
        ({"metrics": [train.accuracy]}, "metrics are measured on validation rows"),
        ({"data": ([[1.0, 2.0]], [0])}, "are arrays, not lists"),
        ({"data": (np.zeros((0, 2)), np.zeros(0, int))}, "there is nothing to train on"),
    ],
)
def test_what_means_nothing_is_refused(networks, options, said):
    with pytest.raises((ArgumentError, DataError), match=said):
        fit(networks, **options)


def test_learning_by_heart_takes_steps(networks):
    model, optimizer = networks.perceptron()
    with pytest.raises(ArgumentError, match="steps is a whole number, 1 or more"):
        train.overfit_one_batch(model, optimizer, nn.cross_entropy, networks.points(), steps=0)


def test_cross_validation_takes_figures_by_name():
    rows = (np.zeros((6, 2)), np.zeros(6))
    with pytest.raises(ArgumentError, match="figures by name"):
        train.cross_validate(lambda learned, held: 0.5, rows, 2)
    with pytest.raises(ArgumentError, match="k is 2 to the number of rows, 6, not '5'"):
        train.folds(6, "5")


def test_a_schedule_of_another_optimiser_is_refused(networks):
    _, other = networks.perceptron()
    with pytest.raises(ArgumentError, match="another optimiser"):
        fit(networks, schedule=optim.lr_scheduler.StepLR(other, 1))


def test_one_callback_needs_no_list_and_whole_floats_are_whole(networks):
    history = fit(networks, epochs=5.0, batch_size=24.0, callbacks=train.AfterEpochs(2))
    assert len(history) == 2


def test_numbers_of_libraries_are_noted_as_numbers(networks, tmp_path):
    channels = {
        "single": lambda run: np.float32(0.5),
        "tensor": lambda run: pel.asarray([2.0]).sum(),
        "parts": lambda run: {"whole": np.int64(3), "true": np.True_},
    }
    half = {"half": lambda p, y: np.float32(0.5)}
    fit(
        networks, callbacks=[train.Monitor(channels)], folder=tmp_path,
        validation=networks.points(seed=1), metrics=half,
    )  # fmt: skip
    row = json.loads((tmp_path / "history.jsonl").read_text())
    assert (row["single"], row["tensor"], row["parts_whole"], row["parts_true"]) == (0.5, 2, 3, 1)
    assert row["validation_half"] == 0.5
    with pytest.raises(ArgumentError, match="one number"):
        fit(networks, callbacks=[train.Monitor({"many": lambda run: np.ones(3)})])


def test_a_run_leaves_a_log_that_goes_on(networks, tmp_path):
    fit(networks, epochs=1, folder=tmp_path)
    fit(networks, epochs=2, folder=tmp_path)
    text = (tmp_path / "log.txt").read_text()
    assert "the run starts" in text
    assert "goes on after step" in text
    assert "epoch 1/1  loss" in text
    assert "epoch 2/2  loss" in text
    with pytest.raises(StateError):
        fit(networks, epochs=3, folder=tmp_path, seed=1)


class Halt(train.Callback):
    """Leaves a run in the middle of an epoch."""

    def __init__(self, step):
        self.step = step

    def on_step_end(self, run):
        if run.step == self.step:
            run.halt("enough")


class StopAt(train.Callback):
    """Asks for an end in the middle of an epoch."""

    def on_step_end(self, run):
        if run.step == 2:
            run.stop("asked in an epoch")


def untimed(history):
    return [{k: v for k, v in row.items() if k != "seconds"} for row in history]


def test_batches_left_out_before_a_halt_are_remembered(networks, tmp_path):
    x, y = networks.points()
    x = x.copy()
    x[[3, 40]] = np.nan
    options = {"data": (x, y), "epochs": 2, "batch_size": 8, "non_finite": "skip"}
    whole = fit(networks, folder=tmp_path / "whole", **options)
    for step in (3, 6, 9):
        fit(networks, folder=tmp_path / "cut", callbacks=[Halt(step)], **options)
    cut = fit(networks, folder=tmp_path / "cut", **options)
    assert untimed(cut) == untimed(whole)
    assert "row 3 of the data" in "".join(cut.notes)
    assert (
        sum(row.get("skipped", 0) for row in cut) == len("".join(cut.notes).split("left out")) - 1
    )


def test_an_epoch_told_to_be_the_last_is_done_whole_when_resumed(networks, tmp_path):
    options = {"epochs": 5, "batch_size": 8}
    whole = fit(networks, folder=tmp_path / "whole", callbacks=[StopAt()], **options)
    fit(networks, folder=tmp_path / "cut", callbacks=[StopAt(), Halt(4)], **options)
    cut = fit(networks, folder=tmp_path / "cut", callbacks=[StopAt()], **options)
    assert len(whole) == 1
    assert untimed(cut) == untimed(whole)


@pytest.mark.parametrize("what", ["optimizer", "optimizer lr", "accumulate", "number of rows"])
def test_a_run_goes_on_only_as_it_was(networks, tmp_path, what):
    fit(networks, folder=tmp_path, batch_size=10)
    model, optimizer = networks.perceptron(dropout=0.0)
    x, y = networks.points()
    options = {"epochs": 2, "batch_size": 10, "folder": tmp_path, "progress": False}
    if what == "optimizer":
        optimizer = optim.SGD(model.parameters(), lr=0.01)
    elif what == "optimizer lr":
        optimizer = type(optimizer)(model.parameters(), lr=0.5)
    elif what == "accumulate":
        options["accumulate"] = 2
    else:
        x, y = x[:-1], y[:-1]
    with pytest.raises(StateError, match=f"of a run with another {what}"):
        train.fit(model, optimizer, nn.cross_entropy, (x, y), **options)


def test_reasons_within_an_epoch_compose(networks):
    over = train.TimeBudget(0.0, within_epoch=True)
    late = train.AfterEpochs(2)
    options = {"epochs": 9, "batch_size": 8}
    assert [row["step"] for row in fit(networks, callbacks=over | late, **options)] == [1]
    both = fit(networks, callbacks=over & late, **options)
    length = both[0]["step"]
    assert [row["step"] for row in both] == [length, 2 * length]
    met = train.AfterSteps(1)  # holds at the end of the first epoch, and from then on
    assert [row["step"] for row in fit(networks, callbacks=met & over, **options)] == [length]
    for wrong in (5, None, "loss"):
        with pytest.raises(ArgumentError, match="join reasons"):
            late & wrong
    for make in (lambda: train.AfterEpochs(0), lambda: train.AfterSteps(0)):
        with pytest.raises(ArgumentError):
            make()
    for time in (-1, None, "1h30m"):
        with pytest.raises(ArgumentError, match="is no time"):
            train.TimeBudget(time)


def test_several_sets_without_targets(networks):
    class Mean(nn.Module):
        def __init__(self):
            self.centre = nn.Parameter(np.zeros(2, np.float32))

        def objective(self, x):
            return (x - self.centre).square().mean()

    model, x = Mean(), np.ones((16, 2), np.float32)
    sgd = optim.SGD(model.parameters(), lr=0.1)
    sets = {"near": x, "far": x * 9}
    found = train.fit_unsupervised(model, sgd, x, epochs=2, validation=sets, progress=False)
    assert found[-1]["near_loss"] < found[-1]["far_loss"]
    with pytest.raises(ArgumentError, match="Mean is no stage"):
        train.pretrain([model], lambda p: optim.SGD(p, lr=0.1), x, epochs=1)
