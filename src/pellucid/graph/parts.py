"""Operations that make several values at once, and how one of these is taken out."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from pellucid.core.spec import Spec
from pellucid.graph.node import Node, Op, node


class Step(NamedTuple):
    """Step number `number` of a loop, or the side that a branch takes: what its body was given, by
    its inputs, what its results are, as nodes, and their values.
    """

    number: int
    given: dict[Node, Any]
    results: tuple[Node, ...]
    values: list[Any]


class Several(Op):
    """An operation whose result is several values; its spec has `parts`.

    `gradient` gets a list of gradients, None for a value that has none. What `batched` gives may
    have the examples where it suits it: `examples_first` puts them first.
    """

    @property
    def steps(self) -> int:
        """About how many steps it takes."""
        return 1

    def taken(self, *inputs: np.ndarray) -> Iterator["Step"]:
        """The steps that a loop or branch takes by definition; none where there are no steps."""
        del inputs
        return iter(())

    @abstractmethod
    def examples_first(self, bundle: Node, index: int, size: int) -> Node:
        """Value number `index` of a batched `bundle`, the `size` examples along its first axis."""


class Part(Op):
    """Value number `index` of an operation that makes several.

    Its gradient is collected with those of the others: see `pullback`.
    """

    index: int
    name = "part"

    def infer(self, *inputs: Spec) -> Spec:
        return inputs[0].parts[self.index]

    def reference(self, *inputs: Any) -> np.ndarray:
        return inputs[0][self.index]

    def batched(self, size: int, mapped: tuple[bool, ...], *inputs: Node) -> Node:
        (bundle,) = inputs
        return bundle.op.examples_first(bundle, self.index, size)


def part(bundle: Node, index: int) -> Node:
    """Value number `index` of `bundle`."""
    return node(Part(index), bundle)


def parts(bundle: Node) -> list[Node]:
    """Every value of `bundle`."""
    return [part(bundle, index) for index in range(len(bundle.spec.parts))]
