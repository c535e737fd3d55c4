"""What a model of pictures, texts or series says of itself, beside what its network computes."""

import math
import platform
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.answering.drift import Drift
from pellucid.auto.answering.kept import Kept
from pellucid.auto.answering.pages import report_of
from pellucid.auto.answering.runs import weights_of
from pellucid.auto.answering.saving import (
    CARD,
    FORMAT,
    PAGE,
    RUN,
    SAMPLE,
    VERSION as FORMAT_VERSION,
    Summary,
    save_folder,
)
from pellucid.auto.encoding.samples import Sample
from pellucid.auto.training.course import Learned
from pellucid.core.errors import StateError
from pellucid.core.version import VERSION
from pellucid.report import Epoch, HeldOut, Making, Report, Training


@dataclass(frozen=True, eq=False, repr=False)
class Model:
    """A trained model; printed, it is one sentence. Each kind of data has one finished class.

    `run`: the text of the `run.toml` that makes it again; `kept`: examples that stay with it, for
    others to be compared with."""

    summary: Summary
    findings: Report | None
    page: str | None
    run: str = field(default="", kw_only=True)
    expected: str = field(default="", kw_only=True)
    kept: Kept | Sample | None = field(default=None, kw_only=True)

    def __str__(self) -> str:
        return self.summary.sentence

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{escape(str(self))}</p>"

    def report(self, path: str | Path | None = None) -> Path | None:
        """Write the report as one offline page, and give its path; without one, print its findings.

        StateError when the model was loaded from a folder without its page.
        """
        return report_of(self, path)

    @property
    def is_same_as_run(self) -> bool | None:
        """Of a model made again by `repeat`: whether its weights are those of the run, bit for bit;
        None for any other.
        """
        return weights_of(dict(self.arrays())) == self.expected if self.expected else None

    @property
    @abstractmethod
    def question(self) -> tuple[str, tuple[str, ...]]:
        """What is predicted, and the classes or other things it is told of: models of the same
        question can be compared."""

    @abstractmethod
    def explain(self, x: Any, number: int | None = None) -> Any:
        """Why an example is answered as it is. `number`: which one of several in `x`, from 1."""

    @abstractmethod
    def drift(self, x: Any) -> Drift:
        """How examples differ from those that the model was judged by, or trained on."""

    @abstractmethod
    def judged_on(self, x: Any) -> HeldOut:
        """Examples with their true answers, which `x` has to hold, and the model's."""

    @abstractmethod
    def description(self) -> Any:
        """All of the model but its weights: a dataclass that JSON can hold."""

    @abstractmethod
    def arrays(self) -> Mapping[str, np.ndarray]:
        """The weights."""

    @abstractmethod
    def card(self) -> str:
        """The model card, Markdown."""

    def save(self, path: str | Path) -> Path:
        """Save the model as a folder, whole or not at all; an older model there is replaced.

        `model.safetensors` holds the weights, `model.json` everything else, beside the report and a
        model card. FileError when the folder holds something else, or cannot be written.
        """
        page = self.findings.html() if self.findings is not None else self.page
        kept = None if self.kept is None else self.kept.to_json()
        more = {PAGE: page, RUN: self.run, SAMPLE: kept}
        texts = {CARD: self.card()} | {name: text for name, text in more.items() if text}
        return save_folder(path, self.description(), dict(self.arrays()), texts)


def held_out_of(model: Model) -> Kept:
    """The held-out examples that stay with a model. StateError where there are none."""
    if not isinstance(model.kept, Kept):
        raise StateError(
            "the model was saved without held-out examples to compare with",
            fix="fit it again with this version",
        )
    return model.kept


def beside(texts: Mapping[str, str]) -> dict[str, Any]:
    """The run and the examples that were saved beside a model."""
    kept = Kept.from_json(texts[SAMPLE]) if SAMPLE in texts else None
    return {"run": texts.get(RUN, ""), "kept": kept}


@dataclass(frozen=True, eq=False)
class Story:
    """How a model came to be."""

    learned: Learned
    seed: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What every description of a model begins with; `weights` is the SHA-256 of its arrays."""

    format: str = FORMAT
    version: int = FORMAT_VERSION
    summary: Summary
    weights: str = ""


def card_of(summary: Summary, pipeline: str, reads: str, example: str) -> str:
    """A model card with the front matter that model hubs read. `reads`: what it takes, in a
    sentence; `example`: an expression that predicts."""
    lines = [
        "---", "library_name: pellucid", f"pipeline_tag: {pipeline}", "---", "",
        "# What this model does", "", plain(summary.sentence), "",
        f"Trained by {summary.made_with} with seed {summary.seed}"
        + (f" on {plain(summary.source)}." if summary.source else "."), plain(reads),
        "`report.html` explains it; `model.json` and `model.safetensors` are the model.",
        "`run.toml` makes it again. `report.html` and `sample.json` hold parts of the data, or "
        "numbers about them: take them out before the model is given to people who must not see "
        "those.", "",
        "```python", "import pellucid as pel", "", 'model = pel.load("this folder")', example,
        "```", "",
    ]  # fmt: skip
    return "\n".join(lines)


def plain(text: str) -> str:
    """Text of the data on one line, without what Markdown or HTML would take for its own."""
    line = " ".join(text.split())
    return line.replace("&", "&amp;").replace("<", "&lt;").replace("`", "'").replace("|", "\\|")


def training_of(story: Story, answers: np.ndarray, *, classes: bool) -> Training:
    """The course of a training, as the report takes it; `answers`: those learned from."""
    history = tuple(
        Epoch(r.round, r.train_loss, r.validation_loss, 1.0 - r.error if classes else r.error)
        for r in story.learned.history
    )
    name = "validation accuracy" if classes else "validation error (scaled)"
    return Training(len(answers), story.seconds, history, story.learned.best_round, name, answers)


def making_of(recipe: str, seed: int, settings: Mapping[str, object]) -> Making:
    """How to make the model again, as the report takes it."""
    versions = {"pellucid": VERSION, "python": platform.python_version(), "numpy": np.__version__}
    return Making(recipe, seed, settings, versions)


def summary_of(report: Report, story: Story, *, title: str, source: str) -> Summary:
    """The headline of the report as plain values."""
    found = report.headline
    numbers = (found.score, found.low, found.high, found.baseline)
    score, low, high, baseline = (float(n) if math.isfinite(n) else None for n in numbers)
    sentence = found.sentence()
    word = sentence.split(" ", 1)[0]
    return Summary(
        sentence=f"{title}: {sentence[0].lower() + sentence[1:] if word.isalpha() else sentence}",
        metric=found.metric, score=score, low=low, high=high, baseline=baseline,
        held_out_rows=found.held_out_rows, training_rows=found.training_rows,
        seconds=found.seconds, epochs=len(story.learned.history),
        best_epoch=story.learned.best_round, seed=story.seed, source=source,
        made_with=f"Pellucid {VERSION}",
    )  # fmt: skip
