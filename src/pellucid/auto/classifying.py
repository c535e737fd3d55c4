"""What models that tell the classes of pictures, texts and sequences have in common."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from pellucid.auto.answering.answers import Answers
from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.telling import Model, Story, making_of, summary_of, training_of
from pellucid.report import DataNotes, DataWarning, Evidence, HeldOut, build_report
from pellucid.report.sections import Section


@dataclass(frozen=True, eq=False)
class Judgement:
    """What a classifier is judged by: the examples held out, the codes of the classes learned from,
    how it came to be, its recipe and settings, and what was done to the data."""

    held_out: HeldOut
    learned: np.ndarray
    story: Story
    recipe: str
    settings: Mapping[str, object]
    sections: tuple[Section, ...]
    source: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Classifier(Model):
    """A model that tells the class of an example: `classes` are those of the `target`, in the order
    of the probabilities, which `calibration` makes of a network's scores."""

    target: str
    classes: tuple[str, ...]
    calibration: Calibration

    @property
    def task(self) -> str:
        """binary or multiclass."""
        return "binary" if len(self.classes) == 2 else "multiclass"

    @property
    def classes_(self) -> np.ndarray:
        """The classes, in the order of the probabilities."""
        return np.array(self.classes)

    @abstractmethod
    def answers(self, x: Any) -> Answers:
        """Predictions, probabilities and notes for many examples, as one value."""

    def predict_proba(self, x: Any) -> np.ndarray:
        """Probabilities, float64 (n, classes) in the order of `classes_`; one example: a row."""
        found = self.answers(x).probabilities
        return np.empty((0, len(self.classes))) if found is None else found

    def judged(self, found: Judgement) -> Self:
        """The model with its findings: what it scores on examples that were held out, and why."""
        title, source = f"Predicting {self.target}", found.source
        report = build_report(
            found.held_out,
            title=title,
            training=training_of(found.story, found.learned, classes=True),
            data=DataNotes(
                warnings=tuple(DataWarning(note) for note in found.notes), source=source
            ),
            making=making_of(
                found.recipe, found.story.seed, {"data": source or "in memory", **found.settings}
            ),
            evidence=Evidence(sections=found.sections),
        )
        summary = summary_of(report, found.story, title=title, source=source)
        return replace(self, findings=report, summary=summary)


def epochs_of(story: Story) -> float:
    """How often a training saw every example."""
    return round(story.learned.steps / story.learned.schedule.per_epoch, 2)


def surest_mistakes(
    probabilities: np.ndarray, labels: np.ndarray, most: int, what: str
) -> tuple[list[int], str]:
    """The places of at most so many examples that a model was surest of and wrong about, or else
    least sure of, and a clause that says which. `what`: such as "pictures".

    >>> surest_mistakes(np.array([[0.9, 0.1], [0.2, 0.8]]), np.array([1, 1]), 5, "pictures")
    ([0], 'The pictures that it was surest of and wrong about')
    """
    answers, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(answers != labels)
    if len(wrong):
        chosen = wrong[np.argsort(-sure[wrong], kind="stable")[:most]]
        return chosen.tolist(), f"The {what} that it was surest of and wrong about"
    chosen = np.argsort(sure, kind="stable")[:most]
    clause = f"None of the {what} held out is named wrong; these it was least sure of"
    return chosen.tolist(), clause


def verdict(classes: Sequence[str], shares: np.ndarray, label: int) -> str:
    """What was answered, how surely, and the truth: `cat 98%, truly dog`."""
    answer = int(shares.argmax())
    return f"{classes[answer]} {shares[answer]:.0%}, truly {classes[label]}"
