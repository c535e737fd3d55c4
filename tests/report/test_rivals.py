import numpy as np
import pytest

from pellucid.data import read_table
from pellucid.report import Evidence, HeldOut, Rival, Training, build_report
from pellucid.report.resampling import draws_of, explained_score, interval_of, mean_score
from pellucid.report.rivals import standings


def sure(answers: np.ndarray, classes: int = 2) -> np.ndarray:
    return 0.1 + 0.8 * np.eye(classes)[answers]


@pytest.fixture
def rows():
    truth = np.arange(400) % 2
    wrong = truth.copy()
    wrong[::4] = 1 - wrong[::4]
    return HeldOut(
        "y", truth, sure(wrong), read_table({"x": np.arange(400.0)}), ("no", "yes")
    ), truth


def test_a_better_rival_is_said_to_be_better(rows):
    held_out, truth = rows
    found = standings(held_out, (Rival("boosted trees", sure(truth)),), Training())
    assert found.is_beaten
    assert found.rivals[1].score == 1.0
    assert found.rivals[1].high < 0
    assert "boosted trees (1.00) do better here and should be used instead" in found.sentence()


def test_a_worse_rival_is_behind_and_an_equal_one_is_level(rows):
    held_out, truth = rows
    same, bad = Rival("a linear model", held_out.predicted), Rival("boosted trees", sure(1 - truth))
    found = standings(held_out, (same, bad), Training())
    assert [r.outcome for r in found.scored[1:]] == ["level", "behind"]
    assert found.scored[1].low <= 0 <= found.scored[1].high
    assert "a linear model (0.75) cannot be told apart from it" in found.sentence()
    assert not found.is_beaten


def test_a_rival_that_was_not_trained_says_why(rows):
    found = standings(rows[0], (Rival("boosted trees", None, note="not installed"),), Training())
    assert found.rivals[1].note == "not installed"
    assert len(found.scored) == 1


def test_a_lead_is_found_for_numbers_too():
    x = np.linspace(-1, 1, 300)
    noise = np.random.default_rng(0).normal(size=300)
    held_out = HeldOut("y", x, x + 0.05 * noise, read_table({"x": x}))
    found = standings(held_out, (Rival("a linear model", x + 0.5 * noise),), Training())
    assert found.metric == "R²"
    assert found.scored[1].outcome == "behind"
    assert found.score == pytest.approx(1 - np.sum((0.05 * noise) ** 2) / np.sum(x**2))


def test_resampled_intervals_cover_the_truth_about_as_often_as_they_say():
    random, hits = np.random.default_rng(0), 0
    for trial in range(200):
        values = random.random(60) < 0.7
        low, high = interval_of(mean_score(values.astype(float))(draws_of(60, seed=trial)))
        hits += low <= 0.7 <= high
    assert 0.88 <= hits / 200 <= 0.99


def test_r2_of_resampled_rows_is_that_of_the_rows_themselves():
    random = np.random.default_rng(1)
    truth = 5 + random.normal(size=50)
    predicted = truth + 0.3 * random.normal(size=50)
    places = random.integers(0, 50, 50)
    weights = np.bincount(places, minlength=50)[None].astype(float)
    drawn, said = truth[places], predicted[places]
    expected = 1 - np.sum((drawn - said) ** 2) / np.sum((drawn - drawn.mean()) ** 2)
    assert explained_score(truth, predicted)(weights)[0] == pytest.approx(expected)


def test_the_page_says_at_its_top_that_a_rival_is_better(rows):
    held_out, truth = rows
    evidence = Evidence(rivals=(Rival("boosted trees", sure(truth)),))
    html = build_report(held_out, evidence=evidence).html()
    warned = html.index('<p class="verdict worse">Beside the network')
    assert warned < html.index("Better than what?")
