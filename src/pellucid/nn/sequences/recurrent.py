"""Recurrent layers: simple, LSTM and GRU, on `scan`; names, arguments, parameters and the order of
the gates are PyTorch's.
"""

import math
from typing import Any, ClassVar

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn import init
from pellucid.nn.modules.module import Module
from pellucid.nn.sequences.cells import GATES, STEPS, State
from pellucid.nn.sequences.packing import PackedSequence, packed, padded
from pellucid.nn.units.dense import linear
from pellucid.nn.units.dropouts import dropout
from pellucid.tensor.functions.namespace import arange, concat, moveaxis, stack, where, zeros
from pellucid.tensor.tensor import Parameter, Tensor
from pellucid.tensor.transforms.control import scan
from pellucid.tensor.transforms.tracing import as_tensor


class Recurrent(Module):
    """What recurrent layers share: parameters, layers on layers, both directions.

    The input is (steps, batch, features); (batch, steps, features) with `batch_first`; or (steps,
    features) alone. The results are the states of the last layer after every step, and the last
    states of all layers, (layers * directions, batch, hidden). With `bidirectional` a second set of
    weights goes through the steps from the end, and the states of both stand side by side.
    `dropout` acts between layers, in training.

    Sequences of different lengths come as a `PackedSequence`, and the states are given back so; or
    padded, with `lengths` (batch,): a sequence then keeps its state beyond its end, and the results
    there are zeros. Lengths may be data of a captured function.
    """

    kind: ClassVar[str] = ""
    states: ClassVar[int] = 1
    proj_size = 0

    def __init__(
        self, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
        batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False,
        dtype: object = None,
    ) -> None:  # fmt: skip
        if num_layers < 1 or hidden_size < 1 or not 0 <= dropout <= 1:
            raise ArgumentError(
                f"{type(self).__name__}: layers and units are 1 or more, dropout a probability",
                given=f"num_layers={num_layers}, hidden_size={hidden_size}, dropout={dropout}",
                fix="the order is (input_size, hidden_size, num_layers)",
            )
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, dropout
        self.bidirectional = bidirectional
        count = GATES[self.step_name()] * hidden_size
        for name, size in self.parameter_sizes(count).items():
            setattr(self, name, Parameter(np.zeros(size, np.float32), dtype))
        self.reset_parameters()

    def step_name(self) -> str:
        """The step of a layer, by its name in `STEPS`."""
        return self.kind

    @property
    def directions(self) -> int:
        """1, or 2 where a second set of weights goes through the steps from the end."""
        return 2 if self.bidirectional else 1

    def endings(self) -> list[str]:
        """The ends of the names of parameters: one for each layer and direction."""
        ways = ("", "_reverse")[: self.directions]
        return [f"_l{layer}{way}" for layer in range(self.num_layers) for way in ways]

    def parameter_sizes(self, count: int) -> dict[str, tuple[int, ...]]:
        """The shape of every parameter; `count` numbers come out of each product."""
        found: dict[str, tuple[int, ...]] = {}
        for number, end in enumerate(self.endings()):
            first = number < self.directions
            width = self.input_size if first else self.state_sizes()[0] * self.directions
            found[f"weight_ih{end}"] = (count, width)
            found[f"weight_hh{end}"] = (count, self.state_sizes()[0])
            if self.bias:
                found[f"bias_ih{end}"] = found[f"bias_hh{end}"] = (count,)
            if self.proj_size:
                found[f"weight_hr{end}"] = (self.proj_size, self.hidden_size)
        return found

    def state_sizes(self) -> tuple[int, ...]:
        """How many numbers each state of a layer has; the first is what comes out of it."""
        return (self.proj_size or self.hidden_size, self.hidden_size)[: self.states]

    def reset_parameters(self) -> None:
        """Draw new first values: uniform within 1/sqrt(hidden_size)."""
        bound = 1 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def run(
        self, x: Tensor | PackedSequence, given: State | None, lengths: Any
    ) -> tuple[Any, State]:
        """The states of the last layer after every step, and the last states of all layers."""
        if not isinstance(x, PackedSequence):
            return self.run_padded(x, given, lengths, batch_first=self.batch_first)
        order, back = x.sorted_indices, x.unsorted_indices
        if given is not None and order is not None:
            given = tuple(state[:, order] for state in given)
        found, ends = self.run_padded(padded(x), given, x.lengths, batch_first=False)
        if back is not None:
            ends = tuple(end[:, back] for end in ends)
        return PackedSequence(*packed(found, x.lengths), order, back), ends

    def run_padded(
        self, x: Tensor, given: State | None, lengths: Any, *, batch_first: bool
    ) -> tuple[Tensor, State]:
        """The same for sequences of as many steps, or of `lengths` of them."""
        if x.ndim not in {2, 3} or x.shape[-1] != self.input_size:
            raise ShapeError(
                f"{type(self).__name__}: an input of 2 or 3 axes is expected, the last of "
                f"{self.input_size} features",
                given=str(x.spec),
                fix="(steps, batch, features), or (batch, steps, features) with batch_first=True",
            )
        alone, turned = x.ndim == 2, batch_first and x.ndim == 3
        x = x[:, None] if alone else moveaxis(x, 0, 1) if turned else x
        first = self.first_states(x, given, alone=alone)
        alive = None if lengths is None else self.alive(x, lengths)
        lasts: list[State] = []
        for layer in range(self.num_layers):
            if layer and self.dropout:
                x = dropout(x, self.dropout, self.training)
            x = self.layer(x, layer, first, lasts, alive)
        ends = tuple(stack([last[i] for last in lasts]) for i in range(self.states))
        if alone:
            return x[:, 0], tuple(end[:, 0] for end in ends)
        return (moveaxis(x, 0, 1) if turned else x), ends

    def alive(self, x: Tensor, lengths: Any) -> Tensor:
        """Which sequences go on at each step, (steps, batch, 1)."""
        counts = as_tensor(lengths)
        if counts.shape != x.shape[1:2]:
            raise ShapeError(
                f"{type(self).__name__}: one length is needed for each of {x.shape[1]} sequences",
                given=str(counts.spec),
            )
        return (arange(x.shape[0])[:, None] < counts)[:, :, None]

    def first_states(self, x: Tensor, given: State | None, *, alone: bool) -> State:
        """The states of all layers before the first step: zeros where none are given."""
        lead = (self.num_layers * self.directions, x.shape[1])
        shapes = [(*lead, size) for size in self.state_sizes()]
        if given is None:
            return tuple(zeros(shape, dtype=x.dtype) for shape in shapes)
        found = tuple(state[:, None] if alone else state for state in given)
        if [state.shape for state in found] != shapes:
            wanted = [s[:1] + s[2:] if alone else s for s in shapes]
            raise ShapeError(
                f"{type(self).__name__}: the first states are of shape "
                f"{' and '.join(map(str, dict.fromkeys(wanted)))}",
                given=", ".join(str(state.spec) for state in given),
                fix="an LSTM begins with a pair (h, c), the others with h; both are (layers, times "
                "2 if bidirectional, batch, units); left out, they are zeros",
            )
        return found

    def layer(
        self, x: Tensor, number: int, first: State, lasts: list[State], alive: Tensor | None
    ) -> Tensor:
        """The states of a layer after every step; the last ones are added to `lasts`."""
        found = []
        for way in range(self.directions):
            place = number * self.directions + way
            begin = tuple(s[place] for s in first)
            last, states = self.one_way(x, place, begin, alive, back=bool(way))
            lasts.append(last)
            found.append(states)
        return found[0] if len(found) == 1 else concat(found, axis=-1)

    def one_way(
        self, x: Tensor, place: int, state: State, alive: Tensor | None, *, back: bool
    ) -> tuple[State, Tensor]:
        """A layer in one direction: its last states, and those after every step."""
        end, step = self.endings()[place], STEPS[self.step_name()]
        parts = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")
        weight_ih, weight_hh, bias_ih, bias_hh, weight_hr = (
            getattr(self, part + end, None) for part in parts
        )

        def one_step(state: State, part: Tensor) -> tuple[State, Tensor]:
            a, b = linear(part, weight_ih, bias_ih), linear(state[0], weight_hh, bias_hh)
            found = step(a, b, state)
            if self.proj_size:
                found = (linear(found[0], weight_hr), *found[1:])
            return found, found[0]

        def masked(state: State, part: tuple[Tensor, Tensor]) -> tuple[State, Tensor]:
            goes_on, (found, made) = part[1], one_step(state, part[0])
            kept = tuple(where(goes_on, new, old) for new, old in zip(found, state, strict=True))
            return kept, where(goes_on, made, 0.0)

        if alive is None:
            return scan(one_step, state, x, reverse=back)
        return scan(masked, state, (x, alive), reverse=back)

    def extra_repr(self) -> str:
        plain = {"num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0,
                 "bidirectional": False, "proj_size": 0}  # fmt: skip
        changed = {k: getattr(self, k) for k, v in plain.items() if getattr(self, k) != v}
        more = [f"{name}={value}" for name, value in changed.items()]
        return ", ".join([str(self.input_size), str(self.hidden_size), *more])


