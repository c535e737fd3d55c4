"""Series continued: grids, seasons, forecasts, intervals."""

import numpy as np
import pytest

import pellucid as pel
from pellucid.auto.series.backtest import reach_of
from pellucid.auto.series.seasons import season_of
from pellucid.auto.series.windows import calendar
from pellucid.core.errors import DataError
from pellucid.data import read_table
from pellucid.data.sources.grids import read_grid

START = np.datetime64("2024-01-01")


def day(number: int) -> np.datetime64:
    return START + np.timedelta64(number, "D")


def daily(n=240, shops=("a", "b"), seed=0):
    """A weekly pattern that depends on what was promised for the day, in two shops."""
    random, columns = (
        np.random.default_rng(seed),
        {"date": [], "shop": [], "promo": [], "sales": []},
    )
    for k, shop in enumerate(shops):
        days = np.arange(n)
        promo = random.random(n) < 0.3
        week = np.array([5, 1, 2, 3, 4, 9, 8.0])[days % 7]
        columns["date"] += (START + days).astype(object).tolist()
        columns["shop"] += [shop] * n
        columns["promo"] += promo.tolist()
        columns["sales"] += (10 * (k + 1) + week + 6 * promo + random.normal(0, 0.3, n)).tolist()
    return columns


@pytest.fixture(scope="module")
def model():
    return pel.fit(
        daily(), target="sales", time_column="date", series="shop", horizon=7,
        known_ahead=["promo"], epochs=30, time="5m", progress=False,
    )  # fmt: skip


def test_it_is_better_than_the_last_season(model):
    assert model.plan.form.season == 7
    assert model.summary.score < 0.8 * model.summary.baseline
    assert "repeating the last season of 7 steps" in str(model)


def test_a_forecast_goes_on_from_the_end(model):
    found = model.forecast()
    assert found.names == ("a", "b")
    assert found.values.shape == (2, 7)
    assert found.moments[0, 0] == np.datetime64("2024-08-28")
    assert (found.low <= found.values).all()
    assert (found.values <= found.high).all()
    assert found.values[1].mean() > found.values[0].mean() + 5
    assert model.forecast(horizon=3).values.tolist() == found.values[:, :3].tolist()
    assert list(found.to_dict()) == ["series", "time", "value", "low", "high"]


def test_what_is_known_ahead_moves_the_forecast(model):
    days = [day(240 + i).astype(object) for i in range(7)]

    def total(promo):
        future = {"date": days * 2, "shop": ["a"] * 7 + ["b"] * 7, "promo": [promo] * 14}
        return model.forecast(future=future).values.mean()

    assert total(True) > total(False) + 3


def test_saved_and_loaded_it_forecasts_the_same(model, tmp_path):
    model.save(tmp_path / "model")
    again = pel.load(tmp_path / "model")
    assert (again.forecast().values == model.forecast().values).all()
    newer = daily(n=100, seed=5)
    assert (again.predict(newer) == model.predict(newer)).all()
    assert "what came" in (tmp_path / "model" / "report.html").read_text()


def test_too_short_a_history_is_refused(model):
    with pytest.raises(DataError, match="looks back"):
        model.forecast(daily(n=5))


def test_a_horizon_longer_than_the_series_is_refused():
    with pytest.raises(DataError, match="a horizon of 100 needs series of"):
        pel.fit(daily(), target="sales", time_column="date", series="shop", horizon=100)


def grid(dates, values, **more):
    table = read_table({"t": dates, "y": values, **more})
    return read_grid(table, "y", "t", "s" if "s" in more else None, [])


def test_missing_dates_are_filled_and_said():
    found = grid(
        ["2024-01-01", "2024-01-02", "2024-01-04", "2024-01-05", "2024-01-06"], [1.0, 2, 4, 5, 6]
    )
    assert found.values[0].tolist() == [1, 2, 3, 4, 5, 6]
    assert any("filled" in note for note in found.notes)


def test_duplicate_dates_become_their_mean_and_it_is_said():
    found = grid(["2024-01-01", "2024-01-02", "2024-01-02", "2024-01-03"], [1.0, 2, 4, 5])
    assert found.values[0].tolist() == [1, 3, 5]
    assert any("their mean" in note for note in found.notes)


def test_irregular_dates_count_as_steps_and_it_is_said():
    days = np.cumsum([1, 1, 9, 1, 30, 1, 1, 12, 1, 1])
    found = grid([str(day(int(d))) for d in days], list(range(10)))
    assert found.step.kind == "order"
    assert len(found.values[0]) == 10
    assert any("irregular" in note for note in found.notes)


def test_months_are_steps_of_their_own():
    months = [f"{2000 + i // 12}-{i % 12 + 1:02}-01" for i in range(36)]
    found = grid(months, list(range(36)))
    assert str(found.step) == "month"
    assert found.notes == ()
    after = found.step.moments(np.asarray(found.moments[0][-1]), np.array([1, 12]))
    assert after.astype("datetime64[D]").astype(str).tolist() == ["2003-01-01", "2003-12-01"]
    assert season_of([np.arange(36) % 12.0], found.step, 6, 15) == 12


def test_a_random_walk_has_no_season():
    walk = np.random.default_rng(0).standard_normal(400).cumsum()
    found = grid([str(day(i)) for i in range(400)], walk.tolist())
    assert season_of(found.values, found.step, 7, 100) == 1


def test_the_calendar_knows_the_weekday():
    found = grid([str(day(i)) for i in range(14)], list(range(14)))
    facts = calendar(found.moments[0], found.step)
    assert facts[0, :7].tolist() == [1, 0, 0, 0, 0, 0, 0]  # a Monday
    assert (facts[:7, :7] == facts[7:, :7]).all()


def test_intervals_hold_their_share_of_new_residuals():
    random = np.random.default_rng(0)
    reach = reach_of(random.standard_normal((400, 3)), 0.9)
    inside = np.abs(random.standard_normal((20_000, 3))) <= reach
    assert np.allclose(inside.mean(axis=0), 0.9, atol=0.04)


def test_its_report_opens_on_a_desktop_and_on_a_phone(model, opens_well):
    assert set(opens_well(model)) == {"desktop", "phone"}
