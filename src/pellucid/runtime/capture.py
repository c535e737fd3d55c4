"""A function seen as one program: what it reads, what it updates, and what it depends on.

While a capture runs, a tensor that existed before is read as an argument of the program; one that
is assigned is an update. The runtime knows tensors through the small `Holder` protocol, so that it
stands below them.
"""

import sys
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Protocol

import numpy as np

from pellucid.backends import Likeness, Program
from pellucid.compiler import Computation
from pellucid.core.errors import TraceError
from pellucid.core.provenance import Line, callers_followed, user_frame_line
from pellucid.core.spec import Spec
from pellucid.graph import Node, rebuild, toposort
from pellucid.graph.node import unshared
from pellucid.ops.marks import unruled
from pellucid.ops.source import Data, Input
from pellucid.runtime.storage import Changes, Storage

Guard = tuple[Callable[[], Hashable], Hashable]
Entry = tuple[dict[str, Any], str, Hashable]


class Holder(Protocol):
    """A tensor, as the runtime sees it: something that holds a value which may be replaced."""

    is_state: bool
    value: Storage | None
    graph: Node | None  # made when the value is read by a graph

    def storage(self) -> Storage:
        """The value, computed if need be."""

    def replace(self, storage: Storage) -> None:
        """Hold another value from now on."""

    def keep(self) -> None:
        """Hold a value that is nobody else's from now on: it is going to be overwritten."""


class Capture:
    """One run of a function with arguments in place of values."""

    def __init__(self) -> None:
        self.inputs: list[Node] = []
        self.held: dict[Holder, int] = {}
        self.updated: dict[Holder, Node] = {}
        self.guards: list[Guard] = []
        self.entries: dict[tuple[int, str], Entry] = {}
        self.afterwards: list[Callable[[], None]] = []  # to be called when the capture ends

    @contextmanager
    def running(self) -> Iterator[None]:
        """The block that is captured; what it does comes with the lines of the user that led to
        it.
        """
        token = ACTIVE.set(self)
        try:
            with callers_followed(sys._getframe(2)):  # noqa: SLF001 (whoever entered the block)
                yield
        finally:
            ACTIVE.reset(token)
            for undo in self.afterwards:
                undo()

    def argument(self, spec: Spec) -> Node:
        """A node for the next argument of the function."""
        return self.add(spec, 0 if len(spec.shape) > 1 else None, None)

    def add(self, spec: Spec, batch: int | None, line: Line | None) -> Node:
        """A node for another argument of the program; `line` is where it is first read."""
        found = unshared(Input(len(self.inputs), spec, batch), (), spec, line)
        self.inputs.append(found)
        return found

    def read(self, holder: Holder) -> Node:
        """The node of a tensor that existed before the capture."""
        if holder in self.updated:
            return self.updated[holder]
        if holder not in self.held:
            spec = holder.storage().spec
            self.held[holder] = len(self.inputs)
            batch = None if holder.is_state or len(spec.shape) < 2 else 0
            self.add(spec, batch, user_frame_line())
        return self.inputs[self.held[holder]]

    def update(self, holder: Holder, value: Node) -> None:
        """From here on the tensor has the value of a node."""
        if holder not in self.updated:
            holder.keep()
        self.read(holder)
        self.updated[holder] = value

    def guard(self, read: Callable[[], Hashable]) -> None:
        """What `read` gives now must still hold when the program is used again."""
        self.guards.append((read, read()))

    def guard_entry(self, entries: dict[str, Any], name: str) -> None:
        """The same for what a dict holds under a name. Whoever changes it counts that (see
        `Changes`), so that it is seldom looked at.
        """
        self.entries.setdefault((id(entries), name), (entries, name, entries[name]))

    def finish(self, outputs: list[Node]) -> tuple[Computation, list[Holder], list[Storage]]:
        """The computation, the tensors whose values are its arguments after the function's own, and
        the constants after those."""
        updates = [(self.held[holder], value) for holder, value in self.updated.items()]
        roots = rebuild([*outputs, *(value for _, value in updates)], unruled)
        leaves = [node for node in toposort(roots) if isinstance(node.op, Data)]
        constants = {leaf: self.add(leaf.spec, None, leaf.line) for leaf in leaves}
        roots = rebuild(roots, replaced=constants)
        slots = (*(None for _ in outputs), *(slot for slot, _ in updates))
        storages = [leaf.op.storage for leaf in leaves]  # type: ignore[attr-defined]
        return Computation(tuple(self.inputs), tuple(roots), slots), list(self.held), storages


