"""fit trains in place and says what happened."""

import math

import numpy as np
import pytest

import pellucid as pel
from pellucid import data, nn, optim, train
from pellucid.core.errors import ArgumentError, FileError, PellucidError, StateError


def weights(model):
    return {name: value.tobytes() for name, value in model.state_dict().items()}


def quiet(model, optimizer, source, **options):
    options = {"epochs": 2, "batch_size": 20, "progress": False} | options
    return train.fit(model, optimizer, nn.cross_entropy, source, **options)


def test_a_run_learns_and_tells(networks):
    model, optimizer = networks.perceptron()
    history = quiet(
        model,
        optimizer,
        networks.points(),
        epochs=15,
        validation=networks.points(seed=1),
        metrics=[train.accuracy],
    )
    assert len(history) == 15
    assert history.columns == [
        "epoch",
        "step",
        "loss",
        "validation_loss",
        "validation_accuracy",
        "seconds",
    ]
    assert history["epoch"] == list(range(1, 16))
    assert history[-1]["step"] == 15 * 5
    assert history[-1]["loss"] < 0.6 * history[0]["loss"]
    assert history[-1]["validation_accuracy"] > 0.65


def test_it_does_what_a_loop_by_hand_does(networks):
    model, optimizer = networks.perceptron(dropout=0.0)
    history = quiet(model, optimizer, networks.points(), seed=5)
    by_hand, optimizer = networks.perceptron(dropout=0.0)
    x, y = networks.points()
    for epoch in range(2):
        total = 0.0
        for images, labels in data.batches(x, y, batch_size=20, seed=5, epoch=epoch):
            loss = nn.cross_entropy(by_hand(pel.asarray(images)), pel.asarray(labels))
            optimizer.minimize(loss)
            total += loss.item() * len(labels)
        assert history[epoch]["loss"] == pytest.approx(total / len(y), rel=1e-5)
    for name, value in by_hand.state_dict().items():
        np.testing.assert_allclose(model.state_dict()[name], value, rtol=1e-4, atol=1e-6)


def test_the_last_batch_may_be_smaller_or_left_out(networks):
    x, y = networks.points(50)
    model, optimizer = networks.perceptron()
    assert quiet(model, optimizer, (x, y))[-1]["step"] == 2 * 3
    loader = data.DataLoader((x, y), 20, shuffle=True, drop_last=True)
    assert quiet(model, optimizer, loader)[-1]["step"] == 2 * 2


def test_arrays_loader_and_function_give_the_same_bits(networks):
    x, y = networks.points(50)
    sources = [
        (x, y),
        (pel.asarray(x), pel.asarray(y)),
        (x.astype(np.float64), y),
        data.DataLoader((x, y), 20, shuffle=True, seed=3),
        lambda epoch: data.batches(x, y, batch_size=20, seed=3, epoch=epoch),
    ]
    found = []
    for source in sources:
        model, optimizer = networks.perceptron()
        quiet(model, optimizer, source, seed=3)
        found.append(weights(model))
    assert all(bits == found[0] for bits in found)


def test_the_order_depends_on_the_seed(networks):
    found = []
    for seed in (0, 1):
        model, optimizer = networks.perceptron()
        quiet(model, optimizer, networks.points(), seed=seed)
        found.append(weights(model))
    assert found[0] != found[1]


def test_validation_changes_nothing(networks):
    found = []
    for validation in (None, networks.points(33, seed=1)):
        model, optimizer = networks.perceptron()
        metrics = [train.accuracy] if validation else []
        quiet(model, optimizer, networks.points(), validation=validation, metrics=metrics)
        found.append(weights(model))
        assert model.training
    assert found[0] == found[1]


