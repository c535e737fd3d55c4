"""Numbers with continuous distributions."""

import math
from collections.abc import Sequence

import numpy as np

from pellucid.core.dtypes import DType, as_dtype, float32, float64
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError
from pellucid.core.spec import Shape, broadcast_shapes
from pellucid.graph import Node
from pellucid.tensor.functions import elements as e, namespace as n
from pellucid.tensor.functions.linalg import cholesky
from pellucid.tensor.nodes.creation import shape_of
from pellucid.tensor.random.keys import Generator, Size, draw_key, keys, open_unit, stream, unit
from pellucid.tensor.tensor import Tensor, wrap

Key = Tensor | Generator | None
Number = float | Tensor
TRIALS = 8  # each is refused in 1 of 20 cases at most, so all of them in 1 of 10**10


def shape_for(asked: str, size: Size | None, *parameters: Number) -> Shape:
    """The shape of the result: the one given, or the one the parameters broadcast to."""
    known = broadcast_shapes(asked, *(x.shape for x in parameters if isinstance(x, Tensor)), ())
    if size is None:
        return known
    shape = shape_of(size)
    if broadcast_shapes(asked, known, shape) != shape:
        raise ShapeError(
            f"{asked}: parameters of shape {known} do not fit into size {shape}",
            fix="leave out the size, or give one that ends in the shape of the parameters",
        )
    return shape


def float_dtype(asked: str, dtype: object) -> DType:
    """The dtype asked for, which must be one of floats."""
    found = as_dtype(dtype)  # type: ignore[arg-type]
    if not found.is_float:
        raise DTypeError(f"{asked} makes floats", given=str(found))
    return found


def refuse_negative(asked: str, name: str, x: Number) -> None:
    """Raise for a parameter that must be above 0, where it is known."""
    if isinstance(x, bool | int | float) and not x > 0:
        raise ArgumentError(f"{asked}: {name} must be above 0", given=str(x))


def scaled(x: Tensor, scale: Number, loc: Number) -> Tensor:
    """x times `scale` plus `loc`, without operations that change nothing."""
    x = x if isinstance(scale, int | float) and scale == 1 else x * scale
    return x if isinstance(loc, int | float) and loc == 0 else x + loc


def wide(dtype: DType) -> DType:
    """The dtype to compute in: a narrow one would round numbers below 1 to 1."""
    return float64 if dtype == float64 else float32


def uniform(
    size: Size | None = None,
    low: Number = 0.0,
    high: Number = 1.0,
    *,
    dtype: object = float32,
    key: Key = None,
) -> Tensor:
    """Numbers spread evenly over [low, high).

    >>> bool((uniform(100) < 1).all())
    True
    """
    shape, wanted = shape_for("uniform", size, low, high), float_dtype("uniform", dtype)
    return scaled(wrap(unit(draw_key(key), shape, wanted)), high - low, low)


def normal(
    size: Size | None = None,
    mean: Number = 0.0,
    std: Number = 1.0,
    *,
    dtype: object = float32,
    key: Key = None,
) -> Tensor:
    """Numbers with the normal distribution, by the transform of Box and Muller (1958).

    >>> abs(normal(10000).mean().item()) < 0.05
    True
    """
    shape, wanted = shape_for("normal", size, mean, std), float_dtype("normal", dtype)
    return scaled(standard_normal(draw_key(key), shape, wide(wanted)).astype(wanted), std, mean)


def standard_normal(key: Node, shape: Shape, dtype: DType) -> Tensor:
    """Numbers with mean 0 and variance 1."""
    radius = e.sqrt(e.log(wrap(1.0 - unit(key, shape, dtype))) * -2.0)
    return radius * e.cos(wrap(unit(stream(key, 1), shape, dtype) * (2 * math.pi)))


def standard_exponential(key: Node, shape: Shape, dtype: DType) -> Tensor:
    """Numbers with the exponential distribution of mean 1, all above 0."""
    return -e.log(wrap(open_unit(key, shape, dtype)))


