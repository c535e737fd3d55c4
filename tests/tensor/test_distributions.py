"""Random numbers have the distributions they are said to have: Kolmogorov-Smirnov and chi-square
tests with fixed seeds, each refused at p = 0.001.
"""

import math

import numpy as np
import pytest

import pellucid as pel
from pellucid import random
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError

COUNT = 20000
SMALLEST = 1e-3  # a p below makes a test fail


def normal_cdf(x):
    return 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def integrated(density, low, high, steps=200001):
    """The distribution function with a density, by the trapezoid rule."""
    grid = np.linspace(low, high, steps)
    values = density(grid)
    sums = np.concatenate([[0], np.cumsum((values[1:] + values[:-1]) / 2)])
    return lambda x: np.interp(x, grid, sums / sums[-1])


def gamma_density(shape):
    return lambda x: np.where(x > 0, np.maximum(x, 1e-300) ** (shape - 1) * np.exp(-x), 0)


def beta_density(a, b):
    return lambda x: x ** (a - 1) * (1 - x) ** (b - 1)


def t_density(df):
    return lambda x: (1 + x * x / df) ** (-(df + 1) / 2)


def small_gamma(shape):
    """The distribution function for a shape below 1, by its series."""

    def cdf(x):
        total, term = np.zeros_like(x), np.ones_like(x) / shape
        for k in range(1, 200):
            total, term = total + term, term * x / (shape + k)
        return np.exp(shape * np.log(x) - x) * total / math.gamma(shape)

    return cdf


CONTINUOUS = {
    "uniform": (lambda k: random.uniform(COUNT, -1, 3, key=k), lambda x: (x + 1) / 4),
    "normal": (lambda k: random.normal(COUNT, 1.0, 2.0, key=k), lambda x: normal_cdf((x - 1) / 2)),
    "normal in float64": (
        lambda k: random.normal(COUNT, dtype="float64", key=k),
        normal_cdf,
    ),
    "exponential": (lambda k: random.exponential(COUNT, 3.0, key=k), lambda x: 1 - np.exp(-x / 3)),
    "laplace": (
        lambda k: random.laplace(COUNT, 1.0, 2.0, key=k),
        lambda x: 0.5 + 0.5 * np.sign(x - 1) * (1 - np.exp(-np.abs(x - 1) / 2)),
    ),
    "gumbel": (lambda k: random.gumbel(COUNT, key=k), lambda x: np.exp(-np.exp(-x))),
    "logistic": (lambda k: random.logistic(COUNT, key=k), lambda x: 1 / (1 + np.exp(-x))),
    "cauchy": (lambda k: random.cauchy(COUNT, key=k), lambda x: 0.5 + np.arctan(x) / math.pi),
    "truncated normal": (
        lambda k: random.truncated_normal(COUNT, -0.5, 2.0, key=k),
        lambda x: (normal_cdf(x) - normal_cdf(-0.5)) / (normal_cdf(2.0) - normal_cdf(-0.5)),
    ),
    "truncated normal in the tail": (
        lambda k: random.truncated_normal(COUNT, 3.0, 4.0, dtype="float64", key=k),
        integrated(lambda x: np.exp(-x * x / 2), 3, 4),
    ),
    "gamma": (
        lambda k: random.gamma(2.5, COUNT, key=k),
        integrated(gamma_density(2.5), 0, 40),
    ),
    "gamma of 1": (lambda k: random.gamma(1.0, COUNT, key=k), lambda x: 1 - np.exp(-x)),
    "gamma below 1": (lambda k: random.gamma(0.3, COUNT, key=k), small_gamma(0.3)),
    "chisquare": (
        lambda k: random.chisquare(5.0, COUNT, key=k),
        integrated(lambda x: gamma_density(2.5)(x / 2), 0, 80),
    ),
    "student t": (
        lambda k: random.student_t(5.0, COUNT, key=k),
        integrated(t_density(5), -200, 200, 2000001),
    ),
    "beta": (
        lambda k: random.beta(2.0, 3.5, COUNT, key=k),
        integrated(beta_density(2.0, 3.5), 0, 1),
    ),
    "dirichlet": (
        lambda k: random.dirichlet([1.0, 2.0, 3.0], COUNT, key=k)[:, 1],
        integrated(beta_density(2.0, 4.0), 0, 1),
    ),
    "multivariate normal": (
        lambda k: (
            random.multivariate_normal([0.0, 1.0], [[2.0, 1.0], [1.0, 2.0]], COUNT, key=k)
            @ np.asarray([1.0, 1.0], np.float32)
        ),
        lambda x: normal_cdf((x - 1) / math.sqrt(6)),
    ),
}


def kolmogorov_smirnov(numbers, cdf):
    """The chance of a distance from `cdf` as large as that of the numbers."""
    x = np.sort(np.asarray(numbers, np.float64))
    n, values = len(x), cdf(x)
    distance = max((np.arange(1, n + 1) / n - values).max(), (values - np.arange(n) / n).max())
    z = distance * (math.sqrt(n) + 0.12 + 0.11 / math.sqrt(n))
    terms = [(-1) ** (k - 1) * math.exp(-2 * k * k * z * z) for k in range(1, 101)]
    return min(1.0, 2 * sum(terms))


