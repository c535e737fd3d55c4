"""Times the same steps and predictions in Pellucid and in other libraries, interleaved in one run.

    python benchmarks/run.py                                  # all workloads, Pellucid and PyTorch
    python benchmarks/run.py lenet --peers torch,torch_cl,jax --rounds 15 --md FILE.md \\
        --peer-python torch=ONE/bin/python,jax=OTHER/bin/python

Every library gets the same weights, the same batches and the same number of threads, and a
process of its own. The timed blocks take turns, in an order that rotates from round to round, and
who is not on turn is stopped. First losses must agree to a thousandth and every loss must fall; the
exit code is 1 where one does not.
"""

import argparse
import datetime
import json
import os
import platform
import select
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from results import Result, judge, summary, table

HERE = Path(__file__).parent
TRAINED = (
    "mlp_tabular",
    "mlp_mnist",
    "lenet",
    "resnet8",
    "alexnet",
    "autoencoder",
    "char_lstm",
    "gpt_small",
)
PREDICTED = ("infer_mlp_mnist", "infer_lenet")
WORKLOADS = TRAINED + PREDICTED
DENSE = ("mlp_tabular", "mlp_mnist", "autoencoder")
PICTURES = ("lenet", "resnet8", "alexnet")  # where the order of the axes can matter


@dataclass(frozen=True)
class Peer:
    """A library, or a way to use one."""

    folder: str  # under peers/
    told: dict[str, str] = field(default_factory=dict)  # variables that its process finds
    workloads: tuple[str, ...] = WORKLOADS  # those that it can do, or that it makes a difference to
    keeps: bool = False  # does it keep what it compiled, for the next process?


PEERS = {
    "ours": Peer("ours", keeps=True),
    "torch": Peer("torch"),
    "torch_cl": Peer("torch", {"BENCH_CHANNELS_LAST": "1"}, PICTURES),
    "torch_compile": Peer("torch", {"BENCH_COMPILED": "1"}, keeps=True),
    "jax": Peer("jax"),
    "jax_scan": Peer("jax", {"BENCH_SCAN": "1"}, DENSE),
    "onnxruntime": Peer("onnxruntime", {}, PREDICTED),
}
PATIENCE = 300  # seconds that one answer may take


class PeerError(Exception):
    """A library could not do what was asked of it."""


def interpreter(chosen, peer):
    """The Python that runs `peer`: chosen for it, for its library, for all others, or this one."""
    if peer == "ours":
        return chosen.get(peer, sys.executable)
    return next((chosen[n] for n in (peer, PEERS[peer].folder, "") if n in chosen), sys.executable)


