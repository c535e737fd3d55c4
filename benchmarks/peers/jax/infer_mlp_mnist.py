"""`infer_mlp_mnist` in JAX."""

from peers.jax import networks
from peers.jax.arrays import weights_of
from peers.jax.prediction import predictor
from workloads import infer_mlp_mnist as W


def setup():
    return predictor(networks.perceptron, weights_of(W), W)
