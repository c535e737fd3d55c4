"""A search for a recipe, on request: its trials, what it refuses, and its model made again."""

import math

import numpy as np
import pytest

import pellucid as pel
from pellucid.auto.searching import Search, Trial, asked_search
from pellucid.auto.training.realmlp import PUBLISHED, Recipe
from pellucid.core.errors import ArgumentError, MissingExtraError

RANDOM = np.random.default_rng(0)
X = RANDOM.standard_normal((200, 2))
ROWS = {"a": X[:, 0], "b": X[:, 1], "y": X[:, 0] * X[:, 1] > 0}


def test_a_search_is_a_number_of_trials_or_a_time():
    assert asked_search("20") == (20, math.inf)
    assert asked_search("90s")[1] == 90
    for wrong in (0, True, 2.5, "often"):
        with pytest.raises(ArgumentError):
            asked_search(wrong)


def test_the_best_trial_is_told_and_those_given_up_come_last():
    trials = (
        Trial(Recipe(rate=0.04), 0.3, 9, 1.0),
        Trial(Recipe(rate=0.1), math.nan, 2, 0.5),
        Trial(Recipe(rate=0.2), 0.25, 9, 1.0),
    )
    found = Search(trials, "accuracy")
    assert found.best is trials[2]
    assert "0.2500 instead of 0.3000" in found.sentence()
    assert [row[0] for row in found.section().exhibits[0].rows] == [3, 1, 2]
    assert "stays the best" in Search(trials[:2], "accuracy").sentence()


def test_a_search_without_folds_is_refused():
    with pytest.raises(ArgumentError, match="five folds"):
        pel.fit(ROWS, target="y", quality="quick", search=2, progress=False)
    with pytest.raises(ArgumentError, match="one target"):
        pel.fit(ROWS | {"z": X[:, 1] > 0}, target=["y", "z"], search=2, progress=False)


def test_without_its_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "optuna", None)
    with pytest.raises(MissingExtraError, match="optuna") as told:
        pel.fit(ROWS, target="y", search=2, epochs=2, progress=False)
    assert "pellucid[tune]" in str(told.value)


@pytest.mark.slow
def test_what_it_finds_is_written_down_and_made_again():
    pytest.importorskip("optuna", reason="the extra tune is not installed")
    how = {"target": "y", "search": 6, "epochs": 4, "time": 600, "progress": False}
    model = pel.fit(ROWS, **how)
    again = pel.fit(ROWS, **how)
    section = model.findings.sections[-1]
    assert section.title == "Which recipes were tried?"
    assert section.sentence() == again.findings.sections[-1].sentence()
    run = pel.auto.answering.runs.Run.from_text(model.run)
    assert run.recipe is not None
    assert run.recipe != PUBLISHED
    assert run.how["search"] == 6


def test_a_run_with_a_recipe_is_repeated_without_a_search(tmp_path):
    model = pel.fit(ROWS, target="y", epochs=4, time=600, progress=False, out=tmp_path / "model")
    file = tmp_path / "model" / "run.toml"
    text = file.read_text().partition("weights =")[0] + "\n[how]\nsearch = 6\n"
    file.write_text(text + "\n[recipe]\nrate = 0.1\ndropout = 0.3\ndecay = 0.0\n")
    other = pel.auto.repeat(file, ROWS, progress=False)
    assert "rate = 0.1" in other.run
    assert other.predict_proba(ROWS).tolist() != model.predict_proba(ROWS).tolist()
