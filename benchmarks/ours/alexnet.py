"""`alexnet` in Pellucid."""

from networks import AlexNet
from pellucid import nn, optim
from training import stepper
from workloads import alexnet as W

DECAY = 5e-4


def setup():
    network = AlexNet()
    optimizer = optim.SGD(network.parameters(), lr=W.LR, momentum=W.MOMENTUM, weight_decay=DECAY)
    return stepper(network, optimizer, nn.cross_entropy, W)
