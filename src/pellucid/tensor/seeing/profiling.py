"""Where the time of a function goes, kernel by kernel: `profile`."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from pellucid.backends.llvm.peak import Peak, measure_peak
from pellucid.backends.llvm.program import NativeProgram
from pellucid.backends.llvm.timing import KernelTiming, Timing, time_program
from pellucid.compiler.work import operations, traffic
from pellucid.core.errors import ArgumentError, FileError
from pellucid.core.provenance import Line
from pellucid.core.settings import settings
from pellucid.runtime.capture import Captured
from pellucid.runtime.storage import Storage
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import Compiled, argument_storage, as_argument
from pellucid.tensor.trees import leaves

SHOWN = 40  # kernels that are printed: of more, those that take longest
HEADINGS = ("kernel", "kind", "level", "us", "in turn", "part", "MFLOP", "MB", "GFLOP/s", "GB/s")
HEADINGS += ("of peak",)
WORDS = {"kernel", "kind", "of peak", "line"}  # columns of text, which begin at the left


@dataclass(frozen=True)
class KernelProfile:
    """What one kernel does, and in what time.

    `microseconds`: of one run on `threads` threads, repeated with nothing between; rates and shares
    come from it. `in_turn`: of one run after the other kernels', which finds the caches as they
    left them; a microsecond either way means nothing. `operations` on numbers (a multiply-add is
    two) and `bytes` read and written, each element once, are counted, not measured. `share`: the
    part it reaches of the machine's peak in float32 multiply-adds or in bytes copied, whichever
    part is larger; `limit` says which, "arithmetic" or "memory". A share above 1 is no mistake:
    what lies in the caches arrives faster than the copy by which memory is judged. `lines`: the
    user's lines it comes from.
    """

    name: str
    kind: str
    level: int
    threads: int
    microseconds: float
    in_turn: float
    operations: int
    bytes: int
    share: float
    limit: str
    lines: tuple[Line, ...]

    @property
    def gflops(self) -> float:
        """Thousand million operations a second."""
        return self.operations / self.microseconds / 1e3

    @property
    def gbytes(self) -> float:
        """Thousand million bytes a second."""
        return self.bytes / self.microseconds / 1e3

    @property
    def reached(self) -> str:
        """The share in words: `82% of the peak (memory)`."""
        cached = ", from the caches" if self.share > 1 and self.limit == "memory" else ""
        return f"{self.share:.0%} of the peak ({self.limit}{cached})"

    def places(self) -> list[str]:
        """The user's lines as text: `train.py:31, in step`."""
        return [line.place() for line in self.lines]


@dataclass(frozen=True, repr=False)
class Profile:
    """The kernels of a function, in the order in which they run, and the time of the whole.

    `microseconds`: of a whole run. Prints as a table, in which `us` is a kernel's time by itself,
    `in turn` that after the others, and `part` its part of the latter; `save` writes a trace.
    """

    function: str
    threads: int
    microseconds: float
    peak: Peak
    kernels: tuple[KernelProfile, ...]

    @property
    def total(self) -> float:
        """Microseconds of all kernels, in turn."""
        return sum(kernel.in_turn for kernel in self.kernels)

    def shown(self) -> list[KernelProfile]:
        """The kernels that are printed."""
        slowest = sorted(self.kernels, key=lambda kernel: kernel.in_turn)[-SHOWN:]
        return [kernel for kernel in self.kernels if kernel in slowest]

    def summary(self) -> list[str]:
        """What stands above the table."""
        threads, count = self.threads, len(self.kernels)
        more = f", of which the slowest {SHOWN} are shown" if count > SHOWN else ""
        alone = sum(kernel.microseconds for kernel in self.kernels)
        return [
            f"{self.function}: {self.microseconds:,.1f} us on {plural(threads, 'thread')}; "
            f"{plural(count, 'kernel')}, {alone:,.1f} us each by itself, {self.total:,.1f} us in "
            f"turn{more}",
            f"peak of {self.peak}",
        ]

    def cells(self, kernel: KernelProfile) -> list[str]:
        """A row of the table, without the user's lines."""
        return [
            kernel.name,
            kernel.kind,
            str(kernel.level),
            f"{kernel.microseconds:,.1f}",
            f"{kernel.in_turn:,.1f}",
            f"{kernel.in_turn / (self.total or 1):.0%}",
            f"{kernel.operations / 1e6:,.2f}",
            f"{kernel.bytes / 1e6:,.3f}",
            f"{kernel.gflops:,.1f}",
            f"{kernel.gbytes:,.1f}",
            f"{kernel.share:.0%} {kernel.limit}",
        ]

    def __repr__(self) -> str:
        rows = [[*self.cells(kernel), first_place(kernel)] for kernel in self.shown()]
        table = [[*HEADINGS, "line"], *rows]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = [
            "  ".join(
                cell.ljust(width) if heading in WORDS else cell.rjust(width)
                for cell, width, heading in zip(row, widths, table[0], strict=True)
            ).rstrip()
            for row in table
        ]
        return "\n".join([*self.summary(), *lines])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{heading}</th>" for heading in (*HEADINGS, "lines"))
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in self.cells(kernel))}"
            f'<td style="text-align: left">{"<br>".join(map(escape, kernel.places()))}</td></tr>'
            for kernel in self.shown()
        )
        text = "<br>".join(map(escape, self.summary()))
        return f"<p>{text}</p><table><tr>{head}</tr>{body}</table>"

    def save(self, path: str | Path) -> Path:
        """The path of a trace for Perfetto or a browser's `about:tracing`: JSON, the kernels one
        after the other by their times in turn, a row for each level.

        Raises FileError where it cannot be written.
        """
        file = Path(path).expanduser()
        try:
            file.write_text(json.dumps(trace(self), indent=1), encoding="utf-8")
        except OSError as error:
            raise FileError(f"{str(path)!r} cannot be written: {error.strerror}") from error
        return Path(path)


