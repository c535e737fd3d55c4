"""What `see` returns: findings that print well, in a terminal, in a notebook and as a page."""

from dataclasses import dataclass
from html import escape
from pathlib import Path

from pellucid.core.errors import FileError
from pellucid.tensor.seeing.findings import Findings, KernelFindings
from pellucid.tensor.seeing.page import page
from pellucid.tensor.seeing.printed import kernel_text, sight_text


@dataclass(frozen=True, repr=False)
class KernelSight(KernelFindings):
    """One kernel at every level. Prints them all: `loops`, `ir` and `assembly` are one each."""

    def __repr__(self) -> str:
        return kernel_text(self)


@dataclass(frozen=True, repr=False)
class Sight(Findings):
    """A compiled function, seen through: the user's source, the graph, the kernels and why, the
    loops, LLVM IR and assembly of each, the memory plan, time and share of the peak.

    Prints as text, in a notebook as a page; `save` writes the page; `sight["k3"]` is one kernel,
    all levels of it.
    """

    def __repr__(self) -> str:
        return sight_text(self)

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="{escape(self.function)}, seen through" sandbox="allow-scripts" '
            f'style="width: 100%; height: 720px; border: 0" srcdoc="{escape(self.page())}">'
            "</iframe>"
        )

    def page(self) -> str:
        """The page: one HTML text that needs nothing but itself."""
        return page(self)

    def save(self, path: str | Path) -> Path:
        """The path of the page, written. FileError where it cannot be."""
        try:
            Path(path).expanduser().write_text(self.page(), encoding="utf-8")
        except OSError as error:
            raise FileError(f"{str(path)!r} cannot be written: {error.strerror}") from error
        return Path(path)
