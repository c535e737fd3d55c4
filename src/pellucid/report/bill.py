"""What the fit cost in time, memory and energy, and what an answer costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pellucid.report.words import duration, number

WATTS_OF_CORE = 12.0
"""Assumed for one busy core with its share of memory and power supply: servers of the years 2018 to
2024 draw 5 to 20 W for each busy core (published SPECpower results). Nothing is measured."""


@dataclass(frozen=True)
class Bill:
    """Seconds of each stage, processor seconds of all cores, the most memory the process held, and
    what one answer takes. `bytes` are those of the model's weights.
    """

    stages: Mapping[str, float] = field(default_factory=dict)
    processor_seconds: float = 0.0
    cores: int = 1
    peak_bytes: int = 0
    model_bytes: int = 0
    parameters: int = 0
    seconds_for_one: float = 0.0
    seconds_for_thousand: float = 0.0

    @property
    def seconds(self) -> float:
        """All stages together."""
        return sum(self.stages.values())

    @property
    def watt_hours(self) -> float:
        """The energy of the fit, by the assumption `WATTS_OF_CORE`."""
        return self.processor_seconds * WATTS_OF_CORE / 3600

    @property
    def joules_for_thousand(self) -> float:
        """The energy of a thousand answers, by the same assumption, on all cores."""
        return self.seconds_for_thousand * WATTS_OF_CORE * self.cores

    def sentence(self) -> str:
        """The bill in one sentence, with the assumption behind the energy."""
        memory = f"{self.peak_bytes / 1e6:,.0f} MB" if self.peak_bytes else "an unknown amount"
        return (
            f"The fit took {duration(self.seconds)} and {memory} of memory at most, about "
            f"{number(self.watt_hours)} Wh of energy (assuming {number(WATTS_OF_CORE)} W for "
            f"each busy core); a "
            f"thousand answers take {number(1000 * self.seconds_for_thousand)} ms and about "
            f"{number(self.joules_for_thousand)} J."
        )

    def __str__(self) -> str:
        return self.sentence()
