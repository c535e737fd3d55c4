"""Attention as a kernel: it reads queries, keys and values wherever rows of them lie, and leaves
its results with the heads inside the places, as the dense layers around it have them.
"""

from pellucid.compiler.native import Native, in_order, row_major
from pellucid.graph import Node
from pellucid.graph.node import node as make_node
from pellucid.ops.attention import Attention, AttentionGradient

ATTENTION = (Attention, AttentionGradient)
HEADS_INSIDE = (0, 2, 1, 3)
PRODUCTS = {Attention: 2, AttentionGradient: 5}


def native_attention(node: Node) -> Node:
    """The kernel of attention or of its gradient."""
    inputs, parts = node.inputs, node.spec.parts
    takes = tuple(row_major(x.spec) for x in inputs)
    masked = len(inputs) in {4, 7}
    free = tuple(
        len(x.shape) if masked and place == len(inputs) - 1 else len(x.shape) - 1
        for place, x in enumerate(inputs)
    )
    gives = tuple(HEADS_INSIDE if len(x.shape) == 4 else row_major(x) for x in parts)
    q, k = inputs[:2]
    scores = q.spec.size // max(q.shape[3], 1) * k.shape[2]
    work = PRODUCTS[type(node.op)] * scores * q.shape[3] // (2 if node.op.causal else 1)
    native = Native(node.op, parts, takes, free, gives, 0, work)
    return make_node(native, *map(in_order, inputs, takes, free))
