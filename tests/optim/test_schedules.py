"""Schedules: their values, as functions of progress and as PyTorch's classes."""

import math

import numpy as np
import pytest

import pellucid as pel
from pellucid import optim
from pellucid.core.errors import ArgumentError, StateError
from pellucid.optim import lr_scheduler


def optimizer(lr=0.5, **options):
    return optim.SGD([pel.Parameter([1.0])], lr=lr, **options)


def rates(schedule, steps):
    """The learning rates of some steps, from the first on."""
    found = []
    for _ in range(steps):
        found.append(schedule.get_last_lr()[0])
        schedule.step()
    return found


def test_coslog4_has_four_waves_that_double_in_length():
    assert [round(optim.coslog4(t), 12) for t in (0, 1 / 15, 3 / 15, 7 / 15, 1)] == [0.0] * 5
    for wave in range(4):
        assert optim.coslog4((2 ** (wave + 0.5) - 1) / 15) == pytest.approx(1)


def test_flat_cos_is_flat_then_falls_to_nothing():
    found = [optim.flat_cos(t) for t in (0, 0.3, 0.5, 0.75, 1)]
    np.testing.assert_allclose(found, [1, 1, 1, 0.5, 0], atol=1e-12)


@pytest.mark.parametrize("schedule", [optim.coslog4, optim.flat_cos])
def test_progress_may_be_a_tensor(schedule):
    times = np.linspace(0, 1, 23).astype(np.float32)
    expected = [schedule(float(t)) for t in times]
    np.testing.assert_allclose(schedule(pel.Tensor(times)).numpy(), expected, atol=1e-5)


