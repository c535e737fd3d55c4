"""VGG: Simonyan and Zisserman, "Very deep convolutional networks for large-scale image
recognition" (2015)."""

from typing import Any

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor.functions.namespace import asarray
from pellucid.tensor.tensor import Tensor

# How many convolutions each of the five stages has: columns A, B, D and E of table 1.
STAGES = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
WIDTHS = (64, 128, 256, 512, 512)


class VGG(nn.Module):
    """Scores (n, classes) of pictures (n, 3, 224, 224) by `depth` layers with weights: 11, 13, 16
    (138,357,544 parameters for 1,000 classes) or 19.

    >>> VGG(11, classes=2).features[0]
    Conv2d(3, 64, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    """

    def __init__(self, depth: int = 16, classes: int = 1000) -> None:
        if depth not in STAGES:
            raise ArgumentError(f"VGG: there is no depth {depth}", fix=f"use one of {[*STAGES]}")
        layers: list[nn.Module] = []
        channels = 3
        for width, count in zip(WIDTHS, STAGES[depth], strict=True):
            for _ in range(count):
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
                channels = width
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Dropout(),
            nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(),
            nn.Linear(4096, classes),
        )  # fmt: skip

    def forward(self, x: Any) -> Tensor:
        """The scores."""
        return self.classifier(self.features(asarray(x)).flatten(1))
