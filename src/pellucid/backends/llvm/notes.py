"""What this backend adds to the printed levels: lanes and tiles of each kernel, in a few words."""

import math

from pellucid.backends.llvm.cuts import Cuts
from pellucid.backends.llvm.rowspace import RowSpace, row_spaces
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.native import Native, native_of
from pellucid.compiler.printing.names import axis_name
from pellucid.compiler.schedule import Schedule
from pellucid.ops.contraction import Contract


def notes(schedule: Schedule) -> dict[str, str]:
    """A remark on each loop nest, by the name of its kernel or, where that has several, its own."""
    return {nest.name: note(nest, schedule) for kernel in schedule.kernels for nest in kernel.nests}


def note(kernel: Kernel, schedule: Schedule) -> str:
    """How one kernel is written."""
    if not any(math.prod(root.shape) for root in kernel.roots):
        return "nothing to compute"
    if kernel.kind == "contract":
        (product,) = [h for h in kernel.heavy if isinstance(h.op, Contract)]
        plan = schedule.plans[product]
        return tiles_note(Cuts(product, plan, schedule.layouts, schedule.target))
    if kernel.kind == "host":
        return "called back by the first thread"
    if kernel.kind == "scatter":
        wide = kernel.roots[0].shape[1:] and kernel.roots[0].shape[-1] >= schedule.target.lanes(
            kernel.roots[0].dtype
        )
        return f"each thread owns a share of the {'columns' if wide else 'rows'}"
    native = native_of(kernel.roots[0])
    if native is not None:
        return native_note(native)
    (space,) = row_spaces(kernel, schedule)
    return rows_note(space)


def native_note(native: Native) -> str:
    """What a kernel with others inside does, or one of a kind of its own."""
    if not native.inside:
        return "a lane for each query, blocks of keys one after another"
    counts = [len(body.kernels) for body in native.inside]
    inner = " and ".join(f"{count} kernel{'' if count == 1 else 's'}" for count in counts)
    return f"{inner} inside, all threads together"


def tiles_note(cuts: Cuts) -> str:
    """The size of a tile, and the loops around and inside it."""
    rows = " or ".join(map(str, cuts.row_cut.sizes()))
    down = f"{rows} of {cuts.rows} ({cuts.sizes[cuts.rows]})" if cuts.rows else "1"
    wide = "sum" if cuts.dot else "vector"
    wide = (wide if cuts.width == 1 else f"{wide}s") + ("" if cuts.dot else f" of {cuts.lanes}")
    extent = math.prod(cuts.sizes[c] for c in cuts.columns)
    across = f"{cuts.width} {wide} of {' and '.join(cuts.columns)} ({extent})"
    around = f", around it {', '.join(cuts.grid)}" if cuts.grid else ""
    return f"a tile is {down} by {across}{around}; inside it {', '.join(cuts.summed) or 'nothing'}"


def rows_note(space: RowSpace) -> str:
    """Where the lanes run."""
    axis = space.lane_axis
    if axis is None:
        return "one element"
    if space.flat:
        return f"{space.lanes} lanes along all axes as one ({space.sizes[axis]})"
    computed, stored = space.turned_axes() or (axis, axis)
    where = f"{space.lanes} lanes along {axis_name(stored)} ({space.sizes[stored]})"
    if axis in space.summed:
        return f"{where}, which meet at the end"
    return (
        where if computed == stored else f"{where}, turned with {axis_name(computed)} in registers"
    )
