import numpy as np
import pytest

from pellucid.data import read_table
from pellucid.report import HeldOut, Refits, Suspect
from pellucid.report.decision import decision_of
from pellucid.report.dependence import dependence_of
from pellucid.report.doubts import doubts_of
from pellucid.report.fitting import fitting_of
from pellucid.report.growth import continued, growth_of
from pellucid.report.inputs import NO_TRAINING
from pellucid.report.leaking import leaks_of
from pellucid.report.likeness import likeness_of
from pellucid.report.ranking import ranking_of
from pellucid.report.rivals import standings
from pellucid.report.shown import shown_rows
from pellucid.report.slices import slices_of


def classes(truth, p, table=None):
    """Rows of two classes with the probability of the second."""
    p = np.asarray(p, float)
    table = table or read_table({"x": np.arange(float(len(p)))})
    return HeldOut("y", np.asarray(truth), np.stack([1 - p, p], 1), table, ("no", "yes"))


def test_a_planted_worst_slice_is_found_and_named():
    random = np.random.default_rng(0)
    city = random.choice(["Rome", "Oslo", "Bonn"], 600)
    truth = random.integers(0, 2, 600)
    flipped = np.where((city == "Oslo") & (random.random(600) < 0.5), 1 - truth, truth)
    table = read_table({"city": city.tolist(), "size": random.normal(size=600)})
    found = slices_of(classes(truth, 0.1 + 0.8 * flipped, table))
    assert found.worst[0].is_real
    assert "city is Oslo" in found.worst[0].name
    assert found.worst[0].others < 0.01


def test_no_slice_is_accused_where_mistakes_fall_blindly():
    alarms = 0
    for seed in range(30):
        random = np.random.default_rng(seed)
        truth, wrong = random.integers(0, 2, 400), random.random(400) < 0.2
        names = {"a": random.choice(list("uvwxyz"), 400).tolist(), "b": random.normal(size=400)}
        held_out = classes(truth, 0.1 + 0.8 * (truth ^ wrong), read_table(names))
        alarms += any(s.is_real for s in slices_of(held_out).worst)
    assert alarms <= 4


def test_flipped_answers_are_the_doubtful_ones():
    random = np.random.default_rng(0)
    real = random.integers(0, 2, 300)
    given = real.copy()
    flipped = random.choice(300, 9, replace=False)
    given[flipped] ^= 1
    found = doubts_of(classes(given, np.where(real == 1, 0.97, 0.03)))
    assert found.suspects == 9
    assert {m.row - 1 for m in found.worst} == set(flipped.tolist())


def test_far_numbers_are_doubtful():
    truth = np.arange(100.0)
    predicted = truth + np.random.default_rng(0).normal(size=100)
    truth[17] = 500.0
    found = doubts_of(HeldOut("y", truth, predicted, read_table({"x": predicted})))
    assert found.worst[0].row == 18
    assert found.suspects == 1


def test_columns_that_say_the_same_are_paired_whatever_their_kind():
    random = np.random.default_rng(0)
    x = random.normal(size=500)
    table = read_table(
        {"x": x, "cubed": x**3, "sign": np.where(x > 0, "up", "down").tolist(),
         "letter": np.where(x > 0, "u", "d").tolist(), "other": random.normal(size=500)}
    )  # fmt: skip
    pairs = {frozenset(p[:2]): p[2] for p in likeness_of(table, "none").pairs}
    assert pairs[frozenset({"x", "cubed"})] == pytest.approx(1)
    assert pairs[frozenset({"sign", "letter"})] == pytest.approx(1, abs=0.01)
    assert 0.8 < pairs[frozenset({"x", "sign"})] < 0.9
    assert all(size < 0.2 for pair, size in pairs.items() if "other" in pair)


def test_the_power_law_that_was_put_in_is_continued():
    sizes = np.array([100.0, 200, 400, 800])
    law = 0.1 + 3 * sizes**-0.5
    found = continued(sizes, law[None], np.array([800.0, 1600]))[0]
    assert found == pytest.approx([0.1 + 3 * 800**-0.5, 0.1 + 3 * 1600**-0.5], abs=2e-3)


def test_more_rows_are_worth_what_the_curve_says_and_nothing_where_it_is_flat():
    random = np.random.default_rng(0)
    held_out = classes(random.integers(0, 2, 2000), np.full(2000, 0.6))
    sizes = (100, 200, 400, 800)
    falling = np.stack([random.random(2000) < e for e in (0.40, 0.30, 0.22, 0.16)])
    flat = np.stack([random.random(2000) < 0.2 for _ in sizes])
    found = growth_of(held_out, Refits(sizes, falling[None].astype(float)))
    assert found.low > 0
    assert 0.01 < found.worth < 0.08
    assert "± " in found.sentence()
    level = growth_of(held_out, Refits(sizes, flat[None].astype(float)))
    assert level.low <= 0.005
    assert growth_of(held_out, Refits(sizes[:2], falling[None, :2].astype(float))) is None


