import numpy as np
import pytest

from pellucid.data import read_table
from pellucid.report import HeldOut, permutation_importance
from pellucid.report.importance import PREDICTED_ROWS, ROWS_PER_CALL


@pytest.fixture
def numbers():
    rng = np.random.default_rng(0)
    return read_table({name: rng.normal(size=400) for name in ("strong", "weak", "idle")})


def judged(table, predict):
    return HeldOut("y", predict(table), predict(table), table)


def weigh(table):
    return 3 * table["strong"].values + table["weak"].values


def test_the_cost_of_shuffling_is_the_mean_absolute_change(numbers):
    found = permutation_importance(judged(numbers, weigh), weigh)
    assert [column.name for column in found.columns] == ["strong", "weak", "idle"]
    strong, weak, idle = found.columns
    # two independent standard normals are 2 / sqrt(pi) apart on average
    assert strong.cost == pytest.approx(3 * 2 / np.sqrt(np.pi), rel=0.1)
    assert weak.cost == pytest.approx(2 / np.sqrt(np.pi), rel=0.1)
    assert strong.low < strong.cost < strong.high
    assert (idle.cost, idle.low, idle.high) == (0, 0, 0)
    assert found.useless == ("idle",)


def test_classes_are_counted_in_points_of_accuracy(numbers):
    def predict(table):
        return np.eye(2)[(table["strong"].values > 0).astype(int)] * 0.98 + 0.01

    truth = (numbers["strong"].values > 0).astype(int)
    found = permutation_importance(
        HeldOut("y", truth, predict(numbers), numbers, ("a", "b")), predict
    )
    assert found.columns[0].name == "strong"
    assert found.columns[0].cost == pytest.approx(0.5, abs=0.05)
    assert "points of accuracy" in found.sentence()
    assert set(found.useless) == {"weak", "idle"}


def test_the_same_seed_gives_the_same_result(numbers):
    first, again, other = (
        permutation_importance(judged(numbers, weigh), weigh, seed=seed) for seed in (3, 3, 4)
    )
    assert first == again
    assert first != other


def test_the_table_is_left_as_it_is_and_the_target_is_not_shuffled(numbers):
    before = {column.name: column.values.copy() for column in numbers.columns}
    held_out = HeldOut("idle", weigh(numbers), weigh(numbers), numbers)
    found = permutation_importance(held_out, weigh)
    assert {column.name for column in found.columns} == {"strong", "weak"}
    assert all((numbers[name].values == values).all() for name, values in before.items())


@pytest.mark.parametrize(("rows", "columns"), [(30, 3), (5000, 20), (300, 150)])
def test_predictions_are_few_calls_of_one_size_within_the_budget(rows, columns):
    table = read_table({f"c{i}": np.arange(rows) % 7.0 for i in range(columns)})
    sizes = []

    def predict(t):
        sizes.append(t.n_rows)
        return t["c0"].values

    permutation_importance(HeldOut("y", np.zeros(rows), table["c0"].values, table), predict)
    assert len(set(sizes)) == 1
    assert max(sizes) <= ROWS_PER_CALL
    assert sum(sizes) <= PREDICTED_ROWS + 2 * ROWS_PER_CALL
    assert len(sizes) <= 2 + sum(sizes) // (ROWS_PER_CALL // 2)


def test_the_interval_of_a_useless_column_holds_zero_about_19_times_in_20():
    rng = np.random.default_rng(5)
    misses = 0
    for seed in range(150):
        table = read_table({"noise": rng.normal(size=60)})
        truth = rng.normal(size=60)

        def predict(t):
            return 0.3 * t["noise"].values

        held_out = HeldOut("y", truth, predict(table), table)
        column = permutation_importance(held_out, predict, seed=seed).columns[0]
        misses += not column.low <= 0 <= column.high
    assert misses / 150 < 0.1


def test_missing_values_and_texts_are_shuffled_with_their_column(penguins):
    rows = penguins.drop("species")

    def predict(table):
        return np.nan_to_num(table["bill_length_mm"].values) + (table["sex"].values == 0)

    found = permutation_importance(HeldOut("y", predict(rows), predict(rows), rows), predict)
    assert [column.name for column in found.columns[:2]] == ["bill_length_mm", "sex"]


def test_one_row_has_nothing_to_shuffle():
    table = read_table({"x": [1.0]})
    found = permutation_importance(HeldOut("y", [1.0], [1.0], table), lambda t: t["x"].values)
    assert found.useless == ("x",)
    assert "No single column" in found.sentence()
