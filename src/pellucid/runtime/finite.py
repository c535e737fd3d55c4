"""Runs of a captured function that stop at the first number that is not finite, cheaply.

What a call returns is looked at after each call. The state it updates is looked at, and copied,
only every few calls; when something is found, the calls since are run again from the copy, one by
one, until the one is found that went wrong.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pellucid.runtime.blame import Blame, blame, is_finite, largest
from pellucid.runtime.capture import Captured, Holder
from pellucid.runtime.storage import Storage

EVERY = 16  # calls between copies of the state
OUTBURST = 1e6  # times the largest result before: then a call has gone wrong already
LARGE = 8  # changes from outside are noted with a call up to this part of the state, in bytes


class NotFiniteError(Exception):
    """What was found: the `blame`, if the reference backend finds it too; the tensor whose update
    was spoiled, if it was one; how many later calls were undone; the first number returned."""

    def __init__(
        self,
        blame: Blame | None,
        spoiled: Holder | None = None,
        undone: int = 0,
        result: float | None = None,
    ) -> None:
        self.blame, self.spoiled, self.undone, self.result = blame, spoiled, undone, result
        super().__init__("a number is not finite")


@dataclass(frozen=True)
class Call:
    """One call: the program, its arguments, and the states that somebody else had changed before
    it."""

    captured: Captured
    arguments: list[Storage]
    changed: dict[Holder, Storage]


class FiniteRuns:
    """The runs of a function, which raise NotFiniteError instead of going on with what is not
    finite.

    Its state is then as it was before the call that went wrong.
    """

    def __init__(self) -> None:
        self.copies: dict[Holder, Storage] = {}  # of the state, before the first of `calls`
        self.calls: list[Call] = []
        self.left: dict[Holder, Storage] = {}  # the state as the last call left it
        self.updates = 0  # how often any program had overwritten tensors by then

    def run(self, captured: Captured, arguments: list[Storage], threads: int) -> list[Storage]:
        """The outputs of a program of the function, all finite."""
        held = {holder: holder.storage() for holder in captured.held}
        changed = {x: value for x, value in held.items() if self.left.get(x) is not value}
        size = sum(x.spec.nbytes for x in held.values())
        many = sum(x.spec.nbytes for x in changed.values()) > size // LARGE
        many = many or self.updates != Captured.updates  # another function may have written here
        if many or len(self.calls) >= EVERY or not held.keys() <= self.copies.keys():
            self.settle(threads)
            self.keep(held)
            changed = {}
        copied = {holder: value.copy() for holder, value in changed.items()}
        self.calls.append(Call(captured, arguments, copied))
        values = captured.run(arguments, threads)
        self.left |= {holder: holder.storage() for holder in captured.held}
        self.updates = Captured.updates
        if not all(map(finite, values)):
            self.fail(threads)
        return values

    def keep(self, held: Mapping[Holder, Storage]) -> None:
        """Copy the state, into the memory of the last copy where there is one."""
        self.calls = []
        known = {holder: x for holder, x in self.left.items() if x.elements is not None}
        state = {**known, **held}
        self.copies = {holder: self.copies.get(holder) or x.copy() for holder, x in state.items()}
        for holder, x in state.items():
            self.copies[holder].array[...] = x.array

    def settle(self, threads: int) -> None:
        """Look at the state now. NotFiniteError where it is not finite."""
        if not all(x.elements is None or finite(x) for x in self.left.values()):
            self.fail(threads)

    def fail(self, threads: int) -> None:
        """Run the calls again from the copy; go back to before the one that went wrong. That is an
        earlier one if what it returned, a loss, was absurdly larger than all before.

        Infinities that the user has written into the function are none of its faults.
        """
        state, calls, innocent = dict(self.copies), self.calls, False
        self.copies, self.calls, self.left = {}, [], {}
        largest_before = [0.0]
        burst: tuple[int, Again] | None = None
        for number, call in enumerate(calls):
            again = Again(call, state, threads)
            bound = OUTBURST * max(1.0, *largest_before)
            if burst is None and number and bound < again.size < math.inf:
                burst = number, again
            if again.is_finite:
                largest_before.append(again.size)
                continue
            found = again.explained()
            innocent = found is not None and found.is_written
            if innocent:
                continue
            culprit = burst[1].largest() if burst else None
            stands_out = culprit is not None and not culprit.all_rows
            guilty, again = burst or (number, again)
            again.undo()
            raise NotFiniteError(
                culprit if stands_out else found,
                again.spoiled(),
                len(calls) - 1 - guilty,
                again.first,
            )
        if not innocent:  # arrays were changed since they were given: it cannot be told any more
            for holder in {x: None for call in calls for x in call.captured.updated}:
                holder.replace(state[holder])
            raise NotFiniteError(None)


class Again:
    """A call that is run again, on copies; `state` becomes what it is afterwards."""

    def __init__(self, call: Call, state: dict[Holder, Storage], threads: int) -> None:
        captured = self.captured = call.captured
        state |= call.changed
        self.before = {holder: state[holder].copy() for holder in captured.held}
        inner = [state[holder].copy() for holder in captured.held]
        program, arguments = captured.program, [*call.arguments, *inner, *captured.constants]
        self.results = [Storage(x) for x in program.run(arguments, threads)]
        state |= zip(captured.held, inner, strict=True)
        after = dict(zip(captured.held, inner, strict=True))
        self.bad = [holder for holder in captured.updated if not finite(after[holder])]
        self.given = [*call.arguments, *self.before.values(), *captured.constants]

    @property
    def is_finite(self) -> bool:
        """Is all that it returned and updated finite?"""
        return not self.bad and all(map(finite, self.results))

    @property
    def size(self) -> float:
        """The largest number that it returned."""
        return max(map(magnitude, self.results), default=0.0)

    @property
    def first(self) -> float | None:
        """The first number that it returned."""
        known = self.results and self.results[0].spec.size
        return float(self.results[0].array.flat[0]) if known else None

    def spoiled(self) -> Holder | None:
        """The tensor that became bad although what the call returned is not."""
        return self.bad[0] if self.bad and all(map(finite, self.results)) else None

    def explained(self) -> Blame | None:
        """Who is to blame, by the reference backend."""
        return blame(self.captured.computation, [x.array for x in self.given])

    def largest(self) -> Blame | None:
        """The largest number among its examples."""
        return largest(self.captured.computation, [x.array for x in self.given])

    def undo(self) -> None:
        """Give the tensors that the call updates the values from before it."""
        for holder in self.captured.updated:
            holder.replace(self.before[holder])


def finite(storage: Storage) -> bool:
    """Are all elements finite?"""
    return is_finite(storage.array, storage.spec.dtype)


def magnitude(storage: Storage) -> float:
    """The largest absolute value of floats; 0 for other numbers."""
    array = storage.array
    return float(np.abs(array).max()) if storage.spec.dtype.is_float and array.size else 0.0
