"""A tagger learns tags, and letters become other letters, better by following several ways."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim, train, zoo
from pellucid.core.errors import ArgumentError


def test_a_tagger_reads_from_both_ends():
    """The tag of a word is whether the one after it is the same: only a look ahead tells."""
    random = np.random.default_rng(0)
    x = random.integers(2, 5, (400, 8))
    x[:100, 6:] = 0
    y = np.pad(x[:, 1:] == x[:, :-1], [(0, 0), (0, 1)]).astype(np.int64)
    y[x == 0] = -100
    pel.manual_seed(1)
    model = zoo.Tagger(5, 5, 2, embedding=8, ending=4, hidden=16, dropout=0.0, unknown=0.0)
    adam = optim.Adam(model.parameters(), lr=0.03)
    train.fit(model, adam, nn.cross_entropy, (x, x, y), epochs=20, progress=False)
    known = y >= 0
    found = train.predict(model, x, x)
    assert found.shape == (400, 2, 8)
    assert (found.argmax(1) == y)[known].mean() > 0.95


def test_what_fills_up_rows_changes_nothing():
    pel.manual_seed(0)
    model, reader = zoo.Tagger(9, 9, 3, hidden=8).eval(), zoo.Seq2Seq(9, 7, hidden=8).eval()
    x = np.array([[2, 3, 4]])
    longer = np.array([[2, 3, 4, 0, 0]])
    assert np.allclose(model(x, x).numpy(), model(longer, longer).numpy()[:, :, :3], atol=1e-6)
    assert np.allclose(reader(x, x).numpy(), reader(longer, x).numpy(), atol=1e-6)


def test_letters_are_turned_round_greedily_and_with_a_beam():
    random = np.random.default_rng(0)
    words = [random.integers(2, 8, random.integers(2, 6)) for _ in range(1200)]
    start, end, length = 8, 9, 6
    x, given, wanted = np.zeros((1200, 6), int), np.zeros((1200, 7), int), np.full((1200, 7), -100)
    for i, word in enumerate(words):
        x[i, : len(word)] = word
        given[i, : len(word) + 1] = [start, *word[::-1]]
        wanted[i, : len(word) + 1] = [*word[::-1], end]
    pel.manual_seed(0)
    model = zoo.Seq2Seq(10, 10, embedding=16, hidden=32, dropout=0.0)
    adam = optim.Adam(model.parameters(), lr=0.01)
    data = tuple(part[:1000] for part in (x, given, wanted))
    train.fit(model, adam, nn.cross_entropy, data, epochs=14, batch_size=50, progress=False)
    right = [tuple(word[::-1].tolist()) for word in words[1000:]]
    for width in (1, 3):
        told = zoo.transcribed(model, x[1000:], length, start=start, end=end, width=width)
        assert np.mean([a == b for a, b in zip(told, right, strict=True)]) > 0.8
    assert model.training
    with pytest.raises(ArgumentError, match="1 or more"):
        zoo.transcribed(model, x, 0, start=start, end=end)


def test_a_wider_beam_finds_no_less_likely_sequence():
    pel.manual_seed(3)
    model = zoo.Seq2Seq(9, 7, hidden=8).eval()
    rows = np.random.default_rng(0).integers(2, 9, (10, 4))

    def likelihood(row, told):
        written = [5, *told, 6][:5]
        scores = model(row[None], np.array([written[:-1]])).numpy()[0].astype(np.float64)
        logs = scores - np.logaddexp.reduce(scores, axis=0)
        return sum(logs[number, i] for i, number in enumerate(written[1:]))

    totals = [
        sum(likelihood(row, told) for row, told in zip(rows, zoo.transcribed(
            model, rows, 4, start=5, end=6, width=width), strict=True))
        for width in (1, 7)
    ]  # fmt: skip
    assert totals[1] >= totals[0] - 1e-6


def test_cifar_quick_is_pytorchs():
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    pel.manual_seed(0)
    model = zoo.CifarQuick()
    w = {name: torch.tensor(value.numpy()) for name, value in model.named_parameters()}
    x = np.random.default_rng(0).normal(size=(2, 3, 32, 32)).astype(np.float32)
    y = F.conv2d(torch.tensor(x), w["conv1.weight"], w["conv1.bias"], padding=2)
    y = F.relu(F.max_pool2d(y, 3, 2, ceil_mode=True))
    for name in ("conv2", "conv3"):
        y = F.relu(F.conv2d(y, w[f"{name}.weight"], w[f"{name}.bias"], padding=2))
        y = F.avg_pool2d(y, 3, 2, ceil_mode=True)
    y = F.linear(y.flatten(1), w["ip1.weight"], w["ip1.bias"])
    y = F.linear(y, w["ip2.weight"], w["ip2.bias"])
    assert np.allclose(model(x).numpy(), y.numpy(), atol=1e-5)
