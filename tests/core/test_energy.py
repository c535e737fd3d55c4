"""Energy by the processor's counters, as the system shows them, and as it often does not."""

import time

import pytest

from pellucid.core.energy import Meter


@pytest.fixture
def counters(tmp_path):
    """Two packages, one of which has a part that is counted within it."""
    for name, start in (("intel-rapl:0", 5_000_000), ("intel-rapl:0:0", 7), ("intel-rapl:1", 90)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "energy_uj").write_text(f"{start}\n")
        (tmp_path / name / "max_energy_range_uj").write_text("262143328850\n")
    return tmp_path


def test_packages_are_added_up_and_their_parts_left_out(counters):
    meter = Meter.start(counters)
    assert meter.joules() == 0
    (counters / "intel-rapl:0" / "energy_uj").write_text("8000000")
    (counters / "intel-rapl:1" / "energy_uj").write_text("500090")
    assert meter.joules() == pytest.approx(3.5)


def test_a_counter_that_went_round_is_understood(counters):
    meter = Meter.start(counters)
    (counters / "intel-rapl:0" / "energy_uj").write_text("1000000")
    assert meter.joules() == pytest.approx(262143.32885 - 4)


def test_what_may_have_gone_round_twice_was_not_measured(counters):
    started = Meter.start(counters).started
    assert Meter(started, time.monotonic() - 300).joules() is None


def test_without_counters_nothing_is_measured(tmp_path, counters):
    assert Meter.start(tmp_path / "none").joules() is None
    assert Meter().joules() is None
    meter = Meter.start(counters)
    (counters / "intel-rapl:1" / "energy_uj").unlink()
    assert meter.joules() is None
