"""Reverse mode: from a result to its inputs. What comes out is a graph, so it differentiates
again.
"""

from collections.abc import Sequence

from pellucid.core.errors import DTypeError
from pellucid.graph import Node
from pellucid.graph.node import scalar
from pellucid.ops.pullback import pullback


def gradients(y: Node, wrt: Sequence[Node], seed: Node | None = None) -> list[Node | None]:
    """Gradient of `y` for each node of `wrt`, as new nodes; None for one that `y` does not depend
    on.

    `seed` is the gradient of `y` itself; by default ones, of the sum of `y`. The gradient for a
    complex number a + ib of a real y is dy/da + i dy/db.
    """
    if not y.dtype.is_inexact or (seed is None and not y.dtype.is_float):
        raise DTypeError("gradients exist of floats only", given=str(y.spec))
    return pullback([y], [scalar(1.0, y.dtype, y.shape) if seed is None else seed], wrt)
