"""Narrower vectors than this processor's: AVX2 and SSE run here, with features masked; NEON is
compiled and its assembly looked at.
"""

import dataclasses
import re
import subprocess
import sys

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.backends.llvm import barrier, program
from pellucid.backends.llvm.host import host, narrowed
from pellucid.compiler.target import Target
from pellucid.core.errors import ArgumentError
from pellucid.tensor.seeing.explain import explain
from pellucid.zoo.lenet import LeNet

WIDER = {32: "zmm", 16: "ymm|zmm"}
x86 = pytest.mark.skipif(host().machine != "x86_64", reason="masks features of x86")
WIDTHS = [32, 16]


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def trained(vector_bytes, backend="llvm"):
    """The losses and a parameter of three steps of a small convolutional network."""
    with pel.using(vector_bytes=vector_bytes, backend=backend, threads=2):
        pel.manual_seed(0)
        network = nn.Sequential(
            nn.Conv2d(2, 9, 3, padding=1), nn.BatchNorm2d(9), nn.GELU(), nn.MaxPool2d(2),
            nn.Conv2d(9, 7, 3, stride=2), nn.Tanh(), nn.Flatten(), nn.Linear(28, 5),
        )  # fmt: skip
        optimizer = optim.Adam(network.parameters(), lr=0.01)

        @pel.compile
        def step(x, y):
            loss = nn.cross_entropy(network(x), y)
            optimizer.minimize(loss)
            return loss

        x, y = random(13, 2, 10, 10), np.arange(13) % 5
        losses = [step(x, y).item() for _ in range(3)]
        return losses, network[0].weight.numpy().copy()


def read(vector_bytes, backend="llvm"):
    """The losses of three steps of a network with attention and a recurrent layer."""
    with pel.using(vector_bytes=vector_bytes, backend=backend, threads=2):
        pel.manual_seed(0)
        layer = nn.TransformerEncoderLayer(12, 2, 20, dropout=0.0, batch_first=True)
        states, head = nn.LSTM(12, 10, batch_first=True), nn.Linear(10, 3)
        optimizer = optim.AdamW([*layer.parameters(), *states.parameters(), *head.parameters()])

        @pel.compile
        def step(x, y):
            loss = nn.cross_entropy(head(states(layer(x))[0][:, -1]), y)
            optimizer.minimize(loss)
            return loss

        x, y = random(17, 11, 12), np.arange(17) % 3
        return [step(x, y).item() for _ in range(3)]


@x86
@pytest.mark.parametrize("width", [32, pytest.param(16, marks=pytest.mark.slow)])
def test_sequences_are_learned_alike_at_every_width(width):
    np.testing.assert_allclose(read(width), read(0, "reference"), rtol=1e-5)


@x86
@pytest.mark.parametrize("width", WIDTHS)
def test_a_network_trains_alike_at_every_width(width):
    wanted, weight = trained(0, "reference")
    losses, found = trained(width)
    np.testing.assert_allclose(losses, wanted, rtol=1e-5)
    np.testing.assert_allclose(found, weight, rtol=1e-3, atol=1e-5)


@x86
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sizes", [(1, 1, 1), (3, 5, 17), (33, 64, 40), (70, 129, 31)], ids=str)
def test_products_are_right_at_every_width(sizes, width):
    n, k, m = sizes
    a, b, c = random(n, k), random(k, m, seed=1), random(m, seed=2)
    with pel.using(vector_bytes=width):
        found = pel.compile(lambda a, b, c: nn.relu(a @ b + c))(a, b, c).numpy()
        turned = pel.compile(lambda a, b: (b.T @ a.T).T)(a, b).numpy()
    exact = a.astype(np.float64) @ b.astype(np.float64)
    np.testing.assert_allclose(found, np.maximum(exact + c, 0), rtol=1e-5, atol=1e-5 * k)
    np.testing.assert_allclose(turned, exact, rtol=1e-5, atol=1e-5 * k)


@x86
@pytest.mark.skipif(host().vector_bytes < 64, reason="has no wider vectors")
@pytest.mark.parametrize("width", [32, 16])
def test_code_for_narrow_vectors_has_no_wider_ones(width):
    def function(a, b):
        return nn.gelu(a @ b) + pel.exp(b).sum()

    arguments = random(40, 50), random(50, 60)
    with pel.using(vector_bytes=width):
        text = explain(function, *arguments, level="asm")
    assert not re.search(WIDER[width], text)
    assert "vfmadd" in text or width == 16
    with pel.using(vector_bytes=64):
        assert "zmm" in explain(function, *arguments, level="asm")


