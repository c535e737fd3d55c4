"""`alexnet` in PyTorch."""

import torch

from peers.torch.networks import AlexNet
from peers.torch.training import stepper
from workloads import alexnet as W


def setup():
    network = AlexNet()
    optimizer = torch.optim.SGD(
        network.parameters(), lr=W.LR, momentum=W.MOMENTUM, weight_decay=W.DECAY
    )
    return stepper(network, optimizer, torch.nn.functional.cross_entropy, W)
