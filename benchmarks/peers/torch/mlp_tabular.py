"""`mlp_tabular` in PyTorch."""

import torch

from peers.torch.networks import Perceptron
from peers.torch.training import stepper
from workloads import mlp_tabular as W


def setup():
    network = Perceptron(W.SIZES)
    optimizer = torch.optim.Adam(network.parameters(), lr=W.LR)
    return stepper(network, optimizer, torch.nn.functional.cross_entropy, W)
