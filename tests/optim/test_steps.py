"""Taking steps: minimize, backward and step, groups, options that change, and what is refused."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import optim
from pellucid.core.errors import ArgumentError, ShapeError


def test_minimize_neither_reads_nor_writes_grad():
    p = pel.Parameter([1.0])
    p.grad = pel.Tensor([100.0])
    optim.SGD([p], lr=0.1).minimize((p * p).sum())
    assert p.item() == pytest.approx(0.8)
    assert p.grad.item() == 100.0


def test_backward_adds_up_until_zero_grad():
    p = pel.Parameter([1.0])
    rule = optim.SGD([p], lr=0.1)
    for _ in range(2):
        (p * 3).sum().backward()
    rule.step()
    assert p.item() == pytest.approx(0.4)
    rule.zero_grad(set_to_none=False)
    assert p.grad.item() == 0
    rule.zero_grad()
    assert p.grad is None


def test_the_loss_is_computed_with_the_step_and_is_that_before_it():
    p = pel.Parameter([3.0])
    rule = optim.SGD([p], lr=0.1)
    loss = (p * p).sum()
    rule.minimize(loss)
    assert loss.item() == 9.0
    assert p.item() == pytest.approx(2.4)


def test_parameters_the_loss_does_not_depend_on_are_left_alone():
    used, unused = pel.Parameter([1.0]), pel.Parameter([1.0])
    rule = optim.AdamW([used, unused], lr=0.1, weight_decay=0.5)
    rule.minimize((used * used).sum())
    assert unused.item() == 1.0
    assert used.item() < 1.0


def test_groups_have_options_of_their_own():
    a, b, c = (pel.Parameter([1.0]) for _ in range(3))
    rule = optim.SGD([{"params": [a]}, {"params": b, "lr": 0.5}], lr=0.1)
    rule.add_param_group({"params": [c], "lr": 0.0})
    rule.minimize((a + b + c).sum())
    assert [round(x.item(), 6) for x in (a, b, c)] == [0.9, 0.5, 1.0]


@pytest.mark.parametrize("compiled", [False, True])
def test_a_new_rate_takes_effect_at_the_next_step(compiled):
    p = pel.Parameter([0.0])
    rule = optim.SGD([p], lr=1.0)

    def step():
        rule.minimize(p.sum())

    call = pel.compile(step) if compiled else step
    for lr, expected in ((1.0, -1.0), (0.5, -1.5), (0.0, -1.5)):
        rule.param_groups[0]["lr"] = lr
        call()
        assert rule.param_groups[0]["lr"] == lr
        assert p.item() == expected
    if compiled:
        assert [len(programs) for programs in call.programs.values()] == [1]


def test_other_options_may_change_and_cost_one_more_program():
    p = pel.Parameter([1.0])
    rule = optim.SGD([p], lr=1.0)
    call = pel.compile(lambda: rule.minimize((p * 0).sum()))
    call()
    assert p.item() == 1.0
    for decay in (0.5, 0.25, 0.125):
        rule.param_groups[0]["weight_decay"] = decay
        call()
    assert p.item() == 0.5 * 0.75 * 0.875
    assert [len(programs) for programs in call.programs.values()] == [2]


def test_a_captured_step_may_compute_its_own_options():
    p = pel.Parameter([1.0])
    rule = optim.AdamW([p], lr=0.0, weight_decay=0.0)

    @pel.compile
    def step(t):
        rule.param_groups[0]["lr"] = 0.5 * optim.flat_cos(t)
        rule.param_groups[0]["weight_decay"] = t
        rule.minimize((p * 0).sum())

    step(0.5)
    assert p.item() == pytest.approx(1 - 0.5 * 0.5)
    step(1.0)
    assert p.item() == pytest.approx(0.75)
    assert rule.param_groups[0]["weight_decay"] == 1.0
    assert [len(programs) for programs in step.programs.values()] == [1]


def test_pairs_of_numbers_may_change_too():
    p = pel.Parameter([1.0])
    rule = optim.Adam([p], lr=0.1)
    call = pel.compile(lambda: rule.minimize((p * p).sum()))
    call()
    rule.param_groups[0]["betas"] = (0.5, 0.9)
    call()
    assert rule.param_groups[0]["betas"] == (0.5, 0.9)
    m = 0.5 * 0.2 + 0.5 * 2 * 0.9
    assert rule.state[p]["exp_avg"].item() == pytest.approx(m, rel=1e-5)


@pytest.mark.parametrize("compiled", [False, True])
def test_clip_limits_the_norm_of_all_gradients(compiled):
    a, b = pel.Parameter([0.0]), pel.Parameter([0.0])
    rule = optim.SGD([a, b], lr=1.0)

    def step():
        rule.minimize((a * 3 + b * 4).sum(), clip=1.0)

    (pel.compile(step) if compiled else step)()
    np.testing.assert_allclose([a.item(), b.item()], [-0.6, -0.8], rtol=1e-5)


def test_what_cannot_be_optimised_is_refused():
    p = pel.Parameter([1.0])
    with pytest.raises(ArgumentError, match="no parameters"):
        optim.SGD([], lr=0.1)
    with pytest.raises(ArgumentError, match="twice"):
        optim.SGD([{"params": [p]}, {"params": [p]}], lr=0.1)
    with pytest.raises(ArgumentError, match="not a parameter"):
        optim.SGD([p * 2], lr=0.1)
    rule = optim.SGD([p], lr=0.1)
    with pytest.raises(ShapeError, match="one number"):
        rule.minimize(pel.Parameter([1.0, 2.0]) * p)
    with pytest.raises(ArgumentError, match="none of the parameters"):
        rule.minimize(pel.Tensor(1.0))
    with pytest.raises(ArgumentError, match="a function that computes it"):
        rule.step((p * p).sum())
    with pytest.raises(ArgumentError, match="add_param_group"):
        rule.param_groups[0]["params"] = []


def test_the_array_a_tensor_was_made_of_is_never_written_to():
    array = np.ones(3, np.float32)
    p = pel.Tensor(array, requires_grad=True)
    rule = optim.SGD([p], lr=0.1)
    pel.compile(lambda: rule.minimize((p * p).sum()))()
    assert array.tolist() == [1.0] * 3
    np.testing.assert_allclose(p.numpy(), 0.8, rtol=1e-6)


def test_an_optimiser_prints_its_groups():
    text = repr(optim.SGD([pel.Parameter([1.0])], lr=0.1))
    assert text.startswith("SGD\n  Group of 1 parameters\n    lr: 0.1")
