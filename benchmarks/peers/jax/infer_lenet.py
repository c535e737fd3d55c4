"""`infer_lenet` in JAX."""

from peers.jax import networks
from peers.jax.arrays import weights_of
from peers.jax.prediction import predictor
from workloads import infer_lenet as W


def setup():
    return predictor(networks.lenet, weights_of(W, {"ip1.weight": (50, 4, 4)}), W)
