"""The state of an optimiser: out, in, and on from there."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import optim
from pellucid.core.errors import StateError


def made(rule, start=(1.0, -1.0)):
    p = pel.Parameter(np.float32(start))
    return p, rule([p])


RULES = [
    lambda p: optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.1),
    lambda p: optim.Adam(p, lr=0.1, amsgrad=True),
    lambda p: optim.RMSprop(p, lr=0.1, momentum=0.5, centered=True),
    lambda p: optim.Adagrad(p, lr=0.1, lr_decay=0.1),
]


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("rule", RULES)
def test_training_goes_on_to_the_bit(rule, compiled):
    def run(p, optimizer, steps):
        def step():
            optimizer.minimize((p * p * p).sum())

        call = pel.compile(step) if compiled else step
        for _ in range(steps):
            call()

    p, optimizer = made(rule)
    run(p, optimizer, 3)
    saved, values = optimizer.state_dict(), p.numpy().copy()
    run(p, optimizer, 3)
    q, other = made(rule, values)
    run(q, other, 1)  # what is loaded replaces what was there, captured or not
    q.replace(pel.Tensor(values.copy()).storage())
    other.load_state_dict(saved)
    run(q, other, 3)
    np.testing.assert_array_equal(q.numpy(), p.numpy())


def test_a_program_captured_before_the_state_was_loaded_is_not_used_again():
    p, optimizer = made(RULES[1])
    call = pel.compile(lambda: optimizer.minimize((p * p).sum()))
    call()
    saved, values = optimizer.state_dict(), p.numpy().copy()
    call()
    expected = p.numpy().copy()
    p.replace(pel.Tensor(values).storage())
    optimizer.load_state_dict(saved)
    call()
    np.testing.assert_array_equal(p.numpy(), expected)


def test_the_layout_is_pytorchs():
    p, optimizer = made(RULES[1])
    optimizer.minimize((p * p).sum())
    state = optimizer.state_dict()
    assert sorted(state["state"][0]) == ["exp_avg", "exp_avg_sq", "max_exp_avg_sq", "step"]
    assert state["state"][0]["step"] == 1
    assert state["param_groups"][0]["params"] == [0]
    assert state["param_groups"][0]["betas"] == (0.9, 0.999)


def test_state_is_a_copy_and_options_come_along():
    p, optimizer = made(RULES[0])
    call = pel.compile(lambda: optimizer.minimize((p * p).sum()))
    call()
    saved = optimizer.state_dict()
    before = saved["state"][0]["momentum_buffer"].copy()
    call()
    np.testing.assert_array_equal(saved["state"][0]["momentum_buffer"], before)
    optimizer.param_groups[0]["lr"] = 7.0
    optimizer.load_state_dict(saved)
    assert optimizer.param_groups[0]["lr"] == 0.1


def test_state_that_does_not_fit_is_refused_and_nothing_changes():
    p, optimizer = made(RULES[1])
    optimizer.minimize((p * p).sum())
    before = optimizer.state_dict()
    other = optim.Adam([pel.Parameter([1.0]), pel.Parameter([1.0])])
    with pytest.raises(StateError, match="other groups"):
        optimizer.load_state_dict(other.state_dict())
    wrong = optimizer.state_dict()
    wrong["state"][0]["exp_avg"] = np.zeros(3, np.float32)
    with pytest.raises(StateError, match="exp_avg has another shape"):
        optimizer.load_state_dict(wrong)
    after = optimizer.state_dict()
    np.testing.assert_array_equal(after["state"][0]["exp_avg"], before["state"][0]["exp_avg"])
