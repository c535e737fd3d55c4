"""Steps in which some parameters have no gradient: each counts its own."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import optim

START = np.random.default_rng(0).standard_normal((3, 4))
GRADIENTS = np.random.default_rng(1).standard_normal((9, 3, 4))
HERE = ["ab", "b", "abc", "ac", "b", "c", "abc", "a", "abc"]  # who has a gradient in which step
RULES = [
    ("Adam", {"amsgrad": True}),
    ("AdamW", {}),
    ("NAdam", {}),
    ("RAdam", {"betas": (0.5, 0.7)}),
    ("Adamax", {}),
    ("LAMB", {}),
    ("Adafactor", {}),
    ("Adagrad", {"lr_decay": 0.5}),
    ("SGD", {"momentum": 0.9, "dampening": 0.4}),
    ("ASGD", {"t0": 2}),
    ("RMSprop", {}),
]


def alone(name, options, steps):
    """Where a parameter is that knows only its own gradients."""
    p = pel.Parameter(START.copy())
    optimizer = getattr(optim, name)([p], lr=0.1, **options)
    for step in steps:
        optimizer.minimize((p * GRADIENTS[step]).sum())
    return p.numpy()


def each(name, options):
    return {
        who: alone(name, options, [step for step, names in enumerate(HERE) if who in names])
        for who in "abc"
    }


@pytest.mark.parametrize("how", ["minimize", "step", "compiled"])
@pytest.mark.parametrize(("name", "options"), RULES, ids=str)
def test_a_parameter_without_a_gradient_is_not_counted(name, options, how):
    params = {who: pel.Parameter(START.copy()) for who in "abc"}
    optimizer = getattr(optim, name)(params.values(), lr=0.1, **options)

    def loss(names, g):
        return sum((params[who] * g).sum() for who in names)

    calls = {
        names: pel.compile(lambda g, n=names: optimizer.minimize(loss(n, g))) for names in HERE
    }
    for step, names in enumerate(HERE):
        if how == "compiled":
            calls[names](GRADIENTS[step])
        elif how == "minimize":
            optimizer.minimize(loss(names, GRADIENTS[step]))
        else:
            optimizer.zero_grad()
            loss(names, GRADIENTS[step]).backward()
            optimizer.step()
    for who, wanted in each(name, options).items():
        np.testing.assert_allclose(params[who].numpy(), wanted, rtol=1e-12, atol=1e-14)


def test_a_program_that_steps_twice_parts_the_counts_within_itself():
    a, b = pel.Parameter(START.copy()), pel.Parameter(START.copy())
    optimizer = optim.Adam([a, b], lr=0.1)

    @pel.compile
    def both_and_then_one(g):
        optimizer.minimize((a * g).sum() + (b * g).sum())
        optimizer.minimize((a * g).sum())

    for step in range(3):
        both_and_then_one(GRADIENTS[step])
    np.testing.assert_allclose(a.numpy(), alone("Adam", {}, [0, 0, 1, 1, 2, 2]), rtol=1e-12)
    np.testing.assert_allclose(b.numpy(), alone("Adam", {}, [0, 1, 2]), rtol=1e-12)
    counts = [int(x["step"]) for x in optimizer.state_dict()["state"].values()]
    assert counts == [6, 3]


def test_counts_travel():
    params = [pel.Parameter(START.copy()) for _ in range(3)]
    optimizer = optim.Adam(params, lr=0.1)
    a, b, c = params
    optimizer.minimize((a * a).sum())
    optimizer.minimize((a * a + b * b).sum())
    saved = optimizer.state_dict()
    assert {n: int(x["step"]) for n, x in saved["state"].items()} == {0: 2, 1: 1}
    others = [pel.Parameter(x.numpy().copy()) for x in params]
    other = optim.Adam(others)
    other.load_state_dict(saved)
    for own, optimizer_of in ((params, optimizer), (others, other)):
        optimizer_of.minimize(sum((x * x).sum() for x in own))
    for x, y in zip(params, others, strict=True):
        np.testing.assert_array_equal(x.numpy(), y.numpy())
    assert [int(x["step"]) for x in other.state_dict()["state"].values()] == [3, 2, 1]
    assert c is params[2]


def test_parameters_that_step_together_share_a_count():
    params = [pel.Parameter([1.0]) for _ in range(5)]
    optimizer = optim.Adam(params)
    for _ in range(2):
        optimizer.minimize(sum(x.sum() for x in params))
    assert len({id(optimizer.state[x]["step"]) for x in params}) == 1


def test_a_step_without_any_gradient_changes_nothing():
    p = pel.Parameter([1.0])
    optimizer = optim.Adam([p], weight_decay=0.5)
    assert optimizer.step() is None
    assert optimizer.step(lambda: pel.Tensor(3.0)).item() == 3.0
    assert p.item() == 1.0
    assert optimizer.state_dict()["state"] == {}


def test_what_is_not_finite_is_not_counted():
    p = pel.Parameter([1.0])
    optimizer = optim.Adam([p], lr=0.1)
    with pel.using(check="nan"), pytest.raises(pel.core.errors.NonFiniteError):
        optimizer.minimize(pel.log(p - 1.0).sum())
    assert p.item() == 1.0
    with pel.using(check="nan"):
        optimizer.minimize((p * p).sum())
    assert p.item() == pytest.approx(0.9)
    assert optimizer.state_dict()["state"][0]["step"] == 1
