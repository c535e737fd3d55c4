"""`infer_mlp_mnist` in Pellucid."""

from networks import Perceptron
from prediction import predictor
from workloads import infer_mlp_mnist as W
from workloads.mlp_mnist import SIZES


def setup():
    return predictor(Perceptron(SIZES), W)