def test_several_inputs_are_given_to_the_model():
    class Sum(nn.Module):
        def __init__(self):
            self.left, self.right = nn.Linear(2, 1), nn.Linear(3, 1)

        def forward(self, a, b):
            return self.left(a) + self.right(b)

    random = np.random.default_rng(0)
    a, b = random.normal(size=(64, 2)), random.normal(size=(64, 3))
    model = Sum()
    history = train.fit(
        model, optim.Adam(model.parameters(), lr=0.05), nn.mse_loss, (a, b, a[:, :1] - b[:, :1]),
        epochs=30, progress=False,
    )  # fmt: skip
    assert history[-1]["loss"] < 0.05 * history[0]["loss"]


def test_evaluation_counts_every_row_once(networks):
    model, _ = networks.perceptron()
    x, y = networks.points(50)
    whole = train.evaluate(model, nn.cross_entropy, (x, y), metrics=[train.accuracy], batch_size=50)
    parts = train.evaluate(model, nn.cross_entropy, (x, y), metrics=[train.accuracy], batch_size=7)
    assert parts == pytest.approx(whole, rel=1e-5)
    outputs = train.predict(model, x, batch_size=7)
    assert outputs.shape == (50, 3)
    assert train.accuracy(outputs, y) == whole["accuracy"]
    assert whole["loss"] == pytest.approx(train.log_loss(outputs, y), rel=1e-5)


def test_a_loss_that_is_no_number_stops_the_run_and_names_the_step(networks):
    x, y = networks.points()
    x[:20] = np.nan
    model, optimizer = networks.perceptron()
    with pytest.raises(StateError, match=r"the loss became nan at step \d+") as raised:
        quiet(model, optimizer, (x, y))
    assert "learning rate" in str(raised.value)


def test_a_schedule_moves_every_step_or_every_epoch(networks):
    for every, final in (("step", 0.01 * 0.5**10), ("epoch", 0.01 * 0.5**2)):
        model, optimizer = networks.perceptron()
        schedule = optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
        quiet(model, optimizer, networks.points(), schedule=schedule, schedule_every=every)
        assert optimizer.param_groups[0]["lr"] == pytest.approx(final)


def test_a_schedule_may_wait_for_a_plateau(networks):
    model, optimizer = networks.perceptron()
    plateau = optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.1, patience=0, threshold=0.9)
    history = quiet(
        model, optimizer, networks.points(), epochs=3, schedule=plateau, schedule_every="epoch"
    )
    assert history["lr"] == pytest.approx([0.01, 0.01, 0.001])
    with pytest.raises(ArgumentError, match="watches epochs"):
        quiet(model, optimizer, networks.points(), schedule=plateau)


def test_wrong_arguments_are_clear_errors(networks, tmp_path):
    model, optimizer = networks.perceptron()
    with pytest.raises(ArgumentError, match="epochs"):
        quiet(model, optimizer, networks.points(), epochs=-1)
    with pytest.raises(ArgumentError, match="'step' or 'epoch'"):
        quiet(model, optimizer, networks.points(), schedule_every="year")
    with pytest.raises(PellucidError):
        quiet(model, optimizer, networks.points(), batch_size=0)
    with pytest.raises(PellucidError, match="nothing to evaluate"):
        quiet(model, optimizer, networks.points(), validation=[])
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be made"):
        quiet(model, optimizer, networks.points(), folder=tmp_path / "file")


def test_no_epochs_change_nothing(networks):
    model, optimizer = networks.perceptron()
    before = weights(model)
    assert len(quiet(model, optimizer, networks.points(), epochs=0)) == 0
    assert weights(model) == before


def test_losses_are_read_rarely(networks, monkeypatch):
    reads = []
    item = pel.Tensor.item
    monkeypatch.setattr(pel.Tensor, "item", lambda self: reads.append(1) or item(self))
    model, optimizer = networks.perceptron()
    seen = []

    class Watch(train.Callback):
        def on_step_end(self, run):
            seen.append((run.step, len(reads)))

    history = quiet(model, optimizer, networks.points(), batch_size=1, callbacks=[Watch()])
    assert dict(seen)[90] == 0
    assert math.isfinite(history[-1]["loss"])
