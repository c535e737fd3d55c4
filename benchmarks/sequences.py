"""Pellucid beside the nearest neighbour on labelled sequences: `python benchmarks/sequences.py`.

The sets are those of the UCR and UEA archives that the Python package sktime carries as files, with
their own training and test parts. Both learn from the training part, of which Pellucid keeps a
fifth for its own score (and solves its linear head for all of it afterwards), and are judged by the
test part. The baseline answers with the class of the nearest training sequence by the Euclidean
distance, shorter sequences stretched to the longest: of the values as they are, and after each
channel of a sequence was brought to mean 0 and deviation 1, whichever is better on the test part.
Prints one Markdown table.

Needs the files of sktime beside Pellucid (it is not imported); `--only NAME ...` picks sets,
`--time 60s` and `--seed 0` go to `pellucid.fit`.
"""

import argparse
import importlib.util
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import pellucid as pel

SETS = (
    "GunPoint", "ItalyPowerDemand", "ArrowHead", "OSULeaf", "ACSF1", "JapaneseVowels",
    "BasicMotions", "PLAID",
)  # fmt: skip
Part = tuple[list[np.ndarray], list[str]]


def folder() -> Path:
    """Where sktime keeps its files, without importing it."""
    found = importlib.util.find_spec("sktime")
    if found is None or found.origin is None:
        raise SystemExit("the files of sktime are needed: pip install --no-deps sktime")
    return Path(found.origin).parent / "datasets" / "data"


def part(name: str, which: str) -> Part:
    """Sequences (steps, channels) of a .ts file, NaN where a channel is shorter, and their
    classes."""
    sequences, labels, begun = [], [], False
    for line in (folder() / name / f"{name}_{which}.ts").read_text().splitlines():
        if begun and line.strip():
            *channels, label = line.strip().split(":")
            rows = [
                np.array([np.nan if cell == "?" else float(cell) for cell in channel.split(",")])
                for channel in channels
            ]
            steps = max(map(len, rows))
            padded = [np.pad(row, (0, steps - len(row)), constant_values=np.nan) for row in rows]
            sequences.append(np.stack(padded, axis=1))
            labels.append(label)
        begun = begun or line.strip().lower() == "@data"
    return sequences, labels


def stretched(sequences: list[np.ndarray], steps: int, *, normalised: bool) -> np.ndarray:
    """Sequences of one length, (n, steps * channels); each channel of mean 0 and deviation 1 when
    `normalised`."""
    rows = []
    for one in sequences:
        places, wanted = np.arange(len(one)), np.linspace(0, len(one) - 1, steps)
        known = np.nan_to_num(one)
        found = np.stack([np.interp(wanted, places, channel) for channel in known.T], axis=1)
        if normalised:
            spread = found.std(axis=0)
            found = (found - found.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
        rows.append(found.ravel())
    return np.stack(rows)


def nearest(training: Part, test: Part) -> float:
    """The accuracy of the class of the nearest training sequence, the better of two ways."""
    steps, found = max(len(one) for one in (*training[0], *test[0])), []
    for way in (False, True):
        known, asked = (stretched(part[0], steps, normalised=way) for part in (training, test))
        squares = (known**2).sum(axis=1)[None] - 2 * asked @ known.T
        answers = np.array(training[1])[squares.argmin(axis=1)]
        found.append(float(np.mean(answers == np.array(test[1]))))
    return max(found)


def main(given: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=list(SETS))
    parser.add_argument("--time", default="60s")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(given)
    print("| set | training | test | classes | steps | channels | Pellucid | nearest | share | s |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name in options.only:
        training, test = part(name, "TRAIN"), part(name, "TEST")
        lengths = [len(one) for one in (*training[0], *test[0])]
        span = f"{min(lengths):,} to {max(lengths):,}"
        began = time.perf_counter()
        model = pel.fit(
            training[0], target=training[1], time=options.time, seed=options.seed, progress=False
        )
        seconds = time.perf_counter() - began
        ours = float(np.mean(model.predict(test[0]) == np.array(test[1])))
        print(
            f"| {name} | {len(training[1]):,} | {len(test[1]):,} | {len(model.classes)} "
            f"| {span if min(lengths) < max(lengths) else f'{max(lengths):,}'} "
            f"| {training[0][0].shape[1]} | {ours:.3f} | {nearest(training, test):.3f} "
            f"| {model.share:.0%} | {seconds:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
