"""What inputs go through first. What it needs to know it learns once, by `fit` on the training
inputs, and keeps in buffers: it is saved with the model, and is part of its compiled program.
"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from pellucid.core.errors import ArgumentError, DataError, ShapeError
from pellucid.nn.modules.containers import Sequential
from pellucid.nn.modules.module import Module
from pellucid.tensor.functions.namespace import concat as joined, maximum
from pellucid.tensor.tensor import Tensor


class Fitted(Module):
    """A step of preprocessing that is fitted before it is used; before that it changes nothing.
    The finished ones are Standardize, PCA and ZCA; `Preprocessing` puts several in a row."""

    def fit(self, x: Any) -> Self:
        """This step, after it has looked at the training inputs `x`, an array (n, ...)."""
        rows = np.asarray(x, np.float64)
        if not len(rows) or not np.isfinite(rows).all():
            raise DataError(
                f"{type(self).__name__} cannot be fitted to inputs that are no numbers",
                given=f"{int((~np.isfinite(rows)).sum())} of {rows.size} are NaN or infinite",
                fix="fill or drop what is missing first",
            )
        self.look(rows)
        return self

    @abstractmethod
    def look(self, x: np.ndarray) -> None:
        """Learn from the training inputs, float64."""

    @property
    def is_fitted(self) -> bool:
        """Has it learned anything, by `fit` or from a state?"""
        return any(bool((x.numpy() != first(name, x)).any()) for name, x in self.named_buffers())


def first(name: str, x: Tensor) -> np.ndarray:
    """What a buffer of a step holds before the step is fitted: it changes nothing."""
    if name == "mean":
        return np.zeros(x.shape)
    is_matrix = x.ndim == 2 and name in {"axes", "matrix"}
    return np.eye(x.shape[0], x.shape[1]) if is_matrix else np.ones(x.shape)


def as_tensor(x: Any) -> Tensor:
    """An input as a tensor."""
    return x if isinstance(x, Tensor) else Tensor(x)


def row_shape(asked: str, shape: int | Sequence[int]) -> tuple[int, ...]:
    """The shape of what is kept for one row."""
    found = (shape,) if isinstance(shape, int) else tuple(shape)
    if any(n < 1 for n in found):
        raise ArgumentError(f"{asked}: sizes are 1 or more", given=str(found))
    return found


class Standardize(Fitted):
    """Inputs (n, ...) less their mean, divided by their deviation: over all rows, and over every
    axis where `shape` has a 1. `shape` (784,) or (1, 28, 28) treats each pixel by itself, (3, 1, 1)
    each channel, (1,) all alike. With `scale=False` only the mean goes: a mean image.

    >>> step = Standardize(2).fit([[0.0, 1.0], [4.0, 1.0]])
    >>> step(np.float32([[0.0, 1.0], [4.0, 1.0]])).tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """

    def __init__(
        self, shape: int | Sequence[int], *, scale: bool = True, eps: float = 1e-6
    ) -> None:
        self.shape, self.scale, self.eps = row_shape("Standardize", shape), scale, eps
        self.register_buffer("mean", np.zeros(self.shape, np.float32))
        self.register_buffer("deviation", np.ones(self.shape, np.float32))

    def look(self, x: np.ndarray) -> None:
        inner = x.ndim - len(self.shape)
        axes = (*range(inner), *(inner + i for i, n in enumerate(self.shape) if n == 1))
        fits = inner > 0 and all(
            n in {1, own} for n, own in zip(self.shape, x.shape[inner:], strict=True)
        )
        if not fits:
            raise ShapeError(f"Standardize is for rows of {self.shape}", given=f"{x.shape}")
        self.mean = Tensor(x.mean(axes, keepdims=True)[(0,) * inner].astype(np.float32))
        spread = x.std(axes, keepdims=True)[(0,) * inner]
        spread = np.where(spread > self.eps, spread, 1.0) if self.scale else np.ones_like(spread)
        self.deviation = Tensor(spread.astype(np.float32))

    def forward(self, input: Any) -> Tensor:
        return (as_tensor(input) - self.mean) / self.deviation

    def extra_repr(self) -> str:
        return f"{self.shape}, scale={self.scale}"


class GlobalContrastNorm(Module):
    """Each row less its own mean, divided by its own norm, so that contrast counts no more: x /
    max(eps, sqrt(bias + mean square)), as Coates, Lee and Ng (2011) prepare pictures.

    >>> GlobalContrastNorm()(np.float32([[1.0, 3.0], [10.0, 30.0]])).tolist()
    [[-1.0, 1.0], [-1.0, 1.0]]
    """

    def __init__(self, scale: float = 1.0, bias: float = 0.0, eps: float = 1e-8) -> None:
        self.scale, self.bias, self.eps = scale, bias, eps

    def forward(self, input: Any) -> Tensor:
        x = as_tensor(input)
        flat = x.flatten(1)
        centred = flat - flat.mean(1, keepdim=True)
        size = (centred.square().mean(1, keepdim=True) + self.bias).sqrt()
        return (centred * self.scale / maximum(size, self.eps)).reshape(x.shape)

    def extra_repr(self) -> str:
        return f"scale={self.scale}, bias={self.bias}"


class PCA(Fitted):
    """Rows (n, features), anything with more axes flattened, on their `components` principal axes,
    the longest first; with `whiten` each of variance 1. `inverse` goes back.

    >>> step = PCA(2, 1).fit([[1.0, 1.0], [-1.0, -1.0], [2.0, 2.0], [-2.0, -2.0]])
    >>> round(abs(step(np.float32([[3.0, 3.0]])).item()), 3)
    4.243
    """

    def __init__(
        self, features: int, components: int | None = None, *, whiten: bool = False,
        eps: float = 1e-6,
    ) -> None:  # fmt: skip
        self.features = features
        self.components = features if components is None else components
        if not 1 <= self.components <= features:
            raise ArgumentError(f"PCA: components are 1 to {features}, not {components}")
        self.whiten, self.eps = whiten, eps
        self.register_buffer("mean", np.zeros(features, np.float32))
        self.register_buffer("axes", np.eye(features, self.components, dtype=np.float32))
        self.register_buffer("variances", np.ones(self.components, np.float32))

    def look(self, x: np.ndarray) -> None:
        mean, values, vectors = spectrum("PCA", x, self.features)
        self.mean = Tensor(mean.astype(np.float32))
        self.axes = Tensor(vectors[:, : self.components].astype(np.float32))
        self.variances = Tensor(values[: self.components].astype(np.float32))

    def forward(self, input: Any) -> Tensor:
        found = (as_tensor(input).flatten(1) - self.mean) @ self.axes
        return found / (self.variances + self.eps).sqrt() if self.whiten else found

    def inverse(self, codes: Any) -> Tensor:
        """The rows that codes (n, components) stand for."""
        found = as_tensor(codes)
        found = found * (self.variances + self.eps).sqrt() if self.whiten else found
        return found @ self.axes.T + self.mean

    def extra_repr(self) -> str:
        return f"{self.features}, {self.components}, whiten={self.whiten}"


class ZCA(Fitted):
    """Rows (n, ...) of `features` numbers, whitened and turned back so that they stay as near as
    possible to what they were (Bell and Sejnowski, 1997); the shape stays. `bias` is added to
    every variance, so that what hardly varies is not blown up.

    >>> x = np.random.default_rng(0).normal(size=(500, 2)) @ np.float64([[2, 1], [0, 1]])
    >>> white = ZCA(2, bias=0.0).fit(x)(x.astype(np.float32)).numpy()
    >>> bool(np.abs(np.cov(white.T, bias=True) - np.eye(2)).max() < 1e-3)
    True
    """

    def __init__(self, features: int, bias: float = 0.1) -> None:
        self.features, self.bias = features, bias
        self.register_buffer("mean", np.zeros(features, np.float32))
        self.register_buffer("matrix", np.eye(features, dtype=np.float32))

    def look(self, x: np.ndarray) -> None:
        mean, values, vectors = spectrum("ZCA", x, self.features)
        scales = 1 / np.sqrt(np.maximum(values, 0) + max(self.bias, 1e-12))
        self.mean = Tensor(mean.astype(np.float32))
        self.matrix = Tensor(((vectors * scales) @ vectors.T).astype(np.float32))

    def forward(self, input: Any) -> Tensor:
        x = as_tensor(input)
        return ((x.flatten(1) - self.mean) @ self.matrix).reshape(x.shape)

    def extra_repr(self) -> str:
        return f"{self.features}, bias={self.bias}"


def spectrum(asked: str, x: np.ndarray, features: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The mean of rows, and the variances and axes of their spread, the largest first."""
    flat = x.reshape(len(x), -1)
    if flat.shape[1] != features:
        raise ShapeError(f"{asked} is for rows of {features} numbers", given=f"{x.shape}")
    mean = flat.mean(0)
    values, vectors = np.linalg.eigh(np.cov(flat.T, bias=True).reshape(features, features))
    return mean, values[::-1], vectors[:, ::-1]


