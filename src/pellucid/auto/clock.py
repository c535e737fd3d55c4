"""How long a fit may take, and how busy the machine is meanwhile."""

import re
import time as clock
from dataclasses import dataclass, replace

from pellucid.core.errors import ArgumentError

UNITS = {"": 1.0, "s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
TIME = re.compile(r"\s*([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*([a-z]*)\s*", re.IGNORECASE)
REPORT_SHARE = 0.15  # of the time, kept for judging and explaining the network
MOST_REPORT_SHARE = 0.35  # on a machine that is busy with other things
REPORT_WORK, LEAST_MEASURED = 3.5, 0.2  # seconds of a processor: for a report, to tell the pace by
MOST_SLOWNESS = 8.0


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


@dataclass(frozen=True)
class Spell:
    """When a fit began, as `time.monotonic()`, how many seconds it may take, and how much of the
    processor the process had used by then."""

    began: float
    seconds: float
    used: float

    @classmethod
    def of(cls, seconds: float) -> "Spell":
        """One that begins now."""
        return cls(clock.monotonic(), seconds, clock.process_time())

    def after(self, seconds: float) -> "Spell":
        """The same, begun so many seconds later, which were for something else."""
        return replace(self, began=self.began + seconds, used=clock.process_time())

    def deadline(self) -> float:
        """When training has to end, as `time.monotonic()`, so that the report is made in time;
        asked when the data have been read, by which the pace of the machine is known."""
        passed, used = clock.monotonic() - self.began, clock.process_time() - self.used
        return self.began + self.seconds - report_seconds(self.seconds, passed, used)


@dataclass(frozen=True)
class Pulse:
    """The moment and the time of this thread's own work when something began."""

    began: float
    worked: float

    @classmethod
    def start(cls) -> "Pulse":
        """That of now."""
        return cls(clock.monotonic(), clock.thread_time())

    def slowness(self) -> float:
        """How many times as long as on a machine of its own this thread has taken since then: 1 or
        more, where enough has passed to tell."""
        passed, worked = clock.monotonic() - self.began, clock.thread_time() - self.worked
        if passed < LEAST_MEASURED:
            return 1.0
        return min(MOST_SLOWNESS, max(1.0, passed / max(worked, 1e-3)))


def report_seconds(seconds: float, passed: float, used: float) -> float:
    """What is kept of a fit's `seconds` for judging and explaining: a share; or, where the machine
    is busy with other things, what the least report takes at the pace so far: `used` seconds of the
    processor while `passed` went by.

    >>> report_seconds(60, passed=2, used=2), report_seconds(20, passed=8, used=2)
    (9.0, 7.0)
    """
    slowness = max(1.0, passed / used) if min(passed, used) > LEAST_MEASURED else 1.0
    least = min(MOST_REPORT_SHARE * seconds, slowness * REPORT_WORK)
    return max(REPORT_SHARE * seconds, least)
