"""`lenet` in PyTorch."""

import torch

from peers.torch.networks import LeNet
from peers.torch.training import stepper
from workloads import lenet as W


def setup():
    network = LeNet()
    optimizer = torch.optim.SGD(network.parameters(), lr=W.LR, momentum=W.MOMENTUM)
    return stepper(network, optimizer, torch.nn.functional.cross_entropy, W)
