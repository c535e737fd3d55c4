"""What trains a network, as a value."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Recipe:
    """Everything `train.fit` needs beside the model and the data.

    A recipe is made by a short function that can be read and copied, such as `lenet_recipe`.
    """

    optimizer: Any
    loss: Callable[..., Any]
    batch_size: int
    epochs: int
    schedule: Any = None
