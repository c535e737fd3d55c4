"""What a run does when a step gives numbers that are not finite: it goes back to before the step,
says what went wrong and in which rows of the data, and stops or goes on without the batch.
"""

from typing import Any

from pellucid.core.errors import ArgumentError, NonFiniteError
from pellucid.tensor.seeing.profiling import plural
from pellucid.tensor.troubles import rows_text
from pellucid.train.feed import Feed
from pellucid.train.training import Training

WAYS = ("stop", "skip", "ignore")
MOST_SKIPPED = (
    10  # batches of a run that may be left out: beyond, it is not a matter of single rows
)


def check_way(way: str) -> None:
    """ArgumentError for what `non_finite` cannot be."""
    if way not in WAYS:
        raise ArgumentError(
            f"non_finite is one of {', '.join(map(repr, WAYS))}, not {way!r}",
            fix="'stop' raises an error, 'skip' goes on without the batch",
        )


def mend(run: Training, error: NonFiniteError, feed: Feed, way: str, arrays: int) -> None:
    """Note what was left out, or raise an error that tells it all; the model, the optimiser and the
    random key are as they were before the step that went wrong. A batch has so many `arrays`.
    """
    step = run.step + 1 - error.undone
    told = explained(run, error, feed, step, arrays)
    if way == "stop" or len(run.notes) >= MOST_SKIPPED:
        raise told from None
    run.leave_out(error.undone, f"{told.what}; {told.given}; the batch was left out")


def explained(
    run: Training, error: NonFiniteError, feed: Feed, step: int, arrays: int
) -> NonFiniteError:
    """The error in terms of the run: the step, the rows of the data, what was done."""
    loss = f"the loss became {error.result:g}" if error.result is not None else "a step failed"
    where = rows_of(run, error, feed)
    later = f" ({plural(error.undone, 'later step')} undone too)" if error.undone else ""
    found = NonFiniteError(
        f"{loss} at step {step}: {in_words(error.what, arrays)}",
        given="; ".join(part for part in (error.given, where) if part),
        fix=f"{error.fix}; if the data are as they should be, lower the learning rate. The model "
        f"and the optimiser are as they were before step {step}{later}; "
        "fit(..., non_finite='skip') leaves such batches out",
    )
    found.at, found.layer = error.at or found.at, error.layer
    found.parameter = parameter_of(run.model, error)
    found.rows, found.undone, found.result = error.rows, error.undone, error.result
    return found


def in_words(what: str, arrays: int) -> str:
    """The same of `the inputs` and `the targets` instead of `batch0` and `batch1`."""
    names = {f"batch{place}": "an input" for place in range(arrays)}
    names |= {"batch0": "the inputs"} if arrays == 2 else {}
    names[f"batch{arrays - 1}"] = "the targets"
    first, _, rest = what.partition(" ")
    return (
        f"{names[first]}, where one number is {rest.removeprefix('holds ')}"
        if first in names
        else what
    )


def rows_of(run: Training, error: NonFiniteError, feed: Feed) -> str:
    """The rows of the data that went wrong, where the feed knows them."""
    rows = feed.rows(run.epoch, run.index - error.undone)
    if rows is None or not error.rows or len(error.rows) == len(rows) > 1:
        return ""
    return f"that is {rows_text([int(rows[i]) for i in error.rows])} of the data"


def parameter_of(model: Any, error: NonFiniteError) -> str:
    """The name that the model has for the parameter that was spoiled."""
    known = {id(x): name for name, x in model.named_parameters()}
    return known.get(id(error.tensor), error.parameter)
