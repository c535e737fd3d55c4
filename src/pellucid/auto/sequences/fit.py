"""From sequences to a predictor: the whole way on one screen, then each step."""

import time as clock
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pellucid.auto.answering.calibration import Calibration, fit_calibration
from pellucid.auto.answering.runs import Record, digest_of
from pellucid.auto.answering.saving import Summary
from pellucid.auto.classifying import Judgement, epochs_of
from pellucid.auto.clock import Spell
from pellucid.auto.rows.examples import Labels, first_equals, labels_of, split_examples
from pellucid.auto.rows.splits import Split
from pellucid.auto.sequences import recipe
from pellucid.auto.sequences.facts import facts_of
from pellucid.auto.sequences.looking import mistakes_drawn
from pellucid.auto.sequences.network import (
    NAME,
    DilatedNet,
    Form,
    Padded,
    RandomConvolutions,
    features_for,
    padded,
)
from pellucid.auto.sequences.predictor import SequencePredictor
from pellucid.auto.sequences.ridge import fit_ridge
from pellucid.auto.sequences.sources import Sequences, sequence_sources
from pellucid.auto.telling import Story
from pellucid.auto.training.course import (
    Effort,
    Learned,
    Schedule,
    follow,
    pace_of,
    schedule_of,
    seeded,
)
from pellucid.auto.training.progress import Narrator
from pellucid.report import HeldOut
from pellucid.tensor.tensor import Tensor

MOST_STEPS = 2_048  # of the longest sequence; more are taken together
MOST_SOLVED = 4_000  # sequences that the linear head is solved for
SHARES = (0.0, 0.25, 0.5, 0.75)  # of the network that learns, in the answer


@dataclass(frozen=True, eq=False)
class Lesson:
    """Sequences as one array, what the random convolutions make of them, and their classes."""

    form: Form
    given: Padded
    features: np.ndarray
    labels: Labels

    def part(self, rows: np.ndarray) -> tuple[Padded, np.ndarray]:
        """Some of them, with their classes."""
        return self.given.take(rows), self.labels.codes[rows]


@dataclass(frozen=True, eq=False)
class Joined:
    """The network that learns beside the random convolutions, how much of the answer is its own,
    and how it was trained. `deep` is None, and the share 0, where it was not tried or no help."""

    deep: DilatedNet | None
    share: float
    calibration: Calibration
    learned: Learned


def fit_sequences(  # noqa: PLR0913 (all but the array by name)
    data: Any,
    *,
    target: Any = None,
    series: str | bool | None = None,
    time_column: str | None = None,
    seed: int = 0,
    epochs: int | None = None,
    spell: Spell,
    teller: Narrator,
    record: Record,
) -> SequencePredictor:
    """A model that tells the class of sequences, trained and judged on sequences it never saw."""
    began = clock.monotonic()
    sources = sequence_sources(data, target, series, time_column)
    labels = labels_of(sources.labels, "sequences")
    record.check(digest_of(labels.classes, labels.codes, *sources.values))
    form = form_of(sources, len(labels.classes))
    tell(sources, labels, form, teller)
    equal = first_equals([values.tobytes() for values in sources.values])
    split = split_examples(labels, equal, seed=seed)
    teller.say(f"  split: {split.how}")
    with seeded(seed):
        network, lesson = transformed(sources, labels, form, split, seed)
        known = np.sort(np.concatenate([split.train, split.validation]))
        calibration, unseen = headed(network, lesson, known, seed)
        teller.say(told_apart(network, unseen, lesson, known))
        effort = Effort(seed, epochs, spell.deadline(), teller, record.decisions)
        joined = joined_with(lesson, split, unseen, calibration, effort)
    model = SequencePredictor(
        Summary(), None, None, sources.target, labels.classes, calibration, network, joined.deep,
        joined.share, joined.calibration, sources.columns, sources.series_column,
        sources.time_column,
    )  # fmt: skip
    story = Story(joined.learned, seed, clock.monotonic() - began)
    model = model.judged(judgement_of(model, sources, lesson, split, story))
    everything = np.arange(len(labels.codes))
    calibration, _ = headed(network, lesson, everything, seed)
    return replace(model, calibration=calibration)


