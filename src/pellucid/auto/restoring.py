"""A saved model put together again: whatever does not fit is told as damage, in one sentence."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.answering.predictor import DAMAGE
from pellucid.auto.answering.saving import damaged


@contextmanager
def restoring(path: str | Path) -> Iterator[None]:
    """A block in which what goes wrong means that the model in the folder `path` is damaged."""
    try:
        yield
    except DAMAGE as error:
        raise damaged(path, str(error).partition("\n")[0] or type(error).__name__) from None


def check(facts: Mapping[str, bool]) -> None:
    """ValueError with the first sentence whose fact does not hold."""
    wrong = [what for what, holds in facts.items() if not holds]
    if wrong:
        raise ValueError(wrong[0])


def check_finite(arrays: Mapping[str, np.ndarray]) -> None:
    """ValueError when a number is infinite or none."""
    check({"a weight is not a finite number": all(np.isfinite(a).all() for a in arrays.values())})


def check_calibration(found: Calibration) -> None:
    """ValueError when a calibration is none."""
    check({"the calibration is not one": found.temperature > 0 and 0 <= found.floor < 1})
