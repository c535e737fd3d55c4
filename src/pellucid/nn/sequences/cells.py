"""One step of a recurrent layer: the gates, and the state they make."""

from collections.abc import Callable

from pellucid.tensor.functions.namespace import relu, reshape, sigmoid, tanh
from pellucid.tensor.tensor import Tensor

State = tuple[Tensor, ...]
Step = Callable[[Tensor, Tensor, State], State]


def rnn_step(activation: Callable[[Tensor], Tensor]) -> Step:
    """The step of a simple recurrent layer (Elman, 1990): h = activation(a + b), where `a` comes of
    the input and `b` of the state.
    """

    def step(a: Tensor, b: Tensor, state: State) -> State:
        del state
        return (activation(a + b),)

    return step


def lstm_step(a: Tensor, b: Tensor, state: State) -> State:
    """The step of an LSTM (Hochreiter and Schmidhuber, 1997; with the forget gate of Gers et al.,
    2000): h and c, of the gates i, f, g, o.
    """
    i, f, g, o = gates(a + b, 4)
    c = sigmoid(f) * state[1] + sigmoid(i) * tanh(g)
    return sigmoid(o) * tanh(c), c


def gru_step(a: Tensor, b: Tensor, state: State) -> State:
    """The step of a GRU (Cho et al., 2014): h, of the gates r, z, n. The reset gate acts on the
    product with the state, as in cuDNN.
    """
    (r, z, n), (hidden_r, hidden_z, hidden_n) = gates(a, 3), gates(b, 3)
    r, z = sigmoid(r + hidden_r), sigmoid(z + hidden_z)
    n = tanh(n + r * hidden_n)
    return ((1.0 - z) * n + z * state[0],)


def gates(x: Tensor, count: int) -> list[Tensor]:
    """The parts of the last axis, `count` of one size."""
    size = x.shape[-1] // count
    wide = reshape(x, (*x.shape[:-1], count, size))
    return [wide[..., number, :] for number in range(count)]


STEPS: dict[str, Step] = {
    "tanh": rnn_step(tanh),
    "relu": rnn_step(relu),
    "lstm": lstm_step,
    "gru": gru_step,
}
GATES = {"tanh": 1, "relu": 1, "lstm": 4, "gru": 3}
