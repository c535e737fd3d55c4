"""Times the functions of vector maths in Pellucid and in PyTorch, interleaved, on one thread.

    python benchmarks/vectormath.py --peer-python OTHER/bin/python [--md FILE] [--only erf,nn.gelu]

Each reads a million normally distributed numbers (moved to where the function is defined) on one
thread. Where PyTorch's function has an `out`, both write into memory that is there already: ours
is a compiled function that assigns to a tensor. Else both give back a new tensor. PyTorch runs in a
process of its own and times itself. The figures are medians of single calls; the errors are the
largest over the same numbers and those 80 times as large, in units in the last place, against
float64, and for float64 against long doubles. Results that are not normal numbers are left out.
"""

import argparse
import json
import math
import operator
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

COUNT = 2**20
CALLS = 3  # timed one by one in each round
FACTORS = (1.0, 80.0)  # by which the numbers are spread where errors are looked for
erf, erfc = (np.vectorize(f, otypes=[float]) for f in (math.erf, math.erfc))
SELU = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


def below(x, f):
    """x above 0, f(x) below, without overflow in what is not chosen."""
    return np.where(x > 0, x, f(np.minimum(x, 0)))


def logistic(x):
    e = np.exp(-abs(x))
    return np.where(x < 0, e, 1) / (1 + e)


def log_1_exp(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-abs(x)))


def gelu(x):
    place = x.astype(np.longdouble) * -np.sqrt(np.longdouble(0.5))
    near = place.astype(float)  # what erfc takes: what is lost is made up for
    share = erfc(near) - (place - near) * np.exp(-near * near) * (2 / math.sqrt(math.pi))
    return 0.5 * x * share


def gelu_tanh(x):
    return x * logistic(2 * math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))


def mish(x):
    e = np.exp(-abs(x))
    large = (1 + 2 * e) / (1 + 2 * e + 2 * e * e)
    return x * np.where(x > 0, large, (e * e + 2 * e) / (e * e + 2 * e + 2))


@dataclass(frozen=True)
class Row:
    """A function: its name here and in PyTorch, its exact value, and where its numbers lie."""

    torch: str
    exact: object
    place: str = "any"  # any, positive, unit (-1 to 1), above 1
    operands: int = 1