ACTIVE: ContextVar[Capture | None] = ContextVar("capture", default=None)


def active() -> Capture | None:
    """The capture that is running, if any."""
    return ACTIVE.get()


TRACING: ContextVar[bool] = ContextVar("tracing", default=False)


@contextmanager
def tracing() -> Iterator[None]:
    """A block in which a transform looks at the graph that a function makes."""
    token = TRACING.set(True)
    try:
        yield
    finally:
        TRACING.reset(token)


def is_traced() -> bool:
    """Does a capture or another transform look at the graph that is being made?"""
    return ACTIVE.get() is not None or TRACING.get()


def refuse_arguments(node: Node | None) -> None:
    """Raise where a value of a capture that is over reads an argument of it."""
    if node is not None and any(isinstance(x.op, Input) for x in toposort([node])):
        raise TraceError(
            "a value inside a captured function is used after it, but existed only in it",
            given=str(node.spec),
            fix="return it from the function",
        )


class Captured:
    """A program with the tensors it reads and updates."""

    updates: ClassVar[int] = 0  # how often any program has overwritten tensors

    def __init__(
        self,
        capture: Capture,
        computation: Computation,
        program: Program,
        held: list[Holder],
        constants: list[Storage],
        history: Any = None,
    ) -> None:
        self.computation, self.program = computation, program
        self.held, self.constants = held, constants
        self.history = history  # what the results were computed from, for gradients
        self.guards, self.entries = capture.guards, list(capture.entries.values())
        pairs = zip(computation.outputs, computation.updates, strict=True)
        self.results = [node.spec for node, slot in pairs if slot is None]
        self.updated = list(capture.updated)
        self.runs = 0
        self.seen = -1  # changes before the program was last found to hold
        self.noted = -1  # changes before these values were collected:
        self.kept: list[Storage] = []

    def holds(self) -> bool:
        """Is everything the program depends on as it was when it was captured?"""
        for read, value in self.guards:
            if read() != value:
                return False
        count = Changes.count
        if count != self.seen:
            if not all(entries[name] == value for entries, name, value in self.entries):
                return False
            self.seen = count
        return True

    def values(self) -> list[Storage]:
        """The arguments of the program after the function's own; the same list while they stay."""
        count = Changes.count
        if count != self.noted:
            held = [holder.value or holder.storage() for holder in self.held]
            if held != self.kept[: len(held)] or self.noted < 0:
                self.kept = [*held, *self.constants]
            self.noted = count
        return self.kept

    def overwrites(self) -> set[Storage]:
        """The values that a run replaces."""
        return {holder.storage() for holder in self.updated}

    def run(self, arguments: list[Storage], threads: int) -> list[Storage]:
        """The outputs; the updated tensors hold their new values afterwards."""
        return self.finished(self.program.run(arguments, threads, self.values()))

    def run_like(
        self, likeness: Likeness, arrays: tuple[Any, ...], threads: int
    ) -> list[Storage] | None:
        """The same; None, and nothing is done, if the program does not hold any more or the arrays
        are not as `likeness` says.
        """
        count = Changes.count
        if count != self.seen or count != self.noted or self.guards:
            if not self.holds():
                return None
            self.values()
        found = self.program.run_like(likeness, arrays, threads, self.kept)
        return None if found is None else self.finished(found)

    def finished(self, arrays: list[np.ndarray]) -> list[Storage]:
        """The outputs, after a run."""
        self.runs += 1
        if self.updated:
            Captured.updates += 1
            for holder in self.updated:
                if holder.graph is not None:  # its old value may have readers
                    holder.replace(holder.storage().renew())
        return list(map(Storage.of_result, arrays, self.results))
