"""Every exception Pellucid raises on purpose.

A message has up to five lines: what was asked and why it cannot be, what was given, the user's
own line, the layer of a network it happened in, and the one edit that would fix it.
"""

from pellucid.core.provenance import user_line


class PellucidError(Exception):
    """Base of all errors raised on purpose."""

    def __init__(self, what: str, *, given: str = "", fix: str = "") -> None:
        self.what, self.given, self.fix, self.at, self.layer = what, given, fix, user_line(), ""
        super().__init__(what)

    def __str__(self) -> str:
        rows = (("given", self.given), ("at", self.at), ("layer", self.layer), ("fix", self.fix))
        return "\n".join([self.what, *(f"  {label:<5}  {text}" for label, text in rows if text)])


class ShapeError(PellucidError, ValueError):
    """The shapes of the inputs do not fit the operation."""


class DTypeError(PellucidError, TypeError):
    """The dtypes of the inputs do not fit the operation, or cannot be promoted to a common one."""


class IndexingError(PellucidError, IndexError):
    """An index or an axis lies outside the array, or is of a kind that cannot index."""


class ArgumentError(PellucidError, ValueError):
    """An argument has a value the function does not take."""


class CopyError(PellucidError, BufferError, ValueError):
    """Memory cannot be shared as it lies, and a copy was refused."""


class TraceError(PellucidError, RuntimeError):
    """A value was asked for that a captured function does not have yet."""


class StateError(PellucidError, RuntimeError):
    """An object is not ready for what was asked of it, or does not fit saved state."""


class NonFiniteError(StateError, ArithmeticError):
    """A number became NaN or infinite.

    `rows` are the examples of the batch in which it did; `tensor` is the one whose update it
    spoiled, `parameter` its name; `result` the first number of what the call returned; `undone`
    calls that came after the one that went wrong have been undone with it.
    """

    rows: tuple[int, ...] = ()
    tensor: object = None
    parameter: str = ""
    result: float | None = None
    undone: int = 0


class DataError(PellucidError, ValueError):
    """A table, a file or a folder cannot be learned from as it is."""


class FileError(PellucidError, OSError):
    """A file is missing, is not what it should be, or cannot be written."""


class MissingExtraError(PellucidError, ImportError):
    """An optional package is needed for what was asked."""


class MistakeWarning(UserWarning):
    """What was written can be computed, but is hardly what was meant."""


class InternalError(PellucidError, RuntimeError):
    """Pellucid itself is wrong, not its user: it generated a program that cannot be translated
    or loaded."""
