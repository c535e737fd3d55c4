"""Random numbers under PyTorch's names: sizes one by one or together."""

from collections.abc import Sequence
from typing import Any

from pellucid.core.errors import ShapeError
from pellucid.tensor.functions import namespace as n
from pellucid.tensor.in_place import InPlace
from pellucid.tensor.lift import unpacked
from pellucid.tensor.random import distributions as d, picking
from pellucid.tensor.random.keys import Generator
from pellucid.tensor.tensor import Tensor


def drawn(found: Tensor, dtype: object, requires_grad: bool) -> Tensor:
    """Numbers in the dtype asked for, as a leaf where a gradient is asked for."""
    found = found if dtype is None else found.astype(dtype)
    return found.requires_grad_() if requires_grad else found


def rand(
    *size: Any,
    generator: Generator | None = None,
    dtype: object = None,
    device: object = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers spread evenly over [0, 1); float32 unless told.

    >>> rand(2, 3).shape
    (2, 3)
    """
    n.zeros(0, device=device)
    return drawn(d.uniform(unpacked(size), key=generator), dtype, requires_grad)


def randn(
    *size: Any,
    generator: Generator | None = None,
    dtype: object = None,
    device: object = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers with the standard normal distribution; float32 unless told.

    >>> randn(2, 3).shape
    (2, 3)
    """
    n.zeros(0, device=device)
    return drawn(d.normal(unpacked(size), key=generator), dtype, requires_grad)


def randint(
    *limits: Any, generator: Generator | None = None, dtype: object = None, **options: Any
) -> Tensor:
    """Whole numbers: `randint(high, size)` below `high`, `randint(low, high, size)` from `low` on;
    int64 unless told.

    >>> bool((randint(3, 5, (100,)) < 5).all())
    True
    """
    low = options.pop("low", 0)
    size = options.pop("size", None)
    high = options.pop("high", None)
    n.zeros(0, device=options.pop("device", None))
    if options:
        raise TypeError(f"randint() has no argument {next(iter(options))!r}")
    given = list(limits)
    size = given.pop() if size is None else size
    if high is None:
        high = given.pop()
    if given:
        low = given.pop()
    return drawn(picking.integers(low, high, size, key=generator), dtype, requires_grad=False)


def randperm(count: int, /, *, generator: Generator | None = None, dtype: object = None) -> Tensor:
    """The whole numbers below `count` in a random order; int64 unless told.

    >>> sorted(randperm(3).tolist())
    [0, 1, 2]
    """
    return drawn(picking.permutation(count, key=generator), dtype, requires_grad=False)


def rand_like(x: Tensor, /, *, dtype: object = None, requires_grad: bool = False) -> Tensor:
    """As `rand`, in the shape and dtype of a tensor."""
    return rand(x.shape, dtype=dtype or x.dtype, requires_grad=requires_grad)


def randn_like(x: Tensor, /, *, dtype: object = None, requires_grad: bool = False) -> Tensor:
    """As `randn`, in the shape and dtype of a tensor."""
    return randn(x.shape, dtype=dtype or x.dtype, requires_grad=requires_grad)


def randint_like(x: Tensor, /, *limits: int, dtype: object = None) -> Tensor:
    """As `randint`, in the shape and dtype of a tensor."""
    return randint(*limits, x.shape, dtype=dtype or x.dtype)


def normal(
    mean: float | Tensor = 0.0,
    std: float | Tensor = 1.0,
    size: int | Sequence[int] | None = None,
    *,
    generator: Generator | None = None,
) -> Tensor:
    """Numbers with normal distributions: of the shape given, or of the parameters.

    >>> normal(0.0, 1.0, (2, 3)).shape
    (2, 3)
    """
    return d.normal(size, mean, std, key=generator)


def bernoulli(p: Tensor, /, *, generator: Generator | None = None) -> Tensor:
    """1 with probability p, else 0, in the dtype of p.

    >>> bernoulli(n.ones(3)).tolist()
    [1.0, 1.0, 1.0]
    """
    return picking.bernoulli(p, key=generator).astype(p.dtype)


def multinomial(
    weights: Tensor,
    num_samples: int,
    replacement: bool = False,
    *,
    generator: Generator | None = None,
) -> Tensor:
    """The numbers of columns, drawn by their weights, `num_samples` for each row; int64. Without
    replacement none is drawn twice, by the trick of Gumbel's largest.

    >>> multinomial(n.asarray([0.0, 1.0, 0.0]), 1).tolist()
    [1]
    """
    if weights.ndim not in {1, 2}:
        raise ShapeError("multinomial: weights are a list or rows", given=str(weights.spec))
    logits = n.log(weights)
    if replacement:
        size = (num_samples, *weights.shape[:-1])
        return n.moveaxis(picking.categorical(logits, size, key=generator), 0, -1)
    if num_samples > weights.shape[-1]:
        raise ShapeError(
            f"multinomial: {num_samples} of {weights.shape[-1]} cannot be drawn without replacement"
        )
    noise = d.gumbel(weights.shape, dtype=weights.dtype, key=generator)
    return n.top_k(logits + noise, num_samples).indices


InPlace.samplers |= {
    "bernoulli": lambda x, p=0.5: picking.bernoulli(p, x.shape).astype(x.dtype),
    "cauchy": lambda x, median=0.0, sigma=1.0: d.cauchy(x.shape, median, sigma, dtype=x.dtype),
    "exponential": lambda x, lambd=1.0: d.exponential(x.shape, 1.0 / lambd, dtype=x.dtype),
    "normal": lambda x, mean=0.0, std=1.0: d.normal(x.shape, mean, std, dtype=x.dtype),
    "uniform": lambda x, low=0.0, high=1.0: d.uniform(x.shape, low, high, dtype=x.dtype),
}
