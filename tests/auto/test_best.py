"""The quality "best": TabM is the published formula and learns; the better one counts more."""

import numpy as np
import pytest

import pellucid as pel
from pellucid.auto.blending import LARGEST, mix
from pellucid.auto.columns.objectives import Objective
from pellucid.auto.training.blend import Blend
from pellucid.auto.training.families import train_families
from pellucid.auto.training.metrics import metric_for
from pellucid.auto.training.tabm import (
    BINS,
    EMBEDDED,
    FAMILY,
    TabM,
    Trainer,
    edges_of,
    initialise,
)

RANDOM = np.random.default_rng(0)
X = RANDOM.standard_normal((600, 3)).astype(np.float32)
X[:, 2] = np.sign(X[:, 2])
STEPS = (np.floor(2 * X[:, 0]) % 2 == 0).astype(np.int64)  # what smooth networks find late
NUMBER = [True, True, False]


def test_the_network_is_the_published_formula():
    objective = Objective("classes")
    network = TabM(2, objective, is_number=NUMBER, members=2, tables=(0, 0, 0))
    initialise(network, [X[:300], X[300:]], seed=1)
    p = {name: x.numpy()[1].astype(np.float64) for name, x in network.values().items()}
    p["pieces"] = RANDOM.standard_normal(p["pieces"].shape)
    both = np.stack([p["pieces"], p["pieces"]]).astype(np.float32)
    network.values()["pieces"].assign(pel.Tensor(both))
    edges = network.edges.numpy()[1].astype(np.float64)
    x = X[:5].astype(np.float64)
    shares = (x[:, :2, None] - edges[:, :-1]) / (edges[:, 1:] - edges[:, :-1])
    entered = np.einsum("ncb,ceb->nce", shares.clip(0, 1), p["pieces"])
    entered += x[:, :2, None] * p["line"] + p["line_shift"]
    mark = np.concatenate([np.repeat(p["mark"][:, :2], EMBEDDED, 1), p["mark"][:, 2:]], 1)
    z = np.concatenate([entered.reshape(5, -1), x[:, 2:]], 1)[None] * mark[:, None]
    for layer in (0, 1):
        z = np.maximum(z @ p[f"weight{layer}"].T + p[f"bias{layer}"], 0)
    z = np.einsum("fnw,fow->fno", z, p["head"]) + p["bias_head"][:, None]
    shares = np.exp(z) / np.exp(z).sum(-1, keepdims=True)
    assert z.shape == (FAMILY, 5, 2)
    found = network(pel.Tensor(X[:5])).numpy()[1]
    np.testing.assert_allclose(np.exp(found), shares.mean(0), rtol=2e-3, atol=1e-4)


def test_edges_are_quantiles_and_rise_where_values_are_few():
    columns = np.stack([np.linspace(0, 1, 1001), np.arange(1001) % 2], 1).astype(np.float32)
    edges = edges_of(columns)
    np.testing.assert_allclose(edges[0], np.linspace(0, 1, BINS + 1), atol=1e-6)
    assert edges[1, :2].tolist() == [0, 1]
    assert (np.diff(edges, axis=1) > 0).all()


def test_marks_differ_and_first_answers_do_too():
    network = TabM(1, Objective("numbers"), is_number=NUMBER)
    initialise(network, [X], seed=0)
    p = {name: x[0] for name, x in network.values().items()}
    found = network.family(p, network.edges[0], pel.Tensor(X[:4])).numpy()
    assert found.std(axis=0).min() > 0


def test_a_family_learns_steps():
    network = TabM(2, Objective("classes"), is_number=NUMBER)
    initialise(network, [X[:500]], seed=0)
    trainer = Trainer(network, seed=0)
    for step in range(80):
        rows = RANDOM.integers(0, 500, (1, 64))
        trainer.step(X[rows], STEPS[rows], np.ones(rows.shape, np.float32), step / 80)
    wrong = (network.run(X[500:]).argmax(1) != STEPS[500:]).mean()
    assert wrong < 0.25


def test_folds_are_answered_by_families_that_have_not_seen_them():
    fold, noise = np.arange(200) % 2, RANDOM.integers(0, 2, 200)
    objective = Objective("classes")
    how = {"is_number": NUMBER, "outputs": 2, "objective": objective, "epochs": 4,
           "metric": metric_for(objective), "weights": np.ones(200, np.float32)}  # fmt: skip
    found = train_families(X[:200], noise, fold, **how)
    assert found.is_answered.all()
    assert found.network.members == len(found.paces) == 2
    again = train_families(X[:200], noise, fold, **how, paces=found.paces[:1])
    assert again.is_answered.tolist() == (fold == 0).tolist()
    assert again.unseen[fold == 0].tolist() == found.unseen[fold == 0].tolist()


def test_a_mixture_is_the_mean_of_what_both_say():
    a, b = RANDOM.standard_normal((2, 5, 3)).astype(np.float32)

    def shares(z):
        return np.exp(z) / np.exp(z).sum(1, keepdims=True)

    found = mix(Objective("classes"), a, b, (0.25, 2.0, 0.5))
    expected = 0.75 * shares(a / 2) + 0.25 * shares(b / 0.5)
    np.testing.assert_allclose(np.exp(found), expected, rtol=1e-5)
    np.testing.assert_allclose(mix(Objective("quantiles", (0.1, 0.5, 0.9)), a, b, (0.25, 1, 1)),
                               0.75 * a + 0.25 * b, rtol=1e-5, atol=1e-6)  # fmt: skip


@pytest.fixture(scope="module")
def best(brief_reports):
    table = {"x": X[:300, 0], "z": X[:300, 1], "y": STEPS[:300]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pellucid.auto.learning.is_worse", lambda *_: False)
        yield pel.fit(table, target="y", quality="best", epochs=12, time=600, progress=False)


def test_best_is_a_blend_that_is_saved_and_made_again(best, tmp_path):
    assert isinstance(best.network, Blend)
    assert 0 < best.network.share <= LARGEST
    best.save(tmp_path / "model")
    again = pel.load(tmp_path / "model")
    rows = {"x": X[:9, 0], "z": X[:9, 1]}
    assert again.predict_proba(rows).tolist() == best.predict_proba(rows).tolist()
    one = {"x": float(X[0, 0]), "z": float(X[0, 1])}
    assert again.predict(one).prediction in {0, 1}
    assert again.explain(one).reasons
    table = {"x": X[:300, 0], "z": X[:300, 1], "y": STEPS[:300]}
    repeated = pel.auto.repeat(tmp_path / "model", table, progress=False)
    assert repeated.is_same_as_run
