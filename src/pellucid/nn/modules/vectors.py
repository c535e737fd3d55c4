"""All parameters as one vector, and back."""

import math
from collections.abc import Iterable

from pellucid.core.errors import ShapeError
from pellucid.tensor.functions.namespace import concat
from pellucid.tensor.tensor import Tensor


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """The elements of all parameters, one after the other, (n,).

    >>> parameters_to_vector([Tensor([[1.0, 2.0]]), Tensor([3.0])]).tolist()
    [1.0, 2.0, 3.0]
    """
    return concat([x.reshape(-1) for x in parameters])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Give the parameters the values of a vector (n,), in the order of `parameters_to_vector`.

    >>> p, q = Tensor([[0.0, 0.0]]), Tensor([0.0])
    >>> vector_to_parameters(Tensor([1.0, 2.0, 3.0]), [p, q])
    >>> p.tolist(), q.tolist()
    ([[1.0, 2.0]], [3.0])
    """
    given = list(parameters)
    sizes = [math.prod(x.shape) for x in given]
    if vec.shape != (sum(sizes),):
        raise ShapeError(
            f"vector_to_parameters: the parameters have {sum(sizes)} elements",
            given=f"a vector {vec.shape}",
        )
    place = 0
    for x, size in zip(given, sizes, strict=True):
        x.assign(vec[place : place + size].detach().reshape(x.shape))
        place += size
