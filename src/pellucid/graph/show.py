"""A graph as text: one line per node, inputs before users."""

from collections.abc import Iterable, Mapping

from pellucid.graph.node import Node
from pellucid.graph.order import toposort

WIDEST = 64  # columns of an expression beyond which its shape is no longer aligned


def names_of(roots: Iterable[Node], given: Mapping[Node, str] | None = None) -> dict[Node, str]:
    """A name for every node below `roots`: the one given, the number it is, else t0, t1 ..."""
    names: dict[Node, str] = {}
    count = 0
    for node in toposort(roots):
        number = number_of(node)
        if given and node in given:
            names[node] = given[node]
        elif number:
            names[node] = number
        else:
            names[node] = f"t{count}"
            count += 1
    return names


def number_of(node: Node) -> str:
    """The number that `node` is in every place, as text, or nothing."""
    while node.op.name in {"view", "reshape"}:
        node = node.inputs[0]
    return node.op.parameters() if node.op.name == "constant" else ""


def show(
    roots: Iterable[Node], names: Mapping[Node, str] | None = None, *, lines: bool = False
) -> str:
    """The graph below `roots`; numbers stand where they are used.

    `names` are those of some of the nodes. With `lines`, each row ends in the user's line that made
    the node.
    """
    roots = list(roots)
    found = names_of(roots, names)
    rows = []
    for node in toposort(roots):
        if node in roots or not number_of(node):
            place = user_line_of(node) if lines else ""
            rows.append((found[node], expression(node, found), str(node.spec), place))
    wide = max((len(name) for name, *_ in rows), default=0)
    middle = max((len(text) for _, text, *_ in rows if len(text) <= WIDEST), default=0)
    last = max((len(spec) for _, _, spec, _ in rows), default=0) if lines else 0
    return "\n".join(
        f"{name:<{wide}} = {text:<{middle}} : {spec:<{last}}{place}".rstrip()
        for name, text, spec, place in rows
    )


def expression(node: Node, names: Mapping[Node, str]) -> str:
    """The operation of a node with its arguments and parameters."""
    parameters = node.op.parameters()
    parts = [*(names[x] for x in node.inputs), *([parameters] if parameters else [])]
    return f"{node.op.name}({', '.join(parts)})"


def user_line_of(node: Node) -> str:
    """The user's line that made a node, as a comment."""
    return "" if node.line is None else f"  # {node.line.place()}"
