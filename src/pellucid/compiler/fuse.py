"""Which nodes share a loop nest.

Each stored node starts a kernel. It joins the kernel of something it reads when it reads that at
the loop's own index only: so softmax, loss and their gradient become one kernel, and an optimiser's
update rides with the gradient it uses. Or it joins a kernel beside it that walks over the same
elements in the same order: then they are loaded once.
"""

import math

from pellucid.compiler.computation import Computation
from pellucid.compiler.copy import Copy, copy
from pellucid.compiler.kernels import Kernel, Reason, ancestors, set_levels
from pellucid.compiler.layout import Layouts
from pellucid.compiler.reads import Loops, Read, Reads, reads_of
from pellucid.compiler.stored import stored
from pellucid.graph import Node, Part, toposort
from pellucid.ops.contraction import Contract
from pellucid.ops.host import runs_on_host
from pellucid.ops.indexing import ScatterAdd
from pellucid.ops.reduction import Reduction
from pellucid.ops.source import Input

SHARED = 0.25  # the part of what a kernel loads that another loads too, from which one loop pays
WORTH_WAITING = 2**16  # bytes not moved twice that take as long as threads take to meet
FEWEST_ROWS = 16  # an elementwise loop is not cut into fewer rows, so that threads can share it
FEWEST_LANES = 0.75  # nor into rows that fill a smaller part of their vectors
LANES = 16  # of a vector of numbers of 32 bits


def kind_of(root: Node, heavy: list[Node]) -> str:
    """What is written for a stored node, given the heavy nodes it computes."""
    if runs_on_host(root):
        return "host"
    if isinstance(root.op, ScatterAdd):
        return "scatter"
    if isinstance(root.op, Part):
        return root.inputs[0].op.name
    return "contract" if any(isinstance(h.op, Contract) for h in heavy) else "row"


