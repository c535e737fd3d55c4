"""Index expressions as i64 registers and as addresses, each computed once and far out."""

from pellucid.backends.llvm.control import Control
from pellucid.backends.llvm.values import MEMORY
from pellucid.compiler.index import Affine, Atom, Derived, Symbol
from pellucid.core.dtypes import DType


class Indices(Control):
    """Integers and pointers of index expressions."""

    def depth_of(self, affine: Affine) -> int:
        """The depth of the outermost scope in which every symbol of `affine` is bound."""
        return max(map(self._depth, affine.terms), default=0)

    def _depth(self, symbol: Atom) -> int:
        if isinstance(symbol, Symbol):
            return self.depths[symbol]
        return self.depth_of(symbol.expression)

    def integer(self, affine: Affine) -> str:
        """The value of an expression without lanes: an i64 SSA name, or a literal."""
        if not affine.terms:
            return str(affine.constant)
        depth = self.depth_of(affine)
        memo = self.scopes[depth].memo
        found = memo.get(affine)
        if found is None:
            found = memo[affine] = self._integer(affine, depth)
        return found

    def _integer(self, affine: Affine, depth: int) -> str:
        if affine.constant:
            rest = self.integer(affine - affine.constant)
            return self.new_at(depth, f"add nsw i64 {rest}, {affine.constant}")
        outer = {s: c for s, c in affine.terms.items() if self._depth(s) < depth}
        total = self.integer(Affine(0, outer)) if outer else ""
        for symbol, factor in affine.terms.items():
            if symbol in outer:
                continue
            term = self._symbol(symbol)
            if factor != 1:
                term = self.new_at(depth, f"mul nsw i64 {term}, {factor}")
            total = self.new_at(depth, f"add nsw i64 {total}, {term}") if total else term
        return total

    def _symbol(self, symbol: Atom) -> str:
        if isinstance(symbol, Symbol):
            return self.bound[symbol]
        depth = self.depth_of(symbol.expression)
        memo = self.scopes[depth].memo
        found = memo.get(symbol)
        if found is None:
            found = memo[symbol] = self._quotient_or_rest(symbol, depth)
        return found

    def _quotient_or_rest(self, symbol: Derived, depth: int) -> str:
        """A quotient or remainder, rounded down as Python's; what is `in` a range is itself."""
        x, n = self.integer(symbol.expression), symbol.divisor
        if symbol.operator == "in":
            return x
        quotient = symbol.operator == "//"
        if n & (n - 1) == 0:
            right = f"ashr i64 {x}, {n.bit_length() - 1}" if quotient else f"and i64 {x}, {n - 1}"
            return self.new_at(depth, right)
        if symbol.expression.range()[0] >= 0:
            return self.new_at(depth, f"{'udiv' if quotient else 'urem'} i64 {x}, {n}")
        rest = self.new_at(depth, f"srem i64 {x}, {n}")
        below = self.new_at(depth, f"icmp slt i64 {rest}, 0")
        if quotient:
            towards_zero = self.new_at(depth, f"sdiv i64 {x}, {n}")
            step = self.new_at(depth, f"sext i1 {below} to i64")
            return self.new_at(depth, f"add nsw i64 {towards_zero}, {step}")
        above = self.new_at(depth, f"add nsw i64 {rest}, {n}")
        return self.new_at(depth, f"select i1 {below}, i64 {above}, i64 {rest}")

    def pointer(self, base: str, affine: Affine, dtype: DType) -> str:
        """The address of element `affine` of `base`, lane terms left out.

        A chain of steps, the outermost symbols first, so that loops add only what changes in them;
        the constant comes last and in place, where it folds into the instruction that uses it.
        """
        kind = MEMORY[dtype.name]
        key = (base, kind, affine)
        memo = self.scopes[-1].memo
        found = memo.get(key)
        if found is None:
            found = memo[key] = self._pointer(base, affine, kind)
        return found

    def _pointer(self, base: str, affine: Affine, kind: str) -> str:
        levels: dict[int, dict[Atom, int]] = {}
        for symbol, factor in affine.terms.items():
            if not symbol.is_lane:
                levels.setdefault(self._depth(symbol), {})[symbol] = factor
        pointer, floor = base, self.anchors.get(base, 0)
        for depth in sorted(levels):
            pointer = self._stepped(pointer, kind, levels[depth], max(depth, floor))
        if affine.constant:
            pointer = self.new(f"getelementptr {kind}, ptr {pointer}, i64 {affine.constant}")
        return pointer

    def _stepped(self, pointer: str, kind: str, terms: dict[Atom, int], depth: int) -> str:
        memo = self.scopes[depth].memo
        key = (pointer, kind, *terms.items())
        found = memo.get(key)
        if found is None:
            index = self.integer(Affine(0, terms))
            right = f"getelementptr {kind}, ptr {pointer}, i64 {index}"
            found = memo[key] = self.new_at(depth, right)
        return found
