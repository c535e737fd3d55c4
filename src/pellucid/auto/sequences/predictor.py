"""The trained model of sequences: it tells their class, and which steps spoke for it; it is saved
and loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.answering.answers import Answers
from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.answering.questions import one_of
from pellucid.auto.answering.saving import PAGE, load_folder
from pellucid.auto.classifying import Classifier, Examined, Parts
from pellucid.auto.restoring import check, check_calibration, check_finite, restoring
from pellucid.auto.sequences.facts import facts_of
from pellucid.auto.sequences.network import NAME, DilatedNet, Form, RandomConvolutions, padded
from pellucid.auto.sequences.sources import from_arrays, from_table, is_arrays
from pellucid.auto.telling import Saved, beside, card_of
from pellucid.core.errors import DataError
from pellucid.data.tables.reading import read_table
from pellucid.data.tables.tables import Table
from pellucid.report import Explanation
from pellucid.report.words import number as in_words

WINDOWS, OVERLAP = 24, 3  # parts of a sequence, and how many of them are covered at once
MOST_PARTS = 12  # that an answer is explained by
DEEP = "deep."  # what the names of the second network's weights begin with


@dataclass(frozen=True, kw_only=True)
class SequenceDescription(Saved):
    """All of a model of sequences but its weights."""

    kind: str = "sequences"
    recipe: str = NAME
    form: Form
    target: str
    classes: tuple[str, ...]
    columns: tuple[str, ...]
    series_column: str | None
    time_column: str | None
    calibration: Calibration
    deep_calibration: Calibration
    share: float


@dataclass(frozen=True, eq=False, repr=False)
class SequencePredictor(Classifier):
    """A model that tells the class of a sequence. Its probabilities are those of the random
    convolutions, mixed with a `share` of those of the network `deep` where it helps.
    """

    network: RandomConvolutions
    deep: DilatedNet | None
    share: float
    deep_calibration: Calibration
    columns: tuple[str, ...]
    series_column: str | None
    time_column: str | None

    @property
    def channels(self) -> int:
        """How many numbers a step has."""
        return self.network.form.channels

    def predict(self, x: Any) -> Any:
        """The class of one sequence as an `Answer` with its probabilities, or of many as an array.

        One: an array (steps,) or (steps, channels). Many: an array (n, steps, channels), a list of
        such arrays, or a long table as for training, whose classes come in the order of its
        sequences.
        """
        found = self.answers(x)
        return found.row(0) if self.is_one(x) else found.predictions

    def answers(self, x: Any) -> Answers:
        """Predictions, probabilities and the names of sequences, as one value."""
        values, names = self.sequences_in(x)
        found = self.probabilities(values)
        return Answers(self.classes_[found.argmax(axis=1)], found, self.classes_, names=names)

    def is_one(self, x: Any) -> bool:
        """Whether `x` is one sequence."""
        if not isinstance(x, np.ndarray):
            return False
        return x.ndim == 1 or (x.ndim == 2 and x.shape[1] == self.channels)

    def sequences_in(self, x: Any) -> tuple[tuple[np.ndarray, ...], tuple[str, ...]]:
        """The sequences (steps, channels) in `x` and their names, if they have some."""
        if self.is_one(x):
            found, names = from_arrays([x]), ()
        elif is_arrays(x):
            found, names = from_arrays(x), ()
        else:
            table = read_table(x)
            if self.series_column is None:
                raise DataError("this model was trained on arrays: give arrays")
            for column in self.columns:
                table[column]
            where = (self.series_column, self.time_column, self.columns, None)
            read = from_table(table, *where)
            found, names = read.values, read.names
        if found[0].shape[1] != self.channels:
            raise DataError(
                f"this model reads sequences of {self.channels} channels",
                given=f"an array of {found[0].shape}",
            )
        return found, names

    def probabilities(self, sequences: Sequence[np.ndarray]) -> np.ndarray:
        """Probabilities float64 (n, classes) of sequences (steps, channels)."""
        given = padded(sequences, self.network.form)
        found = self.calibration.probabilities(self.network.run(given))
        if self.deep is None:
            return found
        other = self.deep_calibration.probabilities(self.deep.run(given))
        return (1.0 - self.share) * found + self.share * other

    def saliency(self, sequence: Any, answer: Any = None) -> np.ndarray:
        """How much of an answer's probability (the model's when None) each step carries: float64
        (steps,), below 0 where it speaks against it. Parts are covered in turn by a line between
        their ends, and what is lost is shared by the steps covered."""
        values = from_arrays([np.asarray(sequence)])[0]
        edges = np.linspace(0, len(values), min(WINDOWS, len(values)) + 1).astype(int)
        spans = [(edges[i], edges[min(i + OVERLAP, len(edges) - 1)]) for i in range(len(edges) - 1)]
        found = self.probabilities([values, *(covered(values, *span) for span in spans)])
        code = int(found[0].argmax()) if answer is None else self.classes.index(str(answer))
        lost, counts = np.zeros(len(values)), np.zeros(len(values))
        for (start, end), share in zip(spans, found[0, code] - found[1:, code], strict=True):
            lost[start:end] += share
            counts[start:end] += 1
        return lost / np.maximum(counts, 1)

    def examined(self, x: Any) -> Examined:
        values, names = self.sequences_in(x)
        return Examined(self.facts(values, names), self.probabilities(values))

    def labelled(self, x: Any) -> Examined:
        if is_arrays(x) or self.series_column is None:
            raise DataError(
                "arrays do not say of which class each sequence is",
                fix="give a long table with the column of classes"
                if self.series_column
                else "this model reads arrays: compare it without data",
            )
        where = (self.series_column, self.time_column, self.columns, self.target)
        read = from_table(read_table(x), *where)
        facts = self.facts(read.values, read.names)
        return Examined(facts, self.probabilities(read.values), read.labels)

    def facts(self, values: Sequence[np.ndarray], names: Sequence[str]) -> Table:
        """What can be said of sequences."""
        named = names or [f"sequence {place}" for place in range(1, len(values) + 1)]
        return facts_of(values, named, self.columns)

    def explain(self, x: Any, number: int | None = None) -> Explanation:
        """Why a sequence is of its class, part by part, against the answer for a straight line from
        its first step to its last. `number`: which sequence of `x`, from 1."""
        every, names = self.sequences_in(x)
        place = one_of(every, number, "sequence")
        values = every[place]
        edges = np.linspace(0, len(values), min(MOST_PARTS, len(values)) + 1).astype(int)
        line = covered(values, 0, len(values))
        parts, told, without, alone = [], [], [], []
        for start, end in pairwise(edges.tolist()):
            parts.append(f"steps {start + 1} to {end}")
            told.append(f"{in_words(float(values[start:end].mean()))} on average")
            without.append(covered(values, start, end))
            alone.append(np.concatenate([line[:start], values[start:end], line[end:]]))
        shares = self.probabilities([values, line, *without, *alone])
        facts = self.facts([values], names[place : place + 1])
        return self.because(Parts("a straight line", parts, told, shares), facts)

    def description(self) -> SequenceDescription:
        return SequenceDescription(
            summary=self.summary, form=self.network.form, target=self.target,
            classes=self.classes, columns=self.columns, series_column=self.series_column,
            time_column=self.time_column, calibration=self.calibration,
            deep_calibration=self.deep_calibration, share=self.share,
        )  # fmt: skip

    def arrays(self) -> dict[str, np.ndarray]:
        found = dict(self.network.state_dict())
        if self.deep is not None:
            found |= {f"{DEEP}{name}": array for name, array in self.deep.state_dict().items()}
        return found

    def card(self) -> str:
        reads = f"It reads sequences of steps of {', '.join(self.columns)}."
        example = f"print(model.predict(array))  # (steps, {self.channels})"
        return card_of(self.summary, "time-series-classification", reads, example)


def covered(values: np.ndarray, start: int, end: int) -> np.ndarray:
    """The sequence with the steps from `start` to `end` replaced by a line."""
    found = values.copy()
    before, after = values[max(0, start - 1)], values[min(len(values) - 1, end)]
    part = (np.arange(1, end - start + 1) / (end - start + 1))[:, None]
    found[start:end] = before * (1 - part) + after * part
    return found


def load_sequences(path: str | Path) -> SequencePredictor:
    """A model of sequences from the folder that `save` or `fit` wrote."""
    description, arrays, texts = load_folder(path, SequenceDescription)
    with restoring(path):
        form = checked(description).form
        network = RandomConvolutions(form)
        own = {name: array for name, array in arrays.items() if not name.startswith(DEEP)}
        network.load_state_dict(own)
        deep = None
        if description.share > 0:
            deep = DilatedNet(form)
            deep.load_state_dict(
                {n.removeprefix(DEEP): array for n, array in arrays.items() if n not in own}
            )
        check_finite(arrays)
    return SequencePredictor(
        description.summary, None, texts.get(PAGE), description.target, description.classes,
        description.calibration, network, deep, description.share, description.deep_calibration,
        description.columns, description.series_column, description.time_column, **beside(texts),
    )  # fmt: skip


def checked(description: SequenceDescription) -> SequenceDescription:
    """The description. ValueError when its parts do not fit together."""
    form = description.form
    check({
        "the recipe is unknown": description.recipe == NAME,
        "the classes do not fit the network": form.classes == len(description.classes) > 1,
        "the sequences have no form": 1 <= form.channels <= 4_096
        and 1 <= form.length <= 1 << 16 and form.stride >= 1 and 1 <= form.wanted <= 1 << 20,
        "the normalisation does not fit": len(form.mean) == len(form.deviation) == form.channels
        and len(description.columns) == form.channels and min(form.deviation) > 0,
        "the share is none": 0 <= description.share <= 1,
    })  # fmt: skip
    check_calibration(description.calibration)
    check_calibration(description.deep_calibration)
    return description
