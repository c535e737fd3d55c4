"""Several targets at once: labels that may hold together, in columns or in lists, and numbers."""

import json

import numpy as np
import pytest

import pellucid as pel
from pellucid.auto.columns.objectives import Objective
from pellucid.auto.several.targets import holds_lists, listed, targets_of
from pellucid.auto.training.metrics import metric_for
from pellucid.cli.rows import as_csv
from pellucid.core.errors import ArgumentError, DataError, FileError
from pellucid.data import read_table

RANDOM = np.random.default_rng(0)
N = 400
X = RANDOM.standard_normal((N, 3))
KIND = RANDOM.choice(["a", "b", "c"], N)
TRUTH = np.stack([X[:, 0] > 0, (KIND == "b") | (X[:, 1] > 1), X[:, 2] > 0.8], 1)
NAMES = ["warm", "wide", "rare"]
FEATURES = {"p": X[:, 0], "q": X[:, 1], "r": X[:, 2], "kind": KIND}
ROW = {"p": 1.5, "q": 0.0, "r": -1.0, "kind": "b"}
HOW = {"progress": False, "time": 600, "epochs": 24}


@pytest.fixture(scope="module")
def columns():
    table = FEATURES | {name: TRUTH[:, k].astype(int) for k, name in enumerate(NAMES)}
    return pel.fit(table, target=NAMES, **HOW)


@pytest.fixture(scope="module")
def lists():
    cells = ["|".join(np.array(NAMES)[row]) or None for row in TRUTH]
    return pel.fit(FEATURES | {"tags": cells}, target="tags", quality="quick", **HOW)


@pytest.fixture(scope="module")
def numbers():
    table = FEATURES | {"u": 3 * X[:, 0] + 10, "v": 100 * X[:, 1] * (KIND == "b")}
    return pel.fit(table, target=["u", "v"], **HOW)


def test_labels_in_columns_are_learned_each_for_itself(columns):
    found = columns.predict(FEATURES)
    assert found.shape == (N, 3)
    assert found.dtype == np.int64
    assert ((found == TRUTH).mean(axis=0) > 0.9).all()
    shares = columns.predict_proba(FEATURES)
    assert ((shares >= 0.5) == found).all()
    assert np.ptp(shares.sum(axis=1)) > 0.5  # not one of them is true, but any
    assert columns.classes_.tolist() == NAMES


def test_one_row_says_which_labels_hold(columns):
    found = columns.predict(ROW)
    assert found.labels == ("warm", "wide")
    assert found.predictions == {"warm": 1, "wide": 1, "rare": 0}
    assert str(found).startswith("warm|wide (")
    several = columns.answers([ROW, ROW])
    assert several.row(1).predictions == found.predictions
    assert several.labels == [("warm", "wide")] * 2


def test_answers_are_written_as_csv_with_a_column_for_each_target(columns, numbers):
    head, row = as_csv(columns.answers([ROW])).splitlines()
    assert head == "warm,wide,rare,probability_warm,probability_wide,probability_rare"
    assert row.startswith("1,1,0,0.")
    assert as_csv(numbers.answers([ROW])).startswith("u,v\n")


def test_a_column_of_lists_is_answered_by_lists(lists):
    found = lists.predict(FEATURES)
    assert set(found) <= {"", "rare", "warm", "wide", "rare|warm", "rare|wide", "warm|wide",
                          "rare|warm|wide"}  # fmt: skip
    assert lists.classes_.tolist() == sorted(NAMES)
    assert lists.predict(ROW).labels == ("warm", "wide")


def test_each_label_has_a_calibration_of_its_own(columns):
    assert len(columns.calibrations) == 3
    assert len({one.temperature for one in columns.calibrations}) == 3


def test_the_report_has_a_line_for_each_label(columns, tmp_path):
    sentences = [e.sentence for s in columns.findings.sections for e in s.exhibits]
    assert sentences[0].startswith("On average over labels F1 is ")
    assert [s.split(":")[0] for s in sentences[1:]] == NAMES
    assert "exact match" in str(columns)
    page = columns.report(tmp_path / "report.html").read_text(encoding="utf-8")
    assert "which target" in page
    assert "calibration error" in page
    named = [column.name for column in columns.findings.importance.columns]
    assert sorted(named) == ["kind", "p", "q", "r"]


