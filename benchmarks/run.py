"""Times the same training steps in Pellucid and in other libraries, interleaved in one run.

    python benchmarks/run.py                                  # all workloads, Pellucid and PyTorch
    python benchmarks/run.py lenet --peers torch,torch_cl --peer-python OTHER/bin/python --rounds 15

Every library gets the same weights, the same batches and the same number of threads, and a
process of its own. The timed blocks take turns, in an order that rotates from round to round, and
who is not on turn is stopped. First losses must agree to a thousandth and every loss must fall; the
exit code is 1 where one does not.
"""

import argparse
import json
import os
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
WORKLOADS = ("mlp_tabular", "mlp_mnist", "lenet", "autoencoder")
PEERS = {  # name: folder under peers/, and what its process is told
    "ours": ("ours", {}),
    "torch": ("torch", {}),
    "torch_cl": ("torch", {"BENCH_CHANNELS_LAST": "1"}),
}
PICTURES = {"lenet"}  # where the order of the axes can matter
TOLERANCE = 1e-3
PATIENCE = 300  # seconds that one answer may take


class PeerError(Exception):
    """A library could not do what was asked of it."""


class Worker:
    """The process of one library, stopped while it is not asked anything."""

    def __init__(self, peer, workload, options, cache):
        family, told = PEERS[peer]
        python = options.peer_python if peer != "ours" and options.peer_python else sys.executable
        threads = str(options.threads)
        self.process = subprocess.Popen(
            [python, str(HERE / "worker.py"), family, workload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                "BENCH_THREADS": threads,
                "OMP_NUM_THREADS": threads,
                "MKL_NUM_THREADS": threads,
                "OPENBLAS_NUM_THREADS": threads,
                "PELLUCID_THREADS": threads,
                "PELLUCID_CACHE": cache,  # empty at first, so that the first call compiles
                **told,
            },
        )

    def ask(self, do, **details):
        """The answer to one command."""
        self.process.send_signal(signal.SIGCONT)
        try:
            self.process.stdin.write(json.dumps({"do": do, **details}).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise PeerError(f"{do}: the process died") from None
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else b""
        self.process.send_signal(signal.SIGSTOP)
        if not line:
            raise PeerError(f"{do}: {'the process died' if ready else 'no answer'}")
        answer = json.loads(line)
        if "error" in answer:
            raise PeerError(f"{do}: {answer['error']}")
        return answer

    def close(self):
        self.process.kill()
        self.process.wait()


@dataclass
class Result:
    """What was measured of one library on one workload; seconds."""

    losses: list[float] = field(default_factory=list)
    rounds: list[float] = field(default_factory=list)
    first_call: float = 0.0
    peak_mb: float = 0.0
    steps: int = 1  # in one timed block
    trouble: str = ""

    @property
    def median(self):
        return statistics.median(self.rounds)


def measure(workload, peers, options):
    """The results of `peers` on one workload, timed in turns."""
    spec = __import__(f"workloads.{workload}", fromlist=["W"])
    results, workers = {peer: Result() for peer in peers}, {}
    with tempfile.TemporaryDirectory(prefix="pellucid-bench-") as cache:
        try:
            for peer in peers:
                workers[peer] = Worker(peer, workload, options, cache)
                attempt(results[peer], warm_up, workers[peer], spec, options)
            for turn in range(options.rounds):
                start = turn % len(peers)
                for peer in (*peers[start:], *peers[:start]):
                    attempt(results[peer], time_block, workers[peer])
        finally:
            for worker in workers.values():
                worker.close()
    judge(results)
    return results


def attempt(result, action, *arguments):
    """Do one thing with a library, unless it failed before; remember it if it fails now."""
    if not result.trouble:
        try:
            action(result, *arguments)
        except PeerError as failure:
            result.trouble = str(failure)


def warm_up(result, worker, spec, options):
    """Build, take the steps whose losses are compared, and find how many steps fill a block."""
    started = worker.ask("setup")
    result.first_call = started["first_call"]
    rest = worker.ask("losses", count=spec.VERIFY_STEPS - len(started["losses"]))
    result.losses = started["losses"] + rest["losses"]
    guess = worker.ask("block", count=3)["seconds"]
    sure = worker.ask("block", count=max(3, int(0.2 / guess)))["seconds"]
    result.steps = max(1, int(options.seconds / sure))


def time_block(result, worker):
    """One round."""
    answer = worker.ask("block", count=result.steps)
    result.rounds.append(answer["seconds"])
    result.peak_mb = answer["peak_mb"]


def judge(results):
    """Say what is wrong with losses that do not fall, or do not start where the others start."""
    good = [r for r in results.values() if not r.trouble]
    if not good:
        return
    middle = statistics.median(r.losses[0] for r in good)
    for result in good:
        if not abs(result.losses[0] - middle) <= TOLERANCE * max(1, abs(middle)):
            result.trouble = f"the first loss is {result.losses[0]:.5f}, elsewhere {middle:.5f}"
        elif not result.losses[-1] < result.losses[0]:
            result.trouble = "the loss does not fall"


def table(found):
    """All results as a Markdown table. `times ours`: above 1, Pellucid is the faster one."""
    rows = [
        "| workload | library | ms per step, median | fastest - slowest round | times ours "
        "| first call, s | peak MB | loss, first -> last |",
        "|---|---|---:|---:|---:|---:|---:|---|",
    ]
    for workload, results in found.items():
        ours = results.get("ours")
        for peer, r in results.items():
            if r.trouble:
                rows.append(
                    f"| {workload} | {peer} | FAILED: {' '.join(r.trouble.split())} | | | | | |"
                )
                continue
            ratio = f"{r.median / ours.median:.2f}" if ours and not ours.trouble else ""
            rows.append(
                f"| {workload} | {peer} | {r.median * 1e3:.3f} | {min(r.rounds) * 1e3:.3f} - "
                f"{max(r.rounds) * 1e3:.3f} | {ratio} | {r.first_call:.2f} | {r.peak_mb:.0f} "
                f"| {r.losses[0]:.4f} -> {r.losses[-1]:.4f} |"
            )
    return "\n".join(rows)


def read_options(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=", ".join(WORKLOADS))
    parser.add_argument("--peers", default="torch", help=f"of {', '.join(list(PEERS)[1:])}")
    parser.add_argument("--peer-python", help="the interpreter that has the other libraries")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.4, help="length of one timed block")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save", type=Path, help="write all rounds and losses to this JSON file")
    options = parser.parse_args(arguments)
    options.peers = ["ours", *(p for p in options.peers.split(",") if p and p != "ours")]
    for given, known in ((options.workloads, WORKLOADS), (options.peers, PEERS)):
        if unknown := sorted(set(given) - set(known)):
            parser.error(f"there is no {unknown[0]!r}; there are {', '.join(known)}")
    return options


def main(arguments=None):
    options = read_options(arguments)
    sys.path.insert(0, str(HERE))
    found = {}
    for workload in options.workloads or WORKLOADS:
        peers = [p for p in options.peers if not p.endswith("_cl") or workload in PICTURES]
        begun = time.perf_counter()
        found[workload] = measure(workload, peers, options)
        print(f"{workload}: {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    print(f"{options.threads} threads, {options.rounds} rounds\n\n{table(found)}")
    if options.save:
        raw = {w: {p: vars(r) for p, r in results.items()} for w, results in found.items()}
        options.save.write_text(json.dumps(raw, indent=1), encoding="utf-8")
    return any(r.trouble for results in found.values() for r in results.values())


if __name__ == "__main__":
    sys.exit(main())