def exponential(
    size: Size | None = None, scale: Number = 1.0, *, dtype: object = float32, key: Key = None
) -> Tensor:
    """Numbers with the exponential distribution of mean `scale`.

    >>> bool((exponential(100, 3.0) > 0).all())
    True
    """
    refuse_negative("exponential", "scale", scale)
    shape, wanted = shape_for("exponential", size, scale), float_dtype("exponential", dtype)
    found = standard_exponential(draw_key(key), shape, wide(wanted))
    return scaled(found.astype(wanted), scale, 0)


def laplace(
    size: Size | None = None,
    loc: Number = 0.0,
    scale: Number = 1.0,
    *,
    dtype: object = float32,
    key: Key = None,
) -> Tensor:
    """Numbers with the Laplace distribution: exponential ones, of either sign.

    >>> laplace(3).shape
    (3,)
    """
    refuse_negative("laplace", "scale", scale)
    shape, wanted = shape_for("laplace", size, loc, scale), float_dtype("laplace", dtype)
    first, second = keys(key, 2)
    found = standard_exponential(first, shape, wide(wanted))
    found = e.where(wrap(unit(second, shape, float32)) < 0.5, found, -found)
    return scaled(found.astype(wanted), scale, loc)


def gumbel(
    size: Size | None = None,
    loc: Number = 0.0,
    scale: Number = 1.0,
    *,
    dtype: object = float32,
    key: Key = None,
) -> Tensor:
    """Numbers with the Gumbel distribution, that of the largest of many.

    >>> gumbel(3).shape
    (3,)
    """
    refuse_negative("gumbel", "scale", scale)
    shape, wanted = shape_for("gumbel", size, loc, scale), float_dtype("gumbel", dtype)
    found = -e.log(standard_exponential(draw_key(key), shape, wide(wanted)))
    return scaled(found.astype(wanted), scale, loc)


def logistic(
    size: Size | None = None,
    loc: Number = 0.0,
    scale: Number = 1.0,
    *,
    dtype: object = float32,
    key: Key = None,
) -> Tensor:
    """Numbers with the logistic distribution.

    >>> logistic(3).shape
    (3,)
    """
    refuse_negative("logistic", "scale", scale)
    shape, wanted = shape_for("logistic", size, loc, scale), float_dtype("logistic", dtype)
    u = wrap(open_unit(draw_key(key), shape, wide(wanted)))
    return scaled((e.log(u) - e.log1p(-u)).astype(wanted), scale, loc)


def cauchy(
    size: Size | None = None,
    loc: Number = 0.0,
    scale: Number = 1.0,
    *,
    dtype: object = float32,
    key: Key = None,
) -> Tensor:
    """Numbers with the Cauchy distribution.

    >>> cauchy(3).shape
    (3,)
    """
    refuse_negative("cauchy", "scale", scale)
    shape, wanted = shape_for("cauchy", size, loc, scale), float_dtype("cauchy", dtype)
    u = wrap(open_unit(draw_key(key), shape, wide(wanted)))
    return scaled(e.tan((u - 0.5) * math.pi).astype(wanted), scale, loc)


def truncated_normal(
    size: Size | None = None,
    low: Number = -2.0,
    high: Number = 2.0,
    mean: Number = 0.0,
    std: Number = 1.0,
    *,
    dtype: object = float32,
    key: Key = None,
) -> Tensor:
    """Numbers with the normal distribution, given that they lie between `low` and `high`, which
    are counted in standard deviations from the mean.

    >>> x = truncated_normal(1000, -1.0, 2.0)
    >>> bool(((x >= -1) & (x <= 2)).all())
    True
    """
    wanted = float_dtype("truncated_normal", dtype)
    shape = shape_for("truncated_normal", size, low, high, mean, std)
    lower, upper = (
        x.astype(float64) if isinstance(x, Tensor) else Tensor(float(x), float64)
        for x in (low, high)
    )
    below, above = (0.5 + 0.5 * e.erf(x * math.sqrt(0.5)) for x in (lower, upper))
    u = wrap(open_unit(draw_key(key), shape, float64))
    found = e.clip(normal_quantile(below + (above - below) * u), lower, upper)
    return scaled(found.astype(wanted), std, mean)


