"""The slow backend that is always right: each node in NumPy, one after another."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.backends import Buffer, Likeness
from pellucid.compiler import Computation
from pellucid.graph import evaluate


class ReferenceProgram:
    """A computation that is evaluated node by node."""

    def __init__(self, computation: Computation) -> None:
        self.computation = computation

    def likeness(self, arrays: Sequence[np.ndarray]) -> None:
        """Nothing: there is no shorter way."""

    def run_like(
        self,
        likeness: Likeness,
        arrays: tuple[Any, ...],
        threads: int,
        kept: Sequence[Buffer],
    ) -> None:
        """Nothing, as nothing is like nothing."""

    def run(
        self, arguments: Sequence[Buffer], threads: int, kept: Sequence[Buffer] = ()
    ) -> list[np.ndarray]:
        computation, arguments = self.computation, (*arguments, *kept)
        given = dict(zip(computation.inputs, (x.array for x in arguments), strict=True))
        values = evaluate(computation.outputs, given)
        returned = [
            np.array(v) for v, slot in zip(values, computation.updates, strict=True) if slot is None
        ]
        written = [
            (slot, np.array(v))
            for v, slot in zip(values, computation.updates, strict=True)
            if slot is not None
        ]
        for slot, value in written:
            arguments[slot].array[...] = value
        return returned
