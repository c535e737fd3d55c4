"""What models that tell the classes of pictures, texts and sequences have in common."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from pellucid.auto.answering.answers import Answers
from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.answering.drift import Drift
from pellucid.auto.answering.kept import Kept
from pellucid.auto.telling import (
    Model,
    Story,
    held_out_of,
    making_of,
    summary_of,
    training_of,
)
from pellucid.core.errors import DataError
from pellucid.data.tables.tables import Table
from pellucid.report import (
    DataNotes,
    DataWarning,
    Evidence,
    Explanation,
    HeldOut,
    Reason,
    build_report,
)
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


@dataclass(frozen=True, eq=False)
class Examined:
    """Examples, what a model says of each, float64 (n, classes), and what else can be said, in a
    table; `labels`: the class of each, where somebody said."""

    facts: Table
    probabilities: np.ndarray
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Parts:
    """What the answer for an example comes from. `shares` (2 + 2 k, classes): for the example, for
    an `ordinary` one, for the example without each of its k parts, and for each part alone; `names`
    and `values` of the parts."""

    ordinary: str
    names: Sequence[str]
    values: Sequence[str]
    shares: np.ndarray


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

    @abstractmethod
    def examined(self, x: Any) -> Examined:
        """Examples to predict."""

    @abstractmethod
    def labelled(self, x: Any) -> Examined:
        """Examples with their classes."""

    @property
    def question(self) -> tuple[str, tuple[str, ...]]:
        """The target and its classes."""
        return self.target, self.classes

    def drift(self, x: Any) -> Drift:
        """How examples differ from those held out of the training: what can be said of each in
        numbers, examples unlike any of them, and whether the answers shift.

        StateError when the model was saved without such examples.
        """
        found = self.examined(x)
        return held_out_of(self).drift(found.facts, found.probabilities)

    def judged_on(self, x: Any) -> HeldOut:
        """Examples with their classes and the model's answers, for a report or a comparison; those
        of other classes are left out. DataError when all are."""
        found = self.labelled(x)
        places = {name: place for place, name in enumerate(self.classes)}
        codes = np.array([places.get(label, -1) for label in found.labels], np.int64)
        rows = np.flatnonzero(codes >= 0)
        if not len(rows):
            raise DataError(
                f"no example is of a class that the model knows: {', '.join(self.classes[:6])}",
                given=", ".join(sorted(set(found.labels))[:6]) or "no classes",
            )
        shares = found.probabilities[rows]
        return HeldOut(self.target, codes[rows], shares, found.facts.take(rows), self.classes, rows)

    def because(self, found: Parts, facts: Table) -> Explanation:
        """The answer for an example by its parts: each moved it by the mean of what leaving it out
        takes away and of what it alone adds to the ordinary."""
        count, code = len(found.names), int(found.shares[0].argmax())
        end, start, *rest = found.shares[:, code].tolist()
        moved = [
            (end - without + alone - start) / 2
            for without, alone in zip(rest[:count], rest[count:], strict=True)
        ]
        reasons = [Reason(*part) for part in zip(found.names, found.values, moved, strict=True)]
        return Explanation(
            self.classes[code], start, end,
            tuple(sorted(reasons, key=lambda reason: -abs(reason.moved))),
            end - start - sum(moved), is_probability=True,
            is_outside=isinstance(self.kept, Kept) and bool(self.kept.is_outside(facts)[0]),
            ordinary=found.ordinary,
        )  # fmt: skip

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
        kept = Kept.of(found.held_out)
        return replace(self, findings=report, summary=summary, kept=kept)


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
