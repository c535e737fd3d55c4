"""What can be asked of a fit beyond its target: orders, quantiles, weights, costs, splits."""

import numpy as np
import pytest

import pellucid as pel
from pellucid.auto.answering.conformal import Conformal, fit_conformal, strangeness_of
from pellucid.auto.answering.decisions import costs_of, decided, threshold_of
from pellucid.auto.columns.objectives import Objective
from pellucid.auto.columns.schema import infer_schema
from pellucid.auto.rows.arrangement import arrangement_of
from pellucid.auto.rows.splits import fold_rows, split_rows
from pellucid.auto.rows.weights import column_of_weights, weights_of_rows
from pellucid.auto.training.metrics import METRICS, metric_for, pinball
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data import read_table
from pellucid.tensor.tensor import Tensor

pytestmark = pytest.mark.usefixtures("brief_reports")

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(400, 2))
ROWS = {"a": X[:, 0], "b": X[:, 1]}
QUICK = {"progress": False, "quality": "quick", "epochs": 40, "time": 600}


def test_the_objectives_are_their_formulas():
    found, y = RANDOM.normal(size=(6, 3)).astype(np.float32), np.array([0, 1, 2, 0, 1, 2])
    shares = np.exp(found) / np.exp(found).sum(1, keepdims=True)
    below = np.cumsum(shares, 1)[:, :2]
    is_below = y[:, None] <= np.arange(2)
    levels = -np.where(is_below, np.log(below), np.log(1 - below)).sum(1)
    got = Objective("levels").losses(Tensor(found), Tensor(y), 0.0).numpy()
    np.testing.assert_allclose(got, levels, rtol=1e-4)
    numbers, q = RANDOM.normal(size=6).astype(np.float32), np.array([0.1, 0.5, 0.9])
    apart = numbers[:, None] - found
    pinballs = np.maximum(q * apart, (q - 1) * apart).sum(1)
    got = Objective("quantiles", tuple(q)).losses(Tensor(found), Tensor(numbers), 0.0).numpy()
    np.testing.assert_allclose(got, pinballs, rtol=1e-4)


def test_metrics_are_what_people_mean_by_them():
    shares = np.array([[0.9, 0.1], [0.4, 0.6], [0.3, 0.7], [0.8, 0.2]])
    y, weights = np.array([0, 0, 1, 1]), np.ones(4)
    shown = {m.name: m.shown(m.wrong(shares, y, weights)) for m in METRICS if m.needs == "shares"}
    assert shown["accuracy"] == 0.5
    assert shown["AUC"] == 0.75
    assert shown["F1"] == 0.5
    assert shown["log loss"] == pytest.approx(-np.log([0.9, 0.4, 0.7, 0.2]).mean())
    doubled = metric_for(Objective("classes"), "accuracy").wrong(
        shares, y, np.array([1.0, 0, 1, 0])
    )
    assert doubled == 0
    assert pinball((0.5,)).wrong(np.zeros((2, 1)), np.array([1.0, -1.0]), np.ones(2)) == 0.5
    with pytest.raises(ArgumentError, match="does not measure numbers"):
        metric_for(Objective("numbers"), "AUC")
    with pytest.raises(ArgumentError, match="no metric 'best'"):
        metric_for(Objective("classes"), "best")


def test_levels_are_learned_in_their_order():
    grade = np.array(["low", "medium", "high"])[np.digitize(X[:, 0], [-0.6, 0.6])]
    model = pel.fit(ROWS | {"grade": grade}, target="grade", task="ordinal", **QUICK)
    assert model.classes_.tolist() == ["low", "medium", "high"]
    found = [model.predict({"a": a, "b": 0.0}).prediction for a in (-2.0, 0.0, 2.0)]
    assert found == ["low", "medium", "high"]
    with pytest.raises(DataError, match="order of the levels"):
        infer_schema(
            read_table({"a": X[:, 0], "y": ["u", "v", "w", "u"] * 100}), "y", task="ordinal"
        )
    given = infer_schema(
        read_table({"a": X[:, 0], "y": ["u", "v", "w", "u"] * 100}),
        "y", task="ordinal", classes=["w", "u", "v"],
    )  # fmt: skip
    assert given.classes == ("w", "u", "v")


