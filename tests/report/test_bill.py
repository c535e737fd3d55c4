"""What a fit cost: what was measured, and what is assumed, told apart."""

import pytest

from pellucid.core.errors import ArgumentError
from pellucid.core.settings import settings, using
from pellucid.report.bill import Bill


def test_energy_that_was_not_measured_is_said_to_be_assumed():
    bill = Bill({"training": 90.0}, processor_seconds=180.0, watts_per_core=20.0)
    assert bill.assumed_watt_hours == pytest.approx(1.0)
    assert "was not measured" in bill.sentence()
    assert "1 Wh if a busy core drew 20 W, which is an assumption" in bill.sentence()


def test_energy_that_was_measured_is_that_of_everything_that_ran():
    told = Bill({"training": 90.0}, processor_seconds=180.0, joules=7200.0).sentence()
    assert "counters say 2 Wh" in told
    assert "everything included" in told
    assert "assumption" not in told


def test_what_a_core_draws_is_a_setting():
    with using(watts_per_core=4.5):
        assert settings().watts_per_core == 4.5
    with pytest.raises(ArgumentError, match="watts_per_core"), using(watts_per_core=0):
        pass
