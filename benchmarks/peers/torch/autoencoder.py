"""`autoencoder` in PyTorch."""

import torch

from peers.torch.networks import Perceptron
from peers.torch.training import stepper
from workloads import autoencoder as W


def setup():
    network = Perceptron(W.SIZES, sigmoid=True)
    optimizer = torch.optim.Adam(network.parameters(), lr=W.LR)
    return stepper(network, optimizer, torch.nn.functional.mse_loss, W, reconstruct=True)
