"""Encoding is fitted on the training rows alone, follows the recipe, and never fails on a value."""

import json
from datetime import datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from pellucid.auto.columns.schema import infer_schema
from pellucid.auto.encoding.encode import Encoder, TargetEncoder
from pellucid.data import read_table

N = 60
RANDOM = np.random.default_rng(1)


def fitted(target=None, **columns):
    table = read_table(
        {
            **columns,
            "y": [0, 1] * (len(next(iter(columns.values()))) // 2) if target is None else target,
        }
    )
    return Encoder.fit(table, infer_schema(table, "y")), table


def bent(x):
    return x / np.sqrt(1 + (x / 3) ** 2)


def test_numbers_are_centred_scaled_by_quartiles_and_bent():
    x = RANDOM.normal(50, 9, size=N)
    encoder, table = fitted(x=x)
    lower, median, upper = np.quantile(x, (0.25, 0.5, 0.75))
    np.testing.assert_allclose(
        encoder.encode(table)[0][:, 0], bent((x - median) / (upper - lower)), rtol=1e-6
    )


def test_without_a_spread_of_quartiles_the_range_is_taken():
    x = np.array([0.0] * 58 + [5.0, 10.0])
    encoder, table = fitted(x=x)
    np.testing.assert_allclose(encoder.encode(table)[0][-1, 0], bent(2.0), rtol=1e-6)


def test_missing_numbers_are_the_median_and_an_indicator_says_so():
    encoder, table = fitted(x=[None, 1.0, 2.0, 4.0] * 15)
    matrix, notes = encoder.encode(table)
    assert encoder.feature_names == ("x", "x missing")
    assert encoder.is_number.tolist() == [True, False]
    assert matrix[0, 0] == 0
    assert matrix[0, 1] > 0 == matrix[1, 1]
    assert not notes


def test_two_texts_share_a_column_of_two_signs():
    encoder, table = fitted(sex=["f", "m", "f", None] * 15)
    assert encoder.feature_names == ("sex = m", "sex missing")
    raw = encoder.codes[0].expand(encoder.codes[0].prepare(table["sex"])[0])
    assert raw[:4].tolist() == [[-1, -1], [1, -1], [-1, -1], [0, 1]]


def test_more_texts_have_a_column_each_and_so_have_missing_ones():
    encoder, table = fitted(city=["b", "a", "c", None] * 15)
    raw = encoder.codes[0].expand(encoder.codes[0].prepare(table["city"])[0])
    assert encoder.feature_names == ("city = a", "city = b", "city = c", "city missing")
    assert raw[:4].tolist() == [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    matrix, _ = encoder.encode(read_table({"city": ["z", None]}))
    assert matrix[0].tolist() == [0, 0, 0, 0]


def test_many_levels_have_numbers_whose_values_are_learned():
    table = read_table(
        {"city": [f"c{i % 90}" for i in range(180)] + ["once", None], "y": [0, 1] * 91}
    )
    schema = infer_schema(table, "y")
    encoder = Encoder.fit(table, schema, np.arange(182) % 5)
    assert (encoder.width, encoder.tables) == (1, (92,))
    matrix, _ = encoder.encode(read_table({"city": ["c0", "C1", "once", "new", None]}))
    assert matrix[:, 0].tolist() == [2, 3, 0, 0, 1]
    again = Encoder.from_json(encoder.to_json())
    assert again.codes == encoder.codes


def test_words_are_hidden_from_the_network_that_is_judged_by_whose_answers_chose_them():
    random = np.random.default_rng(0)
    plain = [" ".join(random.choice(list("abcdefgh"), 5)) for _ in range(300)]
    fold = np.arange(300) % 5
    texts = [
        f"{text} {'told' if fold[i] == 0 and i % 2 else 'such'}" for i, text in enumerate(plain)
    ]
    table = read_table({"text": texts, "y": [i % 2 for i in range(300)]})
    encoder = Encoder.fit(table, infer_schema(table, "y"), fold)
    place = encoder.feature_names.index("text has 'told'")
    hidden = encoder.hidden(5)
    assert hidden[:, place].tolist() == [True, False, False, False, False]


def test_rare_categories_and_unknown_ones_share_a_column():
    cells = [f"c{i}" for i in range(100) for _ in range(1 + (i < 64))]
    encoder, _ = fitted(city=cells[:164])
    assert len(encoder.feature_names) == 65
    assert encoder.feature_names[-1] == "city = other"
    matrix, notes = encoder.encode(read_table({"city": ["c99", "new", "c0"]}))
    assert np.array_equal(matrix[0], matrix[1])
    assert not np.array_equal(matrix[0], matrix[2])
    assert not notes


def test_dates_become_parts_that_turn_and_a_running_time():
    days = np.arange("2023-01-01", "2023-03-02", dtype="M8[D]")
    encoder, table = fitted(day=days)
    assert encoder.feature_names[:3] == ("day days", "day year", "day day of month")
    assert len(encoder.feature_names) == 7
    assert np.isfinite(encoder.encode(table)[0]).all()
    hours = [datetime(2023, 1, 1, i % 24) for i in range(N)]
    assert "at hour sine" in fitted(at=hours)[0].feature_names


def test_dates_of_open_order_are_read_as_in_training():
    days = [f"{1 + i % 28:02}/0{1 + i % 9}/2023" for i in range(N)]
    encoder, _ = fitted(day=days)
    alone, notes = encoder.encode(read_table({"day": "02/03/2023"}))
    beside, _ = encoder.encode(read_table({"day": ["02/03/2023", "31/12/2022"]}))
    np.testing.assert_array_equal(alone[0], beside[0])
    assert "the day was taken to be first in its dates, as in training" in str(notes)


def test_free_text_is_read_by_its_telling_words():
    y = [0, 1] * 50
    note = [f"the item {i} is really {'bad' if a else 'good'} for me" for i, a in enumerate(y)]
    encoder, _ = fitted(target=y, note=note)
    assert {"note has 'bad'", "note has 'good'"} <= set(encoder.feature_names)
    matrix, _ = encoder.encode(read_table({"note": ["BAD!", "good", None]}))
    assert matrix.shape == (3, len(encoder.feature_names))
    assert not np.array_equal(matrix[0], matrix[1])


def test_groups_and_names_cover_the_matrix():
    encoder, _ = fitted(
        x=[None, 1.5] * 30, city=["a", "b", "c"] * 20, id=[f"u{i}" for i in range(N)], same=[1] * N
    )
    groups = encoder.feature_groups
    assert list(groups) == ["x", "city"]
    assert [index for part in groups.values() for index in range(encoder.width)[part]] == list(
        range(encoder.width)
    )
    assert len(encoder.feature_names) == encoder.width == len(encoder.is_number)


def test_only_the_training_rows_count():
    encoder, _ = fitted(x=[1.0, 2.0] * 30)
    before = encoder.encode(read_table({"x": [1.5]}))[0]
    after = encoder.encode(read_table({"x": [1.5, 1e9, -1e9]}))[0]
    assert before[0, 0] == after[0, 0]


TRAINING = {
    "age": [None, *RANDOM.normal(40, 9, N - 1)],
    "rooms": RANDOM.integers(1, 9, N),
    "sex": ["f", "m", None] * 20,
    "city": ["Rome", "Oslo", "7", "1.0"] * 15,
    "fits": [True, False] * 30,
    "day": np.arange("2023-01-01", "2023-03-02", dtype="M8[D]"),
    "note": [f"some words about {i}" for i in range(N)],
}
ENCODER, TABLE = fitted(**TRAINING)


@pytest.mark.parametrize(
    ("name", "cells", "sentence"),
    [
        (
            "sex",
            ["x", "f"],
            "column 'sex': 1 cell holds a value that training did not see, such as 'x'",
        ),
        (
            "city",
            ["Bonn", "Bern"],
            "column 'city': 2 cells hold values that training did not see, such as 'Bonn'",
        ),
        (
            "rooms",
            ["many", "2"],
            "column 'rooms': 1 cell is not a number, such as 'many', and counts as missing",
        ),
        ("rooms", [None, 2], "column 'rooms': 1 cell is missing, though none was in training"),
        (
            "rooms",
            [900, 2],
            "column 'rooms': 1 number is far outside what training saw (1 to 8), such as 900",
        ),
        (
            "day",
            ["soon", "late"],
            "column 'day': 2 cells are not a date, such as 'soon', and count as missing",
        ),
    ],
)
def test_what_is_odd_is_reported_in_a_sentence(name, cells, sentence):
    good = {key: list(TABLE[key].take([1, 4]).to_list()) for key in TRAINING}
    assert sentence in ENCODER.encode(read_table({**good, name: cells}))[1].sentences


def test_missing_and_strange_columns_are_reported():
    matrix, notes = ENCODER.encode(
        read_table({"Age ": [31], "city": ["Rome"], "y": [1], "shoe": [42]})
    )
    assert matrix.shape == (1, ENCODER.width)
    assert "column 'rooms' is not there: every row counts as missing" in notes.sentences
    assert any(
        "column 'age' is not there (did you mean 'Age'?)" in note for note in notes.sentences
    )
    assert notes.sentences[-1] == "columns that training did not have are ignored: Age, shoe"


def test_other_orders_and_types_of_the_same_values_encode_alike():
    rows = TABLE.take([1, 4, 8])
    matrix, notes = ENCODER.encode(rows)
    shuffled = rows.select(tuple(reversed(rows.names)))
    texts = read_table({column.name: column.to_texts() for column in rows})
    one = np.concatenate([ENCODER.encode(read_table(row))[0] for row in rows.rows()])
    assert not notes
    for other in (ENCODER.encode(shuffled)[0], ENCODER.encode(texts)[0], one):
        np.testing.assert_array_equal(matrix, other)
    flags = read_table({**rows.to_dict(), "fits": [0, 1, 0], "sex": ["M", "M", None]})
    assert ENCODER.encode(flags)[0].shape == matrix.shape


def test_equal_values_written_differently_are_one_category():
    encode = lambda cells: ENCODER.encode(read_table({"city": cells}))[0]  # noqa: E731
    np.testing.assert_array_equal(encode(["7", "1.0"]), encode([7, 1]))
    np.testing.assert_array_equal(encode(["ROME"]), encode(["Rome"]))


CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.binary(max_size=6),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.decimals(),
    st.fractions(),
    st.complex_numbers(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.sampled_from(
        ["NA", "?", "Rome", "f", "2023-01-05", "1e400", "true", "$5", "12%", "inf", "-0"]
    ),
)
ROW = st.dictionaries(st.sampled_from([*TRAINING, "y", "strange"]), CELL, max_size=9)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        ROW.filter(bool).map(lambda row: [row]), st.lists(ROW, min_size=1, max_size=5).filter(any)
    )
)
def test_no_value_makes_encoding_fail(rows):
    table = read_table(rows)
    matrix, notes = ENCODER.encode(table)
    assert matrix.shape == (len(rows), ENCODER.width)
    assert matrix.dtype == np.float32
    assert np.isfinite(matrix).all()
    assert abs(matrix).max(initial=0) <= 3
    assert all(isinstance(note, str) for note in notes.sentences)


