"""`lenet` in JAX."""

from peers.jax import networks
from peers.jax.arrays import weights_of
from peers.jax.losses import cross_entropy
from peers.jax.optimizers import sgd
from peers.jax.training import stepper
from workloads import lenet as W


def loss_of(weights, x, y):
    return cross_entropy(networks.lenet(weights, x), y)


def setup():
    return stepper(loss_of, weights_of(W, {"ip1.weight": (50, 4, 4)}), sgd(W.LR, W.MOMENTUM), W)
