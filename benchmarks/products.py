"""Matrix products, and the share of the processor's multiply-add peak they reach.

`python benchmarks/products.py [SIZE ...] [--threads N]`
"""

import argparse
import statistics
import time

import numpy as np

import pellucid as pel
from pellucid.backends.llvm.peak import measure_peak

ROUNDS = 15


def rate(size: int) -> float:
    """The median rate of float32 products of two square matrices, in FLOP/s."""
    random = np.random.default_rng(0)
    a, b = (pel.asarray(random.random((size, size), dtype=np.float32)) for _ in range(2))
    product = pel.compile(lambda x, y: x @ y)
    product(a, b)
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        product(a, b)
        times.append(time.perf_counter() - begun)
    return 2 * size**3 / statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[512, 1024, 2048])
    parser.add_argument("--threads", type=int, default=pel.settings().threads)
    given = parser.parse_args()
    with pel.using(threads=given.threads):
        peak = measure_peak(given.threads).flops
        print(f"peak {peak / 1e9:.0f} GFLOP/s on {given.threads} threads")
        for size in given.sizes:
            found = rate(size)
            print(f"{size:>5}  {found / 1e9:6.0f} GFLOP/s  {found / peak:.2f} of the peak")


if __name__ == "__main__":
    main()
