"""Random programs over small whole numbers, so that every sum and product is exact: whatever
order the compiler adds in, the result must be equal to the bit.
"""

import math

import numpy as np

import pellucid as pel

SIZES = (1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 17, 19, 33)
MOST = 6000  # elements of a value


class Writer:
    """A random program being written; `draw(options)` picks one of a sequence."""

    def __init__(self, draw, dtype):
        self.draw, self.dtype = draw, dtype
        self.random = np.random.default_rng(0)
        self.leaves, self.pool = [], []

    def leaf(self, shape):
        """A new argument of whole numbers from -3 to 3, a parameter now and then."""
        values = self.random.integers(-3, 4, shape).astype(self.dtype)
        is_state = self.draw((False, False, True))
        is_float = np.dtype(self.dtype).kind == "f"
        x = pel.Parameter(values, requires_grad=is_float) if is_state else pel.Tensor(values)
        self.leaves.append(x)
        self.pool.append(x)
        return x

    def any(self):
        """A value there is already, mostly a late one."""
        return self.pool[-1 - self.draw(range(min(len(self.pool), 4)))]

    def small(self, x):
        """`x`, back to small numbers where they may have grown."""
        return x % 5 - 2

    def step(self):
        """One more value."""
        found = getattr(self, self.draw(STEPS))(self.any())
        if found is not None and 0 < found.size <= MOST and found.ndim <= 6:
            self.pool.append(found)

    # What a step may do

    def permute(self, x):
        order = list(range(x.ndim))
        for axis in range(x.ndim - 1):
            other = self.draw(range(axis, x.ndim))
            order[axis], order[other] = order[other], order[axis]
        return x.permute(order) if x.ndim else None

    def reshape(self, x):
        factors, rest = [], x.size
        while rest > 1 and len(factors) < 3:
            divisors = [d for d in range(1, rest + 1) if rest % d == 0]
            factors.append(self.draw(divisors))
            rest //= factors[-1]
        return x.reshape(*factors, rest)

    def slice(self, x):
        key = []
        for n in x.shape:
            start, step = self.draw(range(min(n, 3))), self.draw((1, 1, 2, -1, 3))
            key.append(slice(None, None, step) if step < 0 else slice(start, None, step))
        return x[tuple(key)] if key else None

    def index(self, x):
        return x[self.draw(range(x.shape[0]))] if x.ndim else None

    def window(self, x):
        if not x.ndim:
            return None
        axis = self.draw(range(x.ndim))
        size, stride, dilation = (self.draw((1, 2, 3)) for _ in range(3))
        if dilation * (size - 1) >= x.shape[axis]:
            return None
        return pel.windows(x, [axis], [size], [stride], [dilation])

    def pad(self, x):
        widths = [(self.draw((0, 0, 1, 2)), self.draw((0, 0, 1, 3))) for _ in range(x.ndim)]
        return pel.pad(x, widths, self.draw((0.0, 0.0, 2.0)))

    def expand(self, x):
        return pel.broadcast_to(x, (self.draw((2, 3, 9)), *x.shape))

    def flip(self, x):
        return pel.flip(x, axis=self.draw(range(x.ndim))) if x.ndim else None

    def roll(self, x):
        return pel.roll(x, self.draw((1, 2, -1)), axis=self.draw(range(x.ndim))) if x.ndim else None

    def join(self, x):
        if not x.ndim:
            return None
        axis = self.draw(range(x.ndim))
        return pel.concat([x, x * 2, pel.flip(x, axis=axis)][: self.draw((2, 3))], axis=axis)

    def unary(self, x):
        return self.draw((pel.negative, pel.abs, pel.sign, pel.relu, lambda v: pel.clip(v, -1, 2)))(
            x
        )

    def binary(self, x):
        z = self.partner(x)
        name = self.draw(("add", "subtract", "multiply", "maximum", "minimum"))
        found = getattr(pel, name)(x, z)
        return self.small(found) if name == "multiply" else found

    def choose(self, x):
        z = self.partner(x)
        condition = self.draw((pel.less, pel.equal, pel.greater_equal))(x, z)
        return pel.where(condition, x, z * 2)

    def partner(self, x):
        """Something that broadcasts with `x`."""
        alike = [p for p in self.pool if p.shape == x.shape and p is not x]
        if alike and self.draw((True, True, False)):
            return self.draw(alike)
        shape = [n if self.draw((True, True, False)) else 1 for n in x.shape]
        return self.leaf(shape[self.draw(range(len(shape) + 1)) :])

    def reduce(self, x):
        if not x.ndim:
            return None
        axes = [a for a in range(x.ndim) if self.draw((True, False))] or [x.ndim - 1]
        keep = self.draw((True, False))
        name = self.draw(("sum", "sum", "max", "min"))
        found = getattr(pel, name)(x, axis=axes, keepdims=keep)
        return self.small(found) if name == "sum" else found

    def centre(self, x):
        """A value that is read again beside its own reduction."""
        if not x.ndim:
            return None
        axis = self.draw(range(x.ndim))
        return self.small(x - self.draw((pel.max, pel.sum, pel.min))(x, axis=axis, keepdims=True))

    def product(self, x):
        """A contraction with a matrix, a batch, or itself."""
        if not x.ndim:
            return None
        labels = "abcdef"[: x.ndim]
        shared = [c for c in labels if self.draw((True, False))] or [labels[-1]]
        sizes = dict(zip(labels, x.shape, strict=True))
        new = self.draw(("", "X", "XY"))
        sizes |= {c: self.draw(SIZES[1:]) for c in new}
        right = [*shared, *new]
        order = [right.pop(self.draw(range(len(right)))) for _ in range(len(right))]
        z = self.leaf([sizes[c] for c in order])
        kept = [c for c in labels if c not in shared or self.draw((True, False, False))]
        out = [*kept, *new]
        out = [out.pop(self.draw(range(len(out)))) for _ in range(len(out))]
        if math.prod(sizes[c] for c in out) > MOST:
            return None
        return self.small(pel.einsum(f"{labels},{''.join(order)}->{''.join(out)}", x, z))

    def matmul(self, x):
        if x.ndim < 2:
            return None
        return self.small(x @ self.leaf([x.shape[-1], self.draw(SIZES)]))

    def position(self, x):
        if not x.ndim:
            return None
        axis = self.draw(range(x.ndim))
        found = self.draw((pel.argmax, pel.argmin))(x, axis=axis)
        return (found % 4).astype(self.dtype)

    def take(self, x):
        if not x.ndim:
            return None
        axis = self.draw(range(x.ndim))
        places = self.random.integers(0, x.shape[axis], self.draw((1, 3, 10)))
        return pel.take(x, pel.Tensor(places), axis=axis)

    def take_found(self, x):
        """Rows read at places that the program computes."""
        if not x.ndim:
            return None
        places = (pel.abs(x.sum(axis=list(range(1, x.ndim)))) % x.shape[0]).astype("int64")
        return pel.take(x, places, axis=0)


STEPS = (
    "permute",
    "permute",
    "reshape",
    "reshape",
    "slice",
    "index",
    "window",
    "pad",
    "expand",
    "flip",
    "roll",
    "join",
    "unary",
    "unary",
    "binary",
    "binary",
    "binary",
    "choose",
    "reduce",
    "reduce",
    "centre",
    "product",
    "product",
    "matmul",
    "position",
    "take",
    "take_found",
)


def write(draw, dtype, steps):
    """The results of a random program, and its arguments."""
    writer = Writer(draw, dtype)
    writer.leaf(
        [draw(SIZES) for _ in range(draw((1, 2, 2, 3, 4)))]
        if draw((1, 1, 0))
        else (33, draw(SIZES))
    )
    while writer.pool[0].size > MOST:
        writer.leaves, writer.pool = [], []
        writer.leaf([draw(SIZES) for _ in range(2)])
    for _ in range(steps):
        writer.step()
    results = writer.pool[len(writer.pool) // 2 :]
    return [x for x in results if not x.is_leaf] or [results[-1] * 1], writer.leaves
