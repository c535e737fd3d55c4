"""`resnet8` in PyTorch."""

import torch

from peers.torch.networks import ResNet8
from peers.torch.training import stepper
from workloads import resnet8 as W


def setup():
    network = ResNet8()
    optimizer = torch.optim.SGD(
        network.parameters(), lr=W.LR, momentum=W.MOMENTUM, weight_decay=W.DECAY
    )
    return stepper(network, optimizer, torch.nn.functional.cross_entropy, W)
