"""`lenet` in Pellucid."""

from networks import LeNet
from pellucid import nn, optim
from training import stepper
from workloads import lenet as W


def setup():
    network = LeNet()
    optimizer = optim.SGD(network.parameters(), lr=W.LR, momentum=W.MOMENTUM)
    return stepper(network, optimizer, nn.cross_entropy, W)