# P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function",
# 2003: relative error below 1.15e-9.
CENTRAL = (
    (
        -3.969683028665376e01, 2.209460984245205e02, -2.759285104469687e02,
        1.383577518672690e02, -3.066479806614716e01, 2.506628277459239e00,
    ),
    (
        -5.447609879822406e01, 1.615858368580409e02, -1.556989798598866e02,
        6.680131188771972e01, -1.328068155288572e01, 1.0,
    ),
)  # fmt: skip
TAIL = (
    (
        -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e00,
        -2.549732539343734e00, 4.374664141464968e00, 2.938163982698783e00,
    ),
    (7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e00, 3.754408661907416e00, 1.0),
)  # fmt: skip
TAIL_BELOW = 0.02425


def polynomial(x: Tensor, coefficients: Sequence[float]) -> Tensor:
    """The polynomial with these coefficients, the highest power first."""
    found = x * 0 + coefficients[0]
    for c in coefficients[1:]:
        found = found * x + c
    return found


def normal_quantile(p: Tensor) -> Tensor:
    """The number that a normally distributed one is below with probability p; float64."""
    q = p - 0.5
    square = q * q
    middle = q * polynomial(square, CENTRAL[0]) / polynomial(square, CENTRAL[1])
    tail = e.minimum(p, 1 - p)
    depth = e.sqrt(-2 * e.log(e.maximum(tail, 1e-300)))
    outer = polynomial(depth, TAIL[0]) / polynomial(depth, TAIL[1])
    return e.where(tail < TAIL_BELOW, e.where(q < 0, outer, -outer), middle)


def gamma(
    shape: Number, size: Size | None = None, scale: Number = 1.0, *, dtype: object = float32,
    key: Key = None,
) -> Tensor:  # fmt: skip
    """Numbers with the gamma distribution of a `shape` above 0, times `scale`, by the method of
    G. Marsaglia and W. W. Tsang (2000). No gradient goes on to `shape`.

    >>> abs(gamma(3.0, 10000).mean().item() - 3) < 0.1
    True
    """
    refuse_negative("gamma", "shape", shape)
    refuse_negative("gamma", "scale", scale)
    wanted, full = float_dtype("gamma", dtype), shape_for("gamma", size, shape, scale)
    inner = wide(wanted)
    given = shape.detach().astype(inner) if isinstance(shape, Tensor) else Tensor(shape, inner)
    return scaled(standard_gamma(keys(key, 3), given, full, inner).astype(wanted), scale, 0)


def standard_gamma(drawn: Sequence[Node], a: Tensor, shape: Shape, dtype: DType) -> Tensor:
    """Numbers with the gamma distribution. Several trials are made at once, and the first that is
    not refused counts.
    """
    d = e.where(a < 1, a + 1, a) - 1 / 3
    c = 1 / e.sqrt(9 * d)
    trials = (TRIALS, *shape)
    x = standard_normal(drawn[0], trials, dtype)
    u = wrap(open_unit(drawn[1], trials, dtype))
    root = e.maximum(1 + c * x, 0)
    v = root * root * root
    logarithm = e.log(e.where(v > 0, v, 1))
    accepted = (v > 0) & (e.log(u) < x * x * 0.5 + d - d * v + d * logarithm)
    found = d * first_accepted(accepted, v)
    boost = e.log(wrap(open_unit(drawn[2], shape, dtype))) / a
    return e.where(a < 1, found * e.exp(boost), found)


