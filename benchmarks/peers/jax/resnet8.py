"""`resnet8` in JAX."""

import jax.numpy as jnp

from peers.jax import networks
from peers.jax.arrays import weights_of
from peers.jax.losses import cross_entropy
from peers.jax.optimizers import sgd
from peers.jax.training import stepper
from workloads import resnet8 as W


def loss_of(weights, statistics, x, y):
    logits, statistics = networks.resnet8(weights, statistics, x)
    return cross_entropy(logits, y), statistics


def setup():
    weights = weights_of(W)
    names = [k.removesuffix(".weight") for k, w in weights.items() if w.ndim == 1 and "weight" in k]
    statistics = {
        name: (jnp.zeros_like(weights[f"{name}.bias"]), jnp.ones_like(weights[f"{name}.bias"]))
        for name in names
    }
    optimizer = sgd(W.LR, W.MOMENTUM, W.DECAY)
    return stepper(loss_of, weights, optimizer, W, statistics=statistics)
