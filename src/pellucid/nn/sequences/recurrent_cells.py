"""One step of a recurrent layer as a layer of its own; names and parameters are PyTorch's."""

import math
from abc import abstractmethod
from typing import ClassVar

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn import init
from pellucid.nn.modules.module import Module
from pellucid.nn.sequences.cells import GATES, STEPS, State
from pellucid.nn.units.dense import linear
from pellucid.tensor.functions.namespace import zeros
from pellucid.tensor.tensor import Parameter, Tensor


class RecurrentCell(Module):
    """What the cells share. The input is (batch, features) or (features,), a state (batch, hidden)
    or (hidden,); states are zeros where none are given.
    """

    states: ClassVar[int] = 1
    weight_ih: Parameter
    weight_hh: Parameter
    bias_ih: Parameter | None
    bias_hh: Parameter | None

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, dtype: object = None
    ) -> None:
        if hidden_size < 1:
            raise ArgumentError(f"{type(self).__name__}: hidden_size is 1 or more")
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        count = GATES[self.step_name()] * hidden_size
        sizes: dict[str, tuple[int, ...]] = {
            "weight_ih": (count, input_size),
            "weight_hh": (count, hidden_size),
        }
        sizes |= dict.fromkeys(("bias_ih", "bias_hh"), (count,)) if bias else {}
        for name, size in sizes.items():
            setattr(self, name, Parameter(np.zeros(size, np.float32), dtype))
        for name in () if bias else ("bias_ih", "bias_hh"):
            setattr(self, name, None)
        self.reset_parameters()

    @abstractmethod
    def step_name(self) -> str:
        """The step, by its name in `STEPS`."""

    def reset_parameters(self) -> None:
        """Draw new first values: uniform within 1/sqrt(hidden_size)."""
        bound = 1 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def step(self, x: Tensor, given: State | None) -> State:
        """The states after a step."""
        shape = (*x.shape[:-1], self.hidden_size)
        if x.ndim not in {1, 2} or x.shape[-1] != self.input_size:
            raise ShapeError(
                f"{type(self).__name__}: one step of {self.input_size} features is expected",
                given=str(x.spec), fix="(batch, features), or (features,)",
            )  # fmt: skip
        state = (zeros(shape, dtype=x.dtype),) * self.states if given is None else given
        if any(s.shape != shape for s in state):
            raise ShapeError(
                f"{type(self).__name__}: a state of shape {shape} is expected",
                given=", ".join(str(s.spec) for s in state),
            )
        a = linear(x, self.weight_ih, self.bias_ih)
        b = linear(state[0], self.weight_hh, self.bias_hh)
        return STEPS[self.step_name()](a, b, state)

    def extra_repr(self) -> str:
        return f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else ", bias=False")


class RNNCell(RecurrentCell):
    """h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or relu.

    >>> RNNCell(3, 5)(zeros((2, 3))).shape
    (2, 5)
    """

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh",
        dtype: object = None,
    ) -> None:  # fmt: skip
        if nonlinearity not in {"tanh", "relu"}:
            raise ArgumentError(f"RNNCell: nonlinearity is tanh or relu, not {nonlinearity!r}")
        self.nonlinearity = nonlinearity
        super().__init__(input_size, hidden_size, bias, dtype)

    def step_name(self) -> str:
        return self.nonlinearity

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        return self.step(input, None if hx is None else (hx,))[0]

    def extra_repr(self) -> str:
        more = "" if self.nonlinearity == "tanh" else f", nonlinearity={self.nonlinearity}"
        return super().extra_repr() + more


class GRUCell(RecurrentCell):
    """A step of a GRU, the gates in the order r, z, n.

    >>> GRUCell(3, 5)(zeros((2, 3))).shape
    (2, 5)
    """

    def step_name(self) -> str:
        return "gru"

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        return self.step(input, None if hx is None else (hx,))[0]


class LSTMCell(RecurrentCell):
    """A step of an LSTM, the gates in the order i, f, g, o: (h', c') of the pair `hx`.

    >>> h, c = LSTMCell(3, 5)(zeros((2, 3)))
    >>> h.shape, c.shape
    ((2, 5), (2, 5))
    """

    states = 2

    def step_name(self) -> str:
        return "lstm"

    def forward(
        self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Tensor, Tensor]:
        h, c = self.step(input, hx)
        return h, c
