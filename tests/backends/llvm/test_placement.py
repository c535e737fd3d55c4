"""Threads get cores of their own, and nobody's affinity is changed for good."""

import os
import threading

import pytest

from pellucid.backends.llvm.placement import Placement, shares

needs_affinity = pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="the system has no affinity"
)


@pytest.mark.parametrize("cores", range(1, 20))
@pytest.mark.parametrize("threads", range(1, 20))
def test_shares_are_disjoint_whole_and_even(cores, threads):
    parts = shares(tuple(range(cores)), threads)
    assert len(parts) == threads
    if threads > cores:
        assert all(part == tuple(range(cores)) for part in parts)
    else:
        assert [core for part in parts for core in part] == list(range(cores))
        assert max(map(len, parts)) - min(map(len, parts)) <= 1


@pytest.fixture
def sleepers():
    """Threads that do nothing until the test is over."""
    over, made = threading.Event(), []
    affinity = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None

    def make(count):
        for _ in range(count):
            made.append(threading.Thread(target=over.wait))
            made[-1].start()
        return made

    yield make
    over.set()
    for thread in made:
        thread.join()
    if affinity:
        os.sched_setaffinity(0, affinity)


@needs_affinity
def test_workers_stay_off_each_others_cores(sleepers):
    cores, placement = sorted(os.sched_getaffinity(0)), Placement()
    workers = sleepers(len(cores) - 1)
    placement.settle(workers)
    masks = [os.sched_getaffinity(worker.native_id) for worker in workers]
    assert len(set().union(*masks)) == len(workers)
    for tid, mask in enumerate(masks, start=1):
        assert [placement.owners[core] for core in mask] == [tid]


@needs_affinity
def test_more_threads_than_cores_may_run_anywhere(sleepers):
    cores, placement = os.sched_getaffinity(0), Placement()
    workers = sleepers(len(cores))
    placement.settle(workers)
    assert all(os.sched_getaffinity(worker.native_id) == cores for worker in workers)
    assert not any(placement.owners)


@needs_affinity
def test_making_room_leaves_the_affinity_as_it_was(sleepers):
    cores, placement = os.sched_getaffinity(0), Placement()
    placement.settle(sleepers(len(cores) - 1))
    placement.make_room(len(cores))
    assert os.sched_getaffinity(0) == cores


@needs_affinity
@pytest.mark.skipif(
    hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) < 2, reason="one core"
)
def test_a_caller_confined_to_a_workers_core_makes_all_settle_there(sleepers):
    cores, placement = sorted(os.sched_getaffinity(0)), Placement()
    workers = sleepers(len(cores) - 1)
    placement.settle(workers)
    os.sched_setaffinity(0, {cores[-1]})
    placement.make_room(len(cores))
    assert os.sched_getaffinity(0) == {cores[-1]}
    assert not any(placement.owners)
