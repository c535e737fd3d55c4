"""Each rule against its formula in float64, eager and captured, over several steps."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import optim
from pellucid.core.errors import ArgumentError

START = np.array([1.0, -2.0, 0.5])
PULLS = np.random.default_rng(0).normal(size=(8, 3))  # the gradient of each step is p * 0.5 + pull


def sgd(p, g, kept, t, *, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
    g = g + weight_decay * p
    if momentum:
        v = g if t == 1 else momentum * kept["v"] + (1 - dampening) * g
        kept["v"] = v
        g = g + momentum * v if nesterov else v
    return p - lr * g


def adam(
    p, g, kept, t, *, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=False,
    decoupled=False,
):  # fmt: skip
    if decoupled:
        p = p * (1 - lr * weight_decay)
    else:
        g = g + weight_decay * p
    m = kept["m"] = betas[0] * kept.get("m", 0) + (1 - betas[0]) * g
    v = kept["v"] = betas[1] * kept.get("v", 0) + (1 - betas[1]) * g * g
    if amsgrad:
        v = kept["top"] = np.maximum(kept.get("top", 0), v)
    m = m / (1 - betas[0] ** t)
    return p - lr * m / (np.sqrt(v / (1 - betas[1] ** t)) + eps)


def adamw(p, g, kept, t, *, weight_decay=0.01, **options):
    return adam(p, g, kept, t, weight_decay=weight_decay, decoupled=True, **options)


def rmsprop(
    p, g, kept, t, *, lr, alpha=0.99, eps=1e-8, weight_decay=0.0, momentum=0.0, centered=False
):
    g = g + weight_decay * p
    v = kept["v"] = alpha * kept.get("v", 0) + (1 - alpha) * g * g
    if centered:
        mean = kept["mean"] = alpha * kept.get("mean", 0) + (1 - alpha) * g
        v = v - mean * mean
    step = g / (np.sqrt(v) + eps)
    if momentum:
        step = kept["step"] = momentum * kept.get("step", 0) + step
    return p - lr * step


def adagrad(
    p, g, kept, t, *, lr, lr_decay=0.0, weight_decay=0.0, initial_accumulator_value=0.0, eps=1e-10
):
    g = g + weight_decay * p
    total = kept["total"] = kept.get("total", initial_accumulator_value) + g * g
    return p - lr / (1 + (t - 1) * lr_decay) * g / (np.sqrt(total) + eps)


CASES = [
    (optim.SGD, sgd, {"lr": 0.1}),
    (optim.SGD, sgd, {"lr": 0.1, "momentum": 0.9}),
    (optim.SGD, sgd, {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
    (optim.SGD, sgd, {"lr": 0.1, "momentum": 0.9, "dampening": 0.5}),
    (optim.Adam, adam, {"lr": 0.1}),
    (optim.Adam, adam, {"lr": 0.1, "betas": (0.8, 0.95), "weight_decay": 0.1, "eps": 1e-3}),
    (optim.Adam, adam, {"lr": 0.1, "amsgrad": True}),
    (optim.AdamW, adamw, {"lr": 0.1}),
    (optim.AdamW, adamw, {"lr": 0.1, "weight_decay": 0.5, "amsgrad": True}),
    (optim.RMSprop, rmsprop, {"lr": 0.1}),
    (optim.RMSprop, rmsprop, {"lr": 0.1, "momentum": 0.5, "centered": True, "weight_decay": 0.1}),
    (optim.Adagrad, adagrad, {"lr": 0.5}),
    (optim.Adagrad, adagrad, {"lr": 0.5, "lr_decay": 0.1, "initial_accumulator_value": 0.1}),
]


def ids(x):
    return x.__name__ if isinstance(x, type) else str(x) if isinstance(x, dict) else ""


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize(("optimizer", "formula", "options"), CASES, ids=ids)
def test_a_rule_is_its_formula(optimizer, formula, options, compiled):
    p = pel.Parameter(START.astype(np.float32))
    rule = optimizer([p], **options)

    def step(pull):
        rule.minimize((p * p * 0.25 + p * pull).sum())

    call = pel.compile(step) if compiled else step
    expected, kept = START, {}
    for t, pull in enumerate(PULLS, 1):
        call(pel.Tensor(pull.astype(np.float32)))
        expected = formula(expected, expected * 0.5 + pull, kept, t, **options)
        np.testing.assert_allclose(p.numpy(), expected, rtol=3e-5, atol=3e-6)


@pytest.mark.parametrize(
    "optimizer", [optim.SGD, optim.Adam, optim.AdamW, optim.RMSprop, optim.Adagrad]
)
def test_maximize_climbs(optimizer):
    p = pel.Parameter([1.0])
    optimizer([p], lr=0.1, maximize=True).minimize((p * 2).sum())
    assert p.item() > 1.0


def test_double_precision_stays_double():
    p = pel.Parameter(START)
    rule, expected, kept = optim.Adam([p], lr=0.1), START, {}
    for t in range(1, 6):
        rule.minimize((p * p).sum())
        expected = adam(expected, 2 * expected, kept, t, lr=0.1)
    assert p.dtype == pel.float64
    np.testing.assert_allclose(p.numpy(), expected, rtol=1e-14)


def test_the_first_steps_of_adam_lose_no_digits_to_its_corrections():
    p = pel.Parameter([0.0])
    rule = optim.Adam([p], lr=1.0, eps=0.0)
    rule.minimize((p * 1e-3).sum())
    assert p.item() == pytest.approx(-1.0, abs=2e-7)


@pytest.mark.parametrize(
    "wrong", [{"lr": -1.0}, {"weight_decay": -0.1}, {"momentum": -1.0}, {"nesterov": True}], ids=str
)
def test_options_outside_their_range_are_refused(wrong):
    with pytest.raises(ArgumentError):
        optim.SGD([pel.Parameter([1.0])], **wrong)
    with pytest.raises(ArgumentError, match="betas"):
        optim.Adam([pel.Parameter([1.0])], betas=(0.9, 1.0))
