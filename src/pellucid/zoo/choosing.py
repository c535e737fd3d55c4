"""A network chosen by what the data look like."""

from typing import Any

import numpy as np

from pellucid import nn
from pellucid.core.errors import ShapeError
from pellucid.zoo.languages import TextClassifier
from pellucid.zoo.mlp import MLP
from pellucid.zoo.resnet import SmallResNet


def network_for(x: Any, y: Any) -> nn.Module:
    """An untrained network for inputs and targets like these, with what standardises the inputs in
    front, fitted: a perceptron for rows of numbers (n, d), a small residual network for pictures
    (n, C, H, W), an LSTM for rows of whole numbers (n, length), as of words. Targets of whole
    numbers are classes; floats are numbers to predict.

    >>> x = np.random.default_rng(0).normal(size=(20, 5)).astype(np.float32)
    >>> network_for(x, np.arange(20) % 3)(x).shape
    (20, 3)
    """
    inputs, targets = np.asarray(x), np.asarray(y)
    outputs = int(targets.max()) + 1 if targets.dtype.kind in "iu" else 1
    if targets.dtype.kind == "f" and targets.ndim > 1:
        outputs = targets.shape[1]
    if inputs.ndim == 2 and inputs.dtype.kind in "iu":
        return TextClassifier(int(inputs.max()) + 1, outputs, dropout=0.2)
    if inputs.ndim == 2:
        width = inputs.shape[1]
        hidden = min(512, max(32, 4 * width))
        body: nn.Module = MLP([width, hidden, hidden, outputs], dropout=0.1)
        return nn.Sequential(nn.Preprocessing(nn.Standardize(width)).fit(inputs), body)
    if inputs.ndim == 4:
        channels = inputs.shape[1]
        steps = nn.Preprocessing(nn.Standardize((channels, 1, 1))).fit(inputs)
        return nn.Sequential(steps, SmallResNet(8, outputs, channels))
    raise ShapeError(
        "network_for: rows (n, d), pictures (n, C, H, W) or whole numbers (n, length) are needed",
        given=f"{inputs.dtype} {inputs.shape}",
    )
