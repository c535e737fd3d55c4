"""Modules as text: an outline like the code that made them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pellucid.nn.module import Module


def described(module: "Module") -> str:
    """The outline of a module: its own arguments, then each child on lines of its own, indented."""
    children = list(module.named_children())
    if not children:
        return headline(module)
    lines = [f"({name}): {described(child)}" for name, child in children]
    body = "\n".join([*([module.extra_repr()] if module.extra_repr() else []), *lines])
    indented = "\n".join("  " + line for line in body.splitlines())
    return f"{type(module).__name__}(\n{indented}\n)"


def headline(module: "Module") -> str:
    """A module on one line: its class and its arguments."""
    return f"{type(module).__name__}({module.extra_repr()})"
