"""What a kernel has to do: operations on numbers, and bytes moved to and from memory."""

import math
from collections.abc import Iterable, Mapping

import numpy as np

from pellucid.compiler.index import Affine, Derived, Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.native import native_of
from pellucid.compiler.pairs import PairProduct
from pellucid.compiler.reading import Guard, base_of
from pellucid.graph import Node, toposort
from pellucid.ops.contraction import Contract
from pellucid.ops.family import Elementwise
from pellucid.ops.host import HostCall, runs_on_host
from pellucid.ops.indexing import ScatterAdd
from pellucid.ops.reduction import Reduction

MOST_CASES = 2**20  # that are gone through to see how many satisfy a condition
NO_ARITHMETIC = frozenset({"copy", "cast", "stop_gradient", "tagged"})


def products(node: Node) -> int:
    """The multiplications of a contraction; 0 for any other node."""
    if not isinstance(node.op, Contract):
        return 0
    found = math.prod(node.op.sizes(node.inputs[0].shape, node.inputs[1].shape).values())
    return 2 * found if isinstance(node.op, PairProduct) else found


def total_work(kernels: Iterable[Kernel]) -> int:
    """About how many operations a run of the kernels takes."""
    return sum(work_of(kernel) for kernel in kernels)


def work_of(kernel: Kernel) -> int:
    """About how many operations a run of a kernel takes."""
    native = native_of(kernel.roots[0])
    if native is not None:
        return native.work
    return sum(
        math.prod(nest.space) * (1 + len(nest.roots)) + sum(products(x) for x in nest.heavy)
        for nest in kernel.nests
    )


def needed_products(node: Node) -> int:
    """The multiplications of a contraction in which no factor is the zero around a padding."""
    found = products(node)
    for together in related(padding_of(node)):
        symbols = list({s: None for x, _ in together for s in x.symbols()})
        cases = math.prod(s.high + 1 for s in symbols)
        if cases > MOST_CASES:
            continue
        grid = dict(zip(symbols, np.indices([s.high + 1 for s in symbols]), strict=True))
        values = ((evaluated(x, grid), size) for x, size in together)
        holds = np.logical_and.reduce([(x >= 0) & (x < size) for x, size in values])
        found = found * int(np.count_nonzero(holds)) // cases
    return found


def padding_of(node: Node) -> list[Guard]:
    """The conditions under which both factors of a product are elements, not fill."""
    op = node.op
    sizes = op.sizes(node.inputs[0].shape, node.inputs[1].shape)
    place = {label: variable(Symbol(label, 0, max(n - 1, 0))) for label, n in sizes.items()}
    found: list[Guard] = []
    for x, labels in zip(node.inputs, (op.left, op.right), strict=True):
        found += base_of(x, [place[label] for label in labels])[2]
    return found


def related(guards: Iterable[Guard]) -> list[list[Guard]]:
    """Conditions in groups that have no symbol in common."""
    groups: list[list[Guard]] = []
    for guard in guards:
        own = set(guard[0].symbols())
        met = [group for group in groups if own & {s for x, _ in group for s in x.symbols()}]
        groups = [group for group in groups if group not in met]
        groups.append([guard, *(other for group in met for other in group)])
    return groups


def evaluated(x: Affine, values: Mapping[Symbol, np.ndarray]) -> np.ndarray:
    """An index expression where its symbols have these values."""
    x = x.resolved()
    found = np.asarray(x.constant)
    for symbol, factor in x.terms.items():
        if isinstance(symbol, Derived):
            inner = evaluated(symbol.expression, values)
            quotient = symbol.operator == "//"
            found = found + factor * (
                inner // symbol.divisor if quotient else inner % symbol.divisor
            )
        else:
            found = found + factor * values[symbol]
    return found


def operations(kernel: Kernel) -> int:
    """How many operations on numbers a run of the kernel takes.

    Two for each product of a contraction, without those by the zeros of a padding; one for each
    element that is reduced or that an elementwise primitive, or NumPy, makes.
    """
    native = native_of(kernel.roots[0])
    if native is not None:
        inner = (operations(k) for body in native.inside for k in body.kernels)
        return native.steps * sum(inner) if native.inside else 2 * native.work
    wanted = elements(kernel)
    loaded = kernel.reads - set(kernel.roots)
    return sum(operations_of(node, n) for node, n in wanted.items() if node not in loaded)


def operations_of(node: Node, wanted: int) -> int:
    """The operations behind so many elements of a node, its inputs being there."""
    op = node.op
    if isinstance(op, Contract):
        return 2 * needed_products(node)
    if isinstance(op, Reduction):
        return node.inputs[0].spec.size
    if isinstance(op, ScatterAdd):
        return node.inputs[1].spec.size
    if isinstance(op, HostCall):
        return node.spec.size
    return wanted if isinstance(op, Elementwise) and op.name not in NO_ARITHMETIC else 0


def traffic(kernel: Kernel) -> int:
    """The bytes that a run of the kernel must move: what it reads and what it stores, each element
    once. Of a value that it reads in part (rows of a table, a slice), the part.
    """
    wanted = elements(kernel)
    loaded = kernel.reads - set(kernel.roots)
    read = sum(wanted.get(node, 0) * node.dtype.itemsize for node in loaded)
    return read + sum(root.spec.nbytes for root in kernel.roots if root not in kernel.internal)


def elements(kernel: Kernel) -> dict[Node, int]:
    """How many elements of each node a run of the kernel uses: the whole of its roots; of what is
    seen through views, no more than they show.
    """
    loaded = kernel.reads - set(kernel.roots)
    wanted = {root: root.spec.size for root in kernel.roots}
    for node in reversed(toposort(kernel.roots, loaded)):
        whole = isinstance(node.op, (Contract, Reduction, ScatterAdd)) or runs_on_host(node)
        for x in node.inputs:
            more = x.spec.size if whole else wanted[node]
            wanted[x] = min(x.spec.size, wanted.get(x, 0) + more)
    return wanted
