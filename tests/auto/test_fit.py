"""Every table that can be learned from becomes a predictor, and none that cannot."""

import csv
from pathlib import Path

import numpy as np
import pytest

import pellucid as pel
from pellucid.auto.answering.calibration import Calibration, fit_calibration
from pellucid.auto.clock import seconds_of
from pellucid.auto.training.recipe import RealMLP
from pellucid.core.errors import ArgumentError, DataError, FileError

pytestmark = pytest.mark.usefixtures("brief_reports")

QUICK = 6  # epochs, where the score does not matter


def quick(data, target=None, **options):
    return pel.fit(
        data, target=target, progress=False, **{"epochs": QUICK, "quality": "quick", **options}
    )


def passengers(rows: int = 240, seed: int = 0) -> dict[str, list]:
    """A table with gaps, flags, categories, text-like names, ids and a constant, as people have."""
    random = np.random.default_rng(seed)
    age = np.where(random.random(rows) < 0.2, np.nan, random.integers(1, 80, rows))
    sex = random.choice(["male", "female"], rows)
    fare = np.exp(random.normal(3, 1, rows))
    port = random.choice(["S", "C", "Q", None], rows, p=[0.7, 0.18, 0.1, 0.02])
    alive = (sex == "female").astype(float) + 0.2 * np.log(fare) + random.normal(0, 0.3, rows) > 1.1
    return {
        "PassengerId": list(range(1, rows + 1)),
        "Age": [None if np.isnan(a) else a for a in age],
        "Sex": sex.tolist(),
        "Fare": fare.round(2).tolist(),
        "Embarked": port.tolist(),
        "Alone": (random.random(rows) < 0.5).tolist(),
        "Cabin": [None] * rows,
        "Ship": ["Titanic"] * rows,
        "Survived": alive.astype(int).tolist(),
    }


def houses(rows: int = 200, seed: int = 0) -> dict[str, list]:
    random = np.random.default_rng(seed)
    rooms, street = random.integers(1, 7, rows), random.choice(list("ABC"), rows)
    price = 50_000 + 30_000 * rooms + 20_000 * (street == "A") + random.normal(0, 4000, rows)
    return {"rooms": rooms.tolist(), "street": street.tolist(), "price": price.tolist()}


def accuracy(seed: int) -> float:
    return pel.fit(seed=seed, progress=False, time=600).summary.score


def test_penguins_are_told_apart():
    assert pel.fit(progress=False, epochs=96, time=600).summary.score >= 0.95


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_penguins_are_told_apart_whatever_the_seed(seed):
    assert accuracy(seed) >= 0.95


def test_a_table_of_mixed_columns_with_gaps_is_learned():
    model = quick(passengers(), "Survived", epochs=60)
    assert model.task == "binary"
    assert model.summary.score > model.summary.baseline + 0.1
    assert set(model.schema.features) == {"Age", "Sex", "Fare", "Embarked", "Alone"}


def test_numbers_are_learned():
    model = quick(houses(), "price", epochs=150)
    assert model.task == "regression"
    assert model.summary.metric == "R²"
    assert model.summary.score > 0.9
    assert model.predict({"rooms": 6, "street": "A"}).prediction > 200_000


def test_the_task_can_be_told():
    data = {"x": [float(i % 9) for i in range(90)], "y": [i % 9 for i in range(90)]}
    assert quick(data, "y").task == "multiclass"
    assert quick(data, "y", task="regression").task == "regression"
    with pytest.raises(ArgumentError, match="no task 'guess'"):
        quick(data, "y", task="guess")


def test_the_model_says_in_one_sentence_how_good_it_is():
    sentence = str(quick(passengers(), "Survived"))
    assert sentence.startswith("Predicting Survived: accuracy 0.")
    assert "95 % interval" in sentence
    assert "held-out rows" in sentence
    assert "for always answering" in sentence
    assert "\n" not in sentence


def test_the_same_seed_gives_the_same_model():
    first, second = (quick(passengers(), "Survived", seed=4, time=600) for _ in range(2))
    for name, value in first.network.state_dict().items():
        assert np.array_equal(value, second.network.state_dict()[name])
    assert first.summary.score == second.summary.score


def test_what_is_judged_was_never_trained_on():
    model = quick(passengers(), "Survived")
    assert model.summary.training_rows + model.summary.held_out_rows < 240
    assert model.summary.held_out_rows == 48


