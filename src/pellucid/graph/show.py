"""A graph as text: one line per node, inputs before users."""

from collections.abc import Iterable

from pellucid.graph.node import Node
from pellucid.graph.order import toposort


def show(roots: Iterable[Node]) -> str:
    """The graph below `roots`; constants stand where they are used."""
    names: dict[Node, str] = {}
    lines: list[str] = []
    for node in toposort(roots):
        if node.op.name == "constant":
            names[node] = node.op.parameters()
            continue
        names[node] = f"%{len(lines)}"
        parameters = node.op.parameters()
        arguments = ", ".join(
            [*(names[x] for x in node.inputs), *([parameters] if parameters else [])]
        )
        lines.append(f"{names[node]:<5}= {node.op.name}({arguments}) : {node.spec}")
    return "\n".join(lines)
