"""One training step of a workload as one jitted function that owns its state.

With BENCH_SCAN a call of the step goes through all batches inside `lax.scan`.
"""

import itertools
import os

import jax
import jax.numpy as jnp

from peers.jax.arrays import on_device

SCAN = bool(os.environ.get("BENCH_SCAN"))


def stepper(loss_of, weights, optimizer, workload, *, statistics=None, reconstruct=False):
    """A `step(loss=False)` that trains `weights` on the workload's next batch.

    It gives back the loss before the update when asked. `loss_of(weights, x, y)` is the loss; with
    running `statistics`, `loss_of(weights, statistics, x, y)` is the loss and the next statistics.
    `reconstruct`: the input is the target.
    """
    begin, update = optimizer
    pairs = [(x, x if reconstruct else y) for x, y in workload.batches()]
    batches = [(on_device(x), on_device(y)) for x, y in pairs]

    def with_statistics(weights, statistics, x, y):
        if statistics:
            return loss_of(weights, statistics, x, y)
        return loss_of(weights, x, y), statistics

    def train(state, batch):
        weights, moments, statistics = state
        both = jax.value_and_grad(with_statistics, has_aux=True)
        (loss, statistics), gradients = both(weights, statistics, *batch)
        weights, moments = update(weights, gradients, moments)
        return (weights, moments, statistics), loss

    state = weights, begin(weights), statistics or {}
    if SCAN:
        return scanned(train, state, batches)
    trained = jax.jit(train, donate_argnums=0)
    turns = itertools.cycle(batches)

    def step(loss=False):  # noqa: FBT002
        nonlocal state
        state, found = trained(state, next(turns))
        return float(found) if loss else None

    return step


def scanned(train, state, batches):
    """A step that goes through all `batches` at once; it gives back the first loss."""
    stacked = jax.tree.map(lambda *parts: jnp.stack(parts), *batches)
    trained = jax.jit(lambda state, all_: jax.lax.scan(train, state, all_), donate_argnums=0)

    def step(loss=False):  # noqa: FBT002
        nonlocal state
        state, found = trained(state, stacked)
        return float(found[0]) if loss else None

    step.steps_per_call = len(batches)
    return step
