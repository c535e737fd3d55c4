"""The gradient of a scan: a scan the other way, over what the steps left behind.

What the steps back read of a step is saved where it is dear (products, sums, functions), and
computed again where it is cheap. A constant's gradient is a sum over the steps: where a step adds a
product, the factors of all steps are kept and the product is made once, after the loop.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from string import ascii_letters
from typing import Any

from pellucid.graph import Node, Part, apply, part, rebuild, toposort
from pellucid.graph.node import node as make_node, repeated, scalar
from pellucid.ops.closed import Closed, batch_of, close, depending, fresh
from pellucid.ops.contraction import Contract
from pellucid.ops.family import Elementwise
from pellucid.ops.pullback import pullback
from pellucid.ops.reduction import Sum
from pellucid.ops.steps import after, before, hoisted, last, some_of
from pellucid.ops.transcendental import Function
from pellucid.ops.view import Pad, Reading

STACKED_BYTES = 2**24  # up to which a constant's gradient is kept for each step, to be added up


def scan_gradient(op: Any, g: Sequence[Node | None], inputs: Sequence[Node]) -> list[Node | None]:
    """The gradient for each input of the scan `op`, given those of its results."""
    return Backwards(op, g, inputs).gradients()


class Backwards:
    """The steps back of one scan, as they are put together.

    `carried` are the gradients a step back gets from the one before it, `slices` what it reads of
    arrays, `made` what stands for a node's values in all steps until the loop is built, `sums` what
    is added up from step to step.
    """

    def __init__(self, op: Any, g: Sequence[Node | None], inputs: Sequence[Node]) -> None:
        self.op, self.g, self.inputs = op, g, inputs
        self.given = dict(zip(op.body.inputs, inputs, strict=True))
        self.state = op.body.inputs[: op.carries]
        self.arrays = op.body.inputs[op.carries : op.carries + op.slices]
        self.constants = op.body.inputs[op.carries + op.slices :]
        self.forward = set(toposort(op.body.outputs))
        self.changing = depending(op.body.outputs, {*self.state, *self.arrays}.__contains__)
        self.live = [n for n, x in enumerate(self.state) if x.dtype.is_float]
        self.carried = {n: fresh(self.state[n].spec) for n in self.live}
        self.slices: dict[Node, Node] = {}
        self.made: dict[Node, Node] = {}
        self.sums: dict[Node, tuple[Node, Node]] = {}

    def gradients(self) -> list[Node | None]:
        """Of what is carried into the first step, of the arrays, and of the constants."""
        pairs = list(self.seeds())
        wanted = [x for x in self.op.body.inputs if x.dtype.is_float]
        found = pullback([x for x, _ in pairs], [seed for _, seed in pairs], wanted)
        each = dict(zip(wanted, found, strict=True))
        back = [each[self.state[n]] or zeros(self.state[n]) for n in self.live]
        total = [self.for_all(each.get(x)) for x in self.arrays]
        total += [self.sum_of(each.get(x)) for x in self.constants]
        loop, known = self.run(back)
        carried = [self.first(loop, n) for n in range(self.op.carries)]
        rest = [None if x is None else rebuild([x], replaced=known)[0] for x in total]
        return [*carried, *rest]

    def seeds(self) -> Iterable[tuple[Node, Node]]:
        """Results of a step, and gradients of them that come in."""
        results, start = self.op.body.outputs, 0 if self.op.reverse else 1
        for n in self.live:
            yield results[n], self.carried[n]
            g = self.g[n]
            if g is not None and self.op.kept[n]:
                yield results[n], self.slice(some_of(g, start, self.op.length))
        for n in range(self.op.carries, len(results)):
            g = self.g[n]
            if g is not None:
                yield results[n], self.slice(g)

    def slice(self, whole: Node) -> Node:
        """A node for the slice of `whole` that belongs to a step."""
        found = fresh(replace(whole.spec, shape=whole.shape[1:]))
        self.slices[found] = whole
        return found

    def start(self, n: int) -> Node:
        """The gradient of the last state, where the way back begins."""
        g = self.g[n]
        return zeros(self.state[n]) if g is None or self.op.kept[n] else g

    def first(self, loop: Node, n: int) -> Node | None:
        """The gradient of what was carried into the first step."""
        if n not in self.carried:
            return None
        found, g = last(loop, self.live.index(n)), self.g[n]
        if g is None or not self.op.kept[n]:
            return found
        place = self.op.length if self.op.reverse else 0
        return found + apply("reshape", some_of(g, place, 1), shape=found.shape)

    # What stands for all steps

    def is_fixed(self, node: Node) -> bool:
        """Is it the same in every step?"""
        own = {*self.carried.values(), *self.slices}
        return not any(x in own or x in self.changing for x in toposort([node]))

    def outside(self, node: Node) -> Node:
        """A node that is the same in every step, outside the loop."""
        return rebuild([node], replaced={x: self.given[x] for x in self.constants})[0]

    def for_all(self, node: Node | None) -> Node | None:
        """What stands for the values of `node` in all steps, along a new first axis."""
        return None if node is None else self.all_of(node)

    def all_of(self, node: Node) -> Node:
        if node in self.made:
            return self.made[node]
        if self.is_fixed(node):
            return repeated(self.outside(node), self.op.length)
        if isinstance(node.op, Reading):
            (below,) = node.inputs
            if not self.is_fixed(below) and below.spec.size <= node.spec.size:
                return node.op.batched(self.op.length, (True,), self.all_of(below))
        found = fresh(replace(node.spec, shape=(self.op.length, *node.shape)))
        self.made[node] = found
        return found

    def sum_of(self, node: Node | None) -> Node | None:
        """The sum of `node` over all steps."""
        return None if node is None else self.total(node)

    def total(self, node: Node) -> Node:
        op, length = node.op, self.op.length
        if self.is_fixed(node):
            return self.outside(node) * length
        if op.name in {"add", "subtract", "negative"} or is_linear_view(node):
            return make_node(op, *(self.total(x) for x in node.inputs))
        if isinstance(op, Contract):
            return self.total_product(node)
        if isinstance(op, Sum):
            axes = (0, *(axis + 1 for axis in op.axes))
            return apply("sum", self.all_of(node.inputs[0]), axes=axes)
        if node.spec.nbytes * length <= STACKED_BYTES:
            return apply("sum", self.all_of(node), axes=(0,))
        if node not in self.sums:
            self.sums[node] = fresh(node.spec), fresh(node.spec)
        return self.sums[node][1]

    def total_product(self, node: Node) -> Node:
        """The sum over the steps of a contraction: one contraction, of a label more."""
        op = node.op
        label = next(c for c in ascii_letters if c not in op.left + op.right)
        labels, operands = [], []
        for x, own in zip(node.inputs, (op.left, op.right), strict=True):
            same = self.is_fixed(x)
            operands.append(self.outside(x) if same else self.all_of(x))
            labels.append(own if same else label + own)
        return apply(
            "contract",
            *operands,
            left=labels[0],
            right=labels[1],
            out=op.out,
            precision=op.precision,
        )

    # The loop back

    def run(self, back: Sequence[Node]) -> tuple[Node, dict[Node, Node]]:
        """The loop back, and the values of what stands for all steps and for sums."""
        self.know_parts([*back, *self.made, *self.sums])
        wanted = [x for x in self.made if x not in self.forward]
        added = [old + node for node, (old, _) in self.sums.items()]
        results = [*back, *added, *wanted]
        saved = self.saved(results)
        forward = self.forward_values([*saved, *(x for x in self.made if x in self.forward)])
        places = {x: self.slice(forward[x]) for x in saved}
        fixed = {x: self.given[x] for x in self.constants}
        results = rebuild(results, replaced=places | fixed)
        read = set(toposort(results))
        slices = {x: whole for x, whole in self.slices.items() if x in read}
        state = [*self.carried.values(), *(old for old, _ in self.sums.values())]
        begin = [*(self.start(n) for n in self.live), *map(zeros, self.sums)]
        arguments = [*state, *slices]
        body, constants = close(arguments, results, [batch_of(x.spec) for x in arguments])
        inputs = [*begin, *slices.values(), *constants]
        count, length, reverse = len(state), self.op.length, not self.op.reverse
        body, inputs, number = hoisted(body, inputs, count, len(slices), length)
        kept = (False,) * count
        loop = make_node(
            replace(self.op, body=body, kept=kept, slices=number, reverse=reverse), *inputs
        )
        known = {self.made[x]: forward[x] for x in self.made if x in self.forward}
        known |= {self.made[x]: part(loop, count + n) for n, x in enumerate(wanted)}
        sums = enumerate(self.sums.values(), len(back))
        return loop, known | {whole: part(loop, n) for n, (_, whole) in sums}

    def know_parts(self, roots: Sequence[Node]) -> None:
        """Count all values of an operation of a step as the step's own, though it uses but some."""
        for node in toposort(roots):
            if isinstance(node.op, Part) and node.inputs[0] in self.changing:
                self.forward.add(node)
                self.changing.add(node)

    def saved(self, roots: Sequence[Node]) -> list[Node]:
        """The nodes of a step that the steps back read: all that is dear, and what could not be
        computed again from that, the state and the slices.
        """
        read = [x for x in self.read_of(roots, lambda x: x in self.changing) if x in self.changing]
        free = {*self.state, *self.arrays, *(x for x in read if is_dear(x))}
        found: dict[Node, None] = {}
        for node in read:
            below = self.read_of([node], lambda x: x in free or is_dear(x))
            again = all(x in free for x in below if x in self.changing)
            found |= dict.fromkeys([x for x in below if x in free] if again else [node])
        return list(found)

    def read_of(self, roots: Iterable[Node], is_end: Any) -> list[Node]:
        """The nodes met on the way down from `roots` where `is_end` holds first."""
        found: dict[Node, None] = {}
        waiting, seen = list(roots), set(roots)
        while waiting:
            node = waiting.pop()
            if is_end(node):
                found[node] = None
                continue
            waiting += [x for x in dict.fromkeys(node.inputs) if x not in seen]
            seen.update(node.inputs)
        return list(found)

    def forward_values(self, nodes: Sequence[Node]) -> dict[Node, Node]:
        """The values of nodes of a step, for all steps: from the same loop, with more results."""
        op, body = self.op, self.op.body
        carried = body.outputs[: op.carries]
        kept = tuple(
            k or x in nodes or y in nodes
            for k, x, y in zip(op.kept, self.state, carried, strict=True)
        )
        known = {*self.state, *self.arrays, *body.outputs}
        outputs = (*body.outputs, *(x for x in dict.fromkeys(nodes) if x not in known))
        more = replace(op, body=Closed(body.inputs, outputs), kept=kept)
        loop = make_node(more, *self.inputs)
        found = {outputs[n]: part(loop, n) for n in range(op.carries, len(outputs))}
        for n in range(op.carries):
            if kept[n]:
                found[carried[n]] = after(loop, n)
                found[self.state[n]] = before(loop, n)
        return found | {x: self.given[x] for x in self.arrays}


def zeros(x: Node) -> Node:
    """Zeros like `x`."""
    return scalar(0.0, x.dtype, x.shape)


def is_linear_view(node: Node) -> bool:
    """Is it the same elements elsewhere, and zeros?"""
    return isinstance(node.op, Reading) and not (isinstance(node.op, Pad) and node.op.value)


def is_dear(node: Node) -> bool:
    """Would it take long to compute again?"""
    return isinstance(node.op, Function) or not isinstance(node.op, (Elementwise, Reading))
