"""Windows of time series, from real and made tables."""

import csv

import numpy as np
import pytest

from pellucid import nn, optim, train
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data import Batches, series_windows
from pellucid.data.sources.windows import windows


def hours(n, name="a", start=0.0):
    moments = np.datetime64("2024-01-01T00:00") + 60 * np.arange(n)
    return {
        "when": [str(m) for m in moments], "name": [name] * n,
        "value": (start + np.arange(n)).tolist(), "heat": (np.arange(n) * 2.0).tolist(),
    }  # fmt: skip


def test_windows_of_several_series_never_mix_them(tmp_path):
    one, two = hours(30), hours(20, "b", 1000.0)
    file = tmp_path / "long.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(one)
        writer.writerows(zip(*one.values(), strict=True))
        writer.writerows(zip(*two.values(), strict=True))
    found = series_windows(
        file, "value", "when", series="name", length=6, horizon=3, covariates=["heat"]
    )
    assert found.names == ("a", "b")
    assert found.x.shape == (22 + 12, 6, 2)
    assert np.array_equal(found.y[:, 0], found.x[:, -1, 0] + 1)
    assert np.array_equal(np.diff(found.x[:, :, 0], axis=1), np.ones((34, 5)))
    assert np.array_equal(found.series, (found.x[:, 0, 0] >= 1000).astype(int))
    assert str(found.moments[0]) == "2024-01-01T06:00:00.000000"
    assert np.array_equal(found.x[found.series == 0, :, 1], 2 * found.x[found.series == 0, :, 0])


def test_gaps_are_filled_and_told():
    table = hours(40)
    kept = [i for i in range(40) if i not in {11, 12}]
    found = series_windows(
        {k: [v[i] for i in kept] for k, v in table.items()}, "value", "when", length=39
    )
    assert found.x[0, :, 0].tolist() == list(range(39))
    assert any("2 steps" in note for note in found.notes)


def test_what_is_tested_on_was_not_seen():
    found = series_windows(hours(100), "value", "when", length=5, horizon=4, step=1)
    early, late = found.split(0.7)
    assert early.y.max() <= late.y.min()
    assert len(late) > 20
    assert len(early) + len(late) <= len(found)


def test_a_network_learns_a_wave_from_batches():
    t = np.arange(300)
    table = {"t": t.tolist(), "v": np.sin(t / 5).tolist()}
    early, late = series_windows(table, "v", "t", length=12).split()
    assert next(iter(Batches((early.x, early.y), 100)))[0].shape == (100, 12, 1)
    model = nn.Sequential(nn.Flatten(), nn.Linear(12, 1))
    adam = optim.Adam(model.parameters(), lr=0.03)
    train.fit(model, adam, nn.mse_loss, (early.x, early.y), epochs=20, progress=False)
    error = train.evaluate(model, nn.mse_loss, (late.x, late.y))["loss"]
    assert error < 0.01 * np.var(late.y)


def test_what_has_no_windows_says_so():
    with pytest.raises(DataError, match="no series has 61 steps"):
        series_windows(hours(40), "value", "when", length=60)
    with pytest.raises(DataError, match="did you mean 'value'"):
        series_windows(hours(40), "valu", "when", length=6)
    with pytest.raises(ArgumentError, match="1 or more"):
        series_windows(hours(40), "value", "when", length=0)
    with pytest.raises(DataError, match="have no window"):
        windows(np.zeros(3), 4)
