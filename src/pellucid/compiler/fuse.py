"""Which nodes share a loop nest.

Each stored node starts a kernel. It joins the kernel of something it reads when it reads that at
the loop's own index only: so softmax, loss and their gradient become one kernel, and an optimiser's
update rides with the gradient it uses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pellucid.compiler.computation import Computation
from pellucid.compiler.copy import Copy, copy
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.kernels import Kernel, ancestors
from pellucid.compiler.native import native_of
from pellucid.compiler.reading import Index, fresh_index, stripped, through
from pellucid.compiler.stored import is_heavy, stored
from pellucid.graph import Node, Part, toposort
from pellucid.ops.contraction import Contract
from pellucid.ops.indexing import Gather, ScatterAdd
from pellucid.ops.reduction import Reduction
from pellucid.ops.source import Input, Source
from pellucid.ops.view import Reading

HOSTS = frozenset({"row", "contract"})  # kinds of kernel that others can join
Read = tuple[Node, Index | None]  # None: at an index that is data


@dataclass
class Reads:
    """What computing a node at an index loads, and the heavy nodes met on the way."""

    loads: list[Read]
    heavy: list[tuple[Node, Index]]


def reads_of(root: Node, index: Index, kept: set[Node]) -> Reads:
    """What computing `root` at `index` needs; nodes in `kept` are loaded."""
    found = Reads([], [])
    seen: set[tuple[Node, Index | None]] = set()

    def visit(node: Node, index: Index | None) -> None:
        if (node, index) in seen:
            return
        seen.add((node, index))
        if node is not root and (node in kept or isinstance(node.op, Input)):
            found.loads.append((node, index))
        elif isinstance(node.op, Source):
            return
        elif isinstance(node.op, Part):
            found.loads.extend((stripped(x), None) for x in node.inputs[0].inputs)
        elif isinstance(node.op, ScatterAdd):
            found.loads.extend((x, None) for x in node.inputs if not is_counted(x))
        else:
            if is_heavy(node) and index is not None:
                found.heavy.append((node, index))
            for child, place in inner_reads(node, index):
                visit(child, place)

    visit(root, index)
    return found


def is_counted(x: Node) -> bool:
    """Does it come out of nothing, so that there is nothing to load?"""
    return isinstance(x.op, Source) and not isinstance(x.op, Input)


def inner_reads(node: Node, index: Index | None) -> Iterable[Read]:
    """Which inputs a node reads at which index."""
    if index is None:
        return [(x, None) for x in node.inputs]
    op = node.op
    if isinstance(op, Reading):
        return [(node.inputs[0], through(node, index)[0])]
    if isinstance(op, Reduction):
        return [(node.inputs[0], reduced_index(node, index))]
    if isinstance(op, Contract):
        sizes = op.sizes(node.inputs[0].shape, node.inputs[1].shape)
        places = dict(zip(op.out, index, strict=True))
        for label in sizes:
            places.setdefault(label, variable(symbol_of(node, label, sizes[label])))
        return [
            (x, tuple(places[c] for c in own))
            for x, own in zip(node.inputs, (op.left, op.right), strict=True)
        ]
    if isinstance(op, Gather):
        return [(node.inputs[0], None), (node.inputs[1], index[:1])]
    return [(x, index) for x in node.inputs]


SYMBOLS: dict[tuple[int, object, int], Symbol] = {}


def symbol_of(node: Node, axis: object, size: int) -> Symbol:
    """The symbol that runs over a reduced axis or a summed label."""
    key = (0 if isinstance(node.op, Contract) else 1, axis, size)
    if key not in SYMBOLS:
        SYMBOLS[key] = Symbol(f"r{axis}", 0, max(size - 1, 0))
    return SYMBOLS[key]


def reduced_index(node: Node, index: Sequence[Affine]) -> Index:
    """The index of a reduction's input: that of the result, with a symbol for each reduced axis."""
    rest = iter(index)
    shape = node.inputs[0].shape
    return tuple(
        variable(symbol_of(node, axis, size)) if axis in node.op.axes else next(rest)
        for axis, size in enumerate(shape)
    )