@settings(max_examples=40)
@given(st.lists(st.tuples(*[CELL] * 3), min_size=20, max_size=30))
def test_any_table_that_can_be_fitted_can_be_encoded(rows):
    a, b, c = zip(*rows, strict=True)
    table = read_table(
        {
            "a": list(a),
            "b": list(b),
            "c": list(c),
            "x": RANDOM.normal(size=len(a)),
            "y": RANDOM.normal(size=len(a)),
        }
    )
    encoder = Encoder.fit(table, infer_schema(table, "y"))
    matrix, _ = encoder.encode(table)
    assert np.isfinite(matrix).all()
    again = Encoder.from_json(json.loads(json.dumps(encoder.to_json(), allow_nan=False)))
    np.testing.assert_array_equal(matrix, again.encode(table)[0])


def test_an_encoder_survives_json():
    saved = json.loads(json.dumps(ENCODER.to_json(), allow_nan=False))
    again = Encoder.from_json(saved)
    assert again.to_json() == ENCODER.to_json()
    assert again.feature_names == ENCODER.feature_names
    np.testing.assert_array_equal(again.encode(TABLE)[0], ENCODER.encode(TABLE)[0])


@pytest.mark.parametrize(
    ("cells", "labels", "codes"),
    [
        (["b", "a", "b"] * 4, ["a", "b"], [1, 0, 1]),
        ([True, False, True] * 4, [False, True], [1, 0, 1]),
        ([10, 2, 10] * 4, [2, 10], [1, 0, 1]),
        ([1.0, 0.0, 1.0] * 4, [0, 1], [1, 0, 1]),
    ],
)
def test_classes_are_codes_and_come_back_in_their_own_type(cells, labels, codes):
    table = read_table({"x": range(50, 62), "y": cells})
    target = TargetEncoder.fit(table["y"], infer_schema(table, "y"))
    assert target.encode(table["y"])[:3].tolist() == codes
    assert target.labels.tolist() == labels
    assert [type(label) for label in target.labels] == [type(label) for label in labels]
    assert target.decode(np.array(codes)).tolist() == cells[:3]
    again = TargetEncoder.from_json(json.loads(json.dumps(target.to_json())))
    assert again == target


def test_unknown_classes_have_no_code():
    table = read_table({"x": range(50, 62), "y": [0, 1] * 6})
    target = TargetEncoder.fit(table["y"], infer_schema(table, "y"))
    assert target.encode(read_table({"y": ["1", "2", None, "0.0"]})["y"]).tolist() == [1, -1, -1, 0]


def test_numbers_are_standardised_and_come_back():
    y = RANDOM.normal(1e6, 50, size=N)
    table = read_table({"x": range(50, 50 + N), "y": y})
    target = TargetEncoder.fit(table["y"], infer_schema(table, "y"))
    found = target.encode(table["y"])
    assert found.dtype == np.float32
    assert abs(found.mean()) < 1e-5
    assert abs(found.std() - 1) < 1e-5
    np.testing.assert_allclose(target.decode(found), y, rtol=1e-9)
    assert (target.lowest, target.highest) == (y.min(), y.max())
    assert np.isnan(target.encode(read_table({"y": [None]})["y"])).all()
