"""The network for texts, whole, in one file to read, copy and change: the sum of a row for each
feature of a text.

A row is a fixed weight of the feature, times a factor for each class that is learned. The weights
are those of naive Bayes: so what is learned starts from counts, and what the counts call
unimportant stays small; or ones, so that every row is free (see `fit.py`, which joins both).
"""

from collections.abc import Sequence

import numpy as np

from pellucid import nn
from pellucid.auto.rows.chunks import chunks
from pellucid.auto.texts.vocabulary import Bags
from pellucid.tensor.tensor import Parameter, Tensor, state
from pellucid.tensor.transforms.compiled import compile  # noqa: A004

NAME = "TextBag"
START = 0.1  # of the naive Bayes weights, before anything is learned


class TextBag(nn.Module):
    """Scores (n, classes) of texts as features: places int32 and values float32, (n, slots).

    >>> network = TextBag(np.array([[0.0, 0.0], [2.0, -2.0]], np.float32), slots=4)
    >>> network(np.array([[1, 0, 0, 0]]), np.ones((1, 4), np.float32)).tolist()
    [[0.20000000298023224, -0.20000000298023224]]
    """

    def __init__(self, ratios: np.ndarray, slots: int) -> None:
        self.slots, self.classes = slots, ratios.shape[1]
        self.ratios = state(ratios)
        self.factors = Parameter(np.full(ratios.shape, START, np.float32))
        self.bias = Parameter(np.zeros(self.classes, np.float32))
        self.compiled = compile(self.forward)

    @classmethod
    def of_rows(cls, rows: np.ndarray, bias: np.ndarray, slots: int) -> "TextBag":
        """A network that adds `rows` (features + 1, classes) and `bias` (classes,)."""
        if rows.ndim != 2 or bias.shape != rows.shape[1:]:
            raise ValueError("the weights do not fit the network")
        found = cls(rows / np.float32(START), slots)
        found.bias.assign(Tensor(bias))
        return found

    def forward(self, places: Tensor, values: Tensor) -> Tensor:
        """The scores."""
        rows = nn.functional.embedding(places, self.factors) * nn.functional.embedding(
            places, self.ratios
        )
        return (rows * values[:, :, None]).sum(axis=1) + self.bias

    def rows(self) -> np.ndarray:
        """What each feature adds to the scores, float32 (features + 1, classes)."""
        return self.factors.numpy() * self.ratios.numpy()

    def run(self, bags: Bags) -> np.ndarray:
        """The scores of any number of texts, float32 (n, classes)."""
        found = np.zeros((len(bags), self.classes), np.float32)
        for start, rows in chunks(len(bags)):
            chosen = np.arange(start, min(start + rows, len(bags)))
            padded = np.resize(chosen, rows)  # a text again where some are missing
            given = bags.batch(padded, self.slots)
            found[chosen] = self.compiled(*given).numpy()[: len(chosen)]
        return found


def mean_of(networks: Sequence[TextBag]) -> TextBag:
    """The network whose scores are the mean of those of others."""
    rows = np.mean(np.stack([network.rows() for network in networks]), axis=0)
    bias = np.mean(np.stack([network.bias.numpy() for network in networks]), axis=0)
    return TextBag.of_rows(np.asarray(rows), np.asarray(bias), networks[0].slots)


def mixture_of(first: TextBag, second: TextBag, share: float) -> TextBag:
    """The network whose scores are those of two, a `share` of the first."""
    rows = share * first.rows() + (1.0 - share) * second.rows()
    bias = share * first.bias.numpy() + (1.0 - share) * second.bias.numpy()
    return TextBag.of_rows(rows.astype(np.float32), bias.astype(np.float32), first.slots)
