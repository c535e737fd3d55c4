"""`mlp_mnist` in Pellucid."""

from networks import Perceptron
from pellucid import nn, optim
from training import stepper
from workloads import mlp_mnist as W


def setup():
    network = Perceptron(W.SIZES)
    optimizer = optim.SGD(network.parameters(), lr=W.LR, momentum=W.MOMENTUM)
    return stepper(network, optimizer, nn.cross_entropy, W)
