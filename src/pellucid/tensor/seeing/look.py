"""Looking at a function on every level at once: `see`."""

from collections.abc import Callable, Iterable
from typing import Any

from pellucid.backends.llvm.jit import assembly
from pellucid.backends.llvm.notes import notes
from pellucid.backends.llvm.program import NativeProgram, module_text
from pellucid.backends.llvm.sections import assembly_by_function, ir_by_function, of_kernel
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.passes import Schedule
from pellucid.compiler.plan import ARENA, MARGIN
from pellucid.compiler.printing.kernels import notes_of, plan_text, reason_text, space_text
from pellucid.compiler.printing.loops import LoopText
from pellucid.compiler.printing.memory import lifetimes
from pellucid.compiler.printing.names import Names
from pellucid.compiler.stored import stored
from pellucid.compiler.work import elements, operations_of
from pellucid.core.provenance import Line
from pellucid.graph import Node, toposort
from pellucid.graph.show import expression, number_of
from pellucid.runtime.capture import Captured
from pellucid.tensor.names import argument_names
from pellucid.tensor.seeing.findings import GraphRow, KernelFindings, Mark, MemoryRow, Place
from pellucid.tensor.seeing.profiling import Profile, captured_with_arguments, profiled
from pellucid.tensor.seeing.sight import KernelSight, Sight
from pellucid.tensor.seeing.sources import sources_of
from pellucid.tensor.transforms.compiled import Compiled


def see(function: Callable[..., Any], *arguments: Any, **options: Any) -> Sight:
    """What `function(*arguments, **options)` becomes, seen through: a `Sight`.

    The function, compiled or not, is captured as one native program and its kernels are timed, on
    copies: nothing is changed. Printed, the sight shows the source with what each line costs, the
    graph, the kernels with the reasons for them, their loops and the memory plan; `sight["k0"]`
    shows one kernel down to its instructions; `sight.save("page.html")` writes a page on which
    every level is tied to the user's lines, both ways. Raises ArgumentError on the reference
    backend, which has no kernels.

    >>> from pellucid.tensor.tensor import Tensor
    >>> x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> sight = see(lambda x: x @ x + 1.0, x)
    >>> sight["k0"].makes
    'out0'
    """
    captured, given = captured_with_arguments(function, arguments, options)
    profile = profiled(function, captured, given)
    plain = function.function if isinstance(function, Compiled) else function
    return sight_of(profile, captured, argument_names(plain, arguments, options, captured.held))


def sight_of(profile: Profile, captured: Captured, given: list[str]) -> Sight:
    """Every level of a program, beside the times of its kernels."""
    program = captured.program
    assert isinstance(program, NativeProgram)
    schedule = program.schedule
    text = module_text(schedule)
    names = Names(schedule, given)
    kernels = kernel_sights(profile, schedule, names, text)
    memory = schedule.memory
    marks = marks_of(kernels)
    return Sight(
        profile=profile,
        sources=tuple(sources_of(line for kernel in kernels for line in kernel.lines)),
        marks=marks,
        layers=layer_marks(kernels),
        graph=graph_rows(schedule, names),
        kernels=kernels,
        memory=memory_rows(schedule, names),
        arena=memory.arena_bytes - 2 * MARGIN,
        apart=memory.without_reuse,
        step=ir_by_function(text)["step"],
    )


def kernel_sights(
    profile: Profile, schedule: Schedule, names: Names, ir: str
) -> tuple[KernelSight, ...]:
    """Every kernel that has code, at every level."""
    definitions = ir_by_function(ir)
    instructions = assembly_by_function(assembly(ir), definitions)
    remarks, reasons = notes(schedule), stored(schedule.computation.outputs)
    by_name = {kernel.name: kernel for kernel in schedule.kernels}
    found = []
    for timed in profile.kernels:
        kernel = by_name[timed.name]
        shares, gradients = shares_of(kernel, schedule.kernels)
        about = (plan_text(schedule, kernel), *notes_of(kernel, names, remarks))
        found.append(
            KernelSight(
                profile=timed,
                space=space_text(kernel),
                reads=names.many(list(kernel.reads)),
                makes=", ".join(names.in_memory(root) for root in kernel.roots),
                notes=tuple(text for text in about if text),
                reasons=tuple(reason_text(root, kernel, names, reasons) for root in kernel.roots),
                loops="\n".join(LoopText(schedule, names, kernel).written()),
                ir=of_kernel(kernel.name, definitions, definitions),
                assembly=of_kernel(kernel.name, definitions, instructions),
                lines=shares,
                gradients=gradients,
                layers=layers_of(kernel),
            )
        )
    return tuple(found)


