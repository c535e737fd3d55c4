"""How many steps each parameter has taken: counts that parameters share for as long as they step
together, so that a step of all of them counts once."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from pellucid.graph import rebuild
from pellucid.optim.groups import Group
from pellucid.runtime.capture import active
from pellucid.runtime.storage import Storage
from pellucid.tensor.tensor import Tensor, state, wrap

STEP = "step"  # the name under which the count is kept for a parameter
BUFFER = "momentum_buffer"  # SGD counts only under dampening; what has this has stepped before
Kept = dict[Tensor, dict[str, Tensor]]


def count(stepping: Sequence[Tensor], group: Group, kept: Kept) -> None:
    """One step more for each of the parameters of a group that take one."""
    sharing: dict[Tensor, list[Tensor]] = {}
    for x in group.params:
        if STEP in kept.get(x, ()):
            sharing.setdefault(kept[x][STEP], []).append(x)
    fresh = [x for x in stepping if STEP not in kept[x]]
    if fresh:
        first = [float(BUFFER in kept[x]) for x in fresh]
        for number in set(first):
            own = [x for x, n in zip(fresh, first, strict=True) if n == number]
            share(own, counter(group, number, sharing), kept)
            sharing[kept[own[0]][STEP]] = own
    moving = set(stepping)
    for held, sharers in sharing.items():
        here = [x for x in sharers if x in moving]
        if here and len(here) < len(sharers):  # from now on the others are behind
            share(here, parted(held), kept)
            group.version += 1
        if here:
            kept[here[0]][STEP].assign(kept[here[0]][STEP] + 1)


def share(params: Iterable[Tensor], held: Tensor, kept: Kept) -> None:
    """Let parameters have a count in common."""
    for x in params:
        kept[x] = {STEP: held, **{name: y for name, y in kept[x].items() if name != STEP}}


def counter(group: Group, number: float, taken: Iterable[Tensor]) -> Tensor:
    """A count for parameters: that of the group, unless others have it."""
    if number == 0 and all(held is not group.step for held in taken):
        capture = active()
        if capture is None or group.step not in capture.updated:
            group.step.replace(Storage(np.asarray(0.0, np.float64)))
        return group.step
    return state(np.asarray(number, np.float64))


def parted(held: Tensor) -> Tensor:
    """A count that goes on from another by itself."""
    found, capture = state(np.array(held.storage().array)), active()
    if capture is not None and held in capture.updated:  # it has counted in this program already
        (again,) = rebuild(
            [capture.updated[held]],
            replaced={capture.inputs[capture.held[held]]: found.node},
        )
        found.assign(wrap(again))
    return found


def restored(group: Group, steps: Mapping[Tensor, float], kept: Kept) -> None:
    """Counts as they were saved; parameters that were equally far share one."""
    taken: list[Tensor] = []
    for number in dict.fromkeys(steps[x] for x in group.params if x in steps):
        free = group.step if not taken else state(np.asarray(0.0, np.float64))
        free.replace(Storage(np.asarray(number, np.float64)))
        share([x for x in group.params if steps.get(x) == number], free, kept)
        taken.append(free)
