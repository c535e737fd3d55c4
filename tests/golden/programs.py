"""Small programs, each of which shows one thing the compiler does; their texts are in `texts/`."""

from collections.abc import Callable
from typing import Any

import numpy as np

import pellucid as pel
from pellucid import nn

PROGRAMS: dict[str, tuple[Callable[..., Any], list[pel.Tensor]]] = {}


def program(*shapes: Any):
    """Register a function of arrays of these shapes; (shape, dtype) where that is not float32."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        PROGRAMS[function.__name__] = (function, [example(shape) for shape in shapes])
        return function

    return register


def example(shape: Any) -> pel.Tensor:
    """An array of a shape: what is in it does not matter to the compiler."""
    if len(shape) == 2 and isinstance(shape[1], str):
        return pel.Tensor(np.zeros(*shape))
    return pel.Tensor(np.zeros(shape, np.float32))


def parameter(*shape: int) -> pel.Parameter:
    return pel.Parameter(np.zeros(shape, np.float32))


# Elementwise


@program((7, 5), (7, 5))
def elementwise(x, y):
    return pel.exp(x) * y + 1.0


@program((6, 1, 5), (4, 1))
def broadcast(x, y):
    return x - y


@program(())
def scalar(x):
    return pel.sin(x) / 2.0


@program((0, 3))
def empty(x):
    return x + 1.0


@program(((12,), "int32"), ((12,), "float32"))
def casts(n, x):
    return n.astype(pel.float32) + x, x.astype(pel.int8), (x > 0.5).astype(pel.float64)


@program((40,), ((2,), "uint32"))
def dropout(x, key):
    """Random numbers are a function of key and place: the mask is computed where it is read."""
    return pel.where(pel.random.uniform((40,), key=key) < 0.5, x, 0.0) * 2.0


@program((3, 4), (3, 2))
def concatenated(x, y):
    return pel.concat([x, y], axis=1) * 2.0


@program((8, 6))
def views_only(x):
    """Slices, a flip and a transpose cost nothing: one kernel that reads elsewhere."""
    return x[1:, ::2].T + pel.flip(x, axis=1)[:7, :3].T


# Reductions


@program((100, 40))
def sum_of_rows(x):
    """The lanes run along the reduced axis, which is contiguous, and meet at the end."""
    return x.sum(axis=1)


@program(((64, 100), "float32"))
def sum_of_columns(x):
    """The lanes run along the kept axis: each is a column of its own."""
    return x.sum(axis=0)


@program((1000, 300))
def sum_of_everything(x):
    """Two steps, so that threads share the first."""
    return x.sum()


@program((32, 10))
def softmax(x):
    e = pel.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@program((32, 48), (48,), (48,))
def layer_norm(x, scale, shift):
    centred = x - x.mean(axis=1, keepdims=True)
    spread = (centred * centred).mean(axis=1, keepdims=True)
    return centred / pel.sqrt(spread + 1e-5) * scale + shift


@program((9, 20))
def largest_and_where(x):
    return x.argmax(axis=1), x.max(axis=1)


@program((64, 24))
def standardised_columns(x):
    """Statistics over the examples, as in batch normalisation."""
    mean = x.mean(axis=0)
    return (x - mean) / pel.sqrt(((x - mean) ** 2).mean(axis=0) + 1e-5)


# Contractions


@program((96, 80), (80, 64))
def matmul(a, b):
    return a @ b


@program((96, 80), (64, 80))
def matmul_by_transposed(a, b):
    return a @ b.T


@program((80, 96), (80, 64))
def matmul_of_transposed(a, b):
    return a.T @ b


@program((5, 32, 40), (5, 40, 24))
def matmul_batched(a, b):
    return a @ b


@program((3, 4), (4, 2))
def matmul_tiny(a, b):
    return a @ b


def make_linear_and_relu() -> Callable[..., Any]:
    w, b = parameter(50, 30), parameter(50)

    @program((64, 30))
    def linear_and_relu(x):
        """Bias and activation ride behind the contraction."""
        return pel.maximum(x @ w.T + b, 0.0)

    return linear_and_relu


def make_training_step() -> Callable[..., Any]:
    w, b = parameter(50, 30), parameter(50)

    @program((64, 30), (64, 50))
    def training_step(x, y):
        """Forward, gradient and update: the update rides behind the gradient's contraction."""
        error = pel.maximum(x @ w.T + b, 0.0) - y
        loss = (error * error).mean()
        for p, g in zip((w, b), pel.gradients(loss, [w, b]), strict=True):
            p.assign(p - 0.1 * g)
        return loss

    return training_step


def make_momentum_step() -> Callable[..., Any]:
    w, momentum = parameter(20, 40), parameter(20, 40)

    @program((32, 40), (32, 20))
    def momentum_step(x, y):
        """Two tensors updated in one kernel, one of them read by the other's update."""
        loss = ((x @ w.T - y) ** 2).sum()
        (g,) = pel.gradients(loss, [w])
        momentum.assign(momentum * 0.9 + g)
        w.assign(w - 0.1 * momentum)
        return loss

    return momentum_step


def make_classifier_step() -> Callable[..., Any]:
    w1, b1, w2, b2 = parameter(48, 60), parameter(48), parameter(10, 48), parameter(10)

    @program((64, 60), ((64,), "int64"))
    def classifier_step(x, labels):
        """A perceptron with softmax and cross-entropy."""
        hidden = pel.maximum(x @ w1.T + b1, 0.0)
        scores = hidden @ w2.T + b2
        shifted = scores - scores.max(axis=1, keepdims=True)
        chosen = pel.arange(10) == labels[:, None]
        surprise = pel.log(pel.exp(shifted).sum(axis=1)) - (
            pel.where(chosen, shifted, 0.0).sum(axis=1)
        )
        loss = surprise.mean()
        parameters = [w1, b1, w2, b2]
        for p, g in zip(parameters, pel.gradients(loss, parameters), strict=True):
            p.assign(p - 0.1 * g)
        return loss

    return classifier_step


