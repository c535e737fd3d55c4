"""Values taken over by name, parts that stay, networks that end inside."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn, optim, train
from pellucid.core.errors import ArgumentError

SOURCE = np.random.default_rng(0)
X = SOURCE.normal(size=(60, 5)).astype(np.float32)


def network(classes=3):
    return nn.Sequential({
        "body": nn.Sequential(nn.Linear(5, 8), nn.ReLU()), "head": nn.Linear(8, classes),
    })  # fmt: skip


def test_what_has_its_name_and_shape_is_taken_over_and_the_rest_starts_anew():
    old, new = network(3), network(2)
    before = new.state_dict()["head.weight"]
    found = nn.transplant(new, old.state_dict())
    assert found.taken == ("body.0.weight", "body.0.bias")
    assert found.kept == found.left == ("head.weight", "head.bias")
    assert "2 taken over" in str(found)
    np.testing.assert_array_equal(
        new.state_dict()["body.0.weight"], old.state_dict()["body.0.weight"]
    )
    np.testing.assert_array_equal(new.state_dict()["head.weight"], before)


def test_names_may_be_changed_and_left_out():
    old = network()
    new = nn.Sequential({"trunk": nn.Sequential(nn.Linear(5, 8)), "head": nn.Linear(8, 3)})
    found = nn.transplant(new, old.state_dict(), rename={"body.": "trunk."}, skip=["head.*"])
    assert found.taken == ("trunk.0.weight", "trunk.0.bias")
    with pytest.raises(ArgumentError, match="no part of the network"):
        nn.transplant(nn.Linear(2, 2), old.state_dict())


def test_frozen_parts_stay_while_the_others_are_fine_tuned():
    model = network()
    assert nn.freeze(model, "body.*") == ["body.0.weight", "body.0.bias"]
    before = model.state_dict()
    y = SOURCE.integers(0, 3, 60)
    optimizer = optim.Adam([p for p in model.parameters() if p.requires_grad], lr=0.1)
    train.fit(model, optimizer, nn.cross_entropy, (X, y), epochs=2, progress=False)
    after = model.state_dict()
    np.testing.assert_array_equal(after["body.0.weight"], before["body.0.weight"])
    assert not np.allclose(after["head.weight"], before["head.weight"])
    assert set(nn.thaw(model)) == set(before)
    assert all(p.requires_grad for p in model.parameters())
    with pytest.raises(ArgumentError, match="no parameter fits"):
        nn.freeze(model, "tail.*")


def test_features_are_what_an_inner_layer_gives_compiled_or_not():
    model = network()
    features = nn.Features(model, "body")
    wanted = np.maximum(X @ model[0][0].weight.numpy().T + model[0][0].bias.numpy(), 0)
    np.testing.assert_allclose(features(X).numpy(), wanted, atol=1e-5)
    np.testing.assert_allclose(pel.compile(features)(X).numpy(), wanted, atol=1e-5)
    np.testing.assert_allclose(train.predict(features, X), wanted, atol=1e-5)
    with pytest.raises(ArgumentError):
        nn.Features(model, "nowhere")


@pytest.mark.parametrize("measure", ["cosine", "euclidean"])
def test_the_nearest_are_those_of_scikit_learn(measure):
    neighbors = pytest.importorskip("sklearn.neighbors")
    places, distances = nn.nearest(X[:7], X, 4, measure=measure)
    theirs = neighbors.NearestNeighbors(n_neighbors=4, metric=measure).fit(X).kneighbors(X[:7])
    np.testing.assert_array_equal(places, theirs[1])
    np.testing.assert_allclose(distances, theirs[0], atol=2e-3)


def test_a_row_is_nearest_to_itself():
    places, distances = nn.nearest(X, X, 1)
    assert (places[:, 0] == np.arange(60)).all()
    np.testing.assert_allclose(distances, 0, atol=1e-5)
    for options in ({"measure": "taxi"}, {"k": 0}, {"k": 61}):
        with pytest.raises(ArgumentError):
            nn.nearest(X, X, **options)


def test_a_summary_says_how_much_memory_results_take():
    found = network().summary((32, 5))
    assert found.bytes == 4 * 32 * (8 + 8 + 3)
    assert "2.43 k bytes of results" in str(found)
