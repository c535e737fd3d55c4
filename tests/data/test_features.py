"""Columns as numbers: beside values by hand, and beside scikit-learn's where that is installed."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import data, nn, optim, train
from pellucid.core.errors import ArgumentError, DataError, StateError
from pellucid.data.tables.features import feature_of
from pellucid.formats.state import load_state, save_state

SOURCE = np.random.default_rng(0)
NUMBERS = np.where(SOURCE.random(200) < 0.1, np.nan, SOURCE.exponential(10, 200).round(1))
TEXTS = ["the cat sat on the mat", "the dog", "a cat and a dog", "mat", "the the the"]
NEW = ["the cat", "nothing known here", "dog dog mat"]


def test_each_text_seen_in_training_has_a_number_of_its_own():
    step = data.OneHot().fit(["b", "a", None, "b", "c"])
    assert step.names("x") == ("x is a", "x is b", "x is c", "x missing")
    wanted = [[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 1, 0]]
    assert step.transform(["a", None, "new", "c"]).tolist() == wanted
    few = data.OneHot(most=1).fit(["b", "a", "b", "c"])
    assert few.names("x") == ("x is b",)
    assert few.transform(["a", "b", None]).tolist() == [[0], [1], [0]]
    assert data.OneHot().fit([1, 2.0, "2"]).names("n") == ("n is 1", "n is 2")


def test_words_are_counted_by_their_hash_and_signs_cancel():
    step = data.HashedWords(16, pairs=False)
    found = step.transform(["red red blue", "blue red red", "", None])
    np.testing.assert_array_equal(found[0], found[1])
    assert (found[2:] == 0).all()
    assert sorted(np.abs(found[0])[found[0] != 0]) == pytest.approx([np.log(2), np.log(3)])
    with_pairs = data.HashedWords(64).transform(["red red blue", "blue red red"])
    assert (with_pairs[0] != with_pairs[1]).any()  # the order of neighbours counts
    many = data.HashedWords(8, pairs=False).transform([" ".join(map(str, range(4000)))])
    assert np.abs(np.expm1(np.abs(many))).max() < 150  # signs: of 500 in each, most cancel
    assert len(step.names("text")) == 16


def test_rare_words_weigh_more_by_the_formula():
    step = data.TfIdf().fit(["red red", "red blue"])
    rare, common = 1 + np.log(3 / 2), 1 + np.log(3 / 3)
    row = np.array([rare, 2 * common])
    found = step.transform(["red blue red", "green"])
    np.testing.assert_allclose(found[0], row / np.linalg.norm(row), rtol=1e-6)
    assert found[1].tolist() == [0.0, 0.0]
    assert step.names("t") == ("t has 'blue'", "t has 'red'")
    assert data.TfIdf(most=1).fit(["red red", "red blue"]).words == ("red",)
    assert data.TfIdf(least=2).fit(["red red", "red blue"]).words == ("red",)


def test_ranges_hold_equally_many_or_are_equally_wide():
    cells = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 100.0, None]
    even = data.Bins(4).fit(cells)
    assert even.transform(cells).sum(0).tolist() == [2, 2, 2, 2, 1]
    wide = data.Bins(4, equal_width=True).fit(cells)
    assert wide.edges == (25.0, 50.0, 75.0)
    assert wide.transform([-5.0, 24.9, 25.0, 1000.0, np.nan]).argmax(1).tolist() == [0, 0, 1, 3, 4]
    assert wide.names("a")[1::3] == ("a from 25 to 50", "a missing")
    same = data.Bins(4).fit([2.0, 2.0, 2.0])
    assert same.transform([1.0, 2.0]).tolist() == [[1.0], [1.0]]


def test_missing_numbers_are_filled_and_marked():
    cells = [1.0, 1.0, None, 4.0, 10.0]
    for by, value in (("median", 2.5), ("mean", 4.0), ("most frequent", 1.0), (-7.0, -7.0)):
        step = data.Fill(by).fit(cells)
        assert step.transform([None, 5.0]).tolist() == [[value, 1.0], [5.0, 0.0]]
    assert data.Fill(mark=False).fit(cells).transform([None]).tolist() == [[2.5]]
    assert data.Fill().fit([1.0, 2.0]).transform([None]).tolist() == [[1.5]]  # none was missing
    assert data.Fill().fit([None, None]).transform([None]).tolist() == [[0.0, 1.0]]


def test_one_hot_bins_and_fill_are_those_of_scikit_learn():
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    impute = pytest.importorskip("sklearn.impute")
    words = SOURCE.choice(list("abcdef"), 100)
    theirs = preprocessing.OneHotEncoder(sparse_output=False, handle_unknown="ignore")
    theirs.fit(words[:, None])
    new = np.array([*words[:9], "zz"])
    own = data.OneHot().fit(words)
    np.testing.assert_array_equal(own.transform(new), theirs.transform(new[:, None]))
    known = NUMBERS[~np.isnan(NUMBERS)]
    for strategy in ("quantile", "uniform"):
        how = {"quantile_method": "linear"} if strategy == "quantile" else {}
        cut = preprocessing.KBinsDiscretizer(
            7, encode="onehot-dense", strategy=strategy, subsample=None, **how
        )
        found = data.Bins(7, equal_width=strategy == "uniform").fit_transform(known)
        np.testing.assert_array_equal(found, cut.fit_transform(known[:, None]))
    for by, strategy in (("median", "median"), ("mean", "mean"), ("most frequent",) * 2):
        filling = impute.SimpleImputer(strategy=strategy.replace(" ", "_"), add_indicator=True)
        np.testing.assert_allclose(
            data.Fill(by).fit_transform(NUMBERS), filling.fit_transform(NUMBERS[:, None]), rtol=1e-6
        )


def test_tf_idf_is_that_of_scikit_learn():
    text = pytest.importorskip("sklearn.feature_extraction.text")
    theirs = text.TfidfVectorizer(token_pattern=r"(?u)\b\w+\b").fit(TEXTS)
    own = data.TfIdf().fit(TEXTS)
    assert list(own.words) == theirs.get_feature_names_out().tolist()
    for rows in (TEXTS, NEW):
        np.testing.assert_allclose(
            own.transform(rows), theirs.transform(rows).toarray(), rtol=1e-5, atol=1e-7
        )


def features():
    return data.Features(
        {
            "age": [data.Fill(), data.Bins(3)], "city": data.OneHot(),
            "note": [data.TfIdf(), data.HashedWords(8)],
        }
    )  # fmt: skip


def table(n, seed):
    source = np.random.default_rng(seed)
    age = source.integers(18, 80, n).astype(float)
    return {
        "age": [a if kept else None for a, kept in zip(age, source.random(n) > 0.2, strict=True)],
        "city": source.choice(["Rome", "Oslo", "Bern"], n).tolist(),
        "note": source.choice(TEXTS, n).tolist(), "old": (age > 50).tolist(),
    }  # fmt: skip


def test_what_is_fitted_on_training_rows_is_the_same_for_any_rows():
    training, new = table(100, 0), table(30, 1)
    fitted = features().fit(training)
    numbers = fitted.transform(new)
    assert numbers.shape == (30, len(fitted.names))
    assert numbers.dtype == np.float32
    for row in (0, 7):  # a row by itself is what it is among others
        one = {name: [cells[row]] for name, cells in new.items()}
        np.testing.assert_array_equal(fitted.transform(one)[0], numbers[row])
    ages = [a for a in training["age"] if a is not None]
    assert numbers[[a is None for a in new["age"]], 0].tolist() == pytest.approx(
        [np.median(ages)] * sum(a is None for a in new["age"])
    )
    shifted = features().fit(new).transform(new)
    assert shifted[:, 0].tolist() != numbers[:, 0].tolist()  # as the new rows were not looked at
    np.testing.assert_array_equal(features().fit_transform(training), fitted.transform(training))


def test_features_travel_with_the_network(tmp_path):
    pel.manual_seed(0)
    rows, new = table(400, 2), table(100, 3)
    fitted = features().fit(rows)
    x, y = fitted.transform(rows), np.array(rows["old"]).astype(np.int64)
    net = nn.Sequential(
        nn.Preprocessing(nn.Standardize(x.shape[1])).fit(x), nn.Linear(x.shape[1], 2)
    )
    train.fit(
        net, optim.Adam(net.parameters(), lr=0.05), nn.cross_entropy, (x, y), epochs=20,
        batch_size=50, progress=False,
    )  # fmt: skip
    file = save_state({"net": net.state_dict(), "features": fitted.state_dict()}, tmp_path / "all")
    held = load_state(file)
    again = data.Features.of_state(held["features"])
    other = nn.Sequential(nn.Preprocessing(nn.Standardize(x.shape[1])), nn.Linear(x.shape[1], 2))
    other.load_state_dict(held["net"])
    answers = net(fitted.transform(new)).numpy()
    np.testing.assert_array_equal(other(again.transform(new)).numpy(), answers)
    assert again.names == fitted.names
    known = np.array([a is not None for a in new["age"]])
    right = answers.argmax(1) == np.array(new["old"])
    assert right[known].mean() > 0.9


def test_what_means_nothing_is_refused():
    for make in (
        lambda: data.OneHot(most=0), lambda: data.Bins(0), lambda: data.Fill("middle"),
        lambda: data.HashedWords(0), lambda: data.TfIdf(least=0), lambda: data.Features({}),
    ):  # fmt: skip
        with pytest.raises(ArgumentError):
            make()
    for feature in (data.OneHot(), data.TfIdf(), data.Bins(), data.Fill()):
        with pytest.raises(StateError, match="fit"):
            feature.transform(["1"])
    with pytest.raises(DataError):
        data.Fill().fit(["red"])
    with pytest.raises(DataError, match="city"):
        data.Features({"city": data.Bins()}).fit({"city": ["Rome", "Oslo"]})
    with pytest.raises(StateError):
        feature_of({"kind": "magic"})
