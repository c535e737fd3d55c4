"""Nodes, the operations they apply, and how graphs of them are walked, rewritten and printed."""

from pellucid.graph.batch import batch as batch
from pellucid.graph.node import OPS as OPS, Kernel as Kernel, Node as Node, Op as Op, apply as apply
from pellucid.graph.order import rebuild as rebuild, toposort as toposort
from pellucid.graph.show import show as show
