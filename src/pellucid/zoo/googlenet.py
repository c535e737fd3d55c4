"""GoogLeNet: Szegedy et al., "Going deeper with convolutions" (2015), without the classifiers that
help it in training."""

from typing import Any

from pellucid import nn
from pellucid.tensor.functions.namespace import asarray
from pellucid.tensor.tensor import Tensor

# Table 1: 1x1; before 3x3, 3x3; before 5x5, 5x5; after the pooling.
THIRD = ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64))
FOURTH = (
    (192, 96, 208, 16, 48, 64), (160, 112, 224, 24, 64, 64), (128, 128, 256, 24, 64, 64),
    (112, 144, 288, 32, 64, 64), (256, 160, 320, 32, 128, 128),
)  # fmt: skip
FIFTH = ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128))


def convolution(channels: int, out: int, size: int, **options: Any) -> nn.Sequential:
    """A convolution and a rectifier."""
    return nn.Sequential(nn.Conv2d(channels, out, size, **options), nn.ReLU())


def inception(channels: int, widths: tuple[int, ...]) -> nn.Concat:
    """Windows of 1, 3 and 5 and a pooling side by side, the large ones behind narrow layers."""
    one, before3, three, before5, five, pooled = widths
    return nn.Concat(
        convolution(channels, one, 1),
        nn.Sequential(convolution(channels, before3, 1), convolution(before3, three, 3, padding=1)),
        nn.Sequential(convolution(channels, before5, 1), convolution(before5, five, 5, padding=2)),
        nn.Sequential(nn.MaxPool2d(3, 1, 1), convolution(channels, pooled, 1)),
    )


class GoogLeNet(nn.Module):
    """Scores (n, classes) of pictures (n, 3, 224, 224): 6,998,552 parameters for 1,000 classes.

    >>> GoogLeNet(10).fc
    Linear(in_features=1024, out_features=10, bias=True)
    """

    def __init__(self, classes: int = 1000) -> None:
        self.stem = nn.Sequential(
            convolution(3, 64, 7, stride=2, padding=3), nn.MaxPool2d(3, 2, ceil_mode=True),
            nn.LocalResponseNorm(5), convolution(64, 64, 1), convolution(64, 192, 3, padding=1),
            nn.LocalResponseNorm(5), nn.MaxPool2d(3, 2, ceil_mode=True),
        )  # fmt: skip
        stages, channels = [], 192
        for stage in (THIRD, FOURTH, FIFTH):
            for widths in stage:
                stages.append(inception(channels, widths))
                channels = widths[0] + widths[2] + widths[4] + widths[5]
            if stage is not FIFTH:
                stages.append(nn.MaxPool2d(3, 2, ceil_mode=True))
        self.stages = nn.Sequential(*stages)
        self.dropout, self.fc = nn.Dropout(0.4), nn.Linear(channels, classes)

    def forward(self, x: Any) -> Tensor:
        """The scores."""
        x = nn.adaptive_avg_pool2d(self.stages(self.stem(asarray(x))), 1)
        return self.fc(self.dropout(x.flatten(1)))