def first_accepted(accepted: Tensor, values: Tensor) -> Tensor:
    """The first along axis 0 of `values` that is accepted."""
    number = n.arange(values.shape[0]).reshape((-1,) + (1,) * (values.ndim - 1))
    chosen = number == n.argmax(accepted, axis=0, keepdims=True)
    return e.where(chosen, values, 0).sum(axis=0)


def chisquare(
    df: Number, size: Size | None = None, *, dtype: object = float32, key: Key = None
) -> Tensor:
    """Numbers with the chi-square distribution of `df` degrees of freedom.

    >>> bool((chisquare(2.0, 100) >= 0).all())
    True
    """
    return gamma(df * 0.5, size, 2.0, dtype=dtype, key=key)


def student_t(
    df: Number, size: Size | None = None, *, dtype: object = float32, key: Key = None
) -> Tensor:
    """Numbers with Student's t distribution of `df` degrees of freedom.

    >>> student_t(3.0, 5).shape
    (5,)
    """
    shape, wanted = shape_for("student_t", size, df), float_dtype("student_t", dtype)
    first, second = keys(key, 2)
    inner = wide(wanted)
    spread = chisquare(df, shape, dtype=inner, key=wrap(second)) / df
    return (standard_normal(first, shape, inner) / e.sqrt(spread)).astype(wanted)


def beta(
    a: Number, b: Number, size: Size | None = None, *, dtype: object = float32, key: Key = None
) -> Tensor:
    """Numbers in [0, 1] with the beta distribution. No gradient goes on to `a` and `b`.

    >>> abs(beta(2.0, 2.0, 10000).mean().item() - 0.5) < 0.02
    True
    """
    shape = shape_for("beta", size, a, b)
    wanted = float_dtype("beta", dtype)
    first, second = keys(key, 2)
    x = gamma(a, shape, dtype=wide(wanted), key=wrap(first))
    return (x / (x + gamma(b, shape, dtype=wide(wanted), key=wrap(second)))).astype(wanted)


def dirichlet(
    alpha: Tensor | np.ndarray | Sequence[float], size: Size = (), *, dtype: object = float32,
    key: Key = None,
) -> Tensor:  # fmt: skip
    """Shares that sum to 1 along the last axis, with the Dirichlet distribution; of shape `size`,
    then that of `alpha`.

    >>> dirichlet([1.0, 2.0, 3.0], 4).shape
    (4, 3)
    """
    given = alpha if isinstance(alpha, Tensor) else Tensor(np.asarray(alpha, np.float32))
    if not given.shape:
        raise ShapeError("dirichlet: alpha is a list", given=str(given.spec))
    wanted = float_dtype("dirichlet", dtype)
    x = gamma(given, (*shape_of(size), *given.shape), dtype=wide(wanted), key=key)
    return (x / x.sum(axis=-1, keepdims=True)).astype(wanted)


def multivariate_normal(
    mean: Tensor | np.ndarray | Sequence[float],
    cov: Tensor | np.ndarray | Sequence[Sequence[float]],
    size: Size = (),
    *,
    dtype: object = float32,
    key: Key = None,
) -> Tensor:
    """Vectors with the normal distribution of a mean and a covariance; of shape `size`, then that
    of `mean`. Raises ArgumentError where the covariance is not positive definite.

    >>> multivariate_normal([0.0, 1.0], [[2.0, 1.0], [1.0, 2.0]], 5).shape
    (5, 2)
    """
    wanted = float_dtype("multivariate_normal", dtype)
    middle, matrix = (
        (x if isinstance(x, Tensor) else Tensor(np.asarray(x, np.float64))).astype(float64)
        for x in (mean, cov)
    )
    if matrix.ndim != 2 or matrix.shape != (*middle.shape, *middle.shape):
        raise ShapeError(
            "multivariate_normal: a covariance is needed for each pair of numbers",
            given=f"{middle.shape}, {matrix.shape}",
        )
    z = standard_normal(draw_key(key), (*shape_of(size), *middle.shape), float64)
    return (z @ cholesky(matrix).mT + middle).astype(wanted)
