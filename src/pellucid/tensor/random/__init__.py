"""Random numbers: a pure function of a key and the place in the array, so the same key gives the
same numbers compiled or not, at any thread count, and over many keys with `vmap`.

Every function takes a `key`, or a `Generator`; without one, numbers come from a default generator,
which `manual_seed` starts again. Parameters may be tensors; `size` is then by default the shape
they broadcast to, and gradients go on to them where a number is a smooth function of them.
"""

from pellucid.tensor.nodes.creation import shape_of
from pellucid.tensor.random.counting_distributions import (
    binomial,
    geometric,
    poisson,
)
from pellucid.tensor.random.distributions import (
    beta,
    cauchy,
    chisquare,
    dirichlet,
    exponential,
    gamma,
    gumbel,
    laplace,
    logistic,
    multivariate_normal,
    normal,
    student_t,
    truncated_normal,
    uniform,
)
from pellucid.tensor.random.keys import (
    DEFAULT,
    Generator,
    Size,
    draw_key,
    fold_in,
    key,
    manual_seed,
    random_bits,
    split,
)
from pellucid.tensor.random.picking import (
    bernoulli,
    categorical,
    choice,
    integers,
    permutation,
    shuffle,
)
from pellucid.tensor.tensor import Tensor, wrap

__all__ = [
    "DEFAULT",
    "Generator",
    "bernoulli",
    "beta",
    "binomial",
    "bits",
    "categorical",
    "cauchy",
    "chisquare",
    "choice",
    "dirichlet",
    "exponential",
    "fold_in",
    "gamma",
    "geometric",
    "gumbel",
    "integers",
    "key",
    "laplace",
    "logistic",
    "manual_seed",
    "multivariate_normal",
    "normal",
    "permutation",
    "poisson",
    "randint",
    "shuffle",
    "split",
    "student_t",
    "truncated_normal",
    "uniform",
]

randint = integers


def bits(size: Size = (), *, key: Tensor | Generator | None = None) -> Tensor:
    """32 random bits for each element; uint32."""
    return wrap(random_bits(draw_key(key), shape_of(size)))
