"""Small kernels that run at the same time become one.

The last updates of a training step are many loops over few numbers: biases, scales, counters. Each
as a kernel would cost a function and a share of its own for every thread, so they stand one after
the other in one function, and the threads share them out as one range.
"""

from collections.abc import Iterable

from pellucid.compiler.kernels import Kernel
from pellucid.compiler.work import traffic

SMALL = 2**15  # bytes moved by a kernel that is called small


def bundle(kernels: Iterable[Kernel]) -> list[Kernel]:
    """The kernels in order, the small ones of each level as one."""
    kernels = list(kernels)
    small = [kernel for kernel in kernels if is_small(kernel)]
    gather_last(small, {other for kernel in kernels for other in kernel.after})
    groups: dict[object, list[Kernel]] = {}
    for kernel in kernels:
        groups.setdefault(kernel.level if kernel in small else kernel, []).append(kernel)
    found = [together(group) if len(group) > 1 else group[0] for group in groups.values()]
    home = {part: kernel for kernel in found for part in kernel.nests}
    for kernel in found:
        kernel.after = {home[other] for other in kernel.after}
    return sorted(found, key=lambda kernel: kernel.level)


def is_small(kernel: Kernel) -> bool:
    """Does it move little, or only update arguments?"""
    if kernel.kind != "row":
        return False
    return bool(kernel.writes and not kernel.heavy) or traffic(kernel) <= SMALL


def gather_last(small: list[Kernel], waited_for: set[Kernel]) -> None:
    """What nobody waits for runs with the last of its kind, if it reads little: it may hold no
    memory for long.
    """
    free = [k for k in small if k not in waited_for and traffic(k) <= SMALL]
    last = max((kernel.level for kernel in free), default=0)
    for kernel in free:
        kernel.level = last


def together(parts: list[Kernel]) -> Kernel:
    """One kernel that runs several."""
    found = Kernel("row", [], (), parts=tuple(parts), level=parts[0].level)
    for part in parts:
        found.roots += part.roots
        found.heavy += part.heavy
        found.reads |= part.reads
        found.after |= part.after
        found.writes |= part.writes
        found.internal |= part.internal
        found.why |= part.why
    return found
