"""Texts learned from tables and folders, and what is said of their words."""

import numpy as np
import pytest

import pellucid as pel
from pellucid.auto.texts import transformer
from pellucid.auto.texts.features import features_of, tokens_of, words_of
from pellucid.auto.texts.network import TextBag, mixture_of
from pellucid.auto.texts.reading import joined_with
from pellucid.auto.texts.transformer import Dictionary, Reader, TextTransformer
from pellucid.auto.texts.vocabulary import Bags, Vocabulary
from pellucid.auto.training.course import Effort, seeded
from pellucid.auto.training.progress import Silence
from pellucid.core.errors import DataError

GOOD, BAD = ("lovely", "wonderful", "tasty", "great"), ("awful", "horrid", "stale", "poor")
PLAIN = ("the", "tea", "was", "served", "in", "a", "cup", "today", "by", "them")


def review(random, words):
    chosen = [*random.choice(PLAIN, 8), *random.choice(words, 2)]
    random.shuffle(chosen)
    return " ".join(chosen)


@pytest.fixture(scope="module")
def table():
    random = np.random.default_rng(0)
    rows = [(review(random, words), name) for words, name in ((GOOD, "good"), (BAD, "bad")) * 60]
    return {"review": [text for text, _ in rows], "verdict": [name for _, name in rows]}


@pytest.fixture(scope="module")
def model(table):
    return pel.fit(
        table, target="verdict", text_column="review", epochs=3, time="5m", progress=False
    )


def test_reviews_are_told_apart(model):
    assert model.summary.score >= 0.9
    assert model.predict("what a lovely and tasty cup").prediction == "good"
    assert model.predict(["an awful stale cup", "wonderful"]).tolist() == ["bad", "good"]


def test_words_say_what_moved_the_answer(model):
    found = dict(model.words("the tea was lovely"))
    assert max(found, key=found.get) == "lovely"
    against = dict(model.words("the tea was lovely", "bad"))
    assert against["lovely"] < 0


def test_saved_and_loaded_it_answers_the_same_and_keeps_no_word(model, tmp_path):
    model.save(tmp_path / "model")
    again = pel.load(tmp_path / "model")
    texts = ["a lovely cup", "a poor cup", "", "\N{GRINNING FACE} \ud800"]
    assert (again.predict_proba(texts) == model.predict_proba(texts)).all()
    assert b"wonderful" not in (tmp_path / "model" / "model.safetensors").read_bytes()
    assert "What it read" in (tmp_path / "model" / "report.html").read_text()


def test_a_folder_of_texts_is_learned_from(table, tmp_path):
    for i, (text, name) in enumerate(zip(table["review"], table["verdict"], strict=True)):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / f"{i}.txt").write_text(text)
    (tmp_path / "good" / "empty.txt").write_text(" ")
    (tmp_path / "bad" / "latin.txt").write_bytes("mis\xe9rable stale poor".encode("latin-1"))
    found = pel.fit(tmp_path, epochs=2, time="5m", progress=False)
    assert found.summary.score >= 0.9
    assert any("empty.txt" in warning.what for warning in found.findings.data.warnings)
    assert len(found.predict(tmp_path / "bad")) == 61


def test_one_class_is_refused():
    rows = {"text": [f"some words of mine {i}" for i in range(30)], "label": ["a"] * 30}
    with pytest.raises(DataError, match="one class"):
        pel.fit(rows, target="label", text_column="text", progress=False)


def test_words_and_signs_are_found_where_they_are():
    text = "Don't say 'No', caf\xe9!"
    assert [text[a:b] for a, b in words_of(text)] == [
        "Don't",
        "say",
        "'",
        "No",
        "'",
        ",",
        "caf\xe9",
        "!",
    ]


def test_the_same_words_have_the_same_features_wherever_they_stand():
    first, second = features_of(["alpha beta"]), features_of(["gamma", "x alpha beta"])
    own = second.hashes[second.text == 1]
    assert np.isin(first.hashes, own).all()
    assert not np.isin(first.hashes, second.hashes[second.text == 0]).any()


