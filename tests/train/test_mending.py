"""A run whose numbers stop being finite goes back, says why, and stops or goes on without."""

import numpy as np
import pytest

from pellucid import data, nn, optim, train
from pellucid.core.errors import ArgumentError, NonFiniteError
from pellucid.train.feed import Feed


@pytest.fixture
def broken(networks):
    """Points of which one row is spoiled, by the value that spoils it."""

    def make(value):
        x, y = networks.points(100)
        x[37, 1] = value
        return x, y

    return make


def run(networks, points, **options):
    model, optimizer = networks.perceptron()
    options = {"epochs": 3, "batch_size": 10, "progress": False, **options}
    return model, train.fit(model, optimizer, nn.cross_entropy, points, **options)


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e38])
def test_the_row_of_the_data_is_named_and_the_model_is_good(networks, broken, value):
    model, optimizer = networks.perceptron()
    with pytest.raises(NonFiniteError) as caught:
        train.fit(
            model, optimizer, nn.cross_entropy, broken(value), epochs=3, batch_size=10,
            progress=False,
        )  # fmt: skip
    text = str(caught.value)
    assert "row 37 of the data" in text
    assert "as they were before step" in text
    assert all(np.isfinite(x).all() for x in model.state_dict().values())


def test_the_model_is_as_it_was_before_the_step(networks, broken):
    """The same run, ended one step earlier by a callback, has the same weights."""
    x, y = broken(np.nan)
    model, optimizer = networks.perceptron()
    with pytest.raises(NonFiniteError) as caught:
        train.fit(model, optimizer, nn.cross_entropy, (x, y), epochs=1, batch_size=10,
                  progress=False)  # fmt: skip
    step = int(caught.value.what.split(" at step ")[1].split(":")[0])
    other, optimizer = networks.perceptron()

    def batches(epoch):
        return list(Feed((x, y), 10).batches(epoch))[: step - 1]

    if step > 1:
        train.fit(other, optimizer, nn.cross_entropy, batches, epochs=1, progress=False)
    for name, value in model.state_dict().items():
        assert np.array_equal(value, other.state_dict()[name])


def test_skipping_goes_on_and_says_so(networks, broken, capsys):
    _, history = run(networks, broken(np.nan), non_finite="skip", progress=True)
    assert history["skipped"] == [1, 1, 1]
    assert len(history.notes) == 3
    assert "row 37 of the data" in history.notes[0]
    assert "the batch was left out" in str(history)
    assert capsys.readouterr().out.count("row 37 of the data") == 3
    assert all(np.isfinite(history["loss"]))


def test_skipping_has_an_end(networks):
    x, y = networks.points(400)
    x[::7] = np.nan
    with pytest.raises(NonFiniteError):
        run(networks, (x, y), non_finite="skip")


def test_a_note_survives_in_the_file(networks, broken, tmp_path):
    run(networks, broken(np.nan), non_finite="skip", folder=tmp_path)
    found = train.History.load(tmp_path / "history.jsonl")
    assert len(found.notes) == 3


def test_not_looking(networks, broken):
    with pytest.raises(Exception, match="the loss became nan at step") as caught:
        run(networks, broken(np.nan), non_finite="ignore")
    assert not isinstance(caught.value, NonFiniteError)
    with pytest.raises(ArgumentError, match="non_finite"):
        run(networks, broken(0.0), non_finite="hope")


def test_looking_changes_no_bit(networks):
    points = networks.points(100)
    first, _ = run(networks, points)
    second, _ = run(networks, points, non_finite="ignore")
    for name, value in first.state_dict().items():
        assert np.array_equal(value, second.state_dict()[name])


def test_rows_of_a_batch():
    x, y = np.arange(10.0), np.arange(10)
    feed = Feed((x, y), 4, seed=3)
    for index, (inputs, _) in enumerate(feed.batches(2)):
        assert np.array_equal(x[feed.rows(2, index)], inputs)
    loader = data.DataLoader((x, y), batch_size=4, shuffle=True, seed=5)
    feed = Feed(loader, 1)
    for index, (inputs, _) in enumerate(feed.batches(1)):
        assert np.array_equal(x[feed.rows(1, index)], inputs)
    assert feed.rows(0, 3) is None
    assert Feed(lambda epoch: [(x, y)], 4).rows(0, 0) is None


def test_an_update_spoiled_by_the_last_batch_of_an_epoch(networks):
    """The loss of the last step is finite, the weights after it are not."""
    x, y = networks.points(10)
    model, _ = networks.perceptron()
    optimizer = optim.SGD(model.parameters(), lr=1e38)
    with pytest.raises(NonFiniteError):
        train.fit(
            model, optimizer, lambda p, t: nn.cross_entropy(p, t) * 1e3, (x, y), epochs=1,
            batch_size=10, progress=False,
        )  # fmt: skip
    assert all(np.isfinite(v).all() for v in model.state_dict().values())
