"""Random computations whose results overwrite their arguments, run natively on several threads."""

import random
import runpy
from pathlib import Path

import numpy as np
import pytest

import pellucid as pel
from pellucid.backends.llvm.program import NativeProgram
from pellucid.backends.reference import evaluate

GRAPHS = Path(__file__).parents[1] / "compiler" / "random_graphs.py"
random_computation = runpy.run_path(str(GRAPHS))["random_computation"]


class Memory:
    """An array that a program may overwrite."""

    def __init__(self, array):
        self.array = array.copy()
        self.address = self.array.ctypes.data


def outputs(program, computation, arrays, threads):
    memory = [Memory(x) for x in arrays]
    fresh = iter(program.run(memory, threads))
    return [next(fresh) if slot is None else memory[slot].array for slot in computation.updates]


def assert_as_defined(seed, skip):
    computation = random_computation(random.Random(seed))
    draw = np.random.default_rng(seed)
    arrays = [draw.standard_normal(x.shape) for x in computation.inputs]
    wanted = evaluate(computation.outputs, dict(zip(computation.inputs, arrays, strict=True)))
    with pel.using(skip=skip):
        program = NativeProgram(computation)
    program.alone = False
    first, *others = (outputs(program, computation, arrays, n) for n in (1, 2, 5))
    for found, definition in zip(first, wanted, strict=True):
        np.testing.assert_allclose(found, definition, rtol=1e-8, atol=1e-8)
    for other in others:
        assert all(a.tobytes() == b.tobytes() for a, b in zip(first, other, strict=True))


@pytest.mark.parametrize("seed", range(24))
@pytest.mark.parametrize("skip", [(), ("join",), ("bundle", "factor")], ids=str)
def test_arguments_are_overwritten_as_if_all_were_computed_before(seed, skip):
    assert_as_defined(seed, skip)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 1100))
def test_many_more(seed):
    assert_as_defined(seed, ())
