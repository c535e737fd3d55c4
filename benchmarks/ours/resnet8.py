"""`resnet8` in Pellucid."""

from networks import ResNet8
from pellucid import nn, optim
from training import stepper
from workloads import resnet8 as W

DECAY = 5e-4


def setup():
    network = ResNet8()
    optimizer = optim.SGD(network.parameters(), lr=W.LR, momentum=W.MOMENTUM, weight_decay=DECAY)
    return stepper(network, optimizer, nn.cross_entropy, W)
