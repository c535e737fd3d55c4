"""Nodes, the operations they apply, and how graphs of them are walked, rewritten and printed."""

from pellucid.graph.batch import batch as batch
from pellucid.graph.evaluate import evaluate as evaluate, every_value as every_value
from pellucid.graph.node import OPS as OPS, Kernel as Kernel, Node as Node, Op as Op, apply as apply
from pellucid.graph.order import rebuild as rebuild, toposort as toposort
from pellucid.graph.parts import (
    Part as Part,
    Several as Several,
    Step as Step,
    part as part,
    parts as parts,
)
from pellucid.graph.show import show as show