def form_of(sources: Sequences, classes: int) -> Form:
    """What a network for these sequences takes and gives."""
    longest = int(sources.lengths.max())
    stride = -(-longest // MOST_STEPS)
    steps = np.concatenate(sources.values)
    deviation = steps.std(axis=0)
    return Form(
        steps.shape[1], -(-longest // stride), classes, tuple(steps.mean(axis=0).tolist()),
        tuple(np.where(deviation > 1e-12, deviation, 1.0).tolist()), stride,
        features_for(len(sources.values) * longest // stride),
    )  # fmt: skip


def tell(sources: Sequences, labels: Labels, form: Form, teller: Narrator) -> None:
    """What was given, in a line, and what was done to it."""
    counts = Counter(sources.labels)
    classes = ", ".join(f"{name} {count:,}" for name, count in counts.most_common(8))
    lengths = sources.lengths
    short, long = int(lengths.min()), int(lengths.max())
    span = f"{short:,} to {long:,}" if short < long else f"{long:,}"
    teller.say(
        f"These are sequences: {len(lengths):,} of {len(labels.classes)} classes ({classes}), "
        f"{span} steps of {', '.join(sources.columns[:6])}."
    )
    for note in (*sources.notes, *thinning(form)):
        teller.say(f"  ! {note}")


def thinning(form: Form) -> tuple[str, ...]:
    """What was done to long sequences, as sentences."""
    if form.stride == 1:
        return ()
    return (f"each {form.stride} steps are taken together as their mean",)


def transformed(
    sources: Sequences, labels: Labels, form: Form, split: Split, seed: int
) -> tuple[RandomConvolutions, Lesson]:
    """Random convolutions whose biases are those of training sequences, and all sequences as they
    see them."""
    given = padded(sources.values, form)
    network = RandomConvolutions(form)
    network.fit_kernels(given.take(split.train), seed)
    return network, Lesson(form, given, network.features(given), labels)


def headed(
    network: RandomConvolutions, lesson: Lesson, rows: np.ndarray, seed: int
) -> tuple[Calibration, np.ndarray]:
    """Solve the network's head for some sequences; the calibration of its scores, and those of each
    row without itself (n, classes). Of very many rows, the head is solved for some."""
    some = np.sort(rows[np.random.default_rng(seed).permutation(len(rows))[:MOST_SOLVED]])
    codes, classes = lesson.labels.codes, len(lesson.labels.classes)
    head = fit_ridge(lesson.features[some], codes[some], classes)
    network.weights.assign(Tensor(head.weights.astype(np.float32)))
    network.bias.assign(Tensor((head.bias - head.mean @ head.weights).astype(np.float32)))
    unseen = head.scores(lesson.features[rows])
    unseen[np.isin(rows, some)] = head.unseen
    return fit_calibration(head.unseen, codes[some]), unseen


def told_apart(
    network: RandomConvolutions, unseen: np.ndarray, lesson: Lesson, rows: np.ndarray
) -> str:
    """What the random convolutions say of sequences without having learned them, in a line."""
    right = float(np.mean(unseen.argmax(axis=1) == lesson.labels.codes[rows]))
    return (
        f"  random convolutions: {network.form.features():,} features and a linear head tell "
        f"{right:.1%} right, each sequence by the others"
    )


def joined_with(
    lesson: Lesson, split: Split, unseen: np.ndarray, calibration: Calibration, effort: Effort
) -> Joined:
    """A network that learns, trained where there are sequences and time enough, and the share of
    the answer with which the sequences of validation are told best."""
    began, known = clock.monotonic(), np.sort(np.concatenate([split.train, split.validation]))
    count, batch = len(split.train), recipe.batch_of(len(split.train))
    none = Learned((), 0, Schedule(min(batch, count), 1, 1), 0, 0.0)
    few = count < recipe.LEAST_TRAINING or len(split.validation) < recipe.LEAST_VALIDATION
    if few:
        effort.teller.say("  too few sequences to train convolutions on as well")
        return Joined(None, 0.0, Calibration(), none)
    form = lesson.form
    parts = lesson.part(split.train), lesson.part(split.validation)
    pace = pace_of(recipe.SequenceLearner(form, *parts), min(batch, count))
    wanted = recipe.epochs_for(count, batch) if effort.epochs is None else effort.epochs
    affordable = replace(pace, compiling=0.0).steps_until(effort.deadline, wanted)
    decided: dict[str, Any] = {"decisions": effort.decisions}
    schedule = schedule_of(count, batch, wanted, affordable=affordable, **decided)
    if effort.epochs is None and schedule.epochs < recipe.LEAST_EPOCHS:
        effort.teller.say("  too little time to train convolutions as well")
        return Joined(None, 0.0, Calibration(), none)
    learner = recipe.SequenceLearner(form, *parts)
    how = {"seed": effort.seed, "deadline": effort.deadline, "watch": effort.teller.watch}
    learned = follow(learner, count, schedule, **how, **decided)
    codes = parts[1][1]
    scores = learner.network.run(parts[1][0])
    own = fit_calibration(scores, codes)
    first = calibration.probabilities(unseen[np.searchsorted(known, split.validation)])
    second = own.probabilities(scores)
    rows = np.arange(len(codes))
    losses = [-np.log(((1 - s) * first + s * second)[rows, codes] + 1e-12).mean() for s in SHARES]
    share = SHARES[int(np.argmin(losses))]
    told = ", ".join(f"{s:.0%} {loss:.4f}" for s, loss in zip(SHARES, losses, strict=True))
    effort.teller.say(f"  log loss on validation by the share of trained convolutions: {told}")
    learned = replace(learned, seconds=clock.monotonic() - began)
    return Joined(learner.network if share else None, share, own, learned)


def judgement_of(
    model: SequencePredictor, sources: Sequences, lesson: Lesson, split: Split, story: Story
) -> Judgement:
    """What the model is judged by: the sequences that were held out."""
    codes, form = lesson.labels.codes, model.network.form
    held_out = [sources.values[i] for i in split.test.tolist()]
    found = model.probabilities(held_out)
    settings = {
        "sequences": f"{len(sources.values):,} of up to {form.length * form.stride:,} steps",
        "split": f"{split.how}; afterwards the linear head was solved again for all sequences",
        "random convolutions": f"{form.features():,} features",
        "share of trained convolutions": f"{model.share:.0%}",
        **({"epochs": epochs_of(story)} if story.learned.steps else {}),
    }
    names = [sources.names[i] for i in split.test.tolist()]
    facts = facts_of(held_out, names, sources.columns, sources.source)
    truth = codes[split.test]
    return Judgement(
        HeldOut(sources.target, truth, found, facts, model.classes, split.test),
        codes[np.concatenate([split.train, split.validation])], story, NAME, settings,
        (mistakes_drawn(model, held_out, truth, found),), sources.source,
        (*sources.notes, *thinning(form)),
    )  # fmt: skip