def test_features_are_counted_as_a_loop_over_words_would():
    texts = ["a b a b a", "", "b"]
    found = features_of(texts)
    for place, (words, pairs) in enumerate(
        [({"a": 3, "b": 2}, {"ab": 2, "ba": 2}), ({}, {}), ({"b": 1}, {})]
    ):
        counts = sorted(found.counts[(found.text == place) & (found.family == 0)].tolist())
        assert counts == sorted([*words.values(), *pairs.values()])
    # " a " and " b " are the only runs of three letters
    assert found.counts[(found.text == 0) & (found.family == 1)].tolist() in ([3, 2], [2, 3])


def test_each_family_of_a_text_is_a_direction():
    texts = ["one two two three", "two", "four one"]
    found = features_of(texts)
    bags = Vocabulary.fit(found, len(texts)).bags(found, len(texts))
    lengths = np.add.reduceat(bags.values**2, bags.starts[:-1])
    assert np.allclose(lengths, [2, 2, 2], atol=1e-5) or np.allclose(lengths[1], 2, atol=1e-5)
    places, values = bags.batch(np.array([1, 0]), 3)
    assert places.shape == values.shape == (2, 3)
    assert (np.diff(values, axis=1) <= 0).all()


def test_tokens_know_their_text():
    assert tokens_of(["a b", "", "c"]).text.tolist() == [0, 0, 2]


def test_its_report_opens_on_a_desktop_and_on_a_phone(model, opens_well):
    assert set(opens_well(model)) == {"desktop", "phone"}


def test_a_mixture_of_networks_gives_the_mixture_of_their_scores():
    random = np.random.default_rng(0)
    rows = [random.normal(size=(5, 2)).astype(np.float32) for _ in range(2)]
    first, second = (TextBag.of_rows(r, np.ones(2, np.float32), 4) for r in rows)
    bags = Bags(np.array([0, 2, 3]), np.array([1, 4, 2], np.int32), np.ones(3, np.float32))
    expected = 0.25 * first.run(bags) + 0.75 * second.run(bags)
    assert np.allclose(mixture_of(first, second, 0.25).run(bags), expected, atol=1e-6)


def test_words_keep_their_order_and_rare_ones_are_unknown():
    known = Dictionary.fit(["b a", "a b once", "a"])
    places = known.places(["a b a never", "", "b"])
    assert places.shape == (3, 16)
    a, b = places[0, :2].tolist()
    assert places[0, :5].tolist() == [a, b, a, transformer.UNKNOWN, transformer.NOTHING]
    assert (places[1] == transformer.NOTHING).all()
    assert places[2, 0] == b
    assert {a, b} == {2, 3}


@pytest.fixture
def small(monkeypatch):
    """A transformer of one narrow layer."""
    for name, size in {"WIDTH": 16, "HEADS": 2, "LAYERS": 1, "LEAST_EXAMPLES": 50}.items():
        monkeypatch.setattr(transformer, name, size)


def test_a_transformer_is_kept_only_where_it_helps(table, small):
    texts, codes = table["review"], np.arange(120) % 2
    fold, told = np.arange(120) // 2 % 5, []
    teller = Silence()
    teller.say = told.append
    effort = Effort(0, 80, float("inf"), teller)
    nothing, everything = np.zeros((120, 2), np.float32), 20.0 * np.eye(2, dtype="f4")[codes]
    with seeded(0):
        found = joined_with(texts, codes, fold, nothing, effort)
        none = joined_with(texts, codes, fold, everything, effort)
    assert found.share > 0
    assert np.mean(found.reader.scores(texts).argmax(axis=1) == codes) > 0.8
    assert none.reader is None
    assert told[0].endswith("kept")
    assert told[1].endswith("left out")
    arrays = {name: array.copy() for name, array in found.reader.arrays().items()}
    again = Reader.of_arrays(arrays, found.reader.dictionary.length, 2)
    assert (again.scores(texts[:9]) == found.reader.scores(texts[:9])).all()


def test_a_text_alone_is_read_as_among_others(small):
    network = TextTransformer(words=9, length=16, classes=3)
    places = np.zeros((2, 16), np.int32)
    places[0, :5], places[1, :16] = [2, 3, 4, 5, 6], 7
    both, alone = network.run(places), network.run(places[:1])
    assert np.allclose(both[0], alone[0], atol=1e-5)
    assert np.isfinite(network.run(np.zeros((1, 16), np.int32))).all()