def make_adam_step() -> Callable[..., Any]:
    w, m, v = parameter(30), parameter(30), parameter(30)

    @program((30,))
    def adam_step(g):
        """A longer update of three tensors: one kernel, everything in place."""
        m.assign(m + 0.1 * (g - m))
        v.assign(v + 0.001 * (g * g - v))
        w.assign(w - 0.01 * m / (pel.sqrt(v) + 1e-8))

    return adam_step


def make_swap() -> Callable[..., Any]:
    a, b = parameter(8), parameter(8)

    @program()
    def swap():
        """Each update reads what the other overwrites."""
        new_a, new_b = b * 1.0, a[::-1] * 1.0
        a.assign(new_a)
        b.assign(new_b)

    return swap


# Convolution and pooling


def make_convolutions() -> None:
    w = parameter(8, 3, 3, 3)

    @program((16, 3, 12, 12))
    def convolution(x):
        return nn.functional.conv2d(x, w, padding=1)

    @program((16, 3, 12, 12))
    def convolution_strided(x):
        return nn.functional.conv2d(x, w, stride=2, padding=1)

    @program((16, 3, 12, 12))
    def convolution_and_loss(x):
        """Inside a program examples come last; padding becomes bounds of the loop over a window."""
        return pel.maximum(nn.functional.conv2d(x, w, padding=1), 0.0).mean()


def make_convolution_step() -> Callable[..., Any]:
    w, b, v = parameter(8, 3, 3, 3), parameter(8), parameter(4, 8, 3, 3)

    @program((16, 3, 12, 12))
    def convolution_step(x):
        """Two layers, so that there is a gradient for data as well as for weights."""
        hidden = pel.maximum(nn.functional.conv2d(x, w, b, padding=1), 0.0)
        loss = (nn.functional.conv2d(hidden, v, padding=1) ** 2).mean()
        for p, g in zip((w, b, v), pel.gradients(loss, [w, b, v]), strict=True):
            p.assign(p - 0.1 * g)
        return loss

    return convolution_step


@program((16, 4, 8, 8))
def max_pooling(x):
    return nn.functional.max_pool2d(x, 2)


@program((16, 4, 8, 8))
def max_pooling_gradient(x):
    return pel.grad(lambda z: (nn.functional.max_pool2d(z, 2) ** 2).sum())(x)


@program((16, 4, 9, 9))
def average_pooling(x):
    return nn.functional.avg_pool2d(x, 3, stride=2)


# Places that are data


@program((50, 12), ((32,), "int64"))
def embedding(table, places):
    return pel.take(table, places, axis=0) * 2.0


def make_embedding_step() -> Callable[..., Any]:
    table = parameter(50, 12)

    @program(((32,), "int64"))
    def embedding_step(places):
        """The gradient of reading rows is adding to rows."""
        loss = (pel.take(table, places, axis=0) ** 2).sum()
        (g,) = pel.gradients(loss, [table])
        table.assign(table - 0.1 * g)
        return loss

    return embedding_step


# Loops, branches, attention


@program((5, 3, 4), (3, 6), (6, 4), (6, 6))
def recurrence(x, first, w, u):
    """What no step changes is made before the loop; what is carried goes from slot to slot."""
    step = lambda h, row: (pel.tanh(row @ w.T + h @ u.T), h)  # noqa: E731
    return pel.scan(step, first, x)


@program((5, 3, 4), (6, 4), (6, 6))
def recurrence_gradient(x, w, u):
    """The steps once, and once back; gradients of weights are products after the loop."""

    def loss(w, u):
        step = lambda h, row: (pel.tanh(row @ w.T + h @ u.T), None)  # noqa: E731
        return (pel.scan(step, pel.zeros((3, 6)), x)[0] ** 2).sum()

    return pel.grad(loss, argnums=(0, 1))(w, u)


@program((7,))
def repeated(x):
    return pel.while_loop(lambda x: x.sum() > 1.0, lambda x: x * 0.5, x)


@program((7,))
def one_of_two(x):
    return pel.cond(x.sum() > 0.0, lambda x: x * 2.0, lambda x: x - 1.0, x)


@program((3, 4, 4))
def calls_in_a_loop(x):
    """NumPy is called at every step."""
    return pel.scan(lambda c, m: (pel.linalg.inv(c + m), None), x[0], x)[0]


@program((2, 2, 8, 4), (2, 2, 8, 4), (2, 2, 8, 4))
def attention(q, k, v):
    """The scores are stored nowhere."""
    return nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)


for make in (
    make_linear_and_relu,
    make_convolutions,
    make_training_step,
    make_momentum_step,
    make_classifier_step,
    make_adam_step,
    make_swap,
    make_convolution_step,
    make_embedding_step,
):
    make()

# Kernels of a kind of their own, whose text names what is inside.
WITH_BODIES = {
    "recurrence",
    "recurrence_gradient",
    "repeated",
    "one_of_two",
    "calls_in_a_loop",
    "attention",
}

# None of them calls vector maths, whose polynomials have tests of their own.
WITH_IR = (
    "broadcast",
    "sum_of_rows",
    "sum_of_columns",
    "concatenated",
    "matmul",
    "embedding_step",
    "repeated",
)
