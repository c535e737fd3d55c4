"""`char_lstm` in PyTorch."""

import torch

from peers.torch.networks import CharLSTM
from peers.torch.training import stepper, text_loss
from workloads import char_lstm as W


def setup():
    network = CharLSTM(W.SYMBOLS, W.WIDTH, W.UNITS)
    network.lstm.bias_hh_l0.requires_grad_(requires_grad=False)
    trained = [p for p in network.parameters() if p.requires_grad]
    return stepper(network, torch.optim.Adam(trained, lr=W.LR), text_loss, W)
