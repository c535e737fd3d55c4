"""What is said about a number that is not finite: where it came from, of what, and what to do."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from pellucid.core.errors import NonFiniteError
from pellucid.core.provenance import Line
from pellucid.graph import Node
from pellucid.ops.arithmetic import Where
from pellucid.ops.contraction import Contract
from pellucid.ops.reduction import Reduction
from pellucid.runtime.blame import Blame
from pellucid.runtime.finite import NotFiniteError

LOGARITHM = "a logarithm needs numbers above 0: clip them, or add a small number first"
ROOT = "a root needs 0 or more: clip first"
DIVISION = "a division by 0, or by next to nothing: add a small number below"
EXPONENTIAL = (
    "exp of more than 88 is too large for float32: use log_softmax, logsumexp or cross_entropy, "
    "which subtract the largest first; or lower the learning rate"
)
GROWTH = (
    "the numbers have grown too large for their dtype: lower the learning rate, scale the inputs "
    "to about -1 to 1, or clip gradients"
)
DATA = "look for missing or absurd values in the data: fill them in, or leave these rows out"
LABEL = "a label that is no class: labels are whole numbers from 0 to the number of classes - 1"
FIXES = {
    "log": LOGARITHM,
    "log1p": LOGARITHM,
    "log2": LOGARITHM,
    "log10": LOGARITHM,
    "sqrt": ROOT,
    "rsqrt": ROOT,
    "divide": DIVISION,
    "reciprocal": DIVISION,
    "exp": EXPONENTIAL,
    "expm1": EXPONENTIAL,
}


def error_of(
    found: NotFiniteError, names: Sequence[str] = (), called: Callable[[object], str] = str
) -> NonFiniteError:
    """The error for what was found; `names` are those of the arguments, `called` gives that of a
    tensor."""
    blame = found.blame
    spoiled = called(found.spoiled) if found.spoiled is not None else ""
    if blame is None:
        error = NonFiniteError(
            "a number became NaN or infinite, but not when the call was run again by NumPy",
            given=f"the new value of {spoiled}" if spoiled else "",
            fix="pel.check(function, *arguments) compares every kernel; or were arrays changed "
            "after they were given?",
        )
    else:
        error = NonFiniteError(
            what_happened(blame, names), given=circumstances(blame, names, spoiled), fix=fix(blame)
        )
        error.at, error.rows = place(blame.line), blame.rows
        error.layer = blame.line.innermost_layer() if blame.line is not None else ""
    error.parameter, error.tensor = spoiled, found.spoiled
    error.undone, error.result = found.undone, found.result
    return error


def what_happened(blame: Blame, names: Sequence[str]) -> str:
    """The first line: `log gave nan`, or `images is nan to begin with`."""
    value = f"{blame.value:g}"
    if blame.slot is not None:
        return f"{argument_name(blame.slot, names)} holds {value}"
    if isinstance(blame.node.op, Where):
        return f"{value} was chosen, which marks what cannot be computed"
    return f"{word(blame.node)} gave {value}"


def word(node: Node) -> str:
    """What users call an operation."""
    return "a product of arrays" if isinstance(node.op, Contract) else node.op.name


def argument_name(slot: int, names: Sequence[str]) -> str:
    """The name of an argument."""
    return names[slot] if slot < len(names) else "a value"


def circumstances(blame: Blame, names: Sequence[str], spoiled: str) -> str:
    """The element, what it was made of, the rows, the parameter."""
    node = blame.node
    at = f"[{', '.join(map(str, blame.index))}]" if blame.index else "the only element"
    parts = [f"{at} of {node.spec}{'' if blame.slot is not None else ' = ' + expression(blame)}"]
    parts += [step_text(*step) for step in blame.steps]
    if blame.all_rows:
        whose = ": parameters, not data, are too large" if fix(blame) == GROWTH else ""
        parts.append(f"in every row of the batch{whose}")
    elif blame.rows:
        parts.append(f"in {rows_text(blame.rows)} of the batch")
    if spoiled:
        parts.append(f"so the new value of {spoiled} is not finite")
    return "; ".join(parts)


def step_text(kind: str, number: int) -> str:
    """The step of a loop in which it happened, as users call the loop."""
    if kind == "branch":
        return "in the side that cond took"
    return f"in step {number} of {'while_loop' if kind == 'while' else kind}"


def expression(blame: Blame) -> str:
    """The operation with the numbers it was given: `log(-1)`."""
    node, op = blame.node, blame.node.op
    if isinstance(op, Contract):
        count = math.prod(op.sizes(*(x.shape for x in node.inputs)).values()) // max(
            node.spec.size, 1
        )
        left, right = blame.operands
        return f"a sum of {count} products, of {few(left)} and {few(right)}"
    if isinstance(op, Reduction):
        return f"{op.name}({few(blame.operands[0])})"
    return f"{op.name}({', '.join(few(values) for values in blame.operands)})"


def few(values: Sequence[float]) -> str:
    """Numbers as text, of many the first."""
    text = ", ".join(f"{value:.7g}" for value in values[:4])
    return text if len(values) <= 4 else f"{text}, ..."


def rows_text(rows: Sequence[int]) -> str:
    """`row 3`, `rows 3, 7 and 12`, `rows 0, 1, 2 and 29 more`."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    if len(rows) <= 6:
        return f"rows {', '.join(map(str, rows[:-1]))} and {rows[-1]}"
    return f"rows {', '.join(map(str, rows[:5]))} and {len(rows) - 5} more"


def fix(blame: Blame) -> str:
    """What to do."""
    if blame.slot is not None:
        return DATA
    if isinstance(blame.node.op, Where):
        return LABEL
    return FIXES.get(blame.node.op.name, GROWTH)


def place(line: Line | None) -> str:
    """The user's line; of a gradient, that on which stands what it is of."""
    if line is None:
        return ""
    if line.gradient_of is None:
        return line.place()
    return f"{line.gradient_of.place()}, in its gradient, asked for at {line.place()}"


def names_of_tensors(known: dict[int, str]) -> Callable[[Any], str]:
    """A function that gives a tensor's name, from names by id."""
    return lambda holder: known.get(id(holder), f"a tensor {getattr(holder, 'spec', '')}")
