"""One library and one workload in a process of its own, told by run.py what to do.

    python worker.py FAMILY WORKLOAD        FAMILY: `ours`, or a folder of peers/

Commands, one JSON line each: {"do": "setup"}, {"do": "losses", "count": n} and
{"do": "block", "count": n}. Each is answered by one line.
"""

import importlib
import importlib.metadata
import json
import os
import resource
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


class Work:
    """A workload that is being trained."""

    def __init__(self, family, workload):
        self.family = family
        self.module = f"peers.{family}.{workload}" if family != "ours" else f"ours.{workload}"
        self.step = None

    def setup(self):
        """Build the step and take it three times: the first call compiles."""
        self.step = importlib.import_module(self.module).setup()
        built = time.perf_counter()
        losses = [self.step(loss=True) for _ in range(3)]
        return {
            "losses": losses,
            "first_calls": time.perf_counter() - built,
            "version": self.version(),
        }

    def version(self):
        """The version of the library, where it is an installed one."""
        try:
            return importlib.metadata.version("pellucid" if self.family == "ours" else self.family)
        except importlib.metadata.PackageNotFoundError:
            return ""

    def losses(self, count):
        """Take steps and give back every loss."""
        return {"losses": [self.step(loss=True) for _ in range(count)]}

    def block(self, count):
        """Take steps as fast as they go, wait for the last one, and say how long one took."""
        together = getattr(self.step, "steps_per_call", 1)  # one call may take several steps
        calls = -(-count // together)
        begun = time.perf_counter()
        for _ in range(calls - 1):
            self.step()
        self.step(loss=True)
        seconds = (time.perf_counter() - begun) / (calls * together)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {"seconds": seconds, "peak_mb": peak}


def main():
    family, workload = sys.argv[1:]
    channel = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a library prints must not end up between our answers
    sys.path[:0] = [str(HERE), str(HERE / "ours")]
    work = Work(family, workload)
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = getattr(work, command.pop("do"))(**command)
        except Exception as error:  # noqa: BLE001  a library that fails must not end the run of the others
            answer = {"error": f"{type(error).__name__}: {error}"}
        channel.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
