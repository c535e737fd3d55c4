"""Bodies of loops and branches: a function run once on nodes, closed over what it reads."""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from pellucid.core.errors import TraceError
from pellucid.core.spec import Spec
from pellucid.graph import Node
from pellucid.ops.closed import fresh
from pellucid.runtime.capture import ACTIVE, Capture, Holder, active
from pellucid.tensor.tensor import Tensor, wrap
from pellucid.tensor.trees import leaves, rebuilt


class Tracing(Capture):
    """One run of a body. Tensors from outside are read as they are; none may be assigned."""

    def __init__(self, asked: str) -> None:
        super().__init__()
        self.asked, self.outer = asked, active()
        self.differentiable = False  # does it read a tensor that requires a gradient?
        self.outside: dict[Node, None] = {}  # the nodes of tensors from outside

    def read(self, holder: Holder) -> Node:
        """The node of a tensor from outside."""
        assert isinstance(holder, Tensor)
        self.differentiable = self.differentiable or holder.requires_grad
        token = ACTIVE.set(self.outer)
        try:
            found = holder.node
        finally:
            ACTIVE.reset(token)
        self.outside[found] = None
        return found

    def update(self, holder: Holder, value: Node) -> NoReturn:
        """Refuse: a body is run once, whatever the number of steps."""
        raise TraceError(
            f"{self.asked}: the body assigns a tensor from outside",
            given=f"{getattr(holder, 'spec', '')} from {value.spec}",
            fix="carry the value instead; for random numbers, carry or pass keys of random.split",
        )

    def guard(self, read: Callable[[], Any]) -> None:
        """What the body depends on, the captured function around it depends on."""
        if self.outer is not None:
            self.outer.guard(read)

    def guard_entry(self, entries: dict[str, Any], name: str) -> None:
        """The same for what a dict holds."""
        if self.outer is not None:
            self.outer.guard_entry(entries, name)


class Traced:
    """What a body makes of nodes: `arguments`, `outputs` and the tree of `results`; `outside` are
    the nodes of other tensors that it reads.
    """

    def __init__(self, asked: str, function: Callable[..., Any], trees: Sequence[Any]) -> None:
        capture = Tracing(asked)
        given = [x for x in leaves(tuple(trees)) if isinstance(x, Tensor)]
        self.arguments = [fresh(x.spec) for x in given]
        needed = any(x.requires_grad for x in given)
        token = ACTIVE.set(capture)
        try:
            following = iter(
                [wrap(x, requires_grad=needed and x.dtype.is_float) for x in self.arguments]
            )
            inner = [
                rebuilt(tree, lambda x: next(following) if isinstance(x, Tensor) else x)
                for tree in trees
            ]
            self.results = function(*inner)
            self.results = rebuilt(self.results, as_tensor)
            self.outputs = [x.node for x in leaves(self.results) if isinstance(x, Tensor)]
        finally:
            ACTIVE.reset(token)
        self.requires_grad = needed or capture.differentiable
        self.outside = list(capture.outside)


def as_tensor(x: Any) -> Any:
    """A leaf as a tensor: numbers and arrays become one; what is nothing stays."""
    return x if x is None or isinstance(x, Tensor) else Tensor(x)


def specs(tree: Any) -> list[Spec]:
    """The specs of the tensors of a tree."""
    return [x.spec for x in leaves(tree) if isinstance(x, Tensor)]


def filled(tree: Any, values: Sequence[Node], *, requires_grad: bool) -> Any:
    """The tree with new tensors in the places of its own."""
    following = iter(values)

    def put(x: Any) -> Any:
        if not isinstance(x, Tensor):
            return x
        node = next(following)
        return wrap(node, requires_grad=requires_grad and node.dtype.is_float)

    return rebuilt(tree, put)
