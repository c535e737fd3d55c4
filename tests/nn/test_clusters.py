"""Features by clusters, codes of few parts, networks chosen, sequences searched for."""

import itertools

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim, train, zoo
from pellucid.core.errors import ArgumentError, ShapeError

SOURCE = np.random.default_rng(0)
CENTRES = np.float64([[0, 0, 5], [5, 0, 0], [0, 5, 0]])
ROWS = (CENTRES[np.arange(90) % 3] + SOURCE.normal(size=(90, 3)) * 0.3).astype(np.float32)


def test_centres_are_those_of_scikit_learn():
    layer = nn.KMeans(3, 3).fit(ROWS)
    whose = layer.nearest(ROWS).numpy()
    assert all(len(set(whose[k::3])) == 1 for k in range(3))
    far = np.linalg.norm(ROWS[:, None] - layer.mean.numpy(), axis=2)
    np.testing.assert_allclose(
        layer(ROWS).numpy(), np.maximum(far.mean(1)[:, None] - far, 0), atol=1e-4
    )
    cluster = pytest.importorskip("sklearn.cluster")
    theirs = cluster.KMeans(3, n_init=3, random_state=0).fit(ROWS).cluster_centers_
    np.testing.assert_allclose(
        sorted(layer.mean.numpy().tolist()), sorted(theirs.tolist()), atol=1e-3
    )
    for make in (lambda: nn.KMeans(3, 0), lambda: nn.KMeans(3, 100).fit(ROWS)):
        with pytest.raises((ArgumentError, ShapeError)):
            make()


def test_codes_are_sparse_and_the_least_of_their_objective():
    atoms = SOURCE.normal(size=(6, 8))
    atoms /= np.linalg.norm(atoms, axis=1, keepdims=True)
    codes = SOURCE.normal(size=(200, 6)) * (SOURCE.random((200, 6)) < 0.25) * 3
    rows = (codes @ atoms).astype(np.float32)
    layer = nn.SparseCoding(8, 6, weight=0.05, steps=100)
    error = lambda: np.square(layer.inverse(layer(rows)).numpy() - rows).mean()  # noqa: E731
    before = error()
    layer.fit(rows)
    assert error() < 0.3 * before
    found = layer(rows).numpy()
    assert (found == 0).mean() > 0.3
    np.testing.assert_allclose(np.linalg.norm(layer.mean.numpy(), axis=1), 1, atol=1e-4)
    model = pytest.importorskip("sklearn.decomposition")
    theirs = model.sparse_encode(
        rows.astype(float), layer.mean.numpy().astype(float), algorithm="lasso_cd", alpha=0.05,
        max_iter=5000,
    )  # fmt: skip
    np.testing.assert_allclose(found, theirs, atol=0.02)


@pytest.mark.parametrize("kind", ["rows", "pictures", "words"])
def test_a_network_is_chosen_by_the_data_and_learns(kind):
    pel.manual_seed(0)
    y = SOURCE.integers(0, 2, 60)
    x = {
        "rows": ROWS[:60] * 40 + y[:, None], "words": SOURCE.integers(3, 9, (60, 7)),
        "pictures": SOURCE.normal(size=(60, 1, 8, 8)).astype(np.float32) + y[:, None, None, None],
    }[kind]  # fmt: skip
    if kind == "words":
        x[:, 2] = y + 1
    net = zoo.network_for(x, y)
    history = train.fit(
        net, optim.Adam(net.parameters(), lr=0.01), nn.cross_entropy, (x, y), epochs=2,
        batch_size=20, progress=False,
    )  # fmt: skip
    assert np.isfinite(history[-1]["loss"])
    assert net(x[:3]).shape == (3, 2)


def test_numbers_to_predict_get_as_many_outputs():
    assert zoo.network_for(ROWS, ROWS[:, :2])(ROWS).shape == (90, 2)
    assert zoo.network_for(ROWS, ROWS[:, 0])(ROWS).shape == (90, 1)
    with pytest.raises(ShapeError):
        zoo.network_for(np.zeros((2, 3, 4, 5, 6), np.float32), np.zeros(2))


def test_a_wide_beam_finds_the_likeliest_sequence():
    table = SOURCE.normal(size=(4, 4)) * 2

    def scores(sequences):
        return table[sequences[:, -1]]

    logs = table - np.logaddexp.reduce(table, axis=1, keepdims=True)
    every = {
        (0, *rest): sum(logs[a, b] for a, b in itertools.pairwise((0, *rest)))
        for rest in itertools.product(range(4), repeat=4)
    }
    found = zoo.beam_search(scores, [0], 4, width=64)
    assert found[0].numbers == max(every, key=every.get)
    assert found[0].score == pytest.approx(max(every.values()))
    greedy = zoo.beam_search(scores, [0], 4, width=1)[0]
    assert greedy.score <= found[0].score + 1e-12
    ended = zoo.beam_search(scores, [0], 6, width=3, end=2, penalty=1.0)
    assert any(beam.numbers[-1] == 2 for beam in ended)
    with pytest.raises(ArgumentError):
        zoo.beam_search(scores, [], 2)


def test_wrong_gradients_are_found():
    @pel.custom_gradient
    def wrong(x):
        return x * x, lambda g: g * x * 3

    assert pel.check_gradients(nn.functional.gelu, SOURCE.normal(size=(3, 2)))
    found = pel.check_gradients(wrong, np.float64([1.0, 2.0]))
    assert not found
    assert "WRONG" in str(found)
    assert found.place == (1,)
