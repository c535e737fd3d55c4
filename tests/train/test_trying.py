"""Tried before a long run: one batch by heart, learning rates, folds, options."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim, train
from pellucid.core.errors import ArgumentError, MistakeWarning


def weights(model):
    return {name: value.tobytes() for name, value in model.state_dict().items()}


def test_one_batch_is_learned_by_heart_and_nothing_stays(networks):
    model, optimizer = networks.perceptron(dropout=0.0)
    before, key = weights(model), pel.random.DEFAULT.key.tolist()
    found = train.overfit_one_batch(
        model, optimizer, nn.cross_entropy, networks.points(12), steps=400
    )
    assert found
    assert found.losses[-1] < 0.1 * found.losses[0]
    assert "by heart" in str(found)
    assert weights(model) == before
    assert pel.random.DEFAULT.key.tolist() == key
    assert optimizer.state_dict()["state"] == {}


def test_what_cannot_learn_gets_hints(networks):
    pel.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3), nn.Softmax(1))
    optimizer = optim.SGD(model.parameters(), lr=1e-3)
    with pytest.warns(MistakeWarning, match="softmax"):
        found = train.overfit_one_batch(
            model, optimizer, nn.cross_entropy, networks.points(12), steps=5
        )
    assert not found
    assert "scores-not-probabilities" in str(found)


def test_the_rate_at_which_the_loss_falls_fastest(networks):
    model, optimizer = networks.perceptron(dropout=0.0)
    before = weights(model)
    found = train.find_learning_rate(
        model, optimizer, nn.cross_entropy, networks.points(), low=1e-5, high=10.0, steps=60
    )
    assert 1e-4 < found.suggestion < 1.0
    assert found.rates[0] == pytest.approx(1e-5)
    assert list(found.rates) == sorted(found.rates)
    assert "learning rate" in str(found)
    assert weights(model) == before
    assert optimizer.param_groups[0]["lr"] == 0.01
    with pytest.raises(ArgumentError):
        train.find_learning_rate(model, optimizer, nn.cross_entropy, networks.points(), low=0.0)


def test_every_row_is_judged_once_and_classes_keep_their_shares():
    labels = np.array([0] * 30 + [1] * 10)
    found = train.folds(40, 5, labels=labels)
    assert sorted(np.concatenate([f.test for f in found])) == list(range(40))
    for fold in found:
        assert not set(fold.train) & set(fold.test)
        assert labels[fold.test].mean() == 0.25
    for k in (1, 41):
        with pytest.raises(ArgumentError):
            train.folds(40, k)


def test_cross_validation_trains_a_model_for_each_fold(networks):
    def learn(training, test):
        model, optimizer = networks.perceptron()
        train.fit(model, optimizer, nn.cross_entropy, training, epochs=10, progress=False)
        return train.evaluate(model, nn.cross_entropy, test, metrics=[train.accuracy])

    found = train.cross_validate(learn, networks.points(), 3, stratified=True)
    assert len(found.figures["accuracy"]) == 3
    assert found.mean("accuracy") > 0.5
    assert str(found).startswith("3 folds: loss")
    assert found.deviation("loss") == pytest.approx(np.std(found.figures["loss"], ddof=1))


def valley(x, y=0.0):
    return (x - 0.31) ** 2 + (y - 0.62) ** 2


def test_a_grid_is_tried_whole():
    found = train.search(valley, {"x": [0.0, 0.3, 0.6], "y": [0.5, 1.0]}, way="grid")
    assert len(found.trials) == 6
    assert found.best.options == {"x": 0.3, "y": 0.5}
    with pytest.raises(ArgumentError):
        train.search(valley, {"x": train.Span(0.0, 1.0)}, way="grid")


@pytest.mark.parametrize("mode", ["min", "max"])
def test_a_model_of_the_trials_finds_more_than_chance(mode):
    space = {"x": train.Span(0.0, 1.0), "y": train.Span(0.0, 1.0)}
    sign = 1 if mode == "min" else -1
    ways = {
        way: np.median([
            sign * train.search(lambda **o: sign * valley(**o), space, way=way, mode=mode, seed=s)
            .best.score for s in range(5)
        ])
        for way in ("random", "bayes")
    }  # fmt: skip
    assert ways["bayes"] < 0.5 * ways["random"]
    assert ways["bayes"] < 0.01


def test_spans_are_even_in_logarithms_and_whole_where_their_ends_are():
    assert train.Span(1e-4, 1e-2, log=True).at(0.5) == pytest.approx(1e-3)
    assert train.Span(1, 9).at(0.5) == 5
    seen = []
    train.search(lambda n, kind: seen.append((n, kind)) or 0.0,
                 {"n": train.Span(1, 3), "kind": ["a", "b"]}, trials=30)  # fmt: skip
    assert {n for n, _ in seen} == {1, 2, 3}
    assert {kind for _, kind in seen} == {"a", "b"}


def test_a_score_that_is_no_number_is_never_best():
    for way in ("random", "bayes"):
        found = train.search(
            lambda x: float("nan") if x < 0.5 else x, {"x": train.Span(0.0, 1.0)}, way=way
        )
        assert found.best.options["x"] >= 0.5
    for options in ({"way": "guess"}, {"mode": "best"}, {"trials": 0}):
        with pytest.raises(ArgumentError):
            train.search(valley, {"x": [1.0]}, **options)
    with pytest.raises(ArgumentError):
        train.search(valley, {})