def profile(function: Callable[..., Any], *arguments: Any, **options: Any) -> Profile:
    """Where the time of `function(*arguments, **options)` goes: a `Profile` of its kernels.

    The function, compiled or not, is captured as one native program, as `compile` does it, and its
    kernels are timed one by one. It runs on copies: no parameter, no state and no random key is
    changed. A kernel takes some 20 ms to time. Raises ArgumentError on the reference backend, which
    has no kernels.

    >>> found = profile(lambda x: x @ x + 1.0, Tensor([[1.0, 2.0], [3.0, 4.0]]))
    >>> [(kernel.name, kernel.operations, kernel.bytes) for kernel in found.kernels]
    [('k0', 20, 32)]
    """
    return profiled(function, *captured_with_arguments(function, arguments, options))


def profiled(function: Callable[..., Any], captured: Captured, given: Sequence[Storage]) -> Profile:
    """The times of a captured program, run on values for all its slots."""
    program = captured.program
    if not isinstance(program, NativeProgram):
        raise ArgumentError(
            "only native programs have kernels to time",
            given=f"backend={settings().backend!r}",
            fix='with pel.using(backend="llvm"): ...',
        )
    overwritten = [slot for slot in program.schedule.computation.updates if slot is not None]
    spare = {slot: given[slot].copy() for slot in overwritten}
    timing = time_program(program, given, spare, settings().threads)
    peak = measure_peak(timing.threads)
    return profile_of(name_of(function), timing, peak)


def captured_with_arguments(
    function: Callable[..., Any], arguments: Any, options: Any
) -> tuple[Captured, list[Storage]]:
    """The program of a function, and values for all its slots. It does not run."""
    compiled = Compiled(function.function if isinstance(function, Compiled) else function)
    tree = (arguments, options)
    parts = [as_argument(x) for x in leaves(tree)]
    given = [argument_storage(x) for x in parts if isinstance(x, Tensor)]
    captured, _ = compiled.capture(None, arguments, options)
    held = [holder.storage() for holder in captured.held]
    return captured, [*given, *held, *captured.constants]


def profile_of(function: str, timing: Timing, peak: Peak) -> Profile:
    """The times of a program beside what its kernels do."""
    kernels = tuple(kernel_profile(found, timing.threads, peak) for found in timing.kernels)
    return Profile(function, timing.threads, timing.run * 1e6, peak, kernels)


def kernel_profile(timing: KernelTiming, threads: int, peak: Peak) -> KernelProfile:
    """What one kernel does, beside its time."""
    kernel, seconds = timing.kernel, timing.alone
    count, moved = operations(kernel), traffic(kernel)
    share, limit = max(
        (count / seconds / peak.flops, "arithmetic"), (moved / seconds / peak.copy, "memory")
    )
    return KernelProfile(
        name=kernel.name,
        kind=kernel.kind,
        level=kernel.level,
        threads=threads,
        microseconds=seconds * 1e6,
        in_turn=timing.in_turn * 1e6,
        operations=count,
        bytes=moved,
        share=share,
        limit=limit,
        lines=tuple(kernel.lines()),
    )


def trace(found: Profile) -> dict[str, Any]:
    """The trace events of a profile, in the form that Chrome made known."""
    levels = sorted({kernel.level for kernel in found.kernels})
    events: list[dict[str, Any]] = [
        {
            "ph": "M",
            "pid": 0,
            "tid": level,
            "name": "thread_name",
            "args": {"name": f"level {level}"},
        }
        for level in levels
    ]
    begun = 0.0
    for kernel in found.kernels:
        more = {
            "operations": kernel.operations,
            "bytes": kernel.bytes,
            "of peak": f"{kernel.share:.0%} {kernel.limit}",
            "lines": kernel.places(),
        }
        where = {"ph": "X", "pid": 0, "tid": kernel.level, "ts": begun, "dur": kernel.in_turn}
        events.append(
            {"name": f"{kernel.name} {kernel.kind}", "cat": kernel.kind, **where, "args": more}
        )
        begun += kernel.in_turn
    return {
        "traceEvents": events,
        "displayTimeUnit": "ns",
        "otherData": {"function": found.function, "threads": found.threads},
    }


def name_of(function: Callable[..., Any]) -> str:
    """What to call a function."""
    return getattr(function, "__qualname__", type(function).__name__)


def first_place(kernel: KernelProfile) -> str:
    """The first of the user's lines, and how many more there are."""
    first, *more = kernel.places() or [""]
    return f"{first} (+{len(more)})" if more else first


def plural(count: int, what: str) -> str:
    """`1 thread`, `2 threads`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