class RNN(Recurrent):
    """Simple recurrent layers: h = tanh(W_ih x + b_ih + W_hh h + b_hh), or relu.

    See `Recurrent` for shapes. Gives (states after every step, last states).

    >>> from pellucid.tensor.functions.namespace import zeros
    >>> y, h = RNN(3, 5)(zeros((7, 2, 3)))
    >>> y.shape, h.shape
    ((7, 2, 5), (1, 2, 5))
    """

    def __init__(
        self, input_size: int, hidden_size: int, num_layers: int = 1, nonlinearity: str = "tanh",
        bias: bool = True, batch_first: bool = False, dropout: float = 0.0,
        bidirectional: bool = False, dtype: object = None,
    ) -> None:  # fmt: skip
        if nonlinearity not in {"tanh", "relu"}:
            raise ArgumentError(f"RNN: nonlinearity is tanh or relu, not {nonlinearity!r}")
        self.nonlinearity = nonlinearity
        super().__init__(
            input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, dtype
        )

    def step_name(self) -> str:
        return self.nonlinearity

    def forward(
        self, input: Tensor | PackedSequence, hx: Tensor | None = None, *, lengths: Any = None
    ) -> tuple[Any, Tensor]:
        found, (last,) = self.run(input, None if hx is None else (hx,), lengths)
        return found, last


