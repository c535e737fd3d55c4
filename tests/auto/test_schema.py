"""The schema says of each column what a person would say, and of each target what can be learned
from it.
"""

import json

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from pellucid.auto.columns.schema import Schema, infer_schema, known_rows
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data import read_table

N = 200
RANDOM = np.random.default_rng(0)
ANSWER = RANDOM.integers(0, 2, N)


def schema_of(target="y", **columns):
    columns.setdefault("y", ANSWER)
    return infer_schema(read_table(columns), target)


def words(n, prefix="w"):
    return [f"{prefix}{i}" for i in range(n)]


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("x", RANDOM.normal(size=N), "number"),
        ("x", RANDOM.integers(0, 5, N), "number"),
        ("x", [2007, 2008] * (N // 2), "number"),
        ("x", RANDOM.integers(0, 2, N), "flag"),
        ("x", [True, None] * (N // 2), "flag"),
        ("x", ["yes", "No"] * (N // 2), "flag"),
        ("x", ["male", "female"] * (N // 2), "category"),
        ("x", ["a", None] * (N // 2), "category"),
        ("x", words(N // 2) * 2, "category"),
        ("store_id", [1, 2, 3, 4] * (N // 4), "category"),
        ("uv_index", [1, 2, 3, 4] * (N // 4), "number"),
        ("x", np.arange("2024-01-01", "2024-07-19", dtype="M8[D]")[:N], "date"),
        ("x", [f"the {i} quick brown fox" for i in range(N)], "text"),
        ("x", [f"Ada Lovelace{i}" for i in range(N)], "text"),
        ("x", words(N), "id"),
        ("customer_id", RANDOM.permutation(N) + 1000, "id"),
        ("PassengerId", RANDOM.permutation(N) + 1000, "id"),
        ("x", np.arange(N), "id"),
        ("x", np.arange(N) + 1.0, "id"),
        ("x", np.arange(N) * 2, "number"),
        ("x", [7] * N, "constant"),
        ("x", ["same"] * N, "constant"),
        ("x", [None] * N, "empty"),
    ],
)
def test_each_column_is_of_the_kind_a_person_would_say(name, cells, kind):
    column = schema_of(**{name: cells, "other": RANDOM.normal(size=N)})[name]
    assert column.kind == kind
    assert column.used == (kind not in {"id", "constant", "empty"})
    assert column.reason


@pytest.mark.parametrize(
    ("cells", "task", "classes"),
    [
        (["no", "yes"] * 100, "binary", ("no", "yes")),
        ([True, False] * 100, "binary", ("False", "True")),
        ([1, 0] * 100, "binary", ("0", "1")),
        ([1.0, 2.0] * 100, "binary", ("1", "2")),
        ([10, 9, 8, 11] * 50, "multiclass", ("8", "9", "10", "11")),
        (["c", "a", "b", "a"] * 50, "multiclass", ("a", "b", "c")),
        (list(range(20)) * 10, "multiclass", tuple(map(str, range(20)))),
        (list(range(25)) * 8, "regression", ()),
        (list(range(20)) * 4 + [0] * 10, "regression", ()),
        ([0.5, 1.5] * 100, "regression", ()),
        (RANDOM.normal(size=N), "regression", ()),
    ],
)
def test_the_task_follows_from_the_target(cells, task, classes):
    schema = schema_of(y=cells, x=RANDOM.normal(size=len(cells)))
    assert (schema.task, schema.classes) == (task, classes)
    assert sum(schema.class_rows) == (len(cells) if classes else 0)


def test_the_task_can_be_chosen():
    table = read_table({"x": RANDOM.normal(size=N), "y": [1, 2, 3, 4] * 50})
    assert infer_schema(table, "y", task="regression").task == "regression"
    assert infer_schema(table, "y", task="multiclass").task == "multiclass"
    with pytest.raises(ArgumentError, match="no task"):
        infer_schema(table, "y", task="ranking")
    with pytest.raises(DataError, match="cannot be predicted as numbers"):
        infer_schema(read_table({"x": range(N), "y": ["a", "b"] * 100}), "y", task="regression")


@pytest.mark.parametrize(
    ("names", "target"),
    [
        (("Survived", "class", "fare"), "Survived"),
        (("label", "x", "price"), "label"),
        (("sale_price", "a", "b"), "sale_price"),
        (("a", "b", "c"), "c"),
    ],
)
def test_a_target_is_guessed_from_the_names(names, target):
    schema = infer_schema(read_table({name: RANDOM.integers(0, 3, N) for name in names}))
    assert schema.target.name == target
    assert "name" in schema.target_reason or "last" in schema.target_reason


def test_columns_that_cannot_be_predicted_are_not_guessed():
    columns = {"z": RANDOM.normal(size=N), "x": RANDOM.normal(size=N)}
    table = read_table({**columns, "target": words(N), "gone": [None] * N, "same": [1] * N})
    assert infer_schema(table).target.name == "x"
    with pytest.raises(DataError, match="no column can be predicted"):
        infer_schema(table.drop("x", "z"))


X = list(range(50, 250))


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"x": X, "y": [1] * N}, "the target 'y' is always '1'"),
        ({"x": X, "y": [None] * N}, "the target 'y' is missing in every row"),
        ({"x": [1], "y": [2]}, "known in 1 row only"),
        ({"x": [1, 2], "y": ["a", "b"]}, "known in 2 rows only"),
        ({"x": X, "y": words(N)}, "200 different values in 200 rows"),
        ({"x": X, "y": ["a"] * (N - 1) + ["b"]}, "one row only in every class but one"),
        ({"x": X, "y": np.arange("2024-01-01", "2024-07-19", dtype="M8[D]")}, "holds dates"),
        ({"y": ANSWER}, "no column is left"),
        ({"x": [None] * N, "y": ANSWER}, "no column is left"),
        ({"x": words(N), "y": ANSWER}, "no column is left"),
    ],
)
def test_a_target_that_cannot_be_learned_gets_one_sentence(columns, sentence):
    with pytest.raises(DataError, match=sentence):
        infer_schema(read_table(columns), "y")


def test_an_unknown_target_gets_the_nearest_name():
    with pytest.raises(DataError, match="did you mean 'species'"):
        infer_schema(read_table({"species": ["a", "b"] * 10, "x": range(20)}), "Specie")


def test_ten_thousand_categories_are_no_classes():
    with pytest.raises(DataError, match="10,000 different values"):
        infer_schema(read_table({"x": range(20_000), "y": words(10_000) * 2}), "y")


def cautions(**columns):
    return [str(caution) for caution in schema_of(**columns).warnings]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (
            {"y": [None] * 50 + [0, 1] * 75},
            "y: the target is missing in 50 rows; those rows are left out",
        ),
        ({"same": [3] * N}, "same: the same value in every row; left out"),
        ({"gone": [None] * N}, "gone: every cell is missing; left out"),
        ({"user": words(N)}, "user: looks like an identifier"),
        ({"half": [1.5, None] * 100}, "half: 50% of its cells are missing"),
        ({"few": [None, *range(199)]}, "few: 1 missing cells in all"),
        ({"city": words(N // 2) * 2}, "city: 100 different values"),
        ({"day": np.arange("2024-01-01", "2024-07-19", dtype="M8[D]")}, "day: a date"),
        ({"note": [f"a b c {i}" for i in range(N)]}, "note: free text"),
        ({"copy": [f"it is {a}" for a in ANSWER]}, "copy: predicts 'y' perfectly"),
        ({"gap": [None if a else 1.5 for a in ANSWER]}, "gap: predicts 'y' perfectly"),
        ({"y": [1] * 190 + [0] * 10}, "the classes are uneven: '0' is 5.0% of the rows"),
        ({"y": [1] * 198 + [0] * 2}, "the class '0' occurs in fewer than 5 rows"),
        ({"odd": [*map(str, range(195)), *"abcde"]}, "5 cells are not a number"),
    ],
)
def test_what_deserves_a_caution_gets_one(columns, sentence):
    columns.setdefault("x", RANDOM.normal(size=N))
    assert any(sentence in caution for caution in cautions(**columns)), cautions(**columns)


def test_a_clean_table_has_no_cautions():
    assert cautions(a=RANDOM.normal(size=N), b=["u", "v"] * 100) == []


def test_repeated_rows_are_counted():
    found = cautions(a=[1.5, 2.5] * 100, y=[0, 1] * 100)
    assert "198 rows repeat earlier ones; equal rows stay on one side of the split" in found


def test_copies_of_a_number_are_found_and_mere_relations_are_not():
    y = RANDOM.normal(size=N)
    near, far = (y + size * RANDOM.normal(size=N) for size in (0.1, 2.0))
    said = schema_of(y=y, feet=y * 3.28 + 1, ranks=np.exp(y), near=near, far=far).warnings
    assert [c.column for c in said if "perfectly" in c.what] == ["feet", "ranks"]
    assert [c.column for c in said if "may give" in c.what] == ["near"]


def test_rows_without_target_do_not_count():
    table = read_table(
        {
            "x": RANDOM.normal(size=20),
            "z": [1.0] * 10 + [2.0] * 10,
            "y": [0.5 * i for i in range(10)] + [None] * 10,
        }
    )
    schema = infer_schema(table, "y")
    assert schema.n_rows == 10
    assert schema["z"].kind == "constant"
    assert known_rows(table, schema).tolist() == list(range(10))


def test_a_schema_survives_json_and_prints():
    schema = schema_of(x=RANDOM.normal(size=N), city=["Rome", None] * 100, gone=[None] * N)
    assert Schema.from_json(json.loads(json.dumps(schema.to_json()))) == schema
    text = str(schema)
    assert text.startswith(
        "Predict 'y', one of 2 classes (0, 1): 200 rows, 2 of 3 columns are read."
    )
    assert "gone" in text
    assert "left out" in text


CELL = st.one_of(
    st.none(),
    st.integers(0, 3),
    st.floats(),
    st.text(max_size=4),
    st.sampled_from(["a", "b", "yes", "no", "2024-05-01", True, "a b c d", 10**30]),
)


@settings(max_examples=80)
@given(
    st.integers(0, 14).flatmap(
        lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=3)
    ),
    st.booleans(),
)
def test_any_table_has_a_schema_or_one_sentence_says_why_not(columns, named):
    table = read_table({f"c{i}": cells for i, cells in enumerate(columns)})
    try:
        schema = infer_schema(table, "c0" if named else None)
    except DataError as error:
        outcome = error.what
    else:
        outcome = schema.headline
        saved = json.dumps(schema.to_json(), allow_nan=False)
        assert Schema.from_json(json.loads(saved)) == schema
    assert outcome
    assert "\n" not in outcome
