"""The networks of the workloads, in PyTorch."""

import torch
from torch import nn
from torch.nn import functional as F


class Perceptron(nn.Module):
    """Dense layers l0, l1, ... with ReLU between, and a sigmoid at the end if asked for."""

    def __init__(self, sizes, *, sigmoid=False):
        super().__init__()
        self.depth, self.sigmoid = len(sizes) - 1, sigmoid
        for i in range(self.depth):
            setattr(self, f"l{i}", nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for i in range(self.depth - 1):
            x = F.relu(getattr(self, f"l{i}")(x))
        x = getattr(self, f"l{self.depth - 1}")(x)
        return torch.sigmoid(x) if self.sigmoid else x


class LeNet(nn.Module):
    """Two convolutions, each under a max-pool, and two dense layers."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 20, 5), nn.Conv2d(20, 50, 5)
        self.ip1, self.ip2 = nn.Linear(800, 500), nn.Linear(500, 10)

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x), 2)
        x = F.max_pool2d(self.conv2(x), 2)
        return self.ip2(F.relu(self.ip1(x.flatten(1))))
