"""Products in bfloat16 beside float32: the time of each, and what a network learns with it.

    python benchmarks/precision.py                       # products, and six workloads
    python benchmarks/precision.py lenet --steps 200 --rounds 9

Both precisions take turns in one process, one call or one block of steps each. Shown are the
fastest times, and the losses of the same steps from the same weights: `apart` is the largest
difference between two losses of one step, in relation to the first loss; `last` are the means over
the last tenth.
"""

import argparse
import importlib
import sys
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "ours")]

import pellucid as pel  # noqa: E402

PRECISIONS = ("float32", "bfloat16")
WORKLOADS = ("mlp_mnist", "autoencoder", "lenet", "resnet8", "char_lstm", "gpt_small")
SIZES = (256, 512, 1024, 2048)
BLOCK = 0.3  # seconds of a block of steps


def products(size, rounds):
    """The least seconds of a square product in each precision."""
    random = np.random.default_rng(0)
    a, b = (pel.asarray(random.normal(size=(size, size)).astype(np.float32)) for _ in range(2))
    calls = {p: pel.compile(lambda a, b: a @ b) for p in PRECISIONS}
    best = dict.fromkeys(PRECISIONS, np.inf)
    for turn in range(4 * rounds + 1):
        for precision, call in calls.items():
            with pel.using(precision=precision):
                begun = time.perf_counter()
                call(a, b)
                if turn:
                    best[precision] = min(best[precision], time.perf_counter() - begun)
    return best


def built(workload, precision):
    """A training step, always taken in one precision."""
    with pel.using(precision=precision):
        step = importlib.import_module(workload).setup()

    def run(loss=False):  # noqa: FBT002
        with pel.using(precision=precision):
            return step(loss=loss)

    return run


def losses(workload, steps):
    """The losses of the first steps in each precision."""
    found = {}
    for precision in PRECISIONS:
        pel.manual_seed(0)
        step = built(workload, precision)
        found[precision] = np.array([step(loss=True) for _ in range(steps)])
    return found


def timed(workload, rounds):
    """The least seconds of a step in each precision, in blocks that take turns."""
    runs = {p: built(workload, p) for p in PRECISIONS}
    best, count = dict.fromkeys(PRECISIONS, np.inf), 0
    for turn in range(rounds + 1):
        for precision, step in runs.items():
            step(loss=True)
            begun = time.perf_counter()
            for _ in range(max(count, 3)):
                step()
            step(loss=True)
            seconds = (time.perf_counter() - begun) / (max(count, 3) + 1)
            if turn:
                best[precision] = min(best[precision], seconds)
            else:
                count = max(count, min(2000, int(BLOCK / seconds)))
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workloads", nargs="*", default=WORKLOADS)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int)
    options = parser.parse_args()
    with pel.using(**({"threads": options.threads} if options.threads else {})):
        print("| product | float32, us | bfloat16, us | times as fast |\n|---|---:|---:|---:|")
        for size in SIZES:
            a, b = (1e6 * x for x in products(size, options.rounds).values())
            print(f"| {size}x{size}x{size} | {a:,.0f} | {b:,.0f} | {a / b:.2f} |", flush=True)
        print(
            "\n| workload | float32, ms | bfloat16, ms | times as fast | loss, first "
            "| last, float32 | last, bfloat16 | apart |\n|---|---:|---:|---:|---:|---:|---:|---:|"
        )
        for name in options.workloads:
            a, b = (1e3 * x for x in timed(name, options.rounds).values())
            exact, rounded = losses(name, options.steps).values()
            apart = np.abs(exact - rounded).max() / exact[0]
            last = [x[-max(1, len(x) // 10) :].mean() for x in (exact, rounded)]
            print(
                f"| {name} | {a:.3f} | {b:.3f} | {a / b:.2f} | {exact[0]:.4f} | {last[0]:.4f} "
                f"| {last[1]:.4f} | {apart:.2%} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
