"""SGD and Adam as functions of trees, with the formulas of the workloads.

Each is a pair: the state to begin with, from the weights; and (weights, gradients, state) to the
next weights and state.
"""

import jax
import jax.numpy as jnp


def sgd(lr, momentum, decay=0.0):
    def begin(weights):
        return jax.tree.map(jnp.zeros_like, weights)

    def update(weights, gradients, moments):
        if decay:
            gradients = jax.tree.map(lambda g, w: g + decay * w, gradients, weights)
        moments = jax.tree.map(lambda v, g: momentum * v + g, moments, gradients)
        return jax.tree.map(lambda w, v: w - lr * v, weights, moments), moments

    return begin, update


def adam(lr, beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0.0):
    """`decay` is that of AdamW, of matrices only."""

    def begin(weights):
        zeros = jax.tree.map(jnp.zeros_like, weights)
        return zeros, jax.tree.map(jnp.zeros_like, weights), jnp.float32(0)

    def update(weights, gradients, state):
        first, second, count = state
        count = count + 1
        first = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, first, gradients)
        second = jax.tree.map(lambda v, g: beta2 * v + (1 - beta2) * g * g, second, gradients)
        share, square_share = 1 - beta1**count, 1 - beta2**count

        def moved(w, m, v):
            kept = w * (1 - lr * decay) if w.ndim > 1 else w
            return kept - lr * (m / share) / (jnp.sqrt(v / square_share) + epsilon)

        return jax.tree.map(moved, weights, first, second), (first, second, count)

    return begin, update
