"""Times single products and convolutions in Pellucid and in other libraries, interleaved.

    python benchmarks/products.py                                 # products of several shapes
    python benchmarks/products.py 1x784x256 conv:1x3x224x224:64x7x7:s2:p3 --peer-python PATH

How a case is written stands in shapes.py. Every library has a process of its own and takes its
turn, as in run.py. Shown are GFLOP/s, the share of the multiply-add peak of so many threads, and
the time of each other library divided by ours: above 1, Pellucid is the faster one.
"""

import argparse
import os
import statistics
import sys
import tempfile

import run
from pellucid.backends.llvm.peak import measure_peak
from results import Result
from shapes import Convolution, case_of

SQUARE = ("512x512x512", "1024x1024x1024", "2048x2048x2048")
DENSE = ("64x256x784:nt", "256x784x64:tn", "64x784x256", "256x512x784:nt", "128x10x128:nt")
SKINNY = ("1x256x784:nt", "8x4096x4096:nt")
PEERS = ("torch", "torch_cl", "jax")
LEAST_SECONDS = 0.1  # of a block, before it is known how long one call takes


def measure(text, peers, options):
    """The results of the libraries on one case, timed in turns."""
    os.environ["BENCH_CASE"] = text
    found, workers = {peer: Result() for peer in peers}, {}
    with tempfile.TemporaryDirectory(prefix="pellucid-bench-") as cache:
        try:
            for peer in peers:
                workers[peer] = run.Worker(peer, "single", options, cache)
                run.attempt(found[peer], warm_up, workers[peer], options)
            for turn in range(options.rounds):
                start = turn % len(peers)
                for peer in (*peers[start:], *peers[:start]):
                    run.attempt(found[peer], run.time_block, workers[peer])
        finally:
            for worker in workers.values():
                worker.close()
    judge(found)
    return found


def warm_up(result, worker, options):
    """Build, and find how many calls fill a block."""
    started = worker.ask("setup")
    result.first_calls, result.losses = started["first_calls"], started["losses"]
    guess = worker.ask("block", count=3)["seconds"]
    sure = worker.ask("block", count=max(3, int(LEAST_SECONDS / guess)))["seconds"]
    result.steps = max(1, int(options.seconds / sure))


def judge(found):
    """The mean square of the results must be the same everywhere."""
    good = [r for r in found.values() if not r.trouble]
    middle = statistics.median(r.losses[0] for r in good) if good else 0.0
    for result in good:
        if not abs(result.losses[0] - middle) <= 1e-4 * middle:
            result.trouble = f"the mean square is {result.losses[0]}, elsewhere {middle}"


def row(text, found, peak):
    """One line of the table."""
    operations, ours = case_of(text).operations, found["ours"]
    if ours.trouble:
        return f"| {text} | {ours.trouble} |"
    rate = operations / ours.median
    cells = [f"{ours.median * 1e6:.1f}", f"{rate / 1e9:.0f}", f"{rate / peak:.2f}"]
    for peer, result in found.items():
        if peer != "ours":
            cells.append(result.trouble or f"{result.median / ours.median:.2f}")
    return f"| {text} | {' | '.join(cells)} | {ours.first_calls:.2f} |"


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="*", default=[*SQUARE, *DENSE, *SKINNY])
    parser.add_argument("--peers", default="torch,jax", help=f"of {', '.join(PEERS)}")
    parser.add_argument("--peer-python", default={}, type=run.interpreters, metavar="PATH")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.1, help="length of one timed block")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    peers = ["ours", *(p for p in options.peers.split(",") if p)]
    peak = max(measure_peak(options.threads, fresh=True).flops for _ in range(3))
    print(f"peak {peak / 1e9:.0f} GFLOP/s on {options.threads} threads\n")
    others = peers[1:]
    print(f"| case | us | GFLOP/s | of peak | {' | '.join(others)} | first calls, s |")
    print(f"|---|{'---:|' * (len(peers) + 3)}")
    for text in options.cases:
        flat = not isinstance(case_of(text), Convolution)
        asked = [p for p in peers if not (flat and p == "torch_cl")]
        print(row(text, measure(text, asked, options), peak), flush=True)


if __name__ == "__main__":
    sys.exit(main())
