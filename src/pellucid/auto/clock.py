"""How long a fit may take."""

import re

from pellucid.core.errors import ArgumentError

UNITS = {"": 1.0, "s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
TIME = re.compile(r"\s*([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*([a-z]*)\s*", re.IGNORECASE)


def seconds_of(time: str | float) -> float:
    """Seconds of a number of them, or of a text such as `60s`, `5m`, `1.5h` or `90`.

    ArgumentError for anything else, and for a time that is not above 0.

    >>> seconds_of("90s"), seconds_of("2 min"), seconds_of(0.5)
    (90.0, 120.0, 0.5)
    """
    found = TIME.fullmatch(str(time))
    unit = UNITS.get(found[2].lower()) if found else None
    if found is None or unit is None or float(found[1]) == 0.0:
        raise ArgumentError(
            f"{time!r} is not a time to train for", fix="write it like 60s, 5m or 1.5h"
        )
    return float(found[1]) * unit
