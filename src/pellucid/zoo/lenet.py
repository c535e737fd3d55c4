"""LeNet, the convolutional network of LeCun, Bottou, Bengio and Haffner ("Gradient-based learning
applied to document recognition", 1998), in the form and sizes that Caffe made known.
"""

from typing import Any

from pellucid import nn, optim
from pellucid.tensor.tensor import Tensor
from pellucid.zoo.recipe import Recipe


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


def lenet_recipe(model: LeNet, *, n_rows: int, epochs: int = 5, batch_size: int = 64) -> Recipe:
    """What trains LeNet on `n_rows` pictures of MNIST or Fashion-MNIST, scaled to mean 0 and
    deviation 1.

    Momentum, the weight decay of Caffe's recipe, and a learning rate that falls along a cosine to
    0: in five epochs of Fashion-MNIST it names 91 of 100 unseen pictures right.

    >>> lenet_recipe(LeNet(), n_rows=60_000).schedule.T_max
    4690
    """
    optimizer = optim.SGD(model.parameters(), lr=0.02, momentum=0.9, weight_decay=5e-4)
    steps = -(-n_rows // batch_size) * epochs
    schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    return Recipe(optimizer, nn.cross_entropy, batch_size, epochs, schedule)
