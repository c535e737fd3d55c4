"""The text of a whole module, LLVM IR or assembly, taken apart by function."""

import re
from collections.abc import Iterable, Mapping

DEFINED = re.compile(r"^define\b[^@]*@([\w.]+)\(")
CALLED = re.compile(r"\bcall void @([\w.]+)\(")
DIRECTIVE = re.compile(r"^\s*\.(?!(quad|long|short|byte|ascii|zero|space)\b)[a-z]|^\.?Lfunc_")
ENDED = re.compile(r"^\.?Lfunc_end|^\s*\.cfi_endproc|^\s*\.size\b")


def ir_by_function(text: str) -> dict[str, str]:
    """The definitions of a module, by name, in order.

    >>> list(ir_by_function("define i64 @one() {\\n  ret i64 1\\n}\\n"))
    ['one']
    """
    found: dict[str, list[str]] = {}
    lines: list[str] | None = None
    for line in text.splitlines():
        begun = DEFINED.match(line)
        if begun:
            lines = found.setdefault(begun[1], [])
        if lines is not None:
            lines.append(line)
        if line == "}":
            lines = None
    return {name: "\n".join(rows) for name, rows in found.items()}


def assembly_by_function(text: str, names: Iterable[str]) -> dict[str, str]:
    """The instructions of each named function, with the constants that stand before it; what only
    tells the linker something is left out.

    >>> text = "one:\\n\\tmovl $1, %eax\\n\\tretq\\n.Lfunc_end0:\\ntwo:\\n\\tretq\\n"
    >>> assembly_by_function(text, ["one", "two"])["two"]
    'two:\\n\\tretq'
    """
    wanted = set(names)
    found: dict[str, list[str]] = {}
    waiting: list[str] = []  # constants, until the function they belong to begins
    lines = waiting
    for line in text.splitlines():
        label = line[:-1].removeprefix("_") if line.endswith(":") else ""
        if label in wanted:
            lines = found[label] = [*waiting, f"{label}:"]
            waiting = []
        elif ENDED.match(line):
            lines = waiting = []
        elif line.strip() and not DIRECTIVE.match(line):
            lines.append(line)
    return {name: "\n".join(found[name]) for name in names if name in found}


def of_kernel(kernel: str, functions: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """The `texts` of the functions that a kernel is written as: its own, before it those that it
    calls, which it may share with others. `functions` are their definitions in LLVM IR.
    """
    own = re.compile(rf"{re.escape(kernel)}(_\w+)?$")
    names = {name for name in functions if own.match(name)}
    names |= {called for name in names for called in CALLED.findall(functions[name])}
    return "\n\n".join(text for name, text in texts.items() if name in names - {"barrier"})