class RGBToYUV(Module):
    """Pictures (n, 3, H, W) of red, green and blue as brightness and two differences of colour
    (ITU-R BT.601)."""

    MATRIX = ((0.299, 0.587, 0.114), (-0.14713, -0.28886, 0.436), (0.615, -0.51499, -0.10001))

    def forward(self, input: Any) -> Tensor:
        x = as_tensor(input)
        if x.ndim != 4 or x.shape[1] != 3:
            raise ShapeError("RGBToYUV: pictures (n, 3, H, W) are needed", given=str(x.spec))
        planes = [
            sum(x[:, i : i + 1] * share for i, share in enumerate(row)) for row in self.MATRIX
        ]
        return joined(planes, axis=1)


class Preprocessing(Sequential):
    """Steps in a row, fitted one after another: each sees the training inputs as those before it
    leave them. Put it first in a network, and it travels with the network.

    >>> steps = Preprocessing(GlobalContrastNorm(), Standardize(3)).fit([[1.0, 2, 6], [5, 2, 0]])
    >>> network = Sequential(steps)
    >>> network(np.float32([[1.0, 2.0, 6.0]])).numpy().round(2).tolist()
    [[-1.0, -1.0, 1.0]]
    """

    def fit(self, x: Any) -> Self:
        """These steps, each fitted."""
        for _, step in self.parts():
            fit = getattr(step, "fit", None)
            if callable(fit):
                fit(x)
            x = in_parts(step, x)
        return self


def in_parts(step: Module, x: Any, rows: int = 4096) -> np.ndarray:
    """What a step makes of many rows."""
    x = np.asarray(x, np.float32)
    was = step.training
    step.eval()
    try:
        return np.concatenate([step(x[i : i + rows]).numpy() for i in range(0, len(x), rows)])
    finally:
        step.train(was)
