"""The losses of the workloads."""

import jax
import jax.numpy as jnp


def cross_entropy(logits, labels):
    chosen = jnp.take_along_axis(logits, labels[:, None], axis=1)[:, 0]
    return (jax.nn.logsumexp(logits, axis=1) - chosen).mean()


def squared_error(found, wanted):
    return ((found - wanted) ** 2).mean()


def text_loss(logits, symbols):
    """The cross-entropy of every place of every text."""
    return cross_entropy(logits.reshape(-1, logits.shape[-1]), symbols.reshape(-1))