def test_quantiles_are_learned_and_do_not_cross(tmp_path):
    y = X[:, 0] + (0.2 + np.abs(X[:, 1])) * RANDOM.normal(size=400)
    model = pel.fit(ROWS | {"y": y}, target="y", quantiles=(0.9, 0.1, 0.5), **QUICK)
    found = model.answers(ROWS)
    assert found.levels == (0.1, 0.5, 0.9)
    assert (np.diff(found.quantiles, axis=1) >= 0).all()
    shares = (y[:, None] <= found.quantiles).mean(0)
    np.testing.assert_allclose(shares, (0.1, 0.5, 0.9), atol=0.12)
    again = pel.load(model.save(tmp_path / "model"))
    np.testing.assert_array_equal(again.answers(ROWS).quantiles, found.quantiles)
    one = model.predict({"a": 0.0, "b": 0.0})
    assert list(one.quantiles) == [0.1, 0.5, 0.9]
    assert one.prediction == one.quantiles[0.5]


def test_weights_of_rows_and_of_classes():
    table = read_table({"a": [1.0] * 12, "b": list(range(12)), "w": [2.0] * 4 + [1] * 8,
                        "y": ["u"] * 4 + ["v"] * 8})  # fmt: skip
    rest, weights = column_of_weights(table, "w")
    assert "w" not in rest
    schema = infer_schema(rest, "y")
    assert weights_of_rows(rest["y"], schema, weights, None).tolist() == [2.0] * 4 + [1.0] * 8
    balanced = weights_of_rows(rest["y"], schema, None, "balanced")
    assert balanced.tolist() == [1.5] * 4 + [0.75] * 8
    both = weights_of_rows(rest["y"], schema, weights, {"v": 10})
    assert both.tolist() == [2.0] * 4 + [10.0] * 8
    for bad in ([1.0] * 11, [-1.0] * 12, [0.0] * 12, [np.nan] * 12):
        with pytest.raises(DataError, match="weight"):
            column_of_weights(table, bad)
    with pytest.raises(ArgumentError, match="no class 'z'"):
        weights_of_rows(rest["y"], schema, None, {"z": 1})


def test_rows_of_weight_nothing_teach_nothing():
    y = X[:, 0] > 0
    wrong = np.arange(400) % 2 == 0
    told = np.where(wrong, ~y, y)
    model = pel.fit(
        ROWS | {"y": told, "w": np.where(wrong, 0.0, 1.0)}, target="y", weights="w", **QUICK
    )
    assert (model.predict(ROWS) == y).mean() > 0.9


def test_what_costs_least_is_answered():
    shares = np.array([[0.7, 0.3], [0.95, 0.05]])
    costs = costs_of({"yes": {"no": 5}, "no": {"yes": 1}}, ["no", "yes"])
    assert decided(shares, "binary", costs).tolist() == [1, 0]
    assert threshold_of(costs) == pytest.approx(1 / 6)
    assert costs_of((1, 5), ["no", "yes"]) == costs
    assert threshold_of(()) == 0.5
    for bad in ({"yes": 3}, {"u": {"no": 1}}, (1, 2, 3), {"yes": {"no": -1}}, {}):
        with pytest.raises(ArgumentError):
            costs_of(bad, ["no", "yes"])
    noisy = RANDOM.random(400) < 1 / (1 + np.exp(-2 * X[:, 0]))
    model = pel.fit(ROWS | {"y": noisy}, target="y", costs=(1, 9), **QUICK)
    assert model.threshold == pytest.approx(0.1)
    assert model.predict(ROWS).mean() > model.with_costs(None).predict(ROWS).mean() + 0.1


def test_conformal_answers_hold_the_truth_as_often_as_they_say(tmp_path):
    truth, found = RANDOM.normal(size=4000), np.zeros(4000)
    conformal = fit_conformal(strangeness_of(found[:2000], truth[:2000]))
    for coverage in (0.5, 0.8, 0.9, 0.95):
        held = np.abs(truth[2000:]) <= conformal.reach(coverage)
        assert held.mean() == pytest.approx(coverage, abs=0.03)
    assert fit_conformal(np.array([1.0, 2.0])).reach(0.9) == np.inf
    assert Conformal().reach(0.9) == np.inf
    with pytest.raises(ArgumentError):
        conformal.reach(90)


def test_several_networks_together_are_known_to_be_better_than_each():
    random = np.random.default_rng(1)
    noise = random.normal(size=(5, 30_000))  # of each network, for rows that none has seen
    unseen = np.abs(random.normal(size=30_000) * np.sqrt(2))  # noise of the truth and of a network
    truth = random.normal(size=30_000)
    together, apart = np.abs(truth + noise.mean(0)), np.abs(truth + noise)
    conformal = fit_conformal(unseen, together, apart)
    new = np.abs(random.normal(size=20_000) + random.normal(size=(5, 20_000)).mean(0))
    assert (new <= conformal.reach(0.9)).mean() == pytest.approx(0.9, abs=0.015)
    assert (new <= fit_conformal(unseen).reach(0.9)).mean() > 0.96