ROWS = {
    "negative": Row("neg", np.negative),
    "abs": Row("abs", np.abs),
    "sign": Row("sign", np.sign),
    "square": Row("square", np.square),
    "floor": Row("floor", np.floor),
    "ceil": Row("ceil", np.ceil),
    "trunc": Row("trunc", np.trunc),
    "round": Row("round", np.round),
    "reciprocal": Row("reciprocal", np.reciprocal),
    "sqrt": Row("sqrt", np.sqrt, "positive"),
    "rsqrt": Row("rsqrt", lambda x: 1 / np.sqrt(x), "positive"),
    "exp": Row("exp", np.exp),
    "expm1": Row("expm1", np.expm1),
    "log": Row("log", np.log, "positive"),
    "log2": Row("log2", np.log2, "positive"),
    "log10": Row("log10", np.log10, "positive"),
    "log1p": Row("log1p", np.log1p, "positive"),
    "sin": Row("sin", np.sin),
    "cos": Row("cos", np.cos),
    "tan": Row("tan", np.tan),
    "asin": Row("asin", np.arcsin, "unit"),
    "acos": Row("acos", np.arccos, "unit"),
    "atan": Row("atan", np.arctan),
    "sinh": Row("sinh", np.sinh),
    "cosh": Row("cosh", np.cosh),
    "tanh": Row("tanh", np.tanh),
    "asinh": Row("asinh", np.arcsinh),
    "acosh": Row("acosh", np.arccosh, "above 1"),
    "atanh": Row("atanh", np.arctanh, "unit"),
    "sigmoid": Row("sigmoid", logistic),
    "softplus": Row("nn.functional.softplus", log_1_exp),
    "erf": Row("erf", erf),
    "relu": Row("relu", lambda x: np.maximum(x, 0)),
    "nn.leaky_relu": Row(
        "nn.functional.leaky_relu", lambda x: np.where(x > 0, x, x * x.dtype.type(0.01))
    ),
    "nn.elu": Row("nn.functional.elu", lambda x: below(x, np.expm1)),
    "nn.selu": Row(
        "nn.functional.selu", lambda x: SELU[1] * below(x, lambda z: SELU[0] * np.expm1(z))
    ),
    "nn.gelu": Row("nn.functional.gelu", gelu),
    "nn.gelu, tanh": Row("nn.functional.gelu", gelu_tanh),
    "nn.silu": Row("nn.functional.silu", lambda x: x * logistic(x)),
    "nn.mish": Row("nn.functional.mish", mish),
    "nn.logsigmoid": Row("nn.functional.logsigmoid", lambda x: -log_1_exp(-x)),
    "nn.softsign": Row("nn.functional.softsign", lambda x: x / (1 + abs(x))),
    "nn.hardtanh": Row("nn.functional.hardtanh", lambda x: np.clip(x, -1, 1)),
    "nn.relu6": Row("nn.functional.relu6", lambda x: np.clip(x, 0, 6)),
    "nn.hardsigmoid": Row("nn.functional.hardsigmoid", lambda x: np.clip(x + 3, 0, 6) / 6),
    "nn.hardswish": Row("nn.functional.hardswish", lambda x: x * np.clip(x + 3, 0, 6) / 6),
    "add": Row("add", np.add, operands=2),
    "subtract": Row("subtract", np.subtract, operands=2),
    "multiply": Row("multiply", np.multiply, operands=2),
    "divide": Row("divide", np.divide, operands=2),
    "maximum": Row("maximum", np.maximum, operands=2),
    "minimum": Row("minimum", np.minimum, operands=2),
    "remainder": Row("remainder", np.remainder, operands=2),
    "floor_divide": Row("floor_divide", np.floor_divide, operands=2),
    "pow": Row("pow", np.power, "positive", 2),
    "atan2": Row("atan2", np.arctan2, operands=2),
}
WITHOUT_OUT = {"relu"}  # beside all of torch.nn.functional


def has_out(row):
    """Can PyTorch write the result into memory that is there already?"""
    return row.torch not in WITHOUT_OUT and not row.torch.startswith("nn.")


def variant(name):
    """The options of a function, from "nn.gelu, tanh"."""
    _, _, approximate = name.partition(", ")
    return {"approximate": approximate} if approximate else {}


def arguments(row, dtype, factor=1.0):
    """The operands of a function."""
    generator = np.random.default_rng(0)
    found = []
    for _ in range(row.operands):
        x = generator.normal(size=COUNT) * factor
        if row.place == "unit":
            x = generator.uniform(-1, 1, COUNT)
        elif row.place != "any" and not found:
            x = abs(x) + (row.place == "above 1")
        found.append(x.astype(dtype))
    return found


def largest_error(got, row, operands):
    """In units in the last place; results that are not finite or subnormal are left out."""
    wide = np.float64 if got.dtype == np.float32 else np.longdouble
    with np.errstate(all="ignore"):
        want = row.exact(*(x.astype(wide) for x in operands)).astype(wide)
        last = np.spacing(abs(want.astype(got.dtype))).astype(wide)
        small = abs(want) < np.finfo(got.dtype).tiny
        found = np.where(np.isfinite(want) & ~small, abs(got.astype(wide) - want) / last, 0)
    found = found[np.isfinite(got)]
    return float(found.max(initial=0))


class Ours:
    """Pellucid, in this process."""

    def __init__(self):
        import pellucid as pel

        self.pel, self.call = pel, None

    def prepare(self, name, files):
        pel = self.pel
        function, options = operator.attrgetter(name.partition(", ")[0])(pel), variant(name)
        operands = [pel.asarray(np.load(file)) for file in files]
        if not has_out(ROWS[name]):
            compiled = pel.compile(lambda *x: function(*x, **options))
            self.call = lambda: compiled(*operands)
            return self.call().numpy()
        result = pel.zeros(operands[0].shape, dtype=operands[0].dtype)
        compiled = pel.compile(lambda *x: void(result.assign(function(*x, **options))))
        self.call = lambda: compiled(*operands)
        self.call()
        return result.numpy()

    def seconds(self):
        begun = time.perf_counter()
        self.call()
        return time.perf_counter() - begun


