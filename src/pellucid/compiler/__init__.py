"""Passes from a graph of operations to kernels with a place in memory."""

from pellucid.compiler.computation import Computation as Computation
