"""`mlp_mnist` in JAX."""

from peers.jax import networks
from peers.jax.arrays import weights_of
from peers.jax.losses import cross_entropy
from peers.jax.optimizers import sgd
from peers.jax.training import stepper
from workloads import mlp_mnist as W


def loss_of(weights, x, y):
    return cross_entropy(networks.perceptron(weights, x), y)


def setup():
    return stepper(loss_of, weights_of(W), sgd(W.LR, W.MOMENTUM), W)
