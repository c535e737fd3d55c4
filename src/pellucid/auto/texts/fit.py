"""From texts to a predictor: the whole way on one screen, then each step."""

import time as clock
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pellucid.auto.answering.runs import Record, digest_of
from pellucid.auto.answering.saving import Summary
from pellucid.auto.classifying import Judgement, epochs_of
from pellucid.auto.clock import Spell
from pellucid.auto.rows.examples import Labels, first_equals, folds_of, labels_of, split_examples
from pellucid.auto.rows.splits import Split
from pellucid.auto.telling import Story
from pellucid.auto.texts import recipe
from pellucid.auto.texts.facts import facts_of
from pellucid.auto.texts.features import features_of
from pellucid.auto.texts.looking import words_seen
from pellucid.auto.texts.network import NAME, TextBag, mean_of, mixture_of
from pellucid.auto.texts.predictor import TextPredictor
from pellucid.auto.texts.reading import joined_with
from pellucid.auto.texts.sources import TextSources, text_sources
from pellucid.auto.texts.transformer import LEAST_EXAMPLES
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
from pellucid.auto.training.scores import judged
from pellucid.report import HeldOut

FOLDS = 5
STARTS = ("naive Bayes", "nothing")  # what a network's rows are learned from
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the first of these in the answer
BAGS_SHARE = 0.6  # of the time, where there are texts enough for a transformer as well


def fit_texts(
    data: Any,
    *,
    target: str | None = None,
    text_column: str | None = None,
    seed: int = 0,
    epochs: int | None = None,
    spell: Spell,
    teller: Narrator,
    record: Record,
) -> TextPredictor:
    """A model that tells the classes of texts, trained and judged on texts it never saw."""
    began = clock.monotonic()
    sources = text_sources(data, target, text_column)
    labels = labels_of(sources.labels, "texts")
    record.check(digest_of(labels.classes, labels.codes, sources.texts))
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
        now, deadline = clock.monotonic(), spell.deadline()
        effort = Effort(seed, epochs, deadline, teller, record.decisions)
        bags_only = len(texts) < LEAST_EXAMPLES
        until = deadline if bags_only else now + BAGS_SHARE * (deadline - now)
        network, unseen, learned = learned_in_folds(lesson, replace(effort, deadline=until))
        joined = joined_with(texts, codes, fold, unseen, effort)
    model = TextPredictor(
        Summary(), None, None, sources.target, labels.classes, joined.calibration,
        network, vocabulary, text_column, joined.reader, joined.share,
    )  # fmt: skip
    story = Story(learned, seed, clock.monotonic() - began)
    return model.judged(judgement_of(model, sources, labels, split, story))


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

    def weights(self, start: str, bags: Bags, codes: np.ndarray) -> np.ndarray:
        """What each feature's row is learned from: naive Bayes weights, or ones."""
        if start == "naive Bayes":
            return class_ratios(bags, codes, self.classes, len(self.vocabulary))
        even = np.ones((len(self.vocabulary) + 1, self.classes), np.float32)
        even[0] = 0.0  # no feature
        return even

    def network(self, ratios: np.ndarray) -> TextBag:
        """A network that has learned nothing yet."""
        return TextBag(ratios, self.vocabulary.slots)


@dataclass(frozen=True, eq=False)
class Member:
    """The networks of one kind, one for each fold that was learned without it, what they say of
    those folds (n, classes), and how the first was trained."""

    networks: tuple[TextBag, ...]
    unseen: np.ndarray
    learned: Learned


def learned_in_folds(lesson: Lesson, effort: Effort) -> tuple[TextBag, np.ndarray, Learned]:
    """The mean of networks that each learned without one fold, what each says of its own fold
    (n, classes), and how the first was trained.

    Two kinds are trained, one from naive Bayes weights on and one from nothing: they err
    differently. Both add up rows, so their mean is one network; its share of either is that which
    tells unseen texts best.
    """
    now, members, decisions = clock.monotonic(), [], effort.decisions
    for place, start in enumerate(STARTS):
        until = now + (place + 1) * (effort.deadline - now) / len(STARTS)
        if not members or decisions.holds("time for a second kind", clock.monotonic() < until):
            members.append(member_of(start, lesson, replace(effort, deadline=until)))
    if len(members) == 1:
        return mean_of(members[0].networks), members[0].unseen, members[0].learned
    first, second = members
    losses = [
        judged(share * first.unseen + (1 - share) * second.unseen, lesson.codes)[0]
        for share in SHARES
    ]
    share = SHARES[int(np.argmin(losses))]
    effort.teller.say(
        f"  joined: {share:.0%} from naive Bayes weights on, {1 - share:.0%} from nothing "
        f"(log loss on unseen texts {min(losses):.4f}; alone {losses[-1]:.4f} and {losses[0]:.4f})"
    )
    network = mixture_of(mean_of(first.networks), mean_of(second.networks), share)
    return network, share * first.unseen + (1 - share) * second.unseen, first.learned


def member_of(start: str, lesson: Lesson, effort: Effort) -> Member:
    """Networks of one kind. Folds for which no time is left are not learned."""
    unseen = np.zeros((len(lesson.bags), lesson.classes), np.float32)
    answered = np.zeros(len(lesson.bags), bool)
    networks: list[TextBag] = []
    learned: list[Learned] = []
    pace: Pace | None = None
    for k in range(FOLDS):
        now = clock.monotonic()
        if networks and effort.decisions.holds("no time for a fold", now >= effort.deadline):
            break
        rows, outside = np.flatnonzero(lesson.fold != k), np.flatnonzero(lesson.fold == k)
        parts = lesson.part(rows), lesson.part(outside)
        weights = lesson.weights(start, *parts[0])
        batch = recipe.batch_of(len(rows))
        if pace is None:
            trial = recipe.TextLearner(lesson.network(weights), *parts)
            pace = pace_of(trial, min(batch, len(rows)))
        until = now + (effort.deadline - now) / (FOLDS - k)
        wanted = recipe.epochs_for(len(rows), batch) if effort.epochs is None else effort.epochs
        affordable = replace(pace, compiling=0.0).steps_until(until, wanted)
        how: dict[str, Any] = {"decisions": effort.decisions}
        schedule = schedule_of(len(rows), batch, wanted, affordable=affordable, **how)
        learner = recipe.TextLearner(lesson.network(weights), *parts)
        how |= {"seed": effort.seed + k, "deadline": until, "watch": effort.teller.watch}
        learned.append(follow(learner, len(rows), schedule, **how))
        networks.append(learner.network)
        unseen[outside], answered[outside] = learner.network.run(parts[1][0]), True
    rest = np.flatnonzero(~answered)
    unseen[rest] = mean_of(networks).run(lesson.bags.take(rest))
    return Member(tuple(networks), unseen, learned[0])


def judgement_of(
    model: TextPredictor, sources: TextSources, labels: Labels, split: Split, story: Story
) -> Judgement:
    """What the model is judged by: the texts that were held out."""
    texts, codes = [sources.texts[i] for i in split.test.tolist()], labels.codes[split.test]
    found, source = model.probabilities(texts), sources.source
    settings = {
        "split": split.how,
        "features": len(model.vocabulary),
        "folds": FOLDS,
        "texts in a batch": story.learned.schedule.batch,
        "epochs": epochs_of(story),
    }
    places, facts = sources.places[split.test], facts_of(texts, source)
    return Judgement(
        HeldOut(sources.target, codes, found, facts, model.classes, places),
        labels.codes[np.concatenate([split.train, split.validation])], story, NAME, settings,
        words_seen(model, texts, codes, found), source, sources.notes,
    )  # fmt: skip
