"""Columns that give the target away are reported, with what the table explains without them, and
others are not."""

import numpy as np
import pytest

from pellucid.auto.columns.schema import infer_schema
from pellucid.data import read_table


def rows(seed: int, task: str, n: int = 1200) -> dict:
    """A table with something to learn, noise, a strong column, gaps and a category."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, 4))
    town = random.choice(["A", "B", "C", "D"], n)
    score = x[:, 0] + 0.6 * x[:, 1] * x[:, 2] + (town == "A") + random.normal(0, 0.7, n)
    gaps = x[:, 3].copy()
    gaps[random.random(n) < 0.2] = np.nan
    columns = {"a": x[:, 0], "b": x[:, 1], "c": x[:, 2], "gaps": gaps, "town": town}
    if task == "binary":
        return columns | {"y": np.where(score > 0.5, "yes", "no")}
    if task == "multiclass":
        return columns | {"y": np.array(["low", "mid", "high"])[np.digitize(score, [-0.5, 1.0])]}
    return columns | {"y": 100 + 20 * score}


def suspects(columns: dict) -> dict[str, str]:
    said = ("may give", "perfectly by itself")
    found = infer_schema(read_table(columns), "y").warnings
    return {w.column: str(w) for w in found if any(text in w.what for text in said)}


def copy_with_noise(y: np.ndarray, random: np.random.Generator) -> np.ndarray:
    if y.dtype.kind == "f":
        return y + 0.1 * y.std() * random.normal(size=len(y))
    return np.where(random.random(len(y)) < 0.05, random.permutation(y), y)


def number_in_order(y: np.ndarray, random: np.random.Generator) -> np.ndarray:
    order = np.lexsort((random.random(len(y)), y))
    number = np.empty(len(y), np.int64)
    number[order] = np.arange(len(y))
    return 70_000 + number


def filled_in_later(y: np.ndarray, random: np.random.Generator) -> np.ndarray:
    if y.dtype.kind == "f":
        return np.round(0.9 * y + 0.05 * y.std() * random.normal(size=len(y)), 1)
    late = random.random(len(y)) < np.where(y == y[0], 0.97, 0.02)
    return np.where(late, random.integers(1, 90, len(y)).astype(float), np.nan)


@pytest.mark.parametrize("task", ["binary", "regression"])
@pytest.mark.parametrize("leak", [copy_with_noise, number_in_order, filled_in_later])
def test_a_leak_is_reported_with_what_is_explained_without_it(leak, task):
    columns = rows(1, task)
    planted = leak(columns["y"], np.random.default_rng(2))
    name = "case_id" if leak is number_in_order else "extra"
    found = suspects({name: planted} | columns)
    assert set(found) == {name}
    if leak is not number_in_order:
        assert "without it" in found[name]


@pytest.mark.parametrize("seed", range(7))
@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_clean_tables_are_not_suspected(task, seed):
    assert suspects(rows(seed, task)) == {}


def test_a_number_of_texts_in_the_order_of_the_target_is_reported():
    columns = rows(3, "binary")
    numbers = number_in_order(columns["y"], np.random.default_rng(0))
    found = suspects({"ref": [f"AB-{n}" for n in numbers]} | columns)
    assert "order of the target" in found["ref"]
    assert found["ref"].endswith("left out")


def test_the_target_of_a_later_row_is_reported():
    random = np.random.default_rng(0)
    sales = np.cumsum(random.normal(size=600)) + 50
    columns = {"day": np.arange(600), "x": random.normal(size=600), "y": sales}
    found = suspects(columns | {"known": np.roll(sales, -2)})
    assert "known" in found


def test_copies_of_rows_are_reported_and_stay_on_one_side():
    columns = rows(0, "binary", 400)
    doubled = {name: np.concatenate([cells, cells[:80]]) for name, cells in columns.items()}
    found = infer_schema(read_table(doubled), "y").warnings
    assert any("80 rows repeat earlier ones" in w.what for w in found)


def test_a_name_that_speaks_of_later_is_enough_where_the_column_is_strong():
    columns = rows(0, "regression")
    noise = np.random.default_rng(1).normal(0, 16, 1200)
    late = 0.5 * columns["y"] + noise
    assert suspects(columns | {"paid_after": late}).keys() == {"paid_after"}
    assert suspects(columns | {"paid": late}) == {}


def bands(columns: dict, random: np.random.Generator) -> dict:
    y = columns["y"] + 0.2 * columns["y"].std() * random.normal(size=len(columns["y"]))
    return {"band": [f"band {b}" for b in np.digitize(y, np.quantile(y, np.arange(1, 10) / 10))]}


def beginning_and_end(columns: dict, random: np.random.Generator) -> dict:
    begun = np.datetime64("2020-01-01") + random.integers(0, 1_500, len(columns["y"]))
    seconds = (columns["y"] * 86_400).astype("timedelta64[s]")
    return {"opened": begun.astype(str), "ended": (begun.astype("M8[s]") + seconds).astype(str)}


def words_of_the_outcome(columns: dict, random: np.random.Generator) -> dict:
    said = np.where(random.random(len(columns["y"])) < 0.03, "no", columns["y"])
    words = ["tea", "cup", "old", "new", "river", "house"]
    texts = [" ".join(random.choice(words, 5)) for _ in said]
    ends = {"yes": "approved", "no": "declined"}
    notes = [f"{t} case {i} {ends[s]}" for i, (t, s) in enumerate(zip(texts, said, strict=True))]
    return {"note": notes}


@pytest.mark.parametrize(
    ("task", "leak", "name"),
    [
        ("regression", bands, "band"),
        ("regression", beginning_and_end, "ended"),
        ("binary", words_of_the_outcome, "note"),
    ],
)
def test_a_leak_in_bands_in_two_dates_or_in_prose_is_reported(task, leak, name):
    columns = rows(3, task)
    found = suspects(leak(columns, np.random.default_rng(4)) | columns)
    assert set(found) == {name}


def test_prose_and_numbers_that_tell_nothing_are_not_suspected():
    random = np.random.default_rng(5)
    columns = rows(6, "binary")
    texts = [" ".join(random.choice(["tea", "cup", "old", "new"], 6)) for _ in columns["y"]]
    assert not suspects({"note": [f"{t} {i}" for i, t in enumerate(texts)]} | columns)
    assert not suspects(rows(7, "regression"))


def test_rows_that_repeat_others_but_for_one_cell_are_told():
    columns = rows(8, "binary")
    again = {name: np.concatenate([values, values[:30]]) for name, values in columns.items()}
    again["b"] = np.concatenate([columns["b"], columns["b"][:30] + 1])
    told = [str(w) for w in infer_schema(read_table(again), "y").warnings]
    assert any("30 rows repeat earlier ones but for a single cell" in text for text in told)
    told = [str(w) for w in infer_schema(read_table(columns), "y").warnings]
    assert not any("single cell" in text for text in told)


def mean_of_its_group(y: np.ndarray, random: np.random.Generator) -> np.ndarray:
    group = random.integers(0, len(y) // 4, len(y))
    known = y if y.dtype.kind == "f" else (y == "yes").astype(float)
    return (np.bincount(group, known) / np.maximum(1, np.bincount(group)))[group]


def answer_of_the_next_row(y: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return np.roll(y, -1)


def code_with_the_class_in_it(y: np.ndarray, random: np.random.Generator) -> list[str]:
    if y.dtype.kind == "f":
        y = np.digitize(y, np.quantile(y, (0.25, 0.5, 0.75)))
    letters = ("AX", "BX", "CX", "DX")
    kinds = np.unique(y, return_inverse=True)[1].tolist()
    numbers = random.permutation(len(y))
    return [f"{letters[kind]}-{n}" for kind, n in zip(kinds, numbers, strict=True)]


def date_of_the_end(y: np.ndarray, random: np.random.Generator) -> list[str]:
    rare = y == "yes" if y.dtype.kind != "f" else y > np.median(y)
    is_over = random.random(len(y)) < np.where(rare, 0.96, 0.03)
    days = np.datetime64("2023-01-01") + random.integers(0, 700, len(y))
    return [str(day) if over else "" for day, over in zip(days, is_over, strict=True)]


def copy_in_another_unit(y: np.ndarray, random: np.random.Generator) -> np.ndarray:
    known = y if y.dtype.kind == "f" else (y == "yes").astype(float)
    return 7 - 0.3 * known + 0.1 * known.std() * random.normal(size=len(y))


@pytest.mark.parametrize("task", ["binary", "regression"])
@pytest.mark.parametrize(
    ("leak", "why"),
    [
        (mean_of_its_group, "means of the target"),
        (answer_of_the_next_row, "a later row"),
        (code_with_the_class_in_it, "a part of it names the target"),
        (date_of_the_end, ""),
        (copy_in_another_unit, ""),
    ],
)
def test_what_was_made_of_the_target_is_told_by_its_values_gaps_and_parts(leak, why, task):
    columns = rows(9, task)
    found = suspects({"q7": leak(columns["y"], np.random.default_rng(2))} | columns)
    assert set(found) == {"q7"}
    assert why in found["q7"]


def test_a_leak_is_told_beside_columns_that_say_as_much():
    random = np.random.default_rng(0)
    size = random.normal(size=2000)
    parts = {f"part{i}": size + 0.1 * random.normal(size=2000) for i in range(3)}
    y = 300 * np.exp(size) + random.normal(0, 20, 2000)
    columns = parts | {"y": y}
    assert suspects(columns) == {}
    assert set(suspects(columns | {"q7": 0.4 * y + 30 * random.normal(size=2000)})) == {"q7"}


def test_one_honest_column_that_says_all_is_not_suspected():
    random = np.random.default_rng(1)
    x = random.normal(size=(600, 4))
    assert suspects({"x": x[:, 0], "y": 20 + 5 * x[:, 0] + random.normal(0, 0.3, 600)}) == {}
    others = {f"x{i}": x[:, i] for i in range(4)}
    assert suspects(others | {"y": 10 * x[:, 0] + x[:, 1] + random.normal(0, 2, 600)}) == {}
    classes = np.where(x[:, 0] + random.normal(0, 0.2, 600) > 0, "a", "b")
    assert suspects(others | {"y": classes}) == {}


def test_rows_alike_by_chance_are_not_called_repeated():
    random = np.random.default_rng(2)
    coarse = {name: random.integers(0, 12, 300) for name in "abc"} | {
        "d": random.integers(0, 40, 300)
    }
    told = [
        str(w)
        for w in infer_schema(read_table(coarse | {"y": random.normal(size=300)}), "y").warnings
    ]
    assert not any("single cell" in text for text in told)
