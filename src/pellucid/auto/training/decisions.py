"""What the clock decides in a training, written down so that another is decided alike."""

from collections.abc import Sequence

from pellucid.auto.training.pace import Pace
from pellucid.core.errors import StateError

Decision = tuple[str, tuple[int, ...]]
"""What was asked, and the whole numbers that were answered."""

COURSE = "course"


class Decisions:
    """Answers to what only the clock can say: how many steps fit, whether there is time for one
    thing more. Each is kept in `made`; with those of another training `ordered` these answer, in
    their order, whatever the clock says.

    >>> first = Decisions()
    >>> first("steps", 120), first.holds("time for a second network", False)
    (120, False)
    >>> Decisions(first.made)("steps", 7)
    120
    """

    def __init__(self, ordered: Sequence[Decision] | None = None) -> None:
        self.ordered = None if ordered is None else tuple(ordered)
        self.made: list[Decision] = []

    def __call__(self, what: str, found: int) -> int:
        """The number that was found now, or that which was ordered."""
        return self.kept(what, (found,) if self.ordered is None else self.next(what))[0]

    def holds(self, what: str, found: bool) -> bool:
        """Whether something is so, as it was found now or ordered."""
        return bool(self(what, int(found)))

    def course(self) -> Pace | None:
        """The pace that is ordered for the training that comes next; None where none is."""
        if self.ordered is None:
            return None
        planned, *rest = self.next(COURSE)
        return Pace(planned, tuple(zip(rest[::2], rest[1::2], strict=True)))

    def went(self, pace: Pace) -> None:
        """Keep how a training went."""
        self.kept(COURSE, (pace.planned, *(step for change in pace.changes for step in change)))

    def next(self, what: str) -> tuple[int, ...]:
        """The numbers that are ordered now. StateError when something else is."""
        place = len(self.made)
        orders = self.ordered or ()
        asked, numbers = orders[place] if place < len(orders) else ("the end", ())
        if asked != what or not numbers:
            raise StateError(
                f"the run does not say what was decided here: {what!r}",
                given=f"decision {place + 1} of {len(orders)} is {asked!r}",
                fix="make it again with the version that made it, or fit a new model",
            )
        return numbers

    def kept(self, what: str, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """The numbers, written down."""
        self.made.append((what, numbers))
        return numbers
