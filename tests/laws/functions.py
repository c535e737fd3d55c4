"""Random functions of float64 arrays: chains of every kind of operation, transforms among them.

A function is a list of steps, each of which makes one more value of those before it. The steps are
drawn once; the function can then be run on any arrays of its shapes, and is always the same.
"""

import math
import runpy
from pathlib import Path

import numpy as np

import pellucid as pel
from pellucid.graph import toposort

OPERATIONS = runpy.run_path(str(Path(__file__).with_name("operations.py")))
SMOOTH, BENT, BINARY = (OPERATIONS[name] for name in ("SMOOTH", "BENT", "BINARY"))
WRAPPED = runpy.run_path(str(Path(__file__).with_name("transforms.py")))["WRAPPED"]
SIZES = (1, 2, 3, 3, 4, 5, 7, 8, 17)
MOST = 400  # elements of a value
SMALL = 40  # of one that goes through three transforms
LARGEST = (
    300  # nodes of a function, those inside loops included: its derivatives have ten times more
)


class Writer:
    """A function being written; `draw(options)` picks one of a sequence."""

    def __init__(self, draw, smooth):
        self.draw = draw
        self.plain = dict(SMOOTH) if smooth else SMOOTH | BENT
        self.makers = SMOOTH_STEPS if smooth else STEPS
        self.shapes, self.steps = [], []
        self.pool = []

    def leaf(self, shape):
        """A new argument."""
        self.shapes.append(tuple(shape))
        self.pool.append(pel.zeros(shape, dtype="float64"))

    def place(self):
        """The number of a value there is already, mostly of a late one."""
        return len(self.pool) - 1 - self.draw(range(min(len(self.pool), 4)))

    def add(self, number, function, *others):
        """One more value, made of values by their numbers; unless it is too large."""
        found = function(self.pool[number], *(self.pool[n] for n in others))
        fits = 0 < found.size <= MOST and found.ndim <= 4 and found.dtype == pel.float64
        if fits and count([found.node]) <= LARGEST:
            self.steps.append((function, (number, *others)))
            self.pool.append(found)

    def step(self):
        number = self.place()
        getattr(self, self.draw(self.makers))(number, self.pool[number])

    # What a step may do

    def unary(self, number, x):
        self.add(number, self.plain[self.draw(sorted(self.plain))])

    def binary(self, number, x):
        alike = [n for n, z in enumerate(self.pool) if broadcasts(x.shape, z.shape)]
        self.add(number, BINARY[self.draw(sorted(BINARY))], self.draw(alike))

    def smooth_binary(self, number, x):
        alike = [n for n, z in enumerate(self.pool) if broadcasts(x.shape, z.shape)]
        name = self.draw(("add", "subtract", "multiply", "divide", "atan2", "pow"))
        self.add(number, BINARY[name], self.draw(alike))

    def wrapped(self, number, x):
        inner = self.plain[self.draw(sorted(self.plain))]
        outer = self.plain[self.draw(sorted(self.plain))]
        wrap = WRAPPED[self.draw(sorted(WRAPPED))]
        self.add(number, wrap(lambda v: outer(inner(v))))

    def wrapped_twice(self, number, x):
        inner = self.plain[self.draw(sorted(self.plain))]
        first, second = (WRAPPED[self.draw(sorted(WRAPPED))] for _ in range(2))
        self.add(number, second(first(inner)))

    def wrapped_often(self, number, x):
        function = self.plain[self.draw(sorted(self.plain))]
        for _ in range(3):
            function = WRAPPED[self.draw(sorted(WRAPPED))](function)
        if x.size <= SMALL:
            self.add(number, function)

    def recurrent(self, number, x):
        if x.ndim == 2 and x.shape[0] > 1:
            fitting = [n for n, z in enumerate(self.pool) if z.shape == x.shape[1:]]
            other, reverse = self.draw([*fitting, number]), self.draw((False, True))

            def step(carry, row, w):
                carry = pel.tanh(row @ w + carry @ w.T * 0.5)
                return carry, carry * row

            def run(v, *begin):
                first = begin[0] if begin else v[0]
                w = pel.tanh(v.T @ v) * 0.3  # depends on data, and on no step
                last, rows = pel.scan(lambda c, r: step(c, r, w), first, v, reverse=reverse)
                return rows + last

            self.add(number, run, *([other] if other != number else []))

    def reduce(self, number, x):
        axes = tuple(a for a in range(x.ndim) if self.draw((True, False)))
        keep = self.draw((True, False))
        name = self.draw(("sum", "mean", "prod", "var", "logsumexp"))
        reduction = getattr(pel, name)
        self.add(number, lambda v: reduction(pel.tanh(v), axis=axes, keepdims=keep))

    def extreme(self, number, x):
        axes = tuple(a for a in range(x.ndim) if self.draw((True, False)))
        extreme = self.draw((pel.max, pel.min))
        self.add(number, lambda v: extreme(v, axis=axes))

    def normalise(self, number, x):
        if x.ndim:
            axis = self.draw(range(x.ndim))
            f = self.draw(
                (pel.softmax, pel.log_softmax, lambda v, axis: v - v.mean(axis=axis, keepdims=True))
            )
            self.add(number, lambda v: f(v, axis=axis))

    def running(self, number, x):
        if x.ndim:
            axis = self.draw(range(x.ndim))
            f = self.draw((pel.cumulative_sum, pel.cumulative_prod))
            self.add(number, lambda v: f(pel.tanh(v), axis=axis))

    def permute(self, number, x):
        order = list(range(x.ndim))
        for axis in range(x.ndim - 1):
            other = self.draw(range(axis, x.ndim))
            order[axis], order[other] = order[other], order[axis]
        self.add(number, lambda v: v.permute(order))

    def reshape(self, number, x):
        divisors = [d for d in range(1, x.size + 1) if x.size % d == 0]
        d = self.draw(divisors)
        self.add(number, lambda v: v.reshape(d, x.size // d))

    def slice(self, number, x):
        key = tuple(
            self.draw((slice(None), slice(None, None, -1), slice(n // 2, None), slice(0, None, 2)))
            for n in x.shape
        )
        self.add(number, lambda v: v[key])

    def window(self, number, x):
        if x.ndim:
            axis = self.draw(range(x.ndim))
            size, stride = self.draw((1, 2, 3)), self.draw((1, 2))
            if size <= x.shape[axis]:
                self.add(
                    number, lambda v: pel.windows(v, [axis], [size], [stride], [1]).sum(axis=-1)
                )

    def pad(self, number, x):
        widths = [(self.draw((0, 1)), self.draw((0, 0, 2))) for _ in range(x.ndim)]
        value = self.draw((0.0, 0.5))
        self.add(number, lambda v: pel.pad(v, widths, value))

    def expand(self, number, x):
        n = self.draw((2, 3))
        self.add(number, lambda v: pel.broadcast_to(v, (n, *x.shape)))

    def roll(self, number, x):
        if x.ndim:
            axis, by = self.draw(range(x.ndim)), self.draw((1, -1, 2))
            self.add(number, lambda v: pel.roll(v, by, axis=axis))

    def join(self, number, x):
        if x.ndim:
            axis = self.draw(range(x.ndim))
            self.add(number, lambda v: pel.concat([v, pel.flip(v, axis=axis) * 0.5], axis=axis))
        else:
            self.add(number, lambda v: pel.stack([v, v * v]))

    def diagonal(self, number, x):
        if x.ndim >= 2 and x.shape[0] == x.shape[1]:
            labels = "ab"[: x.ndim - 2]
            self.add(number, lambda v: pel.einsum(f"ii{labels}->{labels}i", v))

    def product(self, number, x):
        if x.ndim:
            fitting = [n for n, z in enumerate(self.pool) if z.ndim and z.shape[0] == x.shape[-1]]
            other = self.draw([*fitting, number])
            if self.pool[other].shape[:1] == x.shape[-1:]:
                self.add(number, lambda v, z: pel.tensordot(pel.tanh(v), z, axes=1) * 0.3, other)
            else:
                self.add(
                    number,
                    lambda v: pel.einsum(
                        "...a,...b->...ab".replace("...", "xyzw"[: x.ndim - 1]), v, v
                    ),
                )

    def batched_product(self, number, x):
        if x.ndim >= 2:
            self.add(number, lambda v: pel.tanh(v @ v.mT))

    def take(self, number, x):
        if x.ndim:
            axis = self.draw(range(x.ndim))
            places = np.asarray(
                [self.draw(range(x.shape[axis])) for _ in range(self.draw((1, 3, 6)))]
            )
            self.add(number, lambda v: pel.take(v, pel.asarray(places), axis=axis))

    def take_found(self, number, x):
        if x.ndim:
            axis = self.draw(range(x.ndim))
            n = x.shape[axis]
            self.add(
                number,
                lambda v: pel.take_along_axis(v, (pel.abs(v) * 5).astype("int64") % n, axis=axis),
            )

    def positions(self, number, x):
        if x.ndim:
            axis = self.draw(range(x.ndim))
            f = self.draw((pel.argmax, pel.argmin))
            n = x.shape[axis]
            self.add(number, lambda v: pel.one_hot(f(v, axis=axis), n).astype("float64") * v.mean())

    def sort(self, number, x):
        if x.ndim:
            axis = self.draw(range(x.ndim))
            self.add(number, lambda v: pel.sort(v, axis=axis))

    def noise(self, number, x):
        key = np.asarray([self.draw(range(1000)), 7], np.uint32)
        self.add(
            number,
            lambda v: v + pel.random.normal(v.shape, dtype="float64", key=pel.asarray(key)) * 0.3,
        )

    def solve(self, number, x):
        if x.ndim >= 2 and x.shape[-1] == x.shape[-2]:
            n = x.shape[-1]
            f = self.draw((pel.linalg.inv, pel.linalg.det, lambda m: pel.linalg.solve(m, m.mT)))
            self.add(number, lambda v: f(pel.tanh(v) * (0.5 / n) + pel.eye(n, dtype="float64")))


WEIGHTS = {  # of others: 1
    "unary": 5,
    "smooth_binary": 4,
    "wrapped": 8,
    "wrapped_twice": 4,
    "wrapped_often": 2,
    "recurrent": 3,
    "reduce": 2,
    "product": 2,
}
ONCE = [
    "normalise",
    "permute",
    "reshape",
    "slice",
    "window",
    "pad",
    "expand",
    "roll",
    "join",
    "diagonal",
    "batched_product",
    "take",
    "noise",
    "running",
    "solve",
]
SMOOTH_STEPS = tuple(ONCE + [name for name, n in WEIGHTS.items() for _ in range(n)])
STEPS = (*SMOOTH_STEPS, *("binary",) * 3, "unary", "extreme", "take_found", "positions", "sort")


def count(nodes):
    """How many nodes there are below some, those inside loops and branches included."""
    found = toposort(nodes)
    bodies = (getattr(x.op, name, None) for x in found for name in ("body", "yes", "no"))
    return len(found) + sum(count(body.outputs) for body in bodies if body is not None)


def broadcasts(a, b):
    """Do two shapes make one of the first?"""
    try:
        return np.broadcast_shapes(a, b) == a
    except ValueError:
        return False


class Function:
    """A random function: `loss` of arrays of `shapes` is one number, and `values` are several."""

    def __init__(self, draw, steps, *, smooth):
        writer = Writer(draw, smooth)
        for _ in range(draw((1, 1, 2))):
            writer.leaf([draw(SIZES) for _ in range(draw((0, 1, 2, 2, 3)))])
        writer.pool = [x for x in writer.pool if x.size <= MOST] or [pel.zeros(3, dtype="float64")]
        writer.shapes = [x.shape for x in writer.pool]
        for _ in range(steps):
            writer.step()
        self.shapes, self.steps = writer.shapes, writer.steps
        self.names = [getattr(f, "__name__", "?") for f, _ in self.steps]

    def values(self, *leaves):
        """The last three values."""
        pool = list(leaves)
        for function, numbers in self.steps:
            pool.append(function(*(pool[n] for n in numbers)))
        return tuple(pool[-3:])

    def loss(self, *leaves):
        """A number that depends on each of the last values."""
        total = 0.0
        for number, x in enumerate(self.values(*leaves)):
            weights = np.cos(np.arange(x.size) + number).reshape(x.shape) / math.sqrt(x.size)
            total = total + (pel.sin(x) * weights).sum()
        return total

    def arguments(self, seed):
        """Arrays to run it on."""
        random = np.random.default_rng(seed)
        return [random.normal(size=shape) for shape in self.shapes]
