"""From texts to a predictor: the whole way on one screen, then each step."""

import time as clock
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pellucid.auto.answering.calibration import fit_calibration
from pellucid.auto.answering.saving import Summary
from pellucid.auto.rows.examples import Labels, first_equals, folds_of, labels_of, split_examples
from pellucid.auto.rows.splits import Split
from pellucid.auto.telling import Story, making_of, summary_of, training_of
from pellucid.auto.texts import recipe
from pellucid.auto.texts.features import features_of
from pellucid.auto.texts.looking import words_seen
from pellucid.auto.texts.network import NAME, TextBag, mean_of
from pellucid.auto.texts.predictor import TextPredictor
from pellucid.auto.texts.sources import TextSources, text_sources
from pellucid.auto.texts.vocabulary import Bags, Vocabulary, class_ratios
from pellucid.auto.training.course import (
    Effort,
    Learned,
    Pace,
    follow,
    pace_of,
    schedule_of,
    seeded,
)
from pellucid.auto.training.progress import Narrator
from pellucid.data.tables import Column, Table
from pellucid.report import DataNotes, DataWarning, Evidence, HeldOut, build_report

FOLDS = 5
MOST_SHOWN = 300  # characters of a text in the report's tables


def fit_texts(
    data: Any,
    *,
    target: str | None = None,
    text_column: str | None = None,
    seed: int = 0,
    epochs: int | None = None,
    deadline: float,
    teller: Narrator,
) -> TextPredictor:
    """A model that tells the classes of texts, trained and judged on texts it never saw."""
    began = clock.monotonic()
    sources = text_sources(data, target, text_column)
    labels = labels_of(sources.labels, "texts")
    tell(sources, labels, teller)
    equal = first_equals([" ".join(text.lower().split()).encode() for text in sources.texts])
    split = split_examples(labels, equal, seed=seed, held_out=sources.held_out)
    teller.say(f"  split: {split.how}")
    rows = np.sort(np.concatenate([split.train, split.validation]))
    texts = [sources.texts[i] for i in rows.tolist()]
    found = features_of(texts)
    vocabulary = Vocabulary.fit(found, len(texts))
    bags, codes = vocabulary.bags(found, len(texts)), labels.codes[rows]
    fold = folds_of(equal[rows], codes, seed, FOLDS)
    teller.say(f"  network: {len(vocabulary):,} words, pairs and runs of letters; {FOLDS} folds\n")
    lesson = Lesson(bags, codes, fold, vocabulary, len(labels.classes))
    with seeded(seed):
        network, unseen, learned = learned_in_folds(lesson, Effort(seed, epochs, deadline, teller))
    model = TextPredictor(
        Summary(), None, None, network, vocabulary, sources.target, text_column, labels.classes,
        fit_calibration(unseen, codes),
    )  # fmt: skip
    story = Story(learned, seed, clock.monotonic() - began)
    return judged(model, sources, labels, split, story)


def tell(sources: TextSources, labels: Labels, teller: Narrator) -> None:
    """What was given, in a line, and what was left out."""
    counts = Counter(sources.labels)
    rows = ", ".join(f"{name} {count:,}" for name, count in counts.most_common(8))
    words = sum(len(text.split()) for text in sources.texts) / len(sources.texts)
    teller.say(
        f"These are texts: {len(sources.texts):,} of {len(labels.classes)} classes ({rows}), "
        f"{words:.0f} words on average."
    )
    for note in sources.notes:
        teller.say(f"  ! {note}")


@dataclass(frozen=True, eq=False)
class Lesson:
    """Texts to learn from: their features, their classes, and the fold of each."""

    bags: Bags
    codes: np.ndarray
    fold: np.ndarray
    vocabulary: Vocabulary
    classes: int

    def part(self, rows: np.ndarray) -> tuple[Bags, np.ndarray]:
        """Some of them."""
        return self.bags.take(rows), self.codes[rows]

    def network(self, ratios: np.ndarray) -> TextBag:
        """A network that has learned nothing yet."""
        return TextBag(ratios, self.vocabulary.slots)


