"""Every primitive's batching rule, from the table of samples: the operation over a leading axis is
the operation on each example, to the bit.
"""

import itertools

import numpy as np
import pytest

import pellucid as pel
from pellucid.core.dtypes import as_dtype
from pellucid.graph import OPS, Op, batch
from pellucid.graph.node import node
from pellucid.ops.source import example
from pellucid.runtime.programs import evaluate

SIZE = 3
SOURCES = {"data", "input", "example", "constant", "iota"}
SUMS = {"sum", "prod", "contract", "scatter_add"}
POSITIVE_DEFINITE = {"cholesky"}  # with elements in other places, a matrix no longer is
MOST = 40  # samples of one primitive


def examples(name: str, x: np.ndarray) -> list[np.ndarray]:
    """`x`, and others like it."""
    if name in POSITIVE_DEFINITE:
        return [x * (i + 1) for i in range(SIZE)]
    return [np.roll(x, i) for i in range(SIZE)]


def chosen(rows):
    """Samples of plain arrays, evenly picked where there are many."""
    plain = [row for row in rows if row[1] and all(isinstance(x, np.ndarray) for x in row[1])]
    return plain[:: -(-len(plain) // MOST)]


def computed(nodes, backend):
    with pel.using(backend=backend):
        return [x.array for x in evaluate(list(nodes), {})]


def assert_alike(found, wanted, name):
    """Equal; sums, which NumPy may add in another order, within a few last places."""
    if as_dtype(wanted.dtype).is_float:
        digits = 1e-2 if wanted.dtype.itemsize == 2 else 1e-5
        found, wanted = found.astype(np.float64), wanted.astype(np.float64)
        if name in SUMS:
            np.testing.assert_allclose(found, wanted, rtol=digits, atol=digits)
            return
    np.testing.assert_array_equal(found, wanted)


def over_examples(op, operands, mapped, samples):
    """The operation batched, and on each example."""
    rows = [
        examples(op.name, x) if m else [x] * SIZE for x, m in zip(operands, mapped, strict=True)
    ]
    single = [node(op, *(samples.leaf(x) for x in one)) for one in zip(*rows, strict=True)]
    arrays, inputs = {}, []
    for x, row, m in zip(operands, rows, mapped, strict=True):
        leaf = samples.leaf(x)
        inputs.append(example(leaf.spec) if m else leaf)
        if m:
            arrays[inputs[-1]] = samples.leaf(np.stack(row))
    (together,) = batch([node(op, *inputs)], arrays, SIZE)
    return together, single


def every_way(name, rows, samples):
    """Each sample with every choice of operands that differ from example to example."""
    return [
        over_examples(OPS[name](**fields), operands, mapped, samples)
        for fields, operands in rows
        for mapped in itertools.product((True, False), repeat=len(operands))
        if any(mapped)
    ]


@pytest.mark.parametrize("name", sorted(set(OPS) - SOURCES))
def test_the_operation_over_examples_is_the_operation_on_each(name, samples):
    pairs = every_way(name, chosen(samples.SAMPLES[name]), samples)
    assert pairs, "no sample is of plain arrays"
    found = computed([x for x, _ in pairs], "reference")
    wanted = iter(computed([x for _, row in pairs for x in row], "reference"))
    for (together, row), x in zip(pairs, found, strict=True):
        expected = np.stack([next(wanted) for _ in row])
        assert x.shape == expected.shape == together.shape, together
        assert_alike(x, expected, name)


@pytest.mark.parametrize("name", ["gather", "scatter_add", "contract", "max", "pad", "view"])
def test_the_operation_over_examples_runs_natively(name, samples):
    pairs = every_way(name, chosen(samples.SAMPLES[name])[::5], samples)
    together = [x for x, _ in pairs]
    found, wanted = computed(together, "llvm"), computed(together, "reference")
    for x, expected in zip(found, wanted, strict=True):
        assert_alike(x, expected, name)


def test_every_primitive_has_a_rule_of_its_own():
    """One example after another is right for anything, and slow."""
    without = {name for name, op in OPS.items() if op.batched is Op.batched}
    assert without == SOURCES


def test_one_example_after_another_is_right_too(samples):
    x, z = samples.some("float32", (SIZE, 4, 5), 0), samples.some("float32", (4, 5), 1)
    op = OPS["multiply"]()
    found = Op.batched(op, SIZE, (True, False), samples.leaf(x), samples.leaf(z))
    assert np.array_equal(computed([found], "llvm")[0], x * z)
