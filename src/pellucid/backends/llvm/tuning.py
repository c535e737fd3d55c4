"""Plans of contractions chosen by timing, for those who ask for it with `settings().tune`.

The few plans that the cost model thinks likeliest are run on operands of the same shapes and
layouts, and the fastest is taken. It is kept beside the objects, by all that it depends on.
"""

import hashlib
from dataclasses import replace

import numpy as np

from pellucid.backends.llvm.cache import disk
from pellucid.backends.llvm.host import host
from pellucid.backends.llvm.program import NativeProgram
from pellucid.backends.llvm.timing import Trial, written
from pellucid.compiler import Computation
from pellucid.compiler.contraction import Choice, Plan, planned
from pellucid.compiler.copy import copy
from pellucid.compiler.operand import Operand
from pellucid.compiler.reading import stripped
from pellucid.core.addresses import address_of
from pellucid.core.settings import settings, using
from pellucid.core.spec import Spec
from pellucid.graph import Node, rebuild
from pellucid.graph.node import node as make_node
from pellucid.ops.source import Input, Source

FORMAT = "1"  # raise it when plans are computed in another way
MOST_PLANS = 4
AS_DEAR = 4.0  # times the cost of the cheapest plan, up to which another is tried
CHOSEN: dict[str, str] = {}


class Zeros:
    """An argument to time with."""

    def __init__(self, spec: Spec) -> None:
        self.array = np.zeros(spec.shape, spec.dtype.numpy)
        self.address = address_of(self.array)


def tuned(computation: Computation) -> NativeProgram:
    """The program of a computation, with the fastest plans found."""
    return NativeProgram(computation, fastest)


def fastest(choice: Choice) -> Plan:
    """The plan that took the least time, now or when it was first asked for."""
    likely = {
        f"{plan.kind} {plan.lanes} {plan.vectors}": plan
        for plan in choice.plans[:MOST_PLANS]
        if plan.cost <= AS_DEAR * choice.plans[0].cost
    }
    if len(likely) < 2:
        return choice.plans[0]
    key, kept = key_of(choice), disk(settings().cache, "tuned")
    name = CHOSEN.get(key) or (kept.get(key) or b"").decode("utf-8", "replace")
    if name not in likely:
        name = min(likely, key=lambda name: seconds(choice, likely[name]))
        kept.put(key, name.encode())
    CHOSEN[key] = name
    return likely[name]


def key_of(choice: Choice) -> str:
    """A name for all that the times of the plans depend on."""
    op, here = choice.node.op, host()
    parts = [FORMAT, here.cpu, here.features, str(settings().threads), op.parameters()]
    parts += [choice.node.dtype.name, str(choice.order)]
    for x, labels in zip(choice.node.inputs, (op.left, op.right), strict=True):
        operand = Operand(x, labels, choice.layouts)
        parts += [str(x.shape), str(operand.base.shape), str(operand.offset), str(operand.guards)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def seconds(choice: Choice, plan: Plan) -> float:
    """The time that a plan takes with its copies, all else left out."""
    standing = {base: stand_in(base, slot, choice) for slot, base in enumerate(bases(choice))}
    (result,) = rebuild([planned(choice.node, plan, choice.layouts)], replaced=standing)
    inputs = tuple(x.inputs[0] for x in standing.values())
    computation = Computation(inputs, (copy(result, choice.order),), (None,))
    with using(skip=("simplify", "phases", "winograd", "split"), tune=False):
        program = NativeProgram(computation, lambda _: replace(plan, copies=()))
    arguments = [Zeros(x.spec) for x in inputs]
    trial = Trial(program, arguments, {}, settings().threads)
    trial.run()
    given = set(standing.values())
    return sum(trial.alone(k) for k in written(program) if not set(k.roots) <= given)


def bases(choice: Choice) -> list[Node]:
    """What the operands are views of, where that is in memory."""
    found = dict.fromkeys(map(stripped, choice.node.inputs))
    return [x for x in found if isinstance(x.op, Input) or not isinstance(x.op, Source)]


def stand_in(base: Node, slot: int, choice: Choice) -> Node:
    """An argument that lies in memory as the value does."""
    argument = make_node(Input(slot, base.spec, None))
    return copy(argument, tuple(choice.layouts.order(base)), place=slot, alone=True)
