"""Boltzmann machines with several layers and with slabs: beside what sums over all states give."""

import itertools

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim, train, zoo
from pellucid.core.errors import ArgumentError
from pellucid.zoo.deep_boltzmann import Joint

SOURCE = np.random.default_rng(0)
PATTERNS = SOURCE.integers(0, 2, (3, 6))
SEEN = PATTERNS[SOURCE.integers(0, 3, 300)].astype(np.float32)
SEEN = np.where(SOURCE.random(SEEN.shape) < 0.03, 1 - SEEN, SEEN).astype(np.float32)


def states(n):
    """All rows of n bits."""
    return np.array(list(itertools.product([0, 1], repeat=n)), np.float64)


def log_sums(machine):
    """Of every visible state the logarithm of its unnormalised probability, by all states of two
    hidden layers."""
    (w, b), (u, c) = ((s.weight.numpy(), s.hidden_bias.numpy()) for s in machine.stages)
    a = machine.stages[0].visible_bias.numpy()
    v, h, g = states(w.shape[1]), states(w.shape[0]), states(u.shape[0])
    energies = -(
        (v @ a)[:, None, None] + (h @ b)[None, :, None] + (g @ c)[None, None, :]
        + (v @ w.T @ h.T)[:, :, None] + (h @ u.T @ g.T)[None, :, :]
    )  # fmt: skip
    return v.astype(np.float32), np.logaddexp.reduce(-energies.reshape(len(v), -1), 1)


def log_likelihood(machine, rows):
    """The exact mean log-likelihood of rows."""
    v, sums = log_sums(machine)
    places = (rows @ 2 ** np.arange(v.shape[1])[::-1]).astype(int)
    return (sums[places] - np.logaddexp.reduce(sums)).mean()


def shaken(machine, size):
    """A machine of random weights and biases."""
    for x in machine.parameters():
        nn.init.normal_(x, 0.0, size)
    return machine


def test_energies_are_sums_over_what_is_on():
    pel.manual_seed(1)
    machine = shaken(zoo.DBM([4, 3, 2]), 1.0)
    layers = [SOURCE.integers(0, 2, (5, n)).astype(np.float32) for n in (4, 3, 2)]
    w, u = (s.weight.numpy() for s in machine.stages)
    wanted = -sum(x @ b.numpy() for x, b in zip(layers, machine.biases, strict=True))
    wanted -= np.einsum("ni,hi,nh->n", layers[0], w, layers[1])
    wanted -= np.einsum("nh,gh,ng->n", layers[1], u, layers[2])
    found = machine.energy([pel.asarray(x) for x in layers]).numpy()
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)


def test_the_mean_field_bound_lies_below_the_truth_and_more_rounds_raise_it():
    pel.manual_seed(2)
    machine = shaken(zoo.DBM([6, 5, 4]), 1.0)
    v, sums = log_sums(machine)
    bounds = []
    for rounds in (1, 3, 30):
        machine.rounds = rounds
        bounds.append(machine.bound(v).numpy())
    assert (bounds[-1] <= sums + 1e-4).all()
    assert all((b >= a - 1e-4).all() for a, b in itertools.pairwise(bounds))
    assert (sums - bounds[-1]).mean() < 0.5 * (sums - bounds[0]).mean() + 0.3
    weak = shaken(zoo.DBM([6, 5, 4]), 0.05)  # where units hardly depend on each other it is tight
    np.testing.assert_allclose(weak.bound(v).numpy(), log_sums(weak)[1], atol=0.01)


def test_annealed_importance_sampling_counts_every_state_of_a_deep_machine():
    pel.manual_seed(3)
    machine = shaken(zoo.DBM([6, 5, 4]), 0.7)
    exact = np.logaddexp.reduce(log_sums(machine)[1])
    assert machine.log_partition(chains=200, steps=300) == pytest.approx(exact, abs=0.15)


def test_gibbs_chains_visit_states_as_often_as_they_are_likely():
    pel.manual_seed(4)
    machine = shaken(zoo.DBM([3, 3, 2]), 1.0)
    v, sums = log_sums(machine)
    means = machine.sample(4000, 15).numpy().mean(0)
    shares = np.exp(sums - np.logaddexp.reduce(sums))
    np.testing.assert_allclose(means, shares @ v, atol=0.03)


def test_a_deep_machine_makes_what_it_saw_likelier():
    pel.manual_seed(0)
    machine = zoo.DBM([6, 6, 4], chains=50)
    before = log_likelihood(machine, SEEN)
    histories = train.pretrain(
        machine.stages, lambda p: optim.SGD(p, lr=0.2), SEEN, epochs=15, batch_size=50,
        progress=False,
    )  # fmt: skip
    assert [len(h) for h in histories] == [15, 15]
    train.fit_unsupervised(
        machine, optim.SGD(machine.parameters(), lr=0.1), SEEN, epochs=60, batch_size=50,
        progress=False,
    )  # fmt: skip
    machine.eval()
    after = log_likelihood(machine, SEEN)
    assert before == pytest.approx(6 * np.log(0.5), abs=0.01)
    assert after > before + 1.0
    partition = np.logaddexp.reduce(log_sums(machine)[1])
    bound = machine.bound(SEEN).numpy().mean() - partition
    assert bound <= after + 1e-4
    assert bound > before + 0.5
    assert machine(SEEN[:3]).shape == machine.sample(3, 5).shape == (3, 6)
    assert machine.encode(SEEN[:3]).shape == (3, 4)


