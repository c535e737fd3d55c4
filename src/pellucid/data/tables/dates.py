"""Dates and times written as text."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

TIME = (
    r"(?:[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp][Mm])?)?"
)
ZONE = r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?"
MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTHS = {name: place for place, name in enumerate(MONTH_NAMES, 1)}
NAMED = "(?P<name>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})(?:\2(?P<day>\d{1,2})" + TIME + ZONE + ")?"
)
YEAR_LAST = re.compile(r"(?P<a>\d{1,2})([-/.])(?P<b>\d{1,2})\2(?P<year>\d{4}|\d{2})" + TIME + ZONE)
WORDS = (
    re.compile(
        r"(?:[a-z]{3,9},? )?(?P<day>\d{1,2})[ -]"
        + NAMED
        + r"\.?,?[ -](?P<year>\d{4}|\d{2})"
        + TIME
        + ZONE,
        re.I,
    ),
    re.compile(
        r"(?:[a-z]{3,9},? )?" + NAMED + r"\.? (?P<day>\d{1,2}),? (?P<year>\d{4})" + TIME + ZONE,
        re.I,
    ),
    re.compile(NAMED + r"[ -](?P<year>\d{4})", re.I),
)
LIKELY = re.compile(r"\d{1,4}[-/.]\d|[A-Za-z]{3}.*\d{4}|\d{1,2}[ -][A-Za-z]{3}")
PROBED = 30
# POSIX: two digits from 69 on belong to the last century.
CENTURY_PIVOT = 69
NOT_A_TIME = np.datetime64("NaT", "us")
EPOCH = datetime(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)


def parse_dates(texts: Sequence[str]) -> tuple[np.ndarray, str]:
    """Each text as datetime64[us], NaT where it is no date, and the order of day and month.

    A moment with a zone is turned into UTC. Which of day and month comes first is decided for all
    the texts together: `day first`, `month first`, `open` where nothing says so (read as month
    first), or nothing where the texts leave no choice.

    >>> moments, order = parse_dates(["31/01/2024", "02/03/2024"])
    >>> moments.astype("datetime64[D]").astype(str).tolist(), order
    (['2024-01-31', '2024-03-02'], 'day first')
    """
    moments = np.full(len(texts), NOT_A_TIME)
    if not any(LIKELY.match(text) for text in texts[:PROBED]):
        return moments, ""
    found = [match_date(text) for text in texts]
    order = order_of([m for m in found if m and "a" in m.re.groupindex])
    for i, match in enumerate(found):
        if match:
            moments[i] = moment(match.groupdict(), order == "day first")
    return moments, order


def match_date(text: str) -> re.Match[str] | None:
    """The first pattern that a whole text fits."""
    for pattern in (YEAR_FIRST, YEAR_LAST, *WORDS):
        match = pattern.fullmatch(text)
        if match:
            return match
    return None


def order_of(matches: Sequence[re.Match[str]]) -> str:
    """Whether `1/2/2024` is in February, by what else is there."""
    if not matches:
        return ""
    if any(int(m["a"]) > 12 for m in matches):
        return "day first"
    if any(int(m["b"]) > 12 for m in matches):
        return "month first"
    return "day first" if all(m[2] == "." for m in matches) else "open"


def swapped(moments: np.ndarray) -> np.ndarray:
    """Moments of open order with day and month exchanged: datetime64[us], NaT kept."""
    day, month, year = (moments.astype(f"datetime64[{unit}]") for unit in "DMY")
    days = (day - month.astype("datetime64[D]")).astype(np.int64)
    months = (month - year.astype("datetime64[M]")).astype(np.int64)
    turned = year.astype("datetime64[M]") + days
    found = turned.astype("datetime64[D]") + months + (moments - day)
    return np.where(np.isnat(moments), NOT_A_TIME, found)


def moment(parts: dict[str, Any], day_first: bool) -> np.datetime64:
    """The moment that the parts of a match name, NaT when there is no such day."""
    year, half = int(parts["year"]), (parts.get("half") or "").lower()
    if len(parts["year"]) == 2:
        year += 1900 if year >= CENTURY_PIVOT else 2000
    if "a" in parts:
        day, month = (parts["a"], parts["b"]) if day_first else (parts["b"], parts["a"])
    else:
        day, month = parts.get("day") or 1, parts.get("month") or MONTHS[parts["name"][:3].lower()]
    hour = int(parts.get("hour") or 0)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    minute, second = int(parts.get("minute") or 0), int(parts.get("second") or 0)
    micro = int((parts.get("part") or "0").ljust(6, "0")[:6])
    try:
        when = datetime(year, int(month), int(day), hour, minute, second, micro)
    except ValueError:
        return NOT_A_TIME
    return np.datetime64((when - EPOCH - zone_offset(parts.get("zone"))) // MICROSECOND, "us")


def zone_offset(zone: str | None) -> timedelta:
    """How far a zone such as `+02:00` is ahead of UTC."""
    if not zone or zone in {"Z", "UTC"}:
        return timedelta()
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return -ahead if zone[0] == "-" else ahead


def moment_of(when: datetime) -> np.datetime64:
    """A datetime as datetime64[us], in UTC where it has a zone."""
    plain = when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when
    return np.datetime64((plain - EPOCH) // MICROSECOND, "us")
