"""Optimisers that look at how the loss bends: a rate for each weight by the diagonal of its second
derivatives, and steps towards flat valleys."""

from collections.abc import Mapping, Sequence
from typing import Any

from pellucid.autodiff import gradients as node_gradients
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply, rebuild
from pellucid.optim.groups import Group, like
from pellucid.optim.optimizer import Moments, Optimizer, Params
from pellucid.tensor.gradient_leaves import traced_back
from pellucid.tensor.nodes import elementwise as e, statistics as s
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.norms import total_norm
from pellucid.tensor.random import keys as random_keys
from pellucid.tensor.tensor import Tensor, as_node, wrap

TINY = 1e-12


def diagonal(loss: Node, leaves: Sequence[Node], gradients: Sequence[Node]) -> list[Node]:
    """An unbiased guess of the diagonal of the second derivatives: z (H z) for signs z drawn by lot
    (Bekas, Kokiopoulou and Saad, 2007); exact where nothing stands beside the diagonal."""
    signs = []
    for leaf in leaves:
        drawn = random_keys.unit(random_keys.DEFAULT.next_key().node, leaf.shape, leaf.dtype)
        signs.append(e.where(e.less(drawn, 0.5), cast(as_node(-1.0), leaf.dtype), 1.0))
    along = [s.sum(g * z) for g, z in zip(gradients, signs, strict=True)]
    total = along[0]
    for part in along[1:]:
        total = total + part
    bent = node_gradients(total, list(leaves))
    return [z * h if h is not None else z * 0.0 for z, h in zip(signs, bent, strict=True)]


def hessian_diagonal(loss: Tensor, wrt: Sequence[Tensor]) -> list[Tensor]:
    """A guess of the second derivatives of a loss by each element of `wrt`, right on average; see
    `DiagonalNewton`.

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0, 2.0])
    >>> hessian_diagonal((p * p * p).sum(), [p])[0].tolist()
    [6.0, 12.0]
    """
    root, leaves = traced_back(loss.node), [x.node for x in wrt]
    slopes = [g if g is not None else x * 0.0 for x, g in zip(
        leaves, node_gradients(root, leaves), strict=True)]  # fmt: skip
    return [wrap(h) for h in diagonal(root, leaves, slopes)]


class DiagonalNewton(Optimizer):
    """p <- p - lr / (damping + |h|) g, with h a running mean of the diagonal of the second
    derivatives: the stochastic diagonal Levenberg-Marquardt method of LeCun et al. (1998, appendix
    C), with the diagonal guessed on each batch by Hutchinson's signs.

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0, 1.0])
    >>> newton = DiagonalNewton([p], lr=1.0, damping=0.0, decay=0.0)
    >>> newton.minimize((p * p * Tensor([0.5, 50.0])).sum())
    >>> p.tolist()
    [0.0, 0.0]
    """

    def __init__(
        self, params: Params, lr: float = 0.01, damping: float = 0.02, decay: float = 0.99,
        weight_decay: float = 0.0,
    ) -> None:  # fmt: skip
        if damping < 0 or not 0 <= decay < 1:
            raise ArgumentError(
                "DiagonalNewton: damping is 0 or more, decay 0 to 1, 1 left out",
                given=f"{damping}, {decay}",
            )
        options = {"lr": lr, "damping": damping, "decay": decay, "weight_decay": weight_decay}
        super().__init__(params, options)
        self.bends: dict[Tensor, Node] = {}

    def first_moments(self, group: Group) -> dict[str, float]:
        return {"hessian": 0.0}

    def counts(self, group: Group) -> bool:
        return True

    def descend(self, loss: Tensor, *, clip: float | None = None) -> None:
        if loss.size != 1:
            raise ShapeError("minimize: a loss is one number", given=str(loss.spec))
        root, learned = traced_back(loss.node), self.learned()
        found = node_gradients(root, [x.node for x in learned])
        pairs = [(x, g) for x, g in zip(learned, found, strict=True) if g is not None]
        leaves, slopes = [x.node for x, _ in pairs], [g for _, g in pairs]
        bent = diagonal(root, leaves, slopes)
        self.bends = {x: h for (x, _), h in zip(pairs, bent, strict=True)}
        super().descend(loss, clip=clip)

    def update(self, gradients: Mapping[Tensor, Node]) -> None:
        for group in self.param_groups:
            decay = group.operand("decay")
            for x in group.params:
                if x in gradients and x in self.bends:
                    old = self.kept(x, group)["hessian"]
                    share = like(decay, x.node)
                    old.assign(wrap(old.node * share + self.bends[x] * (1 - share)))
        self.bends = {}
        super().update(gradients)

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        lr, damping, weight_decay = (
            like(group.operand(name), p) for name in ("lr", "damping", "weight_decay")
        )
        g = g + p * weight_decay if group.has("weight_decay") else g
        shortfall = 1.0 - e.pow(group.operand("decay"), kept["step"])
        mean = kept["hessian"] / cast(shortfall, p.dtype)
        return p - g * lr / (e.abs(mean) + damping + TINY), {}


class SAM:
    """Sharpness-aware minimisation (Foret et al., 2021): the gradient of the loss a step of length
    `rho` uphill moves the parameters, by the rule of another optimiser.

    >>> from pellucid.optim.sgd import SGD
    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> SAM(SGD([p], lr=0.1), rho=0.5).minimize((p * p).sum())
    >>> round(p.item(), 4)
    0.7
    """

    def __init__(self, optimizer: Optimizer, rho: float = 0.05) -> None:
        if rho <= 0:
            raise ArgumentError(f"SAM: rho is above 0, not {rho}")
        self.optimizer, self.rho = optimizer, rho

    @property
    def param_groups(self) -> list[Group]:
        """Those of the other optimiser."""
        return self.optimizer.param_groups

    def minimize(self, loss: Tensor, *, clip: float | None = None) -> None:
        """Take a step by the gradient uphill. The network is gone through a second time in the same
        program, with the same random numbers."""
        root, learned = traced_back(loss.node), self.optimizer.learned()
        found = node_gradients(root, [x.node for x in learned])
        pairs = [(x.node, g) for x, g in zip(learned, found, strict=True) if g is not None]
        if not pairs:
            raise ArgumentError("minimize: the loss depends on none of the parameters")
        norm = total_norm([g for _, g in pairs])
        moved = {}
        for x, g in pairs:
            step = g * cast(e.divide(self.rho, norm + TINY), g.dtype)
            moved[x] = x + apply("stop_gradient", step)
        (uphill,) = rebuild([root], replaced=moved)
        self.optimizer.minimize(wrap(uphill, requires_grad=True), clip=clip)
        self.optimizer.compute([loss])

    def update(self, gradients: Mapping[Tensor, Node]) -> None:
        """Update by gradients that are given."""
        self.optimizer.update(gradients)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients that `backward` has added up."""
        self.optimizer.zero_grad(set_to_none)

    def state_dict(self) -> dict[str, Any]:
        """The state of the other optimiser."""
        return self.optimizer.state_dict()

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Take over what `state_dict` returned."""
        self.optimizer.load_state_dict(state_dict)
