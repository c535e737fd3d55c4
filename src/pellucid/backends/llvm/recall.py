"""What compiling a computation once gave, kept on disk: another process that builds the same graph
needs no compiler, only the code.

The key of a computation holds everything that the result depends on: its graph, the processor, the
passes left out, the versions, and the source of the layers that take part. A graph that holds
anything but numbers, names and shapes, or an operation from outside the package, has no key.
"""

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.backends.llvm.cache import ObjectCache, disk, kept_object
from pellucid.backends.llvm.host import host
from pellucid.compiler import Computation
from pellucid.core.dtypes import DType
from pellucid.core.lazy import lazy
from pellucid.core.settings import settings
from pellucid.core.spec import Spec
from pellucid.graph import OPS, Node, Op, Part, Several, toposort
from pellucid.ops.closed import Closed
from pellucid.ops.marks import Tagged

llvm = lazy("llvmlite.binding")

PACKAGE = Path(__file__).parents[2]
LIMIT_BYTES = 4 * 2**20  # some ten thousand outlines
TAKES_PART = ("core", "graph", "ops", "compiler", "backends")  # in what a graph compiles to


@dataclass(frozen=True)
class Outline:
    """What running a program takes beside its code, whose `object_key` this is.

    `results` are shapes and dtypes of the outputs that overwrite no argument, `alone` tells whether
    the program is too small to be shared by threads.
    """

    object_key: str
    arguments: int
    arena_bytes: int
    results: list[tuple[list[int], str]]
    alone: bool


class Unknown(Exception):  # noqa: N818
    """A graph holds something that cannot be told apart in another process."""


def recall(key: str | None) -> tuple[Outline, bytes] | None:
    """What was remembered under the key, and the object, if both are there still."""
    stored = key and outlines().get(key)
    if not stored:
        return None
    outline = Outline(**json.loads(stored))
    code = kept_object(outline.object_key)
    return (outline, code) if code is not None else None


def remember(key: str | None, outline: Outline) -> None:
    """Keeps an outline for later processes."""
    if key is not None:
        outlines().put(key, json.dumps(asdict(outline)).encode())


def outlines() -> ObjectCache:
    """Where outlines are kept."""
    return disk(settings().cache, "programs", LIMIT_BYTES)


def program_key(computation: Computation, skip: frozenset[str]) -> str | None:
    """The sha256 of all that a compiled computation depends on, or None where that cannot be told.

    >>> from pellucid.graph.node import scalar
    >>> from pellucid.core.dtypes import float32
    >>> one, two = (Computation((), (scalar(x, float32),), (None,)) for x in (1.0, 2.0))
    >>> program_key(one, frozenset()) == program_key(two, frozenset())
    False
    """
    try:
        text = described(computation)
    except Unknown:
        return None
    facts = (*surroundings(), repr(host()), ",".join(sorted(skip)), text)
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()


@cache
def surroundings() -> tuple[str, ...]:
    """The source of the layers that take part, and the versions."""
    source = hashlib.sha256()
    for part in TAKES_PART:
        for file in sorted((PACKAGE / part).rglob("*.py")):
            source.update(f"{file.relative_to(PACKAGE)}\0".encode() + file.read_bytes())
    versions = (platform.python_version(), np.__version__, *map(str, llvm.llvm_version_info))
    return (source.hexdigest(), *versions)


def described(computation: Computation) -> str:
    """A text that is equal for computations of one structure only. Raises Unknown where there is
    none.
    """
    graph = graph_text(computation.inputs, computation.outputs)
    return f"{graph}\n{written(computation.updates)}"


def graph_text(arguments: Sequence[Node], outputs: Sequence[Node]) -> str:
    """A text that is equal for graphs of one structure only."""
    numbers = {node: f"i{slot}" for slot, node in enumerate(arguments)}
    rows = [f"{written(node.op)} {written(node.spec)}" for node in arguments]
    for node in toposort(outputs, numbers):
        numbers[node] = str(len(numbers))
        inputs = " ".join([numbers[child] for child in node.inputs])
        rows.append(f"{numbers[node]} {written(node.op)} {written(node.spec)} {inputs}")
    rows.append(" ".join([numbers[node] for node in outputs]))
    return "\n".join(rows)


def written(value: Any) -> str:
    """A number, name, shape, operation or tuple of them as text. Raises Unknown for all else."""
    kind = type(value)
    if kind in {int, bool, str, bytes, type(None)}:
        return repr(value)
    if kind is tuple:
        return f"({','.join([written(part) for part in value])})"
    if kind is float:
        return value.hex()
    if kind is DType:
        return value.name
    if kind is Spec:
        return f"{value.shape}{value.dtype.name}{written(value.parts)}"
    if kind is Closed:
        return f"({graph_text(value.inputs, value.outputs)})"
    known = isinstance(value, (Part, Several)) or (
        isinstance(value, Op) and OPS.get(kind.name) is kind
    )
    if known and is_ours(kind):
        held = () if kind is Tagged else kind.fields
        return f"{kind.name}{written(tuple([getattr(value, name) for name in held]))}"
    raise Unknown


def is_ours(kind: type) -> bool:
    """Is the class written in this package, whose source the key holds?"""
    return kind.__module__.partition(".")[0] == __name__.partition(".")[0]
