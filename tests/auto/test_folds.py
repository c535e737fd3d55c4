"""Members in folds: nobody answers for rows it has seen, first values fit the data, the best round
of each member is kept, and the network is the published one."""

import math
import time

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.auto.rows.splits import fold_rows
from pellucid.auto.training.folds import Folds, Judge, Keeper, train_folds
from pellucid.auto.training.realmlp import LAYERS, RealMLP, Trainer, initialise, part_of
from pellucid.core.errors import ArgumentError
from pellucid.data import read_table

RANDOM = np.random.default_rng(0)
X = RANDOM.standard_normal((300, 5)).astype(np.float32)
WAVES = np.sin(3 * X[:, 0])
CLASSES = (WAVES > 0).astype(np.int64)
NUMBER = [True, True, False, True, False]


def test_the_network_is_the_published_formula():
    network = RealMLP(3, "selu", is_number=NUMBER, members=2)
    initialise(network, [X[:200, network.order], X[100:, network.order]], seed=1)
    p = {name: value[1].astype(np.float64) for name, value in network.state_dict().items()
         if name != "bounds"}  # fmt: skip
    x = X[:7, [0, 1, 3, 2, 4]].astype(np.float64)
    h = np.cos(2 * np.pi * x[:, :3, None] * p["embed_pace"] + p["embed_phase"])
    e = np.einsum("ncf,cef->nce", h, p["embed_weight"]) + p["embed_shift"]
    z = np.concatenate([x, e.reshape(7, -1)], 1) * p["scale"]
    for k in range(LAYERS):
        z = z @ p[f"weight{k}"].T / math.sqrt(z.shape[1]) + p[f"bias{k}"]
        f = 1.0507009873554805 * np.where(z > 0, z, 1.6732632423543772 * np.expm1(np.minimum(z, 0)))
        z = z + p[f"slope{k}"] * (f - z)
    z = z @ p["weight3"].T / math.sqrt(z.shape[1]) + p["bias3"]
    found = network(pel.Tensor(X[:7, network.order])).numpy()
    np.testing.assert_allclose(found[1], z, rtol=1e-3, atol=1e-4)
    shares = np.exp(found) / np.exp(found).sum(-1, keepdims=True)
    np.testing.assert_allclose(np.exp(network.run(X[:7])), shares.mean(0), rtol=1e-4)


def test_first_values_give_every_unit_an_input_of_variance_1():
    network = RealMLP(2, "mish", is_number=NUMBER, members=1)
    rows = X[:, network.order]
    initialise(network, [rows], seed=0)
    p = {name: value[0] for name, value in network.values().items()}
    x = network.entrance(p, pel.Tensor(rows))
    for number in range(LAYERS + 1):
        z = network.layer(p, number, x).numpy() - p[f"bias{number}"].numpy()
        np.testing.assert_allclose(z.std(0), 1, rtol=1e-3)
        z = network.layer(p, number, x)
        inside = (z.numpy().min(0) < 0) & (z.numpy().max(0) > 0)
        assert inside.mean() > 0.95  # the hinge lies within the data
        x = network.bent(p, number, z) if number < LAYERS else x


def test_factors_of_the_learning_rate():
    network = RealMLP(2, "selu", is_number=NUMBER)
    parts = {name: part_of(name) for name in network.values()}
    assert parts["weight0"] == "weight"
    assert parts["bias3"] == "bias"
    assert parts["embed_weight"] == parts["embed_shift"] == "embed"
    factors = {g["factor"]: g["decayed"] for g in Trainer(network).optimizer.param_groups}
    assert factors == {6.0: True, 0.1: True, 1.0: True} or set(factors) == {6.0, 0.1, 1.0}
    undecayed = [g for g in Trainer(network).optimizer.param_groups if not g["decayed"]]
    assert [len(g["params"]) for g in undecayed] == [LAYERS + 1]


