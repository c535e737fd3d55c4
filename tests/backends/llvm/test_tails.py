"""What follows a product: written out or in a loop, with what it loads asked for early."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.backends.llvm import tails
from pellucid.backends.llvm.program import module_text
from pellucid.tensor.seeing.profiling import captured_with_arguments

X, TARGET = (np.random.default_rng(0).standard_normal((20, n)).astype(np.float32) for n in (70, 33))
FAR = 0  # times the second cache that a program may take before its values count as far away


def perceptron(rule):
    """A training step of one layer, and the layer."""
    pel.manual_seed(0)
    layer = nn.Linear(70, 33)
    optimizer = rule(layer.parameters())

    def step(x, target):
        loss = ((nn.relu(layer(x)) - target) ** 2).mean()
        optimizer.minimize(loss)
        return loss

    return step, layer


def momentum(parameters):
    return optim.SGD(parameters, lr=0.1, momentum=0.9, weight_decay=0.01, nesterov=True)


def text_of(function, *arguments):
    """The LLVM IR of a function's program."""
    captured, _ = captured_with_arguments(function, arguments, {})
    return module_text(captured.program.schedule)


def trained(rule, **how):
    """Weights after three steps."""
    step, layer = perceptron(rule)
    with pel.using(**how):
        for _ in range(3):
            pel.compile(step)(X, TARGET)
        return layer.weight.numpy()


@pytest.mark.parametrize("rule", [momentum, optim.Adam])
def test_asking_early_changes_no_bit(rule, monkeypatch):
    near = trained(rule, threads=1)
    monkeypatch.setattr(tails, "HELD_TIMES", FAR)
    monkeypatch.setattr("pellucid.backends.llvm.program.program_key", lambda *_: None)
    assert "llvm.prefetch" in text_of(perceptron(rule)[0], X, TARGET)
    assert all(np.array_equal(trained(rule, threads=n), near) for n in (1, 2, 4))


def test_nothing_is_asked_for_early_where_caches_hold_the_program():
    assert "llvm.prefetch" not in text_of(perceptron(momentum)[0], X, TARGET)


def test_a_product_alone_loads_nothing_afterwards(monkeypatch):
    monkeypatch.setattr(tails, "HELD_TIMES", FAR)
    assert "llvm.prefetch" not in text_of(lambda x, y: x.mT @ y, X, TARGET)


@pytest.mark.parametrize(
    ("tail", "in_loop"),
    [
        (lambda y: nn.relu(y) * 0.5 + 1.0, False),
        (nn.gelu, True),
        (pel.exp, True),  # one node, but many instructions
        (lambda y: (((y * y + 1.0) * y + 2.0) * y + 3.0) * y * y + y * y * y * y, True),
    ],
)
def test_quick_tails_are_written_out_and_others_stand_in_a_loop(tail, in_loop):
    text = text_of(lambda x, y: tail(x.mT @ y), X, TARGET)
    assert ("alloca" in text) == in_loop
