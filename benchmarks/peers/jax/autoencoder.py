"""`autoencoder` in JAX."""

import jax

from peers.jax import networks
from peers.jax.arrays import weights_of
from peers.jax.losses import squared_error
from peers.jax.optimizers import adam
from peers.jax.training import stepper
from workloads import autoencoder as W


def loss_of(weights, x, y):
    return squared_error(jax.nn.sigmoid(networks.perceptron(weights, x)), y)


def setup():
    return stepper(loss_of, weights_of(W), adam(W.LR), W, reconstruct=True)
