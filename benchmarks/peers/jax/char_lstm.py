"""`char_lstm` in JAX."""

from peers.jax import networks
from peers.jax.arrays import weights_of
from peers.jax.losses import text_loss
from peers.jax.optimizers import adam
from peers.jax.training import stepper
from workloads import char_lstm as W


def loss_of(weights, x, y):
    return text_loss(networks.char_lstm(weights, x), y)


def setup():
    weights = weights_of(W)
    weights["emb.weight"] = weights["emb.weight"].T  # read by rows, not multiplied
    del weights["lstm.bias_hh_l0"]
    return stepper(loss_of, weights, adam(W.LR), W)
