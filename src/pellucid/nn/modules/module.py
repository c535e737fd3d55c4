"""Module: parameters, state and layers under names, around a forward function."""

import copy
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, Self

import numpy as np

from pellucid.core.errors import ArgumentError, PellucidError
from pellucid.core.provenance import LAYER
from pellucid.nn.modules.attributes import Buffer, copied, is_buffer, join, once
from pellucid.nn.modules.conversions import Convertible, on_the_device
from pellucid.nn.modules.parts import OBSERVER
from pellucid.nn.modules.printing import described, headline
from pellucid.nn.modules.saving import Saved
from pellucid.nn.modules.summary import Summary, summarize
from pellucid.nn.modules.verification import Verification, verify
from pellucid.runtime import Changes
from pellucid.runtime.capture import active
from pellucid.tensor import trees
from pellucid.tensor.tensor import Parameter, Tensor, state

RUNNING: ContextVar[tuple["Module", ...]] = ContextVar("running", default=())  # outermost first
PLAIN = (bool, int, float, str, tuple, type(None))


class Module(Saved, Convertible):
    """A layer or a network: parameters, state and other modules are its attributes, `forward`
    computes.

    Parameters, buffers (tensors made by `register_buffer`) and modules are found by the names of
    the attributes that hold them, so replacing an attribute replaces a layer. A function
    captured by `pellucid.compile` is captured again when the module has been edited or has
    changed between training and evaluation.

    >>> from pellucid import nn
    >>> class Net(nn.Module):
    ...     def __init__(self):
    ...         self.hidden, self.out = nn.Linear(4, 8), nn.Linear(8, 2)
    ...
    ...     def forward(self, x):
    ...         return self.out(nn.relu(self.hidden(x)))
    >>> [name for name, _ in Net().named_parameters()]
    ['hidden.weight', 'hidden.bias', 'out.weight', 'out.bias']
    """

    forward: Callable[..., Any]
    _mode: bool  # training?
    _edits: int  # how often what a captured program may depend on was changed
    _transient: set[str]  # buffers that are not saved
    _learned: frozenset[str]  # tensors that stand for parameters inside a transform

    def __new__(cls, *arguments: Any, **options: Any) -> Self:
        """A module that is ready for attributes, whether or not `__init__` calls that of its
        parent."""
        found = super().__new__(cls)
        vars(found).update(_mode=True, _edits=0, _transient=set(), _learned=frozenset(), _hooks={})
        return found

    def __init_subclass__(cls, **options: Any) -> None:
        """Layers of the library take PyTorch's `device` as well."""
        super().__init_subclass__(**options)
        if "__init__" in vars(cls) and cls.__module__.startswith("pellucid.nn."):
            cls.__init__ = on_the_device(cls.__init__)

    def __init__(self) -> None:
        """Nothing: `__new__` has prepared the module."""

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """What `forward` returns for `inputs`, arrays among them as tensors. An error raised on the
        way names this layer."""
        inputs = tuple(Tensor(x) if isinstance(x, np.ndarray) else x for x in inputs)
        capture = active()
        running = (*RUNNING.get(), self)
        layer = LAYER.get()
        if capture is not None:
            capture.guard_entry(vars(self), "_edits")
            layer = path_of(running)
        tokens = RUNNING.set(running), LAYER.set(layer)
        try:
            found = (self.called if self._hooks else self.forward)(*inputs, **options)
        except PellucidError as error:
            error.layer = error.layer or place_of(self, running[0])
            raise
        finally:
            RUNNING.reset(tokens[0])
            LAYER.reset(tokens[1])
        observe = OBSERVER.get()
        if observe is not None:
            observe(self, inputs, found)
        return found

    # Attributes

    def __setattr__(self, name: str, value: Any) -> None:
        old = vars(self).get(name, Module)
        if is_buffer(old) and isinstance(value, Tensor) and not value.is_state:
            if value.shape == old.shape:
                old.assign(value)  # inside a captured function: an update of the program
                return
            value = state(value)
        if isinstance(value, Buffer) and not value.persistent:
            self._transient.add(name)
        if name != "training" and differs(old, value) and not RUNNING.get():
            self.touch()
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        self.touch()

    def register_buffer(
        self, name: str, tensor: Tensor | np.ndarray | None, persistent: bool = True
    ) -> None:
        """Keep a tensor that is not learned under `name`; it is saved with the module if
        `persistent`."""
        self.check_name(name)
        if not persistent:
            self._transient.add(name)
        setattr(self, name, None if tensor is None else state(tensor))

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Keep a parameter, or None for one that is left out, under `name`."""
        self.check_name(name)
        setattr(self, name, param)

    def register_module(self, name: str, module: "Module | None") -> None:
        """Keep another module under `name`."""
        self.check_name(name)
        setattr(self, name, module)

    add_module = register_module

    def check_name(self, name: str) -> None:
        """Raise unless `name` can be an attribute of this module that holds a part of it."""
        if not name or "." in name or hasattr(type(self), name):
            raise ArgumentError(
                f"{name!r} cannot name a part of {type(self).__name__}",
                fix="use a name without dots that is not one of the module's own methods",
            )

    # What it holds

    def named_children(self) -> Iterator[tuple[str, "Module"]]:
        """The modules that are attributes of this one, with their names."""
        seen: set[int] = set()
        for name, value in list(vars(self).items()):
            if isinstance(value, Module) and id(value) not in seen:
                seen.add(id(value))
                yield name, value

    def children(self) -> Iterator["Module"]:
        """The modules that are attributes of this one."""
        return (module for _, module in self.named_children())

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, "Module"]]:
        """This module and every module inside it, each once, with its path."""
        seen: set[int] = set()
        for path, module in walk(self, prefix):
            if id(module) not in seen:
                seen.add(id(module))
                yield path, module

    def modules(self) -> Iterator["Module"]:
        """This module and every module inside it, each once."""
        return (module for _, module in self.named_modules())

    def get_submodule(self, target: str) -> "Module":
        """The module at a path such as `features.0`."""
        for path, module in walk(self, ""):
            if path == target:
                return module
        raise ArgumentError(
            f"{type(self).__name__} has no module {target!r}",
            given=", ".join(path for path, _ in self.named_modules() if path),
        )

    def set_submodule(self, target: str, module: "Module") -> None:
        """Put another module at a path such as `features.0`."""
        above, _, name = target.rpartition(".")
        self.get_submodule(target)
        setattr(self.get_submodule(above), name, module)

    def get_parameter(self, target: str) -> Parameter:
        """The parameter at a path such as `features.0.weight`."""
        return found_at(self, target, dict(self.named_parameters()), "parameter")

    def get_buffer(self, target: str) -> Tensor:
        """The buffer at a path such as `features.1.running_mean`."""
        return found_at(self, target, dict(self.named_buffers()), "buffer")

    def named_parameters(
        self, prefix: str = "", recurse: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """The parameters, each once, with their paths."""
        pairs: Iterator[tuple[str, Any]] = self.tensors(prefix, recurse)
        return once((path, x) for path, x in pairs if not is_buffer(x))

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """The parameters, each once."""
        return (x for _, x in self.named_parameters(recurse=recurse))

    def named_buffers(self, prefix: str = "", recurse: bool = True) -> Iterator[tuple[str, Tensor]]:
        """The tensors kept but not learned, each once, with their paths."""
        return once((path, x) for path, x in self.tensors(prefix, recurse) if is_buffer(x))

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """The tensors kept but not learned, each once."""
        return (x for _, x in self.named_buffers(recurse=recurse))

    def tensors(self, prefix: str = "", recurse: bool = True) -> Iterator[tuple[str, Tensor]]:
        """Parameters and buffers with their paths; of each module first the parameters, then the
        buffers."""
        for path, module in walk(self, prefix) if recurse else [(prefix, self)]:
            held = [(n, x) for n, x in vars(module).items() if isinstance(x, Tensor)]
            learned = [(n, x) for n, x in held if is_learned(module, n)]
            kept = [(n, x) for n, x in held if is_buffer(x)]
            yield from ((join(path, n), x) for n, x in learned + kept)

    def saved_tensors(self) -> dict[str, Tensor]:
        """What `state_dict` holds, by path; a tensor that is held twice stands under both paths."""
        transient = {
            join(path, name)
            for path, module in self.modules_by_path()
            for name in module._transient  # noqa: SLF001
        }
        return {path: x for path, x in self.tensors() if path not in transient}

    def modules_by_path(self) -> Iterator[tuple[str, "Module"]]:
        """This module and all below it with their paths; one that is held twice comes twice."""
        return walk(self, "")

    # How it is used

    @property
    def training(self) -> bool:
        """Is the module being trained, rather than evaluated? A program captured meanwhile
        depends on the answer."""
        capture = active()
        if capture is not None:
            capture.guard_entry(vars(self), "_mode")
        return self._mode

    @training.setter
    def training(self, mode: bool) -> None:
        vars(self)["_mode"] = bool(mode)
        Changes.count += 1

    def train(self, mode: bool = True) -> Self:
        """This module and those inside it, made ready for training."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """This module and those inside it, made ready for evaluation."""
        return self.train(mode=False)

    # How it prints

    def extra_repr(self) -> str:
        """The arguments of the layer, as they are printed."""
        return ""

    def __repr__(self) -> str:
        return described(self)

    def summary(self, *inputs: Any) -> Summary:
        """A table of layers, output shapes, parameters and operations, found without computing
        anything.

        `inputs` are examples, specs or shapes (of float32).

        >>> from pellucid import nn
        >>> nn.Sequential(nn.Linear(4, 8), nn.ReLU()).summary((32, 4)).parameters
        40
        """
        return summarize(self, inputs)

    def verify(self, inputs: Any, target: Any = None, loss: Any = None) -> Verification:
        """What is hardly meant about this network, by named rules with hints, seen on a batch:
        inputs (a tuple where there are several), their targets, and the loss. A whole batch
        `(inputs, ..., targets)` will do; class labels without a loss are taken for those of
        cross_entropy.

        >>> from pellucid import nn
        >>> net = nn.Sequential(nn.Linear(4, 8), nn.Linear(8, 3), nn.Softmax(1))
        >>> x = np.random.default_rng(0).normal(size=(16, 4))
        >>> sorted(net.verify(x, np.arange(16) % 3, nn.cross_entropy).broken)
        ['bent-between', 'scores-not-probabilities']
        """
        return verify(self, inputs, target, loss)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        found = type(self).__new__(type(self))
        memo[id(self)] = found
        for name, value in vars(self).items():
            vars(found)[name] = (
                copied(value, memo) if isinstance(value, Tensor) else copy.deepcopy(value, memo)
            )
        return found


def differs(old: Any, new: Any) -> bool:
    """Would a captured program notice that an attribute changes from `old` to `new`? An
    attribute that holds no part of the module counts from its second value on."""
    parts = (Module, Tensor)
    if isinstance(old, parts) or isinstance(new, parts):
        return old is not new
    same = isinstance(new, PLAIN) and type(old) is type(new) and old == new
    return old is not Module and old is not new and not same


def found_at(module: Module, path: str, held: Mapping[str, Any], kind: str) -> Any:
    """The tensor of a path."""
    if path not in held:
        raise ArgumentError(
            f"{type(module).__name__} has no {kind} {path!r}", given=", ".join(held) or "none"
        )
    return held[path]


def walk(module: Module, prefix: str) -> Iterator[tuple[str, Module]]:
    """A module and all below it with their paths; one that is held twice comes twice."""
    yield prefix, module
    for name, value in list(vars(module).items()):
        if isinstance(value, Module):
            yield from walk(value, join(prefix, name))


def path_of(running: Sequence[Module]) -> str:
    """Where in the outermost of the modules that run the innermost is: `Net.features.0`."""
    inner = (
        next((n for n, x in vars(outer).items() if x is module), type(module).__name__)
        for outer, module in itertools.pairwise(running)
    )
    return ".".join([type(running[0]).__name__, *inner])


def place_of(module: Module, root: Module) -> str:
    """Where in `root` a module is, and what it is, as errors name it; nothing for a network of the
    user's own, whose line says it.
    """
    for path, found in root.named_modules():
        if found is module and path:
            return f"{type(root).__name__}.{path}: {headline(module)}"
    if any(True for _ in root.children()):
        return type(module).__name__ if type(module).__module__.startswith("pellucid.") else ""
    return headline(module)


def learned_parts(module: Module) -> dict[str, Any]:
    """What transforms see of a module: its parameters and the modules inside it. Buffers stay.

    A captured function depends on the module itself, whatever it does to others like it.
    """
    capture = active()
    if capture is not None:
        capture.guard_entry(vars(module), "_edits")
        capture.guard_entry(vars(module), "_mode")
    parts = vars(module).items()
    return {n: x for n, x in parts if isinstance(x, Module) or is_learned(module, n)}


def is_learned(module: Module, name: str) -> bool:
    """Is an attribute a parameter, or what stands for one inside a transform?"""
    return isinstance(vars(module)[name], Parameter) or name in module._learned  # noqa: SLF001


def with_parts(module: Module, parts: dict[str, Any]) -> Module:
    """A module like `module` that holds other parts."""
    found = type(module).__new__(type(module))
    learned = frozenset(name for name in parts if is_learned(module, name))
    vars(found).update({**vars(module), **parts, "_learned": learned})
    return found


trees.register_tree(Module, learned_parts, with_parts)
