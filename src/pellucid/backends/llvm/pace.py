"""How many threads a program runs on while others want the cores as well.

Threads meet at barriers, so one that has lost its core to another program for some milliseconds
stops them all: a step of a fifth of a millisecond on two threads, with a busy neighbour on one of
two cores, took five times as long as on one thread. Results do not depend on the number of threads,
so it may change from run to run, and only trying tells what is quicker. When a thread has had to be
waited for several times in a short while, some runs on all threads and some on one are timed, and
the quicker number is kept for a time.
"""

import time
from collections.abc import Callable

STRIKES = 4  # late runs that ask for a trial: in a row, or
STRIKE_SECONDS = 0.1  # within so short a time
TRIAL_SECONDS = 0.01  # for each of both: longer than a core is lent to another program at once
SHORTEST, LONGEST = 0.1, 3.0  # seconds that a verdict holds: twice as long whenever it is repeated
LEAST = 50  # times as long as its trial took, at least


class Pace:
    """The number of threads of one program from run to run.

    >>> pace = Pace()
    >>> pace.threads(most=2)
    2
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self.waits = 0  # for a thread, so far
        self.calm = True  # is all as in a run on all threads for which nobody waited long?
        self._alone = False  # the verdict in force
        self._strikes: list[float] = []  # when the last runs with a long wait ended
        self._in_a_row = 0
        self._hold, self._until = SHORTEST / 2, 0.0
        self._trial: dict[bool, list[float]] | None = None  # seconds of runs: together, alone
        self._begun = 0.0

    def threads(self, most: int) -> int:
        """How many threads the next run, of which the clock is started, should take."""
        if not self._alone and self._trial is None:
            return most
        if self._trial is None:
            self._start_trial(self._clock())
        if self._trial is None:
            return 1
        self._begun = self._clock()
        return 1 if self._on_trial() else most

    def done(self, waits: int) -> None:
        """The run is over; so many long waits for a thread have been counted by now. Not of
        interest while all is `calm` and they are as many as before.
        """
        late, self.waits = waits != self.waits, waits
        if self._trial is not None:
            self._note(self._clock() - self._begun)
        elif not late:
            self._in_a_row = 0
        elif not self._alone:
            now = self._clock()
            self._in_a_row += 1
            self._strikes = [*self._strikes[1 - STRIKES :], now]
            together = len(self._strikes) == STRIKES and now - self._strikes[0] <= STRIKE_SECONDS
            if together or self._in_a_row >= STRIKES:
                self._start_trial(now)
        self.calm = not self._alone and self._trial is None and not self._in_a_row

    def _start_trial(self, now: float) -> None:
        """Starts one, unless a verdict still holds."""
        if now >= self._until:
            self._trial = {False: [], True: []}

    def _on_trial(self) -> bool:
        """Is it the turn of runs on one thread?"""
        assert self._trial is not None
        return sum(self._trial[False]) >= TRIAL_SECONDS

    def _note(self, seconds: float) -> None:
        """A run of the trial; after the last one, the verdict."""
        assert self._trial is not None
        together, alone = self._trial[False], self._trial[True]
        (alone if self._on_trial() else together).append(seconds)
        if sum(alone) >= TRIAL_SECONDS:
            verdict = mean(alone) < mean(together)
            self._hold = min(LONGEST, 2 * self._hold) if verdict == self._alone else SHORTEST
            least = LEAST * (sum(alone) + sum(together))
            self._alone, self._until = verdict, self._clock() + max(self._hold, least)
            self._strikes, self._in_a_row, self._trial = [], 0, None


def mean(seconds: list[float]) -> float:
    """The mean: what a run costs, those in which a core was away included."""
    return sum(seconds) / len(seconds)
