"""How the network for texts is trained, whole, in one file to read, copy and change.

Stochastic gradient descent in one cycle, from the weights of naive Bayes on or from nothing;
features left out at random. Five networks of each, each without a fifth of the texts, are averaged:
what each says of the texts it has not seen joins and calibrates them. The numbers were found on
reviews, short messages and lines of novels (see docs/text.md).
"""

import numpy as np

from pellucid import nn, optim
from pellucid.auto.texts.network import TextBag
from pellucid.auto.texts.vocabulary import Bags
from pellucid.auto.training.course import one_cycle
from pellucid.auto.training.scores import judged
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import compile  # noqa: A004

EPOCHS, LEAST_STEPS = 12, 600
BATCHES = ((2_000, 16), (20_000, 32), (100_000, 64), (float("inf"), 128))
RATE, MOMENTUM = 1.0, 0.9
DROPPED = 0.1  # of a text's features, in each step


def batch_of(rows: int) -> int:
    """How many texts make a batch, by the texts there are."""
    return next(size for most, size in BATCHES if rows <= most)


def epochs_for(rows: int, batch: int) -> float:
    """How often every text is read when there is time for it."""
    return max(float(EPOCHS), LEAST_STEPS / max(1, rows // batch))


class TextLearner:
    """A network that learns from bags of features and their classes, int64 (n,). Built where random
    numbers start from a seed."""

    def __init__(
        self,
        network: TextBag,
        training: tuple[Bags, np.ndarray],
        validation: tuple[Bags, np.ndarray],
    ) -> None:
        self.network, self.training, self.validation = network, training, validation
        self.optimizer = optim.SGD(network.parameters(), lr=RATE, momentum=MOMENTUM, nesterov=True)
        self.compiled = compile(self.update)

    def update(self, places: Tensor, values: Tensor, labels: Tensor) -> Tensor:
        """The loss of a batch; afterwards every parameter has moved."""
        found = self.network(places, nn.functional.dropout(values, DROPPED))
        loss = nn.cross_entropy(found, labels)
        self.optimizer.minimize(loss)
        return loss

    def step(self, rows: np.ndarray, t: float) -> Tensor:
        """The loss of the texts at these places; afterwards the network has moved."""
        for group in self.optimizer.param_groups:
            group["lr"] = RATE * one_cycle(t, 0.1)
        bags, labels = self.training
        return self.compiled(*bags.batch(rows, self.network.slots), labels[rows])

    def values(self) -> dict[str, np.ndarray]:
        """The network's parameters."""
        return {name: array.copy() for name, array in self.network.state_dict().items()}

    def judged(self) -> tuple[float, float]:
        """Cross-entropy and the share of wrong classes on the texts of validation."""
        bags, labels = self.validation
        return judged(self.network.run(bags), labels)