def void(_):
    """Nothing."""


class Torch:
    """PyTorch, in the process that answers."""

    def __init__(self):
        import torch

        torch.set_num_threads(1)
        self.torch, self.call = torch, None

    def prepare(self, name, files):
        torch = self.torch
        function, options = operator.attrgetter(ROWS[name].torch)(torch), variant(name)
        operands = [torch.from_numpy(np.load(file)) for file in files]
        if has_out(ROWS[name]):
            options["out"] = torch.empty_like(operands[0])
        self.call = lambda: function(*operands, **options)
        return self.call().numpy()

    def seconds(self):
        begun = time.perf_counter()
        self.call()
        return time.perf_counter() - begun


def serve():
    """Answers for PyTorch: one JSON line for each on standard input."""
    peer = Torch()
    for line in sys.stdin:
        command = json.loads(line)
        if command["do"] == "prepare":
            np.save(command["result"], peer.prepare(command["name"], command["files"]))
            answer = peer.torch.__version__
        else:
            answer = [peer.seconds() for _ in range(CALLS)]
        print(json.dumps(answer), flush=True)


class Peer:
    """PyTorch, in its own interpreter."""

    def __init__(self, python, folder):
        self.folder = folder
        self.process = subprocess.Popen(
            [python, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.version = ""

    def ask(self, **command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def prepare(self, name, files):
        result = str(self.folder / "result.npy")
        self.version = self.ask(do="prepare", name=name, files=files, result=result)
        return np.load(result)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def measure(name, dtype, peers, options):
    """(medians in ms, largest errors), of each peer."""
    row, errors = ROWS[name], [0.0] * len(peers)
    for factor in (*FACTORS[:0:-1], FACTORS[0]):
        operands = arguments(row, dtype, factor)
        files = []
        for number, x in enumerate(operands):
            files.append(str(peers[1].folder / f"{number}.npy"))
            np.save(files[-1], x)
        for number, peer in enumerate(peers):
            got = peer.prepare(name, files)
            errors[number] = max(errors[number], largest_error(got, row, operands))
    times = [[], []]
    for turn in range(options.rounds + 1):
        for number in (0, 1) if turn % 2 else (1, 0):
            peer = peers[number]
            found = peer.ask(do="time") if number else [peer.seconds() for _ in range(CALLS)]
            if turn:
                times[number] += found
    return [1e3 * statistics.median(t) for t in times], errors


def table(rows):
    """Markdown."""
    lines = [
        "| function | ours, ms | torch, ms | torch / ours | ours, ulp | torch, ulp |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, ((ours, torch), (error, other)) in rows.items():
        times = f"{ours:.3f} | {torch:.3f} | {torch / ours:.2f}"
        lines.append(f"| {name} | {times} | {error:.2f} | {other:.2f} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer-python", default=sys.executable, help="has PyTorch")
    parser.add_argument("--only", help="names of functions, a comma between them")
    parser.add_argument("--dtypes", default="float32,float64")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--md", type=Path, help="append the tables to this file")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return
    chosen = options.only.split(",") if options.only else list(ROWS)
    with tempfile.TemporaryDirectory() as folder:
        ours, peer = Ours(), Peer(options.peer_python, Path(folder))
        with ours.pel.using(threads=1):
            for dtype in options.dtypes.split(","):
                rows = {name: measure(name, dtype, [ours, peer], options) for name in chosen}
                text = f"{dtype}, torch {peer.version}\n\n{table(rows)}\n"
                print(text)
                if options.md:
                    with options.md.open("a", encoding="utf-8") as file:
                        file.write(f"\n{text}")
        peer.close()


if __name__ == "__main__":
    main()
