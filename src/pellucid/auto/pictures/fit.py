"""From pictures to a predictor: the whole way on one screen, then each step."""

import os
import time as clock
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pellucid.auto.answering.calibration import fit_calibration
from pellucid.auto.answering.runs import Record, digest_of
from pellucid.auto.answering.saving import Summary
from pellucid.auto.classifying import Judgement, epochs_of
from pellucid.auto.clock import Spell
from pellucid.auto.pictures import recipe
from pellucid.auto.pictures.facts import facts_of
from pellucid.auto.pictures.looking import mistakes_seen
from pellucid.auto.pictures.mirrors import sensible_mirrors
from pellucid.auto.pictures.network import NAME, Form
from pellucid.auto.pictures.predictor import PicturePredictor
from pellucid.auto.pictures.sources import PictureSources, named, picture_sources
from pellucid.auto.rows.examples import Labels, first_equals, labels_of, split_examples
from pellucid.auto.rows.splits import Split
from pellucid.auto.telling import Story
from pellucid.auto.training.course import Effort, Learned, follow, pace_of, schedule_of, seeded
from pellucid.auto.training.progress import Narrator
from pellucid.core.errors import DataError
from pellucid.data.sources.gallery import load_gallery
from pellucid.data.sources.pictures import Shape, common_shape
from pellucid.report import HeldOut

PROBED = 200  # pictures that the common form is found from
MOST_PIXELS = 64 * 64  # of a picture: more than this costs time before it helps
MOST_BYTES = 2 << 30  # of all pictures together
MOST_FITTED = 5_000  # pictures that mean and deviation are taken from


@dataclass(frozen=True, eq=False)
class PictureData:
    """Pictures in one form, uint8 (n, channels, height, width), their classes and their files."""

    pixels: np.ndarray
    labels: Labels
    paths: tuple[str, ...]
    held_out: np.ndarray | None
    target: str
    source: str
    notes: tuple[str, ...]


def fit_pictures(
    data: Any,
    *,
    target: str | None = None,
    picture_column: str | None = None,
    seed: int = 0,
    epochs: int | None = None,
    spell: Spell,
    teller: Narrator,
    record: Record,
) -> PicturePredictor:
    """A model that tells the classes of pictures, trained and judged on pictures it never saw."""
    began = clock.monotonic()
    found = gathered(picture_sources(data, target, picture_column), teller)
    record.check(digest_of(found.labels.classes, found.labels.codes, found.pixels))
    equal = first_equals([picture.tobytes() for picture in found.pixels])
    split = split_examples(found.labels, equal, seed=seed, held_out=found.held_out)
    with seeded(seed):
        effort = Effort(seed, epochs, spell.deadline(), teller, record.decisions)
        model, learned, variation = learned_from(found, split, effort)
    story = Story(learned, seed, clock.monotonic() - began)
    return model.judged(judgement_of(model, found, split, story, str(variation)))


def gathered(sources: PictureSources, teller: Narrator) -> PictureData:
    """The pictures decoded; those that cannot be are left out, and told."""
    shape = shape_of(sources.paths)
    gallery = load_gallery(sources.paths, shape, teller.say)
    notes = list(sources.notes)
    if gallery.broken:
        lost = [
            f"{os.path.basename(sources.paths[i])} ({why})" for i, why in gallery.broken.items()
        ]
        notes.append(f"{len(lost):,} files cannot be read and are left out: {named(lost)}")
    good = np.setdiff1d(np.arange(len(sources.paths)), np.array([*gallery.broken], np.int64))
    labels = labels_of([sources.labels[i] for i in good], "pictures")
    pixels = gallery.pixels if not gallery.broken else gallery.pixels.take(good, axis=0)
    held_out = None if sources.held_out is None else sources.held_out[good]
    counts = Counter(np.array(labels.classes)[labels.codes].tolist())
    rows = ", ".join(f"{name} {count:,}" for name, count in counts.most_common(8))
    teller.say(
        f"These are pictures: {len(good):,} of {len(labels.classes)} classes ({rows}), "
        f"each as {shape}."
    )
    for note in notes:
        teller.say(f"  ! {note}")
    paths = tuple(sources.paths[i] for i in good)
    return PictureData(
        pixels, labels, paths, held_out, sources.target, sources.source, tuple(notes)
    )