FORMULAS = {
    "StepLR": (lambda o: lr_scheduler.StepLR(o, 3, 0.5), lambda t: 0.5 * 0.5 ** (t // 3)),
    "MultiStepLR": (
        lambda o: lr_scheduler.MultiStepLR(o, [5, 2], 0.1),
        lambda t: 0.5 * 0.1 ** ((t >= 2) + (t >= 5)),
    ),
    "ExponentialLR": (lambda o: lr_scheduler.ExponentialLR(o, 0.9), lambda t: 0.5 * 0.9**t),
    "CosineAnnealingLR": (
        lambda o: lr_scheduler.CosineAnnealingLR(o, 8, 0.1),
        lambda t: 0.1 + 0.4 * (1 + math.cos(math.pi * t / 8)) / 2,
    ),
    "LinearLR": (
        lambda o: lr_scheduler.LinearLR(o, 0.2, 1.0, 4),
        lambda t: 0.5 * (0.2 + 0.8 * min(t, 4) / 4),
    ),
    "LambdaLR": (
        lambda o: lr_scheduler.LambdaLR(o, lambda t: 1 / (1 + t)),
        lambda t: 0.5 / (1 + t),
    ),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_schedule_is_its_formula_and_goes_on_where_it_stood(name):
    make, formula = FORMULAS[name]
    expected = [formula(t) for t in range(9)]
    schedule = make(optimizer())
    np.testing.assert_allclose(rates(schedule, 5), expected[:5], rtol=1e-12)
    other = make(optimizer())
    other.load_state_dict(schedule.state_dict())
    other.optimizer.load_state_dict(schedule.optimizer.state_dict())
    np.testing.assert_allclose(rates(other, 4), expected[5:], rtol=1e-12)


def test_every_group_keeps_its_own_rate():
    a, b = pel.Parameter([1.0]), pel.Parameter([1.0])
    rule = optim.SGD([{"params": [a]}, {"params": [b], "lr": 1.0}], lr=0.1)
    schedule = lr_scheduler.LambdaLR(rule, [lambda t: 0.5**t, lambda t: 1.0])
    schedule.step()
    assert schedule.get_last_lr() == [0.05, 1.0]
    with pytest.raises(ArgumentError, match="2 functions"):
        lr_scheduler.LambdaLR(rule, [abs])


@pytest.mark.parametrize("strategy", ["cos", "linear"])
def test_one_cycle_climbs_and_falls_while_the_momentum_does_the_opposite(strategy):
    rule = optimizer(momentum=0.9)
    schedule = lr_scheduler.OneCycleLR(
        rule, 1.0, total_steps=21, pct_start=1 / 3, anneal_strategy=strategy
    )
    found, momenta = [], []
    for t in range(21):
        found.append(rule.param_groups[0]["lr"])
        momenta.append(rule.param_groups[0]["momentum"])
        if t < 20:
            schedule.step()
    assert found[0] == pytest.approx(1 / 25)
    assert found[6] == pytest.approx(1.0)
    assert found[-1] == pytest.approx(1 / 25 / 1e4)
    assert momenta[0] == momenta[-1] == pytest.approx(0.95)
    assert momenta[6] == pytest.approx(0.85)
    assert found[3] == pytest.approx((1 + 1 / 25) / 2)
    with pytest.raises(ArgumentError, match="more than 21 times"):
        schedule.step()


def test_one_cycle_moves_the_first_beta_of_adam():
    rule = optim.Adam([pel.Parameter([1.0])])
    schedule = lr_scheduler.OneCycleLR(rule, 1.0, epochs=2, steps_per_epoch=5)
    assert rule.param_groups[0]["betas"] == (0.95, 0.999)
    schedule.step()
    schedule.step()
    assert rule.param_groups[0]["betas"][0] == pytest.approx(0.85)
    with pytest.raises(ArgumentError, match="total_steps"):
        lr_scheduler.OneCycleLR(rule, 1.0)


def test_a_schedule_drives_a_captured_step_without_another_program():
    p = pel.Parameter([0.0])
    rule = optim.SGD([p], lr=1.0, momentum=0.9)
    schedule = lr_scheduler.OneCycleLR(rule, 1.0, total_steps=8)
    step = pel.compile(lambda: rule.minimize(p.sum()))
    for _ in range(7):
        step()
        schedule.step()
    assert [len(programs) for programs in step.programs.values()] == [1]


def test_a_plateau_lowers_the_rate_after_patience_and_no_further_than_allowed():
    rule = optimizer(lr=1.0)
    schedule = lr_scheduler.ReduceLROnPlateau(rule, patience=1, factor=0.1, min_lr=0.05)
    found = []
    for value in (5, 4, 4, 4, 3, 3, 3, 3, 3):
        schedule.step(value)
        found.append(round(rule.param_groups[0]["lr"], 6))
    assert found == [1.0, 1.0, 1.0, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05]
    other = lr_scheduler.ReduceLROnPlateau(rule)
    other.load_state_dict(schedule.state_dict())
    assert other.best == 3


def test_a_plateau_can_watch_what_should_grow():
    rule = optimizer(lr=1.0)
    schedule = lr_scheduler.ReduceLROnPlateau(
        rule, "max", patience=0, threshold=0.5, threshold_mode="abs", cooldown=1
    )
    for value in (1.0, 2.0, 2.4):
        schedule.step(pel.Tensor(value))
    assert rule.param_groups[0]["lr"] == pytest.approx(0.1)
    for wrong in ({"mode": "up"}, {"factor": 1.0}):
        with pytest.raises(ArgumentError):
            lr_scheduler.ReduceLROnPlateau(rule, **wrong)


def test_the_policies_of_caffe():
    inverse = rates(lr_scheduler.InverseLR(optimizer(), gamma=1e-2, power=0.75), 9)
    np.testing.assert_allclose(inverse, [0.5 * (1 + 0.01 * t) ** -0.75 for t in range(9)])
    sigmoid = rates(lr_scheduler.SigmoidLR(optimizer(), step_size=4, gamma=-0.8), 9)
    np.testing.assert_allclose(sigmoid, [0.5 / (1 + math.exp(0.8 * (t - 4))) for t in range(9)])
    assert rates(lr_scheduler.SigmoidLR(optimizer(), step_size=0, gamma=-1e3), 3)[2] == 0
    poly = rates(lr_scheduler.PolynomialLR(optimizer(), total_iters=4, power=0.5), 7)
    np.testing.assert_allclose(poly, [0.5 * max(1 - t / 4, 0) ** 0.5 for t in range(7)])


def test_schedules_in_a_row_travel():
    def made():
        held = optimizer()
        parts = [lr_scheduler.ConstantLR(held, 0.2, 4), lr_scheduler.ExponentialLR(held, 0.9)]
        return lr_scheduler.SequentialLR(held, parts, milestones=[3])

    schedule, other = made(), made()
    rates(schedule, 5)
    other.load_state_dict(schedule.state_dict())
    assert rates(other, 3)[1:] == rates(schedule, 3)[1:]
    with pytest.raises(ArgumentError, match="one milestone between two"):
        lr_scheduler.SequentialLR(schedule.optimizer, schedule.schedulers, milestones=[])


def test_schedules_that_step_one_after_the_other_multiply() -> None:
    sgd = optim.SGD([pel.Parameter([1.0])], lr=1.0)
    fall = lr_scheduler.ExponentialLR(sgd, 0.5)
    steps = lr_scheduler.MultiStepLR(sgd, [2], gamma=0.1)
    found = []
    for _ in range(3):
        found.append(sgd.param_groups[0]["lr"])
        fall.step()
        steps.step()
    assert found == pytest.approx([1.0, 0.5, 0.025])


def test_a_rate_set_by_hand_is_gone_on_from() -> None:
    sgd = optim.SGD([pel.Parameter([1.0])], lr=1.0)
    fall = lr_scheduler.ExponentialLR(sgd, 0.5)
    fall.step()
    sgd.param_groups[0]["lr"] = 0.3
    fall.step()
    assert fall.get_last_lr() == pytest.approx([0.15])
    resumed = lr_scheduler.ExponentialLR(sgd, 0.5, last_epoch=1)
    assert resumed.get_last_lr() == [0.25]


def test_an_epoch_that_is_jumped_to() -> None:
    sgd = optim.SGD([pel.Parameter([1.0])], lr=1.0)
    waves = lr_scheduler.CosineAnnealingWarmRestarts(sgd, 3, 2)
    waves.step(4.5)  # a quarter of the second wave, which takes 6 steps
    assert waves.get_last_lr() == pytest.approx([(1 + 0.5**0.5) / 2])


def test_rates_and_bounds_for_each_group() -> None:
    groups = [{"params": pel.Parameter([1.0])}, {"params": pel.Parameter([1.0])}]
    sgd = optim.SGD(groups, lr=1.0, momentum=0.9)
    cycle = lr_scheduler.OneCycleLR(
        sgd, [1.0, 0.5], 10, pct_start=0.4, three_phase=True, anneal_strategy="linear"
    )
    seen = []
    for _ in range(9):
        cycle.step()
        seen.append(cycle.get_last_lr())
    assert seen[2] == pytest.approx([1.0, 0.5])
    assert seen[5] == pytest.approx([0.04, 0.02])
    assert seen[8] == pytest.approx([4e-6, 2e-6])
    plateau = lr_scheduler.ReduceLROnPlateau(sgd, patience=0, min_lr=[0.0, 1.0])
    sgd.param_groups[0]["lr"] = sgd.param_groups[1]["lr"] = 5.0
    for value in (1.0, 2.0, 2.0):
        plateau.step(value)
    assert plateau.get_last_lr() == pytest.approx([0.05, 1.0])
    with pytest.raises(ArgumentError, match="one for each of 2 groups"):
        lr_scheduler.CyclicLR(sgd, [0.1], 1.0)


def test_a_schedule_without_a_formula_is_refused():
    with pytest.raises(StateError, match="says no learning rates"):
        optim.lr_scheduler.LRScheduler(optim.SGD([pel.nn.Parameter([1.0])], lr=1.0))