@pytest.mark.parametrize("rows", [12, 30])
def test_few_rows_are_enough_to_begin(rows):
    data = {"x": [i + 0.5 for i in range(rows)], "y": ["no", "yes"] * (rows // 2)}
    assert set(quick(data, "y").classes_) == {"no", "yes"}


def test_a_table_of_few_different_rows_is_judged_on_rows_held_out_all_the_same():
    model = quick({"x": ["s", "t"] * 40, "y": ["a", "b"] * 40}, "y", epochs=20)
    assert model.summary.held_out_rows == 16
    assert model.summary.score == 1


def test_one_column_is_enough():
    data = {"x": np.linspace(0, 1, 80).tolist(), "y": [i / 40 for i in range(80)]}
    assert quick(data, "y").network.inputs == 1


def test_five_hundred_columns_are_read():
    x = np.random.default_rng(0).standard_normal((60, 500))
    data = {f"x{i}": x[:, i] for i in range(500)} | {"y": ["a", "b"] * 30}
    assert quick(data, "y", epochs=2).network.inputs == 500


def test_many_rows_are_read():
    x = np.random.default_rng(0).standard_normal(40_000)
    model = quick({"x": x, "y": x > 0}, "y", epochs=1)
    assert model.summary.training_rows == 25_600
    assert model.predict({"x": 3.0}).prediction is True


def test_rows_without_an_answer_are_left_out():
    data = passengers()
    data["Survived"][:40] = [None] * 40
    model = quick(data, "Survived")
    assert model.schema.n_rows == 200
    assert model.summary.held_out_rows == 40


def test_a_category_with_ten_thousand_values_is_read():
    rows = 10_000
    data = {"code": [f"k{i:05d}" for i in range(rows - 600)] + ["k0"] * 600}
    data |= {"x": np.arange(rows) % 7 + 0.5, "y": ["a", "b"] * (rows // 2)}
    assert quick(data, "y", epochs=1).schema["code"].distinct > 9_000


def test_a_huge_number_does_not_spoil_the_others():
    data = houses()
    data["rooms"][3] = 1e300
    model = quick(data, "price", epochs=100)
    assert np.isfinite(model.summary.score)


def test_mixed_types_in_a_column_are_read_with_a_note():
    data = passengers()
    data["Sex"][:3] = [1, 2.5, True]
    model = quick(data, "Survived")
    assert any("mixed types" in str(warning) for warning in model.schema.warnings)


def test_a_report_is_made_and_saved(tmp_path):
    model = quick(passengers(), "Survived")
    page = model.report(tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Survived" in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_progress_tells_the_schema_and_the_epochs_on_standard_error(capsys):
    pel.fit(passengers(), target="Survived", epochs=2, quality="quick")
    told = capsys.readouterr()
    assert told.out == ""
    assert "Predict 'Survived', one of 2 classes" in told.err
    assert "epoch 1/2" in told.err
    assert "epoch 2/2" in told.err


BAD_TABLES = {
    "a constant target": ({"x": range(30), "y": ["a"] * 30}, "y", "always 'a'"),
    "an unknown target": ({"x": range(30), "price": range(30)}, "pric", "did you mean 'price'"),
    "one row": ({"x": [1.0], "y": ["a"]}, "y", "known in 1 row only"),
    "a target that is missing": ({"x": range(30), "y": [None] * 30}, "y", "missing in every row"),
    "no column but the target": ({"y": ["a", "b"] * 20}, "y", "no column is left"),
    "only empty columns": ({"x": [None] * 30, "y": ["a", "b"] * 15}, "y", "no column is left"),
}


@pytest.mark.parametrize("what", BAD_TABLES)
def test_a_table_that_cannot_be_learned_is_refused_in_one_sentence(what, tmp_path):
    data, target, message = BAD_TABLES[what]
    with pytest.raises(DataError, match=message):
        quick({name: list(cells) for name, cells in data.items()}, target, out=tmp_path / "m")
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_read(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    for place in (tmp_path, tmp_path / "notes.txt", tmp_path / "no" / "where"):
        with pytest.raises(FileError):
            quick("there is no such table.csv", out=place)
    assert [entry.name for entry in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("options", "message"),
    [({"seed": -1}, "seed"), ({"epochs": 0}, "epochs"), ({"time": "soon"}, "not a time")],
)
def test_arguments_that_make_no_sense_are_refused(options, message):
    with pytest.raises(ArgumentError, match=message):
        quick(None, **options)


def test_a_file_is_read_as_its_rows_are(tmp_path: Path):
    data = houses()
    path = tmp_path / "houses.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(data)
        writer.writerows(zip(*data.values(), strict=True))
    model = quick(path, "price", time=600)
    assert model.summary.score == pytest.approx(quick(data, "price", time=600).summary.score)


def test_dataframes_are_read():
    frames = pytest.importorskip("pandas")
    assert quick(frames.DataFrame(passengers()), "Survived").task == "binary"


def test_times_are_written_as_people_do():
    assert [seconds_of(t) for t in ("60s", "1.5m", "2 min", "1h", "90", 5)] == [
        60, 90, 120, 3600, 90, 5,
    ]  # fmt: skip
    for wrong in ("", "soon", "-3s", "0", "5 years", "nan", "1e9s", "inf"):
        with pytest.raises(ArgumentError, match="is not a time"):
            seconds_of(wrong)


def test_calibration_finds_the_temperature_that_was_put_in():
    random = np.random.default_rng(0)
    logits = random.standard_normal((4000, 3)) * 2
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = (random.random((4000, 1)) > shares.cumsum(axis=1)).sum(axis=1)
    assert fit_calibration(logits * 3, labels).temperature == pytest.approx(3, rel=0.1)


def test_a_few_right_answers_do_not_promise_certainty():
    logits, labels = np.eye(2)[[0, 1] * 5] * 8, np.array([0, 1] * 5)
    found = fit_calibration(logits, labels).probabilities(logits)
    assert 0.9 < found.max() < 0.98
    assert fit_calibration(logits[:0], labels[:0]) == Calibration()


def test_a_hostile_name_of_a_column_changes_nothing_but_the_text():
    data = passengers()
    data["<script>alert(1)</script>"] = data.pop("Fare")
    model = quick(data, "Survived")
    assert "<script>alert" not in model.findings.html()
    assert isinstance(model.network, RealMLP)


def test_five_members_answer_together_and_the_same_seed_gives_the_same_ones():
    first, second = (
        quick(passengers(), "Survived", seed=4, time=600, quality="good") for _ in range(2)
    )
    assert first.network.members == 5
    assert first.findings.making.recipe == "RealMLP-TD"
    for name, value in first.network.state_dict().items():
        assert np.array_equal(value, second.network.state_dict()[name])


def test_an_unknown_quality_is_refused():
    with pytest.raises(ArgumentError, match="use one of quick, good"):
        quick(passengers(), "Survived", quality="perfect")
