"""The parts of an experiment, made from what its file says. Names come from closed tables: nothing
is imported or run that a file names."""

import inspect
import re
from collections.abc import Callable, Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pellucid import nn, optim, train, zoo
from pellucid.core.errors import ArgumentError, PellucidError
from pellucid.experiments.rows import Rows
from pellucid.experiments.spec import Data, Layers, Model, Named, Train, fits, said
from pellucid.experiments.words import at, chosen, meant
from pellucid.nn.modules.module import Module
from pellucid.optim.lr_scheduler import LRScheduler
from pellucid.optim.optimizer import EXECUTION, Optimizer
from pellucid.train.alone import objective_loss

PLAIN = (str, int, float, bool)  # what a parameter's type is checked for
VARIED = ("mirror", "shift", "degrees", "cutout")


def classes_in(module: Any, kind: type) -> dict[str, Any]:
    """The public classes of a module that are of a kind, by name."""
    found = {k: v for k, v in vars(module).items() if inspect.isclass(v) and issubclass(v, kind)}
    return {k: v for k, v in found.items() if not inspect.isabstract(v) and not k.startswith("_")}


def made(what: str, name: str, make: Callable[..., Any], *given: Any, **options: Any) -> Any:
    """`make` called with options it takes."""
    taken = inspect.signature(make).parameters
    takes_any = any(p.kind is p.VAR_KEYWORD and p.name != "execution" for p in taken.values())
    own = [
        p
        for p in [*taken.values()][len(given) :]
        if p.kind not in {p.VAR_KEYWORD, p.VAR_POSITIONAL}
    ]
    for key, value in options.items():
        with at(key):
            if key not in taken and not takes_any and key not in EXECUTION:
                known = [p.name for p in own]
                raise ArgumentError(
                    f"the {what} {name} has no option {key!r}", fix=meant(key, known)
                )
            kind = kind_of(taken[key]) if key in taken else Any
            if not fits(value, kind):
                said_so = f"the option {key} of the {what} {name} is {said(kind)}"
                raise ArgumentError(said_so, given=repr(value))
    missing = [p.name for p in own if p.default is p.empty and p.name not in options]
    if missing:
        raise ArgumentError(
            f"the {what} {name} needs {', '.join(missing)}", fix=f"{missing[0]} = ..."
        )
    try:
        return make(*given, **options)
    except PellucidError as error:
        named = [key for key in options if re.search(rf"\b{key}\b", error.what)]
        with at(*named[:1]):
            raise
    except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
        shown = ", ".join(f"{key} = {value!r}" for key, value in options.items())
        raise ArgumentError(f"the {what} {name} cannot be made: {error}", given=shown) from None


def kind_of(parameter: inspect.Parameter) -> Any:
    """The type that a parameter is declared or, without that, seen to take, where it is one that a
    file can hold; else anything."""
    kind = parameter.annotation
    if kind is parameter.empty:
        usual = type(parameter.default)
        kind = float if usual in {int, float} else Any
    parts = get_args(kind) if get_origin(kind) in {Union, UnionType} else (kind,)
    return kind if set(parts) <= {*PLAIN, type(None)} else Any


def build_model(model: Model, given: Mapping[str, Any] | None = None) -> Module:
    """The network; `given` are options that follow from the data, where it takes them."""
    if (model.name is None) == (not model.layers):
        both = ", not both" if model.layers else ""
        raise ArgumentError(
            f"a model has a name or layers{both}",
            fix='write name = "LeNet", or [[model.layers]] tables',
        )
    if model.name is None:
        with at("layers"):
            return nn.Sequential(*build_layers(model.layers))
    with at("name"):
        kind = chosen("network", model.name, classes_in(zoo, Module))
    taken = inspect.signature(kind).parameters
    own = {k: v for k, v in (given or {}).items() if k in taken}
    options = {}
    for key, value in model.options.items():
        with at(key):
            options[key] = inner(value)
    return made("network", model.name, kind, **{**own, **options})


def inner(option: Any) -> Any:
    """An option of a network; a table with a name or with layers is a network inside it."""
    if not isinstance(option, dict) or not option.keys() & {"name", "layers"}:
        return option
    options = {key: value for key, value in option.items() if key not in {"name", "layers"}}
    return build_model(Model(option.get("name"), options, option.get("layers", [])))


