"""Modules as text: an outline like the code that made them."""

from pellucid.nn.modules.parts import Part


def described(module: Part) -> str:
    """The outline of a module: its own arguments, then each child on lines of its own, indented."""
    children = list(module.named_children())
    if not children:
        return headline(module)
    lines = [f"({name}): {described(child)}" for name, child in children]
    body = "\n".join([*([module.extra_repr()] if module.extra_repr() else []), *lines])
    indented = "\n".join("  " + line for line in body.splitlines())
    return f"{type(module).__name__}(\n{indented}\n)"


def headline(module: Part) -> str:
    """A module on one line: its class and its arguments."""
    return f"{type(module).__name__}({module.extra_repr()})"
