"""Sequences told by class: from arrays and long tables, of unequal lengths, explained and saved."""

import numpy as np
import pytest

import pellucid as pel
from pellucid.auto.sequences import recipe
from pellucid.auto.sequences.network import DilatedNet, Form, RandomConvolutions, padded
from pellucid.auto.sequences.ridge import fit_ridge
from pellucid.core.errors import ArgumentError, DataError, FileError


def waves(n=60, seed=0, channels=1):
    """Sequences of 12 to 16 steps with one fast or slow wave in noise, somewhere."""
    random, found, labels = np.random.default_rng(seed), [], []
    for i in range(n):
        steps = int(random.integers(12, 17))
        values = random.normal(0, 0.3, (steps, channels))
        start = int(random.integers(0, steps - 9))
        turns = np.arange(10) * 2 * np.pi / (3 if i % 2 else 6)
        values[start : start + 10, 0] += 2 * np.sin(turns)
        found.append(values)
        labels.append("fast" if i % 2 else "slow")
    return found, labels


@pytest.fixture(scope="module")
def model():
    found, labels = waves()
    return pel.fit(found, target=labels, time="5m", progress=False)


def test_waves_are_told_apart(model):
    assert model.summary.score >= 0.9
    found, labels = waves(40, seed=1)
    assert np.mean(model.predict(found) == labels) >= 0.9
    assert model.task == "binary"


def test_one_sequence_is_answered_with_its_probabilities(model):
    found = model.predict(waves(2, seed=2)[0][1])
    assert found.prediction == "fast"
    assert sum(found.probabilities.values()) == pytest.approx(1)
    assert model.predict(waves(2, seed=2)[0][1][:, 0]).prediction == "fast"


def test_what_stands_after_the_end_of_a_sequence_does_not_count(model):
    short, long = waves(1, seed=3)[0][0], np.zeros((40, 1))
    alone = model.predict_proba([short])
    beside = model.predict_proba([short, long])
    assert np.allclose(alone[0], beside[0], atol=1e-5)


def test_saliency_is_where_the_wave_is(model):
    values = np.random.default_rng(5).normal(0, 0.1, (16, 1))
    values[5:15, 0] += 2 * np.sin(np.arange(10) * 2 * np.pi / 3)
    heat = model.saliency(values)
    assert heat.shape == (16,)
    assert 5 <= heat.argmax() < 15
    assert heat[5:15].sum() > 3 * max(0.0, heat[:4].sum())


def test_saved_and_loaded_it_answers_the_same(model, tmp_path):
    model.save(tmp_path / "model")
    again = pel.load(tmp_path / "model")
    found = waves(6, seed=4)[0]
    assert (again.predict_proba(found) == model.predict_proba(found)).all()
    assert "What it saw" in (tmp_path / "model" / "report.html").read_text()
    file = tmp_path / "model" / "model.json"
    file.write_text(file.read_text().replace('"channels": 1', '"channels": 2'))
    with pytest.raises(FileError, match="damaged"):
        pel.load(tmp_path / "model")


def test_a_long_table_is_split_by_its_sequences_and_answers_by_name():
    found, labels = waves(24, channels=2)
    order = np.random.default_rng(0).permutation(sum(map(len, found)))
    columns = {
        "who": [f"w{i}" for i, one in enumerate(found) for _ in one],
        "t": [t for one in found for t in range(len(one))],
        "a": [value for one in found for value in one[:, 0].tolist()],
        "b": [value for one in found for value in one[:, 1].tolist()],
        "kind": [labels[i] for i, one in enumerate(found) for _ in one],
    }
    table = {name: [cells[i] for i in order.tolist()] for name, cells in columns.items()}
    table["a"][7] = None
    model = pel.fit(table, target="kind", series="who", time_column="t", time="5m", progress=False)
    assert model.columns == ("a", "b")
    assert model.summary.held_out_rows + model.summary.training_rows == 24
    assert any("missing values" in warning.what for warning in model.findings.data.warnings)
    del table["kind"]
    answers = model.answers(table)
    assert sorted(answers.names) == sorted(f"w{i}" for i in range(24))
    truth = [labels[int(name[1:])] for name in answers.names]
    assert np.mean(answers.predictions == truth) >= 0.9


