"""The value of any node at any index: loaded where the node is stored, otherwise computed from its
inputs.

This one walk serves every kernel. The generators decide loops, lanes and tiles; what stands inside
is pulled.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pellucid.backends.llvm.builder import Function, Mask, Value
from pellucid.backends.llvm.lanes import lane_places
from pellucid.backends.llvm.memory import lanes_where
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.reading import Guard, Index, offset, through
from pellucid.compiler.schedule import Schedule
from pellucid.core.dtypes import bool_, int32, int64, uint32, uint64
from pellucid.graph import Node
from pellucid.ops.contraction import Contract
from pellucid.ops.family import Elementwise
from pellucid.ops.indexing import Gather
from pellucid.ops.source import Constant, Input, Iota, Source
from pellucid.ops.view import Pad, Reading


class Pull:
    """Values of nodes inside one function. `own` are the nodes that this kernel computes: they are
    not loaded.
    """

    def __init__(
        self, f: Function, schedule: Schedule, own: set[Node], *, bounded: bool = False
    ) -> None:
        self.f, self.memory, self.own = f, schedule.memory, own
        self.fused = True  # multiply and add in one rounding
        self.bounded = bounded  # loops stay inside padding of zeros; masks, where lanes do not
        self.here: dict[Node, Value] = {}  # sums and products at the loop's own index
        self.bases: dict[int, str] = {}

    def use_buffers(self, nodes: set[Node]) -> None:
        """Load the pointers to the buffers of `nodes`, at the top of the function."""
        for buffer in sorted({self.memory.places[node].buffer for node in nodes}):
            entry = self.f.new(f"getelementptr ptr, ptr %table, i64 {buffer}")
            self.bases[buffer] = self.f.new(f"load ptr, ptr {entry}, align 8")

    def address(self, node: Node, index: Index) -> tuple[str, Affine]:
        """The buffer of a stored node, and the element to be found there."""
        place = self.memory.places[node]
        return self.bases[place.buffer], offset(
            index, place.steps
        ) + place.start // node.dtype.itemsize

    def store(self, node: Node, index: Index, value: Value, mask: Mask | None) -> None:
        """Put a value of a stored node into its place."""
        base, element = self.address(node, index)
        self.f.store(value, base, element, mask)

    def __call__(self, node: Node, index: Index, mask: Mask | None = None) -> Value:
        """The value of `node` at `index`; lanes outside the mask are not to be used."""
        if isinstance(node.op, Constant):
            return self.f.constant(node.op.value, node.dtype)  # type: ignore[arg-type]
        if node in self.here:
            return self.here[node]
        key: Any = (node, index, mask, self.bounded)
        for scope in reversed(self.f.scopes):
            found = scope.memo.get(key)
            if found is not None:
                return found
        value = self.made(node, index, mask)
        self.f.scopes[-1].memo[key] = value
        return value

    def made(self, node: Node, index: Index, mask: Mask | None) -> Value:
        op = node.op
        if isinstance(op, Input) or (node in self.memory.places and node not in self.own):
            base, element = self.address(node, index)
            return self.f.load(base, element, node.dtype, mask)
        if isinstance(op, Iota):
            return self.f.index_value(index[op.axis].resolved(), op.dtype)
        if isinstance(op, Reading):
            return self.viewed(node, index, mask)
        if isinstance(op, Gather):
            return self.gathered(node, index, mask)
        assert isinstance(op, Elementwise), f"{node} has no value inside a kernel"
        return self.multiply_add(node, index, mask) or op.lower(
            self.f, *(self(x, index, mask) for x in node.inputs)
        )

    def multiply_add(self, node: Node, index: Index, mask: Mask | None) -> Value | None:
        """a * b + c in one rounding, where the product is read nowhere else in this kernel."""
        if node.op.name != "add" or not self.fused or not node.dtype.is_float:
            return None
        for product, other in (node.inputs, node.inputs[::-1]):
            if (
                product.op.name == "multiply"
                and product not in self.memory.places
                and product not in self.here
            ):
                a, b = (self(x, index, mask) for x in product.inputs)
                return self.f.emit("fma", a, b, self(other, index, mask))
        return None

    def viewed(self, node: Node, index: Index, mask: Mask | None) -> Value:
        """The value that a view shows; the fill of a padding where there is none."""
        place, guards = through(node, index)
        (x,) = node.inputs
        lanes = [guard for guard in guards if guard[0].has_lane]
        if not guards or (self.bounded and not lanes):
            return self(x, place, mask)
        if self.bounded:
            return self(x, place, self.mask_inside(lanes, mask))
        assert isinstance(node.op, Pad)
        fill = self.f.constant(node.op.value, node.dtype)
        whole = [guard for guard in guards if not guard[0].has_lane]

        def inside() -> Value:
            if not lanes:
                return self(x, place, mask)
            condition = self.all_hold(lanes)
            live = (
                condition
                if mask is None
                else self.f.emit("and", condition, Value(mask.name, bool_, vector=True))
            )
            return self.f.emit("select", condition, self(x, place, self.f.mask_of(live)), fill)

        if not whole:
            return inside()
        return self.f.when_value(self.all_hold(whole).name, lambda: [inside()], lambda: [fill])[0]

    def mask_inside(self, guards: list[Guard], mask: Mask | None) -> Mask:
        """The mask of the lanes in which every guard holds; what is not loaded is 0."""
        if all(symbol.is_lane for expression, _ in guards for symbol in expression.terms):
            places = [lane_places(expression, self.f.lanes) for expression, _ in guards]
            sizes = [size for _, size in guards]
            inside = [
                all(0 <= x.constant < n for x, n in zip(lane, sizes, strict=True))
                for lane in zip(*places, strict=True)
            ]
            kept = self.f.lanes if mask is None or mask.count is None else mask.count
            found = lanes_where(x and lane < kept for lane, x in enumerate(inside))
            if mask is None or mask.count is not None:
                return found
            condition = Value(found.name, bool_, vector=True)
        else:
            condition = self.all_hold(guards)
        if mask is not None:
            condition = self.f.emit("and", condition, Value(mask.name, bool_, vector=True))
        return self.f.mask_of(condition)

    def all_hold(self, guards: list[Guard]) -> Value:
        """Does every guard hold?"""
        found = None
        for expression, size in guards:
            low, high = expression.range()
            small = low >= -(2**31) and high < 2**31
            number = self.f.index_value(expression, int32 if small else int64)
            unsigned = self.f.bitcast(number, uint32 if small else uint64)
            holds = self.f.emit("lt", unsigned, self.f.constant(size, unsigned.dtype))
            found = holds if found is None else self.f.emit("and", found, holds)
        assert found is not None
        return found

    def gathered(self, node: Node, index: Index, mask: Mask | None) -> Value:
        """The row of a stored value at a place that is data; places beyond the ends read the row at
        that end.
        """
        x, places = node.inputs
        row = clamped(self.f, self(places, index[:1], mask), x.shape[0])
        if isinstance(x.op, Iota):
            return self.f.cast(row, x.dtype) if x.op.axis == 0 else self(x, index, mask)
        steps = self.memory.places[x].steps
        base, rest = self.address(x, (Affine(), *index[1:]))
        start = self.f.emit("mul", row, self.f.constant(steps[0], int64))
        return self.f.load_at(base, start, rest, node.dtype, mask)


def clamped(f: Function, place: Value, rows: int) -> Value:
    """A place as int64, at least 0 and below `rows`."""
    if place.dtype.kind == "uint":
        last = f.constant(min(rows - 1, int(place.dtype.highest)), place.dtype)
        return f.cast(f.emit("min", place, last), int64)
    wide = f.cast(place, int64)
    return f.emit("min", f.emit("max", wide, f.constant(0, int64)), f.constant(rows - 1, int64))


def computed(kernel: Kernel, schedule: Schedule) -> set[Node]:
    """The nodes that a kernel computes for one element."""
    found: set[Node] = set()
    waiting = list(kernel.roots)
    while waiting:
        node = waiting.pop()
        own = node not in schedule.memory.places or node in kernel.roots
        if node not in found and own and not isinstance(node.op, (Source, Reading)):
            found.add(node)
        if own and not isinstance(node.op, Contract):
            waiting.extend(x for x in node.inputs if x not in found)
    return found


@dataclass(frozen=True)
class Stretch:
    """`size` of the `whole` that the threads share out evenly, beginning at `start`."""

    start: int
    size: int
    whole: int

    def bound(self, f: Function, before: str, total: int) -> str:
        """Of `total` pieces of the stretch, how many the first threads do, so many as `before`."""
        done = f.new(f"udiv i64 {f.new(f'mul i64 {before}, {self.whole}')}, %threads")
        if self.size < self.whole:
            inside = Value(f.new(f"sub i64 {done}, {self.start}"), int64, vector=False)
            inside = f.emit("max", inside, f.constant(0, int64))
            done = f.emit("min", inside, f.constant(self.size, int64)).name
        if self.size == total:
            return done
        return f.new(f"udiv i64 {f.new(f'mul i64 {done}, {total}')}, {self.size}")


def share_out(
    f: Function,
    dims: list[tuple[Symbol, int]],
    body: Callable[[], None],
    stretch: Stretch | None = None,
) -> None:
    """Run `body` for every combination of `dims` (symbol, extent), the combinations shared evenly
    by the threads: by themselves, or as a stretch of something longer.
    """
    total = math.prod(extent for _, extent in dims)
    own = stretch or Stretch(0, total, total)
    low = own.bound(f, "%tid", total)
    high = own.bound(f, f.new("add i64 %tid, 1"), total)
    number = Symbol("g", 0, max(total - 1, 0))

    def each(_: list[Value]) -> None:
        rest = variable(number)
        for symbol, extent in reversed(dims):
            f.bind(symbol, f.integer(rest % extent))
            rest //= extent
        body()

    f.loop(number, low, high, [], each)
