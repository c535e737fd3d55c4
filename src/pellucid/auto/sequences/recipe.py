"""How the convolutions that learn are trained, whole, in one file to read, copy and change: Adam in
one cycle on the cross-entropy of smoothed labels.
"""

import numpy as np

from pellucid import nn, optim
from pellucid.auto.sequences.network import DilatedNet, Form, Padded
from pellucid.auto.training.course import one_cycle
from pellucid.auto.training.scores import judged
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import compile  # noqa: A004

EPOCHS, LEAST_STEPS = 40, 1_500
BATCHES = ((500, 16), (2_000, 32), (float("inf"), 64))
RATE, DECAY = 3e-3, 1e-2
SMOOTHING = 0.05
LEAST_TRAINING, LEAST_VALIDATION = 150, 25  # sequences, for the network to be tried at all
LEAST_EPOCHS = 6.0  # with less time than that it is not tried either


def batch_of(rows: int) -> int:
    """How many sequences make a batch, by those there are."""
    return next(size for most, size in BATCHES if rows <= most)


def epochs_for(rows: int, batch: int) -> float:
    """How often every sequence is shown when there is time for it."""
    return max(float(EPOCHS), LEAST_STEPS / max(1, rows // batch))


Labelled = tuple[Padded, np.ndarray]


class SequenceLearner:
    """A network that learns from sequences and their classes, int64 (n,). Built where random
    numbers start from a seed."""

    def __init__(self, form: Form, training: Labelled, validation: Labelled) -> None:
        self.network, self.training, self.validation = DilatedNet(form), training, validation
        self.optimizer = optim.AdamW(self.network.parameters(), lr=RATE, weight_decay=DECAY)
        self.compiled = compile(self.update)

    def update(self, values: Tensor, mask: Tensor, labels: Tensor) -> Tensor:
        """The loss of a batch; afterwards every parameter has moved."""
        found = self.network(values, mask)
        loss = nn.cross_entropy(found, labels, label_smoothing=SMOOTHING)
        self.optimizer.minimize(loss)
        return loss

    def step(self, rows: np.ndarray, t: float) -> Tensor:
        """The loss of the sequences at these places; afterwards the network has moved."""
        for group in self.optimizer.param_groups:
            group["lr"] = RATE * one_cycle(t, 0.1)
        self.network.train()
        given, labels = self.training
        part = given.take(rows)
        return self.compiled(part.values, part.mask, labels[rows])

    def values(self) -> dict[str, np.ndarray]:
        """The network's parameters."""
        return {name: array.copy() for name, array in self.network.state_dict().items()}

    def judged(self) -> tuple[float, float]:
        """Cross-entropy and the share of wrong classes on the sequences of validation."""
        given, labels = self.validation
        return judged(self.network.run(given), labels)
