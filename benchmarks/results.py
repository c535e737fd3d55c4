"""What was measured, whether it may be believed, and how it is shown."""

import statistics
from dataclasses import dataclass, field

TOLERANCE = 1e-3


@dataclass
class Result:
    """What was measured of one library on one workload; seconds."""

    losses: list[float] = field(default_factory=list)
    rounds: list[float] = field(default_factory=list)
    first_calls: float = 0.0  # the first three, compiling included
    warm_calls: float | None = None  # the same in a second process, which finds what the first kept
    peak_mb: float = 0.0
    steps: int = 1  # in one timed block
    version: str = ""
    trouble: str = ""

    @property
    def median(self):
        return statistics.median(self.rounds)


def judge(results, kind="train"):
    """Say what is wrong with losses that do not start where the others start, or do not fall.

    A prediction (`kind` "infer") has only its first value compared.
    """
    good = [r for r in results.values() if not r.trouble]
    if not good:
        return
    middle = statistics.median(r.losses[0] for r in good)
    for result in good:
        if not abs(result.losses[0] - middle) <= TOLERANCE * max(1, abs(middle)):
            result.trouble = f"the first loss is {result.losses[0]:.5f}, elsewhere {middle:.5f}"
        elif kind == "train" and not result.losses[-1] < result.losses[0]:
            result.trouble = "the loss does not fall"


def table(found):
    """All results as a Markdown table. `times ours`: above 1, Pellucid is the faster one. `again`:
    the first three calls in a second process that finds the caches of the first.
    """
    rows = [
        "| workload | library | ms per step, median | fastest - slowest round | times ours "
        "| first three calls, s | again | peak MB | loss, first -> last |",
        "|---|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for workload, results in found.items():
        ours = results.get("ours")
        for peer, r in results.items():
            if r.trouble:
                rows.append(
                    f"| {workload} | {peer} | FAILED: {' '.join(r.trouble.split())} | | | | | | |"
                )
                continue
            again = "" if r.warm_calls is None else f"{r.warm_calls:.2f}"
            ratio = f"{r.median / ours.median:.2f}" if ours and not ours.trouble else ""
            rows.append(
                f"| {workload} | {peer} | {shown(r.median)} | {shown(min(r.rounds))} - "
                f"{shown(max(r.rounds))} | {ratio} | {r.first_calls:.2f} | {again} "
                f"| {r.peak_mb:.0f} | {r.losses[0]:.4f} -> {r.losses[-1]:.4f} |"
            )
    return "\n".join(rows)


def summary(found, trained):
    """Each workload's fastest other library and how much slower than ours it is, as Markdown.

    Below stands the geometric mean over the workloads in `trained`.
    """
    rows = [
        "| workload | ours, ms | fastest other | its ms | times ours |",
        "|---|---:|---|---:|---:|",
    ]
    ratios = {}
    for workload, results in found.items():
        good = {peer: r for peer, r in results.items() if not r.trouble}
        others = [peer for peer in good if peer != "ours"]
        if "ours" not in good or not others:
            rows.append(f"| {workload} | {'FAILED' if 'ours' not in good else ''} | | | |")
            continue
        best = min(others, key=lambda peer: good[peer].median)
        ratios[workload] = good[best].median / good["ours"].median
        rows.append(
            f"| {workload} | {shown(good['ours'].median)} | {best} | {shown(good[best].median)} "
            f"| {ratios[workload]:.2f} |"
        )
    return "\n".join([*rows, "", *mean_line(ratios, [w for w in found if w in trained])])


def mean_line(ratios, trained):
    """The geometric mean over the trained workloads, and which of them it leaves out."""
    counted = [ratios[w] for w in trained if w in ratios]
    if not counted:
        return []
    missing = [w for w in trained if w not in ratios]
    left_out = f" Left out, for want of a figure: {', '.join(missing)}." if missing else ""
    return [
        f"Geometric mean over {len(counted)} training workloads: "
        f"{statistics.geometric_mean(counted):.2f}.{left_out}"
    ]


def shown(seconds):
    """Milliseconds, with the three digits that mean something."""
    milliseconds = seconds * 1e3
    digits = 4 if milliseconds < 0.1 else 3 if milliseconds < 10 else 2 if milliseconds < 100 else 1
    return f"{milliseconds:.{digits}f}"
