"""Loads, stores and gathers: index expressions with lanes turned into instructions on memory.

What the lanes of an index do decides the instruction: none, a scalar; one element apart, a vector;
anything else, one element at a time. A lane that is masked off never touches memory, and reads 0.
"""

import functools
from collections.abc import Callable, Iterable, Sequence

from pellucid.backends.llvm.lanes import Lanes, lane_places
from pellucid.backends.llvm.values import MEMORY, Mask, Value, suffix
from pellucid.compiler.index import Affine, Symbol
from pellucid.core.dtypes import DType, bool_, int64

Address = Callable[[Affine], str]


class Memory(Lanes):
    """Memory as typed elements counted from a base pointer; in memory a bool is a byte, 0 or 1."""

    def mask_constant(self, count: int) -> Mask:
        """The mask of the first `count` lanes."""
        return first_lanes(self.lanes, count)

    def mask_of(self, condition: Value) -> Mask:
        """The mask of the lanes in which a bool is true."""
        return Mask(self.splat(condition).name, None)

    def load(self, base: str, affine: Affine, dtype: DType, mask: Mask | None = None) -> Value:
        """The element at `affine` of each lane, a scalar when `affine` has no lanes."""
        return self._load(affine, dtype, mask, lambda place: self.pointer(base, place, dtype))

    def store(self, value: Value, base: str, affine: Affine, mask: Mask | None = None) -> None:
        """Writes each lane at its place; that of lane 0 alone when `affine` has no lanes."""
        self._store(value, affine, mask, lambda place: self.pointer(base, place, value.dtype))

    def load_at(
        self, base: str, offset: Value, affine: Affine, dtype: DType, mask: Mask | None = None
    ) -> Value:
        """The element at `offset + affine`; `offset` is an int64, one for all lanes or for each."""
        if offset.vector:
            places = self._places(offset, affine)
            return self._load_scattered(self.pointer(base, Affine(), dtype), places, dtype, mask)
        return self._load(affine, dtype, mask, self._shifted(base, offset, dtype))

    def store_at(
        self, value: Value, base: str, offset: Value, affine: Affine, mask: Mask | None = None
    ) -> None:
        """Writes at `offset + affine`, lane after lane: of equal places the last one stays."""
        if offset.vector:
            places = self._places(offset, affine)
            pointer = self.pointer(base, Affine(), value.dtype)
            self._store_scattered(value, pointer, places, mask)
        else:
            self._store(value, affine, mask, self._shifted(base, offset, value.dtype))

    def fetch(self, base: str, affine: Affine, dtype: DType) -> None:
        """Asks for the cache line of lane 0, which is going to be loaded: into a middle cache."""
        name = "llvm.prefetch.p0"
        self.module.declare(name, f"declare void @{name}(ptr, i32, i32, i32)")
        pointer = self.pointer(base, affine, dtype)
        self.call_function(name, [f"ptr {pointer}", "i32 0", "i32 2", "i32 1"])

    # Addresses

    def _shifted(self, base: str, offset: Value, dtype: DType) -> Address:
        def address(place: Affine) -> str:
            return self._step(self.pointer(base, place, dtype), offset.name, dtype)

        return address

    def _step(self, pointer: str, offset: str | int, dtype: DType) -> str:
        return self.new(f"getelementptr {MEMORY[dtype.name]}, ptr {pointer}, i64 {offset}")

    def _places(self, offset: Value, affine: Affine) -> Value:
        place = self.index_value(affine, int64)
        return self.splat(self.emit("add", offset, place))

    # Loads

    def _load(self, affine: Affine, dtype: DType, mask: Mask | None, address: Address) -> Value:
        if mask is not None and mask.count == self.lanes:
            mask = None
        stride, derived = lane_pattern(affine)
        if derived:
            return self._load_derived(affine, dtype, mask, address)
        pointer = address(affine)
        if stride == 0:
            return self._load_scalar(pointer, dtype, mask)
        if stride == 1:
            return self._load_vector(pointer, dtype, mask)
        if stride == -1:
            lowest = self._step(pointer, 1 - self.lanes, dtype)
            backwards = mask and self._reversed_mask(mask)
            return self._reversed(self._load_vector(lowest, dtype, backwards))
        if 2 <= abs(stride) <= min(8, self.lanes // 2) and (mask is None or mask.count):
            return self._load_spaced(pointer, stride, dtype, mask)
        return self._load_scattered(pointer, self.lane_numbers(stride, int64), dtype, mask)

    def _load_scalar(self, pointer: str, dtype: DType, mask: Mask | None) -> Value:
        kind = MEMORY[dtype.name]

        def read() -> list[Value]:
            name = self.new(f"load {kind}, ptr {pointer}, align {dtype.itemsize}")
            return [self._entered(name, dtype, vector=False)]

        if mask is None or mask.count is not None:
            return read()[0]
        some = self.any(Value(mask.name, bool_, vector=True))
        return self.when_value(some, read, lambda: [self.constant(0, dtype)])[0]

    def _load_vector(self, pointer: str, dtype: DType, mask: Mask | None) -> Value:
        return self._entered(self._loaded_vector(pointer, dtype, mask), dtype, vector=True)

    def _loaded_vector(self, pointer: str, dtype: DType, mask: Mask | None) -> str:
        """The name of a vector as it is held in memory."""
        kind, align = self.types.vector_in_memory[dtype.name], dtype.itemsize
        if mask is None:
            return self.new(f"load {kind}, ptr {pointer}, align {align}")
        zeros = f"{kind} zeroinitializer"
        return self._masked("load", kind, f"ptr {pointer}", f"i32 {align}", mask, zeros)

    def _load_spaced(self, pointer: str, stride: int, dtype: DType, mask: Mask | None) -> Value:
        """Lanes a few elements apart: vectors that cover all of them, shuffled together.

        None reaches beyond the last element: the last vector ends there.
        """
        kind, lanes = self.types.vector_in_memory[dtype.name], self.lanes
        count = self._active(mask)
        span = (count - 1) * abs(stride) + 1
        first = min(0, (count - 1) * stride)  # of the covered elements, seen from lane 0
        where = [lane * stride - first for lane in range(count)]
        name = "zeroinitializer"
        for begin in range(0, span, lanes):
            start = max(0, min(begin, span - lanes))
            place = self._step(pointer, first + start, dtype)
            part = None if span >= lanes else first_lanes(lanes, span)
            loaded = self._loaded_vector(place, dtype, part)
            order = list(range(lanes))
            for lane, at in enumerate(where):
                if begin <= at < begin + lanes:
                    order[lane] = lanes + at - start
            name = self._shuffle(kind, name, loaded, order)
        return self._entered(name, dtype, vector=True)

    def _load_scattered(
        self, pointer: str, places: Value, dtype: DType, mask: Mask | None
    ) -> Value:
        """Lane by lane from `pointer` and an int64 vector of places."""
        kind, align = MEMORY[dtype.name], dtype.itemsize
        vector = self.types.vector_in_memory[dtype.name]
        if mask is not None and mask.count is None:
            pointers = self._pointers(pointer, kind, places)
            name = self._masked(
                "gather", vector, pointers, f"i32 {align}", mask, f"{vector} zeroinitializer"
            )
            return self._entered(name, dtype, vector=True)
        count = self._active(mask)
        name = "poison" if count == self.lanes else "zeroinitializer"
        for lane in range(count):
            place = self._step(pointer, self.lane_of(places, lane), dtype)
            element = self.new(f"load {kind}, ptr {place}, align {align}")
            name = self.new(f"insertelement {vector} {name}, {kind} {element}, i32 {lane}")
        return self._entered(name, dtype, vector=True)

    def _load_derived(
        self, affine: Affine, dtype: DType, mask: Mask | None, address: Address
    ) -> Value:
        """Lanes inside quotients or remainders: each element once, neighbours together."""
        if mask is not None and mask.count is None:
            pointer = address(without_lanes(affine))
            places = self.index_value(only_lanes(affine), int64)
            return self._load_scattered(pointer, places, dtype, mask)
        places = lane_places(affine, self.lanes)[: self._active(mask)]
        distinct = list(dict.fromkeys(places))
        vector = self.types.vector_in_memory[dtype.name]
        name = "zeroinitializer"
        for first, length in runs(distinct):
            name = self._insert_run(name, address(distinct[first]), first, length, dtype)
        if len(distinct) < len(places):
            order = [distinct.index(place) for place in places]
            order += [self.lanes] * (self.lanes - len(order))
            name = self._shuffle(vector, name, "zeroinitializer", order)
        return self._entered(name, dtype, vector=True)

    def _insert_run(self, name: str, pointer: str, first: int, length: int, dtype: DType) -> str:
        """`name` with `length` lanes from `first` on loaded, as part of a whole vector."""
        kind, align = MEMORY[dtype.name], dtype.itemsize
        vector = self.types.vector_in_memory[dtype.name]
        if length == self.lanes:
            return self._loaded_vector(pointer, dtype, None)
        if length == 1:
            element = self.new(f"load {kind}, ptr {pointer}, align {align}")
            return self.new(f"insertelement {vector} {name}, {kind} {element}, i32 {first}")
        start = self._step(pointer, -first, dtype)
        mask = lanes_where(first <= lane < first + length for lane in range(self.lanes))
        return self._masked(
            "load", vector, f"ptr {start}", f"i32 {align}", mask, f"{vector} {name}"
        )

    # Stores

    def _store(self, value: Value, affine: Affine, mask: Mask | None, address: Address) -> None:
        if mask is not None and mask.count == self.lanes:
            mask = None
        stride, derived = lane_pattern(affine)
        if derived:
            pointer = address(without_lanes(affine))
            places = self.index_value(only_lanes(affine), int64)
            self._store_scattered(value, pointer, places, mask)
        elif stride == 0 or (mask is not None and mask.count == 1):
            # Of one lane LLVM, when it narrows numbers too, stores as many bytes as before that.
            self._store_scalar(self.extract(value, 0), address(affine), mask)
        elif stride == 1:
            self._store_vector(self.splat(value), address(affine), mask)
        elif stride == -1:
            lowest = self._step(address(affine), 1 - self.lanes, value.dtype)
            backwards = mask and self._reversed_mask(mask)
            self._store_vector(self._reversed(self.splat(value)), lowest, backwards)
        else:
            places = self.lane_numbers(stride, int64)
            self._store_scattered(value, address(affine), places, mask)

    def _store_scalar(self, value: Value, pointer: str, mask: Mask | None) -> None:
        def write() -> None:
            kind, name = MEMORY[value.dtype.name], self._leaving(value)
            self.line(f"store {kind} {name}, ptr {pointer}, align {value.dtype.itemsize}")

        if mask is None or mask.count is not None:
            write()
        else:
            self.when(self.any(Value(mask.name, bool_, vector=True)), write)

    def _store_vector(self, value: Value, pointer: str, mask: Mask | None) -> None:
        kind, align = self.types.vector_in_memory[value.dtype.name], value.dtype.itemsize
        name = self._leaving(value)
        if mask is None:
            self.line(f"store {kind} {name}, ptr {pointer}, align {align}")
        else:
            self._masked("store", kind, f"{kind} {name}", f"ptr {pointer}", f"i32 {align}", mask)

    def _store_scattered(
        self, value: Value, pointer: str, places: Value, mask: Mask | None
    ) -> None:
        value = self.splat(value)
        kind, align = MEMORY[value.dtype.name], value.dtype.itemsize
        vector, name = self.types.vector_in_memory[value.dtype.name], self._leaving(value)
        if mask is not None and mask.count is None:
            pointers = self._pointers(pointer, kind, places)
            self._masked("scatter", vector, f"{vector} {name}", pointers, f"i32 {align}", mask)
            return
        for lane in range(self._active(mask)):
            place = self._step(pointer, self.lane_of(places, lane), value.dtype)
            element = self.new(f"extractelement {vector} {name}, i32 {lane}")
            self.line(f"store {kind} {element}, ptr {place}, align {align}")

    # The parts

    def _active(self, mask: Mask | None) -> int:
        """How many lanes a mask leaves, when that is known."""
        return self.lanes if mask is None or mask.count is None else mask.count

    def _entered(self, name: str, dtype: DType, vector: bool) -> Value:
        """What was loaded, as it is held in a register."""
        if dtype is bool_:
            kind = self.types.vector_in_memory["bool"] if vector else "i8"
            name = self.new(f"icmp ne {kind} {name}, {'zeroinitializer' if vector else '0'}")
        return Value(name, dtype, vector)

    def _leaving(self, value: Value) -> str:
        """The name of a value as it is held in memory."""
        if value.dtype is not bool_:
            return value.name
        kind = self.types.vector_in_memory["bool"] if value.vector else "i8"
        return self.new(f"zext {self.types.of(value)} {value.name} to {kind}")

    def _pointers(self, pointer: str, kind: str, places: Value) -> str:
        name = self.new(
            f"getelementptr {kind}, ptr {pointer}, {self.types.of(places)} {places.name}"
        )
        return f"<{self.lanes} x ptr> {name}"

    def _masked(self, operation: str, kind: str, *operands: str | Mask) -> str:
        """A masked intrinsic on vectors of the type `kind`: its result, "" for those that write."""
        texts = [f"{self.types.mask} {x.name}" if isinstance(x, Mask) else x for x in operands]
        kinds = ", ".join(
            text[: text.index(">") + 1] if text[0] == "<" else text.split()[0] for text in texts
        )
        writes = operation in {"store", "scatter"}
        spread = operation in {"gather", "scatter"}
        element = kind[kind.index("x") + 2 : -1]
        where = f"v{self.lanes}p0" if spread else "p0"
        name = f"llvm.masked.{operation}.{suffix(element, self.lanes)}.{where}"
        result = "void" if writes else kind
        self.module.declare(name, f"declare {result} @{name}({kinds})")
        return self.call_function(name, texts, result)

    def _shuffle(self, kind: str, a: str, b: str, order: Sequence[int]) -> str:
        lanes = ", ".join(f"i32 {lane}" for lane in order)
        return self.new(f"shufflevector {kind} {a}, {kind} {b}, <{len(order)} x i32> <{lanes}>")

    def _reversed(self, value: Value) -> Value:
        order = range(self.lanes - 1, -1, -1)
        name = self._shuffle(self.types.of(value), value.name, "poison", order)
        return Value(name, value.dtype, vector=True)

    def _reversed_mask(self, mask: Mask) -> Mask:
        return Mask(self._reversed(Value(mask.name, bool_, vector=True)).name, None)


@functools.cache
def first_lanes(lanes: int, count: int) -> Mask:
    """The mask of the first `count` of `lanes` lanes."""
    return Mask(lanes_where(k < count for k in range(lanes)).name, count)


def lanes_where(live: Iterable[bool]) -> Mask:
    """The mask of the lanes for which it is true."""
    return Mask(f"<{', '.join(f'i1 {str(bool(x)).lower()}' for x in live)}>", None)


def lane_pattern(affine: Affine) -> tuple[int, bool]:
    """The stride of the lanes in elements, and whether a lane is inside a quotient or remainder."""
    stride, derived = 0, False
    for symbol, factor in affine.terms.items():
        if symbol.is_lane:
            if isinstance(symbol, Symbol):
                stride += factor
            else:
                derived = True
    return stride, derived


def only_lanes(affine: Affine) -> Affine:
    """The terms that differ between lanes."""
    return Affine(0, {s: c for s, c in affine.terms.items() if s.is_lane})


def without_lanes(affine: Affine) -> Affine:
    """The terms that are the same in every lane, and the constant."""
    return Affine(affine.constant, {s: c for s, c in affine.terms.items() if not s.is_lane})


def runs(places: Sequence[Affine]) -> list[tuple[int, int]]:
    """(first, length) of each row of two or more neighbours, and of each place left over."""
    found, first = [], 0
    while first < len(places):
        length = 1
        while first + length < len(places) and places[first + length] == places[first] + length:
            length += 1
        found.append((first, length))
        first += length
    return found
