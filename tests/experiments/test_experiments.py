"""Experiments as files: read, changed, refused with file and line, run, resumed, tested, timed."""

import json

import numpy as np
import pytest

from pellucid import experiments
from pellucid.cli.app import run
from pellucid.core.errors import ArgumentError, FileError
from pellucid.experiments import (
    load_experiment,
    parse_experiment,
    run_experiment,
    time_experiment,
)

TEXT = """\
title = "blobs"

[data]
name = "arrays"
source = "{source}"

[[model.layers]]
type = "Linear"
in_features = 2
out_features = 8

[[model.layers]]
type = "Tanh"

[[model.layers]]
type = "Linear"
in_features = 8
out_features = 3

[optimizer]
name = "Adam"
lr = 0.02
betas = [0.9, 0.99]

[schedule]
name = "CosineAnnealingLR"

[train]
epochs = 6
batch_size = 32

[reference]
value = 0.9
source = "by eye"
gate = 0.8
"""


@pytest.fixture
def file(tmp_path):
    """The file of an experiment on three blobs."""
    random = np.random.default_rng(0)
    y = random.integers(0, 3, 400)
    x = random.standard_normal((400, 2)) * 0.4 + np.array([[0, 2], [2, 0], [-2, -1]])[y]
    np.savez(tmp_path / "blobs.npz", x=x.astype(np.float32), y=y)
    path = tmp_path / "blobs.toml"
    path.write_text(TEXT.format(source=(tmp_path / "blobs.npz").as_posix()))
    return path


def test_an_experiment_reaches_its_gate_and_leaves_its_run(file, tmp_path):
    experiment = load_experiment(file)
    found = run_experiment(experiment, tmp_path / "run", progress=False)
    assert found.passed
    assert found.figures["accuracy"] > 0.9
    assert "reference accuracy 0.9 (by eye)" in str(found)
    assert json.loads((tmp_path / "run" / "outcome.json").read_text())["title"] == "blobs"
    again = experiments.test_experiment(experiment, tmp_path / "run")
    assert again.figures == found.figures


def test_a_run_that_has_ended_is_not_trained_again(file, tmp_path):
    experiment = load_experiment(file)
    whole = run_experiment(experiment, tmp_path / "run", progress=False)
    written = (tmp_path / "run" / "model.safetensors").read_bytes()
    again = run_experiment(experiment, tmp_path / "run", progress=False)
    assert (again.figures, again.seconds) == (whole.figures, whole.seconds)
    assert (tmp_path / "run" / "model.safetensors").read_bytes() == written


def test_changes_count_instead_of_what_the_file_says(file):
    changed = load_experiment(file, ["train.epochs=3", "optimizer.lr=0.5", "data.name=mnist"])
    assert (changed.train.epochs, changed.data.name) == (3, "mnist")
    assert changed.optimizer.options["lr"] == 0.5
    with pytest.raises(ArgumentError, match=r"like train\.epochs=3"):
        load_experiment(file, ["train.epochs"])


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        ('title = "x"\n[train]\nepoch = 3', "t.toml, line 3: there is no key 'epoch'", "epochs"),
        ('title = "x"\n[train]\nepochs = "3"', "line 3: train.epochs is a whole number", ""),
        ('title = "x"\n[trian]\nepochs = 3', "line 2: there is no key 'trian'", "train"),
        ("[train]\nepochs = 3", "the experiment has no title", "write title"),
        ('title = "x"\n[optimizer]\nlr = 1.0', "section optimizer has no name", "write name"),
        ('title = "x', "is no TOML", ""),
    ],
)
def test_what_means_nothing_is_refused_with_its_line(text, message, fix):
    with pytest.raises(ArgumentError) as caught:
        parse_experiment(text, "t.toml")
    assert message in str(caught.value)
    assert fix in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("optimizer.name=Adma", "did you mean Adam"),
        ("optimizer.momentun=1", "has no option 'momentun'"),
        ("schedule.name=Cosine", "there is no schedule"),
        ("train.loss=crossentropy", "did you mean cross_entropy"),
        ('train.metrics=["acuracy"]', "did you mean accuracy"),
        ("data.name=cifar", "there is no data set"),
        ("data.source=nothing.npz", "cannot be read"),
    ],
)
def test_names_that_are_not_there_are_refused(file, change, message):
    experiment = load_experiment(file, [change])
    with pytest.raises((ArgumentError, FileError), match=message):
        run_experiment(experiment, progress=False)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('name = "arrays"', 'name = "array"', "there is no data set 'array'"),
        ('type = "Tanh"', 'type = "Tahn"', "there is no layer 'Tahn'"),
        ('name = "Adam"', 'name = "Adma"', "there is no optimizer 'Adma'"),
        ("lr = 0.02", "rate = 0.02", "the optimizer Adam has no option 'rate'"),
        ("lr = 0.02", 'lr = "fast"', "the option lr of the optimizer Adam is a number"),
        ("epochs = 6", 'epochs = 6\nloss = "mes_loss"', "there is no loss 'mes_loss'"),
    ],
)
def test_words_of_a_file_are_refused_with_their_line(file, before, after, message):
    text = file.read_text().replace(before, after)
    last = after.splitlines()[-1]
    line = next(i for i, row in enumerate(text.splitlines(), 1) if row == last)
    with pytest.raises(ArgumentError) as caught:
        run_experiment(parse_experiment(text, "t.toml"), progress=False)
    assert f"t.toml, line {line}: {message}" in str(caught.value)


def test_a_model_is_named_or_listed():
    with pytest.raises(ArgumentError, match="a name or layers"):
        run_experiment(parse_experiment('title = "x"\n[data]\nrows = 10'), progress=False)


def test_every_layer_is_timed(file):
    rows = time_experiment(load_experiment(file), repetitions=2)
    assert [row.kind for row in rows] == ["Linear", "Tanh", "Linear"]
    assert all(row.forward > 0 for row in rows)


def test_the_commands(file, tmp_path, capsys):
    folder = tmp_path / "runs" / "one"
    assert (
        run(["train", str(file), "--out", str(folder), "-q", "--md", str(tmp_path / "t.md")]) == 0
    )
    assert "blobs: loss" in capsys.readouterr().out
    assert (tmp_path / "t.md").read_text().startswith("| blobs | 51 | accuracy")
    for command, said in (
        (["test", str(file), str(folder)], "blobs: loss"),
        (["time", str(file), "--repetitions", "1"], "backward, ms"),
        (["summary", str(file)], "parameters"),
        (["runs", str(tmp_path / "runs")], "validation_accuracy"),
        (["devices"], "cores usable"),
    ):
        assert run(command) == 0
        assert said in capsys.readouterr().out
    assert run(["runs", str(tmp_path / "nowhere")]) == 2
    assert run(["train", str(file), "--set", "train.epochs=0", "-q"]) == 1