def test_waves_are_learned_and_every_row_is_answered_by_who_has_not_seen_it():
    fold = np.arange(300) % 5
    found = train_folds(X, CLASSES, fold, is_number=[True] * 5, outputs=2, epochs=60, seed=3)
    assert found.error_of(np.arange(300)) < 0.15
    noise = RANDOM.integers(0, 2, 300)  # nothing to be learned: unseen rows are half wrong
    lost = train_folds(X, noise, fold, is_number=[True] * 5, outputs=2, epochs=20, seed=3)
    assert 0.38 < lost.error_of(np.arange(300)) < 0.62
    assert found.unseen.shape == (300, 2)
    assert len(found.history) == 60
    assert 1 <= found.best_round <= 60


def test_numbers_stay_within_what_was_seen():
    fold = np.arange(300) % 3
    found = train_folds(X, WAVES, fold, is_number=[True] * 5, epochs=30)
    far = found.network.run(X * 1e4)
    assert WAVES.min() <= far.min()
    assert far.max() <= WAVES.max()


def test_weights_decide_what_is_learned():
    x, y = np.zeros((200, 1), np.float32), (np.arange(200) % 4 == 0).astype(np.int64)
    weights = np.where(y == 1, 9.0, 1.0).astype(np.float32)
    for given, wanted in ((None, 0), (weights, 1)):
        found = train_folds(
            x, y, np.arange(200) % 5, is_number=[True], outputs=2, epochs=20, weights=given
        )
        assert found.network.run(x[:1]).argmax() == wanted


def test_the_last_best_round_of_each_member_is_kept():
    network = RealMLP(1, "mish", is_number=[True], members=2)
    keeper = Keeper(network)
    for number, errors in enumerate([[3.0, 1.0], [2.0, 2.0], [2.0, 1.0], [4.0, 4.0]], 1):
        network.scale.assign(pel.Tensor(np.full(network.scale.shape, number, np.float32)))
        keeper.keep(number, errors)
    assert keeper.restore() == 3
    assert network.scale.numpy()[:, 0].tolist() == [3.0, 3.0]


def test_a_deadline_that_has_passed_still_leaves_members():
    found = train_folds(
        np.repeat(X, 20, 0), np.repeat(CLASSES, 20), np.arange(6000) % 5,
        is_number=[True] * 5, outputs=2, epochs=10_000, deadline=time.monotonic(),
    )  # fmt: skip
    assert found.steps == 1
    assert np.isfinite(found.unseen).all()


def test_batches_hold_each_members_own_rows():
    fold = np.arange(300) % 5
    folds = Folds(X, CLASSES, np.ones(300, np.float32), fold)
    orders = folds.orders(seed=0, epoch=1)
    for member, rows in enumerate(orders):
        assert len(set(rows)) == len(rows) == 240
        assert not set(rows) & set(np.flatnonzero(fold == member))
    network = RealMLP(2, "selu", is_number=[True] * 5, members=5)
    initialise(network, [X[rows] for rows in folds.learned], 0)
    answers = Judge(network, folds).answers()
    alone = network(pel.Tensor(X)).numpy()
    np.testing.assert_allclose(answers, alone[fold, np.arange(300)], atol=1e-5)


def test_folds_keep_equal_rows_together_and_share_classes():
    table = read_table({"x": [i // 2 for i in range(200)], "y": ["a"] * 150 + ["b"] * 50})
    fold = fold_rows(table, "y", task="binary", folds=5)
    assert (fold[::2] == fold[1::2]).all()
    assert np.bincount(fold).tolist() == [40] * 5
    assert np.bincount(fold[150:]).min() >= 8
    few = read_table({"x": [0, 1] * 20, "y": ["a", "b"] * 20})
    assert np.bincount(fold_rows(few, "y", task="binary")).tolist() == [8] * 5


def test_an_activation_that_is_not_there():
    with pytest.raises(ArgumentError, match="selu, mish"):
        RealMLP(2, "relu", is_number=[True])
    assert set(nn.functional.__dict__) >= {"selu", "mish"}
