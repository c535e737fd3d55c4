"""Experiments as files: read, changed, refused with file and line, run, resumed, tested, timed."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pellucid import experiments, train
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
    assert [row.kind for row in rows] == ["Linear", "Tanh", "Linear", "Sequential"]
    assert all(row.forward > 0 for row in rows)


def test_layers_with_several_inputs_and_results_are_timed(tmp_path):
    text = """
        title = "pairs"
        [data]
        name = "text"
        rows = 600
        length = 8
        [model]
        name = "CharRNN"
        kind = "lstm"
        embedding = 4
        hidden = 4
        [train]
        batch_size = 2
        """
    rows = time_experiment(parse_experiment(text), repetitions=1)
    assert {row.kind for row in rows} >= {"Embedding", "Linear", "CharRNN"}


def test_the_commands(file, tmp_path, capsys):
    folder = tmp_path / "runs" / "one"
    assert (
        run(["train", str(file), "--out", str(folder), "-q", "--md", str(tmp_path / "t.md")]) == 0
    )
    assert "blobs: loss" in capsys.readouterr().out
    assert (tmp_path / "t.md").read_text().startswith("| blobs | 51 | accuracy")
    assert {"experiment.toml", "log.txt", "history.jsonl", "curves.html", "model.safetensors"} <= {
        path.name for path in folder.iterdir()
    }
    for command, said in (
        (["test", str(file), str(folder)], "blobs: loss"),
        (["test", str(folder)], "after 6 epochs"),
        (["time", str(file), "--repetitions", "1"], "backward, ms"),
        (["summary", str(folder)], "parameters"),
        (["runs", str(tmp_path / "runs")], "validation_accuracy"),
        (["runs", str(tmp_path / "runs"), "--by", "validation_loss"], "validation_loss"),
        (["devices"], "cores usable"),
    ):
        assert run(command) == 0
        assert said in capsys.readouterr().out
    assert run(["runs", str(tmp_path / "nowhere")]) == 2
    assert run(["runs", str(tmp_path / "runs"), "--by", "f1"]) == 2
    assert run(["test", str(folder), "--best"]) == 2
    assert run(["summary", str(tmp_path)]) == 2
    assert "it has no experiment.toml" in capsys.readouterr().err
    assert run(["train", str(file), "--set", "train.epochs=0", "-q"]) == 1


def test_a_run_tells_what_it_is_a_run_of(file, tmp_path):
    changed = load_experiment(file, ["train.epochs=2", "model.layers.1.type=ReLU"])
    run_experiment(changed, tmp_path / "run", progress=False)
    again = load_experiment(tmp_path / "run")
    assert again.model == changed.model
    assert (again.train, again.optimizer, again.data) == (
        changed.train, changed.optimizer, changed.data
    )  # fmt: skip
    assert again.schedule == changed.schedule
    assert experiments.test_experiment(again, tmp_path / "run").epochs == 2


def test_every_recipe_can_be_written_and_read_again():
    for path in sorted(Path("recipes").glob("*.toml")):
        held = load_experiment(path)
        again = parse_experiment(experiments.to_toml(held))
        for part in ("title", "data", "model", "optimizer", "schedule", "pretrain", "train"):
            assert getattr(again, part) == getattr(held, part), path
        assert again.reference == held.reference


def test_runs_that_cannot_be_read_are_listed_last(file, tmp_path, capsys):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "history.jsonl").write_text('{"epoch": 1, "loss": 0.5}\n{"epoch": 2, "lo')
    (tmp_path / "b" / "history.jsonl").write_text('{"epoch": 1, "loss": 0.5}\n')
    (tmp_path / "b" / "outcome.json").write_text("{")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "history.jsonl").write_text('{"epoch": 1, "loss": 0.7, "seconds": 1.0}\n')
    assert run(["runs", str(tmp_path), "--out", str(tmp_path / "p.html")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "0.7000" in lines[1]
    assert "is not a history" in lines[2]
    assert "holds no outcome" in lines[3]


def test_a_stopped_run_says_so_and_goes_on(file, tmp_path, capsys):
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "stop").touch()
    assert run(["train", str(file), "--out", str(folder), "-q"]) == 130
    assert "the run goes on from here" in capsys.readouterr().err
    assert not (folder / "outcome.json").exists()
    assert run(["train", str(file), "--out", str(folder), "-q"]) == 0
    whole = run_experiment(load_experiment(file), tmp_path / "whole", progress=False)
    assert whole.passed
    names = (folder, tmp_path / "whole")
    one, other = ((name / "model.safetensors").read_bytes() for name in names)
    assert one == other


def test_a_schedule_that_moves_each_epoch_lasts_as_many_epochs(file, tmp_path):
    changed = load_experiment(file, ["train.schedule_every=epoch", "train.epochs=4"])
    run_experiment(changed, tmp_path / "run", progress=False)
    rates = [row["lr"] for row in train.History.load(tmp_path / "run" / "history.jsonl")]
    assert rates == pytest.approx([0.01 * (1 + math.cos(math.pi * n / 4)) for n in range(4)])


def test_time_ends_an_epoch(file):
    found = run_experiment(load_experiment(file, ["train.time=0s"]), progress=False)
    assert found.epochs == 1


def test_the_package_is_a_command():
    done = subprocess.run(
        [sys.executable, "-m", "pellucid", "version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("pellucid ")