class Worker:
    """The process of one library, and what it starts, stopped while not asked anything."""

    def __init__(self, peer, workload, options, cache):
        family = PEERS[peer].folder
        python = interpreter(options.peer_python, peer)
        threads = str(options.threads)
        self.process = subprocess.Popen(
            [python, str(HERE / "worker.py"), family, workload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # so that processes it starts are stopped and ended with it
            env={
                **os.environ,
                "BENCH_THREADS": threads,
                "OMP_NUM_THREADS": threads,
                "MKL_NUM_THREADS": threads,
                "OPENBLAS_NUM_THREADS": threads,
                "PELLUCID_THREADS": threads,
                "PELLUCID_CACHE": cache,  # empty at first, so that the first call compiles
                "NPROC": threads,  # how many threads XLA starts
                "JAX_PLATFORMS": "cpu",
                "TORCHINDUCTOR_CACHE_DIR": f"{cache}/inductor",
                **PEERS[peer].told,
            },
        )

    def ask(self, do, **details):
        """The answer to one command."""
        os.killpg(self.process.pid, signal.SIGCONT)
        try:
            self.process.stdin.write(json.dumps({"do": do, **details}).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise PeerError(f"{do}: the process died") from None
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else b""
        os.killpg(self.process.pid, signal.SIGSTOP)
        if not line:
            raise PeerError(f"{do}: {'the process died' if ready else 'no answer'}")
        answer = json.loads(line)
        if "error" in answer:
            raise PeerError(f"{do}: {answer['error']}")
        return answer

    def close(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def measure(workload, peers, options):
    """The results of `peers` on one workload, timed in turns."""
    spec = __import__(f"workloads.{workload}", fromlist=["W"])
    results, workers = {peer: Result() for peer in peers}, {}
    with tempfile.TemporaryDirectory(prefix="pellucid-bench-") as cache:
        try:
            for peer in peers:
                workers[peer] = Worker(peer, workload, options, cache)
                attempt(results[peer], warm_up, workers[peer], spec, options)
            for peer in peers:
                if PEERS[peer].keeps and not results[peer].trouble:
                    attempt(results[peer], start_again, Worker(peer, workload, options, cache))
            for turn in range(options.rounds):
                start = turn % len(peers)
                for peer in (*peers[start:], *peers[:start]):
                    attempt(results[peer], time_block, workers[peer])
        finally:
            for worker in workers.values():
                worker.close()
    judge(results, spec.KIND)
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
    result.first_calls, result.version = started["first_calls"], started["version"]
    rest = worker.ask("losses", count=spec.VERIFY_STEPS - len(started["losses"]))
    result.losses = started["losses"] + rest["losses"]
    guess = worker.ask("block", count=3)["seconds"]
    sure = worker.ask("block", count=max(3, int(0.2 / guess)))["seconds"]
    result.steps = max(1, int(options.seconds / sure))


def start_again(result, worker):
    """The first calls in a process that finds what an earlier one has kept on disk."""
    try:
        result.warm_calls = worker.ask("setup")["first_calls"]
    finally:
        worker.close()


def time_block(result, worker):
    """One round."""
    answer = worker.ask("block", count=result.steps)
    result.rounds.append(answer["seconds"])
    result.peak_mb = answer["peak_mb"]


def read_options(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=", ".join(WORKLOADS))
    parser.add_argument("--peers", default="torch", help=f"of {', '.join(list(PEERS)[1:])}")
    parser.add_argument(
        "--peer-python",
        default={},
        type=interpreters,
        metavar="[NAME=]PATH,...",
        help="interpreters that have the other libraries; one without a name serves the rest",
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.4, help="length of one timed block")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--md", type=Path, help="append the tables to this Markdown file")
    parser.add_argument("--save", type=Path, help="write all rounds and losses to this JSON file")
    options = parser.parse_args(arguments)
    options.peers = ["ours", *(p for p in options.peers.split(",") if p and p != "ours")]
    for given, known in ((options.workloads, WORKLOADS), (options.peers, PEERS)):
        if unknown := sorted(set(given) - set(known)):
            parser.error(f"there is no {unknown[0]!r}; there are {', '.join(known)}")
    return options


def interpreters(text):
    """The paths by library of "torch=PATH,jax=PATH"; a path without a name is under ""."""
    pairs = [part.rpartition("=") for part in text.split(",") if part]
    if unknown := sorted({name for name, _, _ in pairs} - {"", *PEERS}):
        raise argparse.ArgumentTypeError(
            f"there is no {unknown[0]!r}; there are {', '.join(PEERS)}"
        )
    return {name: path for name, _, path in pairs}


def conditions(found, options):
    """One line: on what and how it was measured."""
    versions = {
        PEERS[peer].folder: f"{PEERS[peer].folder} {result.version}"
        for results in found.values()
        for peer, result in results.items()
        if result.version
    }
    return (
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {processor()}, Python "
        f"{platform.python_version()}, {', '.join(versions.values())}; {options.threads} threads, "
        f"{options.rounds} rounds of {options.seconds} s."
    )


def processor():
    """The name of the processor, where the system tells it."""
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def main(arguments=None):
    options = read_options(arguments)
    sys.path.insert(0, str(HERE))
    found = {}
    for workload in options.workloads or WORKLOADS:
        peers = [p for p in options.peers if workload in PEERS[p].workloads]
        begun = time.perf_counter()
        found[workload] = measure(workload, peers, options)
        print(f"{workload}: {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    text = f"{conditions(found, options)}\n\n{summary(found, TRAINED)}\n\n{table(found)}\n"
    print(text)
    if options.md:
        with options.md.open("a", encoding="utf-8") as file:
            file.write(f"\n{text}")
    if options.save:
        raw = {w: {p: vars(r) for p, r in results.items()} for w, results in found.items()}
        options.save.write_text(json.dumps(raw, indent=1), encoding="utf-8")
    return any(r.trouble for results in found.values() for r in results.values())


if __name__ == "__main__":
    sys.exit(main())
