"""Random choices: of whole numbers, of classes, of elements, of orders."""

from collections.abc import Sequence

import numpy as np

from pellucid.core.dtypes import float32
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.tensor.functions import elements as e, namespace as n
from pellucid.tensor.nodes.compose import normal_axis
from pellucid.tensor.nodes.creation import shape_of
from pellucid.tensor.random.distributions import Key, Number, gumbel, shape_for
from pellucid.tensor.random.keys import Size, draw_key, random_bits, unit
from pellucid.tensor.tensor import Tensor, wrap


def bernoulli(p: Number = 0.5, size: Size | None = None, *, key: Key = None) -> Tensor:
    """True with probability `p`.

    >>> bernoulli(1.0, 3).tolist()
    [True, True, True]
    """
    return wrap(unit(draw_key(key), shape_for("bernoulli", size, p), float32)) < p


def integers(low: int, high: int, size: Size = (), *, key: Key = None) -> Tensor:
    """Whole numbers in [low, high), int64; at most 2**32 different ones.

    >>> bool((integers(3, 5, 100) < 5).all())
    True
    """
    if high <= low:
        raise ArgumentError(f"there is no whole number from {low} up to, not including, {high}")
    if high - low > 2**32:
        raise ArgumentError(f"integers: {high - low} numbers are more than 2**32")
    wide = wrap(random_bits(draw_key(key), shape_of(size))).astype("uint64") * (high - low)
    return (wide >> 32).astype("int64") + low


def categorical(
    logits: Tensor, size: Size | None = None, *, axis: int = -1, key: Key = None
) -> Tensor:
    """The numbers of classes, drawn with probabilities that are the softmax of `logits` along an
    axis; int64. `size` ends in the shape of the other axes, and is that by default.

    >>> import pellucid as pel
    >>> categorical(pel.asarray([-100.0, 0.0, -100.0]), 4).tolist()
    [1, 1, 1, 1]
    """
    if not logits.shape:
        raise ShapeError("categorical: a number is not a list of logits", given=str(logits.spec))
    last = n.moveaxis(logits, normal_axis("categorical", axis, logits.ndim), -1)
    shape = shape_for("categorical", size, last[..., 0])
    noise = gumbel((*shape, last.shape[-1]), dtype=last.dtype, key=key)
    return n.argmax(last + noise, axis=-1)


def choice(
    a: int | Tensor | np.ndarray,
    size: Size = (),
    *,
    replace: bool = True,
    p: Tensor | np.ndarray | Sequence[float] | None = None,
    key: Key = None,
) -> Tensor:
    """Elements of `a` (of the numbers below it, where it is one), drawn with probabilities `p`, or
    evenly; along the first axis. Without `replace` none is drawn twice.

    >>> sorted(choice(3, 3, replace=False).tolist())
    [0, 1, 2]
    """
    count = a if isinstance(a, int) else a.shape[0]
    shape = shape_of(size)
    wanted = int(np.prod(shape, dtype=np.int64))
    if not replace and wanted > count:
        raise ArgumentError(f"choice: {wanted} of {count} cannot be drawn without replacement")
    logits = None if p is None else e.log(p if isinstance(p, Tensor) else Tensor(np.asarray(p)))
    if logits is not None and logits.shape != (count,):
        raise ShapeError(
            f"choice: one probability is needed for each of {count}", given=str(logits.spec)
        )
    if not replace:
        order = permutation(count, key=key) if logits is None else by_chance(logits, key)
        places = order[:wanted].reshape(shape)
    elif logits is None:
        places = integers(0, count, shape, key=key)
    else:
        places = categorical(logits, shape, key=key)
    return places if isinstance(a, int) else n.take(n.asarray(a), places, axis=0)


def by_chance(logits: Tensor, key: Key) -> Tensor:
    """All places in the order of draws without replacement: the larger a logit, the earlier."""
    return order_of(-(logits + gumbel(logits.shape, dtype=logits.dtype, key=key)))


def permutation(x: int | Tensor | np.ndarray, *, axis: int = 0, key: Key = None) -> Tensor:
    """The numbers from 0 to x - 1 in random order, int64; or an array with what lies along an axis
    in random order.

    >>> sorted(permutation(5).tolist())
    [0, 1, 2, 3, 4]
    """
    if isinstance(x, int):
        return order_of(wrap(random_bits(draw_key(key), (x,))))
    array = n.asarray(x)
    axis = normal_axis("permutation", axis, array.ndim)
    return n.take(array, permutation(array.shape[axis], key=key), axis=axis)


def shuffle(x: Tensor | np.ndarray, *, axis: int = 0, key: Key = None) -> Tensor:
    """What lies along an axis, in random order: as `permutation` of an array.

    >>> import pellucid as pel
    >>> sorted(shuffle(pel.arange(4)).tolist())
    [0, 1, 2, 3]
    """
    return permutation(n.asarray(x), axis=axis, key=key)


def order_of(x: Tensor) -> Tensor:
    """The places of the elements of a list from the smallest to the largest; equals in order."""
    return n.argsort(x)
