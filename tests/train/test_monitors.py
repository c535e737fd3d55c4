"""Channels in the history, evaluations between epochs, averages, and what TensorBoard reads."""

import math
import struct

import numpy as np
import pytest

from pellucid import nn, train
from pellucid.core.errors import ArgumentError, FileError
from pellucid.formats import events, png
from pellucid.optim.averages import ParameterAverage


def run(networks, *callbacks, make="perceptron", epochs=3, **options):
    model, optimizer = getattr(networks, make)()
    data = networks.points() if make == "perceptron" else networks.pictures()
    history = train.fit(
        model, optimizer, nn.cross_entropy, data, epochs=epochs, batch_size=20,
        callbacks=callbacks, progress=False, **options,
    )  # fmt: skip
    return model, history


def test_any_channel_is_noted_each_epoch(networks):
    x, y = networks.points(20, seed=3)
    watch = train.Monitor({
        "rate": train.learning_rates, "norm": train.weight_norms, "columns": train.column_norms,
        "layer": train.activations(x), "gradient": train.gradient_norms(nn.cross_entropy, x, y),
        "steps": lambda run: run.step,
    })  # fmt: skip
    model, history = run(networks, watch)
    row = history[-1]
    weight = model[0].weight.numpy()
    assert row["rate"] == 0.01
    assert row["steps"] == 15
    assert row["norm_0.weight"] == pytest.approx(np.linalg.norm(weight))
    assert row["columns_0.weight_max"] == pytest.approx(np.linalg.norm(weight, axis=1).max())
    hidden = np.maximum(x @ weight.T + model[0].bias.numpy(), 0)
    assert row["layer_1_mean"] == pytest.approx(hidden.mean(), rel=1e-4)
    assert row["layer_1_zeros"] == pytest.approx((hidden == 0).mean())
    assert row["gradient_3.bias"] > 0
    assert len(history["rate"]) == 3


def test_channels_may_be_noted_every_second_epoch(networks):
    history = run(networks, train.Monitor({"rate": train.learning_rates}, every=2))[1]
    assert [("rate" in row) for row in history.rows] == [False, True, False]
    with pytest.raises(ArgumentError):
        train.Monitor({}, every=0)


def test_channels_change_no_bit_and_reach_the_file(networks, tmp_path):
    plain, _ = run(networks)
    x, y = networks.points(20, seed=3)
    watch = train.Monitor({"g": train.gradient_norms(nn.cross_entropy, x, y)})
    watched, history = run(networks, watch, folder=tmp_path)
    for path, value in plain.state_dict().items():
        assert watched.state_dict()[path].tobytes() == value.tobytes()
    assert train.History.load(tmp_path / "history.jsonl").rows == history.rows


def test_evaluation_in_the_middle_of_epochs(networks):
    middle = train.EvaluateEvery(
        4, networks.points(seed=1), nn.cross_entropy, [train.accuracy], first=True
    )
    run(networks, middle)
    assert [row["step"] for row in middle.rows] == [0, 4, 8, 12]
    assert middle.rows[0]["loss"] > middle.rows[-1]["loss"]
    assert middle.rows[0]["accuracy"] <= 1
    with pytest.raises(ArgumentError):
        train.EvaluateEvery(0, None, nn.cross_entropy)


@pytest.mark.parametrize("decay", [0.9, None])
def test_a_run_ends_with_averaged_weights(networks, decay, tmp_path):
    seen = []

    class Watch(train.Callback):
        def on_fit_start(self, run):
            seen.append(run.model[0].weight.numpy().copy())

        def on_step_end(self, run):
            if decay is not None:
                seen.append(run.model[0].weight.numpy().copy())

        def on_epoch_end(self, run):
            if decay is None:
                seen.append(run.model[0].weight.numpy().copy())

    model, _ = run(networks, Watch(), train.AverageWeights(decay))
    wanted = seen[0]
    for value in seen[1:]:
        wanted = wanted * decay + value * (1 - decay) if decay is not None else wanted
    wanted = np.mean(seen[1:], 0) if decay is None else wanted
    np.testing.assert_allclose(model[0].weight.numpy(), wanted, atol=1e-5)
    run(networks, train.AverageWeights(decay), epochs=1, folder=tmp_path)
    again, _ = run(networks, train.AverageWeights(decay), folder=tmp_path)
    np.testing.assert_allclose(again[0].weight.numpy(), wanted, atol=1e-5)


def test_statistics_of_a_batch_norm_are_taken_anew(networks):
    data = networks.pictures()
    model, _ = run(networks, train.AverageWeights(data=data), make="convolutional")
    outputs = model[0](data[0]).numpy()
    np.testing.assert_allclose(model[1].running_mean.numpy(), outputs.mean((0, 2, 3)), atol=1e-4)
    assert model[1].momentum == 0.1


def fields(data):
    """The fields of a message: (number, value) pairs, as the format describes them."""
    place = 0

    def number():
        nonlocal place
        value = shift = 0
        while True:
            byte = data[place]
            place += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while place < len(data):
        head = number()
        kind = head & 7
        if kind == 0:
            yield head >> 3, number()
        elif kind == 2:
            size = number()
            yield head >> 3, data[place : place + size]
            place += size
        else:
            size, letter = (8, "<d") if kind == 1 else (4, "<f")
            yield head >> 3, struct.unpack(letter, data[place : place + size])[0]
            place += size


def test_events_are_what_the_format_says(networks, tmp_path):
    picture = np.arange(12, dtype=np.uint8).reshape(3, 4)
    board = train.TensorBoard(every=2, pictures=lambda model: {"dots": picture})
    history = run(networks, board, folder=tmp_path)[1]
    (file,) = tmp_path.glob("events.out.tfevents.*")
    found, histograms, pictures = {}, {}, {}
    for record in events.read_records(file):
        event = dict(fields(record))
        if 5 in event:
            for _, value in fields(event[5]):
                parts = dict(fields(value))
                place = (parts[1].decode(), event.get(2, 0))
                if 2 in parts:
                    found[place] = parts[2]
                elif 4 in parts:
                    pictures[place] = dict(fields(parts[4]))
                else:
                    histograms[place] = dict(fields(parts[5]))
    assert found["loss", 15] == pytest.approx(history[-1]["loss"], rel=1e-6)
    assert ("step/loss", 4) in found
    weight = histograms["0.weight", 15]
    assert weight[3] == 64
    assert sum(struct.unpack(f"<{len(weight[7]) // 8}d", weight[7])) == 64
    (tmp_path / "dots.png").write_bytes(pictures["dots", 15][4])
    assert (png.read_png(tmp_path / "dots.png") == picture).all()


def test_tensorboard_reads_them(networks, tmp_path):
    board = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    run(networks, train.TensorBoard(), folder=tmp_path)
    reader = board.EventAccumulator(str(tmp_path))
    reader.Reload()
    assert len(reader.Scalars("loss")) == 3
    assert reader.Histograms("0.weight")


def test_broken_events_are_found_and_a_place_is_needed(networks, tmp_path):
    with events.EventFile(tmp_path) as file:
        file.scalars({"x": math.pi}, 1)
    raw = bytearray(file.path.read_bytes())
    raw[-6] ^= 1
    file.path.write_bytes(raw)
    with pytest.raises(FileError, match="broken at byte"):
        list(events.read_records(file.path))
    with pytest.raises(ArgumentError):
        run(networks, train.TensorBoard())


def test_an_average_of_nothing_is_refused():
    with pytest.raises(ArgumentError):
        ParameterAverage([])
    with pytest.raises(ArgumentError):
        train.AverageWeights(start=0)
