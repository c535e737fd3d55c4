"""What optimisers share: groups of parameters, their state, and the two ways to take a step."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from pellucid.autodiff import gradients as node_gradients
from pellucid.core.errors import ArgumentError, NonFiniteError, ShapeError
from pellucid.core.settings import settings
from pellucid.graph import Node
from pellucid.optim.counting import count
from pellucid.optim.groups import Group, like
from pellucid.optim.hooks import Hooked
from pellucid.optim.states import restore, snapshot
from pellucid.runtime.capture import active
from pellucid.runtime.storage import Storage
from pellucid.tensor.evaluation import realize, waiting_numbers
from pellucid.tensor.gradient_leaves import traced_back
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import divide, minimum, sqrt
from pellucid.tensor.nodes.manipulation import reshape
from pellucid.tensor.nodes.norms import shortened
from pellucid.tensor.nodes.statistics import sum as total
from pellucid.tensor.tensor import Tensor, state, wrap

Params = Iterable[Tensor] | Iterable[Mapping[str, Any]]
Moments = dict[str, Node]
TINY = 1e-12
EXECUTION = ("foreach", "fused", "capturable", "differentiable")


class Optimizer(Hooked, ABC):
    """Parameters and a rule that updates them.

    `params` are tensors, or dicts with "params" and options of their own; every optimiser knows the
    option "max_norm" of a dict: after each step, what goes into one unit has at most that norm.
    `minimize(loss)`
    computes the gradients and updates in one go; `loss.backward()` and `step()` do it in two.
    `foreach`, `fused` and `capturable`, which say how PyTorch computes a step, are taken and change
    nothing.
    Outside a captured function both compute everything at once, in one program; inside one they
    are part of its program.
    """

    def __init__(
        self, params: Params, defaults: dict[str, Any], execution: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__()
        check_execution(type(self).__name__, execution or {})
        self.defaults = defaults
        self.param_groups: list[Group] = []
        self.state: dict[Tensor, dict[str, Tensor]] = {}
        given: list[Any] = [params] if isinstance(params, Tensor | Mapping) else list(params)
        if not given:
            raise ArgumentError(
                f"{type(self).__name__}: there are no parameters",
                fix="give it model.parameters(), which can be read only once; layers in a plain "
                "list are not found, those in an nn.ModuleList are",
            )
        groups = given if isinstance(given[0], Mapping) else [{"params": given}]
        for group in groups:
            self.add_param_group(group)

    @abstractmethod
    def first_moments(self, group: Group) -> dict[str, float]:
        """What is kept for each parameter of a group, and the number it starts from."""

    @abstractmethod
    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        """A parameter and what is kept for it after one step, from those before it and the
        gradient."""

    @abstractmethod
    def counts(self, group: Group) -> bool:
        """Is the number of steps kept, as "step" and for each parameter, this one counted?"""

    def moment_shape(self, name: str, shape: tuple[int, ...]) -> tuple[int, ...] | None:
        """The shape of what is kept under `name` for a parameter of a shape; None: nothing."""
        del name
        return shape

    def form(self, name: str, x: Tensor) -> tuple[tuple[int, ...] | None, np.dtype]:
        """Shape and dtype of what is kept under `name` for a parameter: of its own dtype, but
        float32, as PyTorch has it, if it is a number of the parameter as a whole."""
        whole = self.moment_shape(name, (1, 1)) == ()
        dtype = np.dtype(np.float32) if whole else x.dtype.numpy
        return self.moment_shape(name, x.shape), dtype

    # Groups

    def add_param_group(self, param_group: Mapping[str, Any]) -> None:
        """Update more parameters, with options of their own where `param_group` names them."""
        options = {**self.defaults, **{k: v for k, v in param_group.items() if k != "params"}}
        params = param_group["params"]
        params = [params] if isinstance(params, Tensor) else list(params)
        params = [x[1] if isinstance(x, tuple) else x for x in params]  # of named_parameters()
        taken = {id(x) for group in self.param_groups for x in group.params}
        for x in params:
            if not isinstance(x, Tensor) or not x.is_leaf or not x.dtype.is_float:
                raise ArgumentError(
                    f"{type(self).__name__}: {type(x).__name__} is not a parameter",
                    fix="give it tensors of floats that were not computed from others",
                )
            if id(x) in taken:
                raise ArgumentError(
                    f"{type(self).__name__}: a parameter stands twice", given=str(x.spec),
                    fix="name each parameter once, in one group",
                )  # fmt: skip
            taken.add(id(x))
            x.keep()
        self.check(options)
        self.param_groups.append(Group(params, options))

    @staticmethod
    def check(options: Mapping[str, Any]) -> None:
        """Raise where an option lies outside its range."""
        for name in ("lr", "weight_decay", "momentum", "eps"):
            if isinstance(options.get(name), int | float) and options[name] < 0:
                raise ArgumentError(
                    f"{name} must be 0 or more, not {options[name]}",
                    fix="an update goes against the gradient by itself" if name == "lr" else "",
                )
        for beta in options.get("betas", ()):
            if not 0 <= beta < 1:
                raise ArgumentError(f"betas lie in 0 to 1, 1 left out, not at {beta}")

    # Steps

    def minimize(self, loss: Tensor, *, clip: float | None = None) -> None:
        """Update every parameter `loss` depends on against its gradient.

        `clip`: gradients are scaled down together so that their norm is at most this. `grad` of
        the parameters is neither read nor written, so there is nothing to zero.
        """
        (loss,), options = self.about_to_step((loss,), {"clip": clip})
        self.descend(loss, **options)
        self.has_stepped((loss,), options)

    def descend(self, loss: Tensor, *, clip: float | None = None) -> None:
        """The step of `minimize`."""
        if loss.size != 1:
            raise ShapeError(
                "minimize: a loss is one number",
                given=str(loss.spec),
                fix="take its mean() or sum()",
            )
        learned = self.learned()
        found = node_gradients(traced_back(loss.node), [x.node for x in learned])
        pairs = [(x, g) for x, g in zip(learned, found, strict=True) if g is not None]
        if not pairs:
            raise ArgumentError(
                "minimize: the loss depends on none of the parameters",
                fix="compute it from the network whose parameters() the optimiser was given",
            )
        if clip is not None:
            scaled, _ = shortened([g for _, g in pairs], clip)
            pairs = [(x, g) for (x, _), g in zip(pairs, scaled, strict=True)]
        self.take(dict(pairs), [loss])

    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor | None:
        """Update every parameter that has a `grad`; a `closure` is called before, to compute the
        loss and its gradients, and its loss is returned. Without any gradient nothing changes."""
        if isinstance(closure, Tensor):
            raise ArgumentError(
                "step: a loss was given, and step takes a function that computes it, or nothing",
                fix="call loss.backward() and then step(), or minimize(loss)",
            )
        args, kwargs = self.about_to_step(() if closure is None else (closure,), {})
        closure = args[0] if args else kwargs.get("closure")
        loss = None if closure is None else closure()
        grads = {x: x.grad for x in self.learned() if x.grad is not None}
        if grads:
            self.take({x: g.node for x, g in grads.items()}, list(grads.values()))
        self.has_stepped(args, kwargs)
        return loss

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients that `backward` has added up."""
        for group in self.param_groups:
            for x in group.params:
                x.grad = None if set_to_none or x.grad is None else x.grad * 0

    def learned(self) -> list[Tensor]:
        """The parameters that require gradients; a captured program depends on which they are."""
        params = [x for group in self.param_groups for x in group.params]
        capture = active()
        if capture is not None:
            capture.guard(lambda: tuple([x.requires_grad for x in params]))
            capture.guard(self.version)
        return [x for x in params if x.requires_grad]

    def version(self) -> tuple[int, ...]:
        """What programs made before depend on: which options are what."""
        return tuple([group.version for group in self.param_groups])

    def take(self, gradients: Mapping[Tensor, Node], results: list[Tensor]) -> None:
        """Update and compute. Under `check="nan"`, what is not finite has then not happened."""
        checked = bool(settings().check) and active() is None
        before = self.values() if checked else {}
        kept = {x: dict(held) for x, held in self.state.items()}
        self.update(gradients)
        try:
            self.compute(results)
        except NonFiniteError:
            for x in self.tensors() if checked else ():
                # What was kept for the first time waits no longer.
                x.replace(before.get(x) or Storage(np.zeros(x.shape, x.dtype.numpy)))
            self.state = kept
            raise

    def values(self) -> dict[Tensor, Storage]:
        """The values of what an update may change."""
        return {x: x.storage() for x in self.tensors()}

    def tensors(self) -> list[Tensor]:
        """What an update may change: the parameters, what is kept for them, and the counts."""
        tensors = [group.step for group in self.param_groups]
        tensors += [x for group in self.param_groups for x in group.params]
        return tensors + [x for kept in self.state.values() for x in kept.values()]

    def update(self, gradients: Mapping[Tensor, Node]) -> None:
        """Assign new values to the parameters that have a gradient, and to what is kept for
        them."""
        for group in self.param_groups:
            pairs = [(x, gradients[x]) for x in group.params if x in gradients]
            for x, _ in pairs:
                self.state.setdefault(x, {})
            if self.counts(group):
                count([x for x, _ in pairs], group, self.state)
            for x, g in pairs:
                kept = self.kept(x, group)
                nodes = {name: moment.node for name, moment in kept.items()}
                new, moments = self.rule(x.node, cast(g, x.dtype), nodes, group)
                x.assign(wrap(limited(new, group)))
                for name, moment in moments.items():
                    kept[name].assign(wrap(moment))

    def kept(self, x: Tensor, group: Group) -> dict[str, Tensor]:
        """What is kept for a parameter, made when it is first updated."""
        held = self.state.setdefault(x, {})
        for name, first in self.first_moments(group).items():
            shape, dtype = self.form(name, x)
            if name not in held and shape is not None:
                held[name] = state(np.full(shape, first, dtype))
        return held

    def compute(self, results: list[Tensor]) -> None:
        """Outside a captured function: compute what was updated and `results` now, in one program.

        What else waits and is one number, a loss that will be printed, is computed along.
        """
        if active() is None:
            realize(*results, *waiting_numbers())

    # State

    def state_dict(self) -> dict[str, Any]:
        """Options and what is kept for each parameter, as numbers and NumPy arrays; laid out as
        PyTorch's."""
        for hook in self.at("before saving"):
            hook(self)
        return self.replaced("after saving", snapshot(self.param_groups, self.state))

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Take over what `state_dict` returned; nothing is changed when it does not fit."""
        given = self.replaced("before loading", dict(state_dict))
        restore(self.param_groups, self.state, given, self.form)
        for hook in self.at("after loading"):
            hook(self)

    def __repr__(self) -> str:
        return "\n".join([type(self).__name__, *(f"  {group}" for group in self.param_groups)])


def check_execution(asked: str, given: Mapping[str, Any]) -> None:
    """Raise where an argument is none of those of PyTorch that say how a step is computed, or asks
    for what a step is not."""
    unknown = [name for name in given if name not in EXECUTION]
    if unknown:
        raise TypeError(f"{asked} got an unexpected keyword argument {unknown[0]!r}")
    if given.get("differentiable"):
        raise ArgumentError(
            f"{asked}: a step is not differentiable",
            fix="compute p - lr * g by tensors, and differentiate that",
        )


def limited(p: Node, group: Group) -> Node:
    """A parameter whose rows, all but its first axis, have at most the norm that its group allows
    (Srebro and Shraibman, 2005); one of a single axis is left alone."""
    if "max_norm" not in group.options or len(p.shape) < 2:
        return p
    rows = reshape(p, (p.shape[0], -1))
    norms = sqrt(total(rows * rows, 1, keepdims=True))
    limit = like(group.operand("max_norm"), p)
    return reshape(rows * minimum(divide(limit, norms + TINY), 1.0), p.shape)
