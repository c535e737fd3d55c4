"""What this backend adds to the printed levels: lanes and tiles of each kernel, in a few words."""

import math

from pellucid.backends.llvm.builder import Module
from pellucid.backends.llvm.rowspace import RowSpace
from pellucid.backends.llvm.tiles import TileKernel
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.native import Native, native_of
from pellucid.compiler.printing.names import axis_name
from pellucid.compiler.schedule import Schedule


def notes(schedule: Schedule) -> dict[str, str]:
    """A remark on each kernel, by its name."""
    return {kernel.name: note(kernel, schedule) for kernel in schedule.kernels}


def note(kernel: Kernel, schedule: Schedule) -> str:
    """How one kernel is written."""
    if not any(math.prod(root.shape) for root in kernel.roots):
        return "nothing to compute"
    if kernel.kind == "contract":
        return tiles_note(TileKernel(Module(), kernel, schedule))
    if kernel.kind == "scatter":
        return "each thread owns a share of the rows"
    native = native_of(kernel.roots[0])
    if native is not None:
        return native_note(native)
    return rows_note(RowSpace(kernel, schedule))


def native_note(native: Native) -> str:
    """What a kernel with others inside does, or one of a kind of its own."""
    if not native.inside:
        return "a lane for each query, blocks of keys one after another"
    counts = [len(body.kernels) for body in native.inside]
    inner = " and ".join(f"{count} kernel{'' if count == 1 else 's'}" for count in counts)
    return f"{inner} inside, all threads together"


def tiles_note(kernel: TileKernel) -> str:
    """The size of a tile, and the loops around and inside it."""
    rows = " or ".join(map(str, kernel.row_cut.sizes()))
    down = f"{rows} of {kernel.rows} ({kernel.sizes[kernel.rows]})" if kernel.rows else "1"
    wide = "sum" if kernel.dot else "vector"
    wide = (wide if kernel.width == 1 else f"{wide}s") + (
        "" if kernel.dot else f" of {kernel.lanes}"
    )
    across = f"{kernel.width} {wide} of {kernel.columns} ({kernel.sizes.get(kernel.columns, 1)})"
    around = f", around it {', '.join(kernel.grid)}" if kernel.grid else ""
    return (
        f"a tile is {down} by {across}{around}; inside it {', '.join(kernel.summed) or 'nothing'}"
    )


def rows_note(space: RowSpace) -> str:
    """Where the lanes run."""
    axis, turned = space.lane_axis, space.turned_axis()
    if axis is None:
        return "one element"
    size = space.sizes[axis]
    if space.flat:
        return f"{space.lanes} lanes along all axes as one ({size})"
    where = f"{space.lanes} lanes along {axis_name(axis)} ({size})"
    if axis in space.summed:
        return f"{where}, which meet at the end"
    return where if turned is None else f"{where}, turned with {axis_name(turned)} in registers"
