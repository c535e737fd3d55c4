"""Running a function compiled and by definition side by side: `check`."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from pellucid.backends.llvm.program import NativeProgram
from pellucid.compiler import Computation
from pellucid.compiler.kernels import Kernel
from pellucid.core.errors import ArgumentError
from pellucid.core.settings import settings
from pellucid.graph import Node, Part, Several, toposort
from pellucid.graph.node import unshared
from pellucid.graph.order import with_inputs
from pellucid.ops.source import Input, Source
from pellucid.runtime.blame import blame, operands
from pellucid.runtime.capture import Captured
from pellucid.runtime.finite import NotFiniteError
from pellucid.runtime.storage import Storage
from pellucid.tensor.checking.bench import Bench
from pellucid.tensor.checking.tolerance import bound, defined, first_difference
from pellucid.tensor.checking.verdict import Difference, Verdict
from pellucid.tensor.names import argument_names
from pellucid.tensor.seeing.profiling import captured_with_arguments, name_of
from pellucid.tensor.transforms.compiled import Compiled
from pellucid.tensor.troubles import error_of

Values = Mapping[Node, np.ndarray]


def check(function: Callable[..., Any], *arguments: Any, **options: Any) -> Verdict:
    """Whether `function(*arguments, **options)` computes what it is defined to compute: a
    `Verdict`, true where it does and every number is finite.

    The function, compiled or not, gradients and updates included, is captured as one native
    program. Each of its kernels is run on what NumPy, the definition of every operation, gives for
    its inputs, and compared; where one differs, so is each operation in it, alone. What is
    tolerated is what rounding may do: some units in the last place, more for longer sums. Then the
    whole program is run. All of it works on copies: no parameter, no state and no random key is
    changed.

    >>> verdict = check(lambda x: (x * x).sum(), np.ones(3, np.float32))
    >>> bool(verdict)
    True
    """
    captured, given = captured_with_arguments(function, arguments, options)
    program = captured.program
    if not isinstance(program, NativeProgram):
        raise ArgumentError(
            "check: the reference backend is the definition itself",
            given=f"backend={settings().backend!r}",
            fix='with pel.using(backend="llvm"): ...',
        )
    plain = function.function if isinstance(function, Compiled) else function
    arrays = [x.array for x in given]
    difference, elements = first_in_kernels(program, given)
    difference = difference or first_in_whole(program, captured, given)
    found = blame(captured.computation, arrays)
    names = argument_names(plain, arguments, options, captured.held)
    return Verdict(
        function=name_of(function),
        operations=sum(
            not isinstance(x.op, Source) for x in toposort(captured.computation.outputs)
        ),
        kernels=len(program.schedule.kernels),
        elements=elements,
        difference=difference,
        trouble=None
        if found is None or found.is_written
        else error_of(NotFiniteError(found), names),
    )


def first_in_kernels(program: NativeProgram, given: list[Storage]) -> tuple[Difference | None, int]:
    """The first difference that a kernel shows, on inputs that are as defined; and how many
    elements were compared."""
    bench = Bench(program, given)
    values: dict[Node, np.ndarray] = {
        x: storage.array for x, storage in zip(bench.inputs, given, strict=True)
    }
    elements = 0
    for kernel in bench.kernels():
        inside, errors = defined(kernel.roots, {x: values[x] for x in kernel.reads if x in values})
        for node in kernel.reads - set(kernel.roots):
            bench.write(node, inside[node])
        bench.run(kernel)
        for root in kernel.roots:
            if root not in kernel.internal:
                elements += root.spec.size
                wrong = first_difference(bench.read(root), inside[root], errors[root])
                if wrong is not None:
                    return traced(kernel, root, wrong, inside), elements
        values |= {root: inside[root] for root in kernel.roots}
    return None, elements


def traced(kernel: Kernel, root: Node, wrong: tuple[Any, ...], inside: Values) -> Difference:
    """A difference of a kernel, traced to the first operation in it that differs alone."""
    for node in toposort(kernel.roots, kernel.reads - set(kernel.roots)):
        if not isinstance(node.op, (Source, Part, Several)) and all(
            x in inside for x in node.inputs
        ):
            alone = alone_difference(node, inside)
            if alone is not None:
                return described(node, kernel.name, alone, inside, node.op.name)
    maker = root.inputs[0].op.name if isinstance(root.op, Part) else ""
    return described(root, kernel.name, wrong, inside, maker)


def alone_difference(node: Node, inside: Values) -> tuple[Any, ...] | None:
    """How an operation, compiled by itself, differs from its definition on given inputs."""
    inputs = tuple(
        unshared(Input(slot, x.spec), (), x.spec, None) for slot, x in enumerate(node.inputs)
    )
    computation = Computation(inputs, (with_inputs(node, inputs),), (None,))
    given = [Storage(np.array(inside[x], order="C")) for x in node.inputs]
    (found,) = NativeProgram(computation).run(given, 1)
    exact = {x: np.zeros(x.shape) for x in node.inputs}
    return first_difference(found, inside[node], bound(node, inside, exact))


def described(
    node: Node, kernel: str, wrong: tuple[Any, ...], inside: Values, operation: str
) -> Difference:
    """A difference in words and numbers."""
    index, native, reference, tolerance, count = wrong
    made_of = tuple(
        tuple(float(v) for v in np.asarray(inside[x][part]).ravel()[:4])
        for x, part in operands(node, index)
        if x in inside and x.dtype.kind != "complex"
    )
    return Difference(
        operation, kernel, str(node.spec), index, native, reference, tolerance, count,
        node.spec.size, made_of, node.line.place() if node.line is not None else "",
    )  # fmt: skip


def first_in_whole(
    program: NativeProgram, captured: Captured, given: list[Storage]
) -> Difference | None:
    """The first result of a whole run that differs though every kernel is right: kernels in a
    wrong order, places that overlap, or a pass that changed what is computed."""
    computation = captured.computation
    arrays = [x.array for x in given]
    values, errors = defined(
        computation.outputs, dict(zip(computation.inputs, arrays, strict=True)), keep=False
    )
    copies = [x.copy() for x in given]
    results = iter(program.run(copies, settings().threads))
    for node, slot in zip(computation.outputs, computation.updates, strict=True):
        found = next(results) if slot is None else copies[slot].array
        wrong = first_difference(found, values[node], errors[node])
        if wrong is not None:
            return described(node, "", wrong, values, "")
    return None
