"""A sight as text for a terminal."""

from collections.abc import Iterator

from pellucid.tensor.seeing.findings import Findings, KernelFindings
from pellucid.tensor.seeing.profiling import plural

BAR = 10  # characters of the longest bar
MOST_ROWS = 120  # of the graph that are printed
SHOWN = 40  # kernels that are printed: of more, those that take longest
NAMED = 6  # kernels named beside a line


def sight_text(sight: Findings) -> str:
    """Every level that a person reads in a terminal: the instructions are left to one kernel's
    text."""
    parts = [
        "\n".join(sight.profile.summary()),
        section("source: what each line costs, + its gradient", source_lines(sight)),
        *([section("layers", layer_lines(sight))] if sight.layers else []),
        section("graph, as it is computed", graph_lines(sight)),
        section("kernels, in the order in which they run", kernel_lines(sight)),
        section("memory", memory_lines(sight)),
        'One kernel, down to its instructions: sight["k0"]. As a page: sight.save("page.html").',
    ]
    return "\n\n".join(parts)


def section(title: str, lines: Iterator[str]) -> str:
    """Lines below a title."""
    return "\n".join([title, "-" * len(title), *lines])


def source_lines(sight: Findings) -> Iterator[str]:
    """The user's functions, each line with its share of the time and the kernels it became."""
    whole = sight.profile.total or 1.0
    for source in sight.sources:
        yield source.title
        for number, text in source.numbered():
            mark = sight.marks.get((source.file, number))
            if mark is None:
                yield f"{'':{BAR + 14}}{number:5}  {text}".rstrip()
                continue
            bar = "#" * round(BAR * min(1.0, mark.total / whole))
            gradient = f"+{mark.gradient / whole:.0%}" if mark.gradient else ""
            share = f"{mark.microseconds / whole:6.0%}{gradient:>6}"
            yield f"{bar:<{BAR}}{share}  {number:5}  {text}   # {named(mark.kernels)}"
        yield ""


def layer_lines(sight: Findings) -> Iterator[str]:
    """The layers of a network, each with its share of the time and the kernels it became."""
    whole = sight.profile.total or 1.0
    wide = max(map(len, sight.layers))
    for layer, mark in sight.layers.items():
        bar = "#" * round(BAR * min(1.0, mark.total / whole))
        gradient = f"+{mark.gradient / whole:.0%}" if mark.gradient else ""
        share = f"{mark.microseconds / whole:6.0%}{gradient:>6}"
        yield f"{bar:<{BAR}}{share}  {layer:<{wide}}   # {named(mark.kernels)}"


def named(kernels: tuple[str, ...]) -> str:
    """The names of kernels; of many, the first."""
    more = len(kernels) - NAMED
    return " ".join(kernels[:NAMED]) + (f" and {more} more" if more > 0 else "")


def graph_lines(sight: Findings) -> Iterator[str]:
    """A row for each value, with the innermost line it comes from."""
    rows = sight.graph[:MOST_ROWS]
    name = max((len(row.name) for row in rows), default=0)
    text = min(64, max((len(row.expression) for row in rows), default=0))
    spec = max((len(row.spec) for row in rows), default=0)
    for row in rows:
        place = f"  # {row.lines[0].place()}" if row.lines else ""
        yield f"{row.name:<{name}} = {row.expression:<{text}} : {row.spec:<{spec}}{place}".rstrip()
    if len(sight.graph) > len(rows):
        yield f"... and {len(sight.graph) - len(rows)} more: sight.graph"


def kernel_lines(sight: Findings) -> Iterator[str]:
    """Each kernel: its time, what it is, why, and its loops."""
    slowest = sorted(sight.kernels, key=lambda kernel: kernel.profile.in_turn)[-SHOWN:]
    for kernel in sight.kernels:
        if kernel in slowest:
            yield head(kernel)
            yield from (f"    {text}" for text in (*kernel.notes, *kernel.reasons))
            yield from (f"    from {text}" for _, text in kernel.places())
            yield from (f"    | {line.removeprefix('  ')}" for line in kernel.loops.splitlines())
            yield ""
    if len(slowest) < len(sight.kernels):
        yield f"The slowest {SHOWN} of {len(sight.kernels)} are shown: the rest by sight[name]."


def head(kernel: KernelFindings) -> str:
    """What a kernel is and does, on one line."""
    timed = kernel.profile
    return (
        f"{kernel.name}  {timed.kind} over {kernel.space}, level {timed.level}: "
        f"{timed.in_turn:,.1f} us, {timed.reached}; "
        f"reads {kernel.reads}; makes {kernel.makes}"
    )


def memory_lines(sight: Findings) -> Iterator[str]:
    """The stored values, then the bytes of the arena."""
    rows = [row for row in sight.memory if row.where == "arena"]
    name = max((len(row.name) for row in rows), default=0)
    spec = max((len(row.spec) for row in rows), default=0)
    for row in rows:
        first, last = row.levels
        yield (
            f"{row.name:<{name}}  {row.spec:<{spec}}  {row.bytes:>13,} bytes at {row.offset:>11,}, "
            f"levels {first} to {last}, made by {row.kernel}"
        )
    yield (
        f"{plural(len(rows), 'intermediate value')} in {sight.arena:,} bytes; "
        f"{sight.apart:,} if no place were used twice"
    )


def kernel_text(kernel: KernelFindings) -> str:
    """One kernel on every level."""
    about = [head(kernel), *kernel.notes, *kernel.reasons]
    return "\n\n".join(
        [
            "\n".join([*about, *(f"from {text}" for _, text in kernel.places())]),
            section("loops", iter(kernel.loops.splitlines())),
            section("LLVM IR", iter(kernel.ir.splitlines())),
            section("assembly", iter(kernel.assembly.splitlines())),
        ]
    )