class GRU(Recurrent):
    """GRU layers (Cho et al., 2014), the gates in the order r, z, n.

    See `Recurrent` for shapes. Gives (states after every step, last states).

    >>> from pellucid.tensor.functions.namespace import zeros
    >>> y, h = GRU(3, 5, num_layers=2)(zeros((7, 2, 3)))
    >>> y.shape, h.shape
    ((7, 2, 5), (2, 2, 5))
    """

    kind = "gru"

    def forward(
        self, input: Tensor | PackedSequence, hx: Tensor | None = None, *, lengths: Any = None
    ) -> tuple[Any, Tensor]:
        found, (last,) = self.run(input, None if hx is None else (hx,), lengths)
        return found, last


class LSTM(Recurrent):
    """LSTM layers (Hochreiter and Schmidhuber, 1997), the gates in the order i, f, g, o.

    See `Recurrent` for shapes. Gives (states after every step, (last h, last c)); `hx` is the pair
    to begin with. With `proj_size` h is a product of so many numbers (Sak et al., 2014).

    >>> from pellucid.tensor.functions.namespace import zeros
    >>> y, (h, c) = LSTM(3, 5, batch_first=True)(zeros((2, 7, 3)))
    >>> y.shape, h.shape, c.shape
    ((2, 7, 5), (1, 2, 5), (1, 2, 5))
    """

    kind = "lstm"
    states = 2

    def __init__(
        self, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
        batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False,
        proj_size: int = 0, dtype: object = None,
    ) -> None:  # fmt: skip
        if not 0 <= proj_size < max(hidden_size, 1):
            raise ArgumentError(
                f"LSTM: proj_size is less than hidden_size, {hidden_size}", given=f"{proj_size}",
                fix="0 leaves the states as they are",
            )  # fmt: skip
        self.proj_size = proj_size
        super().__init__(
            input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, dtype
        )

    def forward(
        self, input: Tensor | PackedSequence, hx: tuple[Tensor, Tensor] | None = None, *,
        lengths: Any = None,
    ) -> tuple[Any, tuple[Tensor, Tensor]]:  # fmt: skip
        found, (h, c) = self.run(input, hx, lengths)
        return found, (h, c)
