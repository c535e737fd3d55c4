"""Small graphs without tensors: arguments by shape, and their values by the reference backend."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from pellucid.backends.reference import evaluate
from pellucid.compiler.computation import Computation
from pellucid.compiler.passes import compile_graph
from pellucid.compiler.target import Target
from pellucid.core.dtypes import as_dtype
from pellucid.core.spec import Spec
from pellucid.graph import toposort
from pellucid.graph.node import node
from pellucid.ops.source import Input

random_computation = runpy.run_path(str(Path(__file__).with_name("random_graphs.py")))[
    "random_computation"
]
TARGET = Target(vector_bytes=64, registers=32)


def argument(slot, *shape, dtype="float32", batch=None):
    """Argument number `slot` of a computation."""
    return node(Input(slot, Spec(shape, as_dtype(dtype)), batch))


def computation(*outputs, updates=None):
    """The computation of `outputs`, its arguments being those found in the graph."""
    found = {x.op.slot: x for x in toposort(outputs) if isinstance(x.op, Input)}
    inputs = tuple(found.get(slot) or argument(slot) for slot in range(max(found, default=-1) + 1))
    return Computation(inputs, tuple(outputs), tuple(updates or (None,) * len(outputs)))


def schedule(*outputs, updates=None, **options):
    """The schedule of `outputs` for one and the same processor everywhere."""
    return compile_graph(computation(*outputs, updates=updates), TARGET, **options)


def examples(inputs, seed=0):
    """An array for each argument."""
    random = np.random.default_rng(seed)
    return [
        (random.standard_normal(x.shape) * (1 if x.dtype.is_float else 5)).astype(x.dtype.numpy)
        for x in inputs
    ]


def values(wanted, seed=0):
    """The outputs of a computation, op by op."""
    given = dict(zip(wanted.inputs, examples(wanted.inputs, seed), strict=True))
    return evaluate(wanted.outputs, given)


@pytest.fixture
def graphs():
    """The functions above."""
    return SimpleNamespace(
        argument=argument,
        computation=computation,
        schedule=schedule,
        examples=examples,
        values=values,
        target=TARGET,
        random=random_computation,
    )
