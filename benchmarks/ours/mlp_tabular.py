"""`mlp_tabular` in Pellucid."""

from networks import Perceptron
from pellucid import nn, optim
from training import stepper
from workloads import mlp_tabular as W


def setup():
    network = Perceptron(W.SIZES)
    optimizer = optim.Adam(network.parameters(), lr=W.LR)
    return stepper(network, optimizer, nn.cross_entropy, W)
