"""Every kind of kernel, and what writes it."""

import math

from pellucid.backends.llvm.attention import Forward
from pellucid.backends.llvm.attention_gradient import Backward
from pellucid.backends.llvm.builder import Module
from pellucid.backends.llvm.callbacks import write_call
from pellucid.backends.llvm.choices import write_branch, write_while
from pellucid.backends.llvm.rows import write_rows
from pellucid.backends.llvm.scatter import write_scatter
from pellucid.backends.llvm.sharing import repeated, write_shared
from pellucid.backends.llvm.steps import write_scan
from pellucid.backends.llvm.tiles import TileKernel
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.schedule import Schedule


def write_kernels(module: Module, schedule: Schedule) -> list[Kernel]:
    """Add the functions of all kernels that compute something to the module; those kernels."""
    found = [k for k in schedule.kernels if any(math.prod(root.shape) for root in k.roots)]
    alike = repeated(found) if schedule is module.once else set()
    for kernel in found:
        if kernel not in alike:
            write_kernel(module, kernel, schedule)
        elif kernel.kind == "contract":
            TileKernel(module, kernel, schedule, shares=True).write()
        else:
            write_shared(module, kernel, schedule, write_kernel)
    return found


def write_kernel(module: Module, kernel: Kernel, schedule: Schedule) -> None:
    """Add the function of a kernel to the module."""
    if kernel.kind == "contract":
        TileKernel(module, kernel, schedule).write()
    elif kernel.kind == "scatter":
        write_scatter(module, kernel, schedule)
    elif kernel.kind == "scan":
        write_scan(module, kernel, schedule, write_kernels)
    elif kernel.kind == "while":
        write_while(module, kernel, schedule, write_kernels)
    elif kernel.kind == "branch":
        write_branch(module, kernel, schedule, write_kernels)
    elif kernel.kind == "attention":
        Forward(module, kernel, schedule).write()
    elif kernel.kind == "attention_gradient":
        Backward(module, kernel, schedule).write()
    elif kernel.kind == "host":
        write_call(module, kernel, schedule)
    else:
        write_rows(module, kernel, schedule)