class Fusion:
    """Kernels as they grow."""

    def __init__(self, computation: Computation, layouts: Layouts, *, join: bool) -> None:
        self.join, self.layouts = join, layouts
        self.bundles: dict[Node, Kernel] = {}  # those that make several values at once
        self.stored = stored(computation.outputs).nodes
        self.kernels: list[Kernel] = []
        self.home: dict[Node, Kernel] = {}
        self.found: dict[tuple[Node, Loops], Reads] = {}
        pairs = zip(computation.outputs, computation.updates, strict=True)
        self.target = {node: slot for node, slot in pairs if slot is not None}
        nodes = [node for node in toposort(computation.outputs) if node in self.stored]
        single = [self.single(node) for node in nodes]
        self.readers: dict[Node, set[Node]] = {node: set() for node in nodes}
        for kernel in single:
            for node in kernel.reads & self.stored:
                self.readers[node].update(kernel.roots)
        self.height: dict[Node, int] = {}  # how many follow one another after a node, at most
        for node in reversed(nodes):
            self.height[node] = max((1 + self.height[x] for x in self.readers[node]), default=0)
        for kernel in single:
            self.place(kernel)

    def reads(self, root: Node, loops: Loops) -> Reads:
        """What computing a stored node inside loops needs."""
        key = (root, loops)
        if key not in self.found:
            self.found[key] = reads_of(root, loops.own(root), self.stored)
        return self.found[key]

    def loads(self, roots: list[Node], loops: Loops) -> set[Read]:
        """What several nodes load."""
        return {read for root in roots for read in self.reads(root, loops).loads}

    def single(self, root: Node) -> Kernel:
        """A stored node as a kernel of its own."""
        found = self.reads(root, Loops(root.shape))
        heavy = list(dict.fromkeys(h for h, _ in found.heavy))
        reductions = [h for h in heavy if isinstance(h.op, Reduction)]
        kind = kind_of(root, heavy)
        space, summed = root.shape, ()
        if reductions:
            space, summed = reductions[0].inputs[0].shape, reductions[0].op.axes
        return Kernel(kind, [root], space, summed, heavy, {node for node, _ in found.loads})

    def place(self, kernel: Kernel) -> None:
        """Add a kernel to those there are, or its root to one of them."""
        (root,) = kernel.roots
        if isinstance(root.op, Part) and root.inputs[0] in self.bundles:
            self.home[root] = self.bundles[root.inputs[0]]
            self.home[root].roots.append(root)
            return
        kernel.after = {self.home[node] for node in kernel.reads if node in self.home}
        kernel.level = 1 + max((k.level for k in kernel.after), default=-1)
        home = self.host(kernel) if self.join and kernel.kind == "row" else None
        if home is None:
            self.kernels.append(kernel)
            self.home[root] = kernel
            if isinstance(root.op, Part):
                self.bundles[root.inputs[0]] = kernel
        else:
            self.merge(kernel, home)
        if root in self.target:
            self.home[root].writes[root] = self.target[root]

    def merge(self, kernel: Kernel, home: Kernel) -> None:
        """Add the root of a kernel to another, which may begin later for that."""
        (root,) = kernel.roots
        loops = self.common_loops(kernel, home)
        assert loops is not None
        home.summed = loops.summed
        home.roots.append(root)
        home.heavy += [h for h in kernel.heavy if h not in home.heavy]
        home.reads |= {node for node in kernel.reads if self.home.get(node) is not home}
        home.after |= kernel.after - {home}
        home.why |= kernel.why
        self.home[root] = home
        if any(k.level >= home.level for k in home.after):
            set_levels(self.kernels)

    def host(self, kernel: Kernel) -> Kernel | None:
        """The kernel that the root can join: of those it reads from the one with the longest loops,
        which more may join; or else the latest of those beside it.
        """
        (root,) = kernel.roots
        if isinstance(root.op, Copy) and root.op.alone:
            return None
        refusals: list[Reason] = []
        above = [home for home in reversed(self.kernels) if home in kernel.after]
        above.sort(key=lambda home: -math.prod(home.space))
        for home in above:
            refusal = self.refusal(kernel, home)
            if refusal is None:
                kernel.why[root] = ("joined {}, which it reads", self.made(kernel, home))
                self.bring_together(kernel, home)
                return home
            refusals.append(refusal)
        for home in reversed(self.kernels):
            if home not in above and self.is_beside(kernel, home):
                refusal = self.refusal(kernel, home)
                if refusal is None:
                    beside = "joined {}, which walks over the same elements"
                    kernel.why[root] = (beside, home.roots[0])
                    return home
                refusals.append(refusal)
        if refusals:
            kernel.why[root] = refusals[0]
        return None

    def made(self, kernel: Kernel, home: Kernel) -> Node:
        """A node of another kernel that a kernel reads."""
        return next(node for node in home.roots if node in kernel.reads)

    def bring_together(self, kernel: Kernel, home: Kernel) -> None:
        """Make one of the home of a root and of others that it could have joined as well, where it
        loads with them what they load.
        """
        for other in [k for k in self.kernels if k in kernel.after and k is not home]:
            ours = self.loads(kernel.roots, home.loops)
            alike = other.loops == home.loops and ours & self.loads(other.roots, home.loops)
            if alike and self.can_absorb(kernel, home, other):
                self.absorb(kernel, home, other)

    def can_absorb(self, kernel: Kernel, home: Kernel, other: Kernel) -> bool:
        """May one row kernel become part of another, as neither waits for the other, nothing else
        would wait longer than the root that reads both, and that reads them at its own index?
        """
        if self.reads_elsewhere(kernel.roots[0], other, home.loops) is not None:
            return False
        waiting = [k for k in kernel.after if k is not other and other in ancestors(k)]
        if waiting or other in ancestors(home) or home in ancestors(other):
            return False
        early = other if other.level < home.level else home
        readers = {reader for x in early.roots for reader in self.readers[x]}
        held = other.level != home.level and not readers.issubset([*early.roots, *kernel.roots])
        roots, slots = [*home.roots, *other.roots], {**home.writes, **other.writes}
        safe = (self.is_safe(slot, node, roots, home.loops) for node, slot in slots.items())
        return home.kind == other.kind == "row" and not held and all(safe)

    def absorb(self, kernel: Kernel, home: Kernel, other: Kernel) -> None:
        """Move all that one kernel computes to another of the same loops."""
        self.kernels.remove(other)
        joined = ("joined {}, which is read beside it", home.roots[0])
        home.why |= {**other.why, other.roots[0]: joined}
        home.roots += other.roots
        home.heavy += [h for h in other.heavy if h not in home.heavy]
        home.reads |= other.reads
        home.after |= other.after
        home.writes |= other.writes
        self.home |= dict.fromkeys(other.roots, home)
        for waiting in (*self.kernels, kernel):
            if other in waiting.after:
                waiting.after = waiting.after - {other} | {home}
        set_levels(self.kernels)

    # What stands against a join

    def refusal(self, kernel: Kernel, home: Kernel) -> Reason | None:
        """Why the root of a kernel must not join another kernel; None where it may."""
        (root,) = kernel.roots
        loops, first = self.common_loops(kernel, home), home.roots[0]
        if loops is None:
            return "apart from {}, whose loops are others", first
        if any(home in ancestors(k) for k in kernel.after if k is not home):
            return "apart from {}, for which something waits that it needs", first
        if self.delays(kernel, home, loops):
            return "apart from {}, for which others would have to wait", first
        elsewhere = self.reads_elsewhere(root, home, loops)
        if elsewhere is not None:
            return "apart from {}, which it reads at other indices", elsewhere
        slots = {**home.writes, **({root: self.target[root]} if root in self.target else {})}
        roots = [*home.roots, root]
        if not all(self.is_safe(slot, node, roots, loops) for node, slot in slots.items()):
            return "apart from {}, or an argument would be overwritten too early", first
        return None

    def reads_elsewhere(self, root: Node, home: Kernel, loops: Loops) -> Node | None:
        """What a root reads of a kernel at an index that is not the loops' own."""
        for node, index in self.reads(root, loops).loads:
            if self.home.get(node) is home and index != loops.own(node):
                return node
        return None

    def common_loops(self, kernel: Kernel, home: Kernel) -> Loops | None:
        """The loops in which a kernel's root could be computed beside what another computes."""
        (root,) = kernel.roots
        own = Loops(home.space, home.summed)
        if home.kind not in {"row", "contract"} or (home.kind == "contract" and kernel.heavy):
            return None
        if not kernel.heavy:
            return own if root.shape in {own.space, own.kept_shape} else None
        wanted = Loops(kernel.space, kernel.summed)
        if wanted == own:
            return own
        fits = not home.heavy and own.space == wanted.space
        return wanted if fits and self.can_be_rows(home.roots, wanted) else None

    def can_be_rows(self, roots: list[Node], loops: Loops) -> bool:
        """Can elementwise nodes be computed row by row, as a reduction needs it? Where rows lie in
        one piece, and there are enough for every thread.
        """
        axes = {self.innermost(root) for root in roots}
        alone = any(isinstance(root.op, Copy) and root.op.alone for root in roots)
        if alone or not axes <= set(loops.summed):
            return False
        inner = min(loops.space[axis] for axis in axes)
        full = -(-inner // LANES) * LANES
        return inner >= FEWEST_LANES * full and math.prod(loops.kept_shape) >= FEWEST_ROWS

    def innermost(self, node: Node) -> int:
        """The axis along which neighbours of a node lie next to each other in memory."""
        return next((a for a in reversed(self.layouts.order(node)) if node.shape[a] > 1), 0)

    def is_beside(self, kernel: Kernel, home: Kernel) -> bool:
        """Do two kernels load much of the same, in the same order?"""
        (root,) = kernel.roots
        loops = self.common_loops(kernel, home) if home.kind == "row" else None
        if loops is None or not kernel.reads & home.reads:
            return False
        whole = [x for x in (*home.roots, root) if x.shape == loops.space]
        alike = len({self.innermost(x) for x in whole}) < 2
        if loops.summed and root in whole and not self.can_be_rows([root], loops):
            return False
        loaded = sum(node.spec.nbytes for node in kernel.reads)
        return alike and self.shared_bytes(kernel, home, loops) >= SHARED * loaded

    def shared_bytes(self, kernel: Kernel, home: Kernel, loops: Loops) -> int:
        """The bytes that need not be loaded again if a kernel joins another."""
        ours, theirs = self.loads(kernel.roots, loops), self.loads(home.roots, loops)
        shared = {node for node, _ in ours & theirs}
        shared |= {node for node, _ in ours if self.home.get(node) is home}
        return sum(node.spec.nbytes for node in shared)

    def delays(self, kernel: Kernel, home: Kernel, loops: Loops) -> bool:
        """Would something that much waits for be done later, without saving as much?"""
        (root,) = kernel.roots
        ready = 1 + max((k.level for k in kernel.after if k is not home), default=-1)
        readers = {reader for x in home.roots for reader in self.readers[x]}
        ahead = max((1 + self.height[x] for x in readers.difference(home.roots, [root])), default=0)
        if ready > home.level:
            late = ahead > self.height[root]
        else:
            late = ready < home.level and home not in kernel.after and self.height[root] > ahead
        return late and self.shared_bytes(kernel, home, loops) < WORTH_WAITING

    def is_safe(self, slot: int, written: Node, roots: list[Node], loops: Loops) -> bool:
        """May an argument be overwritten inside these loops? Not where it is read at another index
        than that at which it is written.
        """
        return all(
            index == loops.own(written)
            for node, index in self.loads(roots, loops)
            if isinstance(node.op, Input) and node.op.slot == slot
        )


def fuse(
    computation: Computation, layouts: Layouts, *, join: bool = True
) -> tuple[Computation, list[Kernel]]:
    """The kernels of a computation in an order in which they can run, with their levels.

    Updates that cannot be made in place are stored apart and copied at the end.
    """
    fusion = Fusion(computation, layouts, join=join)
    unsafe = [
        root
        for k in fusion.kernels
        for root, slot in k.writes.items()
        if not fusion.is_safe(slot, root, k.roots, k.loops)
    ]
    if not unsafe:
        wait_for_readers(fusion.kernels)
        unsafe = in_cycles(fusion.kernels)
    if unsafe:
        late = {root: copy(root, place=-1 - i, alone=True) for i, root in enumerate(unsafe)}
        outputs = [late.get(x, x) for x in computation.outputs]
        layouts.extend(outputs)
        return fuse(computation.with_outputs(outputs), layouts, join=join)
    set_levels(fusion.kernels)
    mark_internal(computation, fusion.kernels)
    return computation, sorted(fusion.kernels, key=lambda k: k.level)


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


def mark_internal(computation: Computation, kernels: list[Kernel]) -> None:
    """Roots that only their own kernel reads are not stored."""
    wanted = set(computation.outputs)
    for kernel in kernels:
        wanted |= kernel.reads
    for kernel in kernels:
        kernel.internal = {root for root in kernel.roots if root not in wanted}
