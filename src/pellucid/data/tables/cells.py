"""What the text of a cell means: missing, a number, a truth value, a time of day, or just text.

Every rule sees all distinct texts of a column at once, with how often each occurs, so that nothing
depends on which rows come first.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pellucid.data.tables.dates import parse_dates

MISSING_TEXTS = frozenset(
    (
        "",
        "na",
        "n/a",
        "#n/a",
        "#na",
        "nan",
        "-nan",
        "<na>",
        "nat",
        "null",
        "?",
        "-",
        "--",
        ".",
        "\\n",
    )
)
# These mean missing among numbers and dates; among other words they are words: no alley, no
# fireplace.
NONE_TEXTS = frozenset(
    (
        *("none", "nil", "missing", "unknown", "not available", "not known", "n.a.", "n.a", "n/k"),
        *("no data", "undefined", "unbekannt", "k.a.", "inconnu", "desconocido"),
    )
)
FLAGS = {"true": 1.0, "false": 0.0}
# A column with a few stray words is still a column of numbers, unless the numbers are so few that
# they may be labels.
STRAY_SHARE = 0.05
FEW_DISTINCT = 20
# Longer runs of digits do not survive float64, and leading zeros do not survive any number: both
# are codes.
EXACT_DIGITS = 15
PROBED = 500
CODE = re.compile(rf"0\d+|[1-9]\d{{{EXACT_DIGITS},}}")
DECORATED = re.compile(
    r"(?P<sign>[+-]?)\s*[$€£¥₹₩]?\s*(?P<sign_after>[+-]?)"
    r"(?P<digits>[\d.,' ]*\d[\d.,]*)\s*[%$€£¥₹₩]?"
)
UNIT = r"°?[^\W\d_]{1,8}(?:[/²³°]\w{0,4})?"
CURRENCIES = "EUR|USD|GBP|CHF|JPY|CNY|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR"
MEASURED = re.compile(
    rf"(?:(?P<before>{CURRENCIES}|[A-Z]{{1,2}}\$|Rs\.?|kr\.?|zł)\s*)?"
    rf"(?P<number>[+-]?[\d.,' ]*\d)\s*(?P<after>{UNIT})?"
)
LEAST_MEASURED = 5  # different texts: fewer may be names, such as `16 GB`
BRACKETED = re.compile(r"\((\$?[\d.,]*\d)\)")  # a negative number, as accountants write it
POINT = re.compile(r"\d{1,3}(?:[,' ]\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+")
COMMA = re.compile(r"\d{1,3}(?:[.' ]\d{3})+(?:,\d*)?|\d+,?\d*|,\d+")
GROUPED = re.compile(r"\d[.,]\d{3}(?!\d)|,")  # what another decimal point would change
# Blanks that do not break, and a minus as it is printed.
TYPESET = str.maketrans("\u00a0\u202f\u2009\u2212\u2019", "   -'")
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?")


COMMA_READ = "a comma was read as the decimal point"


@dataclass(frozen=True)
class Meaning:
    """How a column's texts are read: its `kind`, a value for each text (NaN, NaT where it has
    none), and sentences.

    For text, `values` is empty: the texts are the values. `point`, `unit` and `commas` are those of
    a `Column`.
    """

    kind: str
    values: np.ndarray
    notes: tuple[str, ...] = ()
    date_order: str = ""
    point: str = ""
    unit: str = ""
    commas: np.ndarray | None = None


def is_missing(text: str) -> bool:
    """Whether a text marks a missing cell: empty, NA, null, ?, - and their like, in any case."""
    stripped = text.strip()
    return len(stripped) < 5 and stripped.casefold() in MISSING_TEXTS


def is_none(text: str) -> bool:
    """Whether a text marks a missing cell among numbers and dates, and is a word among words."""
    return text.casefold() in NONE_TEXTS


def parse_number(text: str) -> float | None:
    """The number a text stands for, or None: `12`, `-1.5e3`, `1,234`, `$5`, `12%`; may be infinite.

    >>> parse_number("$1,234.50"), parse_number("12%"), parse_number("12 b")
    (1234.5, 12.0, None)
    """
    return plain_number(text) if "_" not in text else None


def plain_number(text: str, point: str = ".") -> float | None:
    """The number a text stands for when `point` is its decimal point, or None."""
    if not text.isascii():
        text = text.translate(TYPESET)
    if point == ".":
        try:
            return float(text)
        except ValueError:
            pass
    bracketed = BRACKETED.fullmatch(text)
    if bracketed:
        number = plain_number(bracketed[1], point)
        return None if number is None else -number
    found = DECORATED.fullmatch(text)
    digits = found["digits"] if found else ""
    if not found or not (POINT if point == "." else COMMA).fullmatch(digits):
        return None
    for mark in ",' " if point == "." else ".' ":
        digits = digits.replace(mark, "")
    number = float(digits.replace(",", "."))
    return -number if "-" in (found["sign"], found["sign_after"]) else number


def numbers(texts: Sequence[str], point: str) -> np.ndarray:
    """Each text's number, NaN where it is none: float64 (n,)."""
    found = (None if "_" in text else plain_number(text, point) for text in texts)
    return np.array([math.nan if number is None else number for number in found], dtype=np.float64)


