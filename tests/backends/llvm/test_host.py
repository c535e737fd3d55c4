"""The facts about the machine are sane here, and right for machines described by their files."""

import os

import pytest

from pellucid.backends.llvm.host import (
    allowed_cores,
    cache_sizes,
    caches_of_linux,
    core_quota,
    has_feature,
    host,
    usable_cores,
    vector_bytes,
)


def test_the_facts_are_read_once():
    assert host() is host()


def test_the_facts_are_sane():
    here = host()
    assert here.triple
    assert here.cpu
    assert here.vector_bytes in {16, 32, 64}
    assert here.vector_registers in {16, 32}
    assert 4096 <= here.l1 <= here.l2 <= here.l3


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ("+sse2,+avx,+avx2,+avx512f,+avx512vl", 64),
        ("+sse2,+avx,+avx2,+avx512f,-avx512vl", 32),
        ("+avx,-avx2", 32),
        ("+neon", 16),
        ("", 16),
    ],
)
def test_the_vector_width_follows_from_the_features(features, expected):
    assert vector_bytes(features) == expected


def test_a_feature_is_matched_whole():
    assert has_feature("+avx512bf16,-fma", "avx512bf16")
    assert not has_feature("+avx512bf16,-fma", "avx512")
    assert not has_feature("+avx512bf16,-fma", "fma")


def describe(folder, caches):
    for number, (level, kind, size) in enumerate(caches):
        entry = folder / f"index{number}"
        entry.mkdir()
        for name, text in (("level", level), ("type", kind), ("size", size)):
            (entry / name).write_text(f"{text}\n")


def test_linux_describes_its_caches(tmp_path):
    caches = [
        (1, "Data", "48K"),
        (1, "Instruction", "32K"),
        (2, "Unified", "1M"),
        (3, "Unified", "32768K"),
    ]
    describe(tmp_path, caches)
    assert caches_of_linux(tmp_path) == {1: 48 * 2**10, 2: 2**20, 3: 2**25}


def test_a_cache_described_wrongly_is_left_out(tmp_path):
    describe(tmp_path, [(1, "Data", "48K"), (2, "Unified", "large"), ("", "Unified", "1M")])
    (tmp_path / "index9").mkdir()
    assert caches_of_linux(tmp_path) == {1: 48 * 2**10}


def test_where_nothing_is_described_sizes_are_assumed(tmp_path, monkeypatch):
    assert caches_of_linux(tmp_path / "missing") == {}
    monkeypatch.setattr("pellucid.backends.llvm.host.caches_of_linux", lambda folder: {})
    monkeypatch.setattr("pellucid.backends.llvm.host.caches_of_macos", dict)
    l1, l2, l3 = cache_sizes()
    assert 0 < l1 < l2 < l3


def test_a_missing_last_level_is_as_large_as_the_one_before(monkeypatch):
    found = {1: 2**16, 2: 2**22}
    monkeypatch.setattr("pellucid.backends.llvm.host.caches_of_linux", lambda folder: found)
    assert cache_sizes() == (2**16, 2**22, 2**22)


@pytest.mark.parametrize(
    ("text", "cores"),
    [
        ("max 100000", None),
        ("200000 100000", 2),
        ("150000 100000", 2),
        ("1000 100000", 1),
        ("", None),
    ],
)
def test_a_quota_counts_in_whole_cores(tmp_path, text, cores):
    (tmp_path / "cpu.max").write_text(text)
    assert core_quota(tmp_path / "cpu.max") == cores


def test_no_quota_is_no_limit(tmp_path):
    assert core_quota(tmp_path / "cpu.max") is None


def test_cores_are_those_this_process_may_use():
    assert 1 <= usable_cores() <= len(allowed_cores())


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system has no affinity")
def test_a_narrowed_affinity_is_respected():
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        assert allowed_cores() == (min(before),)
        assert usable_cores() == 1
    finally:
        os.sched_setaffinity(0, before)
