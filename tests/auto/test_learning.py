"""Which of two trainings stays: one network, or the members for five folds."""

from dataclasses import replace

import numpy as np
import pytest

from pellucid.auto.columns.schema import infer_schema
from pellucid.auto.fit import parted
from pellucid.auto.learning import (
    FEW_EPOCHS,
    Effort,
    Lesson,
    is_worse,
    learned_in_folds,
    learned_once,
)
from pellucid.auto.training.metrics import metric_for
from pellucid.data import read_table

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=400)
TABLES = {
    "number": {"x": X, "y": 100 + 30 * X + RANDOM.normal(size=400)},
    "class": {"x": X, "y": np.where(X + RANDOM.normal(size=400) / 2 > 0, "up", "down")},
}


@pytest.fixture(scope="module", params=TABLES)
def trainings(request):
    """Members after eight epochs, a first network after forty, and the rows of validation."""
    table = read_table(TABLES[request.param])
    schema = infer_schema(table, "y")
    lesson, split = Lesson(table, schema), parted(table, schema, 0)
    known = np.sort(np.concatenate([split.train, split.validation]))
    metric = metric_for(schema.objective)
    first, _ = learned_once(lesson, split, Effort(metric, epochs=40))
    better, members = learned_in_folds(lesson.take(known), Effort(metric, epochs=FEW_EPOCHS))
    is_validation = np.isin(known, split.validation)
    return members, better, first, lesson.take(split.validation), is_validation


def test_members_that_had_no_time_are_given_up(trainings):
    members, better, first, seen, is_validation = trainings
    members.unseen[:] = 0
    members.unseen[:, 0] = 1  # far off for numbers, one class for all rows
    assert is_worse(members, better, first, seen, is_validation)


def test_members_stay_where_the_first_network_leads_by_chance(trainings):
    members, better, first, seen, is_validation = trainings
    found = first.outputs(seen.table)[0]
    if not first.schema.classes:
        found = (first.target.decode(found) - better.target.mean) / better.target.deviation
    members.unseen[is_validation] = found + np.float32(1e-4)
    assert not is_worse(members, better, first, seen, is_validation)
    assert not is_worse(members, better, first, seen, np.zeros_like(is_validation))


def test_members_cut_short_stay_only_where_they_lead(trainings):
    members, *others = trainings
    hurried = replace(members, steps=members.plan.per_epoch)
    members.unseen[others[-1]] = 0
    assert is_worse(hurried, *others)
