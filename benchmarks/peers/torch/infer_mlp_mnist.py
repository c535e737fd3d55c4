"""`infer_mlp_mnist` in PyTorch."""

from peers.torch.networks import Perceptron
from peers.torch.prediction import predictor
from workloads import infer_mlp_mnist as W
from workloads.mlp_mnist import SIZES


def setup():
    return predictor(Perceptron(SIZES), W)