def shares_of(
    kernel: Kernel, kernels: Iterable[Kernel]
) -> tuple[dict[Line, float], dict[Line, float]]:
    """The share that each of the user's lines has in the work of a kernel; and of that, the part
    it has through its gradient.

    A kernel behind which there is no line, such as a copy of an argument, has those of the kernels
    that read what it makes.
    """
    weights = weights_of(kernel)
    if not any(node.line for node in weights):
        readers = [k for k in kernels if k is not kernel and k.reads & set(kernel.roots)]
        weights = {node: 1.0 for reader in readers for node in weights_of(reader)}
    total = sum(weight for node, weight in weights.items() if node.line) or 1.0
    shares: dict[Line, float] = {}
    gradients: dict[Line, float] = {}
    for node, weight in weights.items():
        if node.line is None:
            continue
        asked = {x[:2] for x in node.line._replace(gradient_of=None).all()}
        for place, line in {x[:2]: x for x in node.line.all()}.items():
            shares[line] = shares.get(line, 0.0) + weight / total
            if place not in asked:
                gradients[line] = gradients.get(line, 0.0) + weight / total
    return shares, gradients


def layers_of(kernel: Kernel) -> dict[str, tuple[float, float]]:
    """The layers that a kernel belongs to, each with its share of the work and that of its
    gradient."""
    weights = weights_of(kernel)
    total = sum(weights.values()) or 1.0
    found: dict[str, tuple[float, float]] = {}
    for node, weight in weights.items():
        layer = node.line.innermost_layer() if node.line is not None else ""
        if layer and node.line is not None:
            own, through = found.get(layer, (0.0, 0.0))
            part = weight / total
            is_gradient = node.line.gradient_of is not None
            found[layer] = (own, through + part) if is_gradient else (own + part, through)
    return found


def layer_marks(kernels: Iterable[KernelFindings]) -> dict[str, Mark]:
    """What each layer costs, in the order in which they run."""
    found: dict[str, Mark] = {}
    for kernel in kernels:
        for layer, (own, through) in kernel.layers.items():
            before, time = found.get(layer, Mark()), kernel.profile.in_turn
            found[layer] = Mark(
                before.microseconds + own * time,
                before.gradient + through * time,
                (*before.kernels, kernel.name),
            )
    return found


def weights_of(kernel: Kernel) -> dict[Node, float]:
    """The operations behind each node that a kernel computes; where there are none, its nodes
    alike."""
    wanted = elements(kernel)
    inside = [node for node in body(kernel) if not number_of(node)]
    found = {node: float(operations_of(node, wanted.get(node, 0))) for node in inside}
    return found if any(found.values()) else dict.fromkeys(inside, 1.0)


def body(kernel: Kernel) -> list[Node]:
    """The nodes that a kernel computes."""
    return toposort(kernel.roots, kernel.reads - set(kernel.roots))


def marks_of(kernels: Iterable[KernelFindings]) -> dict[Place, Mark]:
    """What each line of the user costs."""
    found: dict[Place, Mark] = {}
    for kernel in kernels:
        for line, share in kernel.lines.items():
            place = line.file, line.number
            before, time = found.get(place, Mark()), kernel.profile.in_turn
            through = kernel.gradients.get(line, 0.0)
            found[place] = Mark(
                before.microseconds + (share - through) * time,
                before.gradient + through * time,
                tuple(dict.fromkeys((*before.kernels, kernel.name))),
            )
    return found


def graph_rows(schedule: Schedule, names: Names) -> tuple[GraphRow, ...]:
    """The graph as it is computed, a row for each value that is not a number."""
    homes: dict[Node, list[str]] = {}
    for kernel in schedule.kernels:
        for node in body(kernel):
            homes.setdefault(node, []).append(kernel.name)
    outputs = schedule.computation.outputs
    return tuple(
        GraphRow(
            name=names[node],
            expression=expression(node, names.of),
            spec=str(node.spec),
            kernels=tuple(homes.get(node, ())),
            lines=tuple(node.line.all()) if node.line else (),
        )
        for node in toposort(outputs)
        if node in outputs or not number_of(node)
    )


def memory_rows(schedule: Schedule, names: Names) -> tuple[MemoryRow, ...]:
    """Every stored value, in the order of the graph."""
    made, last = lifetimes(schedule)
    home = {root: kernel.name for kernel in schedule.kernels for root in kernel.roots}
    end = max((kernel.level for kernel in schedule.kernels), default=0)
    inputs = set(schedule.computation.inputs)
    found = []
    for node in names.of:
        place = schedule.memory.places.get(node)
        if place is None:
            continue
        in_arena = place.buffer == ARENA
        memory = names.in_memory(node)
        where = "arena" if in_arena else "argument" if node in inputs else f"is {memory}"
        found.append(
            MemoryRow(
                name=names[node],
                spec=str(node.spec),
                where=where,
                offset=place.start - MARGIN if in_arena else None,
                bytes=node.spec.nbytes,
                levels=(made.get(node, 0), last.get(node, made.get(node, 0)) if in_arena else end),
                kernel=home.get(node, ""),
            )
        )
    return tuple(found)
