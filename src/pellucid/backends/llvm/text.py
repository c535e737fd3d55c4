"""A module and its functions as LLVM IR text: lines, labels, names, and scopes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Union

from pellucid.backends.llvm.values import Types, Value, types

if TYPE_CHECKING:
    from pellucid.compiler.index import Symbol

Lines = list[Union[str, "Lines"]]

LOOP_METADATA = """\
!0 = distinct !{!0, !1, !2}
!1 = !{!"llvm.loop.unroll.disable"}
!2 = !{!"llvm.loop.vectorize.enable", i1 false}
"""


class Module:
    """Functions, what they declare and the globals they share, for a host with `features`.

    These are named as LLVM names them ("avx512f"); without any, the text is good for every machine.
    """

    def __init__(self, features: frozenset[str] = frozenset()) -> None:
        self.features = features
        self.functions: list[str] = []
        self.declarations: dict[str, str] = {}
        self.globals: dict[str, str] = {}
        self.once: Any = None  # the schedule whose kernels run once in a run: no loop has them
        self.handouts: dict[str, Any] = {}  # a Handout of each kernel whose work is handed out
        self.shared: dict[str, str] = {}  # by their text, the names of functions that others call

    def declare(self, name: str, declaration: str) -> None:
        """Adds a declaration, once for each name."""
        self.declarations.setdefault(name, declaration)

    def add_global(self, name: str, definition: str) -> None:
        """Adds `@name = definition`, once for each name."""
        self.globals.setdefault(name, f"@{name} = {definition}")

    def text(self) -> str:
        """The whole module as LLVM IR."""
        globals_, declarations = self.globals.values(), self.declarations.values()
        return "\n".join((*globals_, *self.functions, *declarations, LOOP_METADATA))


class Scope:
    """A stretch of code that is only reached through its start.

    `hole` is a place for lines in the parent, just before this scope; `memo` knows the names of
    what was computed here; symbols and anchors lose their meaning where the scope ends.
    """

    __slots__ = ("anchors", "hole", "memo", "symbols")

    def __init__(self, hole: Lines) -> None:
        self.hole = hole
        self.memo: dict[Any, Any] = {}
        self.symbols: list[Symbol] = []
        self.anchors: list[str] = []


class Text:
    """The body of a function as lines, and where in it the writing is.

    `parameters` are (LLVM type, name without %), with attributes inside the type. Vectors have
    `lanes` elements, whatever their dtype. An `internal` function is not inlined: it is a kernel
    whose registers are its own affair.
    """

    def __init__(
        self,
        module: Module,
        name: str,
        parameters: list[tuple[str, str]],
        lanes: int = 16,
        *,
        internal: bool = False,
        returns: str = "void",
    ) -> None:
        self.module, self.name, self.parameters = module, name, parameters
        self.lanes, self.internal, self.returns = lanes, internal, returns
        self.types: Types = types(lanes)
        self.body: Lines = []
        self.out: Lines = self.body
        self.count = 0
        self.block = "entry"
        self.scopes = [Scope([])]
        self.bound: dict[Symbol, str] = {}  # the i64 of each symbol, and the depth of its scope
        self.depths: dict[Symbol, int] = {}
        self.anchors: dict[str, int] = {}

    def new(self, right: str) -> str:
        """The fresh SSA name of `right`."""
        self.count += 1
        name = f"%v{self.count}"
        self.out.append(f"  {name} = {right}")
        return name

    def new_at(self, depth: int, right: str) -> str:
        """The fresh SSA name of `right`, computed in the scope at `depth`."""
        if depth == len(self.scopes) - 1:
            return self.new(right)
        self.count += 1
        name = f"%v{self.count}"
        self.scopes[depth + 1].hole.append(f"  {name} = {right}")
        return name

    def line(self, text: str) -> None:
        """Adds an instruction that has no result."""
        self.out.append(f"  {text}")

    def label(self, name: str) -> None:
        """Begins the basic block `name`."""
        self.out.append(f"{name}:")
        self.block = name

    def fresh(self, prefix: str) -> str:
        """A label, or the stem of several, not used before."""
        self.count += 1
        return f"{prefix}{self.count}"

    def call_function(self, name: str, arguments: list[str], returns: str = "void") -> str:
        """The SSA name of what a function returns, "" for void; arguments as in "i64 %x"."""
        call = f"call {returns} @{name}({', '.join(arguments)})"
        if returns == "void":
            self.line(call)
            return ""
        return self.new(call)

    def finish(self, result: Value | None = None) -> None:
        """Returns `result`, and hands the text of the function to its module."""
        self.finish_with(f"{self.types.of(result)} {result.name}" if result else "void")

    def finish_with(self, result: str) -> None:
        """As `finish`, for an operand of any type, written with its type."""
        self.line(f"ret {result}")
        parameters = ", ".join(f"{kind} %{name}" for kind, name in self.parameters)
        linkage = "internal " if self.internal else ""
        attributes = "nounwind noinline" if self.internal else "nounwind"
        if self.lanes * 4 >= 64:
            attributes += ' "prefer-vector-width"="512"'
        head = f"define {linkage}{self.returns} @{self.name}({parameters}) {attributes} {{\nentry:"
        self.module.functions.append("\n".join((head, *flatten(self.body), "}")))


def flatten(lines: Lines) -> Iterator[str]:
    """The lines in order, those of nested lists in the place of the list."""
    for line in lines:
        if isinstance(line, str):
            yield line
        else:
            yield from flatten(line)
