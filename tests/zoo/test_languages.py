"""Models of text: they see only what came before, learn, and go on with a text."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import data, nn, optim, train, zoo
from pellucid.core.errors import ArgumentError, ShapeError

TEXT = "the cat sat on the mat. " * 60
CODE = data.Characters.of(TEXT)
X, Y = data.text_windows(CODE.encode(TEXT), 24, 7)


def models():
    size = len(CODE)
    return {
        "rnn": zoo.CharRNN(size, kind="rnn", hidden=48), "lstm": zoo.CharRNN(size, hidden=48),
        "gru": zoo.CharRNN(size, kind="gru", hidden=48, layers=2, dropout=0.1),
        "gpt": zoo.GPT(size, context=24, width=32, depth=1, heads=2),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru", "gpt"])
def test_nothing_is_seen_of_what_comes_after(name):
    pel.manual_seed(0)
    model = models()[name].eval()
    changed = X[:2].copy()
    changed[:, 10:] = 1
    before, after = model(X[:2]).numpy(), model(changed).numpy()
    np.testing.assert_allclose(before[..., :10], after[..., :10], atol=1e-5)
    assert not np.allclose(before[..., 10:], after[..., 10:])


@pytest.mark.parametrize("name", ["lstm", pytest.param("gpt", marks=pytest.mark.slow)])
def test_a_text_is_learned_and_gone_on_with(name):
    pel.manual_seed(0)
    model = models()[name]
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    history = train.fit(
        model, optimizer, nn.cross_entropy, (X, Y), epochs=12, batch_size=16, progress=False
    )
    assert history[-1]["loss"] < 0.35
    start = CODE.encode("the cat ")
    found = CODE.decode(zoo.continued(model, start, 16, temperature=0, context=24))
    assert found == "the cat sat on the mat. "
    warm = [zoo.continued(model, start, 8, temperature=5.0, context=24, seed=s) for s in (1, 1, 2)]
    assert (warm[0] == warm[1]).all()
    assert not (warm[0] == warm[2]).all()


def test_a_text_that_is_over_does_not_count():
    pel.manual_seed(0)
    model = zoo.TextClassifier(9, 2, embedding=6, hidden=5).eval()
    short = np.array([[1, 2, 3]])
    padded = np.array([[1, 2, 3, 0, 0]])
    np.testing.assert_allclose(model(short).numpy(), model(padded).numpy(), atol=1e-6)


def test_texts_are_classified():
    pel.manual_seed(0)
    source = np.random.default_rng(0)
    y = source.integers(0, 2, 300)
    x = source.integers(3, 20, (300, 12))
    x[np.arange(300), source.integers(0, 8, 300)] = y + 1  # one telling word somewhere
    x[:, 10:] = 0
    model = zoo.TextClassifier(20, 2, embedding=16, hidden=16, dropout=0.0)
    history = train.fit(
        model, optim.Adam(model.parameters(), lr=0.01), nn.cross_entropy, (x, y), epochs=15,
        batch_size=30, validation=(x, y), metrics=[train.accuracy], progress=False,
    )  # fmt: skip
    assert history[-1]["validation_accuracy"] > 0.95


def test_what_cannot_be_is_refused():
    with pytest.raises(ArgumentError):
        zoo.CharRNN(5, kind="cnn")
    with pytest.raises(ArgumentError):
        zoo.GPT(5, width=10, heads=4)
    with pytest.raises(ArgumentError):
        zoo.continued(models()["gpt"], [], 3)
    with pytest.raises(ShapeError):
        zoo.GPT(5, context=4, width=8, heads=2)(np.zeros((1, 5), np.int64))
    with pytest.raises(ArgumentError):
        zoo.VisionTransformer(28, 5)


@pytest.mark.slow
def test_a_vision_transformer_learns_pictures():
    pel.manual_seed(0)
    x, y = data.glyphs(300, 16, scale=1.0, move=1.0, seed=1)
    model = zoo.VisionTransformer(16, 4, width=32, depth=2, heads=4)
    history = train.fit(
        model, optim.AdamW(model.parameters(), lr=3e-3), nn.cross_entropy, (x, y), epochs=20,
        batch_size=50, validation=(x, y), metrics=[train.accuracy], progress=False,
    )  # fmt: skip
    assert history[-1]["validation_accuracy"] > 0.6
