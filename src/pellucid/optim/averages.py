"""Running averages of parameters, and several optimisers that act as one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from pellucid.autodiff import gradients as node_gradients
from pellucid.core.errors import ArgumentError, StateError
from pellucid.graph import Node
from pellucid.optim.optimizer import Optimizer
from pellucid.tensor.gradient_leaves import traced_back
from pellucid.tensor.nodes.norms import shortened
from pellucid.tensor.tensor import Tensor, state


class ParameterAverage:
    """The average of parameters over the steps: with a `decay` the exponential one (EMA), without
    it the plain mean of all since it was made (SWA; Izmailov et al., 2018).

    `update()` after each step, compiled or not; inside `with average.applied():` the parameters
    have the averaged values. An exponential average starts at the parameters themselves.

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([0.0])
    >>> average = ParameterAverage([p])
    >>> for value in (1.0, 3.0):
    ...     _ = p.assign(Tensor([value]))
    ...     average.update()
    >>> with average.applied():
    ...     p.tolist()
    [2.0]
    >>> p.tolist()
    [3.0]
    """

    def __init__(self, params: Iterable[Tensor], decay: float | None = None) -> None:
        self.params = list(params)
        if not self.params:
            raise ArgumentError("ParameterAverage: there are no parameters")
        if decay is not None and not 0 <= decay < 1:
            raise ArgumentError(f"ParameterAverage: decay lies in 0 to 1, 1 left out, not {decay}")
        self.decay = decay
        self.count = state(np.asarray(0.0, np.float64))
        self.averages = [state(x.numpy().copy()) for x in self.params]

    def update(self) -> None:
        """Take the present values in."""
        self.count.assign(self.count + 1)
        for x, mean in zip(self.params, self.averages, strict=True):
            share = (1 / self.count).astype(x.dtype) if self.decay is None else 1 - self.decay
            mean.assign(mean + (x.detach() - mean) * share)

    @contextmanager
    def applied(self) -> Iterator[None]:
        """The parameters as the averages, until the end of the block."""
        own = [x.numpy().copy() for x in self.params]
        try:
            self.copy_to(self.averages)
            yield
        finally:
            self.copy_to(own)

    def copy_to(self, values: Sequence[Any]) -> None:
        """Give the parameters these values."""
        for x, value in zip(self.params, values, strict=True):
            x.assign(Tensor(value.numpy().copy() if isinstance(value, Tensor) else value))

    def state_dict(self) -> dict[str, Any]:
        """Count and averages, as NumPy arrays."""
        return {
            "count": float(self.count), "averages": [x.numpy().copy() for x in self.averages],
        }  # fmt: skip

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` returned."""
        given = state_dict["averages"]
        shapes = [np.shape(x) for x in given]
        if shapes != [x.shape for x in self.averages]:
            raise StateError("the averages do not fit the parameters", given=str(shapes))
        self.count.assign(Tensor(np.asarray(state_dict["count"], np.float64)))
        for mean, value in zip(self.averages, given, strict=True):
            mean.assign(Tensor(np.asarray(value, mean.dtype.numpy)))


class Together:
    """Several optimisers as one: each updates its own parameters from one gradient.

    >>> from pellucid.optim.sgd import SGD
    >>> from pellucid.tensor.tensor import Parameter
    >>> p, q = Parameter([1.0]), Parameter([1.0])
    >>> both = Together(SGD([p], lr=0.1), SGD([q], lr=0.2))
    >>> both.minimize((p * p + q * q).sum())
    >>> round(p.item(), 4), round(q.item(), 4)
    (0.8, 0.6)
    """

    def __init__(self, *optimizers: Optimizer) -> None:
        self.optimizers = optimizers
        params = [id(x) for o in optimizers for group in o.param_groups for x in group.params]
        if not optimizers or len(set(params)) < len(params):
            raise ArgumentError(
                "Together: optimisers of different parameters are needed",
                given=f"{len(optimizers)} optimisers of {len(params)} parameters, "
                f"{len(set(params))} different",
            )

    @property
    def param_groups(self) -> list[Any]:
        """The groups of all of them."""
        return [group for o in self.optimizers for group in o.param_groups]

    def minimize(self, loss: Tensor, *, clip: float | None = None) -> None:
        """Update every parameter that `loss` depends on, of all optimisers; see
        `Optimizer.minimize`."""
        learned = [x for o in self.optimizers for x in o.learned()]
        found = node_gradients(traced_back(loss.node), [x.node for x in learned])
        pairs = [(x, g) for x, g in zip(learned, found, strict=True) if g is not None]
        if clip is not None and pairs:
            scaled, _ = shortened([g for _, g in pairs], clip)
            pairs = [(x, g) for (x, _), g in zip(pairs, scaled, strict=True)]
        self.update(dict(pairs))
        self.optimizers[0].compute([loss])

    def update(self, gradients: Mapping[Tensor, Node]) -> None:
        """Assign new values to the parameters that have a gradient, of all optimisers."""
        for optimizer in self.optimizers:
            optimizer.update(gradients)

    def step(self) -> None:
        """Each takes its step from the gradients that `backward` has left."""
        for optimizer in self.optimizers:
            optimizer.step()

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients that `backward` has added up."""
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none)

    def state_dict(self) -> list[dict[str, Any]]:
        """The state of each."""
        return [optimizer.state_dict() for optimizer in self.optimizers]

    def load_state_dict(self, state_dict: Sequence[dict[str, Any]]) -> None:
        """Take over what `state_dict` returned."""
        for optimizer, own in zip(self.optimizers, state_dict, strict=True):
            optimizer.load_state_dict(own)
