"""Energy that the processor itself counts, where the system lets it be read.

Linux shows the counters of running average power limits (RAPL) as files: microjoules of a whole
processor package since some moment, which start again at 0 after a stated range
(https://docs.kernel.org/power/powercap/powercap.html). Most systems let the administrator alone
read them, and virtual machines have none.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path

COUNTERS = Path("/sys/class/powercap")
MOST_WATTS = (
    1_000.0  # of a package: what passes by in a time is told from a counter that went round
)


@dataclass(frozen=True)
class Meter:
    """What the counters said when something began: microjoules by the file of each package."""

    started: dict[Path, int] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    @classmethod
    def start(cls, counters: Path = COUNTERS) -> "Meter":
        """A meter that counts from now on; it counts nothing where nothing can be read."""
        files = sorted(counters.glob("*-rapl:[0-9]*/energy_uj"))
        packages = [file for file in files if file.parent.name.count(":") == 1]
        found = {file: number_in(file) for file in packages}
        return cls({file: number for file, number in found.items() if number is not None})

    def joules(self) -> float | None:
        """The energy of all packages since the start, whatever ran on them; None where it was not
        measured, or a counter may have gone round more than once."""
        total, seconds = 0.0, time.monotonic() - self.began
        for file, before in self.started.items():
            now, size = number_in(file), number_in(file.with_name("max_energy_range_uj"))
            if now is None or size is None or seconds * MOST_WATTS * 1e6 >= size:
                return None
            total += (now - before if now >= before else now - before + size) / 1e6
        return total if self.started else None


def number_in(file: Path) -> int | None:
    """The whole number that a file holds; None when it cannot be read."""
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return None
