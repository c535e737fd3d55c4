"""The settings, all of them, as one frozen value that a `with` block replaces.

Environment: `PELLUCID_THREADS` (number of threads), `PELLUCID_BACKEND` (`llvm` or `reference`),
`PELLUCID_CACHE` (folder of compiled objects; an empty string switches the disk cache off),
`PELLUCID_TUNE` (`1`: plans of products are chosen by timing),
`PELLUCID_VECTOR_BYTES` (widest vectors that programs may use).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pellucid.core.errors import ArgumentError
from pellucid.core.lazy import lazy

if TYPE_CHECKING:
    from pathlib import Path

pathlib = lazy("pathlib")

BACKENDS = ("llvm", "reference")
CHECKS = ("", "nan")
PRECISIONS = ("float32", "bfloat16")
WIDTHS = (0, 16, 32, 64)


def cores() -> int:
    """The cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def default_cache() -> "Path | None":
    """The folder of compiled objects when nobody names one."""
    given = os.environ.get("PELLUCID_CACHE")
    if given is not None:
        return pathlib.Path(given).expanduser() if given else None
    base = os.environ.get("XDG_CACHE_HOME")
    return (pathlib.Path(base) if base else pathlib.Path.home() / ".cache") / "pellucid"


@dataclass(frozen=True)
class Settings:
    """How programs are compiled and run.

    `threads`: threads a program may use. `backend`: `llvm` or `reference`. `cache`: folder of
    compiled objects, or None. `skip`: names of compiler passes left out. `check`: "nan" to stop at
    the first number that is not finite and say where it came from, else "". `tune`: the few
    likeliest plans of each product and convolution are timed when it is compiled, the fastest is
    taken, and kept in `cache`; plans may add up in different orders, so results may differ in their
    last bits.
    `precision`: what products of float32 arrays and convolutions round their operands to,
    "float32" or "bfloat16"; they add up in float32 either way.
    `vector_bytes`: the widest vectors used, 16, 32 or 64, as if the processor had no wider ones; 0
    for all that it has. `watts_per_core`: what a busy core is taken to draw where energy cannot be
    measured; the 10 W are a round number, no measurement.
    """

    threads: int = field(default_factory=lambda: int(os.environ.get("PELLUCID_THREADS") or cores()))
    backend: str = field(default_factory=lambda: os.environ.get("PELLUCID_BACKEND", "llvm"))
    cache: "Path | None" = field(default_factory=default_cache)
    skip: frozenset[str] = frozenset()
    check: str = ""
    tune: bool = field(default_factory=lambda: os.environ.get("PELLUCID_TUNE", "") == "1")
    precision: str = "float32"
    vector_bytes: int = field(
        default_factory=lambda: int(os.environ.get("PELLUCID_VECTOR_BYTES") or 0)
    )
    watts_per_core: float = 10.0

    def __post_init__(self) -> None:
        if self.threads < 1:
            raise ArgumentError(f"threads must be at least 1, not {self.threads}")
        if self.backend not in BACKENDS:
            raise ArgumentError(
                f"there is no backend {self.backend!r}", fix=f"use one of {', '.join(BACKENDS)}"
            )
        if self.check not in CHECKS:
            raise ArgumentError(
                f"there is no check {self.check!r}", fix='use "nan", or "" for none'
            )
        if self.precision not in PRECISIONS:
            raise ArgumentError(
                f"there is no precision {self.precision!r}",
                fix='use "float32", or "bfloat16" for products of numbers rounded to 8 bits',
            )
        if self.vector_bytes not in WIDTHS:
            raise ArgumentError(
                f"vector_bytes must be 16, 32, 64 or 0, not {self.vector_bytes}",
                fix="use 0 for all that the processor has",
            )
        if not 0 < self.watts_per_core < 1_000:
            raise ArgumentError(
                f"watts_per_core must be above 0 and below 1,000, not {self.watts_per_core}"
            )


current: ContextVar[Settings] = ContextVar("settings")


def settings() -> Settings:
    """The settings in force here."""
    found = current.get(None)
    if found is None:
        found = Settings()
        current.set(found)
    return found


@contextmanager
def using(**changes: Any) -> Iterator[Settings]:
    """Run a block under changed settings: `threads`, `backend`, `cache`, `skip`, `check`,
    `tune`, `precision`, `vector_bytes`, `watts_per_core`.

    >>> with using(threads=1) as s:
    ...     s.threads
    1
    """
    unknown = set(changes) - set(Settings.__dataclass_fields__)
    if unknown:
        raise ArgumentError(
            f"there is no setting {sorted(unknown)[0]!r}",
            fix=f"use one of {', '.join(Settings.__dataclass_fields__)}",
        )
    if "skip" in changes:
        changes["skip"] = frozenset(changes["skip"])
    token = current.set(replace(settings(), **changes))
    try:
        yield current.get()
    finally:
        current.reset(token)
