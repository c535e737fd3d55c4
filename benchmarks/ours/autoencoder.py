"""`autoencoder` in Pellucid."""

from networks import Perceptron
from pellucid import nn, optim
from training import stepper
from workloads import autoencoder as W


def setup():
    network = Perceptron(W.SIZES, sigmoid=True)
    optimizer = optim.Adam(network.parameters(), lr=W.LR)
    return stepper(network, optimizer, nn.mse_loss, W, reconstruct=True)
