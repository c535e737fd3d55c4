"""Two kinds of network that answer together: RealMLP's members and TabM's families."""

from typing import Any

import numpy as np

from pellucid import nn
from pellucid.auto.columns.objectives import Objective
from pellucid.auto.training.realmlp import LEAST_SHARE, NAME as REALMLP, RealMLP
from pellucid.auto.training.recipe import SIZES, answered
from pellucid.auto.training.tabm import NAME as TABM, TabM
from pellucid.tensor.tensor import Tensor, state
from pellucid.tensor.transforms.compiled import compile  # noqa: A004

NAME = f"{REALMLP} and {TABM}"


class Blend(nn.Module):
    """The weighted mean of what two networks answer: float32 (n, inputs) to (n, outputs). `share`:
    the weight of TabM. `temperatures`: by which the logits of each are divided before, so that
    neither speaks louder than it is sure.
    """

    def __init__(
        self,
        realmlp: RealMLP,
        tabm: TabM,
        share: float = 0.5,
        temperatures: tuple[float, float] = (1.0, 1.0),
    ) -> None:
        self.realmlp, self.tabm = realmlp, tabm
        self.mixture = state(np.array([share, *temperatures], np.float32))
        self.inputs, self.outputs, self.order = realmlp.inputs, realmlp.outputs, realmlp.order
        self.activation, self.objective = realmlp.activation, realmlp.objective
        self.members = realmlp.members
        self.compiled = compile(self.together)
        self.compiled_apart = compile(lambda x: self.apart(x).permute(1, 0, 2))

    @property
    def share(self) -> float:
        """The weight of TabM."""
        return float(self.mixture.numpy()[0])

    def together(self, x: Tensor) -> Tensor:
        """What both answer together, (n, outputs)."""
        found = self.realmlp.together(x), self.tabm.together(x)
        return mixed(self.objective, *found, self.mixture)

    def apart(self, x: Tensor) -> Tensor:
        """What each member of RealMLP answers with the family of the same fold, for the folds that
        have one: (families, n, outputs).
        """
        members = self.realmlp(x)[: self.tabm.members]
        return mixed(self.objective, members, self.tabm(x), self.mixture)

    def run(self, x: np.ndarray) -> np.ndarray:
        """The answers for any number of rows: NumPy's float32 (n, outputs)."""
        return answered(self.compiled, x[:, self.order], (self.outputs,))

    def run_one(self, x: np.ndarray) -> np.ndarray:
        """The answers for one row (1, inputs): NumPy's float32 (1, outputs)."""
        return self.compiled(x.take(self.order, axis=1)).numpy()

    def run_evenly(self, x: np.ndarray) -> np.ndarray:
        """As `run`, to the bit alike whatever rows are beside a row."""
        return answered(self.compiled, x[:, self.order], (self.outputs,), SIZES[-1:])

    def run_apart(self, x: np.ndarray) -> np.ndarray:
        """The answers of each pair for any number of rows: float32 (n, families, outputs)."""
        shape = (self.tabm.members, self.outputs)
        return answered(self.compiled_apart, x[:, self.order], shape)


def mixed(objective: Objective, first: Any, second: Any, mixture: Any) -> Any:
    """The answers (..., outputs) of two networks as one; `mixture`: the share of the second, and
    two temperatures.
    """
    share = mixture[0]
    if objective.activation == "mish":
        return first * (1 - share) + second * share
    if objective.name == "labels":
        found = nn.sigmoid(first / mixture[1]) * (1 - share)
        found = (found + nn.sigmoid(second / mixture[2]) * share).clip(LEAST_SHARE, 1 - LEAST_SHARE)
        return (found / (1 - found)).log()
    found = nn.softmax(first / mixture[1], -1) * (1 - share)
    return (found + nn.softmax(second / mixture[2], -1) * share + 1e-30).log()
