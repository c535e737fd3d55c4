"""Kernels that look alike: their code is written once, and each finds its own values."""

import re

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.backends.llvm.program import module_text
from pellucid.backends.llvm.sections import ir_by_function
from pellucid.tensor.seeing.profiling import captured_with_arguments


def blocks(depth):
    """Dense layers of one size with norms and activations between."""
    pel.manual_seed(0)
    parts = []
    for _ in range(depth):
        parts += [nn.Linear(64, 64), nn.LayerNorm(64), nn.GELU()]
    return nn.Sequential(*parts)


def functions(depth):
    """The functions of a program that differentiates so many blocks."""
    network = blocks(depth)

    @pel.compile
    def step(x):
        loss = (network(x) ** 2).mean()
        return loss, *pel.gradients(loss, list(network.parameters()))

    captured, _ = captured_with_arguments(step, (pel.zeros((48, 64)),), {})
    return ir_by_function(module_text(captured.program.schedule))


def test_equal_blocks_share_their_code():
    few, many = (functions(depth) for depth in (4, 7))
    work = [sum(len(text) for text in f.values() if "fma" in text) for f in (few, many)]
    assert work[1] < 1.15 * work[0]  # three blocks more, and hardly a product more to translate
    called = re.findall(r"call void @(k\d+_\w+)\(", "\n".join(many.values()))
    assert len(called) > len(set(called)) + 10
    assert set(called) <= set(many)


@pytest.mark.parametrize("threads", [1, 3])
def test_each_kernel_finds_its_own_values(threads):
    """As without a loop nest in common, where nothing looks alike: layer by layer, by itself."""
    network, x = blocks(4), pel.Tensor(np.random.default_rng(0).normal(size=(48, 64)))
    for layer in network:
        if isinstance(layer, nn.Linear):
            layer.weight = pel.Parameter(layer.weight.numpy() * 3)
    with pel.using(threads=threads):
        found = pel.compile(network.forward)(x).numpy()
        for layer in network:
            x = pel.Tensor(layer(x).numpy())
    np.testing.assert_allclose(found, x.numpy(), rtol=1e-5, atol=1e-5)


def test_a_kernel_is_shown_with_the_code_it_shares():
    network = blocks(4)
    sight = pel.see(pel.compile(network), pel.zeros((48, 64)))
    products = [k for k in sight.kernels if k.profile.kind == "contract"]
    assert len(products) == 4
    for kernel in products:
        assert "fma" in kernel.ir
        assert kernel.assembly.count("\n") > 50  # more than the loop around the tiles
