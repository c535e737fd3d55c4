"""Residual networks: He, Zhang, Ren and Sun, "Deep residual learning for image recognition"
(2016), the large ones for ImageNet and the small ones for pictures of 32 x 32."""

from collections.abc import Callable
from typing import Any

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor.functions.namespace import asarray
from pellucid.tensor.tensor import Tensor

Block = Callable[[int, int, int], nn.Module]
# Table 1: how many blocks each of the four stages has.
STAGES = {
    18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)
}  # fmt: skip


class BasicBlock(nn.Module):
    """Two convolutions of 3 x 3 beside a shortcut. Names are those of torchvision."""

    expansion = 1

    def __init__(self, channels: int, width: int, stride: int = 1) -> None:
        self.conv1 = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = shortcut(channels, width, stride)

    def forward(self, x: Tensor) -> Tensor:
        y = nn.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return nn.relu(y + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(nn.Module):
    """A convolution of 3 x 3 between two of 1 x 1, beside a shortcut; the stride is that of the
    middle one."""

    expansion = 4

    def __init__(self, channels: int, width: int, stride: int = 1) -> None:
        self.conv1 = nn.Conv2d(channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.downsample = shortcut(channels, 4 * width, stride)

    def forward(self, x: Tensor) -> Tensor:
        y = nn.relu(self.bn1(self.conv1(x)))
        y = nn.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return nn.relu(y + (x if self.downsample is None else self.downsample(x)))


def shortcut(channels: int, out: int, stride: int) -> nn.Module | None:
    """What makes the input fit the result, where it does not."""
    if stride == 1 and channels == out:
        return None
    return nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))


class ResNet(nn.Module):
    """Scores (n, classes) of pictures (n, 3, 224, 224) by 18, 34, 50, 101 or 152 layers: 11,689,512
    parameters with 18 and 25,557,032 with 50, for 1,000 classes. A checkpoint of torchvision's
    fits.

    >>> ResNet(18).fc
    Linear(in_features=512, out_features=1000, bias=True)
    """

    def __init__(self, depth: int = 18, classes: int = 1000) -> None:
        if depth not in STAGES:
            raise ArgumentError(f"ResNet: there is no depth {depth}", fix=f"use one of {[*STAGES]}")
        block: Any = BasicBlock if depth < 50 else Bottleneck
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1, self.maxpool = nn.BatchNorm2d(64), nn.MaxPool2d(3, 2, 1)
        channels = 64
        for number, count in enumerate(STAGES[depth]):
            blocks = []
            for place in range(count):
                stride = 2 if number and not place else 1
                blocks.append(block(channels, 64 * 2**number, stride))
                channels = 64 * 2**number * block.expansion
            setattr(self, f"layer{number + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(channels, classes)
        initialise(self)

    def forward(self, x: Any) -> Tensor:
        """The scores."""
        x = self.maxpool(nn.relu(self.bn1(self.conv1(asarray(x)))))
        for number in range(1, 5):
            x = getattr(self, f"layer{number}")(x)
        return self.fc(nn.adaptive_avg_pool2d(x, 1).flatten(1))


class PaddedShortcut(nn.Module):
    """Every second place, and channels of zeros for those that are new: a shortcut with nothing to
    learn (option A of the paper)."""

    def __init__(self, channels: int, out: int) -> None:
        self.before = (out - channels) // 2
        self.after = out - channels - self.before

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.before, self.after))


class SmallResNet(nn.Module):
    """Scores (n, classes) of pictures (n, channels, 32, 32), by `depth` = 6 n + 2 layers: 20
    (269,722 parameters for 3 channels and 10 classes), 32, 44, 56 (853,018) or 110.

    >>> sum(p.size for p in SmallResNet(20).parameters())
    269722
    """

    def __init__(self, depth: int = 20, classes: int = 10, channels: int = 3) -> None:
        if depth < 8 or (depth - 2) % 6:
            raise ArgumentError(
                f"SmallResNet: the depth is 6 n + 2, not {depth}", fix="use 20, 32, 44, 56 or 110"
            )
        self.conv1 = nn.Conv2d(channels, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        blocks, width = [], 16
        for stage in range(3):
            for place in range((depth - 2) // 6):
                wide = 16 * 2**stage
                block = BasicBlock(width, wide, 2 if stage and not place else 1)
                if block.downsample is not None:
                    block.downsample = PaddedShortcut(width, wide)
                blocks.append(block)
                width = wide
        self.blocks, self.fc = nn.Sequential(*blocks), nn.Linear(width, classes)
        initialise(self)

    def forward(self, x: Any) -> Tensor:
        """The scores."""
        x = self.blocks(nn.relu(self.bn1(self.conv1(asarray(x)))))
        return self.fc(nn.adaptive_avg_pool2d(x, 1).flatten(1))


def initialise(model: nn.Module) -> None:
    """Convolutions by their outputs, as in He et al., "Delving deep into rectifiers" (2015)."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
