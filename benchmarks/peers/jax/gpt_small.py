"""`gpt_small` in JAX."""

from functools import partial

from peers.jax import networks
from peers.jax.arrays import weights_of
from peers.jax.losses import text_loss
from peers.jax.optimizers import adam
from peers.jax.training import stepper
from workloads import gpt_small as W


def loss_of(weights, x, y):
    return text_loss(networks.gpt(weights, x, heads=W.HEADS, layers=W.LAYERS), y)


def setup():
    weights = weights_of(W)
    for name in ("wte.weight", "wpe.weight"):  # read by rows, not multiplied
        weights[name] = weights[name].T
    beta1, beta2 = W.BETAS
    decayed = partial(adam, beta1=beta1, beta2=beta2, decay=W.DECAY)
    return stepper(loss_of, weights, decayed(W.LR), W)
