"""Numbers and lists as people write them."""

import math
import re
from collections.abc import Sequence
from datetime import datetime

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"


def number(value: float) -> str:
    """The number in about three significant digits: `0.123`, `45.6`, `12,346`, `1.2e9`, or a dash
    for NaN.

    >>> number(1234.5), number(0.012345), number(3.0)
    ('1,234', '0.0123', '3')
    """
    if math.isnan(value):
        return DASH
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    size = abs(value)
    if size >= 1e7 or 0 < size < 1e-4:
        mantissa, exponent = f"{value:.2e}".split("e")
        return _minus(f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}")
    if size >= 1000:
        return _minus(f"{value:,.0f}")
    return _minus(f"{value:.3g}")


def _minus(text: str) -> str:
    return text.replace("-", MINUS, 1) if text.startswith("-") else text


def decimals_for(score: float, low: float, high: float) -> int:
    """How many decimals say the score honestly: more when the interval is narrow or rounding would
    claim perfection.

    >>> decimals_for(0.97, 0.91, 0.99), decimals_for(0.9731, 0.9722, 0.974)
    (2, 4)
    >>> decimals_for(0.998, 0.98, 0.999)
    3
    """
    width = high - low
    decimals = 2 if not width < 0.02 else 3 if width >= 0.002 else 4
    while decimals < 5 and score not in (0, 1) and f"{score:.{decimals}f}" in _PERFECT:
        decimals += 1
    return decimals


_PERFECT = {f"{value:.{decimals}f}" for value in (0.0, 1.0) for decimals in range(2, 6)}


def fixed(value: float, decimals: int = 2) -> str:
    """The number with that many decimals, a real minus sign, and a dash for NaN."""
    return DASH if math.isnan(value) else _minus(f"{value:.{decimals}f}")


def percent(share: float, decimals: int = 0) -> str:
    """A share of one as a percentage: `percent(0.123)` is `'12 %'`."""
    if math.isnan(share):
        return DASH
    if decimals == 0 and 0 < share < 0.005:
        return "< 1 %"
    if decimals == 0 and 0.995 <= share < 1:
        return "> 99 %"
    return f"{100 * share:.{decimals}f} %"


def count(n: int, noun: str, plural: str = "") -> str:
    """`count(1, 'row')` is `'1 row'`; `count(1200, 'row')` is `'1,200 rows'`."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def listing(names: Sequence[str], most: int = 5, width: int = 40) -> str:
    """The names as a phrase: `'a'`, `'a and b'`, `'a, b and 7 more'`.

    >>> listing(["a", "b", "c"]), listing(list("abcdefg"), most=2)
    ('a, b and c', 'a, b and 5 more')
    """
    shown = [short(name, width) for name in names[:most]]
    if len(names) > most:
        shown.append(f"{len(names) - most:,} more")
    return (
        shown[0]
        if len(shown) == 1
        else ", ".join(shown[:-1]) + " and " + shown[-1]
        if shown
        else ""
    )


def short(text: object, most: int = 40) -> str:
    """The text on one line, cut to `most` characters with an ellipsis, without characters that
    cannot be shown.
    """
    line = " ".join(clean(text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def clean(text: object) -> str:
    """The text without characters that no page can hold, or that would turn the text around them
    about.
    """
    return _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", str(text))


# control characters, lone surrogates, non-characters, marks that override the direction of writing
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def value(cell: object) -> str:
    """One cell of a table as text; a missing one is a dash."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return DASH
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return f"{cell:,}".replace("-", MINUS) if abs(cell) >= 10_000 else str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10_000 else number(cell)
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return clean(cell)


def duration(seconds: float) -> str:
    """The time as `2.1 s`, `3 min 5 s` or `2 h 10 min`."""
    if seconds < 100:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
