"""A network looked at before it is trained: what is hardly meant, by named rules, each with a hint.

The rules stand in `rules.py`; `RULES` is the table of all.
"""

import inspect
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pellucid.core.errors import MistakeWarning
from pellucid.nn.modules.parts import OBSERVER, Part
from pellucid.nn.modules.rules import AFFINE, RULES, Call, Seen, label_range, label_shape
from pellucid.tensor.functions.namespace import take_along_axis, where
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.differentiation import gradients
from pellucid.tensor.trees import leaves


@dataclass(frozen=True)
class Finding:
    """A rule that is broken: where, what was seen, and what to try."""

    rule: str
    layer: str
    what: str
    hint: str

    def __str__(self) -> str:
        place = f" at {self.layer}" if self.layer else ""
        return f"{self.rule}{place}: {self.what}\n  try    {self.hint}"


@dataclass(frozen=True)
class Verification:
    """What was found; true when nothing was."""

    findings: tuple[Finding, ...]
    rules: int

    def __bool__(self) -> bool:
        return not self.findings

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @property
    def broken(self) -> set[str]:
        """The names of the rules that are broken."""
        return {f.rule for f in self.findings}

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings)) or f"all {self.rules} rules hold"

    __repr__ = __str__


def verify(module: Any, inputs: Any, target: Any = None, loss: Any = None) -> Verification:
    """What is hardly meant about a network, seen on one batch; nothing is changed or learned."""
    given = tuple(inputs) if isinstance(inputs, tuple) or is_batch(inputs) else (inputs,)
    if target is None and len(given) == n_inputs(module) + 1:
        given, target = given[:-1], given[-1]
    mode = module.training
    module.eval()
    try:
        seen = looked_at(module, tuple(plain(x) for x in given), target, loss)
    finally:
        module.train(mode)
    found = [Finding(name, *told) for name, rule in RULES.items() for told in rule(seen)]
    return Verification(tuple(found), len(RULES))


def is_batch(given: Any) -> bool:
    """Is it a list of arrays, as a DataLoader gives a batch?"""
    return isinstance(given, list) and len(given) > 1 and all(hasattr(x, "shape") for x in given)


def n_inputs(module: Any) -> float:
    """How many inputs a network cannot do without; any number, where it takes what it is given."""
    taken = inspect.signature(module.forward).parameters.values()
    if any(p.kind is p.VAR_POSITIONAL for p in taken):
        return math.inf
    kinds = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
    return sum(p.kind in kinds and p.default is p.empty for p in taken)


def plain(x: Any) -> np.ndarray:
    """An input as an array, doubles as float32."""
    found = x.numpy() if isinstance(x, Tensor) else np.asarray(x)
    return found.astype(np.float32) if found.dtype == np.float64 else found


def looked_at(module: Any, inputs: tuple[np.ndarray, ...], target: Any, loss: Any) -> Seen:
    """The network run on a batch, forward, and backward where there is a loss."""
    calls: list[Call] = []
    paths = {id(part): path or type(part).__name__ for path, part in module.named_modules()}

    def watch(part: Part, given: tuple[Any, ...], result: Any) -> None:
        if isinstance(result, Tensor) and not any(True for _ in part.named_children()):
            arrays = tuple(x.numpy() for x in given if isinstance(x, Tensor))
            calls.append(Call(paths.get(id(part), ""), part, arrays, result.numpy()))

    token = OBSERVER.set(watch)
    try:
        prediction = leaves(module(*map(Tensor, inputs)))[0]
    finally:
        OBSERVER.reset(token)
    several = len(inputs[0]) > 1
    alone = leaves(module(*(Tensor(x[:1]) for x in inputs)))[0].numpy() if several else None
    wanted = None if target is None else plain(target)
    seen = Seen(module, inputs, wanted, tuple(calls), prediction.numpy(), alone=alone)
    loss = usual_loss(seen) if loss is None else loss
    if loss is None or wanted is None or any((*label_range(seen), *label_shape(seen))):
        return seen
    with warnings.catch_warnings():  # the rules say the same, and say more
        warnings.simplefilter("ignore", MistakeWarning)
        value = loss(prediction, Tensor(wanted))
    named = {n: x for n, x in module.named_parameters() if x.requires_grad}
    found = {
        n: g.numpy() for n, g in zip(named, gradients(value, list(named.values())), strict=True)
    }
    norms = {name: float(np.linalg.norm(g)) for name, g in found.items()}
    asked = getattr(loss, "__name__", type(loss).__name__)
    return replace(
        seen, asked=asked, loss=float(value), norms=norms, still=unlearned(module, found)
    )


def usual_loss(seen: Seen) -> Any:
    """The loss that targets are for, where nobody says: of class labels that of scores, or of
    their logarithms."""
    y, scores = seen.target, seen.prediction
    if y is None or y.dtype.kind not in "iu" or scores.ndim != y.ndim + 1 or scores.shape[1] < 2:
        return None
    is_logarithm = bool(seen.calls) and seen.calls[-1].kind == "LogSoftmax"
    return nll_loss if is_logarithm else cross_entropy


# The losses of labels, in their plainest form: those of `nn.losses` stand on this folder.


def nll_loss(logs: Tensor, labels: Tensor) -> Tensor:
    """The mean of minus the logarithm given to what is right; -100 is no label."""
    known = labels != -100
    own = take_along_axis(logs, where(known, labels, 0)[:, None], axis=1)[:, 0]
    return -where(known, own, 0.0).sum() / known.sum()


def cross_entropy(scores: Tensor, labels: Tensor) -> Tensor:
    """The same of scores."""
    apart = scores - scores.amax(1, keepdim=True).detach()
    return nll_loss(apart - apart.exp().sum(1, keepdim=True).log(), labels)


def unlearned(module: Any, found: dict[str, np.ndarray]) -> dict[str, float]:
    """Of each weight of a linear layer or convolution, the share of units without gradient."""
    weights = {
        f"{path}.weight" if path else "weight"
        for path, part in module.named_modules()
        if type(part).__name__ in AFFINE
    }
    return {
        name: float((g.reshape(len(g), -1) == 0).all(1).mean())
        for name, g in found.items()
        if name in weights
    }
