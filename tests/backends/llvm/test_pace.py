"""A program gives up the threads that do not help it, and takes them back when they do again."""

import pytest

from pellucid.backends.llvm.pace import LONGEST, STRIKES, TRIAL_SECONDS, Pace


class Machine:
    """Runs of a program in time that only passes here; `seconds` of a run for a thread count."""

    def __init__(self, together, alone):
        self.now, self.together, self.alone = 100.0, together, alone
        self.is_late, self.waits = False, 0
        self.pace = Pace(lambda: self.now)
        self.taken = []

    def run(self, times=1):
        for _ in range(times):
            threads = self.pace.threads(4)
            self.now += self.alone if threads == 1 else self.together
            self.waits += self.is_late and threads > 1
            self.pace.done(self.waits)
            self.taken.append(threads)

    def part_alone(self, seconds):
        """The part of the runs within so many seconds that was on one thread."""
        self.taken.clear()
        end = self.now + seconds
        while self.now < end:
            self.run()
        return self.taken.count(1) / len(self.taken)


def test_while_nobody_is_waited_for_long_all_threads_run():
    machine = Machine(together=0.001, alone=0.0005)  # even if one would be quicker
    machine.run(1000)
    assert set(machine.taken) == {4}


def test_a_long_wait_now_and_then_changes_nothing():
    machine = Machine(together=0.001, alone=0.002)
    for _ in range(50):
        machine.is_late = True
        machine.run()
        machine.is_late = False
        machine.run(100)
    assert set(machine.taken) == {4}


def test_threads_that_do_not_help_are_given_up():
    machine = Machine(together=0.003, alone=0.001)
    machine.is_late = True
    assert machine.part_alone(10.0) > 0.95


def test_threads_that_help_although_they_wait_are_kept():
    machine = Machine(together=0.001, alone=0.002)
    machine.is_late = True
    assert machine.part_alone(10.0) < 0.05
    assert 1 in machine.taken  # it was tried


def test_threads_are_taken_back_when_the_neighbour_is_gone():
    machine = Machine(together=0.003, alone=0.001)
    machine.is_late = True
    machine.run(5000)
    machine.is_late, machine.together = False, 0.0005
    machine.part_alone(LONGEST + 1)
    assert machine.part_alone(1.0) == 0.0


def test_a_trial_takes_some_runs_of_each_kind():
    machine = Machine(together=0.00005, alone=0.000025)
    machine.is_late = True
    machine.run(2000)
    first = machine.taken.index(1)
    assert first - STRIKES == pytest.approx(TRIAL_SECONDS / machine.together, rel=0.1)
    assert machine.taken[first:].count(1) >= TRIAL_SECONDS / machine.alone - 1


@pytest.mark.parametrize("alone", [0.4, 0.1], ids=["slower", "quicker"])
def test_trials_of_long_runs_are_rare(alone):
    machine = Machine(together=0.2, alone=alone)
    machine.is_late = True
    machine.run(1000)
    other = 1 if alone > machine.together else 4
    assert 2 <= machine.taken.count(other) < 30
