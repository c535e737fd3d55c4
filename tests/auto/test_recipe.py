"""RealMLP-TD-S is what its authors describe, and its training does what the plan says."""

import math
import time

import numpy as np
import pytest

from pellucid.auto.columns.objectives import Objective
from pellucid.auto.training import recipe
from pellucid.auto.training.metrics import metric_for
from pellucid.auto.training.pace import Course
from pellucid.auto.training.recipe import (
    BATCHES,
    EPOCHS,
    SIZES,
    RealMLP,
    Rows,
    Trainer,
    judged,
    make_plan,
    train,
)
from pellucid.core.errors import ArgumentError
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.differentiation import grad

ACCURACY = metric_for(Objective("classes"))
LAYERS = ("hidden1", "hidden2", "hidden3", "last")


def blobs(rows: int = 240, classes: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Points around the corners of a triangle."""
    random = np.random.default_rng(seed)
    labels = np.arange(rows) % classes
    centres = np.array([[0, 0], [3, 0], [0, 3]])[labels]
    points = centres + random.standard_normal((rows, 2)) * 0.7
    return points.astype(np.float32), labels.astype(np.int64)


def halves(x: np.ndarray, y: np.ndarray) -> list[Rows]:
    middle = len(x) * 2 // 3
    return [Rows.of(x[:middle], y[:middle]), Rows.of(x[middle:], y[middle:])]


def numpy_forward(values: dict[str, np.ndarray], x: np.ndarray, activation: str) -> np.ndarray:
    z = x.astype(np.float64) * values["scale"]
    for layer in LAYERS:
        weight, bias = values[f"{layer}.weight"], values[f"{layer}.bias"]
        z = z @ weight.T.astype(np.float64) / np.sqrt(weight.shape[1]) + bias
        if layer != "last" and activation == "selu":
            z = 1.05070098 * np.where(z > 0, z, 1.67326324 * np.expm1(np.minimum(z, 0)))
        elif layer != "last":
            z *= np.tanh(np.logaddexp(0, z))
    return z


def test_the_course_ends_where_the_learning_rate_is_zero():
    course = Course(100, math.inf)
    for _ in range(100):
        course.advance()
        course.fit_the_time()
    assert (course.taken, course.steps, course.t) == (100, 100, pytest.approx(1))


def test_a_slower_machine_shortens_the_course_but_not_the_way():
    course = Course(1000, time.monotonic() + 100)
    for _ in range(10):
        course.advance()
    course.began -= 10  # a second for each step: 100 are left
    course.fit_the_time()
    assert 100 <= course.steps <= 110
    while course.taken < course.steps:
        course.advance()
    assert course.t == pytest.approx(1)


@pytest.mark.parametrize("activation", ["selu", "mish"])
def test_the_network_is_the_formula(activation):
    network = RealMLP(5, 3, activation, seed=1)
    random = np.random.default_rng(0)
    values = {
        name: value + random.standard_normal(value.shape, dtype=np.float32)
        for name, value in network.state_dict().items()
    }
    network.load_state_dict(values)
    x = random.standard_normal((7, 5)).astype(np.float32)
    np.testing.assert_allclose(network.run(x), numpy_forward(values, x, activation), rtol=2e-4)


@pytest.mark.parametrize("activation", recipe.ACTIVATIONS.values())
def test_activations_and_their_slopes_stay_finite_far_from_zero(activation):
    x = Tensor(np.array([-1e4, -100.0, -1.0, 0.0, 1.0, 100.0, 1e4], np.float32))
    assert np.isfinite(activation(x).numpy()).all()
    assert np.isfinite(grad(lambda z: activation(z).sum())(x).numpy()).all()


def test_values_start_as_the_recipe_says():
    values = RealMLP(200, 4, "selu", seed=3).state_dict()
    assert (values["scale"] == 1).all()
    assert not values["last.weight"].any()
    assert not values["last.bias"].any()
    drawn = np.concatenate([values[f"{layer}.weight"].ravel() for layer in LAYERS[:3]])
    assert abs(drawn.mean()) < 0.01
    assert abs(drawn.std() - 1) < 0.01
    assert values["hidden1.bias"].std() > 0.8


def test_an_untrained_network_holds_every_class_equally_likely():
    assert not RealMLP(2, 3, "selu").run(blobs()[0]).any()


def test_an_unknown_activation_is_refused():
    with pytest.raises(ArgumentError, match="no activation 'relu6'"):
        RealMLP(2, 2, "relu6")


def test_steps_are_those_of_adam_with_a_rate_for_each_kind_of_parameter():
    torch = pytest.importorskip("torch")
    x, y = blobs(48)
    network = RealMLP(2, 3, "selu", seed=5)
    weights = {n: torch.tensor(v, requires_grad=True) for n, v in network.state_dict().items()}
    factors = {n: 6.0 if n == "scale" else 0.1 if n.endswith("bias") else 1.0 for n in weights}
    groups = [{"params": [weights[n]], "lr": 0.04 * factors[n]} for n in weights]
    adam = torch.optim.Adam(groups, betas=(0.9, 0.95), eps=1e-8)
    cross_entropy = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
    trainer = Trainer(network)
    peak = 2**0.5 / 15 - 1 / 15  # coslog4 is 1 there: 1 + 15 t is the root of 2
    for _ in range(6):
        z = torch.tensor(x) * weights["scale"]
        for layer in LAYERS:
            w, b = weights[f"{layer}.weight"], weights[f"{layer}.bias"]
            z = z @ w.T / math.sqrt(w.shape[1]) + b
            z = z if layer == "last" else torch.selu(z)
        loss = cross_entropy(z, torch.tensor(y))
        adam.zero_grad()
        loss.backward()
        adam.step()
        found = trainer.step(x, y, np.ones(len(x), np.float32), peak)
        assert found.item() == pytest.approx(loss.item(), rel=1e-3)


def test_batches_grow_with_the_table():
    assert make_plan(100, EPOCHS).batch == 100
    assert make_plan(1000, EPOCHS).batch == BATCHES[0][1] == 256
    assert make_plan(60_000, EPOCHS).batch == 512
    assert make_plan(1_000_000, EPOCHS).batch == 1024


def test_a_short_time_gives_fewer_steps_that_are_still_judged_often():
    plan = make_plan(1_000_000, EPOCHS, affordable=160)
    assert (plan.steps, plan.every) == (160, 10)
    assert make_plan(1000, EPOCHS, affordable=-3).steps == 1
    assert make_plan(1000, 2).steps == 6


def test_it_learns_classes():
    trained = train(*halves(*blobs()), outputs=3, epochs=40)
    assert judged(trained.network, ACCURACY, Rows.of(*blobs(seed=9)))[1] < 0.05


def test_it_learns_numbers():
    x = np.random.default_rng(0).standard_normal((300, 3)).astype(np.float32)
    y = (np.sin(x[:, 0]) + x[:, 1] * x[:, 2]).astype(np.float32)
    y = (y - y.mean()) / y.std()
    trained = train(*halves(x, y), epochs=150)
    assert trained.history[trained.best_round - 1].error < 0.5


def test_the_same_seed_gives_the_same_bits_and_another_seed_others():
    first, second, other = (
        train(*halves(*blobs()), outputs=3, epochs=4, seed=s) for s in (1, 1, 2)
    )
    for name, value in first.network.state_dict().items():
        assert np.array_equal(value, second.network.state_dict()[name])
    assert first.history == second.history
    assert first.history != other.history


def test_measuring_the_speed_leaves_no_trace():
    without = train(*halves(*blobs()), outputs=3, epochs=5)
    measured = train(*halves(*blobs()), outputs=3, epochs=5, deadline=time.monotonic() + 1e6)
    assert measured.plan == without.plan
    assert measured.history == without.history


def test_a_deadline_that_has_passed_still_gives_a_network():
    trained = train(*halves(*blobs()), outputs=3, deadline=time.monotonic())
    assert len(trained.history) == 1
    assert np.isfinite(trained.network.run(blobs()[0])).all()


def test_the_last_of_the_best_rounds_is_kept():
    trained = train(*halves(*blobs()), outputs=3, epochs=30)
    errors = [found.error for found in trained.history]
    assert trained.best_round == len(errors) - errors[::-1].index(min(errors))
    assert judged(trained.network, ACCURACY, halves(*blobs())[1])[1] == min(errors)


def test_without_rows_of_validation_the_last_round_is_kept():
    x, y = blobs(30)
    trained = train(Rows.of(x, y), Rows.of(x[:0], y[:0]), outputs=3, epochs=3)
    assert trained.best_round == 3
    assert math.isnan(trained.history[0].error)


def test_every_round_is_watched():
    seen = []
    trained = train(*halves(*blobs()), outputs=3, epochs=3, watch=seen.append)
    assert tuple(seen) == trained.history
    assert [found.round for found in seen] == [1, 2, 3]


@pytest.mark.parametrize("rows", [0, 1, 2, 17, 300, SIZES[-1] + 5])
def test_a_row_is_answered_alike_whatever_stands_beside_it(rows):
    network = RealMLP(2, 3, "selu", seed=2)
    values = network.state_dict()
    values["last.weight"] = np.ones_like(values["last.weight"])
    network.load_state_dict(values)
    x = np.random.default_rng(1).standard_normal((rows, 2)).astype(np.float32)
    found = network.run(x)
    assert found.shape == (rows, 3)
    for row in {0, rows // 2, rows - 1} if rows else ():
        alone = network.run(x[row : row + 1])[0]
        np.testing.assert_allclose(found[row], alone, rtol=1e-5, atol=1e-5)


def test_what_a_network_held_before_does_not_change_with_it():
    network = RealMLP(2, 3, "selu")
    before = network.state_dict()
    Trainer(network).step(*blobs(32), np.ones(32, np.float32), 0.03)
    assert not np.array_equal(before["hidden1.weight"], network.state_dict()["hidden1.weight"]) or (
        not np.array_equal(before["last.weight"], network.state_dict()["last.weight"])
    )
    assert not before["last.weight"].any()