def meaning(texts: Sequence[str], counts: np.ndarray) -> Meaning:
    """How to read a column of these distinct, stripped, present texts and their counts."""
    if not texts:
        return Meaning("number", np.empty(0))
    if len(texts) <= 8 and {text.casefold() for text in texts} <= set(FLAGS):
        return Meaning("flag", np.array([FLAGS[text.casefold()] for text in texts]))
    return (
        as_numbers(texts, counts)
        or as_dates(texts, counts)
        or as_clock(texts)
        or Meaning("text", np.empty(0))
    )


def as_numbers(texts: Sequence[str], counts: np.ndarray) -> Meaning | None:
    """The texts as numbers, infinite ones and stray words as missing; None when they are not."""
    bare, unit = without_unit(texts)
    if unit:
        found = numbered(bare, counts)
        if not np.isnan(found.values).any():
            notes = (f"the unit {unit!r} was left out", *found.notes)
            return replace(found, notes=notes, unit=unit)
    probes = texts[:: max(1, len(texts) // PROBED)]
    if np.isnan(numbers(probes, ".")).all() and np.isnan(numbers(probes, ",")).all():
        return None
    if any(CODE.fullmatch(text) for text in texts):
        return None
    found = numbered(texts, counts)
    values, notes = found.values, found.notes
    infinite = np.isinf(values)
    if infinite.any():
        notes = (*notes, stray(texts, counts, infinite, "beyond the largest number"))
    stranger = np.isnan(values)
    if stranger.any():
        if not mostly(counts, ~stranger) or (~stranger).sum() <= FEW_DISTINCT:
            return None
        notes = (*notes, stray(texts, counts, stranger, "not a number"))
    return replace(found, values=np.where(infinite, math.nan, values), notes=notes)


def numbered(texts: Sequence[str], counts: np.ndarray) -> Meaning:
    """The texts as numbers with the decimal point, or the comma, by which more of them are; NaN
    where they are none.
    """
    points = numbers(texts, ".")
    commas = numbers(texts, ",") if any(map(GROUPED.search, texts)) else points
    if counts[~np.isnan(commas)].sum() > counts[~np.isnan(points)].sum():
        return Meaning("number", commas, (COMMA_READ,), point=",")
    is_open = not (np.isnan(commas).any() or np.array_equal(points, commas))
    return Meaning("number", points, commas=commas if is_open else None)


def without_unit(texts: Sequence[str]) -> tuple[list[str], str]:
    """Texts of numbers that all have one unit (`12 kg`, `1.5kg`, `EUR 5`) without it, and the unit;
    "" where they have none, or several.
    """
    texts = [text if text.isascii() else text.translate(TYPESET) for text in texts]
    if len(texts) < LEAST_MEASURED or not MEASURED.fullmatch(texts[0]):
        return [], ""
    found = [MEASURED.fullmatch(text) for text in texts]
    units = {(match["before"] or "", match["after"] or "") for match in found if match}
    before, after = next(iter(units), ("", ""))
    if not all(found) or len(units) != 1 or bool(before) == bool(after):
        return [], ""
    return [match["number"] for match in found if match], before or after


def as_dates(texts: Sequence[str], counts: np.ndarray) -> Meaning | None:
    """The texts as moments, when nearly all of them are."""
    values, order = parse_dates(texts)
    unread = np.isnat(values)
    if unread.any() and (not mostly(counts, ~unread) or (~unread).sum() <= FEW_DISTINCT):
        return None
    notes = [stray(texts, counts, unread, "not a date")] if unread.any() else []
    if order == "open":
        notes.append("nothing tells day from month in its dates; the month was taken to be first")
    return Meaning("date", values, tuple(notes), order)


def as_clock(texts: Sequence[str]) -> Meaning | None:
    """Times of day, `9:05` or `09:05:30`, as seconds after midnight."""
    found = [CLOCK.fullmatch(text) for text in texts]
    if not all(found):
        return None
    seconds = [3600.0 * int(m[1]) + 60.0 * int(m[2]) + float(m[3] or 0) for m in found if m]
    return Meaning(
        "number", np.array(seconds), ("times of day were read as seconds after midnight",)
    )


def measured(text: str, unit: str, point: str = ".") -> float | None:
    """The number of a text with a unit, or None where it has another or none.

    >>> measured("12 kg", "kg"), measured("12 g", "kg")
    (12.0, None)
    """
    found = MEASURED.fullmatch(text if text.isascii() else text.translate(TYPESET))
    if not found or unit not in {found["before"], found["after"]}:
        return None
    return plain_number(found["number"], point)


def mostly(counts: np.ndarray, fine: np.ndarray) -> bool:
    """Whether the strays are few enough to be slips."""
    return bool(counts[fine].sum() > (1 - STRAY_SHARE) * counts.sum())


def stray(texts: Sequence[str], counts: np.ndarray, which: np.ndarray, what: str) -> str:
    """The sentence for cells that could not be read: they are `not a number`, `not a date` ..."""
    example = texts[int(np.flatnonzero(which)[0])]
    return uncounted(int(counts[which].sum()), what, example)


def uncounted(cells: int, what: str, example: str) -> str:
    """That cells are not what they should be and count as missing, with an example."""
    subject = "1 cell is" if cells == 1 else f"{cells:,} cells are"
    verb = "counts" if cells == 1 else "count"
    return f"{subject} {what}, such as {shortened(example)!r}, and {verb} as missing"


def shortened(text: str, width: int = 40) -> str:
    """A text on one line, cut to a width with an ellipsis."""
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"
