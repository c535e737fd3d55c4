"""Where in an experiment's file something wrong stands: by its path, not by how words look."""

import pytest

from pellucid.core.errors import ArgumentError, FileError, ShapeError
from pellucid.experiments import parse_experiment, run_experiment
from pellucid.experiments.positions import lines_of
from pellucid.experiments.words import meant

TEXT = """\
title = "tiny" # train.epochs = 3
[data]
name = "glyphs"
rows = 8
size = 12

[[model.layers]]
type = "Flatten"

[[model.layers]]
type = "Linear"
in_features = 144
out_features = 16

[[model.layers]]
type = "ReLU"

[[model.layers]]
type = "Linear"
in_features = 16
out_features = 10

[optimizer]
name = "Adam"
lr = 0.01

[train]
epochs = 1
batch_size = 8
"""


def test_every_path_has_its_line():
    text = """\
        a = 1 # b = 2
        "b.c" . d = [ 1, # ]
          {e = "}", 'f' = 2},
        ]
        [ g . "h i" ] # [x]
        j = \'\'\'
        k = 3
        \'\'\'
        [[l]]
        m = 1979-05-27 07:32:00
        [[l]]
        [[l.n]]
        o = \"\"\" \\\"\"\" p = 1\"\"\"
        q.r = true
        """
    text = "\n".join(row.strip() for row in text.splitlines())
    found = lines_of(text)
    assert found == {
        ("a",): 1, ("b.c",): 2, ("b.c", "d"): 2, ("b.c", "d", 0): 2, ("b.c", "d", 1): 3,
        ("b.c", "d", 1, "e"): 3, ("b.c", "d", 1, "f"): 3, ("g",): 5, ("g", "h i"): 5,
        ("g", "h i", "j"): 6, ("l",): 9, ("l", 0): 9, ("l", 0, "m"): 10, ("l", 1): 11,
        ("l", 1, "n"): 12, ("l", 1, "n", 0): 12, ("l", 1, "n", 0, "o"): 13,
        ("l", 1, "n", 0, "q"): 14, ("l", 1, "n", 0, "q", "r"): 14,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("epochs = 1", "epochs = -1", 28, "train.epochs is a whole number, 0 or more"),
        ("batch_size = 8", "batch_size = 0", 29, "train.batch_size is a whole number, 1 or more"),
        ("epochs = 1", "epochs = true", 28, "train.epochs is a whole number"),
        ("epochs = 1", "metrics = [1]", 28, "train.metrics is a list of texts"),
        ("epochs = 1", 'metrics = ["mae",\n"acc"]', 29, "there is no metric 'acc'"),
        ("epochs = 1", 'time = "soon"', 28, "is no time"),
        ("epochs = 1", "ema = 1.0", 28, "train.ema is 0 or more and below 1"),
        ("epochs = 1", 'schedule_every = "batch"', 28, "is 'step' or 'epoch'"),
        ("epochs = 1", 'judges = ["txt"]', 28, "there is no judge 'txt'"),
        ("[train]", "[training]\nepoch = 2\n[train]", 27, "there is no key 'training'"),
        ("[train]", "[ train ] # epoch = 2\nepoch = 3", 28, "there is no key 'epoch'"),
        ("[train]", '["train"]\n"epoch" = 3', 28, "there is no key 'epoch'"),
        ("lr = 0.01", "lr = -0.01", 25, "lr must be 0 or more"),
        ("lr = 0.01", "lr = true", 25, "the option lr of the optimizer Adam is a number"),
        ("lr = 0.01", "# lrr = 1\nlrr = 0.01", 26, "has no option 'lrr'"),
        ('"ReLU"', '"Relu"', 16, "there is no layer 'Relu'"),
        ('"ReLU"', "3", 16, "a layer is a name"),
        ("in_features = 16", "in_feature = 16", 20, "has no option 'in_feature'"),
        ("in_features = 16", 'in_features = "16"', 20, "is a whole number"),
        ("in_features = 16", "in_features = -16", 18, "the layer Linear cannot be made"),
        ("in_features = 16\n", "", 18, "the layer Linear needs in_features"),
        ("in_features = 16", "in_features = 17", 18, "17 features are expected"),
        ("rows = 8", "rows = -8", 4, "data.rows is a whole number, 1 or more"),
        ("rows = 8", "rows = 8\nflat = true", 5, "data.flat says nothing about the data set"),
        ('"glyphs"', '"text"', 5, "data.size says nothing about the data set text"),
        (
            'name = "glyphs"\nrows = 8\nsize = 12',
            'name = "arrays"\nsource = "no.npz"',
            4,
            "cannot be read",
        ),
        ("size = 12", "mirror = true\n[data.more]", 6, "there is no key 'more'"),
        ("[train]", "[pretrain]\n[train]", 27, "has no stages to pretrain"),
        ("[train]", '[reference]\ngates = {loss = "< 1"}\n[train]', 28, "is no gate"),
        ("[train]", '[reference]\ngates = {los = "<= 1"}\n[train]', 28, "no figure 'los'"),
        ("[train]", '[reference]\nmetric = "acc"\ngate = 1\n[train]', 28, "no figure 'acc'"),
        ("[train]", '[schedule]\nname = "StepLR"\n[train]', 27, "StepLR needs step_size"),
    ],
)
def test_what_is_wrong_has_its_line(before, after, line, said):
    assert before in TEXT
    text = TEXT.replace(before, after, 1)
    with pytest.raises((ArgumentError, FileError, ShapeError)) as caught:
        run_experiment(parse_experiment(text, "t.toml"), progress=False)
    assert caught.value.what.startswith(f"t.toml, line {line}: ")
    assert said in caught.value.what


def test_a_change_from_outside_is_named_instead_of_a_line():
    with pytest.raises(ArgumentError, match=r"^train\.epochs=-3: train\.epochs is"):
        parse_experiment(TEXT, "t.toml", ["train.epochs=-3"])
    changed = parse_experiment(TEXT, "t.toml", ["model.layers.2.type=Relu"])
    with pytest.raises(ArgumentError, match=r"^model\.layers\.2\.type=Relu: there is no layer"):
        run_experiment(changed, progress=False)
    for change in ("model.layers.7.type=Tanh", "title.x=1"):
        with pytest.raises(ArgumentError, match="to change"):
            parse_experiment(TEXT, "t.toml", [change])


def test_what_was_meant():
    names = ["ReLU", "CosineAnnealingLR", "StepLR", "accuracy", *(f"x{i}" for i in range(30))]
    assert meant("relu", names) == "did you mean ReLU?"
    assert meant("Cosine", names) == "did you mean CosineAnnealingLR?"
    assert meant("acc", names) == "did you mean accuracy?"
    assert meant("zzz", names).startswith("there are 34, among them")
    assert meant("a", ["one", "two"]) == "there are one, two"
