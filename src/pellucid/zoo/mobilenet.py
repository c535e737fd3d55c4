"""MobileNet: Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision
applications" (2017)."""

from typing import Any

from pellucid import nn
from pellucid.tensor.functions.namespace import asarray
from pellucid.tensor.tensor import Tensor

# Table 1: the channels after each pair of layers, and the stride of its first.
PAIRS = (
    (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1),
    (512, 1), (512, 1), (1024, 2), (1024, 1),
)  # fmt: skip


def normalised(convolution: nn.Conv2d) -> list[nn.Module]:
    """A convolution, batch normalisation and a rectifier."""
    return [convolution, nn.BatchNorm2d(convolution.out_channels), nn.ReLU()]


class MobileNet(nn.Module):
    """Scores (n, classes) of pictures (n, 3, 224, 224): 4,231,976 parameters for 1,000 classes.
    `width` multiplies every number of channels.

    >>> MobileNet(width=0.25, classes=10).fc
    Linear(in_features=256, out_features=10, bias=True)
    """

    def __init__(self, classes: int = 1000, width: float = 1.0) -> None:
        channels = int(32 * width)
        layers = normalised(nn.Conv2d(3, channels, 3, 2, 1, bias=False))
        for wide, stride in PAIRS:
            out = int(wide * width)
            layers += normalised(
                nn.Conv2d(channels, channels, 3, stride, 1, groups=channels, bias=False)
            )
            layers += normalised(nn.Conv2d(channels, out, 1, bias=False))
            channels = out
        self.features, self.fc = nn.Sequential(*layers), nn.Linear(channels, classes)

    def forward(self, x: Any) -> Tensor:
        """The scores."""
        return self.fc(nn.adaptive_avg_pool2d(self.features(asarray(x)), 1).flatten(1))
