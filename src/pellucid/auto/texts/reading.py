"""Whether a transformer is trained beside the bag of features, and how much of the answer it is."""

import time as clock
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pellucid.auto.answering.calibration import Calibration, fit_calibration
from pellucid.auto.texts import transformer
from pellucid.auto.texts.transformer import Dictionary, Reader, TransformerLearner
from pellucid.auto.training.course import Effort, follow, pace_of, schedule_of

SHARES = (0.0, 0.15, 0.3, 0.5, 0.7)
ERRORS = 2.0  # standard errors that the log loss must fall by, for it to be kept
LEAST_SECONDS = 10.0  # that are left, for it to be tried


@dataclass(frozen=True, eq=False)
class Joined:
    """The reader and its share of the scores, None and 0 where it was not tried or no help; and the
    calibration of the scores."""

    calibration: Calibration
    reader: Reader | None = None
    share: float = 0.0


def joined_with(
    texts: Sequence[str],
    codes: np.ndarray,
    fold: np.ndarray,
    unseen: np.ndarray,
    effort: Effort,
) -> Joined:
    """A transformer that learned without the texts of fold 0, and the share with which these are
    told best. `unseen`: what the bags say of texts they have not learned, (n, classes)."""
    alone = Joined(fit_calibration(unseen, codes))
    if len(texts) < transformer.LEAST_EXAMPLES:
        return alone
    seconds, decisions = effort.deadline - clock.monotonic(), effort.decisions
    if decisions.holds("no time for a transformer", seconds < LEAST_SECONDS):
        return alone
    rows, outside = np.flatnonzero(fold != 0), np.flatnonzero(fold == 0)
    dictionary = Dictionary.fit([texts[i] for i in rows.tolist()])
    places, classes = dictionary.places(texts), unseen.shape[1]
    parts = (places[rows], codes[rows]), (places[outside], codes[outside])
    batch = min(transformer.BATCH, len(rows))
    pace = pace_of(TransformerLearner(dictionary, classes, *parts), batch)
    wanted = transformer.EPOCHS if effort.epochs is None else effort.epochs
    affordable = replace(pace, compiling=0.0).steps_until(effort.deadline, wanted)
    schedule = schedule_of(len(rows), batch, wanted, affordable=affordable, decisions=decisions)
    if effort.epochs is None and schedule.epochs < transformer.LEAST_EPOCHS:
        effort.teller.say("  too little time to train a transformer as well")
        return alone
    learner = TransformerLearner(dictionary, classes, *parts)
    follow(
        learner, len(rows), schedule, seed=effort.seed, deadline=effort.deadline,
        watch=effort.teller.watch, decisions=decisions,
    )  # fmt: skip
    reader = Reader(dictionary, learner.network)
    found = learner.network.run(parts[1][0])
    mixed = [(1 - s) * unseen[outside] + s * found for s in SHARES]
    fitted = [fit_calibration(scores, codes[outside]) for scores in mixed]
    shares = [one.probabilities(scores) for one, scores in zip(fitted, mixed, strict=True)]
    surprises = [surprise(found, codes[outside]) for found in shares]
    losses = [float(found.mean()) for found in surprises]
    best = int(np.argmin(losses))
    helps = is_better(surprises[best], surprises[0])
    wrong = [np.mean(found.argmax(axis=1) != codes[outside]) for found in shares]
    helps = helps and wrong[best] <= wrong[0]
    told = ", ".join(f"{s:.0%} {loss:.4f}" for s, loss in zip(SHARES, losses, strict=True))
    effort.teller.say(
        f"  log loss on unseen texts by the share of the transformer: {told}; "
        f"{'kept' if helps else 'left out'}"
    )
    return Joined(fitted[best], reader, SHARES[best]) if helps else alone


def surprise(probabilities: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Minus the logarithm of the true class's probability, for each text."""
    return -np.log(probabilities[np.arange(len(codes)), codes])


def is_better(losses: np.ndarray, others: np.ndarray) -> bool:
    """Whether losses are below others of the same texts by more than chance: by two standard errors
    of their differences.

    >>> is_better(np.array([0.1, 0.2, 0.1]), np.array([0.5, 0.7, 0.6]))
    True
    """
    gain = others - losses
    return bool(gain.mean() > ERRORS * gain.std() / len(gain) ** 0.5)
