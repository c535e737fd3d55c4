"""`pel.check` finds the operation that is compiled wrongly, and says nothing where all is right."""

import importlib

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim
from pellucid.backends.llvm.program import NativeProgram
from pellucid.core.dtypes import float32
from pellucid.core.errors import ArgumentError
from pellucid.ops.transcendental import Exp
from pellucid.tensor.checking.tolerance import first_difference

CHECK = importlib.import_module("pellucid.tensor.checking.check")
RANDOM = np.random.default_rng(0)
X = RANDOM.standard_normal((16, 12)).astype(np.float32)


def network_step():
    network = nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Dropout(0.5), nn.Linear(36, 3),
    )  # fmt: skip
    optimizer = optim.Adam(network.parameters(), lr=0.01)

    @pel.compile
    def step(x, y):
        loss = nn.cross_entropy(network(x), y)
        optimizer.minimize(loss)
        return loss

    return network, step


IMAGES = RANDOM.random((16, 1, 8, 8), dtype=np.float32)
LABELS = np.arange(16) % 3


def test_a_right_training_step_is_right_and_stays_as_it_was():
    network, step = network_step()
    before = network.state_dict()
    verdict = pel.check(step, IMAGES, LABELS)
    assert verdict, verdict
    assert verdict.kernels > 5  # how many there are is a matter of fusion
    assert "agree" in str(verdict)
    for name, x in network.state_dict().items():
        assert np.array_equal(x, before[name])


@pytest.mark.parametrize(
    "function",
    [
        lambda x: pel.softmax(x, axis=1) @ x.T,
        lambda x: (pel.argmax(x, axis=0), pel.take(x, pel.asarray([3, 1]), axis=0)),
        lambda x: x.astype("bfloat16") @ x.T.astype("bfloat16"),
        lambda x: pel.var(x.astype("float64"), axis=0),
        lambda x: pel.tan(pel.erf(x)) + (x > 0),
    ],
)
def test_functions_that_are_right(function):
    verdict = pel.check(function, X)
    assert verdict, verdict


@pytest.fixture
def wrong_exp(monkeypatch):
    """exp compiles to a thousandth more than it should."""
    right = Exp.lower

    def wrong(self, k, x):
        return k.emit("mul", right(self, k, x), k.constant(1.001, float32))

    monkeypatch.setattr(Exp, "lower", wrong)
    with pel.using(cache=None):  # the disk knows the right one
        yield


@pytest.mark.usefixtures("wrong_exp")
def test_an_operation_that_is_compiled_wrongly_is_named():
    def function(x):
        y = x @ x.T
        return pel.sqrt(pel.exp(y * 0.1) + 1.0)

    verdict = pel.check(function, X)
    assert not verdict
    found = verdict.difference
    assert found.operation == "exp"
    assert found.native == pytest.approx(1.001 * found.reference, rel=1e-5)
    assert found.wrong == found.size == 256
    ((argument,),) = found.inputs
    assert np.exp(argument) == pytest.approx(found.reference, rel=1e-5)
    assert "test_check.py" in found.line
    assert "exp differs from its definition in 256 of 256 elements" in str(verdict)


@pytest.mark.usefixtures("wrong_exp")
def test_in_a_training_step_too():
    _, step = network_step()
    assert pel.check(step, IMAGES, LABELS).difference.operation == "exp"


def test_a_kernel_is_named_where_every_operation_alone_is_right(monkeypatch):
    monkeypatch.setattr(CHECK, "alone_difference", lambda *_: None)
    monkeypatch.setattr(Exp, "reference", lambda self, x: np.exp(x) * np.float32(1.5))
    found = pel.check(lambda x: pel.exp(x) + 1.0, X).difference
    assert (found.operation, found.kernel) == ("", "k0")
    assert "every operation alone is right" in str(found)


def test_a_program_whose_kernels_are_right_but_not_together(monkeypatch):
    """The run is spoiled after its kernels."""
    run = NativeProgram.run

    def spoiled(self, arguments, threads):
        return [x + 1 for x in run(self, arguments, threads)]

    monkeypatch.setattr(NativeProgram, "run", spoiled)
    monkeypatch.setattr(CHECK, "alone_difference", lambda *_: None)
    found = pel.check(lambda x: x * 2.0, X).difference
    assert (found.operation, found.kernel) == ("", "")
    assert "the whole program differs" in str(found)


@pytest.mark.parametrize(
    ("function", "what"),
    [
        (pel.log, "log gave nan"),
        (lambda x: (x - x) / (x - x), "divide gave nan"),
        (lambda x: pel.exp(x * 1000.0), "exp gave inf"),
    ],
)
def test_numbers_that_are_not_finite_are_named(function, what):
    verdict = pel.check(function, X)
    assert verdict.difference is None
    assert not verdict
    assert verdict.trouble.what == what
    assert what in str(verdict)


def test_there_is_nothing_to_check_on_the_reference_backend():
    with pel.using(backend="reference"), pytest.raises(ArgumentError, match="definition itself"):
        pel.check(pel.exp, X)


def test_what_counts_as_different():
    a = np.array([1.0, np.nan, np.inf, 4.0])
    assert first_difference(a, a, 0.0) is None
    assert first_difference(a, np.array([1.0, np.nan, -np.inf, 4.0]), 1e9)[0] == (2,)
    assert first_difference(a + 0.1, a, 0.2) is None
    index, native, reference, tolerance, count = first_difference(a, a + np.eye(4)[3], 0.5)
    assert (index, native, reference, tolerance, count) == ((3,), 4.0, 5.0, 0.5, 1)