@x86
def test_a_compiled_function_is_compiled_again_for_another_width():
    f = pel.compile(pel.exp)
    x = random(100)
    wide = f(x).numpy()
    with pel.using(vector_bytes=16):
        assert host().vector_bytes == 16
        np.testing.assert_array_equal(f(x).numpy(), wide)
    assert len(f.programs) == 2


def test_a_width_that_no_processor_has_is_refused():
    with (
        pytest.raises(ArgumentError, match="vector_bytes must be 16, 32, 64"),
        pel.using(vector_bytes=48),
    ):
        pass


def test_features_that_need_wider_vectors_are_masked():
    features = "+sse4.2,+avx,+avx2,+fma,+f16c,+avx512f,+avx512bf16,-avx10.1,+bmi2"
    assert narrowed(features, 0) == narrowed(features, 64) == features
    assert narrowed(features, 32).count("-avx512") == 2
    assert narrowed(features, 16) == (
        "+sse4.2,-avx,-avx2,-fma,-f16c,-avx512f,-avx512bf16,-avx10.1,+bmi2"
    )


# NEON: generated here, for another processor

NEON = Target(vector_bytes=16, registers=32)
ONE = [
    "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan",
    "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "sigmoid", "softplus", "erf", "sqrt",
]  # fmt: skip
OWN = r"(pellucid\..*|barrier|k\d+(_.*)?|sched_yield|syscall)"  # what generated code may call
TRANSLATE = """
import sys
from pellucid.backends.llvm.jit import assembly
print(assembly(sys.stdin.read(), triple="aarch64-unknown-linux-gnu", cpu=sys.argv[1]))
"""


@pytest.fixture
def neon(monkeypatch):
    """Gives the assembly of a function for an aarch64.

    In another process: LLVM ends the process where it cannot translate something.
    """
    there = dataclasses.replace(
        host(), machine="aarch64", triple="aarch64-unknown-linux-gnu", features="+neon,+fp-armv8"
    )

    def translated(function, *arguments, cpu="neoverse-n1"):
        with monkeypatch.context() as patched:
            for module in (barrier, program):
                patched.setattr(module, "host", lambda: there)
            text = explain(function, *arguments, level="ir", target=NEON)
        done = subprocess.run(
            [sys.executable, "-c", TRANSLATE, cpu],
            input=text,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    return translated


def called(text):
    """The functions that assembly calls."""
    return set(re.findall(r"^\tbl\t(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_vector_maths_for_neon_is_vectors_and_calls_no_library(dtype, neon):
    def every(x):
        one = [getattr(pel, name)(x) for name in ONE]
        return [*one, nn.gelu(x), pel.pow(pel.abs(x), x), pel.atan2(x, x)]

    text = neon(every, np.ones(64, dtype))
    assert not [name for name in called(text) if not re.fullmatch(OWN, name)]
    arrangement = "4s" if dtype == "float32" else "2d"
    assert len(re.findall(rf"\tfmla\tv\d+\.{arrangement}", text)) > 150
    kernels = text[text.index("\nk0:") : text.index("\nstep:")]
    assert not re.search(r"\tf(madd|mul|add|div)\t[sd]\d", kernels.split("pellucid.radians:")[0])


@pytest.mark.parametrize("cpu", ["", "neoverse-n1"])
def test_the_inner_loops_of_lenet_for_neon_are_multiply_adds_of_vectors(cpu, neon):
    network = LeNet()
    optimizer = optim.SGD(network.parameters(), lr=0.01, momentum=0.9)

    @pel.compile
    def step(x, y):
        loss = nn.cross_entropy(network(x), y)
        optimizer.minimize(loss)
        return loss

    text = neon(step, random(64, 1, 28, 28), np.zeros(64, np.int64), cpu=cpu)
    loops = innermost_loops(text)
    assert len(loops) > 10
    sums = [x for x in loops if x.count("\tfmla\t") >= 20 and "\tfadd\t" not in x]
    assert len(sums) > 6
    for loop in sums:
        assert not re.search(r"\tf(madd|mul)\t[sd]\d", loop)
        assert loop.count("[sp") <= 4  # nothing to speak of is kept in memory
        assert len(loop.splitlines()) < 3 * loop.count("\tfmla\tv") + 10


def innermost_loops(text):
    """The blocks of assembly that branch back to their own label."""
    blocks = re.findall(r"^(\.L\w+):[^\n]*\n((?:(?!\.L\w+:)[^\n]*\n)*)", text, re.MULTILINE)
    ends = [re.search(rf"\tb\.\w+\t{re.escape(label)}\n", body) for label, body in blocks]
    return [body[: end.end()] for (_, body), end in zip(blocks, ends, strict=True) if end]
