"""Lion, LAMB and Muon against their formulas; averages; several optimisers; whole batches."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import optim
from pellucid.core.errors import ArgumentError, StateError

RANDOM = np.random.default_rng(3)
START = RANDOM.standard_normal((5, 4))
GRADIENTS = RANDOM.standard_normal((6, 5, 4))


def walked(make):
    """Where a parameter is after six given gradients."""
    p = pel.Parameter(START.copy())
    optimizer = make([p])
    step = pel.compile(lambda g: optimizer.minimize((p * g).sum()))
    for g in GRADIENTS:
        step(g)
    return p.numpy()


def test_lion():
    p, m = START.copy(), 0
    for g in GRADIENTS:
        p = p * (1 - 0.1 * 0.2) - 0.1 * np.sign(0.9 * m + 0.1 * g)
        m = 0.99 * m + 0.01 * g
    np.testing.assert_allclose(walked(lambda x: optim.Lion(x, lr=0.1, weight_decay=0.2)), p)


def test_lamb():
    p, m, v = START.copy(), 0, 0
    for t, g in enumerate(GRADIENTS, 1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        step = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-6) + 0.2 * p
        p = p - 0.1 * np.linalg.norm(p) / np.linalg.norm(step) * step
    np.testing.assert_allclose(walked(lambda x: optim.LAMB(x, lr=0.1, weight_decay=0.2)), p)


@pytest.mark.parametrize("shape", [(8, 8), (12, 5), (5, 12)])
def test_muon_takes_steps_whose_singular_values_are_near_1(shape):
    p = pel.Parameter(np.zeros(shape, np.float32))
    g = RANDOM.standard_normal(shape).astype(np.float32)
    optim.Muon([p], lr=1.0, weight_decay=0.0).minimize((p * g).sum())
    left, values, right = np.linalg.svd(-p.numpy(), full_matrices=False)
    scale = max(1, shape[0] / shape[1]) ** 0.5
    assert (values > 0.5 * scale).all()
    assert (values < 1.3 * scale).all()
    u, _, w = np.linalg.svd(g, full_matrices=False)
    np.testing.assert_allclose((left @ right), (u @ w), atol=0.01)


def test_muon_refuses_what_is_no_matrix():
    with pytest.raises(ArgumentError, match="only matrices"):
        optim.Muon([pel.Parameter(np.zeros(3))])


def test_averages_are_those_of_the_formulas_and_travel():
    p = pel.Parameter(START.copy())
    plain, fading = optim.ParameterAverage([p]), optim.ParameterAverage([p], decay=0.7)
    optimizer = optim.SGD([p], lr=0.1)
    seen, mean = [], START.copy()

    @pel.compile
    def step(g):
        optimizer.minimize((p * g).sum())
        plain.update()
        fading.update()

    for g in GRADIENTS:
        step(g)
        seen.append(p.numpy().copy())
        mean = 0.7 * mean + 0.3 * seen[-1]
    with plain.applied():
        np.testing.assert_allclose(p.numpy(), np.mean(seen, 0))
    with fading.applied():
        np.testing.assert_allclose(p.numpy(), mean)
    np.testing.assert_array_equal(p.numpy(), seen[-1])
    other = optim.ParameterAverage([pel.Parameter(START.copy())])
    other.load_state_dict(plain.state_dict())
    np.testing.assert_array_equal(other.averages[0].numpy(), plain.averages[0].numpy())
    with pytest.raises(StateError):
        optim.ParameterAverage([pel.Parameter([1.0])]).load_state_dict(plain.state_dict())


def test_the_parameters_come_back_when_a_block_fails():
    p = pel.Parameter([1.0])
    average = optim.ParameterAverage([p])
    p.assign(pel.Tensor([5.0]))
    with pytest.raises(KeyboardInterrupt), average.applied():
        raise KeyboardInterrupt
    assert p.tolist() == [5.0]


def test_optimisers_together_do_what_each_does_alone():
    def run(together):
        p, q = pel.Parameter(START.copy()), pel.Parameter(START.copy())
        both = [optim.Adam([p], lr=0.1), optim.SGD([q], lr=0.2, momentum=0.9)]
        for g in GRADIENTS:
            losses = (p * p * g).sum() + (q * q).sum()
            if together:
                optim.Together(*both).minimize(losses)
            else:
                losses.backward()
                for optimizer in both:
                    optimizer.step()
                    optimizer.zero_grad()
        return p.numpy(), q.numpy()

    for one, other in zip(run(True), run(False), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)
    p = pel.Parameter([1.0])
    same = [optim.SGD([p]), optim.SGD([p])]
    with pytest.raises(ArgumentError):
        optim.Together(*same)


def rosenbrock(optimizer, p):
    def closure():
        optimizer.zero_grad()
        loss = (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2
        loss.backward()
        return loss

    return closure


@pytest.mark.parametrize(
    "make",
    [
        lambda p: optim.LBFGS([p], max_iter=100, line_search_fn="strong_wolfe"),
        lambda p: optim.ConjugateGradient([p], max_iter=300),
    ],
    ids=["lbfgs", "cg"],
)
def test_the_valley_of_rosenbrock_is_walked_to_its_end(make):
    p = pel.Parameter(np.array([-1.2, 1.0]))
    optimizer = make(p)
    assert optimizer.step(rosenbrock(optimizer, p)) == pytest.approx(24.2)
    np.testing.assert_allclose(p.numpy(), 1, atol=1e-3)


def test_fista_finds_what_coordinate_descent_finds():
    x, y = RANDOM.standard_normal((30, 8)), RANDOM.standard_normal(30)
    p = pel.Parameter(np.zeros(8))
    optimizer = optim.FISTA([p], l1=4.0, max_iter=400, tolerance_change=1e-12)

    def closure():
        optimizer.zero_grad()
        loss = ((x @ p - y) ** 2).sum() * 0.5
        loss.backward()
        return loss

    optimizer.step(closure)
    w = np.zeros(8)
    for _ in range(500):
        for j in range(8):
            rest = y - x @ w + x[:, j] * w[j]
            bend = x[:, j] @ rest
            w[j] = np.sign(bend) * max(abs(bend) - 4.0, 0) / (x[:, j] @ x[:, j])
    np.testing.assert_allclose(p.numpy(), w, atol=1e-5)
    assert (w == 0).any()


def test_a_schedule_changes_the_rate_of_an_optimiser_of_whole_batches():
    p = pel.Parameter([4.0])
    optimizer = optim.LBFGS([p], lr=0.5, max_iter=1)
    schedule = optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)

    def closure():
        optimizer.zero_grad(set_to_none=False)
        loss = (p * p).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    schedule.step()
    assert optimizer.lr == optimizer.param_groups[0]["lr"] == 0.25
