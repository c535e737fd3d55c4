"""The builder of functions: everything a kernel generator may ask for, from loops to vector maths.

It writes LLVM IR as text, in SSA form from the start. Each layer of `Function` is a file, and adds
one thing: `text` (lines), `control` (loops, branches, scopes), `indices` (integers and addresses),
`conversions` (dtypes), `arithmetic` (instructions), `lanes` (indices in vectors), `memory` (loads
and stores).
"""

from typing import final

from pellucid.backends.llvm.memory import Memory
from pellucid.backends.llvm.text import Module
from pellucid.backends.llvm.values import Mask, Value
from pellucid.backends.llvm.vectormath import evaluate

__all__ = ["Function", "Mask", "Module", "Value"]


@final
class Function(Memory):
    """A function being written; `finish()` hands it to its module.

    >>> from pellucid.compiler.index import Symbol, variable
    >>> from pellucid.core.dtypes import float32
    >>> module = Module()
    >>> f = Function(module, "double", [("ptr", "x")], lanes=4)
    >>> lane, i = Symbol("lane", 0, 3, is_lane=True), Symbol("i", 0, 24)
    >>> place = variable(i) * 4 + variable(lane)
    >>> def body(carried):
    ...     x = f.load("%x", place, float32)
    ...     f.store(f.emit("add", x, x), "%x", place)
    >>> f.loop(i, 0, 25, [], body)
    []
    >>> f.finish()
    >>> "fadd <4 x float>" in module.text()
    True
    """

    def call(self, function: str, *operands: Value) -> Value:
        """A function of vector maths, such as "exp", written out in place."""
        return evaluate(self, function, *operands)
