"""What this machine can do at most, by number of threads: the measure kernels are held against.

python benchmarks/peak.py
"""

from pellucid.backends.llvm.host import host, usable_cores
from pellucid.backends.llvm.peak import measure_peak


def main() -> None:
    here = host()
    print(f"{here.cpu} ({here.machine}), vectors of {here.vector_bytes} bytes")
    print(f"data caches: {here.l1 // 1024} KiB, {here.l2 // 1024} KiB, {here.l3 // 1024} KiB")
    print(f"{usable_cores()} cores usable")
    for threads in range(1, usable_cores() + 1):
        print(measure_peak(threads, fresh=True))


if __name__ == "__main__":
    main()
