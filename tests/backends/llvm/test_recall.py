"""A graph that another process compiled is not compiled again, and nothing else is taken for it."""

import os
import subprocess
import sys

import numpy as np
import pytest

from pellucid.backends.llvm import cache, program, recall
from pellucid.backends.llvm.cache import object_key
from pellucid.backends.llvm.program import NativeProgram, module_text
from pellucid.backends.llvm.recall import program_key
from pellucid.compiler import Computation
from pellucid.core.dtypes import float32, float64
from pellucid.core.settings import using
from pellucid.core.spec import Spec
from pellucid.graph import apply
from pellucid.graph.node import node, scalar
from pellucid.ops.arithmetic import Add
from pellucid.ops.source import Data, Input
from pellucid.runtime.storage import Storage

X = np.arange(12, dtype=np.float32).reshape(3, 4)


def argument(slot=0, shape=(3, 4), dtype=float32, batch=None):
    return node(Input(slot, Spec(shape, dtype), batch))


def computation(*outputs, inputs=None, updates=None):
    inputs = inputs or [argument()]
    return Computation(tuple(inputs), outputs, tuple(updates or (None,) * len(outputs)))


def example():
    """The same computation, made anew each time."""
    x = argument()
    return computation(apply("exp", x * -0.5), apply("sum", x, axes=(0,)))


def result(made):
    return made.run([Storage(X)], threads=1)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty cache on disk, nothing in memory."""
    monkeypatch.setattr(cache, "recent", cache.OrderedDict())
    with using(cache=tmp_path):
        yield tmp_path


def start_anew(monkeypatch, *, compiler):
    """As in a new process, with or without a compiler."""
    monkeypatch.setattr(cache, "recent", cache.OrderedDict())
    if not compiler:
        monkeypatch.setattr(program, "compile_graph", None)
        monkeypatch.setattr(cache, "compile_object", None)


def test_a_graph_compiled_before_needs_no_compiler(folder, monkeypatch):
    first = result(NativeProgram(example()))
    start_anew(monkeypatch, compiler=False)
    second = result(NativeProgram(example()))
    assert len(first) == 2
    for a, b in zip(first, second, strict=True):
        assert (a.dtype, a.shape) == (b.dtype, b.shape)
        np.testing.assert_array_equal(a, b)


def test_who_looks_into_a_recalled_program_sees_what_it_was_compiled_from(folder):
    NativeProgram(example())
    recalled = NativeProgram(example())
    assert object_key(module_text(recalled.schedule)) == recalled.outline.object_key
    assert all(recalled.library.address(kernel.name) for kernel in recalled.schedule.kernels)


@pytest.mark.parametrize("part", ["objects", "programs"])
@pytest.mark.parametrize("harm", ["removed", "truncated", "foreign"])
def test_what_the_disk_lost_is_compiled_again(folder, monkeypatch, part, harm):
    first = result(NativeProgram(example()))
    for file in (folder / part).iterdir():
        if harm == "removed":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[:-3] if harm == "truncated" else b"{}")
    start_anew(monkeypatch, compiler=True)
    np.testing.assert_array_equal(result(NativeProgram(example()))[0], first[0])
    start_anew(monkeypatch, compiler=False)
    np.testing.assert_array_equal(result(NativeProgram(example()))[0], first[0])


def test_without_a_disk_nothing_is_recalled(monkeypatch):
    with using(cache=None):
        key = program_key(example(), frozenset())
        NativeProgram(example())
        assert recall.recall(key) is None


def test_the_key_is_the_same_in_every_process():
    found = {
        subprocess.run(
            [sys.executable, "-c", KEY_OF_A_STEP],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    (key,) = found
    assert len(key.strip()) == 64


KEY_OF_A_STEP = """
import numpy as np, pellucid as pel
from pellucid import nn, optim
from pellucid.backends.llvm.recall import program_key
from pellucid.runtime.capture import ACTIVE, Capture
from pellucid.tensor.tensor import wrap
from pellucid.core.spec import Spec
net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(72, 3))
optimizer = optim.Adam(net.parameters())
capture = Capture()
token = ACTIVE.set(capture)
loss = nn.cross_entropy(net(wrap(capture.argument(Spec((4, 1, 8, 8))))), np.zeros(4, np.int64))
optimizer.minimize(loss)
outputs = [loss.node]
ACTIVE.reset(token)
print(program_key(capture.finish(outputs)[0], frozenset()))
"""


def different():
    """Computations of which no two may share a program."""
    x, z = argument(0), argument(1)
    both = [x, z]
    wide, turned, examples = argument(dtype=float64), argument(shape=(4, 3)), argument(batch=0)
    return {
        "example": example(),
        "another operation": computation(apply("exp", x)),
        "a constant": computation(x * 2.0),
        "its neighbour": computation(x * np.nextafter(2.0, 3.0)),
        "zero": computation(x + scalar(0.0, float32, (3, 4))),
        "minus zero": computation(x + scalar(-0.0, float32, (3, 4))),
        "an axis": computation(apply("sum", x, axes=(0,))),
        "another axis": computation(apply("sum", x, axes=(1,))),
        "in order": computation(x - z, inputs=both),
        "the other way round": computation(z - x, inputs=both),
        "an update": computation(x - z, inputs=both, updates=[0]),
        "another update": computation(x - z, inputs=both, updates=[1]),
        "an argument more": computation(apply("exp", x), inputs=both),
        "a dtype": computation(apply("exp", wide), inputs=[wide]),
        "a shape": computation(apply("exp", turned), inputs=[turned]),
        "examples": computation(apply("exp", examples), inputs=[examples]),
        "once": computation(apply("exp", x), apply("log", x)),
        "in another order": computation(apply("log", x), apply("exp", x)),
        "a tag": computation(apply("tagged", x, tag=1) - x),
        "two tags": computation(apply("tagged", x, tag=1) - apply("tagged", x, tag=2)),
    }  # fmt: skip


def test_different_computations_have_different_keys():
    keys = {name: program_key(each, frozenset()) for name, each in different().items()}
    assert len({*keys.values()}) == len(keys)
    assert None not in keys.values()


def test_tags_which_no_two_processes_share_do_not_count():
    one, other = (computation(apply("tagged", argument(), tag=tag) * 2.0) for tag in (7, 8))
    assert program_key(one, frozenset()) == program_key(other, frozenset())


def test_the_key_depends_on_passes_source_and_machine(monkeypatch):
    before = program_key(example(), frozenset())
    assert program_key(example(), frozenset({"join"})) != before
    monkeypatch.setattr(recall, "surroundings", lambda: ("another source",))
    assert program_key(example(), frozenset()) != before


def test_an_operation_from_outside_the_package_has_no_key():
    class Foreign(Add):
        """Its code is in no source that the key holds."""

    x = argument()
    assert program_key(computation(node(Foreign(), x, x)), frozenset()) is None


def test_a_value_in_memory_has_no_key():
    x = node(Data(Storage(X), Spec((3, 4))))
    assert program_key(computation(x * 2.0), frozenset()) is None
