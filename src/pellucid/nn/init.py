"""First values of parameters, under PyTorch's names.

They are drawn with NumPy, from a generator keyed by Pellucid's own, so `pellucid.manual_seed`
fixes them and making a network compiles nothing. Bounds are those of Glorot and Bengio (2010)
and He et al. (2015).
"""

import math
from collections.abc import Sequence

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.core.spec import Shape
from pellucid.nn.first_values.filling import (
    Source,
    filled,
    generator as generator,  # noqa: PLC0414
    generator as source,
)
from pellucid.nn.first_values.init_patterns import dirac_ as dirac_, sparse_ as sparse_  # noqa: PLC0414
from pellucid.tensor.tensor import Tensor

GAINS = {
    "linear": 1.0, "conv1d": 1.0, "conv2d": 1.0, "conv3d": 1.0, "sigmoid": 1.0,
    "tanh": 5 / 3, "relu": math.sqrt(2), "selu": 0.75,
}  # fmt: skip


def constant_(tensor: Tensor, val: float) -> Tensor:
    """`tensor`, filled with one number.

    >>> constant_(Tensor([1.0, 2.0]), 3.0).tolist()
    [3.0, 3.0]
    """
    return filled(tensor, val)


def zeros_(tensor: Tensor) -> Tensor:
    """`tensor`, filled with zeros."""
    return filled(tensor, 0.0)


def ones_(tensor: Tensor) -> Tensor:
    """`tensor`, filled with ones."""
    return filled(tensor, 1.0)


def eye_(tensor: Tensor) -> Tensor:
    """`tensor`, a matrix, with ones on the diagonal and zeros elsewhere."""
    if tensor.ndim != 2:
        raise ArgumentError("eye_: a matrix is needed", given=str(tensor.spec))
    return filled(tensor, np.eye(tensor.shape[0], tensor.shape[1]))


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Source = None) -> Tensor:
    """`tensor`, filled with numbers spread evenly over [a, b).

    `generator`, here and below: a `pellucid.random.Generator` or a key of `pellucid.random`, in
    place of the generator that `pellucid.manual_seed` starts.

    >>> from pellucid.tensor.random.keys import Generator
    >>> a, b = (uniform_(Tensor([0.0]), generator=Generator(7)) for _ in range(2))
    >>> a.item() == b.item()
    True
    """
    return filled(tensor, uniform(tensor.shape, a, b, generator))


def uniform(shape: Shape, a: float, b: float, generator: Source = None) -> np.ndarray:
    """Numbers spread evenly over [a, b), float32."""
    return a + (b - a) * source(generator).random(shape, dtype=np.float32)


def normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Source = None
) -> Tensor:
    """`tensor`, filled from the normal distribution."""
    drawn = source(generator).standard_normal(tensor.shape, dtype=np.float32)
    return filled(tensor, mean + std * drawn)


def trunc_normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0,
    generator: Source = None,
) -> Tensor:  # fmt: skip
    """`tensor`, filled from the normal distribution cut off below `a` and above `b`: what falls
    outside is drawn again."""
    if not a < b or (a - mean) / std > 4 or (b - mean) / std < -4:
        raise ArgumentError(
            f"trunc_normal_: hardly anything lies between {a} and {b}",
            given=f"mean={mean}, std={std}",
            fix="give bounds a < b within 4 standard deviations of the mean",
        )
    draws = source(generator)
    values = mean + std * draws.standard_normal(tensor.shape, dtype=np.float32)
    outside = (values < a) | (values > b)
    while outside.any():
        values[outside] = mean + std * draws.standard_normal(int(outside.sum()), dtype=np.float32)
        outside = (values < a) | (values > b)
    return filled(tensor, values)


def kaiming_uniform_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu",
    generator: Source = None,
) -> Tensor:  # fmt: skip
    """`tensor`, spread evenly so that rectified layers keep the variance; `a` is the slope below
    zero.

    >>> bool((kaiming_uniform_(Tensor([[0.0] * 6])).abs() <= 1.0).all())
    True
    """
    bound = math.sqrt(3.0) * kaiming_std(tensor.shape, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu",
    generator: Source = None,
) -> Tensor:  # fmt: skip
    """`tensor`, normal, so that rectified layers keep the variance; `a` is the slope below zero."""
    return normal_(tensor, 0.0, kaiming_std(tensor.shape, a, mode, nonlinearity), generator)


def kaiming_std(shape: Sequence[int], a: float, mode: str, nonlinearity: str) -> float:
    """The standard deviation of He et al."""
    if mode not in {"fan_in", "fan_out"}:
        raise ArgumentError(f"there is no mode {mode!r}", fix="use fan_in or fan_out")
    fan = fans(shape)[mode == "fan_out"]
    return calculate_gain(nonlinearity, a) / math.sqrt(max(fan, 1))


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Source = None) -> Tensor:
    """`tensor`, spread evenly with the variance of Glorot and Bengio."""
    bound = gain * math.sqrt(6.0 / max(sum(fans(tensor.shape)), 1))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Source = None) -> Tensor:
    """`tensor`, normal with the variance of Glorot and Bengio."""
    std = gain * math.sqrt(2.0 / max(sum(fans(tensor.shape)), 1))
    return normal_(tensor, 0.0, std, generator)


def orthogonal_(tensor: Tensor, gain: float = 1.0, generator: Source = None) -> Tensor:
    """`tensor`, whose rows (or columns, if there are more rows) are at right angles and of
    length `gain`."""
    rows = tensor.shape[0]
    flat = source(generator).standard_normal((rows, math.prod(tensor.shape[1:])))
    tall = flat if flat.shape[0] >= flat.shape[1] else flat.T
    q, r = np.linalg.qr(tall)
    q = q * np.sign(np.diag(r))
    return filled(tensor, gain * (q if flat.shape == q.shape else q.T).reshape(tensor.shape))


def fans(shape: Sequence[int]) -> tuple[int, int]:
    """How many inputs feed one output, and how many outputs one input feeds, for a weight of
    `shape`."""
    if len(shape) < 2:
        raise ArgumentError(
            "fan in and fan out need a weight of at least two axes", given=str(tuple(shape))
        )
    window = math.prod(shape[2:])
    return shape[1] * window, shape[0] * window


def calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """How many inputs feed one output of a weight, and how many outputs one input feeds.

    >>> calculate_fan_in_and_fan_out(Tensor([[1.0, 2.0, 3.0]]))
    (3, 1)
    """
    return fans(tensor.shape)


_calculate_fan_in_and_fan_out = calculate_fan_in_and_fan_out  # PyTorch's name, which scripts use


def _calculate_correct_fan(tensor: Tensor, mode: str) -> int:
    """The number of inputs or of outputs, as `mode` "fan_in" or "fan_out" asks."""
    return fans(tensor.shape)[mode == "fan_out"]


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor for the standard deviation that makes up for what a nonlinearity takes away.

    >>> round(calculate_gain("relu"), 4)
    1.4142
    """
    if nonlinearity == "leaky_relu":
        return math.sqrt(2.0 / (1 + (0.01 if param is None else param) ** 2))
    if nonlinearity not in GAINS:
        raise ArgumentError(
            f"no gain is known for {nonlinearity!r}",
            fix=f"use one of {', '.join(GAINS)}, leaky_relu",
        )
    return GAINS[nonlinearity]


def reset(weight: Tensor | None, bias: Tensor | None) -> None:
    """Weight 1, bias 0, where they are."""
    if weight is not None:
        ones_(weight)
    if bias is not None:
        zeros_(bias)
