"""LeNet, the convolutional network of LeCun, Bottou, Bengio and Haffner ("Gradient-based learning
applied to document recognition", 1998), in the form and sizes that Caffe made known.
"""

from typing import Any

from pellucid import nn
from pellucid.tensor.tensor import Tensor


class LeNet(nn.Module):
    """Scores (n, 10) of pictures (n, 1, 28, 28): 431,080 parameters.

    >>> import numpy as np
    >>> LeNet()(np.zeros((2, 1, 28, 28), np.float32)).shape
    (2, 10)
    """

    def __init__(self) -> None:
        self.conv1, self.conv2 = nn.Conv2d(1, 20, 5), nn.Conv2d(20, 50, 5)
        self.fc1, self.fc2 = nn.Linear(800, 500), nn.Linear(500, 10)

    def forward(self, x: Any) -> Tensor:
        """The scores."""
        x = nn.max_pool2d(self.conv1(x), 2)
        x = nn.max_pool2d(self.conv2(x), 2)
        return self.fc2(nn.relu(self.fc1(x.flatten(1))))
