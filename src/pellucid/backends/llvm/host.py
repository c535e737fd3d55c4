"""Facts about this machine: its processor, its caches, and the cores this process may use."""

import ctypes
import math
import os
import platform
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pellucid.core.lazy import lazy
from pellucid.core.settings import settings

llvm = lazy("llvmlite.binding")

KIB = 1024
TYPICAL_CACHES = (32 * KIB, 512 * KIB, 8192 * KIB)  # assumed where the system does not tell
# How the features of x86 begin that take vectors of so many bytes, or their encoding.
WIDER = {32: ("avx", "fma", "f16c", "xop", "vaes", "vpclmul"), 64: ("avx512", "avx10", "evex512")}
UNIT = {"K": KIB, "M": KIB**2, "G": KIB**3}


@dataclass(frozen=True)
class Host:
    """The processor this process runs on.

    `triple`, `cpu`, `features`: in LLVM's words. `machine`: `x86_64`, `aarch64` or what the system
    calls itself. `vector_bytes`: the widest vector register (64, 32 or 16) and `vector_registers`,
    how many there are (32 or 16). `l1`, `l2`, `l3`: bytes of the data caches one core sees; the
    last is usually shared.
    """

    triple: str
    cpu: str
    features: str
    machine: str
    vector_bytes: int
    vector_registers: int
    l1: int
    l2: int
    l3: int

    def has(self, feature: str) -> bool:
        """Whether LLVM lists the feature (`fma`, `avx512bf16` ...) for this processor.

        >>> host().has("no such feature")
        False
        """
        return has_feature(self.features, feature)


def host() -> Host:
    """The facts about this machine, read once; as if it had no wider vectors than
    `settings().vector_bytes`.

    >>> host().vector_bytes in (16, 32, 64)
    True
    """
    return processor(settings().vector_bytes)


@cache
def processor(widest: int) -> Host:
    """The facts about this machine without what takes wider vectors, 0 for any width."""
    features = narrowed(host_features(), widest)
    machine = {"AMD64": "x86_64", "x64": "x86_64", "arm64": "aarch64", "ARM64": "aarch64"}.get(
        platform.machine(), platform.machine()
    )
    width = vector_bytes(features)
    l1, l2, l3 = cache_sizes()
    return Host(
        triple=llvm.get_process_triple(),
        cpu=llvm.get_host_cpu_name(),
        features=features,
        machine=machine,
        vector_bytes=width,
        vector_registers=32 if width == 64 or machine == "aarch64" else 16,
        l1=l1,
        l2=l2,
        l3=l3,
    )


def host_features() -> str:
    """LLVM's feature string of this processor, empty where LLVM cannot tell."""
    try:
        return llvm.get_host_cpu_features().flatten()
    except RuntimeError:
        return ""


def narrowed(features: str, widest: int) -> str:
    """A feature string of an x86 without what takes vectors of more than `widest` bytes.

    >>> narrowed("+sse2,+avx,+fma,+avx512f", 32)
    '+sse2,+avx,+fma,-avx512f'
    """
    stems = tuple(s for width, found in WIDER.items() if 0 < widest < width for s in found)
    listed = features.split(",")
    listed = [f"-{x[1:]}" if x[1:].startswith(stems) else x for x in listed]
    return ",".join(listed)


def has_feature(features: str, feature: str) -> bool:
    """Whether a feature string promises the feature."""
    return f"+{feature}" in features.split(",")


def vector_bytes(features: str) -> int:
    """The widest vector registers a feature string promises, in bytes.

    >>> vector_bytes("+sse2,+avx,+avx2,-avx512f")
    32
    """
    if has_feature(features, "avx512f") and has_feature(features, "avx512vl"):
        return 64
    return 32 if has_feature(features, "avx") else 16


def cache_sizes() -> tuple[int, int, int]:
    """Bytes of the level 1, 2 and 3 data caches; a missing level 3 counts as large as level 2."""
    found = caches_of_linux(Path("/sys/devices/system/cpu/cpu0/cache")) or caches_of_macos()
    if not found:
        return TYPICAL_CACHES
    l1 = found.get(1, TYPICAL_CACHES[0])
    l2 = found.get(2, max(l1, TYPICAL_CACHES[1]))
    return l1, l2, found.get(3, l2)


def caches_of_linux(folder: Path) -> dict[int, int]:
    """Bytes of the data caches by level, from Linux's description of a core."""
    found = {}
    for entry in folder.glob("index*"):
        try:
            if (entry / "type").read_text().strip() == "Instruction":
                continue
            size = (entry / "size").read_text().strip()
            found[int((entry / "level").read_text())] = int(size.rstrip("KMG")) * UNIT.get(
                size[-1:], 1
            )
        except (OSError, ValueError):
            continue
    return found


def caches_of_macos() -> dict[int, int]:
    """Bytes of the data caches by level, as macOS tells them: of its fast cores, if it has such."""
    if platform.system() != "Darwin":
        return {}
    system, found = ctypes.CDLL(None), {}
    for kind in ("hw", "hw.perflevel0"):
        for level, name in enumerate(("l1dcachesize", "l2cachesize", "l3cachesize"), start=1):
            value, size = ctypes.c_int64(0), ctypes.c_size_t(8)
            system.sysctlbyname(
                f"{kind}.{name}".encode(),
                ctypes.byref(value),
                ctypes.byref(size),
                None,
                ctypes.c_size_t(0),
            )
            if value.value > 0:
                found[level] = value.value
    return found


def allowed_cores() -> tuple[int, ...]:
    """The logical cores the calling thread may be put on, those of one real core side by side."""
    if not hasattr(os, "sched_getaffinity"):
        return tuple(range(os.cpu_count() or 1))
    return tuple(sorted(os.sched_getaffinity(0), key=lambda core: (first_sibling(core), core)))


@cache
def first_sibling(core: int) -> int:
    """The lowest number among the logical cores that share a real core with this one."""
    try:
        siblings = Path(
            f"/sys/devices/system/cpu/cpu{core}/topology/thread_siblings_list"
        ).read_text()
        return int(siblings.replace("-", ",").split(",")[0])
    except (OSError, ValueError):
        return core


def usable_cores() -> int:
    """How many threads of this process can run at once.

    The logical cores it may be put on, or fewer under a container's quota: more would only be
    paused by the system.

    >>> usable_cores() >= 1
    True
    """
    cores = len(allowed_cores())
    return min(cores, core_quota(Path("/sys/fs/cgroup/cpu.max")) or cores)


def core_quota(file: Path) -> int | None:
    """The whole cores a control group may use, at least one, or None without a limit."""
    try:
        quota, period = file.read_text().split()
        return max(1, math.ceil(int(quota) / int(period)))
    except (OSError, ValueError):  # no such file, or "max"
        return None
