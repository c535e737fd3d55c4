"""`gpt_small` in PyTorch."""

import torch

from peers.torch.networks import GPT
from peers.torch.training import stepper, text_loss
from workloads import gpt_small as W


def setup():
    network = GPT(W.SYMBOLS, W.STEPS, W.WIDTH, W.HEADS, W.LAYERS)
    parameters = list(network.parameters())
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": W.DECAY},
        {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
    ]
    return stepper(network, torch.optim.AdamW(groups, lr=W.LR, betas=W.BETAS), text_loss, W)
