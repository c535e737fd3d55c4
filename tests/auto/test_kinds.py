"""What data are taken for, why, and which options mean something for them."""

import numpy as np
import pytest
from PIL import Image

import pellucid as pel
from pellucid.auto.data_kinds import OPTIONS, kind_of_data
from pellucid.core.errors import ArgumentError, DataError

WORDS = ("the", "tea", "was", "served", "hot", "in", "a", "cup", "by", "them", "today", "fine")


def prose(n=80, seed=0):
    """Texts of ten words, each different, with a class and what numbers them."""
    random = np.random.default_rng(seed)
    texts = [" ".join(random.choice(WORDS, 10)) + f" {i}" for i in range(n)]
    return {"id": list(range(n)), "review": texts, "label": ["good", "bad"] * (n // 2)}


def seen(data, target=None, **given):
    """The choice for data, without an option for the kind."""
    return kind_of_data(data, target, None, given)


def test_a_table_whose_only_useful_column_is_prose_is_read_as_texts():
    found = seen(prose(), "label")
    assert found.kind == "text"
    assert found.options == {"text_column": "review"}
    assert "holds prose, 11 words on average" in found.why
    assert "kind= says otherwise" in found.why


def test_prose_beside_another_column_that_says_something_is_part_of_a_table():
    stars = np.random.default_rng(1).normal(size=80).tolist()
    found = seen({**prose(), "stars": stars}, "label")
    assert found.kind == "table"
    assert "beside columns that may say something too (stars)" in found.why


def test_prose_for_a_number_is_part_of_a_table():
    numbers = np.random.default_rng(1).normal(size=80).tolist()
    rows = {"review": prose()["review"], "price": numbers}
    assert seen(rows, "price").kind == "table"


def test_names_are_no_prose():
    rows = {"name": [f"Ann Lee {i}" for i in range(80)], "label": ["a", "b"] * 40}
    assert seen(rows, "label").kind == "table"


def test_the_kind_is_what_the_user_says():
    found = kind_of_data(prose(), "label", "table", {})
    assert (found.kind, found.why) == ("table", "")
    with pytest.raises(ArgumentError, match="no kind of data 'texts'"):
        kind_of_data(prose(), "label", "texts", {})


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    """A folder with ten pictures in it and a table that names them."""
    root = tmp_path_factory.mktemp("gallery")
    (root / "shots").mkdir()
    for i in range(10):
        Image.fromarray(np.full((8, 8), 20 * i, np.uint8)).save(root / "shots" / f"{i}.png")
    rows = [f"shots/{i}.png,{'ab'[i % 2]}" for i in range(10)]
    (root / "labels.csv").write_text("\n".join(["file,kind", *rows]))
    return root


def test_a_file_with_a_column_of_pictures_beside_it_is_read_as_pictures(gallery):
    found = seen(gallery / "labels.csv", "kind")
    assert found.kind == "pictures"
    assert found.options == {"picture_column": "file"}
    assert found.data == gallery / "labels.csv"


def test_a_dataframe_of_paths_is_read_as_pictures(gallery):
    pandas = pytest.importorskip("pandas")
    paths = [str(gallery / "shots" / f"{i}.png") for i in range(10)]
    assert seen(pandas.DataFrame({"at": paths, "kind": ["a", "b"] * 5}), "kind").kind == "pictures"


def test_names_of_pictures_that_do_not_exist_are_a_column_of_a_table():
    rows = {"file": [f"none/{i}.png" for i in range(40)], "kind": ["a", "b"] * 20}
    found = seen(rows, "kind")
    assert found.kind == "table"
    assert "0% exist" in found.why


def test_a_folder_is_what_most_of_its_files_are(gallery, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "readme.txt").write_text("words")
    assert seen(tmp_path).kind == "text"
    for i in range(3):
        (tmp_path / "a" / f"{i}.png").write_bytes((gallery / "shots" / "0.png").read_bytes())
    assert seen(tmp_path).kind == "pictures"
    assert "3 pictures and 1 .txt files" in seen(tmp_path).why
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="neither pictures nor"):
        seen(tmp_path / "empty")


def long_table(answer):
    """Twelve things of ten steps each; `answer(thing, step)` is the target."""
    steps = [(thing, step) for thing in range(12) for step in range(10)]
    return {
        "who": [f"w{thing}" for thing, _ in steps], "t": [step for _, step in steps],
        "x": [float(step + thing) for thing, step in steps],
        "y": [answer(thing, step) for thing, step in steps],
    }  # fmt: skip


def test_a_series_column_with_one_class_for_each_gives_sequences():
    found = seen(long_table(lambda thing, _: "ab"[thing % 2]), "y", series="who", time_column="t")
    assert found.kind == "sequences"
    assert "each of the 12 'who' has one 'y'" in found.why


def test_what_tells_a_kind_counts_more_than_an_option_of_tables():
    table = long_table(lambda thing, _: "ab"[thing % 2])
    with pytest.raises(ArgumentError, match="metric= means nothing for sequences"):
        seen(table, "y", series="who", metric="AUC")


def test_a_series_column_whose_values_change_gives_series():
    table = long_table(lambda thing, step: float(thing + step))
    assert seen(table, "y", series="who", time_column="t").kind == "series"
    assert seen(table, "y", horizon=2).kind == "series"


def test_arrays_of_steps_are_sequences():
    assert seen(np.zeros((12, 5, 1)), ["a", "b"] * 6).kind == "sequences"
    assert seen([np.zeros(5), np.zeros(7)], ["a", "b"]).kind == "sequences"


@pytest.mark.parametrize(
    ("kind", "option"),
    [(kind, name) for kind in OPTIONS for names in OPTIONS.values() for name in names
     if name not in OPTIONS[kind]],
)  # fmt: skip
def test_an_option_of_another_kind_is_refused_by_name(kind, option):
    with pytest.raises(ArgumentError, match=f"{option}= means nothing for") as refused:
        kind_of_data(None, "y", kind, {option: "x"})
    assert all(name in refused.value.fix for name in OPTIONS[kind])


def test_fit_refuses_before_it_learns(tmp_path):
    with pytest.raises(ArgumentError, match="metric= means nothing for texts"):
        pel.fit(prose(), target="label", text_column="review", metric="AUC", progress=False)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_text("words")
    with pytest.raises(ArgumentError, match="quality= means nothing for texts"):
        pel.fit(tmp_path, quality="quick", progress=False)
    with pytest.raises(ArgumentError, match="the target is the name of a column"):
        pel.fit(prose(), target=np.array(["a"] * 80), progress=False)


def test_what_was_found_is_told_in_one_line(capfd):
    pel.fit(prose(), target="label", time="5m", epochs=1)
    first = capfd.readouterr().err.splitlines()[0]
    assert first.startswith("Read as texts: 'review' holds prose")


def test_moments_that_repeat_show_the_series(capfd):
    days = [f"2024-01-{day:02}" for day in range(1, 29)]
    rows = {
        "day": days * 2, "shop": ["a"] * 28 + ["b"] * 28,
        "sales": [float(i % 7) for i in range(56)],
    }  # fmt: skip
    model = pel.fit(rows, target="sales", horizon=1, epochs=1, time="5m")
    assert model.plan.names == ("a", "b")
    assert "Series are told apart by 'shop'" in capfd.readouterr().err
