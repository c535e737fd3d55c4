"""`mlp_mnist` in PyTorch."""

import torch

from peers.torch.networks import Perceptron
from peers.torch.training import stepper
from workloads import mlp_mnist as W


def setup():
    network = Perceptron(W.SIZES)
    optimizer = torch.optim.SGD(network.parameters(), lr=W.LR, momentum=W.MOMENTUM)
    return stepper(network, optimizer, torch.nn.functional.cross_entropy, W)
