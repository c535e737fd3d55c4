"""The large networks of the zoo: one training step of each, from the first call on.

    python benchmarks/zoo.py                             # all of them, eight pictures in a batch
    python benchmarks/zoo.py resnet50 --batch 16 --md docs/networks.md

Each network has a process of its own. Shown are its parameters, the seconds of the first step
(captured, compiled and run; a second process finds the code on disk), the median of the steps after
it, the floating-point operations of one prediction as `summary` counts them, the median of a
prediction of one picture, and the largest memory of the process. The loss must be finite and fall.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

NETWORKS = {
    "alexnet": ("AlexNet", (), 227),
    "caffenet": ("CaffeNet", (), 227),
    "googlenet": ("GoogLeNet", (), 224),
    "vgg16": ("VGG", (), 224),
    "resnet18": ("ResNet", (18,), 224),
    "resnet50": ("ResNet", (50,), 224),
    "mobilenet": ("MobileNet", (), 224),
}
HEAD = (
    "| network | parameters | GFLOP a picture | first step, s | again, s | a step, ms "
    "| a prediction, ms | peak MB | loss, first -> last |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---|\n"
)


def timed(call):
    """The seconds of a call."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def measured(name, batch, steps):
    """One network in this process, as plain values."""
    import pellucid as pel  # here: a process of its own measures it
    from pellucid import nn, zoo

    pel.manual_seed(0)
    kind, arguments, side = NETWORKS[name]
    model = getattr(zoo, kind)(*arguments)
    random = np.random.default_rng(0)
    pictures = random.standard_normal((batch, 3, side, side), dtype=np.float32)
    labels = random.integers(0, 1000, batch)
    optimizer = pel.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)

    @pel.compile
    def step(pictures, labels):
        loss = nn.cross_entropy(model(pictures), labels)
        optimizer.minimize(loss)
        return loss

    begun = time.perf_counter()
    losses = [float(step(pictures, labels))]
    first = time.perf_counter() - begun
    seconds = [timed(lambda: losses.append(float(step(pictures, labels)))) for _ in range(steps)]
    model.eval()

    @pel.compile
    def predict(picture):
        return model(picture)

    with pel.no_grad():
        answers = [timed(lambda: predict(pictures[:1]).numpy()) for _ in range(steps + 1)][1:]
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "flops": model.summary(pictures[:1]).flops,
        "first": first,
        "step": statistics.median(seconds),
        "predict": statistics.median(answers),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
        "losses": [losses[0], losses[-1]],
    }


def in_a_process(name, options, cache):
    """What a process of its own finds, with a folder of compiled code."""
    command = [sys.executable, __file__, name, "--batch", str(options.batch), "--worker"]
    command += ["--steps", str(options.steps)]
    given = {**os.environ, "PELLUCID_CACHE": cache}
    found = subprocess.run(command, check=True, capture_output=True, text=True, env=given).stdout
    return json.loads(found.splitlines()[-1])


def row(name, cold, warm):
    """A line of the table."""
    first, last = cold["losses"]
    if not np.isfinite([first, last]).all() or last >= first:
        raise SystemExit(f"{name}: the loss went from {first} to {last}")
    return (
        f"| {name} | {cold['parameters']:,} | {cold['flops'] / 1e9:.2f} | {cold['first']:.2f} "
        f"| {warm['first']:.2f} | {warm['step'] * 1e3:.0f} | {warm['predict'] * 1e3:.1f} "
        f"| {warm['peak']:.0f} | {first:.3f} -> {last:.3f} |"
    )


def main():
    """Measure what was asked for, each network twice: without and with its code on disk."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("networks", nargs="*", help=", ".join(NETWORKS))
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--md", help="write the page to this file")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        print(json.dumps(measured(options.networks[0], options.batch, options.steps)))
        return
    lines = []
    for name in options.networks or NETWORKS:
        with tempfile.TemporaryDirectory() as cache:
            cold, warm = (in_a_process(name, options, cache) for _ in range(2))
        lines.append(row(name, cold, warm))
        print(lines[-1], flush=True)
    if options.md:
        text = (
            f"# The large networks\n\nEach is built as published, parameter by parameter "
            f"(`tests/zoo/test_zoo.py`), and trained for {options.steps + 1} steps of "
            f"{options.batch} random pictures:\n`python benchmarks/zoo.py --md docs/networks.md`. "
            f"`again` is a second process, which finds the code on disk.\n\n{HEAD}"
            + "\n".join(lines)
            + f"\n\nRun on {platform.machine()}, Python {platform.python_version()}.\n"
        )
        with open(options.md, "w", encoding="utf-8") as page:
            page.write(text)


if __name__ == "__main__":
    main()
