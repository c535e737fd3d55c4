"""Methods whose names end in `_`: the tensor holds the result from then on, as `x += y` does."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import creation
from pellucid.tensor.nodes.pytorch import pieces
from pellucid.tensor.values import Values

NAMES = (
    "abs", "absolute", "acos", "acosh", "add", "addcdiv", "addcmul", "addmm", "addmv", "asin",
    "asinh", "atan", "atanh", "baddbmm", "bitwise_and", "bitwise_not", "bitwise_or",
    "bitwise_xor", "ceil", "clamp", "clamp_max", "clamp_min", "clip", "copysign", "cos",
    "cosh", "cumprod", "cumsum", "deg2rad", "div", "divide", "erf", "erfc", "exp", "exp2",
    "expm1", "fix", "floor", "floor_divide", "fmod", "frac", "heaviside", "hypot",
    "index_add", "index_fill", "ldexp", "lerp", "log", "log10", "log1p", "log2", "logit",
    "masked_fill", "mul", "multiply", "nan_to_num", "neg", "negative", "pow", "rad2deg",
    "reciprocal", "relu", "remainder", "round", "rsqrt", "scatter", "scatter_add", "sigmoid",
    "sign", "sin", "sinc", "sinh", "sqrt", "square", "sub", "subtract", "tan", "tanh", "tril",
    "triu", "true_divide", "trunc", "xlogy",
)  # fmt: skip
DRAWN = ("bernoulli", "cauchy", "exponential", "normal", "uniform")


class InPlace(Values):
    """What keeps its result in the tensor."""

    __slots__ = ()
    samplers: ClassVar[dict[str, Callable[..., Any]]] = {}  # filled by `tensor.random`

    @abstractmethod
    def changed(self, result: Any) -> Any:
        """This tensor, holding a result of the same shape and dtype."""

    def fill_(self, value: Any) -> Any:
        """One number everywhere."""
        return self.changed(lifted(creation.full_like)(self, value))

    def zero_(self) -> Any:
        """Zeros."""
        return self.fill_(0)

    def fill_diagonal_(self, value: Any) -> Any:
        """One number on the diagonal."""
        return self.changed(lifted(pieces.fill_diagonal)(self, value))


def kept(name: str) -> Callable[..., Any]:
    """The method `name`, whose result the tensor holds from then on."""

    def change(self: InPlace, *arguments: Any, **options: Any) -> Any:
        return self.changed(getattr(self, name)(*arguments, **options))

    change.__name__, change.__doc__ = f"{name}_", f"`{name}`, kept in this tensor."
    return change


def drawn(name: str) -> Callable[..., Any]:
    """The method that fills the tensor with random numbers of a distribution."""

    def draw(self: InPlace, *parameters: Any, **options: Any) -> Any:
        return self.changed(self.samplers[name](self, *parameters, **options))

    draw.__name__, draw.__doc__ = f"{name}_", f"Random numbers: `pel.random.{name}`."
    return draw


for method in NAMES:
    setattr(InPlace, f"{method}_", kept(method))
for method in DRAWN:
    setattr(InPlace, f"{method}_", drawn(method))
