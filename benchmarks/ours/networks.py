"""The networks of the workloads, in Pellucid."""

import pellucid as pel
from pellucid import nn


class Perceptron(nn.Module):
    """Dense layers l0, l1, ... with ReLU between, and a sigmoid at the end if asked for."""

    def __init__(self, sizes, *, sigmoid=False):
        super().__init__()
        self.depth, self.sigmoid = len(sizes) - 1, sigmoid
        for i in range(self.depth):
            setattr(self, f"l{i}", nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for i in range(self.depth - 1):
            x = nn.relu(getattr(self, f"l{i}")(x))
        x = getattr(self, f"l{self.depth - 1}")(x)
        return pel.sigmoid(x) if self.sigmoid else x


class LeNet(nn.Module):
    """Two convolutions, each under a max-pool, and two dense layers."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 20, 5), nn.Conv2d(20, 50, 5)
        self.ip1, self.ip2 = nn.Linear(800, 500), nn.Linear(500, 10)

    def forward(self, x):
        x = nn.max_pool2d(self.conv1(x), 2)
        x = nn.max_pool2d(self.conv2(x), 2)
        return self.ip2(nn.relu(self.ip1(x.flatten(1))))