class Fusion:
    """Kernels as they grow."""

    def __init__(self, computation: Computation, *, join: bool) -> None:
        self.join = join
        self.kept = stored(computation.outputs).nodes
        self.kernels: list[Kernel] = []
        self.home: dict[Node, Kernel] = {}
        self.bundles: dict[Node, Kernel] = {}  # those that make several values at once
        pairs = zip(computation.outputs, computation.updates, strict=True)
        self.target = {node: slot for node, slot in pairs if slot is not None}
        for node in toposort(computation.outputs):
            if node in self.kept:
                self.place(node)

    def place(self, root: Node) -> None:
        """Put a stored node into a kernel that is there, or into one of its own."""
        if isinstance(root.op, Part) and root.inputs[0] in self.bundles:
            self.bundles[root.inputs[0]].roots.append(root)
            self.home[root] = self.bundles[root.inputs[0]]
            return
        index = fresh_index("x", root.shape)
        found = reads_of(root, index, self.kept)
        reductions = [h for h, _ in found.heavy if isinstance(h.op, Reduction)]
        contractions = [h for h, _ in found.heavy if isinstance(h.op, Contract)]
        kind = "contract" if contractions else "row"
        if isinstance(root.op, (ScatterAdd, Part)):
            kind = "scatter" if isinstance(root.op, ScatterAdd) else root.inputs[0].op.name
        space, summed = (
            (reductions[0].inputs[0].shape, reductions[0].op.axes)
            if reductions
            else (root.shape, ())
        )
        kernel = Kernel(kind, [root], space, summed, list(dict.fromkeys(h for h, _ in found.heavy)))
        kernel.reads = {node for node, _ in found.loads}
        kernel.after = {self.home[node] for node in kernel.reads if node in self.home}
        home = self.host(kernel, bool(reductions)) if self.join and kind == "row" else None
        if home is None:
            self.kernels.append(kernel)
            self.home[root] = kernel
            if isinstance(root.op, Part):
                self.bundles[root.inputs[0]] = kernel
        else:
            home.roots.append(root)
            home.heavy += [h for h in kernel.heavy if h not in home.heavy]
            home.reads |= {node for node in kernel.reads if self.home.get(node) is not home}
            home.after |= kernel.after - {home}
            self.home[root] = home
        if root in self.target:
            self.home[root].writes[root] = self.target[root]

    def host(self, kernel: Kernel, reduces: bool) -> Kernel | None:
        """The kernel, of those it reads from, that its root can join."""
        (root,) = kernel.roots
        if isinstance(root.op, Copy) and root.op.alone:
            return None
        for home in sorted(kernel.after, key=self.kernels.index, reverse=True):
            if home.kind not in HOSTS or (home.kind == "contract" and reduces):
                continue
            if reduces and (home.space, home.summed) != (kernel.space, kernel.summed):
                continue
            if not reduces and root.shape not in {home.space, home.kept}:
                continue
            others = [k for k in kernel.after if k is not home]
            if any(home in ancestors(other) for other in others):
                continue
            if self.reads_in_place(root, home) and self.updates_in_place(root, home):
                return home
        return None

    def own_index(self, home: Kernel, root: Node) -> tuple[Index, Index, Index]:
        """The index of the whole space, what is kept of it, and the index at which `root` is
        computed.
        """
        full = tuple(
            variable(symbol_of_axis(home, axis, size)) for axis, size in enumerate(home.space)
        )
        kept = tuple(i for axis, i in enumerate(full) if axis not in home.summed)
        return full, kept, full if root.shape == home.space else kept

    def reads_in_place(self, root: Node, home: Kernel) -> bool:
        """Does `root` read what `home` computes at the loop's own index only?"""
        full, kept, own = self.own_index(home, root)
        for node, index in reads_of(root, own, self.kept).loads:
            if self.home.get(node) is home:
                whole = node.shape == home.space
                if index != (full if whole else kept) or (
                    not whole and root.shape == node.shape and index != own
                ):
                    return False
        return True

    def updates_in_place(self, root: Node, home: Kernel) -> bool:
        """May arguments be overwritten here? Each is read at its own index, by roots of its own
        shape only.
        """
        slots = {**home.writes, **({root: self.target[root]} if root in self.target else {})}
        return all(
            self.is_safe(slot, node, [*home.roots, root], home) for node, slot in slots.items()
        )

    def is_safe(self, slot: int, written: Node, roots: list[Node], home: Kernel) -> bool:
        for root in roots:
            _, _, own = self.own_index(home, root)
            for node, index in reads_of(root, own, self.kept - set(roots)).loads:
                if (
                    isinstance(node.op, Input)
                    and node.op.slot == slot
                    and (index != own or root.shape != written.shape)
                ):
                    return False
        return True