def learned_in_folds(lesson: Lesson, effort: Effort) -> tuple[TextBag, np.ndarray, Learned]:
    """The mean of networks that each learned without one fold, what each says of its own fold
    (n, classes), and how the first was trained. Folds for which no time is left are not learned."""
    unseen = np.zeros((len(lesson.bags), lesson.classes), np.float32)
    answered = np.zeros(len(lesson.bags), bool)
    networks: list[TextBag] = []
    learned: list[Learned] = []
    pace: Pace | None = None
    for k in range(FOLDS):
        now = clock.monotonic()
        if networks and now >= effort.deadline:
            break
        rows, outside = np.flatnonzero(lesson.fold != k), np.flatnonzero(lesson.fold == k)
        parts = lesson.part(rows), lesson.part(outside)
        ratios = class_ratios(*parts[0], lesson.classes, len(lesson.vocabulary))
        batch = recipe.batch_of(len(rows))
        if pace is None:
            trial = recipe.TextLearner(lesson.network(ratios), *parts)
            pace = pace_of(trial, min(batch, len(rows)))
        until = now + (effort.deadline - now) / (FOLDS - k)
        wanted = recipe.epochs_for(len(rows), batch) if effort.epochs is None else effort.epochs
        affordable = replace(pace, compiling=0.0).steps_until(until, wanted)
        schedule = schedule_of(len(rows), batch, wanted, affordable=affordable)
        learner = recipe.TextLearner(lesson.network(ratios), *parts)
        how = {"seed": effort.seed + k, "deadline": until, "watch": effort.teller.watch}
        learned.append(follow(learner, len(rows), schedule, **how))
        networks.append(learner.network)
        unseen[outside], answered[outside] = learner.network.run(parts[1][0]), True
    network, rest = mean_of(networks), np.flatnonzero(~answered)
    unseen[rest] = network.run(lesson.bags.take(rest))
    return network, unseen, learned[0]


def judged(
    model: TextPredictor,
    sources: TextSources,
    labels: Labels,
    split: Split,
    story: Story,
) -> TextPredictor:
    """The model with its findings: what it scores on texts that were held out, and why."""
    texts, codes = [sources.texts[i] for i in split.test.tolist()], labels.codes[split.test]
    found = model.probabilities(texts)
    title = f"Predicting {sources.target}"
    settings = {
        "data": sources.source or "in memory",
        "split": split.how,
        "features": len(model.vocabulary),
        "folds": FOLDS,
        "texts in a batch": story.learned.schedule.batch,
        "epochs": round(story.learned.steps / story.learned.schedule.per_epoch, 2),
    }
    seen = np.concatenate([split.train, split.validation])
    report = build_report(
        HeldOut(
            sources.target, codes, found, facts_of(texts, sources.source), model.classes,
            sources.places[split.test],
        ),
        title=title,
        training=training_of(story, labels.codes[seen], classes=True),
        data=DataNotes(
            warnings=tuple(DataWarning(note) for note in sources.notes), source=sources.source
        ),
        making=making_of(NAME, story.seed, settings),
        evidence=Evidence(sections=words_seen(model, texts, codes, found)),
    )  # fmt: skip
    summary = summary_of(report, story, title=title, source=sources.source)
    return replace(model, findings=report, summary=summary)


def facts_of(texts: list[str], source: str) -> Table:
    """What can be said of texts in a table: how they begin, and how long they are."""
    begun = [" ".join(text.split())[:MOST_SHOWN] for text in texts]
    levels = tuple(dict.fromkeys(begun))
    places = {text: place for place, text in enumerate(levels)}
    codes = np.array([places[text] for text in begun], np.int32)
    words, characters = (
        np.array([count(text) for text in texts], np.float64)
        for count in (lambda text: len(text.split()), len)
    )
    return Table(
        (
            Column("text", "text", codes, levels),
            Column("words", "number", words, integral=True),
            Column("characters", "number", characters, integral=True),
        ),
        source,
    )
