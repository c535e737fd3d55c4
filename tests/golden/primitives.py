"""Every primitive on the smallest operands that show its loop, by the file of its class."""

import inspect

from pellucid.backends.llvm.builder import Module
from pellucid.backends.llvm.kernels import write_kernels
from pellucid.compiler import Computation
from pellucid.compiler.passes import compile_graph
from pellucid.compiler.target import Target
from pellucid.core.dtypes import DTYPES
from pellucid.core.spec import Spec
from pellucid.graph import OPS, apply
from pellucid.graph.node import make
from pellucid.ops.family import Elementwise
from pellucid.ops.source import Input

NARROW = Target(vector_bytes=16, registers=16)  # a kernel of four floats is one vector
FOUR, PLACES, TABLE = (4,), ((4,), "int32"), (3, 4)
OPERANDS = {  # fields and operands, where they are not four elements without any
    "iota": ({"shape": FOUR, "axis": 0, "dtype": DTYPES["int32"]}, []),
    "constant": ({"value": 1.5, "dtype": DTYPES["float32"]}, []),
    "where": ({}, [(FOUR, "bool"), FOUR, FOUR]),
    "cast": ({"dtype": DTYPES["int32"]}, [FOUR]),
    "bitcast": ({"dtype": DTYPES["int32"]}, [FOUR]),
    "tagged": ({"tag": 0}, [FOUR]),
    "philox": ({}, [(FOUR, "uint32")] * 3),
    **{name: ({"axes": (1,)}, [TABLE]) for name in ("sum", "prod", "max", "min")},
    **{name: ({"axes": (1,)}, [TABLE]) for name in ("argmax", "argmin")},
    "contract": ({"left": "ik", "right": "kj", "out": "ij"}, [TABLE, (4, 8)]),
    "gather": ({}, [TABLE, PLACES]),
    "scatter_add": ({"rows": 3}, [PLACES, (4, 4)]),
    "view": ({"shape": (4, 3), "terms": ((0, ((1, 1),)), (0, ((0, 1),)))}, [TABLE]),
    "reshape": ({"shape": (12,)}, [TABLE]),
    "pad": ({"widths": ((1, 2),)}, [FOUR]),
}
KINDS = {"float": "float32", "int": "int32", "bool": "bool"}


def operands_of(name):
    """The fields of a primitive, and the shapes and dtypes of its operands."""
    if name in OPERANDS:
        return OPERANDS[name]
    op = OPS[name]
    assert issubclass(op, Elementwise), f"{name} has no operands in primitives.py"
    kind = next(kind for kind in KINDS if kind in op.takes)
    count = len(inspect.signature(op.reference).parameters) - 1
    return {}, [(FOUR, KINDS[kind])] * count


def argument(slot, given):
    shape, dtype = given if isinstance(given[-1], str) else (given, "float32")
    spec = Spec(shape, DTYPES[dtype])
    return make(Input(slot, spec), (), spec, None)


def code(name):
    """The LLVM IR of the kernels of a primitive, for any machine with vectors of 16 bytes."""
    fields, given = operands_of(name)
    inputs = tuple(argument(slot, x) for slot, x in enumerate(given))
    node = apply(name, *inputs, **fields)
    schedule = compile_graph(Computation(inputs, (node,), (None,)), NARROW)
    module = Module()
    module.once = schedule
    write_kernels(module, schedule)
    called = ", ".join(str(x.spec) for x in inputs)
    return "\n".join([f"; {name}({called}) -> {node.spec}", *module.functions])


def family_of(name):
    """The file of its class."""
    return OPS[name].__module__.rsplit(".", 1)[-1]


FAMILIES = {family_of(name): [] for name in OPS if not OPS[name].no_code}
for primitive in OPS:
    if not OPS[primitive].no_code:
        FAMILIES[family_of(primitive)].append(primitive)
