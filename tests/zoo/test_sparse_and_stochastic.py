"""Codes that are guessed instead of searched for, and chains that walk where the data are."""

import itertools

import numpy as np
import pytest

import pellucid as pel
from pellucid import optim, train, zoo
from pellucid.core.errors import ArgumentError

SOURCE = np.random.default_rng(0)


def sums_of_atoms(n=400):
    """Rows that are sums of few of six atoms of eight numbers, and the atoms."""
    atoms = SOURCE.normal(size=(6, 8))
    atoms /= np.linalg.norm(atoms, axis=1, keepdims=True)
    codes = SOURCE.uniform(0.5, 2, (n, 6)) * (SOURCE.random((n, 6)) < 0.25)
    return (codes @ atoms).astype(np.float32), atoms


def test_searched_codes_are_the_least_of_the_energy():
    pel.manual_seed(0)
    rows, _ = sums_of_atoms(50)
    net = zoo.PSD(8, 6, weight=0.2, alpha=0.5, steps=300)
    codes = net.search(rows).numpy().astype(float)
    d, guess = net.atoms().numpy().astype(float), net.encode(rows).numpy().astype(float)
    slope = (codes @ d - rows) @ d.T + 0.5 * (codes - guess)  # of all but |z|
    on = codes != 0
    np.testing.assert_allclose(slope[on], -0.2 * np.sign(codes[on]), atol=2e-3)
    assert (np.abs(slope[~on]) <= 0.2 + 2e-3).all()
    assert 0.2 < (~on).mean() < 0.95
    error = 0.5 * ((codes @ d - rows) ** 2).sum(1) + 0.25 * ((codes - guess) ** 2).sum(1)
    wanted = (error + 0.2 * np.abs(codes).sum(1)).mean()
    assert net.objective(rows).item() == pytest.approx(wanted, rel=1e-4)


def test_atoms_are_found_again_and_codes_are_guessed():
    pel.manual_seed(0)
    rows, atoms = sums_of_atoms()
    net = zoo.PSD(8, 6, weight=0.2, alpha=0.3, steps=60)
    nearly = lambda: ((net(rows).numpy() - rows) ** 2).sum() / (rows**2).sum()  # noqa: E731
    before = nearly(), net.objective(rows).item()
    train.fit_unsupervised(
        net, optim.Adam(net.parameters(), lr=0.02), rows, epochs=200, batch_size=50, progress=False
    )
    assert nearly() < 0.1 < 0.5 * before[0]
    assert net.objective(rows).item() < 0.5 * before[1]
    alike = np.abs(net.atoms().numpy() @ atoms.T)
    assert (alike.max(0) > 0.9).sum() >= 5  # a random one would be 0.7 like the likest of six
    searched, guessed = net.search(rows).numpy(), net.encode(rows).numpy()
    assert np.corrcoef(searched.ravel(), guessed.ravel())[0, 1] > 0.9
    np.testing.assert_allclose(np.linalg.norm(net.atoms().numpy(), axis=1), 1, atol=1e-4)


def test_atoms_of_pictures_stand_anywhere():
    pel.manual_seed(0)
    atoms = np.zeros((2, 3, 3), np.float32)
    atoms[0, 1], atoms[1, :, 1] = 1, 1  # a line across, a line down
    pictures = np.zeros((120, 1, 10, 10), np.float32)
    for picture in pictures:
        for _ in range(3):
            i, j = SOURCE.integers(0, 8, 2)
            picture[0, i : i + 3, j : j + 3] += atoms[SOURCE.integers(0, 2)]
    net = zoo.ConvPSD(1, 2, 3, weight=0.3, alpha=0.1, steps=40)
    before = net.objective(pictures).item()
    codes, rest = net.search(pictures), SOURCE.normal(size=(2, 1, 10, 10)).astype(np.float32)
    np.testing.assert_allclose(  # putting together and matching are each other's transpose
        (net.decode(codes[:2]).numpy() * rest).sum(),
        (codes[:2].numpy() * net.matched(pel.asarray(rest)).numpy()).sum(), rtol=1e-3,
    )  # fmt: skip
    train.fit_unsupervised(
        net, optim.Adam(net.parameters(), lr=0.03), pictures, epochs=60, batch_size=30,
        progress=False,
    )  # fmt: skip
    assert net.objective(pictures).item() < 0.6 * before
    kept = net.atoms().numpy()[:, 0]
    lines = atoms / np.sqrt(3)
    best = [
        max(np.abs((np.roll(a, move, (0, 1)) * line).sum()) for a in kept
            for move in itertools.product((-1, 0, 1), repeat=2))
        for line in lines
    ]  # fmt: skip
    assert min(best) > 0.95
    energies = []
    for steps in (1, 5, 40):
        net.steps = steps
        energies.append(net.energy(pictures, net.search(pictures)).item())
    assert energies[2] < energies[1] < energies[0]