def test_answers_come_with_intervals_and_likely_classes(tmp_path):
    random = np.random.default_rng(1)
    y = 3 * X[:, 0] + random.normal(size=400)
    model = pel.fit(ROWS | {"y": y}, target="y", progress=False, epochs=30)
    found = model.predict(ROWS, coverage=0.8)
    low, high = found.intervals.T
    assert 0.72 < ((low <= y) & (y <= high)).mean() < 0.92
    one = model.predict({"a": 1.0, "b": 0.0})
    assert one.interval[0] < one.prediction < one.interval[1]
    assert one.coverage == 0.9
    again = pel.load(model.save(tmp_path / "model"))
    assert again.predict({"a": 1.0, "b": 0.0}) == one


def test_sets_hold_the_truth_as_often_as_asked():
    random = np.random.default_rng(0)
    x = random.normal(size=4400)
    noisy = random.random(4400) < 1 / (1 + np.exp(-2 * x))
    rows = {"a": x[:400], "y": noisy[:400]}
    model = pel.fit(rows, target="y", progress=False, quality="quick", epochs=5)
    sets = model.predict({"a": x[400:]}, coverage=0.9).sets
    held = [truth in likely for truth, likely in zip(noisy[400:].tolist(), sets, strict=True)]
    assert 0.82 < np.mean(held) < 0.98


def test_rows_of_one_thing_stay_together_when_a_column_names_things():
    who = np.repeat(np.arange(100), 4)
    columns = {"patient_id": who * 7 + 1000, **ROWS, "y": X[:, 0] > 0}
    table = read_table(columns)
    schema = infer_schema(table, "y")
    found = arrangement_of(table, schema, None, None)
    assert found.group == "patient_id"
    assert "100 things with 4.0 rows each" in found.why
    split = split_rows(table, "y", task="binary", group="patient_id")
    assert not set(who[split.train]) & set(who[split.test])
    fold = fold_rows(table, "y", task="binary", group="patient_id")
    assert all(len(set(fold[who == person])) == 1 for person in range(100))
    assert arrangement_of(table, schema, False, None).group is None
    assert arrangement_of(table, schema, "a", None).group == "a"
    model = pel.fit(columns, target="y", **QUICK)
    assert "patient_id" not in model.schema.features


def test_rows_in_the_order_of_time_are_judged_by_the_newest():
    days = np.datetime64("2024-01-01") + np.arange(400)
    table = read_table({"day": days, **ROWS, "y": X[:, 0] > 0})
    schema = infer_schema(table, "y")
    found = arrangement_of(table, schema, None, None)
    assert (found.order_by, found.group) == ("day", None)
    assert arrangement_of(table.take(RANDOM.permutation(400)), schema, None, None).order_by is None
    fold = fold_rows(table, "y", task="binary", order_by="day")
    assert (np.diff(fold) >= 0).all()
    assert np.bincount(fold).tolist() == [80] * 5
    with pytest.raises(ArgumentError, match="not by both"):
        arrangement_of(table, schema, "a", "day")
    with pytest.raises(ArgumentError, match="by the target"):
        arrangement_of(table, schema, "y", None)


def test_one_plain_row_is_read_as_a_table_is():
    city = RANDOM.choice(["Rome", "Oslo", "1"], 400)
    gaps = np.where(RANDOM.random(400) < 0.3, np.nan, X[:, 1])
    columns = {"a": X[:, 0], "gaps": gaps, "city": city, "y": X[:, 0] > 0}
    model = pel.fit(columns, target="y", **QUICK)
    rows = (
        {"a": 0.5, "gaps": None, "city": "Rome"},
        {"a": 1, "gaps": 0.25, "city": 1},
        {"city": "1", "gaps": float("nan"), "a": -0.5},
    )
    for row in rows:
        read = model.reader.read(row)
        table = model.encoder.encode(read_table(row))[0]
        assert np.array_equal(read, table)
    for odd in ({"a": 0.5}, {"a": 1e9, "gaps": 1.0, "city": "Rome"}, {**rows[0], "city": "Paris"},
                {**rows[0], "more": 1}, {**rows[0], "a": "0.5"}):  # fmt: skip
        assert model.reader.read(odd) is None
    assert model.predict({**rows[0], "city": "Paris"}).notes
