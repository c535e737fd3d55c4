"""What is heard of an optimiser: its steps, and its state on the way out and in."""

import pytest

import pellucid as pel
from pellucid import optim


def made():
    p = pel.Parameter([1.0])
    return p, optim.SGD([p], lr=0.1)


def test_hooks_hear_of_steps_until_they_are_removed():
    p, optimizer = made()
    heard = []
    first = optimizer.register_step_pre_hook(lambda o, args, kwargs: heard.append("before"))
    optimizer.register_step_post_hook(lambda o, args, kwargs: heard.append(round(p.item(), 6)))
    (p * p).sum().backward()
    optimizer.step()
    first.remove()
    optimizer.step()
    optimizer.minimize((p * 0).sum())
    assert heard == ["before", 0.8, 0.6, 0.6]


def test_a_hook_may_change_the_arguments_of_a_step():
    p, optimizer = made()
    optimizer.register_step_pre_hook(lambda o, args, kwargs: (args, {**kwargs, "clip": 1.0}))
    optimizer.minimize((p * 30).sum())
    assert p.item() == pytest.approx(0.9)


def test_a_compiled_step_calls_its_hooks_when_it_is_captured():
    p, optimizer = made()
    heard = []
    optimizer.register_step_post_hook(lambda *given: heard.append(1))
    step = pel.compile(lambda: optimizer.minimize((p * p).sum()))
    for _ in range(3):
        step()
    assert heard == [1]


def test_hooks_hear_of_states_in_order():
    _, optimizer = made()
    heard = []
    optimizer.register_state_dict_pre_hook(lambda o: heard.append("saving"))
    optimizer.register_state_dict_post_hook(lambda o, state: {**state, "note": 1})
    optimizer.register_state_dict_post_hook(lambda o, state: heard.append("saved"), prepend=True)
    optimizer.register_load_state_dict_pre_hook(
        lambda o, state: heard.append(state.pop("note")) or state
    )
    optimizer.register_load_state_dict_post_hook(lambda o: heard.append("loaded"))
    saved = optimizer.state_dict()
    optimizer.load_state_dict(saved)
    assert heard == ["saving", "saved", 1, "loaded"]
    assert saved["note"] == 1
