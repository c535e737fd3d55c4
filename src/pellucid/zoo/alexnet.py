"""AlexNet: Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional
neural networks" (2012), and CaffeNet, the variant that came with Caffe."""

from typing import Any

from pellucid import nn
from pellucid.tensor.functions.namespace import asarray
from pellucid.tensor.tensor import Tensor


class AlexNet(nn.Module):
    """Scores (n, classes) of pictures (n, 3, 227, 227): 60,965,224 parameters for 1,000 classes.

    Response normalisation as in the paper, k = 2 and alpha 1e-4 times the sum over 5 maps. The
    groups are the two graphics cards it was trained on. Dropout before both large layers.

    >>> AlexNet().fc8
    Linear(in_features=4096, out_features=1000, bias=True)
    """

    def __init__(self, classes: int = 1000) -> None:
        self.conv1 = nn.Conv2d(3, 96, 11, 4)
        self.conv2 = nn.Conv2d(96, 256, 5, padding=2, groups=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1, groups=2)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1, groups=2)
        self.fc6, self.fc7 = nn.Linear(9216, 4096), nn.Linear(4096, 4096)
        self.fc8 = nn.Linear(4096, classes)
        self.norm = nn.LocalResponseNorm(5, alpha=5e-4, k=2.0)
        self.pool, self.dropout = nn.MaxPool2d(3, 2), nn.Dropout(0.5)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weights normal with deviation 0.01; biases 1 in the second, fourth and fifth convolution
        and the hidden dense layers, 0 elsewhere."""
        ones = (self.conv2, self.conv4, self.conv5, self.fc6, self.fc7)
        for layer in (*ones, self.conv1, self.conv3, self.fc8):
            assert layer.bias is not None
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.constant_(layer.bias, float(any(layer is one for one in ones)))

    def early(self, x: Tensor) -> Tensor:
        """The first two convolutions: normalised, then pooled."""
        x = self.pool(self.norm(nn.relu(self.conv1(x))))
        return self.pool(self.norm(nn.relu(self.conv2(x))))

    def features(self, x: Any) -> Tensor:
        """The last hidden layer, (n, 4096): a vector for each picture."""
        x = self.early(asarray(x))
        x = nn.relu(self.conv4(nn.relu(self.conv3(x))))
        x = self.pool(nn.relu(self.conv5(x))).flatten(1)
        return self.dropout(nn.relu(self.fc7(self.dropout(nn.relu(self.fc6(x))))))

    def forward(self, x: Any) -> Tensor:
        """The scores."""
        return self.fc8(self.features(x))


class CaffeNet(AlexNet):
    """AlexNet with each pooling before the normalisation, whose alpha is 1e-4 by the mean and k 1:
    BVLC's reference network."""

    def __init__(self, classes: int = 1000) -> None:
        super().__init__(classes)
        self.norm = nn.LocalResponseNorm(5, alpha=1e-4)

    def early(self, x: Tensor) -> Tensor:
        """The first two convolutions: pooled, then normalised."""
        x = self.norm(self.pool(nn.relu(self.conv1(x))))
        return self.norm(self.pool(nn.relu(self.conv2(x))))
