"""Networks without labels, each from a file of a few lines."""

import numpy as np
import pytest

from pellucid import zoo
from pellucid.core.errors import ArgumentError
from pellucid.experiments import parse_experiment, run_experiment
from pellucid.experiments.building import build_model

TEXT = """
title = "lines"

[data]
name = "arrays"
source = "{source}"

{model}

[optimizer]
name = "Adam"
lr = 0.03

[train]
loss = "objective"
epochs = 12
batch_size = 50
"""
MODELS = {
    "GSN": 'name = "GSN"\nsizes = [16, 30]\nwalkback = 1',
    "PSD": 'name = "PSD"\nfeatures = 16\natoms = 12',
    "SpikeSlabRBM": 'name = "SpikeSlabRBM"\nvisible = 16\nhidden = 8\nchains = 20',
    "ScoreMatching": 'name = "ScoreMatching"\nnoise = 0.4\n[model.model]\nname = "RBM"\n'
    'visible = 16\nhidden = 8\nvisible_kind = "gaussian"',
    "NoiseContrastive": 'name = "NoiseContrastive"\nfeatures = 16\n[model.model]\nname = "RBM"\n'
    'visible = 16\nhidden = 8\nvisible_kind = "gaussian"',
    "GAN": 'name = "GAN"\nlatent = 2\n[[model.generator.layers]]\ntype = "Linear"\n'
    'in_features = 2\nout_features = 16\n[[model.critic.layers]]\ntype = "Linear"\n'
    "in_features = 16\nout_features = 1",
}


@pytest.fixture
def source(tmp_path):
    """A file of pictures of one line."""
    random, rows = np.random.default_rng(0), np.zeros((300, 4, 4), np.float32)
    rows[np.arange(300), random.integers(0, 4, 300)] = 1
    np.savez(tmp_path / "lines.npz", x=rows.reshape(300, 16), y=np.zeros(300, np.int64))
    return tmp_path / "lines.npz"


@pytest.mark.parametrize("name", list(MODELS))
def test_a_file_names_the_network_and_it_learns(name, source):
    text = TEXT.format(source=source, model=f"[model]\n{MODELS[name]}")
    experiment = parse_experiment(text)
    untrained = build_model(experiment.model)
    assert isinstance(untrained, getattr(zoo, name))
    after = run_experiment(experiment, progress=False).figures["loss"]
    assert np.isfinite(after)
    if name in {"GSN", "PSD", "ScoreMatching", "NoiseContrastive"}:  # whose objective is a measure
        assert after < float(untrained.objective(np.load(source)["x"]).numpy())


def test_the_layers_of_a_deep_machine_are_pretrained(source):
    model = '[model]\nname = "DBM"\nsizes = [16, 12, 8]\nchains = 20\n[pretrain]\nepochs = 3'
    text = TEXT.format(source=source, model=model)
    assert np.isfinite(run_experiment(parse_experiment(text), progress=False).figures["loss"])


def test_a_network_inside_another_is_named_by_the_same_table():
    text = 'title = "x"\n[model]\nname = "ScoreMatching"\n[model.model]\nname = "RBN"'
    with pytest.raises(ArgumentError, match=r"no network 'RBN'(.|\n)*RBM"):
        build_model(parse_experiment(text).model)