def build_layers(tables: Layers) -> list[Module]:
    """Layers of `nn`, from tables with a type and options."""
    layers = []
    for place, layer in enumerate(tables):
        options = {key: value for key, value in layer.items() if key != "type"}
        with at(place):
            if "type" not in layer:
                raise ArgumentError("a layer has a type", given=str(layer), fix='type = "Linear"')
            with at("type"):
                kind = chosen("layer", layer["type"], classes_in(nn, Module))
            layers.append(made("layer", layer["type"], kind, **options))
    return layers


def build_before(data: Data, rows: Rows) -> list[Module]:
    """What inputs go through first: fitted steps, then what varies pictures in training."""
    before: list[Module] = []
    if data.prepare:
        with at("prepare"):
            before.append(nn.Preprocessing(*build_layers(data.prepare)).fit(rows.x))
    for key in VARIED:
        if getattr(data, key) and rows.x.ndim != 4:
            with at(key):
                raise ArgumentError(
                    f"data.{key} varies pictures (n, channels, height, width)",
                    given=f"rows of the data set {data.name} are {rows.x.shape[1:]}",
                    fix=f"leave {key} out" + (", or flat = true" if data.flat else ""),
                )
    if data.mirror:
        before.append(nn.RandomHorizontalFlip())
    if data.shift:
        before.append(nn.RandomShift(data.shift, float(rows.x.min())))
    if data.degrees:
        before.append(nn.RandomAffine(data.degrees))
    if data.cutout:
        before.append(nn.Cutout(data.cutout))
    return before


def build_optimizer(named: Named, params: Any) -> Optimizer:
    """The optimiser of parameters; `max_norm` limits what goes into one unit, `bias_rate`
    multiplies the rate of parameters of one axis."""
    with at("name"):
        kind = chosen("optimizer", named.name, classes_in(optim, Optimizer))
    given = named.options.items()
    options: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in given}
    limit = options.pop("max_norm", None)
    factor = float(options.pop("bias_rate", 1.0))
    every, limits = list(params), {"max_norm": float(limit)} if limit else {}
    groups: list[dict[str, Any]] = [{"params": every, **limits}]
    if factor != 1.0:
        biases = [x for x in every if x.ndim < 2]
        groups[0]["params"] = [x for x in every if x.ndim > 1]
        groups.append({"params": biases, "lr": factor * float(options.get("lr", 1e-3))})
    return made("optimizer", named.name, kind, groups, **options)


def build_schedule(named: Named | None, optimizer: Optimizer, moves: int) -> Any:
    """The schedule; what counts its moves, steps or epochs, is by default the number there are."""
    if named is None:
        return None
    with at("name"):
        kind = chosen("schedule", named.name, classes_in(optim.lr_scheduler, LRScheduler))
    lasting = {"T_max", "total_steps", "total_iters"} & set(inspect.signature(kind).parameters)
    whole = {name: moves + (name == "total_steps") for name in lasting}  # the first rate is a move
    return made("schedule", named.name, kind, optimizer, **{**whole, **named.options})


def build_loss(name: str) -> Callable[..., Any]:
    """The loss, a function of predictions and targets."""
    if name == "objective":
        return objective_loss
    losses = {
        k: f for k, f in vars(nn.functional).items() if k.endswith(("_loss", "entropy", "_logits"))
    }
    with at("loss"):
        return chosen("loss", name, losses)


def build_metrics(names: list[str]) -> list[Callable[..., Any]]:
    """The metrics."""
    known = {k: getattr(train, k) for k in ("accuracy", "log_loss", "mae", "mse", "r2", "rmse")}
    known |= {f"top_{k}": train.top_k(k) for k in (2, 3, 5, 10)}
    found = []
    for place, name in enumerate(names):
        with at("metrics", place):
            found.append(chosen("metric", name, known))
    return found


def moves_of(plan: Train, rows: Rows) -> int:
    """How often the schedule of a training moves: after each step, or each epoch."""
    steps = -(-len(rows.x) // plan.batch_size) if plan.schedule_every == "step" else 1
    return max(1, steps * plan.epochs)
