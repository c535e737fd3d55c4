"""The estimators of scikit-learn: what it checks of any estimator, and what people do with them."""

import pickle

import numpy as np
import pytest

import pellucid as pel
from pellucid.core.errors import ArgumentError

pytest.importorskip("sklearn", reason="the estimators are an extra")

from sklearn.base import clone
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(200, 3))
Y = np.where(X[:, 0] + X[:, 1] > 0, "up", "down")
QUICK = {"max_epochs": 20, "random_state": 0}


@pytest.mark.slow
@parametrize_with_checks([pel.PellucidClassifier(), pel.PellucidRegressor()])
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


def test_a_weight_is_a_row_given_as_often():
    weights = RANDOM.integers(0, 3, 200)
    weighted = pel.PellucidClassifier(**QUICK).fit(X, Y, sample_weight=weights)
    order = RANDOM.permutation(int(weights.sum()))
    repeated = X.repeat(weights, 0)[order], Y.repeat(weights)[order]
    again = pel.PellucidClassifier(**QUICK).fit(*repeated)
    np.testing.assert_array_equal(weighted.predict_proba(X), again.predict_proba(X))


def test_pipelines_searches_clones_and_pickles():
    search = GridSearchCV(
        make_pipeline(StandardScaler(), pel.PellucidClassifier(**QUICK)),
        {"pellucidclassifier__max_epochs": [1, 20]}, cv=2,
    )  # fmt: skip
    search.fit(X, Y)
    assert search.best_params_ == {"pellucidclassifier__max_epochs": 20}
    model = search.best_estimator_[-1]
    again = pickle.loads(pickle.dumps(model))  # noqa: S301 (our own bytes)
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))
    with pytest.raises(NotFittedError):
        clone(model).predict(X)
    scores = cross_val_score(pel.PellucidRegressor(**QUICK), X, X[:, 0] + X[:, 1], cv=2)
    assert min(scores) > 0.8


def test_frames_of_categories_and_gaps():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": X[:, 0], "b": X[:, 1]})
    frame["town"] = pandas.Categorical(RANDOM.choice(["A", "B"], 200))
    frame.loc[::5, "a"] = np.nan
    frame.loc[::7, "town"] = None
    y = np.where(frame["town"] == "A", 2.0, 0.0) + X[:, 1]
    longer = QUICK | {"max_epochs": 80}
    model = pel.PellucidRegressor(**longer).fit(frame, y)
    assert model.feature_names_in_.tolist() == ["a", "b", "town"]
    assert model.score(frame, y) > 0.8
    with pytest.raises(ValueError, match="feature names"):
        model.predict(frame[["b", "a", "town"]])
    scaled = make_column_transformer(
        (StandardScaler(), make_column_selector(dtype_include="number")), remainder="passthrough",
        verbose_feature_names_out=False,
    ).set_output(transform="pandas")  # fmt: skip
    piped = make_pipeline(scaled, pel.PellucidRegressor(**longer)).fit(frame, y)
    assert piped.score(frame, y) > 0.8


def test_quantiles_and_weights_of_classes():
    y = X[:, 0] + RANDOM.normal(size=200)
    model = pel.PellucidRegressor(quantiles=(0.1, 0.9), **QUICK).fit(X, y)
    assert (np.diff(model.predict_quantiles(X), axis=1) >= 0).all()
    one = pel.PellucidClassifier(class_weight={"up": 1000, "down": 1}, **QUICK).fit(X, Y)
    plain = pel.PellucidClassifier(**QUICK).fit(X, Y)
    ups = [(model.predict(X) == "up").mean() for model in (one, plain)]
    assert ups[0] > ups[1] + 0.15


def test_settings_that_cannot_be_are_refused():
    for wrong in ({"quality": "bad"}, {"max_epochs": 0}, {"metric": "RMSE"}, {"time": "soon"}):
        with pytest.raises(ArgumentError):
            pel.PellucidClassifier(**wrong).fit(X, Y)
