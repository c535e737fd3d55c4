"""Energy models learned without their partition function, beside closed forms: of a Gaussian the
best mean and covariance are the data's."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim, train, zoo
from pellucid.core.errors import ArgumentError

SOURCE = np.random.default_rng(0)
MIX = np.float64([[1.0, 0.0], [0.8, 0.5]])
ROWS = (SOURCE.normal(size=(2000, 2)) @ MIX.T + [1.0, -2.0]).astype(np.float32)
MEAN, COVARIANCE = ROWS.mean(0), np.cov(ROWS.T, bias=True)


class Gaussian(nn.Module):
    """A normal distribution by its mean and a root of its precision."""

    def __init__(self):
        self.mean = nn.Parameter(np.zeros(2, np.float32))
        self.root = nn.Parameter(np.eye(2, dtype=np.float32))

    def free_energy(self, x):
        return 0.5 * ((x - self.mean) @ self.root).square().sum(1)

    def covariance(self):
        root = self.root.numpy().astype(float)
        return np.linalg.inv(root @ root.T)


def learned(net, rate, epochs):
    """The network after training on all rows at once or, where it draws noise, in batches."""
    train.fit_unsupervised(
        net, optim.Adam(net.parameters(), lr=rate), ROWS, epochs=epochs, batch_size=500,
        progress=False,
    )  # fmt: skip
    return net


def test_the_objective_is_the_closed_form_of_a_gaussian():
    model = Gaussian()
    nn.init.normal_(model.root, 0.0, 1.0)
    precision = model.root.numpy().astype(float) @ model.root.numpy().T
    centred = ROWS - model.mean.numpy()
    slopes = -centred @ precision
    found = zoo.scores(model.free_energy, ROWS).numpy()
    np.testing.assert_allclose(found, slopes, rtol=1e-3, atol=1e-4)
    wanted = 0.5 * (slopes**2).sum(1).mean() - np.trace(precision)
    exact = zoo.score_matching(model.free_energy, ROWS).item()
    assert exact == pytest.approx(wanted, rel=1e-3)


def test_random_directions_guess_the_same_trace():
    model = Gaussian()
    nn.init.normal_(model.root, 0.0, 1.0)
    pel.manual_seed(0)
    exact = zoo.score_matching(model.free_energy, ROWS).item()
    guess = zoo.score_matching(model.free_energy, ROWS, probes=8).item()
    assert guess == pytest.approx(exact, rel=0.05)


def test_the_trace_is_that_of_the_hessian_of_a_machine():
    pel.manual_seed(1)
    rbm = zoo.RBM(3, 4, visible_kind="gaussian")
    for x in rbm.parameters():
        nn.init.normal_(x, 0.0, 1.0)
    rows = SOURCE.normal(size=(5, 3)).astype(np.float32)
    wanted = 0.0
    for row in rows:
        one = lambda v: rbm.free_energy(v.reshape(1, 3)).sum()  # noqa: E731
        slope, bend = pel.grad(one)(pel.asarray(row)).numpy(), pel.hessian(one)(pel.asarray(row))
        wanted += 0.5 * (slope**2).sum() - np.trace(bend.numpy())
    found = zoo.score_matching(rbm.free_energy, rows).item()
    assert found == pytest.approx(wanted / 5, rel=1e-3)
    gradients = pel.gradients(zoo.score_matching(rbm.free_energy, rows), list(rbm.parameters()))
    moved = 1e-2
    before = zoo.score_matching(rbm.free_energy, rows).item()
    for p, g in zip(rbm.parameters(), gradients, strict=True):
        place = np.unravel_index(np.abs(g.numpy()).argmax(), g.shape)
        step = np.zeros(p.shape, np.float32)
        step[place] = moved
        value = p.numpy().copy()
        sides = []
        for sign in (1, -1):
            p.assign(value + sign * step)
            sides.append(zoo.score_matching(rbm.free_energy, rows).item())
        p.assign(value)
        assert (sides[0] - sides[1]) / (2 * moved) == pytest.approx(g.numpy()[place], rel=0.03)
    assert np.isfinite(before)


@pytest.mark.parametrize("options", [{}, {"probes": 1}], ids=["exact", "sliced"])
def test_matched_slopes_give_the_mean_and_covariance_of_the_data(options):
    pel.manual_seed(0)
    net = learned(zoo.ScoreMatching(Gaussian(), **options), 0.02, 150)
    np.testing.assert_allclose(net.model.mean.numpy(), MEAN, atol=0.07)
    np.testing.assert_allclose(net.model.covariance(), COVARIANCE, atol=0.1)


def test_denoising_gives_the_covariance_of_the_data_with_noise():
    pel.manual_seed(0)
    net = learned(zoo.ScoreMatching(Gaussian(), noise=0.7), 0.02, 150)
    np.testing.assert_allclose(net.model.mean.numpy(), MEAN, atol=0.12)
    np.testing.assert_allclose(net.model.covariance(), COVARIANCE + 0.49 * np.eye(2), atol=0.17)


def test_telling_data_from_noise_gives_density_and_partition_function():
    pel.manual_seed(0)
    net = learned(zoo.NoiseContrastive(Gaussian(), 2, ratio=3).fit(ROWS), 0.02, 400)
    np.testing.assert_allclose(net.model.mean.numpy(), MEAN, atol=0.12)
    np.testing.assert_allclose(net.model.covariance(), COVARIANCE, atol=0.17)
    wanted = np.log(2 * np.pi) + 0.5 * np.linalg.slogdet(net.model.covariance())[1]
    assert net.log_partition.item() == pytest.approx(wanted, abs=0.1)


def test_machines_and_networks_of_layers_are_learned_by_their_slopes():
    pel.manual_seed(0)
    rows = np.sign(SOURCE.normal(size=(500, 1))) * [2.0, -2.0] + SOURCE.normal(size=(500, 2)) * 0.5
    rows = rows.astype(np.float32)
    net = zoo.ScoreMatching(zoo.RBM(2, 4, visible_kind="gaussian"), noise=0.3)
    train.fit_unsupervised(
        net, optim.Adam(net.parameters(), lr=0.05), rows, epochs=60, batch_size=100, progress=False
    )
    between = np.float32([[0.0, 0.0], [2.0, -2.0], [2.0, 2.0]])
    energy = net.model.free_energy(between).numpy()
    assert energy[1] < energy[0] - 0.5
    assert energy[1] < energy[2] - 0.5
    assert net(between).shape == (3, 2)


def test_what_has_no_energy_is_told_so():
    for make in (
        lambda: zoo.ScoreMatching(nn.Linear(2, 2)), lambda: zoo.ScoreMatching(Gaussian(), noise=-1),
        lambda: zoo.NoiseContrastive(Gaussian(), 2, ratio=0),
        lambda: zoo.denoising_score_matching(Gaussian().free_energy, ROWS, 0.0),
    ):  # fmt: skip
        with pytest.raises(ArgumentError):
            make()
