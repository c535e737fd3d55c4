"""Looking into what a function, a tensor or a computation becomes, level by level."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pellucid.backends.llvm.host import host
from pellucid.backends.llvm.jit import assembly
from pellucid.backends.llvm.notes import notes
from pellucid.backends.llvm.program import module_text
from pellucid.compiler import Computation
from pellucid.compiler.passes import compile_graph
from pellucid.compiler.printing.levels import LEVELS, level_text, traced_text
from pellucid.compiler.target import Target
from pellucid.core.errors import ArgumentError
from pellucid.core.settings import settings
from pellucid.runtime.capture import Capture
from pellucid.runtime.programs import computation_of, structure
from pellucid.tensor.names import argument_names
from pellucid.tensor.tensor import Tensor, wrap
from pellucid.tensor.transforms.compiled import Compiled, as_argument
from pellucid.tensor.trees import leaves, rebuilt

EVERY_LEVEL = ("traced", *LEVELS, "ir", "asm")


def explain(
    what: Computation | Tensor | Callable[..., Any],
    *arguments: Any,
    level: str = "kernels",
    target: Target | None = None,
    lines: bool = False,
    names: Mapping[str, Tensor] | None = None,
) -> str:
    """A level of what `what` becomes, as text.

    `what` is a function of `arguments`, compiled or not, a tensor not computed yet, or a
    computation. The levels, from the user's side down: `traced` (the graph as it was written),
    `graph` (as it is computed), `kernels`, `loops`, `plan` (memory), `ir` (LLVM), `asm`. `target`
    is the processor to compile for, by default this one; with `lines`, the text names the user's
    own lines. `names` are those of tensors that the function reads beside its arguments, such as
    `dict(model.named_parameters())`. Raises ArgumentError for a level there is not.

    >>> narrow = Target(vector_bytes=16, registers=16)
    >>> x = Tensor([1.0, 2.0, 3.0])
    >>> print(explain(lambda x: (x * x).sum(), x, level="loops", target=narrow))
    k0 row:  # 4 lanes along i (3), which meet at the end
      once:
        t1 = sum(x[i] * x[i] for i in 3)
        out0[0] = t1
    """
    if level not in EVERY_LEVEL:
        raise ArgumentError(
            f"there is no level {level!r}", fix=f"use one of {', '.join(EVERY_LEVEL)}"
        )
    computation, called = computation_with_names(what, arguments, names or {})
    if level == "traced":
        return traced_text(computation, called, lines=lines)
    schedule = compile_graph(computation, target or here(), skip=settings().skip)
    if level in LEVELS:
        return level_text(schedule, level, called, notes(schedule), lines=lines)
    text = module_text(schedule)
    return text if level == "ir" else assembly(text)


def here() -> Target:
    """This processor."""
    return Target(host().vector_bytes, host().vector_registers)


def computation_with_names(
    what: Computation | Tensor | Callable[..., Any],
    arguments: Sequence[Any],
    given: Mapping[str, Tensor] = MappingProxyType({}),
) -> tuple[Computation, list[str]]:
    """What is to be computed, and names for its arguments."""
    if isinstance(what, Computation):
        return what, []
    if isinstance(what, Tensor):
        roots = [what.node]
        return computation_of(roots, structure(roots, {})[1]), []
    function = what.function if isinstance(what, Compiled) else what
    capture = Capture()
    with capture.running():
        found = function(*rebuilt(tuple(arguments), lambda x: argument(capture, as_argument(x))))
        outputs = [x.node for x in leaves(found) if isinstance(x, Tensor)]
    computation, held, _ = capture.finish(outputs)
    called = {id(x): name for name, x in given.items()}
    names = argument_names(function, arguments, {}, held)
    first = len(names) - len(held)
    states = [called.get(id(x), name) for x, name in zip(held, names[first:], strict=True)]
    return computation, [*names[:first], *states]


def argument(capture: Capture, x: Any) -> Any:
    """A leaf of the arguments as the captured function gets it."""
    return wrap(capture.argument(x.spec)) if isinstance(x, Tensor) else x
