"""Hooks: functions of the user's own that are called before and after a module computes, and when
its gradients are taken."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, Self

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node
from pellucid.graph.node import node
from pellucid.ops.marks import Ruled
from pellucid.runtime import Changes
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.tensor import Tensor, as_node, wrap
from pellucid.tensor.trees import leaves, rebuilt

BEFORE, AFTER = "before", "after"  # forward
ABOVE, BELOW = "above", "below"  # gradients of what the module returned; of what it was given
NUMBERS = count()


class Handle:
    """A hook that was registered: `remove()` takes it away, and so does the end of a `with`."""

    def __init__(self, module: "Hooked", held: dict[int, Any], number: int) -> None:
        self.module, self.held, self.number = module, held, number

    def remove(self) -> None:
        """Take the hook away."""
        if self.held.pop(self.number, None) is not None:
            self.module.touch()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


class Hooked:
    """What can be heard of a module: its calls and its gradients.

    >>> from pellucid import nn
    >>> layer, seen = nn.Linear(2, 3), []
    >>> with layer.register_forward_hook(lambda module, args, out: seen.append(out.shape)):
    ...     _ = layer(Tensor([[1.0, 2.0]]))
    >>> _ = layer(Tensor([[1.0, 2.0]]))
    >>> seen
    [(1, 3)]
    """

    _hooks: dict[str, dict[int, tuple[Callable[..., Any], bool]]]
    _edits: int

    @abstractmethod
    def forward(self, *inputs: Any, **options: Any) -> Any:
        """What the module computes."""

    def touch(self) -> None:
        """What was captured with this module before is captured again."""
        vars(self)["_edits"] += 1
        Changes.count += 1

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> Handle:
        """Call `hook(module, args)` before each call; what it returns, if anything, takes the place
        of the arguments.

        `with_kwargs`: `hook(module, args, kwargs)`, which returns both if anything. `prepend`:
        before the hooks that are there.
        """
        return self.hooked_at(BEFORE, hook, with_kwargs, prepend=prepend)

    def register_forward_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> Handle:
        """Call `hook(module, args, output)` after each call; what it returns, if anything, takes
        the place of the output. `with_kwargs`: `hook(module, args, kwargs, output)`.

        Inside a captured function a hook is called once, when that is captured.
        """
        return self.hooked_at(AFTER, hook, with_kwargs, prepend=prepend)

    def register_full_backward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False
    ) -> Handle:
        """Call `hook(module, grad_output)` when the gradients of the output are known; a tuple that
        it returns takes their place."""
        return self.hooked_at(ABOVE, hook, prepend=prepend)

    def register_full_backward_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False
    ) -> Handle:
        """Call `hook(module, grad_input, grad_output)` when the gradients of the positional
        arguments are known; a tuple that it returns takes the place of `grad_input`.

        Both are tuples of a tensor, or None, for each tensor there is.
        """
        return self.hooked_at(BELOW, hook, prepend=prepend)

    def hooked_at(
        self, moment: str, hook: Callable[..., Any], with_kwargs: bool = False, *, prepend: bool
    ) -> Handle:
        """Hold a hook, after those that are there or before them."""
        held, number = self._hooks.setdefault(moment, {}), next(NUMBERS)
        others = dict(held)
        if prepend:
            held.clear()
        held[number] = (hook, with_kwargs)
        held.update(others)
        self.touch()
        return Handle(self, held, number)

    def hooks_at(self, moment: str) -> Iterator[tuple[Callable[..., Any], bool]]:
        """The hooks of a moment, in order."""
        return iter(list(self._hooks.get(moment, {}).values()))

    def called(self, *inputs: Any, **options: Any) -> Any:
        """What `forward` returns, heard by every hook there is."""
        for hook, with_kwargs in self.hooks_at(BEFORE):
            found = hook(self, inputs, options) if with_kwargs else hook(self, inputs)
            if found is not None and with_kwargs:
                inputs, options = found
            elif found is not None:
                inputs = found if isinstance(found, tuple) else (found,)
        heard = bool(self._hooks.get(ABOVE) or self._hooks.get(BELOW))
        hearing = Hearing(self, inputs) if heard else None
        result = self.forward(*(marked(inputs, hearing.below) if hearing else inputs), **options)
        for hook, with_kwargs in self.hooks_at(AFTER):
            given = (inputs, options, result) if with_kwargs else (inputs, result)
            found = hook(self, *given)
            result = result if found is None else found
        return marked(result, hearing.above) if hearing else result


class Hearing:
    """One call of a module whose gradients are heard: tensors that go in and come out are marked,
    and gradients that reach a mark are told to the hooks."""

    def __init__(self, module: Hooked, inputs: tuple[Any, ...]) -> None:
        self.module = module
        self.grad_output: list[Node] = []  # nodes: tensors kept here would wait to be computed
        self.goes_on, self.count = learnable(inputs), sum(1 for _ in tensors(inputs))

    def above(self, given: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """What the gradients of the results become."""
        for hook, _ in self.module.hooks_at(ABOVE):
            given = replaced(hook(self.module, given), given)
        if self.goes_on:
            self.grad_output = [g.node for g in given]
        else:  # nothing below asks for gradients: this is where the walk ends
            for hook, _ in self.module.hooks_at(BELOW):
                hook(self.module, (None,) * self.count, given)
        return given

    def below(self, given: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """What the gradients of the arguments become."""
        grad_output, self.grad_output = tuple(map(wrap, self.grad_output)), []
        for hook, _ in self.module.hooks_at(BELOW):
            given = replaced(hook(self.module, given, grad_output), given)
        return given


class Listening:
    """A rule that hands gradients on as `listener` gives them back, asked when they are taken."""

    def __init__(self, listener: Callable[[tuple[Tensor, ...]], tuple[Tensor, ...]]) -> None:
        self.listener = listener

    def __call__(self, *values: Node) -> list[Node | None]:
        """The gradients to go on with, of the first half of `values`: the others are what the
        gradients are of."""
        known = values[: len(values) // 2]
        found = self.listener(tuple(wrap(g) for g in known))
        return [cast(as_node(x), g.dtype) for x, g in zip(found, known, strict=True)]

    def batched(self, size: int) -> "Listening":
        """The same: it is told of all examples at once."""
        del size
        return self


def tensors(tree: Any) -> Iterator[Tensor]:
    """The tensors of floats in a tree."""
    return (x for x in leaves(tree) if isinstance(x, Tensor) and x.dtype.is_inexact)


def learnable(tree: Any) -> bool:
    """Does any tensor in a tree want a gradient?"""
    return any(x.requires_grad for x in tensors(tree))


def marked(tree: Any, listener: Callable[[tuple[Tensor, ...]], tuple[Tensor, ...]]) -> Any:
    """A tree whose tensors have the same values, and whose gradients `listener` is told of."""
    values: Sequence[Node] = [x.node for x in tensors(tree)]
    if not learnable(tree):
        return tree
    rule: Any = Listening(listener)
    places = count()

    def change(x: Any) -> Any:
        if not isinstance(x, Tensor) or not x.dtype.is_inexact:
            return x
        op = Ruled(rule, next(places), len(values))
        return wrap(node(op, *values, *values), requires_grad=x.requires_grad)

    return rebuilt(tree, change)


def replaced(found: Any, given: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """What a hook returned in place of gradients, checked; these where it returned nothing."""
    if found is None:
        return given
    parts = found if isinstance(found, tuple) else (found,)
    if len(parts) != len(given):
        raise ArgumentError(f"a hook gives {len(given)} gradients or None, not {len(parts)}")
    wrong = [f"{x.spec} for {g.spec}" for x, g in zip(parts, given, strict=True)
             if x is not None and x.shape != g.shape]  # fmt: skip
    if wrong:
        raise ShapeError("a hook gives gradients of the same shapes", given=", ".join(wrong))
    return tuple(g if x is None else x for x, g in zip(parts, given, strict=True))
