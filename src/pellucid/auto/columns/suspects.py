"""Columns that say too much of the target, and why they are suspected."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pellucid.auto.columns.leaks import gives_target_away
from pellucid.auto.columns.strengths import (
    LEAST_ROWS,
    MOST_PIECES,
    Strength,
    strengths,
)
from pellucid.auto.columns.telltales import (
    has_same_levels,
    in_numbers,
    is_ahead,
    is_filled_by_target,
    is_mean_of_target,
    is_near,
)
from pellucid.data.serving.orders import random_bits
from pellucid.data.tables.tables import Column, Table

# A column that explains so much alone, nearly all that the whole table does, and without which the
# table leaves so many times as much unexplained. Of 35 real tables none has such a column but one:
# the severity of an injury, where death is predicted.
ALONE, NEARLY_ALL, TIMES = 0.75, 0.9, 1.8
COARSE = 0.9  # that much is explained by no column of few values that was not made of the target
# A column that explains so much and agrees with the others through the target alone; in standard
# errors of a correlation: how much they agree at least, and among rows of one answer at most.
OF_CLASSES, OF_NUMBERS = 0.55, 0.55
AGREES, STANDS_APART, BEYOND, LEAST_ASKED = 3.0, 2.5, 0.03, 60
MOST_APART = 0.15  # of that correlation, where rows are so few that it says little
# A strong column agrees with the others by so many standard errors where these matter at all; and
# among rows of one answer by less than this.
RELATED, MOST_RELATED = 2.0, 0.2
SPEAKS = 0.25  # explained by a column that says something
SAME, SAME_CLASS = 0.6, 0.5
CODED = 0.5  # explained by the parts of an identifier
OF_NO_OTHER = "it agrees with the other columns in what they say of the target, and in no more"
LATER = re.compile(
    r"(?:^|[\W_])(?:next|future|after(?:wards)?|final|post|later|tomorrow|closed|resolved|"
    r"outcome|result|cancel\w*|settled|lead)(?:$|[\W_])",
    re.IGNORECASE,
)
LATER_ALONE = 0.25
# Of the target's variance, on rows that were not fitted, for columns to be its parts; rows that are
# looked at; rows for each column; and the least weight, in deviations, of a part.
SUMS_UP, MOST_SUMMED, LEAST_ROWS_OF_NUMBER, LEAST_WEIGHT = 0.99999, 20_000, 4, 1e-3


@dataclass(frozen=True)
class Suspect:
    """A column, what is suspicious about it, and what it explains."""

    name: str
    why: str
    strength: Strength


def find_suspects(
    table: Table, features: Sequence[str], ids: Sequence[str], target: Column, task: str
) -> list[Suspect]:
    """The columns that are likely to tell the target: read ones, and identifiers."""
    told = strengths(table, features, target, task)
    alone = those_apart(told, task)
    found = [
        Suspect(s.name, why, s)
        for s in told
        if (why := sign(table[s.name], target, task, s))
        or (why := reason(table[s.name], target, task, s))
        or (why := OF_NO_OTHER if s.name in alone else "")
    ]
    found += [s for name in ids for s in telling_ids(table[name], target, task)]
    if task == "regression" and not found:
        found += makers_of(table, features, target)
    return found


def telling_ids(column: Column, target: Column, task: str) -> list[Suspect]:
    """An identifier whose numbers follow the target, or whose parts name it."""
    numbered = in_numbers(column)
    if numbered is not None:
        why = "its numbers follow the order of the target"
        told = strengths(Table((numbered,)), [column.name], target, task)
        if told and (told[0].alone > ALONE or gives_target_away(numbered, target, task)):
            return [Suspect(column.name, why, told[0])]
    if column.kind != "text":
        return []
    told = strengths(Table((column,)), [column.name], target, task)
    why = "a part of it names the target"
    return [Suspect(column.name, why, s) for s in told if s.alone > CODED]


def makers_of(table: Table, features: Sequence[str], target: Column) -> list[Suspect]:
    """The strongest of several numbers and dates whose sum or difference, each times a factor, is
    the target: a total beside its parts, or an end beside its beginning."""
    names = [name for name in features if table[name].kind in {"number", "date", "flag"}]
    known = ~target.missing
    for name in names:
        known &= ~table[name].missing
    rows = np.flatnonzero(known)[:MOST_SUMMED]
    if len(names) < 2 or len(rows) < max(LEAST_ROWS, LEAST_ROWS_OF_NUMBER * len(names)):
        return []
    x = np.stack([in_deviations(table[name].take(rows)) for name in names], axis=1)
    y = in_deviations(target.take(rows))
    half = random_bits(0, 11, n=len(rows)) % np.uint64(2) == 0
    weights = np.linalg.lstsq(x[half], y[half], rcond=None)[0]
    rest = y[~half]
    explained = 1.0 - float(np.square(rest - x[~half] @ weights).sum() / np.square(rest).sum())
    order = np.argsort(-np.abs(weights), kind="stable")
    makers = [names[i] for i in order.tolist() if abs(weights[i]) > LEAST_WEIGHT]
    if explained < SUMS_UP or len(makers) < 2:
        return []
    others = " and ".join(makers[1:4])
    why = f"together with {others} it adds up to the target"
    return [Suspect(makers[0], why, Strength(makers[0], 0.0, explained, 0.0))]


def in_deviations(column: Column) -> np.ndarray:
    """Numbers or dates as deviations from their mean."""
    values = column.values.astype(np.int64) if column.kind == "date" else column.values
    apart = values.astype(np.float64) - float(values.astype(np.float64).mean())
    return apart / (float(apart.std()) or 1.0)


def sign(column: Column, target: Column, task: str, s: Strength) -> str:
    """What the values of a column give away, however little they explain; else an empty string."""
    if is_ahead(column, target):
        return "it holds the target of a later row"
    if is_mean_of_target(column, target, task):
        return "its numbers are means of the target over the rows that share them"
    if task == "regression" and s.alone > SAME and is_near(column, target):
        return "it is near to the target in every row, in the same unit"
    if task != "regression" and s.alone > SAME_CLASS and has_same_levels(column, target):
        return "it holds the same values as the target, in nearly every row"
    if s.alone > LATER_ALONE and LATER.search(column.name):
        return "its name says that it may be known only afterwards"
    if is_filled_by_target(column, target, task):
        return "where it is filled in says much of the target"
    return ""


def reason(column: Column, target: Column, task: str, s: Strength) -> str:
    """Why a column is suspicious by what the table says without it; empty when it is not."""
    left, without = max(1e-9, 1.0 - s.with_), 1.0 - s.without
    says_all = s.alone > ALONE and s.alone > NEARLY_ALL * s.with_ and without > TIMES * left
    is_fine = s.alone > COARSE or is_fine_enough(column, target, task)
    if says_all and is_fine and is_related(s):
        return "it says nearly all that the table says, and without it the table says far less"
    return ""


def is_related(s: Strength) -> bool:
    """Whether what a strong column says is what the others say too, through the target above all:
    one that agrees with no other may as well be the only cause."""
    if not s.rows:  # there are no others
        return False
    error = s.rows**-0.5
    apart = max(MOST_RELATED, STANDS_APART * error)
    return s.together > RELATED * error and abs(s.apart) < apart


def those_apart(told: Sequence[Strength], task: str) -> set[str]:
    """The names of strong columns that agree with the others, but not among rows of one answer: as
    what was made of the answer does, and hardly anything else. None where most columns do so."""
    least = OF_NUMBERS if task == "regression" else OF_CLASSES
    found = {s.name for s in told if s.alone > least and is_apart(s)}
    speaking = sum(s.alone > SPEAKS for s in told)
    return found if len(found) == 1 or 2 * len(found) <= speaking else set()


def is_apart(s: Strength) -> bool:
    """Whether a column agrees with the others through the target alone."""
    if s.rows < LEAST_ASKED:
        return False
    error = s.rows**-0.5
    most = min(MOST_APART, STANDS_APART * error)
    return s.together > AGREES * error and abs(s.apart) < most and s.beyond < BEYOND


def is_fine_enough(column: Column, target: Column, task: str) -> bool:
    """Whether a column has values enough to be a copy: six sizes are none of a price."""
    if task != "regression":
        return True
    own, true = (len(np.unique(c.values[~c.missing])) for c in (column, target))
    return own >= min(MOST_PIECES * 2, true / 3)
