"""How long `import` takes, beyond the start of the interpreter: Pellucid and others, in turns.

    python benchmarks/imports.py --peer-python torch=ONE/bin/python,jax=OTHER/bin/python

Every import is a process of its own. The figure is the fastest of the rounds, less that of an empty
program in the same interpreter: what is slower was disturbed, or read from a cold disk.
"""

import argparse
import statistics
import subprocess
import sys
import time

from run import interpreters

LIBRARIES = ("pellucid", "numpy", "torch", "jax", "tinygrad", "sklearn")


def seconds(python, program):
    """The time from the start of an interpreter to its end."""
    begun = time.perf_counter()
    subprocess.run([python, "-c", program], check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


def has(python, library):
    """Whether the interpreter finds the library."""
    look = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({library!r}) is None)"
    return subprocess.run([python, "-c", look], check=False).returncode == 0


def measure(pythons, rounds):
    """The times of each library, and of an empty program in its interpreter, in turns."""
    programs = {library: (python, f"import {library}") for library, python in pythons.items()}
    programs |= {python: (python, "pass") for python in pythons.values()}
    times = {name: [] for name in programs}
    for turn in range(rounds + 1):
        for name, (python, program) in programs.items():
            taken = seconds(python, program)
            if turn:  # the first round writes byte code and warms the disk's cache
                times[name].append(taken)
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer-python", default={}, type=interpreters, metavar="[NAME=]PATH,...")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    pythons = {}
    for library in LIBRARIES:
        chosen = options.peer_python
        python = sys.executable if library == "pellucid" else chosen.get(library, chosen.get(""))
        if has(python or sys.executable, library):
            pythons[library] = python or sys.executable
    times = measure(pythons, options.rounds)
    print("| import | ms beyond the interpreter, fastest | median |\n|---|---:|---:|")
    for library, python in pythons.items():
        least, middle = (
            1e3 * (of(times[library]) - of(times[python])) for of in (min, statistics.median)
        )
        print(f"| {library} | {least:.0f} | {middle:.0f} |")


if __name__ == "__main__":
    main()