def test_a_column_that_carries_the_score_is_said_to():
    held_out = classes(np.arange(400) % 2, np.full(400, 0.6))
    with_it, without = np.arange(400) % 50 == 0, np.arange(400) % 4 == 0
    planted = Suspect("copy", "alone", with_it.astype(float), without.astype(float))
    clean = Suspect("size", "alone", with_it.astype(float), with_it.astype(float))
    found = leaks_of(held_out, (clean, planted))
    assert found.suspicious
    assert found.tests[0].column == "copy"
    assert "copy may give the answer away: accuracy 0.98 with it, accuracy 0.75" in found.sentence()
    assert not leaks_of(held_out, (clean,)).suspicious
    assert "gave the answer away" in leaks_of(held_out, ()).sentence()


def test_sure_answers_can_be_acted_on():
    random = np.random.default_rng(0)
    p = random.random(3000)
    truth = (random.random(3000) < p).astype(int)
    found = decision_of(classes(truth, p))
    assert found.right >= 0.95
    assert 0.05 < found.share < 0.3
    assert "have people look at the other" in found.sentence()
    assert decision_of(classes(np.arange(40) % 2, np.full(40, 0.6))).share == 0


def test_ranking_of_a_perfect_and_of_a_blind_order():
    truth = np.arange(200) % 2
    perfect = ranking_of(classes(truth, np.where(truth, 0.9, 0.2))).curves[0]
    assert (perfect.auc, perfect.average_precision) == (1.0, 1.0)
    blind = ranking_of(classes(truth, np.full(200, 0.5))).curves[0]
    assert (blind.auc, blind.average_precision) == (0.5, 0.5)
    assert ranking_of(classes(np.zeros(5, int), np.full(5, 0.3))) is None


def test_a_dependence_curve_follows_the_model():
    table = read_table({"x": np.linspace(0, 1, 50), "k": ["a", "b"] * 25})
    seen = HeldOut("y", np.zeros(50), np.zeros(50), table)
    found = dependence_of(seen, lambda t: 3 * t["x"].values + (t["k"].values == 1), ("x", "k"))
    by_name = {curve.column: curve for curve in found.curves}
    slopes = np.diff(by_name["x"].mean) / np.diff(by_name["x"].places)
    assert slopes == pytest.approx(3)
    gap = dict(zip(by_name["k"].levels, by_name["k"].mean, strict=True))
    assert gap["b"] - gap["a"] == pytest.approx(1)


def test_learning_by_heart_is_noticed():
    truth = np.arange(200) % 2
    wrong = np.where(np.arange(200) % 3 == 0, 1 - truth, truth)
    new, old = classes(truth, 0.1 + 0.8 * wrong), classes(truth, 0.1 + 0.8 * truth)
    rivals = standings(new, (), NO_TRAINING)
    assert fitting_of(new, old, rivals).verdict == "overfitting"
    assert fitting_of(new, new, rivals).verdict == "about right"


def test_the_rows_behind_every_wrong_cell_are_in_the_page():
    truth = np.arange(3000) % 2
    wrong = np.where(np.arange(3000) % 100 == 0, 1 - truth, truth)
    found = shown_rows(classes(truth, 0.1 + 0.8 * wrong))
    numbers = {
        n for n, t, a in zip(found.numbers, found.truth, found.answers, strict=True) if t != a
    }
    assert numbers == {int(n) + 1 for n in np.flatnonzero(truth != wrong)}
    assert len(found.numbers) <= 800
    assert len(found.ranked) == 3000


def test_a_suspect_for_whose_test_there_was_no_time_is_named_all_the_same():
    held_out = classes(np.arange(40) % 2, np.full(40, 0.6))
    found = leaks_of(held_out, (Suspect("copy", "alone it tells all"),))
    assert found.suspicious
    assert "no time" in found.sentence()
    assert found.in_words(found.tests[0].without_it) == "not tested"


def test_a_suspect_that_is_not_read_is_named_and_carries_nothing():
    held_out = classes(np.arange(40) % 2, np.full(40, 0.6))
    found = leaks_of(held_out, (Suspect("case", "its order tells all", is_read=False),))
    assert not found.suspicious
    assert found.sentence() == (
        "case would give the answer away, its order tells all, and is not read."
    )
