"""Deep learning in Python that you can see through.

`fit` takes a table to a trained, explained model. `Tensor`, `nn`, `optim`, `data` and `train` build
networks of your own; `compile` makes a whole training step one native program.
"""

import importlib
from typing import Any

from pellucid.core.dtypes import (
    bfloat16 as bfloat16,
    bool_ as bool_,
    complex64 as complex64,
    complex128 as complex128,
    float32 as float32,
    float64 as float64,
    int8 as int8,
    int16 as int16,
    int32 as int32,
    int64 as int64,
    uint8 as uint8,
    uint16 as uint16,
    uint32 as uint32,
    uint64 as uint64,
)
from pellucid.core.lazy import lazy
from pellucid.core.settings import settings as settings, using as using
from pellucid.core.version import VERSION
from pellucid.tensor import random as random
from pellucid.tensor.evaluation import realize as realize
from pellucid.tensor.functions import fft as fft, linalg as linalg
from pellucid.tensor.functions.namespace import *  # noqa: F403
from pellucid.tensor.inspection import API_VERSION, namespace_info
from pellucid.tensor.lift import (
    enable_grad as enable_grad,
    inference_mode as inference_mode,
    is_grad_enabled as is_grad_enabled,
    no_grad as no_grad,
    set_grad_enabled as set_grad_enabled,
)
from pellucid.tensor.random.keys import Generator as Generator, manual_seed as manual_seed
from pellucid.tensor.random.pytorch import (
    bernoulli as bernoulli,
    multinomial as multinomial,
    normal as normal,
    rand as rand,
    rand_like as rand_like,
    randint as randint,
    randint_like as randint_like,
    randn as randn,
    randn_like as randn_like,
    randperm as randperm,
)
from pellucid.tensor.tensor import Parameter as Parameter, Tensor as Tensor
from pellucid.tensor.transforms.compiled import compile as compile
from pellucid.tensor.transforms.control import cond as cond, scan as scan, while_loop as while_loop
from pellucid.tensor.transforms.differentiation import (
    grad as grad,
    gradients as gradients,
    jvp as jvp,
    value_and_grad as value_and_grad,
    vjp as vjp,
)
from pellucid.tensor.transforms.jacobians import (
    hessian as hessian,
    jacfwd as jacfwd,
    jacobian as jacobian,
    jacrev as jacrev,
)
from pellucid.tensor.transforms.mapping import vmap as vmap
from pellucid.tensor.transforms.rules import (
    checkpoint as checkpoint,
    custom_gradient as custom_gradient,
)
from pellucid.tensor.trees import register_tree as register_tree

__version__ = VERSION
__array_api_version__ = API_VERSION
__array_namespace_info__ = namespace_info
difflib = lazy("difflib")
LAZY = {
    name: f"pellucid.{name}"
    for name in ("nn", "optim", "data", "train", "zoo", "formats", "report", "auto")
}
LAZY |= dict.fromkeys(("fit", "load", "compare"), "pellucid.auto")
LAZY |= {"save": "pellucid.formats"}
LAZY |= dict.fromkeys(("PellucidClassifier", "PellucidRegressor"), "pellucid.auto.estimators")
LAZY |= dict.fromkeys(("check", "check_gradients"), "pellucid.tensor.checking")
LAZY |= {
    "autograd": "pellucid.tensor.autograd",
    "cuda": "pellucid.tensor.cuda",
    "see": "pellucid.tensor.seeing",
    "profile": "pellucid.tensor.seeing.profiling",
}
bool = bool_  # noqa: A001
jit = compile
float, double, long, int, short = float32, float64, int64, int32, int16  # noqa: A001


def __getattr__(name: str) -> Any:
    """Parts that are loaded when they are first used."""
    if name not in LAZY:
        near = difflib.get_close_matches(name, [*globals(), *LAZY], n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise AttributeError(f"module 'pellucid' has no attribute {name!r}{hint}")
    module = importlib.import_module(LAZY[name])
    return module if LAZY[name].endswith(f".{name}") else getattr(module, name)