def test_codes_that_mean_nothing_are_refused():
    for make in (lambda: zoo.PSD(4, 3, weight=-1.0), lambda: zoo.ConvPSD(1, 3, 3, steps=0)):
        with pytest.raises(ArgumentError):
            make()


LINES = np.zeros((8, 16), np.float32)
for place, row in enumerate(LINES):
    picture = row.reshape(4, 4)
    picture[place if place < 4 else slice(None), slice(None) if place < 4 else place - 4] = 1


def shares(rows):
    """How often each of the eight lines occurs among rows, and how often none does."""
    hits = (rows[:, None] == LINES[None]).all(2).mean(0)
    return np.append(hits, 1 - hits.sum())


def test_a_step_of_a_chain_is_its_formula():
    pel.manual_seed(0)
    net = zoo.GSN([6, 5, 4], noise=0.0, corruption=0.0)
    w, u = (x.numpy() for x in net.weights)
    v = SOURCE.random((3, 6)).astype(np.float32)
    layers = net.moved(net.started(pel.asarray(v)))
    h = np.tanh(v @ w.T)  # nothing from above yet
    np.testing.assert_allclose(layers[1].numpy(), h, atol=1e-5)
    np.testing.assert_allclose(layers[2].numpy(), np.tanh(h @ u.T), atol=1e-5)
    np.testing.assert_allclose(layers[0].numpy(), 1 / (1 + np.exp(-(h @ w))), atol=1e-5)
    again = net.moved(layers)[1].numpy()
    wanted = np.tanh(layers[0].numpy() @ w.T + layers[2].numpy() @ u)
    np.testing.assert_allclose(again, wanted, atol=1e-5)
    spoiled = zoo.GSN([6, 5], corruption=0.4).spoiled([pel.asarray(np.full((5000, 6), 0.5))])[0]
    found = spoiled.numpy()
    assert (found == 0).mean() == pytest.approx(0.2, abs=0.02)
    assert (found == 1).mean() == pytest.approx(0.2, abs=0.02)
    for make in (lambda: zoo.GSN([6]), lambda: zoo.GSN([6, 5, 4], walkback=1)):
        with pytest.raises(ArgumentError):
            make()


def test_a_chain_goes_where_the_data_are_and_as_often():
    pel.manual_seed(0)
    often = np.array([0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05])
    rows = LINES[SOURCE.choice(8, 2000, p=often)]
    net = zoo.GSN([16, 100], walkback=3, corruption=0.1, noise=0.05)
    before = net.objective(rows).item()
    train.fit_unsupervised(
        net, optim.Adam(net.parameters(), lr=0.01), rows, epochs=25, batch_size=100, progress=False
    )
    net.eval()
    assert net.objective(rows).item() < 0.1 * before
    found = shares((net.sample(1000, 20).numpy() > 0.5).astype(np.float32))
    assert found[-1] < 0.1  # at random, none of a thousand would be a line
    assert 0.5 * np.abs(found[:-1] - often).sum() < 0.2  # the total variation distance
    spoiled = rows[:200].copy()
    spoiled[:, :2] = 1 - spoiled[:, :2]
    back = (net(spoiled).numpy() > 0.5) == rows[:200]
    assert back.mean() > 0.9
    assert net.encode(rows[:3]).shape == (3, 100)


@pytest.mark.slow
def test_walking_back_takes_states_far_from_the_data_home():
    homes = {}
    rows = LINES[SOURCE.integers(0, 8, 1000)]
    for walkback in (1, 4):
        pel.manual_seed(0)
        net = zoo.GSN([16, 100], walkback=walkback, corruption=0.05, noise=0.05)
        train.fit_unsupervised(
            net, optim.Adam(net.parameters(), lr=0.01), rows, epochs=30, batch_size=100,
            progress=False,
        )  # fmt: skip
        homes[walkback] = 1 - shares((net.sample(1000, 8).numpy() > 0.5).astype(np.float32))[-1]
    assert homes[4] > homes[1] + 0.05  # of chains that begin anywhere