def chi_square(counts, chances):
    """The chance of counts as far from what `chances` say, by the cube root of Wilson and
    Hilferty.
    """
    wanted = np.asarray(chances, np.float64) * np.sum(counts)
    df = len(counts) - 1
    value = ((counts - wanted) ** 2 / wanted).sum()
    z = ((value / df) ** (1 / 3) - (1 - 2 / (9 * df))) / math.sqrt(2 / (9 * df))
    return 0.5 * math.erfc(z / math.sqrt(2))


@pytest.mark.parametrize("name", CONTINUOUS)
def test_numbers_are_distributed_as_said(name):
    draw, cdf = CONTINUOUS[name]
    for seed in (1, 2):
        numbers = draw(random.key(seed)).numpy()
        assert np.isfinite(numbers).all()
        assert kolmogorov_smirnov(numbers, cdf) > SMALLEST, seed


def poisson_chances(rate, most):
    found = [math.exp(k * math.log(rate) - rate - math.lgamma(k + 1)) for k in range(most)]
    return [*found, 1 - sum(found)]


def binomial_chances(n, p):
    return [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


def shares(rate):
    """Counts from `low` on, whose chances are large enough to be tested; the rest as one."""
    spread = int(3 * math.sqrt(rate))
    low = int(rate) - spread
    chances = poisson_chances(rate, int(rate) + spread)
    return low, [sum(chances[: low + 1]), *chances[low + 1 :]]


COUNTS = {
    "bernoulli": (lambda k: random.bernoulli(0.3, COUNT, key=k), [0.7, 0.3]),
    "integers": (lambda k: random.integers(5, 12, COUNT, key=k) - 5, [1 / 7] * 7),
    "categorical": (
        lambda k: random.categorical(pel.log(pel.asarray([0.2, 0.5, 0.3])), COUNT, key=k),
        [0.2, 0.5, 0.3],
    ),
    "choice": (lambda k: random.choice(3, COUNT, p=[0.1, 0.2, 0.7], key=k), [0.1, 0.2, 0.7]),
    "choice of elements": (
        lambda k: random.choice(np.arange(3) * 1.0, COUNT, key=k).astype("int64"),
        [1 / 3] * 3,
    ),
    "binomial": (lambda k: random.binomial(8, 0.4, COUNT, key=k), binomial_chances(8, 0.4)),
    "geometric": (
        lambda k: pel.minimum(random.geometric(0.3, COUNT, key=k), 12) - 1,
        [0.3 * 0.7**k for k in range(11)] + [0.7**11],
    ),
    "poisson of few": (
        lambda k: pel.minimum(random.poisson(2.5, COUNT, key=k), 9), poisson_chances(2.5, 9),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTS)
def test_counts_are_distributed_as_said(name):
    draw, chances = COUNTS[name]
    for seed in (1, 2):
        counts = np.bincount(draw(random.key(seed)).numpy().astype(int), minlength=len(chances))
        assert len(counts) == len(chances)
        assert chi_square(counts, chances) > SMALLEST, seed


@pytest.mark.parametrize("rate", [9.9, 10.0, 35.0, 400.0])
def test_many_are_distributed_as_said(rate):
    low, chances = shares(rate)
    numbers = random.poisson(rate, COUNT, key=random.key(3)).numpy()
    counts = np.bincount(np.clip(numbers - low, 0, len(chances) - 1), minlength=len(chances))
    assert chi_square(counts, chances) > SMALLEST


def test_every_order_is_as_likely():
    orders = pel.vmap(lambda k: random.permutation(4, key=k))(random.split(random.key(0), 6000))
    codes = orders.numpy() @ np.asarray([64, 16, 4, 1])
    counts = np.unique(codes, return_counts=True)[1]
    assert len(counts) == 24
    assert chi_square(counts, [1 / 24] * 24) > SMALLEST


def test_the_first_drawn_without_replacement_follows_the_probabilities():
    draws = pel.vmap(lambda k: random.choice(3, 2, replace=False, p=[0.2, 0.5, 0.3], key=k))(
        random.split(random.key(0), 6000)
    ).numpy()
    assert (draws[:, 0] != draws[:, 1]).all()
    assert chi_square(np.bincount(draws[:, 0]), [0.2, 0.5, 0.3]) > SMALLEST
    second = np.bincount(draws[draws[:, 0] == 1][:, 1], minlength=3)
    assert second[1] == 0
    assert chi_square(second[[0, 2]], [0.4, 0.6]) > SMALLEST


def test_two_keys_of_one_are_independent():
    first, second = (random.normal(COUNT, key=k) for k in random.split(random.key(7)))
    correlation = np.corrcoef(first.numpy(), second.numpy())[0, 1]
    assert abs(correlation) < 4 / math.sqrt(COUNT)
    both = first + random.normal(COUNT, key=random.key(7))
    assert kolmogorov_smirnov(both.numpy() / math.sqrt(2), normal_cdf) > SMALLEST


DRAWS = {
    **{name: draw for name, (draw, _) in CONTINUOUS.items()},
    **{name: draw for name, (draw, _) in COUNTS.items()},
    "poisson of many": lambda k: random.poisson(50.0, 99, key=k),
    "permutation": lambda k: random.permutation(50, key=k),
    "shuffle": lambda k: random.shuffle(pel.arange(12).reshape(3, 4), axis=1, key=k),
    "without replacement": lambda k: random.choice(9, 5, replace=False, key=k),
    "bits": lambda k: random.bits((3, 4), key=k),
    "fold_in": lambda k: random.fold_in(k, 12),
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWS)
def test_a_key_gives_the_same_bits_compiled_or_not_on_any_number_of_threads(name):
    draw = DRAWS[name]
    wanted = draw(random.key(5)).numpy()
    for threads in (1, 3):
        with pel.using(threads=threads):
            assert np.array_equal(pel.compile(draw)(random.key(5)).numpy(), wanted)
            assert np.array_equal(draw(random.key(5)).numpy(), wanted)


@pytest.mark.parametrize("name", DRAWS)
def test_over_keys_each_gets_the_numbers_of_its_own(name):
    draw, keys = DRAWS[name], random.split(random.key(5), 3)
    together = pel.vmap(draw)(keys).numpy()
    alone = np.stack([draw(keys[i]).numpy() for i in range(3)])
    if together.dtype.kind == "f":  # products are added in another order for many
        np.testing.assert_allclose(together, alone, rtol=1e-5, atol=1e-6)
    else:
        assert np.array_equal(together, alone)


def test_the_generator_gives_each_example_numbers_of_its_own():
    pel.manual_seed(0)
    numbers = pel.vmap(lambda x: x + random.uniform())(pel.zeros(100)).numpy()
    assert len(set(numbers)) == 100
    within = pel.vmap(pel.vmap(lambda y: y + random.uniform()))(pel.zeros((5, 20)))
    assert len(set(within.numpy().ravel())) == 100
    step = pel.compile(pel.vmap(lambda x: x + random.uniform()))
    first, second = step(pel.zeros(100)).numpy(), step(pel.zeros(100)).numpy()
    assert len({*first, *second}) == 200


def test_a_generator_stands_for_its_next_key():
    g, h = random.Generator(3), random.Generator(3)
    assert random.normal(4, key=g).tolist() == random.normal(4, key=h.next_key()).tolist()
    assert random.normal(4, key=g).tolist() != random.normal(4, key=random.Generator(3)).tolist()


def test_parameters_may_be_arrays():
    rates = pel.asarray([1.0, 100.0])
    assert random.exponential(scale=rates).shape == (2,)
    numbers = random.poisson(rates, (5000, 2), key=random.key(0)).numpy()
    np.testing.assert_allclose(numbers.mean(0), [1, 100], rtol=0.05)
    assert random.gamma(rates, (3, 2)).shape == (3, 2)
    assert random.normal(mean=pel.zeros((3, 1)), std=pel.ones(4)).shape == (3, 4)
    assert random.categorical(pel.zeros((3, 5))).shape == (3,)
    assert random.categorical(pel.zeros((3, 5)), axis=0).shape == (5,)
    with pytest.raises(ShapeError, match="do not fit into size"):
        random.normal(3, mean=pel.zeros((2, 3)))


def test_gradients_go_on_to_the_parameters_of_smooth_draws():
    k = random.key(0)
    slope = pel.grad(lambda m, s: random.normal(5, m, s, key=k).sum(), argnums=(0, 1))(0.0, 2.0)
    assert slope[0].item() == 5
    np.testing.assert_allclose(slope[1].item(), random.normal(5, key=k).sum().item(), rtol=1e-6)
    assert pel.grad(lambda a: random.gamma(a, 5, key=k).sum())(2.0).item() == 0


def test_keys_differ_with_the_number_folded_in():
    k = random.key(0)
    found = {tuple(random.fold_in(k, n).tolist()) for n in range(100)}
    assert len(found) == 100
    assert tuple(random.fold_in(k, pel.asarray(7)).tolist()) in found


def test_what_is_no_distribution_is_refused():
    with pytest.raises(ArgumentError, match="scale must be above 0"):
        random.exponential(3, -1.0)
    with pytest.raises(ArgumentError, match="without replacement"):
        random.choice(3, 4, replace=False)
    with pytest.raises(ArgumentError, match="not positive definite"):
        random.multivariate_normal([0.0, 0.0], [[1.0, 2.0], [2.0, 1.0]]).numpy()
    with pytest.raises(ShapeError, match="a covariance is needed"):
        random.multivariate_normal([0.0, 0.0], [[1.0]])
    with pytest.raises(DTypeError, match="makes floats"):
        random.normal(3, dtype="int64")
    with pytest.raises(ArgumentError, match="a key is two words"):
        random.normal(3, key=random.split(random.key(0), 3))
    with pytest.raises(ArgumentError, match="a rate is 0 or more"):
        random.poisson(-1.0)
