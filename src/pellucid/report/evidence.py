"""What only those who trained a model can tell a report, beside its answers for held-out rows."""

from dataclasses import dataclass

import numpy as np

from pellucid.report.bill import Bill
from pellucid.report.form import Form
from pellucid.report.inputs import HeldOut, Refits, Rival, Suspect
from pellucid.report.inside import Inside
from pellucid.report.reasons import Explain
from pellucid.report.sections import Section


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything is optional, and what is not given is not in the report.

    `rivals`: other models' answers for the held-out rows. `uncalibrated`: the probabilities before
    calibration. `trained`: training rows with the model's answers. `out_of_fold`: training rows
    with the answers of models that had not seen them. `refits`, `suspects`: networks trained for
    the report alone. `explain`: reasons for rows. `form`: the network, for the page. `bill`: what
    it cost. `inside`: its layers and what they were compiled to. `run`: the text of a `run.toml`.
    `sections`: what other kinds of data add. `costs[truth][answer]`: what answers cost.
    """

    rivals: tuple[Rival, ...] = ()
    uncalibrated: np.ndarray | None = None
    trained: HeldOut | None = None
    out_of_fold: HeldOut | None = None
    refits: Refits | None = None
    suspects: tuple[Suspect, ...] = ()
    explain: Explain | None = None
    form: Form | None = None
    bill: Bill | None = None
    inside: Inside | None = None
    run: str = ""
    sections: tuple[Section, ...] = ()
    costs: tuple[tuple[float, ...], ...] = ()


NO_EVIDENCE = Evidence()
