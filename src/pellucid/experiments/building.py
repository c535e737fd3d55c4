"""The parts of an experiment, made from what its file says. Names come from closed tables: nothing
is imported or run that a file names."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from pellucid import nn, optim, train, zoo
from pellucid.core.errors import ArgumentError, PellucidError
from pellucid.experiments.rows import Rows
from pellucid.experiments.spec import Data, Experiment, Model, Named
from pellucid.experiments.words import UnknownWordError, chosen, meant
from pellucid.nn.modules.module import Module
from pellucid.optim.lr_scheduler import LRScheduler
from pellucid.optim.optimizer import EXECUTION, Optimizer
from pellucid.train.alone import objective_loss


def classes_in(module: Any, kind: type) -> dict[str, Any]:
    """The public classes of a module that are of a kind, by name."""
    found = {k: v for k, v in vars(module).items() if inspect.isclass(v) and issubclass(v, kind)}
    return {k: v for k, v in found.items() if not inspect.isabstract(v) and not k.startswith("_")}


def made(what: str, name: str, make: Callable[..., Any], *given: Any, **options: Any) -> Any:
    """`make` called with options it takes."""
    names = inspect.signature(make).parameters
    takes_any = any(p.kind is p.VAR_KEYWORD and p.name != "execution" for p in names.values())
    for key, value in options.items():
        if key not in names and not takes_any and key not in EXECUTION:
            known = [n for n in names if n not in {"self", "params", "optimizer", "execution"}]
            said = f"the {what} {name} has no option {key!r}"
            raise UnknownWordError(said, key, fix=meant(key, known))
        usual = names[key].default if key in names else None
        if type(usual) in {int, float} and isinstance(value, str | bool):
            said = f"the option {key} of the {what} {name} is a number"
            raise UnknownWordError(said, key, given=repr(value))
    try:
        return make(*given, **options)
    except TypeError as error:
        if isinstance(error, PellucidError):
            raise
        raise ArgumentError(f"the {what} {name} cannot be made: {error}") from None


def build_model(model: Model, given: Mapping[str, Any] | None = None) -> Module:
    """The network; `given` are options that follow from the data, where it takes them."""
    if (model.name is None) == (not model.layers):
        raise ArgumentError(
            "a model has a name or layers", fix='write name = "LeNet", or [[model.layers]] tables'
        )
    if model.name is not None:
        kind = chosen("network", model.name, classes_in(zoo, Module))
        taken = inspect.signature(kind).parameters
        own = {k: v for k, v in (given or {}).items() if k in taken}
        options = {key: within(value) for key, value in model.options.items()}
        return made("network", model.name, kind, **{**own, **options})
    return nn.Sequential(*build_layers(model.layers))


def within(option: Any) -> Any:
    """An option of a network; a table with a name or with layers is a network inside it."""
    if not isinstance(option, dict) or not option.keys() & {"name", "layers"}:
        return option
    options = {key: value for key, value in option.items() if key not in {"name", "layers"}}
    return build_model(Model(option.get("name"), options, option.get("layers", [])))


def build_layers(tables: list[dict[str, Any]]) -> list[Module]:
    """Layers of `nn`, from tables with a type and options."""
    layers = []
    for layer in tables:
        options = {key: value for key, value in layer.items() if key != "type"}
        if "type" not in layer:
            raise ArgumentError("a layer has a type", given=str(layer), fix='type = "Linear"')
        kind = chosen("layer", layer["type"], classes_in(nn, Module))
        layers.append(made("layer", layer["type"], kind, **options))
    return layers


def build_before(data: Data, rows: Rows) -> list[Module]:
    """What inputs go through first: fitted steps, then what varies pictures in training."""
    before: list[Module] = []
    if data.prepare:
        before.append(nn.Preprocessing(*build_layers(data.prepare)).fit(rows.x))
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


def build_schedule(named: Named | None, optimizer: Optimizer, steps: int) -> Any:
    """The schedule; what counts steps is by default the number there are."""
    if named is None:
        return None
    kind = chosen("schedule", named.name, classes_in(optim.lr_scheduler, LRScheduler))
    lasting = {"T_max", "total_steps", "total_iters"} & set(inspect.signature(kind).parameters)
    whole = {name: steps + (name == "total_steps") for name in lasting}  # the first rate is a step
    options = {**whole, **named.options}
    return made("schedule", named.name, kind, optimizer, **options)


def build_loss(name: str) -> Callable[..., Any]:
    """The loss, a function of predictions and targets."""
    if name == "objective":
        return objective_loss
    losses = {
        k: f for k, f in vars(nn.functional).items() if k.endswith(("_loss", "entropy", "_logits"))
    }
    return chosen("loss", name, losses)


def build_metrics(names: list[str]) -> list[Callable[..., Any]]:
    """The metrics."""
    known = {k: getattr(train, k) for k in ("accuracy", "log_loss", "mae", "mse", "r2", "rmse")}
    known |= {f"top_{k}": train.top_k(k) for k in (2, 3, 5, 10)}
    return [chosen("metric", name, known) for name in names]


def steps_of(experiment: Experiment, rows: Rows) -> int:
    """How many steps the training takes."""
    return max(1, -(-len(rows.x) // experiment.train.batch_size) * experiment.train.epochs)
