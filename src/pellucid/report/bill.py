"""What the fit cost in time, memory and energy, and what an answer costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pellucid.report.words import duration, number


@dataclass(frozen=True)
class Bill:
    """Seconds of each stage, processor seconds of all cores, the most memory the process held, and
    what one answer takes. `model_bytes` are those of the weights. `joules`: the energy of the fit
    by the processor's own counters, which count everything that ran meanwhile; None where they
    cannot be read. `watts_per_core`: what a busy core is assumed to draw, for what was not
    measured.
    """

    stages: Mapping[str, float] = field(default_factory=dict)
    processor_seconds: float = 0.0
    cores: int = 1
    peak_bytes: int = 0
    model_bytes: int = 0
    parameters: int = 0
    seconds_for_one: float = 0.0
    seconds_for_thousand: float = 0.0
    joules: float | None = None
    watts_per_core: float = 10.0

    @property
    def seconds(self) -> float:
        """All stages together."""
        return sum(self.stages.values())

    @property
    def assumed_watt_hours(self) -> float:
        """The energy of the fit, if each busy core drew `watts_per_core`."""
        return self.processor_seconds * self.watts_per_core / 3600

    def energy(self) -> str:
        """The energy of the fit in one sentence: measured, or what it would be."""
        if self.joules is not None:
            return (
                f"The processor's own counters say {number(self.joules / 3600)} Wh for that time, "
                "everything included that ran on it meanwhile."
            )
        return (
            f"Its energy was not measured: {duration(self.processor_seconds)} of processor time "
            f"would be {number(self.assumed_watt_hours)} Wh if a busy core drew "
            f"{number(self.watts_per_core)} W, which is an assumption "
            "(pel.using(watts_per_core=...) sets it)."
        )

    def sentence(self) -> str:
        """The bill in one paragraph, which says what was measured and what is assumed."""
        memory = f"{self.peak_bytes / 1e6:,.0f} MB" if self.peak_bytes else "an unknown amount"
        return (
            f"The fit took {duration(self.seconds)} and {memory} of memory at most. "
            f"{self.energy()} A thousand answers take "
            f"{number(1000 * self.seconds_for_thousand)} ms."
        )

    def __str__(self) -> str:
        return self.sentence()
