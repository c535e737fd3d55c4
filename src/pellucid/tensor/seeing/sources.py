"""The functions of the user that lines stand in, as text."""

import ast
import linecache
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pellucid.core.provenance import Line

AROUND = 2  # lines shown on either side of one that stands in no function


@dataclass(frozen=True)
class Source:
    """A stretch of a file: the text of its lines, of which the first has the number `first`."""

    file: str
    first: int
    lines: tuple[str, ...]

    @property
    def title(self) -> str:
        """The file and where in it."""
        return f"{Path(self.file).name}, lines {self.first} to {self.first + len(self.lines) - 1}"

    def numbered(self) -> list[tuple[int, str]]:
        """Each line with its number."""
        return list(enumerate(self.lines, self.first))


def sources_of(lines: Iterable[Line]) -> list[Source]:
    """The stretches of files in which the lines stand: whole functions, in the order of the
    files."""
    wanted: dict[str, set[int]] = {}
    for line in lines:
        wanted.setdefault(line.file, set()).add(line.number)
    return [source for file, numbers in wanted.items() for source in stretches(file, numbers)]


def stretches(file: str, numbers: Iterable[int]) -> list[Source]:
    """The stretches of one file that hold lines of these numbers."""
    text = [row.rstrip("\n") for row in linecache.getlines(file)]
    spans = functions_in("\n".join(text))
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if not any(start <= number <= end for start, end in found):
            found.append(span_of(number, spans, len(text)))
    return [
        Source(file, start, tuple(text[start - 1 : end]) or ("(its text is not to be had)",))
        for start, end in joined(found)
    ]


def span_of(number: int, spans: list[tuple[int, int]], count: int) -> tuple[int, int]:
    """First and last line of the innermost function around a line; of none, a few lines."""
    around = [span for span in spans if span[0] <= number <= span[1]]
    if around:
        return max(around)
    return max(1, number - AROUND), max(number, min(count, number + AROUND))


def functions_in(text: str) -> list[tuple[int, int]]:
    """First and last line of every function of a file, its decorators included."""
    try:
        tree = ast.parse(text)
    except SyntaxError:  # a cell of a notebook may hold more than Python
        return []
    return [
        (min([node.lineno, *(d.lineno for d in node.decorator_list)]), node.end_lineno or 0)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that overlap or touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
