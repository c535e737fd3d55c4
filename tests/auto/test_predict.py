"""A predictor answers whatever rows it is given, and says what was unusual about them."""

import csv
import math
import warnings
from datetime import datetime

import numpy as np
import pytest

import pellucid as pel
from pellucid.auto import Answer, PredictionWarning, Predictor
from pellucid.core.errors import ArgumentError, DataError, FileError
from pellucid.data import read_table

pytestmark = pytest.mark.usefixtures("brief_reports")

ROW = {"length": 31.0, "colour": "red", "ripe": True}


def fruit(rows: int = 150) -> dict[str, list]:
    random = np.random.default_rng(0)
    kind = np.arange(rows) % 3
    return {
        "length": (20 + 10 * kind + random.normal(0, 2, rows)).tolist(),
        "colour": np.array(["green", "red", "yellow"])[(kind + (random.random(rows) < 0.1)) % 3],
        "ripe": (random.random(rows) < 0.5).tolist(),
        "fruit": np.array(["kiwi", "apple", "banana"])[kind].tolist(),
    }


@pytest.fixture(scope="module")
def model(brief_reports) -> Predictor:
    how = {"epochs": 40, "time": 600, "quality": "quick", "progress": False}
    return pel.fit(fruit(), target="fruit", **how)


@pytest.fixture(scope="module")
def weigher(brief_reports) -> Predictor:
    data = fruit()
    data["weight"] = [3.0 * length + 5 for length in data["length"]]
    return pel.fit(data, target="weight", epochs=60, progress=False, time=600, quality="quick")


def test_it_prints_as_one_sentence(model):
    assert str(model) == repr(model) == model.summary.sentence


def test_a_row_gets_an_answer_with_probabilities(model):
    answer = model.predict(ROW)
    assert answer.prediction == "apple"
    assert set(answer.probabilities) == {"apple", "banana", "kiwi"}
    assert sum(answer.probabilities.values()) == pytest.approx(1)
    assert not answer.notes
    assert str(answer).startswith("apple (apple ")


def test_a_row_of_a_regression_gets_a_number(weigher):
    answer = weigher.predict({**ROW, "fruit": "apple"})
    assert isinstance(answer.prediction, float)
    assert answer.prediction == pytest.approx(98, abs=15)
    assert not answer.probabilities


def test_a_table_gets_an_answer_for_each_row_in_order(model):
    data = fruit(30)
    found = model.predict(data)
    assert found.shape == (30,)
    shares = model.predict_proba(data)
    assert shares.shape == (30, 3)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert (model.classes_[shares.argmax(axis=1)] == found).all()
    assert (np.array(data["fruit"]) == found).mean() > 0.9


def test_every_form_of_a_table_gets_the_same_answers(model, tmp_path):
    data = fruit(12)
    expected = model.predict_proba(data)
    names, rows = list(data), list(zip(*data.values(), strict=True))
    path = tmp_path / "rows.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([names, *rows])
    records = [dict(zip(names, row, strict=True)) for row in rows]
    reversed_columns = dict(reversed(data.items()))
    without_target = {name: data[name] for name in names if name != "fruit"}
    forms = [path, str(path), records, read_table(data), reversed_columns, without_target]
    for form in forms:
        np.testing.assert_allclose(model.predict_proba(form), expected, atol=1e-12)


def test_a_row_is_answered_alike_alone_and_among_others(model):
    data = fruit(40)
    together = model.predict_proba(data)
    for i in (0, 7, 39):
        alone = model.predict_proba({name: [cells[i]] for name, cells in data.items()})
        np.testing.assert_allclose(alone[0], together[i], atol=1e-6)


def test_a_nameless_array_takes_the_names_of_training(weigher):
    data = fruit(5)
    array = np.array([data[name] for name in ("length", "colour", "ripe", "fruit")], object).T
    np.testing.assert_allclose(weigher.predict(array), weigher.predict(data))


STRANGE = {
    "an unseen category": ({**ROW, "colour": "blue"}, "training did not see"),
    "a missing column": ({"length": 31.0, "ripe": False}, "'colour' is not there"),
    "a misspelt column": ({**ROW, "lenght": 3}, "lenght"),
    "text for a number": ({**ROW, "length": "long"}, "length"),
    "a number far away": ({**ROW, "length": 1e12}, "far outside"),
    "nothing at all": ({}, "is not there"),
}


@pytest.mark.parametrize("what", STRANGE)
def test_what_is_strange_is_answered_and_noted(model, what):
    row, note = STRANGE[what]
    answer = model.predict(row)
    assert answer.prediction in {"apple", "banana", "kiwi"}
    assert any(note in text for text in answer.notes)


VALUES = [
    *(None, "", "NA", math.nan, math.inf, -math.inf, 1e308, -0.0, 2**80, True, b"\xff", "\x00"),
    *(datetime(2024, 5, 1), 3 + 0j, object(), "💥" * 50, "1,5", np.float32(3), np.int8(-1)),
    *({"a": 1}, "\ud800", "=1+1", "'; DROP TABLE x; --", "<b>", "1e999", "0x10", "TRUE"),
]  # fmt: skip


@pytest.mark.parametrize("column", ["length", "colour", "ripe"])
@pytest.mark.parametrize("value", VALUES, ids=lambda v: ascii(v)[:20])
def test_no_value_makes_it_fail(model, column, value):
    answer = model.predict({**ROW, column: value})
    assert isinstance(answer, Answer)
    assert all(0 <= share <= 1 for share in answer.probabilities.values())


def test_what_is_strange_in_a_table_is_a_warning(model):
    with pytest.warns(PredictionWarning, match="'colour' is not there"):
        model.predict({"length": [31.0, 20.0], "ripe": [True, False]})


def test_nothing_is_said_about_ordinary_rows(model):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.predict(fruit(3))


def test_no_rows_get_no_answers(model):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for nothing in ([], {"length": []}, read_table(fruit(3)).take([])):
            assert model.predict(nothing).shape == (0,)
            assert model.predict_proba(nothing).shape == (0, 3)


def test_classes_keep_their_own_type():
    data = {"x": [i % 7 + 0.5 for i in range(60)]}
    for labels in ([3, 5], [True, False], ["a", "b"]):
        rows = data | {"y": [labels[i % 7 > 3] for i in range(60)]}
        model = pel.fit(rows, target="y", epochs=3, progress=False, quality="quick")
        assert set(model.classes_.tolist()) == set(labels)
        assert type(model.predict({"x": 1.5}).prediction) is type(labels[0])


def test_a_number_has_no_probabilities(weigher):
    with pytest.raises(ArgumentError, match="no probabilities"):
        weigher.predict_proba(fruit(3))


def test_what_is_no_table_is_an_error(model):
    with pytest.raises(DataError, match="not a table"):
        model.predict(3)
    with pytest.raises(FileError, match="no file"):
        model.predict("nowhere.csv")