def test_a_sequence_with_two_classes_is_refused():
    rows = {"who": ["a", "a", "b", "b"] * 5, "x": list(range(20)), "kind": ["p", "q"] * 10}
    with pytest.raises(DataError, match="have several values of 'kind'"):
        pel.fit(rows, target="kind", series="who", kind="sequences", progress=False)


def test_arrays_need_a_label_for_each():
    with pytest.raises(ArgumentError, match="one label for each"):
        pel.fit(np.zeros((12, 5, 1)), target=["a", "b"], progress=False)
    with pytest.raises(ArgumentError, match="needs the class of each"):
        pel.fit(np.zeros((12, 5, 1)), progress=False)


def test_the_same_seed_gives_the_same_model_with_the_network_that_learns(monkeypatch):
    monkeypatch.setattr(recipe, "LEAST_TRAINING", 20)
    monkeypatch.setattr(recipe, "LEAST_VALIDATION", 4)
    found, labels = waves(60)
    first, second = (
        pel.fit(found, target=labels, epochs=2, time="5m", progress=False) for _ in range(2)
    )
    assert len(first.findings.curves.history) == 2
    assert all((first.arrays()[n] == second.arrays()[n]).all() for n in first.arrays())
    assert first.share == second.share


def test_shares_above_a_bias_are_those_of_a_loop():
    form = Form(1, 20, 2, (0.0,), (1.0,))
    random = np.random.default_rng(0)
    sequences = [random.normal(size=(20, 1)), random.normal(size=(13, 1))]
    network = RandomConvolutions(form)
    network.fit_kernels(padded(sequences, form), seed=0)
    found = network.features(padded(sequences, form))
    filters, biases = network.filters.numpy(), network.biases.numpy()
    for row, values in enumerate(sequences):
        line = np.concatenate([np.zeros(4), values[:, 0].astype(np.float32), np.zeros(24)])
        given = np.lib.stride_tricks.sliding_window_view(line, 9)[: len(values)]
        expected = (given @ filters[0, 0, 0, 0] > biases[0, 0, 0][:, None]).mean(axis=1)
        assert np.allclose(found[row, : form.biases()], expected, atol=1.5 / len(values))


def test_unseen_scores_are_those_of_solutions_without_the_example():
    random = np.random.default_rng(0)
    x, codes = random.normal(size=(25, 6)), np.arange(25) % 2
    found = fit_ridge(x, codes, 2)
    spread = (x - x.mean(axis=0)) / x.std(axis=0)
    y = np.where(codes[:, None] == np.arange(2), 1.0, -1.0)
    for out in (0, 13):
        kept = np.arange(25) != out
        # the intercept stays unpunished: centred within those kept
        z, mean = spread[kept] - spread[kept].mean(axis=0), y[kept].mean(axis=0)
        inverse = np.linalg.inv(z.T @ z + found.strength * np.eye(6))
        weights = inverse @ z.T @ (y[kept] - mean)
        expected = (spread[out] - spread[kept].mean(axis=0)) @ weights + mean
        assert np.allclose(found.unseen[out], expected, atol=1e-8)


def test_convolutions_that_learn_ignore_what_is_after_the_end():
    form = Form(1, 12, 3, (0.0,), (1.0,))
    network = DilatedNet(form)
    values = np.random.default_rng(0).normal(size=(9, 1))
    alone = network.run(padded([values], form))
    longer = network.run(padded([values, np.zeros((20, 1))], form))
    assert np.allclose(alone[0], longer[0], atol=1e-4)


def test_its_report_opens_on_a_desktop_and_on_a_phone(model, opens_well):
    assert set(opens_well(model)) == {"desktop", "phone"}
