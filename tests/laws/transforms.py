"""What transforms, loops and branches make of a function that keeps the shape of its argument: one
that keeps it too, so that they nest in any order. By name.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

import pellucid as pel
from pellucid import nn

FEW = 6  # elements of what whole matrices of derivatives are made for


@dataclass
class Pair:
    """A tree of a class of its own."""

    first: Any
    rest: Any


class Gate(nn.Module):
    """A layer with a weight for every place."""

    def __init__(self, shape):
        numbers = np.cos(np.arange(np.prod(shape, dtype=int))).reshape(shape)
        self.weight = pel.Parameter(numbers)

    def forward(self, x):
        return pel.tanh(x * self.weight + 0.2)


def by_itself(x):
    """The sine, with a gradient written out."""
    return pel.custom_gradient(lambda v: (pel.sin(v), lambda g: g * pel.cos(v)))(x)


# Gradients and maps


def of_a_tree(f):
    """The gradient with respect to a dict with a list and a dataclass in it."""

    def loss(tree):
        pair = tree["pair"]
        return (f(tree["list"][0]) * pair.first).sum() + pel.sin(pair.rest[0] * pair.first).sum()

    def found(x):
        tree = {"list": [x], "pair": Pair(pel.cos(x), (x * 0.5,))}
        slopes = pel.grad(loss)(tree)
        return slopes["list"][0] + slopes["pair"].first * 0.5 - slopes["pair"].rest[0]

    return found


def of_a_module(f):
    """The gradient with respect to a layer and its argument."""

    def found(x):
        slopes, own = pel.grad(lambda m, v: pel.sin(m(f(v))).sum(), argnums=(0, 1))(
            Gate(x.shape), x
        )
        return slopes.weight + own

    return found


def mapped_over_modules(f):
    """A layer for each example: a map over the parts of a tree of modules."""

    def found(x):
        if not x.ndim:
            return f(x)
        return pel.vmap(lambda m, v: m(f(v)))(Gate(x.shape), x)

    return found


def row_sums(matrices):
    """What is left of a whole matrix of derivatives: its sums over the places of the result."""

    def made(f):
        def found(x):
            if x.size > FEW:
                return f(x)
            return matrices(f)(x).sum(axis=tuple(range(x.ndim)))

        return found

    return made


# Loops and branches


def scanned(f, *, reverse=False):
    """A loop over the first axis that leaves a row at every step."""

    def step(carry, row):
        carry = pel.tanh(f(carry) * 0.4 + row)
        return carry, carry * 0.5 + row

    return lambda x: pel.scan(step, x[0] * 0.3, x, reverse=reverse)[1] if x.ndim else f(x)


def scanned_trees(f):
    """Trees carried, read and left; a value from outside, and one that nobody reads."""

    def found(x):
        if not x.ndim:
            return f(x)
        scale = pel.cos(x.mean())

        def step(carry, rows):
            last, count = carry.first, carry.rest["count"]
            now = pel.sin(f(rows["row"]) * scale + last)
            return Pair(now, {"count": count + 1, "seen": last}), [now, {"unread": last * 2}]

        begin = Pair(x[0] * 0.0, {"count": 0, "seen": x[-1]})
        last, (rows, _) = pel.scan(step, begin, {"row": x, "other": x * 2})
        return rows + last.first * 0.1 + last.rest["seen"]

    return found


def repeated(f):
    """A few steps with the same function, nothing read and nothing left."""
    return lambda x: pel.scan(lambda c, _: (pel.tanh(f(c)) * 0.8, None), x, None, 3)[0]


def while_large(f):
    """Until the sum of squares is small, but at most four steps."""

    def found(x):
        limit = pel.mean(x * x) * 0.3

        def more(state):
            return (state[0] < 4) & (pel.mean(state[1] ** 2) > limit)

        return pel.while_loop(more, lambda s: [s[0] + 1, pel.sin(f(s[1])) * 0.6 + x * 0.1], [0, x])[
            1
        ]

    return found


def chosen(f):
    """One of two functions, by the sum."""

    def found(x):
        scale = pel.sin(x.mean())
        return pel.cond(x.sum() > 0.1, f, lambda v: pel.tanh(v) * scale, x)

    return found


def chosen_by_row(f):
    """One of two functions for each row."""
    return lambda x: pel.vmap(chosen(f))(x) if x.ndim else chosen(f)(x)


def chosen_in_steps(f):
    """A branch at every step of a loop, with a loop on one side."""

    def step(carry, row):
        carry = pel.cond(row.sum() > 0, chosen(f), repeated(f), carry * 0.5 + row)
        return carry, pel.sin(carry)

    return lambda x: pel.scan(step, x[0], x)[1] if x.ndim else chosen(f)(x)


def gradient_in_steps(f):
    """A descent: the gradient of a function at every step of a loop."""
    slope = pel.grad(lambda v: pel.sin(f(v)).sum())
    return lambda x: pel.scan(lambda c, _: (pel.tanh(c - 0.3 * slope(c)), None), x, None, 2)[0]


WRAPPED = {
    "vmap": lambda f: lambda x: pel.vmap(f)(x) if x.ndim else f(x),
    "vmap along the last": lambda f: lambda x: pel.vmap(f, -1, -1)(x) if x.ndim else f(x),
    "grad": lambda f: pel.grad(lambda x: pel.sin(f(x)).sum()),
    "grad of a tree": of_a_tree,
    "grad of a module": of_a_module,
    "jvp": lambda f: lambda x: pel.jvp(f, (x,), (pel.cos(x),))[1],
    "vjp": lambda f: lambda x: pel.vjp(f, x)[1](pel.tanh(x))[0],
    "jacobian": row_sums(pel.jacobian),
    "jacobian forward": row_sums(pel.jacfwd),
    "hessian": row_sums(lambda f: pel.hessian(lambda x: pel.sin(f(x)).sum())),
    "checkpoint": pel.checkpoint,
    "compile": pel.compile,
    "vmap of grad": lambda f: (
        lambda x: pel.vmap(pel.grad(lambda v: f(v).sum()))(x) if x.ndim else f(x)
    ),
    "vmap over modules": mapped_over_modules,
    "checkpointed grad": lambda f: pel.checkpoint(pel.grad(lambda x: pel.cos(f(x)).sum())),
    "by itself": lambda f: lambda x: by_itself(f(x)),
    "scan": scanned,
    "scan back": lambda f: scanned(f, reverse=True),
    "scan of trees": scanned_trees,
    "scan without arrays": repeated,
    "scan of grad": gradient_in_steps,
    "scan of checkpoint": lambda f: scanned(pel.checkpoint(f)),
    "scan of cond": chosen_in_steps,
    "while": while_large,
    "while by row": lambda f: lambda x: pel.vmap(while_large(f))(x) if x.ndim else f(x),
    "cond": chosen,
    "cond by row": chosen_by_row,
}
