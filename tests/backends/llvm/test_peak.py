"""The machine's peak is measured once, and what was remembered can be lost without harm."""

import json

import pytest

from pellucid.backends.llvm import peak
from pellucid.backends.llvm.jit import assembly
from pellucid.backends.llvm.peak import measure_peak
from pellucid.core.settings import using


@pytest.mark.parametrize("threads", [1, 2])
def test_the_peak_is_sane(tmp_path, threads):
    with using(cache=tmp_path):
        found = measure_peak(threads)
    assert found.threads == threads
    assert 1e9 < found.flops < 1e14
    assert 1e8 < found.copy < 1e13
    assert "GFLOP/s" in str(found)


def test_the_loop_keeps_its_sums_in_registers():
    loop = assembly(peak.multiply_add_ir()).split("Loop")[0]
    start = loop.index("multiply_add")
    assert loop.count("fmadd", start) + loop.count("fmla", start) in {0, peak.accumulators()}


def test_a_measurement_is_remembered_by_processor_and_threads(tmp_path, monkeypatch):
    (tmp_path / "peak.json").write_text('{"another processor": [1.0, 2.0]}')
    monkeypatch.setattr(peak, "measure_flops", lambda threads: 5e9)
    monkeypatch.setattr(peak, "measure_copy", lambda threads: 7e9)
    with using(cache=tmp_path):
        first = measure_peak(1)
        monkeypatch.setattr(peak, "measure_flops", lambda threads: 6e9)
        assert measure_peak(1) == first
        assert measure_peak(2).flops == 6e9
        assert measure_peak(1, fresh=True).flops == 6e9
    known = json.loads((tmp_path / "peak.json").read_text())
    assert known["another processor"] == [1.0, 2.0]
    assert len(known) == 3


@pytest.mark.parametrize(
    "text", ["", "not json", "[]", '{"a": 1}', '{"a": [1]}', '{"a": ["x", 1]}']
)
def test_a_damaged_memory_is_measured_again(tmp_path, monkeypatch, text):
    (tmp_path / "peak.json").write_text(text)
    monkeypatch.setattr(peak, "measure_flops", lambda threads: 5e9)
    monkeypatch.setattr(peak, "measure_copy", lambda threads: 7e9)
    with using(cache=tmp_path):
        assert measure_peak(1).flops == 5e9
    assert len(json.loads((tmp_path / "peak.json").read_text())) == 1


def test_without_a_folder_nothing_is_remembered(monkeypatch):
    monkeypatch.setattr(peak, "measure_flops", lambda threads: 5e9)
    monkeypatch.setattr(peak, "measure_copy", lambda threads: 7e9)
    with using(cache=None):
        assert measure_peak(1).copy == 7e9
