"""Loops and branches as SSA with phis.

No optimisation pass runs over the text, so an address is computed in the outermost scope that knows
its symbols: in the hole that every scope leaves just before itself, in its parent.
"""

from collections.abc import Callable, Sequence
from typing import Any

from pellucid.backends.llvm.text import Lines, Scope, Text
from pellucid.backends.llvm.values import Value
from pellucid.compiler.index import Symbol
from pellucid.core.errors import InternalError

Carried = list[Value]


class Control(Text):
    """Structured control flow."""

    def bind(self, symbol: Symbol, name: str) -> None:
        """Gives `symbol` the i64 `name`, or a literal, until the present scope ends."""
        if symbol in self.bound:
            known = self.bound[symbol]
            raise InternalError(f"{self.name}: {symbol.name} is bound already, to {known}")
        self.bound[symbol] = name
        self.depths[symbol] = len(self.scopes) - 1
        self.scopes[-1].symbols.append(symbol)

    def anchor(self, base: str) -> None:
        """Says that the pointer `base` was made in the present scope: no address on it can be
        older.
        """
        self.anchors[base] = len(self.scopes) - 1
        self.scopes[-1].anchors.append(base)

    def loop(
        self,
        symbol: Symbol,
        low: int | str,
        high: int | str,
        carried: Sequence[Value],
        body: Callable[[Carried], Any],
        step: int = 1,
    ) -> Carried:
        """The carried values after `for symbol in range(low, high, step)`.

        The bounds are ints or names of i64. `body` takes the carried values and gives those of the
        next trip. Known bounds need no guard; a single known trip needs no loop.
        """
        if isinstance(low, int) and isinstance(high, int):
            trips = len(range(low, high, step))
            if trips == 0:
                return list(carried)
            if trips == 1:
                return self._once(symbol, low, carried, body)
        return self._many(symbol, low, high, carried, body, step)

    def _once(
        self,
        symbol: Symbol,
        low: int,
        carried: Sequence[Value],
        body: Callable[[Carried], Any],
    ) -> Carried:
        self._open()
        self.bind(symbol, str(low))
        results = self._fit(carried, body(list(carried)))
        self._close()
        return results

    def _many(
        self,
        symbol: Symbol,
        low: int | str,
        high: int | str,
        carried: Sequence[Value],
        body: Callable[[Carried], Any],
        step: int,
    ) -> Carried:
        stem, before = self.fresh("loop"), self.block
        guarded = isinstance(low, str) or isinstance(high, str)
        hole = self._leave_hole()
        if guarded:
            some = self.new(f"icmp slt i64 {low}, {high}")
            self.line(f"br i1 {some}, label %{stem}, label %{stem}.end")
        else:
            self.line(f"br label %{stem}")
        phis = self._start(stem, hole)
        self.bind(symbol, f"%{stem}.i")
        results = self._fit(carried, body(self._incoming(stem, carried)))
        after = self.new(f"add nsw i64 %{stem}.i, {step}")
        again = self.new(f"icmp slt i64 {after}, {high}")
        latch = self._finish(stem, again)
        phis.append(f"  %{stem}.i = phi i64 [ {low}, %{before} ], [ {after}, %{latch} ]")
        phis.extend(self._phis(stem, carried, before, results, latch))
        return self._merge(carried, before, results, latch) if guarded else results

    def repeat(
        self, carried: Sequence[Value], body: Callable[[Carried], tuple[Carried, str]]
    ) -> Carried:
        """The carried values after `body`, which runs again while the i1 beside them is true."""
        stem, before = self.fresh("repeat"), self.block
        hole = self._leave_hole()
        self.line(f"br label %{stem}")
        phis = self._start(stem, hole)
        results, again = body(self._incoming(stem, carried))
        results = self._fit(carried, results)
        latch = self._finish(stem, again)
        phis.extend(self._phis(stem, carried, before, results, latch))
        return results

    def when(
        self, condition: str, yes: Callable[[], None], no: Callable[[], None] | None = None
    ) -> None:
        """Runs `yes` where the i1 `condition` is true, `no` where it is false."""
        stem, hole = self.fresh("if"), self._leave_hole()
        self.line(f"br i1 {condition}, label %{stem}.yes, label %{stem}.{'no' if no else 'end'}")
        self._side(f"{stem}.yes", hole, yes)
        self.line(f"br label %{stem}.end")
        if no:
            self._side(f"{stem}.no", hole, no)
            self.line(f"br label %{stem}.end")
        self.label(f"{stem}.end")

    def when_value(
        self, condition: str, yes: Callable[[], Carried], no: Callable[[], Carried]
    ) -> Carried:
        """What `yes` gives where the i1 `condition` is true, else what `no` gives."""
        stem, hole = self.fresh("if"), self._leave_hole()
        self.line(f"br i1 {condition}, label %{stem}.yes, label %{stem}.no")
        first = self._side(f"{stem}.yes", hole, yes)
        self.line(f"br label %{stem}.end")
        block = self.block
        second = self._side(f"{stem}.no", hole, lambda: self._fit(first, no()))
        self.line(f"br label %{stem}.end")
        other = self.block
        self.label(f"{stem}.end")
        return self._merge(first, block, second, other)

    # The parts of a scope

    def _leave_hole(self) -> Lines:
        hole: Lines = []
        self.out.append(hole)
        return hole

    def _open(self, hole: Lines | None = None) -> None:
        self.scopes.append(Scope(self._leave_hole() if hole is None else hole))

    def _close(self) -> None:
        scope = self.scopes.pop()
        for symbol in scope.symbols:
            del self.bound[symbol], self.depths[symbol]
        for base in scope.anchors:
            del self.anchors[base]

    def _side(self, label: str, hole: Lines, body: Callable[[], Any]) -> Any:
        self.label(label)
        self._open(hole)
        result = body()
        self._close()
        return result

    def _start(self, stem: str, hole: Lines) -> Lines:
        self.label(stem)
        phis = self._leave_hole()
        self._open(hole)
        return phis

    def _finish(self, stem: str, again: str) -> str:
        """Ends the body of a loop; its last block."""
        latch = self.block
        self.line(f"br i1 {again}, label %{stem}, label %{stem}.end, !llvm.loop !0")
        self._close()
        self.label(f"{stem}.end")
        return latch

    # Values that cross blocks

    def _incoming(self, stem: str, carried: Sequence[Value]) -> Carried:
        return [Value(f"%{stem}.{k}", x.dtype, x.vector) for k, x in enumerate(carried)]

    def _phis(
        self, stem: str, carried: Sequence[Value], before: str, results: Carried, latch: str
    ) -> Lines:
        return [
            f"  %{stem}.{k} = {self._phi(x, before, y, latch)}"
            for k, (x, y) in enumerate(zip(carried, results, strict=True))
        ]

    def _merge(self, first: Sequence[Value], block: str, second: Carried, other: str) -> Carried:
        """One value from each pair, by the block that control came from."""
        return [
            Value(self.new(self._phi(x, block, y, other)), x.dtype, x.vector)
            for x, y in zip(first, second, strict=True)
        ]

    def _phi(self, x: Value, block: str, y: Value, other: str) -> str:
        return f"phi {self.types.of(x)} [ {x.name}, %{block} ], [ {y.name}, %{other} ]"

    def splat(self, value: Value) -> Value:
        """`value` in every lane."""
        name, dtype, vector = value
        if vector:
            return value
        if name[0] != "%":
            return Value(f"splat ({self.types.scalar[dtype.name]} {name})", dtype, vector=True)
        key = ("splat", name)
        for scope in self.scopes:
            if key in scope.memo:
                return Value(scope.memo[key], dtype, vector=True)
        kind = self.types.vector[dtype.name]
        first = self.new(
            f"insertelement {kind} poison, {self.types.scalar[dtype.name]} {name}, i32 0"
        )
        lanes = f"<{self.lanes} x i32> zeroinitializer"
        everywhere = self.new(f"shufflevector {kind} {first}, {kind} poison, {lanes}")
        self.scopes[-1].memo[key] = everywhere
        return Value(everywhere, dtype, vector=True)

    def _fit(self, expected: Sequence[Value], results: Carried | None) -> Carried:
        """`results` in the types of `expected`: where that is a vector, a scalar is splatted."""
        if not expected:
            return []
        given = list(results or ())
        fitted = [self.splat(y) if x.vector else y for x, y in zip(expected, given, strict=False)]
        if len(given) != len(expected) or [x[1:] for x in fitted] != [x[1:] for x in expected]:
            raise InternalError(
                f"{self.name}: a loop or branch gives back other types than it was given",
                given=f"{list(expected)} and {given}",
            )
        return fitted
