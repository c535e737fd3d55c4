"""The programs that code makes while it runs, so that they can be seen afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pellucid.backends.llvm.program import NativeProgram
from pellucid.compiler.work import total_work
from pellucid.tensor.names import argument_names
from pellucid.tensor.seeing.look import sight_of
from pellucid.tensor.seeing.profiling import name_of, profiled
from pellucid.tensor.seeing.sight import Sight
from pellucid.tensor.transforms.compiled import MADE, Made


@dataclass(frozen=True)
class Watched:
    """A program that was made while code ran."""

    made: Made

    @property
    def name(self) -> str:
        """The name of the function that became it."""
        return name_of(self.made.function)

    @property
    def work(self) -> int:
        """About how many operations all its runs took."""
        program, runs = self.made.captured.program, self.made.captured.runs
        return (
            runs * total_work(program.schedule.kernels) if isinstance(program, NativeProgram) else 0
        )

    def sight(self) -> Sight:
        """The program seen through, on the arguments of its first call."""
        made, captured = self.made, self.made.captured
        held = [holder.storage() for holder in captured.held]
        given = [*made.given, *held, *captured.constants]
        profile = profiled(made.function, captured, given)
        names = argument_names(made.function, made.arguments, made.options, captured.held)
        return sight_of(profile, captured, names)


@contextmanager
def watched() -> Iterator[list[Watched]]:
    """A block, and the programs of compiled functions that are made in it, in order.

    >>> from pellucid.tensor.tensor import Tensor
    >>> from pellucid.tensor.transforms.compiled import compile
    >>> with watched() as found:
    ...     _ = compile(lambda x: x + 1.0)(Tensor([1.0]))
    >>> [one.name for one in found]
    ['<lambda>']
    """
    found: list[Watched] = []
    token = MADE.set(lambda made: found.append(Watched(made)))
    try:
        yield found
    finally:
        MADE.reset(token)