def test_neighbours_share_a_bias_and_count_twice_in_pretraining():
    machine = zoo.DBM([6, 5, 4, 3])
    assert [(s.up, s.down) for s in machine.stages] == [(2, 1), (2, 2), (1, 2)]
    assert machine.stages[1].visible_bias is machine.stages[0].hidden_bias
    assert len(list(machine.parameters())) == 3 + 4
    pair = shaken(Joint(4, 3, up=2.0), 1.0)
    w, c = pair.weight.numpy(), pair.hidden_bias.numpy()
    v = SOURCE.integers(0, 2, (5, 4)).astype(np.float32)
    np.testing.assert_allclose(
        pair.encode(v).numpy(), 1 / (1 + np.exp(-(2 * v @ w.T + c))), atol=1e-5
    )
    for make in (lambda: zoo.DBM([4]), lambda: zoo.DBM([4, 3], chains=0)):
        with pytest.raises(ArgumentError):
            make()


def mixture(machine):
    """A spike-and-slab machine as the mixture of Gaussians that it is: for each state of the spikes
    the logarithm of its weight, its mean and its covariance."""
    weight, means, bias = (
        x.numpy().astype(float) for x in (machine.weight, machine.slab_mean, machine.bias)
    )
    slab = np.exp(machine.log_slab_precision.numpy().astype(float))
    own = np.diag(np.exp(machine.log_precision.numpy().astype(float)))
    hidden, slabs, visible = weight.shape
    size = visible + hidden * slabs
    parts = []
    for h in states(hidden):  # the energy is a quadratic form of (v, s): x'Ax / 2 - x'k + const
        a, k, constant = np.zeros((size, size)), np.zeros(size), 0.0
        a[:visible, :visible] = own
        for i, j in itertools.product(range(hidden), range(slabs)):
            place = visible + i * slabs + j
            a[place, place] = slab[i]
            a[:visible, place] = a[place, :visible] = -h[i] * weight[i, j]
            k[place] = h[i] * slab[i] * means[i, j]
            constant += h[i] * slab[i] * means[i, j] ** 2 / 2
            limit = h[i] * (weight[i] ** 2).sum() / slab[i]
            a[:visible, :visible] += limit / slabs * np.eye(visible)
        constant -= h @ bias
        mean = np.linalg.solve(a, k)
        log = 0.5 * k @ mean - constant + 0.5 * (size * np.log(2 * np.pi) - np.linalg.slogdet(a)[1])
        assert np.linalg.eigvalsh(a).min() > 0  # a distribution, whatever the parameters
        parts.append((log, mean[:visible], np.linalg.inv(a)[:visible, :visible]))
    return parts


def log_density(parts, rows):
    """The logarithm of the unnormalised density of rows in a mixture."""
    found = []
    for log, mean, covariance in parts:
        far = np.einsum("ni,ij,nj->n", rows - mean, np.linalg.inv(covariance), rows - mean)
        norm = len(mean) * np.log(2 * np.pi) + np.linalg.slogdet(covariance)[1]
        found.append(log - 0.5 * (far + norm))
    return np.logaddexp.reduce(found, 0)


def test_spikes_and_slabs_are_a_mixture_of_gaussians():
    pel.manual_seed(5)
    machine = shaken(zoo.SpikeSlabRBM(3, 3, slabs=2), 0.7)
    rows = SOURCE.normal(size=(20, 3))
    found = -machine.free_energy(rows.astype(np.float32)).numpy()
    np.testing.assert_allclose(found, log_density(mixture(machine), rows), rtol=1e-3, atol=1e-3)
    logs, means, spreads = zip(*mixture(machine), strict=True)
    shares = np.exp(logs - np.logaddexp.reduce(logs))
    second = sum(s * (c + np.outer(m, m)) for s, m, c in zip(shares, means, spreads, strict=True))
    drawn = machine.sample(20_000, 40).numpy().astype(float)
    np.testing.assert_allclose(drawn.mean(0), shares @ np.array(means), atol=0.04)
    np.testing.assert_allclose(drawn.T @ drawn / len(drawn), second, atol=0.08)
    with pytest.raises(ArgumentError):
        zoo.SpikeSlabRBM(3, 3, slabs=0)


@pytest.mark.parametrize(
    "chains", [100, pytest.param(0, marks=pytest.mark.slow)], ids=["PCD", "CD"]
)
def test_slabs_learn_how_numbers_vary_together(chains):
    pel.manual_seed(0)
    source = np.random.default_rng(0)
    along = source.random(600) < 0.5  # half the rows vary along each diagonal
    far = source.normal(size=600) * 3
    rows = np.stack([far, np.where(along, far, -far)], 1) + source.normal(size=(600, 2)) * 0.3
    rows = rows.astype(np.float32)
    machine = zoo.SpikeSlabRBM(2, 6, k=3, chains=chains)
    exact = lambda: (  # noqa: E731
        log_density(mixture(machine), rows).mean()
        - np.logaddexp.reduce([log for log, *_ in mixture(machine)])
    )
    before = exact()
    train.fit_unsupervised(
        machine, optim.Adam(machine.parameters(), lr=0.02), rows, epochs=90, batch_size=100,
        progress=False,
    )  # fmt: skip
    covariance = np.cov(rows.T)
    gaussian = -0.5 * (2 + 2 * np.log(2 * np.pi) + np.linalg.slogdet(covariance)[1])
    assert exact() > before + 1.0
    assert exact() > gaussian + 0.3
