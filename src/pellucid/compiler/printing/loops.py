"""The loop nests of a schedule as text that reads like Python.

What each element is computed from is found as a backend finds it: from an index of a node, through
its views, down to what is stored. An expression that is used twice, or grows long, gets a line and
the name of its node.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.native import Native, native_of
from pellucid.compiler.printing.expressions import (
    Term,
    all_of,
    applied,
    index_term,
    index_text,
)
from pellucid.compiler.printing.names import Names, axis_name
from pellucid.compiler.reading import Guard, Index, offset, through
from pellucid.compiler.reads import inner_reads
from pellucid.compiler.schedule import Schedule
from pellucid.compiler.sweeps import Sweep, sweeps
from pellucid.graph import Node
from pellucid.graph.show import expression, number_of
from pellucid.ops.contraction import Contract
from pellucid.ops.family import Elementwise
from pellucid.ops.indexing import Gather
from pellucid.ops.reduction import Position
from pellucid.ops.source import Input, Iota
from pellucid.ops.view import Pad, Reading

LONG = 60  # columns from which an expression gets a line of its own
STEP = "  "
ONE_MORE = {"sum": "{0} += {1}", "prod": "{0} *= {1}"}
Axes = Sequence[tuple[Affine, int]]
At = tuple[Node, Index]


def loops_text(schedule: Schedule, names: Names, notes: Mapping[str, str] | None = None) -> str:
    """Every kernel as a loop nest. `notes` are remarks of a backend, by the name of the kernel."""
    parts = []
    for kernel in schedule.kernels:
        remarks = [(notes or {}).get(nest.name, "") for nest in kernel.nests]
        note = f"  # {'; '.join(remarks)}" if any(remarks) else ""
        lines = LoopText(schedule, names, kernel).written()
        parts.append("\n".join([f"{kernel.name} {kernel.kind}:{note}", *lines]))
    return "\n\n".join(parts)


class LoopText:
    """The writer of one kernel's loops."""

    def __init__(self, schedule: Schedule, names: Names, kernel: Kernel) -> None:
        self.kernel, self.names = kernel, names
        self.places = schedule.memory.places
        self.own = set(kernel.roots)
        self.lines: list[str] = []
        self.depth = 1
        self.scopes: list[dict[At, Term]] = [{}]
        self.uses: Counter[At] = Counter()
        self.copies: Counter[Node] = Counter()  # at how many indices a node has a name here
        self.storing: set[At] = set()
        self.conditional = 0  # inside a condition nothing is moved to a line before it
        self.bounds: list[Guard] | None = None  # conditions gathered, to become bounds of a loop

    def written(self) -> list[str]:
        """The lines."""
        if self.kernel.kind == "scatter":
            self.scatter()
        elif self.kernel.kind == "host":
            self.call()
        elif self.kernel.kind == "contract":
            self.contraction()
        elif native_of(self.kernel.roots[0]) is not None:
            self.native(native_of(self.kernel.roots[0]))
        else:
            self.rows()
        return self.lines

    def native(self, native: Native | None) -> None:
        """What is inside a loop or a branch; of attention, its formula."""
        assert native is not None
        roots = ", ".join(self.names.in_memory(root) for root in self.kernel.roots)
        of = ", ".join(self.names.of[x] for x in self.kernel.roots[0].inputs[0].inputs)
        self.lines.append(f"{STEP}{roots} = {native.name}({of}; {native.parameters()})")
        for body in native.inside:
            inner = loops_text(body, Names(body))
            self.lines += [f"{STEP}{STEP}{line}".rstrip() for line in inner.splitlines()]

    def axis(self, name: str, size: int) -> Affine:
        """The index along an axis: 0 when there is one element. An argument's letter is doubled."""
        if size == 1:
            return Affine()
        taken = name in self.names.buffers.values()
        return variable(Symbol(name * 2 if taken else name, 0, max(size - 1, 0)))

    # Loops

    def rows(self) -> None:
        """One loop nest after the other."""
        for nest in self.kernel.nests:
            self.own = set(self.kernel.roots)
            self.nest(nest)

    def nest(self, nest: Kernel) -> None:
        """The walks over a row, and the values of the row between them."""
        index = tuple(self.axis(axis_name(a), n) for a, n in enumerate(nest.space))
        kept = tuple(i for axis, i in enumerate(index) if axis not in nest.summed)
        axes = list(zip(index, nest.space, strict=True))
        summed = [axes[a] for a in nest.summed]
        self.open([pair for a, pair in enumerate(axes) if a not in nest.summed])
        found, late = sweeps(nest), []
        for sweep in found:
            self.walk(sweep, index, kept, summed)
            values = [x for x in sweep.kept if x not in nest.roots]
            roots = [x for x in sweep.kept if x in nest.roots]
            late += [(x, kept) for x in roots if x in nest.writes and sweep is not found[-1]]
            now = [(x, kept) for x in roots if (x, kept) not in late]
            self.count([(x, kept) for x in sweep.kept])
            for node in values:
                self.named(node, kept, self.value(node, kept))
            self.store(now, named=sweep is not found[-1])
            self.own -= {x for x in sweep.whole if x not in nest.internal}
        self.store(late)
        self.close()

    def walk(self, sweep: Sweep, index: Index, kept: Index, summed: Axes) -> None:
        """One walk: a reduction alone on one line, where that can be."""
        whole = [(root, index) for root in sweep.whole]
        alone = not whole and len(sweep.reductions) < 2
        if alone or not ranges(summed) or any(isinstance(x.op, Position) for x in sweep.reductions):
            for node in sweep.reductions:
                self.reduce(node, (node.inputs[0], index), kept, summed)
            self.store_along(summed, whole)
            return
        for node in sweep.reductions:
            self.begin(node)
        self.open(summed)
        self.count([*((node.inputs[0], index) for node in sweep.reductions), *whole])
        for node in sweep.reductions:
            self.one_more(node, self.value(node.inputs[0], index).text)
        self.store(whole)
        self.close()
        self.scopes[-1] |= {(node, kept): Term(self.latest(node)) for node in sweep.reductions}

    def store_along(self, summed: Axes, whole: list[At]) -> None:
        """Store roots of the whole space."""
        if whole and ranges(summed):
            self.open(summed)
            self.store(whole)
            self.close()
        elif whole:
            self.store(whole)

    def contraction(self) -> None:
        """A sum of products, then what follows it."""
        (product,) = [h for h in self.kernel.heavy if isinstance(h.op, Contract)]
        op: Contract = product.op
        sizes = op.sizes(product.inputs[0].shape, product.inputs[1].shape)
        place = {c: self.axis(c, n) for c, n in sizes.items()}
        index = tuple(place[c] for c in op.out)
        self.open([(place[c], sizes[c]) for c in op.out])
        self.scopes.append({})
        self.bounds = []
        left, right = (
            self.value(x, tuple(place[c] for c in labels))
            for x, labels in zip(product.inputs, (op.left, op.right), strict=True)
        )
        summed = [(place[c], n) for c, n in sizes.items() if c not in op.out]
        body = Term(f"{left.beside(7)} * {right.beside(8)}", 7)
        conditions = all_of(self.bounds)
        self.bounds = None
        self.scopes.pop()
        text = f"sum({body.text}{over(summed)}{f' if {conditions}' if conditions else ''})"
        self.name(product, index, Term(text if over(summed) else body.text))
        self.store([(root, index) for root in self.kernel.roots])

    def call(self) -> None:
        """The definition in NumPy, on whole arrays."""
        (root,) = self.kernel.roots
        names = {x: self.names.in_memory(x) for x in root.inputs if x in self.places}
        names |= {x: x.op.name for x in root.inputs if x not in names}
        self.line(f"{self.names.in_memory(root)}[...] = {expression(root, names)}  # in NumPy")

    def scatter(self) -> None:
        """Zeros, then every row added to the place that the data names."""
        (root,) = self.kernel.roots
        places, updates = root.inputs
        index = tuple(self.axis(axis_name(a), n) for a, n in enumerate(updates.shape))
        rows = self.axis(axis_name(0), root.shape[0])
        target = self.names.in_memory(root)
        steps = self.places[root].steps
        self.open([(rows, root.shape[0]), *zip(index[1:], root.shape[1:], strict=True)])
        self.line(f"{target}[{index_text(offset((rows, *index[1:]), steps))}] = 0")
        self.close()
        self.open(list(zip(index, updates.shape, strict=True)))
        row = self.value(places, index[:1]).text
        where = at_row(row, steps[0], offset(index[1:], steps[1:]))
        self.line(f"{target}[{where}] += {self.value(updates, index).text}")
        self.close()

    def reduce(self, node: Node, source: At, kept: Index, summed: Axes) -> None:
        """One reduction: on one line where its expression needs no others."""
        self.count([source])
        if not ranges(summed):
            self.scopes[-1][node, kept] = self.value(*source)
            return
        outer, self.lines = self.lines, []
        self.depth += 1
        self.scopes.append({})
        on_one_line = isinstance(node.op, Position)  # it has no sign for one element more
        self.conditional += on_one_line
        value = self.value(*source).text
        self.conditional -= on_one_line
        self.scopes.pop()
        self.depth -= 1
        inner, self.lines = self.lines, outer
        if not inner:
            self.name(node, kept, Term(f"{node.op.name}({value}{over(summed)})"))
            return
        self.begin(node)
        self.line(f"for {ranges(summed)}:")
        self.lines += inner
        self.depth += 1
        self.one_more(node, value)
        self.depth -= 1
        self.scopes[-1][node, kept] = Term(self.latest(node))

    def begin(self, node: Node) -> None:
        """The line that begins a reduction."""
        neutral = node.op.neutral(node.inputs[0].dtype)
        text = f"{neutral:g}" if isinstance(neutral, float) else neutral
        self.line(f"{self.fresh(node)} = {text}")

    def one_more(self, node: Node, value: str) -> None:
        """The line that takes in one more element."""
        step = ONE_MORE.get(node.op.name, "{0} = " + node.op.name + "({0}, {1})")
        self.line(step.format(self.latest(node), value))

    def store(self, roots: list[At], *, named: bool = False) -> None:
        """Compute roots, then store them: an argument may be about to be overwritten."""
        named = named or (bool(self.kernel.writes) and len(roots) > 1)
        self.count(roots)
        self.storing = set(roots)
        pairs = [(root, index, self.value(root, index)) for root, index in roots]
        if named:
            pairs = [(root, at, self.named(root, at, value)) for root, at, value in pairs]
        for root, index, value in pairs:
            if root not in self.kernel.internal:
                self.line(f"{self.element(root, index)} = {value.text}")

    # Values

    def value(self, node: Node, index: Index) -> Term:
        """The expression of a node at an index."""
        number = number_of(node)
        if number:
            return Term(number)
        for scope in reversed(self.scopes):
            if (node, index) in scope:
                return scope[node, index]
        found = self.made(node, index)
        if self.deserves_a_line(node, index, found):
            return self.name(node, index, found)
        self.scopes[-1][node, index] = found
        return found

    def deserves_a_line(self, node: Node, index: Index, found: Term) -> bool:
        """Is it used twice, or long, and not just about to be stored?"""
        if not isinstance(node.op, Elementwise) or self.is_loaded(node) or self.conditional:
            return False
        long = len(found.text) > LONG and (node, index) not in self.storing
        return long or self.uses[node, index] > 1

    def made(self, node: Node, index: Index) -> Term:
        op = node.op
        if self.is_loaded(node):
            return Term(self.element(node, index))
        if isinstance(op, Iota):
            found = index_term(index[op.axis])
            return found if op.dtype.name == "int64" else Term(f"{op.dtype.short}({found.text})")
        if isinstance(op, Reading):
            return self.viewed(node, index)
        if isinstance(op, Gather):
            x, places = node.inputs
            row = self.value(places, index[:1]).text
            steps = self.places[x].steps
            return Term(
                f"{self.names.in_memory(x)}[{at_row(row, steps[0], offset(index[1:], steps[1:]))}]"
            )
        if op.name == "copy":
            return self.value(node.inputs[0], index)
        return applied(node, [self.value(x, index) for x in node.inputs])

    def viewed(self, node: Node, index: Index) -> Term:
        """What a view shows; the fill of a padding where there is nothing."""
        place, guards = through(node, index)
        (x,) = node.inputs
        if not guards:
            return self.value(x, place)
        if self.bounds is not None:
            self.bounds += guards
            return self.value(x, place)
        assert isinstance(node.op, Pad)
        self.conditional += 1
        inside = self.value(x, place)
        self.conditional -= 1
        conditions = all_of(guards)
        if not conditions:
            return inside
        return Term(f"{inside.beside(1)} if {conditions} else {node.op.value:g}", 0)

    def is_loaded(self, node: Node) -> bool:
        """Is the node read from memory here?"""
        return isinstance(node.op, Input) or (node in self.places and node not in self.own)

    def element(self, node: Node, index: Index) -> str:
        """A stored node's element in memory."""
        where = offset(index, self.places[node].steps)
        return f"{self.names.in_memory(node)}[{index_text(where)}]"

    def count(self, roots: list[At]) -> None:
        """How often each expression below `roots` is used."""
        self.uses = Counter()
        waiting = list(roots)
        while waiting:
            node, index = waiting.pop()
            self.uses[node, index] += 1
            if self.uses[node, index] == 1 and not self.is_done(node, index):
                waiting += self.parts(node, index)

    def is_done(self, node: Node, index: Index) -> bool:
        found = any((node, index) in scope for scope in self.scopes)
        return found or self.is_loaded(node) or bool(number_of(node))

    def parts(self, node: Node, index: Index) -> Iterator[At]:
        """What an expression is made of."""
        for x, place in inner_reads(node, index):
            if place is not None:
                yield x, place

    # Lines

    def name(self, node: Node, index: Index, value: Term) -> Term:
        """A line that gives a value the name of its node."""
        name = self.fresh(node)
        if value.text != name:
            self.line(f"{name} = {value.text}")
        self.scopes[-1][node, index] = Term(name)
        return Term(name)

    def named(self, node: Node, index: Index, value: Term) -> Term:
        """A value that is computed here and nowhere else: by its name, unless it has one."""
        return value if value.text.isidentifier() else self.name(node, index, value)

    def fresh(self, node: Node) -> str:
        """The name of a node; numbered when it stands here at another index already."""
        self.copies[node] += 1
        return self.latest(node)

    def latest(self, node: Node) -> str:
        """The name last given to a node."""
        again = self.copies[node]
        return self.names[node] + (f"_{again}" if again > 1 else "")

    def line(self, text: str) -> None:
        self.lines.append(STEP * self.depth + text)

    def open(self, axes: Axes) -> None:
        """Begin a loop over axes, one of a single element left out."""
        text = ranges(axes)
        self.line(f"for {text}:" if text else "once:")
        self.depth += 1
        self.scopes.append({})

    def close(self) -> None:
        self.depth -= 1
        self.scopes.pop()


def ranges(axes: Axes) -> str:
    """What a loop runs over: `i in 64, j in 10`."""
    return ", ".join(f"{index} in {size}" for index, size in axes if size != 1)


def over(axes: Axes) -> str:
    """The same, as it stands inside a sum."""
    text = ranges(axes)
    return f" for {text}" if text else ""


def at_row(row: str, step: int, rest: Affine) -> str:
    """A place in memory whose row is data; a row beyond the ends counts as the row at that end."""
    start = f"clip({row})" if step == 1 else f"{step}*clip({row})"
    return start if rest == Affine() else f"{start} + {index_text(rest)}"