def symbol_of_axis(kernel: Kernel, axis: int, size: int) -> Symbol:
    """The symbol of an axis of a kernel's space; of a reduced one, that of its reductions."""
    key = (1 if axis in kernel.summed else 2, axis, size)
    if key not in SYMBOLS:
        SYMBOLS[key] = Symbol(f"{'r' if axis in kernel.summed else 'x'}{axis}", 0, max(size - 1, 0))
    return SYMBOLS[key]


def fuse(computation: Computation, *, join: bool = True) -> tuple[Computation, list[Kernel]]:
    """The kernels of a computation in an order in which they can run, with their levels.

    Updates that cannot be made in place are stored apart and copied at the end.
    """
    fusion = Fusion(computation, join=join)
    unsafe = [
        root
        for k in fusion.kernels
        for root, slot in k.writes.items()
        if not fusion.is_safe(slot, root, k.roots, k)
    ]
    if not unsafe:
        wait_for_readers(fusion.kernels)
        unsafe = in_cycles(fusion.kernels)
    if unsafe:
        late = {root: copy(root, place=-1 - i, alone=True) for i, root in enumerate(unsafe)}
        outputs = [late.get(x, x) for x in computation.outputs]
        return fuse(computation.with_outputs(outputs), join=join)
    set_levels(fusion.kernels)
    mark_internal(computation, fusion.kernels)
    kernels = sorted(fusion.kernels, key=lambda k: k.level)
    name_kernels(kernels, "k")
    return computation, kernels


def name_kernels(kernels: Iterable[Kernel], prefix: str) -> None:
    """Number kernels, and those inside them."""
    for number, kernel in enumerate(kernels):
        kernel.name = f"{prefix}{number}"
        native = native_of(kernel.roots[0])
        for body, schedule in enumerate(native.inside if native else ()):
            name_kernels(schedule.kernels, f"{kernel.name}_{'abcdefgh'[body]}")


def wait_for_readers(kernels: list[Kernel]) -> None:
    """An argument is overwritten only after every kernel that reads its old value."""
    for kernel in kernels:
        for slot in kernel.writes.values():
            for other in kernels:
                reads = any(isinstance(x.op, Input) and x.op.slot == slot for x in other.reads)
                if other is not kernel and reads:
                    kernel.after.add(other)


def in_cycles(kernels: list[Kernel]) -> list[Node]:
    """The updates of kernels that wait, in the end, for themselves."""
    return [
        root
        for kernel in kernels
        if kernel.writes and any(kernel in ancestors(other) for other in kernel.after)
        for root in kernel.writes
    ]


def set_levels(kernels: list[Kernel]) -> None:
    """The level of a kernel is one more than that of the last it waits for; there is a barrier
    between levels.
    """
    done: set[Kernel] = set()
    for start in kernels:
        waiting = [start]
        while waiting:
            kernel = waiting[-1]
            missing = [k for k in kernel.after if k not in done]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            kernel.level = 1 + max((k.level for k in kernel.after), default=-1)
            done.add(kernel)


def mark_internal(computation: Computation, kernels: list[Kernel]) -> None:
    """Roots that only their own kernel reads are not stored."""
    wanted = set(computation.outputs)
    for kernel in kernels:
        wanted |= kernel.reads
    for kernel in kernels:
        kernel.internal = {root for root in kernel.roots if root not in wanted}