def shape_of(paths: tuple[str, ...]) -> Shape:
    """The form for pictures, found from some that can be read."""
    step = max(1, len(paths) // PROBED)
    most = min(MOST_PIXELS, MOST_BYTES // (3 * len(paths)))
    probed = []
    for path in paths[::step]:
        try:
            probed.append(common_shape([path], most))
        except (OSError, DataError):
            continue
    if not probed:
        raise DataError(
            "none of the pictures can be read", given=named([os.path.basename(p) for p in paths])
        )
    channels = max(shape.channels for shape in probed)
    height, width = (int(np.median([getattr(s, a) for s in probed])) for a in ("height", "width"))
    return Shape(channels, height, width)


def learned_from(
    data: PictureData, split: Split, effort: Effort
) -> tuple[PicturePredictor, Learned, recipe.Variation]:
    """A model trained until the deadline at most, and calibrated."""
    training, validation = (
        (data.pixels.take(rows, axis=0), data.labels.codes[rows])
        for rows in (split.train, split.validation)
    )
    deadline, say = effort.deadline, effort.teller.say
    mirrors = sensible_mirrors(*training, seed=effort.seed)
    say(f"  split: {split.how}\n  mirrors: {mirrors}")
    count, batch = len(split.train), recipe.batch_of(len(split.train))
    form = form_of(training[0], len(data.labels.classes))
    wanted = recipe.epochs_for(count, batch) if effort.epochs is None else effort.epochs
    plain = recipe.Variation(mirrors.flips, 1, 0)
    pace = pace_of(recipe.PictureLearner(form, plain, training, validation, 1), min(batch, count))
    decisions = effort.decisions
    width = recipe.width_for(form, pace.step, count, deadline - clock.monotonic())
    width = decisions("width", width)
    factor = replace(form, width_of_block=width).operations() / form.operations()
    form = replace(form, width_of_block=width)
    affordable = pace.scaled(factor).steps_until(deadline, wanted)
    schedule = schedule_of(count, batch, wanted, affordable=affordable, decisions=decisions)
    variation = recipe.variation_of(form, mirrors.flips, schedule.epochs)
    say(
        f"  network: {len(form.blocks())} blocks, {width} channels in the first; "
        f"{schedule.epochs:.3g} epochs of {count:,} pictures, {variation}\n"
    )
    learner = recipe.PictureLearner(form, variation, training, validation, schedule.steps)
    learned = follow(
        learner, count, schedule, seed=effort.seed, deadline=deadline, watch=effort.teller.watch,
        decisions=decisions,
    )  # fmt: skip
    calibration = fit_calibration(learner.network.run(validation[0], mirrors.flips), validation[1])
    names = data.labels.classes
    model = PicturePredictor(
        Summary(), None, None, data.target, names, calibration, learner.network, mirrors.flips
    )
    return model, learned, variation


def form_of(pixels: np.ndarray, classes: int) -> Form:
    """The form of a network for training pictures, with their means and deviations."""
    some = pixels[:: max(1, len(pixels) // MOST_FITTED)].astype(np.float32)
    mean = some.mean(axis=(0, 2, 3), dtype=np.float64)
    deviation = np.maximum(some.std(axis=(0, 2, 3), dtype=np.float64), 1.0)
    _, channels, height, width = pixels.shape
    return Form(
        channels, height, width, classes, recipe.WIDTHS[0], tuple(mean.tolist()),
        tuple(deviation.tolist()),
    )  # fmt: skip


def judgement_of(
    model: PicturePredictor, data: PictureData, split: Split, story: Story, how: str
) -> Judgement:
    """What the model is judged by: the pictures that were held out. `how`: what was done to those
    of training."""
    pixels, codes = data.pixels.take(split.test, axis=0), data.labels.codes[split.test]
    found = model.probabilities(pixels)
    settings = {
        "pictures": model.shape,
        "split": split.how,
        "training pictures": how,
        "channels in the first block": model.network.form.width_of_block,
        "pictures in a batch": story.learned.schedule.batch,
        "epochs": epochs_of(story),
    }
    paths = [data.paths[i] for i in split.test.tolist()]
    names = [os.path.relpath(path, data.source or os.curdir) for path in paths]
    facts = facts_of(pixels, names, data.source)
    return Judgement(
        HeldOut(data.target, codes, found, facts, model.classes, split.test),
        data.labels.codes[split.train], story, NAME, settings,
        (mistakes_seen(model, pixels, codes, found),), data.source, data.notes,
    )  # fmt: skip