def test_what_is_loaded_answers_the_same(columns, numbers, lists, tmp_path):
    for model in (columns, numbers, lists):
        model.save(tmp_path / "model")
        again = pel.load(tmp_path / "model")
        assert str(again) == str(model)
        assert again.predict(FEATURES).tolist() == model.predict(FEATURES).tolist()
    file = tmp_path / "model" / "model.json"
    saved = json.loads(file.read_text())
    file.write_text(json.dumps(saved | {"targets": [*saved["targets"], "more"]}))
    with pytest.raises(FileError, match="damaged"):
        pel.load(tmp_path / "model")


def test_several_numbers_come_with_intervals(numbers):
    found = numbers.answers(FEATURES)
    truth = np.stack([3 * X[:, 0] + 10, 100 * X[:, 1] * (KIND == "b")], 1)
    error = ((found.predictions - truth) ** 2).mean(axis=0) / truth.var(axis=0)
    assert (error < 0.7).all()  # after 24 epochs
    held = (found.intervals[..., 0] <= truth) & (truth <= found.intervals[..., 1])
    assert (held.mean(axis=0) > 0.8).all()
    low, high = numbers.predict(ROW).intervals["u"]
    assert low < 14.5 < high
    with pytest.raises(ArgumentError, match="no probabilities"):
        numbers.predict_proba(FEATURES)


def test_rows_without_all_targets_are_left_out_and_rare_labels_too():
    found = listed(read_table({"t": ["a;b", "a", None, "b", "b;c"] * 5 + ["odd"]})["t"])
    assert found.names == ("a", "b", "c")
    assert len(found.known) == 21
    assert "5 rows are left out" in found.notes[0]
    assert "odd" in found.notes[1]


def test_lists_as_python_has_them_are_read():
    found = targets_of(read_table({"t": [["a", "b"], ["a"], [], ["b"]] * 5}), "t", "labels")
    assert found.values[:4].tolist() == [[1, 1], [1, 0], [0, 0], [0, 1]]


def test_plain_texts_are_no_lists():
    assert holds_lists(read_table({"t": ["a|b", "a", "b", "b|c", "c"] * 9})["t"])
    assert not holds_lists(read_table({"t": ["red", "blue", "green"] * 9})["t"])
    assert not holds_lists(read_table({"t": ["x|1", "y|2", "z|3"] * 9})["t"])
    assert not holds_lists(read_table({"t": ["big, old", "new"] * 9})["t"])


@pytest.mark.parametrize(
    ("target", "error", "words"),
    [
        (["warm", "kind"], DataError, "all yes or no, or all numbers"),
        (["warm", "warm"], ArgumentError, "each once"),
        ([], ArgumentError, "the name of a column, or of several"),
        (["warm", "always"], DataError, "'always' always holds"),
        (["warm", "nowhere"], KeyError, "nowhere"),
    ],
)
def test_targets_that_do_not_go_together_are_refused(target, error, words):
    table = FEATURES | {"warm": TRUTH[:, 0], "always": np.ones(N)}
    with pytest.raises((error, DataError), match=words):
        pel.fit(table, target=target, progress=False)


def test_what_is_for_one_target_is_refused_for_several():
    table = FEATURES | {"a": TRUTH[:, 0], "b": TRUTH[:, 1]}
    with pytest.raises(ArgumentError, match="'costs' is for one target"):
        pel.fit(table, target=["a", "b"], costs=(1, 2), progress=False)
    with pytest.raises(ArgumentError, match="does not measure labels"):
        pel.fit(table, target=["a", "b"], metric="RMSE", progress=False)


def test_metrics_of_labels():
    shares = np.array([[0.9, 0.2], [0.6, 0.8], [0.1, 0.4], [0.7, 0.6]])
    y, ones = np.array([[1.0, 0], [1, 1], [0, 1], [0, 0]]), np.ones(4)
    shown = {
        name: metric.shown(metric.wrong(shares, y, ones))
        for name in ("macro F1", "mean AUC", "exact match", "log loss")
        for metric in [metric_for(Objective("labels"), name)]
    }
    assert shown["exact match"] == 0.5
    assert shown["macro F1"] == pytest.approx((0.8 + 0.5) / 2)
    assert shown["mean AUC"] == pytest.approx((0.75 + 0.75) / 2)
    own = np.where(y > 0, shares, 1 - shares)
    assert shown["log loss"] == pytest.approx(-np.log(own).mean())
