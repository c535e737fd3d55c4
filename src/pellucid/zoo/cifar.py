"""Networks for pictures of 32 x 32 in three colours, as CIFAR-10 has them."""

from typing import Any

from pellucid import nn
from pellucid.tensor.functions.namespace import asarray
from pellucid.tensor.tensor import Tensor


class CifarQuick(nn.Module):
    """Scores (n, classes) of pictures (n, 3, 32, 32): the network `cifar10_quick` that came with
    Caffe, after Krizhevsky's cuda-convnet; 145,578 parameters for 10 classes.

    >>> sum(p.size for p in CifarQuick().parameters())
    145578
    """

    def __init__(self, classes: int = 10) -> None:
        self.conv1 = nn.Conv2d(3, 32, 5, padding=2)
        self.conv2 = nn.Conv2d(32, 32, 5, padding=2)
        self.conv3 = nn.Conv2d(32, 64, 5, padding=2)
        self.ip1, self.ip2 = nn.Linear(1024, 64), nn.Linear(64, classes)
        for layer, deviation in zip(
            (self.conv1, self.conv2, self.conv3, self.ip1, self.ip2),
            (1e-4, 0.01, 0.01, 0.1, 0.1),
            strict=True,
        ):
            assert layer.bias is not None
            nn.init.normal_(layer.weight, std=deviation)
            nn.init.zeros_(layer.bias)

    def forward(self, x: Any) -> Tensor:
        """The scores. Windows of pooling hang over the border, as Caffe's do."""
        x = nn.relu(nn.max_pool2d(self.conv1(asarray(x)), 3, 2, ceil_mode=True))
        x = nn.avg_pool2d(nn.relu(self.conv2(x)), 3, 2, ceil_mode=True)
        x = nn.avg_pool2d(nn.relu(self.conv3(x)), 3, 2, ceil_mode=True)
        return self.ip2(self.ip1(x.flatten(1)))


class AllCNN(nn.Module):
    """Scores (n, classes) of pictures (n, 3, 32, 32) by convolutions alone: All-CNN-C of
    Springenberg, Dosovitskiy, Brox and Riedmiller, "Striving for simplicity" (2015); 1,369,738
    parameters for 10 classes. Dropout of a fifth of the input, and of half behind each stride. The
    scores themselves are not cut at 0, as the paper's table has them: all of them soon died so.

    >>> sum(p.size for p in AllCNN().parameters())
    1369738
    """

    def __init__(self, classes: int = 10) -> None:
        layers: list[nn.Module] = [nn.Dropout(0.2)]
        plan = ((3, 96, 1), (96, 96, 1), (96, 96, 2), (96, 192, 1), (192, 192, 1), (192, 192, 2))
        for channels, width, stride in plan:
            layers += [nn.Conv2d(channels, width, 3, stride, 1), nn.ReLU()]
            if stride == 2:
                layers.append(nn.Dropout(0.5))
        layers += [nn.Conv2d(192, 192, 3), nn.ReLU(), nn.Conv2d(192, 192, 1), nn.ReLU()]
        layers.append(nn.Conv2d(192, classes, 1))
        self.layers = nn.Sequential(*layers)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                assert module.bias is not None
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                nn.init.zeros_(module.bias)

    def forward(self, x: Any) -> Tensor:
        """The scores: means over the 6 x 6 places of the last layer."""
        return self.layers(asarray(x)).mean((2, 3))
